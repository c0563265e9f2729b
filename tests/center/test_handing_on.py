"""Handing on to the next tier: cold, as a ticket, when nobody is free; authority."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import (
    END,
    ENDS,
    ESCALATES,
    LEGS,
    NEEDS,
    SENIOR,
    both,
    chat,
    letter,
    live_letters,
    live_up,
    mail,
    phone,
    reason,
    states_of,
    teams,
)
from told import lines, told

from cssim.center.levers import EscalationSettings, Transfer
from cssim.center.settings import TeamSettings
from cssim.journal import Journal

# ---- to the next tier --------------------------------------------------------------


def test_a_cold_escalation_has_no_conference() -> None:
    """50 s of talk by a; the senior begins at 50, at once."""
    journal = live_up([(0, NEEDS)], rules={"mode": "cold"})
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 escalated
        0.1 2 service 2 senior 50 50 50 0 6 106 resolved
    """)


def test_a_ticket_lets_the_customer_go_and_is_worked_on_later() -> None:
    """The customer and the line are free at 50; the issue is closed when the work is done."""
    contacts = [(0, NEEDS), (50, luck((9, 0, 0)))]
    journal = live_up(contacts, rules={"mode": "ticket"}, channels=(phone(lines=1),))
    assert told(journal, "legs", f"{LEGS} patience") == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 escalated inf
        0.1 2 offline 2 senior 50 50 50 0 6 106 resolved  inf
        1.1 1 service 1 a      50 55  9 0 0  64 resolved  inf
    """)
    assert told(journal, "contacts", f"{ENDS} first_reply n_legs n_transfers") == lines("""
        0.1 50 answered yes nothing 0  2 1
        1.1 64 answered yes nothing 55 1 0
    """)
    assert told(journal, "issues", "closed how") == ["100 resolved", "64 resolved"]
    assert states_of(journal, "senior") == ["senior 50 100 deferred 50", "senior 100 106 acw 6"]


def test_a_ticket_waits_without_end_and_is_set_aside_for_who_is_on_the_line() -> None:
    """The senior comes at 200; a call for seniors interrupts the ticket at 220."""
    contacts = [(0, NEEDS), (220, luck((30, 0, 0)), {"reason": 1})]
    journal = live_up(
        contacts, ("a", card("senior", 1, skills=(0, 1))), [shift(0, 0, END), shift(1, 200, END)],
        rules={"mode": "ticket"}, legs={(0, 1, 2): leg((50, 0, 6), 10)},
        reasons=(ESCALATES, reason("vip", tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", f"{LEGS} patience")[1:] == lines("""
        0.1   2 offline 2 senior  50 200 20 0 0 220 set_aside inf
        0.1   3 offline 2 senior 220 250 30 0 6 286 resolved  inf
        1/1.1 1 service 2 senior 220 220 30 0 0 250 resolved  inf
    """)
    assert told(journal, "issues", "closed")[0] == "280"


def test_a_repeat_after_a_ticket_counts_from_its_end() -> None:
    """The ticket's work ends at 100, unsolved: back 30 s after that."""
    fate = luck((100, 0, 10), escalate=0.1, repeat=ALWAYS, repeat_delay=30)
    journal = live_up(
        [(0, fate)], rules={"mode": "ticket"}, legs={(0, 1, 2): leg((50, 0, 6), resolve=NEVER)},
        later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", f"arrived {ENDS}") == lines("""
          0 0.1  50 answered no  repeat
        130 0.2 139 answered yes nothing
    """)


def test_a_ticket_that_climbs_two_tiers_is_handed_on_twice() -> None:
    """Half of 50 s by the senior, the manager's own 40 s; two hand-overs."""
    journal = live_up(
        [(0, NEEDS)], ("a", SENIOR, card("manager", 2)), rules={"mode": "ticket"},
        teams=teams(1, 2, 3), reasons=(reason("call", escalate={1: 1.0, 2: 1.0}),),
        legs={(0, 1, 2): leg((50, 0, 6), escalate=0.1), (0, 1, 3): leg((40, 0, 4))},
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a        0  0 50 0 5  55 escalated
        0.1 2 offline 2 senior  50 50 25 0 3  78 escalated
        0.1 3 offline 3 manager 75 75 40 0 4 119 resolved
    """)
    assert told(journal, "contacts", "n_legs n_transfers left") == ["3 2 50"]


def test_a_ticket_of_a_letter_is_not_chased() -> None:
    """The customer has had a reply at 50; chasers would have come at 100 and later."""
    journal = live_up(
        [(0, NEEDS)], shifts=[shift(0, 0, END), shift(1, 500, END)], rules={"mode": "ticket"},
        channels=(mail(chase=1.0),), extras={(0, 2, 1): extra(chase=0.0)},
        later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", "contact first_reply left") == ["0.1 50 50"]
    assert told(journal, "legs", LEGS)[1] == "0.1 2 offline 2 senior 50 500 50 0 6 556 resolved"


def test_a_letter_is_escalated_without_a_conference_and_answered_by_the_senior() -> None:
    """Nobody is on the line: the reply is out at 100."""
    journal = live_up([(0, NEEDS)], channels=(mail(),))
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 escalated
        0.1 2 service 2 senior 50 50 50 0 6 106 resolved
    """)
    assert told(journal, "contacts", "first_reply left") == ["100 100"]


def test_closing_does_not_put_off_a_ticket() -> None:
    """The phone closes at 60; the senior comes at 200."""
    journal = live_up(
        [(0, NEEDS)], shifts=[shift(0, 0, END), shift(1, 200, END)], rules={"mode": "ticket"},
        channels=(phone(edges=(0, s(60)), disconnects=True),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[1] == "0.1 2 offline 2 senior 50 200 50 0 6 256 resolved"


def test_a_ticket_that_is_transferred_waits_without_end_there_too() -> None:
    """The tech, not the senior, is right, and comes at 300; a patience of 10 s is no matter."""
    reasons = (
        reason("call", escalate={1: 1.0}, transfer=Transfer({1: 1.0}, ((1, 1.0, False),))),
        reason("tech", tier=2),
    )
    journal = live_up(
        [(0, NEEDS)], ("a", SENIOR, card("tech", 1, skills=(1,))),
        [shift(0, 0, END), shift(1, 0, END), shift(2, 300, END)], rules={"mode": "ticket"},
        reasons=reasons, extras={(0, 1, 2): extra(transfer=0.1)},
        legs={(0, 1, 2): leg((50, 0, 6)), (0, 1, 3): leg((40, 0, 4), 10)},
    )  # fmt: skip
    assert told(journal, "legs", f"{LEGS} patience")[1:] == lines("""
        0.1 2 offline 2 senior 50  50 25 0 3  78 transferred inf
        0.1 3 offline 2 tech   75 300 40 0 4 344 resolved    inf
    """)


def _stopped(at: float, **more: Any) -> Journal:
    senior = more.pop("senior", 0)
    planned = [shift(0, 0, at), *([shift(1, senior, at)] if senior < at else [])]
    return live_up([(0, NEEDS)], shifts=planned, horizon=s(at), drain=False, **more)


@pytest.mark.parametrize(
    ("senior", "row"),
    [
        (300, "0.1 2 offline 2 - 50 - 0 0 0 - open"),
        (200, "0.1 2 offline 2 senior 50 200 20 0 0 - open"),
    ],
)
def test_the_run_stops_with_a_ticket_waiting_or_in_hand(senior: int, row: str) -> None:
    """It waits from 50; a senior who comes at 200 has worked on it for 20 s by 220."""
    journal = _stopped(220, senior=senior, rules={"mode": "ticket"})
    assert told(journal, "legs", LEGS)[1] == row
    assert told(journal, "contacts", ENDS) == ["0.1 50 answered no nothing"]
    assert told(journal, "issues", "closed how") == ["- open"]
    assert states_of(journal, "senior") == ["senior 200 220 deferred 20"] * (senior < 220)


def test_the_run_stops_in_the_conference_of_an_escalation() -> None:
    """Together from 50; stopped at 60, before any talk with the senior."""
    journal = _stopped(60)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0  0 50 0 0 - escalated
        0.1 2 conference 1 a      - 50  0 0 0 - escalated
        0.1 3 conference 2 senior - 50  0 0 0 - joined
        0.1 4 service    2 senior 50 50 0 0 0 - open
    """)
    assert states_of(journal, "a") == ["a 0 50 talk 50", "a 50 60 conference 10"]
    assert states_of(journal, "senior") == ["senior 50 60 conference 10"]


# ---- when nobody is free there -----------------------------------------------------

HELD = [(0, luck((200, 0, 0)), {"reason": 1}), (5, NEEDS, {"reason": 0})]
"""The senior has somebody else from 0 to 200."""


def _held(how: str, **more: Any) -> Journal:
    return live_up(
        HELD,
        ("a", card("senior", 1, skills=(0, 1))),
        rules={"if_busy": how, **more.pop("rules", {})},
        **{
            "reasons": (ESCALATES, reason("vip", tier=2)),
            "legs": {(1, 1, 2): leg((50, 0, 6), more.pop("patience", None), conference=s(20))},
            **more,
        },
    )


def test_busy_queue_waits_for_the_next_tier() -> None:
    """From 55, when a has done half, to 200."""
    assert told(_held("queue"), "legs", LEGS)[:2] == lines("""
        1.1 1 service 1 a       5   5 50 0 5  60 escalated
        1.1 2 service 2 senior 55 200 50 0 6 256 resolved
    """)


@pytest.mark.parametrize(
    ("patience", "end"),
    [(145, "250 answered yes nothing"), (144.999, "199.999 answered no nothing")],
)
def test_who_waits_for_the_next_tier_has_a_patience_for_that(patience: float, end: str) -> None:
    """From 55 to 200 are 145 s. Who gives up was answered all the same."""
    assert told(_held("queue", patience=patience), "contacts", ENDS)[0] == f"1.1 {end}"


def test_busy_skip_lets_the_first_agent_do_the_whole_work_in_vain() -> None:
    """All of the 100 s of talk, then all 10 s of wrapping up; not solved, and not handed on."""
    journal = _held("skip")
    assert told(journal, "legs", LEGS)[0] == "1.1 1 service 1 a 5 5 100 0 10 115 unresolved"
    assert told(journal, "contacts", f"{ENDS} n_legs n_transfers")[0] == (
        "1.1 105 answered no nothing 1 0"
    )


@pytest.mark.parametrize("share", [1.0, 0.5])
def test_busy_skip_lets_who_finishes_for_a_colleague_do_the_rest_at_their_own_pace(
    share: float,
) -> None:
    """Of 100 s a, half as fast as b, has done 30 in the 60 s until going home; b does 70."""
    journal = live_letters(
        [letter(0, (100, 0, 10), escalate=0.1)],
        [both("a", speed=0.5), both("b", team=1), both("senior", team=2)],
        [shift(0, 0, 60), shift(1, 0, 500), shift(2, 900, 910)],
        teams=(TeamSettings("desk", hands_over=True), TeamSettings("late"), *teams(1, 2)[1:]),
        reasons=(reason("call"), reason("letter", 1, escalate={1: 1.0})),
        escalation=EscalationSettings(share, if_busy="skip"),
        routing={"policy": "queue_priority", "teams_for": {"letter": ["desk", "late"]},
                 "reasons_for": {}},
        legs={(0, 1, 2): leg((1, 1, 1))},
    )  # fmt: skip
    assert told(journal, "legs", "agent queued answered talk hold acw ended how") == lines("""
        a  0  0 60 0  0  60 set_aside
        b 60 60 70 0 10 140 unresolved
    """)


def test_busy_skip_may_be_followed_by_a_repeat() -> None:
    """Unsolved at 105, back 400 s later, when the senior is not needed."""
    fate = luck((100, 0, 10), escalate=0.1, repeat=ALWAYS, repeat_delay=400)
    contacts = [HELD[0], (5, fate, {"reason": 0})]
    journal = live_up(
        contacts, ("a", card("senior", 1, skills=(0, 1))), rules={"if_busy": "skip"},
        reasons=(ESCALATES, reason("vip", tier=2)), legs={(1, 1, 2): leg((50, 0, 6))},
        later={(1, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", f"arrived {ENDS}")[:2] == lines("""
          5 1.1 105 answered no  repeat
        505 1.2 514 answered yes nothing
    """)


def test_busy_skip_with_tickets_holds_the_one_line_until_the_customer_goes() -> None:
    """The first talks to 100 on one of two lines, the second from 50 to 350: none free at 60."""
    contacts = [(0, luck((100, 0, 10), escalate=0.1)), (50, luck((300, 0, 0))),
                (60, luck((1, 0, 0))), (120, luck((1, 0, 0)))]  # fmt: skip
    journal = live_up(
        contacts, ("a", "b", "c", card("senior", 3)),
        [*(shift(i, 0, END) for i in range(3)), shift(3, 900, END)],
        teams=teams(1, 1, 1, 2),
        channels=(phone(lines=2),),
        reasons=(reason("call", escalate={1: 0.5}),),
        rules={"mode": "ticket", "if_busy": "skip"},
    )  # fmt: skip
    assert told(journal, "contacts", "left outcome") == [
        "100 answered", "350 answered", "60 blocked", "121 answered",
    ]  # fmt: skip


def test_busy_lose_puts_the_customer_off() -> None:
    """At 55, after half of the talk; answered all the same."""
    journal = _held("lose")
    assert told(journal, "legs", LEGS)[:2] == lines("""
        1.1 1 service 1 a  5 5 50 0 5 60 escalated
        1.1 2 queue   2 - 55 -  0 0 0 55 disconnected
    """)
    assert told(journal, "contacts", ENDS)[0] == "1.1 55 answered no nothing"


def test_a_senior_who_composes_is_free_for_an_escalation() -> None:
    """The letter is put down at 50 for the conference and taken up again at 126."""
    contacts = [(0, luck((200, 0, 0)), {"reason": 1}), (0, NEEDS)]
    journal = live_up(
        sorted(contacts, key=len), ("a", card("senior", 1, skills=(0, 1))),
        channels=(phone(), mail()), reasons=(ESCALATES, reason("letter", 1, tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[2:] == lines("""
        0.1   3 conference 2 senior  -  50   0 0 0  70 joined
        0.1   4 service    2 senior 50  50  50 0 6 126 resolved
        1/1.1 1 service    2 senior  0   0  50 0 0  50 set_aside
        1/1.1 2 service    2 senior 50 126 150 0 0 276 resolved
    """)


def test_chats_that_find_nobody_end_unsolved_when_skipped() -> None:
    """No senior is on duty; a wraps up from 50 to 55."""
    journal = live_up([(0, NEEDS)], ("a",), channels=(chat(),), rules={"if_busy": "skip"})
    # A chat is not drawn out: it ends after the half that was done.
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 50 0 5 55 unresolved"]


# ---- asking for it, settling it ----------------------------------------------------


@pytest.mark.parametrize(
    ("uniform", "transfers", "concessions"),
    # Asked for: 0.2. Needed: 0.2 + 0.8 x 0.5 = 0.6, of which half of 0.4 is settled: from 0.4.
    [(0.19, 1, 0), (0.39, 1, 0), (0.41, 0, 1), (0.59, 0, 1), (0.61, 0, 0)],
)
def test_authority_settles_what_is_needed_but_not_what_is_asked_for(
    uniform: float, transfers: int, concessions: int
) -> None:
    """Settled cases take all of the 100 s, passed on ones half."""
    journal = live_up(
        [(0, luck((100, 0, 10), escalate=uniform))],
        teams=(TeamSettings("desk", authority=0.5), TeamSettings("seniors", 2)),
        reasons=(reason("call", escalate={1: 0.5}, request=0.2),),
    )
    row = told(journal, "contacts", "n_transfers n_concessions")
    assert row == [f"{transfers} {concessions}"]
    talk = told(journal, "legs", "talk")[0]
    assert talk == ("50" if transfers else "100")


@pytest.mark.parametrize(("gain", "solved"), [(0.4, "no"), (0.6, "yes")])
def test_a_concession_makes_it_easier_to_solve(gain: float, solved: str) -> None:
    """logit(0.78) - logit(0.70) = 0.418: 0.78 is below the chance with 0.6 more, not with 0.4."""
    journal = live_up(
        [(0, luck((100, 0, 10), escalate=0.9, resolve=0.78))],
        teams=(TeamSettings("desk", authority=0.5), TeamSettings("seniors", 2)),
        rules={"concession_resolve": gain},
    )
    assert told(journal, "contacts", "resolved n_concessions") == [f"{solved} 1"]
