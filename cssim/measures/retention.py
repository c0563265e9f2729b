"""Retention: who stays, as it happened and as it is projected (glossary §10).

Customers active at the end of the warm-up are followed. *As happened*: who is still
there at the horizon. *Projected*: mean survival at the end of a longer window, given
what each customer lived through and no further issues after the run.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.groups import Amount, Quotient
from cssim.measures.parameters import YEAR_S, Loyalty, Options
from cssim.measures.periods import DAY_MS, Array, clock_offset_ms, to_ms
from cssim.measures.registry import measure
from cssim.measures.risk import RiskyDays
from cssim.measures.view import View
from cssim.rules.loyalty import DAYS_PER_MONTH


def hazard_per_month(goodwill: Array, multiplier: Array, loyalty: Loyalty) -> Array:
    """Return the leave hazard per month: ``hz0 · multiplier · exp(-beta (G - G0))``.

    The rule of `cssim.rules.loyalty`, for many customers at once.

    References
    ----------
    Bolton, Lemon and Bramlett (2006), Management Science: the complementary log-log
    model of renewal.
    """
    moved = np.exp(-loyalty.sensitivity * (goodwill - loyalty.goodwill_start))
    hazard: Array = loyalty.base_hazard * multiplier * moved
    return hazard


def faded_goodwill(goodwill: Array, days: Array, loyalty: Loyalty) -> Array:
    """Return goodwill after some days without an issue: it drifts back to its start."""
    kept = np.exp(-days / (loyalty.memory_months * DAYS_PER_MONTH))
    faded: Array = loyalty.goodwill_start + (goodwill - loyalty.goodwill_start) * kept
    return faded


def survival(journal: Journal | View, loyalty: Loyalty) -> Array:
    """Return each customer's projected chance to be there at the end of the window.

    The hazard cumulated so far runs on, day by day, while goodwill drifts back to its
    start and ages of risk come and go. The chance is conditional on being there when the
    warm-up ends; hazard lived through during a warm-up is taken at the base rate, since the
    journal keeps only its sum at the end.

    Parameters
    ----------
    journal : Journal or View
        What happened; every customer of its table counts, in that order.
    loyalty : Loyalty
        Hazard, memory and the window after the warm-up.

    Returns
    -------
    float array, shape (n_customers,)
        In [0, 1].

    Raises
    ------
    InputError
        The window ends before the horizon of the run.
    """
    view = View.of(journal)
    about, columns = view.about, view.customers.columns
    _check_window(about.horizon_ms - about.warm_up_ms, loyalty)
    offset = clock_offset_ms(about)
    last_ms = np.where(columns["left_ms"] >= 0, columns["left_ms"], about.horizon_ms)
    start_day, end_day = _window_days(view, loyalty)
    rate = _Rate(view, loyalty)
    ahead = rate.cumulated(columns["goodwill"], last_ms + offset, end_day)
    before = rate.base((columns["joined_ms"] + offset) // DAY_MS, start_day)
    total = columns["hazard"] + ahead - before
    chance: Array = np.exp(-np.maximum(total, 0.0))
    return chance


def _check_window(span_ms: int, loyalty: Loyalty) -> None:
    if to_ms(loyalty.window_s) < span_ms:
        accepted = f"must reach the horizon, {span_ms / 1000} seconds after the warm-up"
        raise InputError.of("loyalty.window_s", loyalty.window_s, accepted)


def _window_days(view: View, loyalty: Loyalty) -> tuple[int, int]:
    """Return the calendar days in which the window begins and ends; the first day is 0."""
    start = view.about.warm_up_ms + clock_offset_ms(view.about)
    return start // DAY_MS, (start + to_ms(loyalty.window_s)) // DAY_MS


class _Rate:
    """Leave hazard per day of every customer, as goodwill fades."""

    def __init__(self, view: View, loyalty: Loyalty) -> None:
        self.loyalty = loyalty
        self.multiplier = per_segment(view, loyalty.churn_multiplier, 1.0)
        self.base_per_day = loyalty.base_hazard * self.multiplier / DAYS_PER_MONTH
        self.risky = None if loyalty.risk is None else RiskyDays(view, loyalty.risk)

    def base(self, after: Array | int, until: int, *, spared: bool = True) -> Array:
        """Return the hazard of the days after one up to another with goodwill at its start."""
        days: Array = np.maximum(until - after, 0) + np.zeros(len(self.multiplier))
        if self.risky is not None:
            days += self.risky.between(after, until, spared=spared)
        return self.base_per_day * days

    def cumulated(self, goodwill: Array, at_ms: Array, end_day: int) -> Array:
        """Return the hazard of every 00:00 after `at_ms`, up to that of `end_day`.

        Customers at the starting goodwill need no loop.

        Parameters
        ----------
        goodwill : float array, shape (n_customers,)
            Goodwill at `at_ms`.
        at_ms : int64 array, shape (n_customers,)
            Ms since 00:00 of the first day.
        end_day : int
            Last day whose 00:00 counts.
        """
        total = self.base(at_ms // DAY_MS, end_day)
        moved = np.flatnonzero(goodwill != self.loyalty.goodwill_start)
        if len(moved):
            total[moved] = self._day_by_day(moved, goodwill[moved], at_ms[moved], end_day)
        return total

    def _day_by_day(self, rows: Array, goodwill: Array, at_ms: Array, end_day: int) -> Array:
        multiplier, total = self.multiplier[rows], np.zeros(len(rows))
        for day in range(int(at_ms.min()) // DAY_MS + 1, end_day + 1):
            ahead = day * DAY_MS - at_ms
            faded = faded_goodwill(goodwill, np.maximum(ahead, 0) / DAY_MS, self.loyalty)
            per_month = hazard_per_month(faded, multiplier, self.loyalty)
            if self.risky is not None:
                per_month = per_month * (1.0 + self.risky.of_day(day, rows))
            total += np.where(ahead > 0, per_month / DAYS_PER_MONTH, 0.0)
        return total


def per_segment(view: View, values: Mapping[str, float], otherwise: float) -> Array:
    """Return a value per customer by segment; `otherwise` for unlisted and for none."""
    listed = [values.get(name, otherwise) for name in view.names("segment")]
    return np.array([*listed, otherwise])[view.customers.columns["segment"]]


def baseline_survival(journal: Journal | View, loyalty: Loyalty) -> Array:
    """Return each customer's chance to be there after the window had goodwill never moved.

    Ages of risk count, and nothing of them is spared.

    Returns
    -------
    float array, shape (n_customers,)
    """
    view = View.of(journal)
    start_day, end_day = _window_days(view, loyalty)
    chance: Array = np.exp(-_Rate(view, loyalty).base(start_day, end_day, spared=False))
    return chance


def need_loyalty(options: Options) -> Loyalty:
    """Return the loyalty of the options.

    Raises
    ------
    InputError
        There is none.
    """
    if options.loyalty is None:
        raise InputError.of("loyalty", None, "must be given for projected retention and value")
    return options.loyalty


def _active(view: View) -> Amount:
    return view.customers.points.total(view.customers.active)


@measure("1", "ratio", basis="customer", better="higher", label="Retention")
def retention(view: View, options: Options) -> Quotient:
    """Share of customers active after the warm-up who are still there at the horizon."""
    return view.customers.points.total(view.customers.stayed) / _active(view)


@measure("1", "ratio", basis="customer", better="lower", label="Churn")
def churn(view: View, options: Options) -> Quotient:
    """Share of customers active after the warm-up who left before the horizon."""
    return view.customers.points.total(~view.customers.stayed) / _active(view)


@measure(
    "1", "mean", basis="customer", better="higher", label="Retention (projected)", uses=("loyalty",)
)
def retention_projected(view: View, options: Options) -> Quotient:
    """Mean chance of staying to the end of the window, given what each customer lived through."""
    return view.customers.points.total(survival(view, need_loyalty(options))) / _active(view)


@measure(
    "1", "mean", basis="customer", better="lower", label="Churn (projected)", uses=("loyalty",)
)
def churn_projected(view: View, options: Options) -> Quotient:
    """Mean chance of leaving before the end of the window, given what each lived through."""
    return view.customers.points.total(1 - survival(view, need_loyalty(options))) / _active(view)


def rescale_retention(retention: float, window_s: float, year_s: float = YEAR_S) -> float:
    """Return retention over another window, the hazard being constant.

    Parameters
    ----------
    retention : float
        Retention over `window_s`, in [0, 1].
    window_s, year_s : float
        Length of the window it was taken over and of the one wanted, in seconds, > 0.

    Returns
    -------
    float
        ``retention ** (year_s / window_s)``.

    Raises
    ------
    InputError
        A value out of range.
    """
    if not 0 <= retention <= 1:
        raise InputError.of("retention", retention, "must be in [0, 1]")
    if not (window_s > 0 and year_s > 0):
        raise InputError.of("window_s, year_s", (window_s, year_s), "must be > 0 seconds")
    return float(retention ** (year_s / window_s))
