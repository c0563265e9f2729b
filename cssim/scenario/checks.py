"""Checks of the whole: people, reasons and channels that do not fit together."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cssim import units
from cssim.errors import Problem
from cssim.scenario.agents import default_name
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads
from cssim.scenario.demand import MOST_PER_HOUR
from cssim.scenario.people import Team, Timetable, Window, break_faults

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario


@reads("warm_up", "horizon")
def warm_up_ends(scenario: Scenario) -> Iterator[Problem]:
    """Something is left to measure after the warm-up."""
    if scenario.warm_up >= scenario.horizon:
        written = units.format_duration(scenario.warm_up)
        horizon = units.format_duration(scenario.horizon)
        yield fault("warm_up", written, f"must be shorter than the horizon, {horizon}")


@reads("multipliers.volume", "reasons.arrivals")
def rates_stay_possible(scenario: Scenario) -> Iterator[Problem]:
    """No rate is multiplied beyond what a demand sheet holds."""
    for name, reason in scenario.reasons.items():
        rate = max(map(max, reason.arrivals.week())) * scenario.multipliers.volume
        if rate > MOST_PER_HOUR:
            accepted = f"times multipliers.volume must be at most {MOST_PER_HOUR:,} per hour"
            yield fault(f"reasons.{name}.arrivals.per_hour", f"{rate:,g}", accepted)


@reads("reasons.channel", "channels")
def channels_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every reason comes in on a channel of the scenario."""
    for name, reason in scenario.reasons.items():
        if reason.channel not in scenario.channels:
            hint = did_you_mean(reason.channel, scenario.channels)
            yield fault(f"reasons.{name}.channel", reason.channel, f"unknown channel{hint}")


@reads("reasons.skill", "teams.skills", "teams.members")
def skills_are_held(scenario: Scenario) -> Iterator[Problem]:
    """Somebody has the skill of every reason."""
    held = {skill for team in scenario.teams.values() for skill in _skills(team)}
    for name, reason in scenario.reasons.items():
        if reason.skill not in held:
            hint = did_you_mean(reason.skill, held)
            accepted = f"no team has this skill, its contacts would wait for ever{hint}"
            yield fault(f"reasons.{name}.skill", reason.skill, accepted)


@reads("reasons.skill", "teams.skills", "teams.members")
def skills_are_needed(scenario: Scenario) -> Iterator[Problem]:
    """Every skill is needed by some reason."""
    needed = {reason.skill for reason in scenario.reasons.values()}
    for name, team in scenario.teams.items():
        places = [(f"teams.{name}.skills", team.skills)]
        places += [
            (f"teams.{name}.members[{i}].skills", m.skills or {})
            for i, m in enumerate(team.members)
        ]
        for where, skills in places:
            for skill in skills:
                if skill not in needed:
                    hint = did_you_mean(skill, needed)
                    yield fault(f"{where}.{skill}", None, f"no reason needs this skill{hint}")


@reads("reasons.skill", "reasons.tier", "teams.skills", "teams.members", "teams.tier")
def tiers_are_staffed(scenario: Scenario) -> Iterator[Problem]:
    """Every reason has a team with its skill at the tier where its contacts start."""
    for name, reason in scenario.reasons.items():
        elsewhere = scenario.teams_with(reason.skill)
        if elsewhere and not scenario.teams_with(reason.skill, reason.tier):
            tiers = sorted({scenario.teams[team].tier for team in elsewhere})
            accepted = f"no team with skill {reason.skill} is at this tier; those are at {tiers}"
            yield fault(f"reasons.{name}.tier", reason.tier, accepted)


@reads("reasons.skill", "reasons.escalate", "reasons.tier",
       "teams.skills", "teams.members", "teams.tier")  # fmt: skip
def escalations_arrive(scenario: Scenario) -> Iterator[Problem]:
    """Every tier to which a contact may be escalated has a team with its skill."""
    for name, reason in scenario.reasons.items():
        for tier in range(1, 10):
            chance = reason.escalate_at(tier)
            if chance > 0 and not scenario.teams_with(reason.skill, tier + 1):
                where = f"reasons.{name}.escalate"
                where += f".{tier}" if isinstance(reason.escalate, Mapping) else ""
                accepted = f"must be 0: no team with skill {reason.skill} is at tier {tier + 1}"
                yield fault(where, chance, accepted)


@reads("teams.size", "teams.on_call", "teams.patterns", "teams.members", "multipliers.staff")
def agents_are_planned(scenario: Scenario) -> Iterator[Problem]:
    """Every agent who is not on call has shifts."""
    for name, team in scenario.teams.items():
        planned = sum(bool(member.week()) for member in team.members)
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
            if pattern and member.breaks and not member.week():
                for problem in break_faults(member.breaks, tuple(pattern.week().values())):
                    where = f"teams.{name}.members[{i}].{problem.where}"
                    yield Problem(where, problem.value, problem.accepted)


@reads("channels.opening_hours", "reasons.channel", "reasons.skill",
       "teams.skills", "teams.members", "teams.patterns")  # fmt: skip
def shifts_meet_opening_hours(scenario: Scenario) -> Iterator[Problem]:
    """Every shift overlaps with the opening hours of some channel that the team serves."""
    for name, team in scenario.teams.items():
        open_at = _served(scenario, team)
        if open_at is None:
            continue
        for where, timetable in _timetables(name, team):
            for day, shift in timetable.week().items():
                if not _overlaps(open_at[day], shift):
                    day_name = units.WEEKDAYS[day]
                    field = f"weekly.{day_name}" if timetable.weekly else "shift"
                    accepted = (
                        f"on {day_name} every channel the team serves is closed all the shift"
                    )
                    yield fault(f"{where}.{field}", units.format_window(shift), accepted)


def _served(scenario: Scenario, team: Team) -> list[list[Window]] | None:
    """Return per weekday when a channel that the team serves is open, the next day included.

    None when that is always, or when the team serves no channel.
    """
    skills = _skills(team)
    names = {r.channel for r in scenario.reasons.values() if r.skill in skills}
    hours = [scenario.channels[n].opening_hours for n in names if n in scenario.channels]
    if not hours or None in hours:
        return None
    days = [[w for week in hours if week for w in week.get(day, ())] for day in range(7)]
    day_ms = units.DAY_MS
    return [
        _merged(days[d] + [(start + day_ms, end + day_ms) for start, end in days[(d + 1) % 7]])
        for d in range(7)
    ]


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


def _skills(team: Team) -> set[str]:
    return set(team.skills).union(*(member.skills or () for member in team.members))


def _timetables(name: str, team: Team) -> Iterator[tuple[str, Timetable]]:
    for kind, timetables in (("patterns", team.patterns), ("members", team.members)):
        for i, timetable in enumerate(timetables):
            yield f"teams.{name}.{kind}[{i}]", timetable


ALL: tuple[Check, ...] = (
    warm_up_ends,
    rates_stay_possible,
    channels_exist,
    skills_are_held,
    skills_are_needed,
    tiers_are_staffed,
    escalations_arrive,
    agents_are_planned,
    agent_names_differ,
    breaks_fit_the_pattern,
    shifts_meet_opening_hours,
)
