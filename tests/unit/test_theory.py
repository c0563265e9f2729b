"""Queueing formulas against chains, closed forms, independent integrals and a tiny simulation."""

from __future__ import annotations

import heapq
import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.linalg import expm
from scipy.special import gammainc, gammaincc, gammaln
from scipy.stats import t as student

from cssim import theory
from cssim.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Hyperexponential,
    LogNormal,
    Triangular,
    Uniform,
    Weibull,
)
from cssim.errors import InputError
from cssim.theory import RULES, SteadyQueue, erlang_a, erlang_b, erlang_c, mmn_gi

PATIENCES = [
    Exponential(120.0),
    LogNormal.from_mean_cv(120.0, 0.5),
    LogNormal.from_mean_cv(120.0, 4.0),
    Gamma.from_mean_cv(120.0, 2.5),
    Weibull(0.5, 60.0),
    Weibull(3.0, 130.0),
    Hyperexponential(120.0, 3.0),
    Uniform(0.0, 240.0),
    Uniform(100.0, 140.0),
    Triangular(0.0, 30.0, 330.0),
    Deterministic(120.0),
    Empirical([5.0, 30.0, 200.0, 600.0], [1.0, 2.0, 3.0, 1.0]),
    Empirical([0.0, 90.0], [1.0, 4.0]),
]
STAFFINGS = [(24.0, 27), (24.0, 24), (24.0, 18), (0.5, 1), (2.0, 1), (3.0, 12)]

# ---------------------------------------------------------------------------------------
# Check values of the glossary, section 12: 360 contacts per hour, AHT 240 s


def test_check_values_of_erlang_c() -> None:
    load = 360 * 240 / 3600
    assert load == 24
    assert erlang_b(load, 27) == pytest.approx(0.08326, abs=5e-6)
    assert erlang_c(load, 27) == pytest.approx(0.44976, abs=5e-6)
    assert theory.erlang_c_asa_s(load, 27, aht_s=240) == pytest.approx(35.981, abs=5e-4)
    assert theory.erlang_c_sl(load, 27, aht_s=240, awt_s=20) == pytest.approx(0.64972, abs=5e-6)
    patient = erlang_a(load, 27, aht_s=240, mean_patience_s=math.inf)
    assert patient.occupancy == pytest.approx(0.88889, abs=5e-6)


def test_check_values_of_erlang_a() -> None:
    queue = erlang_a(24, 22, aht_s=240, mean_patience_s=120)
    assert queue.p_delay == pytest.approx(0.58574, abs=5e-6)
    assert queue.abandonment == pytest.approx(0.14288, abs=5e-6)
    assert queue.mean_wait_s == pytest.approx(17.146, abs=5e-4)
    assert queue.occupancy == pytest.approx(0.93503, abs=5e-6)


# ---------------------------------------------------------------------------------------
# Erlang B and C


def exact_erlang_b(load: Fraction, n: int) -> Fraction:
    blocking = Fraction(1)
    for k in range(1, n + 1):
        blocking = load * blocking / (k + load * blocking)
    return blocking


@pytest.mark.parametrize("load", ["1/100", "1/2", "7", "24", "100", "5000"])
@pytest.mark.parametrize("n", [0, 1, 2, 10, 60])
def test_erlang_b_equals_exact_fractions(load: str, n: int) -> None:
    expected = exact_erlang_b(Fraction(load), n)
    assert erlang_b(float(Fraction(load)), n) == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize(("load", "n"), [(5000, 5000), (4500, 5000), (4000, 5000), (5300, 5000)])
def test_erlang_b_of_5000_agents_is_a_ratio_of_poisson_probabilities(load: int, n: int) -> None:
    log_mass = n * math.log(load) - load - gammaln(n + 1)
    # rounding of the reference: log_mass is a difference of numbers near 4e4
    assert erlang_b(load, n) == pytest.approx(
        math.exp(log_mass) / gammaincc(n + 1, load), rel=1e-10
    )


def test_erlang_b_at_the_ends() -> None:
    assert erlang_b(0, 3) == 0.0
    assert erlang_b(0, 0) == 1.0
    assert erlang_b(7, 0) == 1.0
    assert erlang_b(1, 5000) == 0.0
    assert erlang_b(1e9, 5000) == pytest.approx(1 - 5000 / 1e9, rel=1e-12)


def test_one_agent_is_the_textbook_queue() -> None:
    assert erlang_c(0.8, 1) == pytest.approx(0.8)
    assert theory.erlang_c_asa_s(0.8, 1, aht_s=100) == pytest.approx(400)
    assert theory.erlang_c_sl(0.8, 1, aht_s=100, awt_s=50) == pytest.approx(
        1 - 0.8 * math.exp(-0.1)
    )


def test_overloaded_erlang_c_grows_without_end() -> None:
    for load in (27.0, 40.0):
        assert erlang_c(load, 27) == 1.0
        assert theory.erlang_c_asa_s(load, 27, aht_s=240) == math.inf
        assert theory.erlang_c_sl(load, 27, aht_s=240, awt_s=20) == 0.0
        assert theory.erlang_c_wait_quantile_s(load, 27, aht_s=240, q=0.5) == math.inf


@given(st.floats(0.01, 0.999), st.integers(1, 300), st.floats(0, 0.999))
def test_erlang_c_quantile_undoes_the_service_level(rho: float, n: int, q: float) -> None:
    wait = theory.erlang_c_wait_quantile_s(rho * n, n, aht_s=240, q=q)
    level = theory.erlang_c_sl(rho * n, n, aht_s=240, awt_s=wait)
    assert level == pytest.approx(q, abs=1e-9) if wait > 0 else level >= q


@pytest.mark.parametrize(("load", "n"), [(24, 27), (4900, 5000), (4999, 5000), (10, 5000), (0, 2)])
def test_endless_patience_is_erlang_c(load: float, n: int) -> None:
    queue = erlang_a(load, n, aht_s=240, mean_patience_s=math.inf)
    assert queue.p_delay == pytest.approx(erlang_c(load, n), rel=1e-10, abs=1e-300)
    assert queue.asa_s == pytest.approx(
        theory.erlang_c_asa_s(load, n, aht_s=240), rel=1e-10, abs=1e-300
    )
    assert queue.mean_wait_s == pytest.approx(queue.asa_s, rel=1e-12, abs=1e-300)
    assert queue.abandonment == 0.0
    assert math.isnan(queue.mean_abandon_s)
    expected = theory.erlang_c_sl(load, n, aht_s=240, awt_s=20)
    for rule in RULES:
        assert queue.service_level(20, rule=rule) == pytest.approx(expected, rel=1e-10)
    quantile = theory.erlang_c_wait_quantile_s(load, n, aht_s=240, q=0.9)
    assert queue.wait_quantile_s(0.9) == pytest.approx(quantile, rel=1e-9, abs=1e-9)


def test_long_patience_tends_to_erlang_c() -> None:
    queue = erlang_a(24, 27, aht_s=240, mean_patience_s=1e12)
    assert queue.p_delay == pytest.approx(erlang_c(24, 27), rel=1e-8)
    assert queue.asa_s == pytest.approx(theory.erlang_c_asa_s(24, 27, aht_s=240), rel=1e-8)


def test_no_patience_tends_to_erlang_b() -> None:
    for patience in (Exponential(1e-9), Deterministic(0.0)):
        queue = mmn_gi(24, 22, aht_s=240, patience=patience)
        assert queue.p_delay == pytest.approx(erlang_b(24, 22), rel=1e-8)
        assert queue.abandonment == pytest.approx(erlang_b(24, 22), rel=1e-8)
        assert queue.mean_wait_s == pytest.approx(0.0, abs=1e-8)


# ---------------------------------------------------------------------------------------
# Erlang A against its birth-death chain


def chain(load: float, n: int, aht_s: float, patience_s: float) -> np.ndarray:
    """State probabilities of the birth-death chain of Erlang A."""
    span = load + 60 * math.sqrt(load * max(1.0, patience_s / aht_s)) + 400
    k = np.arange(1, int(n + span + load * patience_s / aht_s))
    deaths = np.minimum(k, n) / aht_s + np.maximum(k - n, 0) / patience_s
    logs = np.concatenate([[0.0], np.cumsum(math.log(load / aht_s) - np.log(deaths))])
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


@pytest.mark.parametrize(
    ("load", "n", "patience_s"),
    [
        (24, 22, 120),
        (24, 27, 120),
        (0.01, 1, 100),
        (1, 1, 1),
        (3, 1, 1e4),
        (50, 10, 3000),
        (10, 40, 60),
        (300, 310, 0.01),
        (5000, 5000, 120),
        (5000, 4000, 60),
        (4500, 5000, 3600),
        (4999, 5000, 1e4),
        (9000, 5000, 120),
        (100, 5000, 120),
    ],
)
def test_erlang_a_equals_its_birth_death_chain(load: float, n: int, patience_s: float) -> None:
    aht_s = 240.0
    queue = erlang_a(load, n, aht_s=aht_s, mean_patience_s=patience_s)
    p = chain(load, n, aht_s, patience_s)
    k = np.arange(p.size)
    mean_queue = (p * np.maximum(k - n, 0)).sum()
    rate = load / aht_s
    # 1e-10: the reference sums up to 1e4 logarithms
    assert queue.p_delay == pytest.approx(p[n:].sum(), rel=1e-10, abs=1e-300)
    assert queue.mean_queue == pytest.approx(mean_queue, rel=1e-10, abs=1e-300)
    assert queue.abandonment == pytest.approx(mean_queue / patience_s / rate, rel=1e-10, abs=1e-300)
    assert queue.mean_wait_s == pytest.approx(mean_queue / rate, rel=1e-10, abs=1e-300)
    assert queue.occupancy == pytest.approx((p * np.minimum(k, n)).sum() / n, rel=1e-12)


def absorbed(n: int, aht_s: float, patience_s: float, waits: float) -> tuple[np.ndarray, ...]:
    """Chances to be answered, or to have abandoned, within a wait, by contacts ahead."""
    ahead = 80
    steps = n / aht_s + np.arange(ahead) / patience_s
    generator = np.zeros((ahead + 2, ahead + 2))
    rows = np.arange(ahead)
    generator[rows, rows] = -steps - 1 / patience_s
    generator[rows, np.where(rows > 0, rows - 1, ahead)] += steps
    generator[rows, ahead + 1] = 1 / patience_s
    moved = expm(generator * waits)
    return moved[:ahead, ahead], moved[:ahead, ahead + 1]


@pytest.mark.parametrize(("load", "n"), [(6.0, 6), (6.0, 4), (2.0, 1), (3.0, 7)])
@pytest.mark.parametrize("awt_s", [0.0, 5.0, 20.0, 90.0])
def test_service_level_of_erlang_a_equals_absorption_in_its_chain(
    load: float, n: int, awt_s: float
) -> None:
    aht_s, patience_s = 240.0, 100.0
    queue = erlang_a(load, n, aht_s=aht_s, mean_patience_s=patience_s)
    p = chain(load, n, aht_s, patience_s)
    served, left = absorbed(n, aht_s, patience_s, awt_s)
    met = p[:n].sum() + (p[n : n + served.size] * served).sum()
    short = (p[n : n + left.size] * left).sum()
    answered = 1 - queue.abandonment
    expected = {
        "offered": met,
        "exclude_short": met / (1 - short),
        "short_met": met + short,
        "answered": met / answered,
    }
    for rule, level in expected.items():
        assert queue.service_level(awt_s, rule) == pytest.approx(level, rel=1e-10)
    assert queue.p_wait_over(awt_s) == pytest.approx(1 - met - short, abs=1e-12)


@pytest.mark.parametrize(("load", "n"), [(24, 22), (24, 27), (60, 40)])
def test_virtual_wait_of_erlang_a_is_an_incomplete_gamma(load: float, n: int) -> None:
    aht_s, patience_s = 240.0, 120.0
    queue = erlang_a(load, n, aht_s=aht_s, mean_patience_s=patience_s)
    order, top = n * patience_s / aht_s, load * patience_s / aht_s
    for wait in (0.0, 1.0, 20.0, 100.0, 300.0):
        tail = gammainc(order, top * math.exp(-wait / patience_s)) / gammainc(order, top)
        assert queue.p_virtual_wait_over(wait) == pytest.approx(queue.p_delay * tail, rel=1e-11)


# ---------------------------------------------------------------------------------------
# M/M/n+GI


@pytest.mark.parametrize(("load", "n"), STAFFINGS)
def test_exponential_patience_is_erlang_a(load: float, n: int) -> None:
    general = mmn_gi(load, n, aht_s=240, patience=Exponential(120))
    special = erlang_a(load, n, aht_s=240, mean_patience_s=120)
    for measure in ("p_delay", "abandonment", "mean_wait_s", "asa_s", "mean_abandon_s"):
        assert getattr(general, measure) == pytest.approx(getattr(special, measure), rel=1e-13)
    assert general.wait_quantile_s(0.95) == pytest.approx(special.wait_quantile_s(0.95), rel=1e-9)


def by_quad(load: float, n: int, aht_s: float, patience: Distribution) -> dict[str, float]:
    """Zeltyn and Mandelbaum's building blocks, integrated by scipy."""
    rate, mu = load / aht_s, 1 / aht_s

    def height(x: float) -> float:
        return math.exp(rate * float(patience.limited_mean(x)) - n * mu * x)

    levels = patience.quantile(np.linspace(0.001, 0.999, 25))
    ends = sorted({0.0, 1.0, 20.0, 3000.0, 9000.0, *patience.kinks, *levels[levels < 9000]})

    def integral(f) -> float:
        parts = (quad(f, a, b, epsabs=0, epsrel=1e-11, limit=200) for a, b in pairwise(ends))
        return sum(part for part, _ in parts)

    j = integral(height)
    j_h = integral(lambda x: float(patience.limited_mean(x)) * height(x))
    epsilon = sum(math.exp(gammaln(n) - gammaln(i + 1)) * load ** (i - n + 1) for i in range(n))
    whole = epsilon + rate * j
    return {
        "p_delay": rate * j / whole,
        "abandonment": (1 + (rate - n * mu) * j) / whole,
        "mean_wait_s": rate * j_h / whole,
    }


@pytest.mark.parametrize("patience", PATIENCES, ids=repr)
@pytest.mark.parametrize(("load", "n"), [(24.0, 27), (24.0, 20), (2.0, 1)])
def test_building_blocks_integrated_by_scipy(load: float, n: int, patience: Distribution) -> None:
    queue = mmn_gi(load, n, aht_s=240, patience=patience)
    for measure, expected in by_quad(load, n, 240, patience).items():
        # abandonment by this route is a difference that loses digits
        assert getattr(queue, measure) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize(
    ("load", "n", "limit"),
    [(24.0, 22, 120.0), (5000.0, 5001, 120.0), (5000.0, 5100, 240.0), (5000.0, 4000, 120.0)],
)
def test_patience_that_is_the_same_for_all_has_a_closed_form(
    load: float, n: int, limit: float
) -> None:
    """Abandonment from 0.2 down to 1e-46, with a density that bends within a millisecond."""
    aht_s = 240.0
    rate, mu = load / aht_s, 1 / aht_s
    slope = rate - n * mu
    before = math.expm1(slope * limit) / slope
    after = math.exp(slope * limit) / (n * mu)
    queue = mmn_gi(load, n, aht_s=aht_s, patience=Deterministic(limit))
    whole = 1 / erlang_b(load, n - 1) + rate * (before + after)
    # 1e-10: both sides take the exponential of a number near 100, itself a difference
    assert queue.p_delay == pytest.approx(rate * (before + after) / whole, rel=1e-10)
    assert queue.abandonment == pytest.approx(rate * after / whole, rel=1e-10)
    early = rate * math.expm1(slope * 20) / slope / whole
    assert queue.service_level(20, "offered") == pytest.approx(1 - queue.p_delay + early)
    assert queue.short(limit - 0.001) == 0.0
    assert queue.short(limit) == pytest.approx(queue.abandonment)
    assert queue.mean_abandon_s == pytest.approx(limit)
    assert queue.wait_quantile_s(0.999999) <= limit


@pytest.mark.parametrize("patience", PATIENCES, ids=repr)
@pytest.mark.parametrize(("load", "n"), STAFFINGS)
def test_identities(load: float, n: int, patience: Distribution) -> None:
    queue = mmn_gi(load, n, aht_s=240, patience=patience)
    assert queue.answered + queue.abandonment == pytest.approx(1.0, rel=1e-12)
    assert queue.mean_queue == pytest.approx(load / 240 * queue.mean_wait_s)
    both = queue.answered * queue.asa_s + queue.abandonment * queue.mean_abandon_s
    assert both == pytest.approx(queue.mean_wait_s, rel=1e-9)
    assert queue.mean_virtual_wait_s >= queue.mean_wait_s
    assert queue.excess_wait_s(0.0) == pytest.approx(queue.mean_wait_s, rel=1e-12)
    for awt_s in (0.0, 5.0, 37.0, 90.0, 1e7):
        met, short = queue.answered_within(awt_s), queue.short(awt_s)
        over = queue.p_wait_over(awt_s)
        assert met + short + over == pytest.approx(1.0, rel=1e-12)
        assert queue.service_level(awt_s) == pytest.approx(met / (1 - short), rel=1e-9)
        assert 0 <= met <= queue.answered * (1 + 1e-12)
        assert 0 <= short <= queue.abandonment * (1 + 1e-12)


@pytest.mark.parametrize("patience", PATIENCES, ids=repr)
def test_excess_wait_is_the_integral_of_the_tail(patience: Distribution) -> None:
    queue = mmn_gi(24, 22, aht_s=240, patience=patience)
    steps = np.linspace(20.0, 1500.0, 3000)
    middle = 0.5 * (steps[1:] + steps[:-1])
    tail = sum(queue.p_wait_over(t) for t in middle) * (steps[1] - steps[0])
    # midpoint rule with 0.5 s steps: a jump of the tail costs a step at most
    assert queue.excess_wait_s(20.0) == pytest.approx(tail, rel=5e-3)


@pytest.mark.parametrize("patience", PATIENCES, ids=repr)
@pytest.mark.parametrize(("load", "n"), STAFFINGS)
def test_wait_quantile_undoes_the_share_answered(load: float, n: int, patience: object) -> None:
    queue = mmn_gi(load, n, aht_s=240, patience=patience)
    at_once = queue.service_level(0.0, "answered")
    for q in (0.0, 0.3, 0.8, 0.95, 0.999):
        wait = queue.wait_quantile_s(q)
        if q <= at_once:
            assert wait == 0.0
        else:
            assert queue.service_level(wait, "answered") == pytest.approx(q, abs=1e-11)


def test_patience_that_hardly_varies_is_nearly_the_same_for_all() -> None:
    """The density bends within a tenth of a second of two minutes."""
    for load, n in ((24, 24), (5000, 5000), (5000, 5010)):
        nearly = mmn_gi(load, n, aht_s=240, patience=Gamma.from_mean_cv(120.0, 0.001))
        same = mmn_gi(load, n, aht_s=240, patience=Deterministic(120.0))
        # 1.04: at 5000 the density near the end of patience changes by e^(20 * 0.12^2 / 2)
        assert nearly.abandonment == pytest.approx(same.abandonment, rel=0.04)
        assert nearly.asa_s == pytest.approx(same.asa_s, rel=0.01)


def test_values_of_one_kind_given_in_two_ways() -> None:
    often = mmn_gi(24, 22, aht_s=240, patience=Empirical([60.0] * 5))
    once = mmn_gi(24, 22, aht_s=240, patience=Deterministic(60.0))
    assert often.abandonment == pytest.approx(once.abandonment, rel=1e-13)
    straight = mmn_gi(24, 22, aht_s=240, patience=Weibull(1.0, 120.0))
    assert straight.asa_s == pytest.approx(erlang_a(24, 22, aht_s=240, mean_patience_s=120).asa_s)
    many = Empirical(Exponential(120.0).quantile((np.arange(20_000) + 0.5) / 20_000))
    fine = mmn_gi(24, 22, aht_s=240, patience=many)
    assert fine.abandonment == pytest.approx(0.1428846, rel=1e-4)


@pytest.mark.parametrize("patience", PATIENCES, ids=repr)
@pytest.mark.parametrize(("load", "n"), [(5000, 5000), (4000, 5000), (7500, 5000), (20, 5000)])
def test_5000_agents(load: float, n: int, patience: Distribution) -> None:
    queue = mmn_gi(load, n, aht_s=240, patience=patience)
    assert queue.answered + queue.abandonment == pytest.approx(1.0, rel=1e-9)
    assert 0.0 <= queue.p_delay <= 1.0
    assert 0.0 <= queue.service_level(20) <= 1.0
    # the fluid limit: in overload those beyond capacity leave
    if load > n:
        assert queue.abandonment == pytest.approx(1 - n / load, abs=1e-3)


def test_no_load_means_no_wait() -> None:
    queue = erlang_a(0, 3, aht_s=240, mean_patience_s=60)
    assert (queue.p_delay, queue.abandonment, queue.asa_s, queue.occupancy) == (0, 0, 0, 0)
    assert queue.service_level(20) == 1.0


# ---------------------------------------------------------------------------------------
# A tiny simulation: the definition itself, drawn


def simulate(seed: int, load: float, n: int, patience: Distribution) -> list[float]:
    """Delay, abandonment, mean wait, ASA and four service levels of 5,000 arrivals."""
    size, early = 5_500, 500
    rng = np.random.default_rng(seed)  # noqa: TID251
    arrivals = np.cumsum(rng.exponential(240 / load, size))
    works, limits = rng.exponential(240, size), patience.quantile(rng.random(size))
    free, offered, answered = [0.0] * n, np.zeros(size), np.zeros(size, dtype=bool)
    for i, (at, work, limit) in enumerate(zip(arrivals, works, limits, strict=True)):
        offered[i] = max(free[0] - at, 0.0)
        if offered[i] <= limit:
            answered[i] = True
            heapq.heapreplace(free, at + offered[i] + work)
    delayed, answered = offered[early:] > 0, answered[early:]
    waits = np.minimum(offered, limits)[early:]
    met, short = (answered & (waits <= 20)).mean(), (~answered & (waits <= 20)).mean()
    levels = [met, met / (1 - short), met + short, met / answered.mean()]
    return [delayed.mean(), 1 - answered.mean(), waits.mean(), waits[answered].mean(), *levels]


def worst_t(runs: np.ndarray, queue: SteadyQueue) -> float:
    levels = [queue.service_level(20, rule) for rule in RULES]
    means = [queue.p_delay, queue.abandonment, queue.mean_wait_s, queue.asa_s]
    error = runs.std(axis=0, ddof=1) / math.sqrt(len(runs))
    return float(np.abs((runs.mean(axis=0) - [*means, *levels]) / error).max())


def test_a_simulation_agrees_and_tells_wrong_patience_apart() -> None:
    """Eight measures, 40 replications: false-alarm rate 1e-6 for all together, seed fixed."""
    patience = LogNormal.from_mean_cv(100.0, 1.5)
    runs = np.array([simulate(seed, 11.0, 10, patience) for seed in range(40)])
    bound = student.ppf(1 - 1e-6 / 8 / 2, 39)
    assert worst_t(runs, mmn_gi(11.0, 10, aht_s=240, patience=patience)) < bound
    assert worst_t(runs, mmn_gi(11.0, 10, aht_s=240, patience=Exponential(100.0))) > bound
    assert worst_t(runs, mmn_gi(11.0, 11, aht_s=240, patience=patience)) > bound


# ---------------------------------------------------------------------------------------
# Staffing


def test_square_root_staffing() -> None:
    assert theory.sqrt_staffing(100, 0.5) == 105
    assert theory.sqrt_staffing(100, 0.51) == 106
    assert theory.sqrt_staffing(100, -1) == 90
    assert theory.sqrt_staffing(0, 2) == 0
    assert theory.sqrt_staffing(1, -3) == 0
    assert theory.sqrt_beta(100, 105) == 0.5


def test_square_root_staffing_is_not_misled_by_rounding() -> None:
    for load in (0.3, 7.7, 24.0, 33.3, 480.1, 4999.9):
        for n in range(int(load) + 1, int(load) + 60):
            assert theory.sqrt_staffing(load, theory.sqrt_beta(load, n)) == n


@given(st.floats(0.1, 5000), st.floats(-1, 3))
def test_square_root_staffing_is_the_fewest_with_that_grade(load: float, beta: float) -> None:
    n = theory.sqrt_staffing(load, beta)
    assert theory.sqrt_beta(load, n) >= beta - 1e-9 or n == 0
    assert n == 0 or theory.sqrt_beta(load, n - 1) < beta


TARGETS = st.sampled_from([0.2, 0.5, 0.8, 0.95])


@given(st.floats(0.05, 60), TARGETS, st.sampled_from(PATIENCES), st.sampled_from(list(RULES)))
def test_fewest_agents_for_a_service_level(
    load: float, target: float, patience: Distribution, rule: str
) -> None:
    n = theory.agents_for_service_level(
        load, target, aht_s=240, awt_s=20, patience=patience, rule=rule
    )
    assert mmn_gi(load, n, aht_s=240, patience=patience).service_level(20, rule) >= target
    # every smaller number fails, not only the next: the measure rises with n
    for fewer in range(max(1, n - 6), n):
        queue = mmn_gi(load, fewer, aht_s=240, patience=patience)
        assert queue.service_level(20, rule) < target


@given(st.floats(0.05, 60), TARGETS, st.sampled_from(PATIENCES))
def test_fewest_agents_for_abandonment_and_asa(
    load: float, target: float, patience: Distribution
) -> None:
    n = theory.agents_for_abandonment(load, 1 - target, aht_s=240, patience=patience)
    assert mmn_gi(load, n, aht_s=240, patience=patience).abandonment <= 1 - target
    if n > 1:
        assert mmn_gi(load, n - 1, aht_s=240, patience=patience).abandonment > 1 - target
    n = theory.agents_for_asa(load, 30 * target, aht_s=240, patience=patience)
    assert mmn_gi(load, n, aht_s=240, patience=patience).asa_s <= 30 * target
    if n > 1:
        assert mmn_gi(load, n - 1, aht_s=240, patience=patience).asa_s > 30 * target


@pytest.mark.parametrize("load", [0.2, 24.0, 24.5, 999.0, 4800.0])
def test_fewest_patient_agents(load: float) -> None:
    n = theory.agents_for_service_level(load, 0.8, aht_s=240, awt_s=20)
    assert theory.erlang_c_sl(load, n, aht_s=240, awt_s=20) >= 0.8
    assert n == 1 or theory.erlang_c_sl(load, n - 1, aht_s=240, awt_s=20) < 0.8
    n = theory.agents_for_asa(load, 15, aht_s=240)
    assert theory.erlang_c_asa_s(load, n, aht_s=240) <= 15
    assert n == 1 or theory.erlang_c_asa_s(load, n - 1, aht_s=240) > 15


def test_fewest_of_many_agents() -> None:
    patience = LogNormal.from_mean_cv(120.0, 1.0)
    n = theory.agents_for_abandonment(4800, 0.03, aht_s=240, patience=patience)
    assert mmn_gi(4800, n, aht_s=240, patience=patience).abandonment <= 0.03
    assert mmn_gi(4800, n - 1, aht_s=240, patience=patience).abandonment > 0.03
    assert n < 4800


def test_nothing_offered_needs_nobody() -> None:
    assert theory.agents_for_service_level(0, 0.8, aht_s=240, awt_s=20) == 0


# ---------------------------------------------------------------------------------------
# Bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: erlang_b(-1, 2), r"load: must be a finite number >= 0 \(got -1\)"),
        (lambda: erlang_b(math.nan, 2), r"load: .*\(got nan\)"),
        (lambda: erlang_b("9", 2), r'load: .*\(got "9"\)'),
        (lambda: erlang_b(1, -2), r"n: must be a whole number from 0 .*\(got -2\)"),
        (lambda: erlang_c(1, 0), r"n: must be a whole number from 1 .*\(got 0\)"),
        (lambda: erlang_c(1, 2.5), r"n: .*\(got 2.5\)"),
        (lambda: erlang_c(1, True), r"n: .*\(got True\)"),
        (lambda: theory.erlang_c_sl(1, 2, aht_s=0, awt_s=1), r"aht_s: .* > 0 \(got 0\)"),
        (lambda: theory.erlang_c_sl(1, 2, aht_s=1, awt_s=-1), r"awt_s: .* >= 0 \(got -1\)"),
        (lambda: theory.erlang_c_wait_quantile_s(1, 2, aht_s=1, q=1), r"q: .* < 1 \(got 1\)"),
        (lambda: erlang_a(1, 2, aht_s=1, mean_patience_s=0), r"mean_patience_s: .*\(got 0.0\)"),
        (
            lambda: erlang_a(2, 2, aht_s=1, mean_patience_s=math.inf),
            r"load: must be < n = 2 when nobody abandons \(got 2.0\)",
        ),
        (
            lambda: erlang_a(2, 2, aht_s=1, mean_patience_s=9).service_level(1, "best"),
            r'rule: must be one of offered, exclude_short, short_met, answered \(got "best"\)',
        ),
        (
            lambda: erlang_a(2, 2, aht_s=1, mean_patience_s=9).wait_quantile_s(1.0),
            r"q: must be >= 0 and < 1 \(got 1.0\)",
        ),
        (
            lambda: theory.agents_for_service_level(2, 1.0, aht_s=1, awt_s=1),
            r"sl_target: must be > 0 and < 1 \(got 1.0\)",
        ),
        (
            lambda: theory.agents_for_service_level(2, 0.5, aht_s=1, awt_s=1, rule="x"),
            r'rule: .*\(got "x"\)',
        ),
        (
            lambda: theory.agents_for_abandonment(2, 0, aht_s=1, patience=Exponential(1)),
            r"abandonment: must be > 0 and < 1 \(got 0\)",
        ),
        (lambda: theory.agents_for_asa(2, 0, aht_s=1), r"asa_s: .* > 0 \(got 0\)"),
        (lambda: theory.sqrt_beta(0, 1), r"load: .* > 0 \(got 0\)"),
    ],
)
def test_bad_input_shows_the_value(call, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


class Defective:
    """Half of the customers never leave: with too few agents the queue has no end."""

    kinks = ()

    def quantile(self, u: np.ndarray) -> np.ndarray:
        return np.full(np.shape(u), 60.0)

    def cdf(self, x: np.ndarray) -> np.ndarray:
        return 0.5 * (np.asarray(x) >= 60.0)

    def limited_mean(self, x: np.ndarray) -> np.ndarray:
        return np.minimum(x, 60.0) + 0.5 * np.maximum(np.asarray(x) - 60.0, 0.0)


def test_a_queue_that_half_of_the_customers_never_leave() -> None:
    assert mmn_gi(24, 22, aht_s=240, patience=Defective()).abandonment > 0.08
    with pytest.raises(InputError, match="the queue grows without end"):
        mmn_gi(24, 11, aht_s=240, patience=Defective())
