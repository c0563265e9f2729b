"""Customers whom promoters bring: candidates drawn before the run, accepted in it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from audited import lived
from care_days import BAD, DAY, failed, live_care, peopled, solved
from days import NEVER, s
from told import told

from cssim.demand import Customers, Demand, draw_demand, is_outreach
from cssim.errors import InputError
from cssim.rules.loyalty import Loyalty
from cssim.rules.satisfaction import promoter_chance
from cssim.scenario import Scenario

SIZE, RATE = 2000, 2.0


def scenario(rate: float = RATE, **changes: Any) -> Scenario:
    """Return a center whose promoters bring others."""
    return peopled(**{"care.referrals_per_promoter_year": rate} | changes)


def drawn(rate: float = RATE, seed: int = 1, **changes: Any) -> Demand:
    return draw_demand(scenario(rate, **changes), seed, 0)


def candidates(demand: Demand) -> Any:
    """Return the numbers of the candidates of a demand table."""
    assert demand.customers.referrer is not None
    return np.flatnonzero(demand.customers.referrer >= 0)


# ---- who might come ------------------------------------------------------------------------


def test_nobody_is_brought_by_default() -> None:
    assert drawn(0).customers.referrer is None


def test_as_many_candidates_as_all_customers_would_bring() -> None:
    counts = []
    for seed in range(10):
        demand = drawn(seed=seed)
        who, people = candidates(demand), demand.customers
        assert people.referrer is not None and people.joined_ms is not None
        assert np.all(np.diff(people.joined_ms[who]) >= 0)
        assert who[0] == SIZE and who[-1] == len(people.segment) - 1
        assert people.referrer[who].max() < SIZE
        counts.append(len(who))
    mean = RATE * SIZE * 20 / 365.25
    assert abs(np.mean(counts) - mean) < 5 * math.sqrt(mean / 10)


def test_more_of_them_leaves_everything_else_as_it_was() -> None:
    """Neither the customers of the start move, nor those who join, nor the first candidates."""
    joining = {"customers__joining_per_month": 900.0}
    none, few, many = (drawn(rate, **joining) for rate in (0, RATE, 2 * RATE))
    n, first = len(none.customers.segment), len(few.customers.segment)
    for table in (few, many):
        rows = np.flatnonzero(table.customer < n)
        for name in ("issue", "arrived_ms", "customer", "segment", "queue"):
            assert np.array_equal(getattr(none, name), getattr(table, name)[rows]), name
    for name in ("segment", "leave_uniform", "referrer", "doubt"):
        ours, theirs = (getattr(t.customers, name)[n:first] for t in (few, many))
        assert len(ours) and np.array_equal(ours, theirs), name
    assert set(few.issue.tolist()) <= set(many.issue.tolist())
    assert len(np.unique(many.issue)) == len(many)


def test_more_than_numbers_can_hold_is_refused() -> None:
    with pytest.raises(InputError, match="referrals_per_promoter_year"):
        drawn(100, customers__size=50_000)


def test_the_center_reaches_out_to_them_as_to_others() -> None:
    plan = {"care__outreach": {"reason": "help", "every": "5 d", "targeted": False}}
    with_them, without = drawn(20.0, **plan), drawn(0, **plan)
    told_to = with_them.customer[is_outreach(with_them.issue)]
    assert np.isin(candidates(with_them), told_to).any()
    assert np.all(np.isin(without.issue, with_them.issue))


# ---- who comes ------------------------------------------------------------------------------

HAPPY, CROSS = promoter_chance(0.8), promoter_chance(0.8 - 0.8 * (0.8 - BAD))
"""Chance to be a promoter at the start, and after an issue that failed."""


def _advised(*contacts: Any, doubt: float, leave: float = 0.0, **more: Any) -> Any:
    """Live three days: customer 0 could bring customer 1 after a day and a half."""
    people = Customers(
        np.zeros(2, np.int64),
        np.array([leave, 0.0]),
        np.array([0, s(1.5 * DAY)]),
        None,
        np.array([-1, 0]),
        np.array([0.0, doubt]),
    )
    return live_care(*contacts, people=people, end=3 * DAY, **more)


def _customers(journal: Any) -> list[str]:
    return told(journal, "customers", "customer joined referrer")


ALONE, BOTH = ["0 0 -"], ["0 0 -", f"1 {1.5 * DAY:.0f} 0"]


@pytest.mark.parametrize(("doubt", "who"), [(HAPPY - 1e-9, BOTH), (HAPPY, ALONE)])
def test_a_promoter_brings_another(doubt: float, who: list[str]) -> None:
    assert _customers(_advised((0, solved(), {"customer": 1}), doubt=doubt)) == who


@pytest.mark.parametrize("day", [1, 2])
def test_who_was_let_down_before_brings_nobody(day: int) -> None:
    """0.35 of the happy would be promoters still, fewer of the cross."""
    assert CROSS < 0.35 < HAPPY
    journal = _advised((day * DAY, failed(repeat=NEVER)), doubt=0.35)
    assert _customers(journal) == (ALONE if day == 1 else BOTH)


def test_who_has_left_brings_nobody() -> None:
    feelings = {"loyalty": Loyalty(hazard_per_month=1.0)}
    assert _customers(_advised(doubt=0.0, leave=0.99, feelings=feelings)) == ALONE
    assert _customers(_advised(doubt=0.0, leave=0.01, feelings=feelings)) == BOTH


@pytest.mark.parametrize(("doubt", "how"), [(0.0, "resolved"), (1.0, "not_raised")])
def test_only_who_came_has_issues(doubt: float, how: str) -> None:
    journal = _advised((2 * DAY, solved(), {"customer": 1}), doubt=doubt)
    assert told(journal, "issues", "how") == [how]


def test_they_leave_from_the_day_after_they_joined() -> None:
    feelings = {"loyalty": Loyalty(sensitivity=0.0)}
    hazard = _advised(doubt=0.0, feelings=feelings).columns["customers"]["hazard"]
    daily = -math.log(0.85) / 12 / 30.4375
    assert hazard == pytest.approx([3 * daily, 2 * daily], abs=1e-12)


def test_of_a_whole_run_the_journal_keeps_who_came() -> None:
    """Nobody's goodwill moves: 45 of 100 candidates have a promoter as referrer."""
    still = {"loyalty__adjustment": 0.0, "loyalty__churn_per_year": 0.0}
    desk = scenario(60.0, horizon="3 d", reasons__help__arrivals={"per_hour": 5}, **still)
    people = lived(desk).columns["customers"]
    came = people["referrer"] >= 0
    n = len(candidates(draw_demand(desk, 1, 0)))
    assert np.all(np.diff(people["customer"]) > 0)
    assert abs(came.sum() - HAPPY * n) < 5 * math.sqrt(n / 4)
    assert np.all(people["joined_ms"][came] > 0) and not people["joined_ms"][~came].any()
