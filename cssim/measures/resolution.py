"""Resolution: was it solved, by whom, after how many contacts (glossary §8).

Issues count in the period in which they arose, legs and contacts in the period in which
the contact arrived. Grouped by team, tier or agent, an issue belongs to the agent who
first answered it.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.codes import at
from cssim.measures.contacts import returned
from cssim.measures.groups import AGENT_KEYS, SUBJECT_KEYS, Amount, Quotient, Spans, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array, to_ms
from cssim.measures.prices import priced
from cssim.measures.registry import measure
from cssim.measures.staff_cost import need_prices
from cssim.measures.view import View


def _at_first_answer(view: View, fact: Array) -> Amount:
    """Issues with an answered contact of which the first has the fact."""
    issues = view.issues
    return issues.total(at(fact, issues.first_served, False), by=AGENT_KEYS)


def _answered_issues(view: View) -> Amount:
    return view.issues.total(view.issues.served, by=AGENT_KEYS)


@measure("1", "ratio", basis="issue", better="higher", label="First-contact resolution")
def fcr(view: View, options: Options) -> Quotient:
    """Share of issues resolved by the first answered contact, transfers inside it allowed."""
    return _at_first_answer(view, view.contacts.columns["resolved"]) / _answered_issues(view)


@measure(
    "1",
    "ratio",
    basis="issue",
    better="higher",
    label="Observed first-contact resolution",
    uses=("window_s",),
)
def fcr_observed(view: View, options: Options) -> Quotient:
    """Share of issues with no later contact in the window: what a real center can see."""
    quiet = ~returned(view, options.window_s)
    return _at_first_answer(view, quiet) / _answered_issues(view)


@measure("1", "ratio", basis="issue", better="higher", label="One-touch resolution")
def one_touch(view: View, options: Options) -> Quotient:
    """Share of issues resolved by the first answered contact without a transfer."""
    columns = view.contacts.columns
    untouched = columns["resolved"] & (columns["n_transfers"] == 0)
    return _at_first_answer(view, untouched) / _answered_issues(view)


def legs_ended(view: View, how: str, tier: int | None) -> Quotient:
    """Return the share of the legs answered at a tier that ended so; None for every tier."""
    legs = view.legs
    here = np.full(len(legs.tier), True) if tier is None else legs.tier == tier
    answered = legs.total(here & legs.whole, by=AGENT_KEYS)
    return legs.total(here & legs.ended(how), by=AGENT_KEYS) / answered


@measure("1", "ratio", basis="leg", better="higher", label="Resolution by tier", uses=("tier",))
def tier_resolution(view: View, options: Options) -> Quotient:
    """Share of the legs answered at a tier that resolve the issue."""
    return legs_ended(view, "resolved", options.tier)


@measure("1", "ratio", basis="leg", better="lower", label="Escalation rate", uses=("tier",))
def escalation_rate(view: View, options: Options) -> Quotient:
    """Share of the legs answered at a tier that are passed to a higher tier."""
    return legs_ended(view, "escalated", options.tier)


@measure("1", "ratio", basis="issue", better="higher", label="Resolution rate")
def resolution_rate(view: View, options: Options) -> Quotient:
    """Share of issues resolved at any time in the run."""
    issues = view.issues
    return issues.total(issues.resolved) / issues.total(np.full(len(issues.at_ms), True))


def resolution_times(view: View) -> Array:
    """Return the time from the first contact of each issue to its closing, in ms."""
    return view.issues.columns["closed_ms"] - view.issues.at_ms


@measure("s", "mean", basis="issue", better="lower", label="Resolution time")
def resolution_s(view: View, options: Options) -> Quotient:
    """Mean time from the first contact of an issue to its resolution, resolved issues only."""
    issues = view.issues
    times = resolution_times(view) * issues.resolved
    return issues.total(times, unit=1000) / issues.total(issues.resolved)


@measure(
    "s", "quantile", basis="issue", better="lower", label="Resolution time quantile", uses=("q",)
)
def resolution_quantile_s(view: View, options: Options) -> Quotient:
    """Resolution time that the share q of resolved issues did not exceed."""
    return view.issues.quantile(resolution_times(view), view.issues.resolved, options.q)


@measure("1", "ratio", basis="contact", better="lower", label="Transfer rate")
def transfer_rate(view: View, options: Options) -> Quotient:
    """Share of answered contacts handed to another agent at least once."""
    contacts = view.contacts
    handed_over = contacts.answered & (contacts.columns["n_transfers"] > 0)
    return contacts.total(handed_over, by=AGENT_KEYS) / contacts.total(
        contacts.answered, by=AGENT_KEYS
    )


@measure("1", "ratio", basis="contact", better="lower", label="Contacts per resolution")
def contacts_per_resolution(view: View, options: Options) -> Quotient:
    """Offered contacts behind one resolved issue."""
    contacts, issues = view.contacts, view.issues
    return contacts.total(contacts.offered) / issues.total(issues.resolved)


@measure("1", "total", basis="issue", better="none", label="Issues")
def n_issues(view: View, options: Options) -> Quotient:
    """Issues that customers raised."""
    return per_run(view.issues.total(np.full(len(view.issues.at_ms), True)))


@measure(
    "currency", "total", basis="issue", better="lower", label="Lost unsolved", uses=("prices",)
)
def lost_value(view: View, options: Options) -> Quotient:
    """Value at stake in issues that ended unsolved: given up, or after the last attempt.

    Notes
    -----
    No part of the total cost or the net value. What their customers' leaving costs is in
    `value_at_risk`.
    """
    issues, names = view.issues, view.names("reason")
    stake = priced(need_prices(options).at_stake, names, issues.columns["reason"])
    return per_run(issues.total(stake * (issues.ended("given_up") | issues.ended("too_many"))))


@measure("1", "total", basis="issue", better="higher", label="Avoided issues")
def n_avoided(view: View, options: Options) -> Quotient:
    """Issues that did not arise because their root cause had been repaired."""
    avoided = view.issues.avoided
    return per_run(avoided.total(np.full(len(avoided.at_ms), True)))


def _until(view: View) -> Array:
    """Return when each issue was closed; the end of the run while it is open."""
    closed = view.issues.columns["closed_ms"]
    return np.where(closed >= 0, closed, view.about.end_ms)


@measure("1", "ratio", basis="issue", better="lower", label="Old issues", uses=("age_s",))
def old_share(view: View, options: Options) -> Quotient:
    """Share of issues that stay open longer than an age.

    Notes
    -----
    An issue still open and younger when the run ends is in neither sum.
    """
    issues = view.issues
    old = _until(view) - issues.at_ms > to_ms(options.age_s)
    return issues.total(old) / issues.total(old | (issues.columns["closed_ms"] >= 0))


@measure("1", "mean", basis="clock time", better="lower", label="Mean old issues", uses=("age_s",))
def mean_old(view: View, options: Options) -> Quotient:
    """Time-average number of open issues older than an age."""
    issues, until = view.issues, _until(view)
    old = np.flatnonzero(issues.raised & (until - issues.at_ms > to_ms(options.age_s)))
    codes = {key: issues.codes[key][old] for key in SUBJECT_KEYS}
    return Spans(issues.at_ms[old] + to_ms(options.age_s), until[old], codes).time() / view.clock
