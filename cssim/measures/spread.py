"""Spread over agents: extremes, deviations and quantiles in which each agent counts once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cssim.measures.codes import divide, grouped_quantile
from cssim.measures.groups import Amount, Grouping, Quotient
from cssim.measures.periods import TIME_KEYS, Array
from cssim.measures.view import View

BY_CREW = frozenset((*TIME_KEYS, "team", "tier"))
Spread = Callable[[Array, Array, int], Array]
"""Makes a value per group of group and value of each agent, and the number of groups."""


def largest(cell: Array, values: Array, n_cells: int) -> Array:
    """Return the largest value of each group; NaN without one."""
    top = np.full(n_cells, -np.inf)
    np.maximum.at(top, cell, values)
    return np.where(np.isfinite(top), top, np.nan)


def deviation(cell: Array, values: Array, n_cells: int) -> Array:
    """Return the standard deviation of the values of each group; NaN without one."""
    n = np.bincount(cell, minlength=n_cells)
    mean = divide(np.bincount(cell, values, minlength=n_cells), n)
    squares = (values - mean[cell]) ** 2
    spread: Array = np.sqrt(divide(np.bincount(cell, squares, minlength=n_cells), n))
    return spread


def lowest_tenth(cell: Array, values: Array, n_cells: int) -> Array:
    """Return the 10 % quantile of each group; NaN without values."""
    return grouped_quantile(values, cell, n_cells, 0.10)


def by_agent(view: View, of_agent: Quotient, g: Grouping) -> tuple[Array, Array]:
    """Return group and value of every agent of whom something was counted in it."""
    names = {**g.names, "agent": view.names("agent")}
    fine = Grouping((*g.keys, "agent"), g.periods, names)
    value = divide(of_agent.numerator.sum_by(fine), of_agent.denominator.sum_by(fine))
    at = np.unravel_index(np.arange(fine.n_cells), fine.shape)
    known = ~np.isnan(value) & (at[-1] < len(names["agent"]))
    return g.cell(at[0], at[1:-1])[known], value[known]


def over_agents(view: View, of_agent: Quotient, how: Spread) -> Quotient:
    """Return what `how` makes of the agents' values, over the number of agents.

    Parameters
    ----------
    view : View
        The journal.
    of_agent : Quotient
        Value of each agent; can be grouped by agent.
    how : callable
        Takes group, values and number of groups, such as `deviation`.
    """
    keys = BY_CREW & of_agent.accepts
    spread = Amount(keys, lambda g: how(*by_agent(view, of_agent, g), g.n_cells))
    return Quotient(spread, Amount(keys, lambda g: g.count(by_agent(view, of_agent, g)[0])))
