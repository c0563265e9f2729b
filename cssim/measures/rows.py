"""The rows of a journal as measures see them: contacts, legs, issues, customers.

Everything here is a whole-table array; nothing loops over contacts. Tables are taken as
the journal promises them: sorted by key.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cssim.journal import (
    CAUSES,
    INFINITE,
    ISSUE_ENDS,
    LEG_ENDS,
    LEG_KINDS,
    NO_INSTANT,
    NOBODY,
    OUTCOMES,
    Columns,
    Journal,
)
from cssim.measures.groups import AGENT_KEYS, Points, Spans
from cssim.measures.periods import Array

OFFERED = OUTCOMES[:6]
"""Outcomes of contacts that were accepted for an agent."""
WAIT_KINDS = ("queue", "service")
WORK_KINDS = ("service", "offline")


def coded(values: Array, names: tuple[str, ...], *wanted: str) -> Array:
    """Return which codes stand for one of the wanted names."""
    return np.isin(values, [names.index(name) for name in wanted])


def position(keys: Array, wanted: Array) -> Array:
    """Return where each wanted value stands in the sorted `keys`; all must be there."""
    return np.searchsorted(keys, wanted)


def at(values: Array, rows: Array, otherwise: int | bool) -> Array:
    """Return `values` at the given rows, and `otherwise` where the row is -1."""
    if not len(values):
        return np.full(len(rows), otherwise)
    return np.where(rows >= 0, values[rows], otherwise)


class Contacts(Points):
    """Contacts, counted in the period in which they arrived.

    Facts are arrays of shape (n_contacts,). A contact belongs to the agent who answered
    it first.
    """

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["contacts"]
        self.legs = Legs(journal)
        arrived = self.columns["arrived_ms"]
        codes = {key: self.columns[key] for key in ("reason", "channel", "segment")}
        first = self.legs.first_answered
        for key in AGENT_KEYS:
            codes[key] = at(self.legs.codes[key], first, NOBODY)
        super().__init__(arrived, arrived >= journal.about.warm_up_ms, codes)

    def had(self, *outcomes: str) -> Array:
        """Return which contacts had one of the outcomes."""
        return coded(self.columns["outcome"], OUTCOMES, *outcomes)

    def because(self, cause: str) -> Array:
        """Return which contacts were made for the cause."""
        return coded(self.columns["cause"], CAUSES, cause)

    @cached_property
    def offered(self) -> Array:
        """Accepted for an agent."""
        return self.had(*OFFERED)

    @cached_property
    def answered(self) -> Array:
        """Reached an agent in the first place."""
        return self.had("answered")

    @cached_property
    def served(self) -> Array:
        """Answered, or diverted and reached by a callback."""
        return self.answered | (self.had("diverted") & (self.legs.first_answered >= 0))

    @cached_property
    def wait_ms(self) -> Array:
        """Wait of the first leg; 0 for a contact that never queued."""
        return at(self.legs.wait_ms, self.legs.first, 0)

    @cached_property
    def total_wait_ms(self) -> Array:
        """Waits of all legs."""
        return self.legs.sum_per_contact(self.legs.wait_ms)

    def work_ms(self, *parts: str) -> Array:
        """Return talk, hold, acw or their sum over the legs of each contact."""
        return self.legs.sum_per_contact(self.legs.work_ms(*parts))

    @cached_property
    def _order(self) -> Array:
        return np.lexsort((self.columns["attempt"], self.columns["issue"]))

    @cached_property
    def next(self) -> Array:
        """Row of the next contact about the same issue; -1 if there is none."""
        issue = self.columns["issue"][self._order]
        same = issue[1:] == issue[:-1]
        following = np.full(len(issue), NOBODY, dtype=np.int64)
        following[self._order[:-1][same]] = self._order[1:][same]
        return following

    @cached_property
    def gap_ms(self) -> Array:
        """Time from the end of the contact to the next about its issue; infinite if none."""
        left = self.columns["left_ms"]
        if not len(left):
            return left
        gap = self.columns["arrived_ms"][self.next] - left
        return np.where((self.next >= 0) & (left >= 0), gap, INFINITE)

    def first_of_issue(self, which: Array) -> tuple[Array, Array]:
        """Return the issues that have such a contact, and the row of the first of each."""
        rows = self._order[which[self._order]]
        issues, at = np.unique(self.columns["issue"][rows], return_index=True)
        return issues, rows[at]


class Legs:
    """Legs beside the contacts they belong to; arrays of shape (n_legs,)."""

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["legs"]
        contacts = journal.columns["contacts"]["contact"]
        self.n_contacts = len(contacts)
        self.contact = position(contacts, self.columns["contact"])
        self.waited = coded(self.columns["kind"], LEG_KINDS, *WAIT_KINDS)
        self.worked = coded(self.columns["kind"], LEG_KINDS, *WORK_KINDS)
        self.answered = self.worked & (self.columns["answered_ms"] >= 0)
        self._end_ms = journal.about.end_ms
        self.tiers, tier = np.unique(self.columns["tier"], return_inverse=True)
        self.codes = {"team": self.columns["team"], "agent": self.columns["agent"], "tier": tier}

    @cached_property
    def wait_until_ms(self) -> Array:
        """End of the wait: answer, else end of the leg, else end of the run."""
        answered, ended = self.columns["answered_ms"], self.columns["ended_ms"]
        return np.where(answered >= 0, answered, np.where(ended >= 0, ended, self._end_ms))

    @cached_property
    def queues(self) -> Array:
        """Legs that waited in a queue, if only for no time."""
        return self.waited & (self.columns["queued_ms"] >= 0)

    @cached_property
    def wait_ms(self) -> Array:
        """Wait of each leg; 0 for legs without a queue."""
        return np.where(self.queues, self.wait_until_ms - self.columns["queued_ms"], 0)

    def work_ms(self, *parts: str) -> Array:
        """Return the sum of talk, hold and acw as asked, of legs with an agent's work."""
        spent = [np.maximum(self.columns[f"{part}_ms"], 0) for part in parts]
        return np.where(self.worked, np.sum(spent, axis=0), 0)

    def sum_per_contact(self, values: Array) -> Array:
        """Return the sum over the legs of each contact, exact for whole numbers."""
        sums = np.bincount(self.contact, values, minlength=self.n_contacts)
        return np.rint(sums).astype(np.int64)

    def _first(self, which: Array) -> Array:
        rows = np.flatnonzero(which)
        contact, at = np.unique(self.contact[rows], return_index=True)
        first = np.full(self.n_contacts, NOBODY, dtype=np.int64)
        first[contact] = rows[at]
        return first

    @cached_property
    def first(self) -> Array:
        """Row of each contact's first leg in a queue; -1 if it never queued."""
        return self._first(self.waited)

    @cached_property
    def first_answered(self) -> Array:
        """Row of the leg in which each contact first reached an agent; -1 if never."""
        return self._first(self.answered)


class AnsweredLegs(Points):
    """Legs that an agent answered, counted in the period in which their contact arrived."""

    def __init__(self, contacts: Contacts) -> None:
        legs = contacts.legs
        self.rows = np.flatnonzero(legs.answered)
        self.contact = legs.contact[self.rows]
        codes = {key: contacts.codes[key][self.contact] for key in ("reason", "channel", "segment")}
        codes |= {key: legs.codes[key][self.rows] for key in AGENT_KEYS}
        self.tier = legs.columns["tier"][self.rows]
        self.how = legs.columns["how"][self.rows]
        self.of_answered = contacts.answered[self.contact]
        super().__init__(contacts.at_ms[self.contact], contacts.counted[self.contact], codes)

    def ended(self, how: str) -> Array:
        """Return which legs ended so."""
        return coded(self.how, LEG_ENDS, how)


class Issues(Points):
    """Issues, counted in the period in which they arose; arrays of shape (n_issues,)."""

    def __init__(self, journal: Journal, contacts: Contacts) -> None:
        self.columns: Columns = journal.columns["issues"]
        arose = self.columns["arose_ms"]
        raised = ~coded(self.columns["how"], ISSUE_ENDS, "not_raised")
        self.first = self._rows(*contacts.first_of_issue(np.ones(len(contacts.at_ms), dtype=bool)))
        self.first_served = self._rows(*contacts.first_of_issue(contacts.served))
        codes = {"reason": self.columns["reason"]}
        for key in ("channel", "segment"):
            codes[key] = at(contacts.codes[key], self.first, NOBODY)
        for key in AGENT_KEYS:
            codes[key] = at(contacts.codes[key], self.first_served, NOBODY)
        super().__init__(arose, raised & (arose >= journal.about.warm_up_ms), codes)

    def _rows(self, issues: Array, rows: Array) -> Array:
        found = np.full(len(self.columns["issue"]), NOBODY, dtype=np.int64)
        found[position(self.columns["issue"], issues)] = rows
        return found

    @cached_property
    def served(self) -> Array:
        """Had a contact that reached an agent."""
        return self.first_served >= 0

    @cached_property
    def resolved(self) -> Array:
        """Resolved at any time in the run."""
        return coded(self.columns["how"], ISSUE_ENDS, "resolved")


class Customers:
    """Customers active at the end of the warm-up; arrays of shape (n_customers,)."""

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["customers"]
        start, end = journal.about.warm_up_ms, journal.about.horizon_ms
        joined, left = self.columns["joined_ms"], self.columns["left_ms"]
        self.active = (joined <= start) & ((left == NO_INSTANT) | (left > start))
        self.stayed = (left == NO_INSTANT) | (left > end)
        codes = {"segment": self.columns["segment"]}
        self.points = Points(np.full(len(joined), start), self.active, codes, False)


def waiting_spans(contacts: Contacts) -> Spans:
    """Return the time each leg spent waiting in a queue, whenever its contact arrived."""
    legs = contacts.legs
    rows = np.flatnonzero(legs.queues)
    of = legs.contact[rows]
    codes = {key: contacts.codes[key][of] for key in ("reason", "channel", "segment")}
    codes["tier"] = legs.codes["tier"][rows]
    return Spans(legs.columns["queued_ms"][rows], legs.wait_until_ms[rows], codes)
