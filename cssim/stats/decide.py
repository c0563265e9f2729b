"""What to make of an estimate: is it better, and how many replications would show it."""

from __future__ import annotations

import math

import numpy as np

from cssim.errors import InputError
from cssim.stats.estimate import Estimate, half_width_of

MOST_REPLICATIONS = 1_000_000_000
"""Most replications that `replications_needed` answers."""


def probability_better(estimate: Estimate, *, larger_is_better: bool) -> float:
    """Probability that the true difference lies on the good side of 0.

    Parameters
    ----------
    estimate : Estimate
        A difference, scenario minus base.
    larger_is_better : bool
        True for service level, False for waits and costs.

    Returns
    -------
    float
        In [0, 1]; NaN without an interval. Without any spread it is 0, 1, or 0.5 when the
        difference is 0.

    Notes
    -----
    The Bayesian posterior under normal differences and the flat prior on mean and log
    standard deviation: the true mean difference is ``value + standard_error * T`` with T
    Student-t of ``n - 1`` degrees of freedom. It equals 1 minus the one-sided p-value of
    the paired t-test, and is *not* the share of days on which the scenario does better.

    Examples
    --------
    >>> from cssim.stats import difference
    >>> round(probability_better(difference([1, 2, 4], [0, 0, 0]), larger_is_better=True), 3)
    0.941
    """
    from scipy.special import stdtr

    gain = estimate.value if larger_is_better else -estimate.value
    error = estimate.standard_error
    if math.isnan(error) or math.isnan(gain):
        return math.nan
    if error == 0.0:
        return 0.5 * (1.0 + float(np.sign(gain)))
    return float(stdtr(estimate.n - 1, gain / error))


def replications_needed(estimate: Estimate, half_width: float) -> int:
    """Replications after which the interval should be as narrow as wanted.

    Parameters
    ----------
    estimate : Estimate
        Of at least two replications, whose spread is taken for the true one.
    half_width : float
        Wanted half-width, > 0, in the unit of the estimate.

    Returns
    -------
    int
        Smallest ``m >= 2`` with ``t_{m-1} s / sqrt(m) <= half_width``, those already made
        included. A forecast: few replications know their spread poorly.

    Raises
    ------
    InputError
        The estimate has no interval, `half_width` is not above 0, or more than 1e9
        replications would be needed; the message shows the value.

    References
    ----------
    Law (2015), section 9.4.1.

    Examples
    --------
    >>> from cssim.stats import mean
    >>> replications_needed(mean([10.0, 12.0, 11.0, 13.0, 9.0]), half_width=0.5)
    41
    """
    spread = estimate.standard_error * math.sqrt(estimate.n)
    if not math.isfinite(spread):
        raise InputError.of("estimate", estimate.n, "must have a finite interval (n >= 2)")
    if not 0.0 < half_width < math.inf:
        raise InputError.of("half_width", half_width, "must be a finite number > 0")
    low, high = 1, 2
    while half_width_of(spread, high, estimate.level) > half_width:
        if high >= MOST_REPLICATIONS:
            raise InputError.of(
                "half_width", half_width, f"needs over {MOST_REPLICATIONS} replications"
            )
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        enough = half_width_of(spread, middle, estimate.level) <= half_width
        low, high = (low, middle) if enough else (middle, high)
    return high
