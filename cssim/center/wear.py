"""Fatigue within the shift and strain over weeks: BEHAVIOUR part (d)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.life import AWAY, BUSY
from cssim.center.people import Agent, Contact
from cssim.rules import wear
from cssim.rules.handling import tired_factor
from cssim.rules.satisfaction import quality, quality_of
from cssim.units import MINUTE_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives

ANGRY_BELOW = 0.5
"""Satisfaction below which a contact counts as hostile."""


class Wear:
    """What work does to agents.

    Parameters
    ----------
    lives : Lives
        Whose agents they are.
    """

    def __init__(self, lives: Lives) -> None:
        self._lives, self._clock = lives, lives.center.clock
        self.fatigue, self.strain = lives.people.fatigue, lives.people.strain

    def turn(self, agent: Agent, mode: int) -> None:
        """Let an agent go over to another mode; time so far counts in the one before."""
        life = agent.life
        if life.mode == mode:
            return
        self.bring_up_to_date(agent)
        life.mode = mode

    def bring_up_to_date(self, agent: Agent) -> None:
        """Count the time since the last change."""
        life, now = agent.life, self._clock.now
        length = now - life.since
        life.since = now
        life.spent[life.mode] += length
        if self.fatigue is None or length == 0 or agent.signed_on < 0:
            return
        constants = (length, life.mode == BUSY, self.fatigue.builds, self.fatigue.recovers)
        life.fatigue_ms += wear.tired_integral(life.fatigue, *constants)
        life.present_ms += length
        life.fatigue = wear.tired(life.fatigue, *constants)

    def comes(self, agent: Agent) -> None:
        """Begin a shift, rested."""
        agent.life.since, agent.life.fatigue, agent.life.mode = self._clock.now, 0.0, AWAY

    def joins(self, agent: Agent) -> None:
        """Begin to count the weeks and days of a new agent: onboarding has tired nobody."""
        self.bring_up_to_date(agent)
        agent.life.fatigue_ms, agent.life.present_ms, agent.life.spent = 0.0, 0, [0, 0, 0]

    def goes(self, agent: Agent) -> None:
        """End a shift; call it while the agent is still signed on."""
        self.bring_up_to_date(agent)
        agent.life.mode = AWAY

    def starts(self, contact: Contact, agent: Agent, k: float) -> float:
        """Return the factor on handling time of a leg that starts; its quality is set."""
        life, factor, felt = agent.life, 1.0, quality(k)
        if self.fatigue is not None:
            self.bring_up_to_date(agent)
            factor = tired_factor(life.fatigue, self.fatigue.handling)
            strain, weight = wear.USUAL_STRAIN, 0.2
            if self.strain is not None:
                strain, weight = life.strain, self.strain.quality
            felt = quality_of(k, life.fatigue, strain, self.fatigue.quality, weight)
        contact.quality = felt
        life.quality_sum += felt
        life.n_quality += 1
        return factor

    def felt(self, contact: Contact, sat: float, resolved: bool) -> None:
        """Count a contact that has ended for the agent who served it last."""
        if contact.agent is not None and contact.was_served:
            life = contact.agent.life
            life.n_contacts += 1
            life.n_hostile += contact.hostility > 0.0 or sat < ANGRY_BELOW
            life.n_failed += not resolved

    def absent_today(self, agent: Agent, uniform: float) -> bool:
        """Tell whether an agent does not come, more likely with strain."""
        assert self.strain is not None
        usual = self._lives.settings.absence[agent.team]
        chance = wear.absence_chance(
            usual, agent.life.strain, self.strain.start, self.strain.absence
        )
        return uniform < chance

    def end_week(self, agent: Agent) -> None:
        """Let a week's fatigue and hostility move strain; a week off leaves it."""
        life, strain = agent.life, self.strain
        self.bring_up_to_date(agent)
        log, now = self._lives.center.log, self._clock.now
        if strain is not None and life.present_ms:
            tired = life.fatigue_ms / life.present_ms
            hostile = life.n_hostile / life.n_contacts if life.n_contacts else 0.0
            life.strain = wear.strained(
                life.strain,
                tired,
                hostile,
                self._lives.support(agent.team),
                (strain.hostile, strain.support),
                weeks=strain.weeks,
                added=self._added(agent),
            )
            log.person(now, agent.index, "fatigue", value=tired)
            log.person(now, agent.index, "strain", value=life.strain)
        life.fatigue_ms, life.present_ms = 0.0, 0
        life.n_contacts = life.n_hostile = 0

    def _added(self, agent: Agent) -> float:
        strain, goals = self.strain, self._lives.people.goals
        assert strain is not None
        added = strain.friction * self._lives.friction / MINUTE_MS + agent.life.reprimanded
        agent.life.reprimanded = 0.0
        if goals is not None:
            added += strain.overload * max(0.0, goals.level - goals.best)
        return added
