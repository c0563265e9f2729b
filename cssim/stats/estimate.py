"""An estimate over replications and its Student-t interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cssim.errors import InputError

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimate over replications.

    Attributes
    ----------
    value : float
        Point estimate, in the unit of what was measured.
    half_width : float
        Half of the interval's width; NaN with fewer than two replications.
    low, high : float
        Ends of the interval, ``value - half_width`` and ``value + half_width``.
    n : int
        Replications counted.
    kind : str
        ``mean``, ``pooled`` or ``per_day``; ``difference``, ``difference_pooled`` or
        ``difference_per_day``.
    level : float
        Nominal coverage of the interval.
    """

    value: float
    half_width: float
    low: float
    high: float
    n: int
    kind: str
    level: float = 0.95

    @property
    def standard_error(self) -> float:
        """Estimated standard deviation of `value`; NaN with fewer than two replications."""
        return self.half_width / t_quantile(self.n - 1, self.level) if self.n > 1 else math.nan


def columns(**given: ArrayLike) -> list[FloatArray]:
    """Return the arrays as equally long rows of floats, or say which one is not."""
    found = [_column(name, values) for name, values in given.items()]
    for name, column in zip(given, found, strict=True):
        if column.size != found[0].size:
            accepted = f"must be as many as the {found[0].size} of {next(iter(given))}"
            raise InputError.of(name, column.size, accepted)
    return found


def _column(name: str, values: ArrayLike) -> FloatArray:
    try:
        column = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError.of(name, values, "must be numbers, one per replication") from None
    if column.ndim != 1:
        raise InputError.of(name, column.shape, "must be one row of numbers, of shape (n,)")
    return column


def centred(x: FloatArray) -> tuple[float, FloatArray]:
    """Return the mean and each replication's distance from it."""
    if x.size == 0:
        return math.nan, x
    # equal values are their own mean: rounding must not give them a spread
    value = float(x[0]) if np.all(x == x[0]) else float(x.mean())
    # inf - inf is NaN: an endless wait has a mean and no interval
    with np.errstate(invalid="ignore"):
        return value, np.asarray(x - value)


def influences(x: FloatArray, y: FloatArray) -> tuple[float, FloatArray]:
    """Return the ratio of sums and each replication's influence on it (they sum to 0)."""
    total = float(y.sum())
    if total == 0.0:
        return math.nan, np.full(x.shape, math.nan)
    value = float(x.sum()) / total
    with np.errstate(invalid="ignore"):
        return value, np.asarray((x - value * y) / (total / y.size))


def ratios(x: FloatArray, y: FloatArray) -> FloatArray:
    """Return ``x / y``, NaN where y is 0."""
    return np.asarray(np.divide(x, y, out=np.full(x.shape, math.nan), where=y != 0))


def estimated(kind: str, value: float, parts: FloatArray, level: float) -> Estimate:
    """Return the estimate whose variance is that of the mean of `parts` (which sum to 0)."""
    if not 0.0 < level < 1.0:
        raise InputError.of("level", level, "must be > 0 and < 1")
    half = half_width_of(spread_of(parts), parts.size, level)
    return Estimate(value, half, value - half, value + half, parts.size, kind, level)


def spread_of(parts: FloatArray) -> float:
    """Return the standard deviation of parts that sum to 0; NaN for fewer than two."""
    return math.sqrt(float(parts @ parts) / (parts.size - 1)) if parts.size > 1 else math.nan


def half_width_of(spread: float, n: int, level: float) -> float:
    """Return the half-width of the mean of `n` numbers of this spread; NaN for fewer than 2."""
    return t_quantile(n - 1, level) * spread / math.sqrt(n) if n > 1 else math.nan


def t_quantile(freedom: int, level: float) -> float:
    """Return the half-width of a standard Student-t interval."""
    # imported late: scipy costs more to import than everything else here
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 * (1.0 + level)))
