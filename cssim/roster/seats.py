"""Seats: how many there are, and who may hold them one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.roster.planned import AgentCard
    from cssim.scenario import Scenario

SHORTEST_STAY = 14 * DAY_MS
"""Time [ms] for which a seat is taken at least, counted with finding and teaching its holder."""


def spare_seats(scenario: Scenario, team: str) -> int:
    """Return how many seats of a team are planned but closed, for reviews of headcount to open."""
    review = scenario.management.quarterly
    if review is None or scenario.people.turnover is None or scenario.teams[team].on_call:
        return 0
    return int(review.max_change * (scenario.horizon // review.period))


def generations(scenario: Scenario) -> int:
    """Return how many may hold one seat after the first, at most, in one run."""
    hiring = scenario.people.hiring
    if hiring is None:
        return 0
    cycle = max(SHORTEST_STAY, hiring.lead_time // 2 + hiring.onboarding)
    return int(scenario.horizon // cycle) + 1


def successors(seats: Sequence[AgentCard], n: int) -> Iterator[AgentCard]:
    """Yield who may be hired, generation by generation, in order of the seats."""
    for generation in range(1, n + 1):
        for card in seats:
            yield replace(card, name=f"{card.name}.{generation + 1}", generation=generation)
