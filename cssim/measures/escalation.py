"""Transfers, advice and the tiers above (glossary §8).

Legs and contacts count in the period in which the contact arrived. *Level two* is every tier
from 2 up. A contact is *escalated* when a leg was passed to a higher tier, or level two took
it or was waited for.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import AGENT_KEYS, Amount, Quotient, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.resolution import legs_ended, resolution_times
from cssim.measures.rows import LegRows
from cssim.measures.satisfaction import rated, responses, top
from cssim.measures.view import View

LEVEL_TWO = 2
PING_PONG = 2


def _answered(view: View) -> Amount:
    return view.contacts.total(view.contacts.answered, by=AGENT_KEYS)


def _share_of_answered(view: View, which: Array) -> Quotient:
    return view.contacts.total(view.contacts.answered & which, by=AGENT_KEYS) / _answered(view)


@measure("1", "ratio", basis="leg", better="lower", label="Sideways transfers", uses=("tier",))
def sideways_rate(view: View, options: Options) -> Quotient:
    """Share of the legs answered at a tier that are passed on within it."""
    return legs_ended(view, "transferred", options.tier)


@measure("1", "ratio", basis="contact", better="lower", label="Ping-pong")
def ping_pong(view: View, options: Options) -> Quotient:
    """Share of answered contacts handed to another agent twice or more."""
    return _share_of_answered(view, view.contacts.columns["n_transfers"] >= PING_PONG)


@measure("1", "total", basis="leg", better="lower", label="Hand-overs at the end of a shift")
def n_hand_overs(view: View, options: Options) -> Quotient:
    """Legs that agents handed to a colleague because their shift was over."""
    return per_run(view.legs.total(view.legs.ended("handed_over"), by=AGENT_KEYS))


@measure("1", "ratio", basis="contact", better="none", label="Consults")
def consult_rate(view: View, options: Options) -> Quotient:
    """Share of answered contacts in which the agent asked a colleague."""
    contacts = view.contacts
    return _share_of_answered(view, contacts.has_leg(contacts.legs.ended("consulted")))


@measure("s", "mean", basis="leg", better="lower", label="Mean consult")
def consult_s(view: View, options: Options) -> Quotient:
    """Mean time that asking a colleague takes, of the agent who asks."""
    legs = view.contacts.legs
    asked = LegRows(view.contacts, legs.ended("consulted"))
    times = (legs.until_ms - legs.columns["answered_ms"])[asked.rows]
    return asked.total(times, by=AGENT_KEYS, unit=1000) / asked.total(times >= 0, by=AGENT_KEYS)


@measure("1", "total", basis="contact", better="none", label="Concessions")
def n_concessions(view: View, options: Options) -> Quotient:
    """Cases that agents settled by their own authority."""
    return per_run(view.contacts.total(view.contacts.columns["n_concessions"], by=AGENT_KEYS))


@measure("1", "ratio", basis="contact", better="none", label="Concession rate")
def concession_rate(view: View, options: Options) -> Quotient:
    """Share of answered contacts in which an agent settled the case by authority."""
    return _share_of_answered(view, view.contacts.columns["n_concessions"] > 0)


def _level_two(view: View) -> Array:
    """Which legs are at level two: the customer waited there, was served, or left a ticket."""
    legs = view.contacts.legs
    there = legs.of_kind("queue", "service") | legs.ticket
    return there & ~legs.callback & (legs.columns["tier"] >= LEVEL_TWO)


def _mean_leg(view: View, until_ms: Array, which: Array) -> Quotient:
    """Mean time from the start of legs at level two; a part resumed goes with its leg."""
    legs, two = view.contacts.legs, LegRows(view.contacts, _level_two(view))
    times = ((until_ms - legs.begun_ms) * which)[two.rows]
    whole = two.total(~legs.resumed[two.rows], by=AGENT_KEYS)
    return two.total(times, by=AGENT_KEYS, unit=1000) / whole


@measure("s", "mean", basis="leg", better="lower", label="Time at level two")
def level_two_s(view: View, options: Options) -> Quotient:
    """Mean time from reaching level two to the end of talk and hold there, or giving up."""
    legs = view.contacts.legs
    return _mean_leg(view, legs.done_ms, np.full(len(legs.contact), True))


@measure("s", "mean", basis="leg", better="lower", label="Wait for level two")
def level_two_wait_s(view: View, options: Options) -> Quotient:
    """Mean wait for an agent of level two, tickets and those giving up included."""
    return _mean_leg(view, view.contacts.legs.wait_until_ms, ~view.contacts.legs.resumed)


def _escalated(view: View) -> Array:
    contacts = view.contacts
    return contacts.has_leg(contacts.legs.ended("escalated") | _level_two(view))


@measure("s", "quantile", basis="issue", better="lower", label="Escalated resolution", uses=("q",))
def escalated_quantile_s(view: View, options: Options) -> Quotient:
    """Resolution time that the share q of resolved issues with an escalation did not exceed."""
    issues, which = view.issues, np.zeros(len(view.issues.at_ms), dtype=bool)
    which[issues.of_contacts(view.contacts, _escalated(view))] = True
    return issues.quantile(resolution_times(view), issues.resolved & which, options.q)


@measure("1", "ratio", basis="contact", better="higher", label="CSAT of escalated (surveyed)")
def csat_escalated(view: View, options: Options) -> Quotient:
    """Share of survey answers after escalated contacts that are 4 or 5."""
    return top(view, responses(view) & _escalated(view))


@measure("1", "ratio", basis="contact", better="higher", label="CSAT of escalated (true)")
def csat_escalated_true(view: View, options: Options) -> Quotient:
    """Share of escalated contacts whose customer would rate 4 or 5, asked or not."""
    return top(view, rated(view) & _escalated(view))
