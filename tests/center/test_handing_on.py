"""Handing on: warm, cold, as a ticket, to nobody; transfers, take-overs, questions, going home.

An agent who hands on does half of the stored work; the next leg has work of its own.
"""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import END, ENDS, LEGS, STATES, chat, live, mail, phone, reason, teams
from told import lines, told

from cssim.center.levers import Consult, EscalationSettings, Transfer
from cssim.center.settings import TeamSettings
from cssim.journal import Journal

NEEDS = luck((100, 0, 10), escalate=0.1)
"""Half of it: 50 s of talk and 5 s of after-contact work."""
NEXT = {(0, 1, 2): leg((50, 0, 6), conference=s(20))}
SENIOR = card("senior", 1)
ESCALATES = reason("call", escalate={1: 1.0}, repeat=1.0)


def _up(contacts: Any, agents: Any = ("a", SENIOR), shifts: Any = None, **more: Any) -> Journal:
    """Live a day with two tiers; `rules` are those of escalation."""
    rules = EscalationSettings(**more.pop("rules", {}))
    more = {"reasons": (ESCALATES,), "teams": teams(1, 2), "legs": NEXT, **more}
    return live(contacts, agents, shifts, escalation=rules, **more)


def _states(journal: Journal, name: str) -> list[str]:
    rows = told(journal, "agent_states", STATES)
    return [row for row in rows if row.split()[0] == name and "idle" not in row]


# ---- to the next tier --------------------------------------------------------------


def test_a_cold_escalation_has_no_conference() -> None:
    journal = _up([(0, NEEDS)], rules={"mode": "cold"})
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 escalated
        0.1 2 service 2 senior 50 50 50 0 6 106 resolved
    """)


def test_a_ticket_lets_the_customer_go_and_is_worked_on_later() -> None:
    """The customer and the line are free at 50; the issue is closed when the work is done."""
    contacts = [(0, NEEDS), (50, luck((9, 0, 0)))]
    journal = _up(contacts, rules={"mode": "ticket"}, channels=(phone(lines=1),))
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
    assert _states(journal, "senior") == ["senior 50 100 deferred 50", "senior 100 106 acw 6"]


def test_a_ticket_waits_without_end_and_is_set_aside_for_who_is_on_the_line() -> None:
    """The senior comes at 200; a call for seniors interrupts the ticket at 220."""
    contacts = [(0, NEEDS), (220, luck((30, 0, 0)), {"reason": 1})]
    journal = _up(
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
    fate = luck((100, 0, 10), escalate=0.1, repeat=ALWAYS, repeat_delay=30)
    journal = _up(
        [(0, fate)], rules={"mode": "ticket"}, legs={(0, 1, 2): leg((50, 0, 6), resolve=NEVER)},
        later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", f"arrived {ENDS}") == lines("""
          0 0.1  50 answered no  repeat
        130 0.2 139 answered yes nothing
    """)


def test_a_ticket_that_climbs_two_tiers_is_handed_on_twice() -> None:
    journal = _up(
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
    journal = _up(
        [(0, NEEDS)], shifts=[shift(0, 0, END), shift(1, 500, END)], rules={"mode": "ticket"},
        channels=(mail(chase=1.0),), extras={(0, 2, 1): extra(chase=0.0)},
        later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", "contact first_reply left") == ["0.1 50 50"]
    assert told(journal, "legs", LEGS)[1] == "0.1 2 offline 2 senior 50 500 50 0 6 556 resolved"


def test_a_letter_is_escalated_without_a_conference_and_answered_by_the_senior() -> None:
    journal = _up([(0, NEEDS)], channels=(mail(),))
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a       0  0 50 0 5  55 escalated
        0.1 2 service 2 senior 50 50 50 0 6 106 resolved
    """)
    assert told(journal, "contacts", "first_reply left") == ["100 100"]


def test_closing_does_not_put_off_a_ticket() -> None:
    """The phone closes at 60; the senior comes at 200."""
    journal = _up(
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
    journal = _up(
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
    return _up([(0, NEEDS)], shifts=planned, horizon=s(at), drain=False, **more)


@pytest.mark.parametrize(
    ("senior", "row"),
    [
        (300, "0.1 2 offline 2 - 50 - 0 0 0 - open"),
        (200, "0.1 2 offline 2 senior 50 200 20 0 0 - open"),
    ],
)
def test_the_run_stops_with_a_ticket_waiting_or_in_hand(senior: int, row: str) -> None:
    journal = _stopped(220, senior=senior, rules={"mode": "ticket"})
    assert told(journal, "legs", LEGS)[1] == row
    assert told(journal, "contacts", ENDS) == ["0.1 50 answered no nothing"]
    assert told(journal, "issues", "closed how") == ["- open"]
    assert _states(journal, "senior") == ["senior 200 220 deferred 20"] * (senior < 220)


def test_the_run_stops_in_the_conference_of_an_escalation() -> None:
    journal = _stopped(60)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0  0 50 0 0 - escalated
        0.1 2 conference 1 a      - 50  0 0 0 - escalated
        0.1 3 conference 2 senior - 50  0 0 0 - joined
        0.1 4 service    2 senior 50 50 0 0 0 - open
    """)
    assert _states(journal, "a") == ["a 0 50 talk 50", "a 50 60 conference 10"]
    assert _states(journal, "senior") == ["senior 50 60 conference 10"]


# ---- when nobody is free there -----------------------------------------------------

HELD = [(0, luck((200, 0, 0)), {"reason": 1}), (5, NEEDS, {"reason": 0})]
"""The senior has somebody else from 0 to 200."""


def _held(how: str, **more: Any) -> Journal:
    return _up(
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


def test_busy_skip_may_be_followed_by_a_repeat() -> None:
    fate = luck((100, 0, 10), escalate=0.1, repeat=ALWAYS, repeat_delay=400)
    contacts = [HELD[0], (5, fate, {"reason": 0})]
    journal = _up(
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
    journal = _up(
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
    journal = _held("lose")
    assert told(journal, "legs", LEGS)[:2] == lines("""
        1.1 1 service 1 a  5 5 50 0 5 60 escalated
        1.1 2 queue   2 - 55 -  0 0 0 55 disconnected
    """)
    assert told(journal, "contacts", ENDS)[0] == "1.1 55 answered no nothing"


def test_a_senior_who_composes_is_free_for_an_escalation() -> None:
    """The letter is put down at 50 for the conference and taken up again at 126."""
    contacts = [(0, luck((200, 0, 0)), {"reason": 1}), (0, NEEDS)]
    journal = _up(
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
    journal = _up([(0, NEEDS)], ("a",), channels=(chat(),), rules={"if_busy": "skip"})
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
    journal = _up(
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
    journal = _up(
        [(0, luck((100, 0, 10), escalate=0.9, resolve=0.78))],
        teams=(TeamSettings("desk", authority=0.5), TeamSettings("seniors", 2)),
        rules={"concession_resolve": gain},
    )
    assert told(journal, "contacts", "resolved n_concessions") == [f"{solved} 1"]


# ---- taking over -------------------------------------------------------------------

LONG = luck((90, 10, 8))
PLAIN = reason("call", repeat=1.0)


def test_a_senior_who_is_free_takes_over_after_so_much_talk() -> None:
    """After 30 s of 90; a wraps up after 20 s together, with all 8 s; the senior has 50 s."""
    journal = _up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(30)})
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a       0  0 30 0 8  58 taken_over
        0.1 2 conference 1 a       - 30  0 0 0  50 escalated
        0.1 3 conference 2 senior  - 30  0 0 0  50 joined
        0.1 4 service    2 senior 30 30 50 0 6 106 resolved
    """)
    assert told(journal, "contacts", "n_transfers left") == ["1 100"]
    assert _states(journal, "a") == ["a 0 30 talk 30", "a 30 50 conference 20", "a 50 58 acw 8"]


@pytest.mark.parametrize(("limit", "n_legs"), [(99.999, "2"), (100, "1"), (200, "1")])
def test_nobody_takes_over_what_is_over(limit: float, n_legs: str) -> None:
    """Talk and hold are over at 100."""
    journal = _up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(limit)})
    assert told(journal, "contacts", "n_legs") == [n_legs]


def test_nobody_takes_over_when_no_senior_is_free_just_then() -> None:
    """The senior comes a ms too late."""
    journal = _up(
        [(0, LONG)], reasons=(PLAIN,), shifts=[shift(0, 0, END), shift(1, 30.001, END)],
        rules={"take_over_after": s(30)},
    )  # fmt: skip
    assert told(journal, "contacts", "n_legs left") == ["1 100"]


def test_nobody_takes_over_what_is_about_to_be_transferred() -> None:
    """Half of the talk, 50 s, then to the other reason: no take-over at 30."""
    journal = _up(
        [(0, luck((100, 0, 10)))], ("a", SENIOR, card("t", 2, skills=(1,))),
        teams=teams(1, 2, 1), reasons=(TRANSFERS, reason("tech")),
        rules={"take_over_after": s(30)}, extras={(0, 1, 1): extra(transfer=0.1)},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk ended how") == [
        "a 50 55 transferred", "t 50 106 resolved",
    ]  # fmt: skip


def test_talk_counts_from_the_end_of_the_conference() -> None:
    """Together from 50 to 70; 10 s of talk later, at 80, the manager takes over."""
    journal = _up(
        [(0, NEEDS)], ("a", SENIOR, card("manager", 2)), teams=teams(1, 2, 3),
        reasons=(reason("call", escalate={1: 1.0}),), rules={"take_over_after": s(10)},
        legs={**NEXT, (0, 1, 3): leg((40, 0, 4))},
    )  # fmt: skip
    # a's own talk of 50 s is about to be handed on, so nobody takes it over.
    assert told(journal, "legs", LEGS)[2:] == lines("""
        0.1 3 conference 2 senior   - 50  0 0 0  70 joined
        0.1 4 service    2 senior  50 50 10 0 6  86 taken_over
        0.1 5 service    3 manager 80 80 40 0 4 124 resolved
    """)


def test_nobody_takes_over_beyond_the_most_legs() -> None:
    journal = _up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(30)}, max_legs=1)
    assert told(journal, "contacts", "n_legs left") == ["1 100"]


# ---- asking a colleague ------------------------------------------------------------

ASKS = reason("call", consult=Consult(0.5, None, 0.5), repeat=1.0)
ASKED = {(0, 1, 1): extra(consult=0.49, consult_time=20)}


def _asking(contacts: Any, **more: Any) -> Journal:
    more = {"reasons": (ASKS,), "extras": ASKED, **more}
    return _up(contacts, more.pop("agents", ("a", SENIOR)), more.pop("shifts", None), **more)


def test_who_asks_a_colleague_talks_with_both_and_wraps_up_alone() -> None:
    journal = _asking([(0, LONG)])
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0   0 90 10 8 128 resolved
        0.1 2 conference 1 a      - 100  0  0 0 120 consulted
        0.1 3 conference 2 senior - 100  0  0 0 120 joined
    """)
    assert told(journal, "contacts", "left n_legs n_transfers") == ["120 1 0"]
    assert _states(journal, "a") == lines("""
        a   0  90 talk       90
        a  90 100 hold       10
        a 100 120 conference 20
        a 120 128 acw         8
    """)
    assert _states(journal, "senior") == ["senior 100 120 conference 20"]


@pytest.mark.parametrize(("uniform", "left"), [(0.49, "120"), (0.5, "100")])
def test_some_ask(uniform: float, left: str) -> None:
    journal = _asking([(0, LONG)], extras={(0, 1, 1): extra(consult=uniform, consult_time=20)})
    assert told(journal, "contacts", "left") == [left]


@pytest.mark.parametrize(("there", "solved"), [(0, "yes"), (100.001, "no")])
def test_asking_makes_it_easier_if_a_colleague_is_free(there: float, solved: str) -> None:
    """0.75 lies between 0.70 and the 0.794 of half a logit more."""
    fate = luck((90, 10, 8), resolve=0.75)
    journal = _asking([(0, fate)], shifts=[shift(0, 0, END), shift(1, there, END)])
    assert told(journal, "contacts", "resolved") == [solved]


def test_the_colleague_may_be_one_with_another_skill() -> None:
    """The colleague knows the second reason; the senior is not asked."""
    journal = _asking(
        [(0, LONG)],
        agents=("a", SENIOR, card("x", skills=(1,))),
        reasons=(reason("call", consult=Consult(0.5, 1, 0.5)), reason("tech")),
    )
    assert told(journal, "legs", "agent how")[1:] == ["a consulted", "x joined"]


def test_a_colleague_with_a_break_due_stays_until_the_conference_is_over() -> None:
    """Due from 110 to 140: taken from 120 to 150, in full."""
    journal = _asking([(0, LONG)], shifts=[shift(0, 0, END), shift(1, 0, END, (110, 140))])
    assert _states(journal, "senior") == [
        "senior 100 120 conference 20", "senior 120 150 break 0",
    ]  # fmt: skip


def test_a_colleague_goes_home_after_the_conference() -> None:
    journal = _asking(
        [(0, LONG)], shifts=[shift(0, 0, END), shift(1, 0, 110)],
        teams=(TeamSettings("desk", hands_over=True), TeamSettings("seniors", 2, hands_over=True)),
    )  # fmt: skip
    assert told(journal, "agent_states", STATES)[-1] == "senior 100 120 conference 20"
    assert told(journal, "contacts", "left resolved") == ["120 yes"]


def test_who_asks_finishes_although_the_shift_ends() -> None:
    """At 110 the two are in conference: a's contact is not handed over any more."""
    journal = _asking(
        [(0, LONG)], shifts=[shift(0, 0, 110), shift(1, 0, END)],
        teams=(TeamSettings("desk", hands_over=True), TeamSettings("seniors", 2)),
    )  # fmt: skip
    assert told(journal, "contacts", "left n_legs") == ["120 1"]
    assert _states(journal, "a")[-1] == "a 120 128 acw 8"


def test_a_caller_waits_for_both_who_talk_together() -> None:
    """At 120 the senior is free again and takes the call that only seniors take."""
    contacts = [(0, LONG), (105, luck((9, 0, 0)), {"reason": 1})]
    journal = _asking(
        contacts, agents=("a", card("senior", 1, skills=(0, 1))),
        reasons=(ASKS, reason("vip", tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", "contact agent queued answered")[-1] == "1/1.1 senior 105 120"


def test_a_letter_may_be_asked_about_as_well() -> None:
    journal = _asking([(0, LONG)], channels=(mail(),))
    assert told(journal, "contacts", "first_reply left") == ["120 120"]
    assert _states(journal, "a") == [
        "a 0 100 deferred 100", "a 100 120 conference 20", "a 120 128 acw 8",
    ]  # fmt: skip


def test_the_run_stops_in_the_conference() -> None:
    shifts = [shift(0, 0, 110), shift(1, 0, 110)]
    journal = _asking([(0, LONG)], shifts=shifts, horizon=s(110), drain=False)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0   0 90 10 0 - open
        0.1 2 conference 1 a      - 100  0  0 0 - consulted
        0.1 3 conference 2 senior - 100  0  0 0 - joined
    """)
    assert _states(journal, "a")[-1] == "a 100 110 conference 10"
    drained = _asking([(0, LONG)], shifts=shifts, horizon=s(110))
    assert told(drained, "contacts", "left") == ["120"]


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
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH))
    assert told(journal, "legs", f"{LEGS} reason") == lines("""
        0.1 1 service 1 a  0  0 50 0 5  55 transferred call
        0.1 2 service 1 t 50 50 50 0 6 106 resolved    tech
    """)
    assert told(journal, "contacts", "reason n_legs n_transfers left") == ["call 2 1 100"]


@pytest.mark.parametrize(("uniform", "n_legs"), [(0.49, "2"), (0.5, "1")])
def test_some_are_in_the_wrong_place(uniform: float, n_legs: str) -> None:
    extras = {(0, 1, 1): extra(transfer=uniform)}
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH), extras=extras)
    assert told(journal, "contacts", "n_legs") == [n_legs]


def test_a_transfer_has_a_share_of_the_work_of_its_own() -> None:
    reasons = (reason("call", transfer=Transfer({0: 0.5}, ((1, 1.0, False),), 0.3)), reason("tech"))
    journal = _sideways([(0, luck((100, 0, 10)))], ("a", TECH), reasons=reasons)
    assert told(journal, "legs", "talk acw")[0] == "30 3"


def test_the_target_is_drawn_by_its_share() -> None:
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
    journal = _sideways([(0, luck((100, 0, 10)))], "ab", reasons=SAME, teams=teams(1))
    assert told(journal, "legs", "agent answered how") == ["a 0 transferred", "b 50 resolved"]


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


# ---- at the end of the shift -------------------------------------------------------

HANDS_OVER = {"teams": (TeamSettings("desk", hands_over=True), TeamSettings("seniors", 2))}
PLAIN_CALL = {"reasons": (PLAIN,)}


def test_with_nobody_left_who_is_handed_over_waits_and_stays_open() -> None:
    journal = _up([(0, LONG)], ("a",), [shift(0, 0, 60)], **HANDS_OVER, **PLAIN_CALL)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service 1 a  0 0 60 0 0 60 handed_over
        0.1 2 queue   1 - 60 -  0 0 0  - open
    """)
    assert told(journal, "contacts", "left outcome n_transfers") == ["- answered 1"]


def test_with_nobody_left_who_is_handed_over_gives_up_and_may_come_back() -> None:
    fate = luck((90, 10, 8), repeat=ALWAYS, repeat_delay=100)
    journal = _up(
        [(0, fate)], ("a",), [shift(0, 0, 60), shift(0, 180, END)], **HANDS_OVER, **PLAIN_CALL,
        legs={(0, 1, 2): leg((1, 0, 0), 30)}, later={(0, 2): luck((9, 0, 0))},
    )  # fmt: skip
    assert told(journal, "contacts", f"cause arrived {ENDS}") == lines("""
        fresh    0 0.1  90 answered no  repeat
        repeat 190 0.2 199 answered yes nothing
    """)


def test_what_is_to_be_escalated_is_finished_by_who_began_it() -> None:
    journal = _up([(0, NEEDS)], shifts=[shift(0, 0, 30), shift(1, 0, END)], **HANDS_OVER)
    assert told(journal, "legs", LEGS)[0] == "0.1 1 service 1 a 0 0 50 0 5 75 escalated"


def test_after_the_most_legs_a_contact_is_finished_by_who_has_it() -> None:
    journal = _up(
        [(0, LONG)], "ab", [shift(0, 0, 60), shift(1, 0, END)], max_legs=1, **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 90 10 8 108 resolved"]


def test_who_is_in_a_conference_when_the_shift_ends_finishes() -> None:
    """Together from 50 to 70, the senior's shift ends at 60: 50 s of talk and 6 s are overtime."""
    journal = _up(
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
    journal = _up(
        [(0, LONG)], "ab", [shift(0, 0, 100), shift(1, 0, END)], **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 90 10 8 108 resolved"]


def test_chats_are_finished_by_who_has_them() -> None:
    journal = _up(
        [(0, luck((100, 0, 10)))], "ab", [shift(0, 0, 60), shift(1, 0, END)], **PLAIN_CALL,
        teams=(TeamSettings("desk", hands_over=True),), channels=(chat(),),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 100 0 10 110 resolved"]
