"""The distribution of waits (C24), and the coverage of intervals over simulated days (C22).

Successive waits of one run depend on each other and fail a Kolmogorov-Smirnov test of a
correct simulator nine times in ten, so each replication gives ONE wait: that of its k-th
contact, which sees the queue as contacts see it on average (the first contact after a set
instant would not: it ends a long gap between arrivals).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
import steady
import toys
from scipy.stats import binom, kstest
from test_steady_queues import LastComeFirst, desk

from cssim import stats
from cssim.journal import OUTCOMES, Journal
from cssim.theory import SteadyQueue, erlang_a

FALSE_ALARM = 1e-6
K = 150
"""The contact whose wait is taken; the queues below forget their start within 25."""


def wait_of_contact_k(journal: Journal) -> float:
    """Return the wait [s] of the K-th contact to arrive."""
    contacts = journal.columns["contacts"]
    contact = contacts["contact"][np.argsort(contacts["arrived_ms"], kind="stable")[K - 1]]
    legs = journal.columns["legs"]
    row = np.searchsorted(legs["contact"], contact)
    until = legs["answered_ms"][row] if legs["answered_ms"][row] >= 0 else legs["ended_ms"][row]
    return float(until - legs["queued_ms"][row]) / 1000


def distance(journals: Iterable[Journal], queue: SteadyQueue) -> tuple[float, float]:
    """Return the p-values of the share that waits and of how long those wait."""
    waits = np.array([wait_of_contact_k(journal) for journal in journals])
    delayed = waits[waits > 0]
    at_zero = queue.p_wait_over(0.0)
    n = len(delayed)
    share = 2 * min(binom.cdf(n, len(waits), at_zero), binom.sf(n - 1, len(waits), at_zero))

    def cdf(times: Any) -> Any:
        return 1 - np.array([queue.p_wait_over(x) for x in np.atleast_1d(times)]) / at_zero

    p = kstest(delayed, cdf).pvalue
    print(f"{n} of {len(waits)} wait: p {share:.3g}; KS p {p:.3g}")
    return float(share), float(p)


PATIENT = erlang_a(1.4, 2, aht_s=36.0, mean_patience_s=np.inf)
IMPATIENT = erlang_a(2.2, 2, aht_s=36.0, mean_patience_s=60.0)


def small(load: float, patience: Any) -> Any:
    """Return two agents who start idle, and about 240 contacts: K of them at any rate."""
    changes = desk(load, 2, 2.4 / load, 0, patience)
    changes["reasons__help__arrivals__per_hour"] = 100 * load
    changes["reasons__help__handle_time"] = {"distribution": "exponential", "mean": "36 s"}
    return toys.always_open(**changes, satisfaction__enabled=False)


MINUTE = {"distribution": "exponential", "mean": "60 s"}


def test_waits_without_abandonment() -> None:
    """Of those who wait, the wait is exponential with rate n / AHT - lambda."""
    found = distance(steady.replications(small(1.4, "infinite"), 400), PATIENT)
    assert min(found) > FALSE_ALARM, found


def test_last_come_first_is_caught() -> None:
    journals = steady.replications(small(1.4, "infinite"), 300, policy=LastComeFirst())
    share, waits = distance(journals, PATIENT)
    assert share > FALSE_ALARM
    assert waits < FALSE_ALARM


def test_waits_with_abandonment() -> None:
    found = distance(steady.replications(small(2.2, MINUTE), 400), IMPATIENT)
    assert min(found) > FALSE_ALARM, found


def test_patience_halved_is_caught() -> None:
    hurried = {**MINUTE, "mean": "30 s"}
    found = distance(steady.replications(small(2.2, hurried), 400), IMPATIENT)
    assert min(found) < FALSE_ALARM, found


# ---------------------------------------------------------------------------------------
# C22: intervals over five simulated days cover what they promise

N = 5
BALANCED = {
    "teams__desk__size": 8,
    "reasons__help__arrivals__per_hour": {"every_day": {"09:00": [100.0] * 8}},
    "reasons__help__handle_time__mean": "300 s",
    "reasons__help__patience__mean": "120 s",
}
"""RELIABILITY's balanced case: 8 agents, 100/h, 300 s, patience 120 s, days of 8 h."""


def days(n: int, hours: int) -> np.ndarray:
    """Return contacts that abandoned and contacts offered on each of n independent days."""
    rates = {"every_day": {"09:00": [100.0] * hours}}
    scenario = toys.phone_desk(**{**BALANCED, "reasons__help__arrivals__per_hour": rates})
    nobody_returns = {"retry.after_abandoned": 0, "repeat.probability": 0}
    scenario = scenario.with_overrides(
        {f"reasons.help.{path}": value for path, value in nobody_returns.items()}
        | {"satisfaction.enabled": False}
    )
    found = [_abandoned_and_offered(journal) for journal in steady.replications(scenario, n)]
    return np.array(found, dtype=float).T


def _abandoned_and_offered(journal: Journal) -> tuple[int, int]:
    """Return both counts, straight from the rows: a table of measures costs more than the day."""
    outcome = journal.columns["contacts"]["outcome"]
    return int((outcome == OUTCOMES.index("abandoned")).sum()), len(outcome)


def covered(sums: np.ndarray, interval: Callable[..., Any]) -> tuple[int, int]:
    """Return in how many experiments of N days the interval held the truth, and of how many.

    The truth is the pooled ratio of all days, whose own error is a twentieth of a day's.
    """
    x, y = sums
    truth = x.sum() / y.sum()
    experiments = zip(x.reshape(-1, N), y.reshape(-1, N), strict=True)
    found = [interval(tops, bottoms) for tops, bottoms in experiments]
    return sum(low <= truth <= high for low, high in found), len(found)


def right(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    estimate = stats.pooled(x, y)
    return estimate.low, estimate.high


def normal_for_t(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The common mistake: 1.96 where t(4) asks for 2.776."""
    estimate = stats.pooled(x, y)
    half = 1.959964 * estimate.standard_error
    return estimate.value - half, estimate.value + half


def by_n(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Variance divided by n instead of n - 1, besides 1.96."""
    estimate = stats.pooled(x, y)
    half = 1.959964 * estimate.standard_error * np.sqrt((N - 1) / N)
    return estimate.value - half, estimate.value + half


def bounds(n: int) -> tuple[int, int]:
    """Return the hits between which a method that covers 0.93 to 0.955 stays.

    The allowance is for ratios of few days, which cover a little less than 0.95 (C23).
    """
    return int(binom.ppf(FALSE_ALARM, n, 0.93)), int(binom.isf(FALSE_ALARM, n, 0.955))


def test_intervals_over_five_short_days_cover() -> None:
    sums = days(2500, 1)
    (hits, n), (too_few, _) = covered(sums, right), covered(sums, by_n)
    low, high = bounds(n)
    print(f"{hits} of {n} intervals cover (from {low} to {high}); with 1.96 and ddof 0, {too_few}")
    assert low <= hits <= high
    assert too_few < low


@pytest.mark.slow
def test_intervals_over_five_days_cover() -> None:
    sums = days(10_000, 8)
    (hits, n), (normal, _) = covered(sums, right), covered(sums, normal_for_t)
    print(f"{hits} of {n} intervals cover; with 1.96 for t, {normal}")
    assert 0.925 * n <= hits <= 0.972 * n
    assert normal < 0.91 * n
