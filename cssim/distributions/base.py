"""What every distribution can do, and the checks that they share.

Nothing here draws: a distribution turns uniforms into values (`quantile`), so that one
uniform always means the same luck, whatever the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cssim.errors import InputError

FloatArray = NDArray[np.float64]

LARGEST = 1e15
"""Largest value of a parameter that is a location or a scale; keeps every quantile finite."""
SMALLEST_CV = 0.001
"""Smallest coefficient of variation; a value that hardly varies is `Deterministic`."""
LARGEST_CV = 100.0
"""Largest coefficient of variation."""


@runtime_checkable
class Distribution(Protocol):
    """A distribution of values >= 0; unit-free, frozen, comparable by value.

    Any object with these members serves, whether it is listed in `KINDS` or not.
    """

    @property
    def mean(self) -> float:
        """Expected value."""

    @property
    def variance(self) -> float:
        """Expected squared distance from the mean."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Points where the distribution function jumps or bends, ascending."""

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the value below which a share `u` lies, 0 <= u < 1."""

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x)."""

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)], the integral of P(X > s) over 0 <= s <= x."""

    def scaled(self, factor: float) -> Distribution:
        """Return the distribution of ``factor * X``."""


class Scalable:
    """Base of the built-in distributions: `scaled` and an empty `kinks`."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """Points where the distribution function jumps or bends, ascending."""
        return ()

    def scaled(self, factor: float) -> Distribution:
        """Return the distribution of ``factor * X``.

        Parameters
        ----------
        factor : float
            From 0 to 1e15; 0 gives ``Deterministic(0)``.

        Returns
        -------
        Distribution
            Of the same kind, unless `factor` is 0.

        Raises
        ------
        InputError
            `factor`, or a parameter times it, is out of range; the message shows it.
        """
        factor = number("scaled.factor", factor, 0.0, LARGEST)
        return self._times(factor) if factor > 0 else Deterministic(0.0)

    def _times(self, factor: float) -> Distribution:
        raise NotImplementedError


@dataclass(frozen=True)
class Deterministic(Scalable):
    """Always the same value.

    Parameters
    ----------
    mean : float
        The value, from 0 to 1e15.

    Raises
    ------
    InputError
        `mean` is out of range; the message shows it.
    """

    mean: float

    def __post_init__(self) -> None:
        settle(self, mean=number("deterministic.mean", self.mean, 0.0, LARGEST))

    @property
    def variance(self) -> float:
        """Zero."""
        return 0.0

    @property
    def kinks(self) -> tuple[float, ...]:
        """The value, where the distribution function jumps."""
        return (self.mean,)

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the value once per uniform of `u`, each in [0, 1)."""
        return np.full(uniforms(u).shape, self.mean)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return 1 where `x` has reached the value, else 0."""
        return np.where(np.asarray(x) >= self.mean, 1.0, 0.0)

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return ``min(mean, x)``, 0 below 0."""
        return np.clip(np.asarray(x, dtype=np.float64), 0.0, self.mean)

    def _times(self, factor: float) -> Distribution:
        return Deterministic(self.mean * factor)


def number(where: str, value: object, low: float, high: float, *, above: bool = False) -> float:
    """Return `value` as a float if it is a number from `low` to `high`.

    Parameters
    ----------
    where : str
        Place named in the message, ``kind.parameter``.
    value : object
        What the user gave; truth values and texts are not numbers.
    low, high : float
        Accepted range, ends included.
    above : bool
        True leaves `low` itself out.

    Raises
    ------
    InputError
        Not a number, NaN, or out of range; the message shows the value.
    """
    if isinstance(value, Real) and not isinstance(value, (bool, np.bool_)):
        found = float(value)
        if (low < found if above else low <= found) and found <= high:
            return found
    sign = ">" if above else ">="
    raise InputError.of(where, value, f"must be a number {sign} {low:g} and <= {high:g}")


def location(where: str, value: object) -> float:
    """Return `value` if it is a number from 0 to 1e15."""
    return number(where, value, 0.0, LARGEST)


def positive(where: str, value: object) -> float:
    """Return `value` if it is a number above 0, at most 1e15."""
    return number(where, value, 0.0, LARGEST, above=True)


def variation(where: str, value: object) -> float:
    """Return `value` if it is a coefficient of variation from 0.001 to 100."""
    return number(where, value, SMALLEST_CV, LARGEST_CV)


def settle(frozen: object, **fields: object) -> None:
    """Set checked and converted fields of a frozen dataclass that is being built."""
    for name, value in fields.items():
        object.__setattr__(frozen, name, value)


def uniforms(u: ArrayLike) -> FloatArray:
    """Return `u` as an array of floats, each >= 0 and < 1.

    Raises
    ------
    InputError
        An element is NaN or out of range; the message shows the first.
    """
    values = np.asarray(u, dtype=np.float64)
    wrong = ~((values >= 0.0) & (values < 1.0))
    if wrong.any():
        raise InputError.of("u", float(values[wrong].flat[0]), "must be >= 0 and < 1")
    return values


def nonnegative(x: ArrayLike) -> FloatArray:
    """Return `x` as an array of floats, with 0 in place of what is below 0."""
    return np.maximum(np.asarray(x, dtype=np.float64), 0.0)


def at_infinity(values: FloatArray, x: FloatArray, limit: float) -> FloatArray:
    """Return `values`, but `limit` where `x` is infinite and the formula is 0 * inf."""
    return np.where(np.isinf(x), limit, values) if np.any(np.isinf(x)) else values
