"""Customers saved or lost by a change: how many, and who."""

from __future__ import annotations

import pandas as pd

from cssim import stats
from cssim.study import Study

FATES = ("saved", "lost")


def customers_moved(study: Study) -> pd.DataFrame:
    """Return how many customers each what-if saves and loses, per replication.

    Parameters
    ----------
    study : Study
        With customers; else nothing is returned.

    Returns
    -------
    DataFrame
        ``arm``, ``fate`` (saved, lost, net), ``mean``, ``low``, ``high`` (95 % interval of
        the mean over replications).
    """
    columns = ["arm", "fate", "mean", "low", "high"]
    if "value" not in study.tables:
        return pd.DataFrame(columns=columns)
    counts = _counts(study)
    rows = []
    for arm in study.alternatives:
        for fate in (*FATES, "net"):
            e = stats.mean(counts.xs(arm)[fate].to_numpy(dtype=float))
            rows.append((arm, fate, e.value, e.low, e.high))
    return pd.DataFrame(rows, columns=columns)


def _counts(study: Study) -> pd.DataFrame:
    """Return saved, lost and net by arm and replication, zeros included."""
    every = pd.MultiIndex.from_product(
        [study.alternatives, range(study.replications)], names=["arm", "replication"]
    )
    counts = pd.DataFrame(0, index=every, columns=list(FATES))
    if len(study.fates):
        seen = study.fates.groupby(["arm", "replication", "fate"]).size().unstack(fill_value=0)
        counts = seen.reindex(index=every, columns=list(FATES), fill_value=0)
    return counts.assign(net=counts["saved"] - counts["lost"])


def first_customers(study: Study, replication: int = 0, most: int = 8) -> pd.DataFrame:
    """Return the numbers of the first customers saved and lost in one replication.

    Returns
    -------
    DataFrame
        ``arm``, ``fate``, ``count``, ``customers``: numbers in order, at most `most`.
    """
    columns = ["arm", "fate", "count", "customers"]
    rows: list[tuple[str, str, int, str]] = []
    fates = study.fates
    if not len(fates):
        return pd.DataFrame(rows, columns=columns)
    here = fates[fates["replication"] == replication]
    for arm in study.alternatives:
        for fate in FATES:
            who = here.loc[(here["arm"] == arm) & (here["fate"] == fate), "customer"]
            ids = sorted(int(number) for number in who)
            shown = ", ".join(str(number) for number in ids[:most])
            rows.append((arm, fate, len(ids), shown + (", …" if len(ids) > most else "")))
    return pd.DataFrame(rows, columns=columns)
