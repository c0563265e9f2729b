"""Who stays, looked at more closely: after some months, after a failure, how they feel.

Customers active at the end of the warm-up are followed, as in retention; those who join later
are in no figure here but `n_left`. Goodwill is that at the end of the run, or on leaving.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cssim.journal import ISSUE_ENDS, NO_INSTANT, Journal
from cssim.measures.codes import coded, grouped_quantile
from cssim.measures.groups import Amount, Grouping, Points, Quotient, per_run
from cssim.measures.parameters import MONTHS_PER_YEAR, YEAR_S, Options
from cssim.measures.periods import Array, to_ms
from cssim.measures.registry import measure
from cssim.measures.view import View

MONTH_MS = to_ms(YEAR_S) // MONTHS_PER_YEAR
"""A twelfth of 365 days."""
FAILED = ("given_up", "too_many")
LOW_RATING = 2
"""Ratings up to this are bad."""


def _there(view: View, months: float) -> tuple[Array, Array]:
    """Return who is still there some months after the warm-up, and of whom that is known."""
    customers, about = view.customers, view.about
    at_ms = about.warm_up_ms + round(months * MONTH_MS)
    left = customers.columns["left_ms"]
    known = np.full(len(left), at_ms <= about.horizon_ms)
    return known & ((left == NO_INSTANT) | (left > at_ms)), known


@measure("1", "ratio", basis="customer", better="higher", label="Retained", uses=("months",))
def retained(view: View, options: Options) -> Quotient:
    """Share of customers active after the warm-up who are there some months later.

    Notes
    -----
    A month is a twelfth of 365 days. No value when the run ends before that.
    """
    there, known = _there(view, options.months)
    return view.customers.points.total(there) / view.customers.points.total(known)


def retention_curve(
    journal: Journal | View, by: Sequence[str] = (), *, step_months: float = 1.0
) -> pd.DataFrame:
    """Return the share of customers still there, month after month, as it happened.

    Parameters
    ----------
    journal : Journal or View
        What happened.
    by : sequence of str
        Empty or ("segment",).
    step_months : float
        Months from one point to the next, > 0.

    Returns
    -------
    DataFrame
        ``months`` after the warm-up, from 0 to the horizon; the groups; ``value``,
        ``numerator``, ``denominator``.
    """
    view = View.of(journal)
    span_ms = view.about.horizon_ms - view.about.warm_up_ms
    g = view.grouping(by, 1.0)
    parts = []
    for k in range(int(span_ms / (step_months * MONTH_MS) + 1e-9) + 1):
        value, numerator, denominator = retained.by_group(view, Options(months=k * step_months), g)
        part = g.frame().assign(value=value, numerator=numerator, denominator=denominator)
        part.insert(0, "months", k * step_months)
        parts.append(part)
    shown = g.shown()
    return pd.concat([part[shown] for part in parts], ignore_index=True)


@measure("1", "total", basis="customer", better="lower", label="Customers who left")
def n_left(view: View, options: Options) -> Quotient:
    """Customers who left, those who had joined during the run included."""
    columns, about = view.customers.columns, view.about
    left = columns["left_ms"]
    gone = (left != NO_INSTANT) & (left > about.warm_up_ms) & (left <= about.horizon_ms)
    points = Points(left, gone, {"segment": columns["segment"]})
    return per_run(points.total(gone))


def _who_stayed(view: View, which: Array) -> Quotient:
    customers = view.customers
    return customers.points.total(customers.stayed & which) / customers.points.total(which)


def failed(view: View) -> Array:
    """Return which customers gave up on an issue, or had it end after too many contacts."""
    issues = view.issues.columns
    ended = coded(issues["how"], ISSUE_ENDS, *FAILED)
    return np.isin(view.customers.columns["customer"], issues["customer"][ended])


@measure("1", "ratio", basis="customer", better="higher", label="Retention after a failure")
def retention_failed(view: View, options: Options) -> Quotient:
    """Share of customers with an issue given up who are still there at the horizon."""
    return _who_stayed(view, failed(view))


@measure("1", "ratio", basis="customer", better="higher", label="Retention of the dissatisfied")
def retention_dissatisfied(view: View, options: Options) -> Quotient:
    """Share of customers who answered a survey with 1 or 2 and are there at the horizon."""
    columns = view.contacts.columns
    low = columns["responded"] & (columns["rating"] > 0) & (columns["rating"] <= LOW_RATING)
    ids = view.customers.columns["customer"]
    return _who_stayed(view, np.isin(ids, columns["customer"][low]))


def _goodwill(view: View, which: Array) -> Quotient:
    points, goodwill = view.customers.points, view.customers.columns["goodwill"]
    known = which & ~np.isnan(goodwill)
    return points.total(np.where(known, goodwill, 0.0)) / points.total(known)


@measure("1", "mean", basis="customer", better="higher", label="Goodwill")
def mean_goodwill(view: View, options: Options) -> Quotient:
    """Mean goodwill of customers, from 0 to 1, at the end or when they left."""
    return _goodwill(view, np.ones(len(view.customers.active), dtype=bool))


@measure("1", "mean", basis="customer", better="higher", label="Goodwill after a failure")
def goodwill_failed(view: View, options: Options) -> Quotient:
    """Mean goodwill of customers with an issue given up, at the end or when they left."""
    return _goodwill(view, failed(view))


@measure("1", "quantile", basis="customer", better="higher", label="Goodwill of the worst treated")
def goodwill_p10(view: View, options: Options) -> Quotient:
    """Goodwill that the worst treated tenth of the customers does not reach."""
    points, goodwill = view.customers.points, view.customers.columns["goodwill"]
    known = ~np.isnan(goodwill)
    number = points.total(known)
    picked = known[points.counted]
    chosen = goodwill[points.counted][picked]

    def tenth(g: Grouping) -> Array:
        return grouped_quantile(chosen, points.cells(g)[picked], g.n_cells, 0.10)

    return Quotient(Amount(number.accepts, tenth), number)


@measure("1", "total", basis="customer", better="higher", label="Failures made good")
def n_recovered(view: View, options: Options) -> Quotient:
    """Contacts with customers that made good what had failed before."""
    return per_run(view.staff.events("recovered").number())
