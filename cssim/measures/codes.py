"""Small steps on whole columns: codes of names, places of keys, quantiles by group."""

from __future__ import annotations

import numpy as np

from cssim.measures.periods import Array


def coded(values: Array, names: tuple[str, ...], *wanted: str) -> Array:
    """Return which codes stand for one of the wanted names."""
    is_wanted = np.zeros(len(names) + 1, dtype=bool)  # the last stands for -1, no name
    is_wanted[[names.index(name) for name in wanted]] = True
    return is_wanted[values]


def position(keys: Array, wanted: Array) -> Array:
    """Return where each wanted value stands in the sorted `keys`; all must be there."""
    return np.searchsorted(keys, wanted)


def at(values: Array, rows: Array, otherwise: int | bool) -> Array:
    """Return `values` at the given rows, and `otherwise` where the row is -1."""
    if not len(values):
        return np.full(len(rows), otherwise)
    return np.where(rows >= 0, values[rows], otherwise)


def divide(numerator: Array, denominator: Array) -> Array:
    """Return the quotient, NaN where the denominator is 0."""
    out = np.full(len(numerator), np.nan)
    np.divide(numerator, denominator, out=out, where=denominator != 0)
    return out


def grouped_quantile(values: Array, group: Array, n_groups: int, q: float) -> Array:
    """Return the q-quantile of each group, linearly interpolated.

    Parameters
    ----------
    values, group : arrays of one length
        Values and the group of each, 0 … n_groups - 1.
    n_groups : int
        Number of groups.
    q : float
        In [0, 1].

    Returns
    -------
    float array, shape (n_groups,)
        NaN for a group without values.
    """
    ordered = values[np.lexsort((values, group))].astype(float)
    count = np.bincount(group, minlength=n_groups)
    filled = count > 0
    start = (np.cumsum(count) - count)[filled]
    at = (count[filled] - 1) * q
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, count[filled] - 1)
    below, above = ordered[start + low], ordered[start + high]
    out = np.full(n_groups, np.nan)
    out[filled] = below + (at - low) * (above - below)
    return out
