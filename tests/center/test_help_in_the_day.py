"""When too many wait: reserves called in by themselves, agents moved between teams."""

from __future__ import annotations

from typing import Any

from days import Day, card, luck, s, shift
from told import lines, told

from cssim.center.levers import Move
from cssim.center.settings import ReasonSettings, TeamSettings
from cssim.journal import Journal
from cssim.roster import Shift

STATES, PEOPLE = "agent from until state", "at agent what until state"


def _day(contacts: Any, agents: Any, shifts: Any, legs: Any = None, **settings: Any) -> Journal:
    settings = {"horizon": s(400), **settings}
    cards = [agent if not isinstance(agent, str) else card(agent) for agent in agents]
    return Day(contacts, cards, shifts, settings, legs=legs or {}).live()


def _desk(**more: Any) -> tuple[TeamSettings, ...]:
    return (TeamSettings("desk", **more),)


# ---- called in ---------------------------------------------------------------------

CROWD = [(0, luck((100, 0, 10))), *((10 * i, luck((30, 0, 0))) for i in (1, 2, 3))]


def test_reserves_are_called_in_when_too_many_wait() -> None:
    agents, shifts = ["a", card("r", on_call=True), card("q", on_call=True)], [shift(0, 0, 300)]
    base = _day(CROWD, agents, shifts)
    called = _day(CROWD, agents, shifts, teams=_desk(call_in=(1, s(60))))
    # At 10 one waits; at 20 two do: r comes and takes the first; at 30 again two: q comes.
    assert told(called, "people", PEOPLE) == lines("""
         0 a shift_start 300 -
        20 r called_in    80 -
        30 q called_in    90 -
    """)
    # What it brings: waits of 10, 10 and 20 s instead of 100, 120 and 140.
    assert told(base, "legs", "queued answered")[1:] == ["10 110", "20 140", "30 170"]
    assert told(called, "legs", "agent queued answered")[1:] == ["r 10 20", "q 20 30", "r 30 50"]
    # What it costs: two paid minutes each from the call.
    reserve = [row for row in told(called, "agent_states", STATES) if row[0] in "rq"]
    assert reserve == lines("""
        r 20 50 talk
        r 50 80 talk
        q 30 60 talk
        q 60 90 idle
    """)


def test_nobody_is_called_for_whom_the_team_cannot_serve() -> None:
    contacts = [(10 * i, luck((30, 0, 0), 20), {"reason": 1}) for i in range(5)]
    journal = Day(
        contacts,
        [card("r", on_call=True)],
        [],
        {
            "horizon": s(400),
            "teams": _desk(call_in=(0, s(60))),
            "reasons": (ReasonSettings("billing"), ReasonSettings("loans")),
        },
    ).live()
    assert told(journal, "people", "what") == []


# ---- moved -------------------------------------------------------------------------

APART = {
    "teams": (TeamSettings("desk"), TeamSettings("help")),
    "routing": {
        "policy": "queue_priority",
        "teams_for": {"billing": ["desk"], "loans": ["help"]},
        "reasons_for": {},
    },
    "reasons": (ReasonSettings("billing"), ReasonSettings("loans")),
}
"""Two teams that can do each other's work and may not."""


def _moving(contacts: Any, *shifts: Shift, **move: Any) -> Journal:
    """Return a day of desk a and of helpers h and k, who are moved by one rule."""
    helpers = (card(name, team=1, skills=(0, 1)) for name in "hkm"[: len(shifts) - 1])
    rule = {"giving": 1, "taking": 0, "agents": 1, "waiting_above": 1, "length": s(60), **move}
    return Day(contacts, [card("a"), *helpers], shifts,
               {"horizon": s(400), **APART, "moves": (Move(**rule),)}).live()  # fmt: skip


def test_idle_agents_of_another_team_help_while_too_many_wait() -> None:
    shifts = shift(0, 0, 400), shift(1, 0, 400), shift(2, 5, 400)
    base = _moving(CROWD, *shifts, waiting_above=10)
    moved = _moving(CROWD, *shifts)
    # At 20 two wait: h, longest idle, helps until 80; k may not, the rule moves one at a time.
    assert told(moved, "people", "at agent what until team")[-1] == "20 h moved 80 desk"
    assert told(base, "legs", "agent queued answered")[1:] == ["a 10 110", "a 20 140", "a 30 170"]
    assert told(moved, "legs", "agent team queued answered")[1:] == lines("""
        h help 10  20
        h help 20  50
        a desk 30 110
    """)
    assert [row for row in told(moved, "agent_states", STATES) if row[0] in "hk"] == lines("""
        h  0  20 idle
        h 20  50 talk
        h 50  80 talk
        h 80 400 idle
        k  5 400 idle
    """)


def test_a_move_of_two_ends_for_each_after_its_time_and_may_come_again() -> None:
    shifts = shift(0, 0, 400), shift(1, 0, 400), shift(2, 5, 400)
    crowd = [*CROWD, *((160 + i, luck((30, 0, 0))) for i in range(6))]
    journal = _moving(crowd, *shifts, agents=2)
    moves = [row for row in told(journal, "people", "at agent what until") if "moved" in row]
    # At 20 both are idle and two wait. They are back at 80; at 162, k has been idle longer.
    assert moves == lines("""
         20 h moved  80
         20 k moved  80
        162 k moved 222
        162 h moved 222
    """)


def test_who_was_moved_gets_back_in_the_order_of_those_idle() -> None:
    """Back at 80, h has been idle since 50: after k, but before m, who came at 60."""
    shifts = shift(0, 0, 400), shift(1, 0, 400), shift(2, 5, 400), shift(3, 60, 400)
    loans = [(at, luck((50, 0, 0)), {"reason": 1}) for at in (100, 101, 102)]
    crowd = [*CROWD[:2], (20, luck((30, 0, 0), 5))]
    journal = _moving([*crowd, *loans], *shifts)
    assert told(journal, "legs", "agent queued")[3:] == ["k 100", "h 101", "m 102"]


def test_what_a_move_takes_from_its_own_team_is_the_price() -> None:
    """A loan at 25 finds its only agent away with billing."""
    contacts = [*CROWD[:3], (25, luck((10, 0, 0)), {"reason": 1})]
    shifts = shift(0, 0, 400), shift(1, 0, 400)
    base, moved = (_moving(contacts, *shifts, waiting_above=n) for n in (10, 1))
    answered = [told(j, "legs", "contact agent answered") for j in (base, moved)]
    assert "1/3.1 h 25" in answered[0]
    assert "1/3.1 h 80" in answered[1]
