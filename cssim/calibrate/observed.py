"""Observed against fitted, as tidy tables: what a fit sheet draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import chi2

from cssim import units
from cssim.calibrate.fits import cdf_table
from cssim.calibrate.handle import talked
from cssim.calibrate.presence import BIN_S
from cssim.calibrate.times import FloatArray

if TYPE_CHECKING:
    from cssim.calibrate.fit import Calibration


def observed_against_fitted(found: Calibration) -> dict[str, pd.DataFrame]:
    """Return the tables of a fit sheet.

    Parameters
    ----------
    found : Calibration
        What was fitted.

    Returns
    -------
    dict of str to DataFrame
        ``arrivals``: weekday, hour, reason, n_days, observed, low, high (Poisson 95 %),
        fitted; attempts per hour. ``days``: date, weekday, observed, mean; attempts a day.
        ``handle_time`` and ``patience``: reason, seconds, observed, (low, high,) fitted;
        distribution function and survival (with ``at_risk``, how many still waited).
        ``staffing``: weekday, hour, on_shift,
        observed, fitted; agents, the last two on the floor.
    """
    return {
        "arrivals": _arrivals(found),
        "days": _days(found),
        "handle_time": _handle_times(found),
        "patience": _patience(found),
        "staffing": _staffing(found),
    }


def _by_hour(values: FloatArray) -> FloatArray:
    """Return sums over the intervals of each hour, shape (7, 24); intervals of at most 1 h."""
    if values.shape[1] < 24:
        hours = 24 // values.shape[1]
        return np.asarray(np.repeat(values, hours, axis=1) / hours)
    return np.asarray(values.reshape(7, 24, -1).sum(axis=2))


def _arrivals(found: Calibration) -> pd.DataFrame:
    grid, parts = found.grid, []
    exposure = np.where(grid.is_open, grid.exposure, 0.0)
    for reason, rates in found.rates.items():
        counts, expected = _by_hour(rates.counts), _by_hour(rates.per_hour * exposure)
        hours = _by_hour(exposure * grid.interval_h)
        weekday, hour = np.nonzero(hours > 0)
        n, m, h = (
            counts[weekday, hour],
            expected[weekday, hour] * grid.interval_h,
            hours[weekday, hour],
        )
        part = pd.DataFrame({"weekday": np.array(units.WEEKDAYS)[weekday], "hour": hour})
        part["reason"], part["n_days"] = reason, h
        part["observed"], part["fitted"] = n / h, m / h
        part["low"], part["high"] = (
            chi2.ppf(0.025, 2 * n) / 2 / h,
            chi2.ppf(0.975, 2 * n + 2) / 2 / h,
        )
        parts.append(part.fillna({"low": 0.0}))
    return pd.concat(parts, ignore_index=True)


def _days(found: Calibration) -> pd.DataFrame:
    dates = [found.log.moment(day * 86_400).date() for day in range(len(found.days))]
    days = found.days.rename(columns={"n_attempts": "observed"})
    return days.assign(date=dates, weekday=np.array(units.WEEKDAYS)[days["weekday"]])


def _handle_times(found: Calibration) -> pd.DataFrame:
    rows = talked(found.log.attempts)
    speed = rows["agent"].map({a: p.speed for a, p in found.pace.items()}).fillna(1.0)
    rows = rows.assign(work=rows["talk_s"] * speed)
    parts = []
    for reason, handling in found.handling.items():
        work = rows.loc[rows["reason"] == reason, "work"].to_numpy() / (1 - handling.acw_share)
        part = pd.DataFrame(
            cdf_table(work, handling.fit.distribution), columns=["seconds", "observed", "fitted"]
        )
        parts.append(part.assign(reason=reason))
    return pd.concat(parts, ignore_index=True)


def _patience(found: Calibration) -> pd.DataFrame:
    parts = [
        pd.DataFrame(columns=["reason", "seconds", "observed", "low", "high", "at_risk", "fitted"])
    ]
    for reason, patience in found.patience.items():
        curve = patience.survival
        if curve is None:
            continue
        fitted = 1 - patience.fit.distribution.cdf(curve.seconds)
        columns = {"seconds": curve.seconds, "observed": curve.share, "low": curve.low,
                   "high": curve.high, "at_risk": curve.at_risk, "fitted": fitted}  # fmt: skip
        parts.append(pd.DataFrame(columns).assign(reason=reason))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _staffing(found: Calibration) -> pd.DataFrame:
    week, per_hour = found.week, round(3600 / BIN_S)
    tables = {"on_shift": week.on_shift, "observed": week.seen, "fitted": week.fitted}
    hourly = {k: v.reshape(7, 24, per_hour).mean(axis=2).ravel() for k, v in tables.items()}
    weekday, hour = np.divmod(np.arange(7 * 24), 24)
    return pd.DataFrame({"weekday": np.array(units.WEEKDAYS)[weekday], "hour": hour, **hourly})
