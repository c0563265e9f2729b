"""What customers bring in (glossary §10): margins as they came in, and referrals.

Margins are those of the customers' segments for the time each was a customer, as it happened;
with `growth_per_year` a customer's margin grows from the day of joining (from the start of the
run for the starting population). Referrals are those who did join.
"""

from __future__ import annotations

import math

import numpy as np

from cssim.measures.groups import Amount, Grouping, Points, Quotient, per_run
from cssim.measures.parameters import YEAR_S, Loyalty, Options
from cssim.measures.periods import TIME_KEYS, Array, to_ms
from cssim.measures.registry import measure
from cssim.measures.retention import need_loyalty, per_segment, survival
from cssim.measures.staying import MONTH_MS
from cssim.measures.value import customer_values
from cssim.measures.view import View

YEAR_MS = to_ms(YEAR_S)
BY_CUSTOMER = frozenset((*TIME_KEYS, "segment"))


def _margins(view: View, loyalty: Loyalty, which: Array | None = None) -> Amount:
    """Return the margins of customers, of all or of some."""
    spans = view.customers.time
    margin = per_segment(view, loyalty.margin_per_month, 0.0)
    if which is not None:
        margin = margin * which

    def sum_by(g: Grouping) -> Array:
        row, cell, length = spans.parts(g)
        start = np.maximum(spans.from_ms, view.about.warm_up_ms)[row] + _before(row, length)
        months = _grown(start - spans.from_ms[row], length, loyalty.growth_per_year) / MONTH_MS
        return g.count(cell, margin[row] * months)

    return Amount(BY_CUSTOMER, sum_by)


def _before(row: Array, length: Array) -> Array:
    """Return the time of each part's row in the parts before it; parts follow one another."""
    total = np.cumsum(length) - length
    before: Array = total - total[np.searchsorted(row, row)]
    return before


def _grown(age: Array, length: Array, growth: float) -> Array:
    """Return the length of a time that begins at some age, weighted with the growth so far."""
    if growth == 0:
        return length
    rate = math.log1p(growth) / YEAR_MS
    grown: Array = np.exp(rate * age) * np.expm1(rate * length) / rate
    return grown


@measure("currency", "total", basis="customer", better="higher", label="Revenue", uses=("loyalty",))
def revenue_value(view: View, options: Options) -> Quotient:
    """Margins of all customers while they were customers, those who joined included."""
    return per_run(_margins(view, need_loyalty(options)))


@measure(
    "currency",
    "mean",
    basis="customer",
    better="higher",
    label="Revenue per customer",
    uses=("loyalty",),
)
def revenue_per_customer(view: View, options: Options) -> Quotient:
    """Margins of the customers active after the warm-up, per head, up to the horizon."""
    customers, loyalty = view.customers, need_loyalty(options)
    whole = _margins(view, loyalty, customers.active)
    by_segment = Amount(frozenset({"segment"}), whole.sum_by)
    return by_segment / customers.points.total(customers.active)


@measure(
    "currency",
    "mean",
    basis="customer",
    better="higher",
    label="Lifetime value kept",
    uses=("loyalty",),
)
def clv_kept_value(view: View, options: Options) -> Quotient:
    """Mean of a customer's lifetime value times the chance to stay to the end of the window.

    Notes
    -----
    Lifetime value is taken at the base rate of leaving, the chance given what each customer
    lived through: the difference of two runs, times the customers, is `uplift_value`.
    """
    points, loyalty = view.customers.points, need_loyalty(options)
    kept = survival(view, loyalty) * customer_values(view, loyalty)
    return points.total(kept) / points.total(view.customers.active)


@measure("1", "total", basis="customer", better="higher", label="Referrals (illustrative)")
def n_referrals(view: View, options: Options) -> Quotient:
    """New customers whom promoters brought.

    Notes
    -----
    Illustrative: how many a promoter brings in a year is an assumption.
    """
    columns, about = view.customers.columns, view.about
    joined = columns["joined_ms"]
    brought = (columns["referrer"] >= 0) & (joined > about.warm_up_ms)
    points = Points(joined, brought, {"segment": columns["segment"]})
    return per_run(points.total(brought))
