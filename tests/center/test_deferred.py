"""Letters: written when nobody is on the line, set aside, finished by somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from days import card, leg, luck, shift
from small_desk import (
    END,
    LEGS,
    LETTER,
    STATES,
    WORK,
    both,
    call,
    chat,
    letter,
    live,
    live_letters,
    mail,
    phone,
    reason,
    teams,
)
from told import lines, told

from cssim.center.settings import TeamSettings

# ---- set aside and taken up again --------------------------------------------------


def test_a_letter_is_set_aside_for_a_call_and_taken_up_after_it() -> None:
    """30 s written by 30; the call and its wrapping up take until 55; 70 s are left."""
    journal = live_letters([letter(0, (100, 0, 10)), call(30, (20, 0, 5))])
    assert told(journal, "legs", LEGS) == lines("""
        1.1   1 service 1 a 30 30 20 0  5  55 resolved
        1/0.1 1 service 1 a  0  0 30 0  0  30 set_aside
        1/0.1 2 service 1 a 30 55 70 0 10 135 resolved
    """)
    assert told(journal, "agent_states", STATES) == lines("""
        a   0   30 deferred 30
        a  30   50 talk     20
        a  50   55 acw       5
        a  55  125 deferred 70
        a 125  135 acw      10
        a 135 1000 idle      0
    """)
    # The customer has the reply, and the contact is left, when it is written.
    assert told(journal, "contacts", "contact queued first_reply left n_legs n_transfers")[1] == (
        "1/0.1 0 125 125 2 0"
    )


def test_a_letter_is_set_aside_twice_and_what_is_done_counts() -> None:
    """30 s, then 15 s, then the last 55 s of talk and 20 s of hold: composing is 120 s in all."""
    journal = live_letters([letter(0, (100, 20, 10)), call(30, (20, 0, 5)), call(70, (10, 0, 0))])
    assert told(journal, "legs", WORK)[2:] == lines("""
        1/0.1 a  0  0 30  0  0  30 set_aside
        1/0.1 a 30 55 15  0  0  70 set_aside
        1/0.1 a 70 80 55 20 10 165 resolved
    """)
    # Being set aside is no hand-over and takes none of the legs a contact may have.
    assert told(journal, "contacts", "n_legs n_transfers left")[2] == "3 0 155"


def test_a_letter_set_aside_in_its_hold_keeps_the_rest_of_its_hold() -> None:
    """At 30 the 20 s of talk and 10 of the 30 s of hold are done."""
    journal = live_letters([letter(0, (20, 30, 5)), call(30, (20, 0, 0))])
    assert told(journal, "legs", WORK)[1:] == lines("""
        1/0.1 a  0  0 20 10 0 30 set_aside
        1/0.1 a 30 50  0 20 5 75 resolved
    """)


def test_setting_aside_takes_no_legs() -> None:
    """With two legs at most, a letter set aside twice may still be escalated."""
    journal = live_letters(
        [letter(0, (100, 0, 0), escalate=0.1), call(10, (5, 0, 0)), call(30, (5, 0, 0))],
        ["a", card("senior", 1, skills=(LETTER,))],
        teams=teams(1, 2),
        reasons=(reason("call"), reason("letter", 1, escalate={1: 1.0})),
        legs={(0, 1, 2): leg((40, 0, 0))},
        max_legs=2,
    )
    assert told(journal, "legs", WORK)[2:] == lines("""
        1/0.1 a       0  0 10 0 0  10 set_aside
        1/0.1 a      10 15 15 0 0  30 set_aside
        1/0.1 a      30 35 25 0 0  60 escalated
        1/0.1 senior 60 60 40 0 0 100 resolved
    """)


@pytest.mark.parametrize("arrives", [0, 50])
def test_a_letter_interrupted_at_its_first_ms_was_not_begun(arrives: int) -> None:
    """Taken at 50 and put down in the same ms for the call: no work, so no leg of its own."""
    journal = live(
        [(arrives, luck((30, 0, 0))), (50, luck((20, 0, 0)), {"reason": 1})],
        [card("a", skills=(0, 1))],
        [shift(0, 50, END)],
        channels=(mail(), phone()),
        reasons=(reason("letter"), reason("call", 1)),
    )
    assert told(journal, "legs", WORK) == lines(f"""
        0.1   a {arrives} 70 30 0 0 100 resolved
        1/1.1 a 50        50 20 0 0  70 resolved
    """)
    assert told(journal, "agent_states", STATES) == lines("""
        a  50   70 talk     20
        a  70  100 deferred 30
        a 100 1000 idle      0
    """)


def test_freed_at_the_ms_of_a_call_the_agent_takes_the_letter_and_puts_it_down() -> None:
    """The end of the first call (kind 3) comes before the second's arrival (kind 7)."""
    journal = live_letters([call(0, (50, 0, 0)), letter(20, (30, 0, 0)), call(50, (20, 0, 0))])
    assert told(journal, "legs", WORK) == lines("""
        0.1   a  0  0 50 0 0  50 resolved
        2.1   a 50 50 20 0 0  70 resolved
        1/1.1 a 20 70 30 0 0 100 resolved
    """)


def test_wrapping_up_a_letter_is_not_interrupted() -> None:
    """The reply is out at 100; the call of 105 waits until 110."""
    journal = live_letters([letter(0, (100, 0, 10)), call(105, (20, 0, 0))])
    assert told(journal, "legs", WORK) == lines("""
        1.1   a 105 110  20 0  0 130 resolved
        1/0.1 a   0   0 100 0 10 110 resolved
    """)


def test_live_contacts_first_then_what_was_begun_then_other_letters() -> None:
    """At 50 the second call, at 60 the first letter again, at 130 the second letter."""
    contacts = [
        letter(0, (100, 0, 0)),
        letter(10, (40, 0, 0)),
        call(30, (20, 0, 0)),
        call(40, (10, 0, 0)),
    ]
    assert told(live_letters(contacts), "legs", WORK) == lines("""
        2.1   a 30 30  20 0 0  50 resolved
        3.1   a 40 50  10 0 0  60 resolved
        1/0.1 a  0  0  30 0 0  30 set_aside
        1/0.1 a 30 60  70 0 0 130 resolved
        1/1.1 a 10 130 40 0 0 170 resolved
    """)


def test_who_has_composed_longest_is_interrupted_and_nobody_while_one_is_idle() -> None:
    """At 10 c is idle; at 20 a has composed since 0, b since 5; at 25 only b composes."""
    contacts = [letter(0, (90, 0, 0)), letter(5, (90, 0, 0))]
    contacts += [call(at, (500, 0, 0)) for at in (10, 20, 25)]
    journal = live_letters(contacts, ["a", "b", card("c")], drain=False)
    assert told(journal, "legs", "contact agent answered ended how") == lines("""
        2.1   c 10  510 resolved
        3.1   a 20  520 resolved
        4.1   b 25  525 resolved
        1/0.1 a  0   20 set_aside
        1/0.1 a 520 590 resolved
        1/1.1 b  5   25 set_aside
        1/1.1 b 525 595 resolved
    """)


def test_the_same_agent_goes_on_although_another_is_free() -> None:
    """From 40 b is idle; the letter waits for a until 80."""
    contacts = [letter(0, (60, 0, 0)), call(30, (50, 0, 0))]
    journal = live_letters(contacts, "ab", [shift(0, 0, END), shift(1, 40, END)])
    assert told(journal, "legs", "contact agent answered ended")[-1] == "1/0.1 a 80 110"


def test_a_chat_interrupts_a_letter_only_when_nobody_in_chat_has_room() -> None:
    """At 10 b, in chat, takes the second chat; at 20 b is full and a puts the letter down."""
    journal = live(
        [*((t, luck((100, 0, 0))) for t in (0, 10, 20)), (25, luck((100, 0, 0)), {"reason": 1})],
        [card("a", skills=(0, 1)), card("b")],
        [shift(0, 0, END), shift(1, 0, END)],
        channels=(chat(), mail()),
        reasons=(reason("chat"), reason("letter", 1)),
        drain=False,
    )
    # a takes the first chat and b the second: both are idle before anybody has two.
    assert told(journal, "legs", "contact agent slot answered")[:3] == lines("""
        0.1 a 0  0
        1.1 b 0 10
        2.1 a 1 20
    """)
    crowded = live(
        [(0, luck((900, 0, 0))), *((t, luck((99, 0, 0)), {"reason": 1}) for t in (5, 10, 20))],
        [card("a", skills=(0, 1)), card("b", skills=(1,))],
        channels=(mail(), chat()),
        reasons=(reason("letter"), reason("chat", 1)),
        drain=False,
    )  # fmt: skip
    assert told(crowded, "legs", "contact agent slot answered how")[:5] == lines("""
        0.1   a 0   0 set_aside
        0.1   a 0 119 resolved
        1/1.1 b 0   5 resolved
        1/2.1 b 1  10 resolved
        1/3.1 a 0  20 resolved
    """)


# ---- breaks and the end of the shift -----------------------------------------------


def test_who_composes_when_a_break_is_due_puts_the_letter_down_and_goes_at_once() -> None:
    """60 s are written when the break begins; the rest after it, by the same agent."""
    journal = live_letters(
        [letter(0, (100, 0, 0))], "ab", [shift(0, 0, END, (60, 80)), shift(1, 10, END)]
    )
    assert told(journal, "legs", WORK) == lines("""
        1/0.1 a  0  0 60 0 0  60 set_aside
        1/0.1 a 60 80 40 0 0 120 resolved
    """)
    assert told(journal, "agent_states", STATES)[:3] == lines("""
        a  0  60 deferred 60
        a 60  80 break     0
        a 80 120 deferred 40
    """)


def test_a_letter_taken_at_the_ms_of_a_break_waits_for_its_end() -> None:
    """The break begins (kind 2) before the letter of that ms arrives (kind 7)."""
    journal = live_letters([letter(60, (10, 0, 0))], "a", [shift(0, 0, END, (60, 80))])
    assert told(journal, "legs", "queued answered") == ["60 80"]


def test_who_wraps_up_when_a_break_is_due_finishes_that_first() -> None:
    """Written at 50; wrapping up to 70 is not put down; the break from 70, at its length."""
    journal = live_letters([letter(0, (50, 0, 20))], "a", [shift(0, 0, END, (60, 80))])
    assert told(journal, "agent_states", STATES)[1:3] == ["a 50 70 acw 20", "a 70 90 break 0"]


def test_a_call_during_the_break_is_answered_before_the_letter_goes_on() -> None:
    """Back at 80: the call of 70 is live, the letter set aside at 60 comes after it."""
    contacts = [letter(0, (100, 0, 0)), call(70, (10, 0, 0))]
    journal = live_letters(contacts, "a", [shift(0, 0, END, (60, 80))])
    assert told(journal, "legs", WORK) == lines("""
        1.1   a 70 80 10 0 0  90 resolved
        1/0.1 a  0  0 60 0 0  60 set_aside
        1/0.1 a 60 90 40 0 0 130 resolved
    """)


def test_who_goes_home_leaves_the_letter_to_a_colleague_at_their_own_pace() -> None:
    """60 s are written; b, half as fast, needs 80 s for the other 40 and 20 s to wrap up."""
    agents = ["a", both("b", speed=0.5)]
    journal = live_letters([letter(0, (100, 0, 10))], agents, [shift(0, 0, 60), shift(1, 50, END)])
    assert told(journal, "legs", WORK) == lines("""
        1/0.1 a  0  0 60 0  0  60 set_aside
        1/0.1 b 60 60 80 0 20 160 resolved
    """)
    assert told(journal, "contacts", "n_transfers left") == ["0 140"]
    assert told(journal, "agent_states", STATES)[0] == "a 0 60 deferred 60"


def test_a_letter_given_back_keeps_its_place_before_younger_ones() -> None:
    """Put back at 60, when nobody is there; b comes at 90 and takes it before that of 70."""
    contacts = [letter(0, (100, 0, 0)), letter(70, (5, 0, 0))]
    journal = live_letters(contacts, "ab", [shift(0, 0, 60), shift(1, 90, END)])
    assert told(journal, "legs", "contact agent queued answered") == lines("""
        1/0.1 a  0   0
        1/0.1 b 60  90
        1/1.1 b 70 130
    """)


@pytest.mark.parametrize("away", [(), ((60, 80),)])
def test_a_letter_that_is_written_when_the_agent_is_due_elsewhere_is_out(away: Any) -> None:
    """At 60 the end of the shift, or a break (kind 2), comes before the end of talk (kind 3).

    Nothing is left to write, so nothing is set aside; a wraps up to 70.
    """
    first = shift(0, 0, END if away else 60, *away)
    journal = live_letters([letter(0, (60, 0, 10))], "ab", [first, shift(1, 50, END)])
    assert told(journal, "legs", WORK) == ["1/0.1 a 0 0 60 0 10 70 resolved"]
    assert told(journal, "contacts", "left") == ["60"]


# ---- blending ----------------------------------------------------------------------


def test_letters_wait_while_too_few_of_the_team_are_idle() -> None:
    """More than one must be idle: b comes at 50, but a is on a call until 120; then both are."""
    contacts = [letter(0, (10, 0, 0)), call(20, (100, 0, 0))]
    journal = live_letters(
        contacts, "ab", [shift(0, 0, END), shift(1, 50, END)], mail={"idle_above": 1}
    )
    # Who is just free is asked first, although b has been idle since 50.
    assert told(journal, "legs", WORK)[1] == "1/0.1 a 0 120 10 0 0 130 resolved"


def test_a_letter_begun_goes_on_only_while_enough_are_idle_too() -> None:
    """Interrupted at 20 (b is on a call since 10), free at 40, but alone until b is, at 110."""
    contacts = [letter(0, (30, 0, 0)), call(10, (100, 0, 0)), call(20, (20, 0, 0))]
    journal = live_letters(contacts, "ab", mail={"idle_above": 1})
    assert told(journal, "legs", WORK) == lines("""
        1.1   b 10  10 100 0 0 110 resolved
        2.1   a 20  20  20 0 0  40 resolved
        1/0.1 a  0   0  20 0 0  20 set_aside
        1/0.1 a 20 110  10 0 0 120 resolved
    """)


def test_a_letter_taken_and_put_down_in_one_instant_is_nobodys() -> None:
    """When a goes home at 70, b gets the letter that a had begun, and at once a's call.

    The letter then waits for anybody again, and c takes it at 92, at the pace of c.
    """
    contacts = [
        letter(0, (100, 0, 0)), call(1, (30, 0, 0)), call(2, (90, 0, 0)), call(10, (100, 0, 0)),
    ]  # fmt: skip
    shifts = [shift(0, 0, 70), shift(1, 0, 400), shift(2, 0, 400)]
    journal = live_letters(
        contacts, [both("a"), both("b", proficiency=0.3), both("c")], shifts,
        teams=(TeamSettings("desk", hands_over=True),), legs={(3, 1, 2): leg((1, 1, 1))},
    )  # fmt: skip
    at = "contact agent queued answered talk ended how"
    letters = [row for row in told(journal, "legs", at) if row.startswith("1/0.1")]
    assert letters == lines("""
        1/0.1 a 0 0 10 10 set_aside
        1/0.1 c 10 92 90 182 resolved
    """)


def test_a_letter_put_back_as_somebody_leaves_for_a_break_waits_for_anybody() -> None:
    """a goes home at 50 and b to a break in the same ms; c, on the line until 80, takes it."""
    contacts = [letter(0, (100, 0, 0)), call(1, (79, 0, 0))]
    shifts = [shift(0, 0, 50), shift(1, 10, 400, (50, 150)), shift(2, 0, 400)]
    journal = live_letters(contacts, "abc", shifts)
    letters = [row for row in told(journal, "legs", "contact agent queued answered ended how")
               if row.startswith("1/0.1")]  # fmt: skip
    assert letters == lines("""
        1/0.1 a 0 0 50 set_aside
        1/0.1 c 50 80 130 resolved
    """)
