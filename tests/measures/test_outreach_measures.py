"""Contacts that the center makes: attempts and work, but no waits and no issues of customers."""

from __future__ import annotations

import math

import pytest
from handmade import Row, answered, day

import cssim.measures as m
from cssim.journal import Journal


@pytest.fixture(scope="module")
def run() -> Journal:
    """Return a failed issue that the center makes good, and one customer contacted first.

    The customer waits 10 s; the two outbound contacts stand in line for 500 s each.
    """
    contacts = [
        answered(0, 10, 60, issue=1, sat=0.4, rating=3),
        answered(100, 500, 40, issue=1, attempt=2, cause="outreach", resolved=True, agent="bob"),
        answered(200, 500, 40, issue=2, cause="outreach", resolved=True),
    ]
    issues: list[Row] = [
        {"issue": 1, "arose": 0, "closed": 70, "how": "given_up"},
        {"issue": 2, "arose": 200, "closed": 740, "how": "resolved"},
    ]
    return day(contacts, issues=issues, horizon=1000)


def test_they_are_attempts_and_nothing_else_in_volume(run: Journal) -> None:
    counts = {"n_attempts": 3, "n_outreach": 2, "n_fresh": 1, "n_offered": 1, "n_answered": 1}
    for name, count in (counts | {"n_arrived": 1, "n_issues": 1}).items():
        assert m.get(name)(run).value == count, name


def test_nobody_waits_for_them(run: Journal) -> None:
    assert m.asa_s(run) == m.Mean(10, 1)
    assert m.service_level(run) == m.Ratio(1, 1)
    assert m.mean_queue(run) == m.Mean(10, 1000)
    assert m.longest_wait_s(run).value == 10 and m.response_s(run) == m.Mean(10, 1)


def test_what_they_achieve_is_no_resolution_of_a_customers_issue(run: Journal) -> None:
    assert m.fcr(run) == m.Ratio(0, 1)
    assert m.fcr_observed(run) == m.Ratio(1, 1)  # the customer did not come back
    assert m.resolution_rate(run) == m.Ratio(0, 1)
    assert m.contacts_per_issue(run) == m.Mean(1, 1)
    assert m.tier_resolution(run) == m.Ratio(1, 1)  # by how the leg ended
    assert m.aht_s(run) == m.Mean(60, 1)
    by = m.table(run, ["aht_s"], by=["agent"]).set_index("agent")["value"]
    assert by["ann"] == 60 and math.isnan(by["bob"])


def test_they_cost_their_lines(run: Journal) -> None:
    prices = m.Prices({"front": 0.0, "senior": 0.0}, price_per_minute={"phone": 6.0})
    assert m.contact_cost(run, prices=prices).value == 14
