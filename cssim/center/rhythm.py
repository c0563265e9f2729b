"""Management's rhythm: what is looked at and decided daily, weekly, monthly, quarterly.

Each is an ordinary SimPy process. A user may put another in the place of any of the four,
which is then given the `Window` and does what it likes; or leave its place empty.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, Any

import simpy

from cssim.center.people import Agent
from cssim.center.sessions import MONTH_MS
from cssim.theory import agents_for_service_level
from cssim.units import SECOND_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives
    from cssim.scenario.rhythm import Quarterly
    from cssim.scenario.wellbeing import StaffSurvey

Process = Generator[simpy.Event, Any, None]
NAMES = ("daily", "weekly", "monthly", "quarterly")


class Rhythm:
    """Regular decisions about people.

    Parameters
    ----------
    lives : Lives
        About whom.
    replaced : iterable of str
        Of `NAMES`: those that somebody else's process does, or nobody.
    """

    def __init__(self, lives: Lives, replaced: Iterable[str] = ()) -> None:
        self._lives, self._clock = lives, lives.center.clock
        done = set(replaced)
        for number, course in enumerate(lives.settings.courses):
            self._start(self._course(number, course.at, course.every))
        for release in lives.settings.releases:
            self._start(self._release(release))
        own = {"daily": self._daily, "weekly": self._weekly, "monthly": self._monthly}
        for name, processes in {**own, "quarterly": self._quarterly}.items():
            if name not in done:
                for process in processes():
                    self._start(process)

    def _start(self, process: Process) -> None:
        self._clock.process(process)

    def _every(self, period: int) -> Iterable[tuple[int, simpy.Event]]:
        """Yield the number of each period with the event of its end, within the run."""
        n, horizon = 0, self._lives.center.settings.horizon
        while self._clock.now + period < horizon:
            yield n, self._clock.timeout(period)
            n += 1

    # ---- what happens on a date ------------------------------------------------------

    def _course(self, number: int, at: int, every: int) -> Process:
        course = self._lives.settings.courses[number]
        yield self._clock.timeout(max(0, at))
        while True:
            self._lives.sessions.enrol(number, course)
            if not every:
                return
            yield self._clock.timeout(every)

    def _release(self, release: Any) -> Process:
        yield self._clock.timeout(max(0, release.at))
        lives = self._lives
        agents = lives.on_floor()
        lives.growth.released(release, agents)
        for agent in agents:
            lives.growth.equip(agent)
        lives.center.log.person(self._clock.now, -1, "released", value=release.loss)

    # ---- daily -----------------------------------------------------------------------

    def _daily(self) -> Iterable[Process]:
        daily = self._lives.settings.management.daily
        if daily is not None and daily.cancel_above is not None:
            yield self._control(daily.period, daily.cancel_above)

    def _control(self, period: int, above: int) -> Process:
        """Call off until the next report what can wait, if the last one was bad."""
        for _, end in self._every(period):
            yield end
            self._lives.is_tight = self._lives.longest_queue > above
            self._lives.longest_queue = 0

    # ---- weekly ----------------------------------------------------------------------

    def _weekly(self) -> Iterable[Process]:
        people = self._lives.people
        if people.coaching is not None:
            yield self._coach()
        if people.careers is not None:
            yield self._promote(people.careers.every)
        if people.goals is not None:
            yield self._review_goals(people.goals.review)

    def _coach(self) -> Process:
        coaching = self._lives.people.coaching
        assert coaching is not None
        # The first period is coached too, without any review to aim by.
        self._lives.coaching.decide(coaching, 0)
        for n, end in self._every(coaching.period):
            yield end
            self._lives.coaching.decide(coaching, n + 1)

    def _promote(self, period: int) -> Process:
        for _, end in self._every(period):
            yield end
            self._choose_seniors()

    def _choose_seniors(self) -> None:
        """Let the longest-serving of those good enough be senior, up to a share of a team."""
        lives, careers = self._lives, self._lives.people.careers
        assert careers is not None
        agents = lives.on_floor()
        for team in sorted({agent.team for agent in agents}):
            members = [agent for agent in agents if agent.team == team]
            room = int(careers.senior_share * len(members)) - sum(
                agent.life.is_senior for agent in members
            )
            able = [agent for agent in members if self._is_able(agent)]
            able.sort(key=lambda a: (a.life.joined, a.index))
            for agent in able[: max(0, room)]:
                lives.promote(agent)

    def _is_able(self, agent: Agent) -> bool:
        careers = self._lives.people.careers
        assert careers is not None
        weeks = (self._clock.now - agent.life.joined) / (WEEK_MS)
        good = self._lives.growth.mean(agent) > careers.above
        return good and weeks >= careers.after_weeks and not agent.life.is_senior

    def _review_goals(self, period: int) -> Process:
        for _, end in self._every(period):
            yield end
            self._lives.review_goals()

    # ---- monthly ---------------------------------------------------------------------

    def _monthly(self) -> Iterable[Process]:
        climate = self._lives.people.climate
        if climate is not None and climate.friction_removed_per_month:
            yield self._listen(climate.friction_removed_per_month, climate.heard_every)

    def _listen(self, share: float, period: int) -> Process:
        """Remove part of what the team says is in its way: of a month's share what is due."""
        kept = max(0.0, 1.0 - share * (period / MONTH_MS))
        for _, end in self._every(period):
            yield end
            self._lives.friction *= kept

    # ---- quarterly -------------------------------------------------------------------

    def _quarterly(self) -> Iterable[Process]:
        people, management = self._lives.people, self._lives.settings.management
        if people.survey is not None:
            yield self._survey(people.survey)
        if people.turnover is not None and people.turnover.removal is not None:
            removal = people.turnover.removal
            yield self._part(removal.every, removal.below, removal.after_weeks)
        if management.policy is not None:
            yield self._update_policy(management.policy.review)
        if management.quarterly is not None:
            yield self._size(management.quarterly)

    def _survey(self, survey: StaffSurvey) -> Process:
        for n, end in self._every(survey.every):
            yield end
            self._ask(survey, n)

    def _ask(self, survey: StaffSurvey, n: int) -> None:
        """Read strain with noise; support the teams that say they have too much of it."""
        lives, log, now = self._lives, self._lives.center.log, self._clock.now
        answers: dict[int, list[float]] = {}
        for agent in lives.on_floor():
            uniform, error = lives.luck.survey(agent.life.card, n)
            if uniform < survey.response:
                value = min(1.0, max(0.0, agent.life.strain + survey.noise * error))
                answers.setdefault(agent.team, []).append(value)
                log.person(now, agent.index, "surveyed", value=value)
        for team in range(len(lives.center.settings.teams)):
            given = answers.get(team, [])
            acts = survey.action and bool(given) and sum(given) / len(given) > survey.above
            lives.relieve(team, survey.relief if acts else 0.0)
            if acts:
                log.person(now, -1, "acted", team=team)

    def _part(self, period: int, below: float, after_weeks: float) -> Process:
        for _, end in self._every(period):
            yield end
            self._lives.seats.remove(below, after_weeks)

    def _update_policy(self, period: int) -> Process:
        for _, end in self._every(period):
            yield end
            self._lives.review_policy()

    def _size(self, review: Quarterly) -> Process:
        for n, end in self._every(review.period):
            yield end
            for team in range(len(self._lives.center.settings.teams)):
                change = self._needed_change(team, n, review)
                if change:
                    self._lives.seats.resize(team, change)

    def _needed_change(self, team: int, n: int, review: Quarterly) -> int:
        """Return how many seats more a team needs for the load that is forecast.

        Load and agents are averages over the time in which anybody of the team was there; the
        forecast is wrong by a lognormal factor. Seats that stood empty, or are to be closed once
        their holders leave, must not be taken for those who were there.
        """
        lives, sigma = self._lives, review.forecast_error
        seen, heads = lives.workload[team], lives.seats.heads(team)
        load, present, work_s = seen.load, seen.present, seen.mean_work_s
        employed = seen.employed
        seen.begin_anew()
        if load <= 0.0 or work_s <= 0.0 or present <= 0.0:
            return 0
        error = math.exp(sigma * lives.luck.forecast(team, n) - sigma * sigma / 2.0)
        needed = agents_for_service_level(
            load * error,
            review.service_target,
            aht_s=work_s,
            awt_s=lives.settings.answer_within / SECOND_MS,
        )
        change = round(employed * needed / present) - heads
        return max(-review.max_change, min(review.max_change, change))
