"""C3: Little's law as an identity of integrals, for queue, service and system.

The number present is swept over time from one table, the times spent are summed from
another, so the two sides do not share their columns. Nothing is estimated: both sides are
whole ms and must be equal (MODEL §10). Queue and system are about customers on the line: ghosts,
tickets and callbacks are agents' work only, and count in service. There, several chats in
hand count several times.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import BUSY, HOW, Ints
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.tables import View
from cssim.journal import NOBODY


def check(view: View) -> LawResult:
    """Check C3."""
    tally = Tally("C3")
    contacts, legs, services = view.contacts, view.legs, view.services
    stays = view.stays[view.is_present[view.stays]]
    there = view.is_present[services.leg]
    arrived = contacts["arrived_ms"]
    in_self_service = int(np.sum(view.entered - arrived))
    served = int(np.sum((services.parted - services.answered)[there]))
    stayed = int(np.sum(view.went - arrived))
    _identity(
        tally,
        "queue",
        _sweep(tally, "queue", legs["queued_ms"][stays], view.waited_until[stays]),
        stayed - in_self_service - served,
    )
    _identity(
        tally,
        "service",
        _in_hand(tally, view),
        int(np.sum(_handled(view))) + _helped(view),
    )
    _identity(
        tally,
        "system",
        _sweep(tally, "system", arrived, view.went),
        in_self_service + int(np.sum(_waited(view, stays))) + served,
    )
    return tally.result(len(arrived) > 0)


def _identity(tally: Tally, what: str, integral: int, spent: int) -> None:
    if integral != spent:
        text = f"{what}: the integral of the number present is {integral} ms"
        tally.wrong(f"{text}, the times spent sum to {spent} ms")


def _sweep(tally: Tally, what: str, start: Ints, until: Ints) -> int:
    """Return the integral over time of the number present, which must never be negative."""
    instants = np.concatenate([start, until])
    steps = np.concatenate([np.ones(len(start), np.int64), -np.ones(len(until), np.int64)])
    at, place = np.unique(instants, return_inverse=True)
    change = np.zeros(len(at), dtype=np.int64)
    np.add.at(change, place, steps)
    present = np.cumsum(change)
    tally.rows(present >= 0, lambda i: f"{what}: {present[i]} present at {seconds(int(at[i]))}")
    return int(np.sum(present[:-1] * np.diff(at)))


def _waited(view: View, stays: Ints) -> Ints:
    """Wait of each stay: the patience of those who gave up, what the instants say of others."""
    gave_up = view.legs["how"][stays] == HOW["abandoned"]
    patience = np.minimum(view.legs["patience_ms"][stays], view.end)
    return np.where(gave_up, patience, view.wait[stays])


def _in_hand(tally: Tally, view: View) -> int:
    """Return the integral of the number of contacts in hand, with chats as their slot time."""
    states = view.states
    busy = np.isin(states["state"], BUSY)
    start, until, slot = (states[c][busy] for c in ("from_ms", "until_ms", "slot_ms"))
    shared = states["contact"][busy] == NOBODY
    least = np.where(shared, until - start, 0)
    tally.rows(slot >= least, lambda i: f"service: less than one in hand, {slot[i]} ms")
    alone = _sweep(tally, "service", start[~shared], until[~shared])
    return alone + int(np.sum(slot[shared]))


def _handled(view: View) -> Ints:
    """Agent time of each service."""
    s = view.services
    parts = sum((length for _, length in s.parts), np.zeros(len(s.leg), dtype=np.int64))
    return np.where(s.open, s.until - s.answered, parts)


def _helped(view: View) -> int:
    """Return the time of colleagues who were consulted."""
    helpers, legs = view.conferences.helpers, view.legs
    ended = np.where(legs["ended_ms"] < 0, view.end, legs["ended_ms"])[helpers]
    return int(np.sum(ended - legs["answered_ms"][helpers]))
