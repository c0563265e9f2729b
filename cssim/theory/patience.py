"""How long customers are ready to wait, as far as the queueing formulas ask."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class Patience(Protocol):
    """What a distribution of patience in seconds must answer.

    Those of `cssim.distributions` do, with parameters in seconds.
    """

    @property
    def kinks(self) -> tuple[float, ...]:
        """Points where the distribution function jumps or bends."""

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the patience below which a share `u` lies, 0 <= u < 1."""

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(patience <= x)."""

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(patience, x)]."""


@dataclass(frozen=True)
class Memoryless:
    """Exponential patience of mean `mean` seconds."""

    mean: float

    @property
    def kinks(self) -> tuple[float, ...]:
        """None: the distribution function is smooth."""
        return ()

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the patience below which a share `u` lies, 0 <= u < 1."""
        return -self.mean * np.log1p(-np.asarray(u, dtype=np.float64))

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(patience <= x) for x >= 0."""
        return -np.expm1(-np.asarray(x, dtype=np.float64) / self.mean)

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(patience, x)] for x >= 0."""
        return self.mean * self.cdf(x)


@dataclass(frozen=True)
class Endless:
    """Nobody ever abandons."""

    mean: float = math.inf

    @property
    def kinks(self) -> tuple[float, ...]:
        """None: the distribution function is smooth."""
        return ()

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return infinity for each element of `u`."""
        return np.full(np.shape(u), math.inf)

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return 0 for each element of `x`."""
        return np.zeros(np.shape(x))

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(patience, x)] = x."""
        return np.asarray(x, dtype=np.float64)
