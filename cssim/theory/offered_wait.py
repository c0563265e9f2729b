"""The virtual wait of contacts that have to wait, by numerical integration.

In the M/M/n+GI queue a contact that finds all agents busy has a virtual wait with density
proportional to ``exp(phi(x))``, ``phi(x) = rate * H(x) - capacity * x``, where
``H(x) = E[min(patience, x)]`` (Baccelli and Hebuterne 1981). The exponent is concave, so
the density has one peak and falls away on both sides; everything is computed relative to
the peak and cannot overflow.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from cssim.errors import InputError
from cssim.theory.patience import FloatArray, Patience

NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
DEPTH = 700.0
"""Fall of the exponent at which the density is taken for nothing (1e-304 of the peak)."""
FALLS = np.concatenate(
    [np.arange(1.0, 16.0), np.arange(16.0, 64.0, 4.0), np.arange(64.0, DEPTH, 12)]
)
"""Falls of the exponent at which panels end, so that each panel holds a mild stretch."""
LEVELS = 1.0 / (1.0 + np.exp(-np.linspace(-34.0, 34.0, 69)))
"""Quantiles of patience at which panels end: where patience bends, the exponent bends."""
GRADES = 2.0 ** -np.arange(1.0, 61.0)
"""Panel ends that close in on 0, where patience may have an endless slope."""

Integrand = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True)
class OfferedWait:
    """Distribution of the virtual wait, given that it is above 0.

    Attributes
    ----------
    rate : float
        Arrivals per second.
    capacity : float
        Services per second when all agents are busy.
    patience : Patience
        In seconds.
    edges : array
        Ends of the integration panels, from 0 to where the density is nothing.
    peak : float
        Largest value of the exponent.
    log_integral : float
        Logarithm of the integral of ``exp(phi)`` over all waits.
    """

    rate: float
    capacity: float
    patience: Patience
    edges: FloatArray = field(init=False, repr=False)
    peak: float = field(init=False)
    log_integral: float = field(init=False)

    def __post_init__(self) -> None:
        summit = self._summit()
        peak = float(self._exponent(np.array(summit)))
        edges = self._panels(summit, peak)
        fields = {"edges": edges, "peak": peak, "log_integral": 0.0}
        for name, value in fields.items():
            object.__setattr__(self, name, value)
        relative = float(self._masses(np.ones_like, edges).sum())
        object.__setattr__(self, "log_integral", peak + math.log(relative))

    def expect(self, integrand: Integrand, low: float = 0.0, high: float = math.inf) -> float:
        """Return E[f(V); low < V <= high], given that the virtual wait V is above 0."""
        # the outer edges are clipped to the bounds, so these are panel ends as well
        masses = self._masses(integrand, np.unique(np.clip(self.edges, low, high)))
        return float(masses.sum()) * self._norm()

    def reach(self, integrand: Integrand, target: float) -> float:
        """Return the smallest t for which ``expect(integrand, 0, t)`` is `target`."""
        masses = self._masses(integrand, self.edges) * self._norm()
        below = np.cumsum(masses)
        panel = min(int(np.searchsorted(below, target)), int(np.flatnonzero(masses)[-1]))
        low, high = self.edges[panel], self.edges[panel + 1]
        missing, start = target - (below[panel] - masses[panel]), low
        for _ in range(60):
            middle = 0.5 * (low + high)
            found = self._masses(integrand, np.array([start, middle])).sum() * self._norm()
            low, high = (middle, high) if found < missing else (low, middle)
        return float(high)

    def _norm(self) -> float:
        return math.exp(self.peak - self.log_integral)

    def _exponent(self, x: FloatArray) -> FloatArray:
        return self.rate * self.patience.limited_mean(x) - self.capacity * x

    def _masses(self, integrand: Integrand, edges: FloatArray) -> FloatArray:
        """Return the integral of ``f exp(phi - peak)`` over each panel, by Gauss-Legendre."""
        half = 0.5 * np.diff(edges)[:, np.newaxis]
        x = edges[:-1, np.newaxis] + half * (1.0 + NODES)
        density = np.exp(self._exponent(x) - self.peak)
        return np.asarray((half * WEIGHTS * density * integrand(x)).sum(axis=1))

    def _summit(self) -> float:
        """Return where the exponent is largest: ``rate * P(patience > x) = capacity``."""
        if self.rate <= self.capacity:
            return 0.0
        return float(self.patience.quantile(1.0 - self.capacity / self.rate))

    def _panels(self, summit: float, peak: float) -> FloatArray:
        last = self._end(summit, peak)
        waits = np.concatenate(
            [
                last * GRADES,
                self._fallen(summit, last, peak),
                self._fallen(summit, 0.0, peak),
                self.patience.quantile(LEVELS),
                np.asarray(self.patience.kinks, dtype=np.float64),
            ]
        )
        inside = waits[(waits > 0.0) & (waits < last)]
        return np.unique(np.concatenate([[0.0], inside, [last]]))

    def _end(self, summit: float, peak: float) -> float:
        """Return a wait beyond the summit where the density is nothing."""
        step = 1.0 / self.capacity
        for _ in range(200):
            if peak - float(self._exponent(np.array(summit + step))) >= DEPTH:
                return summit + step
            step *= 2.0
        raise InputError.of("patience", self.patience, "too long: the queue grows without end")

    def _fallen(self, summit: float, end: float, peak: float) -> FloatArray:
        """Return the waits between summit and end at which the exponent has fallen so far."""
        near, far = np.full_like(FALLS, summit), np.full_like(FALLS, end)
        for _ in range(40):
            middle = 0.5 * (near + far)
            beyond = peak - self._exponent(middle) > FALLS
            near, far = np.where(beyond, near, middle), np.where(beyond, middle, far)
        return far
