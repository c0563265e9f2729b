"""One yardstick for a log and for a run turned into a log: figures, and whether they agree."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cssim.calibrate import Log
from cssim.calibrate.floor import LOG_LAG_S, Seen, see_floor
from cssim.calibrate.times import DAY_S

AWT_S = 20.0
"""Acceptable waiting time of `within_awt`."""
QUANTILES = (0.5, 0.75, 0.9, 0.95, 0.99)
LONGEST_S = 600
WAITS_S = np.arange(0, LONGEST_S + 1, 10)
"""Waits at which their distribution is taken, seconds."""
HOUR_S = 3600.0
FREE_S = 15.0
"""An agent seems free so long after a call; the mean delay between calls is 13 s."""
KEYS = ["table", "key", "measure"]


def figures(log: Log) -> pd.DataFrame:
    """Return what a log says of its desk, outside the stretches left out.

    Parameters
    ----------
    log : Log
        Observed, or made of a run by `cssim.study.logged.logged`.

    Returns
    -------
    DataFrame
        ``table``, ``key``, ``measure``, ``value``. Table ``all`` (key 0): n_attempts,
        hung_up (share in self-service), abandonment, p_delay, within_awt (answered within
        20 s; these three are shares of those who reached the queue), asa_s, wait_q50 to
        wait_q99 (of the answered), talk_s, on_floor_h and occupancy (as calls betray
        them), passed_over (share of those who reached the queue who had to wait although
        an agent with the skill had not spoken to anybody for 15 s, nor did 5 s later).
        Table ``hour`` (key = hour of arrival): n_attempts, asa_s, abandonment.
        Table ``wait`` (key = seconds): longer, the share of the answered who waited longer.
    """
    rows = log.attempts[~log.attempts["is_excluded"]]
    parts = [("all", 0.0, _overall(rows) | _floor(log, rows))]
    for hour, part in rows.groupby(rows["arrived_at"] % DAY_S // HOUR_S):
        parts.append(("hour", float(str(hour)), _of_hour(part)))
    waits = rows.loc[_answered(rows), "wait_s"].to_numpy()
    longer = 1 - np.searchsorted(np.sort(waits), WAITS_S, side="right") / max(len(waits), 1)
    parts += [("wait", float(x), {"longer": y}) for x, y in zip(WAITS_S, longer, strict=True)]
    tidy = [(t, k, name, value) for t, k, found in parts for name, value in found.items()]
    return pd.DataFrame(tidy, columns=[*KEYS, "value"])


def _answered(rows: pd.DataFrame) -> pd.Series[bool]:
    return (rows["outcome"] == "answered") & rows["queued_at"].notna()


def _of_hour(rows: pd.DataFrame) -> dict[str, float]:
    offered, answered = rows["queued_at"].notna(), _answered(rows)
    return {
        "n_attempts": float(len(rows)),
        "asa_s": rows.loc[answered, "wait_s"].mean(),
        "abandonment": 1 - answered.sum() / offered.sum() if offered.any() else math.nan,
    }


def _overall(rows: pd.DataFrame) -> dict[str, float]:
    offered, answered = rows["queued_at"].notna(), _answered(rows)
    at_once, in_time = (answered & (rows["wait_s"] <= limit) for limit in (0.0, AWT_S))
    waits = rows.loc[answered, "wait_s"]
    n = max(int(offered.sum()), 1)
    return {
        **_of_hour(rows),
        "hung_up": 1 - n / max(len(rows), 1),
        "p_delay": 1 - at_once.sum() / n,
        "within_awt": in_time.sum() / n,
        **{f"wait_q{round(100 * q)}": float(waits.quantile(q)) for q in QUANTILES},
        "talk_s": rows.loc[rows["talk_s"] > 0, "talk_s"].mean(),
    }


def _floor(log: Log, rows: pd.DataFrame) -> dict[str, float]:
    seen = see_floor(log)
    shifts = seen.shifts
    on_floor = float((shifts["end"] - shifts["start"] - shifts["away_s"]).sum())
    busy = float(shifts["busy_s"].sum())
    return {
        "on_floor_h": on_floor / HOUR_S,
        "occupancy": busy / on_floor if on_floor else math.nan,
        "passed_over": _passed_over(rows[rows["queued_at"].notna()], seen),
    }


def _passed_over(offered: pd.DataFrame, seen: Seen) -> float:
    """Return the share who had to wait although somebody able seemed to have been free."""
    at, reason = offered["queued_at"].to_numpy(), offered["reason"].to_numpy()
    beside = np.zeros(len(offered), dtype=bool)
    for agent, gaps in seen.gaps[~seen.gaps["is_away"]].groupby("agent"):
        start, end = gaps["start"].to_numpy() + FREE_S, gaps["end"].to_numpy() - LOG_LAG_S
        last = np.searchsorted(start, at, side="right") - 1
        free = (last >= 0) & (at < end[np.maximum(last, 0)])
        beside |= free & np.isin(reason, seen.skills[str(agent)])
    waited = ~(_answered(offered) & (offered["wait_s"] == 0)).to_numpy()
    return float((beside & waited).sum() / max(len(offered), 1))


def prediction_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return the interval that holds one further draw with at least a given chance.

    Parameters
    ----------
    values : array of shape (n,)
        Independent draws.
    level : float
        Chance, in (0, 1).

    Returns
    -------
    low, high : float
        The k-th smallest and k-th largest value, k as large as `level` allows; NaN when
        even the whole range is too narrow (for 95 % with fewer than 39 draws).

    Notes
    -----
    A further draw from the same distribution lies outside with chance 2k / (n + 1),
    whatever the distribution: all ranks are equally likely.

    Examples
    --------
    >>> prediction_interval(range(39))
    (0.0, 38.0)
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    k = math.floor((1 - level) / 2 * (len(ordered) + 1) + 1e-9)
    if k < 1 or np.isnan(ordered).any():
        return math.nan, math.nan
    return float(ordered[k - 1]), float(ordered[-k])


def beside(forecast: pd.DataFrame, **others: pd.DataFrame) -> pd.DataFrame:
    """Return a forecast with a column for each other simulation of the same days.

    Parameters
    ----------
    forecast : DataFrame
        As `against`.
    **others : DataFrame
        As `against`; the mean over replications of each becomes the column of that name.
    """
    joined = forecast
    for name, other in others.items():
        means = other[[*KEYS, "simulated"]].rename(columns={"simulated": name})
        joined = joined.merge(means, on=KEYS, how="left")
    return joined


def against(observed: Log, simulated: list[pd.DataFrame]) -> pd.DataFrame:
    """Return observed beside simulated figures with 95 % prediction intervals.

    Parameters
    ----------
    observed : Log
        What was seen.
    simulated : list of DataFrame
        `figures` of each replication.

    Returns
    -------
    DataFrame
        ``table``, ``key``, ``measure``, ``observed``, ``simulated`` (mean), ``low``,
        ``high``, ``sd`` over replications, ``n``, ``inside`` (False also without interval).
    """
    runs = pd.concat(simulated, ignore_index=True)
    rows = []
    for key, part in runs.groupby(KEYS, sort=False):
        values = part["value"].dropna()
        low, high = prediction_interval(values)
        rows.append((*key, values.mean(), low, high, values.std(), len(values)))
    made = pd.DataFrame(rows, columns=[*KEYS, "simulated", "low", "high", "sd", "n"])
    seen = figures(observed).rename(columns={"value": "observed"})
    both = seen.merge(made, on=KEYS, how="left")
    both["inside"] = both["observed"].between(both["low"], both["high"])
    return both
