"""What shared luck saves: replications that independent runs would have needed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cssim.study import Study, differences
from cssim.words.numbers import NBSP, label, number
from cssim.words.results import base_options, headline

MOST_TIMES = 1000
"""Largest saving written out: beyond, a few replications cannot tell how much."""


def luck_saved(study: Study, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """Return how many replications with luck of their own each shared one stands for.

    Returns
    -------
    DataFrame
        ``arm``, ``measure``, ``label``, ``variance_ratio`` and ``times``, its inverse:
        replications that independent runs would need for the same interval, for each one
        used. NaN where nothing varied.
    """
    found = differences(study)
    measures = headline(study) if measures is None else measures
    found = found[found["measure"].isin(measures)].dropna(subset=["variance_ratio"])
    order = list(measures)
    found = found.sort_values("measure", key=lambda m: m.map(order.index), kind="stable")
    options = base_options(study)
    labels = [label(name, options) for name in found["measure"]]
    out = found[["arm", "measure", "variance_ratio"]].assign(label=labels)
    return out.assign(times=1 / out["variance_ratio"]).reset_index(drop=True)


def luck_table(study: Study, measures: Sequence[str] | None = None) -> pd.DataFrame:
    """Return `luck_saved` to read: a row per measure, a column per what-if, such as ``× 24``."""
    found = luck_saved(study, measures)
    found = found.assign(shown=[_times(times) for times in found["times"]])
    wide = found.pivot(index="label", columns="arm", values="shown")
    wide = wide.reindex(index=list(dict.fromkeys(found["label"])), columns=study.alternatives)
    return wide.fillna("").reset_index().rename(columns={"label": "Measure"})


def _times(times: float) -> str:
    if times > MOST_TIMES:
        return f"over ×{NBSP}{MOST_TIMES}"
    return f"×{NBSP}{number(times, 0 if times >= 10 else 1)}"
