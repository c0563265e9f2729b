"""Weeks in turn, sites, shrinkage, lateness, duties, calls and moves: what a file may say."""

from __future__ import annotations

from typing import Any

import pytest
from bank import BANK, changed, refusal

from cssim.scenario import Scenario, parse
from cssim.scenario.staffing import ahead_of

HOUR = 3_600_000
SITES = 'sites: {manila: {utc_offset: "+08:00"}, lima: {utc_offset: "-05:30"}}\n'
MOVES = "intraday: [{from: frontline, to: reserve, agents: 3, waiting_above: 4, length: 30 min}]\n"


def _team(**more: Any) -> Scenario:
    changes = {f"teams.frontline.{key}": value for key, value in more.items()}
    return parse(BANK + SITES, {"channels.phone.opening_hours": None, **changes})


def test_everything_off_is_the_default() -> None:
    team = parse(BANK).teams["frontline"]
    assert (team.site, team.late, team.overtime_limit, team.duties) == (None, None, None, None)
    assert (team.joins_above, team.call_in, team.at_shift_end) == (None, None, "finish")
    assert (dict(team.shrinkage), team.languages) == ({}, ())
    assert [pause.movable for pause in team.patterns[0].breaks] == [0, 0]
    assert (dict(parse(BANK).sites), parse(BANK).utc_offset, parse(BANK).intraday) == ({}, 0, ())


def test_what_is_given_is_read_and_written_back() -> None:
    late = {"share": 0.05, "time": {"distribution": "exponential", "mean": "10 min"}}
    found = _team(site="manila", late=late, shrinkage={"training": 0.05, "break": 0},
                  at_shift_end="hand_over", duties="coaching", joins_above=3)  # fmt: skip
    assert parse(found.dump()) == found
    team = found.teams["frontline"]
    assert team.late is not None and team.late.time.to_distribution().mean == 600
    assert dict(team.shrinkage) == {"training": 0.05, "break": 0}
    moved = parse(BANK + MOVES)
    assert parse(moved.dump()) == moved
    (move,) = moved.intraday
    assert (move.source, move.to, move.agents) == ("frontline", "reserve", 3)
    assert (move.waiting_above, move.length) == (4, HOUR // 2)
    assert parse(moved.dump(), {"intraday[0].from": "reserve", "intraday[0].to": "frontline"})


def test_an_offset_counts_from_utc_and_a_team_is_ahead_by_the_difference() -> None:
    assert [_team().sites[name].utc_offset for name in ("manila", "lima")] == [
        8 * HOUR,
        -5.5 * HOUR,
    ]
    west = parse(_team(site="manila").dump(), {"utc_offset": "=-12:00"})
    assert ahead_of(west, "frontline") == 20 * HOUR
    assert ahead_of(west, "seniors") == 0
    assert 'utc_offset: "-12:00"' in west.dump()


def test_weeks_are_a_timetable_of_their_own() -> None:
    weeks = '{agents: 2, weeks: [{monday: "22:00-06:00"}, {}, {friday: "07:00-14:00"}]}'
    old = '{agents: 2, weekly: {monday: "22:00-06:00", friday: "07:00-14:00"}}'
    pattern = parse(changed(old, weeks)).teams["frontline"].patterns[1]
    night, morning = (22 * HOUR, 30 * HOUR), (7 * HOUR, 14 * HOUR)
    assert pattern.rota() == ({0: night}, {}, {4: morning})
    assert pattern.shifts() == ((0, night), (4, morning))


WEEKLY = '{agents: 2, weekly: {monday: "22:00-06:00", friday: "07:00-14:00"}}'
REFUSED = [
    (WEEKLY, '{weeks: [{monday: "22:00-06:00"}], days: [monday], shift: "07:00-12:00"}',
     "patterns[1].weeks", "beside days and shift"),
    (WEEKLY, '{weeks: [{monday: "22:00-06:00"}], weekly: {monday: "07:00-12:00"}}',
     "patterns[1].weeks", "or weekly"),
    (WEEKLY, "{weeks: [{}, {}]}", "patterns[1].weeks", "a shift in some week"),
    # Sunday night of the second week runs into Monday morning of the first.
    (WEEKLY, '{weeks: [{monday: "05:00-10:00"}, {friday: "07:00-12:00", sunday: "22:00-06:00"}]}',
     "patterns[1].weeks[1].sunday", "before the next one starts"),
    (WEEKLY, '{weeks: [{monday: "22:00-06:00"}], breaks: [{at: "12:00", length: 5 min}]}',
     "patterns[1].breaks[0]", "within a shift"),
    ('at: "10:00", length: 15 min', 'at: "10:00", length: 15 min, movable: 25 h',
     "patterns[0].breaks[0].movable", "from 0 s to 24 h"),
    ("authority: 0.25", "late: {share: 1.5, time: {distribution: deterministic, mean: 5 min}}",
     "teams.frontline.late.share", "from 0 to 1"),
    ("authority: 0.25", "shrinkage: {lunch: 0.1}", "teams.frontline.shrinkage", "one of break"),
    ("authority: 0.25", "shrinkage: {training: 0.6, meeting: 0.35}", "teams.frontline.shrinkage",
     "time on the floor"),
    ("authority: 0.25", "overtime_limit: 5 min, at_shift_end: hand_over", "frontline", None),
    ("authority: 0.25", "duties: coaching", "teams.frontline.joins_above", "together"),
    ("authority: 0.25", "joins_above: 3", "teams.frontline.duties", "together"),
    ("authority: 0.25", "duties: lunch", "teams.frontline.duties", "coaching"),
    ("authority: 0.25", "call_in: {waiting_above: 3}", "teams.frontline.call_in", "not on call"),
    ("on_call: true", "on_call: true\n    shrinkage: {training: 0.1}", "teams.reserve.shrinkage",
     "on call"),
    ("on_call: true", "on_call: true\n    call_in: {waiting_above: -1}",
     "teams.reserve.call_in.waiting_above", "from 0"),
    ("authority: 0.25", "site: mars", "teams.frontline.site", "unknown site"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "told"), REFUSED)
def test_what_makes_no_sense_is_refused(old: str, new: str, where: str, told: str | None) -> None:
    text = changed(old, new.replace(", at_shift_end", "\n    at_shift_end"))
    lines = refusal(text + SITES)
    where, told = (where, told) if told else ("overtime_limit", "hand_over")
    assert any(where in line and told in line for line in lines), lines


@pytest.mark.parametrize(
    ("text", "where", "told"),
    [
        ('sites: {a: {utc_offset: "8"}}', "sites.a.utc_offset", '"+14:00"'),
        ('sites: {a: {utc_offset: "+14:30"}}', "sites.a.utc_offset", '"+14:30"'),
        ('utc_offset: "-13:00"', "utc_offset", '"-13:00"'),
        ("intraday: [{from: frontline}]", "intraday[0].to", "missing"),
        ("intraday: [{from: frontline, to: nobody}]", "intraday[0].to", "unknown team"),
        ("intraday: [{from: reserve, to: reserve}]", "intraday[0].to", "another team"),
        ("intraday: [{from: frontline, to: seniors}]", "intraday[0].to", "a team of tier 1"),
        ("intraday: [{from: frontline, to: reserve, agents: 0}]", "intraday[0].agents", "from 1"),
    ],
)
def test_sites_and_moves_that_make_no_sense_are_refused(text: str, where: str, told: str) -> None:
    lines = refusal(BANK + text + "\n")
    assert any(where in line and told in line for line in lines), lines


def test_teams_that_share_no_skill_cannot_help_each_other() -> None:
    apart = changed(
        "skills: {accounts: {speed: 1.1, resolve: 0.7}, loans: {}}", "skills: [accounts]"
    )
    apart = apart.replace("skills: [accounts, loans]}", "skills: [accounts]}")
    lines = refusal(apart + MOVES)
    assert any("intraday[0].to" in line and "share a skill" in line for line in lines), lines
