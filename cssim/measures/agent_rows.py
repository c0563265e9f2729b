"""Agent states, planned shifts and planned time away, as spans of time."""

from __future__ import annotations

import operator
from functools import cached_property, reduce

import numpy as np

from cssim.journal import (
    BUSY_STATES,
    LEG_KINDS,
    LOST_STATES,
    NOBODY,
    PEOPLE_EVENTS,
    STATES,
    Columns,
    Journal,
)
from cssim.measures.codes import at, coded
from cssim.measures.groups import Amount, Spans, combine
from cssim.measures.periods import Array, ranks
from cssim.units import HOUR_MS

AGENT_STRIDE_MS = 1 << 40
"""Offset between agents on one common axis of time: longer than any run (34 years)."""


class AgentTime:
    """Time of agents by state; every property is an amount in seconds."""

    def __init__(self, journal: Journal) -> None:
        self.columns: Columns = journal.columns["agent_states"]
        self._people: Columns = journal.columns["people"]
        self._team = np.array(journal.about.agent_team, dtype=np.int64)
        self._tier_of_team = _tiers(journal)
        self._tier = self._tier_of_team[self._team]
        self.spans = self._spans(
            self.columns["agent"], self.columns["from_ms"], self.columns["until_ms"]
        )

    def codes(self, agent: Array) -> dict[str, Array]:
        """Return team, tier and agent of each agent; none of an agent that is none."""
        team, tier = (at(codes, agent, NOBODY) for codes in (self._team, self._tier))
        return {"team": team, "tier": tier, "agent": agent}

    def of_team(self, team: Array) -> dict[str, Array]:
        """Return team, tier and agent of what concerns a team as such."""
        tier = at(self._tier_of_team, team, NOBODY)
        return {"team": team, "tier": tier, "agent": np.full(len(team), NOBODY)}

    def _spans(self, agent: Array, start: Array, end: Array) -> Spans:
        return Spans(start, end, self.codes(agent))

    def merged(self, agent: Array, start: Array, end: Array) -> Spans:
        """Return the time each agent spends in at least one of some spans."""
        order = np.lexsort((start, agent))
        offset = agent[order].astype(np.int64) * AGENT_STRIDE_MS
        from_, until = offset + start[order], offset + end[order]
        reached = np.maximum.accumulate(until)
        first = np.flatnonzero(np.append(True, from_[1:] > reached[:-1])[: len(order)])
        last = np.append(first[1:], len(order)) - 1 if len(order) else first
        shift = offset[first]
        return self._spans(agent[order][first], from_[first] - shift, reached[last] - shift)

    def in_state(self, *states: str) -> Amount:
        """Return the time spent in some states."""
        return self.spans.time(coded(self.columns["state"], STATES, *states))

    @property
    def idle(self) -> Amount:
        """Available and without a contact."""
        return self.in_state("idle")

    @property
    def busy(self) -> Amount:
        """On a contact."""
        return self.in_state(*BUSY_STATES)

    @property
    def available(self) -> Amount:
        """Logged in and able to take or handle contacts."""
        return self.in_state("idle", *BUSY_STATES)

    @property
    def lost(self) -> Amount:
        """Inside the shift but off the contacts: breaks, training, absence and so on."""
        return self.in_state(*LOST_STATES)

    @property
    def overtime(self) -> Amount:
        """Busy past the end of the planned shift."""
        return self.overtime_spans.time()

    @property
    def scheduled(self) -> Amount:
        """Inside the planned shift."""
        return self.lost + self.available - self.overtime

    @property
    def paid(self) -> Amount:
        """Time the business pays for: scheduled and overtime."""
        return self.scheduled + self.overtime

    @property
    def adherent(self) -> Amount:
        """Scheduled time in the planned state: on contacts when due there, away when due away."""
        on_contacts = self.available - self.overtime - self._while_away_due("idle", *BUSY_STATES)
        return on_contacts + self._while_away_due(*LOST_STATES)

    def wage(self, per_hour: Array, spans: Spans | None = None) -> Amount:
        """Return paid time at a wage per hour for each team; of all states or some spans."""
        spans = self.spans if spans is None else spans

        def paid(team: int, wage: float) -> Amount:
            # Whole milliseconds are summed first: equal hours then cost exactly the same,
            # however they are cut into states.
            time = spans.time(spans.codes["team"] == team, unit=1)
            return combine(lambda ms: ms * (wage / HOUR_MS), time)

        none = spans.time(np.zeros(len(spans.from_ms), dtype=bool))
        return reduce(operator.add, (paid(*p) for p in enumerate(per_hour.tolist())), none)

    @cached_property
    def overtime_spans(self) -> Spans:
        """Parts of busy states after the end of the planned shift, before the next begins.

        An agent of whom no planned shift is known has no overtime.
        """
        start, end = self._planned("shift_start", "called_in")
        busy = np.flatnonzero(coded(self.columns["state"], STATES, *BUSY_STATES))
        if not len(start) or not len(busy):
            return self.spans.pick(busy[:0])
        axis = self.columns["agent"][busy].astype(np.int64) * AGENT_STRIDE_MS
        from_, until = self._axis(busy)
        shift = np.searchsorted(start, from_, side="right") - 1
        known = (shift >= 0) & (start[shift] >= axis)
        following = np.append(start[1:], np.iinfo(np.int64).max)[shift]
        over_from, over_until = np.maximum(from_, end[shift]), np.minimum(until, following)
        over = np.flatnonzero(known & (over_until > over_from))
        agent = self.columns["agent"][busy][over]
        return self._spans(agent, (over_from - axis)[over], (over_until - axis)[over])

    def _axis(self, rows: Array) -> tuple[Array, Array]:
        offset = self.columns["agent"][rows].astype(np.int64) * AGENT_STRIDE_MS
        return offset + self.columns["from_ms"][rows], offset + self.columns["until_ms"][rows]

    def _planned(self, *events: str) -> tuple[Array, Array]:
        """Return start and end of planned things on the common axis, sorted by agent, start."""
        rows = self._planned_rows(*events)
        offset = self._people["agent"][rows].astype(np.int64) * AGENT_STRIDE_MS
        return offset + self._people["at_ms"][rows], offset + self._people["until_ms"][rows]

    def _planned_rows(self, *events: str) -> Array:
        people = self._people
        rows = np.flatnonzero(
            coded(people["what"], PEOPLE_EVENTS, *events) & (people["until_ms"] > people["at_ms"])
        )
        return rows[np.lexsort((people["at_ms"][rows], people["agent"][rows]))]

    @cached_property
    def _away(self) -> tuple[Spans, Array, Array]:
        """Overlaps of states with planned time away: spans, actual and planned state."""
        start, end = self._planned("away_due")
        planned = self._people["state"][self._planned_rows("away_due")]
        from_, until = self._axis(np.arange(len(self.columns["agent"])))
        first = np.searchsorted(until, start, side="right")
        n_parts = np.maximum(np.searchsorted(from_, end, side="left") - first, 0)
        due = np.repeat(np.arange(len(start)), n_parts)
        row = first[due] + ranks(n_parts)
        offset = self.columns["agent"][row].astype(np.int64) * AGENT_STRIDE_MS
        begun = np.maximum(from_[row], start[due]) - offset
        over = np.minimum(until[row], end[due]) - offset
        spans = self._spans(self.columns["agent"][row], begun, over)
        return spans, self.columns["state"][row], planned[due]

    def _while_away_due(self, *states: str) -> Amount:
        """Time in some states while away is due; for lost states, only in the state due."""
        spans, actual, planned = self._away
        lost = coded(actual, STATES, *LOST_STATES)
        return spans.time(coded(actual, STATES, *states) & (~lost | (actual == planned)))


def _tiers(journal: Journal) -> Array:
    """Return the tier of each team, as a code of the tiers of legs: the one it serves in.

    A team that served nobody has none.
    """
    legs = journal.columns["legs"]
    _, tier = np.unique(legs["tier"], return_inverse=True)
    served = coded(legs["kind"], LEG_KINDS, "service", "offline") & (legs["team"] >= 0)
    n_teams = max(journal.about.agent_team, default=-1) + 1
    tiers = np.full(max(n_teams, int(legs["team"].max(initial=-1)) + 1), NOBODY, dtype=np.int64)
    tiers[legs["team"][served]] = tier[served]
    return tiers
