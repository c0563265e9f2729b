"""What a measure returns: two sums whose quotient is the figure.

Keeping both sums lets figures be pooled over replications (add the sums, then divide),
which is the estimate for a long run; a mean of daily ratios is another quantity.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share or a quotient of two sums.

    Attributes
    ----------
    numerator, denominator : float
        The two sums, in the units of the measure.
    """

    numerator: float
    denominator: float

    @property
    def value(self) -> float:
        """The quotient; NaN when the denominator is 0 (or either sum is NaN)."""
        return self.numerator / self.denominator if self.denominator else math.nan

    def __add__(self, other: Ratio) -> Ratio:
        """Pool two replications: add numerators and denominators, keep the kind."""
        return type(self)(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True, slots=True)
class Mean(Ratio):
    """A sum of values over how many there were."""


@dataclass(frozen=True, slots=True)
class Total(Ratio):
    """A sum over one run; pooled, its value is the mean per run."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """A quantile of values; it cannot be pooled, only averaged.

    Attributes
    ----------
    value : float
        The quantile, NaN without values.
    denominator : float
        How many values it was taken from.
    """

    value: float
    denominator: float

    @property
    def numerator(self) -> float:
        """NaN: a quantile is no ratio of sums."""
        return math.nan


Figure = Ratio | Quantile
"""What a measure may return; every one has `value`, `numerator` and `denominator`."""
