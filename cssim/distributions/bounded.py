"""Distributions with two ends: uniform, triangular and the observed values themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from cssim.distributions.base import (
    LARGEST,
    Distribution,
    FloatArray,
    Scalable,
    location,
    nonnegative,
    number,
    settle,
    uniforms,
)
from cssim.errors import InputError

MOST_VALUES = 1_000_000
"""Most values of an empirical distribution."""


@dataclass(frozen=True)
class Uniform(Scalable):
    """Every value between two ends equally likely.

    Parameters
    ----------
    low, high : float
        From 0 to 1e15, ``low < high``.

    Raises
    ------
    InputError
        An end is out of range or the ends are not in order; the message shows them.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        low = location("uniform.low", self.low)
        settle(self, low=low, high=number("uniform.high", self.high, low, LARGEST, above=True))

    @property
    def mean(self) -> float:
        """Middle of the two ends."""
        return 0.5 * (self.low + self.high)

    @property
    def variance(self) -> float:
        """``(high - low)^2 / 12``."""
        return (self.high - self.low) ** 2 / 12.0

    @property
    def kinks(self) -> tuple[float, ...]:
        """The two ends."""
        return self.low, self.high

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return ``low + (high - low) u`` for uniforms `u` in [0, 1)."""
        return self.low + (self.high - self.low) * uniforms(u)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return the share of the range below `x`."""
        return (np.clip(x, self.low, self.high) - self.low) / (self.high - self.low)

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]."""
        inside = np.clip(np.asarray(x, dtype=np.float64), 0.0, self.high)
        beyond = np.maximum(inside - self.low, 0.0)
        return inside - beyond * beyond / (2.0 * (self.high - self.low))

    def _times(self, factor: float) -> Distribution:
        return Uniform(self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Triangular(Scalable):
    """Between two ends, likeliest at the mode: an expert's guess.

    Parameters
    ----------
    low, mode, high : float
        From 0 to 1e15, ``low <= mode <= high`` and ``low < high``.

    Raises
    ------
    InputError
        A parameter is out of range or out of order; the message shows it.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        low = location("triangular.low", self.low)
        high = number("triangular.high", self.high, low, LARGEST, above=True)
        settle(self, low=low, mode=number("triangular.mode", self.mode, low, high), high=high)

    @property
    def mean(self) -> float:
        """Mean of the three parameters."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def variance(self) -> float:
        """Variance, from the three distances between the parameters."""
        rise, fall = self.mode - self.low, self.high - self.mode
        return (rise * rise + rise * fall + fall * fall) / 18.0

    @property
    def kinks(self) -> tuple[float, ...]:
        """The two ends and the mode."""
        return self.low, self.mode, self.high

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the value below which a share `u` in [0, 1) lies."""
        u = uniforms(u)
        width, rise, fall = self._sides()
        rising = self.low + np.sqrt(u * width * rise)
        falling = self.high - np.sqrt((1.0 - u) * width * fall)
        return np.where(u * width < rise, rising, falling)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x)."""
        x = np.clip(np.asarray(x, dtype=np.float64), self.low, self.high)
        width, rise, fall = self._sides()
        rising = (x - self.low) ** 2 / (width * (rise or width))
        falling = 1.0 - (self.high - x) ** 2 / (width * (fall or width))
        return np.where(x < self.mode, rising, falling)

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]: `x` less the integral of the distribution function."""
        x = np.clip(np.asarray(x, dtype=np.float64), 0.0, self.high)
        width, rise, fall = self._sides()
        rising = x - np.maximum(x - self.low, 0.0) ** 3 / (3.0 * width * (rise or width))
        falling = self.mean - (self.high - x) ** 3 / (3.0 * width * (fall or width))
        return np.where(x < self.mode, rising, falling)

    def _sides(self) -> tuple[float, float, float]:
        return self.high - self.low, self.mode - self.low, self.high - self.mode

    def _times(self, factor: float) -> Distribution:
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)


@dataclass(frozen=True)
class Empirical(Scalable):
    """Observed values, each drawn as often as its weight says; nothing in between.

    Parameters
    ----------
    values : sequence of float
        1 to 1,000,000 values from 0 to 1e15, kept in ascending order.
    weights : sequence of float, optional
        One per value, >= 0 and not all 0; omitted, all values count the same.

    Raises
    ------
    InputError
        A value or weight is out of range, or their numbers differ; the message shows it.
    """

    values: Sequence[float]
    weights: Sequence[float] | None = None
    _points: FloatArray = field(init=False, repr=False, compare=False)
    _shares: FloatArray = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = _column("empirical.values", self.values)
        weights = np.ones_like(values) if self.weights is None else self._checked(values)
        order = np.lexsort((weights, values))
        points, ordered = values[order], weights[order]
        kept = None if self.weights is None else tuple(ordered.tolist())
        shares = ordered / math.fsum(ordered)
        settle(self, values=tuple(points.tolist()), weights=kept, _points=points, _shares=shares)

    def _checked(self, values: FloatArray) -> FloatArray:
        weights = _column("empirical.weights", self.weights)
        if weights.shape != values.shape:
            accepted = f"must be as many as the values, {values.size}"
            raise InputError.of("empirical.weights", weights.size, accepted)
        if not weights.any():
            raise InputError.of("empirical.weights", self.weights, "must not all be 0")
        return weights

    @property
    def mean(self) -> float:
        """Weighted mean of the values."""
        return math.fsum(self._shares * self._points)

    @property
    def variance(self) -> float:
        """Weighted mean squared distance from the mean (no correction for few values)."""
        return math.fsum(self._shares * (self._points - self.mean) ** 2)

    @property
    def kinks(self) -> tuple[float, ...]:
        """The distinct values, where the distribution function jumps."""
        return tuple(np.unique(self._points[self._shares > 0]).tolist())

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the value whose slice of [0, 1) holds the uniform `u`."""
        cumulative = np.cumsum(self._shares)
        # u beyond the last sum (rounding) belongs to the last value that has weight
        last = np.flatnonzero(self._shares)[-1]
        found = np.searchsorted(cumulative, uniforms(u), side="right")
        return np.asarray(self._points[np.minimum(found, last)])

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x)."""
        below = np.concatenate(([0.0], np.cumsum(self._shares)))
        found = np.searchsorted(self._points, np.asarray(x), side="right")
        return np.where(found == self._points.size, 1.0, below[found])

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]."""
        x = nonnegative(x)
        below = np.concatenate(([0.0], np.cumsum(self._shares * self._points)))
        found = np.searchsorted(self._points, x, side="right")
        beyond = np.where(found == self._points.size, 0.0, 1.0 - self.cdf(x))
        reach = np.minimum(x, self._points[-1])
        return np.asarray(below[found] + reach * beyond)

    def _times(self, factor: float) -> Distribution:
        return Empirical([factor * value for value in self.values], self.weights)


def _column(where: str, given: object) -> FloatArray:
    """Return checked numbers as an array, or say which one is out of range."""
    if isinstance(given, (str, bytes)) or not isinstance(given, Iterable):
        raise InputError.of(where, given, "must be a list of numbers")
    numbers = list(given)
    if not 1 <= len(numbers) <= MOST_VALUES:
        raise InputError.of(where, len(numbers), f"must be 1 to {MOST_VALUES} numbers")
    return np.array([location(f"{where}[{i}]", value) for i, value in enumerate(numbers)])
