"""Counts, times and customers of the drawn issues against theory.

Seeds are fixed, so a test is red only after a change of code. Each check has a false-alarm
rate of 0.001 over seeds (two-sided normal and chi-square tests at that level); beside each
stands a broken twin that it must catch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from toys import always_open, two_tiers

from cssim.demand import draw_demand

ALARM = 0.001
DAYS = 250
RATE, MEAN = 20.0, 480.0


def _counts(**overrides: Any) -> np.ndarray:
    """Return the number of issues of one reason in each of `DAYS` single days."""
    scenario = always_open(reasons__help__arrivals__per_hour=RATE, **overrides)
    return np.array([len(draw_demand(scenario, 11, day)) for day in range(DAYS)], dtype=float)


def _mean_fits(counts: np.ndarray, mean: float, variance: float) -> bool:
    z = (counts.mean() - mean) / np.sqrt(variance / len(counts))
    return bool(2 * stats.norm.sf(abs(z)) > ALARM)


def _variance_fits(counts: np.ndarray, variance: float) -> bool:
    """Test a variance where counts are near normal (mean 480): chi-square."""
    n = len(counts) - 1
    ratio = n * counts.var(ddof=1) / variance
    p = stats.chi2.cdf(ratio, n)
    return bool(min(p, 1 - p) > ALARM / 2)


@pytest.fixture(scope="module")
def plain() -> np.ndarray:
    return _counts()


@pytest.fixture(scope="module")
def busy() -> np.ndarray:
    return _counts(demand__busyness_cv=0.1)


def test_counts_are_poisson(plain: np.ndarray, busy: np.ndarray) -> None:
    assert _mean_fits(plain, MEAN, MEAN)
    assert _variance_fits(plain, MEAN)
    assert not _variance_fits(busy, MEAN), "a busyness factor must show"
    assert not _mean_fits(plain * 1.02, MEAN, MEAN), "2 % more must show"


def test_busyness_adds_the_variance_of_the_factor(plain: np.ndarray, busy: np.ndarray) -> None:
    variance = MEAN + MEAN**2 * 0.1**2
    assert _mean_fits(busy, MEAN, variance)
    assert _variance_fits(busy, variance)
    assert not _variance_fits(plain, variance), "a factor that is not there must show"


def test_a_reasons_own_busyness_comes_on_top_of_the_shared_one() -> None:
    counts = _counts(demand__busyness_cv=0.1, reasons__help__arrivals__busyness_cv=0.2)
    both = (1 + 0.1**2) * (1 + 0.2**2) - 1
    assert _mean_fits(counts, MEAN, MEAN + MEAN**2 * both)
    assert _variance_fits(counts, MEAN + MEAN**2 * both)
    assert not _variance_fits(counts, MEAN + MEAN**2 * 0.1**2), "the own part must show"


def _correlation(**overrides: Any) -> float:
    scenario = two_tiers(**overrides)
    demands = (draw_demand(scenario, 5, day) for day in range(150))
    counts = np.array([np.bincount(demand.reason, minlength=2) for demand in demands])
    return float(np.corrcoef(counts.T)[0, 1])


def test_a_busy_day_is_busy_for_all_reasons() -> None:
    # Means 400 and 200, factor of cv 0.3: correlation 0.96; independent reasons: 0 +- 0.27
    # at the false-alarm rate (normal, 150 days).
    assert _correlation(demand__busyness_cv=0.3) > 0.9
    assert abs(_correlation(demand__busyness_cv=0)) < 0.27
    own = dict.fromkeys(("billing", "technical"), 0.3)
    apart = {f"reasons__{r}__arrivals__busyness_cv": cv for r, cv in own.items()}
    assert abs(_correlation(demand__busyness_cv=0, **apart)) < 0.27


def _goodness(observed: np.ndarray, shares: np.ndarray) -> float:
    expected = shares / shares.sum() * observed.sum()
    return float(stats.chisquare(observed, expected).pvalue)


BY_HOUR = np.array([30, 50, 60, 60, 50, 40, 40, 40, 30, 20], dtype=float)


def test_arrivals_follow_the_rates_of_the_day() -> None:
    scenario = two_tiers(demand__busyness_cv=0)
    hours = np.zeros(24)
    for day in range(40):
        demand = draw_demand(scenario, 2, day)
        hours += np.bincount(demand.arrived_ms[demand.reason == 0] // 3_600_000, minlength=24)
    assert hours[:8].sum() == hours[18:].sum() == 0
    assert _goodness(hours[8:18], BY_HOUR) > ALARM
    assert _goodness(hours[8:18], np.roll(BY_HOUR, 1)) < ALARM, "an hour's shift must show"


def test_arrivals_are_uniform_within_an_interval() -> None:
    demand = draw_demand(always_open(reasons__help__arrivals__per_hour=200), 1, 0)
    within = (demand.arrived_ms % 3_600_000) / 3_600_000
    assert stats.kstest(within, "uniform").pvalue > ALARM
    assert stats.kstest(within**1.1, "uniform").pvalue < ALARM, "a crowded start must show"


def _customers() -> tuple[np.ndarray, np.ndarray]:
    """Return issues per segment and the customers of all issues of 30 days."""
    scenario = two_tiers(customers__size=100)
    segment, customer = [], []
    for day in range(30):
        demand = draw_demand(scenario, 3, day)
        segment.append(demand.segment)
        customer.append(demand.customer)
    return np.concatenate(segment), np.concatenate(customer)


def test_customers_are_drawn_by_contact_propensity() -> None:
    # 80 standard customers at 1.0, 20 vip at 1.5: 80 and 30 parts.
    segment, customer = _customers()
    issues = np.bincount(segment, minlength=2).astype(float)
    assert _goodness(issues, np.array([80.0, 30.0])) > ALARM
    assert _goodness(issues, np.array([80.0, 20.0])) < ALARM, "propensity left out must show"
    per_customer = np.bincount(customer, minlength=100).astype(float)
    propensity = np.repeat([1.0, 1.5], [80, 20])
    assert _goodness(per_customer, propensity) > ALARM
    assert _goodness(per_customer, propensity[::-1]) < ALARM
    assert (segment == (customer >= 80)).all()


def test_uniforms_of_the_luck_are_uniform_and_unrelated() -> None:
    ivr = {"time": {"distribution": "deterministic", "mean": "1 s"}, "hang_up": 0.1}
    demand = draw_demand(two_tiers(multipliers__volume=20, reasons__billing__ivr=ivr), 1, 0)
    names = ("escalate", "resolve", "policy", "hang_up", "repeat", "retry", "response", "rating")
    first = demand.book.first(0, len(demand))
    lucks = [luck for luck, reason in zip(first, demand.reason, strict=True) if reason == 0]
    columns = np.array([[getattr(luck, name) for luck in lucks] for name in names])
    for column in columns:
        # Eight tests: each at an eighth of the false-alarm rate.
        assert stats.kstest(column, "uniform").pvalue > ALARM / 8
    related = np.corrcoef(columns) - np.eye(len(names))
    # 28 correlations of 8000 pairs: 4.3 standard deviations of 1/sqrt(n) at the rate.
    assert np.abs(related).max() < 4.3 / np.sqrt(len(lucks))
    mixed = np.corrcoef(columns[0], 0.9 * columns[1] + 0.1 * columns[0])[0, 1]
    assert mixed > 4.3 / np.sqrt(len(lucks)), "a tenth of another column must show"
