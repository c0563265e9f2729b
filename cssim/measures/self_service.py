"""Self-service: articles and bots before an agent (glossary §3, containment).

Contact basis; a contained contact counts as an attempt. Satisfaction is the true one, as
contained customers get no survey.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.rows import OFFERED
from cssim.measures.satisfaction import rated, top
from cssim.measures.view import View


@measure("1", "ratio", basis="contact", better="higher", label="Containment")
def containment(view: View, options: Options) -> Quotient:
    """Share of demand that self-service ends without an agent."""
    contacts = view.contacts
    demand = contacts.had("contained", *OFFERED, "blocked")
    return contacts.total(contacts.had("contained")) / contacts.total(demand)


def _tried(view: View) -> Array:
    columns = view.contacts.columns
    return columns["read_articles"] | columns["tried_bot"]


@measure("1", "ratio", basis="contact", better="none", label="Self-service use")
def self_service_use(view: View, options: Options) -> Quotient:
    """Share of attempts that try self-service first."""
    contacts = view.contacts
    return contacts.total(_tried(view)) / contacts.total(np.full(len(contacts.at_ms), True))


@measure("1", "ratio", basis="contact", better="lower", label="False containment")
def false_containment(view: View, options: Options) -> Quotient:
    """Share of contained contacts whose issue is not solved."""
    contacts, contained = view.contacts, view.contacts.had("contained")
    unsolved = contained & ~contacts.columns["resolved"]
    return contacts.total(unsolved) / contacts.total(contained)


@measure("1", "ratio", basis="contact", better="higher", label="CSAT of contained (true)")
def csat_contained_true(view: View, options: Options) -> Quotient:
    """Share of contained contacts whose customer would rate 4 or 5."""
    return top(view, rated(view) & view.contacts.had("contained"))


@measure("1", "ratio", basis="contact", better="higher", label="CSAT of fallen-through (true)")
def csat_fallen_through_true(view: View, options: Options) -> Quotient:
    """Share of contacts that self-service tried in vain whose customer would rate 4 or 5."""
    return top(view, rated(view) & _tried(view) & ~view.contacts.had("contained"))
