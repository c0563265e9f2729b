"""What a customer who must wait is told: balking, hurried patience, voicemail, no place left."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, card, extra, luck, s, shift
from small_desk import END, ENDS, live, phone, reason
from told import lines, told

from cssim.center.levers import Announcement
from cssim.center.settings import QueueSettings
from cssim.journal import Journal

BUSY = (0, luck((100, 0, 0)))
MINUTE = (QueueSettings(0, 0, mean_work=60_000.0, mean_patience=120_000.0),)
"""An agent finishes one a minute: who finds n in line is predicted n + 1 minutes."""


def _told(contacts: Any, agents: Any = "a", shifts: Any = None, **more: Any) -> Journal:
    rules = more.pop("rules", {})
    more = {"reasons": (reason("call"),), "queues": MINUTE, **more}
    channel = phone(announcement=Announcement(**rules), **more.pop("phone", {}))
    return live(contacts, agents, shifts, channels=(channel,), **more)


def _announced(predictor: str, contacts: Any, **more: Any) -> list[str]:
    return told(_told(contacts, rules={"predictor": predictor}, **more), "contacts", "announced")


# ---- how long is predicted ---------------------------------------------------------

LINE = [(at, luck((100, 0, 0))) for at in (0, 10, 20, 30)]


def test_queue_over_rate_is_one_service_more_than_wait_over_who_is_there() -> None:
    """(Q + 1) x 60 s with one agent; who is answered at once is told nothing."""
    assert _announced("queue_over_rate", LINE) == ["-", "60", "120", "180"]


def test_those_at_home_are_not_there() -> None:
    """At 10 only a is there; from 20 on b is, too, and has the second contact."""
    contacts = [(at, luck((500, 0, 0))) for at in (0, 10, 30, 40)]
    shifts = [shift(0, 0, END), shift(1, 20, END)]
    # At 30 two are at work and nobody waits; at 40 one waits.
    assert _announced("queue_over_rate", contacts, agents="ab", shifts=shifts) == [
        "-", "60", "30", "60",
    ]  # fmt: skip


def test_nobody_there_is_a_day() -> None:
    """The only agent comes at 300."""
    journal = _announced("queue_over_rate", [(0, luck((9, 0, 0)))], shifts=[shift(0, 300, END)])
    assert journal == ["86400"]


def test_with_abandonment_those_ahead_may_leave() -> None:
    """1/mu = 60 s, 1/theta = 120 s: 60; 60 + 40; 60 + 40 + 30."""
    assert _announced("with_abandonment", LINE) == ["-", "60", "100", "130"]


def test_last_served_is_the_wait_of_the_last_one_answered() -> None:
    """Nobody is told 0 s at 10 before 0.1's wait of 0 is known; at 110 the second had waited 90."""
    contacts = [BUSY, (10, luck((100, 0, 0))), (110, luck((9, 0, 0))), (120, luck((9, 0, 0)))]
    assert _announced("last_served", contacts) == ["-", "0", "90", "90"]


def test_mean_of_last_is_the_mean_of_the_waits_of_those_answered() -> None:
    """At 10 only the wait of 0 is known; at 110 the waits of 0 and 90."""
    contacts = [BUSY, (10, luck((100, 0, 0))), (110, luck((9, 0, 0)))]
    assert _announced("mean_of_last", contacts) == ["-", "0", "45"]


def test_head_of_line_is_the_wait_so_far_of_who_is_first() -> None:
    """At 10 nobody waits; at 20 and 30 the second has waited since 10."""
    assert _announced("head_of_line", LINE) == ["-", "0", "10", "20"]


@pytest.mark.parametrize(("factor", "announced"), [(0.5, "30"), (1.0, "60"), (1.25, "75")])
def test_a_promise_may_be_more_or_less_than_the_prediction(factor: float, announced: str) -> None:
    """60 s are predicted at 10."""
    journal = _told(LINE[:2], rules={"factor": factor})
    assert told(journal, "contacts", "announced")[1] == announced


# ---- balking -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uniform", "patience", "outcome"),
    [
        (0.19, 500, "balked"),
        (0.20, 500, "answered"),
        # Told more than one's patience: 0.2 + 0.8 x 0.5 = 0.6.
        (0.59, 59.999, "balked"),
        (0.61, 59.999, "abandoned"),
        (0.59, 60, "abandoned"),
    ],
)
def test_some_leave_on_hearing_of_a_wait_more_of_one_beyond_their_patience(
    uniform: float, patience: float, outcome: str
) -> None:
    """Told 60 s: more than a patience of 59.999 s and not more than one of 60 s."""
    journal = _told(
        [BUSY, (10, luck((9, 0, 0), patience))],
        rules={"balk": 0.2, "balk_long": 0.5},
        extras={(1, 1, 1): extra(balk=uniform)},
    )
    assert told(journal, "contacts", "outcome announced")[1] == f"{outcome} 60"


def test_who_balks_has_no_leg_gives_the_line_back_and_may_come_back() -> None:
    """Two lines: balked at 10, so there is one at 11. Back at 60, told 120 s, answered at 120."""
    contacts = [BUSY, (10, luck((9, 0, 0), retry=0.49, retry_delay=50)), (11, luck((20, 0, 0)))]
    journal = _told(
        contacts,
        rules={"balk": 0.5},
        phone={"lines": 3},
        reasons=(reason("call", retry={"balked": 0.5}),),
        extras={(1, 1, 1): extra(balk=0.1)},
        later={(1, 2): luck((9, 0, 0))},
    )
    assert told(journal, "contacts", f"{ENDS} queued announced n_legs") == lines("""
        0.1 100 answered yes nothing  0   - 1
        1.1  10 balked   no  retry    -  60 0
        1.2 129 answered yes nothing 60 120 1
        2.1 120 answered yes nothing 11  60 1
    """)


def test_who_is_answered_at_once_never_balks() -> None:
    """The agent is idle: there is nothing to announce."""
    journal = _told([BUSY], rules={"balk": 1.0}, extras={(0, 1, 1): extra(balk=0.0)})
    assert told(journal, "contacts", "outcome announced") == ["answered -"]


# ---- hurried patience --------------------------------------------------------------


@pytest.mark.parametrize(
    ("patience", "effective"),
    [
        (20, 40),  # used up at half speed before the announced 60 s are over
        (30, 60),
        (80, 110),  # 30 s used by then; 50 s in the first minute after it, at full speed
        (90, 120),
        (200, 175),  # 170 s left after 60: 60 in a minute, 110 in 55 s at twice the speed
        (210, 180),  # 60, then 120 in the second minute
        (330, 210),  # 60, 120, then 120 at four times the speed: 30 s
        (None, None),
    ],
)
def test_patience_runs_slower_until_the_promise_is_over_and_faster_after(
    patience: float | None, effective: float | None
) -> None:
    """Speeds 0.5 before, 1, 2, 4, … in each whole minute after the announced 60 s."""
    rules = {"hazard_before": 0.5, "hazard_after": 2.0}
    journal = _told([(0, luck((500, 0, 0))), (10, luck((9, 0, 0), patience))], rules=rules)
    row = told(journal, "legs", "patience ended how")[1]
    if effective is None:
        assert row == "inf 509 resolved"
        return
    assert row == f"{effective} {10 + effective} abandoned"
    # The contact keeps the patience that was drawn.
    assert told(journal, "contacts", "patience")[1] == str(patience)


@pytest.mark.parametrize(("talk", "outcome"), [(50, "answered"), (50.001, "abandoned")])
def test_a_wait_just_as_long_as_hurried_patience_is_answered(talk: float, outcome: str) -> None:
    """Patience 20 s at half speed lasts 40 s: until 50."""
    rules = {"hazard_before": 0.5}
    journal = _told([(0, luck((talk, 0, 0))), (10, luck((9, 0, 0), 20))], rules=rules)
    assert told(journal, "contacts", "outcome")[1] == outcome


def test_speeds_of_one_change_nothing() -> None:
    """Patience of 77.777 s stays what it was."""
    journal = _told([(0, luck((500, 0, 0))), (10, luck((9, 0, 0), 77.777))])
    assert told(journal, "legs", "patience")[1] == "77.777"


# ---- voicemail and places ----------------------------------------------------------


def _mailbox(contacts: Any, **more: Any) -> Journal:
    rules = {"voicemail": s(30), **more.pop("phone", {})}
    return live(contacts, "a", channels=(phone(**rules),), reasons=(reason("call", **more),))


def test_who_still_waits_after_30_s_leaves_a_message_and_goes() -> None:
    """At 35 the second goes; the third has given up at 16; the fourth waits 29 s only."""
    contacts = [BUSY, (5, luck((10, 0, 0), 50)), (6, luck((10, 0, 0), 10)), (71, luck((9, 0, 0)))]
    journal = _mailbox(contacts)
    assert told(journal, "legs", "contact kind queued answered ended patience how")[1:] == lines("""
        1.1 queue  5   -  35  50 diverted
        2.1 queue  6   -  16  10 abandoned
        3.1 service 71 100 109 inf resolved
    """)
    assert told(journal, "contacts", f"{ENDS} first_reply")[1] == "1.1 35 diverted no nothing -"


def test_an_agent_free_at_the_ms_of_the_message_answers() -> None:
    """Free at 100 (kind 3); the message would be left then."""
    assert told(_mailbox([BUSY, (70, luck((9, 0, 0)))]), "contacts", "outcome")[1] == "answered"
    late = _mailbox([BUSY, (69.999, luck((9, 0, 0)))])
    assert told(late, "contacts", "left outcome")[1] == "99.999 diverted"


def test_who_left_a_message_may_try_again() -> None:
    """A message at 35 is a diversion: back 70 s later."""
    day = {
        "channels": (phone(voicemail=s(30)),),
        "reasons": (reason("call", retry={"diverted": 0.5}),),
        "later": {(1, 2): luck((9, 0, 0))},
    }
    journal = live([BUSY, (5, luck((9, 0, 0), retry=ALWAYS, retry_delay=70))], "a", **day)
    assert told(journal, "contacts", f"arrived {ENDS}")[1:] == lines("""
          5 1.1  35 diverted no  retry
        105 1.2 114 answered yes nothing
    """)


def test_who_would_have_to_wait_without_a_place_is_blocked() -> None:
    """One place: taken at 5, given back at 50 when its holder hangs up; at 100 nobody waits."""
    contacts = [BUSY, (5, luck((9, 0, 0), 45)), (6, luck((9, 0, 0))), (49.999, luck((9, 0, 0))),
                (50, luck((9, 0, 0))), (60, luck((9, 0, 0))), (109, luck((9, 0, 0)))]  # fmt: skip
    journal = live(contacts, "a", channels=(phone(places=1),), reasons=(reason("call"),))
    assert told(journal, "contacts", "contact queued outcome n_legs")[1:] == lines("""
        1.1 5   abandoned 1
        2.1 -   blocked   0
        3.1 -   blocked   0
        4.1 50  answered  1
        5.1 -   blocked   0
        6.1 109 answered  1
    """)


def test_without_any_place_only_who_is_answered_at_once_gets_in() -> None:
    """At 50 the agent is busy; at 100 free (kind 3) before the arrival (kind 7)."""
    contacts = [BUSY, (50, luck((9, 0, 0))), (100, luck((9, 0, 0)))]
    journal = live(contacts, "a", channels=(phone(places=0),), reasons=(reason("call"),))
    assert told(journal, "contacts", "outcome") == ["answered", "blocked", "answered"]


def test_places_are_the_channel_s_whatever_the_reason() -> None:
    """The one place is taken at 5 by the other reason."""
    contacts = [(0, luck((100, 0, 0))), (5, luck((9, 0, 0)), {"reason": 1}), (6, luck((9, 0, 0)))]
    journal = live(
        contacts, [card("a", skills=(0, 1))], channels=(phone(places=1),),
        reasons=(reason("x"), reason("y")),
    )  # fmt: skip
    assert told(journal, "contacts", "contact outcome") == [
        "0.1 answered", "2.1 blocked", "1/1.1 answered",
    ]  # fmt: skip


def test_who_finds_no_place_is_told_nothing() -> None:
    """Blocked before anything is announced; the other (its uniform is 1) does not balk."""
    contacts = [BUSY, (5, luck((9, 0, 0))), (6, luck((9, 0, 0)))]
    journal = _told(contacts, rules={"balk": 1.0}, phone={"places": 1})
    assert told(journal, "contacts", "outcome announced")[1:] == ["answered 60", "blocked -"]


def test_the_run_stops_while_somebody_waits_who_was_told() -> None:
    """Told 60 s at 10; the run stops at 50."""
    journal = _told(LINE[:2], shifts=[shift(0, 0, 50)], horizon=s(50), drain=False)
    assert told(journal, "contacts", "announced left outcome")[1] == "60 - open"
