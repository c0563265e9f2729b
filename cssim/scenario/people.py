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
from cssim.scenario.blocks import OFF_FLOOR, minutes_of
from cssim.scenario.distributions import Distribution
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
    Written,
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
    movable: Annotated[int, span("0 s", "24 h")] = setting(
        "0 s", "Begins later, by up to this, while contacts wait that the agent could serve."
    )

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
Turn = Annotated[Mapping[Weekday, Shift], ReadOnly(0, 7)]
Turns = Annotated[tuple[Turn, ...], *listed(52)]


class Timetable(Part):
    """When somebody works: some days alike, a shift per weekday, or several weeks in turn."""

    days: Days = setting((), "Weekdays worked, all with the same shift.")
    shift: Shift | None = setting(None, "Shift of those days; may cross midnight.")
    weekly: Week | None = setting(None, "Weekday -> shift, instead of days and shift.")
    weeks: Turns = setting(
        (),
        "Weeks in turn, each weekday -> shift, instead of days and shift: the first is the week in"
        " which the run starts; {} is a week off.",
    )
    breaks: Breaks = setting((), "Planned time off the floor; those within a shift apply.")

    def rota(self) -> tuple[dict[int, Window], ...]:
        """Return the weeks in turn: weekday (0 = Monday) -> shift [ms from its midnight]."""
        if self.weeks:
            return tuple(dict(sorted(week.items())) for week in self.weeks)
        if self.weekly is not None:
            return (dict(sorted(self.weekly.items())),)
        return (dict.fromkeys(sorted(self.days), self.shift) if self.shift else {},)

    def shifts(self) -> tuple[tuple[int, Window], ...]:
        """Return each weekday with each of its shifts, over all weeks, in order."""
        return tuple(sorted({pair for week in self.rota() for pair in week.items()}))

    def faults(self) -> Iterator[Problem]:
        """Yield a timetable given twice or by half, and shifts or breaks that clash."""
        if self.weekly is not None and (self.days or self.shift):
            yield fault("weekly", None, "must not stand beside days and shift")
        elif self.weeks and (self.days or self.shift or self.weekly is not None):
            yield fault("weeks", None, "must not stand beside days and shift, or weekly")
        elif self.weeks and not any(self.weeks):
            yield fault("weeks", None, "must have a shift in some week")
        elif bool(self.days) != bool(self.shift):
            missing = "shift" if self.days else "days"
            yield fault(missing, None, "days and shift must be given together")
        elif len(set(self.days)) < len(self.days):
            yield fault("days", None, "must not name a weekday twice")
        else:
            yield from self._clashes()

    def _clashes(self) -> Iterator[Problem]:
        rota = self.rota()
        days = [(i, day) for i in range(len(rota)) for day in range(7)]
        for (i, day), (j, after) in zip(days, days[1:] + days[:1], strict=True):
            shift, following = rota[i].get(day), rota[j].get(after)
            if shift and following and shift[1] - units.DAY_MS > following[0]:
                where, name = self.place_of(i, day), units.WEEKDAYS[day]
                accepted = f"the shift of {name} must end before the next one starts"
                yield fault(where, units.format_window(shift), accepted)
        yield from break_faults(self.breaks, tuple(shift for _, shift in self.shifts()))

    def place_of(self, week: int, day: int) -> str:
        """Return where in the part the shift of a weekday stands."""
        name = units.WEEKDAYS[day]
        return (
            f"weeks[{week}].{name}" if self.weeks else f"weekly.{name}" if self.weekly else "shift"
        )


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
        if not (self.days or self.shift or self.weeks) and self.weekly is None:
            yield fault("", None, "needs days and shift, or weekly, or weeks")
        yield from super().faults()


class Member(Timetable):
    """An individual: what is given replaces the team's defaults."""

    name: Name | None = setting(None, "Name; default: the team's name and a number.")
    proficiency: Share | None = setting(None, "Proficiency; default: the team's.")
    skills: Skills | None = setting(None, "Skills; default: the team's.")


class Late(Part):
    """Coming late to a shift."""

    share: Share = required("Chance that an agent who comes to a shift comes late.")
    time: Distribution = required("How much later than planned.")


class CallIn(Part):
    """Calling in agents who are on call, by itself."""

    waiting_above: Annotated[int, Whole(0, 100_000)] = setting(
        10, "One is called in whenever a contact joins and more than this many wait for the team."
    )
    hours: Annotated[int, span("1 min", "24 h")] = setting("2 h", "How long each then works.")


class Pressure(Part):
    """How a full queue changes the agents' pace."""

    waiting_above: Annotated[int, Whole(0, 100_000)] = required(
        "It works on who is taken while more than this many wait whom the agent could serve."
    )
    handle_factor: Annotated[float, Number(0.1, 10)] = required(
        "Factor on the handle time: below 1 they hurry, above 1 they are overworked."
    )


def _off_floor(value: object) -> str:
    if value not in OFF_FLOOR:
        raise ValueError(value)
    return str(value)


_STATE = Written(
    _off_floor,
    str,
    f"one of {', '.join(OFF_FLOOR)}",
    {"type": "string", "enum": list(OFF_FLOOR)},
)
Shrinkage = Annotated[Mapping[Annotated[str, _STATE], Share], ReadOnly(0, len(OFF_FLOOR))]
"""State -> share of each shift."""


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
    late: Late | None = setting(None, "Whether agents come late, and by how much.")
    site: Name | None = setting(
        None, "Site whose local time and calendar the shifts are in; omitted: the scenario's."
    )
    languages: Annotated[tuple[Name, ...], *listed(50)] = setting(
        (), "Languages spoken; empty: all."
    )
    shrinkage: Shrinkage = setting(
        {},
        "State (break, training, coaching, meeting) -> share of each shift spent so, beside the"
        " breaks; each agent of the team at another time of the shift.",
    )
    at_shift_end: Literal["finish", "hand_over"] = setting(
        "finish", "What happens to a contact in hand when the shift ends."
    )
    overtime_limit: Annotated[int, span("1 min", "24 h")] | None = setting(
        None, "Overtime after which a contact is handed over after all; null: no limit."
    )
    duties: Literal["coaching", "meeting"] | None = setting(
        None, "What the agents do when not needed; they take contacts only above joins_above."
    )
    joins_above: Annotated[int, Whole(0, 100_000)] | None = setting(
        None, "Agents with other duties take contacts while more than this many wait for them."
    )
    on_call: bool = setting(False, "Works only when called in; has no patterns.")
    call_in: CallIn | None = setting(
        None, "When agents on call are called in by themselves; null: only by a process of yours."
    )
    pressure: Annotated[tuple[Pressure, ...], *listed(10)] = setting(
        (), "How a full queue changes the pace, by rising waiting_above; the last reached counts."
    )
    patterns: Annotated[tuple[Pattern, ...], *listed(1000)] = setting(
        (), "Agent i follows pattern i mod (sum of agents), in the order listed."
    )
    members: Annotated[tuple[Member, ...], *listed(MOST_AGENTS)] = setting(
        (), "Individuals who replace the defaults of the first agents, in order."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield members beyond the size, and settings that do not go together."""
        if len(self.members) > self.size:
            yield fault("members", len(self.members), f"must be at most size, {self.size}")
        if self.at_shift_end == "hand_over" and self.overtime_limit is not None:
            yield fault("overtime_limit", None, "must be omitted where at_shift_end is hand_over")
        if (self.duties is None) != (self.joins_above is None):
            missing = "duties" if self.duties is None else "joins_above"
            yield fault(missing, None, "duties and joins_above must be given together")
        for i, (step, other) in enumerate(itertools.pairwise(self.pressure), 1):
            if other.waiting_above <= step.waiting_above:
                where, accepted = f"pressure[{i}].waiting_above", "must be above the one before"
                yield fault(where, other.waiting_above, accepted)
        yield from self._on_call_faults() if self.on_call else self._shift_faults()

    def _on_call_faults(self) -> Iterator[Problem]:
        """Yield what only makes sense of planned shifts."""
        for name in ("patterns", "shrinkage", "late"):
            if getattr(self, name):
                yield fault(name, None, "must be omitted for a team on call")
        for i, member in enumerate(self.members):
            if member.shifts() or member.breaks:
                yield fault(f"members[{i}]", None, "must have no shifts: the team is on call")

    def _shift_faults(self) -> Iterator[Problem]:
        """Yield a call to work that nobody waits for, and shifts with no time on the floor."""
        if self.call_in is not None:
            yield fault("call_in", None, "must be omitted: the team is not on call")
        if self.shrinkage:
            for shift, breaks in self._planned():
                if self._off_floor(shift, breaks) >= shift[1] - shift[0]:
                    accepted = "must leave time on the floor, with the breaks, in every shift"
                    yield fault("shrinkage", units.format_window(shift), accepted)
                    return

    def _planned(self) -> Iterator[tuple[Window, tuple[Break, ...]]]:
        """Yield every shift with the breaks that may lie in it."""
        for timetable in (*self.patterns, *self.members):
            yield from ((shift, timetable.breaks) for _, shift in timetable.shifts())
        for number, member in enumerate(self.members):
            pattern = self.pattern_of(number)
            if pattern and member.breaks and not member.shifts():
                yield from ((shift, member.breaks) for _, shift in pattern.shifts())

    def _off_floor(self, shift: Window, breaks: tuple[Break, ...]) -> int:
        """Return the planned time off the floor in a shift [ms]."""
        blocks = sum(minutes_of(shift, share) for share in self.shrinkage.values())
        return blocks * units.MINUTE_MS + sum(p.length for p in breaks if p.within(shift))

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
