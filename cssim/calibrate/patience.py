"""Patience from waits that mostly ended in an answer, so were cut off.

An answered contact says only that its customer would have waited longer than it did: its
patience is censored at the wait. The mean time to abandon is therefore *not* the mean
patience. Contacts answered at once say nothing. Exponential, Weibull and lognormal compete
by AIC; beyond the longest wait seen, any choice is extrapolation.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from cssim.calibrate.fits import Fit, can_be_written, condensed, log_density, log_survival
from cssim.calibrate.times import FloatArray
from cssim.distributions import Distribution, Empirical, Exponential, LogNormal, Weibull

FEWEST = 20
"""Hang-ups needed to choose a shape; with fewer patience is taken as exponential."""
FEWEST_MEAN = 5
"""Hang-ups needed for a mean of one's own; with fewer the fit of all contacts is taken."""
AT_RISK = 50
"""The Kaplan-Meier curve is trusted, and compared, as long as so many still wait."""
BOUND = 0.04
"""Largest accepted distance between the Kaplan-Meier curve and the fitted one."""
HALF_SECOND = 0.5
"""A wait logged as 0 s lasted something; logs round."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Survival:
    """Kaplan-Meier estimate of the chance to still be waiting.

    Attributes
    ----------
    seconds, share, low, high : array
        Times of hang-ups, the curve just after each, and its 95 % interval (Greenwood on
        the log-log scale).
    at_risk : array of int
        Contacts still waiting just before each.
    restricted_mean : float
        Integral of the curve up to `limit`: the mean of patience capped there.
    limit : float
        Longest wait in the data.
    """

    seconds: FloatArray
    share: FloatArray
    low: FloatArray
    high: FloatArray
    at_risk: NDArray[np.int64]
    restricted_mean: float
    limit: float


@dataclass(frozen=True)
class Patience:
    """Patience of one group of contacts.

    Attributes
    ----------
    fit : Fit
        Chosen distribution, seconds.
    survival : Survival or None
        Kaplan-Meier curve of the group's own waits; None without a hang-up.
    exponential_mean : float
        Total wait over hang-ups, the mean if patience is exponential.
    is_pooled : bool
        True if too few hung up and the pooled fit is used.
    """

    fit: Fit
    survival: Survival | None
    exponential_mean: float
    is_pooled: bool = False


def kaplan_meier(waits: FloatArray, is_event: Flags) -> Survival:
    """Return the Kaplan-Meier curve of waits, of which some are censored.

    Parameters
    ----------
    waits : array
        Seconds waited.
    is_event : array of bool
        True where the wait ended in a hang-up, False where it was answered.

    Raises
    ------
    ValueError
        No hang-up at all.
    """
    if not is_event.any():
        raise ValueError(f"needs at least one hang-up, got 0 in {len(waits)} waits")
    data = stats.CensoredData(uncensored=waits[is_event], right=waits[~is_event])
    curve = stats.ecdf(data).sf
    with warnings.catch_warnings():
        # where everybody or nobody is left the formula has no value; filled in below
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = curve.confidence_interval(confidence_level=0.95, method="log-log")
    died = np.isin(curve.quantiles, waits[is_event])
    seconds, share = curve.quantiles[died], curve.probabilities[died]
    at_risk = np.searchsorted(np.sort(waits), seconds, side="left")
    limit = float(waits.max())
    return Survival(
        seconds,
        share,
        np.nan_to_num(interval.low.probabilities[died], nan=0.0),
        np.nan_to_num(interval.high.probabilities[died], nan=1.0),
        (len(waits) - at_risk).astype(np.int64),
        _area(seconds, share, limit),
        limit,
    )


def _area(seconds: FloatArray, share: FloatArray, limit: float) -> float:
    edges = np.concatenate(([0.0], seconds, [limit]))
    return float(np.sum(np.diff(edges) * np.concatenate(([1.0], share))))


def fit_patience(waits: FloatArray, is_event: Flags) -> Patience:
    """Return the patience behind waits that ended in a hang-up or were cut by an answer.

    Parameters
    ----------
    waits : array
        Seconds; contacts answered at once left out.
    is_event : array of bool
        True for a hang-up.

    Raises
    ------
    ValueError
        No hang-up at all.
    """
    waits = np.maximum(np.asarray(waits, dtype=float), HALF_SECOND)
    survival = kaplan_meier(waits, is_event)
    fits = _candidates(waits, is_event)
    aic = {name: 2 * k - 2 * _log_likelihood(d, waits, is_event) for name, (d, k) in fits.items()}
    best = min(aic, key=aic.__getitem__)
    relative = {name: value - aic[best] for name, value in aic.items()}
    distance = _distance(survival, fits[best][0])
    n, n_events = len(waits), int(is_event.sum())
    allowed = max(BOUND, 1.36 / np.sqrt(n_events))
    if distance > allowed:
        why = f"{best} is {distance:.3f} from Kaplan-Meier, more than {allowed:.3f}"
        fit = Fit(_from_curve(survival, fits[best][0]), "empirical", n, n_events, relative, 0, why)
    else:
        why = f"lowest AIC, {distance:.3f} from Kaplan-Meier"
        fit = Fit(fits[best][0], best, n, n_events, relative, distance, why)
    return Patience(fit, survival, float(waits.sum()) / n_events)


def _candidates(waits: FloatArray, is_event: Flags) -> dict[str, tuple[Distribution, int]]:
    data = stats.CensoredData(uncensored=waits[is_event], right=waits[~is_event])
    mean = float(waits.sum()) / int(is_event.sum())
    fits: dict[str, tuple[Distribution, int]] = {"exponential": (Exponential(mean), 1)}
    shape, _, scale = stats.weibull_min.fit(data, 1.0, floc=0, scale=mean)
    sigma, _, median = stats.lognorm.fit(data, 1.5, floc=0, scale=0.5 * mean)
    others = {
        "weibull": can_be_written(lambda: Weibull(float(shape), float(scale))),
        "lognormal": can_be_written(lambda: LogNormal(float(median), float(sigma))),
    }
    return fits | {name: (made, 2) for name, made in others.items() if made is not None}


def _log_likelihood(d: Distribution, waits: FloatArray, is_event: Flags) -> float:
    return float(log_density(d, waits[is_event]).sum() + log_survival(d, waits[~is_event]).sum())


def _trusted(survival: Survival) -> Flags:
    enough: Flags = survival.at_risk >= AT_RISK
    return enough if enough.any() else np.ones_like(enough)


def _distance(survival: Survival, fitted: Distribution) -> float:
    used = _trusted(survival)
    after = 1 - fitted.cdf(survival.seconds)
    before = np.concatenate(([1.0], survival.share[:-1]))
    worst = np.maximum(np.abs(after - survival.share), np.abs(after - before))
    return float(worst[used].max())


def _from_curve(survival: Survival, tail: Distribution, n_values: int = 100) -> Empirical:
    """Return the trusted part of the curve, and the fitted distribution beyond it."""
    used = _trusted(survival)
    seconds, share = survival.seconds[used], survival.share[used]
    u = (np.arange(20 * n_values) + 0.5) / (20 * n_values)
    inside = np.minimum(np.searchsorted(1 - share, u), len(seconds) - 1)
    reached = 1 - share[-1]
    beyond = tail.cdf(seconds[-1]) + (u - reached) / (1 - reached) * (1 - tail.cdf(seconds[-1]))
    further = tail.quantile(np.clip(beyond, 0.0, 0.999))
    return Empirical(condensed(np.where(u <= reached, seconds[inside], further), n_values).tolist())


def waiting(attempts: pd.DataFrame) -> pd.DataFrame:
    """Return the attempts that say something of patience: they waited, or hung up waiting."""
    hung_up = (attempts["outcome"] == "abandoned") & attempts["queued_at"].notna()
    return attempts[((attempts["wait_s"] > 0) | hung_up) & ~attempts["is_excluded"]]


def patience_by(attempts: pd.DataFrame, column: str) -> dict[str, Patience]:
    """Return the patience of each value of a column; groups with few hang-ups are pooled.

    Parameters
    ----------
    attempts : DataFrame
        `Log.attempts`.
    column : str
        ``reason`` or ``segment``.

    Returns
    -------
    dict of str to Patience
        By value, sorted; empty if nobody ever hung up in the queue.
    """
    rows = waiting(attempts)
    events = (rows["outcome"] == "abandoned").to_numpy()
    if not events.any():
        return {}
    pooled = _fitted(rows["wait_s"].to_numpy(), events)
    groups: Mapping[object, pd.DataFrame] = dict(list(rows.groupby(column)))
    return {
        str(value): _own_or_pooled(groups.get(value), pooled)
        for value in sorted(attempts[column].unique())
    }


def _own_or_pooled(rows: pd.DataFrame | None, pooled: Patience) -> Patience:
    if rows is None:
        return Patience(pooled.fit, None, float("nan"), is_pooled=True)
    events = (rows["outcome"] == "abandoned").to_numpy()
    waits = np.maximum(rows["wait_s"].to_numpy(), HALF_SECOND)
    n_events = int(events.sum())
    if n_events >= FEWEST_MEAN:
        return _fitted(waits, events)
    survival = kaplan_meier(waits, events) if n_events else None
    mean = float(waits.sum()) / n_events if n_events else float("inf")
    return Patience(pooled.fit, survival, mean, is_pooled=True)


def _fitted(waits: FloatArray, events: Flags) -> Patience:
    """Return the fit of a group that has a hang-up: exponential where it has few."""
    n_events = int(events.sum())
    if n_events >= FEWEST:
        return fit_patience(waits, events)
    waits = np.maximum(waits, HALF_SECOND)
    own = Exponential(float(waits.sum()) / n_events)
    why = f"exponential, with only {n_events} hang-ups"
    fit = Fit(own, "exponential", len(waits), n_events, why=why)
    return Patience(fit, kaplan_meier(waits, events), own.mean)
