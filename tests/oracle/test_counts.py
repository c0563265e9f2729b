"""Counts with exact laws: arrivals, contacts in service after a busy hour, attempts of an issue.

Here whole distributions are known, so p-values are exact or chi-square; each test's false
alarm is `FALSE_ALARM` per p-value, and each has a twin, broken on purpose, that it catches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import steady
import toys
from scipy import stats as law
from scipy.integrate import quad

from cssim.demand import draw_demand
from cssim.distributions import LogNormal
from cssim.journal import ISSUE_ENDS, Journal
from cssim.scenario import Scenario

FALSE_ALARM = 1e-8
"""Of each of the fewer than 100 p-values here: together 1e-6."""
DAY_MS = 86_400_000
HOUR_MS = 3_600_000

# ---------------------------------------------------------------------------------------
# Arrivals


def two_reasons(shared: float, own: float, days: int = 1500) -> Scenario:
    """Return two reasons of 120 and 72 issues a day, day after day."""
    plain = {
        "channel": "phone",
        "skill": "help",
        "handle_time": {"distribution": "exponential", "mean": "5 min"},
    }
    return toys.always_open(
        horizon=f"{days} d",
        demand={"busyness_cv": shared},
        reasons={
            "help": {**plain, "arrivals": {"per_hour": 5, "busyness_cv": own}},
            "order": {**plain, "arrivals": {"per_hour": 3, "busyness_cv": own}},
        },
    )


def daily_counts(scenario: Scenario) -> np.ndarray:
    """Return issues a day of each reason, shape (2, days)."""
    demand = draw_demand(scenario, steady.SEED, 0)
    day = demand.arrived_ms // DAY_MS
    n_days = scenario.horizon // DAY_MS
    return np.array([np.bincount(day[demand.reason == r], minlength=n_days) for r in (0, 1)])


def gamma_poisson_p(counts: np.ndarray, mean: float, cv: float) -> float:
    """Return the chi-square p-value of counts against Poisson(mean x Gamma(cv)).

    A Poisson count with a gamma mean is negative binomial; with cv 0 it is Poisson.
    """
    n = cv**-2 if cv else 0.0
    exact: Any = law.nbinom(n, n / (n + mean)) if cv else law.poisson(mean)
    edges = np.unique(exact.ppf(np.arange(1, 20) / 20))
    expected = np.diff(np.concatenate(([0.0], exact.cdf(edges), [1.0]))) * len(counts)
    found = np.bincount(np.searchsorted(edges, counts), minlength=len(expected))
    return float(law.chisquare(found, expected).pvalue)


@pytest.mark.parametrize("cv", [0.0, 0.1, 0.3])
def test_daily_counts_are_poisson_with_a_gamma_mean(cv: float) -> None:
    counts = daily_counts(two_reasons(cv, 0.0))
    p = [gamma_poisson_p(counts[r], mean, cv) for r, mean in enumerate((120, 72))]
    print(f"cv {cv}: means {counts.mean(axis=1)}, dispersion {counts.var(axis=1)}, p {p}")
    assert min(p) > FALSE_ALARM


def test_the_dispersion_of_the_glossary() -> None:
    """``Var N = m + m^2 Var B``: 264 for a mean of 120 and a cv of 0.1; Poisson is caught."""
    busy, even = daily_counts(two_reasons(0.1, 0.0))[0], daily_counts(two_reasons(0.0, 0.0))[0]
    squares = (busy - 120.0) ** 2
    assert steady.mean_score(squares, 120 + 120**2 * 0.1**2) < steady.BOUND
    assert steady.mean_score((even - 120.0) ** 2, 120 + 120**2 * 0.1**2) > steady.BOUND
    assert gamma_poisson_p(even, 120, 0.1) < FALSE_ALARM


def test_a_busy_day_is_busy_for_all_reasons() -> None:
    """``Cov(N, N') = m m' Var B`` of the shared factor; factors of their own do not count."""
    exact = 120 * 72 * 0.3**2
    for shared, own, is_right in ((0.3, 0.0, True), (0.0, 0.3, False)):
        help_, order = daily_counts(two_reasons(shared, own))
        score = steady.mean_score((help_ - 120.0) * (order - 72.0), exact)
        assert (score < steady.BOUND) is is_right, score


def test_rates_are_per_hour_in_intervals_of_any_length() -> None:
    """Each quarter of an hour has its own Poisson count, a quarter of the hourly rate."""
    rates = [8.0, 40.0, 0.0, 100.0]
    scenario = toys.always_open(
        horizon="400 d",
        reasons__help__arrivals={
            "interval": "15 min",
            "per_hour": {"every_day": {"10:00": rates}},
        },
    )
    demand = draw_demand(scenario, steady.SEED, 0)
    quarter = demand.arrived_ms % DAY_MS // (HOUR_MS // 4) - 40
    found = np.bincount(quarter, minlength=4)
    assert found[2] == 0
    assert demand.arrived_ms.min() % DAY_MS >= 10 * HOUR_MS
    for count, rate in zip(found, rates, strict=True):
        for factor, is_right in ((1.0, True), (1.1, rate == 0)):
            p = two_sided_poisson(int(count), 400 * factor * rate / 4)
            assert (p > FALSE_ALARM) is is_right or rate == 8.0


def two_sided_poisson(count: int, mean: float) -> float:
    """Return an exact two-sided p-value."""
    return float(min(1.0, 2 * min(law.poisson.cdf(count, mean), law.poisson.sf(count - 1, mean))))


# ---------------------------------------------------------------------------------------
# A transient day: M_t / G / infinity

PROFILE = (40.0, 160.0, 60.0, 20.0)
"""Arrivals an hour from 9 to 13 h."""
WORK = LogNormal.from_mean_cv(1800.0, 0.8)
MOMENTS_H = (9.25, 9.9, 10.5, 11.0, 11.5, 12.5, 13.5)


def day_without_waits(profile: Sequence[float]) -> Scenario:
    """Return a day with more agents than contacts."""
    return toys.always_open(
        reasons__help__arrivals={"interval": "1 h", "per_hour": {"every_day": {"09:00": profile}}},
        reasons__help__handle_time={"distribution": "lognormal", "mean": "30 min", "cv": 0.8},
        teams__desk__size=200,
        satisfaction__enabled=False,
    )


def mean_in_service(at_h: float) -> float:
    """Return ``integral of lambda(u) P(S > t - u) du``: the mean of a Poisson count."""
    return sum(
        rate
        * quad(lambda u: 1 - float(WORK.cdf((at_h - u) * 3600)), start, min(start + 1, at_h))[0]
        for start, rate in enumerate(PROFILE, 9)
        if start < at_h
    )


def in_service(journal: Journal, at_h: float) -> int:
    legs, at = journal.columns["legs"], round(at_h * HOUR_MS)
    return int(((legs["answered_ms"] <= at) & (at < legs["ended_ms"])).sum())


def worst_moment(profile: Sequence[float], n: int) -> float:
    """Return the smallest p-value over the moments of n days."""
    totals = np.zeros(len(MOMENTS_H), dtype=int)
    for journal in steady.replications(day_without_waits(profile), n):
        totals += [in_service(journal, at) for at in MOMENTS_H]
    means = [n * mean_in_service(at) for at in MOMENTS_H]
    print([f"{total} ({mean:.1f})" for total, mean in zip(totals, means, strict=True)])
    return min(map(two_sided_poisson, totals.tolist(), means))


def test_a_transient_day_agrees_with_theory() -> None:
    assert worst_moment(PROFILE, 80) > FALSE_ALARM


def test_an_hour_displaced_is_caught() -> None:
    assert worst_moment((PROFILE[-1], *PROFILE[:-1]), 20) < FALSE_ALARM


# ---------------------------------------------------------------------------------------
# Attempts of an issue


def shares_of_attempts(p: Sequence[float], q: Sequence[float]) -> np.ndarray:
    """Return P(an issue has 1, 2, … contacts); p: comes back after the k-th, q: is solved by it."""
    back = [(1 - solved) * again for solved, again in zip(q, p, strict=True)]
    reach = np.concatenate(([1.0], np.cumprod(back)))
    return reach - np.append(reach[1:], 0.0)


def attempts_p(scenario: Scenario, shares: np.ndarray) -> float:
    """Return the chi-square p-value of the attempts of issues that are not still open."""
    journal = next(iter(steady.replications(scenario, 1)))
    issues = journal.columns["issues"]
    # Who comes back does so within a second, so only the last issues are cut off.
    whole = issues["arose_ms"] < scenario.horizon - 20 * 60_000
    assert not (issues["how"][whole] == ISSUE_ENDS.index("open")).any()
    found = np.bincount(issues["n_attempts"][whole], minlength=len(shares) + 1)[1:]
    print(found, np.round(shares * found.sum(), 1))
    return float(law.chisquare(found, shares * found.sum()).pvalue)


SOON = {"distribution": "deterministic", "mean": "1 s"}


def always_blocked(chance: float) -> Scenario:
    return toys.always_open(
        horizon="4 d",
        channels__phone__lines=0,
        reasons__help__arrivals__per_hour=100,
        reasons__help__retry={"after_blocked": chance, "delay": SOON},
        limits__max_attempts=5,
        satisfaction__enabled=False,
    )


def test_attempts_after_blocking_are_geometric() -> None:
    shares = shares_of_attempts([0.6] * 4, [0.0] * 4)
    assert attempts_p(always_blocked(0.6), shares) > FALSE_ALARM
    assert attempts_p(always_blocked(0.65), shares) < FALSE_ALARM


def often_unsolved(complexity: float = 0.0) -> Scenario:
    return toys.always_open(
        horizon="4 d",
        reasons__help__arrivals__per_hour=100,
        reasons__help__handle_time={"distribution": "deterministic", "mean": "1 min"},
        reasons__help__patience="infinite",
        reasons__help__complexity=complexity,
        reasons__help__repeat={"probability": 0.85, "delay": SOON},
        limits__max_attempts=5,
        satisfaction__enabled=False,
    )


def test_attempts_of_what_is_not_solved() -> None:
    """An average agent solves 70 % at first, then 60 % (logit 0.70 less 0.44)."""
    later = 1 / (1 + np.exp(0.44) * 3 / 7)
    shares = shares_of_attempts([0.85] * 4, [0.7] + [later] * 3)
    assert attempts_p(often_unsolved(), shares) > FALSE_ALARM
    assert attempts_p(often_unsolved(complexity=0.2), shares) < FALSE_ALARM
