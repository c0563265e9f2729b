"""A mixture of two exponentials."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cssim.distributions.base import (
    LARGEST_CV,
    Distribution,
    FloatArray,
    Scalable,
    nonnegative,
    number,
    positive,
    settle,
    uniforms,
)


@dataclass(frozen=True)
class Hyperexponential(Scalable):
    """Two exponentials mixed with balanced means: many short times and a few long ones.

    Parameters
    ----------
    mean : float
        Above 0, at most 1e15.
    cv : float
        Coefficient of variation, above 1, at most 100.

    Raises
    ------
    InputError
        A parameter is out of range; the message shows it.

    Notes
    -----
    Balanced means: both branches bring half of the mean, so two numbers fix the mixture.
    With ``s = sqrt((cv^2 - 1) / (cv^2 + 1))`` the branches have weights ``(1 ± s) / 2``
    and rates ``2 * weight / mean`` (Tijms 2003, *A First Course in Stochastic Models*,
    appendix B).
    """

    mean: float
    cv: float

    def __post_init__(self) -> None:
        cv = number("hyperexponential.cv", self.cv, 1.0, LARGEST_CV, above=True)
        settle(self, mean=positive("hyperexponential.mean", self.mean), cv=cv)

    @property
    def variance(self) -> float:
        """``(mean * cv)^2``."""
        return (self.mean * self.cv) ** 2

    @property
    def weights(self) -> tuple[float, float]:
        """Probabilities of the short and of the long branch."""
        squared = self.cv * self.cv
        skew = math.sqrt((squared - 1.0) / (squared + 1.0))
        # (1 - skew) / 2 without cancellation
        long = 1.0 / ((squared + 1.0) * (1.0 + skew))
        return 0.5 * (1.0 + skew), long

    @property
    def rates(self) -> tuple[float, float]:
        """Rates of the short and of the long branch, per unit of the mean."""
        short, long = self.weights
        return 2.0 * short / self.mean, 2.0 * long / self.mean

    def quantile(self, u: ArrayLike) -> FloatArray:
        """Return the root of ``log P(X > x) = log(1 - u)`` for `u` in [0, 1).

        Notes
        -----
        The log survival of a mixture of exponentials is convex and falling, so Newton's
        steps from a point left of the root climb to it and never pass it. Each branch
        alone bounds the survival from below, which gives such a point.
        """
        target = np.log1p(-uniforms(u))
        long, (fast, slow) = self.weights[1], self.rates
        x = np.maximum(-target / fast, np.maximum(0.0, (math.log(long) - target) / slow))
        for _ in range(60):
            log_survival, hazard = self._log_survival(x)
            step = np.maximum(log_survival - target, 0.0) / hazard
            x = x + step
            if np.all(step <= 1e-15 * x):
                break
        return x

    def cdf(self, x: ArrayLike) -> FloatArray:
        """Return P(X <= x), 0 below 0."""
        x = nonnegative(x)
        (short, long), (fast, slow) = self.weights, self.rates
        return np.asarray(-short * np.expm1(-fast * x) - long * np.expm1(-slow * x))

    def limited_mean(self, x: ArrayLike) -> FloatArray:
        """Return E[min(X, x)]: each branch brings half of the mean."""
        x = nonnegative(x)
        fast, slow = self.rates
        return np.asarray(-0.5 * self.mean * (np.expm1(-fast * x) + np.expm1(-slow * x)))

    def _log_survival(self, x: FloatArray) -> tuple[FloatArray, FloatArray]:
        (short, long), (fast, slow) = self.weights, self.rates
        first, second = math.log(short) - fast * x, math.log(long) - slow * x
        both = np.logaddexp(first, second)
        return both, fast * np.exp(first - both) + slow * np.exp(second - both)

    def _times(self, factor: float) -> Distribution:
        return Hyperexponential(self.mean * factor, self.cv)
