"""When agents are away, wanted elsewhere, or at hand with nothing to do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cssim.audit.codes import EVENT, STATE, Flags
from cssim.audit.shifts import Shift, Shifts
from cssim.audit.tables import View

Span = tuple[int, int, int]
"""Agent, start, until."""


def planned(view: View, shifts: Shifts) -> dict[int, set[Span]]:
    """Return by state the spans off the floor as they follow from the plan."""
    spans: dict[int, set[Span]] = defaultdict(set)
    for leave in _leaves(view, shifts):
        if leave.start < leave.end:
            spans[leave.state].add((leave.shift.agent, leave.start, leave.end))
    return spans


class _Leave(NamedTuple):
    """Once off the floor: when due by the plan and after what came before, how late, when."""

    shift: Shift
    due: int
    last: int
    start: int
    end: int
    state: int


def _leaves(view: View, shifts: Shifts) -> Iterator[_Leave]:
    """Yield each time off the floor in worked shifts that was not cancelled."""
    plans, latest = _plans(view, shifts), _latest(view)
    for shift in shifts.worked:
        free = shifts.signs_on(shift)
        for at, until, state in plans[shift.agent]:
            if not shift.start <= at < shift.until:
                continue
            last = min(latest.get((shift.agent, at), at), shift.until)
            due = max(at, free)
            start = shifts.away_at(shift.agent, due, last)
            end = min(_end(at, until, state, start), shift.until, view.end)
            yield _Leave(shift, due, last, start, end, state)
            # What is planned for later waits for it, even where the run stops before it began.
            free = max(free, end)


def _end(due: int, until: int, state: int, start: int) -> int:
    """Return when what was due ends if it begins at `start`: at full length, but for outages."""
    return until if state == STATE["outage"] else start + until - due


def cancelled(view: View, shifts: Shifts) -> Counter[Span]:
    """Return what was due and cancelled: agent, when it was due, state."""
    return _without_cancelled(view, shifts, _all_plans(view))[1]


def _plans(view: View, shifts: Shifts) -> dict[int, list[tuple[int, int, int]]]:
    plans = _all_plans(view)
    if not np.any(view.people["what"] == EVENT["cancelled"]):
        return plans
    return _without_cancelled(view, shifts, plans)[0]


def _without_cancelled(
    view: View, shifts: Shifts, plans: dict[int, list[tuple[int, int, int]]]
) -> tuple[dict[int, list[tuple[int, int, int]]], Counter[Span]]:
    """Leave out what was cancelled when it came to be due: not before what came before it."""
    people, latest = view.people, _latest(view)
    rows = people["what"] == EVENT["cancelled"]
    columns = (people[c][rows].tolist() for c in ("agent", "at_ms", "state"))
    left, dropped = Counter(zip(*columns, strict=True)), Counter[Span]()
    kept: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for shift in shifts.worked:
        free = shifts.signs_on(shift)
        for at, until, state in plans[shift.agent]:
            if not shift.start <= at < shift.until:
                continue
            due = shift.agent, max(at, free), state
            if left[due] > 0:
                left[due] -= 1
                dropped[due] += 1
                continue
            kept[shift.agent].append((at, until, state))
            last = min(latest.get((shift.agent, at), at), shift.until)
            start = shifts.away_at(shift.agent, max(at, free), last)
            free = max(free, min(_end(at, until, state, start), shift.until, view.end))
    return kept, dropped


def _all_plans(view: View) -> dict[int, list[tuple[int, int, int]]]:
    people = view.people
    rows = people["what"] == EVENT["away_due"]
    plans: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    columns = (people[c][rows].tolist() for c in ("agent", "at_ms", "until_ms", "state"))
    for agent, at, until, state in zip(*columns, strict=True):
        plans[agent].append((at, until, state))
    return plans


def _latest(view: View) -> dict[tuple[int, int], int]:
    """Return until when contacts that wait come before a break, by agent and planned start."""
    people = view.people
    rows = people["what"] == EVENT.get("movable", -1)
    columns = (people[c][rows].tolist() for c in ("agent", "at_ms", "until_ms"))
    return {(agent, at): until for agent, at, until in zip(*columns, strict=True)}


def moved_breaks(view: View, shifts: Shifts) -> list[tuple[int, int]]:
    """Return (agent, instant) of breaks that began late although they could have waited on.

    Who is not back yet when a break is due goes from one to the other, whoever waits.
    """
    return [
        (leave.shift.agent, leave.start)
        for leave in (_leaves(view, shifts) if _latest(view) else ())
        if leave.due < leave.start < leave.last
    ]


def wanted(view: View, shifts: Shifts) -> dict[int, list[tuple[int, int]]]:
    """Return by agent when work in hand is finished, because a break or the end is due."""
    plans, latest = _plans(view, shifts), _latest(view)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for shift in shifts.worked:
        for at, _, _ in plans[shift.agent]:
            if shift.start <= at < shift.until:
                last = min(latest.get((shift.agent, at), at), shift.until)
                found[shift.agent].append((at, shifts.away_at(shift.agent, at, last)))
        found[shift.agent].append((shift.until, shifts.free_at(shift.agent, shift.until)))
    return dict(found)


def idle_rows(view: View, shifts: Shifts) -> Flags:
    """Tell which states are of agents at hand with nothing to do: idle, or at other duties."""
    states = view.states
    duty = np.array([view.duty_of(a) for a in range(len(view.about.agent_team))], dtype=np.int64)
    if len(duty) == 0:
        return np.zeros(len(states["agent"]), dtype=bool)
    rows: Flags = states["state"] == duty[states["agent"]]
    if np.any(duty != STATE["idle"]):
        spans = planned(view, shifts)
        for i in np.flatnonzero(rows & (states["state"] != STATE["idle"])).tolist():
            span = tuple(int(states[c][i]) for c in ("agent", "from_ms", "until_ms"))
            rows[i] = span not in spans[int(states["state"][i])]
    return rows
