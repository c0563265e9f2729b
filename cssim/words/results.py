"""What a study found: the table of differences, and the sentences a manager reads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from cssim import stats
from cssim.errors import printable
from cssim.measures import Options
from cssim.study import Study, differences
from cssim.study.arms import BASE, has_people
from cssim.study.compare import net_value
from cssim.words.channels import TIMES, channel_waits, channels
from cssim.words.numbers import (
    NBSP,
    change,
    interval,
    label,
    number,
    percent,
    scale_of,
    value,
    within_text,
)
from cssim.words.verdicts import BETTER, SAME, UNCLEAR, UNTOLD, WORSE, verdict

RESULT = (
    "response_s",
    "asa_s",
    "service_level",
    "abandonment",
    "fcr",
    "csat",
    "csat_true",
    "nps_points",
    "nps_points_true",
    "retention_projected",
    "total_cost",
)
"""What a manager is shown, in this order; then value and net value of the customers kept."""

PEOPLE_RESULT = (
    "mean_proficiency", "mean_strain", "n_quit", "vacancy_weeks", "training_hours",
    "revenue_value",
)  # fmt: skip
"""Shown besides where something happens to agents over months."""

MOST_NAME = 60


def question(study: Study) -> str:
    """Return what a study asks, such as ``What if “two more agents”, or “train the team”?``."""
    names = [quoted(arm) for arm in study.alternatives]
    if not names:
        return "What to expect if nothing changes?"
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, or {names[-1]}"
    return f"What if {listed}?"


def headline(study: Study) -> tuple[str, ...]:
    """Return `RESULT`, without mean times over all contacts where there are several channels."""
    people = PEOPLE_RESULT if has_people(study.plan.arms[0].scenario) else ()
    shown = (*RESULT[:-1], *people, RESULT[-1])
    return tuple(name for name in shown if name not in TIMES or not channels(study))


def changes(study: Study, measures: Sequence[str] = RESULT) -> pd.DataFrame:
    """Return what each what-if changes, in numbers and in words.

    Parameters
    ----------
    study : Study
    measures : sequence of str
        Those of the study's table ``all`` to show; missing ones are left out. Value and
        net value of the customers kept follow if the study knows what customers are worth.

    Returns
    -------
    DataFrame
        ``arm``, ``measure``, ``label``, ``base``, ``value``, ``difference``,
        ``half_width``, ``low``, ``high``, ``p_better``, ``variance_ratio``, ``n``,
        ``better``, ``verdict``, and as text ``base_text``, ``value_text``,
        ``change_text``, ``interval_text``.
    """
    found = differences(study, measures=measures)
    order = {name: i for i, name in enumerate(measures)}
    found = found.sort_values("measure", key=lambda m: m.map(order), kind="stable")
    found = pd.concat([found, _money(study)], ignore_index=True)
    found = found.sort_values(
        "arm", key=lambda arm: arm.map(study.arms.index), kind="stable", ignore_index=True
    )
    return _with_words(found, base_options(study), currency(study))


def _money(study: Study) -> pd.DataFrame:
    """Return value and net value of the customers kept, in the columns of `differences`."""
    if not worth_known(study):
        return pd.DataFrame()
    found = net_value(study)
    found = found[found["measure"] != "total_cost"].assign(better="higher", base=0.0)
    rows: list[Any] = list(found.itertuples())
    estimates = [
        stats.Estimate(r.difference, r.half_width, r.low, r.high, r.n, "mean") for r in rows
    ]
    chances = [stats.probability_better(e, larger_is_better=True) for e in estimates]
    return found.assign(value=found["difference"], p_better=chances, variance_ratio=math.nan)


def worth_known(study: Study) -> bool:
    """Tell whether the base says what a customer is worth (some segment's margin is not 0)."""
    customers = study.plan.arms[0].scenario.customers
    known = customers and any(s.margin_per_month > 0 for s in customers.segments.values())
    return bool(known) and "value" in study.tables


def base_options(study: Study) -> Options:
    """Return the measure options of the base."""
    return study.plan.options_of(study.plan.arms[0])


def within(study: Study) -> str:
    """Return the base's acceptable waiting time in words, such as ``within 20 s``."""
    return within_text(base_options(study))


def currency(study: Study) -> str:
    """Return the currency of the base."""
    return study.plan.arms[0].scenario.currency


def _with_words(found: pd.DataFrame, options: Options, unit: str) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    row: Any
    for row in found.itertuples():
        width, name = row.half_width, str(row.measure)
        only_change = row.base == 0.0 and name in ("uplift_value", "net_value")
        rows.append(
            {
                "label": label(name, options),
                "verdict": verdict(row.low, row.high, row.better),
                "base_text": "" if only_change else value(name, row.base, currency=unit),
                "value_text": "" if only_change else value(name, row.value, currency=unit),
                "change_text": change(name, row.difference, currency=unit, half_width=width),
                "interval_text": interval(name, row.low, row.high, currency=unit),
            }
        )
    return found.join(pd.DataFrame(rows, index=found.index))


def _row(found: pd.DataFrame, arm: str, measure: str) -> Any:
    rows = found[(found["arm"] == arm) & (found["measure"] == measure)]
    return next(rows.itertuples()) if len(rows) else None


def quoted(name: str) -> str:
    """Return the name of an arm as it may stand in a sentence: printable, short, in quotes."""
    text = printable(name)
    return f"“{text if len(text) <= MOST_NAME else text[: MOST_NAME - 1] + '…'}”"


def sentence(study: Study, arm: str, found: pd.DataFrame | None = None) -> str:
    """Return in one sentence what a what-if does to the wait, what it costs and is worth.

    Parameters
    ----------
    study : Study
    arm : str
        One of `study.alternatives`.
    found : DataFrame, optional
        `changes` of the study, if at hand.

    Raises
    ------
    InputError
        Not a what-if of the study.
    """
    study.must_have(arm)
    found = changes(study) if found is None else found
    return f"{quoted(arm)}: {_told(study, found, arm)}."


def _told(study: Study, found: pd.DataFrame, arm: str) -> str:
    wait = channel_waits(study, arm) if channels(study) else _wait(found, arm)
    parts = [wait, _money_part(study, found, arm)]
    return "; ".join(part for part in parts if part)


def _wait(found: pd.DataFrame, arm: str) -> str:
    row = _row(found, arm, "asa_s")
    if row is None or math.isnan(row.difference):
        return "nobody was answered, so there is no wait to compare"
    digits = scale_of("asa_s").decimals(row.half_width)
    was, now = (number(x, digits) for x in (row.base, row.value))
    if row.verdict == UNTOLD:
        return (
            f"customers who are answered waited {now} instead of {was}{NBSP}s, in a single"
            " replication: no interval, so no evidence"
        )
    if row.verdict in (UNCLEAR, SAME):
        return (
            f"no clear difference in how long customers wait for an answer ({now} against"
            f" {was}{NBSP}s; 95{NBSP}% interval of the change {row.interval_text})"
        )
    less = row.difference < 0
    near, far = sorted((abs(row.low), abs(row.high)))
    return (
        f"customers who are answered wait {number(abs(row.difference), digits)}{NBSP}s"
        f" {'less' if less else 'more'} on average ({now} instead of {was}{NBSP}s; 95{NBSP}%"
        f" interval {number(near, digits)} to {number(far, digits)}{NBSP}s"
        f" {'less' if less else 'more'})"
    )


def _money_part(study: Study, found: pd.DataFrame, arm: str) -> str:
    cost, net = _row(found, arm, "total_cost"), _row(found, arm, "net_value")
    if cost is None:
        return ""
    said = _cost(cost, period(study), currency(study))
    if net is None:
        return said + "; what a customer is worth is not given, so its value is not known"
    gain = _row(found, arm, "uplift_value")
    return f"{said}, and {_gain(gain)}: {_net(net)}"


def _cost(row: Any, per: str, unit: str) -> str:
    if row.verdict in (UNCLEAR, SAME, UNTOLD):
        return f"no clear difference in cost ({row.interval_text} per {per})"
    amount = value("total_cost", abs(row.difference), currency=unit, half_width=row.half_width)
    return f"it costs {amount} {'more' if row.difference > 0 else 'less'} per {per}"


def _gain(row: Any) -> str:
    if row.verdict in (UNCLEAR, SAME, UNTOLD):
        return (
            f"there is no clear difference in the value of the customers kept ({row.interval_text})"
        )
    text = row.change_text.lstrip("+−")
    return f"the customers it {'keeps' if row.difference > 0 else 'loses'} are worth {text}"


def _net(row: Any) -> str:
    if row.verdict == UNTOLD:
        return f"net value {row.change_text}, without an interval"
    held = ", so it may as well lose money" if row.verdict == UNCLEAR and row.difference > 0 else ""
    held = ", so it may as well pay" if row.verdict == UNCLEAR and row.difference <= 0 else held
    return f"net value {row.change_text} (95{NBSP}% interval {row.interval_text}){held}"


def period(study: Study) -> str:
    """Return the span that totals stand for, such as ``week`` or ``10 days``."""
    scenario = study.plan.arms[0].scenario
    days = (scenario.horizon - scenario.warm_up) / 86_400_000
    names = {1.0: "day", 7.0: "week", 364.0: "year of 52 weeks", 365.0: "year"}
    return names.get(days, f"{days:.4g} days")


def answer(study: Study) -> str:
    """Return the result of a study in one sentence.

    The what-ifs are ranked by net value; where the worth of a customer is not known, by the
    wait, or with several channels by the service level. The first is called best only if its
    paired difference to the second is clear.
    """
    if not study.alternatives:
        return "Nothing was compared: the study has a base and no what-if."
    found = changes(study)
    measure = "net_value" if worth_known(study) else _first_aim(study)
    rows = found[found["measure"] == measure].dropna(subset=["difference"])
    if rows.empty:
        return "No answer: nobody was answered in some of the runs."
    ranked = rows.sort_values("difference", ascending=measure == "asa_s")["arm"].tolist()
    if len(ranked) == 1:
        return sentence(study, ranked[0], found)
    return f"{_lead(study, measure, ranked)}: {_told(study, found, ranked[0])}."


def _first_aim(study: Study) -> str:
    return "service_level" if channels(study) else "asa_s"


AIMS = {
    "net_value": "is worth most",
    "asa_s": "shortens the wait most",
    "service_level": "raises the service level most",
}


def _lead(study: Study, measure: str, ranked: list[str]) -> str:
    aim = AIMS[measure]
    gap = _gap(study, measure, *ranked[:2])
    clear = not math.isnan(gap.low) and not gap.low <= 0 <= gap.high
    if clear:
        return f"Of {len(ranked)} changes tried, {quoted(ranked[0])} {aim}"
    return (
        f"Of {len(ranked)} changes tried, {quoted(ranked[0])} comes out first, with no clear"
        f" difference to {quoted(ranked[1])}"
    )


def _gap(study: Study, measure: str, first: str, second: str) -> stats.Estimate:
    """Return the paired difference between two what-ifs."""
    if measure == "net_value":
        nets = [_net_of(study, name) for name in (first, second)]
        return stats.difference(nets[0], nets[1])
    table = study.tables["all"]
    rows = table[table["measure"] == measure].set_index("arm")
    sums = [rows.loc[[name], c] for name in (first, second) for c in ("numerator", "denominator")]
    return stats.difference_pooled(*(column.to_numpy() for column in sums))


def _net_of(study: Study, arm: str) -> Any:
    table = study.tables["all"]
    costs = table[table["measure"] == "total_cost"].set_index("arm")["value"]
    uplift = study.tables["value"].set_index("arm")["value"]
    return (uplift.loc[[arm]].to_numpy()) - (
        costs.loc[[arm]].to_numpy() - costs.loc[[BASE]].to_numpy()
    )


def break_even(study: Study) -> list[str]:
    """Return for each what-if that costs more what customers must be worth for it to pay.

    The value of the customers kept grows with their worth, so cost over value is the part
    of the given worth at which both are equal.
    """
    found = changes(study)
    said = []
    for arm in study.alternatives:
        cost, gain = (_row(found, arm, name) for name in ("total_cost", "uplift_value"))
        if cost is None or gain is None or cost.verdict != WORSE:
            continue
        if gain.verdict != BETTER:
            said.append(f"{quoted(arm)} keeps no clear value, whatever customers are worth.")
            continue
        least, low, high = (
            percent(cost.difference / value) for value in (gain.difference, gain.high, gain.low)
        )
        said.append(
            f"{quoted(arm)} pays if customers are worth at least {least} of what the scenario"
            f" says (95{NBSP}% interval {low} to {high})."
        )
    return said
