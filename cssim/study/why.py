"""Why an arm differs from the base, and when it has paid for itself, over all replications."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cssim import stats
from cssim.errors import InputError
from cssim.measures import payback_day
from cssim.measures.csat_change import OTHERS, PARTS
from cssim.measures.payback import DAILY
from cssim.study.arms import BASE, TableSpec
from cssim.study.lives import PER, WHY
from cssim.study.result import Study

PAYBACK: Mapping[str, TableSpec] = {"by_day": TableSpec(DAILY, ("day",))}
"""Table that `payback` needs; add it to the tables of a study with customers."""
TOTAL = "total"


def csat_changes(study: Study, per: str = "contact") -> pd.DataFrame:
    """Return where each what-if's change in satisfaction came from, with intervals.

    Parameters
    ----------
    study : Study
    per : {"contact", "issue"}
        The mean over contacts, as `satisfaction`; or over issues, as each was left in the end.

    Returns
    -------
    DataFrame
        ``arm``, ``part`` (waiting, resolution, hand_offs, quality, others: contacts made in
        one of the arms only; total), ``difference``, ``half_width``, ``low``, ``high``,
        ``n``. The differences of the parts sum to that of the total.
    """
    if per not in PER:
        raise InputError.of("per", per, f"must be {' or '.join(PER)}")
    columns = ["arm", "part", "difference", "half_width", "low", "high", "n"]
    if WHY not in study.tables:
        return pd.DataFrame(columns=columns)
    frame = study.tables[WHY]
    frame = frame[frame["per"] == per]
    rows = []
    for name in study.alternatives:
        wide = frame[frame["arm"] == name].pivot(
            index="replication", columns="measure", values="value"
        )
        wide = wide.dropna()[[*PARTS, OTHERS]]
        wide[TOTAL] = wide.sum(axis=1)
        for part in wide.columns:
            e = stats.mean(wide[part])
            rows.append((name, part, e.value, e.half_width, e.low, e.high, e.n))
    return pd.DataFrame(rows, columns=columns)


def payback(study: Study) -> pd.DataFrame:
    """Return what each what-if has gained and cost so far, day by day, over all replications.

    Parameters
    ----------
    study : Study
        With the table of `PAYBACK`.

    Returns
    -------
    DataFrame
        ``arm``, ``day`` (from 0), ``cumulated`` (mean over replications of revenue less cost,
        both against the base, up to the end of the day), ``half_width``, ``low``, ``high``,
        ``n``.

    Raises
    ------
    InputError
        The study did not keep that table.
    """
    name = next(iter(PAYBACK))
    if name not in study.tables:
        raise InputError.of("tables", name, "must be kept: add cssim.study.PAYBACK")
    frame, keys = study.tables[name], ["arm", "replication", "day"]
    wide = frame.pivot(index=keys, columns="measure", values="value")
    net = (wide[DAILY[0]] - wide[DAILY[1]]).groupby(["arm", "replication"]).cumsum()
    rows = []
    for arm in study.alternatives:
        gained = (net[arm] - net[BASE]).unstack("day")
        for day in gained.columns:
            e = stats.mean(gained[day])
            rows.append((arm, day, e.value, e.half_width, e.low, e.high, e.n))
    columns = ["arm", "day", "cumulated", "half_width", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def payback_days(study: Study) -> dict[str, int | None]:
    """Return the day on which each what-if has paid for itself on average; None if never.

    Parameters
    ----------
    study : Study
        With the table of `PAYBACK`.

    Returns
    -------
    dict of arm to int or None
        Number of the day, from 0.
    """
    found = payback(study)
    days: dict[str, int | None] = {}
    for arm in study.alternatives:
        mine = found[found["arm"] == arm]
        at = payback_day(mine["cumulated"])
        days[arm] = None if at is None else int(mine["day"].iloc[at])
    return days
