"""A call log made tidy: one row per attempt, and a word on every row that was odd.

Reading is in three steps: `rows` streams the text, `tidy` gives each column its meaning,
and `read_log` puts both together. What a log calls a contact is an *attempt* here: fresh
ones and returns look alike in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from cssim.calibrate.mapping import ColumnMapping
from cssim.calibrate.remarks import Remarks
from cssim.calibrate.rows import read_rows
from cssim.calibrate.tidy import Tidier
from cssim.calibrate.times import DAY_S, date_of
from cssim.errors import InputError

MAX_DAYS = 3_660
"""Longest stretch of a log, in days."""


@dataclass(frozen=True)
class Log:
    """A tidy call log.

    Attributes
    ----------
    attempts : DataFrame
        One row per attempt, in order of (arrived_at, line):
        ``line`` in the file; ``contact`` and ``customer`` (empty = unknown), ``reason``,
        ``segment``, ``agent`` (empty = nobody named), all str; ``outcome`` answered or
        abandoned; ``arrived_at``, ``queued_at`` (NaN: never left self-service),
        ``answered_at`` (NaN: not answered), seconds since 00:00 of `first_day`;
        ``ivr_s``, ``wait_s`` (NaN without a queue), ``talk_s`` (NaN: not answered, 0: no
        time logged); ``is_excluded`` by the mapping's judgement.
    first_day : date
        Day 0.
    n_days : int
        Calendar days from the first to the last arrival.
    remarks : Remarks
        Rows left out or put right.
    n_rows : int
        Rows of the file.
    mapping : ColumnMapping
        How it was read.
    """

    attempts: pd.DataFrame
    first_day: date
    n_days: int
    remarks: Remarks
    n_rows: int
    mapping: ColumnMapping

    @property
    def weekdays(self) -> list[int]:
        """Weekday of each calendar day, 0 = Monday."""
        return [(self.first_day.weekday() + day) % 7 for day in range(self.n_days)]

    def moment(self, seconds: float) -> datetime:
        """Return the local date-time of an instant of the log."""
        return datetime.combine(self.first_day, datetime.min.time()) + timedelta(seconds=seconds)

    def between(self, first: date, last: date) -> Log:
        """Return the part of the log that arrived on the days from `first` to `last`.

        Raises
        ------
        InputError
            No attempt on those days.
        """
        day = (self.attempts["arrived_at"] // DAY_S).astype("int64")
        low, high = (first - self.first_day).days, (last - self.first_day).days
        part = self.attempts[(day >= low) & (day <= high)].copy()
        if part.empty:
            accepted = f"must hold attempts; the log runs {self.first_day} to {self.last_day}"
            raise InputError.of("days", f"{first} to {last}", accepted)
        start = max(low, 0)
        for column in ("arrived_at", "queued_at", "answered_at"):
            part[column] -= start * DAY_S
        days = min(high, self.n_days - 1) - start + 1
        first_day = self.first_day + timedelta(days=start)
        return replace(self, attempts=part.reset_index(drop=True), first_day=first_day, n_days=days)

    @property
    def last_day(self) -> date:
        """Calendar day of the last arrival."""
        return self.first_day + timedelta(days=self.n_days - 1)


def read_log(path: Path | str, mapping: ColumnMapping) -> Log:
    """Read an ACD export.

    Parameters
    ----------
    path : path
        The export, one row per contact.
    mapping : ColumnMapping
        Which columns hold what (`cssim.calibrate.load_mapping`).

    Returns
    -------
    Log
        `Log.remarks` names every row left out or put right.

    Raises
    ------
    InputError
        The file cannot be read at all, or no row of it can be used.
    """
    remarks = Remarks()
    raw = read_rows(path, mapping, remarks)
    attempts = pd.DataFrame() if raw.text.empty else Tidier(raw, mapping, remarks).attempts()
    if attempts.empty:
        why = "; ".join(remarks.lines()[:3]) or "it has no rows"
        raise InputError.of("", Path(path).name, f"has no row that can be used: {why}")
    midnight = float(np.floor(attempts["arrived_at"].min() / DAY_S) * DAY_S)
    for column in ("arrived_at", "queued_at", "answered_at"):
        attempts[column] -= midnight
    n_days = int(attempts["arrived_at"].max() // DAY_S) + 1
    if n_days > MAX_DAYS:
        days = f"{date_of(midnight)} and {n_days} days on"
        raise InputError.of("", days, f"must span at most {MAX_DAYS} days", Path(path).name)
    return Log(attempts, date_of(midnight), n_days, remarks, raw.n_rows, mapping)
