"""C3: Little's law as an identity of integrals, for queue, service and system.

The number present is swept over time from one table, the times spent are summed from
another, so the two sides do not share their columns. Nothing is estimated: both sides are
whole ms and must be equal (MODEL §10).
"""

from __future__ import annotations

import numpy as np

from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.tables import BUSY, HOW, Ints, View


def check(view: View) -> LawResult:
    """Check C3."""
    tally = Tally("C3")
    contacts, legs, stays = view.contacts, view.legs, view.stays
    arrived, services = contacts["arrived_ms"], view.services
    in_self_service = int(np.sum(view.entered - arrived))
    served = int(np.sum(services.parted - services.answered))
    stayed = int(np.sum(view.left - arrived))
    _identity(
        tally,
        "queue",
        _sweep(tally, "queue", legs["queued_ms"][stays], view.waited_until[stays]),
        stayed - in_self_service - served,
    )
    busy = np.isin(view.states["state"], BUSY)
    _identity(
        tally,
        "service",
        _sweep(tally, "service", view.states["from_ms"][busy], view.states["until_ms"][busy]),
        int(np.sum(_handled(view))),
    )
    _identity(
        tally,
        "system",
        _sweep(tally, "system", arrived, view.left),
        in_self_service + int(np.sum(_waited(view))) + served,
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


def _waited(view: View) -> Ints:
    """Wait of each stay: the patience of those who gave up, what the instants say of others."""
    stays = view.stays
    gave_up = view.legs["how"][stays] == HOW["abandoned"]
    patience = np.minimum(view.legs["patience_ms"][stays], view.end)
    return np.where(gave_up, patience, view.wait[stays])


def _handled(view: View) -> Ints:
    """Agent time of each service."""
    s = view.services
    parts = s.joined + s.talk + s.hold + s.handed + s.acw
    return np.where(s.open, s.until - s.answered, parts)
