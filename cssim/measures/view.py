"""A journal as measures see it: its rows, prepared once and shared by all measures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.agent_rows import AgentTime
from cssim.measures.groups import KEYS, Amount, Grouping, Spans
from cssim.measures.periods import TIME_KEYS, Periods
from cssim.measures.rows import AnsweredLegs, Contacts, Customers, Issues, waiting_spans
from cssim.measures.staff_rows import Staff


class View:
    """Rows of one journal, made when first asked for.

    Parameters
    ----------
    journal : Journal
        What happened in one replication.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.about = journal.about

    @classmethod
    def of(cls, journal: Journal | View) -> View:
        """Return a view of the journal, or the view itself."""
        return journal if isinstance(journal, View) else cls(journal)

    @cached_property
    def contacts(self) -> Contacts:
        """All contacts."""
        return Contacts(self.journal)

    @cached_property
    def legs(self) -> AnsweredLegs:
        """Legs that reached an agent."""
        return AnsweredLegs(self.contacts)

    @cached_property
    def issues(self) -> Issues:
        """All issues."""
        return Issues(self.journal, self.contacts)

    @cached_property
    def agents(self) -> AgentTime:
        """Time of agents."""
        return AgentTime(self.journal)

    @cached_property
    def staff(self) -> Staff:
        """Who was employed when, and what happened to them."""
        return Staff(self.journal, self.agents)

    @cached_property
    def customers(self) -> Customers:
        """All customers."""
        return Customers(self.journal)

    @cached_property
    def waiting(self) -> Spans:
        """Waits in queues."""
        return waiting_spans(self.contacts)

    @cached_property
    def clock(self) -> Amount:
        """Clock time of the measured span, in seconds; the same for every name."""
        return Amount(frozenset(KEYS), lambda g: g.spread(g.periods.covered_ms) / 1000)

    def names(self, key: str) -> tuple[Any, ...]:
        """Return the labels that the codes of a key stand for."""
        if key == "tier":
            return tuple(int(tier) for tier in self.contacts.legs.tiers)
        return self.journal.names(f"{key}s")

    def grouping(self, keys: Sequence[str], interval_s: float) -> Grouping:
        """Return the grouping by some keys.

        Raises
        ------
        InputError
            An unknown or repeated key, or more groups than can be held.
        """
        for key in keys:
            if key not in KEYS:
                raise InputError.of("by", key, f"must be among {', '.join(KEYS)}")
        if len(set(keys)) < len(keys):
            raise InputError.of("by", ", ".join(keys), "must name each key once")
        times = [key for key in keys if key in TIME_KEYS]
        names = {key: self.names(key) for key in keys if key not in TIME_KEYS}
        return Grouping(tuple(keys), Periods.of(self.about, times, interval_s), names)
