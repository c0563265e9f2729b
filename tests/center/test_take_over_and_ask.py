"""Talk that a senior takes over, and colleagues who are asked."""

from __future__ import annotations

from typing import Any

import pytest
from days import card, extra, leg, luck, s, shift
from small_desk import (
    END,
    LEGS,
    LONG,
    NEEDS,
    NEXT,
    PLAIN,
    SENIOR,
    STATES,
    live_up,
    mail,
    reason,
    states_of,
    teams,
)
from told import lines, told

from cssim.center.levers import Consult, Transfer
from cssim.center.settings import TeamSettings
from cssim.journal import Journal

WRONG_PLACE = reason("call", transfer=Transfer({0: 0.5}, ((1, 1.0, False),)))


# ---- taking over -------------------------------------------------------------------


def test_a_senior_who_is_free_takes_over_after_so_much_talk() -> None:
    """After 30 s of 90; a wraps up after 20 s together, with all 8 s; the senior has 50 s."""
    journal = live_up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(30)})
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a       0  0 30 0 8  58 taken_over
        0.1 2 conference 1 a       - 30  0 0 0  50 escalated
        0.1 3 conference 2 senior  - 30  0 0 0  50 joined
        0.1 4 service    2 senior 30 30 50 0 6 106 resolved
    """)
    assert told(journal, "contacts", "n_transfers left") == ["1 100"]
    assert states_of(journal, "a") == ["a 0 30 talk 30", "a 30 50 conference 20", "a 50 58 acw 8"]


@pytest.mark.parametrize(("limit", "n_legs"), [(99.999, "2"), (100, "1"), (200, "1")])
def test_nobody_takes_over_what_is_over(limit: float, n_legs: str) -> None:
    """Talk and hold are over at 100."""
    journal = live_up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(limit)})
    assert told(journal, "contacts", "n_legs") == [n_legs]


def test_nobody_takes_over_when_no_senior_is_free_just_then() -> None:
    """The senior comes a ms too late."""
    journal = live_up(
        [(0, LONG)], reasons=(PLAIN,), shifts=[shift(0, 0, END), shift(1, 30.001, END)],
        rules={"take_over_after": s(30)},
    )  # fmt: skip
    assert told(journal, "contacts", "n_legs left") == ["1 100"]


@pytest.mark.parametrize("if_busy", ["queue", "skip", "lose"])
def test_nobody_takes_over_whom_the_router_does_not_give_it_to(if_busy: str) -> None:
    """The last idle senior is kept: talk goes on."""
    journal = live_up(
        [(0, LONG)], reasons=(PLAIN,),
        teams=(TeamSettings("desk"), TeamSettings("seniors", 2)),
        routing={"policy": "reserve", "keep_idle": {"call": {"seniors": 1}}},
        rules={"take_over_after": s(30), "if_busy": if_busy},
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == ["0.1 1 service 1 a 0 0 90 10 8 108 resolved"]


@pytest.mark.parametrize("if_busy", ["queue", "skip", "lose"])
@pytest.mark.parametrize("mode", ["warm", "cold", "ticket"])
def test_who_has_other_duties_takes_over_however_few_wait(mode: str, if_busy: str) -> None:
    """The senior joins the line only while more than 3 wait; a long talk is another matter."""
    duties = TeamSettings("seniors", 2, joins_above=3)
    journal = live_up(
        [(0, LONG)], reasons=(PLAIN,), teams=(TeamSettings("desk"), duties),
        rules={"take_over_after": s(30), "mode": mode, "if_busy": if_busy},
    )  # fmt: skip
    assert told(journal, "legs", "agent how")[0] == "a taken_over"
    assert told(journal, "legs", "agent how")[-1] == "senior resolved"


def test_nobody_takes_over_what_is_about_to_be_transferred() -> None:
    """Half of the talk, 50 s, then to the other reason: no take-over at 30."""
    journal = live_up(
        [(0, luck((100, 0, 10)))], ("a", SENIOR, card("t", 2, skills=(1,))),
        teams=teams(1, 2, 1), reasons=(WRONG_PLACE, reason("tech")),
        rules={"take_over_after": s(30)}, extras={(0, 1, 1): extra(transfer=0.1)},
    )  # fmt: skip
    assert told(journal, "legs", "agent talk ended how") == [
        "a 50 55 transferred", "t 50 106 resolved",
    ]  # fmt: skip


def test_talk_counts_from_the_end_of_the_conference() -> None:
    """Together from 50 to 70; 10 s of talk later, at 80, the manager takes over."""
    journal = live_up(
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
    """One leg at most: the agent finishes at 100."""
    journal = live_up([(0, LONG)], reasons=(PLAIN,), rules={"take_over_after": s(30)}, max_legs=1)
    assert told(journal, "contacts", "n_legs left") == ["1 100"]


# ---- asking a colleague ------------------------------------------------------------

ASKS = reason("call", consult=Consult(0.5, None, 0.5), repeat=1.0)
ASKED = {(0, 1, 1): extra(consult=0.49, consult_time=20)}


def _asking(contacts: Any, **more: Any) -> Journal:
    more = {"reasons": (ASKS,), "extras": ASKED, **more}
    return live_up(contacts, more.pop("agents", ("a", SENIOR)), more.pop("shifts", None), **more)


def test_who_asks_a_colleague_talks_with_both_and_wraps_up_alone() -> None:
    """Talk and hold to 100, 20 s together, 8 s of wrapping up."""
    journal = _asking([(0, LONG)])
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0   0 90 10 8 128 resolved
        0.1 2 conference 1 a      - 100  0  0 0 120 consulted
        0.1 3 conference 2 senior - 100  0  0 0 120 joined
    """)
    assert told(journal, "contacts", "left n_legs n_transfers") == ["120 1 0"]
    assert states_of(journal, "a") == lines("""
        a   0  90 talk       90
        a  90 100 hold       10
        a 100 120 conference 20
        a 120 128 acw         8
    """)
    assert states_of(journal, "senior") == ["senior 100 120 conference 20"]


@pytest.mark.parametrize(("uniform", "left"), [(0.49, "120"), (0.5, "100")])
def test_some_ask(uniform: float, left: str) -> None:
    """0.49 is below 0.5, and 0.5 is not: 20 s more or none."""
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
    assert states_of(journal, "senior") == [
        "senior 100 120 conference 20", "senior 120 150 break 0",
    ]  # fmt: skip


def test_a_colleague_goes_home_after_the_conference() -> None:
    """The shift ends at 110; nothing is handed over; busy until 120."""
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
    assert states_of(journal, "a")[-1] == "a 120 128 acw 8"


def test_a_caller_waits_for_both_who_talk_together() -> None:
    """At 120 the senior is free again and takes the call that only seniors take."""
    contacts = [(0, LONG), (105, luck((9, 0, 0)), {"reason": 1})]
    journal = _asking(
        contacts, agents=("a", card("senior", 1, skills=(0, 1))),
        reasons=(ASKS, reason("vip", tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", "contact agent queued answered")[-1] == "1/1.1 senior 105 120"


def test_a_letter_may_be_asked_about_as_well() -> None:
    """Composed for 100 s, asked about for 20: the reply is out at 120."""
    journal = _asking([(0, LONG)], channels=(mail(),))
    assert told(journal, "contacts", "first_reply left") == ["120 120"]
    assert states_of(journal, "a") == [
        "a 0 100 deferred 100", "a 100 120 conference 20", "a 120 128 acw 8",
    ]  # fmt: skip


def test_who_goes_on_alone_asks_at_the_end_of_the_whole_talk() -> None:
    """No senior is there to hand on to: a talks for all 100 s, then asks the other colleague."""
    journal = _asking(
        [(0, NEEDS)], agents=("a", card("x", skills=(1,))), rules={"if_busy": "skip"},
        reasons=(reason("call", escalate={1: 1.0}, consult=Consult(0.5, 1)), reason("tech")),
    )  # fmt: skip
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a 0   0 100 0 10 130 unresolved
        0.1 2 conference 1 a - 100   0 0  0 120 consulted
        0.1 3 conference 1 x - 100   0 0  0 120 joined
    """)
    assert states_of(journal, "a") == [
        "a 0 100 talk 100", "a 100 120 conference 20", "a 120 130 acw 10",
    ]  # fmt: skip


def test_the_run_stops_in_the_conference() -> None:
    """Together since 100; stopped at 110; drained, the customer leaves at 120."""
    shifts = [shift(0, 0, 110), shift(1, 0, 110)]
    journal = _asking([(0, LONG)], shifts=shifts, horizon=s(110), drain=False)
    assert told(journal, "legs", LEGS) == lines("""
        0.1 1 service    1 a      0   0 90 10 0 - open
        0.1 2 conference 1 a      - 100  0  0 0 - consulted
        0.1 3 conference 2 senior - 100  0  0 0 - joined
    """)
    assert states_of(journal, "a")[-1] == "a 100 110 conference 10"
    drained = _asking([(0, LONG)], shifts=shifts, horizon=s(110))
    assert told(drained, "contacts", "left") == ["120"]
