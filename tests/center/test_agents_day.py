"""An agent's working day: overtime, breaks, absence, reserves called in, nights."""

from __future__ import annotations

from typing import Any

import pytest
from audited import lived
from days import Day, card, luck, s, shift
from told import lines, told
from toys import always_open

from cssim.errors import RunError
from cssim.journal import Journal


def _one_agent(shift_: Any, *contacts: Any, **settings: Any) -> Journal:
    return Day(contacts, [card("a")], [shift_], settings).live()


def _states(journal: Journal) -> list[str]:
    return told(journal, "agent_states", "agent from until state")


def test_overtime_is_worked_to_finish_the_contact_and_no_longer() -> None:
    journal = _one_agent(
        shift(0, 0, 100), (90, luck((30, 5, 10))), (95, luck((10, 0, 0), 100)), horizon=s(300)
    )
    assert _states(journal) == lines("""
        a   0  90 idle
        a  90 120 talk
        a 120 125 hold
        a 125 135 acw
    """)
    assert told(journal, "contacts", "contact outcome") == ["0.1 answered", "1.1 abandoned"]


@pytest.mark.parametrize(
    ("talk", "rest"),
    [
        # Idle when it is due: on time.
        (40, ["0 10 idle", "10 50 talk", "50 100 idle", "100 130 break", "130 200 idle"]),
        # Busy until 120: later, at its full length.
        (110, ["0 10 idle", "10 120 talk", "120 150 break", "150 200 idle"]),
        # Busy until 180: cut by the end of the shift.
        (170, ["0 10 idle", "10 180 talk", "180 200 break"]),
        # Busy until 200 or later: no break any more, overtime.
        (190, ["0 10 idle", "10 200 talk"]),
        (210, ["0 10 idle", "10 220 talk"]),
    ],
)
def test_a_break_waits_for_the_end_of_the_contact(talk: float, rest: list[str]) -> None:
    journal = _one_agent(shift(0, 0, 200, (100, 130)), (10, luck((talk, 0, 0))), horizon=s(400))
    assert _states(journal) == [f"a {row}" for row in rest]


def test_a_break_due_during_another_follows_it() -> None:
    plan = shift(0, 0, 400, (100, 130, "training"), (140, 160, "coaching"), (300, 310, "meeting"))
    journal = _one_agent(plan, (90, luck((40, 0, 5))), (120, luck((20, 0, 0), 100)))
    assert _states(journal) == lines("""
        a   0  90 idle
        a  90 130 talk
        a 130 135 acw
        a 135 165 training
        a 165 185 coaching
        a 185 205 talk
        a 205 300 idle
        a 300 310 meeting
        a 310 400 idle
    """)
    assert told(journal, "people", "at what until state") == lines("""
        0   shift_start 400 -
        100 away_due    130 training
        140 away_due    160 coaching
        300 away_due    310 meeting
    """)


def test_a_shift_may_begin_off_the_floor() -> None:
    journal = _one_agent(
        shift(0, 100, 300, (100, 150, "meeting")), (120, luck((20, 0, 0))), horizon=s(400)
    )
    assert _states(journal) == ["a 100 150 meeting", "a 150 170 talk", "a 170 300 idle"]


def test_who_is_absent_is_absent_all_the_shift() -> None:
    day = Day(
        [(50, luck((20, 0, 0))), (350, luck((20, 0, 0)))],
        [card("a"), card("b")],
        [
            shift(0, 0, 100, (40, 50), absent=True),
            shift(0, 200, 300, absent=True),
            shift(0, 340, 400),
            shift(1, 0, 400),
        ],
        {"horizon": s(400)},
    )
    journal = day.live()
    # Between the shifts of an absent agent there is nothing, and surely no idle time.
    assert _states(journal) == lines("""
        a   0 100 absent
        a 200 300 absent
        a 340 400 idle
        b   0  50 idle
        b  50  70 talk
        b  70 350 idle
        b 350 370 talk
        b 370 400 idle
    """)
    assert told(journal, "people", "at agent what until")[:2] == [
        "0 a absent 100",
        "0 b shift_start 400",
    ]


@pytest.mark.parametrize("horizon", [50, 80])
def test_states_end_where_the_run_ends(horizon: float) -> None:
    day = Day(
        [],
        [card("absent"), card("away"), card("there"), card("later")],
        [
            shift(0, 0, 100, absent=True),
            shift(1, 0, 100, (40, 90)),
            shift(2, 0, 100),
            shift(3, 90, 200),
        ],
        {"horizon": s(horizon)},
    )
    assert _states(day.live()) == lines(f"""
        absent  0 {horizon} absent
        away    0 40 idle
        away   40 {horizon} break
        there   0 {horizon} idle
    """)


def test_the_next_shift_begins_when_the_one_before_it_is_over() -> None:
    journal = Day(
        [(90, luck((30, 0, 0))), (115, luck((10, 0, 0), 20))],
        [card("a")],
        [shift(0, 0, 100), shift(0, 110, 200)],
        {"horizon": s(300)},
    ).live()
    assert _states(journal) == ["a 0 90 idle", "a 90 120 talk", "a 120 130 talk", "a 130 200 idle"]


# ---- reserves ----------------------------------------------------------------------


class Supervisor:
    """Calls in a reserve for six minutes whenever more than two wait, looking every 10 s."""

    def __init__(self) -> None:
        self.calls: list[tuple[float, bool]] = []

    def __call__(self, window: Any) -> Any:
        while True:
            yield window.env.timeout(10_000)
            if window.waiting() > 2:
                self.calls.append((window.now_s, window.call_in("desk", hours=0.1)))


def test_a_supervisor_calls_in_reserves() -> None:
    day = Day(
        [(0, luck((500, 0, 0))), *((20 + 2 * i, luck((100, 0, 0))) for i in range(5))],
        [card("a"), card("r1", on_call=True), card("r2", on_call=True)],
        [shift(0, 0, 1200)],
    )
    supervisor = Supervisor()
    journal = day.live(extras=[supervisor])
    # At 30 five wait: r1 takes one. At 40 four wait: r2. At 50 three: nobody is left.
    assert supervisor.calls[:3] == [(30.0, True), (40.0, True), (50.0, False)]
    assert told(journal, "legs", "contact agent answered") == lines("""
        0.1 a    0
        1.1 r1  30
        2.1 r2  40
        3.1 r1 130
        4.1 r2 140
        5.1 r1 230
    """)
    assert told(journal, "people", "at agent what until") == lines("""
         0 a  shift_start 1200
        30 r1 called_in    390
        40 r2 called_in    400
    """)
    assert [row for row in _states(journal) if "idle" in row and "r" in row] == [
        "r1 330 390 idle",
        "r2 240 400 idle",
    ]


def test_a_reserve_may_be_called_again_after_going_home() -> None:
    def at(window: Any) -> Any:
        for wait, called in ((100, True), (10, False), (500, True)):
            yield window.env.timeout(s(wait))
            assert window.call_in("desk", hours=0.1) == called

    day = Day([], [card("r", on_call=True)], [])
    assert _states(day.live(extras=[at])) == ["r 100 460 idle", "r 610 970 idle"]


@pytest.mark.parametrize(
    ("team", "hours", "told_so"),
    [
        ("reserves", 1.0, r"'reserves'.*desk"),
        ("desk", 0.0, r"hours.*0"),
        ("desk", -1.0, r"hours.*-1"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(team: str, hours: float, told_so: str) -> None:
    def at(window: Any) -> Any:
        yield window.env.timeout(0)
        window.call_in(team, hours=hours)

    with pytest.raises(RunError, match=told_so):
        Day([], [card("a", on_call=True)], []).live(extras=[at])


# ---- nights ------------------------------------------------------------------------

NIGHT = {
    "horizon": "2 d",
    "teams__desk__size": 2,
    "teams__desk__patterns": [
        {
            "days": ["monday"],
            "shift": "22:00-06:00",
            "breaks": [{"at": "23:50", "length": "20 min"}, {"at": "02:00", "length": "30 min"}],
        }
    ],
}


def test_a_night_shift_goes_on_after_midnight() -> None:
    journal = lived(always_open(**NIGHT))
    hour = 3600
    states = [row.split() for row in _states(journal)]
    assert {row[0] for row in states} == {"desk-01", "desk-02"}
    assert min(float(row[1]) for row in states) == 22 * hour
    busy_at_midnight = [r for r in states if float(r[1]) < 24 * hour < float(r[2])]
    assert len(busy_at_midnight) == 2
    # Overtime apart, both work eight hours and take both breaks, the second after midnight.
    for agent in ("desk-01", "desk-02"):
        mine = [(float(a), float(b), what) for name, a, b, what in states if name == agent]
        assert mine[-1][1] >= 30 * hour
        breaks = [(a, b - a) for a, b, what in mine if what == "break"]
        assert [length for _, length in breaks] == [1200, 1800]
        assert breaks[0][0] >= 23 * hour + 3000 and breaks[1][0] >= 26 * hour
    served = told(journal, "legs", "answered")
    assert any(float(at) > 24 * hour for at in served if at != "-")
