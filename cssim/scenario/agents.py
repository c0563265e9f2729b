"""Who works when: the single agents of a team, resolved from patterns and members."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cssim.scenario.blocks import placed, scaled_size
from cssim.scenario.people import Break, Member, Pattern, Skill, Team, Timetable

__all__ = ["AgentPlan", "Block", "default_name", "plan_of", "scaled_size"]


class Block(NamedTuple):
    """Planned time off the floor in one shift, in ms from the midnight before its start.

    Attributes
    ----------
    start, until : int, ms
        Planned instants.
    state : str
        break, training, coaching or meeting.
    movable : int, ms
        How much later it may begin while contacts wait.
    """

    start: int
    until: int
    state: str
    movable: int = 0


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
    weeks : tuple of mapping of int to (int, int)
        Weeks in turn, from the one in which the run starts: weekday (0 = Monday) -> start
        and end of the shift, ms from its midnight, in the time of the team's site; an end
        beyond 24 h is on the next day. All empty: never planned.
    breaks : tuple of Break
        Those within a shift apply to it (`Break.within`, `Break.starts`).
    number : int
        Number in the team, from 0.
    shrinkage : mapping of str to float
        State -> share of each shift off the floor, beside the breaks.
    """

    name: str
    skills: Mapping[str, Skill]
    proficiency: float
    weeks: tuple[Mapping[int, tuple[int, int]], ...]
    breaks: tuple[Break, ...]
    number: int = 0
    shrinkage: Mapping[str, float] = field(default_factory=dict)

    def away(self, shift: tuple[int, int]) -> list[Block]:
        """Return the planned time off the floor in a shift, breaks and shrinkage, in order."""
        breaks = [
            Block(start, start + pause.length, pause.state, pause.movable)
            for start, pause in ((p.starts(shift), p) for p in self.breaks if p.within(shift))
        ]
        taken = [(block.start, block.until) for block in breaks]
        return sorted(
            [*breaks, *(Block(*b) for b in placed(shift, self.shrinkage, self.number, taken))]
        )


def default_name(team: str, number: int) -> str:
    """Return the name of agent `number`, from 0; it does not depend on the team's size."""
    return f"{team}-{number + 1:02d}"


def plan_of(name: str, team: Team, number: int) -> AgentPlan:
    """Return agent `number`, from 0, of a team."""
    pattern = team.pattern_of(number)
    member = team.members[number] if number < len(team.members) else Member()
    own = bool(member.shifts())
    timetable = member if own or pattern is None else pattern
    return AgentPlan(
        name=member.name or default_name(name, number),
        skills=member.skills or team.skills,
        proficiency=team.proficiency if member.proficiency is None else member.proficiency,
        weeks=timetable.rota(),
        breaks=_breaks(member, pattern, own=own),
        number=number,
        shrinkage=team.shrinkage,
    )


def _breaks(member: Timetable, pattern: Pattern | None, *, own: bool) -> tuple[Break, ...]:
    if own or member.breaks or pattern is None:
        return member.breaks
    return pattern.breaks
