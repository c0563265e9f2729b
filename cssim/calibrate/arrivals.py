"""Arrival rates by weekday and interval, and how much whole days vary beyond chance.

Rates are those of *attempts*, as logged; `cssim.calibrate.returns` turns them into rates of
fresh issues. With few weeks of data an own rate for each interval of each weekday mostly
repeats the accidents of those weeks, so simpler shapes compete with it (`SHAPES`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import xlogy
from scipy.stats import chi2

from cssim.calibrate.grid import Grid
from cssim.calibrate.times import FloatArray

SHAPES = ("own", "common", "desk")
"""own: a rate per weekday and interval; common: weekday level times one day profile of the
reason (per set of weekdays with the same hours); desk: weekday level times the profile of
all reasons together."""
LARGEST_CV = 2.0
"""Largest busyness cv looked for."""
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Rates:
    """Arrivals of one reason.

    Attributes
    ----------
    per_hour : array, shape (7, n_intervals)
        Fitted rate of attempts; 0 where closed.
    counts : array, shape (7, n_intervals)
        Observed attempts in open, observed intervals, summed over the weeks.
    shape : str
        The member of `SHAPES` chosen.
    aic : dict of str to float
        Quasi-AIC of each shape, less that of the best.
    dispersion : float
        Variance over mean of interval counts within a day.
    """

    per_hour: FloatArray
    counts: FloatArray
    shape: str
    aic: dict[str, float]
    dispersion: float


def arrival_rates(attempts: pd.DataFrame, grid: Grid) -> dict[str, Rates]:
    """Return the rates of each reason, of attempts that arrived while the desk was open.

    Parameters
    ----------
    attempts : DataFrame
        `Log.attempts`.
    grid : Grid
        Calendar.

    Returns
    -------
    dict of str to Rates
        By reason, sorted.

    Notes
    -----
    Criterion: the Poisson deviance ``2 Σ [n log(n/m) - (n - m)]`` of counts n against
    expected m, over the dispersion, plus twice the number of free rates (quasi-AIC).
    """
    parts = {
        str(reason): part["arrived_at"].to_numpy() for reason, part in attempts.groupby("reason")
    }
    counts = {r: np.where(grid.is_open, grid.counts(at), 0.0) for r, at in sorted(parts.items())}
    desk = np.sum(list(counts.values()), axis=0)
    exposure = np.where(grid.is_open, grid.exposure, 0.0)
    profile = min(_own_shapes(desk, exposure, grid).values(), key=lambda fit: _aic(desk, fit, 1.0))
    return {
        reason: _rates(n, _Desk(desk, profile, exposure, grid), dispersion(parts[reason], grid))
        for reason, n in counts.items()
    }


def dispersion(arrived_at: FloatArray, grid: Grid) -> float:
    """Return variance over mean of interval counts within a day, at least 1.

    Notes
    -----
    Pearson's chi-square over its degrees of freedom, of each day's counts against its
    weekday's profile scaled to the day's own total: what clumps of calls add to chance.
    1 where no weekday was observed twice.
    """
    used = grid.observed & grid.is_open[grid.weekdays]
    n = np.where(used, grid.counts_by_day(arrived_at), 0.0)
    profile = _ratio(grid.counts(arrived_at), grid.exposure)[grid.weekdays] * used
    expected = profile * _ratio(n.sum(axis=1), profile.sum(axis=1))[:, None]
    cells = (expected > 0).sum() - sum(
        int((expected[grid.weekdays == w].sum(axis=0) > 0).sum()) for w in range(7)
    )
    dof = cells - len(n) + len(np.unique(grid.weekdays))
    if dof < 1:
        return 1.0
    return max(1.0, float(_ratio((n - expected) ** 2, expected).sum() / dof))


Fit = tuple[FloatArray, float]
"""Expected counts, and the number of free rates behind them."""


@dataclass(frozen=True)
class _Desk:
    """All reasons together: counts, best own shape; and the calendar."""

    counts: FloatArray
    profile: Fit
    exposure: FloatArray
    grid: Grid


def _aic(counts: FloatArray, fit: Fit, spread: float) -> float:
    return _deviance(counts, fit[0]) / spread + 2 * fit[1]


def _own_shapes(counts: FloatArray, exposure: FloatArray, grid: Grid) -> dict[str, Fit]:
    own = (counts, float((exposure > 0).sum()))
    return {"own": own, "common": _common(counts, exposure, grid)}


def _rates(counts: FloatArray, desk: _Desk, spread: float) -> Rates:
    fits = _own_shapes(counts, desk.exposure, desk.grid)
    fits["desk"] = _borrowed(counts, desk.counts, desk.profile)
    aic = {name: _aic(counts, fit, spread) for name, fit in fits.items()}
    best = min(SHAPES, key=lambda name: aic[name])
    per_hour = _ratio(fits[best][0], desk.exposure) / desk.grid.interval_h
    relative = {name: value - aic[best] for name, value in aic.items()}
    return Rates(per_hour, counts, best, relative, spread)


def _deviance(counts: FloatArray, expected: FloatArray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(counts > 0, counts / expected, 1.0)
    return float(2 * np.sum(xlogy(counts, ratio) - counts + expected))


def _common(counts: FloatArray, exposure: FloatArray, grid: Grid) -> Fit:
    """Return expected counts of level x profile, fitted per set of weekdays of equal hours."""
    expected, n_free = np.zeros_like(counts), 0.0
    for hours in np.unique(grid.is_open, axis=0):
        days = np.flatnonzero((grid.is_open == hours).all(axis=1) & (exposure.sum(axis=1) > 0))
        if len(days) and hours.any():
            expected[days] = _level_times_profile(counts[days], exposure[days])
            n_free += len(days) + int((exposure[days].sum(axis=0) > 0).sum()) - 1
    return expected, n_free


def _level_times_profile(counts: FloatArray, exposure: FloatArray) -> FloatArray:
    """Return the Poisson fit of rows x columns by proportional fitting."""
    level = np.ones(len(counts))
    profile = np.zeros(counts.shape[1])
    for _ in range(50):
        profile = _ratio(counts.sum(axis=0), level @ exposure)
        level = _ratio(counts.sum(axis=1), exposure @ profile)
    return level[:, None] * profile * exposure


def _borrowed(counts: FloatArray, desk: FloatArray, profile: Fit) -> Fit:
    """Return expected counts of level x the desk's own day.

    The reason helped to make the desk's profile, so its share of that profile's free
    rates counts as its own.
    """
    level = _ratio(counts.sum(axis=1), profile[0].sum(axis=1))
    share = counts.sum() / max(desk.sum(), 1.0)
    n_free = float((counts.sum(axis=1) > 0).sum()) + share * profile[1]
    return level[:, None] * profile[0], n_free


def _ratio(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    out = np.zeros_like(numerator, dtype=float)
    np.divide(numerator, denominator, where=denominator > 0, out=out)
    return out


@dataclass(frozen=True)
class Busyness:
    """Day-to-day variation shared by all reasons.

    Attributes
    ----------
    cv : float
        Coefficient of variation of the day's factor; 0 if days vary no more than chance.
    low, high : float
        Ends of the interval at 95 %.
    n_days, dof : int
        Days, and days less the weekday means estimated from them.
    """

    cv: float
    low: float
    high: float
    n_days: int
    dof: int


def busyness(counts: FloatArray, expected: FloatArray, groups: FloatArray) -> Busyness:
    """Return the variation of day totals beyond Poisson.

    Parameters
    ----------
    counts : array, shape (n_days,)
        Attempts of each day.
    expected : array, shape (n_days,)
        Mean of the day's weekday, over the intervals in which the day was observed.
    groups : array of int, shape (n_days,)
        Weekday of each day: one mean was estimated per distinct value.

    Returns
    -------
    Busyness
        NaN with fewer than two days of every weekday.

    Notes
    -----
    ``Var N = m + m² cv²``. ``Q(cv) = Σ (N - m)² / (m + m² cv²)`` has as many degrees of
    freedom as there are days beyond the first of each weekday; the estimate sets Q to
    that number (moments), the ends of the interval set it to the quantiles of chi-square.
    """
    used = expected > 0
    counts, expected, groups = counts[used], expected[used], groups[used]
    dof = len(counts) - len(np.unique(groups))
    if dof < 1:
        return Busyness(np.nan, 0.0, LARGEST_CV, len(counts), dof)
    tail = (1 - CONFIDENCE) / 2
    cv, low, high = (
        _cv_at(counts, expected, level)
        for level in (float(dof), float(chi2.ppf(1 - tail, dof)), float(chi2.ppf(tail, dof)))
    )
    return Busyness(cv, low, high, len(counts), dof)


def _cv_at(counts: FloatArray, expected: FloatArray, level: float) -> float:
    """Return the cv at which Q equals `level`, between 0 and the largest cv."""

    def excess(cv: float) -> float:
        variance = expected + (expected * cv) ** 2
        return float(np.sum((counts - expected) ** 2 / variance)) - level

    if excess(0.0) <= 0:
        return 0.0
    return LARGEST_CV if excess(LARGEST_CV) >= 0 else float(brentq(excess, 0.0, LARGEST_CV))


def day_totals(attempts: pd.DataFrame, grid: Grid) -> pd.DataFrame:
    """Return per calendar day: weekday, observed attempts, mean of the weekday.

    Counts and means are over the open intervals in which that day was observed; days
    closed or without any such interval have mean 0.
    """
    counts = grid.counts_by_day(attempts["arrived_at"].to_numpy())
    used = grid.observed & grid.is_open[grid.weekdays]
    seen = np.where(used, counts, 0)
    totals = np.array([seen[grid.weekdays == w].sum(axis=0) for w in range(7)], float)
    mean = _ratio(totals, grid.exposure)[grid.weekdays]
    return pd.DataFrame(
        {
            "weekday": grid.weekdays,
            "n_attempts": seen.sum(axis=1),
            "mean": np.where(used, mean, 0.0).sum(axis=1),
        }
    )


def unusual_hours(attempts: pd.DataFrame, grid: Grid, threshold: float = 6.0) -> pd.DataFrame:
    """Return clock hours whose attempts are far from what the weekday and hour usually have.

    Parameters
    ----------
    attempts : DataFrame
        `Log.attempts`.
    grid : Grid
        Calendar.
    threshold : float
        Fewest standard deviations (day factor cv 0.25 and Poisson) from the mean of the
        other days with the same opening hours.

    Returns
    -------
    DataFrame
        day, hour, n_attempts, usual; most unusual first. For a person to judge: the
        calibration leaves nothing out unless the mapping says so.
    """
    per_hour = max(1, round(3600 / grid.interval_s))
    used = grid.observed & grid.is_open[grid.weekdays]
    counts = np.where(used, grid.counts_by_day(attempts["arrived_at"].to_numpy()), 0)
    shape = (len(counts), -1, per_hour)
    n, m = counts.reshape(shape).sum(axis=2), np.asarray(used.reshape(shape).all(axis=2))
    rows = [_against_others(day, n, m) for day in range(len(n))]
    usual = np.array(rows)
    score = np.where(m, (n - usual) / np.sqrt(usual + (0.25 * usual) ** 2 + 1), 0.0)
    day, hour = np.nonzero(np.abs(np.nan_to_num(score)) > threshold)
    found = pd.DataFrame(
        {"day": day, "hour": hour * per_hour * grid.interval_h, "n_attempts": n[day, hour],
         "usual": usual[day, hour], "score": score[day, hour]}
    )  # fmt: skip
    order = found["score"].abs().sort_values(ascending=False).index
    return found.loc[order].drop(columns="score").reset_index(drop=True)


def _against_others(day: int, counts: FloatArray, used: NDArray[np.bool_]) -> FloatArray:
    """Return the mean of the other days, hour by hour, where they were open too."""
    others = used.copy()
    others[day] = False
    return _ratio((counts * others).sum(axis=0).astype(float), others.sum(axis=0).astype(float))
