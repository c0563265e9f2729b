"""Chats: several in one agent's hands, slots, breaks, the end of the run.

With a slowdown of 1, one chat goes on at its own pace, two at half of it each.
"""

from __future__ import annotations

import pytest
from days import card, extra, leg, luck, s, shift
from small_desk import (
    END,
    ENDS,
    STATES,
    WITH_SLOT,
    live_chats,
    reason,
    teams,
)
from told import lines, told

from cssim.center.levers import Transfer

# ---- side by side ------------------------------------------------------------------


def test_two_chats_share_their_agent() -> None:
    """From 40 both go on at half pace: 30 s take 60; then the first has 30 s left for itself."""
    journal = live_chats([(0, luck((90, 10, 20))), (40, luck((30, 0, 0)))])
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0 130 0 20 150 resolved     # hold is talk in a chat
        1.1 1 40 40  60 0  0 100 resolved
    """)
    assert told(journal, "agent_states") == lines("""
        a   0  130 talk - 190                 # 130 s of the first and 60 of the second
        a 130  150 acw  -  20
        a 150 1000 idle -   0
    """)
    assert told(journal, "contacts", "contact first_reply left") == ["0.1 0 130", "1.1 40 100"]


def test_after_contact_work_is_slowed_by_a_chat_and_slows_it() -> None:
    """20 s of the first's talk take 40, its 30 s of wrapping up 60; then 10 s are left."""
    journal = live_chats([(0, luck((40, 0, 30))), (20, luck((60, 0, 0)))])
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0  60 0 60 120 resolved
        1.1 1 20 20 110 0  0 130 resolved
    """)
    # Talk as long as any chat is in talk.
    assert told(journal, "agent_states", STATES)[0] == "a 0 130 talk 230"


def test_wrapping_up_two_chats_is_after_contact_work() -> None:
    """Talk ends at 20 and 40 (10 s at half pace); 30 s of wrapping up are slowed too.

    At 40 the first has 20 s left of its 30, the second 30 s. At 80 the first is done.
    """
    journal = live_chats([(0, luck((10, 0, 30))), (0, luck((20, 0, 30)))])
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0 0 0 20 0 60 80 resolved
        1.1 1 0 0 40 0 50 90 resolved
    """)
    assert told(journal, "agent_states", STATES) == lines("""
        a  0   40 talk  80
        a 40   90 acw   90
        a 90 1000 idle   0
    """)


def test_progress_is_floored_and_the_due_time_is_rounded_up() -> None:
    """Slowdown 0.5: two go on at round(1000/1.5) = 667 thousandths.

    60 s each from 40 on are due after ceil(60,000,000/667) = 89,956 ms, both in one ms. The
    20 s of wrapping up then go on alone.
    """
    journal = live_chats([(0, luck((100, 0, 20))), (40, luck((60, 0, 0)))], chat={"slowdown": 0.5})
    # The first ends first (its number is smaller) and its 20 s begin beside the second, for 0 ms.
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0 129.956 0 20 149.956 resolved
        1.1 1 40 40  89.956 0  0 129.956 resolved
    """)


def test_of_two_chats_that_end_in_one_ms_the_first_by_number_makes_room_first() -> None:
    """Both end at 60; the third takes the first's place, then the fourth the second's."""
    at = (0, 0, 10, 20)
    journal = live_chats([(t, luck((30 if t == 0 else 10, 0, 0))) for t in at])
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0 60 0 0 60 resolved
        1.1 1  0  0 60 0 0 60 resolved
        2.1 0 10 60 20 0 0 80 resolved
        3.1 1 20 60 20 0 0 80 resolved
    """)


def test_with_one_slot_a_chat_is_like_a_call() -> None:
    """The second waits from 10 until the first is wrapped up at 60."""
    contacts = [(0, luck((50, 0, 10))), (10, luck((20, 0, 5)))]
    journal = live_chats(contacts, slots=1)
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0 50 0 10 60 resolved
        1.1 0 10 60 20 0  5 85 resolved
    """)


def test_an_idle_agent_comes_first_then_who_has_fewest_then_who_has_changed_longest_ago() -> None:
    """5: b is idle. 10: one each, a has had it longer. 15: b has fewer. 20: a changed at 10."""
    contacts = [(t, luck((900, 0, 0))) for t in (0, 5, 10, 15, 20)]
    journal = live_chats(contacts, "ab", slots=3, drain=False)
    assert told(journal, "legs", "contact agent slot") == lines("""
        0.1 a 0
        1.1 b 0
        2.1 a 1
        3.1 b 1
        4.1 a 2
    """)


def test_an_agent_in_chat_takes_no_call_but_the_next_chat() -> None:
    """The call has waited longer at 20; it gets the agent when both chats are over, at 80."""
    contacts = [
        (0, luck((50, 0, 0))),
        (10, luck((5, 0, 0)), {"reason": 1}),
        (20, luck((30, 0, 0))),
    ]
    journal = live_chats(
        contacts, [card("a", skills=(0, 1))], reasons=(reason("help"), reason("x", 1))
    )
    assert told(journal, "legs", "contact queued answered ended") == lines("""
        0.1    0  0 80
        2.1   20 20 80
        1/1.1 10 80 85
    """)


def test_a_chat_in_hand_when_another_was_taken_makes_that_one_harder() -> None:
    """0.70 alone; logit(0.70) - 0.1 is 0.678 beside another: 0.69 lies between."""
    contacts = [(t, luck((50, 0, 0), resolve=0.69)) for t in (0, 10)]
    assert told(live_chats(contacts), "contacts", "resolved") == ["yes", "no"]
    assert told(live_chats(contacts, chat={"resolve_loss": 0.0}), "contacts", "resolved") == [
        "yes",
        "yes",
    ]


@pytest.mark.parametrize(
    ("patience", "end"), [(40, "70 answered yes nothing"), (39.999, "49.999 abandoned no nothing")]
)
def test_a_chat_that_waits_just_as_long_as_its_patience_is_answered(
    patience: float, end: str
) -> None:
    """From 10 to 50 are 40 s: the end of talk (kind 3) comes before giving up (kind 6)."""
    journal = live_chats([(0, luck((50, 0, 0))), (10, luck((20, 0, 0), patience))], slots=1)
    assert told(journal, "contacts", ENDS)[1] == f"1.1 {end}"


# ---- time off and the end ----------------------------------------------------------


def test_who_is_due_for_a_break_takes_no_further_chat_and_finishes_those_in_hand() -> None:
    """The first ends at 60, the second at 80; only then the break, at its full length."""
    contacts = [(0, luck((40, 0, 0))), (20, luck((40, 0, 0))), (55, luck((10, 0, 0)))]
    journal = live_chats(contacts, slots=3, shifts=[shift(0, 0, END, (50, 70))])
    assert told(journal, "legs", "contact answered ended") == [
        "0.1 0 60",
        "1.1 20 80",
        "2.1 100 110",
    ]
    assert told(journal, "agent_states", STATES) == lines("""
        a   0   80 talk  120
        a  80  100 break   0
        a 100  110 talk   10
        a 110 1000 idle    0
    """)


def test_at_the_end_of_a_shift_the_chats_in_hand_are_finished() -> None:
    """One takes 20 s, the other 40: the first at 40 and, with 20 s left for itself, at 60."""
    contacts = [(0, luck((20, 0, 0))), (0, luck((40, 0, 0))), (30, luck((10, 0, 0)))]
    journal = live_chats(contacts, "ab", slots=3, shifts=[shift(0, 0, 25), shift(1, 50, END)])
    assert told(journal, "legs", "contact agent answered ended") == lines("""
        0.1 a  0 40
        1.1 a  0 60
        2.1 b 50 60
    """)
    assert told(journal, "agent_states", STATES)[0] == "a 0 60 talk 100"


CUT = [(0, luck((60, 0, 30))), (40, luck((100, 0, 0)))]


def test_the_run_stops_with_one_chat_in_talk_and_one_being_wrapped_up() -> None:
    """At 80 the first customer leaves; 20 s into its after-contact work the run stops."""
    journal = live_chats(CUT, shifts=[shift(0, 0, 100)], horizon=s(100), drain=False)
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0 80 0 20 - resolved
        1.1 1 40 40 60 0  0 - open
    """)
    assert told(journal, "contacts", ENDS) == [
        "0.1 80 answered yes nothing",
        "1.1 - answered no nothing",
    ]
    assert told(journal, "agent_states", STATES) == ["a 0 100 talk 160"]


def test_chats_in_hand_are_finished_when_the_run_drains() -> None:
    """At 140 the first is wrapped up; the second has 50 s left and goes on alone."""
    journal = live_chats(CUT, shifts=[shift(0, 0, 100)], horizon=s(100))
    assert told(journal, "legs", WITH_SLOT) == lines("""
        0.1 0  0  0  80 0 60 140 resolved
        1.1 1 40 40 150 0  0 190 resolved
    """)
    assert journal.about.end_ms == s(190)


def test_a_chat_that_came_back_to_who_still_wraps_it_up_is_in_hand_once() -> None:
    """Half of 100 s by a, half of 20 s by t, then a again, beside wrapping up, until 100."""
    journal = live_chats(
        [(0, luck((100, 0, 300)))], ("a", card("t", 1, skills=(1,))), teams=teams(1, 1),
        reasons=(reason("help", transfer=Transfer({0: 0.5}, ((1, 1.0, False),))),
                 reason("tech", transfer=Transfer({1: 0.5}, ((0, 1.0, False),)))),
        extras={(0, 1, 1): extra(transfer=0.49), (0, 1, 2): extra(transfer=0.49)},
        legs={(0, 1, 2): leg((20, 0, 0)), (0, 1, 3): leg((900, 0, 0))},
        shifts=[shift(0, 0, 100), shift(1, 0, 100)], horizon=s(100), drain=False,
    )  # fmt: skip
    assert told(journal, "legs", f"{WITH_SLOT} agent") == lines("""
        0.1 0  0  0 50 0 50  - transferred a
        0.1 0 50 50 10 0  0 60 transferred t
        0.1 1 60 60 40 0  0  - open        a
    """)
    assert told(journal, "contacts", "contact n_legs n_transfers") == ["0.1 3 2"]
