"""E-mail, social media and tickets: replies, chasers, backlog, work that is set aside."""

from __future__ import annotations

import math

import pytest
from handmade import KINDS, Row, answered, day, turned_away, unanswered

import cssim.measures as m
from cssim.journal import Journal

OWN = {"kinds": KINDS}
ANN: Row = {"agent": "ann", "team": "front"}
CY: Row = {"agent": "cy", "team": "senior", "tier": 2}


@pytest.fixture(scope="module")
def mail() -> Journal:
    """Return five e-mails in 2000 s: one set aside and chased, two never answered.

    1: 0, taken at 600, reply after 300 at 900, 60 more of work.
    2: 100, taken at 1000, set aside at 1100, resumed at 1500, reply at 1700, 10 more.
    3: chases 2 at 1200, taken at 1800, reply at 1830.
    4: 1900, open. 5: 500, open.
    6: the customer of 2 comes back at 1950 and waits.
    """
    two, first = answered(100, 900, 100, how="set_aside", channel="email")
    two |= {"issue": 2, "first_reply": 1700, "left": 1700, "n_legs": 2, "followed_by": "repeat"}
    resumed = {"contact": 2, "leg": 2, "queued": 1100, "answered": 1500, "talk": 200, "acw": 10}
    one, its_leg = answered(0, 600, 300, acw=60, channel="email", resolved=True)
    three, chase = answered(1200, 600, 30, channel="email", issue=2, attempt=2, cause="chaser")
    one, three = {**one, "first_reply": 900}, {**three, "first_reply": 1830}
    contacts = [
        (one, its_leg), (two, first), (three, chase), _open(1900), _open(500),
        _open(1950, issue=2, attempt=3, cause="repeat"),
    ]  # fmt: skip
    legs = [{**resumed, **ANN, "ended": 1710, "how": "unresolved"}]
    return day(contacts, more_legs=legs, horizon=2000)


def _open(arrived: float, **more: object) -> tuple[Row, Row]:
    contact, leg = unanswered(arrived, 0, "open", channel="email", **more)
    return {**contact, "left": None}, {**leg, "ended": None}


def test_response_is_to_the_end_of_composing(mail: Journal) -> None:
    """Replies after 900, 1600 and 630 s; two of six offered within 900 s."""
    assert m.response_s(mail) == m.Mean(900 + 1600 + 630, 3)
    assert m.response_quantile_s(mail, q=0.5) == m.Quantile(900, 3)
    assert m.response_quantile_s(mail, q=0.9).value == pytest.approx(900 + 0.8 * 700)
    assert m.response_within(mail, awt_s=900) == m.Ratio(2, 6)
    assert m.response_within(mail, awt_s=899) == m.Ratio(1, 6)


def test_late_are_those_without_a_reply_in_the_time_people_put_up_with(mail: Journal) -> None:
    """With 1000 s: 1 and 3 in time, 2 late, 5 due at 1500; 4 and 6 are not due yet."""
    assert m.late_share(mail, acceptable_s=1000, **OWN) == m.Ratio(2, 4)
    assert m.late_share(mail, acceptable_s={"email": 1600.0}, **OWN) == m.Ratio(0, 3)
    assert m.late_share(mail, acceptable_s=1000) == m.Ratio(0, 0)  # a channel of unknown kind


def test_chasers_are_contacts_but_no_repeats(mail: Journal) -> None:
    """Six contacts: four fresh or open, one chaser, one repeat; 2 is followed by the repeat."""
    assert m.n_attempts(mail).value == 6 and m.n_chaser(mail).value == 1
    assert m.chaser_rate(mail, **OWN) == m.Mean(1, 5)
    assert m.repeat_rate(mail) == m.Ratio(1, 3)


def test_a_chaser_before_the_answer_is_no_return_after_it(mail: Journal) -> None:
    """The customer of 2 left at 1700 and came back 250 s later, not at 1200."""
    assert m.fcr_observed(mail, window_s=249.999) == m.Ratio(2, 2)
    assert m.fcr_observed(mail, window_s=250) == m.Ratio(1, 2)


def test_work_set_aside_is_one_leg_and_waits_once(mail: Journal) -> None:
    """Waits 600, 900, 600, 100, 1500 and 50; the 400 s in which 2 lay aside are none."""
    assert m.asa_s(mail) == m.Mean(600 + 900 + 600, 3)
    assert m.total_wait_s(mail) == m.Mean(2100 + 100 + 1500 + 50, 6)
    assert m.mean_queue(mail) == m.Mean(3750, 2000)
    assert m.aht_s(mail) == m.Mean(360 + 100 + 210 + 30, 3)
    by = m.table(mail, ["aht_s", "tier_resolution"], by=["agent"]).set_index(["measure", "agent"])
    assert by.loc[("aht_s", "ann"), "denominator"] == 3
    assert by.loc[("tier_resolution", "ann"), "denominator"] == 3
    assert m.one_touch(mail) == m.Ratio(1, 2)


def test_backlog_is_open_work_over_time(mail: Journal) -> None:
    """Open 0-900, 100-1700, 1200-1830, 1900-2000, 500-2000 and 1950-2000."""
    whole = 900 + 1600 + 630 + 100 + 1500 + 50
    assert m.mean_backlog(mail, **OWN) == m.Mean(whole, 2000)
    by = m.table(mail, ["mean_backlog"], by=["interval"], interval_s=1000, **OWN)
    assert by["numerator"].tolist() == [900 + 900 + 500, 700 + 630 + 100 + 1000 + 50]
    assert m.mean_backlog(mail) == m.Mean(0, 2000)


def _ticket() -> Journal:
    """Return a phone contact whose rest is done without the customer, and one still to do."""
    one, leg = answered(0, 0, 60, how="escalated", n_legs=2, n_transfers=1, resolved=True)
    two, its = answered(100, 0, 60, how="escalated", n_legs=2, n_transfers=1)
    legs: list[Row] = [
        {"contact": 1, "leg": 2, "kind": "offline", "queued": 60, "answered": 300, "talk": 100,
         "acw": 10, "ended": 410, **CY},
        {"contact": 2, "leg": 2, "kind": "offline", "tier": 2, "queued": 160, "how": "open"},
    ]  # fmt: skip
    states: list[Row] = [
        {"agent": "cy", "state": "idle", "from": 0, "until": 300},
        {"agent": "cy", "state": "deferred", "from": 300, "until": 400},
        {"agent": "cy", "state": "acw", "from": 400, "until": 410},
    ]
    return day([(one, leg), (two, its)], more_legs=legs, agent_states=states, horizon=500)


def test_a_ticket_is_backlog_and_no_wait() -> None:
    """Open 60-400 and 160-500; the customers waited for nobody after they had gone."""
    run = _ticket()
    assert m.mean_backlog(run) == m.Mean(340 + 340, 500)
    assert m.total_wait_s(run) == m.Mean(0, 2) and m.mean_queue(run) == m.Mean(0, 500)
    assert m.level_two_s(run) == m.Mean(340 + 340, 2)
    assert m.level_two_wait_s(run) == m.Mean(240 + 340, 2)
    assert m.aht_s(run) == m.Mean(60 + 110 + 60, 2)
    assert m.deferred_s(run).value == 100


def test_nobody_is_on_the_line_of_a_ticket() -> None:
    prices = m.Prices(price_per_minute={"phone": 0.5})
    assert m.contact_cost(_ticket(), prices=prices).value == pytest.approx(1.0)


def test_public_complaints_come_from_elsewhere() -> None:
    """Social: one from the start, its repeat, one after a phone contact given up."""
    contacts = [
        answered(0, 0, 9, channel="social", issue=1),
        answered(50, 0, 9, channel="social", issue=1, attempt=2, cause="repeat"),
        unanswered(0, 20, issue=3),
        answered(60, 0, 9, channel="social", issue=3, attempt=2, cause="retry"),
        turned_away(70, issue=5),
    ]
    run = day(contacts, horizon=100)
    assert m.n_public(run, **OWN).value == 3
    assert m.n_public_complaints(run, **OWN).value == 1
    assert m.n_public_complaints(run).value == 0


def test_nothing_written_gives_no_value() -> None:
    run = day([answered(0, 0, 9)], horizon=100)
    for name in ("late_share", "chaser_rate"):
        assert math.isnan(m.get(name)(run, **OWN).value)
    assert m.mean_backlog(run, **OWN).value == 0
