"""A long run in words: what changes month by month, when a decision has paid for itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pandas as pd

from cssim.errors import printable
from cssim.measures import payback_day
from cssim.measures.registry import get
from cssim.study import Study, differences, payback
from cssim.study.arms import BASE
from cssim.study.months import CHANNEL_TABLE, DAY_TABLE, MONTH_DAYS, by_month
from cssim.words.channels import channels, is_live
from cssim.words.numbers import NBSP, Scale, scale_of, time_scale, value
from cssim.words.results import currency, quoted

PER_DAY = "per month"
WEEK_DAYS = 7


class Line(NamedTuple):
    """Something that is followed over the months."""

    table: str
    measure: str
    name: str
    channel: str = ""


def _lines(study: Study) -> Iterator[Line]:
    names = channels(study)
    live = [name for name in names if is_live(study, name)]
    if CHANNEL_TABLE in study.tables and live:
        name = f"Wait for an answer, {printable(live[0])}"
        yield Line(CHANNEL_TABLE, "asa_s", name, live[0])
    else:
        yield Line(DAY_TABLE, "asa_s", "Wait for an answer")
    yield Line(DAY_TABLE, "satisfaction", "Satisfaction")
    yield Line(DAY_TABLE, "mean_proficiency", "Proficiency")
    yield Line(DAY_TABLE, "total_cost", f"Cost of {MONTH_DAYS // WEEK_DAYS} weeks")


def over_months(study: Study) -> pd.DataFrame:
    """Return what each what-if changes month by month.

    Parameters
    ----------
    study : Study
        With the tables of `cssim.study.months.long_tables`; without them nothing is returned.

    Returns
    -------
    DataFrame
        ``arm``, ``measure``, ``name`` (of what is followed), ``unit``, ``week`` (at the end of
        the month), ``difference``, ``low``, ``high`` (in that unit), ``better`` and
        ``base_text`` (the base's mean over the months).
    """
    columns = ["arm", "measure", "name", "unit", "week", "difference", "low", "high", "better"]
    columns.append("base_text")
    if DAY_TABLE not in study.tables:
        return pd.DataFrame(columns=columns)
    monthly = by_month(study)
    tables = {name: differences(monthly, name) for name in monthly.tables}
    rows: list[dict[str, Any]] = []
    for line in _lines(study):
        found = tables[line.table]
        found = found[found["measure"] == line.measure]
        if line.channel:
            found = found[found["channel"] == line.channel]
        rows += [_row(line, row, _scale(study, line, found)) for row in found.to_dict("records")]
    return pd.DataFrame(rows, columns=columns)


def _scale(study: Study, line: Line, found: pd.DataFrame) -> tuple[Scale, str]:
    """Return how a line is written, and the base's mean so written."""
    mean = float(found["base"].mean())
    scale = scale_of(line.measure, currency(study))
    scale = time_scale(mean) if scale.unit == f"{NBSP}s" else scale
    return scale, value(line.measure, mean, scale=scale)


def _row(line: Line, row: dict[Any, Any], scaled: tuple[Scale, str]) -> dict[str, Any]:
    scale, base = scaled
    scaled_values = {name: row[name] * scale.factor for name in ("difference", "low", "high")}
    return {
        "arm": row["arm"],
        "measure": line.measure,
        "name": line.name,
        "unit": scale.change_unit.strip(NBSP),
        "week": (int(row["month"]) + 1) * MONTH_DAYS // WEEK_DAYS,
        "better": get(line.measure).better,
        "base_text": base,
        **scaled_values,
    }


def paid_back(study: Study, arm: str, found: pd.DataFrame | None = None) -> str:
    """Return in a sentence when a what-if has paid for itself within the run.

    What it gains is what customers brought in during the run, not what they will still bring.

    Parameters
    ----------
    study : Study
    arm : str
        One of `study.alternatives`.
    found : DataFrame, optional
        `cssim.study.payback` of the study, if at hand.

    Raises
    ------
    InputError
        Not a what-if of the study.
    """
    study.must_have(arm)
    found = payback(study) if found is None else found
    mine = found[found["arm"] == arm]
    last = mine.iloc[-1]
    unit = currency(study)
    end = value("net_value", last["cumulated"], currency=unit, half_width=last["half_width"])
    ends = [
        value("net_value", last[e], currency=unit, half_width=last["half_width"])
        for e in ("low", "high")
    ]
    at_end = f"{end} (95{NBSP}% interval {ends[0]} to {ends[1]})"
    if last["low"] < 0 < last["high"]:
        return (
            f"{quoted(arm)} has neither clearly paid for itself nor clearly failed to when the run"
            f" ends: margins come in less cost are then {at_end} against the base."
        )
    day = payback_day(mine["cumulated"])
    if day is None:
        return (
            f"{quoted(arm)} has not paid for itself when the run ends: margins come in less cost"
            f" are then {at_end} against the base."
        )
    if not (mine["cumulated"] < 0).any():
        return f"{quoted(arm)} pays from the first day on: at the end of the run {at_end}."
    date = study.plan.arms[0].scenario.start + timedelta(days=int(mine["day"].iloc[day]))
    return (
        f"{quoted(arm)} has paid for itself on {date:%d %B %Y}, on average over the replications;"
        f" at the end of the run it is {at_end} ahead."
    )


def has_months(study: Study) -> bool:
    """Tell whether a study kept what it takes to look at it month by month."""
    return DAY_TABLE in study.tables


def has_payback(study: Study) -> bool:
    """Tell whether a study knows day by day what customers brought in and what the center cost."""
    if not has_months(study):
        return False
    kept = study.tables[DAY_TABLE]
    return "revenue_value" in set(kept.loc[kept["arm"] == BASE, "measure"])
