"""A representative week of shifts, put together from shifts that were really worked.

For every weekday the aim is the mean number on the floor per interval, in all and per
reason, over the days of that weekday in the log. Shifts of that weekday are added, taken
away or swapped as long as the sum of squared misses falls; nobody works twice a day. An
agent's time off the floor becomes breaks: per hour of the day the mean time away, placed
where he really was away in one of his shifts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.calibrate.floor import Seen
from cssim.calibrate.times import DAY_S, FloatArray

BIN_S = 900.0
"""Resolution of staffing, seconds."""
BINS = round(DAY_S / BIN_S)
SPAN = 2 * BINS
"""Bins of a weekday's row: its own day and the night after, for shifts over midnight."""
SHORTEST_BREAK_S = 120.0
"""Less time away in an hour is carried on to the next."""
LONGEST_BREAK_S = 3_540.0
ROUND_S = 300.0
"""Shifts start and end on five minutes."""
DAY_WEIGHT = 0.5
"""Weight of the day's total beside its quarters of an hour."""


@dataclass(frozen=True)
class Break:
    """Time off the floor: from `at` (s since midnight of the shift's day) for `length` s."""

    at: float
    length: float


@dataclass(frozen=True)
class Member:
    """One agent's representative week.

    Attributes
    ----------
    name : str
        Agent.
    shifts : dict of int to (float, float)
        Start and end by weekday, seconds since that day's midnight, multiples of 5 min.
    breaks : tuple of Break
        The same on every day with a shift at that time.
    """

    name: str
    shifts: dict[int, tuple[float, float]]
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True)
class Week:
    """The representative week beside what was seen.

    Attributes
    ----------
    members : tuple of Member
        Sorted by name.
    seen : array, shape (7, BINS)
        Mean agents on the floor, by weekday and quarter of an hour.
    fitted : array, shape (7, BINS)
        The same of the representative week.
    on_shift : array, shape (7, BINS)
        Mean agents between their first and last call, off the floor or not.
    """

    members: tuple[Member, ...]
    seen: FloatArray
    fitted: FloatArray
    on_shift: FloatArray


@dataclass
class _Candidate:
    agent: str
    weekday: int
    start: float
    end: float
    floor: FloatArray = field(repr=False)


def representative_week(seen: Seen, weekdays: NDArray[np.int64], fewest_contacts: int) -> Week:
    """Return a week of shifts that staffs the floor as it was staffed on average.

    Parameters
    ----------
    seen : Seen
        Shifts and absences of the log (`see_floor`).
    weekdays : array of int
        Weekday of each calendar day of the log.
    fewest_contacts : int
        Shorter appearances are not offered as shifts (but count in the aim).

    Returns
    -------
    Week
    """
    away = seen.gaps[seen.gaps["is_away"]]
    breaks = {
        str(agent): _breaks(rows, away[away["agent"] == agent])
        for agent, rows in seen.shifts.groupby("agent")
    }
    n_days = np.maximum(np.bincount(weekdays, minlength=7), 1)[:, None]
    gross = _presence(seen.shifts["start"], seen.shifts["end"], seen.shifts["day"], weekdays)
    gone_day = seen.shifts.set_index("shift")["day"].reindex(away["shift"])
    gone = _presence(away["start"], away["end"], gone_day, weekdays)
    target = (gross - gone) / n_days
    by_reason = _target_by_reason(seen, weekdays, n_days)
    offered = seen.shifts[seen.shifts["n_contacts"] >= fewest_contacts]
    candidates = [_candidate(row, weekdays, breaks) for row in offered.itertuples()]
    chosen = [
        shift
        for weekday in range(7)
        for shift in _choose(weekday, candidates, target[weekday], by_reason, seen.skills)
    ]
    fitted = np.zeros((7, SPAN))
    for shift in chosen:
        fitted[shift.weekday] += shift.floor
    return Week(_members(chosen, breaks), _wrap(target), _wrap(fitted), _wrap(gross / n_days))


def _presence(
    start: pd.Series[float], end: pd.Series[float], day: pd.Series[int], weekdays: NDArray[np.int64]
) -> FloatArray:
    """Return agent-bins by weekday of the shift, summed over the days of the log."""
    total = np.zeros((7, SPAN))
    for a, b, d in zip(start, end, day, strict=True):
        total[weekdays[d]] += _bins(a - d * DAY_S, b - d * DAY_S)
    return total


def _bins(start: float, end: float) -> FloatArray:
    """Return the share of each bin that lies between two instants of a shift's day."""
    edges = np.arange(SPAN + 1) * BIN_S
    return np.diff(np.clip(edges, start, end)) / BIN_S


def _target_by_reason(
    seen: Seen, weekdays: NDArray[np.int64], n_days: NDArray[np.int64]
) -> dict[str, FloatArray]:
    """Return the aim for each reason that not everybody serves."""
    reasons = {r for skills in seen.skills.values() for r in skills}
    away = seen.gaps[seen.gaps["is_away"]]
    day = seen.shifts.set_index("shift")["day"]
    targets = {}
    for reason in sorted(reasons):
        able = [agent for agent, skills in seen.skills.items() if reason in skills]
        if len(able) == len(seen.skills):
            continue
        shifts = seen.shifts[seen.shifts["agent"].isin(able)]
        gone = away[away["agent"].isin(able)]
        here = _presence(shifts["start"], shifts["end"], shifts["day"], weekdays)
        off = _presence(gone["start"], gone["end"], day.reindex(gone["shift"]), weekdays)
        targets[reason] = (here - off) / n_days
    return targets


def _rounded(start: float, end: float) -> tuple[float, float]:
    """Return a shift on five minutes: agents are at work a little before their first call."""
    low = np.floor(start / ROUND_S) * ROUND_S
    return float(low), float(max(np.round(end / ROUND_S) * ROUND_S, low + ROUND_S))


def _candidate(row: object, weekdays: NDArray[np.int64], breaks: Mapping[str, tuple[Break, ...]]) -> _Candidate:
    agent, day = str(row.agent), int(row.day)  # type: ignore[attr-defined]
    start, end = _rounded(row.start - day * DAY_S, row.end - day * DAY_S)  # type: ignore[attr-defined]
    floor = _bins(start, end)
    for pause in breaks[agent]:
        if start < pause.at < end:
            floor = floor - _bins(pause.at, min(pause.at + pause.length, end))
    return _Candidate(agent, int(weekdays[day]), start, end, np.maximum(floor, 0.0))


def _breaks(shifts: pd.DataFrame, away: pd.DataFrame) -> tuple[Break, ...]:
    """Return an agent's breaks: per hour of the day the mean time away over his shifts."""
    day = shifts.set_index("shift")["day"].reindex(away["shift"]).to_numpy()
    start, end = away["start"].to_numpy() - day * DAY_S, away["end"].to_numpy() - day * DAY_S
    there = np.zeros(48)
    for row in shifts.itertuples():
        there += _hours(row.start - row.day * DAY_S, row.end - row.day * DAY_S)
    gone = np.array([_hours(a, b) for a, b in zip(start, end, strict=True)]).reshape(-1, 48)
    breaks, carried = [], 0.0
    for hour in np.flatnonzero(there):
        # time away of a full hour on shift; hours that only few shifts reach count less
        carried += gone[:, hour].sum() / max(there[hour], 1.0) * 3600
        if carried < SHORTEST_BREAK_S:
            continue
        length = float(min(np.round(carried / 60) * 60, LONGEST_BREAK_S))
        carried -= length
        breaks.append(Break(_place(hour, length, start, gone), length))
    return _apart(breaks)


def _hours(start: float, end: float) -> FloatArray:
    """Return the hours between two instants that fall into each hour of two days."""
    return np.diff(np.clip(np.arange(49) * 3600.0, start, end)) / 3600


def _place(hour: int, length: float, start: FloatArray, gone: FloatArray) -> float:
    """Return when the longest absence of this hour began, on the minute, within the hour."""
    latest = (hour + 1) * 3600 - length
    if not len(gone) or not gone[:, hour].any():
        return float(min(hour * 3600 + 1800, latest))
    longest = int(np.argmax(gone[:, hour]))
    at = np.round(start[longest] / 60) * 60
    return float(np.clip(at, hour * 3600, latest))


def _apart(breaks: list[Break]) -> tuple[Break, ...]:
    """Return the breaks with those that touch or overlap joined into one."""
    joined: list[Break] = []
    for pause in breaks:
        if joined and pause.at <= joined[-1].at + joined[-1].length:
            joined[-1] = Break(joined[-1].at, joined[-1].length + pause.length)
        else:
            joined.append(pause)
    return tuple(joined)


def _choose(
    weekday: int,
    candidates: list[_Candidate],
    target: FloatArray,
    by_reason: dict[str, FloatArray],
    skills: dict[str, tuple[str, ...]],
) -> list[_Candidate]:
    """Return the shifts of a weekday that come nearest to the aim."""
    offered = [c for c in candidates if c.weekday == weekday]
    if not offered:
        return []
    total = [DAY_WEIGHT * target.sum()]
    aims = np.concatenate([target, *(t[weekday] for t in by_reason.values()), total])
    rows = np.array([_row(c, by_reason, skills) for c in offered])
    return [offered[i] for i in _nearest(rows, [c.agent for c in offered], aims)]


def _row(
    shift: _Candidate, by_reason: dict[str, FloatArray], skills: dict[str, tuple[str, ...]]
) -> FloatArray:
    able = [reason in skills[shift.agent] for reason in by_reason]
    total = [DAY_WEIGHT * shift.floor.sum()]
    return np.concatenate([shift.floor, *(shift.floor * a for a in able), total])


def _nearest(rows: FloatArray, agents: list[str], aim: FloatArray) -> list[int]:
    """Return which rows to add up, at most one per agent, to come nearest to `aim`.

    Best single change first (add, drop, or put one in place of another), until none helps.
    """
    chosen: list[int] = []
    rest = aim.copy()
    for _ in range(10 * len(rows)):
        moves = [(i, None) for i in range(len(rows)) if _free(i, chosen, agents)]
        moves += [(None, j) for j in chosen]
        moves += [
            (i, j)
            for j in chosen
            for i in range(len(rows))
            if i not in chosen and _free(i, [k for k in chosen if k != j], agents)
        ]
        misses = [_miss(rest, rows, move) for move in moves]
        best = int(np.argmin(misses))
        if misses[best] >= float(rest @ rest) - 1e-9:
            break
        add, drop = moves[best]
        if drop is not None:
            chosen.remove(drop)
            rest += rows[drop]
        if add is not None:
            chosen.append(add)
            rest -= rows[add]
    return sorted(chosen)


def _free(i: int, chosen: list[int], agents: list[str]) -> bool:
    return i not in chosen and agents[i] not in {agents[k] for k in chosen}


def _miss(rest: FloatArray, rows: FloatArray, move: tuple[int | None, int | None]) -> float:
    add, drop = move
    left = rest.copy()
    if add is not None:
        left -= rows[add]
    if drop is not None:
        left += rows[drop]
    return float(left @ left)


def _members(
    chosen: list[_Candidate], breaks: Mapping[str, tuple[Break, ...]]
) -> tuple[Member, ...]:
    names = sorted({shift.agent for shift in chosen})
    return tuple(
        Member(
            name,
            {s.weekday: (s.start, s.end) for s in chosen if s.agent == name},
            _used(breaks[name], [s for s in chosen if s.agent == name]),
        )
        for name in names
    )


def _used(breaks: tuple[Break, ...], shifts: list[_Candidate]) -> tuple[Break, ...]:
    return tuple(b for b in breaks if any(s.start < b.at < s.end for s in shifts))


def _wrap(rows: FloatArray) -> FloatArray:
    """Return rows of one day each: what lies after midnight goes to the next weekday."""
    return rows[:, :BINS] + np.roll(rows[:, BINS:], 1, axis=0)
