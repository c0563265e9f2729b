"""Planned shifts: weeks in turn, sites in other time zones, time off the floor."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from toys import always_open

from cssim.roster import Roster, draw_roster, plan_roster
from cssim.scenario.blocks import OFF_FLOOR, minutes_of, placed
from cssim.units import WEEKDAYS

HOUR = 3_600_000


def _roster(*patterns: dict[str, Any], size: int = 1, **more: Any) -> Roster:
    more = {"horizon": "7 d", "teams__desk__size": size, **more}
    return draw_roster(always_open(teams__desk__patterns=list(patterns), **more), 1, 0)


def _hours(shifts: Any) -> list[str]:
    """Return shifts as ``agent start-until``, in hours of the run."""
    return [f"{x.agent} {x.start / HOUR:g}-{x.until / HOUR:g}" for x in shifts]


def _pattern(shift: str, *days: str, **more: Any) -> dict[str, Any]:
    return {"shift": shift, "days": list(days), **more}


# ---- weeks in turn, sites ----------------------------------------------------------


def test_weeks_take_turns_from_the_week_of_the_start() -> None:
    early, late = {"monday": "06:00-14:00"}, {"monday": "14:00-22:00", "tuesday": "14:00-18:00"}
    roster = _roster(
        {"weeks": [early, late, {}]}, {"weeks": [late, {}, early]}, size=2, horizon="28 d"
    )
    week = 7 * 24
    first = [f"0 {6 + n * week}-{14 + n * week}" for n in (0, 3)]
    second = [f"0 {14 + week}-{22 + week}", f"0 {38 + week}-{42 + week}"]
    mine = [row for row in _hours(roster.shifts) if row.startswith("0")]
    assert mine == [first[0], *second, first[1]]
    assert _hours(x for x in roster.shifts if x.agent == 1) == [
        "1 14-22", "1 38-42", f"1 {6 + 2 * week}-{14 + 2 * week}",
        f"1 {14 + 3 * week}-{22 + 3 * week}", f"1 {38 + 3 * week}-{42 + 3 * week}",
    ]  # fmt: skip


def test_the_night_before_the_start_belongs_to_the_last_of_the_weeks() -> None:
    """A run from Monday 00:00: Sunday's night shift is that of the week before, so the last."""
    weeks = [{"sunday": "22:00-02:00"}, {"sunday": "20:00-06:00", "monday": "09:00-10:00"}]
    roster = _roster({"weeks": weeks}, size=1, horizon="6 d")
    assert _hours(roster.shifts) == ["0 0-6"]
    later = _roster({"weeks": weeks}, size=1, horizon="4 d", start="2024-01-07 12:00")  # Sunday
    assert _hours(later.shifts) == ["0 10-14", "0 21-22"]


def _at_site(offset: str, shift: str, *days: str, **more: Any) -> Roster:
    more = {"sites": {"away": {"utc_offset": offset}}, "teams__desk__site": "away", **more}
    return _roster(_pattern(shift, *days), size=1, **more)


def test_shifts_are_in_the_local_time_of_the_site() -> None:
    # 09:00 in Manila (+08:00) is 01:00 UTC; in New York (-05:00) 14:00 UTC.
    assert _hours(_at_site("+08:00", "09:00-17:00", "tuesday").shifts) == ["0 25-33"]
    assert _hours(_at_site("-05:00", "09:00-17:00", "tuesday").shifts) == ["0 38-46"]
    here = {"utc_offset": "=+01:00"}
    assert _hours(_at_site("+01:00", "09:00-17:00", "tuesday", **here).shifts) == ["0 33-41"]
    assert _hours(_at_site("+05:30", "09:00-17:00", "tuesday", **here).shifts) == ["0 28.5-36.5"]


def test_days_belong_to_the_calendar_of_the_site() -> None:
    """At instant 0, Monday 00:00, it is Sunday 19:00 in New York and 14:00 on Kiritimati."""
    west = _at_site("-05:00", "18:00-23:00", "sunday", horizon="7 d")
    assert _hours(west.shifts) == ["0 0-4", f"0 {7 * 24 - 1}-{7 * 24 + 4}"]
    # The weekday at the site, not at home: its Tuesday begins at Monday 10:00.
    east = _at_site("+14:00", "00:00-08:00", "tuesday", horizon="7 d")
    assert _hours(east.shifts) == ["0 10-18"]
    # Far apart: a run from Monday 00:00 at -12:00, where it is Tuesday 02:00 at +14:00.
    far = _at_site("+14:00", "22:00-06:00", "monday", utc_offset="=-12:00", horizon="8 d")
    assert _hours(far.shifts) == ["0 0-4", f"0 {6 * 24 + 20}-{6 * 24 + 28}"]


def test_a_night_shift_of_a_site_that_is_under_way_at_the_start_begins_there() -> None:
    # Manila 08:00 on Monday at instant 0; its Sunday night shift, 20:00-09:00, has 1 h left.
    shifts = _at_site("+08:00", "20:00-09:00", "sunday", horizon="1 d").shifts
    assert _hours(shifts) == ["0 0-1"]


def test_two_sites_half_a_day_apart_follow_the_sun() -> None:
    """The same local day shift at two sites covers day and night."""
    shift = {"days": [*WEEKDAYS], "shift": "08:00-20:00"}
    scenario = always_open(
        horizon="3 d",
        sites={"manila": {"utc_offset": "+08:00"}, "brazil": {"utc_offset": "-04:00"}},
        teams={
            site: {"size": 1, "skills": ["help"], "site": site, "patterns": [shift]}
            for site in ("manila", "brazil")
        },
    )
    roster = plan_roster(scenario)
    spans = sorted((x.start / HOUR, x.until / HOUR) for x in roster.shifts)
    assert spans == [(0, 12), (12, 24), (24, 36), (36, 48), (48, 60), (60, 72)]


# ---- planned time off the floor ----------------------------------------------------


def _blocks(roster: Roster) -> list[list[tuple[float, float, str]]]:
    """Return per shift the time off the floor in minutes after the start."""
    return [
        [((a.start - x.start) / 60e3, (a.until - x.start) / 60e3, a.state) for a in x.away]
        for x in roster.shifts
    ]


def test_shrinkage_takes_its_share_of_each_shift_at_another_time_for_each_agent() -> None:
    shares = {"training": 0.05, "meeting": 0.02}
    breaks = [{"at": "12:00", "length": "30 min"}]
    days = _pattern("08:00-16:00", "monday", breaks=breaks)
    roster = _roster(days, size=40, horizon="1 d", teams__desk__shrinkage=shares)
    starts = []
    for blocks in _blocks(roster):
        assert (240.0, 270.0, "break") in blocks
        spent = {state: sum(b - a for a, b, s in blocks if s == state) for state in shares}
        # 5 % and 2 % of 480 min: 24 min, and 9.6 min rounded to 10.
        assert spent == {"training": 24, "meeting": 10}
        ends = [0.0, *(until for _, until, _ in blocks)]
        assert all(a >= before for (a, _, _), before in zip(blocks, ends, strict=False))
        assert ends[-1] <= 480
        assert all(a == int(a) for a, _, _ in blocks)
        starts += [a for a, _, state in blocks if state == "training"]
    # Nobody's training coincides with everybody's: at most 4 of 40 are in training at once,
    # where 40 x 24 / 450 = 2.1 would be on average.
    at_once = max(sum(a <= t < a + 24 for a in starts) for t in range(480))
    assert at_once <= 4


def test_shrinkage_of_a_short_shift_is_at_least_a_minute_and_none_is_none() -> None:
    days = _pattern("08:00-08:30", "monday")
    shares = {"training": 0.001, "meeting": 0.0, "coaching": 0.05}
    (blocks,) = _blocks(_roster(days, size=1, horizon="1 d", teams__desk__shrinkage=shares))
    # 5 % of 30 min is 1.5 min, rounded up at the half.
    assert sorted((state, b - a) for a, b, state in blocks) == [("coaching", 2), ("training", 1)]


def test_a_block_starts_at_the_agent_s_turn_among_the_minutes_where_it_fits() -> None:
    """Turns are multiples of the golden section: 0.618, 0.236, 0.854 of the minutes."""
    shift = "08:00-16:00"
    share = {"training": 0.125}  # 60 min, which may start at any of 421 minutes
    plain = _roster(_pattern(shift, "monday"), size=3, horizon="1 d",
                    teams__desk__shrinkage=share)  # fmt: skip
    assert [blocks[0][:2] for blocks in _blocks(plain)] == [(260, 320), (99, 159), (359, 419)]
    breaks = [{"at": "12:30", "length": "30 min"}, {"at": "15:00", "length": "20 min"}]
    around = _roster(_pattern(shift, "monday", breaks=breaks), size=3, horizon="1 d",
                     teams__desk__shrinkage=share)  # fmt: skip
    training = [[b[:2] for b in blocks if b[2] == "training"] for blocks in _blocks(around)]
    # 211 minutes before 270, then 61 from 300 on, and none after 440: places 168, 64, 232.
    assert training == [[(168, 228)], [(64, 124)], [(321, 381)]]


def test_a_block_longer_than_any_gap_is_cut_by_the_breaks() -> None:
    breaks = [{"at": at, "length": "30 min"} for at in ("09:00", "10:30", "12:00", "13:30")]
    days = _pattern("08:00-15:00", "monday", breaks=breaks)
    (blocks,) = _blocks(_roster(days, size=1, horizon="1 d",
                                teams__desk__shrinkage={"training": 0.25}))  # fmt: skip
    # 105 min, no gap longer than 60 min: from gap 0.618 x 5 on, gap by gap.
    assert [b[:2] for b in blocks if b[2] == "training"] == [(270, 330), (360, 405)]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 46), st.integers(1, 60)), max_size=4),
    st.dictionaries(st.sampled_from(OFF_FLOOR), st.floats(0, 0.1), max_size=4),
)
def test_blocks_never_overlap_and_take_just_their_minutes(
    number: int, breaks: list[tuple[int, int]], shares: dict[str, float]
) -> None:
    minute = 60_000
    shift = (0, 480 * minute)
    taken: list[tuple[int, int]] = []
    for tenth, length in sorted(breaks):
        start = max(tenth * 10, taken[-1][1] // minute if taken else 0)
        if start + length <= 480:
            taken.append((start * minute, (start + length) * minute))
    blocks = list(placed(shift, shares, number, taken))
    everything = sorted([*taken, *(b[:2] for b in blocks)])
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(everything))
    assert all(0 <= a < b <= shift[1] for a, b in everything)
    for state, share in shares.items():
        spent = sum(b - a for a, b, s in blocks if s == state)
        assert spent == minutes_of(shift, share) * minute
