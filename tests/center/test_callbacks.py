"""Called back instead of waiting: three rules, and tries in vain."""

from __future__ import annotations

import numpy as np
import pytest
from days import card, extra, luck, s, shift
from small_desk import (
    BUSY,
    ENDS,
    LEGS,
    MISSED,
    REACHED,
    YES,
    back,
    live,
    live_callbacks,
    reason,
    teams,
)
from told import lines, told

from cssim.center.settings import ChannelSettings, Feelings, QueueSettings
from cssim.demand import Customers
from cssim.rules.loyalty import Loyalty

# ---- the three rules ---------------------------------------------------------------


def test_who_keeps_the_place_in_line_is_called_before_who_came_later() -> None:
    """Accepted at 10, with a patience of 5 s that does not matter any more; called at 100."""
    journal = live_callbacks([BUSY, (10, luck((50, 0, 5), 5)), (20, luck((30, 0, 0)))])
    assert told(journal, "legs", f"{LEGS} patience") == lines("""
        0.1 1 service 1 a  0   0 100 0 0 100 resolved inf
        1.1 1 queue   1 - 10   -   0 0 0  10 diverted   5
        1.1 2 service 1 a 10 100  50 0 5 155 resolved inf
        2.1 1 service 1 a 20 155  30 0 0 185 resolved inf
    """)
    assert told(journal, "contacts", f"{ENDS} queued first_reply n_legs n_transfers")[1] == (
        "1.1 150 diverted yes nothing 10 100 2 0"
    )


@pytest.mark.parametrize(("uniform", "outcome"), [(0.36, "diverted"), (0.37, "answered")])
def test_a_share_accepts(uniform: float, outcome: str) -> None:
    """0.36 is below 0.37, and 0.37 is not."""
    contacts = [BUSY, (10, luck((50, 0, 0)))]
    journal = live_callbacks(contacts, extras={(1, 1, 1): extra(callback=uniform)})
    assert told(journal, "contacts", "outcome")[1] == outcome


@pytest.mark.parametrize(("above", "outcome"), [(59.999, "diverted"), (60.001, "answered")])
def test_it_is_offered_when_the_predicted_wait_is_long(above: float, outcome: str) -> None:
    """60 s are predicted at 10."""
    journal = live_callbacks([BUSY, (10, luck((50, 0, 0)))], offer=back(offer_above=s(above)))
    assert told(journal, "contacts", "outcome")[1] == outcome


@pytest.mark.parametrize(("factor", "due"), [(1.0, 70), (0.5, 40), (2.0, 130)])
def test_who_is_called_after_the_predicted_wait_waits_from_then(factor: float, due: int) -> None:
    """Predicted 60 s at 10; who came at 20 is answered at 100, before a callback due at 130."""
    contacts = [BUSY, (10, luck((50, 0, 0))), (20, luck((30, 0, 0)))]
    journal = live_callbacks(contacts, offer=back("after_wait", factor=factor))
    queued = {70: "1.1 70 130", 40: "1.1 40 130", 130: "1.1 130 130"}[due]
    # At 100 the third has waited since 20, a callback due at 40 or 70 for less.
    assert told(journal, "legs", "contact queued answered")[2:] == [queued, "2.1 20 100"]


def test_a_callback_due_at_the_ms_at_which_an_agent_is_freed_comes_after_who_waits() -> None:
    """At 70: end of talk (kind 3), so who waits is taken; then the callback is due (kind 5)."""
    contacts = [(0, luck((70, 0, 0))), (10, luck((50, 0, 0))), (20, luck((30, 0, 0)))]
    journal = live_callbacks(contacts, offer=back("after_wait"))
    assert told(journal, "legs", "contact queued answered")[2:] == ["1.1 70 100", "2.1 20 70"]


def test_a_callback_due_before_an_arrival_of_the_same_ms_is_made_first() -> None:
    """At 70 the agent is idle: the callback (kind 5) takes it, the arrival (kind 7) waits."""
    contacts = [(0, luck((60, 0, 0))), (10, luck((50, 0, 0))), (70, luck((30, 0, 0)))]
    journal = live_callbacks(contacts, offer=back("after_wait"))
    assert told(journal, "legs", "contact queued answered")[2:] == ["1.1 70 70", "2.1 70 120"]


SLOTS = back("slots", slot=s(300), capacity=1)


def test_slots_hold_so_many_callbacks_and_the_next_is_taken_when_one_is_full() -> None:
    """Predicted 60 s each (nobody is in line): the slot from 300, then those from 600 and 900."""
    contacts = [BUSY, *((t, luck((20, 0, 0))) for t in (10, 20, 30))]
    journal = live_callbacks(
        contacts, offer=SLOTS, extras={(i, 1, 1): extra(callback=0.1) for i in (1, 2, 3)}
    )
    assert told(journal, "legs", "contact leg queued answered")[1:] == lines("""
        1.1 1 10 -
        1.1 2 300 300
        2.1 1 20 -
        2.1 2 600 600
        3.1 1 30 -
        3.1 2 900 900
    """)


def test_slots_begin_at_round_times_of_day() -> None:
    """The run starts 100 s after midnight: slots of 300 s begin at 200, 500, 800."""
    contacts = [BUSY, (10, luck((20, 0, 0)))]
    journal = live_callbacks(contacts, offer=SLOTS, start_ms_of_day=s(100))
    assert told(journal, "legs", "queued")[2] == "200"


def test_a_predicted_wait_that_ends_with_the_beginning_of_a_slot_gets_it() -> None:
    """240 + 60 s is just 300, where a slot begins."""
    contacts = [(0, luck((400, 0, 0))), (240, luck((20, 0, 0)))]
    assert told(live_callbacks(contacts, offer=SLOTS), "legs", "queued")[2] == "300"


def test_each_channel_has_slots_of_its_own() -> None:
    """Two lines with one callback a slot each: both callers are called in the slot from 300."""
    lines_ = [ChannelSettings(name=name, callback=SLOTS) for name in ("one", "two")]
    journal = live(
        [BUSY, (10, luck((20, 0, 0))), (20, luck((20, 0, 0)), {"reason": 1})],
        [card("a", skills=(0, 1))],
        channels=tuple(lines_),
        reasons=(reason("x"), reason("y", 1)),
        queues=(QueueSettings(0, 0, 60_000.0), QueueSettings(1, 1, 60_000.0)),
        extras={(1, 1, 1): extra(callback=0.1), (2, 1, 1): extra(callback=0.1)},
    )
    assert told(journal, "legs", "contact leg queued")[2::2] == ["1.1 2 300", "1/2.1 2 300"]


# ---- in vain -----------------------------------------------------------------------


def test_who_is_missed_is_tried_again_later() -> None:
    """Rung from 100 to 110, due again a minute later; reached there (0.92 < 1 - 0.07)."""
    extras = {**YES, (1, 1, 2): MISSED, (1, 1, 3): REACHED}
    contacts = [BUSY, (10, luck((50, 0, 5), 5)), (20, luck((30, 0, 0)))]
    journal = live_callbacks(contacts, offer=back(retry_after=s(60)), extras=extras)
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 queue   1 - 10   -   0 0 0  10 diverted
        1.1 2 offline 1 a 10 100  10 0 0 110 missed
        1.1 3 service 1 a 170 170 50 0 5 225 resolved
        2.1 1 service 1 a 20 110  30 0 0 140 resolved
    """)
    assert told(journal, "agent_states") == lines("""
        a   0  100 talk 0.1 100
        a 100  110 ring 1.1  10
        a 110  140 talk 2.1  30
        a 140  170 idle -     0
        a 170  220 talk 1.1  50
        a 220  225 acw  1.1   5
        a 225 1000 idle -     0
    """)
    assert told(journal, "contacts", f"{ENDS} n_legs first_reply")[1] == (
        "1.1 220 diverted yes nothing 3 170"
    )


@pytest.mark.parametrize(("retry", "follows"), [(0.49, "retry"), (0.5, "nothing")])
def test_after_the_last_try_the_contact_is_over_and_the_customer_may_come_back(
    retry: float, follows: str
) -> None:
    """Tries at 100 and, 60 s after it ended, at 170; over at 180."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 0), 5, retry=retry, retry_delay=100))],
        offer=back(retry_after=s(60), tries=2),
        reasons=(reason("call", retry={"diverted": 0.5}),),
        extras={**YES, (1, 1, 2): MISSED, (1, 1, 3): MISSED},
        later={(1, 2): luck((20, 0, 0))},
    )
    assert told(journal, "legs", LEGS)[2:4] == lines("""
        1.1 2 offline 1 a 10 100 10 0 0 110 missed
        1.1 3 offline 1 a 170 170 10 0 0 180 missed
    """)
    assert told(journal, "contacts", f"{ENDS} first_reply")[1] == f"1.1 180 diverted no {follows} -"
    assert told(journal, "issues", "closed how")[1] == (
        "300 resolved" if follows == "retry" else "180 given_up"
    )


def test_tries_are_legs_and_no_more_are_made_than_allowed() -> None:
    """Three legs: the queue and two tries. The third try would be a fourth leg."""
    missed = {(1, 1, n): MISSED for n in (2, 3, 4)}
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 0)))], offer=back(retry_after=s(60), tries=3), max_legs=3,
        extras={**YES, **missed},
    )  # fmt: skip
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 queue   1 - 10 -    0 0 0  10 diverted
        1.1 2 offline 1 a 10 100 10 0 0 110 missed
        1.1 3 offline 1 a 170 170 10 0 0 180 missed
    """)


def test_a_customer_who_has_left_is_not_called_any_more() -> None:
    """Due at 87,000 s; the customer leaves at midnight (86,400 s): the issue is dropped."""
    at = 86_000
    one = {"customer": 0, "segment": 0}
    journal = live_callbacks(
        [(at, luck((100, 0, 0)), {**one, "customer": 1}), (at + 10, luck((50, 0, 0)), one)],
        "a",
        [shift(0, at, 90_000)],
        offer=back("after_wait"),
        queues=(QueueSettings(0, 0, 990_000.0),),
        customers=Customers(np.zeros(2, np.int64), np.array([0.999_999, 0.0])),
        segments=("all",),
        feelings=Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(1.0,)),
        horizon=s(90_000),
    )
    assert told(journal, "customers", "left") == ["86400", "-"]
    # Over at the end of the last leg there was: the queue, left when the offer was accepted.
    assert told(journal, "contacts", "outcome first_reply left resolved n_legs")[1] == (
        "diverted - 86010 no 1"
    )
    assert told(journal, "issues", "how") == ["resolved", "dropped"]


def test_a_try_in_vain_by_a_senior_leaves_the_callback_in_its_own_line() -> None:
    """After 30 s seniors may help; one rings in vain at 40. Due again at 110, when a is free."""
    journal = live_callbacks(
        [BUSY, (10, luck((50, 0, 0)))],
        ["a", card("senior", 1)],
        teams=teams(1, 2),
        reasons=(reason("call", escalate_waiting=s(30)),),
        offer=back(retry_after=s(60)),
        extras={**YES, (1, 1, 2): MISSED, (1, 1, 3): REACHED},
    )
    assert told(journal, "legs", LEGS)[2:] == lines("""
        1.1 2 offline 2 senior 10 40 10 0 0 50 missed
        1.1 3 service 1 a 110 110 50 0 0 160 resolved
    """)
