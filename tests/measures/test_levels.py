"""Transfers, advice, hand-overs, concessions, the tiers above, issues that grow old."""

from __future__ import annotations

import math

import pytest
from handmade import Row, answered, day, unanswered

import cssim.measures as m
from cssim.journal import Journal

DAY = 86_400.0
ANN: Row = {"agent": "ann", "team": "front"}
BOB: Row = {"agent": "bob", "team": "front"}
CY: Row = {"agent": "cy", "team": "senior", "tier": 2}


def _conference(contact: int, leg: int, start: float, end: float, how: str, who: Row) -> Row:
    return {"contact": contact, "leg": leg, "kind": "conference", "answered": start,
            "ended": end, "how": how, **who}  # fmt: skip


@pytest.fixture(scope="module")
def handed() -> Journal:
    """Return contacts that pass from hand to hand in 1000 s.

    1: Ann passes it sideways at 60 to Bob, who hands it up at 100; Cy takes it at 150, to
       210, and resolves it. 2: Ann asks Cy from 260 to 290, then settles it by authority.
    3: Bob's shift ends at 340, Ann goes on to 400. 4: handed up at 430, gives up at 530.
    5: two concessions.
    """
    contacts = [
        answered(0, 0, 60, how="transferred", n_legs=3, n_transfers=2, left=210, resolved=True,
                 rating=2, responded=True),
        answered(200, 0, 60, how="resolved", resolved=True, rating=5, n_concessions=1),
        answered(300, 0, 40, agent="bob", how="handed_over", n_legs=2, n_transfers=1, left=400),
        answered(400, 0, 30, how="escalated", n_legs=2, n_transfers=1, left=530, rating=4),
        answered(500, 0, 50, rating=1, n_concessions=2),
    ]  # fmt: skip
    legs: list[Row] = [
        {"contact": 1, "leg": 2, "queued": 60, "answered": 70, "talk": 30, "ended": 100,
         "how": "escalated", **BOB},
        {"contact": 1, "leg": 3, "queued": 100, "answered": 150, "talk": 50, "hold": 10, "acw": 5,
         "ended": 215, **CY},
        _conference(2, 2, 260, 290, "consulted", ANN), _conference(2, 3, 260, 290, "joined", CY),
        {"contact": 3, "leg": 2, "queued": 340, "answered": 340, "talk": 60, "ended": 400,
         "how": "unresolved", **ANN},
        {"contact": 4, "leg": 2, "kind": "queue", "tier": 2, "queued": 430, "ended": 530,
         "how": "abandoned"},
    ]  # fmt: skip
    states: list[Row] = [
        {"agent": "ann", "state": "talk", "from": 0, "until": 100},
        {"agent": "ann", "state": "idle", "from": 100, "until": 400},
        {"agent": "cy", "state": "talk", "from": 150, "until": 210},
        {"agent": "cy", "state": "idle", "from": 210, "until": 250},
    ]
    return day(contacts, more_legs=legs, agent_states=states, horizon=1000)


def test_sideways_and_up_are_two_things(handed: Journal) -> None:
    """Tier 1 answered seven legs: one went sideways, two up; tier 2 answered one."""
    assert m.sideways_rate(handed, tier=1) == m.Ratio(1, 7)
    assert m.escalation_rate(handed, tier=1) == m.Ratio(2, 7)
    assert m.sideways_rate(handed) == m.Ratio(1, 8)
    assert m.tier_resolution(handed, tier=2) == m.Ratio(1, 1)
    assert m.transfer_rate(handed) == m.Ratio(3, 5)
    assert m.ping_pong(handed) == m.Ratio(1, 5)
    assert m.n_hand_overs(handed).value == 1
    by = m.table(handed, ["n_hand_overs"], by=["agent"]).set_index("agent")["value"]
    assert by.to_dict() == {"ann": 0, "bob": 1, "cy": 0}


def test_asking_a_colleague(handed: Journal) -> None:
    assert m.consult_rate(handed) == m.Ratio(1, 5)
    assert m.consult_s(handed) == m.Mean(30, 1)


def test_concessions_and_their_cost(handed: Journal) -> None:
    assert m.n_concessions(handed).value == 3
    assert m.concession_rate(handed) == m.Ratio(2, 5)
    prices = m.Prices({"front": 0.0, "senior": 0.0}, concession=25.0)
    assert m.concession_cost(handed, prices=prices).value == 75
    assert m.total_cost(handed, prices=prices).value == 75


def test_time_at_level_two_runs_from_reaching_it(handed: Journal) -> None:
    """1 waits 50 s and is served 60; 4 waits 100 s in vain."""
    assert m.level_two_s(handed) == m.Mean(110 + 100, 2)
    assert m.level_two_wait_s(handed) == m.Mean(50 + 100, 2)


def test_escalated_contacts_by_themselves(handed: Journal) -> None:
    assert m.csat_escalated(handed) == m.Ratio(0, 1)
    assert m.csat_escalated_true(handed) == m.Ratio(1, 2)
    assert m.csat_true(handed) == m.Ratio(2, 4)
    assert m.escalated_quantile_s(handed, q=0.9) == m.Quantile(210, 1)
    assert m.resolution_quantile_s(handed, q=0.5) == m.Quantile((210 + 60) / 2, 2)


def test_agent_time_by_tier(handed: Journal) -> None:
    by = m.table(handed, ["busy_s", "occupancy"], by=["tier"]).set_index(["measure", "tier"])
    assert by.loc["busy_s", "value"].to_dict() == {1: 100, 2: 60}
    assert by.loc["occupancy", "value"].to_dict() == {1: 0.25, 2: 0.6}
    alone = [{"agent": "cy", "state": "idle", "from": 0, "until": 10}]
    by = m.table(day([answered(0, 0, 5)], agent_states=alone, horizon=10), ["idle_s"], ["tier"])
    assert by["tier"].tolist() == [1, "(none)"] and by["value"].tolist() == [0, 10]


def test_a_leg_waits_in_the_queue_of_its_own_reason() -> None:
    """Contact 1 waits 5 s for billing and, transferred, 20 s for technical."""
    legs = [{"contact": 1, "leg": 2, "reason": "technical", "queued": 60, "answered": 80, **BOB}]
    run = day([answered(0, 5, 55, how="transferred")], more_legs=legs, horizon=100)
    by = m.table(run, ["mean_queue", "total_wait_s"], ["reason"]).set_index(["measure", "reason"])
    assert by.loc["mean_queue", "numerator"].to_dict() == {"billing": 5, "technical": 20}
    assert by.loc["total_wait_s", "numerator"].to_dict() == {"billing": 25, "technical": 0}


def test_without_escalations_there_is_no_value() -> None:
    run = day([answered(0, 0, 5)], horizon=10)
    for name in ("level_two_s", "level_two_wait_s", "csat_escalated", "escalated_quantile_s"):
        assert math.isnan(m.get(name)(run).value)
    assert math.isnan(m.consult_s(run).value)


def _old() -> Journal:
    """Return issues of 8 and 7 days, open for 9 and for 3, and two that never arose."""
    ends = ((0, 8.0, "resolved"), (1, 8.0, "given_up"), (1, None, "open"), (7, None, "open"))
    issues: list[Row] = [
        {"arose": start * DAY, "closed": None if end is None else end * DAY, "how": how}
        for start, end, how in ends
    ]
    gone = [{"arose": DAY, "closed": DAY, "how": how} for how in ("avoided", "not_raised")]
    return day([], issues=[*issues, *gone], horizon=10 * DAY)


def test_old_issues() -> None:
    """After 7 days: the first (on day 7, for a day) and the third (on day 8, for two)."""
    assert m.old_share(_old()) == m.Ratio(2, 3)
    assert m.old_share(_old(), age_s=2 * DAY) == m.Ratio(4, 4)
    assert m.mean_old(_old()) == m.Mean(3 * DAY, 10 * DAY)
    by = m.table(_old(), ["mean_old"], by=["day"])
    assert by["value"].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_avoided_issues_are_counted_by_themselves() -> None:
    assert m.n_issues(_old()).value == 4 and m.n_avoided(_old()).value == 1
    assert m.resolution_rate(_old()) == m.Ratio(1, 4)
    assert m.contacts_per_issue(_old()) == m.Mean(0, 4)


def test_contacts_per_customer_year() -> None:
    """Two customers for 10 days, one from day 4, one until day 5: 31 days of customers."""
    people: list[Row] = [
        {"segment": "high"}, {}, {"joined": 4 * DAY}, {"segment": "high", "left": 5 * DAY},
    ]  # fmt: skip
    contacts = [
        answered(0, 0, 5, segment="high"), unanswered(DAY, 5, segment="standard"),
        unanswered(DAY, 5, reason="technical", segment="high"),
    ]  # fmt: skip
    run = day(contacts, customers=people, horizon=10 * DAY)
    assert m.contacts_per_customer_year(run).value == pytest.approx(3 * 365 / 31)
    by = m.table(run, ["contacts_per_customer_year"], by=["segment", "reason"])
    want = [365 / 15, 365 / 15, 365 / 16, 0]
    assert by["value"].tolist() == pytest.approx(want)
    by = m.table(run, ["contacts_per_customer_year"], by=["day"])
    assert by["denominator"].tolist() == pytest.approx([d / 365 for d in [3] * 4 + [4] + [3] * 5])
    assert math.isnan(m.contacts_per_customer_year(day(contacts, horizon=5)).value)
