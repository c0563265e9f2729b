"""Calls in hand at the end of a shift: with nobody left, in conferences, in the same ms."""

from __future__ import annotations

from days import ALWAYS, card, leg, luck, shift
from small_desk import (
    END,
    ENDS,
    LEGS,
    LONG,
    NEEDS,
    NEXT,
    PLAIN,
    SENIOR,
    chat,
    live_up,
)
from told import lines, told

from cssim.center.settings import TeamSettings

# ---- at the end of the shift -------------------------------------------------------

HANDS_OVER = {"teams": (TeamSettings("desk", hands_over=True), TeamSettings("seniors", 2))}
PLAIN_CALL = {"reasons": (PLAIN,)}


def test_with_nobody_left_who_is_handed_over_waits_and_stays_open() -> None:
    """Handed over at 60, when the only agent goes home for good."""
    journal = live_up([(0, LONG)], ("a",), [shift(0, 0, 60)], **HANDS_OVER, **PLAIN_CALL)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0 0 60 0 0 60 handed_over
        0.1 2 queue   1 - 60 -  0 0 0  - open
    """)
    assert told(journal, "contacts", "left outcome n_transfers") == ["- answered 1"]


def test_with_nobody_left_who_is_handed_over_gives_up_and_may_come_back() -> None:
    """30 s after 60; answered before, so it is a repeat."""
    fate = luck((90, 10, 8), repeat=ALWAYS, repeat_delay=100)
    journal = live_up(
        [(0, fate)], ("a",), [shift(0, 0, 60), shift(0, 180, END)], **HANDS_OVER, **PLAIN_CALL,
        legs={(0, 1, 2): leg((1, 0, 0), 30)}, later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", f"cause arrived {ENDS}") == lines("""
        fresh    0 0.1  90 answered no  repeat
        repeat 190 0.2 199 answered yes nothing
    """)


def test_a_colleague_who_goes_home_in_the_same_ms_is_none() -> None:
    """b is idle at 60 and off at 60; c is busy until 90 and then goes on with the 30 s + 10 s."""
    contacts = [(0, LONG), (1, luck((89, 0, 0)))]
    journal = live_up(
        contacts, "acb", [shift(0, 0, 60), shift(1, 1, END), shift(2, 2, 60)], **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),),
        legs={**NEXT, (0, 1, 3): leg((1, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[:2] == lines("""
        0.1 1 service 1 a  0  0 60  0 0  60 handed_over
        0.1 2 service 1 c 60 90 30 10 8 138 resolved
    """)


def test_what_is_to_be_escalated_is_finished_by_who_began_it() -> None:
    """The shift ends at 30; half is done at 50, 20 s together and 5 s of wrapping up follow."""
    journal = live_up([(0, NEEDS)], shifts=[shift(0, 0, 30), shift(1, 0, END)], **HANDS_OVER)
    assert told(journal, "legs", LEGS)[0] == "0.1 1 service 1 a 0 0 50 0 5 75 escalated"


def test_after_the_most_legs_a_contact_is_finished_by_who_has_it() -> None:
    """The shift ends at 60; with one leg at most a finishes at 108."""
    journal = live_up(
        [(0, LONG)], "ab", [shift(0, 0, 60), shift(1, 0, END)], max_legs=1, **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 90 10 8 108 resolved"]


def test_who_is_in_a_conference_when_the_shift_ends_finishes() -> None:
    """Together from 50 to 70, the senior's shift ends at 60: 50 s of talk and 6 s are overtime."""
    journal = live_up(
        [(0, NEEDS)], ("a", SENIOR, card("colleague", 1)),
        [shift(0, 0, END), shift(1, 0, 60), shift(2, 51, END)],
        teams=(TeamSettings("desk"), TeamSettings("seniors", 2, hands_over=True)),
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[2:] == lines("""
        0.1 3 conference 2 senior  - 50  0 0 0  70 joined
        0.1 4 service    2 senior 50 50 50 0 6 126 resolved
    """)


def test_a_shift_that_ends_in_the_ms_of_the_end_of_talk_hands_nobody_over() -> None:
    """The end of the shift (kind 2) comes before the end of talk (kind 3), but all is said."""
    journal = live_up(
        [(0, LONG)], "ab", [shift(0, 0, 100), shift(1, 0, END)], **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 90 10 8 108 resolved"]


def test_chats_are_finished_by_who_has_them() -> None:
    """The shift ends at 60; the chat goes on to 100."""
    journal = live_up(
        [(0, luck((100, 0, 10)))], "ab", [shift(0, 0, 60), shift(1, 0, END)], **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),), channels=(chat(),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 100 0 10 110 resolved"]
