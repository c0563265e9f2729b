"""Response: how soon customers get a reply, and what they do while they wait for it (§4).

Contact basis. On the phone and in a chat the reply is the answer; of an e-mail or in social
media it is the end of composing. *Written* contacts are those by e-mail and social media.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import AGENT_KEYS, SUBJECT_KEYS, Amount, Quotient, Spans, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.rows import leg_spans
from cssim.measures.view import View
from cssim.measures.waiting import awt_ms, limit_ms

WRITTEN = ("email", "social")


def of_kind(view: View, options: Options, *kinds: str) -> Array:
    """Return which contacts came on channels of some kinds."""
    names = view.names("channel")
    chosen = np.array([options.kinds.get(name, "phone") in kinds for name in names], dtype=bool)
    return chosen[view.contacts.columns["channel"]]


@measure("s", "mean", basis="contact", better="lower", label="Response time")
def response_s(view: View, options: Options) -> Quotient:
    """Mean time from arrival, self-service included, to the first reply of an agent."""
    contacts, response = view.contacts, view.contacts.response_ms
    times = contacts.total(np.maximum(response, 0), by=AGENT_KEYS, unit=1000)
    return times / contacts.total(response >= 0, by=AGENT_KEYS)


@measure(
    "s", "quantile", basis="contact", better="lower", label="Response time quantile", uses=("q",)
)
def response_quantile_s(view: View, options: Options) -> Quotient:
    """Response time that the share q of contacts with a reply did not exceed."""
    response = view.contacts.response_ms
    return view.contacts.quantile(response, response >= 0, options.q, by=AGENT_KEYS)


@measure("1", "ratio", basis="contact", better="higher", label="Replied in time", uses=("awt_s",))
def response_within(view: View, options: Options) -> Quotient:
    """Share of offered contacts that got a reply within the acceptable waiting time."""
    contacts, response = view.contacts, view.contacts.response_ms
    met = (response >= 0) & (response <= awt_ms(view, options))
    return contacts.total(met) / contacts.total(contacts.offered)


@measure(
    "1",
    "ratio",
    basis="contact",
    better="lower",
    label="Late replies",
    uses=("acceptable_s", "kinds"),
)
def late_share(view: View, options: Options) -> Quotient:
    """Share of written contacts without a reply in the time customers put up with.

    Notes
    -----
    A contact for which the run ended before that time was over is in neither sum.
    """
    contacts, response = view.contacts, view.contacts.response_ms
    limit = limit_ms(view, "acceptable_s", options.acceptable_s)
    over = contacts.at_ms + limit <= view.about.end_ms
    known = contacts.offered & of_kind(view, options, *WRITTEN) & ((response >= 0) | over)
    late = known & ((response < 0) | (response > limit))
    return contacts.total(late) / contacts.total(known)


@measure("1", "mean", basis="contact", better="lower", label="Chasers per message", uses=("kinds",))
def chaser_rate(view: View, options: Options) -> Quotient:
    """Chasers per written contact that is none itself."""
    contacts, written = view.contacts, of_kind(view, options, *WRITTEN)
    chaser, offered = contacts.because("chaser"), contacts.offered & written
    return contacts.total(written & chaser) / contacts.total(offered & ~chaser)


def _written(view: View, options: Options) -> Spans:
    """Written contacts, from entering the queue to the reply."""
    contacts = view.contacts
    queued, left = contacts.columns["queued_ms"], contacts.columns["left_ms"]
    rows = np.flatnonzero(of_kind(view, options, *WRITTEN) & (queued >= 0))
    until = np.where(left >= 0, left, view.about.end_ms)
    codes = {key: contacts.codes[key][rows] for key in SUBJECT_KEYS}
    return Spans(queued[rows], until[rows], codes)


def _tickets(view: View) -> Spans:
    """Work left to the next tier after the customer had gone, until it was done."""
    legs = view.contacts.legs
    return leg_spans(view.contacts, legs.ticket, legs.begun_ms, legs.done_ms)


def _backlog(view: View, options: Options) -> Amount:
    return _written(view, options).time() + _tickets(view).time()


@measure("1", "mean", basis="clock time", better="lower", label="Mean backlog", uses=("kinds",))
def mean_backlog(view: View, options: Options) -> Quotient:
    """Time-average number of open written contacts and tickets, in hand or not."""
    return _backlog(view, options) / view.clock


@measure("1", "total", basis="contact", better="none", label="Public contacts", uses=("kinds",))
def n_public(view: View, options: Options) -> Quotient:
    """Contacts in social media, for everybody to see."""
    return per_run(view.contacts.total(of_kind(view, options, "social")))


@measure("1", "total", basis="contact", better="lower", label="Public complaints", uses=("kinds",))
def n_public_complaints(view: View, options: Options) -> Quotient:
    """Contacts in social media of customers who had tried another channel just before."""
    contacts, public = view.contacts, of_kind(view, options, "social")
    before = contacts.previous
    elsewhere = (before >= 0) & ~public[before] if len(public) else public
    return per_run(contacts.total(public & elsewhere))
