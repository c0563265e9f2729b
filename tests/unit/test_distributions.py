"""Distributions: inverse and forward agree, moments are right, bad input is refused."""

from __future__ import annotations

import dataclasses
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from cssim import distributions as d
from cssim.errors import InputError

LAST_UNIFORM = 1.0 - 2.0**-53
SMOOTH = [
    d.Exponential(180.0),
    d.LogNormal(120.0, 0.7),
    d.LogNormal.from_mean_cv(240.0, 3.0),
    d.Gamma(0.3, 50.0),
    d.Gamma.from_mean_cv(1.0, 0.1),
    d.Weibull(0.6, 90.0),
    d.Weibull.from_mean_cv(100.0, 0.25),
    d.Hyperexponential(300.0, 1.001),
    d.Hyperexponential(300.0, 4.0),
    d.Uniform(10.0, 30.0),
    d.Triangular(5.0, 8.0, 30.0),
    d.Triangular(5.0, 5.0, 30.0),
    d.Triangular(0.0, 30.0, 30.0),
]
STEPPED = [
    d.Deterministic(60.0),
    d.Deterministic(0.0),
    d.Empirical([3.0, 1.0, 3.0, 8.0]),
    d.Empirical([10.0, 20.0, 40.0], [0.0, 3.0, 1.0]),
]
EXTREME = [
    d.LogNormal(1e15, 10.0),
    d.LogNormal.from_mean_cv(1.0, 100.0),
    d.Gamma(1e-4, 1e15),
    d.Gamma.from_mean_cv(1.0, 0.001),
    d.Gamma.from_mean_cv(1.0, 100.0),
    d.Weibull(0.05, 1e15),
    d.Weibull.from_mean_cv(1.0, 0.001),
    d.Weibull.from_mean_cv(1.0, 100.0),
    d.Hyperexponential(1e15, 100.0),
    d.Hyperexponential(1.0, 1.0 + 1e-12),
]
ALL = SMOOTH + STEPPED + EXTREME
name = repr


def nodes(low: float, high: float, panels: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and weights of Gauss-Legendre integration from low to high."""
    x, w = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(low, high, panels + 1)
    half = 0.5 * np.diff(edges)[:, None]
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (d.Exponential(180.0), reference.expon(scale=180.0)),
        (d.LogNormal(120.0, 0.7), reference.lognorm(0.7, scale=120.0)),
        (d.Gamma(0.3, 50.0), reference.gamma(0.3, scale=50.0)),
        (d.Weibull(0.6, 90.0), reference.weibull_min(0.6, scale=90.0)),
        (d.Uniform(10.0, 30.0), reference.uniform(10.0, 20.0)),
        (d.Triangular(5.0, 8.0, 30.0), reference.triang(0.12, 5.0, 25.0)),
    ],
    ids=lambda law: name(law) if isinstance(law, d.Distribution) else "",
)
def test_agrees_with_scipy_stats(ours: d.Distribution, theirs: object) -> None:
    u = np.linspace(0.001, 0.999, 57)
    x = np.linspace(-5.0, 400.0, 82)
    np.testing.assert_allclose(ours.quantile(u), theirs.ppf(u), rtol=1e-10)
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose([ours.mean, ours.variance], theirs.stats("mv"), rtol=1e-12)


@pytest.mark.parametrize("kind", SMOOTH, ids=name)
def test_cdf_undoes_quantile(kind: d.Distribution) -> None:
    u = np.concatenate([10.0 ** np.arange(-9.0, 0.0), np.linspace(0.15, 0.95, 33)])
    u = np.concatenate([u, 1.0 - 10.0 ** np.arange(-9.0, -1.0)])
    # a location far from 0 loses digits of small u: x - low is a difference
    np.testing.assert_allclose(kind.cdf(kind.quantile(u)), u, rtol=1e-10, atol=3e-13)


@pytest.mark.parametrize("kind", STEPPED, ids=name)
def test_quantile_and_cdf_of_steps_agree(kind: d.Distribution) -> None:
    u = (np.arange(1000) + 0.5) / 1000
    x = kind.quantile(u)
    assert np.all(kind.cdf(x) >= u)
    assert np.all(kind.cdf(np.nextafter(x, -1.0)) <= u)


@pytest.mark.parametrize("kind", ALL, ids=name)
def test_quantile_is_finite_and_rises(kind: d.Distribution) -> None:
    u = np.unique(
        np.concatenate(
            [
                [0.0, 2.0**-53, LAST_UNIFORM],
                2.0 ** -np.arange(1.0, 53.0),
                1.0 - 2.0 ** -np.arange(1.0, 53.0),
                np.random.default_rng(1).random(20_000),  # noqa: TID251
            ]
        )
    )
    x = kind.quantile(u)
    assert np.all(np.isfinite(x))
    assert np.all(x >= 0)
    # an ulp or two of noise in an inverse is allowed: values are whole milliseconds later
    assert np.all(np.diff(x) >= -1e-14 * x[1:])


@pytest.mark.parametrize("kind", SMOOTH + STEPPED, ids=name)
def test_mean_and_variance_are_those_of_the_quantile(kind: d.Distribution) -> None:
    # u = logistic(z) spreads the tails out; both tails beyond |z| = 36 weigh 2e-16 of u
    z, w = nodes(-36.0, 36.0, 3600)
    u = np.minimum(1.0 / (1.0 + np.exp(-z)), LAST_UNIFORM)
    w = w * np.exp(-np.abs(z)) / (1.0 + np.exp(-np.abs(z))) ** 2
    x = kind.quantile(u)
    # jumps cost the integration 1e-3; a long tail is cut at u = 1 - 2e-16
    tolerance = 2e-3 if kind in STEPPED else 2e-6
    assert (x * w).sum() == pytest.approx(kind.mean, rel=tolerance)
    centred = ((x - kind.mean) ** 2 * w).sum()
    assert centred == pytest.approx(kind.variance, rel=10 * tolerance, abs=1e-12)


@pytest.mark.parametrize("kind", SMOOTH + STEPPED, ids=name)
def test_limited_mean_is_the_integral_of_the_survival(kind: d.Distribution) -> None:
    for x in (-1.0, 0.0, 2.0, 9.0, 25.0, 60.0, 500.0):
        # squares of the points: an endless slope at 0 is harmless
        root, w = nodes(0.0, math.sqrt(max(x, 0.0)), 200)
        expected = (2 * root * w * (1.0 - kind.cdf(root * root))).sum()
        # a jump costs the integration 1e-3, a bend 2e-7
        tolerance = 2e-3 if kind in STEPPED else 1e-6
        assert kind.limited_mean(x) == pytest.approx(expected, rel=tolerance, abs=1e-12)


@pytest.mark.parametrize("kind", ALL, ids=name)
def test_limited_mean_ends_at_the_mean(kind: d.Distribution) -> None:
    assert kind.limited_mean(math.inf) == pytest.approx(kind.mean, rel=1e-12)
    assert kind.cdf(math.inf) == 1.0
    assert kind.cdf(-1.0) == 0.0


@pytest.mark.parametrize("kind", ALL, ids=name)
def test_shapes_are_kept(kind: d.Distribution) -> None:
    u = np.full((2, 3), 0.5)
    x = kind.quantile(u)
    shapes = {x.shape, kind.cdf(x).shape, kind.limited_mean(x).shape}
    assert shapes == {(2, 3)}
    assert np.shape(kind.quantile(0.5)) == ()
    assert kind.quantile([]).shape == (0,)


@pytest.mark.parametrize("kind", SMOOTH + STEPPED, ids=name)
def test_scaling_multiplies_values(kind: d.Distribution) -> None:
    u = np.linspace(0.0, 0.999, 41)
    twice = kind.scaled(2.5)
    assert type(twice) is type(kind)
    np.testing.assert_allclose(twice.quantile(u), 2.5 * kind.quantile(u), rtol=1e-12)
    assert twice.mean == pytest.approx(2.5 * kind.mean)
    assert twice.variance == pytest.approx(6.25 * kind.variance)
    assert kind.scaled(1.0) == kind
    assert kind.scaled(0) == d.Deterministic(0.0)


@pytest.mark.parametrize("kind", ALL, ids=name)
def test_is_a_frozen_distribution(kind: d.Distribution) -> None:
    assert isinstance(kind, d.Distribution)
    first = dataclasses.fields(kind)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(kind, first, 1.0)
    assert len({kind, dataclasses.replace(kind)}) == 1


@given(
    family=st.sampled_from([d.LogNormal, d.Gamma, d.Weibull]),
    mean=st.floats(1e-6, 1e9),
    cv=st.floats(0.001, 100.0),
)
def test_mean_and_cv_come_back(family: type, mean: float, cv: float) -> None:
    kind = family.from_mean_cv(mean, cv)
    assert kind.mean == pytest.approx(mean, rel=1e-9)
    assert math.sqrt(kind.variance) / kind.mean == pytest.approx(cv, rel=1e-7)


@given(mean=st.floats(1e-6, 1e9), cv=st.floats(1.0, 100.0, exclude_min=True))
def test_hyperexponential_branches_bring_half_the_mean_each(mean: float, cv: float) -> None:
    kind = d.Hyperexponential(mean, cv)
    (short, long), (fast, slow) = kind.weights, kind.rates
    assert short + long == pytest.approx(1.0, rel=1e-14)
    assert short / fast == pytest.approx(mean / 2)
    assert long / slow == pytest.approx(mean / 2)
    second = 2 * (short / fast**2 + long / slow**2)
    assert second - mean * mean == pytest.approx(kind.variance, rel=1e-8)


@given(u=st.floats(0.0, LAST_UNIFORM), cv=st.floats(1.0, 100.0, exclude_min=True))
def test_hyperexponential_quantile_solves_its_equation(u: float, cv: float) -> None:
    kind = d.Hyperexponential(1.0, cv)
    x = float(kind.quantile(u))
    (short, long), (fast, slow) = kind.weights, kind.rates
    survival = short * math.exp(-fast * x) + long * math.exp(-slow * x)
    assert survival == pytest.approx(1.0 - u, rel=1e-13)


def test_hyperexponential_quantile_in_one_row_is_that_of_each_uniform() -> None:
    kind = d.Hyperexponential(240.0, 6.0)
    u = np.array([1e-9, 0.2, 0.9, 0.999, LAST_UNIFORM])
    one_by_one = [float(kind.quantile(each)) for each in u]
    np.testing.assert_allclose(kind.quantile(u), one_by_one, rtol=1e-14)


def test_empirical_slices_are_half_open_and_exact() -> None:
    kind = d.Empirical([8.0, 1.0, 3.0, 3.0])
    assert kind.quantile([0.0, 0.2499, 0.25, 0.7499, 0.75]).tolist() == [1, 1, 3, 3, 8]
    counts = np.unique(kind.quantile(np.arange(4096) / 4096), return_counts=True)[1]
    assert counts.tolist() == [1024, 2048, 1024]
    assert (kind.mean, kind.variance) == (3.75, 6.6875)
    assert kind.kinks == (1.0, 3.0, 8.0)


def test_empirical_never_gives_a_value_without_weight() -> None:
    kind = d.Empirical([1.0, 2.0, 3.0], [0.0, 0.7, 0.0])
    assert kind.quantile([0.0, 0.5, LAST_UNIFORM]).tolist() == [2.0, 2.0, 2.0]
    assert kind.kinks == (2.0,)
    # ten shares of 0.1 add up to just the last uniform, and the eleventh value has none
    kind = d.Empirical(range(11), [0.1] * 10 + [0.0])
    assert kind.quantile(LAST_UNIFORM) == 9.0


def test_empirical_does_not_depend_on_the_order_of_its_values() -> None:
    assert d.Empirical([3, 1, 2], [1, 2, 3]) == d.Empirical([1, 2, 3], [2, 3, 1])
    assert d.Empirical([3, 1, 2]) == d.Empirical(np.array([1.0, 2.0, 3.0]))


@pytest.mark.parametrize(
    ("kind", "parameters", "expected"),
    [
        ("exponential", {"mean": 3}, d.Exponential(3.0)),
        ("lognormal", {"median": 3, "sigma": 1}, d.LogNormal(3.0, 1.0)),
        ("lognormal", {"mean": 3, "cv": 1}, d.LogNormal.from_mean_cv(3.0, 1.0)),
        ("gamma", {"mean": 3, "cv": 0.5}, d.Gamma(4.0, 0.75)),
        ("gamma", {"shape": 4, "scale": 0.75}, d.Gamma(4.0, 0.75)),
        ("weibull", {"cv": 1, "mean": 3}, d.Weibull.from_mean_cv(3.0, 1.0)),
        ("weibull", {"shape": 2, "scale": 3}, d.Weibull(2.0, 3.0)),
        ("hyperexponential", {"mean": 3, "cv": 2}, d.Hyperexponential(3.0, 2.0)),
        ("deterministic", {"mean": 3}, d.Deterministic(3.0)),
        ("uniform", {"low": 1, "high": 2}, d.Uniform(1.0, 2.0)),
        ("triangular", {"low": 1, "mode": 2, "high": 4}, d.Triangular(1.0, 2.0, 4.0)),
        ("empirical", {"values": [1, 2]}, d.Empirical([1.0, 2.0])),
        ("empirical", {"values": [1, 2], "weights": [1, 3]}, d.Empirical([1, 2], [1, 3])),
    ],
)
def test_make(kind: str, parameters: dict[str, object], expected: d.Distribution) -> None:
    assert d.make(kind, **parameters) == expected


def test_every_form_of_every_kind_says_which_parameters_have_a_unit() -> None:
    pure = {"cv", "sigma", "shape", "weights"}
    names = {each for forms in d.KINDS.values() for form in forms for each in form}
    assert names == pure | d.SCALE_PARAMETERS
    assert not pure & d.SCALE_PARAMETERS


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("normal", {}, 'distribution: must be one of exponential, .* \\(got "normal"\\)'),
        ("log_normal", {}, 'did you mean "lognormal"'),
        (3, {}, "got 3"),
        (["gamma"], {}, r"got \['gamma'\]"),
        ("exponential", {}, r'exponential: takes mean \(got "nothing"\)'),
        ("lognormal", {"mean": 1, "sigma": 2}, 'takes mean, cv or median, sigma .*"mean, sigma"'),
        ("exponential", {"mean": 0}, r"exponential.mean: must be a number > 0 .*\(got 0\)"),
        ("exponential", {"mean": -2.5}, r"\(got -2.5\)"),
        ("exponential", {"mean": math.nan}, r"\(got nan\)"),
        ("exponential", {"mean": math.inf}, r"\(got inf\)"),
        ("exponential", {"mean": "3"}, r'exponential.mean: .*\(got "3"\)'),
        ("exponential", {"mean": True}, r"\(got True\)"),
        ("lognormal", {"mean": 1, "cv": 0}, r"lognormal.cv: .* >= 0.001 .*\(got 0\)"),
        ("lognormal", {"median": 1, "sigma": 11}, r"lognormal.sigma: .* <= 10 \(got 11\)"),
        ("gamma", {"mean": 1, "cv": 101}, r"gamma.cv: .*\(got 101\)"),
        ("gamma", {"shape": 0, "scale": 1}, r"gamma.shape: .*\(got 0\)"),
        ("weibull", {"shape": 0.01, "scale": 1}, r"weibull.shape: .* >= 0.05 .*\(got 0.01\)"),
        ("weibull", {"shape": 1, "scale": -1}, r"weibull.scale: .*\(got -1\)"),
        ("hyperexponential", {"mean": 1, "cv": 1}, r"hyperexponential.cv: .* > 1 .*\(got 1\)"),
        ("deterministic", {"mean": -1}, r"deterministic.mean: .*\(got -1\)"),
        ("uniform", {"low": 2, "high": 2}, r"uniform.high: .* > 2 .*\(got 2\)"),
        ("uniform", {"low": -1, "high": 2}, r"uniform.low: .*\(got -1\)"),
        ("triangular", {"low": 1, "mode": 5, "high": 4}, r"triangular.mode: .*\(got 5\)"),
        ("empirical", {"values": []}, r"empirical.values: must be 1 to 1000000 .*\(got 0\)"),
        ("empirical", {"values": "12"}, r'must be a list of numbers \(got "12"\)'),
        ("empirical", {"values": 12}, r"must be a list of numbers \(got 12\)"),
        ("empirical", {"values": [1, -7]}, r"empirical.values\[1\]: .*\(got -7\)"),
        ("empirical", {"values": [1, 2], "weights": [1]}, r"as many as the values, 2 \(got 1\)"),
        ("empirical", {"values": [1, 2], "weights": [0, 0]}, "must not all be 0"),
        ("empirical", {"values": [1, 2], "weights": [1, -3]}, r"weights\[1\]: .*\(got -3\)"),
    ],
)
def test_bad_input_names_the_place_and_shows_the_value(
    kind: str, parameters: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        d.make(kind, **parameters)


@pytest.mark.parametrize("u", [-1e-9, 1.0, math.nan, 2.0])
@pytest.mark.parametrize("kind", SMOOTH + STEPPED, ids=name)
def test_what_is_no_uniform_is_refused(kind: d.Distribution, u: float) -> None:
    with pytest.raises(InputError, match=rf"u: must be >= 0 and < 1 \(got {u}\)"):
        kind.quantile(np.array([0.5, u]))


@pytest.mark.parametrize("factor", [-1.0, math.nan, math.inf, "2"])
def test_what_is_no_factor_is_refused(factor: float) -> None:
    with pytest.raises(InputError, match=r"scaled\.factor"):
        d.Exponential(1.0).scaled(factor)


def test_importing_leaves_scipy_stats_alone() -> None:
    code = "import sys, cssim.distributions; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
