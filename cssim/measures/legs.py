"""The legs of a journal as measures see them.

A leg *waits* when its customer waits for an agent. A callback, a ticket and work that was set
aside stand in line too, and so do contacts that the center makes (outreach), but nobody holds
that line: they are no waits. A part that follows work set aside is the same leg, resumed.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cssim.journal import CAUSES, LEG_ENDS, LEG_KINDS, NOBODY, OUTCOMES, Columns, Journal
from cssim.measures.codes import coded, position
from cssim.measures.periods import Array

QUEUED_KINDS = ("queue", "service")
WORK_KINDS = ("service", "offline")


class Legs:
    """Legs beside the contacts they belong to; arrays of shape (n_legs,)."""

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["legs"]
        contacts = journal.columns["contacts"]
        self.n_contacts = len(contacts["contact"])
        self.contact = position(contacts["contact"], self.columns["contact"])
        taken = self.columns["answered_ms"] >= 0
        served = self.of_kind("service") & taken
        first, row = self._first(served)[self.contact], np.arange(len(self.contact))
        self.ticket = self.of_kind("offline") & (first >= 0) & (row > first)
        """Work left for a customer who had been served: tries of a callback come before that."""
        self.answered = served | (self.ticket & taken)
        self.outreach = coded(contacts["cause"], CAUSES, "outreach")[self.contact]
        self.diverted = coded(contacts["outcome"], OUTCOMES, "diverted")[self.contact]
        self._end_ms = journal.about.end_ms
        self.tiers, tier = np.unique(self.columns["tier"], return_inverse=True)
        self.codes = {"team": self.columns["team"], "agent": self.columns["agent"], "tier": tier}

    def of_kind(self, *kinds: str) -> Array:
        """Return which legs are of one of the kinds."""
        return coded(self.columns["kind"], LEG_KINDS, *kinds)

    def ended(self, *hows: str) -> Array:
        """Return which legs ended in one of the ways."""
        return coded(self.columns["how"], LEG_ENDS, *hows)

    @cached_property
    def resumed(self) -> Array:
        """Parts that go on with work that was set aside."""
        follows = np.zeros(len(self.contact), dtype=bool)
        follows[1:] = self.ended("set_aside")[:-1] & (self.contact[1:] == self.contact[:-1])
        return follows

    @cached_property
    def callback(self) -> Array:
        """Legs of a callback up to the agent who reached the customer: nobody holds the line."""
        row = np.arange(len(self.contact))
        first, reached = self.first[self.contact], self.first_answered[self.contact]
        callback: Array = self.diverted & (row > first) & ((reached == NOBODY) | (row <= reached))
        return callback

    @cached_property
    def queues(self) -> Array:
        """Legs in which a customer waited for an agent, if only for no time."""
        queued = self.of_kind(*QUEUED_KINDS) & (self.columns["queued_ms"] >= 0)
        return queued & ~self.callback & ~self.resumed & ~self.outreach

    @cached_property
    def wait_until_ms(self) -> Array:
        """End of the wait: answer, else end of the leg, else end of the run."""
        answered, ended = self.columns["answered_ms"], self.columns["ended_ms"]
        return np.where(answered >= 0, answered, np.where(ended >= 0, ended, self._end_ms))

    @cached_property
    def wait_ms(self) -> Array:
        """Wait of each leg; 0 for legs without one."""
        return np.where(self.queues, self.wait_until_ms - self.columns["queued_ms"], 0)

    @cached_property
    def begun_ms(self) -> Array:
        """Start of each leg: when it began to wait, or was answered if it did not."""
        queued, answered = self.columns["queued_ms"], self.columns["answered_ms"]
        return np.where(queued >= 0, queued, answered)

    @cached_property
    def until_ms(self) -> Array:
        """End of each leg, after-contact work included; the end of the run while it goes on."""
        ended = self.columns["ended_ms"]
        return np.where(ended >= 0, ended, self._end_ms)

    @cached_property
    def done_ms(self) -> Array:
        """When the customer's part of each leg was over: end of talk and hold, or of the wait."""
        after = np.maximum(self.columns["acw_ms"], 0)
        return np.where(
            self.columns["ended_ms"] >= 0, self.columns["ended_ms"] - after, self._end_ms
        )

    def work_ms(self, *parts: str, kinds: tuple[str, ...] = WORK_KINDS) -> Array:
        """Return the sum of talk, hold and acw as asked, of legs of some kinds with work."""
        spent = [np.maximum(self.columns[f"{part}_ms"], 0) for part in parts]
        return np.where(self.answered & self.of_kind(*kinds), np.sum(spent, axis=0), 0)

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
        return self._first(self.of_kind(*QUEUED_KINDS))

    @cached_property
    def first_answered(self) -> Array:
        """Row of the leg in which each contact first reached an agent; -1 if never."""
        return self._first(self.answered)

    @cached_property
    def first_try(self) -> Array:
        """Row of the leg in which each callback was first tried; -1 if never."""
        return self._first(self.callback & (self.columns["answered_ms"] >= 0))
