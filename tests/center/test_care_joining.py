"""New customers: drawn before the run, with issues of their own that move nobody else's."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from audited import lived
from care_days import DAY, live_care, peopled, solved
from days import s

from cssim.demand import Customers, Demand, draw_demand, unpack
from cssim.demand.joining import GROUP
from cssim.demand.tables import DAYS_OF_START
from cssim.errors import InputError
from cssim.rules.loyalty import Loyalty
from cssim.scenario import Scenario

SIZE, PER_MONTH = 2000, 3000.0


def scenario(joining: float = PER_MONTH, **changes: Any) -> Scenario:
    """Return a center with customers, and others who join."""
    return peopled(**{"customers.joining_per_month": joining} | changes)


def drawn(joining: float = PER_MONTH, seed: int = 1, **changes: Any) -> Demand:
    return draw_demand(scenario(joining, **changes), seed, 0)


def of_start(demand: Demand) -> Any:
    return np.flatnonzero(unpack(demand.issue)[1] < DAYS_OF_START)


def test_nobody_joins_by_default() -> None:
    demand = drawn(0)
    assert demand.customers.joined_ms is None
    assert len(demand.customers.segment) == SIZE


def test_as_many_join_as_are_to_evenly_over_the_run() -> None:
    counts = []
    for seed in range(20):
        joined = drawn(seed=seed).customers.joined_ms
        assert joined is not None
        assert np.all(np.diff(joined[SIZE:]) >= 0)
        assert np.all(joined[:SIZE] == 0)
        assert joined[SIZE] >= 1
        counts.append(len(joined) - SIZE)
    mean = PER_MONTH * 20 / 30.4375
    assert abs(np.mean(counts) - mean) < 5 * math.sqrt(mean / 20)
    assert np.var(counts) == pytest.approx(mean, rel=0.9), "as a Poisson count varies"


def test_new_customers_are_of_the_segments_by_share() -> None:
    segment = drawn(30_000).customers.segment[SIZE:]
    assert abs(np.mean(segment == 0) - 0.2) < 5 * math.sqrt(0.16 / len(segment))


def test_nobody_elses_points_or_luck_move() -> None:
    without, with_them = drawn(0), drawn()
    mine = of_start(with_them)
    for name in ("issue", "arrived_ms", "customer", "segment", "queue"):
        assert np.array_equal(getattr(without, name), getattr(with_them, name)[mine]), name
    firsts = list(with_them.book.first(0, len(with_them)))
    assert list(without.book.first(0, 300)) == [firsts[row] for row in mine[:300]]
    for row in range(0, 300, 30):
        there = int(mine[row])
        assert without.book.attempt(row, 2, 0) == with_them.book.attempt(there, 2, 0)
        assert without.book.extra(row, 1, 1, 0) == with_them.book.extra(there, 1, 1, 0)


def test_their_issues_are_as_many_a_head_and_come_after_they_joined() -> None:
    found = {name: [0.0, 0.0, 0.0] for name in ("start", "gold", "plain")}
    for seed in range(6):
        demand = drawn(seed=seed)
        joined = demand.customers.joined_ms
        assert joined is not None
        assert np.all(demand.arrived_ms >= joined[demand.customer])
        days = (s(20 * DAY) - joined) / s(DAY)
        weight = np.where(demand.customers.segment == 0, 3.0, 1.0)
        n = np.bincount(demand.customer, minlength=len(joined))
        new = np.arange(len(joined)) >= SIZE
        for name, who in (
            ("start", ~new),
            ("gold", new & (weight == 3.0)),
            ("plain", new & (weight == 1.0)),
        ):
            found[name][0] += n[who].sum()
            found[name][1] += (weight * days)[who].sum()
    base = found["start"][0] / found["start"][1]
    for name in ("gold", "plain"):
        count, exposure, _ = found[name]
        assert abs(count / exposure / base - 1) < 5 / math.sqrt(count), name


def test_more_of_them_leaves_the_first_as_they_were() -> None:
    """The n-th new customer joins sooner, is of the same segment, and lives by the same luck."""
    few, many = drawn(), drawn(3 * PER_MONTH)
    n = len(few.customers.segment)
    assert np.array_equal(few.customers.segment, many.customers.segment[:n])
    assert np.array_equal(few.customers.leave_uniform, many.customers.leave_uniform[:n])
    soon, late = many.customers.joined_ms, few.customers.joined_ms
    assert soon is not None
    assert late is not None
    assert np.all(soon[SIZE:n] <= late[SIZE:])
    assert len(many.customers.segment) > n + GROUP, "another group of them"
    assert set(few.issue.tolist()) <= set(many.issue.tolist())


def test_more_volume_uncovers_issues_of_theirs_and_moves_none() -> None:
    few, many = drawn(), drawn(multipliers__volume=2.5)
    where = {int(number): row for row, number in enumerate(many.issue)}
    rows = np.setdiff1d(np.arange(len(few)), of_start(few))
    assert len(rows) > 500
    assert len(many) > 2.2 * len(few)
    for row in rows.tolist():
        other = where[int(few.issue[row])]
        assert few.customer[row] == many.customer[other]
        assert few.arrived_ms[row] == many.arrived_ms[other]


def test_more_than_numbers_can_hold_is_refused() -> None:
    with pytest.raises(InputError, match="joining_per_month"):
        drawn(900_000)


def test_they_leave_from_the_day_after_they_joined() -> None:
    """Joined a day and a half after the start: the days left have nine midnights."""
    people = Customers(
        np.zeros(2, np.int64), np.array([0.0, 0.0]), np.array([0, s(1.5 * DAY)]), None
    )
    feelings = {"loyalty": Loyalty(sensitivity=0.0)}
    journal = live_care((0, solved()), people=people, feelings=feelings, end=10 * DAY)
    customers = journal.columns["customers"]
    assert customers["joined_ms"].tolist() == [0, s(1.5 * DAY)]
    daily = -math.log(0.85) / 12 / 30.4375
    assert customers["hazard"] == pytest.approx([10 * daily, 9 * daily], abs=1e-12)


def test_who_joins_and_leaves_is_in_the_journal() -> None:
    churns = {"loyalty.churn_per_year": 0.99, "reasons.help.arrivals.per_hour": 5, "horizon": "9 d"}
    journal = lived(scenario(**{name.replace(".", "__"): v for name, v in churns.items()}))
    customers = journal.columns["customers"]
    joined, left = customers["joined_ms"], customers["left_ms"]
    new = joined > 0
    assert new.sum() > 500
    assert np.all(left[new & (left >= 0)] > joined[new & (left >= 0)])
    assert 0 < np.sum(left[new] >= 0) < np.sum(new) / 2
    contacts = journal.columns["contacts"]
    assert np.any(contacts["customer"] >= SIZE)
