"""A representative week of shifts, put together from shifts that were really worked.

For every weekday the aim is the mean number on the floor per interval, in all and per
reason, over the days of that weekday in the log. Shifts of that weekday are added, taken
away or swapped as long as the sum of squared misses falls; nobody works twice a day. An
agent's time off the floor becomes breaks: per slot of the day the mean time away, placed
where he really was away in one of his shifts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cssim.calibrate.floor import Seen
from cssim.calibrate.grid import Grid
from cssim.calibrate.presence import (
    BIN_S,
    SPAN,
    Ints,
    see_presence,
    slots,
    weekday_aims,
    weekday_means,
    wrap,
)
from cssim.calibrate.times import DAY_S, FloatArray

SHORTEST_BREAK_S = 120.0
"""Less time away in a slot is carried on to the next."""
SLOTS_S = (1_800.0, 2_700.0, 3_600.0, 7_200.0)
"""Lengths of slots, of which each gets at most one break; the shortest that fits is used."""
MOST_BREAKS = 24
"""Breaks that a scenario accepts per timetable."""
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
    aim : array, shape (7, BINS)
        The same with weekdays of equal hours drawn together (`weekday_aims`).
    fitted : array, shape (7, BINS)
        The same of the representative week.
    on_shift : array, shape (7, BINS)
        Mean agents between their first and last call, off the floor or not.
    """

    members: tuple[Member, ...]
    seen: FloatArray
    aim: FloatArray
    fitted: FloatArray
    on_shift: FloatArray


Move = tuple[int | None, int | None]
"""A row to add and a row to drop."""


@dataclass
class _Candidate:
    agent: str
    weekday: int
    start: float
    end: float
    floor: FloatArray = field(repr=False)


def representative_week(seen: Seen, grid: Grid, fewest_contacts: int) -> Week:
    """Return a week of shifts that staffs the floor as it was staffed on average.

    Parameters
    ----------
    seen : Seen
        Shifts and absences of the log (`see_floor`).
    grid : Grid
        Calendar of the log.
    fewest_contacts : int
        Shorter appearances are not offered as shifts (but count in the aim).

    Returns
    -------
    Week
    """
    weekdays = grid.weekdays
    alike = np.unique(grid.is_open, axis=0, return_inverse=True)[1].reshape(7)
    presence = see_presence(seen, len(weekdays))
    aim = weekday_aims(presence.on_floor, weekdays, alike)
    aims = {r: weekday_aims(rows, weekdays, alike) for r, rows in presence.by_reason.items()}
    breaks = _breaks_by_agent(seen)
    candidates = _candidates(seen, weekdays, breaks, fewest_contacts)
    chosen = [
        shift
        for weekday in range(7)
        for shift in _choose(weekday, candidates, aim[weekday], aims, seen.skills)
    ]
    fitted = np.zeros((7, SPAN))
    for shift in chosen:
        fitted[shift.weekday] += shift.floor
    on_floor = weekday_means(presence.on_floor, weekdays)
    on_shift = weekday_means(presence.on_shift, weekdays)
    return Week(_members(chosen, breaks), wrap(on_floor), wrap(aim), wrap(fitted), wrap(on_shift))


def _candidates(
    seen: Seen, weekdays: Ints, breaks: Mapping[str, tuple[Break, ...]], fewest_contacts: int
) -> list[_Candidate]:
    rows = seen.shifts[seen.shifts["n_contacts"] >= fewest_contacts]
    days = rows["day"].to_numpy()
    shifts = np.column_stack((rows["start"], rows["end"])) - days[:, None] * DAY_S
    return [
        _candidate(str(agent), int(weekdays[day]), (float(start), float(end)), breaks[str(agent)])
        for agent, day, (start, end) in zip(rows["agent"], days, shifts, strict=True)
    ]


def _breaks_by_agent(seen: Seen) -> dict[str, tuple[Break, ...]]:
    away = seen.gaps[seen.gaps["is_away"]]
    return {
        str(agent): _breaks(rows, away[away["agent"] == agent])
        for agent, rows in seen.shifts.groupby("agent")
    }


def _rounded(start: float, end: float) -> tuple[float, float]:
    """Return a shift on five minutes: agents are at work a little before their first call."""
    low = np.floor(start / ROUND_S) * ROUND_S
    return float(low), float(max(np.round(end / ROUND_S) * ROUND_S, low + ROUND_S))


def _candidate(
    agent: str, weekday: int, shift: tuple[float, float], breaks: tuple[Break, ...]
) -> _Candidate:
    start, end = _rounded(*shift)
    pauses = [(b.at, min(b.at + b.length, end)) for b in breaks if start < b.at < end]
    floor = slots(np.array([(start, end)]), BIN_S)[0]
    if pauses:
        floor = np.maximum(floor - slots(np.array(pauses), BIN_S).sum(axis=0), 0.0)
    return _Candidate(agent, weekday, start, end, floor)


def _breaks(shifts: pd.DataFrame, away: pd.DataFrame) -> tuple[Break, ...]:
    """Return an agent's breaks: per slot of the day the mean time away over his shifts.

    Slots are as short as the number of breaks that a scenario accepts allows: agents leave
    the floor often and briefly rather than once an hour.
    """
    origin = shifts.set_index("shift")["day"] * DAY_S
    here = (
        np.column_stack((shifts["start"], shifts["end"]))
        - (shifts["day"] * DAY_S).to_numpy()[:, None]
    )
    gone = (
        np.column_stack((away["start"], away["end"]))
        - origin.reindex(away["shift"]).to_numpy()[:, None]
    )
    for slot_s in SLOTS_S:
        there = slots(here, slot_s).sum(axis=0)
        if (there > 0).sum() <= MOST_BREAKS:
            break
    time_away = slots(gone, slot_s)
    breaks, carried = [], 0.0
    for slot in np.flatnonzero(there):
        # time away of a full slot on shift; slots that only few shifts reach count less
        carried += time_away[:, slot].sum() / max(there[slot], 1.0) * slot_s
        if carried >= SHORTEST_BREAK_S:
            length = float(min(np.round(carried / 60) * 60, slot_s - 60))
            carried -= length
            breaks.append(Break(_place(int(slot), slot_s, length, gone[:, 0], time_away), length))
    return _apart(breaks)


def _place(
    slot: int, slot_s: float, length: float, start: FloatArray, time_away: FloatArray
) -> float:
    """Return when the longest absence of this slot began, on the minute, within the slot."""
    latest = (slot + 1) * slot_s - length
    if not len(time_away) or not time_away[:, slot].any():
        return float(np.floor(max(latest - slot_s / 4, slot * slot_s) / 60) * 60)
    longest = int(np.argmax(time_away[:, slot]))
    at = np.round(start[longest] / 60) * 60
    return float(np.clip(at, slot * slot_s, latest))


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
        moves: list[Move] = [(i, None) for i in range(len(rows)) if _free(i, chosen, agents)]
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


def _miss(rest: FloatArray, rows: FloatArray, move: Move) -> float:
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
