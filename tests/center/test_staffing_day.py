"""Lateness, movable breaks, time off the floor, sites: small days by hand, and drawn ones.

Each mechanism is lived off and on over the same customers, so that what it costs and what
it brings stand side by side.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from audited import lived
from days import Day, card, luck, s, shift
from told import lines, told
from toys import always_open

from cssim.center.settings import ReasonSettings
from cssim.journal import Journal
from cssim.roster import Shift

STATES, PEOPLE = "agent from until state", "at agent what until state"
SERVED = "contact agent queued answered ended how"


def _day(contacts: Any, agents: str, shifts: Any) -> Journal:
    return Day(contacts, [card(name) for name in agents], shifts, {"horizon": s(400)}).live()


# ---- coming late -------------------------------------------------------------------


def _late(plan: Shift, seconds: float) -> Shift:
    return replace(plan, late=s(seconds))


def test_who_comes_late_is_absent_until_then_and_keeps_the_planned_end() -> None:
    contacts = [(10, luck((30, 0, 0))), (290, luck((20, 0, 0)))]
    plan = shift(0, 0, 300, (200, 210))
    late = _day(contacts, "a", [_late(plan, 60)])
    assert told(late, "agent_states", STATES) == lines("""
        a   0  60 absent
        a  60  90 talk
        a  90 200 idle
        a 200 210 break
        a 210 290 idle
        a 290 310 talk
    """)
    assert told(late, "people", PEOPLE) == lines("""
          0 a shift_start 300 -
          0 a late         60 -
        200 a away_due    210 break
    """)
    on_time = _day(contacts, "a", [plan])
    # What it costs: the first customer waits 50 s.
    assert told(on_time, "legs", SERVED)[0] == "0.1 a 10 10 40 resolved"
    assert told(late, "legs", SERVED)[0] == "0.1 a 10 60 90 resolved"
    assert told(late, "legs", SERVED)[1] == told(on_time, "legs", SERVED)[1]


def test_who_comes_after_the_end_of_the_shift_was_never_there() -> None:
    journal = _day([(10, luck((30, 0, 0), 100))], "a", [_late(shift(0, 0, 50), 50)])
    assert told(journal, "agent_states", STATES) == ["a 0 50 absent"]
    assert told(journal, "people", PEOPLE) == ["0 a shift_start 50 -", "0 a late 50 -"]
    assert told(journal, "contacts", "outcome") == ["abandoned"]


def test_who_is_still_at_work_from_the_shift_before_is_late_only_for_the_rest() -> None:
    contacts = [(90, luck((30, 0, 0))), (125, luck((5, 0, 0)))]
    journal = _day(contacts, "a", [shift(0, 0, 100), _late(shift(0, 110, 200), 30)])
    assert told(journal, "agent_states", STATES) == lines("""
        a   0  90 idle
        a  90 120 talk
        a 120 140 absent
        a 140 145 talk
        a 145 200 idle
    """)


def test_lateness_of_a_drawn_day_is_lived_and_passes_the_audit() -> None:
    late = {"share": 0.5, "time": {"distribution": "exponential", "mean": "20 min"}}
    journal = lived(always_open(horizon="1 d", teams__desk__late=late))
    events = told(journal, "people", "what")
    assert 0 < events.count("late") < events.count("shift_start") == 7


# ---- movable breaks ----------------------------------------------------------------


def _movable(plan: Shift, *seconds: float) -> Shift:
    away = zip(plan.away, seconds, strict=True)
    return replace(plan, away=tuple(replace(a, movable=s(by)) for a, by in away))


def test_a_movable_break_waits_until_nobody_waits() -> None:
    contacts = [(0, luck((110, 0, 0))), (90, luck((20, 0, 0)))]
    fixed = shift(0, 0, 400, (100, 130))
    base, moved = (_day(contacts, "a", [plan]) for plan in (fixed, _movable(fixed, 60)))
    # What it brings: the second customer waits 20 s instead of 50.
    assert told(base, "legs", SERVED)[1] == "1.1 a 90 140 160 resolved"
    assert told(moved, "legs", SERVED)[1] == "1.1 a 90 110 130 resolved"
    # What it costs: the break begins 20 s later, at its full length.
    assert "a 110 140 break" in told(base, "agent_states", STATES)
    assert told(moved, "agent_states", STATES) == lines("""
        a   0 110 talk
        a 110 130 talk
        a 130 160 break
        a 160 400 idle
    """)
    assert told(moved, "people", PEOPLE) == lines("""
          0 a shift_start 400 -
        100 a away_due    130 break
        100 a movable     160 -
    """)


@pytest.mark.parametrize(
    ("movable", "start"),
    [
        # One contact after the other, each of 30 s, the first free instants 120, 150, 180, …
        (0, 120),
        (20, 120),  # at the latest instant itself the break comes first
        (20.001, 150),
        (60, 180),
        (79.999, 180),
        (80.001, 210),
    ],
)
def test_a_movable_break_begins_at_the_latest_with_the_contact_in_hand(
    movable: float, start: float
) -> None:
    contacts = [(0.001 * i, luck((30, 0, 0))) for i in range(10)]
    journal = _day(contacts, "a", [_movable(shift(0, 0, 400, (100, 130)), movable)])
    breaks = [row for row in told(journal, "agent_states", STATES) if "break" in row]
    assert breaks == [f"a {start} {start + 30} break"]


def test_a_movable_break_is_on_time_when_nobody_waits() -> None:
    journal = _day([(120, luck((20, 0, 0)))], "a", [_movable(shift(0, 0, 400, (100, 130)), 60)])
    assert told(journal, "agent_states", STATES)[:3] == lines("""
        a   0 100 idle
        a 100 130 break
        a 130 150 talk
    """)


def test_who_waits_for_another_skill_does_not_move_a_break() -> None:
    contacts = [(90, luck((20, 0, 0))), (95, luck((20, 0, 0)), {"reason": 1})]
    journal = Day(
        contacts,
        [card("a"), card("b", skills=(1,))],
        [_movable(shift(0, 0, 400, (100, 130)), 60), shift(1, 200, 400)],
        {"horizon": s(400), "reasons": (ReasonSettings("billing"), ReasonSettings("loans"))},
    ).live()
    assert "a 110 140 break" in told(journal, "agent_states", STATES)


def test_a_movable_break_never_moves_beyond_the_shift() -> None:
    contacts = [(0, luck((110, 0, 0))), (50, luck((20, 0, 0))), (60, luck((40, 0, 0)))]
    journal = _day(contacts, "a", [_movable(shift(0, 0, 120, (100, 115)), 3600)])
    # At 130 the shift is over: no break any more, and nobody else is answered.
    assert told(journal, "agent_states", STATES) == ["a 0 110 talk", "a 110 130 talk"]


def test_a_break_that_moved_pushes_the_next_one() -> None:
    contacts = [(0, luck((110, 0, 0))), (90, luck((20, 0, 0))), (95, luck((20, 0, 0)))]
    plan = _movable(shift(0, 0, 400, (100, 130), (140, 150, "meeting")), 60, 0)
    journal = _day(contacts, "a", [plan])
    assert told(journal, "agent_states", STATES)[3:] == lines("""
        a 150 180 break
        a 180 190 meeting
        a 190 400 idle
    """)


# ---- drawn days --------------------------------------------------------------------

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def test_a_team_on_the_other_side_of_the_world_answers_at_night() -> None:
    """M40: the same customers; without it those of the night wait till morning."""
    day = {"days": WEEK, "shift": "08:00-20:00"}
    team = {"size": 3, "skills": ["help"], "absence": 0, "patterns": [day]}
    base = {
        "horizon": "44 h",
        "sites": {"far": {"utc_offset": "+12:00"}},
        "reasons__help__arrivals__per_hour": 4,
        "reasons__help__patience": "infinite",
    }
    alone = lived(always_open(**base, teams={"home": team}))
    both = lived(always_open(**base, teams={"away": {**team, "site": "far"}, "home": team}))
    arrived = [told(journal, "contacts", "contact arrived") for journal in (alone, both)]
    assert arrived[0] == arrived[1]

    def waits(journal: Journal) -> list[float]:
        rows = (row.split() for row in told(journal, "contacts", "queued first_reply"))
        return [float(reply) - float(queued) for queued, reply in rows]

    def paid_hours(journal: Journal) -> float:
        rows = (row.split() for row in told(journal, "people", "what at until"))
        return sum(float(b) - float(a) for what, a, b in rows if what == "shift_start") / 3600

    assert max(waits(alone)) > 7 * 3600 and max(waits(both)) < 600
    # The far shift under way at the start has 8 h left.
    assert (paid_hours(alone), paid_hours(both)) == (72, 72 + 3 * (8 + 12))


def test_planned_time_off_the_floor_is_taken_in_full_and_costs_waiting() -> None:
    shares = {"training": 0.05, "coaching": 0.025}
    plain = lived(always_open())
    off = lived(always_open(teams__desk__shrinkage=shares))
    spent = dict.fromkeys(shares, 0.0)
    for row in told(off, "agent_states", STATES):
        _, start, until, state = row.split()
        if state in shares:
            spent[state] += float(until) - float(start)
    # Seven agents round the clock; a block may only be cut by the end of the shift.
    planned = {state: 7 * 86400 * share for state, share in shares.items()}
    assert all(planned[state] - 3600 <= spent[state] <= planned[state] for state in shares)
    answered = [told(j, "contacts", "outcome").count("answered") for j in (plain, off)]
    assert answered[0] > answered[1]
