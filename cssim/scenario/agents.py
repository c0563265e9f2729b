"""Who works when: the single agents of a team, resolved from patterns and members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cssim.scenario.people import Break, Member, Pattern, Skill, Team, Timetable


@dataclass(frozen=True, slots=True)
class AgentPlan:
    """One agent before any luck.

    Attributes
    ----------
    name : str
        Unique in the scenario: a member's own, else the team's with a number from 01.
    skills : mapping of str to Skill
        What the agent can handle, and how well.
    proficiency : float, share
        k at the start.
    weekly : mapping of int to (int, int)
        Weekday (0 = Monday) -> start and end of the shift, ms from its midnight; an end
        beyond 24 h is on the next day. Empty: never planned.
    breaks : tuple of Break
        Those within a shift apply to it (`Break.within`, `Break.starts`).
    """

    name: str
    skills: Mapping[str, Skill]
    proficiency: float
    weekly: Mapping[int, tuple[int, int]]
    breaks: tuple[Break, ...]


def default_name(team: str, number: int) -> str:
    """Return the name of agent `number`, from 0; it does not depend on the team's size."""
    return f"{team}-{number + 1:02d}"


def scaled_size(size: int, factor: float) -> int:
    """Return ``size * factor`` rounded half up, taking the factor as it is written."""
    return int((size * Decimal(repr(factor))).to_integral_value(rounding=ROUND_HALF_UP))


def plan_of(name: str, team: Team, number: int) -> AgentPlan:
    """Return agent `number`, from 0, of a team."""
    pattern = team.pattern_of(number)
    member = team.members[number] if number < len(team.members) else Member()
    own = bool(member.week())
    timetable = member if own or pattern is None else pattern
    return AgentPlan(
        name=member.name or default_name(name, number),
        skills=member.skills or team.skills,
        proficiency=team.proficiency if member.proficiency is None else member.proficiency,
        weekly=timetable.week(),
        breaks=_breaks(member, pattern, own=own),
    )


def _breaks(member: Timetable, pattern: Pattern | None, *, own: bool) -> tuple[Break, ...]:
    if own or member.breaks or pattern is None:
        return member.breaks
    return pattern.breaks
