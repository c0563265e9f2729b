"""Handling of answered contacts (glossary §6) and the load they bring (§7).

Contact basis: what answered contacts cost in agent time, all legs together. Grouped by
team, tier or agent the unit is the leg: each one's own work over the legs each answered, a
leg that was set aside and resumed counting once. A chat counts with its time in hand, however
many others the agent had.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cssim.journal import Journal
from cssim.measures.groups import AGENT_KEYS, KEYS, Amount, Grouping, Quotient, combine
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.view import View

WORK_PARTS = ("talk", "hold", "acw")


def contact_times(journal: Journal | View) -> pd.DataFrame:
    """Return the times of each contact that arrived after the warm-up, for distributions.

    Parameters
    ----------
    journal : Journal or View
        What happened.

    Returns
    -------
    DataFrame
        Indexed by contact; float seconds ``wait_s`` (first leg), ``total_wait_s`` (all
        legs), ``talk_s``, ``hold_s``, ``acw_s`` and ``handle_s`` (all legs). Waits are
        NaN for contacts that were not offered, work for contacts that reached nobody.
    """
    contacts = View.of(journal).contacts
    waits = {"wait_s": contacts.wait_ms, "total_wait_s": contacts.total_wait_ms}
    work = {f"{part}_s": contacts.work_ms(part) for part in WORK_PARTS}
    work["handle_s"] = contacts.work_ms(*WORK_PARTS)
    columns = {name: np.where(contacts.offered, v / 1000, np.nan) for name, v in waits.items()}
    columns |= {name: np.where(contacts.served, v / 1000, np.nan) for name, v in work.items()}
    frame = pd.DataFrame(columns, index=pd.Index(contacts.columns["contact"], name="contact"))
    return frame[contacts.counted]


def _work(view: View, *parts: str) -> Quotient:
    legs, contacts = view.legs, view.contacts
    spent = contacts.legs.work_ms(*parts)[legs.rows] * legs.of_answered
    n_legs = legs.total(legs.of_answered & legs.whole, by=AGENT_KEYS)
    n_contacts = contacts.total(contacts.answered)

    def count(g: Grouping) -> Array:
        return (n_legs if set(g.keys) & set(AGENT_KEYS) else n_contacts).sum_by(g)

    return legs.total(spent, by=AGENT_KEYS, unit=1000) / Amount(frozenset(KEYS), count)


@measure("s", "mean", basis="contact", better="none", label="Mean talk time")
def talk_s(view: View, options: Options) -> Quotient:
    """Mean time agent and customer were connected, hold excluded, per answered contact."""
    return _work(view, "talk")


@measure("s", "mean", basis="contact", better="lower", label="Mean hold time")
def hold_s(view: View, options: Options) -> Quotient:
    """Mean time customers were on hold, per answered contact."""
    return _work(view, "hold")


@measure("s", "mean", basis="contact", better="lower", label="Mean after-contact work")
def acw_s(view: View, options: Options) -> Quotient:
    """Mean work after the customer had left, per answered contact."""
    return _work(view, "acw")


@measure("s", "mean", basis="contact", better="none", label="Average handle time")
def aht_s(view: View, options: Options) -> Quotient:
    """Mean agent time an answered contact takes: talk, hold and after-contact work."""
    return _work(view, *WORK_PARTS)


def _demand(view: View) -> Amount:
    """Agent seconds that all arrived contacts would take at the AHT of the answered."""
    contacts = view.contacts
    arrived = contacts.total(contacts.offered | contacts.had("blocked"))
    handle = _work(view, *WORK_PARTS)
    return combine(_expected_work, arrived, handle.numerator, contacts.total(contacts.answered))


def _expected_work(n_arrived: Array, handle: Array, n_answered: Array) -> Array:
    """Nothing arrived is no work; arrived but nothing answered is unknown."""
    out = np.where(n_arrived == 0, 0.0, np.nan)
    np.divide(n_arrived * handle, n_answered, out=out, where=n_answered > 0)
    return out


@measure("erlang", "mean", basis="clock time", better="none", label="Offered load")
def load(view: View, options: Options) -> Quotient:
    """Erlangs brought by demand: arrivals per second times the average handle time."""
    return _demand(view) / view.clock


@measure("1", "ratio", basis="agent time", better="none", label="Traffic intensity")
def rho(view: View, options: Options) -> Quotient:
    """Offered load per available agent; above 1 means more work than time."""
    return _demand(view) / view.agents.available
