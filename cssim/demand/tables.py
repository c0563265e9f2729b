"""The demand tables: what would arise, and the luck that will decide its fate.

An issue's number packs its point on the Poisson sheet (reason, day, layer, k) and leaves
the low 6 bits to the attempt, so issues, contacts and luck share one address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

ATTEMPT_BITS = 6
K_BITS, LAYER_BITS, DAY_BITS, REASON_BITS = 16, 12, 14, 8
CELL_SHIFT = K_BITS + ATTEMPT_BITS
"""Bits below the address of a cell in an issue's number."""
MAX_REASONS, MAX_DAYS, MAX_LAYERS = 1 << REASON_BITS, 1 << DAY_BITS, 1 << LAYER_BITS

Ints = NDArray[np.int64]
CHUNK = 4096
"""Fresh issues turned into Python objects at a time, so that memory stays flat."""


def issue_id(reason: Any, day: Any, layer: Any, k: Any) -> Any:
    """Return the number of a point, below 2^56; works on ints and on arrays."""
    packed = ((reason << DAY_BITS | day) << LAYER_BITS | layer) << K_BITS | k
    return packed << ATTEMPT_BITS


def unpack(issue: Any) -> tuple[Any, Any, Any, Any]:
    """Return (reason, day, layer, k) of an issue or contact number."""
    k = issue >> ATTEMPT_BITS & (1 << K_BITS) - 1
    layer = issue >> ATTEMPT_BITS + K_BITS & (1 << LAYER_BITS) - 1
    day = issue >> ATTEMPT_BITS + K_BITS + LAYER_BITS & (1 << DAY_BITS) - 1
    return issue >> ATTEMPT_BITS + K_BITS + LAYER_BITS + DAY_BITS, day, layer, k


class Luck(NamedTuple):
    """What is fixed about one attempt before the run: whole ms, and uniforms in [0, 1).

    Attributes
    ----------
    talk, hold, acw : int, ms
        Work of the first leg from an agent of pace 1.
    patience : int, ms
        Longest wait accepted in the first queue; `INFINITE` without end.
    escalate, resolve, policy : float
        Uniforms that decide escalation, resolution and a policy's own coin in leg 1.
    ivr : int, ms
        Time in self-service before the queue.
    hang_up : float
        Uniform against the share that hang up in self-service.
    repeat, retry : float
        Uniforms that decide whether the customer comes back.
    repeat_delay, retry_delay : int, ms
        When, counted from the end of the contact.
    response, rating : float
        Uniforms that decide whether a survey is answered, and the scores.
    """

    talk: int
    hold: int
    acw: int
    patience: int
    escalate: float = 1.0
    resolve: float = 0.0
    policy: float = 0.5
    ivr: int = 0
    hang_up: float = 1.0
    repeat: float = 1.0
    repeat_delay: int = 1
    retry: float = 1.0
    retry_delay: int = 1
    response: float = 1.0
    rating: float = 0.5

    def keeping(self, before: Luck) -> Luck:
        """Return this luck with the work and the patience of an earlier attempt."""
        talk, hold, acw, patience = before[:4]
        return self._replace(talk=talk, hold=hold, acw=acw, patience=patience)


class LegLuck(NamedTuple):
    """What is fixed about a later leg of an attempt; `conference` is the handing over [ms]."""

    talk: int
    hold: int
    acw: int
    patience: int
    escalate: float = 1.0
    resolve: float = 0.0
    policy: float = 0.5
    conference: int = 0


Fresh = tuple[int, int, int, int, int, int, int, Luck]
"""A fresh issue: arrived [ms], first contact, number, reason, customer, segment, row, luck."""


class Book(Protocol):
    """Where the luck of attempts and legs is looked up."""

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""

    def attempt(self, row: int, attempt: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`."""

    def leg(self, row: int, attempt: int, leg: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt."""


@dataclass(frozen=True)
class TableBook:
    """Luck written down by hand or taken from a log.

    Attributes
    ----------
    attempts : dict of (row, attempt) to Luck
        Attempt 1 must be there for every row.
    legs : dict of (row, attempt, leg) to LegLuck
        Legs from 2.
    """

    attempts: Mapping[tuple[int, int], Luck]
    legs: Mapping[tuple[int, int, int], LegLuck]

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        return iter([self.attempts[row, 1] for row in range(start, stop)])

    def attempt(self, row: int, attempt: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`."""
        return self.attempts[row, attempt]

    def leg(self, row: int, attempt: int, leg: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt."""
        return self.legs[row, attempt, leg]


@dataclass(frozen=True)
class Customers:
    """The starting population.

    Attributes
    ----------
    segment : array of int, shape (n_customers,)
        Segment code of each customer.
    leave_uniform : array of float, shape (n_customers,)
        U_c: the customer leaves on the first day with survival at or below it.
    """

    segment: Ints
    leave_uniform: NDArray[np.float64]


@dataclass(frozen=True)
class Demand:
    """Every potential issue of one replication, in order of (arrived, issue).

    Attributes
    ----------
    issue, arrived_ms, reason, customer, segment : arrays of int, shape (n_issues,)
        Number, instant, reason code, customer (-1 none) and segment code (-1 none).
    book : Book
        Luck of every attempt and leg.
    customers : Customers
        The population; empty when customers are not modelled.
    """

    issue: Ints
    arrived_ms: Ints
    reason: Ints
    customer: Ints
    segment: Ints
    book: Book
    customers: Customers

    def __len__(self) -> int:
        return len(self.issue)

    def arrivals(self) -> Iterator[Fresh]:
        """Yield the fresh issues in order of (arrived, issue)."""
        return chain.from_iterable(self._chunk(i) for i in range(0, len(self), CHUNK))

    def _chunk(self, start: int) -> Iterator[Fresh]:
        stop = min(start + CHUNK, len(self))
        part = slice(start, stop)
        columns = (
            self.arrived_ms,
            self.issue | 1,
            self.issue,
            self.reason,
            self.customer,
            self.segment,
        )
        lists = [column[part].tolist() for column in columns]
        return zip(*lists, range(start, stop), self.book.first(start, stop), strict=True)
