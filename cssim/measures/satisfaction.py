"""Satisfaction (glossary §9), as surveyed and as it truly is.

Surveyed figures are over the answers of answered contacts that returned the survey; true
ones (``…_true``) over the answer every contact would give, asked or not. Response bias
is the difference. Grouped by team, tier or agent, the true figures of contacts nobody
answered stand under "(none)".
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import AGENT_KEYS, Amount, Quotient, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.view import View

TOP_BOX = 4
BOTTOM_BOX = 2
PROMOTER = 9
DETRACTOR = 6


def _sum(view: View, values: Array) -> Amount:
    return view.contacts.total(values, by=AGENT_KEYS)


def responses(view: View) -> Array:
    """Return which contacts have a survey that was answered."""
    columns = view.contacts.columns
    return columns["responded"] & (columns["rating"] >= 0)


def rated(view: View) -> Array:
    """Return which contacts have a customer with an opinion in the model."""
    return view.contacts.columns["rating"] >= 0


def top(view: View, asked: Array) -> Quotient:
    """Return the share of the contacts asked that rate 4 or 5."""
    high = view.contacts.columns["rating"] >= TOP_BOX
    return _sum(view, asked & high) / _sum(view, asked)


def _mean_score(view: View, asked: Array) -> Quotient:
    return _sum(view, view.contacts.columns["rating"] * asked) / _sum(view, asked)


def _promoters(view: View, asked: Array) -> Quotient:
    score = view.contacts.columns["nps"]
    asked = asked & (score >= 0)
    net = (asked & (score >= PROMOTER)).astype(int) - (asked & (score <= DETRACTOR))
    return 100 * _sum(view, net) / _sum(view, asked)


@measure("1", "ratio", basis="contact", better="higher", label="CSAT (surveyed)")
def csat(view: View, options: Options) -> Quotient:
    """Share of survey answers that are 4 or 5 on the scale of 1 to 5."""
    return top(view, responses(view))


@measure("1", "ratio", basis="contact", better="higher", label="CSAT (true)")
def csat_true(view: View, options: Options) -> Quotient:
    """Share of all contacts whose customer would rate 4 or 5, asked or not."""
    return top(view, rated(view))


@measure("1", "mean", basis="contact", better="higher", label="Mean CSAT (surveyed)")
def mean_csat(view: View, options: Options) -> Quotient:
    """Mean of the survey answers on the scale of 1 to 5."""
    return _mean_score(view, responses(view))


@measure("1", "mean", basis="contact", better="higher", label="Mean CSAT (true)")
def mean_csat_true(view: View, options: Options) -> Quotient:
    """Mean rating from 1 to 5 that customers would give, asked or not."""
    return _mean_score(view, rated(view))


@measure("1", "ratio", basis="contact", better="none", label="Survey response")
def survey_response(view: View, options: Options) -> Quotient:
    """Share of surveys sent that were returned; one is sent after each answered contact."""
    sent = view.contacts.served & rated(view)
    return _sum(view, responses(view)) / _sum(view, sent)


@measure("points", "ratio", basis="contact", better="higher", label="NPS (surveyed)")
def nps_points(view: View, options: Options) -> Quotient:
    """Promoters (9-10) minus detractors (0-6) per 100 survey answers."""
    return _promoters(view, responses(view))


@measure("points", "ratio", basis="contact", better="higher", label="NPS (true)")
def nps_points_true(view: View, options: Options) -> Quotient:
    """Promoters minus detractors per 100 contacts, had every customer answered."""
    return _promoters(view, view.contacts.columns["nps"] >= 0)


@measure("1", "mean", basis="contact", better="higher", label="Latent satisfaction")
def satisfaction(view: View, options: Options) -> Quotient:
    """Mean chance of a rating of 4 or 5 over all contacts, before any survey."""
    sat = view.contacts.columns["sat"]
    known = sat >= 0
    return _sum(view, np.where(known, sat, 0.0)) / _sum(view, known)


@measure("1", "ratio", basis="contact", better="higher", label="Good contacts", uses=("bar",))
def share_above(view: View, options: Options) -> Quotient:
    """Share of all contacts with a chance of a rating of 4 or 5 at the bar or above."""
    sat = view.contacts.columns["sat"]
    return _sum(view, sat >= options.bar) / _sum(view, sat >= 0)


@measure("1", "total", basis="contact", better="lower", label="Dissatisfied")
def n_dissatisfied(view: View, options: Options) -> Quotient:
    """Contacts whose customer would rate 1 or 2, asked or not."""
    low = view.contacts.columns["rating"] <= BOTTOM_BOX
    return per_run(_sum(view, rated(view) & low))
