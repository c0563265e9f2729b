"""The people: teams, their skills, patterns of shifts, and individuals."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Name,
    Number,
    ReadOnly,
    Share,
    Shift,
    Tier,
    TimeOfDay,
    Weekday,
    Whole,
    listed,
    required,
    setting,
    span,
)

MOST_AGENTS = 5000
"""Largest team."""


class Skill(Part):
    """How well a team or an agent has a skill."""

    speed: Annotated[float, Number(0.1, 10)] = setting(1.0, "Divides the handling time.")
    resolve: Share = setting(
        0.70, "Chance of resolving a first contact at proficiency 0.758 (industry average: 0.70)."
    )


def _skills(value: Any) -> Any:
    """Return skills given as a list of names as a mapping with default values."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return {name: {} for name in value}
    return value


Skills = Annotated[Annotated[Mapping[Name, Skill], ReadOnly(1, 200)], BeforeValidator(_skills)]
"""Skill -> how well; in the file also a list of names."""


class Break(Part):
    """Planned time off the floor within a shift."""

    at: TimeOfDay = required("Planned start.")
    length: Annotated[int, span("1 min", "24 h")] = required("Length.")
    state: Literal["break", "training", "coaching", "meeting"] = setting("break", "What it is for.")

    @property
    def label(self) -> str:
        """The break in words, such as ``12:00 for 30 min``."""
        return f"{units.format_time(self.at)} for {units.format_duration(self.length)}"

    def within(self, shift: tuple[int, int]) -> bool:
        """Tell whether the break lies in a shift, both counted from the shift's midnight."""
        start = self.starts(shift)
        return shift[0] <= start and start + self.length <= shift[1]

    def starts(self, shift: tuple[int, int]) -> int:
        """Return the start, beyond 24 h if the shift has crossed midnight by then."""
        return self.at if self.at >= shift[0] else self.at + units.DAY_MS


Window = tuple[int, int]
Breaks = Annotated[tuple[Break, ...], *listed(24)]
Days = Annotated[tuple[Weekday, ...], *listed(7)]
Week = Annotated[Mapping[Weekday, Shift], ReadOnly(1, 7)]


class Timetable(Part):
    """When somebody works: the same shift on some days, or a shift per weekday."""

    days: Days = setting((), "Weekdays worked, all with the same shift.")
    shift: Shift | None = setting(None, "Shift of those days; may cross midnight.")
    weekly: Week | None = setting(None, "Weekday -> shift, instead of days and shift.")
    breaks: Breaks = setting((), "Planned time off the floor; those within a shift apply.")

    def week(self) -> dict[int, tuple[int, int]]:
        """Return weekday -> shift [ms from its midnight], in order; 0 = Monday."""
        if self.weekly is not None:
            return dict(sorted(self.weekly.items()))
        return dict.fromkeys(sorted(self.days), self.shift) if self.shift else {}

    def faults(self) -> Iterator[Problem]:
        """Yield a timetable given twice or by half, and shifts or breaks that clash."""
        if self.weekly is not None and (self.days or self.shift):
            yield fault("weekly", None, "must not stand beside days and shift")
        elif bool(self.days) != bool(self.shift):
            missing = "shift" if self.days else "days"
            yield fault(missing, None, "days and shift must be given together")
        elif len(set(self.days)) < len(self.days):
            yield fault("days", None, "must not name a weekday twice")
        else:
            yield from self._clashes()

    def _clashes(self) -> Iterator[Problem]:
        week = self.week()
        for day, (start, end) in week.items():
            after = week.get((day + 1) % 7)
            if after and end - units.DAY_MS > after[0]:
                name = units.WEEKDAYS[day]
                where = f"weekly.{name}" if self.weekly else "shift"
                accepted = f"the shift of {name} must end before the next one starts"
                yield fault(where, units.format_window((start, end)), accepted)
        yield from break_faults(self.breaks, tuple(week.values()))


def break_faults(breaks: tuple[Break, ...], shifts: tuple[Window, ...]) -> Iterator[Problem]:
    """Yield breaks that lie in none of the shifts, and breaks that overlap in one."""
    for i, pause in enumerate(breaks):
        if shifts and not any(pause.within(shift) for shift in shifts):
            yield fault(f"breaks[{i}]", pause.label, "must lie within a shift")
    for shift in dict.fromkeys(shifts):
        planned = sorted((p.starts(shift), i) for i, p in enumerate(breaks) if p.within(shift))
        for (start, before), (following, i) in itertools.pairwise(planned):
            if start + breaks[before].length > following:
                accepted = f"must not overlap with the break of {breaks[before].label}"
                yield fault(f"breaks[{i}]", breaks[i].label, accepted)


class Pattern(Timetable):
    """A timetable and how many agents of each round follow it."""

    agents: Annotated[int, Whole(1, MOST_AGENTS)] = setting(
        1, "Agents who follow it, of each round through the team's patterns."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield a pattern without shifts, besides what is wrong with its timetable."""
        if not self.days and not self.shift and self.weekly is None:
            yield fault("", None, "needs days and shift, or weekly")
        yield from super().faults()


class Member(Timetable):
    """An individual: what is given replaces the team's defaults."""

    name: Name | None = setting(None, "Name; default: the team's name and a number.")
    proficiency: Share | None = setting(None, "Proficiency; default: the team's.")
    skills: Skills | None = setting(None, "Skills; default: the team's.")


class Team(Part):
    """Agents scheduled and led together."""

    size: Annotated[int, Whole(0, MOST_AGENTS)] = required("Agents, before multipliers.staff.")
    tier: Tier = setting(1, "Tier of the team.")
    skills: Skills = required("Skill -> how well; or a list of names.")
    proficiency: Share = setting(0.758, "Proficiency k of an agent; 0.758 is average.")
    authority: Share = setting(
        0.0, "Share of the escalations that the team's agents may settle themselves."
    )
    wage_per_hour: Annotated[float, Number(0, 10_000)] = setting(
        20.6, "Wage; 20.6 USD is the US median."
    )
    absence: Share = setting(0.06, "Chance that an agent does not come on a day (industry: 0.06).")
    on_call: bool = setting(False, "Works only when called in; has no patterns.")
    patterns: Annotated[tuple[Pattern, ...], *listed(1000)] = setting(
        (), "Agent i follows pattern i mod (sum of agents), in the order listed."
    )
    members: Annotated[tuple[Member, ...], *listed(MOST_AGENTS)] = setting(
        (), "Individuals who replace the defaults of the first agents, in order."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield members beyond the size, and timetables of a team on call."""
        if len(self.members) > self.size:
            yield fault("members", len(self.members), f"must be at most size, {self.size}")
        if self.on_call and self.patterns:
            yield fault("patterns", None, "must be omitted for a team on call")
        for i, member in enumerate(self.members):
            if self.on_call and (member.week() or member.breaks):
                yield fault(f"members[{i}]", None, "must have no shifts: the team is on call")

    def has_skill(self, skill: str) -> bool:
        """Tell whether the team, or one of its members, has a skill."""
        return skill in self.skills or any(skill in (m.skills or ()) for m in self.members)

    def pattern_of(self, number: int) -> Pattern | None:
        """Return the pattern of agent `number`, from 0; None for a team without patterns."""
        if not self.patterns:
            return None
        ends = self.round_ends
        return self.patterns[bisect.bisect_right(ends, number % ends[-1])]

    @cached_property
    def round_ends(self) -> tuple[int, ...]:
        """Number of agents in one round through the patterns, up to and with each."""
        return tuple(itertools.accumulate(pattern.agents for pattern in self.patterns))
