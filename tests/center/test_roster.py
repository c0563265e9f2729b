"""Who is planned when: patterns, nights, breaks, individuals, and each agent's own luck."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats
from toys import always_open, two_tiers

from cssim.roster import Away, Roster, Shift, draw_roster
from cssim.streams import stream
from cssim.units import WEEKDAYS

HOUR = 3_600_000
MONDAY = "2024-01-01 00:00"


def _roster(*patterns: dict[str, Any], seed: int = 1, replication: int = 0, **more: Any) -> Roster:
    desk = {
        f"teams__desk__{key}": more.pop(key)
        for key in ("size", "absence", "members")
        if key in more
    }
    if patterns:
        desk["teams__desk__patterns"] = list(patterns)
    return draw_roster(
        always_open(horizon=more.pop("horizon", "7 d"), **desk, **more), seed, replication
    )


def _hours(shifts: Any) -> list[str]:
    """Return shifts as ``agent start-until``, in hours of the run."""
    return [f"{x.agent} {x.start / HOUR:g}-{x.until / HOUR:g}" for x in shifts]


def _pattern(shift: str, *days: str, **more: Any) -> dict[str, Any]:
    return {"shift": shift, "days": list(days), **more}


def test_agents_follow_the_patterns_in_turn() -> None:
    roster = _roster(
        _pattern("06:00-14:00", "monday", agents=2),
        _pattern("14:00-22:00", "monday", agents=1),
        size=7,
        horizon="1 d",
    )
    assert _hours(roster.shifts) == [
        "0 6-14", "1 6-14", "2 14-22", "3 6-14", "4 6-14", "5 14-22", "6 6-14",
    ]  # fmt: skip
    assert [card.name for card in roster.agents][:2] == ["desk-01", "desk-02"]


def test_days_are_those_of_the_calendar() -> None:
    days = _pattern("09:00-17:00", "monday", "wednesday")
    weekly = {"weekly": {"friday": "08:00-12:00", "sunday": "10:00-11:00"}}
    roster = _roster(days, weekly, size=2, horizon="10 d", start="2024-01-03 00:00")  # Wednesday
    assert _hours(roster.shifts) == [
        "0 9-17", "0 129-137", "0 177-185", "1 56-60", "1 106-107", "1 224-228",
    ]  # fmt: skip


def test_only_shifts_that_start_before_the_horizon_are_planned() -> None:
    everyday = ("monday", "tuesday", "wednesday")
    roster = _roster(_pattern("09:00-17:00", *everyday), size=1, horizon="33 h")
    assert _hours(roster.shifts) == ["0 9-17"]
    roster = _roster(_pattern("09:00-17:00", *everyday), size=1, horizon="34 h")
    assert _hours(roster.shifts) == ["0 9-17", "0 33-41"]


def test_a_night_shift_ends_on_the_next_day() -> None:
    breaks = [{"at": "23:00", "length": "15 min"}, {"at": "03:00", "length": "30 min"}]
    (shift,) = _roster(
        _pattern("22:00-06:00", "monday", breaks=breaks), size=1, horizon="2 d"
    ).shifts
    assert _hours([shift]) == ["0 22-30"]
    assert [(a.start / HOUR, a.until / HOUR) for a in shift.away] == [(23, 23.25), (27, 27.5)]


def _away(shift: str, *breaks: tuple[str, str]) -> list[tuple[float, float]]:
    planned = [{"at": at, "length": length} for at, length in breaks]
    (found,) = _roster(_pattern(shift, "monday", breaks=planned), size=1, horizon="1 d").shifts
    return [(a.start / HOUR, a.until / HOUR) for a in found.away]


def test_breaks_come_in_order_of_time() -> None:
    found = _away("08:00-16:00", ("14:00", "15 min"), ("10:00", "30 min"))
    assert found == [(10, 10.5), (14, 14.25)]


def test_a_shift_may_begin_and_end_with_time_off_the_floor() -> None:
    found = _away("08:00-16:00", ("08:00", "30 min"), ("15:30", "30 min"))
    assert found == [(8, 8.5), (15.5, 16)]


def test_of_several_shifts_each_has_the_breaks_that_lie_in_it() -> None:
    weekly = {"monday": "08:00-16:00", "tuesday": "12:00-20:00", "wednesday": "08:00-12:15"}
    breaks = [{"at": "12:00", "length": "30 min"}, {"at": "17:00", "length": "15 min"}]
    roster = _roster({"weekly": weekly, "breaks": breaks}, size=1)
    midnight = [0, 24, 48]
    found = [
        [(a.start / HOUR - m, a.until / HOUR - m) for a in shift.away]
        for shift, m in zip(roster.shifts, midnight, strict=True)
    ]
    # On Tuesday the shift begins with its break; Wednesday's ends before the break would.
    assert found == [[(12, 12.5)], [(12, 12.5), (17, 17.25)], []]


def test_individuals_replace_the_defaults_of_the_first_agents() -> None:
    members = [
        {"name": "anna", "proficiency": 0.9, "weekly": {"tuesday": "10:00-12:00"}},
        {"skills": {"help": {"speed": 1.5, "resolve": 0.9}}},
    ]
    roster = _roster(_pattern("09:00-17:00", "monday"), size=3, members=members)
    assert [card.name for card in roster.agents] == ["anna", "desk-02", "desk-03"]
    assert [card.proficiency for card in roster.agents] == [0.9, 0.758, 0.758]
    assert [card.skills[0] for card in roster.agents] == [(1.0, 0.7), (1.5, 0.9), (1.0, 0.7)]
    assert _hours(roster.shifts) == ["0 34-36", "1 9-17", "2 9-17"]


def test_agents_are_numbered_by_team_name_and_know_their_reasons() -> None:
    roster = draw_roster(
        two_tiers(teams__seniors__skills=["technical"], reasons__billing__escalate=0), 1, 0
    )
    assert [card.team for card in roster.agents] == [0] * 9 + [1] * 3
    assert {tuple(card.skills) for card in roster.agents[:9]} == {(0, 1)}
    assert {tuple(card.skills) for card in roster.agents[9:]} == {(1,)}
    assert roster.agents[0].skills[1] == (0.9, 0.6)


def test_the_staff_multiplier_rounds_half_up() -> None:
    for factor, size in ((0.5, 4), (1.5, 11), (0, 0)):
        assert len(_roster(size=7, multipliers__staff=factor).agents) == size


# ---- absence -----------------------------------------------------------------------


def _absent(roster: Roster) -> dict[tuple[int, int], bool]:
    return {(x.agent, x.start): x.absent for x in roster.shifts}


def test_the_same_seed_gives_the_same_absences_and_another_does_not() -> None:
    first = _absent(_roster(size=30, absence=0.3))
    assert _absent(_roster(size=30, absence=0.3)) == first
    assert _absent(_roster(size=30, absence=0.3, replication=1)) != first
    assert _absent(_roster(size=30, absence=0.3, seed=2)) != first


def test_one_agent_more_leaves_the_others_as_they_were() -> None:
    few, more = (_roster(size=size, absence=0.3) for size in (30, 31))
    assert more.agents[:30] == few.agents
    assert tuple(x for x in more.shifts if x.agent < 30) == few.shifts


def test_a_team_or_a_day_more_leaves_the_absences_as_they_were() -> None:
    base = draw_roster(two_tiers(teams__seniors__absence=0.4, teams__seniors__size=40), 1, 0)
    wider = draw_roster(
        two_tiers(teams__seniors__absence=0.4, teams__seniors__size=40, teams__frontline__size=3),
        1,
        0,
    )

    def seniors(roster: Roster) -> list[Shift]:
        first = next(i for i, card in enumerate(roster.agents) if card.team == 1)
        return [x.absent for x in roster.shifts if x.agent >= first]  # type: ignore[misc]

    assert seniors(base) == seniors(wider) and any(seniors(base))
    week, fortnight = (_absent(_roster(absence=0.3, horizon=f"{n} d")) for n in (7, 14))
    assert {key: fortnight[key] for key in week} == week


def test_more_absence_only_adds_absences() -> None:
    some, more = (_absent(_roster(size=50, absence=chance)) for chance in (0.1, 0.2))
    assert all(more[key] for key, absent in some.items() if absent)
    assert sum(more.values()) > sum(some.values()) > 0


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 0), (1.0, 7 * 40)])
def test_nobody_or_everybody_is_absent(chance: float, expected: int) -> None:
    assert sum(_absent(_roster(size=40, absence=chance)).values()) == expected


def test_the_share_of_absences_is_that_of_the_scenario() -> None:
    # 1400 agent-days at a false-alarm rate of 0.001 (binomial); a twin 5 points off shows.
    absent = np.array(list(_absent(_roster(size=200, absence=0.1)).values()))
    assert stats.binomtest(int(absent.sum()), len(absent), 0.1).pvalue > 0.001
    assert stats.binomtest(int(absent.sum()), len(absent), 0.15).pvalue < 0.001


def test_shifts_under_way_at_the_start_begin_there() -> None:
    days = {"days": ["monday"], "shift": "09:00-17:00"}
    shift = _roster(days, start="2024-01-01 12:00", size=1).shifts[0]
    assert (shift.start, shift.until) == (0, 5 * HOUR)


def test_last_night_s_shift_is_still_at_work_at_midnight() -> None:
    breaks = [{"at": "23:50", "length": "20 min"}, {"at": "01:00", "length": "10 min"}]
    night = {"days": ["sunday"], "shift": "22:00-06:00", "breaks": breaks}
    shift = _roster(night, start=MONDAY, size=1).shifts[0]
    assert (shift.start, shift.until) == (0, 6 * HOUR)
    assert [(a.start, a.until) for a in shift.away] == [(0, HOUR // 6), (HOUR, HOUR + HOUR // 6)]


# ---- coming late -------------------------------------------------------------------

LATE = {"share": 0.3, "time": {"distribution": "exponential", "mean": "20 min"}}


def _late(roster: Roster) -> dict[tuple[int, int], int]:
    return {(x.agent, x.start): x.late for x in roster.shifts}


def _drawn(**more: Any) -> Roster:
    more = {"size": 30, "teams__desk__late": LATE, "horizon": "3 d", **more}
    return _roster(_pattern("09:00-17:00", *WEEKDAYS), **more)


def test_coming_late_is_drawn_at_the_address_of_agent_and_day() -> None:
    late = _late(_drawn())
    for (agent, start), found in late.items():
        day = (start - 9 * HOUR) // (24 * HOUR)
        uniform, time = stream(1, 0, "late/desk", agent, day + 1).random(2)
        expected = round(-1000 * 1200 * math.log1p(-time)) if uniform < 0.3 else 0
        assert abs(found - expected) <= 1
    assert 10 < sum(found > 0 for found in late.values()) < 50


def test_coming_late_leaves_absences_and_other_agents_as_they_were() -> None:
    base = _drawn(teams__desk__late=None, absence=0.3)
    late = _drawn(absence=0.3)
    assert _absent(late) == _absent(base)
    assert not any(x.late for x in late.shifts if x.absent)
    few = _late(_drawn(size=20))
    assert {key: value for key, value in _late(_drawn()).items() if key[0] < 20} == few
    more = _late(_drawn(teams__desk__late__share=0.6))
    assert all(more[key] == value for key, value in _late(_drawn()).items() if value)


def test_who_comes_late_misses_what_was_planned_before() -> None:
    breaks = [{"at": "10:00", "length": "15 min"}, {"at": "12:00", "length": "30 min"}]
    always = {"share": 1, "time": {"distribution": "deterministic", "mean": "61 min"}}
    roster = _roster(_pattern("09:00-17:00", "monday", breaks=breaks), size=1, horizon="1 d",
                     teams__desk__late=always)  # fmt: skip
    (shift,) = roster.shifts
    assert (shift.start, shift.late) == (9 * HOUR, 61 * 60_000)
    assert [a.start / HOUR for a in shift.away] == [12]


def test_nobody_comes_after_the_end_of_the_shift_or_before_the_start_of_the_run() -> None:
    long = {"share": 1, "time": {"distribution": "deterministic", "mean": "9 h"}}
    (shift,) = _roster(_pattern("09:00-17:00", "monday"), size=1, horizon="1 d",
                       teams__desk__late=long).shifts  # fmt: skip
    assert shift.late == shift.until - shift.start
    for start, left in (("2024-01-01 12:00", 6), ("2024-01-01 18:00", 0)):
        (shift,) = _roster(_pattern("09:00-22:00", "monday"), size=1, horizon="1 h",
                           teams__desk__late=long, start=start).shifts  # fmt: skip
        assert (shift.start, shift.late) == (0, left * HOUR)


def test_a_break_under_way_at_the_start_cannot_move_further_than_it_could() -> None:
    breaks = [{"at": "12:00", "length": "30 min", "movable": "20 min"}]
    days = _pattern("09:00-17:00", "monday", breaks=breaks)
    (shift,) = _roster(days, size=1, horizon="1 d", start="2024-01-01 12:15").shifts
    assert shift.away == (Away(0, 15 * 60_000, "break", 5 * 60_000),)
