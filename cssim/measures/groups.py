"""Groups of rows and sums over them: the machinery under every measure.

A measure is a quotient of two `Amount`s. An amount knows which group keys make sense for
it and can be summed for any `Grouping`, all groups at once. Rows of a journal are either
`Points` (contacts, issues, legs: counted in the period of one instant) or `Spans` (agent
states, waits: time counted in the periods in which it passed).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cssim.errors import InputError
from cssim.measures.codes import grouped_quantile
from cssim.measures.periods import MAX_CELLS, TIME_KEYS, Array, Periods

SUBJECT_KEYS = ("reason", "channel", "segment", "language")
AGENT_KEYS = ("team", "tier", "agent")
KEYS = (*TIME_KEYS, *SUBJECT_KEYS, *AGENT_KEYS)
"""Every key a table can be grouped by."""
NONE_LABEL = "(none)"
"""Group of rows without the key: a customer without segment, a contact without agent."""


@dataclass(frozen=True, eq=False)
class Grouping:
    """One way to group: levels of time crossed with names.

    Attributes
    ----------
    keys : tuple of str
        Group keys in the order asked for.
    periods : Periods
        Levels of the time keys among them.
    names : dict of key to tuple
        Labels of the other keys; code i stands for label i, -1 for `NONE_LABEL`.
    places : dict
        Groups of rows already worked out, by the rows themselves.
    filled : bool array, shape (n_cells,)
        Groups in which something was counted so far.
    """

    keys: tuple[str, ...]
    periods: Periods
    names: Mapping[str, tuple[Any, ...]]
    places: dict[Any, Any] = field(default_factory=dict)
    filled: Array = field(init=False)

    def __post_init__(self) -> None:
        if self.n_cells > MAX_CELLS:
            accepted = f"at most {MAX_CELLS} groups; use fewer keys or longer intervals"
            raise InputError.of("by", f"{self.n_cells} groups", accepted)
        object.__setattr__(self, "filled", np.zeros(self.n_cells, dtype=bool))

    def count(self, cells: Array, values: Array | None = None) -> Array:
        """Return the sum of `values` (default 1) by group, and remember which had any."""
        sums = np.bincount(cells, values, minlength=self.n_cells)
        np.logical_or(self.filled, sums != 0, out=self.filled)
        return sums

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of levels of time, then of each other key, the nameless included."""
        return (self.periods.n_levels, *(len(labels) + 1 for labels in self.names.values()))

    @property
    def n_cells(self) -> int:
        """Number of groups."""
        return int(np.prod(self.shape, dtype=np.int64))

    def cell(self, level: Array, codes: Sequence[Array]) -> Array:
        """Return the group of each row from its level of time and its name codes."""
        wrapped = [np.where(c < 0, n - 1, c) for c, n in zip(codes, self.shape[1:], strict=True)]
        return np.ravel_multi_index((level, *wrapped), self.shape)

    def codes(self, key: str) -> Array:
        """Return the name code of each group, the last for none."""
        at = np.unravel_index(np.arange(self.n_cells), self.shape)
        code: Array = at[1 + list(self.names).index(key)]
        return code

    def spread(self, per_level: Array) -> Array:
        """Return a value per level of time, repeated for every name."""
        return np.repeat(per_level.astype(float), self.n_cells // self.periods.n_levels)

    def frame(self) -> pd.DataFrame:
        """Return the labels of all groups, one row each, columns in the order of `keys`."""
        at = np.unravel_index(np.arange(self.n_cells), self.shape)
        columns = {key: labels[at[0]] for key, labels in self.periods.labels.items()}
        for code, (key, labels) in zip(at[1:], self.names.items(), strict=True):
            columns[key] = np.array([*labels, NONE_LABEL], dtype=object)[code]
        return pd.DataFrame({key: columns[key] for key in self.keys}, index=range(self.n_cells))

    def shown(self) -> Array:
        """Return the groups worth a row: all but nameless ones in which nothing was counted."""
        at = np.unravel_index(np.arange(self.n_cells), self.shape)
        last = [code == n - 1 for code, n in zip(at[1:], self.shape[1:], strict=True)]
        return ~np.any(last, axis=0) | self.filled if last else np.ones(self.n_cells, dtype=bool)


@dataclass(frozen=True, eq=False)
class Amount:
    """Something that can be summed by group.

    Attributes
    ----------
    accepts : frozenset of str
        Group keys that make sense for it.
    sum_by : callable
        Returns the sums for a grouping: float array, shape (n_cells,).
    """

    accepts: frozenset[str]
    sum_by: Callable[[Grouping], Array]

    def __truediv__(self, other: Amount) -> Quotient:
        return Quotient(self, other)

    def __add__(self, other: Amount) -> Amount:
        return combine(lambda a, b: a + b, self, other)

    def __sub__(self, other: Amount) -> Amount:
        return combine(lambda a, b: a - b, self, other)

    def __rmul__(self, factor: float) -> Amount:
        return combine(lambda a: factor * a, self)


def combine(function: Callable[..., Array], *amounts: Amount) -> Amount:
    """Return the amount that `function` makes, group by group, of the sums of others."""
    accepts = frozenset(KEYS).intersection(*(amount.accepts for amount in amounts))
    return Amount(accepts, lambda g: function(*(amount.sum_by(g) for amount in amounts)))


ONE = Amount(frozenset(KEYS), lambda g: np.ones(g.n_cells))
"""Denominator of a total: one run."""


@dataclass(frozen=True, eq=False)
class Quotient:
    """Numerator and denominator of a measure, not yet summed."""

    numerator: Amount
    denominator: Amount

    @property
    def accepts(self) -> frozenset[str]:
        """Group keys that make sense for both."""
        return self.numerator.accepts & self.denominator.accepts


def per_run(amount: Amount) -> Quotient:
    """Return a total: the amount over one run."""
    return amount / ONE


@dataclass(eq=False)
class Points:
    """Rows that count in the period of one instant each.

    Attributes
    ----------
    at_ms : int64 array, shape (n,)
        Instant that decides the period.
    counted : bool array, shape (n,)
        Rows inside the measured span (the warm-up is left out here, once for all).
    codes : dict of key to int array, shape (n,)
        Name codes of each row.
    has_period : bool
        False for rows that belong to the whole run, not to a period of it.
    """

    at_ms: Array
    counted: Array
    codes: Mapping[str, Array]
    has_period: bool = True

    def cells(self, g: Grouping) -> Array:
        """Return the group of each counted row."""
        if self not in g.places:
            codes = [self.codes[key][self.counted] for key in g.names]
            g.places[self] = g.cell(g.periods.locate(self.at_ms[self.counted]), codes)
        cells: Array = g.places[self]
        return cells

    def total(self, values: Array, by: Sequence[str] = (), unit: float = 1) -> Amount:
        """Return the sum of a value per row.

        Parameters
        ----------
        values : array, shape (n,)
            One value per row; booleans are counted.
        by : sequence of str
            Agent keys that make sense besides time and the keys of the subject.
        unit : float
            What the sums are divided by: 1000 turns ms into seconds.
        """
        times = frozenset(TIME_KEYS if self.has_period else ())
        accepts = times | (frozenset(self.codes) - frozenset(AGENT_KEYS))
        chosen = values[self.counted]

        def sum_by(g: Grouping) -> Array:
            return g.count(self.cells(g), chosen) / unit

        return Amount(accepts | frozenset(by), sum_by)

    def quantile(self, values: Array, which: Array, q: float, by: Sequence[str] = ()) -> Quotient:
        """Return the q-quantile of a time in ms over the rows marked, in seconds."""
        number, picked = self.total(which, by), which[self.counted]
        chosen = values[self.counted][picked]

        def quantiles(g: Grouping) -> Array:
            return grouped_quantile(chosen, self.cells(g)[picked], g.n_cells, q) / 1000

        return Quotient(Amount(number.accepts, quantiles), number)


@dataclass(eq=False)
class Spans:
    """Rows that last, and count in each period for the time they spend in it.

    Attributes
    ----------
    from_ms, until_ms : int64 arrays, shape (n,)
        Spans; parts outside [warm-up, horizon] do not count.
    codes : dict of key to int array, shape (n,)
        Name codes of each row.
    """

    from_ms: Array
    until_ms: Array
    codes: Mapping[str, Array]

    def parts(self, g: Grouping) -> tuple[Array, Array, Array]:
        """Return row, group and length in ms of each part of a span."""
        if self not in g.places:
            row, level, length = g.periods.clip(self.from_ms, self.until_ms)
            cell = g.cell(level, [self.codes[key][row] for key in g.names])
            g.places[self] = row, cell, length
        row, cell, length = g.places[self]
        return row, cell, length

    def time(self, weight: Array | None = None, unit: float = 1000) -> Amount:
        """Return the time spent, in seconds, weighted per row (1 without `weight`)."""
        weights = np.ones(len(self.from_ms), dtype=bool) if weight is None else weight

        def sum_by(g: Grouping) -> Array:
            row, cell, length = self.parts(g)
            return g.count(cell, length * weights[row]) / unit

        return Amount(frozenset(TIME_KEYS) | frozenset(self.codes), sum_by)

    def pick(self, rows: Array) -> Spans:
        """Return some of the spans."""
        codes = {key: code[rows] for key, code in self.codes.items()}
        return Spans(self.from_ms[rows], self.until_ms[rows], codes)
