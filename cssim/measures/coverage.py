"""Coverage and fairness: agents enough at every hour, and work spread evenly over them.

Intervals are those in which contacts arrive; one without arrivals is not judged. Figures
here are extremes and spreads: they cannot be pooled, only averaged over replications.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.agents import occupancy
from cssim.measures.codes import divide
from cssim.measures.groups import Amount, Grouping, Quotient
from cssim.measures.handling import aht_s
from cssim.measures.parameters import Options
from cssim.measures.periods import TIME_KEYS, Array
from cssim.measures.registry import measure
from cssim.measures.spread import deviation, largest, over_agents
from cssim.measures.view import View
from cssim.measures.waiting import BY_SUBJECT, by_interval, mean_wait_s


@measure(
    "1", "quantile", basis="agent time", better="lower", label="Occupancy of the busiest agent"
)
def occupancy_highest(view: View, options: Options) -> Quotient:
    """Highest occupancy of an agent; the denominator is the number of agents."""
    return over_agents(view, occupancy.formula(view, options), largest)


@measure("1", "quantile", basis="agent time", better="lower", label="Spread of occupancy")
def occupancy_spread(view: View, options: Options) -> Quotient:
    """Standard deviation of occupancy over agents, each counting once."""
    return over_agents(view, occupancy.formula(view, options), deviation)


@measure(
    "s",
    "quantile",
    basis="clock time",
    better="lower",
    label="Mean wait of the worst interval",
    uses=("interval_s",),
)
def worst_wait_s(view: View, options: Options) -> Quotient:
    """Longest of the intervals' mean waits of offered contacts."""
    waits = mean_wait_s.formula(view, options)

    def means(g: Grouping) -> tuple[Array, Array]:
        fine, up = by_interval(view, g, options.interval_s)
        mean = divide(waits.numerator.sum_by(fine), waits.denominator.sum_by(fine))
        known = ~np.isnan(mean)
        return up[known], mean[known]

    worst = Amount(BY_SUBJECT, lambda g: largest(*means(g), g.n_cells))
    return Quotient(worst, Amount(BY_SUBJECT, lambda g: g.count(means(g)[0])))


def _asked(view: View) -> Amount:
    contacts = view.contacts
    return contacts.total(contacts.offered | contacts.had("blocked"))


def _by_time(view: View, g: Grouping, interval_s: float) -> tuple[Array, Array, Array]:
    """Return group, arrivals and available seconds of every interval with arrivals."""
    fine, up = by_interval(view, g, interval_s)
    arrived, available = _asked(view).sum_by(fine), view.agents.available.sum_by(fine)
    asked = arrived > 0
    return up[asked], arrived[asked], available[asked]


@measure(
    "1",
    "quantile",
    basis="clock time",
    better="higher",
    label="Least coverage",
    uses=("interval_s",),
)
def least_coverage(view: View, options: Options) -> Quotient:
    """Least available agent time per work arriving in an interval, at the run's handle time."""
    handle_s = aht_s(view).value

    def least(g: Grouping) -> Array:
        up, arrived, available = _by_time(view, g, options.interval_s)
        return -largest(up, -available / arrived, g.n_cells) / handle_s

    judged = Amount(
        frozenset(TIME_KEYS), lambda g: g.count(_by_time(view, g, options.interval_s)[0])
    )
    return Quotient(Amount(frozenset(TIME_KEYS), least), judged)


@measure(
    "1",
    "ratio",
    basis="clock time",
    better="lower",
    label="Intervals without agents",
    uses=("interval_s",),
)
def uncovered(view: View, options: Options) -> Quotient:
    """Share of the intervals with arrivals in which no agent was available."""

    def bare(g: Grouping) -> Array:
        up, _, available = _by_time(view, g, options.interval_s)
        return g.count(up, available == 0)

    judged = Amount(
        frozenset(TIME_KEYS), lambda g: g.count(_by_time(view, g, options.interval_s)[0])
    )
    return Amount(frozenset(TIME_KEYS), bare) / judged
