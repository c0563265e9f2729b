"""Scenario against base, replication by replication, with their luck shared."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from cssim.stats.estimate import (
    Estimate,
    FloatArray,
    centred,
    columns,
    estimated,
    influences,
    ratios,
    spread_of,
)


def difference(scenario: ArrayLike, base: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Mean of scenario minus base, replication by replication.

    Parameters
    ----------
    scenario, base : array of shape (n,)
        One number per replication; the two of a replication share their luck.
    level : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Of kind ``difference``.

    Raises
    ------
    InputError
        The arrays are not rows of equal length or `level` is out of range.

    References
    ----------
    Glossary, section 13 (paired difference).

    Examples
    --------
    >>> difference([5.0, 7.0, 6.0], [4.0, 6.0, 5.0])
    Estimate(value=1.0, half_width=0.0, low=1.0, high=1.0, n=3, kind='difference', level=0.95)
    """
    x, x_base = columns(scenario=scenario, base=base)
    return estimated("difference", *centred(x - x_base), level)


def difference_pooled(
    numerators: ArrayLike,
    denominators: ArrayLike,
    base_numerators: ArrayLike,
    base_denominators: ArrayLike,
    *,
    level: float = 0.95,
) -> Estimate:
    """Pooled ratio of the scenario minus that of the base.

    Parameters
    ----------
    numerators, denominators : array of shape (n,)
        Two numbers per replication of the scenario.
    base_numerators, base_denominators : array of shape (n,)
        The same of the base, whose replications share their luck with the scenario's.
    level : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Of kind ``difference_pooled``; NaN when the denominators of either sum to 0.

    Raises
    ------
    InputError
        The arrays are not rows of equal length or `level` is out of range.

    Notes
    -----
    Delta method on both ratios at once: the variance is that of
    ``(X_r - ν Y_r) / Ȳ - (X'_r - ν' Y'_r) / Ȳ'`` over replications, so the covariance
    that shared luck brings is in it.

    References
    ----------
    Glossary, section 13 (pooled ratio, paired difference).

    Examples
    --------
    >>> round(difference_pooled([9, 18], [10, 20], [8, 16], [10, 20]).value, 3)
    0.1
    """
    x, y, x_base, y_base = _four(numerators, denominators, base_numerators, base_denominators)
    (value, parts), (base, base_parts) = influences(x, y), influences(x_base, y_base)
    return estimated("difference_pooled", value - base, parts - base_parts, level)


def difference_per_day(
    numerators: ArrayLike,
    denominators: ArrayLike,
    base_numerators: ArrayLike,
    base_denominators: ArrayLike,
    *,
    skip_empty: bool = False,
    level: float = 0.95,
) -> Estimate:
    """Mean over replications of the scenario's ratio minus the base's.

    Parameters
    ----------
    numerators, denominators : array of shape (n,)
        Two numbers per replication of the scenario.
    base_numerators, base_denominators : array of shape (n,)
        The same of the base.
    skip_empty : bool
        True leaves out replications in which either denominator is 0; False lets them make
        the estimate NaN.
    level : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        Of kind ``difference_per_day``.

    Raises
    ------
    InputError
        The arrays are not rows of equal length or `level` is out of range.

    References
    ----------
    Glossary, section 13 (mean of ratios, paired difference).

    Examples
    --------
    >>> round(difference_per_day([9, 18], [10, 20], [8, 16], [10, 20]).value, 3)
    0.1
    """
    x, y, x_base, y_base = _four(numerators, denominators, base_numerators, base_denominators)
    kept = (y != 0) & (y_base != 0) if skip_empty else np.ones(y.shape, dtype=np.bool_)
    gaps = ratios(x[kept], y[kept]) - ratios(x_base[kept], y_base[kept])
    return estimated("difference_per_day", *centred(gaps), level)


def variance_ratio(scenario: ArrayLike, base: ArrayLike) -> float:
    """Variance of a paired difference over that of an independent one.

    Parameters
    ----------
    scenario, base : array of shape (n,)
        One number per replication; the two of a replication share their luck.

    Returns
    -------
    float
        ``Var(X - X') / (Var X + Var X')``: 1 when sharing luck brought nothing, 0.1 when
        it saves nine replications of ten, above 1 when it did harm. NaN with fewer than
        two replications or without any spread.

    Raises
    ------
    InputError
        The arrays are not rows of equal length.

    References
    ----------
    Law (2015), section 11.2 (common random numbers).

    Examples
    --------
    >>> variance_ratio([1.0, 2.0, 3.0], [1.5, 2.5, 3.5])
    0.0
    """
    x, x_base = columns(scenario=scenario, base=base)
    return _shared(centred(x)[1], centred(x_base)[1])


def variance_ratio_pooled(
    numerators: ArrayLike,
    denominators: ArrayLike,
    base_numerators: ArrayLike,
    base_denominators: ArrayLike,
) -> float:
    """Variance of a paired difference of pooled ratios over that of an independent one.

    Parameters
    ----------
    numerators, denominators : array of shape (n,)
        Two numbers per replication of the scenario.
    base_numerators, base_denominators : array of shape (n,)
        The same of the base.

    Returns
    -------
    float
        As `variance_ratio`, of the delta method's variances.

    Raises
    ------
    InputError
        The arrays are not rows of equal length.

    References
    ----------
    Law (2015), section 11.2 (common random numbers).

    Examples
    --------
    >>> round(variance_ratio_pooled([8, 19, 9], [10, 20, 15], [7, 17, 9], [10, 20, 15]), 3)
    0.056
    """
    x, y, x_base, y_base = _four(numerators, denominators, base_numerators, base_denominators)
    return _shared(influences(x, y)[1], influences(x_base, y_base)[1])


def _four(
    numerators: ArrayLike,
    denominators: ArrayLike,
    base_numerators: ArrayLike,
    base_denominators: ArrayLike,
) -> list[FloatArray]:
    """Return the four as equally long rows of floats."""
    return columns(
        numerators=numerators,
        denominators=denominators,
        base_numerators=base_numerators,
        base_denominators=base_denominators,
    )


def _shared(parts: FloatArray, base_parts: FloatArray) -> float:
    """Return the variance ratio of paired against independent differences."""
    apart = spread_of(parts) ** 2 + spread_of(base_parts) ** 2
    return spread_of(parts - base_parts) ** 2 / apart if apart > 0 else math.nan
