"""The teams of a calibrated scenario: who works when, with what skills and speed."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from cssim import units
from cssim.calibrate.presence import BIN_S
from cssim.calibrate.times import DAY_S
from cssim.calibrate.week import Break, Member

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration

Content = dict[str, Any]
HALF_HOUR_S = 1_800.0
TYPICAL_BREAKS = 4
"""Breaks of the pattern that added agents follow."""


def team_contents(found: Calibration) -> tuple[Content, list[str]]:
    """Return the teams as a scenario writes them, and what to say about them."""
    if not found.week.members:
        return _guessed(found), [
            "The log names no agents: size by the square-root rule from the busiest half hour.",
        ]
    homes = _homes(found)
    teams = {}
    for team in sorted(set(homes.values())):
        members = [m for m in found.week.members if homes[m.name] == team]
        teams[team] = _team(found, members)
    return teams, _staffing_lines(found, homes)


def _homes(found: Calibration) -> dict[str, str]:
    """Return each member's team: the one whose reasons he served most."""
    separate = {
        reason: team for team, reasons in found.mapping.separate_teams.items() for reason in reasons
    }
    served = found.log.attempts[found.log.attempts["agent"] != ""]
    team = served["reason"].map(lambda reason: separate.get(reason, found.mapping.team))
    homes = team.groupby(served["agent"]).agg(lambda t: t.mode().iloc[0])
    return {member.name: str(homes[member.name]) for member in found.week.members}


def _staffing_lines(found: Calibration, homes: dict[str, str]) -> list[str]:
    floor, week = found.floor, found.week
    lines = [
        f"{len(floor.shifts):,} shifts of {len(floor.skills)} agents seen from their calls. The"
        " week is put together from",
        f"real shifts so that agents on the floor, quarter by quarter, match the mean: seen"
        f" {week.seen.sum() * BIN_S / 3600:.0f} h,",
        f"here {week.fitted.sum() * BIN_S / 3600:.0f} h. Breaks are the time off the floor"
        f" ({_away_share(found):.0%} of the shifts): gaps in which",
        "customers waited and the agent took none. Idle time before the first and after the last",
        "call is not seen. Absence is in the week already. Speeds: talk against the reason's mean.",
    ]
    for team, reasons in found.mapping.separate_teams.items():
        if team not in homes.values():
            able = [a for a, skills in floor.skills.items() if set(reasons) & set(skills)]
            lines.append(
                f"Nobody works for {team} only: {len(able)} agents took"
                f" {', '.join(reasons)} between other calls, and have the skill."
            )
    return lines


def _away_share(found: Calibration) -> float:
    shifts = found.floor.shifts
    return float(shifts["away_s"].sum() / (shifts["end"] - shifts["start"]).sum())


def _team(found: Calibration, members: list[Member]) -> Content:
    written = [_member(found, member) for member in members]
    counts = Counter(skill for member in written for skill in member["skills"])
    common = [reason for reason in found.reasons if 2 * counts[reason] >= len(members)]
    return {
        "size": len(members),
        "skills": {reason: {} for reason in common or found.reasons[:1]},
        **found.mapping.assumptions.wage(),
        "absence": 0.0,
        "patterns": _patterns(found, members),
        "members": written,
    }


def _member(found: Calibration, member: Member) -> Content:
    pace = found.pace.get(member.name)
    speed = round(min(max(pace.speed if pace else 1.0, 0.1), 10.0), 3)
    skills = [s for s in found.floor.skills[member.name] if s in found.reasons]
    content: Content = {
        "name": member.name,
        "skills": {skill: {"speed": speed} for skill in skills or found.reasons[:1]},
        "weekly": {
            units.WEEKDAYS[weekday]: _window(*shift)
            for weekday, shift in sorted(member.shifts.items())
        },
    }
    if breaks := [_break(pause) for pause in _fitting(member)]:
        content["breaks"] = breaks
    return content


def _window(start: float, end: float) -> str:
    return units.format_window((round(start * 1000), round(end * 1000)))


def _break(pause: Break) -> Content:
    minutes = round(pause.length / 60)
    at = units.format_time(round(pause.at / 60) * 60_000 % units.DAY_MS)
    return {"at": at, "length": units.format_duration(minutes * units.MINUTE_MS)}


def _fitting(member: Member) -> list[Break]:
    """Return the breaks cut to end within the longest-lasting of the shifts they start in."""
    fitting = []
    for pause in member.breaks:
        room = max(
            (b - pause.at for a, b in member.shifts.values() if a <= pause.at < b), default=0
        )
        length = math.floor(min(pause.length, room) / 60) * 60
        if length >= 60:
            fitting.append(Break(pause.at, length))
    return fitting


def _patterns(found: Calibration, members: list[Member]) -> list[Content]:
    """Return the two commonest shifts, for agents added to the team later."""
    windows = Counter(
        (round(a / HALF_HOUR_S) * HALF_HOUR_S, round(b / HALF_HOUR_S) * HALF_HOUR_S)
        for member in members
        for a, b in member.shifts.values()
    )
    common = sorted(windows, key=lambda w: (-windows[w], w))[:2]
    return [_pattern(found, start, end) for start, end in sorted(common) if end > start]


def _pattern(found: Calibration, start: float, end: float) -> Content:
    days = [
        name
        for weekday, name in enumerate(units.WEEKDAYS)
        if _open_share(found, weekday, start, end) > 0.9
    ]
    if not days:
        days = [units.WEEKDAYS[d] for d in range(7) if found.grid.is_open[d].any()]
    content: Content = {"agents": 1, "days": days, "shift": _window(start, end)}
    length = math.floor(_away_share(found) * (end - start) / TYPICAL_BREAKS / 60) * 60
    if length >= 60:
        step = (end - start) / TYPICAL_BREAKS
        pauses = [
            Break(start + (i + 0.5) * step - length / 2, length) for i in range(TYPICAL_BREAKS)
        ]
        content["breaks"] = [_break(pause) for pause in pauses]
    return content


def _open_share(found: Calibration, weekday: int, start: float, end: float) -> float:
    at = np.arange(start, end, 300.0)
    cell = (at % DAY_S // found.grid.interval_s).astype(int)
    day = (weekday + (at >= DAY_S)) % 7
    return float(found.grid.is_open[day, cell].mean())


def _guessed(found: Calibration) -> Content:
    load = np.zeros_like(found.grid.is_open, dtype=float)
    for reason in found.reasons:
        mean = found.handling[reason].fit.distribution.mean
        load += found.rates[reason].per_hour * mean / 3600
    peak = float(load.max())
    size = math.ceil(peak + math.sqrt(peak))
    weekly = {
        units.WEEKDAYS[d]: _window(w[0][0] / 1000, w[-1][1] / 1000)
        for d in range(7)
        if (w := found.grid.windows(d))
    }
    skills = {reason: {} for reason in found.reasons}  # type: Content
    return {
        found.mapping.team: {
            "size": size,
            "skills": skills,
            **found.mapping.assumptions.wage(),
            "absence": 0.0,
            "patterns": [{"agents": 1, "weekly": weekly}],
        }
    }
