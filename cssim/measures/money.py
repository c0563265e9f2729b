"""What the center costs (glossary §11).

Agents are paid for the time between warm-up and horizon; contacts cost in the period in
which they arrived, repairs of root causes when they are made; the fixed cost is spread evenly
over the measured clock time. What keeping a team costs beyond its pay is in `staff_cost`.
"""

from __future__ import annotations

import operator
from functools import reduce

import numpy as np

from cssim.journal import PEOPLE_EVENTS
from cssim.measures.codes import coded
from cssim.measures.groups import Amount, Points, Quotient, combine, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.prices import Prices, priced
from cssim.measures.registry import measure
from cssim.measures.staff_cost import OF_STAFF, need_prices, wages
from cssim.measures.view import View

MINUTE_MS = 60_000


def _labor(view: View, prices: Prices) -> Amount:
    return view.agents.wage(wages(view, prices, 1 + prices.oncost))


def _premium(view: View, prices: Prices) -> Amount:
    extra = wages(view, prices, prices.overtime_premium * (1 + prices.oncost))
    return view.agents.wage(extra, view.agents.overtime_spans)


def _contact(view: View, prices: Prices) -> Amount:
    contacts, channels = view.contacts, view.names("channel")
    legs, channel = contacts.legs, contacts.columns["channel"]
    connected = legs.sum_per_contact(legs.work_ms("talk", "hold", kinds=("service",)))
    taken_in = contacts.offered | contacts.had("contained")
    cost = connected / MINUTE_MS * priced(prices.price_per_minute, channels, channel)
    return contacts.total(cost + taken_in * priced(prices.fee_per_contact, channels, channel))


def _self_service(view: View, prices: Prices) -> Amount:
    """Cost of articles and bots, whether they helped or not."""
    contacts, reasons = view.contacts, view.names("reason")
    columns, reason = contacts.columns, contacts.columns["reason"]
    articles = columns["read_articles"] * priced(prices.articles, reasons, reason)
    bot = columns["tried_bot"] * priced(prices.bot, reasons, reason)
    return contacts.total(articles + bot)


def _concessions(view: View, prices: Prices) -> Amount:
    return view.contacts.total(view.contacts.columns["n_concessions"] * prices.concession)


def _repairs(view: View, prices: Prices) -> Amount:
    people, about = view.journal.columns["people"], view.about
    at = people["at_ms"]
    inside = (at >= about.warm_up_ms) & (at < about.horizon_ms)
    made = coded(people["what"], PEOPLE_EVENTS, "cause_fixed") & inside
    return prices.repair * Points(at, made, {}).total(made)


def _fixed(view: View, prices: Prices) -> Amount:
    whole = view.about.horizon_ms - view.about.warm_up_ms
    return combine(lambda s: prices.fixed * _share(s, whole / 1000), view.clock)


def _share(seconds: Array, whole_s: float) -> Array:
    return seconds / whole_s if whole_s > 0 else np.ones(len(seconds))


def _total(view: View, options: Options) -> Amount:
    prices = need_prices(options)
    people = _labor(view, prices) + _premium(view, prices)
    contacts = _contact(view, prices) + _self_service(view, prices) + _concessions(view, prices)
    parts = people + contacts + _repairs(view, prices) + _fixed(view, prices)
    return reduce(operator.add, (cost(view, prices) for cost in OF_STAFF), parts)


@measure("currency", "total", basis="money", better="lower", label="Labor cost", uses=("prices",))
def labor_cost(view: View, options: Options) -> Quotient:
    """Pay of the agents for paid time, oncost included, overtime premium not."""
    return per_run(_labor(view, need_prices(options)))


@measure(
    "currency", "total", basis="money", better="lower", label="Overtime premium", uses=("prices",)
)
def overtime_premium_cost(view: View, options: Options) -> Quotient:
    """Extra pay for overtime hours, oncost included."""
    return per_run(_premium(view, need_prices(options)))


@measure("currency", "total", basis="money", better="lower", label="Contact cost", uses=("prices",))
def contact_cost(view: View, options: Options) -> Quotient:
    """Variable cost of lines and licences: connected minutes and fees per contact."""
    return per_run(_contact(view, need_prices(options)))


@measure(
    "currency", "total", basis="money", better="lower", label="Self-service cost", uses=("prices",)
)
def self_service_cost(view: View, options: Options) -> Quotient:
    """Cost of contacts that looked at articles or tried a bot."""
    return per_run(_self_service(view, need_prices(options)))


@measure(
    "currency", "total", basis="money", better="lower", label="Concession cost", uses=("prices",)
)
def concession_cost(view: View, options: Options) -> Quotient:
    """Cost of the cases that agents settled by their own authority."""
    return per_run(_concessions(view, need_prices(options)))


@measure("currency", "total", basis="money", better="lower", label="Repair cost", uses=("prices",))
def repair_cost(view: View, options: Options) -> Quotient:
    """Cost of repairing root causes."""
    return per_run(_repairs(view, need_prices(options)))


@measure("currency", "total", basis="money", better="lower", label="Total cost", uses=("prices",))
def total_cost(view: View, options: Options) -> Quotient:
    """All cost of the run: pay, hiring, training, leads, tools, contacts, repairs, fixed cost."""
    return per_run(_total(view, options))


@measure(
    "currency", "ratio", basis="money", better="lower", label="Cost per contact", uses=("prices",)
)
def cost_per_contact(view: View, options: Options) -> Quotient:
    """Total cost per answered contact."""
    return _total(view, options) / view.contacts.total(view.contacts.answered)


@measure(
    "currency",
    "ratio",
    basis="money",
    better="lower",
    label="Cost per retained customer",
    uses=("prices",),
)
def cost_per_retained_customer(view: View, options: Options) -> Quotient:
    """Total cost per customer active after the warm-up who is still there at the horizon."""
    return _total(view, options) / view.customers.points.total(view.customers.stayed)


@measure(
    "currency",
    "ratio",
    basis="money",
    better="lower",
    label="Cost per resolution",
    uses=("prices",),
)
def cost_per_resolution(view: View, options: Options) -> Quotient:
    """Total cost per resolved issue."""
    return _total(view, options) / view.issues.total(view.issues.resolved)
