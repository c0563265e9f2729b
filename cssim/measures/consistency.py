"""Whether service is the same whoever answers: satisfaction agent by agent.

The value of an agent is the mean chance of a rating of 4 or 5 over the contacts he or she
answered first. Each agent counts once. Few contacts make agents differ by chance alone.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.groups import AGENT_KEYS, Quotient
from cssim.measures.parameters import Options
from cssim.measures.registry import measure
from cssim.measures.spread import deviation, lowest_tenth, over_agents
from cssim.measures.view import View


def _served(view: View) -> Quotient:
    sat = view.contacts.columns["sat"]
    known = view.contacts.served & (sat >= 0)
    felt = view.contacts.total(np.where(known, sat, 0.0), by=AGENT_KEYS)
    return felt / view.contacts.total(known, by=AGENT_KEYS)


@measure("1", "quantile", basis="contact", better="lower", label="Spread of CSAT over agents")
def csat_sd_agents(view: View, options: Options) -> Quotient:
    """Standard deviation over agents of the mean satisfaction with the contacts of each."""
    return over_agents(view, _served(view), deviation)


@measure("1", "quantile", basis="contact", better="higher", label="CSAT of the weakest agents")
def csat_worst_agents(view: View, options: Options) -> Quotient:
    """Mean satisfaction that the weakest tenth of the agents does not reach."""
    return over_agents(view, _served(view), lowest_tenth)
