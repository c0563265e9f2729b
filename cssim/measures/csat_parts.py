"""What satisfaction is made of: the parts of its logit, contact by contact.

The logit of the chance of a rating of 4 or 5 is 1.815 plus three parts: *timeliness* (waits
against what is acceptable), *courtesy* (service quality, language, having arrived angry) and
*resolution* (contacts needed, hand-overs, solved or not). The first two follow from what the
journal says of a contact, the third is the rest, so that they sum exactly. Of resolution, what
hand-overs cost can be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cssim.measures.groups import AGENT_KEYS, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.view import View
from cssim.rules.satisfaction import AVERAGE_QUALITY, BASE, MISMATCH, PER_DOUBLING, PER_QUALITY

HANDED_ON = ("escalated", "transferred", "handed_over", "taken_over")
"""Ends of a leg with which another agent takes the contact over."""


@dataclass(frozen=True)
class Parts:
    """Parts of the logit of satisfaction; arrays of shape (n_contacts,), NaN where not felt.

    Attributes
    ----------
    sat : float array
        Chance of a rating of 4 or 5.
    waiting : float array, <= 0
        Waits of the issue so far, against what is acceptable.
    quality : float array
        Service quality, language, having arrived angry.
    hand_offs : float array, <= 0
        Hand-overs of the issue so far.
    resolution : float array
        The rest: contacts needed so far, solved or not.
    """

    sat: Array
    waiting: Array
    quality: Array
    hand_offs: Array
    resolution: Array

    @classmethod
    def of(cls, view: View, options: Options) -> Parts:
        """Return the parts for every contact of a journal."""
        columns = view.contacts.columns
        sat = np.where(columns["sat"] >= 0, columns["sat"], np.nan)
        with np.errstate(divide="ignore"):
            logit = np.log(sat) - np.log1p(-sat)
        # `not ratio > 1` also where there is none.
        ratio = np.where(columns["wait_ratio"] > 1, columns["wait_ratio"], 1.0)
        waiting = -PER_DOUBLING * np.log2(ratio) + 0.0 * sat
        known = np.where(np.isnan(columns["quality"]), AVERAGE_QUALITY, columns["quality"])
        foreign, anger = (np.nan_to_num(columns[name]) for name in ("mismatch", "hostility"))
        quality = PER_QUALITY * (known - AVERAGE_QUALITY) - MISMATCH * foreign - anger + 0.0 * sat
        hand_offs = -options.handover_loss * _so_far(view) + 0.0 * sat
        return cls(sat, waiting, quality, hand_offs, logit - BASE - waiting - quality - hand_offs)

    @property
    def felt(self) -> Array:
        """Contacts of which it is known how the customer felt."""
        return ~np.isnan(self.sat)


def _so_far(view: View) -> Array:
    """Return how often each contact's issue had been handed over when that contact was over.

    While a chaser is answered, what it asks about may be handed over.
    """
    contacts, legs = view.contacts, view.contacts.legs
    _, issue = np.unique(contacts.columns["issue"], return_inverse=True)
    handed = legs.ended(*HANDED_ON) & ~legs.of_kind("conference")
    over = contacts.columns["left_ms"].copy()
    np.maximum.at(over, legs.contact, legs.done_ms)
    stride = max(int(over.max(initial=0)), 0) + 1
    instants = np.sort(issue[legs.contact[handed]] * stride + legs.done_ms[handed])
    upto = np.searchsorted(instants, issue * stride + over, side="right")
    so_far: Array = upto - np.searchsorted(instants, issue * stride)
    return so_far


def _mean(view: View, options: Options, *names: str) -> Quotient:
    parts = Parts.of(view, options)
    both = np.sum([getattr(parts, name) for name in names], axis=0)
    value = view.contacts.total(np.where(parts.felt, both, 0.0), by=AGENT_KEYS)
    return value / view.contacts.total(parts.felt, by=AGENT_KEYS)


@measure("1", "mean", basis="contact", better="higher", label="Timeliness in CSAT")
def timeliness_logit(view: View, options: Options) -> Quotient:
    """Mean part of waiting in the logit of satisfaction; 0 when waits are acceptable.

    Notes
    -----
    `timeliness_logit`, `courtesy_logit` and `resolution_logit` sum to the mean logit less 1.815.
    """
    return _mean(view, options, "waiting")


@measure("1", "mean", basis="contact", better="higher", label="Courtesy in CSAT")
def courtesy_logit(view: View, options: Options) -> Quotient:
    """Mean part of service quality, language and anger in the logit of satisfaction."""
    return _mean(view, options, "quality")


@measure("1", "mean", basis="contact", better="higher", label="Resolution in CSAT")
def resolution_logit(view: View, options: Options) -> Quotient:
    """Mean part of contacts needed, hand-overs and being solved in the logit of satisfaction."""
    return _mean(view, options, "hand_offs", "resolution")


@measure(
    "1",
    "mean",
    basis="contact",
    better="higher",
    label="Hand-offs in CSAT",
    uses=("handover_loss",),
)
def hand_offs_logit(view: View, options: Options) -> Quotient:
    """Mean part of hand-overs in the logit of satisfaction; it is in resolution_logit too."""
    return _mean(view, options, "hand_offs")
