"""Which distribution fits best, by a criterion that is stated and shown.

Uncensored times (handle times, time in self-service): lognormal, gamma, Weibull and
exponential by maximum likelihood; those whose mean misses the observed mean by more than
3 % are out (a queue feels the mean first), the rest compete by AIC; if the best one's
distribution function is anywhere further from the observed one than the bound allows, the
empirical distribution is taken instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from cssim.calibrate.times import FloatArray
from cssim.distributions import (
    Deterministic,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    LogNormal,
    Weibull,
)
from cssim.errors import InputError

KS_BOUND = 0.05
"""Largest accepted distance of distribution functions with plenty of data."""
KS_CRITICAL = 1.36
"""With n values distances up to this over sqrt(n) are chance (5 %), and are accepted too."""
LEAST_CV = 0.002
"""Least coefficient of variation of a fitted distribution."""
MEAN_TOLERANCE = 0.03
FEWEST = 20
"""Values needed for a fit of their own."""
MOST_BINS = 100
"""Values that an empirical distribution is cut down to, each the mean of an equal share."""
SHORTEST_S = 0.001


@dataclass(frozen=True)
class Fit:
    """A chosen distribution and how it was chosen.

    Attributes
    ----------
    distribution : Distribution
        Times in seconds.
    kind : str
        Its name in a scenario.
    n : int
        Times fitted, censored ones included.
    n_events : int
        Times that were not censored.
    aic : dict of str to float
        AIC of each candidate less the best one's; candidates that were out have NaN.
    distance : float
        Largest distance between observed and fitted distribution function.
    why : str
        One sentence.
    """

    distribution: Distribution
    kind: str
    n: int
    n_events: int
    aic: dict[str, float] = field(default_factory=dict)
    distance: float = float("nan")
    why: str = ""


KINDS: dict[type, str] = {
    Deterministic: "deterministic", Empirical: "empirical", Exponential: "exponential",
    Gamma: "gamma", LogNormal: "lognormal", Weibull: "weibull",
}  # fmt: skip


def _lognormal(x: FloatArray) -> Distribution:
    logs = np.log(x)
    return LogNormal(float(np.exp(logs.mean())), float(max(logs.std(), 1e-6)))


def _gamma(x: FloatArray) -> Distribution:
    shape, _, scale = stats.gamma.fit(x, floc=0)
    return Gamma(float(shape), float(scale))


def _weibull(x: FloatArray) -> Distribution:
    shape, _, scale = stats.weibull_min.fit(x, floc=0)
    return Weibull(float(shape), float(scale))


CANDIDATES: dict[str, tuple[Callable[[FloatArray], Distribution], int]] = {
    "lognormal": (_lognormal, 2),
    "gamma": (_gamma, 2),
    "weibull": (_weibull, 2),
    "exponential": (lambda x: Exponential(float(x.mean())), 1),
}
"""Name, maximum likelihood fit, number of parameters."""


def log_density(distribution: Distribution, x: FloatArray) -> FloatArray:
    """Return the log density of a fitted distribution at times above 0."""
    return np.asarray(_frozen(distribution).logpdf(x))


def log_survival(distribution: Distribution, x: FloatArray) -> FloatArray:
    """Return the log of the chance to exceed each time."""
    return np.asarray(_frozen(distribution).logsf(x))


def _frozen(distribution: Distribution) -> stats.rv_continuous:
    if isinstance(distribution, LogNormal):
        return stats.lognorm(distribution.sigma, scale=distribution.median)
    if isinstance(distribution, Gamma):
        return stats.gamma(distribution.shape, scale=distribution.scale)
    if isinstance(distribution, Weibull):
        return stats.weibull_min(distribution.shape, scale=distribution.scale)
    if isinstance(distribution, Exponential):
        return stats.expon(scale=distribution.mean)
    raise TypeError(f"no density of {type(distribution).__name__}")


def fit_times(seconds: FloatArray, bound: float = KS_BOUND, most: int = MOST_BINS) -> Fit:
    """Return the best distribution of uncensored times.

    Parameters
    ----------
    seconds : array
        Times, s; those not above 0 are left out.
    bound : float
        Largest accepted distance of the distribution functions.
    most : int
        Values that an empirical distribution is cut down to.

    Returns
    -------
    Fit
        Deterministic when all times are equal; empirical when fewer than 20.

    Raises
    ------
    ValueError
        No time above 0.
    """
    x = np.asarray(seconds, dtype=float)
    x = x[x > 0]
    if not x.size:
        raise ValueError("no times above 0 to fit, got none")
    if np.ptp(x) < SHORTEST_S:
        one = Deterministic(float(x[0]))
        return Fit(one, "deterministic", x.size, x.size, {}, 0.0, "all times are equal")
    if x.size < FEWEST:
        return _as_empirical(x, {}, f"only {x.size} times", most)
    return _best(x, max(bound, KS_CRITICAL / np.sqrt(x.size)), most)


def can_be_written(make: Callable[[], Distribution]) -> Distribution | None:
    """Return a fitted distribution, None where its parameters are beyond what a scenario takes.

    Likelihoods of nearly equal times run away to shapes without end.
    """
    try:
        made = make()
    except InputError:
        return None
    fine = math.isfinite(made.mean) and made.variance / made.mean**2 >= LEAST_CV**2
    if isinstance(made, Weibull):
        fine = fine and 0.1 <= made.shape <= 100
    if isinstance(made, LogNormal):
        fine = fine and made.sigma <= 5
    if isinstance(made, Gamma):
        fine = fine and made.variance / made.mean**2 <= 400
    return made if fine else None


def _best(x: FloatArray, bound: float, most: int) -> Fit:
    made = {name: can_be_written(partial(make, x)) for name, (make, _) in CANDIDATES.items()}
    fits = {name: fitted for name, fitted in made.items() if fitted is not None}
    aic = {
        name: 2 * CANDIDATES[name][1] - 2 * float(log_density(fitted, x).sum())
        if abs(fitted.mean / x.mean() - 1) <= MEAN_TOLERANCE
        else float("nan")
        for name, fitted in fits.items()
    }
    best = min((name for name in aic if np.isfinite(aic[name])), key=aic.__getitem__)
    relative = {name: value - aic[best] for name, value in aic.items()}
    distance = float(stats.kstest(x, fits[best].cdf).statistic)
    if distance > bound:
        why = f"{best} is {distance:.3f} away, more than {bound:.3f}"
        return _as_empirical(x, relative, why, most)
    why = f"lowest AIC, {distance:.3f} away"
    return Fit(fits[best], best, x.size, x.size, relative, distance, why)


def _as_empirical(x: FloatArray, aic: dict[str, float], why: str, most: int) -> Fit:
    values = condensed(x, most)
    distribution = Empirical(values.tolist())
    return Fit(distribution, "empirical", x.size, x.size, aic, 0.5 / len(values), why)


def condensed(x: FloatArray, most: int = MOST_BINS) -> FloatArray:
    """Return at most `most` values with the same mean: means of equal shares of the data."""
    ordered = np.sort(x)
    if ordered.size <= most:
        return ordered
    # a value on the edge of two shares counts in both, so that the mean is exactly kept
    edges = np.linspace(0.0, ordered.size, most + 1)
    total = np.concatenate(([0.0], np.cumsum(ordered)))
    whole = np.interp(edges, np.arange(ordered.size + 1), total)
    return np.maximum(np.diff(whole) * most / ordered.size, SHORTEST_S)


def conditional_quantile(
    distribution: Distribution, beyond: FloatArray, u: FloatArray
) -> FloatArray:
    """Return quantiles given that the time exceeds `beyond`; uniforms in, times out.

    Where the distribution ends before `beyond`, the answer is just beyond it.
    """
    below = distribution.cdf(beyond)
    place = np.minimum(below + u * (1 - below), np.nextafter(1.0, 0.0))
    return np.maximum(distribution.quantile(place), beyond + SHORTEST_S)


def cdf_table(
    x: FloatArray, distribution: Distribution, n_points: int = 100
) -> NDArray[np.float64]:
    """Return seconds, observed and fitted distribution function, shape (n_points, 3)."""
    grid = np.quantile(x, np.linspace(0.0, 1.0, n_points))
    seen = np.searchsorted(np.sort(x), grid, side="right") / len(x)
    return np.column_stack((grid, seen, distribution.cdf(grid)))
