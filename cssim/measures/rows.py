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
    NO_INSTANT,
    NOBODY,
    OUTCOMES,
    Columns,
    Journal,
)
from cssim.measures.codes import at, coded, position
from cssim.measures.groups import AGENT_KEYS, SUBJECT_KEYS, Points, Spans
from cssim.measures.legs import Legs
from cssim.measures.periods import Array

OFFERED = OUTCOMES[:6]
"""Outcomes of contacts that were accepted for an agent."""


class Contacts(Points):
    """Contacts, counted in the period in which they arrived.

    Facts are arrays of shape (n_contacts,). A contact belongs to the agent who answered
    it first.
    """

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["contacts"]
        self.legs = Legs(journal)
        arrived = self.columns["arrived_ms"]
        codes = {key: self.columns[key] for key in SUBJECT_KEYS}
        first = self.legs.first_answered
        for key in AGENT_KEYS:
            codes[key] = at(self.legs.codes[key], first, NOBODY)
        super().__init__(arrived, arrived >= journal.about.warm_up_ms, codes)

    def had(self, *outcomes: str) -> Array:
        """Return which contacts made by customers had one of the outcomes."""
        had: Array = coded(self.columns["outcome"], OUTCOMES, *outcomes) & ~self.outreach
        return had

    @cached_property
    def outreach(self) -> Array:
        """Made by the center: nobody waits for them, and they count among attempts only."""
        return self.because("outreach")

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

    @cached_property
    def response_ms(self) -> Array:
        """Time from arrival to the first reply of an agent to an answered contact; else -1."""
        reply = self.columns["first_reply_ms"]
        return np.where(self.answered & (reply >= 0), reply - self.at_ms, -1)

    def work_ms(self, *parts: str) -> Array:
        """Return talk, hold, acw or their sum over the legs of each contact."""
        return self.legs.sum_per_contact(self.legs.work_ms(*parts))

    def has_leg(self, which: Array) -> Array:
        """Return which contacts have a leg of those marked."""
        return np.bincount(self.legs.contact[which], minlength=self.legs.n_contacts) > 0

    @cached_property
    def _order(self) -> Array:
        """Contacts made by customers, issue by issue in order of time."""
        order = np.lexsort((self.columns["attempt"], self.at_ms, self.columns["issue"]))
        own: Array = order[~self.outreach[order]]
        return own

    @cached_property
    def previous(self) -> Array:
        """Row of the contact before about the same issue; -1 if there is none."""
        issue = self.columns["issue"][self._order]
        same = issue[1:] == issue[:-1]
        before = np.full(len(self.at_ms), NOBODY, dtype=np.int64)
        before[self._order[1:][same]] = self._order[:-1][same]
        return before

    @cached_property
    def next(self) -> Array:
        """Row of the first contact about the same issue made once this one was over; else -1.

        Chasers come before an answer, so the next attempt need not be it.
        """
        rows = self._order
        arrived, left = self.at_ms[rows], self.columns["left_ms"][rows]
        _, issue = np.unique(self.columns["issue"][rows], return_inverse=True)
        stride = max(int(arrived.max(initial=0)), int(left.max(initial=0))) + 1
        found = np.searchsorted(issue * stride + arrived, issue * stride + left)
        found = np.maximum(found, np.arange(len(rows)) + 1)
        last = np.minimum(found, len(rows) - 1)
        there = (found < len(rows)) & (issue[last] == issue) & (left >= 0)
        following = np.full(len(self.at_ms), NOBODY, dtype=np.int64)
        following[rows[there]] = rows[last[there]]
        return following

    @cached_property
    def gap_ms(self) -> Array:
        """Time from the end of the contact to the next about its issue; infinite if none."""
        arrived = at(self.at_ms, self.next, 0)
        return np.where(self.next >= 0, arrived - self.columns["left_ms"], INFINITE)

    def first_of_issue(self, which: Array) -> tuple[Array, Array]:
        """Return the issues that have such a contact, and the row of the first of each."""
        rows = self._order[which[self._order]]
        issues, at = np.unique(self.columns["issue"][rows], return_index=True)
        return issues, rows[at]


class LegRows(Points):
    """Some legs, counted in the period in which their contact arrived."""

    def __init__(self, contacts: Contacts, which: Array) -> None:
        legs = contacts.legs
        self.rows = np.flatnonzero(which)
        self.contact = legs.contact[self.rows]
        codes = {key: contacts.codes[key][self.contact] for key in SUBJECT_KEYS}
        codes |= {key: legs.codes[key][self.rows] for key in AGENT_KEYS}
        self.tier = legs.columns["tier"][self.rows]
        self.how = legs.columns["how"][self.rows]
        self.of_answered = contacts.answered[self.contact]
        super().__init__(contacts.at_ms[self.contact], contacts.counted[self.contact], codes)

    def ended(self, *hows: str) -> Array:
        """Return which legs ended in one of the ways."""
        return coded(self.how, LEG_ENDS, *hows)


class AnsweredLegs(LegRows):
    """Legs of customers' contacts that an agent answered; of work set aside, every part."""

    def __init__(self, contacts: Contacts) -> None:
        super().__init__(contacts, contacts.legs.answered & ~contacts.legs.outreach)
        self.whole = ~contacts.legs.resumed[self.rows]
        """One part of each leg: the first."""


class Issues(Points):
    """Issues, counted in the period in which they arose; arrays of shape (n_issues,)."""

    def __init__(self, journal: Journal, contacts: Contacts) -> None:
        self.columns: Columns = journal.columns["issues"]
        arose = self.columns["arose_ms"]
        begun = contacts.outreach & (contacts.columns["attempt"] == 1)
        by_center = np.isin(self.columns["issue"], contacts.columns["issue"][begun])
        self.raised = ~self.ended("not_raised", "avoided") & ~by_center
        self.first = self._rows(*contacts.first_of_issue(np.ones(len(contacts.at_ms), dtype=bool)))
        self.first_served = self._rows(*contacts.first_of_issue(contacts.served))
        codes = {"reason": self.columns["reason"]}
        for key in SUBJECT_KEYS[1:]:
            codes[key] = at(contacts.codes[key], self.first, NOBODY)
        for key in AGENT_KEYS:
            codes[key] = at(contacts.codes[key], self.first_served, NOBODY)
        after = arose >= journal.about.warm_up_ms
        self.avoided = Points(arose, after & self.ended("avoided"), codes)
        super().__init__(arose, self.raised & after, codes)

    def _rows(self, issues: Array, rows: Array) -> Array:
        found = np.full(len(self.columns["issue"]), NOBODY, dtype=np.int64)
        found[position(self.columns["issue"], issues)] = rows
        return found

    @cached_property
    def served(self) -> Array:
        """Had a contact that reached an agent."""
        return self.first_served >= 0

    def of_contacts(self, contacts: Contacts, which: Array) -> Array:
        """Return the rows of the issues that the contacts marked are about."""
        return position(self.columns["issue"], contacts.columns["issue"][which])

    def ended(self, *hows: str) -> Array:
        """Return which issues ended in one of the ways."""
        return coded(self.columns["how"], ISSUE_ENDS, *hows)

    @cached_property
    def resolved(self) -> Array:
        """Resolved at any time in the run."""
        return self.ended("resolved")


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
        self.time = Spans(joined, np.where(left == NO_INSTANT, end, left), codes)
        """Time as a customer."""


def leg_spans(contacts: Contacts, which: Array, from_ms: Array, until_ms: Array) -> Spans:
    """Return the time from one instant to another of some legs, by the queue each was in.

    Parameters
    ----------
    contacts : Contacts
    which : bool array, shape (n_legs,)
        Legs to take.
    from_ms, until_ms : int64 arrays, shape (n_legs,)
        Spans of all legs.
    """
    legs, rows = contacts.legs, np.flatnonzero(which)
    of = legs.contact[rows]
    codes = {key: contacts.codes[key][of] for key in SUBJECT_KEYS}
    codes["reason"] = legs.columns["reason"][rows]
    codes |= {key: legs.codes[key][rows] for key in AGENT_KEYS}
    return Spans(from_ms[rows], until_ms[rows], codes)


def waiting_spans(contacts: Contacts) -> Spans:
    """Return the time each leg waited in its queue, whenever its contact arrived."""
    legs = contacts.legs
    spans = leg_spans(contacts, legs.queues, legs.columns["queued_ms"], legs.wait_until_ms)
    codes = {key: code for key, code in spans.codes.items() if key not in ("team", "agent")}
    return Spans(spans.from_ms, spans.until_ms, codes)
