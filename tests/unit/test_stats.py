"""Intervals: hand-worked numbers, the textbook's formulas, and coverage with its mutants."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from cssim import stats
from cssim.errors import InputError
from cssim.stats import Estimate

NORMAL = 1.959963984540054


def table(seed: int, n: int = 12) -> np.ndarray:
    """Four rows of n positive numbers that rise and fall together."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    common = rng.gamma(20.0, 5.0, n)
    return common * rng.uniform(0.8, 1.2, (4, n)) * np.array([[0.8], [1.0], [0.7], [1.1]])


# ---------------------------------------------------------------------------------------
# Values


def test_mean_by_hand() -> None:
    estimate = stats.mean([1.0, 2.0, 3.0, 6.0])
    # s^2 = 14 / 3, t(3, 0.975) = 3.182446
    half = 3.182446305284263 * math.sqrt(14 / 3 / 4)
    assert estimate.value == 3.0
    assert estimate.half_width == pytest.approx(half, rel=1e-12)
    assert (estimate.low, estimate.high) == (3.0 - estimate.half_width, 3.0 + estimate.half_width)
    assert (estimate.n, estimate.kind, estimate.level) == (4, "mean", 0.95)
    assert estimate.standard_error == pytest.approx(math.sqrt(14 / 3 / 4), rel=1e-12)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
@pytest.mark.parametrize("n", [2, 3, 12, 400])
def test_mean_agrees_with_scipy(level: float, n: int) -> None:
    x = table(n, n)[0]
    expected = reference.ttest_1samp(x, 0.0).confidence_interval(level)
    estimate = stats.mean(x, level=level)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected), rel=1e-9)


def test_pooled_is_the_formula_of_the_glossary() -> None:
    x, y = table(1)[:2]
    n, ratio = x.size, x.mean() / y.mean()
    (s_xx, s_xy), (_, s_yy) = np.cov(x, y)
    error = math.sqrt((s_xx - 2 * ratio * s_xy + ratio**2 * s_yy) / y.mean() ** 2 / n)
    estimate = stats.pooled(x, y)
    assert estimate.value == pytest.approx(ratio, rel=1e-14)
    assert estimate.half_width == pytest.approx(reference.t.ppf(0.975, n - 1) * error, rel=1e-10)
    assert (estimate.n, estimate.kind) == (12, "pooled")


def test_per_day_is_the_mean_of_the_ratios() -> None:
    x, y = table(2)[:2]
    expected = stats.mean(x / y)
    assert stats.per_day(x, y) == dataclasses.replace(expected, kind="per_day")
    assert stats.per_day([1, 9], [1, 10]).value == pytest.approx(0.95)
    assert stats.pooled([1, 9], [1, 10]).value == pytest.approx(10 / 11)


def test_difference_is_the_paired_t_interval() -> None:
    x, _, base, _ = table(3)
    expected = reference.ttest_rel(x, base).confidence_interval(0.95)
    estimate = stats.difference(x, base)
    assert (estimate.low, estimate.high) == pytest.approx(tuple(expected), rel=1e-9)
    assert estimate.value == pytest.approx(x.mean() - base.mean())


def test_difference_of_pooled_ratios_has_the_covariance_in_it() -> None:
    x, y, x_base, y_base = table(4)
    ratio, base = x.sum() / y.sum(), x_base.sum() / y_base.sum()
    # gradient of X/Y - X'/Y' at the means, and the covariance matrix of all four
    slope = np.array([1 / y.mean(), -ratio / y.mean(), -1 / y_base.mean(), base / y_base.mean()])
    error = math.sqrt(slope @ np.cov([x, y, x_base, y_base]) @ slope / x.size)
    estimate = stats.difference_pooled(x, y, x_base, y_base)
    assert estimate.value == pytest.approx(ratio - base, rel=1e-12)
    assert estimate.standard_error == pytest.approx(error, rel=1e-9)
    assert (estimate.n, estimate.kind) == (12, "difference_pooled")


def test_difference_of_ratios_per_day() -> None:
    x, y, x_base, y_base = table(5)
    expected = stats.difference(x / y, x_base / y_base)
    estimate = stats.difference_per_day(x, y, x_base, y_base)
    assert estimate == dataclasses.replace(expected, kind="difference_per_day")


def test_ratios_over_ones_are_means() -> None:
    x, _, base, _ = table(6)
    ones = np.ones_like(x)
    pairs = [
        (stats.pooled(x, ones), stats.mean(x)),
        (stats.per_day(x, ones), stats.mean(x)),
        (stats.difference_pooled(x, ones, base, ones), stats.difference(x, base)),
        (stats.difference_per_day(x, ones, base, ones), stats.difference(x, base)),
    ]
    for ratio, plain in pairs:
        assert ratio.value == pytest.approx(plain.value, rel=1e-12)
        assert ratio.half_width == pytest.approx(plain.half_width, rel=1e-9)


def test_a_scenario_does_not_differ_from_itself() -> None:
    x, y = table(7)[:2]
    for same in (
        stats.difference(x, x),
        stats.difference_pooled(x, y, x, y),
        stats.difference_per_day(x, y, x, y),
    ):
        assert (same.value, same.half_width) == (0.0, 0.0)
        assert stats.probability_better(same, larger_is_better=True) == 0.5


@given(st.integers(0, 1000), st.floats(0.001, 1000))
def test_units_scale_the_interval(seed: int, factor: float) -> None:
    x, y = table(seed)[:2]
    one, other = stats.pooled(x, y), stats.pooled(factor * x, y)
    assert other.value == pytest.approx(factor * one.value)
    assert other.half_width == pytest.approx(factor * one.half_width)
    both = stats.pooled(factor * x, factor * y)
    assert both.half_width == pytest.approx(one.half_width)


# ---------------------------------------------------------------------------------------
# Few replications, empty days, NaN


@pytest.mark.parametrize("n", [0, 1])
def test_one_replication_has_a_value_and_no_interval(n: int) -> None:
    x, y, x_base, y_base = table(8, n)
    values = [x.sum() / y.sum(), x.sum() / y.sum() - x_base.sum() / y_base.sum()] if n else []
    estimates = [stats.pooled(x, y), stats.difference_pooled(x, y, x_base, y_base)]
    means = [stats.mean(x), stats.difference(x, x_base), stats.per_day(x, y)]
    for estimate in estimates + means:
        assert estimate.n == n
        assert math.isnan(estimate.half_width)
        assert math.isnan(estimate.low)
        assert math.isnan(estimate.high)
        assert math.isnan(estimate.standard_error)
        assert math.isnan(estimate.value) == (n == 0)
        assert math.isnan(stats.probability_better(estimate, larger_is_better=True))
    assert [each.value for each in estimates][: len(values)] == pytest.approx(values)
    assert math.isnan(stats.variance_ratio(x, x_base))


def test_nothing_over_nothing_is_nan() -> None:
    assert math.isnan(stats.pooled([0, 0], [0, 0]).value)
    assert math.isnan(stats.difference_pooled([1, 2], [3, 4], [0, 0], [0, 0]).value)
    assert math.isnan(stats.per_day([0, 0], [0, 0]).value)


def test_a_day_without_contacts_counts_in_the_pooled_ratio_only() -> None:
    x, y = [8.0, 0.0, 18.0], [10.0, 0.0, 20.0]
    assert stats.pooled(x, y).value == pytest.approx(26 / 30)
    assert stats.pooled(x, y).n == 3
    assert math.isnan(stats.per_day(x, y).value)
    assert math.isnan(stats.per_day(x, y).half_width)
    kept = stats.per_day(x, y, skip_empty=True)
    assert (kept.value, kept.n) == (pytest.approx(0.85), 2)
    paired = stats.difference_per_day(x, y, [1, 1, 1], [2, 2, 0], skip_empty=True)
    assert (paired.value, paired.n) == (pytest.approx(0.3), 1)


def test_nan_is_not_dropped_and_an_endless_wait_has_no_interval() -> None:
    assert math.isnan(stats.mean([1.0, math.nan, 3.0]).value)
    assert math.isnan(stats.pooled([1.0, math.nan], [2.0, 2.0]).value)
    endless = stats.mean([1.0, math.inf])
    assert (endless.value, endless.n) == (math.inf, 2)
    assert math.isnan(endless.half_width)


def test_equal_numbers_have_no_spread() -> None:
    assert stats.mean([0.1] * 3) == Estimate(0.1, 0.0, 0.1, 0.1, 3, "mean")
    assert math.isnan(stats.variance_ratio([0.1] * 3, [0.2] * 3))


# ---------------------------------------------------------------------------------------
# Decisions


@pytest.mark.parametrize("larger", [True, False])
def test_probability_better_is_one_minus_the_one_sided_p_value(larger: bool) -> None:
    x, _, base, _ = table(9)
    x = x - 5.0
    side = "greater" if larger else "less"
    expected = 1 - reference.ttest_rel(x, base, alternative=side).pvalue
    found = stats.probability_better(stats.difference(x, base), larger_is_better=larger)
    assert found == pytest.approx(expected, rel=1e-9)


def test_probability_better_does_not_depend_on_the_level_and_sums_to_one() -> None:
    x, y, x_base, y_base = table(10)
    wide = stats.difference_pooled(x, y, x_base, y_base, level=0.999)
    narrow = stats.difference_pooled(x, y, x_base, y_base, level=0.5)
    first, second = (stats.probability_better(e, larger_is_better=True) for e in (wide, narrow))
    assert first == pytest.approx(second, rel=1e-9)
    assert first + stats.probability_better(wide, larger_is_better=False) == pytest.approx(1.0)


def test_without_spread_the_better_is_certain() -> None:
    up = stats.difference([2.0, 3.0], [1.0, 2.0])
    assert stats.probability_better(up, larger_is_better=True) == 1.0
    assert stats.probability_better(up, larger_is_better=False) == 0.0


@given(st.integers(0, 500), st.floats(0.02, 40.0))
def test_replications_needed_are_the_fewest(seed: int, wanted: float) -> None:
    estimate = stats.mean(table(seed)[0])
    spread = estimate.standard_error * math.sqrt(estimate.n)
    needed = stats.replications_needed(estimate, wanted)

    def half_width(m: int) -> float:
        return float(reference.t.ppf(0.975, m - 1)) * spread / math.sqrt(m)

    # a hair of room: scipy's two t quantiles differ in the last digits
    assert half_width(needed) <= wanted * (1 + 1e-9)
    assert needed == 2 or half_width(needed - 1) > wanted * (1 - 1e-9)


def test_replications_needed_without_spread_are_two() -> None:
    assert stats.replications_needed(stats.mean([1.0, 1.0, 1.0]), 0.01) == 2


def test_the_made_replications_are_enough_for_their_own_half_width() -> None:
    estimate = stats.pooled(*table(11)[:2])
    assert stats.replications_needed(estimate, estimate.half_width * (1 + 1e-12)) == estimate.n


def test_variance_ratio() -> None:
    x, _, base, _ = table(12)
    expected = np.var(x - base) / (np.var(x) + np.var(base))
    assert stats.variance_ratio(x, base) == pytest.approx(expected, rel=1e-12)
    assert expected < 0.5
    assert stats.variance_ratio(x, x) == 0.0
    assert stats.variance_ratio(x, -x) == pytest.approx(2.0)


def test_variance_ratio_of_pooled_ratios() -> None:
    x, y, x_base, y_base = table(13)
    paired = stats.difference_pooled(x, y, x_base, y_base).standard_error ** 2
    apart = (
        stats.pooled(x, y).standard_error ** 2 + stats.pooled(x_base, y_base).standard_error ** 2
    )
    assert stats.variance_ratio_pooled(x, y, x_base, y_base) == pytest.approx(paired / apart)
    ones = np.ones_like(x)
    plain = stats.variance_ratio_pooled(x, ones, x_base, ones)
    assert plain == pytest.approx(stats.variance_ratio(x, x_base), rel=1e-9)


# ---------------------------------------------------------------------------------------
# Coverage (RELIABILITY C22): 2,000 experiments of 5 replications with a fixed seed; a right
# 95 % interval leaves the band 1,849 to 1,944 with probability 8e-7 (binomial).

EXPERIMENTS, DAYS = 2_000, 5
BAND = range(1_849, 1_945)
CV = 0.1


def draw(seed: int) -> tuple[np.ndarray, ...]:
    """Days whose busyness lowers the service level; scenario and base share their luck."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    size = (EXPERIMENTS, DAYS)
    busyness = rng.gamma(1 / CV**2, CV**2, size)
    offered = rng.poisson(800 * busyness)
    in_time = rng.binomial(offered, 1.3 - 0.5 * busyness.clip(0.6, 2.6))
    more = rng.binomial(offered - in_time, 0.2)
    return in_time + more, offered, in_time, offered


TRUE_BASE = 1.3 - 0.5 * (1 + CV**2)
TRUE_GAIN = 0.2 * (1 - TRUE_BASE)
Method = Callable[..., Estimate]


def hits(method: Method, columns: tuple[np.ndarray, ...], truth: float) -> int:
    rows = zip(*columns, strict=True)
    return sum(e.low <= truth <= e.high for e in (method(*row) for row in rows))


def z_for_t(method: Method) -> Method:
    """The common bug: the normal quantile in place of Student's."""

    def wrong(*columns: np.ndarray) -> Estimate:
        right = method(*columns)
        half = NORMAL * right.standard_error
        return dataclasses.replace(right, low=right.value - half, high=right.value + half)

    return wrong


def unpaired(*columns: np.ndarray) -> Estimate:
    """The other bug: the two arms taken for independent."""
    right = stats.difference_pooled(*columns)
    scale = 1 / math.sqrt(stats.variance_ratio_pooled(*columns))
    half = right.half_width * scale
    return dataclasses.replace(right, low=right.value - half, high=right.value + half)


@pytest.mark.parametrize(
    ("method", "count", "truth"),
    [
        (lambda x, y: stats.mean(y), 2, 800.0),
        (stats.pooled, 2, None),
        (stats.difference_pooled, 4, None),
        (lambda x, y, x_base, y_base: stats.difference(x, x_base), 4, None),
    ],
    ids=["mean", "pooled", "difference_pooled", "difference"],
)
def test_coverage_and_z_for_t(method: Method, count: int, truth: float | None) -> None:
    columns = draw(41)
    if count == 2:
        columns, truth = columns[2:], TRUE_BASE if truth is None else truth
    elif truth is None:
        truth = TRUE_GAIN if method is stats.difference_pooled else 800 * TRUE_GAIN
    assert hits(method, columns, truth) in BAND
    assert hits(z_for_t(method), columns, truth) < BAND.start


def test_coverage_tells_unpaired_intervals_and_means_of_ratios_apart() -> None:
    columns = draw(43)
    assert hits(stats.difference_pooled, columns, TRUE_GAIN) in BAND
    assert hits(unpaired, columns, TRUE_GAIN) >= BAND.stop
    # the mean of ratios estimates another number: the expected day, not the long run
    expected_day = 0.2 * (1 - 0.8)
    # 7e-4 is five standard errors of 10,000 days, and less than the 1e-3 between the two
    many = [column.reshape(20, -1) for column in columns]
    per_day = [stats.difference_per_day(*row) for row in zip(*many, strict=True)]
    assert np.mean([e.value for e in per_day]) == pytest.approx(expected_day, abs=7e-4)
    assert abs(expected_day - TRUE_GAIN) > 8e-4


def test_coverage_of_the_mean_of_ratios() -> None:
    columns = draw(44)[2:]
    assert hits(stats.per_day, columns, 0.8) in BAND
    assert hits(z_for_t(stats.per_day), columns, 0.8) < BAND.start


# ---------------------------------------------------------------------------------------
# Bad input


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stats.mean([[1, 2], [3, 4]]), r"values: .* shape \(n,\) \(got \(2, 2\)\)"),
        (lambda: stats.mean(3.0), r"values: .*\(got \(\)\)"),
        (lambda: stats.mean(["a", "b"]), r"values: must be numbers.*\(got \['a', 'b'\]\)"),
        (lambda: stats.mean([1, 2], level=1.0), r"level: must be > 0 and < 1 \(got 1.0\)"),
        (lambda: stats.mean([1, 2], level=math.nan), r"level: .*\(got nan\)"),
        (
            lambda: stats.pooled([1, 2], [1, 2, 3]),
            r"denominators: must be as many as the 2 of numerators \(got 3\)",
        ),
        (
            lambda: stats.replications_needed(stats.mean([1.0]), 1.0),
            r"estimate: must have a finite interval \(n >= 2\) \(got 1\)",
        ),
        (
            lambda: stats.replications_needed(stats.mean([1.0, 2.0]), 0.0),
            r"half_width: must be a finite number > 0 \(got 0.0\)",
        ),
        (
            lambda: stats.replications_needed(stats.mean([1.0, 2.0]), 1e-9),
            r"half_width: needs over 1000000000 replications \(got 1e-09\)",
        ),
    ],
)
def test_bad_input_shows_the_value(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


def test_importing_leaves_scipy_alone() -> None:
    code = "import sys, cssim.stats; print(any(m.startswith('scipy') for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
