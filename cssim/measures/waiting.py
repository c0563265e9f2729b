"""Waiting (glossary §4) and service level (§5).

Contact basis: waits are those of the first leg, ringing included. Queue length is time
spent waiting over clock time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from cssim.errors import InputError
from cssim.measures.codes import divide
from cssim.measures.groups import AGENT_KEYS, SUBJECT_KEYS, Amount, Grouping, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import TIME_KEYS, Array, to_ms
from cssim.measures.registry import measure
from cssim.measures.view import View

BY_SUBJECT = frozenset((*TIME_KEYS, *SUBJECT_KEYS))


def per_channel(view: View, name: str, given: float | Mapping[str, float]) -> Array:
    """Return an option's value for each channel; one value stands for all.

    Raises
    ------
    InputError
        Values are given by channel and a channel with contacts has none.
    """
    names = view.names("channel")
    if not isinstance(given, Mapping):
        return np.full(len(names), float(given))
    for code in np.unique(view.contacts.columns["channel"]):
        if names[code] not in given:
            raise InputError.of(name, names[code], NEEDED[name])
    return np.array([float(given.get(channel, 0)) for channel in names])


NEEDED = {
    "awt_s": "must have an AWT for every channel used",
    "acceptable_s": "must have an acceptable wait for every channel used",
    "sl_target": "must have a target for every channel used",
}


def limit_ms(view: View, name: str, given: float | Mapping[str, float]) -> Array:
    """Return a time limit of each contact, that of its channel, in ms."""
    limits = np.array(
        [to_ms(seconds) for seconds in per_channel(view, name, given)], dtype=np.int64
    )
    return limits[view.contacts.columns["channel"]]


def awt_ms(view: View, options: Options) -> Array:
    """Return the acceptable waiting time of each contact, in ms."""
    return limit_ms(view, "awt_s", options.awt_s)


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
    contacts = view.contacts
    return contacts.quantile(contacts.wait_ms, contacts.answered, options.q, by=AGENT_KEYS)


@measure("s", "quantile", basis="contact", better="lower", label="Longest wait")
def longest_wait_s(view: View, options: Options) -> Quotient:
    """Longest wait of an offered contact, answered or not."""
    return view.contacts.quantile(view.contacts.wait_ms, view.contacts.offered, 1.0)


@measure("1", "mean", basis="clock time", better="lower", label="Mean queue length")
def mean_queue(view: View, options: Options) -> Quotient:
    """Time-average number of contacts waiting in queues; callbacks and work set aside do not."""
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
    """Share of intervals whose service level reaches the target; empty intervals left out.

    Notes
    -----
    With a target for each channel, each channel's intervals are judged by its own.
    """
    level = service_level.formula(view, options)
    extra = ("channel",) if isinstance(options.sl_target, Mapping) else ()
    targets = np.append(per_channel(view, "sl_target", options.sl_target), np.nan)

    def intervals(g: Grouping) -> tuple[Array, Array, Array]:
        fine, up = by_interval(view, g, options.interval_s, extra)
        target = targets[fine.codes("channel")] if extra else options.sl_target
        share = divide(level.numerator.sum_by(fine), level.denominator.sum_by(fine))
        return share >= target, ~np.isnan(share), up

    def attained(g: Grouping) -> Array:
        reached, _, up = intervals(g)
        return g.count(up, reached)

    def judged(g: Grouping) -> Array:
        _, known, up = intervals(g)
        return g.count(up, known)

    return Amount(BY_SUBJECT, attained) / Amount(BY_SUBJECT, judged)


def by_interval(
    view: View, g: Grouping, interval_s: float, extra: Sequence[str] = ()
) -> tuple[Grouping, Array]:
    """Return a finer grouping, and where its cells belong in `g`.

    Parameters
    ----------
    view : View
        The journal.
    g : Grouping
        What is asked for.
    interval_s : float
        Length of the intervals; one belongs to the group of `g` in which it starts.
    extra : sequence of str
        Names to group by besides the interval and the names of `g`.
    """
    names = [*g.names, *(key for key in extra if key not in g.names)]
    fine = view.grouping(("interval", *names), interval_s)
    level = g.periods.locate(fine.periods.first_ms)
    codes = np.unravel_index(np.arange(fine.n_cells), fine.shape)
    return fine, g.cell(level[codes[0]], codes[1 : len(g.names) + 1])
