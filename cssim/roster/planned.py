"""The roster: who is planned when, and the agents' own luck, drawn before the clock starts.

An agent's absence is a uniform at the address (``absence/TEAM``; agent in the team, day),
and coming late a uniform and a time at ``late/TEAM`` there, so one agent more changes
nobody else's luck. Shifts are planned in the calendar of the team's site.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cssim.roster.luck import PeopleLuck
from cssim.roster.seats import generations, spare_seats, successors
from cssim.scenario.agents import plan_of
from cssim.scenario.staffing import ahead_of
from cssim.streams import Streams
from cssim.units import DAY_MS, SECOND_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.agents import AgentPlan

WEEK = 7


@dataclass(frozen=True, slots=True)
class Away:
    """Planned time off the floor within a shift.

    Attributes
    ----------
    start, until : int, ms
        Planned instants.
    state : str
        break, training, coaching or meeting; outage for what ends at `until` even if begun late.
    movable : int, ms
        How much later it may begin while contacts wait that the agent could serve.
    """

    start: int
    until: int
    state: str = "break"
    movable: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """One planned shift of one agent.

    Attributes
    ----------
    agent : int
        Index of the agent.
    start, until : int, ms
        Planned instants.
    away : tuple of Away
        Planned time off the floor, in order.
    absent : bool
        The agent does not come.
    late : int, ms
        How long after the start the agent comes; `away` is what is planned after that.
    absence : float
        Uniform that decides about absence where its chance changes with strain; 1 elsewhere.
    """

    agent: int
    start: int
    until: int
    away: tuple[Away, ...] = ()
    absent: bool = False
    late: int = 0
    absence: float = 1.0

    def without_tool(self, start: int, until: int) -> Shift:
        """Return the shift as it is with an outage of the agent's tool.

        The agent is off the floor then, as far as nothing else is planned; nobody puts a break
        off into it.

        Parameters
        ----------
        start, until : int, ms
            When the tool is down.
        """
        begin, until = max(start, self.start + self.late), min(until, self.until)
        if begin >= until:
            return self
        away = [
            replace(a, movable=min(a.movable, begin - a.start)) if a.start < begin else a
            for a in self.away
        ]
        # From one to the next: what is planned comes first where it takes place.
        edges = [begin, *(a.start for a in self.away if begin < a.start < until), until]
        away += [Away(*edge, "outage") for edge in itertools.pairwise(edges)]
        return replace(self, away=tuple(sorted(away, key=lambda each: each.start)))


@dataclass(frozen=True, slots=True)
class AgentCard:
    """What is known of an agent before the run.

    Attributes
    ----------
    name : str
        Unique in the scenario.
    team : int
        Team code.
    skills : dict of int to (float, float)
        Per queue code: speed, and chance of resolving at average proficiency.
    proficiency : float, share
        k at the start.
    on_call : bool
        Works only when called in.
    number, generation : int
        Number in the team, and how many have held the seat before; the address of all luck.
    """

    name: str
    team: int
    skills: dict[int, tuple[float, float]]
    proficiency: float = 0.758
    on_call: bool = False
    number: int = 0
    generation: int = 0


@dataclass(frozen=True)
class Roster:
    """Agents by index (team name, then number in the team) and their shifts.

    Where people come and go, an index below `n_seats` is a seat too: its shifts are worked by
    whoever holds it, first the agent of that index, then those at its index plus `n_seats`,
    twice `n_seats` and so on, if they are ever hired.

    Attributes
    ----------
    agents : tuple of AgentCard
        The position is the agent's index.
    shifts : tuple of Shift
        In order of (agent, start).
    n_seats : int
        Number of seats; 0 = nobody ever leaves, every agent has a seat of their own.
    luck : PeopleLuck or None
        What may befall people in the course of the run.
    closed : frozenset of int
        Seats that are not filled at the start.
    """

    agents: tuple[AgentCard, ...]
    shifts: tuple[Shift, ...]
    n_seats: int = 0
    luck: PeopleLuck | None = None
    closed: frozenset[int] = frozenset()


def draw_roster(scenario: Scenario, seed: int, replication: int) -> Roster:
    """Return the agents and their shifts of one replication, absences drawn.

    Parameters
    ----------
    scenario : Scenario
        Teams, patterns and absence rates.
    seed, replication : int, >= 0
        Which luck.

    Returns
    -------
    Roster
        Every shift of the run; one under way at instant 0 begins there.
    """
    streams = Streams(seed, replication)
    cards: list[AgentCard] = []
    shifts: list[Shift] = []
    closed: set[int] = set()
    for code, team in enumerate(scenario.team_names):
        luck, n_filled = _Luck(scenario, team, streams), scenario.agent_count(team)
        for number in range(n_filled + spare_seats(scenario, team)):
            plan = plan_of(team, scenario.teams[team], number)
            if number >= n_filled:
                closed.add(len(cards))
            planned = _planned(scenario, team, plan, len(cards))
            shifts += [luck.befalls(shift, number, day) for day, shift in planned]
            cards.append(_card(scenario, team, code, plan))
    kept = _in_the_run(scenario, shifts)
    people = PeopleLuck.of(scenario, streams)
    if scenario.people.turnover is None:
        return Roster(tuple(cards), kept, luck=people)
    later = successors(cards, generations(scenario))
    return Roster((*cards, *later), kept, len(cards), people, frozenset(closed))


def plan_roster(scenario: Scenario) -> Roster:
    """Return the agents and their shifts as planned: nobody is absent or late.

    Parameters
    ----------
    scenario : Scenario
        Teams, patterns and sites.

    Returns
    -------
    Roster
        Every shift of the run; one under way at instant 0 begins there.
    """
    cards: list[AgentCard] = []
    shifts: list[Shift] = []
    for code, team in enumerate(scenario.team_names):
        for plan in scenario.agents_of(team):
            shifts += [shift for _, shift in _planned(scenario, team, plan, len(cards))]
            cards.append(_card(scenario, team, code, plan))
    return Roster(tuple(cards), _in_the_run(scenario, shifts))


def _card(scenario: Scenario, team: str, code: int, plan: AgentPlan) -> AgentCard:
    skills = {
        i: (plan.skills[queue.skill].speed, plan.skills[queue.skill].resolve)
        for i, queue in enumerate(scenario.queue(*name) for name in scenario.queue_names)
        if queue.skill in plan.skills
    }
    on_call = scenario.teams[team].on_call
    return AgentCard(plan.name, code, skills, plan.proficiency, on_call, plan.number)


def _planned(
    scenario: Scenario, team: str, plan: AgentPlan, index: int
) -> Iterator[tuple[int, Shift]]:
    """Yield each day of the site's calendar on which the agent works, with the shift.

    Day 0 is the site's date at instant 0. The day before counts too: its night shift may
    still be at work then.
    """
    passed = scenario.start_ms_of_day + ahead_of(scenario, team)
    weekday, passed = scenario.first_weekday + passed // DAY_MS, passed % DAY_MS
    away = {window: plan.away(window) for week in plan.weeks for window in week.values()}
    for day in range(-1, -(-(scenario.horizon + passed) // DAY_MS)):
        week, of_week = divmod(weekday % WEEK + day, WEEK)
        window = plan.weeks[week % len(plan.weeks)].get(of_week)
        if window is not None:
            midnight = day * DAY_MS - passed
            blocks = tuple(Away(midnight + b[0], midnight + b[1], *b[2:]) for b in away[window])
            yield day, Shift(index, midnight + window[0], midnight + window[1], blocks)


class _Luck:
    """Absence and coming late of one team's agents."""

    def __init__(self, scenario: Scenario, team: str, streams: Streams) -> None:
        self._team, self._streams = team, streams
        self._absence, self._late = scenario.teams[team].absence, scenario.teams[team].late
        self._changes = scenario.people.strain is not None
        self._time = None if self._late is None else self._late.time.to_distribution()

    def befalls(self, shift: Shift, number: int, day: int) -> Shift:
        """Return what becomes of a planned shift of agent `number` of the team."""
        # Blocks are counted from the day before the start, because they cannot be negative.
        address = (number, day + 1)
        if self._absence > 0.0:
            uniform = self._streams.of(f"absence/{self._team}", *address).random()
            if self._changes:
                shift = replace(shift, absence=uniform)
            elif uniform < self._absence:
                return replace(shift, absent=True)
        return self._delayed(shift, *address)

    def _delayed(self, shift: Shift, number: int, day: int) -> Shift:
        if self._late is None or self._time is None or self._late.share == 0.0:
            return shift
        uniform, time = self._streams.of(f"late/{self._team}", number, day).random(2)
        if uniform >= self._late.share:
            return shift
        late = max(1, round(SECOND_MS * float(self._time.quantile(time))))
        comes = min(shift.start + late, shift.until)
        away = tuple(a for a in shift.away if a.start >= comes)
        return replace(shift, away=away, late=comes - shift.start)


def _in_the_run(scenario: Scenario, shifts: list[Shift]) -> tuple[Shift, ...]:
    """Return the shifts that lie in the run, in order of (agent, start)."""
    kept = [_from_zero(s) for s in shifts if s.until > 0 and s.start < scenario.horizon]
    return tuple(sorted(kept, key=lambda shift: (shift.agent, shift.start)))


def _from_zero(shift: Shift) -> Shift:
    """Return the part of a shift that lies in the run."""
    if shift.start >= 0:
        return shift
    away = tuple(a if a.start >= 0 else _under_way(a) for a in shift.away if a.until > 0)
    return replace(shift, start=0, away=away, late=max(0, shift.start + shift.late))


def _under_way(away: Away) -> Away:
    return replace(away, start=0, movable=max(0, away.start + away.movable))
