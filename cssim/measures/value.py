"""What customers are worth, and what service does to it (glossary §10, §11)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.groups import Quotient, per_run
from cssim.measures.money import total_cost
from cssim.measures.parameters import MONTHS_PER_YEAR, Loyalty, Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.retention import baseline_survival, need_loyalty, per_segment, survival
from cssim.measures.view import View


def clv_value(
    margin: ArrayLike,
    retention: ArrayLike,
    discount: float,
    *,
    first_now: bool = False,
    n_periods: int | None = None,
) -> Array:
    """Return customer lifetime value.

    Parameters
    ----------
    margin : float or array
        Margin per period, paid at period ends, in the currency.
    retention : float or array
        Share that stays from one period to the next, in [0, 1].
    discount : float
        Discount rate of the same period, > -1.
    first_now : bool
        One margin at once as well.
    n_periods : int, optional
        Sum over that many periods only; default without end.

    Returns
    -------
    float array
        ``Σ m rᵗ / (1 + d)ᵗ``; without end ``m r / (1 + d - r)``.

    Raises
    ------
    InputError
        A value out of range, or retention not below 1 + discount without `n_periods`.

    References
    ----------
    Gupta and Lehmann (2003), J. Interactive Marketing 17(1).

    Examples
    --------
    >>> round(float(clv_value(100, 0.8, 0.1)), 2)
    266.67
    """
    m, r = np.asarray(margin, dtype=float), np.asarray(retention, dtype=float)
    _check(r, discount, n_periods)
    periods = _present_periods(r / (1 + discount), n_periods)
    value: Array = m * (periods + first_now)
    return value


def _check(retention: Array, discount: float, n_periods: int | None) -> None:
    if not np.all((retention >= 0) & (retention <= 1)):
        raise InputError.of("retention", retention.tolist(), "must be in [0, 1]")
    if not discount > -1:
        raise InputError.of("discount", discount, "must be > -1")
    if n_periods is not None and n_periods < 0:
        raise InputError.of("n_periods", n_periods, "must be >= 0, or None for no end")
    if n_periods is None and np.any(retention >= 1 + discount):
        accepted = f"must be below 1 + discount = {1 + discount}, or give n_periods"
        raise InputError.of("retention", retention.tolist(), accepted)


def _present_periods(ratio: Array, n_periods: int | None) -> Array:
    """Return Σ ratioᵗ for t = 1 … n_periods, or without end."""
    endless: Array = np.full(ratio.shape, np.nan)
    np.divide(ratio, 1 - ratio, out=endless, where=ratio != 1)
    if n_periods is None:
        return endless
    ended: Array = np.where(ratio == 1, float(n_periods), endless * (1 - ratio**n_periods))
    return ended


def customer_values(journal: Journal | View, loyalty: Loyalty) -> Array:
    """Return the lifetime value of each customer at the base rate of leaving.

    Months are the periods: margin of the segment, retention ``exp(-hazard)``, discount
    ``(1 + discount_per_year) ** (1 / 12) - 1``.

    Returns
    -------
    float array, shape (n_customers,)
        NaN for customers who would never leave and are not discounted.
    """
    view = View.of(journal)
    margin = per_segment(view, loyalty.margin_per_month, 0.0)
    hazard = loyalty.base_hazard * per_segment(view, loyalty.churn_multiplier, 1.0)
    monthly = (1 + loyalty.discount_per_year) ** (1 / MONTHS_PER_YEAR) - 1
    stays = np.exp(-hazard)
    ends = stays < 1 + monthly
    value: Array = clv_value(margin, np.where(ends, stays, 0.0), monthly)
    return np.where(ends, value, np.nan)


@measure(
    "currency", "total", basis="customer", better="lower", label="Value at risk", uses=("loyalty",)
)
def value_at_risk(view: View, options: Options) -> Quotient:
    """Lifetime value lost to the projected churn beyond the churn at unmoved goodwill."""
    loyalty = need_loyalty(options)
    extra_churn = baseline_survival(view, loyalty) - survival(view, loyalty)
    return per_run(view.customers.points.total(extra_churn * customer_values(view, loyalty)))


def uplift_value(journal: Journal, base: Journal, loyalty: Loyalty) -> float:
    """Return the change in retained value against a base run, same customers.

    Parameters
    ----------
    journal, base : Journal
        Runs of the same replication of two scenarios.
    loyalty : Loyalty
        Of the base scenario: one yardstick for both arms.

    Returns
    -------
    float
        ``Σ (S_i - S_i,base) · clv_value_i`` with projected survival S, over the customers
        active after the warm-up in both runs, in the currency.
    """
    new, old = View(journal), View(base)
    ids = [v.customers.columns["customer"][v.customers.active] for v in (new, old)]
    _, in_new, in_old = np.intersect1d(ids[0], ids[1], assume_unique=True, return_indices=True)
    stays = [survival(v, loyalty)[v.customers.active] for v in (new, old)]
    value = customer_values(old, loyalty)[old.customers.active][in_old]
    return float(np.sum((stays[0][in_new] - stays[1][in_old]) * value))


def net_value(
    journal: Journal, base: Journal, options: Options, base_options: Options | None = None
) -> float:
    """Return what a change is worth: uplift in value less the extra cost.

    Parameters
    ----------
    journal, base : Journal
        Runs of the same replication of the changed and the base scenario.
    options, base_options : Options
        With prices of each scenario (one for both when `base_options` is omitted);
        loyalty is read from the base's.

    Returns
    -------
    float
        ``uplift_value - (total_cost - base total_cost)``, in the currency.
    """
    base_options = base_options or options
    uplift = uplift_value(journal, base, need_loyalty(base_options))
    cost = total_cost(journal, prices=options.prices).value
    return uplift - (cost - total_cost(base, prices=base_options.prices).value)
