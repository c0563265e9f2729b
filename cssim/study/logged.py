"""A run as its phone system would have logged it.

What can be told of a real desk is what its log tells. So that a run is judged by the same
yardstick, it is turned into a log of the same form first, and every figure is then taken
from both by the same code: also those that a log shows only indirectly, such as who was on
the floor.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim import units
from cssim.calibrate import Log
from cssim.calibrate.grid import make_grid
from cssim.calibrate.remarks import Remarks
from cssim.journal import Journal
from cssim.scenario import Scenario

WARM_UP_DAYS = 1
TURNED_AWAY = ("closed", "blocked")
"""Outcomes that leave no row in a log: the contact never got in."""
Flags = NDArray[np.bool_]


def on_days_of(scenario: Scenario, log: Log) -> Scenario:
    """Return the scenario set on the very days of a log, after a day of warm-up.

    Parameters
    ----------
    scenario : Scenario
        Its weekly rates and shifts then meet the log's weekdays.
    log : Log
        Gives the first day and the number of days.
    """
    start = log.first_day - timedelta(days=WARM_UP_DAYS)
    return scenario.with_overrides(
        {
            "start": start.isoformat(),
            "warm_up": f"{WARM_UP_DAYS} d",
            "horizon": f"{log.n_days + WARM_UP_DAYS} d",
        }
    )


def in_opening_hours(log: Log) -> Log:
    """Return the log without the attempts outside opening hours; a scenario has none there."""
    inside = make_grid(log).is_open_at(log.attempts["arrived_at"].to_numpy())
    return _with(log, log.attempts[inside])


def logged(journal: Journal, like: Log) -> Log:
    """Return what a log of the run would hold, in the form of a log of the same days.

    Parameters
    ----------
    journal : Journal
        A run whose measured days are those of `like` (`on_days_of`, or a replay).
    like : Log
        Its calendar and its mapping: the same stretches count as excluded.

    Returns
    -------
    Log
        A row per contact that got in, between warm-up and horizon. Hold counts as talk. A
        contact passed on counts as answered, with the wait and the agent of its first leg.
    """
    about = journal.about
    start = about.warm_up_ms / units.SECOND_MS
    contacts = journal.frame("contacts")
    got_in = ~contacts["outcome"].isin(TURNED_AWAY)
    measured = contacts["arrived_at"].between(
        start, about.horizon_ms / units.SECOND_MS, inclusive="left"
    )
    contacts = contacts[got_in & measured].sort_values(["arrived_at", "contact"])
    legs = journal.frame("legs")
    first = legs[legs["leg"] == 1].set_index("contact").reindex(contacts["contact"])
    attempts = _attempts(contacts.reset_index(drop=True), first.reset_index(), start)
    attempts["is_excluded"] = _excluded(attempts["arrived_at"], like)
    return _with(like, attempts)


def _attempts(contacts: pd.DataFrame, first: pd.DataFrame, start: float) -> pd.DataFrame:
    """Return the rows of a log; seconds since `start`."""
    answered = contacts["first_reply_at"].notna()
    left = contacts["first_reply_at"].fillna(contacts["left_at"])
    queued = contacts["queued_at"] - start
    return pd.DataFrame(
        {
            "line": np.arange(len(contacts)),
            "contact": contacts["contact"].astype(str),
            "customer": contacts["customer"].astype(object).map(_text),
            "reason": contacts["reason"].astype(str),
            "segment": contacts["segment"].astype(object).map(_text),
            "agent": first["agent"].astype(object).map(_text),
            "outcome": np.where(answered, "answered", "abandoned"),
            "arrived_at": contacts["arrived_at"] - start,
            "queued_at": queued,
            "answered_at": (left - start).where(answered),
            "ivr_s": (queued - contacts["arrived_at"] + start).fillna(0.0),
            "wait_s": left - start - queued,
            "talk_s": (first["talk_s"] + first["hold_s"]).where(answered),
        }
    )


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def _excluded(arrived: pd.Series[float], like: Log) -> Flags:
    excluded = np.zeros(len(arrived), dtype=bool)
    for stretch in like.mapping.calibration.exclude:
        low, high = ((m - like.moment(0.0)).total_seconds() for m in (stretch.start, stretch.until))
        excluded |= arrived.between(low, high, inclusive="left").to_numpy()
    return excluded


def _with(log: Log, attempts: pd.DataFrame) -> Log:
    rows = attempts.reset_index(drop=True)
    return Log(rows, log.first_day, log.n_days, Remarks(), len(rows), log.mapping)
