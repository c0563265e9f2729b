"""Resolution: was it solved, by whom, after how many contacts (glossary §8).

Issues count in the period in which they arose, legs and contacts in the period in which
the contact arrived. Grouped by team, tier or agent, an issue belongs to the agent who
first answered it.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.contacts import returned
from cssim.measures.groups import AGENT_KEYS, Amount, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.rows import at
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
    return _at_first_answer(view, columns["resolved"] & (columns["n_legs"] == 1)) / (
        _answered_issues(view)
    )


def _legs_ended(view: View, how: str, tier: int | None) -> Quotient:
    legs = view.legs
    here = np.full(len(legs.tier), True) if tier is None else legs.tier == tier
    return legs.total(here & legs.ended(how), by=AGENT_KEYS) / legs.total(here, by=AGENT_KEYS)


@measure("1", "ratio", basis="leg", better="higher", label="Resolution by tier", uses=("tier",))
def tier_resolution(view: View, options: Options) -> Quotient:
    """Share of the legs answered at a tier that resolve the issue."""
    return _legs_ended(view, "resolved", options.tier)


@measure("1", "ratio", basis="leg", better="lower", label="Escalation rate", uses=("tier",))
def escalation_rate(view: View, options: Options) -> Quotient:
    """Share of the legs answered at a tier that are passed to a higher tier."""
    return _legs_ended(view, "escalated", options.tier)


@measure("1", "ratio", basis="issue", better="higher", label="Resolution rate")
def resolution_rate(view: View, options: Options) -> Quotient:
    """Share of issues resolved at any time in the run."""
    issues = view.issues
    return issues.total(issues.resolved) / issues.total(np.full(len(issues.at_ms), True))


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
