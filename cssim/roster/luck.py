"""The luck of people over months: who quits when, how long hiring takes, what reviews show.

A person's address is (team; number of the seat, how many held it before), so that one agent
more, or one who stays longer, changes nobody else's luck. Nothing here is drawn before it is
asked for, and asking in another order changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import ndtri

from cssim.streams import Streams

if TYPE_CHECKING:
    from cssim.roster.planned import AgentCard
    from cssim.scenario import Scenario


@dataclass(frozen=True)
class PeopleLuck:
    """Luck of people, by address.

    Attributes
    ----------
    streams : Streams
        Which luck.
    teams : tuple of str
        Team names, by code.
    lead_mean, lead_sigma : float, ms
        Mean, and standard deviation of the logarithm, of the time to fill a seat.
    """

    streams: Streams
    teams: tuple[str, ...]
    lead_mean: float = 0.0
    lead_sigma: float = 0.0

    @classmethod
    def of(cls, scenario: Scenario, streams: Streams) -> PeopleLuck:
        """Return the luck of a scenario's people."""
        hiring = scenario.people.hiring
        if hiring is None:
            return cls(streams, scenario.team_names)
        mean = hiring.lead_time * (1.0 + hiring.selectivity)
        sigma = math.sqrt(math.log1p(hiring.lead_cv**2))
        return cls(streams, scenario.team_names, mean, sigma)

    def stays(self, card: AgentCard) -> float:
        """Return the hazard of quitting that a person takes: -log of one uniform."""
        uniform = self._of("quit", card).random()
        return -math.log(uniform) if uniform > 0.0 else math.inf

    def lead_time(self, card: AgentCard) -> int:
        """Return how long it takes to find a person for a seat [ms], lognormal."""
        sigma, z = self.lead_sigma, self._normal("hire", card)
        return max(1, round(self.lead_mean * math.exp(sigma * z - sigma * sigma / 2.0)))

    def review(self, card: AgentCard, period: int) -> float:
        """Return the error of what the reviews of a period show, in standard deviations."""
        return self._normal("review", card, period)

    def survey(self, card: AgentCard, n: int) -> tuple[float, float]:
        """Return the uniform that decides about an answer, and its standard normal error."""
        answers, error = self._of("survey", card, n).random(2)
        return float(answers), float(ndtri(_inside(error)))

    def chance(self, card: AgentCard, period: int) -> float:
        """Return a uniform by which people are picked at random."""
        return float(self._of("coach", card, period).random())

    def forecast(self, team: int, n: int) -> float:
        """Return the standard normal error of a forecast."""
        uniform = self.streams.of(f"forecast/{self.teams[team]}", n).random()
        return float(ndtri(_inside(uniform)))

    def _of(self, purpose: str, card: AgentCard, *further: int):  # type: ignore[no-untyped-def]
        address = (card.number, card.generation, *further)
        return self.streams.of(f"{purpose}/{self.teams[card.team]}", *address)

    def _normal(self, purpose: str, card: AgentCard, *further: int) -> float:
        return float(ndtri(_inside(self._of(purpose, card, *further).random())))


def _inside(uniform: float) -> float:
    """Return a uniform in (0, 1), whose quantile is finite."""
    return max(float(uniform), 2.0**-54)
