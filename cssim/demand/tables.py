"""The demand tables: what would arise, and the luck that will decide its fate.

An issue's number packs its point on the Poisson sheet (reason, day, layer, k) and leaves
the low 6 bits to the attempt, so issues, contacts and luck share one address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from cssim.units import INFINITE

ATTEMPT_BITS = 6
K_BITS, LAYER_BITS, DAY_BITS, REASON_BITS = 16, 12, 14, 8
CELL_SHIFT = K_BITS + ATTEMPT_BITS
"""Bits below the address of a cell in an issue's number."""
MAX_REASONS, MAX_DAYS, MAX_LAYERS = 1 << REASON_BITS, 1 << DAY_BITS, 1 << LAYER_BITS
DAYS_OF_START = MAX_DAYS >> 1
"""Days of the sheet of the customers of the start. In an issue's number the days from here on
are the same days again, for new customers and for what the center begins itself."""
LAYERS_OF_OUTREACH = 64
LAYERS_OF_JOINERS = MAX_LAYERS - LAYERS_OF_OUTREACH
"""Layers of those other days: first the sheets of new customers, then outreach."""

Ints = NDArray[np.int64]
CHUNK = 4096
"""Fresh issues turned into Python objects at a time, so that memory stays flat."""


def issue_id(reason: Any, day: Any, layer: Any, k: Any) -> Any:
    """Return the number of a point, below 2^56; works on ints and on arrays."""
    packed = ((reason << DAY_BITS | day) << LAYER_BITS | layer) << K_BITS | k
    return packed << ATTEMPT_BITS


def is_outreach(issue: Any) -> Any:
    """Tell whether the center begins an issue, by its number; works on ints and on arrays."""
    _, day, layer, _ = unpack(issue)
    return (day >= DAYS_OF_START) & (layer >= LAYERS_OF_JOINERS)


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

    def losing_patience(self, loss: float, times: int) -> Luck:
        """Return this luck with a share of the patience lost, so many times in turn."""
        patience = self.patience
        if patience < INFINITE:
            for _ in range(times):
                patience = max(1, round(patience * (1.0 - loss)))
        return self._replace(patience=patience)


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


class Extra(NamedTuple):
    """What is fixed about an attempt, or a later leg, for mechanisms that few centers have.

    Uniforms in [0, 1) unless said otherwise; the defaults let nothing happen.

    Attributes
    ----------
    articles, articles_result : float
        Looks at knowledge articles; whether they contain the issue, truly or falsely.
    bot, bot_result, bot_hang_up : float
        Tries the bot; whether it contains the issue; hangs up in it.
    bot_time : int, ms
        Time with the bot.
    balk, callback : float
        Leaves on hearing the announced wait; accepts to be called back.
    reach : float
        Is reached by this try to call back.
    silent : float
        Leaves a chat without a sign.
    ghost : int, ms
        Agent time that a silent leaver still costs.
    chase : float
        Asks what became of a message.
    switch, spill : float
        Comes back on another channel; complains in public instead of giving up.
    spill_delay : int, ms
        When, counted from the end of the contact.
    transfer, transfer_to : float
        Is in the wrong place; where the right one is.
    consult : float
        The agent asks a colleague.
    consult_time : int, ms
        For how long.
    outage, divert, deflect : float
        Gets through an outage; is sent to another channel; is put off by its message.
    lost : float
        Gets lost before an agent sees it.
    """

    articles: float = 1.0
    articles_result: float = 1.0
    bot: float = 1.0
    bot_result: float = 1.0
    bot_hang_up: float = 1.0
    bot_time: int = 0
    balk: float = 1.0
    callback: float = 1.0
    reach: float = 0.0
    silent: float = 1.0
    ghost: int = 0
    chase: float = 1.0
    switch: float = 1.0
    spill: float = 1.0
    spill_delay: int = 1
    transfer: float = 1.0
    transfer_to: float = 0.0
    consult: float = 1.0
    consult_time: int = 0
    outage: float = 0.0
    divert: float = 1.0
    deflect: float = 1.0
    lost: float = 1.0


NOTHING_MORE = Extra()
"""The extra of an attempt about which nothing more is fixed."""

Fresh = tuple[int, int, int, int, int, int, int, Luck]
"""A fresh issue: arrived [ms], first contact, number, queue, customer, segment, row, luck."""


class Book(Protocol):
    """Where the luck of attempts and legs is looked up."""

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`, if made in `queue`."""

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt, if spent in `queue`."""

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""


@dataclass(frozen=True)
class TableBook:
    """Luck written down by hand or taken from a log; the same in whatever queue.

    Attributes
    ----------
    attempts : dict of (row, attempt) to Luck
        Attempt 1 must be there for every row.
    legs : dict of (row, attempt, leg) to LegLuck
        Legs from 2.
    extras : dict of (row, attempt, leg) to Extra
        Where there is none, nothing more is fixed.
    """

    attempts: Mapping[tuple[int, int], Luck]
    legs: Mapping[tuple[int, int, int], LegLuck]
    extras: Mapping[tuple[int, int, int], Extra] = field(default_factory=dict)

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        return iter([self.attempts[row, 1] for row in range(start, stop)])

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`."""
        return self.attempts[row, attempt]

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt."""
        return self.legs[row, attempt, leg]

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt or a later leg of it."""
        return self.extras.get((row, attempt, leg), NOTHING_MORE)


@dataclass(frozen=True)
class Customers:
    """The starting population, and after it those who join later.

    Attributes
    ----------
    segment : array of int, shape (n_customers,)
        Segment code of each customer.
    leave_uniform : array of float, shape (n_customers,)
        U_c: the customer leaves on the first day with survival at or below it.
    joined_ms : array of int, shape (n_customers,), optional
        When each joined, 0 for the starting population; default: nobody joins later.
    born_ms : array of int, shape (n_customers,), optional
        When each became a customer, before the run (below 0) or in it; default: not modelled.
    referrer : array of int, shape (n_customers,), optional
        Whose advice each may follow, -1 for who came by themselves; default: nobody's.
    doubt : array of float, shape (n_customers,), optional
        Who has a referrer joins iff this is below the referrer's chance of being a promoter.
    """

    segment: Ints
    leave_uniform: NDArray[np.float64]
    joined_ms: Ints | None = None
    born_ms: Ints | None = None
    referrer: Ints | None = None
    doubt: NDArray[np.float64] | None = None


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
    queue : array of int, shape (n_issues,), optional
        Queue code (a reason on a channel) of the first attempt; default: the reason's own.
    language : array of int, shape (n_issues,), optional
        Language code; default: not modelled.
    cause : array of float, shape (n_issues,), optional
        Uniform that tells whether its root cause is among those fixed; default: not modelled.
    reviews : array of float, optional
        A uniform for each review of root causes; default: there are none.
    hostile : array of float, shape (n_issues,), optional
        Uniform that tells whether the customer arrives angry; default: not modelled.
    taken_up : array of float, shape (n_issues,), optional
        Uniform that tells whether the issue is taken up if it fails; default: all are.
    """

    issue: Ints
    arrived_ms: Ints
    reason: Ints
    customer: Ints
    segment: Ints
    book: Book
    customers: Customers
    queue: Ints | None = None
    language: Ints | None = None
    cause: NDArray[np.float64] | None = None
    reviews: NDArray[np.float64] | None = None
    hostile: NDArray[np.float64] | None = None
    taken_up: NDArray[np.float64] | None = None

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
            self.reason if self.queue is None else self.queue,
            self.customer,
            self.segment,
        )
        lists = [column[part].tolist() for column in columns]
        return zip(*lists, range(start, stop), self.book.first(start, stop), strict=True)
