"""The people of a journal: what happened to agents, and who was employed when.

An agent without any row, such as somebody who might have been hired and never was, is nobody
here.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from cssim.journal import NO_INSTANT, NOBODY, PEOPLE_EVENTS, Columns, Journal
from cssim.measures.agent_rows import AgentTime
from cssim.measures.codes import coded
from cssim.measures.groups import AGENT_KEYS, Amount, Points, Spans
from cssim.measures.periods import Array

GOING = ("quit", "removed")
"""Events with which an agent leaves the center for good."""


class StaffEvents(Points):
    """Staff events of some kinds, counted when they happen within [warm-up, horizon).

    Facts are arrays of shape (n_events,). What concerns a team as such has no agent.
    """

    def __init__(self, journal: Journal, agents: AgentTime, *what: str) -> None:
        people, about = journal.columns["people"], journal.about
        rows = np.flatnonzero(coded(people["what"], PEOPLE_EVENTS, *what))
        at, agent, team = (people[name][rows] for name in ("at_ms", "agent", "team"))
        self.agent, self.team, self.value = agent, team, people["value"][rows]
        self.has_state = people["state"][rows] >= 0
        of_agent, of_team = agents.codes(agent), agents.of_team(team)
        codes = {key: np.where(agent >= 0, of_agent[key], of_team[key]) for key in AGENT_KEYS}
        super().__init__(at, (at >= about.warm_up_ms) & (at < about.horizon_ms), codes)

    def number(self, which: Array | None = None) -> Amount:
        """Return how many there were, of those marked."""
        marked = np.ones(len(self.at_ms), dtype=bool) if which is None else which
        return self.total(marked, by=AGENT_KEYS)

    @property
    def known(self) -> Array:
        """Those with a value."""
        return ~np.isnan(self.value)

    @property
    def first_of_team(self) -> Array:
        """The first of each team at each instant."""
        keys = np.stack([self.at_ms, self.team])
        marked = np.zeros(len(self.at_ms), dtype=bool)
        marked[np.unique(keys, axis=1, return_index=True)[1]] = True
        return marked

    @property
    def sum(self) -> Amount:
        """Sum of the values."""
        return self.total(np.where(self.known, self.value, 0.0), by=AGENT_KEYS)


class Staff:
    """Who was employed when; arrays of shape (n_agents,).

    Attributes
    ----------
    hired, joined, left : int64 arrays, ms
        When each agent was hired, first took contacts as a hire, and left; -1 = never.
    """

    def __init__(self, journal: Journal, agents: AgentTime) -> None:
        self._journal, self._agents = journal, agents
        self._people: Columns = journal.columns["people"]
        self.hired, self.joined = self.first("hired"), self.first("joined")
        self.left = self.first(*GOING)

    def events(self, *what: str) -> StaffEvents:
        """Return the events of some kinds."""
        return StaffEvents(self._journal, self._agents, *what)

    def first(self, *what: str) -> Array:
        """Return when each agent had such an event first; -1 = never."""
        people = self._people
        of = coded(people["what"], PEOPLE_EVENTS, *what) & (people["agent"] >= 0)
        first = np.full(len(self._journal.about.agent_team), NO_INSTANT, dtype=np.int64)
        # Rows are sorted by time: the last to be written is the earliest.
        rows = np.flatnonzero(of)[::-1]
        first[people["agent"][rows]] = people["at_ms"][rows]
        return first

    @cached_property
    def known(self) -> Array:
        """Agents of whom there is any row."""
        n = len(self._journal.about.agent_team)
        seen = np.zeros(n, dtype=bool)
        for table in ("people", "agent_states", "legs"):
            agent = self._journal.columns[table]["agent"]
            seen[agent[agent != NOBODY]] = True
        return seen

    def on_floor(self, at_ms: int) -> Array:
        """Return which agents are employed at an instant and past their onboarding."""
        start = np.where(self.hired >= 0, self.joined, 0)
        there = (start >= 0) & (start <= at_ms) & ((self.left < 0) | (self.left > at_ms))
        found: Array = self.known & there
        return found

    @cached_property
    def employed(self) -> Spans:
        """Time from being hired, or from the start of the run, until leaving."""
        agent = np.flatnonzero(self.known)
        start = np.maximum(np.where(self.hired >= 0, self.hired, self.joined)[agent], 0)
        left = self.left[agent]
        until = np.where(left >= 0, left, self._journal.about.horizon_ms)
        return Spans(start, until, self._agents.codes(agent))
