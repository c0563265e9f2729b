"""Erlang values beside the simulated ones: what a calculator would say of the same hours.

A calculator knows of an hour only how much arrives, how long it takes, how many agents
there are and how patient customers are on average. It takes the hour for a small steady
state of its own: so it misses what builds up from hour to hour, the busier and quieter
days, who can serve whom, and customers who come back.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cssim.errors import InputError
from cssim.study.arms import BASE, TableSpec
from cssim.study.compare import estimates
from cssim.study.result import Study
from cssim.theory import erlang_a, erlang_c_asa_s

WEEK_TABLE = "load_by_weekday_hour"
WEEK = TableSpec(("n_offered", "n_staffed", "load"), ("weekday", "hour"))
"""What a study's table `WEEK_TABLE` must hold for `erlang_by_hour`."""

FEWEST_AGENTS = 0.5
"""Cells of the week with fewer agents on average are left out: nobody can be served."""


def erlang_by_hour(study: Study, arm: str = BASE) -> pd.DataFrame:
    """Return the mean wait of the answered by hour, simulated and by Erlang's formulas.

    The formulas are applied to each hour of each weekday with that cell's arrivals and
    agents, the arm's average handle time and mean patience, and averaged over weekdays
    with the arrivals as weights. Between whole numbers of agents they are interpolated.

    Parameters
    ----------
    study : Study
        With a table `WEEK_TABLE` like `WEEK`.
    arm : str
        One of the study's.

    Returns
    -------
    DataFrame
        ``hour``, ``simulated_s``, ``low``, ``high`` (95 % interval), ``erlang_a_s`` (with
        customers who hang up), ``erlang_c_s`` (without; NaN where some day's queue would
        grow for ever), ``n_offered`` per run. Hours without contacts are left out.

    Raises
    ------
    InputError
        Unknown arm, or a table or measure is missing; the message names it.
    """
    cells = _cells(study, arm)
    aht_s, patience_s = _overall(study, arm, "aht_s"), estimated_patience_s(study, arm)

    def impatient(load: float, n: int) -> float:
        return erlang_a(load, n, aht_s=aht_s, mean_patience_s=patience_s).asa_s

    def endless(load: float, n: int) -> float:
        return erlang_c_asa_s(load, n, aht_s=aht_s) if load < n else math.inf

    first = impatient if math.isfinite(patience_s) else endless
    for name, formula in (("erlang_a_s", first), ("erlang_c_s", endless)):
        cells[name] = [_between(formula, *pair) for pair in cells[["load", "n_staffed"]].to_numpy()]
    return _by_hour(cells).merge(_simulated(study, arm), on="hour")


def estimated_patience_s(study: Study, arm: str = BASE) -> float:
    """Return the mean patience as it would be estimated from a call log, in seconds.

    All time waited over the number who hung up: the maximum likelihood estimate where
    patience is exponential and the waits of the answered are censored. Infinite when
    nobody hung up.
    """
    wait_s, hung_up = _overall(study, arm, "mean_wait_s"), _overall(study, arm, "abandonment")
    return wait_s / hung_up if hung_up > 0 else math.inf


def _overall(study: Study, arm: str, measure: str) -> float:
    return float(_estimates(study, "all", arm, (measure,))["value"].iloc[0])


def _estimates(study: Study, table: str, arm: str, measures: Sequence[str]) -> pd.DataFrame:
    if arm not in study.arms:
        raise InputError.of("arm", arm, f"must be one of {', '.join(study.arms)}")
    found = estimates(study, table)
    found = found[found["arm"] == arm]
    for name in measures:
        if name not in set(found["measure"]):
            raise InputError.of(f"tables.{table}", name, "must be among its measures")
    return found[found["measure"].isin(measures)]


def _cells(study: Study, arm: str) -> pd.DataFrame:
    """Return arrivals, load and agents of each hour of the week in which somebody works."""
    measures = ("n_offered", "load", "n_staffed")
    found = _estimates(study, WEEK_TABLE, arm, measures)
    keys = ["weekday", "hour"]
    wide = found.pivot_table(index=keys, columns="measure", values="value", observed=True)
    wide = wide.reset_index()
    return wide[(wide["n_offered"] > 0) & (wide["n_staffed"] >= FEWEST_AGENTS)].dropna()


def _between(formula: Callable[[float, int], float], load: float, n_staffed: float) -> float:
    """Return a formula's wait for a number of agents that need not be whole, at least 1."""
    low = max(math.floor(n_staffed), 1)
    part = max(n_staffed - low, 0.0)
    at_low = formula(load, low)
    return at_low if part == 0 else (1 - part) * at_low + part * formula(load, low + 1)


def _by_hour(cells: pd.DataFrame) -> pd.DataFrame:
    """Return waits averaged over weekdays, each weighted by its arrivals."""
    rows = []
    for hour, part in cells.groupby("hour"):
        weights = part["n_offered"]
        waits = [float(np.average(part[c], weights=weights)) for c in ("erlang_a_s", "erlang_c_s")]
        rows.append((hour, *waits, float(weights.sum())))
    out = pd.DataFrame(rows, columns=["hour", "erlang_a_s", "erlang_c_s", "n_offered"])
    return out.replace(math.inf, math.nan)


def _simulated(study: Study, arm: str) -> pd.DataFrame:
    found = _estimates(study, "by_hour", arm, ("asa_s",))
    names = {"value": "simulated_s"}
    return (
        found[["hour", "value", "low", "high"]].rename(columns=names).dropna(subset=["simulated_s"])
    )
