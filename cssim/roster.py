"""The roster: who is planned when, and the agents' own luck, drawn before the clock starts.

An agent's absence is a uniform at the address (``absence/TEAM``; agent in the team, day),
so one agent more changes nobody else's luck.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cssim.streams import Streams
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.agents import AgentPlan


@dataclass(frozen=True, slots=True)
class Away:
    """Planned time off the floor within a shift.

    Attributes
    ----------
    start, until : int, ms
        Planned instants.
    state : str
        break, training, coaching or meeting.
    """

    start: int
    until: int
    state: str = "break"


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
    """

    agent: int
    start: int
    until: int
    away: tuple[Away, ...] = ()
    absent: bool = False


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
        Per reason code: speed, and chance of resolving at average proficiency.
    proficiency : float, share
        k at the start.
    on_call : bool
        Works only when called in.
    """

    name: str
    team: int
    skills: dict[int, tuple[float, float]]
    proficiency: float = 0.758
    on_call: bool = False


@dataclass(frozen=True)
class Roster:
    """Agents by index (team name, then number in the team) and their shifts.

    Attributes
    ----------
    agents : tuple of AgentCard
        The position is the agent's index.
    shifts : tuple of Shift
        In order of (agent, start).
    """

    agents: tuple[AgentCard, ...]
    shifts: tuple[Shift, ...]


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
    for code, team in enumerate(scenario.team_names):
        absence = scenario.teams[team].absence
        for number, plan in enumerate(scenario.agents_of(team)):
            index = len(cards)
            cards.append(_card(scenario, team, code, plan))
            for day in _days(scenario, plan):
                absent = _absent(streams, absence, f"absence/{team}", number, day)
                shifts.append(_planned(index, scenario, plan, day, absent))
    kept = [_from_zero(s) for s in shifts if s.until > 0 and s.start < scenario.horizon]
    return Roster(tuple(cards), tuple(sorted(kept, key=lambda shift: (shift.agent, shift.start))))


def _card(scenario: Scenario, team: str, code: int, plan: AgentPlan) -> AgentCard:
    skills = {
        i: (plan.skills[reason.skill].speed, plan.skills[reason.skill].resolve)
        for i, reason in enumerate(scenario.reasons[name] for name in scenario.reason_names)
        if reason.skill in plan.skills
    }
    return AgentCard(plan.name, code, skills, plan.proficiency, scenario.teams[team].on_call)


def _days(scenario: Scenario, plan: AgentPlan) -> list[int]:
    """Return the calendar days on which the agent works; 0 is the day of the start.

    The day before counts too: its night shift may still be at work at instant 0.
    """
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS)
    return [d for d in range(-1, n_days) if (scenario.first_weekday + d) % 7 in plan.weekly]


def _planned(index: int, scenario: Scenario, plan: AgentPlan, day: int, absent: bool) -> Shift:
    midnight = day * DAY_MS - scenario.start_ms_of_day
    start, until = shift = plan.weekly[(scenario.first_weekday + day) % 7]
    planned = [(p.starts(shift), p) for p in plan.breaks if p.within(shift)]
    away = [Away(midnight + at, midnight + at + p.length, p.state) for at, p in planned]
    away.sort(key=lambda a: a.start)
    return Shift(index, midnight + start, midnight + until, tuple(away), absent)


def _from_zero(shift: Shift) -> Shift:
    """Return the part of a shift that lies in the run."""
    if shift.start >= 0:
        return shift
    away = tuple(replace(a, start=max(a.start, 0)) for a in shift.away if a.until > 0)
    return replace(shift, start=0, away=away)


def _absent(streams: Streams, chance: float, purpose: str, number: int, day: int) -> bool:
    # Blocks are counted from the day before the start, because they cannot be negative.
    return chance > 0.0 and bool(streams.of(purpose, number, day + 1).random() < chance)
