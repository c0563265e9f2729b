"""Waiting and response (glossary §4) and service level (§5).

Contact basis: waits are those of the first leg, ringing included. Queue length is time
spent waiting over clock time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from cssim.errors import InputError
from cssim.measures.groups import AGENT_KEYS, Amount, Grouping, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import TIME_KEYS, Array, to_ms
from cssim.measures.registry import divide, measure
from cssim.measures.view import View

BY_SUBJECT = frozenset((*TIME_KEYS, "reason", "channel", "segment"))


def awt_ms(view: View, options: Options) -> Array:
    """Return the acceptable waiting time of each contact, in ms.

    Raises
    ------
    InputError
        AWTs are given by channel and a channel with contacts has none.
    """
    channel = view.contacts.columns["channel"]
    if not isinstance(options.awt_s, Mapping):
        return np.full(len(channel), to_ms(options.awt_s))
    names = view.names("channel")
    for code in np.unique(channel):
        if names[code] not in options.awt_s:
            raise InputError.of("awt_s", names[code], "must have an AWT for every channel used")
    per_channel = [to_ms(options.awt_s.get(name, 0)) for name in names]
    return np.array(per_channel, dtype=np.int64)[channel]


def within(view: View, options: Options) -> Array:
    """Return which contacts waited no longer than the AWT; a wait of the AWT is within."""
    return view.contacts.wait_ms <= awt_ms(view, options)


def short(view: View, options: Options) -> Array:
    """Return which contacts abandoned within the AWT."""
    return view.contacts.had("abandoned") & within(view, options)


def _offered(view: View) -> Amount:
    return view.contacts.total(view.contacts.offered)


def _answered(view: View) -> Amount:
    return view.contacts.total(view.contacts.answered, by=AGENT_KEYS)


@measure("s", "mean", basis="contact", better="lower", label="Average speed of answer")
def asa_s(view: View, options: Options) -> Quotient:
    """Mean wait of answered contacts, zero waits included."""
    waits = view.contacts.wait_ms * view.contacts.answered
    return view.contacts.total(waits, by=AGENT_KEYS, unit=1000) / _answered(view)


@measure("s", "mean", basis="contact", better="lower", label="Mean wait")
def mean_wait_s(view: View, options: Options) -> Quotient:
    """Mean wait of all offered contacts, answered or not."""
    waits = view.contacts.wait_ms * view.contacts.offered
    return view.contacts.total(waits, unit=1000) / _offered(view)


@measure("s", "mean", basis="contact", better="lower", label="Mean total wait")
def total_wait_s(view: View, options: Options) -> Quotient:
    """Mean of the waits in all queues a contact went through, over offered contacts."""
    waits = view.contacts.total_wait_ms * view.contacts.offered
    return view.contacts.total(waits, unit=1000) / _offered(view)


@measure("s", "mean", basis="contact", better="none", label="Mean time to abandon")
def mean_abandon_s(view: View, options: Options) -> Quotient:
    """Mean wait of abandoned contacts; not the patience of customers."""
    abandoned = view.contacts.had("abandoned")
    waits = view.contacts.total(view.contacts.wait_ms * abandoned, unit=1000)
    return waits / view.contacts.total(abandoned)


@measure("1", "ratio", basis="contact", better="lower", label="Probability of delay")
def p_delay(view: View, options: Options) -> Quotient:
    """Share of offered contacts that were not answered at once."""
    contacts = view.contacts
    at_once = contacts.answered & (contacts.wait_ms == 0)
    return contacts.total(contacts.offered & ~at_once) / _offered(view)


@measure("s", "mean", basis="contact", better="lower", label="Excess wait", uses=("awt_s",))
def excess_wait_s(view: View, options: Options) -> Quotient:
    """Mean wait beyond the AWT, over offered contacts."""
    beyond = np.maximum(view.contacts.wait_ms - awt_ms(view, options), 0)
    return view.contacts.total(beyond * view.contacts.offered, unit=1000) / _offered(view)


@measure("s", "quantile", basis="contact", better="lower", label="Wait quantile", uses=("q",))
def wait_quantile_s(view: View, options: Options) -> Quotient:
    """Wait that the share q of answered contacts did not exceed, linearly interpolated."""
    counted = view.contacts.answered[view.contacts.counted]
    waits = view.contacts.wait_ms[view.contacts.counted][counted]

    def quantiles(g: Grouping) -> Array:
        return grouped_quantile(waits, view.contacts.cells(g)[counted], g.n_cells, options.q) / 1e3

    answered = _answered(view)
    return Quotient(Amount(answered.accepts, quantiles), answered)


def grouped_quantile(values: Array, group: Array, n_groups: int, q: float) -> Array:
    """Return the q-quantile of each group, linearly interpolated.

    Parameters
    ----------
    values, group : arrays of one length
        Values and the group of each, 0 … n_groups - 1.
    n_groups : int
        Number of groups.
    q : float
        In [0, 1].

    Returns
    -------
    float array, shape (n_groups,)
        NaN for a group without values.
    """
    ordered = values[np.lexsort((values, group))].astype(float)
    count = np.bincount(group, minlength=n_groups)
    filled = count > 0
    start = (np.cumsum(count) - count)[filled]
    at = (count[filled] - 1) * q
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, count[filled] - 1)
    below, above = ordered[start + low], ordered[start + high]
    out = np.full(n_groups, np.nan)
    out[filled] = below + (at - low) * (above - below)
    return out


@measure("s", "mean", basis="contact", better="lower", label="Response time")
def response_s(view: View, options: Options) -> Quotient:
    """Mean time from arrival, self-service included, to the first reply of an agent."""
    contacts = view.contacts
    reply = contacts.columns["first_reply_ms"]
    times = np.where(reply >= 0, reply - contacts.at_ms, 0)
    return contacts.total(times, by=AGENT_KEYS, unit=1000) / contacts.total(
        reply >= 0, by=AGENT_KEYS
    )


@measure("s", "mean", basis="issue", better="lower", label="Resolution time")
def resolution_s(view: View, options: Options) -> Quotient:
    """Mean time from the first contact of an issue to its resolution, resolved issues only."""
    issues = view.issues
    times = (issues.columns["closed_ms"] - issues.at_ms) * issues.resolved
    return issues.total(times, unit=1000) / issues.total(issues.resolved)


@measure("1", "mean", basis="clock time", better="lower", label="Mean queue length")
def mean_queue(view: View, options: Options) -> Quotient:
    """Time-average number of contacts waiting in queues."""
    return view.waiting.time() / view.clock


@measure(
    "1",
    "ratio",
    basis="contact",
    better="higher",
    label="Service level",
    uses=("awt_s", "rule", "count_blocked"),
)
def service_level(view: View, options: Options) -> Quotient:
    """Share of contacts answered within the AWT, by one of four rules.

    Notes
    -----
    With S answered, L abandoned and a subscript for "within the AWT": ``offered``
    S_t / offered; ``exclude_short`` (default) S_t / (offered - L_t); ``short_met``
    (S_t + L_t) / offered; ``answered`` S_t / S. `count_blocked` adds blocked contacts to
    the denominator, as not met.

    References
    ----------
    Buist and L'Ecuyer (2005), WSC; ICMI Queue Tips, Service level calculations (2005).
    """
    contacts = view.contacts
    met = contacts.total(contacts.answered & within(view, options))
    n_short = contacts.total(short(view, options))
    blocked = contacts.had("blocked") & options.count_blocked
    base = contacts.total(contacts.offered | blocked)
    if options.rule == "answered":
        return met / contacts.total(contacts.answered)
    if options.rule == "exclude_short":
        return met / (base - n_short)
    return (met + n_short if options.rule == "short_met" else met) / base


@measure(
    "1",
    "ratio",
    basis="clock time",
    better="higher",
    label="Intervals on target",
    uses=("sl_target", "interval_s", "awt_s", "rule", "count_blocked"),
)
def sl_attained(view: View, options: Options) -> Quotient:
    """Share of intervals whose service level reaches the target; empty intervals left out."""
    level = service_level.formula(view, options)

    def intervals(g: Grouping) -> tuple[Array, Array]:
        fine, up = by_interval(view, g, options.interval_s)
        return divide(level.numerator.sum_by(fine), level.denominator.sum_by(fine)), up

    def attained(g: Grouping) -> Array:
        share, up = intervals(g)
        return g.count(up, share >= options.sl_target)

    def judged(g: Grouping) -> Array:
        share, up = intervals(g)
        return g.count(up, ~np.isnan(share))

    return Amount(BY_SUBJECT, attained) / Amount(BY_SUBJECT, judged)


def by_interval(view: View, g: Grouping, interval_s: float) -> tuple[Grouping, Array]:
    """Return a grouping by interval and the names of `g`, and where its cells belong in `g`.

    An interval belongs to the group of `g` in which it starts.
    """
    fine = view.grouping(("interval", *g.names), interval_s)
    level = g.periods.locate(fine.periods.first_ms)
    names = np.unravel_index(np.arange(fine.n_cells), fine.shape)
    return fine, g.cell(level[names[0]], names[1:])
