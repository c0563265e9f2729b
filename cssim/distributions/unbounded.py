"""Distributions without an upper end: exponential, lognormal, gamma, Weibull."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammainc, gammaincinv, ndtr, ndtri

from cssim.distributions.base import (
    Distribution,
    FloatArray,
    Scalable,
    at_infinity,
    nonnegative,
    number,
    positive,
    settle,
    uniforms,
    variation,
)

WEIBULL_SHAPES = (0.05, 1e4)
GAMMA_SHAPES = (1e-4, 1e8)


@dataclass(frozen=True)
class Exponential(Scalable):
    """Memoryless times: the patience of the Erlang A queue.

    Parameters
    ----------
    mean : float
        Above 0, at most 1e15.

    Raises
    ------
    InputError
        `mean` is out of range; the message shows it.
    """

    mean: float

    def __post_init__(self) -> None:
        settle(self, mean=positive("exponential.mean", self.mean))

    @property
    def variance(self) -> float:
        """Square of the mean."""
        return self.mean * self.mean

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return ``-mean log(1 - u)`` for uniforms `u` in [0, 1)."""
        return -self.mean * np.log1p(-uniforms(u))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return ``1 - exp(-x / mean)``, 0 below 0."""
        return -np.expm1(-nonnegative(x) / self.mean)

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)] = ``mean * cdf(x)``."""
        return self.mean * self.cdf(x)

    def _times(self, factor: float) -> Distribution:
        return Exponential(self.mean * factor)


@dataclass(frozen=True)
class LogNormal(Scalable):
    """Times whose logarithm is normal: handle times, delays of retries.

    Parameters
    ----------
    median : float
        Above 0, at most 1e15.
    sigma : float
        Standard deviation of the logarithm, above 0, at most 10.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.
    """

    median: float
    sigma: float

    def __post_init__(self) -> None:
        sigma = number("lognormal.sigma", self.sigma, 0.0, 10.0, above=True)
        settle(self, median=positive("lognormal.median", self.median), sigma=sigma)

    @classmethod
    def from_mean_cv(cls, mean: float, cv: float) -> Self:
        """Return the lognormal of this mean (above 0) and cv (0.001 to 100)."""
        mean, cv = positive("lognormal.mean", mean), variation("lognormal.cv", cv)
        return cls(mean / math.sqrt(1.0 + cv * cv), math.sqrt(math.log1p(cv * cv)))

    @property
    def mean(self) -> float:
        """``median * exp(sigma^2 / 2)``."""
        return self.median * math.exp(0.5 * self.sigma * self.sigma)

    @property
    def variance(self) -> float:
        """``mean^2 (exp(sigma^2) - 1)``."""
        return self.mean * self.mean * math.expm1(self.sigma * self.sigma)

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return ``median * exp(sigma * z)``, z the normal quantile of `u` in [0, 1)."""
        return np.asarray(self.median * np.exp(self.sigma * ndtri(uniforms(u))))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x), 0 up to 0."""
        return np.asarray(ndtr(self._scores(nonnegative(x))))

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]."""
        x = nonnegative(x)
        scores = self._scores(x)
        with np.errstate(invalid="ignore"):
            both = self.mean * ndtr(scores - self.sigma) + x * ndtr(-scores)
        return at_infinity(both, x, self.mean)

    def _scores(self, x: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(x / self.median) / self.sigma)

    def _times(self, factor: float) -> Distribution:
        return LogNormal(self.median * factor, self.sigma)


@dataclass(frozen=True)
class Gamma(Scalable):
    """Gamma times: phases in a row, or a busyness factor.

    Parameters
    ----------
    shape : float
        From 1e-4 to 1e8.
    scale : float
        Mean divided by shape, above 0, at most 1e15.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        shape = number("gamma.shape", self.shape, *GAMMA_SHAPES)
        settle(self, shape=shape, scale=positive("gamma.scale", self.scale))

    @classmethod
    def from_mean_cv(cls, mean: float, cv: float) -> Self:
        """Return the gamma of this mean (above 0) and cv (0.001 to 100)."""
        mean, cv = positive("gamma.mean", mean), variation("gamma.cv", cv)
        # clipped: 1 / 100^2 may round to just under the smallest shape
        return cls(max(1.0 / (cv * cv), GAMMA_SHAPES[0]), mean * cv * cv)

    @property
    def mean(self) -> float:
        """``shape * scale``."""
        return self.shape * self.scale

    @property
    def variance(self) -> float:
        """``shape * scale^2``."""
        return self.shape * self.scale * self.scale

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the inverse of the incomplete gamma function at `u` in [0, 1)."""
        return np.asarray(self.scale * gammaincinv(self.shape, uniforms(u)))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x), the incomplete gamma function, 0 up to 0."""
        return np.asarray(gammainc(self.shape, nonnegative(x) / self.scale))

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]."""
        x = nonnegative(x)
        below = self.mean * gammainc(self.shape + 1.0, x / self.scale)
        with np.errstate(invalid="ignore"):
            both = below + x * (1.0 - self.cdf(x))
        return at_infinity(both, x, self.mean)

    def _times(self, factor: float) -> Distribution:
        return Gamma(self.shape, self.scale * factor)


@dataclass(frozen=True)
class Weibull(Scalable):
    """Weibull times: patience that wears out (shape > 1) or settles in (shape < 1).

    Parameters
    ----------
    shape : float
        From 0.05 to 1e4.
    scale : float
        The 63.2 % quantile, above 0, at most 1e15.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.
    """

    shape: float
    scale: float

    def __post_init__(self) -> None:
        shape = number("weibull.shape", self.shape, *WEIBULL_SHAPES)
        settle(self, shape=shape, scale=positive("weibull.scale", self.scale))

    @classmethod
    def from_mean_cv(cls, mean: float, cv: float) -> Self:
        """Return the Weibull of this mean (above 0) and cv (0.001 to 100)."""
        mean, cv = positive("weibull.mean", mean), variation("weibull.cv", cv)
        shape = _weibull_shape(cv)
        return cls(shape, mean / math.gamma(1.0 + 1.0 / shape))

    @property
    def mean(self) -> float:
        """``scale * Gamma(1 + 1 / shape)``."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)

    @property
    def variance(self) -> float:
        """``mean^2 (Gamma(1 + 2 / shape) / Gamma(1 + 1 / shape)^2 - 1)``."""
        return self.mean * self.mean * math.expm1(_weibull_log_moments(self.shape))

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return ``scale * (-log(1 - u)) ** (1 / shape)`` for `u` in [0, 1)."""
        return np.asarray(self.scale * (-np.log1p(-uniforms(u))) ** (1.0 / self.shape))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return ``1 - exp(-(x / scale) ** shape)``, 0 up to 0."""
        return -np.expm1(-self._hazard(nonnegative(x)))

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]."""
        x = nonnegative(x)
        hazard = self._hazard(x)
        below = self.mean * gammainc(1.0 + 1.0 / self.shape, hazard)
        with np.errstate(invalid="ignore"):
            both = below + x * np.exp(-hazard)
        return at_infinity(both, x, self.mean)

    def _hazard(self, x: FloatArray) -> FloatArray:
        with np.errstate(over="ignore"):
            return np.asarray((x / self.scale) ** self.shape)

    def _times(self, factor: float) -> Distribution:
        return Weibull(self.shape, self.scale * factor)


def _weibull_log_moments(shape: float) -> float:
    """Return ``log(1 + cv^2)`` of the Weibull distribution of this shape."""
    return math.lgamma(1.0 + 2.0 / shape) - 2.0 * math.lgamma(1.0 + 1.0 / shape)


def _weibull_shape(cv: float) -> float:
    """Return the shape of a cv by bisection; the cv falls as the shape grows."""
    target = math.log1p(cv * cv)
    low, high = (math.log(end) for end in WEIBULL_SHAPES)
    for _ in range(100):
        middle = 0.5 * (low + high)
        if _weibull_log_moments(math.exp(middle)) > target:
            low = middle
        else:
            high = middle
    return math.exp(0.5 * (low + high))
