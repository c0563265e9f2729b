"""Checks of the whole: the people, their names and their shifts."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cssim import units
from cssim.errors import Problem
from cssim.scenario.agents import default_name
from cssim.scenario.base import fault
from cssim.scenario.checks_reasons import skills_of
from cssim.scenario.consistency import Check, reads
from cssim.scenario.people import Team, Timetable, Window, break_faults
from cssim.scenario.staffing import ahead_of

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario


@reads("teams.size", "teams.on_call", "teams.patterns", "teams.members", "multipliers.staff")
def agents_are_planned(scenario: Scenario) -> Iterator[Problem]:
    """Every agent who is not on call has shifts."""
    for name, team in scenario.teams.items():
        planned = sum(bool(member.shifts()) for member in team.members)
        count = scenario.agent_count(name)
        if not team.on_call and not team.patterns and count > planned:
            accepted = f"needs patterns, or on_call: true; {count - planned} agents have no shift"
            yield fault(f"teams.{name}.patterns", None, accepted)


@reads("teams.size", "teams.members", "multipliers.staff")
def agent_names_differ(scenario: Scenario) -> Iterator[Problem]:
    """No two agents of the scenario have the same name."""
    seen: dict[str, str] = {}
    for team_name in scenario.team_names:
        for i, member in enumerate(scenario.teams[team_name].members):
            where = f"teams.{team_name}.members[{i}]"
            name = member.name or default_name(team_name, i)
            taken = seen.setdefault(name, where)
            if taken != where or (member.name and _is_default(scenario, name, team_name, i)):
                holder = taken if taken != where else "a numbered agent"
                yield fault(f"{where}.name", name, f"must be unique; {holder} has this name")


def _is_default(scenario: Scenario, name: str, team: str, number: int) -> bool:
    """Tell whether a member's name is the default name of another agent."""
    other, _, digits = name.rpartition("-")
    if other not in scenario.teams or not digits.isdigit():
        return False
    n = int(digits) - 1
    mine = other == team and n == number
    return default_name(other, n) == name and 0 <= n < scenario.agent_count(other) and not mine


@reads("teams.patterns", "teams.members")
def breaks_fit_the_pattern(scenario: Scenario) -> Iterator[Problem]:
    """A member's own breaks lie within the shifts of the pattern that the member follows."""
    for name, team in scenario.teams.items():
        for i, member in enumerate(team.members):
            pattern = team.pattern_of(i)
            if pattern and member.breaks and not member.shifts():
                shifts = tuple(shift for _, shift in pattern.shifts())
                for problem in break_faults(member.breaks, shifts):
                    where = f"teams.{name}.members[{i}].{problem.where}"
                    yield Problem(where, problem.value, problem.accepted)


@reads("channels.opening_hours", "reasons.channel", "reasons.channels", "reasons.skill",
       "teams.skills", "teams.members", "teams.patterns", "teams.site", "sites",
       "utc_offset")  # fmt: skip
def shifts_meet_opening_hours(scenario: Scenario) -> Iterator[Problem]:
    """Every shift overlaps with the opening hours of some channel that the team serves."""
    for name, team in scenario.teams.items():
        open_at = _served(scenario, team)
        if open_at is None or team.site not in (None, *scenario.sites):
            continue
        ahead = ahead_of(scenario, name)
        for where, timetable in _timetables(name, team):
            for place, day, shift in _placed_shifts(timetable):
                if not _overlaps(open_at[day], (shift[0] - ahead, shift[1] - ahead)):
                    name_of = units.WEEKDAYS[day]
                    accepted = f"on {name_of} every channel the team serves is closed all the shift"
                    yield fault(f"{where}.{place}", units.format_window(shift), accepted)


def _placed_shifts(timetable: Timetable) -> Iterator[tuple[str, int, Window]]:
    """Yield place, weekday and window of each shift."""
    for i, week in enumerate(timetable.rota()):
        yield from ((timetable.place_of(i, day), day, shift) for day, shift in week.items())


def _served(scenario: Scenario, team: Team) -> list[list[Window]] | None:
    """Return per weekday when a channel that the team serves is open, the days around included.

    None when that is always, or when the team serves no channel.
    """
    skills = skills_of(team)
    queues = ((c, r.on(c)) for r in scenario.reasons.values() for c in r.shares())
    names = {channel for channel, queue in queues if queue.skill in skills}
    hours = [scenario.channels[n].opening_hours for n in names if n in scenario.channels]
    if not hours or None in hours:
        return None
    days = [[w for week in hours if week for w in week.get(day, ())] for day in range(7)]
    return [_merged(_around(days, day)) for day in range(7)]


def _around(days: list[list[Window]], day: int) -> list[Window]:
    """Return the windows from the day before to two days after, from the midnight of a day."""
    shifts = [(days[(day + n) % 7], n * units.DAY_MS) for n in (-1, 0, 1, 2)]
    return [(start + by, end + by) for windows, by in shifts for start, end in windows]


def _merged(windows: list[Window]) -> list[Window]:
    """Return the same times as windows that are sorted and do not overlap."""
    merged: list[Window] = []
    for start, end in sorted(windows):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlaps(merged: list[Window], shift: Window) -> bool:
    before_end = bisect.bisect_left(merged, (shift[1], 0))
    return before_end > 0 and merged[before_end - 1][1] > shift[0]


def _timetables(name: str, team: Team) -> Iterator[tuple[str, Timetable]]:
    for kind, timetables in (("patterns", team.patterns), ("members", team.members)):
        for i, timetable in enumerate(timetables):
            yield f"teams.{name}.{kind}[{i}]", timetable


ALL: tuple[Check, ...] = (
    agents_are_planned,
    agent_names_differ,
    breaks_fit_the_pattern,
    shifts_meet_opening_hours,
)
