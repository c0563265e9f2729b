"""Announced waits, callbacks, messages; self-service."""

from __future__ import annotations

import math

import pytest
from handmade import Row, answered, day, turned_away, unanswered

import cssim.measures as m
from cssim.journal import Journal

ANN: Row = {"agent": "ann", "team": "front"}
MORE = ("callback_reached", "callback_missed", "callback_wait_s", "hold_saved_s")


@pytest.fixture(scope="module")
def called() -> Journal:
    """Return a callback reached at the second try, one still due, a message, a balk.

    1: accepts at 0, a try from 100 to 130 is missed, reached at 1100, handed up at 1160,
       where the customer waits 40 s. 2: accepts at 10, still due at the end.
    3: waits 120 s, leaves a message. 4 and 5 are told 80 and 60 s and wait 50 and 90 s.
    6: is told 300 s and goes.
    """
    told = {"announced": 120}
    contacts = [
        unanswered(0, 0, "diverted", resolved=True, n_legs=4, n_transfers=1, **told),
        unanswered(10, 0, "diverted", n_legs=2, **told),
        unanswered(20, 120, "diverted"),
        answered(30, 50, 60, announced=80, resolved=True),
        answered(40, 90, 60, announced=60),
        turned_away(50, "balked", announced=300),
    ]
    legs: list[Row] = [
        {"contact": 1, "leg": 2, "kind": "offline", "queued": 0, "answered": 100, "talk": 30,
         "ended": 130, "how": "missed", **ANN},
        {"contact": 1, "leg": 3, "queued": 1030, "answered": 1100, "talk": 60, "ended": 1160,
         "how": "escalated", **ANN},
        {"contact": 1, "leg": 4, "queued": 1160, "answered": 1200, "talk": 30, "ended": 1230,
         "agent": "cy", "team": "senior", "tier": 2},
        {"contact": 2, "leg": 2, "kind": "queue", "queued": 10, "how": "open"},
    ]  # fmt: skip
    states: list[Row] = [{**ANN, "state": "ring", "from": 100, "until": 130}]
    return day(contacts, more_legs=legs, agent_states=states, horizon=2000)


def test_shares_of_the_offered(called: Journal) -> None:
    assert m.n_offered(called).value == 6 and m.n_diverted(called).value == 3
    assert m.callback_share(called) == m.Ratio(2, 6)
    assert m.voicemail_share(called) == m.Ratio(1, 6)
    assert m.balking(called) == m.Ratio(1, 6)


def test_what_becomes_of_callbacks(called: Journal) -> None:
    assert m.callback_reached(called) == m.Ratio(1, 2)
    assert m.callback_missed(called) == m.Mean(1, 2)
    assert m.callback_wait_s(called) == m.Mean(1100, 1)
    assert m.hold_saved_s(called) == m.Mean(100, 1)
    assert m.ring_s(called).value == 30


def test_callbacks_are_outside_waiting_and_service_level(called: Journal) -> None:
    """Waits 0, 0, 120, 50, 90, 0; once reached, 1 waits 40 s at the next tier."""
    assert m.mean_wait_s(called) == m.Mean(260, 6)
    assert m.total_wait_s(called) == m.Mean(300, 6)
    assert m.mean_queue(called) == m.Mean(300, 2000)
    assert m.service_level(called, awt_s=60, rule="offered") == m.Ratio(1, 6)
    assert m.response_s(called) == m.Mean(50 + 90, 2)
    assert m.mean_backlog(called) == m.Mean(0, 2000)
    assert m.level_two_wait_s(called) == m.Mean(40, 1)


def test_a_callback_that_reaches_counts_as_answered_in_fcr(called: Journal) -> None:
    assert m.fcr(called) == m.Ratio(2, 3)
    assert m.one_touch(called) == m.Ratio(1, 3)
    assert m.n_answered(called).value == 2 and m.aht_s(called) == m.Mean(120, 2)


def test_a_try_that_the_end_cuts_off_reached_nobody() -> None:
    """Rings from 90 to the end of the run at 100."""
    legs = [{"contact": 1, "leg": 2, "kind": "offline", "queued": 0, "answered": 90, "talk": 10,
             "how": "open", **ANN}]  # fmt: skip
    run = day([unanswered(0, 0, "diverted", n_legs=2)], more_legs=legs, horizon=100)
    assert m.callback_reached(run) == m.Ratio(0, 1) and m.fcr(run) == m.Ratio(0, 0)
    assert m.hold_saved_s(run) == m.Mean(90, 1) and math.isnan(m.callback_wait_s(run).value)
    assert m.mean_backlog(run) == m.Mean(0, 100) and m.contact_times(run)["talk_s"].isna().all()


def test_announced_against_true_waits(called: Journal) -> None:
    """Told 80 and waited 50, told 60 and waited 90; the others never learned their wait."""
    assert m.announced_bias_s(called) == m.Mean(0, 2)
    assert m.announced_error_s(called) == m.Mean(60, 2)
    contacts = [answered(0, 20, 9, announced=0), answered(0, 7, 9)]
    assert m.announced_bias_s(day(contacts, horizon=50)) == m.Mean(-20, 1)


def test_without_callbacks_there_is_no_value() -> None:
    run = day([answered(0, 0, 5)], horizon=10)
    assert m.callback_share(run) == m.Ratio(0, 1)
    for name in (*MORE, "announced_bias_s", "announced_error_s"):
        assert math.isnan(m.get(name)(run).value)


def _tools() -> Journal:
    """Return contained truly and falsely, fallen through, hung up, and without a tool."""
    fallen, leg = answered(60, 0, 60, tried_bot=True, rating=1)
    contacts = [
        turned_away(0, "contained", resolved=True, read_articles=True, rating=5),
        turned_away(0, "contained", read_articles=True, tried_bot=True, rating=2, left=120),
        turned_away(0, "contained", tried_bot=True, rating=4, left=120),
        ({**fallen, "arrived": 0}, leg),
        turned_away(0, "abandoned", tried_bot=True, rating=4, left=90),
        answered(0, 0, 60, rating=5),
    ]
    return day(contacts, horizon=1000)


def test_containment_true_and_false() -> None:
    run = _tools()
    assert m.n_attempts(run).value == 6 and m.n_contained(run).value == 3
    assert m.containment(run) == m.Ratio(3, 6)
    assert m.self_service_use(run) == m.Ratio(5, 6)
    assert m.false_containment(run) == m.Ratio(2, 3)
    assert m.csat_contained_true(run) == m.Ratio(2, 3)
    assert m.csat_fallen_through_true(run) == m.Ratio(1, 2)


def test_tools_cost_what_was_tried() -> None:
    """Articles: 1 and 2, who tried both. Bot: 2, 3, 4 and 5."""
    both = m.Prices(articles={"billing": 1.0}, bot={"billing": 10.0})
    assert m.self_service_cost(_tools(), prices=both).value == 2 * 1 + 4 * 10
    bot = m.Prices(bot={"billing": 10.0})
    assert m.self_service_cost(_tools(), prices=bot).value == 4 * 10
    articles = m.Prices(articles={"billing": 1.0, "technical": 7.0})
    assert m.self_service_cost(_tools(), prices=articles).value == 2
    assert m.self_service_cost(_tools(), prices=m.Prices()).value == 0


def test_without_self_service_there_is_no_value() -> None:
    run = day([], horizon=10)
    for name in ("false_containment", "csat_contained_true", "csat_fallen_through_true"):
        assert math.isnan(m.get(name)(run).value)
    assert math.isnan(m.self_service_use(run).value)
