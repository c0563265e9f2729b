"""The week cut into intervals: which are open, how often each was observed, counts in them.

Arrays over the grid have shape (7, intervals of a day), weekday 0 = Monday.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim import units
from cssim.calibrate.log import Log
from cssim.calibrate.times import DAY_S, FloatArray

Flags = NDArray[np.bool_]
OPEN_SHARE = 0.1
"""An interval is open if it answers at least this share of what a median one answers."""


@dataclass(frozen=True)
class Grid:
    """Calendar of a log.

    Attributes
    ----------
    interval_s : float
        Length of an interval.
    weekdays : array of int, shape (n_days,)
        Weekday of each calendar day.
    observed : array of bool, shape (n_days, n_intervals)
        False where a stretch is left out by the mapping, and on days without any row.
    is_open : array of bool, shape (7, n_intervals)
        Opening hours.
    """

    interval_s: float
    weekdays: NDArray[np.int64]
    observed: Flags
    is_open: Flags

    @property
    def n_intervals(self) -> int:
        """Intervals of a day."""
        return int(self.is_open.shape[1])

    @cached_property
    def exposure(self) -> FloatArray:
        """How many days each interval of the week was observed, shape (7, n_intervals)."""
        return np.array([self.observed[self.weekdays == w].sum(axis=0) for w in range(7)], float)

    @property
    def interval_h(self) -> float:
        """Length of an interval in hours."""
        return self.interval_s / 3600

    def counts_by_day(self, arrived_at: FloatArray) -> NDArray[np.int64]:
        """Return counts of instants, shape (n_days, n_intervals)."""
        n_days = len(self.weekdays)
        cell = (np.asarray(arrived_at) // self.interval_s).astype(np.int64)
        counts = np.bincount(cell, minlength=n_days * self.n_intervals)
        return counts[: n_days * self.n_intervals].reshape(n_days, self.n_intervals)

    def counts(self, arrived_at: FloatArray) -> FloatArray:
        """Return counts in observed intervals summed by weekday, shape (7, n_intervals)."""
        seen = np.where(self.observed, self.counts_by_day(arrived_at), 0)
        return np.array([seen[self.weekdays == w].sum(axis=0) for w in range(7)], float)

    def is_open_at(self, instants: FloatArray) -> Flags:
        """Return whether the desk is open at each instant of the log."""
        day = (np.asarray(instants) // DAY_S).astype(int) % len(self.weekdays)
        cell = (np.asarray(instants) % DAY_S // self.interval_s).astype(int)
        return np.asarray(self.is_open[self.weekdays[day], cell])

    def windows(self, weekday: int) -> list[tuple[int, int]]:
        """Return the opening windows of a weekday in ms since midnight."""
        edges = np.flatnonzero(np.diff(np.concatenate(([0], self.is_open[weekday], [0]))))
        step = round(self.interval_s * 1000)
        return [(int(a) * step, int(b) * step) for a, b in edges.reshape(-1, 2)]

    def opening_hours(self) -> dict[str, list[str]]:
        """Return the opening hours as a scenario writes them."""
        return {
            name: [units.format_window(window) for window in self.windows(weekday)]
            for weekday, name in enumerate(units.WEEKDAYS)
            if self.is_open[weekday].any()
        }


def make_grid(log: Log) -> Grid:
    """Return the calendar of a log: opening hours as mapped, or found from the answers.

    Found: an interval of a weekday is open if on an average day it answers at least a
    tenth of what the median answering interval does, or lies between two such intervals
    at most two hours apart.
    """
    judgement = log.mapping.calibration
    interval_s = judgement.interval / 1000
    weekdays = np.array(log.weekdays)
    n_intervals = round(DAY_S / interval_s)
    observed = _observed(log, interval_s, n_intervals)
    closed = np.zeros((7, n_intervals), dtype=bool)
    grid = Grid(interval_s, weekdays, observed, closed)
    if judgement.opening_hours is not None:
        for weekday, windows in judgement.opening_hours.items():
            for start, end in windows:
                first, last = start // judgement.interval, -(-end // judgement.interval)
                closed[weekday, first:last] = True
        return Grid(interval_s, weekdays, observed, closed)
    return Grid(interval_s, weekdays, observed, _found_open(log.attempts, grid))


def _observed(log: Log, interval_s: float, n_intervals: int) -> Flags:
    day = (log.attempts["arrived_at"] // DAY_S).astype(int)
    seen = np.isin(np.arange(log.n_days), day.unique())
    # a weekday that is always empty is a closed day; one that is sometimes empty misses data
    always_empty = [not seen[np.array(log.weekdays) == w].any() for w in log.weekdays]
    observed = np.repeat((seen | always_empty)[:, None], n_intervals, axis=1)
    start = log.moment(0.0)
    for stretch in log.mapping.calibration.exclude:
        first = np.floor((stretch.start - start).total_seconds() / interval_s)
        last = np.ceil((stretch.until - start).total_seconds() / interval_s)
        observed.reshape(-1)[max(int(first), 0) : max(int(last), 0)] = False
    return observed


def _found_open(attempts: pd.DataFrame, grid: Grid) -> Flags:
    answered = attempts.loc[attempts["outcome"] == "answered", "arrived_at"].to_numpy()
    per_day = grid.counts(answered) / np.maximum(grid.exposure, 1)
    busy = per_day[per_day > 0]
    if not busy.size:
        return np.ones_like(per_day, dtype=bool)
    is_open = per_day >= OPEN_SHARE * np.median(busy)
    for row in is_open:
        _close_holes(row, max(1, round(7200 / grid.interval_s)))
    return is_open


def _close_holes(row: Flags, longest: int) -> None:
    """Fill gaps of at most `longest` intervals between open ones, in place."""
    places = np.flatnonzero(row)
    for before, after in itertools.pairwise(places):
        if after - before - 1 <= longest:
            row[before:after] = True
