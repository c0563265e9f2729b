"""Much at one instant: shifts that end together, work without length, moves with chats in hand."""

from __future__ import annotations

from typing import Any

import pytest
from days import Day, card, extra, leg, luck, s, shift
from small_desk import (
    LEGS,
    LETTER,
    NEEDS,
    NEXT,
    PLAIN,
    SENIOR,
    both,
    letter,
    live,
    live_letters,
    live_up,
    mail,
    phone,
    reason,
    teams,
)
from told import lines, told

from cssim.center.levers import Consult, EscalationSettings, Transfer
from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings

HANDS_OVER = (TeamSettings("desk", hands_over=True), TeamSettings("late"))
LONG = (0, luck((90, 10, 8)))
REST = {(0, 1, 2): leg((1, 1, 1), 300)}


# ---- who leaves at the same instant --------------------------------------------------


def test_a_colleague_who_goes_home_a_moment_later_takes_over() -> None:
    """Both leave at 60, a first; b, whose team finishes what it has, works until 108."""
    journal = live([LONG], ["a", card("b", 1)], [shift(0, 0, 60), shift(1, 1, 60)],
                   teams=HANDS_OVER, reasons=(PLAIN,), legs=REST)  # fmt: skip
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0  0 60  0 0  60 handed_over
        0.1 2 service 1 b 60 60 30 10 8 108 resolved
    """)


def test_a_colleague_who_has_gone_home_a_moment_before_does_not() -> None:
    """Both leave at 60, b first."""
    journal = live([LONG], [card("b", 1), "a"], [shift(0, 1, 60), shift(1, 0, 60)],
                   teams=HANDS_OVER, reasons=(PLAIN,), legs=REST)  # fmt: skip
    assert told(journal, "legs", LEGS)[1] == "0.1 2 queue 1 - 60 - 0 0 0 360 abandoned"


@pytest.mark.parametrize(
    ("keep", "second"), [(1, "- 60 - 360 abandoned"), (0, "c 60 60 108 resolved")]
)
def test_who_is_given_a_contact_and_leaves_counts_until_then(keep: int, second: str) -> None:
    """At 60 b and c are idle, so that b gets it and gives it back at once; then c is alone."""
    journal = live(
        [LONG], "abc", [shift(0, 0, 60), shift(1, 0, 60), shift(2, 0, 500)],
        teams=HANDS_OVER[:1], reasons=(PLAIN,), legs=REST,
        routing={"policy": "reserve", "keep_idle": {"call": {"desk": keep}}},
    )  # fmt: skip
    assert told(journal, "legs", "agent queued answered ended how")[1] == second


@pytest.mark.parametrize("comes", [100, 101])
def test_what_falls_due_as_a_shift_ends_is_too_late_for_who_leaves(comes: float) -> None:
    """A senior may answer after 30 s. At 100 b leaves; whether a comes before makes no odds."""
    rules = {"escalate_waiting": s(30)}
    journal = live(
        [(70, luck((5, 0, 3)))],
        [card("a", 2, skills=(1,)), card("b", 1)],
        [shift(0, comes, 500), shift(1, 0, 100)],
        teams=(*teams(1, 2), TeamSettings("leads", joins_above=4)),
        reasons=(reason("call", **rules), reason("claim")),
    )  # fmt: skip
    assert told(journal, "legs", "agent queued answered ended") == ["- 70 - -"]


def test_a_delay_is_not_over_yet_for_who_becomes_free_earlier_in_its_instant() -> None:
    """At 100 b is done with one and may answer the call of 70, too; but that is due only later."""
    journal = live(
        [(0, luck((100, 0, 0)), {"reason": 1}), (70, luck((9, 0, 0))),
         (80, luck((5, 0, 0)), {"reason": 1})],
        [card("b", 1, skills=(0, 1))], teams=teams(1, 2),
        reasons=(reason("call", escalate_waiting=s(30)), reason("claim", tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", "contact agent queued answered ended") == lines("""
        1.1   b 70 105 114
        1/0.1 b  0   0 100
        1/2.1 b 80 100 105
    """)


@pytest.mark.parametrize(
    ("off", "first", "second"),
    [
        (30, "a 0 0 110 unresolved", []),
        (70, "a 0 0 70 handed_over", ["b 70 70 110"]),
    ],
)
def test_who_skips_a_busy_tier_hands_over_once_it_is_clear_that_nobody_is_there(
    off: float, first: str, second: list[str]
) -> None:
    """Half is done at 50: until then a is about to pass it on, from then on works alone."""
    journal = live_up(
        [(0, NEEDS)], ("a", SENIOR, "b"), [shift(0, 0, off), shift(1, 900, 910), shift(2, 1, 500)],
        teams=(TeamSettings("desk", hands_over=True), TeamSettings("seniors", 2)),
        rules={"if_busy": "skip"}, legs={(0, 1, 2): leg((50, 0, 6), escalate=0.1)},
    )  # fmt: skip
    assert told(journal, "legs", "agent queued answered ended how")[0] == first
    assert told(journal, "legs", "agent queued answered ended")[1:] == second


def test_a_colleague_who_was_asked_is_free_before_whoever_is_called_in_because_of_it() -> None:
    """At 30 a has been told that b's team is the right one; no other help is needed then."""
    journal = live(
        [(0, luck((20, 0, 6)))],
        ["a", card("b", 1, skills=(0, 1)), card("c", 2, skills=(1,), on_call=True)],
        [shift(0, 0, 500), shift(1, 0, 500)],
        teams=(TeamSettings("desk"), TeamSettings("experts"),
               TeamSettings("reserves", call_in=(0, s(100)))),
        reasons=(
            reason("call", transfer=Transfer({0: 1.0}, ((1, 1.0, False),), 1.0),
                   consult=Consult(0.5, 1)),
            reason("claim"),
        ),
        extras={(0, 1, 1): extra(consult=0.4, consult_time=10, transfer=0.1)},
        legs={(0, 1, 2): leg((50, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", "kind agent queued answered ended how") == lines("""
        service    a  0  0 36 transferred
        conference a  - 20 30 consulted
        conference b  - 20 30 joined
        service    b 30 30 80 resolved
    """)
    assert told(journal, "agent_states", "agent from until state")[-1] == "c 30 130 idle"


# ---- letters put down ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "comes", "legs"),
    [
        (0.5, 1, """
            0.1   1 service a  0  0  60 handed_over
            0.1   2 service b 60 60 108 resolved
            1/1.1 1 service b 10 10  60 set_aside
            1/1.1 2 service b 60 108 158 unresolved
        """),
        (0.0, 60, """
            0.1   1 service a  0  0  60 handed_over
            0.1   2 service b 60 60 108 resolved
            1/1.1 1 service b 10 108 208 unresolved
        """),
    ],
)  # fmt: skip
def test_a_letter_with_which_b_may_have_to_go_on_alone_is_put_down_for_a_caller(
    share: float, comes: float, legs: str
) -> None:
    """At 60 a leaves; b's part of the letter is over just then, but nobody is in the next tier."""
    journal = live_letters(
        [LONG, letter(10, (100, 0, 0), escalate=0.1)],
        [both("b", team=1), "a", both("senior", team=2)],
        [shift(0, comes, 500), shift(1, 0, 60), shift(2, 900, 910)],
        teams=(*HANDS_OVER, TeamSettings("seniors", 2)),
        reasons=(reason("call"), reason("letter", 1, escalate={1: 1.0})),
        escalation=EscalationSettings(share, if_busy="skip"),
        legs={**REST, (1, 1, 2): leg((1, 1, 1))},
    )  # fmt: skip
    assert told(journal, "legs", "contact leg kind agent queued answered ended how") == lines(legs)


def test_a_letter_given_back_at_once_was_never_looked_at() -> None:
    """At 5 b, with authority, would settle it, but a caller comes; a, without, passes it on."""
    wise = TeamSettings("wise", authority=1.0)
    journal = live(
        [(5, luck((100, 0, 10), escalate=0.1)), (5, luck((20, 0, 0)), {"reason": 1})],
        [card("b", skills=(0, 1)), card("a", 1), card("senior", 2)],
        channels=(phone(), mail()), teams=(wise, TeamSettings("plain"), TeamSettings("seniors", 2)),
        reasons=(reason("letter", 1, escalate={1: 1.0}), reason("call")), legs=NEXT,
    )  # fmt: skip
    assert told(journal, "legs", "contact leg agent queued answered ended how") == lines("""
        0.1   1 a       5  5  60 escalated
        0.1   2 senior 55 55 111 resolved
        1/1.1 1 b       5  5  25 resolved
    """)
    assert told(journal, "contacts", "n_concessions") == ["0", "0"]


def test_a_letter_given_back_at_once_waits_though_all_places_are_taken() -> None:
    """At 5 b begins a letter, and then there is a caller; nobody there can do the first letter."""
    journal = live(
        [(1, luck((9, 0, 0))), (5, luck((10, 0, 0)), {"reason": 1}),
         (5, luck((20, 0, 0)), {"reason": 2})],
        [card("b", skills=(1, 2)), card("a", skills=(0,))],
        [shift(0, 0, 500), shift(1, 900, 1000)],
        channels=(phone(), mail(places=1)),
        reasons=(reason("other", 1), reason("letter", 1), reason("call")),
    )  # fmt: skip
    assert told(journal, "legs", "contact agent queued answered ended") == lines("""
        0.1   a 1 900 909
        1/1.1 b 5  25  35
        2/2.1 b 5   5  25
    """)


# ---- work without length -------------------------------------------------------------


def test_who_asks_at_once_about_a_letter_is_seen_idle_before_the_colleague_is_asked() -> None:
    """At 15 a and b are idle, and one of them may write; a has nothing to do but to ask b."""
    journal = live_letters(
        [letter(0, (10, 0, 5)), letter(5, (0, 0, 1))],
        ["a", both("b")],
        reasons=(reason("call"), reason("letter", 1, consult=Consult(0.5, LETTER, 0.5))),
        extras={(0, 1, 1): extra(consult=0.9), (1, 1, 1): extra(consult=0.4, consult_time=20)},
        routing={"policy": "reserve", "keep_idle": {"letter": {"desk": 1}}},
    )
    assert told(journal, "legs", "contact kind agent queued answered ended how") == lines("""
        1/0.1 service    a 0  0 15 resolved
        1/1.1 service    a 5 15 36 resolved
        1/1.1 conference a - 15 35 consulted
        1/1.1 conference b - 15 35 joined
    """)


def test_a_place_is_taken_by_who_leaves_a_message_at_once() -> None:
    """Both leave the menu at 40: the first waits in the only place, and then has a mailbox."""
    journal = live(
        [(0, luck((100, 0, 0))), (10, luck((9, 0, 0), ivr=30)), (10, luck((9, 0, 0), ivr=30))],
        "a", channels=(phone(voicemail=0, places=1),), reasons=(reason("call"),),
    )  # fmt: skip
    assert told(journal, "contacts", "left outcome")[1:] == ["40 diverted", "40 blocked"]


def test_who_is_called_in_anew_as_the_last_chat_ends_begins_anew() -> None:
    """A call in lasts 60 s, and so does the chat; at 60 the next one comes."""
    journal = live(
        [(0, luck((60, 0, 0))), (60, luck((30, 0, 0)))],
        [card("c", on_call=True)], [],
        channels=(ChannelSettings(name="chat", kind="chat", slots=2),),
        reasons=(reason("help"),), teams=(TeamSettings("reserves", call_in=(0, s(60))),),
    )  # fmt: skip
    assert told(journal, "agent_states", "from until state slot") == lines("""
        0  60 talk 60
        60 90 talk 30
        90 120 idle 0
    """)


def test_who_is_moved_has_the_delays_of_the_new_team_also_for_who_waits_already() -> None:
    """As one of the desk, h may answer after 30 s: at 40."""

    def manager(window: Any) -> Any:
        yield window.env.timeout(s(20))
        window.move("h", "desk", hours=1.0)

    journal = Day(
        [(10, luck((5, 0, 0)))],
        [card("h", 1)],
        [shift(0, 0, 400)],
        {
            "teams": (TeamSettings("desk"), TeamSettings("help")),
            "reasons": (ReasonSettings("billing"),),
            "routing": {
                "policy": "agents_preference_with_delays",
                "ranks": {},
                "weights": {},
                "delays": {"billing": {"desk": s(30), "help": s(100)}},
            },
        },
    ).live(extras=[manager])
    assert told(journal, "legs", "agent queued answered ended") == ["h 10 40 45"]


# ---- moved with chats in hand --------------------------------------------------------


def test_who_is_moved_with_room_for_a_chat_takes_who_waits_there() -> None:
    """At 20 h, with one chat in hand, may help the desk with the other."""

    def manager(window: Any) -> Any:
        yield window.env.timeout(s(20))
        window.move("h", "desk", hours=1.0)

    journal = Day(
        [(0, luck((100, 0, 0)), {"reason": 1}), (10, luck((30, 0, 0)))],
        [card("h", 1, skills=(0, 1))],
        [shift(0, 0, 400)],
        {
            "teams": (TeamSettings("desk"), TeamSettings("help")),
            "channels": (ChannelSettings(name="chat", kind="chat", slots=2, slowdown=1.0),),
            "reasons": (ReasonSettings("billing"), ReasonSettings("loans")),
            "routing": {
                "policy": "queue_priority",
                "teams_for": {"billing": ["desk"], "loans": ["help"]},
                "reasons_for": {},
            },
        },
    ).live(extras=[manager])  # fmt: skip
    assert told(journal, "legs", "contact agent slot queued answered ended") == lines("""
        1.1   h 1 10 20  80
        1/0.1 h 0  0  0 130
    """)
