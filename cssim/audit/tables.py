"""The journal laid out for checking: codes by name, legs joined to contacts and conferences.

A *stay* is a leg with a queue or a service; a *service* is a stay that reached an agent.
Whatever was still going on when the run stopped is counted up to that instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cssim.audit.expected import Expected
from cssim.journal import (
    BUSY_STATES,
    CAUSES,
    FOLLOWED_BY,
    ISSUE_ENDS,
    LEG_ENDS,
    LEG_KINDS,
    LOST_STATES,
    OUTCOMES,
    PEOPLE_EVENTS,
    STATES,
    Journal,
)

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

OUTCOME = {name: code for code, name in enumerate(OUTCOMES)}
CAUSE = {name: code for code, name in enumerate(CAUSES)}
FOLLOWED = {name: code for code, name in enumerate(FOLLOWED_BY)}
KIND = {name: code for code, name in enumerate(LEG_KINDS)}
HOW = {name: code for code, name in enumerate(LEG_ENDS)}
STATE = {name: code for code, name in enumerate(STATES)}
ISSUE_END = {name: code for code, name in enumerate(ISSUE_ENDS)}
EVENT = {name: code for code, name in enumerate(PEOPLE_EVENTS)}
BUSY = np.array([STATE[name] for name in BUSY_STATES])
LOST = np.array([STATE[name] for name in LOST_STATES])

SPAN = 1 << 44
"""More ms than any run has: agent * SPAN + instant orders by (agent, instant)."""


@dataclass(frozen=True)
class Services:
    """The legs that reached an agent, in order of (contact, leg); arrays of equal length.

    Attributes
    ----------
    leg, row : int array
        Row in the table of legs, and of the contact in the table of contacts.
    agent, answered : int array
        Who, and from when.
    joined, talk, hold, handed, acw : int array, ms
        The parts, in order; `joined` and `handed` are conferences at its start and end.
    parted : int array, ms
        When the customer leaves this agent.
    until : int array, ms
        When the agent is done with it, at the latest the end of the run.
    open : bool array
        Still going on when the run stopped; its parts are then not to be relied on.
    """

    leg: Ints
    row: Ints
    agent: Ints
    answered: Ints
    joined: Ints
    talk: Ints
    hold: Ints
    handed: Ints
    acw: Ints
    parted: Ints
    until: Ints
    open: Flags


class View:
    """A journal, what is expected of it, and the columns that several laws need.

    Parameters
    ----------
    journal : Journal
        Sound in structure (`cssim.audit.times.structure`).
    expected : Expected or None
        None when the scenario is not known.
    """

    def __init__(self, journal: Journal, expected: Expected | None) -> None:
        self.journal = journal
        self.about = journal.about
        self.expected = expected
        self.end = journal.about.end_ms
        self.contacts = journal.columns["contacts"]
        self.legs = journal.columns["legs"]
        self.states = journal.columns["agent_states"]
        self.people = journal.columns["people"]
        self.issues = journal.columns["issues"]
        self.customers = journal.columns["customers"]

    def name(self, categories: str, code: int) -> str:
        """Return the name a code stands for, or ``nobody``."""
        names = self.journal.names(categories)
        return names[code] if 0 <= code < len(names) else "nobody"

    def agent(self, code: int) -> str:
        """Return an agent's name."""
        return self.name("agents", code)

    def leg_name(self, leg: int) -> str:
        """Return how a leg is called in a line."""
        return f"contact {self.legs['contact'][leg]} leg {self.legs['leg'][leg]}"

    @cached_property
    def row(self) -> Ints:
        """Row of each leg's contact."""
        return np.searchsorted(self.contacts["contact"], self.legs["contact"])

    @cached_property
    def stays(self) -> Ints:
        """Legs with a queue or a service."""
        kinds = (KIND["queue"], KIND["service"])
        return np.flatnonzero(np.isin(self.legs["kind"], kinds))

    @cached_property
    def is_first(self) -> Flags:
        """Whether each stay is the first of its contact."""
        contact = self.legs["contact"][self.stays]
        return np.append(True, contact[1:] != contact[:-1])[: len(contact)]

    @cached_property
    def is_last(self) -> Flags:
        """Whether each stay is the last of its contact."""
        return np.append(self.is_first[1:], True)[: len(self.is_first)]

    @cached_property
    def n_stays(self) -> Ints:
        """Number of stays of each contact."""
        return np.bincount(self.row[self.stays], minlength=len(self.contacts["contact"]))

    @cached_property
    def first_stay(self) -> Ints:
        """Leg of each contact's first stay, -1 for none."""
        return self._per_contact(self.is_first)

    @cached_property
    def last_stay(self) -> Ints:
        """Leg of each contact's last stay, -1 for none."""
        return self._per_contact(self.is_last)

    def _per_contact(self, which: Flags) -> Ints:
        found = np.full(len(self.contacts["contact"]), -1, dtype=np.int64)
        found[self.row[self.stays[which]]] = self.stays[which]
        return found

    @cached_property
    def waited_until(self) -> Ints:
        """When each leg stopped waiting: answered, gone, or the end of the run."""
        answered, ended = self.legs["answered_ms"], self.legs["ended_ms"]
        return np.where(answered >= 0, answered, np.where(ended >= 0, ended, self.end))

    @cached_property
    def wait(self) -> Ints:
        """How long each leg waited [ms]."""
        return self.waited_until - self.legs["queued_ms"]

    @cached_property
    def conferences(self) -> tuple[dict[int, int], dict[int, int], list[int]]:
        """Length by leg of those that joined, of those that handed over, and the unplaced rows."""
        return _conferences(self)

    @cached_property
    def services(self) -> Services:
        """The legs that reached an agent."""
        return _services(self)

    @cached_property
    def service_of_leg(self) -> dict[int, int]:
        """Position among the services of each leg that is one."""
        return {leg: i for i, leg in enumerate(self.services.leg.tolist())}

    @cached_property
    def parted(self) -> Ints:
        """When the customer left each contact's last stay; -1 without one or while in it."""
        legs, last = self.legs, self.last_stay
        gone = np.where(last >= 0, legs["ended_ms"][last] if len(legs["leg"]) else -1, -1)
        rows = np.flatnonzero((last >= 0) & (self._kind_of(last) == KIND["service"]))
        index = np.array([self.service_of_leg[leg] for leg in last[rows].tolist()], dtype=np.int64)
        gone[rows] = np.where(self.services.open[index], -1, self.services.parted[index])
        return gone

    def _kind_of(self, legs: Ints) -> Ints:
        kinds: Ints = self.legs["kind"].astype(np.int64)
        return kinds[legs] if len(kinds) else np.full(len(legs), -1, dtype=np.int64)

    @cached_property
    def left(self) -> Ints:
        """When each customer left, at the latest the end of the run."""
        left: Ints = self.contacts["left_ms"]
        return np.where(left >= 0, left, self.end)

    @cached_property
    def entered(self) -> Ints:
        """When each contact's self-service was over."""
        queued: Ints = self.contacts["queued_ms"]
        return np.where(queued >= 0, queued, self.left)


def _services(view: View) -> Services:
    legs = view.legs
    leg = np.flatnonzero(legs["kind"] == KIND["service"])
    joined, handed = (_lengths(found, leg) for found in view.conferences[:2])
    ended: Ints = legs["ended_ms"][leg]
    return Services(
        leg=leg,
        row=view.row[leg],
        agent=legs["agent"][leg].astype(np.int64),
        answered=legs["answered_ms"][leg],
        joined=joined,
        talk=legs["talk_ms"][leg],
        hold=legs["hold_ms"][leg],
        handed=handed,
        acw=legs["acw_ms"][leg],
        parted=_parted(view, leg, joined),
        until=np.where(ended < 0, view.end, ended),
        open=ended < 0,
    )


def _lengths(found: dict[int, int], leg: Ints) -> Ints:
    return np.array([found.get(i, 0) for i in leg.tolist()], dtype=np.int64)


def _parted(view: View, leg: Ints, joined: Ints) -> Ints:
    """When the customer left each agent; of a leg still open, seen from what came after it."""
    legs = view.legs
    following = np.full(len(legs["leg"]), -1, dtype=np.int64)
    following[view.stays[:-1]] = np.where(view.is_last[:-1], -1, view.stays[1:])
    after = following[leg]
    if_open = np.where(after >= 0, legs["queued_ms"][after], view.left[view.row[leg]])
    parted = legs["answered_ms"][leg] + joined + legs["talk_ms"][leg] + legs["hold_ms"][leg]
    return np.where(legs["ended_ms"][leg] < 0, if_open, parted)


def _conferences(view: View) -> tuple[dict[int, int], dict[int, int], list[int]]:
    legs = view.legs
    rows = np.flatnonzero(legs["kind"] == KIND["conference"])
    joins = legs["how"][rows] == HOW["joined"]
    leg = np.flatnonzero(legs["kind"] == KIND["service"])
    joined, lost_joined = _matched(view, rows[joins], leg, legs["answered_ms"][leg])
    parted = _parted(view, leg, _lengths(joined, leg))
    handed, lost_handed = _matched(view, rows[~joins], leg, parted)
    return joined, handed, sorted(lost_joined + lost_handed)


def _matched(view: View, rows: Ints, leg: Ints, instant: Ints) -> tuple[dict[int, int], list[int]]:
    """Give each conference row to the service of its agent at its instant; list the others."""
    found: dict[int, int] = {}
    lost: list[int] = []
    if len(rows) == 0:
        return found, lost
    who = zip(view.legs["contact"][leg].tolist(), view.legs["agent"][leg].tolist(), strict=True)
    places = {(*key, at): i for key, at, i in zip(who, instant.tolist(), leg.tolist(), strict=True)}
    for row in rows.tolist():
        contact, agent, start, ended = (
            int(view.legs[c][row]) for c in ("contact", "agent", "answered_ms", "ended_ms")
        )
        service = places.get((contact, agent, start))
        if service is None or service in found:
            lost.append(row)
        else:
            found[service] = (ended if ended >= 0 else view.end) - start
    return found, lost
