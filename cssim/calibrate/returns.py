"""Returns: which share of attempts comes back, how soon, and the fresh rates behind the log.

A log shows attempts; some are the same issue coming back. Where customers are identified,
the chance that an attempt is followed by another of the same customer within a window is
compared with the chance at the same time of day on later days, when a call has nothing to
do with the attempt: the excess is what the attempt itself caused. Where returns are hardly
identified, or nobody is, the defaults of BEHAVIOUR rows 11 and 12 stand in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtr

from cssim.calibrate.arrivals import Rates
from cssim.calibrate.grid import Grid
from cssim.calibrate.log import Log
from cssim.calibrate.times import DAY_S, FloatArray
from cssim.distributions import LogNormal

RESOLVE, RESOLVE_LATER = 0.70, 0.60
"""P(resolve) of an average agent, first and later served contacts (BEHAVIOUR part 3 c)."""
DEFAULT_RETRY, DEFAULT_RETRY_DELAY = 0.50, (900.0, 1.0)
DEFAULT_REPEAT, DEFAULT_REPEAT_DELAY = 0.85, (86_400.0, 1.0)
FEWEST = 100
"""Identified attempts needed; with fewer the defaults are used."""
LARGEST = 0.95
CONTROL_DAYS = (1, 2, 3)
"""Days after an attempt whose same hours tell how often the customer calls anyway."""
FEWEST_FRESH = 0.1
"""Least share of an interval's attempts taken to be fresh."""
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Returns:
    """How attempts of one outcome come back.

    Attributes
    ----------
    probability : float
        Chance that the attempt is followed by a return.
    delay : LogNormal
        From the end of the attempt to the return, seconds.
    n : int
        Identified attempts it rests on; 0 for a default.
    observed : float
        Excess share seen among identified customers, before the correction below.
    seen : float
        Share of returns that would be identified, 1 = all.
    source : str
        ``log`` or ``default``.
    """

    probability: float
    delay: LogNormal
    n: int
    observed: float
    seen: float
    source: str


@dataclass(frozen=True)
class ReturnFit:
    """Returns after answered and after abandoned attempts, and what they add up to.

    Attributes
    ----------
    after_abandoned, after_answered : Returns
        By outcome of the attempt.
    fresh_share : dict of str to array, shape (7, n_intervals)
        Share of each interval's attempts that is fresh, by reason.
    attempts_per_issue : float
        Attempts over fresh issues, all reasons.
    """

    after_abandoned: Returns
    after_answered: Returns
    fresh_share: dict[str, FloatArray]
    attempts_per_issue: float

    @property
    def repeat_probability(self) -> float:
        """Chance that an unresolved contact is repeated, at the default chance to resolve.

        The log says how often answered contacts come back, not which were unresolved: the
        share unresolved is 0.30 on the first served contact of an issue, 0.40 on later.
        """
        back = self.after_answered.probability
        unresolved = (1 - RESOLVE) * (1 - back) + (1 - RESOLVE_LATER) * back
        return min(1.0, back / unresolved)


def fit_returns(log: Log, rates: Mapping[str, Rates], grid: Grid) -> ReturnFit:
    """Return how attempts come back, and the share of every interval that is fresh.

    Parameters
    ----------
    log : Log
        The log.
    rates : dict of str to Rates
        Fitted rates of attempts by reason (`arrival_rates`).
    grid : Grid
        Calendar.
    """
    abandoned, answered = fit_return_chances(log)
    shares = _abandonment(log.attempts, grid)
    fresh = {
        reason: _fresh_share(r.per_hour, shares[reason], (abandoned, answered), grid)
        for reason, r in rates.items()
    }
    n_attempts = sum(float(r.per_hour.sum()) for r in rates.values())
    n_fresh = sum(float((r.per_hour * fresh[reason]).sum()) for reason, r in rates.items())
    per_issue = n_attempts / n_fresh if n_fresh > 0 else 1.0
    return ReturnFit(abandoned, answered, fresh, per_issue)


def fit_return_chances(log: Log) -> tuple[Returns, Returns]:
    """Return how abandoned and how answered attempts come back."""
    rows = log.attempts[~log.attempts["is_excluded"]]
    retry = Returns(DEFAULT_RETRY, LogNormal(*DEFAULT_RETRY_DELAY), 0, np.nan, 1.0, "default")
    back = DEFAULT_REPEAT * (1 - RESOLVE)
    back = back / (1 - DEFAULT_REPEAT * (RESOLVE - RESOLVE_LATER))
    repeat = Returns(back, LogNormal(*DEFAULT_REPEAT_DELAY), 0, np.nan, 1.0, "default")
    window = log.mapping.calibration.return_window / 1000
    calls = _Calls(rows, log.n_days * DAY_S)
    return (
        calls.returns("abandoned", window, retry),
        calls.returns("answered", window, repeat),
    )


class _Calls:
    """Attempts of identified customers, ready to be asked who called when."""

    def __init__(self, rows: pd.DataFrame, end_s: float) -> None:
        self.end_s = end_s
        known = rows[(rows["customer"] != "") & rows["queued_at"].notna()]
        self.known = known.sort_values(["customer", "arrived_at"], kind="stable")
        customer = pd.factorize(self.known["customer"], sort=True)[0]
        # one number line for all customers: far enough apart that no window reaches another
        self.offset = customer * (3 * end_s + 1.0)
        self.place = self.offset + self.known["arrived_at"].to_numpy()
        # whose returns could be identified: only reasons in which customers are known
        shares = rows.groupby("reason")["customer"].agg(lambda c: (c != "").mean())
        comparable = rows[rows["reason"].isin(shares.index[shares > 0.05])]
        comparable = comparable.sort_values("arrived_at")
        self.all_at = comparable["arrived_at"].to_numpy()
        self.n_known = np.concatenate(([0], np.cumsum(comparable["customer"] != "")))

    def returns(self, outcome: str, window: float, default: Returns) -> Returns:
        """Return the fit for attempts of one outcome, the default where too few are known."""
        index = (self.known["outcome"] == outcome).to_numpy() & (
            self.known["arrived_at"].to_numpy() + window <= self.end_s
        )
        n = int(index.sum())
        if n < FEWEST:
            return default
        knots = np.geomspace(window / 512, window, 10)
        excess = np.array([self._excess(index, knot) for knot in knots])
        excess = np.maximum.accumulate(np.maximum(excess, 0.0))
        seen = np.array([self._identified(index, knot) for knot in knots])
        steps = np.diff(excess, prepend=0.0) / seen
        corrected = np.minimum(np.cumsum(steps), LARGEST)
        probability = float(corrected[-1])
        if probability <= 0.005:
            return Returns(0.0, default.delay, n, float(excess[-1]), float(seen[-1]), "log")
        delay = _fitted_delay(knots, corrected / probability, default.delay)
        overall = float(excess[-1] / probability)
        return Returns(probability, delay, n, float(excess[-1]), overall, "log")

    def _excess(self, index: Flags, window: float) -> float:
        """Return the chance of a call within `window`, beyond that on later days."""
        with_call = self._share_calling(index, 0.0, window)
        anyway = [self._share_calling(index, day * DAY_S, window) for day in CONTROL_DAYS]
        chance = np.nanmean(anyway) if np.isfinite(anyway).any() else 0.0
        return float((with_call - chance) / (1 - chance))

    def _share_calling(self, index: Flags, shift: float, window: float) -> float:
        usable = index & (self.known["arrived_at"].to_numpy() + shift + window <= self.end_s)
        if not usable.any():
            return float("nan")
        start = self.place[usable] + shift
        first = np.searchsorted(self.place, start, side="right")
        last = np.searchsorted(self.place, start + window, side="right")
        return float((last > first).mean())

    def _identified(self, index: Flags, window: float) -> float:
        """Return the share of all attempts in the windows that have a known customer."""
        start = self.known["arrived_at"].to_numpy()[index]
        first = np.searchsorted(self.all_at, start, side="right")
        last = np.searchsorted(self.all_at, start + window, side="right")
        n = (last - first).sum()
        share = (self.n_known[last] - self.n_known[first]).sum() / n if n else 1.0
        return float(max(share, 0.05))


def _fitted_delay(knots: FloatArray, cumulative: FloatArray, start: LogNormal) -> LogNormal:
    """Return the lognormal nearest (least squares) to the cumulated returns at the knots."""

    def misfit(parameters: FloatArray) -> float:
        at = (np.log(knots) - parameters[0]) / np.exp(parameters[1])
        return float(np.sum((ndtr(at) - cumulative) ** 2))

    guess = [np.log(np.interp(0.5, cumulative, knots)), np.log(start.sigma)]
    box = [(np.log(knots[0] / 10), np.log(knots[-1])), (np.log(0.1), np.log(2.5))]
    best = minimize(misfit, guess, method="L-BFGS-B", bounds=box).x
    return LogNormal(float(np.exp(best[0])), float(np.exp(best[1])))


def _abandonment(attempts: pd.DataFrame, grid: Grid) -> dict[str, FloatArray]:
    """Return the share of attempts that abandon, by reason and interval of the day.

    The reason's own share times the hour's relative one of the whole desk.
    """
    rows = attempts[~attempts["is_excluded"]]
    left = (rows["outcome"] == "abandoned").to_numpy()
    hour = (rows["arrived_at"].to_numpy() % DAY_S // 3600).astype(int)
    by_hour = np.bincount(hour, weights=left, minlength=24) + left.mean() * 20
    by_hour = by_hour / (np.bincount(hour, minlength=24) + 20) / max(left.mean(), 1e-9)
    relative = by_hour[(np.arange(grid.n_intervals) * grid.interval_h).astype(int)]
    own = rows.groupby("reason")["outcome"].agg(lambda o: (o == "abandoned").mean())
    return {
        str(reason): np.minimum(float(own.get(reason, left.mean())) * relative, 1.0)
        for reason in attempts["reason"].unique()
    }


def _fresh_share(
    per_hour: FloatArray, abandoned: FloatArray, back: tuple[Returns, Returns], grid: Grid
) -> FloatArray:
    """Return 1 - returns / attempts per interval of the steady week.

    Returns due while the desk is closed are lost, as in the simulation.
    """
    flow = np.broadcast_to(abandoned, per_hour.shape).ravel()
    attempts = per_hour.ravel()
    due = np.zeros_like(attempts)
    for part, returns in zip((flow, 1 - flow), back, strict=True):
        kernel = _lag_masses(returns.delay, grid.interval_s, attempts.size)
        source = attempts * part * returns.probability
        due += np.real(np.fft.ifft(np.fft.fft(source) * np.fft.fft(kernel)))
    share = np.ones_like(attempts)
    np.divide(attempts - due, attempts, where=attempts > 0, out=share)
    return np.clip(share, FEWEST_FRESH, 1.0).reshape(per_hour.shape)


def _lag_masses(delay: LogNormal, interval_s: float, n_week: int, weeks: int = 8) -> FloatArray:
    """Return the chance that a return falls k intervals later, k modulo a week.

    The attempt is uniform within its interval, so the chance is a second difference of
    the integral of the distribution function.
    """
    edges = np.arange(-1, weeks * n_week + 1) * interval_s
    integral = np.where(edges > 0, edges - delay.limited_mean(np.maximum(edges, 0.0)), 0.0)
    mass = np.diff(integral, 2) / interval_s
    return np.asarray(mass.reshape(weeks, n_week).sum(axis=0))
