"""Seats and who holds them: quitting, being let go, hiring, onboarding, headcount."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cssim.center.people import Agent
from cssim.rules import wear
from cssim.units import DAY_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives

_WEEKS_A_DAY = DAY_MS / WEEK_MS


class Seats:
    """Who holds which seat.

    Parameters
    ----------
    lives : Lives
        Whose agents they are.
    n_seats : int
        Seats; an agent's index modulo this is the agent's seat.
    closed : frozenset of int
        Seats that nobody holds at the start.
    """

    def __init__(self, lives: Lives, n_seats: int, closed: frozenset[int]) -> None:
        self._lives, self._center, self._clock = lives, lives.center, lives.center.clock
        self._turnover, self._hiring = lives.people.turnover, lives.people.hiring
        self.n_seats = n_seats
        agents = lives.center.agents
        self.holder: list[Agent | None] = [
            None if seat in closed else agents[seat] for seat in range(n_seats)
        ]
        self._closed = set(closed)
        self._to_close: dict[int, int] = {}
        self._ready: dict[int, list[Agent]] = {}
        """Per team: hires who wait for the others of their class."""
        if self._turnover is not None:
            self._hazard = wear.base_quit_hazard(
                self._turnover.quits_per_year, self._turnover.early, self._turnover.early_weeks
            )

    # ---- leaving ---------------------------------------------------------------------

    def end_day(self) -> None:
        """Let everybody live through a day's hazard of quitting; some have had enough."""
        turnover = self._turnover
        if turnover is None:
            return
        for agent in [a for a in self.holder if a is not None]:
            life = agent.life
            life.hazard += self._hazard_of(agent) * _WEEKS_A_DAY
            if life.hazard >= life.limit:
                self.leaves(agent, "quit")

    def _hazard_of(self, agent: Agent) -> float:
        turnover, lives = self._turnover, self._lives
        assert turnover is not None
        climate, strain, factor = lives.people.climate, lives.people.strain, 1.0
        if climate is not None:
            factor = turnover.recognition_factor if climate.recognition else 1.0
            factor *= turnover.ladder_factor if climate.ladder else 1.0
            factor *= lives.empowered(agent.team)
        early = turnover.early
        if agent.life.card.generation and self._hiring is not None:
            early *= 1.0 - 0.5 * self._hiring.selectivity
        above = agent.life.strain - strain.start if strain is not None else 0.0
        tenure = max(0.0, (self._clock.now - agent.life.joined) / WEEK_MS)
        return wear.quit_hazard_per_week(
            self._hazard,
            above,
            turnover.strain,
            tenure,
            early=early,
            early_weeks=turnover.early_weeks,
            factor=factor,
        )

    def leaves(self, agent: Agent, how: str) -> None:
        """Let an agent leave for good, after a shift under way; look for somebody new."""
        seat = agent.index % self.n_seats
        agent.life.is_here, self.holder[seat] = False, None
        self._center.log.person(self._clock.now, agent.index, how, team=agent.team)
        if self._to_close.get(agent.team, 0) > 0:
            self._to_close[agent.team] -= 1
            self._closed.add(seat)
        else:
            self._look_for(agent)

    def remove(self, below: float, after_weeks: float) -> None:
        """Part from agents whose reviewed contacts are bad."""
        for agent in [a for a in self.holder if a is not None]:
            tenure = (self._clock.now - agent.life.joined) / WEEK_MS
            seen = agent.life.n_reviews > 0.0
            if seen and tenure >= after_weeks and agent.life.score < below:
                self.leaves(agent, "removed")

    # ---- hiring ----------------------------------------------------------------------

    def _look_for(self, leaver: Agent) -> None:
        """Open a requisition for the next holder of a seat."""
        agents, following = self._center.agents, leaver.index + self.n_seats
        if self._hiring is None or not self._hiring.replace or following >= len(agents):
            self._center.log.person(self._clock.now, -1, "vacant", team=leaver.team)
            return
        hire = agents[following]
        lead = self._lives.luck.lead_time(hire.life.card)
        until = self._clock.now + lead
        self._center.log.person(self._clock.now, -1, "vacant", team=hire.team, until=until)
        self._lives.later(lead, partial(self._found, hire))

    def _found(self, hire: Agent) -> None:
        """Let a class begin when enough have been found, or have waited long enough."""
        assert self._hiring is not None
        ready = self._ready.setdefault(hire.team, [])
        ready.append(hire)
        if len(ready) >= self._hiring.class_size:
            self._begin(hire.team)
        else:
            self._lives.later(self._hiring.class_wait, partial(self._tired_of_waiting, hire))

    def _tired_of_waiting(self, hire: Agent) -> None:
        if hire in self._ready[hire.team]:
            self._begin(hire.team)

    def _begin(self, team: int) -> None:
        assert self._hiring is not None
        now = self._clock.now
        joins = now + self._hiring.onboarding
        for hire in self._ready.pop(team):
            hire.life.is_here, hire.life.joined, hire.life.is_learning = True, joins, True
            self.holder[hire.index % self.n_seats] = hire
            self._center.log.person(now, hire.index, "hired", team=team, until=joins)
            self._lives.later(joins - now, partial(self._joins, hire))
        self._ready[team] = []

    def _joins(self, hire: Agent) -> None:
        if not hire.life.is_here:
            return
        hire.life.is_learning = False
        self._lives.growth.joins(hire)
        self._lives.wear.joins(hire)
        self._lives.growth.equip(hire)
        self._center.log.person(self._clock.now, hire.index, "joined", team=hire.team)

    # ---- headcount -------------------------------------------------------------------

    def resize(self, team: int, change: int) -> None:
        """Open seats of a team, or close them as their holders leave."""
        agents = self._center.agents
        if change < 0:
            self._to_close[team] = self._to_close.get(team, 0) - change
        for _ in range(change):
            if self._to_close.get(team, 0) > 0:
                self._to_close[team] -= 1
                continue
            free = [seat for seat in sorted(self._closed) if agents[seat].team == team]
            if not free:
                break
            self._closed.discard(free[0])
            # Whoever would hold the seat from the start is as good as gone.
            self._look_for(self._last_of(free[0]))
        heads = self.heads(team)
        self._center.log.person(self._clock.now, -1, "headcount", team=team, value=heads)

    def _last_of(self, seat: int) -> Agent:
        agents = self._center.agents
        held = [a for a in agents[seat :: self.n_seats] if a.life.joined or a.life.is_here]
        return held[-1] if held else agents[seat]

    def heads(self, team: int) -> int:
        """Return the seats of a team that are open, less those to be closed."""
        agents = self._center.agents
        seats = [s for s in range(self.n_seats) if agents[s].team == team]
        return sum(seat not in self._closed for seat in seats) - self._to_close.get(team, 0)
