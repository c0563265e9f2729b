"""People over months, in one place: what the rest of the center asks and tells.

Days and weeks are counted from the start of the run. At each 00:00 the day before counts:
proficiency moves, agents quit, new ones have been found; strain moves every seventh.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import simpy

from cssim.center.ability import able_of
from cssim.center.coaching import Coaching
from cssim.center.growth import Growth
from cssim.center.life import BUSY, IDLE, Life
from cssim.center.life_settings import LifeSettings
from cssim.center.people import Agent, Contact
from cssim.center.seats import Seats
from cssim.center.sessions import MONTH_MS, Sessions
from cssim.center.wear import Wear
from cssim.center.workload import Workload
from cssim.roster import PeopleLuck, Roster, Shift
from cssim.rules import wear
from cssim.rules.handling import hostile_loss, hostile_work
from cssim.rules.proficiency import effective
from cssim.units import DAY_MS, HOUR_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.center.model import Center

Process = Generator[simpy.Event, Any, None]
QUARTER_MS = 91.3125 * DAY_MS


class Lives:
    """What months do to all agents.

    Parameters
    ----------
    center : Center
        Where they work.
    settings : LifeSettings
        What is modelled of it.
    roster : Roster
        Seats, and the people's luck.
    """

    def __init__(self, center: Center, settings: LifeSettings, roster: Roster) -> None:
        self.center, self.settings, self.people = center, settings, settings.people
        assert roster.luck is not None
        self.luck: PeopleLuck = roster.luck
        self._give_lives(roster)
        self.friction: float = self.people.climate.friction if self.people.climate else 0
        """Time that obstacles add to each service now [ms]."""
        self._goals_since = self._policy_since = 0
        self._relief: dict[int, float] = {}
        self.workload = [Workload() for _ in center.settings.teams]
        self.is_tight = False
        """Daily control has called off what can wait."""
        self.longest_queue = 0
        self.growth = Growth(self, able_of(center.settings, roster))
        self.wear, self.sessions, self.coaching = Wear(self), Sessions(self), Coaching(self)
        n_seats = roster.n_seats or len(center.agents)
        self.seats = Seats(self, n_seats, roster.closed)
        self._watches_queue = settings.management.daily is not None
        for agent in center.agents:
            self.growth.equip(agent)
        center.clock.process(self._days())

    def _give_lives(self, roster: Roster) -> None:
        turnover, strain = self.people.turnover, self.people.strain
        n_families = len(self.settings.families)
        for agent, card in zip(self.center.agents, roster.agents, strict=True):
            life = agent.life = Life(card)
            life.handled, life.gained = [0] * n_families, [0.0] * n_families
            life.strain = strain.start if strain is not None else wear.USUAL_STRAIN
            if turnover is not None:
                life.is_here = card.generation == 0 and agent.index not in roster.closed
                life.limit = self.luck.stays(card)
                if life.is_here:
                    life.joined = -round(turnover.tenure_weeks * WEEK_MS)

    @property
    def now(self) -> int:
        """The instant, in ms."""
        return self.center.clock.now

    def later(self, delay: int, happen: Callable[[], None]) -> None:
        """Let something happen in `delay` ms, as management does."""

        def wait() -> Process:
            yield self.center.clock.timeout(delay)
            happen()

        self.center.clock.process(wait())

    def day_of(self, instant: int) -> int:
        """Return the calendar day of an instant; that of the start is 0."""
        return (instant + self.settings.start_ms_of_day) // DAY_MS

    def on_floor(self) -> list[Agent]:
        """Return everybody on the books who takes contacts, in order of seats."""
        return [a for a in self.seats.holder if a is not None and not a.life.is_learning]

    def is_on_floor(self, agent: Agent) -> bool:
        """Tell whether an agent is on the books and takes contacts."""
        return agent.life.is_here and not agent.life.is_learning

    def _days(self) -> Process:
        """Let each day count at its end."""
        clock, number = self.center.clock, 0
        first = DAY_MS - self.settings.start_ms_of_day
        yield clock.timeout(first)
        while clock.now < self.center.settings.horizon:
            number += 1
            agents = self.on_floor()
            self._learn_when_idle(agents)
            self.growth.end_day(agents)
            if number % 7 == 0:
                self._end_week(agents)
            for team in self.workload:
                team.n_days += 1
            for agent in agents:
                self._count_day(agent)
                self.growth.equip(agent)
            self.seats.end_day()
            yield clock.timeout(DAY_MS)

    def _count_day(self, agent: Agent) -> None:
        self.wear.bring_up_to_date(agent)
        team, spent = self.workload[agent.team], agent.life.spent
        team.busy_ms += spent[BUSY]
        team.idle_ms += spent[IDLE]
        team.agent_days += 1
        agent.life.spent = [0, 0, 0]

    def _end_week(self, agents: list[Agent]) -> None:
        log, now = self.center.log, self.now
        for agent in agents:
            if self.wear.fatigue is not None:
                self.wear.end_week(agent)
            if self.growth.rates is not None:
                log.person(now, agent.index, "proficiency", value=self.growth.mean(agent))

    def _learn_when_idle(self, agents: list[Agent]) -> None:
        """Let a learning system use idle time, as far as training is due."""
        training = self.people.training
        if training is None or training.placing != "idle":
            return
        due = training.hours_per_month * DAY_MS / MONTH_MS
        for agent in agents:
            self.wear.bring_up_to_date(agent)
            self.sessions.owe(agent, "training", due)
            usable = training.idle_usable * agent.life.spent[IDLE]
            used = min(agent.life.owed["training"], round(usable))
            if used > 0:
                agent.life.owed["training"] -= used
                self.growth.trained(agent, used / HOUR_MS)
                self.center.log.person(self.now, agent.index, "trained", value=used / HOUR_MS)

    # ---- a shift ---------------------------------------------------------------------

    def shift_of(self, shift: Shift) -> tuple[Agent, Shift] | None:
        """Return who works a planned shift, and what becomes of it; None for an empty seat."""
        agent = self.seats.holder[shift.agent]
        if agent is None or self._came_after(agent, shift.start):
            return None
        mine = replace(shift, agent=agent.index)
        if self.wear.strain is not None and self.wear.absent_today(agent, shift.absence):
            return agent, replace(mine, absent=True, late=0, away=())
        return agent, mine if mine.absent else self.sessions.plan(agent, mine)

    def _came_after(self, agent: Agent, start: int) -> bool:
        """Tell whether an agent was not yet hired when a shift of the seat began.

        The agent before may have been at work in it, with a contact of the shift before.
        """
        hiring = self.people.hiring
        if hiring is None or agent.life.card.generation == 0:
            return False
        return agent.life.joined - hiring.onboarding > start

    def is_too_busy(self, kind: str) -> bool:
        """Tell whether what can wait is called off now."""
        if self.is_tight:
            return True
        coaching = self.people.coaching
        if kind != "coaching" or coaching is None or coaching.pauses_above is None:
            return False
        return self.n_waiting() > coaching.pauses_above

    def joined_line(self) -> None:
        """Watch how many wait, for the daily report."""
        if self._watches_queue:
            self.longest_queue = max(self.longest_queue, self.n_waiting())

    def n_waiting(self) -> int:
        """Return how many contacts wait."""
        return sum(len(line.waiting) for line in self.center.desk.floor.lines.values())

    def comes(self, agent: Agent) -> None:
        """An agent signs on."""
        self.wear.comes(agent)
        self.workload[agent.team].comes(self.now)

    def goes(self, agent: Agent) -> None:
        """An agent is about to sign off."""
        self.wear.goes(agent)
        self.workload[agent.team].goes(self.now)

    # ---- a contact -------------------------------------------------------------------

    def turn(self, agent: Agent, mode: int) -> None:
        """An agent begins to work, to wait for work, or to be away."""
        if agent.life.mode != mode:
            self.wear.turn(agent, mode)

    def starts(self, contact: Contact, agent: Agent) -> float:
        """Return the factor on handling time of a leg that starts; sets the contact's quality."""
        family = self.center.settings.family_of[contact.queue]
        k = effective(self.growth.at_hand(agent)[family], self.center.settings.gap_closed)
        factor = self.wear.starts(contact, agent, k)
        if contact.hostility and agent.life.has_empathy:
            factor *= hostile_work(True) / hostile_work(False)
            contact.hostility = hostile_loss(True)
        return factor

    def added(self) -> int:
        """Return what obstacles add to a service [ms]."""
        return round(self.friction)

    def served(self, contact: Contact, agent: Agent, work: int) -> None:
        """Count the work of a service that has ended."""
        self.workload[agent.team].n_served += 1
        self.worked(contact, agent, work)

    def goes_on(self, contact: Contact, agent: Agent, work: int) -> None:
        """Take back what was counted of a service that had ended, but goes on after all."""
        self.workload[agent.team].n_served -= 1
        self.worked(contact, agent, -work)

    def worked(self, contact: Contact, agent: Agent, work: int) -> None:
        """Count work on a contact, which teaches whoever does it."""
        agent.life.handled[self.center.settings.family_of[contact.queue]] += work
        self.workload[agent.team].work_ms += work

    def spared(self, contact: Contact, agent: Agent) -> float:
        """Return the share of a language mismatch that a course has taught to bridge."""
        return agent.life.understands.get(contact.issue.language, 0.0)

    # ---- circumstances ---------------------------------------------------------------

    def support(self, team: int) -> float:
        """Return the support that a team gets."""
        climate, relief = self.people.climate, self._relief.get(team, 0.0)
        if climate is None:
            return wear.support(wear.USUAL_SPAN, 1.0, added=relief)
        return wear.support(
            climate.span, climate.one_to_ones_per_month, climate.lead_quality, relief
        )

    def promote(self, agent: Agent) -> None:
        """Let an agent be senior."""
        if not agent.life.is_senior:
            agent.life.is_senior = True
            self.center.log.person(self.now, agent.index, "promoted", team=agent.team)

    def relieve(self, team: int, relief: float) -> None:
        """Support a team by so much more until the next survey."""
        self._relief[team] = relief

    def empowered(self, team: int) -> float:
        """Return the factor of a team's authority on quitting."""
        climate = self.people.climate
        if climate is None or not climate.empowerment:
            return 1.0
        return math.exp(-climate.empowerment * self.settings.authority[team])

    def effort_factor(self) -> float:
        """Return the factor of goals on handling times."""
        goals = self.people.goals
        if goals is None:
            return 1.0
        gained = wear.effort(
            goals.level,
            goals.best,
            goals.gain,
            goals.width,
            since_review=self.now - self._goals_since,
            drift_halflife=goals.drift_halflife,
        )
        return math.exp(-gained)

    def review_goals(self) -> None:
        """Agree on goals again."""
        self._goals_since = self.now

    def policy_loss(self) -> float:
        """Return the logit of resolving that policies have cost since they were reviewed."""
        policy = self.settings.management.policy
        if policy is None:
            return 0.0
        return policy.loss_per_quarter * (self.now - self._policy_since) / QUARTER_MS

    def review_policy(self) -> None:
        """Bring policies up to date."""
        self._policy_since = self.now
