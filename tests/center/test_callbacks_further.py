"""Callbacks on other lines, handed on, at closing and at the end of the run."""

from __future__ import annotations

from typing import Any

from days import ALWAYS, card, leg, luck, s, shift
from small_desk import (
    BUSY,
    END,
    ENDS,
    LEGS,
    MISSED,
    REACHED,
    STATES,
    YES,
    back,
    live_callbacks,
    reason,
    teams,
)
from told import lines, told

from cssim.center.levers import Move
from cssim.center.settings import TeamSettings
from cssim.journal import Journal

# ---- lines, hand-overs -------------------------------------------------------------


def test_who_accepts_gives_the_line_back() -> None:
    """Two lines: one in talk, one held at 10 and given back in the same ms."""
    at = (10, 20, 30)
    journal = live_callbacks([BUSY, *((t, luck((5, 0, 0))) for t in at)], phone={"lines": 2})
    assert told(journal, "contacts", "outcome") == ["answered", "diverted", "answered", "blocked"]


def test_who_was_called_back_may_be_escalated_together() -> None:
    """Half of 50 s by a from 100 on, 10 s together, 40 s with the senior."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 8), escalate=0.1))],
        ["a", card("senior", 1)],
        teams=teams(1, 2),
        reasons=(reason("call", escalate={1: 0.5}),),
        legs={(1, 1, 3): leg((40, 0, 6), conference=s(10))},
    )
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 queue      1 -      10   -  0 0 0  10 diverted
        1.1 2 service    1 a      10 100 25 0 4 139 escalated
        1.1 3 conference 1 a      -  125  0 0 0 135 escalated
        1.1 4 conference 2 senior -  125  0 0 0 135 joined
        1.1 5 service    2 senior 125 125 40 0 6 181 resolved
    """)
    assert told(journal, "contacts", f"{ENDS} n_legs n_transfers")[1] == (
        "1.1 175 diverted yes nothing 3 1"
    )


def test_who_rings_when_the_shift_ends_rings_to_the_end() -> None:
    """From 100 to 110, with the shift until 105; the next try is a colleague's."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 0)))], "ab", [shift(0, 0, 105), shift(1, 150, END)],
        offer=back(retry_after=s(60)), teams=(TeamSettings("desk", hands_over=True),),
        extras={**YES, (1, 1, 2): MISSED, (1, 1, 3): REACHED},
    )  # fmt: skip
    assert told(journal, "agent_states", STATES)[:2] == ["a 0 100 talk 100", "a 100 110 ring 10"]
    assert told(journal, "legs", LEGS)[3] == "1.1 3 service 1 b 170 170 50 0 0 220 resolved"


def test_a_callback_in_talk_is_handed_over_like_any_call() -> None:
    """Called at 100; at 120 a goes home and b has the other 30 s and 7 s."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 7)))], "ab", [shift(0, 0, 120), shift(1, 110, END)],
        teams=(TeamSettings("desk", hands_over=True),), legs={(1, 1, 3): leg((1, 1, 1))},
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[2:] == lines("""
        1.1 2 service 1 a  10 100 20 0 0 120 handed_over
        1.1 3 service 1 b 120 120 30 0 7 157 resolved
    """)


# ---- closing and the end of the run ------------------------------------------------


def test_closing_puts_off_a_callback_that_waits_for_an_agent() -> None:
    """Accepted at 10, still waiting at 50; the outcome stays diverted."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 0)))], phone={"edges": (0, s(50)), "disconnects": True}
    )
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 queue 1 - 10 - 0 0 0 10 diverted
        1.1 2 queue 1 - 10 - 0 0 0 50 disconnected
    """)
    assert told(journal, "contacts", ENDS)[1] == "1.1 50 diverted no nothing"


def _stopped(at: float, *, drain: bool = False, **more: Any) -> Journal:
    contacts = [BUSY, (10, luck((50, 0, 5)))]
    return live_callbacks(contacts, "a", [shift(0, 0, at if not drain else END)],
                horizon=s(at), drain=drain, **more)  # fmt: skip


def test_the_run_stops_while_a_callback_waits_rings_or_talks() -> None:
    """Waiting since 10 at 50; ringing since 100 at 104; talking since 100 at 130."""
    waiting = _stopped(50)
    assert told(waiting, "legs", f"{LEGS} patience")[2] == "1.1 2 queue 1 - 10 - 0 0 0 - open inf"
    ringing = _stopped(104, extras={**YES, (1, 1, 2): MISSED})
    assert told(ringing, "legs", LEGS)[2] == "1.1 2 offline 1 a 10 100 4 0 0 - missed"
    assert told(ringing, "agent_states", STATES)[1] == "a 100 104 ring 4"
    talking = _stopped(130)
    assert told(talking, "legs", LEGS)[2] == "1.1 2 service 1 a 10 100 30 0 0 - open"
    for journal in (waiting, ringing, talking):
        assert told(journal, "contacts", "left outcome")[1] == "- diverted"
        assert told(journal, "issues", "closed how")[1] == "- open"


def test_callbacks_are_made_when_the_run_drains_even_those_off_the_line() -> None:
    """In line from 10, called at 100; or due at 10 + 4 x 60."""
    assert told(_stopped(50, drain=True), "legs", LEGS)[2] == (
        "1.1 2 service 1 a 10 100 50 0 5 155 resolved"
    )
    later = _stopped(50, drain=True, offer=back("after_wait", factor=4.0))
    # Due at 10 + 4 x 60, long after everybody else is served.
    assert told(later, "legs", LEGS)[2] == "1.1 2 service 1 a 250 250 50 0 5 305 resolved"
    assert later.about.end_ms == s(305)


def test_a_callback_off_the_line_stays_open_when_the_run_does_not_drain() -> None:
    """Due at 70, the run stops at 50: nobody waits, so there is no leg of it."""
    journal = _stopped(50, offer=back("after_wait"))
    assert told(journal, "legs", "contact leg kind") == ["0.1 1 service", "1.1 1 queue"]
    assert told(journal, "contacts", "queued first_reply left outcome resolved n_legs")[1] == (
        "10 - - diverted no 1"
    )
    assert told(journal, "issues", "closed how")[1] == "- open"
    assert told(journal, "agent_states", STATES) == ["a 0 50 talk 50"]


def test_between_two_tries_a_callback_is_off_the_line_too() -> None:
    """Rung from 100 to 110, due again at 170; the run stops at 150."""
    journal = _stopped(150, offer=back(retry_after=s(60)), extras={**YES, (1, 1, 2): MISSED})
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 queue   1 - 10   -  0 0 0  10 diverted
        1.1 2 offline 1 a 10 100 10 0 0 110 missed
    """)
    assert told(journal, "contacts", "left outcome")[1] == "- diverted"


def test_who_is_called_back_and_not_helped_repeats() -> None:
    """Called from 100 to 150, unsolved; back 40 s later, as after any answer."""
    contacts = [BUSY, (10, luck((50, 0, 0), resolve=0.9, repeat=ALWAYS, repeat_delay=40))]
    journal = live_callbacks(
        contacts, reasons=(reason("call", repeat=0.5),), later={(1, 2): luck((9, 0, 0))}
    )
    assert told(journal, "contacts", f"cause {ENDS}")[1:] == lines("""
        fresh  1.1 150 diverted no  repeat
        repeat 1.2 199 answered yes nothing
    """)


def test_who_is_called_back_at_once_by_somebody_moved_here_and_has_nothing_to_say() -> None:
    """All of it in one ms: a message left then would look the same, but is served by nobody."""
    journal = live_callbacks(
        [BUSY, (10, luck((0, 0, 5)))], [card("a"), card("b", 1)],
        routing={"policy": "queue_priority", "teams_for": {"call": ["desk"]}, "reasons_for": {}},
        teams=(TeamSettings("desk"), TeamSettings("others")),
        moves=(Move(giving=1, taking=0, agents=1, waiting_above=0, length=s(50)),),
    )  # fmt: skip
    assert told(journal, "legs", "contact leg agent queued answered ended how") == lines("""
        0.1 1 a 0 0 100 resolved
        1.1 1 - 10 - 10 diverted
        1.1 2 b 10 10 15 resolved
    """)
