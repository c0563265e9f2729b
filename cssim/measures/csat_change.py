"""Why satisfaction changed: how much of a difference came through waiting, resolution and so on.

Both runs live through the same luck, so most contacts are made in both, under the same number.
Of these, the change of each is shared out to the parts of its satisfaction. Satisfaction is no
sum of its parts (it bends), so what a part does depends on which have changed before it: the
mean over all orders is taken (Shapley), which shares out the change exactly. What is left comes
from contacts made in one of the runs only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.codes import position
from cssim.measures.csat_parts import Parts
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.view import View
from cssim.rules.satisfaction import BASE

PARTS = ("waiting", "resolution", "hand_offs", "quality")
OTHERS = "others"
"""Contacts made in one of the runs only."""


@dataclass(frozen=True)
class Felt:
    """How customers felt, and why, in one run; small enough to be kept.

    Attributes
    ----------
    key : int64 array, shape (n,)
        Contacts, or issues, in rising order.
    sat : float array, shape (n,)
        Satisfaction with each; of an issue, after its last contact.
    parts : float array, shape (n, 4)
        Logits of `PARTS`.
    """

    key: Array
    sat: Array
    parts: Array

    @classmethod
    def of(
        cls, journal: Journal | View, options: Options | None = None, per: str = "contact"
    ) -> Felt:
        """Return what was felt by those who came after the warm-up.

        Parameters
        ----------
        journal : Journal or View
            What happened.
        options : Options, optional
            `handover_loss` is read; best `Options.of` the scenario.
        per : {"contact", "issue"}
            Whether every contact counts, or the last felt one of each issue.
        """
        if per not in ("contact", "issue"):
            raise InputError.of("per", per, "must be contact or issue")
        view = View.of(journal)
        found, columns = Parts.of(view, options or Options()), view.contacts.columns
        rows = np.flatnonzero(found.felt & view.contacts.counted)
        by = (columns["attempt"][rows], columns["left_ms"][rows], columns[per][rows])
        rows = rows[np.lexsort(by)]
        key = columns[per][rows]
        last = np.append(key[1:] != key[:-1], True)[: len(key)]
        rows = rows[last]
        parts = np.stack([getattr(found, name)[rows] for name in PARTS], axis=1)
        return cls(key[last], found.sat[rows], parts)


def csat_change(
    journal: Journal | View,
    base: Journal | View,
    options: Options | None = None,
    base_options: Options | None = None,
    *,
    per: str = "contact",
) -> pd.Series[float]:
    """Return the change in mean satisfaction against a base run, by where it came from.

    Parameters
    ----------
    journal, base : Journal or View
        Runs of the same replication of two scenarios.
    options, base_options : Options
        Of each scenario; one for both when `base_options` is omitted.
    per : {"contact", "issue"}
        Contacts, as `satisfaction` counts; or issues, by how each was left in the end, which
        are almost the same in both runs.

    Returns
    -------
    Series
        Change through ``waiting``, ``resolution`` (contacts needed, solved or not),
        ``hand_offs`` and ``quality`` (with language and anger) of what is in both runs, and
        through the ``others``, which are in one only. They sum to the change of the mean.
        NaN when a run has none.
    """
    ours = Felt.of(journal, options, per)
    return change(ours, Felt.of(base, base_options or options, per))


def change(new: Felt, old: Felt) -> pd.Series[float]:
    """Return the change from `old` to `new`, as `csat_change` does."""
    index = pd.Index([*PARTS, OTHERS], name="part")
    if not len(new.key) or not len(old.key):
        return pd.Series(np.nan, index=index, name="change")
    both = np.intersect1d(new.key, old.key, assume_unique=True)
    mine, theirs = position(new.key, both), position(old.key, both)
    total = float(new.sat.mean() - old.sat.mean())
    if not len(both):
        return pd.Series([*np.zeros(len(PARTS)), total], index=index, name="change")
    shares = shapley(new.parts[mine], old.parts[theirs]).mean(axis=0)
    return pd.Series([*shares, total - float(shares.sum())], index=index, name="change")


def shapley(new: Array, old: Array) -> Array:
    """Return each part's share in the change of satisfaction, over all orders of change.

    Parameters
    ----------
    new, old : float arrays, shape (n, k)
        Logits of k parts after and before.

    Returns
    -------
    float array, shape (n, k)
        Each row sums to the change of ``1 / (1 + exp(-1.815 - sum))``.
    """
    k = new.shape[1]
    shares = np.zeros(new.shape)
    for part in range(k):
        rest = [i for i in range(k) if i != part]
        for changed in _subsets(rest):
            weight = factorial(len(changed)) * factorial(k - 1 - len(changed)) / factorial(k)
            fixed = new[:, changed].sum(axis=1)
            fixed += old[:, [i for i in rest if i not in changed]].sum(axis=1)
            step = _chance(fixed + new[:, part]) - _chance(fixed + old[:, part])
            shares[:, part] += weight * step
    return shares


def _subsets(items: list[int]) -> Iterator[list[int]]:
    for size in range(len(items) + 1):
        yield from (list(chosen) for chosen in combinations(items, size))


def _chance(logit: Array) -> Array:
    chance: Array = 1.0 / (1.0 + np.exp(-BASE - logit))
    return chance
