"""A center of several channels: what a study found on each of them.

Seconds on the phone and hours of e-mail have no mean that says anything, so waits are told
channel by channel. All is empty for a center of one channel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cssim.errors import printable
from cssim.study import Study, differences, estimates
from cssim.study.arms import BASE
from cssim.words.numbers import MINUS, NBSP, change, interval, label, scale_of, time_scale, value
from cssim.words.verdicts import SAME, UNCLEAR, UNTOLD, verdict

TABLE, HOUR_TABLE = "by_channel", "by_channel_hour"
LIVE = ("phone", "chat")
TIMES = ("asa_s", "response_s")
"""Means over all contacts, which several channels have no use for."""
SHOWN = {
    True: ("asa_s", "service_level", "abandonment"),
    False: ("response_s", "service_level"),
}
"""What is shown of a live channel, and of one on which customers are not there to wait."""


def channels(study: Study) -> list[str]:
    """Return the channels on which contacts come, busiest first; none if there is but one."""
    if TABLE not in study.tables:
        return []
    found = estimates(study, TABLE)
    found = found[(found["arm"] == BASE) & (found["measure"] == "n_offered") & (found["value"] > 0)]
    names = found.sort_values("value", ascending=False, kind="stable")["channel"].tolist()
    return names if len(names) > 1 else []


def channel_mix(study: Study) -> str:
    """Return how the base's contacts spread over the channels, or an empty text."""
    names, found = channels(study), estimates(study, TABLE) if TABLE in study.tables else None
    if found is None or not names:
        return ""
    rows = found[(found["arm"] == BASE) & (found["measure"] == "n_offered")]
    offered = rows.set_index("channel")["value"][names]
    parts = 100 * offered / offered.sum()
    return ", ".join(f"{printable(name)} {parts[name]:.0f}{NBSP}%" for name in names)


def is_live(study: Study, channel: str) -> bool:
    """Tell whether customers are there to wait on a channel."""
    return study.plan.arms[0].scenario.channels[channel].kind in LIVE


def channel_changes(study: Study) -> pd.DataFrame:
    """Return what each what-if changes on each channel, in the columns of `changes`."""
    names = channels(study)
    if not names:
        return pd.DataFrame(columns=["arm"])
    options = study.plan.options_of(study.plan.arms[0])
    found = differences(study, TABLE, measures=list({m for shown in SHOWN.values() for m in shown}))
    rows: list[dict[str, Any]] = []
    for name in names:
        awt = options.awt_s[name] if isinstance(options.awt_s, dict) else options.awt_s
        mine = replace(options, awt_s=awt)
        for measure in SHOWN[is_live(study, name)]:
            part = found[(found["channel"] == name) & (found["measure"] == measure)]
            rows += [
                _told(row, f"{printable(name)}: {label(measure, mine)}") for row in _each(part)
            ]
    return pd.DataFrame(rows)


def _each(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(frame.columns, row, strict=True)) for row in frame.itertuples(index=False)]


def _told(row: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a difference with its words; long times in minutes or hours."""
    measure = row["measure"]
    scale = time_scale(row["base"]) if measure in TIMES else scale_of(measure)
    return {
        **row,
        "measure": f"{row['channel']} {measure}",
        "label": name,
        "verdict": verdict(row["low"], row["high"], row["better"]),
        "base_text": value(measure, row["base"], scale=scale),
        "value_text": value(measure, row["value"], scale=scale),
        "change_text": change(
            measure, row["difference"], half_width=row["half_width"], scale=scale
        ),
        "interval_text": interval(measure, row["low"], row["high"], scale=scale),
    }


def channel_waits(study: Study, arm: str) -> str:
    """Return in words what a what-if does to the wait on each channel."""
    found = channel_changes(study)
    found = found[(found["arm"] == arm) & found["difference"].notna()]
    waits = [f"{name} {SHOWN[is_live(study, name)][0]}" for name in channels(study)]
    rows = {row["channel"]: row for row in _each(found[found["measure"].isin(waits)])}
    if not rows:
        return "nobody was answered, so there is no wait to compare"
    if any(row["verdict"] == UNTOLD for row in rows.values()):
        return "waits have no interval in a single replication, so no evidence"
    same = [printable(n) for n, row in rows.items() if row["verdict"] in (UNCLEAR, SAME)]
    clear = [_clear(n, row) for n, row in rows.items() if row["verdict"] not in (UNCLEAR, SAME)]
    if not clear:
        return f"no clear difference in how long customers wait on {_listed(same)}"
    rest = f", with no clear difference on {_listed(same)}" if same else ""
    return f"customers who are answered wait {_listed(clear)}{rest}"


def _clear(name: str, row: dict[str, Any]) -> str:
    scale = time_scale(row["base"])
    digits = scale.decimals(row["half_width"])
    was, now, amount = (scale.number(row[c], digits) for c in ("base", "value", "difference"))
    ends = sorted(abs(row[c]) for c in ("low", "high"))
    near, far = (scale.number(end, digits) for end in ends)
    way = "less" if row["difference"] < 0 else "more"
    return (
        f"{amount.lstrip(MINUS)}{scale.unit} {way} on {printable(name)} ({now} instead of"
        f" {was}{scale.unit}; 95{NBSP}% interval {near} to {far}{scale.unit} {way})"
    )


def _listed(texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def waits_by_hour(study: Study) -> pd.DataFrame:
    """Return estimates by hour of arrival, of each live channel where there are several."""
    names = [name for name in channels(study) if is_live(study, name)]
    if not names:
        return estimates(study, "by_hour")
    found = estimates(study, HOUR_TABLE)
    found = found[found["channel"].isin(names)]
    return found.sort_values("channel", key=lambda c: c.map(names.index), kind="stable")


def is_one_queue(study: Study) -> bool:
    """Tell whether an Erlang formula can stand for the base: calls alone."""
    return not channels(study)


def about_erlang(study: Study) -> str:
    """Return what Erlang's formulas are given, or why nothing is set beside the base."""
    names = channels(study)
    if names:
        return (
            "Nothing that could stand beside these figures: an Erlang formula knows a single line"
            " of customers and one call per agent. Here customers come by"
            f" {_listed([printable(name) for name in names])}."
        )
    return (
        "The formulas are given the base's own arrivals, handle time, agents and patience, hour by"
        " hour. They differ from the simulation because they take every hour for a steady state of"
        " its own: the queue of the hour before, days busier than the mean and who can serve whom"
        " are unknown to them, and the customers who come back are to them just more customers."
    )
