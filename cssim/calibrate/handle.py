"""Handle time by reason and pace by agent.

The talk time of a contact is its work divided by the speed of the agent who took it. Speeds
come first: each agent's talk against what the same reasons take on average, shrunk toward
1 by as much as chance alone could explain (empirical Bayes); then the distribution of the
work is fitted to talk x speed. A log without hold and after-contact work says nothing of
either: hold is 0; the delay between calls while customers wait stands for the latter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cssim.calibrate.fits import Fit, fit_times
from cssim.calibrate.times import FloatArray


@dataclass(frozen=True)
class Pace:
    """How fast one agent works.

    Attributes
    ----------
    speed : float
        Shrunk speed, 1 = average.
    raw : float
        Expected over actual talk time, before shrinking.
    n : int
        Contacts it rests on.
    weight : float
        Share of the agent's own figure in the shrunk one.
    """

    speed: float
    raw: float
    n: int
    weight: float


@dataclass(frozen=True)
class Handling:
    """Handle time of one reason.

    Attributes
    ----------
    fit : Fit
        Work of an agent of speed 1: talk and the delay after it, seconds.
    acw_share : float
        Share of the work that is that delay.
    mean_talk : float
        Observed mean talk time, zero-second calls left out.
    n : int
        Answered contacts with a talk time.
    """

    fit: Fit
    acw_share: float
    mean_talk: float
    n: int


def talked(attempts: pd.DataFrame) -> pd.DataFrame:
    """Return the attempts with a talk time, outside the stretches left out."""
    return attempts[(attempts["talk_s"] > 0) & ~attempts["is_excluded"]]


def paces(attempts: pd.DataFrame) -> dict[str, Pace]:
    """Return the pace of every named agent, sorted by name.

    Notes
    -----
    Ratio r of an agent's talk to the talk expected from the mean of each reason; its
    sampling variance v = Σ var(reason) / (Σ mean(reason))²; between agents the variance
    τ² by moments (DerSimonian and Laird); shrunk ratio 1 + w (r - 1), w = τ² / (τ² + v).
    The speed is its inverse, scaled so that expected work over speed adds up to the talk.
    """
    rows = talked(attempts)
    by_reason = rows.groupby("reason")["talk_s"]
    rows = rows.assign(mean=by_reason.transform("mean"), var=by_reason.transform("var").fillna(0))
    rows = rows[rows["agent"] != ""]
    if rows.empty:
        return {}
    sums = rows.groupby("agent").agg(
        talk=("talk_s", "sum"), mean=("mean", "sum"), var=("var", "sum"), n=("mean", "size")
    )
    ratio, variance = sums["talk"] / sums["mean"], sums["var"] / sums["mean"] ** 2
    weight = _weights(ratio.to_numpy(), variance.to_numpy())
    shrunk = 1 + weight * (ratio.to_numpy() - 1)
    shrunk *= sums["talk"].sum() / (sums["mean"] * shrunk).sum()
    return {
        str(agent): Pace(float(1 / s), float(1 / r), int(n), float(w))
        for agent, s, r, n, w in zip(sums.index, shrunk, ratio, sums["n"], weight, strict=True)
    }


def _weights(ratio: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the share of each agent's own ratio in the shrunk one."""
    variance = np.maximum(variance, 1e-12)
    precision = 1 / variance
    centre = np.sum(precision * ratio) / precision.sum()
    q = np.sum(precision * (ratio - centre) ** 2)
    slack = precision.sum() - np.sum(precision**2) / precision.sum()
    tau2 = max(0.0, (q - (len(ratio) - 1)) / slack) if slack > 0 else 0.0
    return np.asarray(tau2 / (tau2 + variance))


def handling_by_reason(
    attempts: pd.DataFrame, pace: Mapping[str, Pace], ready_s: float
) -> dict[str, Handling]:
    """Return the handle time of every reason that was ever served, sorted.

    Parameters
    ----------
    attempts : DataFrame
        `Log.attempts`.
    pace : dict of str to Pace
        `paces` of them; agents not in it count as speed 1.
    ready_s : float
        Mean delay after a call before the agent takes the next, seconds; 0 = none.
    """
    rows = talked(attempts)
    speed = rows["agent"].map({agent: p.speed for agent, p in pace.items()}).fillna(1.0)
    rows = rows.assign(work=rows["talk_s"] * speed)
    return {str(reason): _handling(part, ready_s) for reason, part in rows.groupby("reason")}


def _handling(part: pd.DataFrame, ready_s: float) -> Handling:
    mean_talk = float(part["talk_s"].mean())
    share = round(ready_s / (part["work"].mean() + ready_s), 4)
    fit = fit_times(part["work"].to_numpy() / (1 - share))
    return Handling(fit, share, mean_talk, len(part))
