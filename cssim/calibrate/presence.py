"""Agents on the floor by day and quarter of an hour, and what a typical week aims at.

A day's row is `SPAN` quarters long: its own day and the night after, so that a shift over
midnight stays in one row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.calibrate.floor import Seen
from cssim.calibrate.times import DAY_S, FloatArray

BIN_S = 900.0
"""Resolution of staffing, seconds."""
BINS = round(DAY_S / BIN_S)
SPAN = 2 * BINS
PER_HOUR = round(3600 / BIN_S)
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Presence:
    """Agents by calendar day of the shift and quarter of an hour, shape (n_days, SPAN).

    Attributes
    ----------
    on_shift : array
        Between first and last call.
    on_floor : array
        The same less the time away.
    by_reason : dict of str to array
        On the floor with the skill of a reason that not everybody serves.
    """

    on_shift: FloatArray
    on_floor: FloatArray
    by_reason: dict[str, FloatArray]


def see_presence(seen: Seen, n_days: int) -> Presence:
    """Return the agents of every day and quarter of an hour."""
    on_shift, on_floor = _presence(seen, set(seen.skills), n_days)
    by_reason = {}
    for reason in sorted({r for skills in seen.skills.values() for r in skills}):
        able = {agent for agent, skills in seen.skills.items() if reason in skills}
        if len(able) < len(seen.skills):
            by_reason[reason] = _presence(seen, able, n_days)[1]
    return Presence(on_shift, on_floor, by_reason)


def _presence(seen: Seen, agents: set[str], n_days: int) -> tuple[FloatArray, FloatArray]:
    shifts = seen.shifts[seen.shifts["agent"].isin(agents)]
    gaps = seen.gaps[seen.gaps["is_away"] & seen.gaps["agent"].isin(agents)]
    day_of = seen.shifts.set_index("shift")["day"]
    on_shift = _by_day(shifts, shifts["day"].to_numpy(), n_days)
    away = _by_day(gaps, day_of.reindex(gaps["shift"]).to_numpy(dtype=int), n_days)
    return on_shift, on_shift - away


def _by_day(spans: pd.DataFrame, day: Ints, n_days: int) -> FloatArray:
    total = np.zeros((n_days, SPAN))
    shift = day * DAY_S
    rows = slots(np.column_stack((spans["start"] - shift, spans["end"] - shift)), BIN_S)
    np.add.at(total, day, rows)
    return total


def slots(spans: FloatArray, slot_s: float) -> FloatArray:
    """Return the share of each slot of two days that lies in each span.

    Parameters
    ----------
    spans : array, shape (n, 2)
        Start and end, seconds since midnight.
    slot_s : float
        Length of a slot; divides two days.

    Returns
    -------
    array, shape (n, slots of two days)
    """
    edges = np.arange(round(2 * DAY_S / slot_s) + 1) * slot_s
    return np.asarray(np.diff(np.clip(edges, spans[:, :1], spans[:, 1:]), axis=1) / slot_s)


def weekday_means(by_day: FloatArray, weekdays: Ints) -> FloatArray:
    """Return the mean day of each weekday, shape (7, SPAN); 0 for one not in the log."""
    n = np.maximum(np.bincount(weekdays, minlength=7), 1)[:, None]
    return np.array([by_day[weekdays == w].sum(axis=0) for w in range(7)]) / n


def weekday_aims(by_day: FloatArray, weekdays: Ints, alike: Ints) -> FloatArray:
    """Return what the representative week aims at, shape (7, SPAN).

    Weekdays with the same opening hours lend each other strength: their mean days are
    drawn toward level x common profile as far as they differ no more than the days of
    one weekday do among themselves. Two weeks say little about the Tuesdays alone.

    Parameters
    ----------
    by_day : array, shape (n_days, SPAN)
        Agents of each day.
    weekdays : array of int, shape (n_days,)
        Weekday of each day.
    alike : array of int, shape (7,)
        Weekdays with equal numbers have the same opening hours.
    """
    aims = weekday_means(by_day, weekdays)
    for group in np.unique(alike):
        days = [int(w) for w in np.flatnonzero(alike == group) if (weekdays == w).any()]
        if len(days) > 1 and aims[days].sum() > 0:
            rows = np.isin(weekdays, days)
            aims[days] = _drawn_together(aims[days], by_day[rows], weekdays[rows], days)
    return aims


def _drawn_together(
    means: FloatArray, by_day: FloatArray, weekdays: Ints, days: list[int]
) -> FloatArray:
    level, profile = means.sum(axis=1, keepdims=True), means.sum(axis=0) / means.sum()
    common = level * profile
    n = np.array([(weekdays == w).sum() for w in days])[:, None]
    between = float((n * _hourly(means - common) ** 2).sum()) / (len(days) - 1)
    dof = len(by_day) - len(days)
    own_mean = means[np.searchsorted(days, weekdays)]
    within = float((_hourly(by_day - own_mean) ** 2).sum()) / dof if dof else np.inf
    keep = max(0.0, 1 - within / between) if between > 0 else 0.0
    return np.asarray(common + keep * (means - common))


def _hourly(rows: FloatArray) -> FloatArray:
    return np.asarray(rows.reshape(len(rows), -1, PER_HOUR).mean(axis=2))


def wrap(rows: FloatArray) -> FloatArray:
    """Return rows of one day each: what lies after midnight goes to the next weekday."""
    return rows[:, :BINS] + np.roll(rows[:, BINS:], 1, axis=0)
