"""How agents get better and worse, solved exactly from day to day: BEHAVIOUR part (c)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from cssim.center.ability import Able, equip
from cssim.center.life_settings import Course, Release
from cssim.center.people import Agent
from cssim.rules.handling import halved
from cssim.rules.proficiency import GROWN, coaching_weight, peer_factor, starting
from cssim.units import DAY_MS, HOUR_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives

EXPERIENCED = 0.7
"""Proficiency above which a colleague counts as experienced."""
_WEEKS_A_DAY = DAY_MS / WEEK_MS


class Growth:
    """Proficiency of all agents.

    Parameters
    ----------
    lives : Lives
        Whose agents they are.
    able : set of (int, int)
        Where contacts can be passed on to.
    """

    def __init__(self, lives: Lives, able: Able) -> None:
        self._lives, self._able = lives, able
        self.rates = lives.people.development
        self._n_families = len(lives.settings.families)

    def mean(self, agent: Agent) -> float:
        """Return an agent's proficiency, averaged over families."""
        return sum(agent.proficiency) / len(agent.proficiency)

    def trained(
        self, agent: Agent, hours: float, families: Iterable[int] = (), *, is_new: bool = False
    ) -> None:
        """Credit hours of training, spread over what they teach; old content teaches less."""
        taught = list(families) or self._families_of(agent)
        training, rates = self._lives.people.training, self.rates
        if rates is None:
            return
        rate = rates.training_per_hour
        if not is_new and training is not None and training.content_age_weeks:
            rate *= math.exp(-rates.staleness_per_week * training.content_age_weeks)
        for family in taught:
            agent.life.gained[family] += rate * hours / len(taught)

    def coached(self, agent: Agent, hours: float, *, aimed: bool = True) -> None:
        """Credit hours with a coach; reviews aim them, and what is old teaches less."""
        coaching, climate, rates = (
            self._lives.people.coaching,
            self._lives.people.climate,
            self.rates,
        )
        if rates is None:
            return
        rate = rates.coaching_per_hour
        if aimed and coaching is not None:
            rate *= coaching_weight(coaching.reviews_per_month)
            if coaching.feedback_halflife is not None:
                rate *= halved(coaching.period / 2, coaching.feedback_halflife)
        if climate is not None:
            rate *= climate.lead_quality
        taught = self._families_of(agent)
        for family in taught:
            agent.life.gained[family] += rate * hours / len(taught)

    def _families_of(self, agent: Agent) -> list[int]:
        family_of = self._lives.center.settings.family_of
        return sorted({family_of[queue] for queue in agent.skills})

    def end_day(self, agents: list[Agent]) -> None:
        """Let a day's contacts, training and coaching count, and its change wear off."""
        if self.rates is None:
            return
        lost = self.rates.staleness_per_week * _WEEKS_A_DAY
        grown = GROWN[self.rates.shape]
        peer = self._peers(agents)
        for agent in agents:
            life = agent.life
            for family in range(self._n_families):
                hours = life.handled[family] / HOUR_MS
                gained = self.rates.experience_per_hour * hours * peer[agent.team]
                k = grown(agent.proficiency[family], gained + life.gained[family], lost)
                agent.proficiency[family] = k
                life.handled[family], life.gained[family] = 0, 0.0

    def _peers(self, agents: list[Agent]) -> dict[int, float]:
        """Return, by team, the factor that team-mates are on learning from contacts."""
        assert self.rates is not None
        seen: dict[int, list[bool]] = {}
        for agent in agents:
            seen.setdefault(agent.team, []).append(self.mean(agent) > EXPERIENCED)
        if not self.rates.peers:
            return dict.fromkeys(seen, 1.0)
        return {team: peer_factor(sum(found) / len(found)) for team, found in seen.items()}

    def joins(self, agent: Agent) -> None:
        """Give a new agent what onboarding has taught."""
        hiring = self._lives.people.hiring
        assert hiring is not None
        k = starting(hiring.onboarding / WEEK_MS) + hiring.prior + 0.1 * hiring.selectivity
        agent.proficiency = [min(1.0, k)] * self._n_families

    def released(self, release: Release, agents: list[Agent]) -> None:
        """Let a product release take from what everybody knew."""
        today = self._lives.day_of(self._lives.now)
        for agent in agents:
            life = agent.life
            if life.lost_on != today:
                life.lost_on, life.lost = today, [0.0] * self._n_families
            for family in release.families or range(self._n_families):
                life.lost[family] += release.loss * agent.proficiency[family]
                agent.proficiency[family] *= 1.0 - release.loss

    def met(self, agent: Agent) -> None:
        """Let an agent have heard of today's releases."""
        agent.life.met_on = self._lives.day_of(self._lives.now)
        self.equip(agent)

    def at_hand(self, agent: Agent) -> list[float]:
        """Return proficiency at work: with what was said in a meeting, for the day."""
        life = agent.life
        if life.met_on < 0 or not life.met_on == life.lost_on == self._lives.day_of(
            self._lives.now
        ):
            return agent.proficiency
        assert self.rates is not None and self.rates.huddle is not None
        relief = self.rates.huddle.relief
        return [k + relief * lost for k, lost in zip(agent.proficiency, life.lost, strict=True)]

    def passed(self, agent: Agent, course: Course) -> None:
        """Let an agent have what a course gives besides proficiency."""
        life, known = agent.life, agent.skills
        life.has_empathy = life.has_empathy or course.empathy
        life.understands |= dict.fromkeys(course.languages, course.relief)
        new = [queue for queue in course.adds if queue not in known]
        for queue in new:
            agent.skills[queue] = (course.speed, 0.70)
        if new:
            self._lives.center.log.person(self._lives.now, agent.index, "learned")
            self.equip(agent)
            self._lives.center.desk.floor.change_team(agent, agent.crew.team)

    def equip(self, agent: Agent) -> None:
        """Work out anew what an agent can do."""
        equip(
            agent,
            self._lives.center.settings,
            self._able,
            self.at_hand(agent),
            pace_factor=self._lives.effort_factor(),
            loss=self._lives.policy_loss(),
        )
