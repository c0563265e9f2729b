"""Chats that go on elsewhere, as tickets, and who is rung back beside them."""

from __future__ import annotations

from days import card, extra, leg, luck, s
from small_desk import (
    LEGS,
    STATES,
    WITH_SLOT,
    live_chats,
    reason,
    teams,
)
from told import lines, told

from cssim.center.levers import (
    EscalationSettings,
    Transfer,
)

# ---- to the next tier --------------------------------------------------------------

WITH_SENIORS = {
    "teams": teams(1, 2),
    "reasons": (reason("help", escalate={1: 1.0}),),
    "legs": {(0, 1, 2): leg((50, 0, 5), conference=s(20))},
}


def test_a_chat_is_passed_on_without_a_conference_and_wrapped_up_beside_the_other() -> None:
    """Half of its work, 50 s at half pace; 10 s of wrapping up take 20; 1.1 has 40 s left then."""
    contacts = [(0, luck((100, 0, 20), escalate=0.1)), (0, luck((100, 0, 0)))]
    journal = live_chats(contacts, ["a", card("senior", 1)], **WITH_SENIORS)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a      0   0 100 0 20 120 escalated
        0.1 2 service 2 senior 100 100 50 0 5 155 resolved
        1.1 1 service 1 a      0   0 160 0  0 160 resolved
    """)


def test_a_chat_that_goes_on_as_a_ticket_is_wrapped_up_beside_the_other() -> None:
    """The customer is gone at 100; a's own 10 s of wrapping up take 20, beside the other chat."""
    contacts = [(0, luck((100, 0, 20), escalate=0.1)), (0, luck((100, 0, 0)))]
    journal = live_chats(
        contacts,
        ["a", card("senior", 1)],
        **WITH_SENIORS,
        escalation=EscalationSettings(mode="ticket"),
    )
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a        0   0 100 0 20 120 escalated
        0.1 2 offline 2 senior 100 100  50 0  5 155 resolved
        1.1 1 service 1 a        0   0 160 0  0 160 resolved
    """)
    assert told(journal, "contacts", "left")[0] == "100"


def test_who_passes_a_ticket_of_a_chat_on_wraps_up_and_is_free() -> None:
    """Half of 50 s by the senior, 2.5 s of wrapping up; the manager has the rest from 75 on."""
    journal = live_chats(
        [(0, luck((100, 0, 10), escalate=0.1))],
        ["a", card("senior", 1), card("manager", 2)],
        teams=teams(1, 2, 3),
        reasons=(reason("help", escalate={1: 1.0, 2: 1.0}),),
        escalation=EscalationSettings(mode="ticket"),
        legs={(0, 1, 2): leg((50, 0, 5), escalate=0.1), (0, 1, 3): leg((40, 0, 4))},
    )
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a        0  0 50 0 5    55 escalated
        0.1 2 offline 2 senior  50 50 25 0 2.5  77.5 escalated
        0.1 3 offline 3 manager 75 75 40 0 4   119 resolved
    """)
    assert [row for row in told(journal, "agent_states", STATES) if "senior" in row] == lines("""
        senior 0      50 idle      0
        senior 50     75 deferred 25
        senior 75   77.5 acw     2.5
        senior 77.5 1000 idle      0
    """)
    assert told(journal, "issues", "closed how") == ["115 resolved"]


def test_who_hands_a_chat_on_is_not_who_gets_it() -> None:
    """At 50 a and b have one chat each and room for another; a hands on, so b gets it.

    b then has two: the 50 s take 100, and the other chat has 110 s left at 150.
    """
    contacts = [(0, luck((100, 0, 0))), (10, luck((200, 0, 0)), {"reason": 1})]
    journal = live_chats(
        contacts,
        [card("a", skills=(0, 1)), card("b", 1, skills=(0, 1))],
        teams=teams(1, 1),
        reasons=(reason("help", transfer=Transfer({0: 0.5}, ((1, 1.0, False),))), reason("tech")),
        extras={(0, 1, 1): extra(transfer=0.1)},
        legs={(0, 1, 2): leg((50, 0, 0))},
    )
    assert told(journal, "legs", f"agent {WITH_SLOT}") == lines("""
        a 0.1   0  0  0  50 0 0  50 transferred
        b 0.1   1 50 50 100 0 0 150 resolved
        b 1/1.1 0 10 10 250 0 0 260 resolved
    """)
