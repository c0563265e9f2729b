"""Letters at closing and when the run stops."""

from __future__ import annotations

from typing import Any

from days import card, luck, s, shift
from small_desk import (
    LEGS,
    LETTER,
    WORK,
    call,
    letter,
    live,
    live_letters,
    mail,
    phone,
    reason,
)
from told import lines, told

from cssim.journal import Journal

# ---- closing and the end of the run ------------------------------------------------


def test_closing_puts_off_letters_that_wait_not_those_in_hand_or_set_aside() -> None:
    """At 50: the first is set aside for a call, the second waits."""
    contacts = [letter(0, (60, 0, 0)), letter(20, (10, 0, 0)), call(40, (30, 0, 0))]
    journal = live_letters(contacts, mail={"edges": (0, s(50)), "disconnects": True})
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1/0.1 1 service 1 a  0  0 40 0 0  40 set_aside
        1/0.1 2 service 1 a 40 70 20 0 0  90 resolved
        1/1.1 1 queue   1 - 20  -  0 0 0  50 disconnected
    """)


UNDER_WAY = [
    letter(0, (60, 0, 0)),
    letter(20, (100, 0, 7)),
    call(40, (30, 0, 0)),
    letter(45, (9, 0, 0)),
]
"""At 50: the first set aside by a, who is on the phone; b writes the second; the third waits."""


def _stopped(**more: Any) -> Journal:
    shifts = [shift(0, 0, 50), shift(1, 20, 50)]
    agents = ["a", card("b", skills=(LETTER,))]
    return live_letters(UNDER_WAY, agents, shifts, horizon=s(50), **more)


def test_the_run_stops_with_letters_in_hand_set_aside_and_waiting() -> None:
    """What was set aside at 40 waits; b has written for 30 s; the last has never been begun."""
    journal = _stopped(drain=False)
    assert told(journal, "legs", LEGS) == lines("""
        2.1   1 service 1 a 40 40 10 0 0  - open
        1/0.1 1 service 1 a  0  0 40 0 0 40 set_aside
        1/0.1 2 queue   1 - 40  -  0 0 0  - open
        1/1.1 1 service 1 b 20 20 30 0 0  - open
        1/3.1 1 queue   1 - 45  -  0 0 0  - open
    """)
    assert told(journal, "contacts", "contact first_reply left outcome") == lines("""
        2.1   40 - answered
        1/0.1 -  - answered
        1/1.1 -  - answered
        1/3.1 -  - open
    """)
    assert told(journal, "issues", "closed how") == ["- open"] * 4


def test_what_is_set_aside_is_finished_when_the_run_drains() -> None:
    """All day shifts: a is off the phone at 70 and finishes the first, then takes the third."""
    journal = live_letters(UNDER_WAY, ["a", card("b", skills=(LETTER,))],
                   [shift(0, 0, 900), shift(1, 20, 900)], horizon=s(50))  # fmt: skip
    assert told(journal, "legs", WORK) == lines("""
        2.1   a 40 40  30 0 0  70 resolved
        1/0.1 a  0  0  40 0 0  40 set_aside
        1/0.1 a 40 70  20 0 0  90 resolved
        1/1.1 b 20 20 100 0 7 127 resolved
        1/3.1 a 45 90   9 0 0  99 resolved
    """)
    assert journal.about.end_ms == s(127)


def test_the_run_stops_before_a_letter_interrupted_at_its_first_ms_is_begun() -> None:
    """Taken and put down at 50 for the call of that ms: nobody has worked on it by 60."""
    journal = live(
        [(50, luck((30, 0, 0))), (50, luck((20, 0, 0)), {"reason": 1})],
        [card("a", skills=(0, 1))],
        [shift(0, 0, 60)],
        channels=(mail(), phone()),
        reasons=(reason("letter"), reason("call", 1)),
        horizon=s(60),
        drain=False,
    )
    assert told(journal, "contacts", "first_reply left outcome")[0] == "- - open"
    assert told(journal, "legs", LEGS)[0] == "0.1 1 queue 1 - 50 - 0 0 0 - open"
