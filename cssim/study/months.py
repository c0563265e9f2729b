"""Long runs: which tables to keep of them, and their days put together into months.

A decision about people costs at once and pays later, so what it changes is looked at by month.
Months are of four weeks: each has as many Mondays as the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cssim.errors import InputError
from cssim.measures.registry import get
from cssim.scenario import Scenario
from cssim.study.arms import TableSpec, has_people
from cssim.study.result import Study
from cssim.study.why import PAYBACK

LONG_DAYS = 84
"""Days counted from which a run is looked at by month."""
MONTH_DAYS = 28
DAY_TABLE = next(iter(PAYBACK))
CHANNEL_TABLE = "by_channel_day"
MONTH = "month"
SERVICE = ("asa_s", "fcr", "occupancy", "total_cost")
FEELINGS = ("satisfaction",)
PEOPLE = ("mean_proficiency", "mean_strain", "headcount")
WAITS = ("asa_s", "response_s")


def is_long(scenario: Scenario) -> bool:
    """Tell whether a scenario runs for so long that months can be told apart."""
    return scenario.horizon - scenario.warm_up >= LONG_DAYS * 86_400_000


def long_tables(scenario: Scenario) -> dict[str, TableSpec]:
    """Return the tables by day that a long run is looked at with; none for a short one.

    Parameters
    ----------
    scenario : Scenario
        Of the base. What it does not model is in no table.
    """
    if not is_long(scenario):
        return {}
    feelings = FEELINGS if scenario.satisfaction.enabled else ()
    revenue = PAYBACK[DAY_TABLE].measures if scenario.customers is not None else ()
    people = PEOPLE if has_people(scenario) else ()
    measures = dict.fromkeys((*SERVICE, *feelings, *people, *revenue))
    tables = {DAY_TABLE: TableSpec(tuple(measures), ("day",))}
    if len(scenario.channels) > 1:
        tables[CHANNEL_TABLE] = TableSpec(WAITS, ("channel", "day"))
    return tables


def by_month(study: Study) -> Study:
    """Return a study with its tables by day put together into months of four weeks.

    Parameters
    ----------
    study : Study
        With tables of `long_tables`.

    Returns
    -------
    Study
        Only with these tables, under the same names, with ``month`` (from 0) in place of
        ``day``: for `estimates` and `differences`. Days after the last whole month are left
        out, and so are figures that cannot be put together, such as quantiles.

    Raises
    ------
    InputError
        The study kept no table by day.
    """
    if DAY_TABLE not in study.tables:
        raise InputError.of("tables", DAY_TABLE, "must be kept: add long_tables(scenario)")
    kept = (name for name in (DAY_TABLE, CHANNEL_TABLE) if name in study.tables)
    return replace(study, tables={name: _months(study.tables[name]) for name in kept})


def _months(frame: pd.DataFrame) -> pd.DataFrame:
    kinds: Mapping[str, str] = {name: get(name).kind for name in frame["measure"].unique()}
    frame = frame[frame["measure"].map(kinds) != "quantile"]
    day = frame["day"].astype("int64")
    n = (day.max() - day.min() + 1) // MONTH_DAYS
    frame = frame.assign(**{MONTH: (day - day.min()) // MONTH_DAYS})
    frame = frame[frame[MONTH] < n]
    keys = [c for c in ("arm", "replication", "channel", MONTH, "measure") if c in frame]
    sums = frame.groupby(keys, sort=False, observed=True)[["numerator", "denominator"]].sum()
    sums = sums.reset_index()
    is_total = sums["measure"].map(kinds) == "total"
    value = (sums["numerator"] / sums["denominator"]).where(~is_total, sums["numerator"])
    return sums.assign(value=value)[[*keys, "value", "numerator", "denominator"]]
