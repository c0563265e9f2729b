"""How agents fare: fatigue, strain, absence and what they say of it.

Fatigue (mean of the week's time at work) and strain, both from 0 to 1, are written down each
week for every agent; each of these readings counts once.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.development import readings
from cssim.measures.groups import AGENT_KEYS, Quotient
from cssim.measures.parameters import Options
from cssim.measures.registry import measure
from cssim.measures.spread import largest, over_agents
from cssim.measures.view import View


@measure("1", "mean", basis="agent time", better="lower", label="Strain")
def mean_strain(view: View, options: Options) -> Quotient:
    """Mean strain of the agents, from 0 to 1, over weekly readings."""
    return readings(view, "strain")


@measure("1", "quantile", basis="agent time", better="lower", label="Strain of the worst off")
def worst_agent_strain(view: View, options: Options) -> Quotient:
    """Highest of the agents' mean strains; the denominator is the number of agents."""
    return over_agents(view, readings(view, "strain"), largest)


@measure("1", "mean", basis="agent time", better="lower", label="Fatigue")
def mean_fatigue(view: View, options: Options) -> Quotient:
    """Mean fatigue of the agents at work, from 0 to 1, over weekly readings."""
    return readings(view, "fatigue")


@measure("1", "ratio", basis="agent time", better="lower", label="Absence")
def absence_rate(view: View, options: Options) -> Quotient:
    """Share of scheduled time in which agents were absent."""
    return view.agents.in_state("absent") / view.agents.scheduled


@measure("1", "mean", basis="agent time", better="higher", label="Employee score")
def employee_score(view: View, options: Options) -> Quotient:
    """Mean answer in surveys of the agents: 1 less the strain they report."""
    events = view.staff.events("surveyed")
    answers = np.where(events.known, 1.0 - events.value, 0.0)
    return events.total(answers, by=AGENT_KEYS) / events.number(events.known)
