"""Sideways: who is in the wrong place is handed to another reason or team."""

from __future__ import annotations

from typing import Any

import pytest
from days import card, extra, leg, luck, shift
from small_desk import (
    END,
    LEGS,
    NEEDS,
    NEXT,
    SENIOR,
    live,
    mail,
    reason,
    teams,
)
from told import lines, told

from cssim.center.levers import EscalationSettings, Transfer
from cssim.journal import Journal

# ---- sideways ----------------------------------------------------------------------

TRANSFERS = reason("call", transfer=Transfer({0: 0.5}, ((1, 1.0, False),), 0.5), repeat=1.0)
WRONG = {(0, 1, 1): extra(transfer=0.49)}


def _sideways(contacts: Any, agents: Any, shifts: Any = None, **more: Any) -> Journal:
    more = {
        "reasons": (TRANSFERS, reason("tech")),
        "teams": teams(1, 1),
        "extras": WRONG,
        "legs": NEXT,
        **more,
    }
    return live(contacts, agents, shifts, **more)


TECH = card("t", 1, skills=(1,))


def test_who_is_in_the_wrong_place_goes_to_the_right_one_without_a_conference() -> None:
    """Half of the work to 50; then 50 s and 6 s by the tech."""
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH))
    assert told(journal, "legs", f"{LEGS} reason") == lines("""
        0.1 1 service 1 a  0  0 50 0 5  55 transferred call
        0.1 2 service 1 t 50 50 50 0 6 106 resolved    tech
    """)
    assert told(journal, "contacts", "reason n_legs n_transfers left") == ["call 2 1 100"]


@pytest.mark.parametrize(("uniform", "n_legs"), [(0.49, "2"), (0.5, "1")])
def test_some_are_in_the_wrong_place(uniform: float, n_legs: str) -> None:
    """0.49 is below 0.5, and 0.5 is not."""
    extras = {(0, 1, 1): extra(transfer=uniform)}
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH), extras=extras)
    assert told(journal, "contacts", "n_legs") == [n_legs]


def test_a_transfer_has_a_share_of_the_work_of_its_own() -> None:
    """0.3 of 100 s and of 10 s."""
    reasons = (reason("call", transfer=Transfer({0: 0.5}, ((1, 1.0, False),), 0.3)), reason("tech"))
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH), reasons=reasons)
    assert told(journal, "legs", "talk acw")[0] == "30 3"


def test_the_target_is_drawn_by_its_share() -> None:
    """Below 0.3 to the first, from there on to the second."""
    for uniform, name in ((0.29, "t"), (0.30, "u")):
        journal = _sideways(
            [(0, luck((100, 0, 10)))], ("a", TECH, card("u", 1, skills=(2,))),
            reasons=(
                reason("call", transfer=Transfer({0: 1.0}, ((1, 0.3, False), (2, 1.0, False)))),
                reason("tech"), reason("other"),
            ),
            extras={(0, 1, 1): extra(transfer=0.1, transfer_to=uniform)},
        )  # fmt: skip
        assert told(journal, "legs", "agent")[1] == name


@pytest.mark.parametrize(("loses", "end"), [(True, "50"), (False, "550")])
def test_who_finds_nobody_there_is_lost_or_waits(loses: bool, end: str) -> None:
    """The tech comes at 500: put off at 50, or served from 500 to 550."""
    reasons = (reason("call", transfer=Transfer({0: 1.0}, ((1, 1.0, loses),))), reason("tech"))
    journal = _sideways(
        [(0, luck((100, 0, 10)))], ("a", TECH), [shift(0, 0, END), shift(1, 500, END)],
        reasons=reasons,
    )  # fmt: skip
    assert told(journal, "contacts", "left outcome") == [f"{end} answered"]
    kind = "queue - 50 - 50 disconnected" if loses else "service t 50 500 556 resolved"
    assert told(journal, "legs", "kind agent queued answered ended how")[1] == kind


def test_a_reason_of_a_higher_tier_is_reached_sideways() -> None:
    """No escalation, though it is a senior who answers; half a logit and more are lost."""
    journal = _sideways(
        [(0, luck((100, 0, 10)))], ("a", card("senior", 1, skills=(1,))),
        reasons=(TRANSFERS, reason("vip", tier=2)), teams=teams(1, 2),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 transferred
        0.1 2 service 2 senior 50 50 50 0 6 106 resolved
    """)


@pytest.mark.parametrize(("uniform", "solved"), [(0.55, "yes"), (0.57, "no")])
def test_a_transfer_makes_it_harder_to_solve(uniform: float, solved: str) -> None:
    """logit(0.70) - 0.61 is 0.559."""
    journal = _sideways(
        [(0, luck((100, 0, 10)))], ("a", TECH), legs={(0, 1, 2): leg((9, 0, 0), resolve=uniform)}
    )
    assert told(journal, "contacts", "resolved") == [solved]


SAME = (reason("call", transfer=Transfer({0: 0.5}, ((0, 1.0, False),))),)


@pytest.mark.parametrize(("there", "answered"), [(10, "50"), (200, "200")])
def test_a_transfer_to_the_same_reason_goes_to_another_team(there: int, answered: str) -> None:
    """b of the first team is idle all the time; c of the second has it, when there."""
    journal = _sideways(
        [(0, luck((100, 0, 10)))], ("a", "b", card("c", 1)),
        [shift(0, 0, END), shift(1, 0, END), shift(2, there, END)], reasons=SAME,
    )  # fmt: skip
    assert told(journal, "legs", "agent answered how") == [
        "a 0 transferred", f"c {answered} resolved",
    ]  # fmt: skip


def test_a_transfer_to_the_same_reason_stays_in_the_only_team() -> None:
    """Nobody could do better than a, or b who is like a: the contact stays."""
    journal = _sideways([(0, luck((100, 0, 10)))], "ab", reasons=SAME, teams=teams(1))
    assert told(journal, "legs", "agent answered how") == ["a 0 resolved"]


def test_wrong_skill_comes_before_the_next_tier() -> None:
    """Both uniforms say so: sideways first, and the next leg then climbs by its own luck."""
    journal = _sideways(
        [(0, NEEDS)], ("a", TECH, card("senior", 2, skills=(0, 1))), teams=teams(1, 1, 2),
        reasons=(reason("call", escalate={1: 1.0}, transfer=TRANSFERS.transfer),
                 reason("tech", escalate={1: 1.0})),
        legs={(0, 1, 2): leg((50, 0, 6), escalate=0.1), (0, 1, 3): leg((40, 0, 4))},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk how") == [
        "a 50 transferred", "t 25 escalated", "senior 40 resolved",
    ]  # fmt: skip


def test_a_transferred_letter_keeps_its_customer_waiting_for_the_reply() -> None:
    """Half written at 50; the tech's reply is out at 100."""
    reasons = (TRANSFERS, reason("tech"))
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH), reasons=reasons, channels=(mail(),))
    assert told(journal, "contacts", "first_reply left") == ["100 100"]


def test_the_transfers_of_a_contact_end_at_the_most_legs() -> None:
    """Two legs at most: the second agent keeps it, all of the work, although the place is wrong."""
    journal = _sideways(
        [(0, luck((100, 0, 10)))], ("a", TECH), max_legs=2,
        reasons=(TRANSFERS, reason("tech", transfer=Transfer({1: 1.0}, ((0, 1.0, False),)))),
        extras={**WRONG, (0, 1, 2): extra(transfer=0.0)},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk")[1:] == ["t 50"]


def test_a_ticket_that_gets_lost_in_a_transfer_closes_its_issue_then() -> None:
    """The customer goes at 50; at 75 the senior sees that it is for the tech, who is not there."""
    lost = Transfer({1: 0.5}, ((1, 1.0, True),))
    journal = live(
        [(0, NEEDS)], ("a", SENIOR, card("t", 2, skills=(1,))),
        [shift(0, 0, END), shift(1, 0, END), shift(2, 900, END)],
        teams=teams(1, 2, 1), reasons=(reason("call", escalate={1: 1.0}, transfer=lost),
                                       reason("tech")),
        escalation=EscalationSettings(mode="ticket"),
        extras={(0, 1, 2): extra(transfer=0.1)},
        legs={(0, 1, 2): leg((50, 0, 6)), (0, 1, 3): leg((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", "kind agent queued answered ended how") == lines("""
        service a       0  0 55 escalated
        offline senior 50 50 78 transferred
        queue   -      75  - 75 disconnected
    """)
    assert told(journal, "contacts", "left") == ["50"]
    assert told(journal, "issues", "closed how") == ["75 given_up"]
