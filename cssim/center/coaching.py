"""Reviewing contacts, and deciding who is coached: by what the reviews show, not by the truth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from cssim.center.people import Agent
from cssim.center.sessions import MONTH_MS
from cssim.errors import RunError
from cssim.units import HOUR_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives
    from cssim.scenario.learning import Coaching as Settings

REMEMBERED = 12.0
"""Reviews of which the mean counts."""


class Coaching:
    """Reviews and coaching of all agents.

    Parameters
    ----------
    lives : Lives
        Whose agents they are.
    """

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._n_rounds = 0

    def review(self) -> None:
        """Review everybody's contacts since the last time."""
        settings = self._lives.people.coaching
        if settings is None:
            raise RunError("nothing can be reviewed: the scenario has no people.coaching")
        n_reviews = settings.reviews_per_month * settings.period / MONTH_MS
        if n_reviews > 0.0:
            for agent in self._lives.on_floor():
                self._review(agent, settings, n_reviews, self._n_rounds)
        self._n_rounds += 1

    def decide(self, settings: Settings, period: int) -> None:
        """Review the contacts of the period that is over; decide who is coached in the next."""
        self.review()
        agents = self._lives.on_floor()
        for team in sorted({agent.team for agent in agents}):
            members = [agent for agent in agents if agent.team == team]
            chosen = {agent.index for agent in self._chosen(settings, members, period)}
            for agent in members:
                # What was due under the last decision, before the new one counts.
                self._lives.sessions.accrue(agent, self._lives.now)
                agent.life.is_coached = agent.index in chosen

    def _review(self, agent: Agent, settings: Settings, n: float, period: int) -> None:
        life, lives = agent.life, self._lives
        if life.n_quality == 0:
            return
        true = life.quality_sum / life.n_quality
        error = lives.luck.review(life.card, period) * settings.noise / math.sqrt(n)
        seen = true + error
        known = min(life.n_reviews, max(0.0, REMEMBERED - n))
        life.score = (life.score * known + seen * n) / (known + n)
        life.n_reviews = known + n
        lives.center.log.person(lives.now, agent.index, "reviewed", value=seen)
        failed = min(1.0, life.n_failed / life.n_quality) * n
        if settings.learning_culture:
            life.handled = [
                ms + round(failed * settings.learning_culture * HOUR_MS / len(life.handled))
                for ms in life.handled
            ]
        life.reprimanded = settings.reprimand * min(1.0, failed)
        life.quality_sum, life.n_quality, life.n_failed = 0.0, 0, 0

    def _chosen(self, settings: Settings, members: list[Agent], period: int) -> list[Agent]:
        """Return who is coached in the next period."""
        n = math.ceil(settings.share * len(members) - 1e-9)
        if n >= len(members):
            return members
        if settings.aim == "weakest":
            return sorted(members, key=lambda a: (a.life.score, a.index))[:n]
        if settings.aim == "random":
            luck = self._lives.luck
            return sorted(members, key=lambda a: luck.chance(a.life.card, period))[:n]
        first = period * n % len(members)
        return (members + members)[first : first + n]
