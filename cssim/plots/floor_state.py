"""The floor at any instant, read from a journal: who waits, who talks, who has left.

A span holds its start and not its end: at the instant of an answer the contact is in hand
and no longer waiting, as after all events of that instant. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cssim.journal import INFINITE, LEG_ENDS, LEG_KINDS, NOBODY, OUTCOMES, STATES, Columns, Journal
from cssim.measures import Options
from cssim.measures.view import View

Ints = NDArray[Any]

USUAL_S = 20.0
"""Acceptable wait where none is given, in seconds."""
EXITS = ("resolved", "unresolved", "abandoned", "blocked", "contained", "diverted")
"""How customers leave, as the floor counts them."""
_EXIT_OF = {
    "abandoned": "abandoned",
    "balked": "abandoned",
    "blocked": "blocked",
    "closed": "blocked",
    "disconnected": "blocked",
    "contained": "contained",
    "diverted": "diverted",
}
_HANDED_ON = tuple(LEG_ENDS.index(how) for how in ("escalated", "transferred", "handed_over"))
_QUEUE = LEG_KINDS.index("queue")
_ANSWERED, _DIVERTED = OUTCOMES.index("answered"), OUTCOMES.index("diverted")
IDLE = STATES.index("idle")


class Lane(NamedTuple):
    """A line of waiting contacts.

    Attributes
    ----------
    tier : int
        0 for those not yet passed on, else the tier they were passed on to.
    channel, reason : int
        Codes.
    """

    tier: int
    channel: int
    reason: int


@dataclass(frozen=True)
class Moment:
    """The floor at one instant; rows are those of the `Floor` it comes from.

    Attributes
    ----------
    at : int
        The instant, in ms.
    before : int array
        Contacts still in self-service, in order of arrival.
    waiting : int array
        Waiting legs, the longest wait first.
    in_hand : int array
        Legs that agents have in hand, conferences included.
    state : int array, shape (n_agents,)
        State of each agent; -1 for one who is not on shift.
    answered, left : int array
        Legs answered and contacts left since the moment before.
    """

    at: int
    before: Ints
    waiting: Ints
    in_hand: Ints
    state: Ints
    answered: Ints
    left: Ints


class Legs:
    """The legs that overlap a span, as arrays of shape (n_legs,).

    `waits` is when a leg is first seen waiting: `queued`, but for a contact that keeps the
    place of its customer, who has gone, the end of that customer's own wait.
    """

    def __init__(self, journal: Journal, start: int, until: int) -> None:
        table = journal.columns["legs"]
        queued, answered, ended = (_open(table, f"{k}_ms") for k in ("queued", "answered", "ended"))
        begun = np.minimum(queued, answered)
        keep = (begun <= until) & (ended >= start)
        self.contact = np.searchsorted(journal.columns["contacts"]["contact"], table["contact"])
        tier = np.where(_passed_on(table, self.contact), table["tier"], 0)
        self.waits = _seen_waiting(table, queued, ended)[keep]
        self.contact, self.tier = self.contact[keep], tier[keep]
        self.queued, self.answered, self.ended = queued[keep], answered[keep], ended[keep]
        self.reason, self.number = table["reason"][keep], table["leg"][keep]
        self.agent, self.slot = table["agent"][keep], table["slot"][keep]
        self.channel = journal.columns["contacts"]["channel"][self.contact]
        self.wait_until = np.minimum(self.answered, self.ended)


def _open(table: Columns, name: str) -> Ints:
    """Return instants with those that never came at the end of time."""
    return np.where(table[name] < 0, INFINITE, table[name])


def _seen_waiting(legs: Columns, queued: Ints, ended: Ints) -> Ints:
    """Return when each leg is first seen waiting, so that no contact waits twice at once."""
    waits = queued.copy()
    follows = np.flatnonzero(legs["contact"][1:] == legs["contact"][:-1])
    follows = follows[legs["kind"][follows] == _QUEUE]
    waits[follows + 1] = np.maximum(queued[follows + 1], ended[follows])
    return waits


def _passed_on(legs: Columns, contact: Ints) -> Ints:
    """Return which legs come after one whose agent passed the contact on."""
    passed: Ints = np.isin(legs["how"], _HANDED_ON)
    before: Ints = np.cumsum(passed) - passed
    return before > before[np.searchsorted(contact, contact)]


class Floor:
    """What the floor looks like at any instant of a span.

    Parameters
    ----------
    journal : Journal
    start, until : int
        The span, in ms.
    since : int
        From when those who came and left are counted, in ms.
    options : Options, optional
        Acceptable wait and rule of the service level.
    """

    def __init__(
        self, journal: Journal, start: int, until: int, since: int, options: Options | None = None
    ) -> None:
        self.journal, self.start, self.until, self.since = journal, start, until, since
        self.options = options or Options()
        self.contacts = journal.columns["contacts"]
        self.legs = Legs(journal, start, until)
        self.gone = _open(self.contacts, "left_ms")
        self.limit = _limit(journal, self.options)
        states = journal.columns["agent_states"]
        near = (states["from_ms"] <= until) & (states["until_ms"] >= start)
        self.states = {name: values[near] for name, values in states.items()}
        self._first = _first_queue(self.contacts, self.gone)

    def at(self, instant: int, since: int | None = None) -> Moment:
        """Return the floor at an instant, and what has moved after `since`."""
        legs, contacts, states = self.legs, self.contacts, self.states
        since = instant if since is None else since
        waiting = np.flatnonzero((legs.waits <= instant) & (instant < legs.wait_until))
        in_hand = (legs.answered <= instant) & (instant < legs.ended) & (legs.agent != NOBODY)
        now = (states["from_ms"] <= instant) & (instant < states["until_ms"])
        state = np.full(len(self.journal.names("agents")), NOBODY)
        state[states["agent"][now]] = states["state"][now]
        before: Ints = (contacts["arrived_ms"] <= instant) & (instant < self._first)
        return Moment(
            at=instant,
            before=np.flatnonzero(before),
            waiting=waiting[np.argsort(legs.queued[waiting], kind="stable")],
            in_hand=np.flatnonzero(in_hand),
            state=state,
            answered=np.flatnonzero(
                (since < legs.answered) & (legs.answered <= instant) & (self.lane >= 0)
            ),
            left=np.flatnonzero((since < self.gone) & (self.gone <= instant)),
        )

    @cached_property
    def lanes(self) -> tuple[Lane, ...]:
        """Every line in which a contact was in the span, those passed on last."""
        legs = self.legs
        found = np.stack([legs.tier, legs.channel, legs.reason])[:, legs.queued < INFINITE]
        return tuple(Lane(*map(int, key)) for key in np.unique(found, axis=1).T)

    @cached_property
    def lane(self) -> Ints:
        """Number of the line of each leg; -1 for a part in a conference."""
        legs = self.legs
        lane = np.full(len(legs.contact), NOBODY)
        for i, (tier, channel, reason) in enumerate(self.lanes):
            mine = (legs.tier == tier) & (legs.channel == channel) & (legs.reason == reason)
            lane[mine & (legs.queued < INFINITE)] = i
        return lane

    @cached_property
    def seated(self) -> Ints:
        """Agents who are on shift at some time of the span."""
        return np.unique(self.states["agent"])

    @cached_property
    def has_self_service(self) -> bool:
        """Whether contacts of the span spend time before their queue."""
        arrived = self.contacts["arrived_ms"]
        inside = (arrived <= self.until) & (self._first >= self.start)
        return bool(np.any(inside & (self._first > arrived)))

    def off_line(self, legs: Ints, instant: int) -> Ints:
        """Return for which legs nobody is on the line: left already, or to be called back."""
        contact = self.legs.contact[legs]
        diverted = self.contacts["outcome"][contact] == _DIVERTED
        called_back = diverted & (self.legs.number[legs] > 1) & (self.legs.answered[legs] > instant)
        off: Ints = called_back | (self.gone[contact] <= instant)
        return off

    @cached_property
    def last_leg(self) -> Ints:
        """Leg in which each contact was when its customer left; -1 for none in the span."""
        legs = self.legs
        last = np.full(len(self.gone), NOBODY)
        gone = self.gone[legs.contact]
        inside = (np.minimum(legs.queued, legs.answered) <= gone) & (gone <= legs.ended)
        last[legs.contact[inside]] = np.flatnonzero(inside)
        return last

    # ---- counts and curves -------------------------------------------------------------

    def n_waiting(self, instants: Ints, lane: int | None = None) -> Ints:
        """Return how many wait at each instant, in all lines or in one."""
        mine = self.lane >= 0 if lane is None else self.lane == lane
        return _level(self.legs.waits[mine], self.legs.wait_until[mine], instants)

    def n_idle(self, instants: Ints) -> Ints:
        """Return how many agents are free at each instant."""
        idle = self.states["state"] == IDLE
        return _level(self.states["from_ms"][idle], self.states["until_ms"][idle], instants)

    def n_arrived(self, instants: Ints) -> Ints:
        """Return how many contacts have come since counting began."""
        arrived: Ints = np.sort(self.contacts["arrived_ms"])
        return np.searchsorted(arrived, instants, "right") - np.searchsorted(arrived, self.since)

    @cached_property
    def exit(self) -> Ints:
        """Code of `EXITS` for each contact; -1 while it has not ended."""
        names = [EXITS.index(_EXIT_OF[o]) if o in _EXIT_OF else NOBODY for o in OUTCOMES]
        code = np.array(names)[self.contacts["outcome"]]
        solved = np.where(self.contacts["resolved"], 0, 1)
        return np.where(self.contacts["outcome"] == _ANSWERED, solved, code)

    def n_left(self, instants: Ints) -> Ints:
        """Return how many have left since counting began, shape (n_exits, n_instants)."""
        found = []
        for code in range(len(EXITS)):
            gone = np.sort(self.gone[self.exit == code])
            so_far = np.searchsorted(gone, instants, "right")
            found.append(so_far - np.searchsorted(gone, self.since))
        return np.array(found)

    def service_level(self, instants: Ints) -> NDArray[np.float64]:
        """Return the service level so far: of those who came since counting began.

        A contact counts from the instant at which its first wait ends, so that at the end
        of a day this is the service level of the day. NaN while there is nobody to count.
        """
        known, met, counted = self._judged
        n = np.searchsorted(known, instants, "right")
        met, counted = (np.append(0.0, np.cumsum(x))[n] for x in (met, counted))
        level: NDArray[np.float64] = np.full(len(n), np.nan)
        return np.divide(met, counted, out=level, where=counted > 0)

    @cached_property
    def _judged(self) -> tuple[Ints, Ints, Ints]:
        """When it is known of each contact, whether it met the wait, and whether it counts."""
        contacts, options = View(self.journal).contacts, self.options
        soon, answered = contacts.wait_ms <= self.limit, contacts.answered
        hasty, met, counted = contacts.had("abandoned") & soon, answered & soon, contacts.offered
        if options.rule == "short_met":
            met = met | hasty
        elif options.rule == "exclude_short":
            counted = counted & ~hasty
        elif options.rule == "answered":
            counted = answered
        if options.count_blocked:
            counted = counted | contacts.had("blocked")
        known = self._first + contacts.wait_ms
        order = np.argsort(known, kind="stable")
        order = order[contacts.at_ms[order] >= self.since]
        return known[order], met[order], counted[order]


def _limit(journal: Journal, options: Options) -> Ints:
    """Return the acceptable wait of each contact, in ms; a channel not named has the usual one."""
    given = options.awt_s
    seconds = [
        given.get(name, USUAL_S) if isinstance(given, Mapping) else given
        for name in journal.names("channels")
    ]
    limit: Ints = np.rint(1000 * np.array(seconds, dtype=float)).astype(np.int64)
    return limit[journal.columns["contacts"]["channel"]]


def _first_queue(contacts: Columns, gone: Ints) -> Ints:
    """Return when each contact came out of self-service: into a queue, or away."""
    queued = contacts["queued_ms"]
    return np.where(queued >= 0, queued, gone)


def _level(start: Ints, until: Ints, instants: Ints) -> Ints:
    begun: Ints = np.searchsorted(np.sort(start), instants, "right")
    return begun - np.searchsorted(np.sort(until), instants, "right")
