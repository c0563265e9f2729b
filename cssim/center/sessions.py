"""Training, coaching, talks and meetings: time off the floor that is found shift by shift.

What is due to an agent gathers in `Life.owed`; at the start of each shift part of it is
placed in gaps between the planned breaks. It is held when the time comes, unless too many
contacts wait; then it stays due. What it teaches is credited when it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cssim.center.life_settings import Course
from cssim.center.people import Agent
from cssim.roster import Away, Shift
from cssim.rules.loyalty import DAYS_PER_MONTH
from cssim.rules.wear import USUAL_SPAN
from cssim.units import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.center.lives import Lives
    from cssim.scenario.learning import Coaching

MONTH_MS = DAYS_PER_MONTH * DAY_MS
HALF_HOUR_MS = HOUR_MS // 2
GRID_MS = 5 * MINUTE_MS
"""Sessions begin on a grid of this step, counted from the start of the shift."""
MOST_OF_A_COURSE = MOST_A_SHIFT = 4 * HOUR_MS
"""Most of a course, and of each other kind of session, in one shift."""
APART = 31
"""Places between two sessions of a kind on one day, going round the shift."""
STATE = {
    "training": "training",
    "course": "training",
    "onboarding": "training",
    "coaching": "coaching",
    "mentoring": "coaching",
    "talk": "meeting",
    "huddle": "meeting",
}
"""State of the agent in each kind of session."""
QUIETEST = 3
"""Quiet sessions are spread over the quietest third of what is possible."""


@dataclass(frozen=True, slots=True)
class Session(Away):
    """Time off the floor for one kind of session."""

    kind: str = "training"


class Sessions:
    """Sessions of all agents.

    Parameters
    ----------
    lives : Lives
        Whose agents they are.
    """

    def __init__(self, lives: Lives) -> None:
        self._lives, self._people = lives, lives.people
        self._load = lives.settings.load

    def plan(self, agent: Agent, shift: Shift) -> Shift:
        """Return a shift with what is due to its agent placed in it."""
        life = agent.life
        if shift.start < life.joined:
            return replace(shift, away=self._onboarding(shift))
        self.accrue(agent, shift.start)
        day = Day(shift)
        if self._meets_today(shift):
            huddle = self._people.development.huddle  # type: ignore[union-attr]
            day.put_early("huddle", huddle.length, self._meets_at(shift))  # type: ignore[union-attr]
        course = min(self._course_left(agent), MOST_OF_A_COURSE)
        while course > 0:
            course -= day.put_early("course", course) or course
        for kind, length in self._lengths():
            n_most = max(1, MOST_A_SHIFT // length)
            for n in range(min(n_most, life.owed.get(kind, 0) // length)):
                at = self._place(agent, day, length, kind, n)
                if at is not None:
                    day.put(kind, at, length)
                    life.owed[kind] -= length
        return replace(shift, away=day.away)

    def _onboarding(self, shift: Shift) -> tuple[Away, ...]:
        """Return a shift spent learning the work."""
        start = shift.start + shift.late
        if start == shift.until:
            return ()  # came too late to learn anything
        return (Session(start, shift.until, "training", 0, "onboarding"),)

    def _lengths(self) -> Iterator[tuple[str, int]]:
        people = self._people
        yield "coaching", people.coaching.session if people.coaching else HALF_HOUR_MS
        if people.careers is not None:
            yield "mentoring", HALF_HOUR_MS
        if people.climate is not None and people.climate.take_time:
            yield "talk", people.climate.one_to_one_length
        if people.training is None:
            yield "training", HALF_HOUR_MS
        elif people.training.placing != "idle":
            yield "training", people.training.block

    def accrue(self, agent: Agent, now: int) -> None:
        """Add what regular sessions have come to be due since last time."""
        life, people = agent.life, self._people
        months = (now - max(life.accrued, life.joined, 0)) / MONTH_MS
        life.accrued = now
        # What is learned in idle time falls due at the end of each day.
        if people.training is not None and people.training.placing != "idle":
            self.owe(agent, "training", people.training.hours_per_month * months)
        if people.coaching is not None and life.is_coached:
            self.owe(agent, "coaching", self._coaching_hours(people.coaching) * months)
        if people.climate is not None and people.climate.take_time:
            hours = people.climate.one_to_one_length / HOUR_MS
            self.owe(agent, "talk", people.climate.one_to_ones_per_month * hours * months)
        if people.careers is not None and life.is_senior:
            self.owe(agent, "mentoring", people.careers.mentoring_hours_per_month * months)

    def _coaching_hours(self, coaching: Coaching) -> float:
        """Return the hours a month of each agent who is coached."""
        if coaching.hours_per_lead is None:
            return coaching.hours_per_month
        climate = self._people.climate
        span = USUAL_SPAN if climate is None else climate.span
        return coaching.hours_per_lead / (span * coaching.share) if coaching.share else 0.0

    def owe(self, agent: Agent, kind: str, hours: float) -> None:
        """Let an agent have a right to some hours of a kind of session."""
        agent.life.owed[kind] = agent.life.owed.get(kind, 0) + round(hours * HOUR_MS)

    def _meets_today(self, shift: Shift) -> bool:
        rates = self._people.development
        if rates is None or rates.huddle is None:
            return False
        today = self._lives.day_of(shift.start)
        return any(self._lives.day_of(r.at) == today for r in self._lives.settings.releases)

    def _meets_at(self, shift: Shift) -> int:
        """Return from when on the team meets: a time of the day on which the shift begins."""
        at = self._people.development.huddle.at  # type: ignore[union-attr]
        if at is None:
            return shift.start
        return self._lives.day_of(shift.start) * DAY_MS - self._lives.settings.start_ms_of_day + at

    def _place(self, agent: Agent, day: Day, length: int, kind: str, n: int) -> int | None:
        """Return where session `n` begins: staggered over the shift, or where it is quiet."""
        places = day.places(length)
        if not places:
            return None
        turn = agent.life.card.number * 7 + self._lives.day_of(day.start) * 3
        training = self._people.training
        if kind == "training" and training is not None and training.placing == "quiet":
            places.sort(key=self._load_at)
            places = places[: max(1, len(places) // QUIETEST)]
        # Another one on the same day goes elsewhere in the shift.
        return places[(turn + n * APART) % len(places)]

    def _load_at(self, instant: int) -> float:
        """Return the planned load per agent at an instant."""
        settings = self._lives.settings
        since_monday = settings.first_weekday * DAY_MS + settings.start_ms_of_day + instant
        return self._load[since_monday % WEEK_MS // HALF_HOUR_MS]

    def is_cancelled(self, agent: Agent, away: Away) -> bool:
        """Tell whether a session due now does not take place; then it stays due."""
        if not isinstance(away, Session) or away.kind in ("onboarding", "huddle"):
            return False
        if not self._lives.is_too_busy(away.kind):
            return False
        if away.kind != "course":
            agent.life.owed[away.kind] += away.until - away.start
        now = self._lives.now
        self._lives.center.log.person(now, agent.index, "cancelled", state=away.state)
        return True

    def held(self, agent: Agent, away: Away, length: int) -> None:
        """Credit a session that has taken place for so long [ms]."""
        if not isinstance(away, Session) or length <= 0:
            return
        hours, growth, log = length / HOUR_MS, self._lives.growth, self._lives.center.log
        now = self._lives.now
        if away.kind == "training":
            growth.trained(agent, hours)
            log.person(now, agent.index, "trained", value=hours)
        elif away.kind == "course":
            self._follow_course(agent, length)
            log.person(now, agent.index, "trained", value=hours, state=away.state)
        elif away.kind == "coaching":
            growth.coached(agent, hours)
            log.person(now, agent.index, "coached", value=hours)
        elif away.kind == "mentoring":
            self._mentor(agent, hours)
        elif away.kind == "huddle":
            growth.met(agent)

    def _follow_course(self, agent: Agent, length: int) -> None:
        """Credit part of one course after the other; at the end of each its skills are there."""
        life = agent.life
        while length > 0 and life.courses:
            course = self._lives.settings.courses[life.courses[0]]
            part = min(length, course.length - life.attended)
            self._lives.growth.trained(agent, part / HOUR_MS, course.families, is_new=True)
            life.attended += part
            length -= part
            if life.attended >= course.length:
                life.courses.pop(0)
                life.attended = 0
                self._lives.growth.passed(agent, course)

    def _course_left(self, agent: Agent) -> int:
        """Return what is left of an agent's courses: all that was not attended [ms]."""
        courses = self._lives.settings.courses
        return sum(courses[n].length for n in agent.life.courses) - agent.life.attended

    def enrol(self, number: int, course: Course) -> None:
        """Let a course begin: the least proficient take part, if places are few."""
        lives = self._lives
        agents = [a for a in lives.on_floor() if a.team in course.teams]
        agents.sort(key=lambda a: (lives.growth.mean(a), a.index))
        for agent in agents[: course.places]:
            agent.life.courses.append(number)

    def _mentor(self, senior: Agent, hours: float) -> None:
        """Let the newest colleague of the team learn from a senior."""
        team = [a for a in self._lives.on_floor() if a.team == senior.team and a is not senior]
        if team:
            newest = max(team, key=lambda a: (a.life.joined, -a.index))
            self._lives.growth.coached(newest, hours, aimed=False)
            log, now = self._lives.center.log, self._lives.now
            log.person(now, newest.index, "coached", value=hours)


class Day:
    """One shift and what is planned in it.

    Parameters
    ----------
    shift : Shift
        With its breaks.
    """

    def __init__(self, shift: Shift) -> None:
        self.start, self._until = shift.start + shift.late, shift.until
        self.away = shift.away

    def put(self, kind: str, at: int, length: int) -> None:
        """Place a session."""
        session = Session(at, at + length, STATE[kind], 0, kind)
        self.away = tuple(sorted((*self.away, session), key=lambda away: away.start))

    def put_early(self, kind: str, length: int, since: int = 0) -> int:
        """Place as much of a session as fits into the next gap; return how much [ms]."""
        for gap, until in self._gaps():
            start = max(gap, since)
            fits = min(length, until - start)
            if fits >= min(GRID_MS, length):
                self.put(kind, start, fits)
                return fits
        return 0

    def places(self, length: int) -> list[int]:
        """Return every instant of the grid at which a session of a length fits."""
        found: list[int] = []
        for start, until in self._gaps():
            first = -(-(start - self.start) // GRID_MS) * GRID_MS + self.start
            found += range(first, until - length + 1, GRID_MS)
        return found

    def _gaps(self) -> list[tuple[int, int]]:
        edges = [(self.start, self.start), *((a.start, a.until + a.movable) for a in self.away)]
        gaps, reached = [], self.start
        for start, until in [*edges, (self._until, self._until)]:
            if start > reached:
                gaps.append((reached, start))
            reached = max(reached, until)
        return gaps
