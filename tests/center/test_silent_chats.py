"""Who leaves a chat without a sign: the place stays taken, and an agent finds nobody."""

from __future__ import annotations

from typing import Any

from days import ALWAYS, extra, luck, s, shift
from small_desk import (
    ENDS,
    LEGS,
    STATES,
    WITH_SLOT,
    live_chats,
    reason,
)
from told import lines, told

from cssim.journal import Journal

SILENT = [(0, luck((100, 0, 0))), (10, luck((30, 0, 0), 20)), (20, luck((10, 0, 0)))]


def _silent(uniform: float, **more: Any) -> Journal:
    rules = {"silent_share": 0.7, **more.pop("chat", {})}
    ghost = {(1, 1, 1): extra(silent=uniform, ghost=15)}
    return live_chats(SILENT, slots=1, chat=rules, extras=ghost, **more)


def test_who_leaves_silently_keeps_the_place_and_costs_agent_time() -> None:
    """Gone at 30; at 100 the agent finds nobody and needs 15 s to see it; then the third."""
    journal = _silent(0.69)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0   0 100 0 0 100 resolved
        1.1 1 queue   1 - 10   -   0 0 0  30 abandoned
        1.1 2 ghost   1 a 10 100  15 0 0 115 abandoned
        2.1 1 service 1 a 20 115  10 0 0 125 resolved
    """)
    assert told(journal, "contacts", f"{ENDS} n_legs")[1] == "1.1 30 abandoned no nothing 1"
    assert told(journal, "agent_states", STATES) == ["a 0 125 talk 125", "a 125 1000 idle 0"]


def test_who_says_that_they_leave_costs_nothing() -> None:
    """0.7 is not below the silent share: the third is taken at 100, when the first is over."""
    journal = _silent(0.7)
    assert told(journal, "legs", "contact kind answered ended") == lines("""
        0.1 service   0 100
        1.1 queue     -  30
        2.1 service 100 110
    """)


def test_a_ghost_is_a_session_like_any_other() -> None:
    """The ghost of who left at 30 is found at 60, beside the second chat: its 15 s take 30.

    The second chat has 30 s left at 60 and 15 s at 90, which it has for itself.
    """
    contacts = [(0, luck((30, 0, 0))), (0, luck((60, 0, 0))), (10, luck((9, 0, 0), 20))]
    journal = live_chats(
        contacts, chat={"silent_share": 0.7}, extras={(2, 1, 1): extra(silent=0.1, ghost=15)}
    )
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0  60 0 0  60 resolved
        1.1 1  0  0 105 0 0 105 resolved
        2.1 0 10  -   0 0 0  30 abandoned
        2.1 0 10 60  30 0 0  90 abandoned
    """)


def test_closing_puts_off_chats_that_wait_and_ghosts_but_not_those_in_hand() -> None:
    """At 50 a ghost and the third wait; the first is in hand to 100."""
    journal = _silent(0.69, chat={"edges": (0, s(50)), "disconnects": True})
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0 0 100 0 0 100 resolved
        1.1 1 queue   1 - 10 -   0 0 0  30 abandoned
        1.1 2 ghost   1 - 10 -   0 0 0  50 disconnected
        2.1 1 queue   1 - 20 -   0 0 0  50 disconnected
    """)


def test_a_silent_leaver_may_come_back_while_the_ghost_still_waits() -> None:
    """Back at 40, behind the ghost (which keeps the place of 10) and the third (20)."""
    contacts = [SILENT[0], (10, luck((30, 0, 0), 20, retry=ALWAYS, retry_delay=10)), SILENT[2]]
    journal = live_chats(
        contacts, slots=1, chat={"silent_share": 0.7}, later={(1, 2): luck((7, 0, 0))},
        extras={(1, 1, 1): extra(silent=0.1, ghost=15)},
        reasons=(reason("help", retry={"abandoned": 0.5}),),
    )  # fmt: skip
    assert told(journal, "legs", "contact kind queued answered ended") == lines("""
        0.1 service  0   0 100
        1.1 queue   10   -  30
        1.1 ghost   10 100 115
        1.2 service 40 125 132
        2.1 service 20 115 125
    """)


def test_the_run_stops_with_a_ghost_waiting_or_in_hand() -> None:
    """At 50 the ghost waits; at 108 it has been in hand for 8 s; drained, it takes its 15 s."""
    waiting = _silent(0.1, horizon=s(50), drain=False, shifts=[shift(0, 0, 50)])
    assert told(waiting, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0 0 50 0 0  - open
        1.1 1 queue   1 - 10 -  0 0 0 30 abandoned
        1.1 2 ghost   1 - 10 -  0 0 0  - open
        2.1 1 queue   1 - 20 -  0 0 0  - open
    """)
    in_hand = _silent(0.1, horizon=s(108), drain=False, shifts=[shift(0, 0, 108)])
    assert told(in_hand, "legs", LEGS)[2:] == lines("""
        1.1 2 ghost   1 a 10 100  8 0 0  - open
        2.1 1 queue   1 - 20   -  0 0 0  - open
    """)
    drained = _silent(0.1, horizon=s(50))
    assert told(drained, "legs", "ended")[2:] == ["115", "125"]
