"""How work tires agents, wears them out and makes them leave: BEHAVIOUR part (d).

*Back-to-back contacts tire an agent during the day, and weeks of that, plus angry customers
and poor support, wear them out: slower, a bit worse, absent more, gone sooner.*
"""

from __future__ import annotations

import math
from itertools import pairwise

from cssim.rules.handling import halved, logistic, logit

BUILDS_MS = 240.0 * 60_000.0
"""Time constant of tiring while busy: +4 to +5 % handling by the end of a shift (S)."""
RECOVERS_MS = 60.0 * 60_000.0
"""Time constant of recovering while idle or on a break (assumption, fitted with the above)."""

HOSTILE_WEIGHT = 0.3
"""Strain target per unit of hostile share (direction Deery et al.; value A)."""
SUPPORT_WEIGHT = 0.15
"""Strain target spared per unit of support (assumption)."""
STRAIN_WEEKS = 8.0
"""Weeks over which strain follows its target (assumption)."""
USUAL_STRAIN = 0.20
"""B0: strain at 80 % busy with ordinary support, and of everybody at the start."""
USUAL_SPAN = 12.0
"""Agents per lead at which support is 0.5, with one one-to-one a month (assumption)."""

ABSENCE_SLOPE = 2.0
"""Logit of being absent gained per unit of strain (direction Deery et al.; value A)."""
QUIT_SLOPE = 3.0
"""Log quit hazard gained per unit of strain: about half a point of attrition per point of
occupancy (D)."""
EARLY = 0.7
"""Log quit hazard of a new hire above that of an old hand (assumption)."""
EARLY_WEEKS = 13.0
"""Weeks of tenure over which that fades (assumption)."""
WEEKS_PER_YEAR = 365.25 / 7.0
"""Weeks in a year, here and in every quit hazard."""

_TERMS = 60
_STEPS = 400
_FADED = 20.0


def tired(
    F: float,
    ms: float,
    busy: bool,
    builds_ms: float = BUILDS_MS,
    recovers_ms: float = RECOVERS_MS,
) -> float:
    """Return fatigue after `ms` in one state.

    Parameters
    ----------
    F : float, share
        Fatigue at the start of the stretch; 0 at the start of a shift.
    ms : float, >= 0
        Length of the stretch.
    busy : bool
        The agent worked; otherwise idle or on a break.
    builds_ms, recovers_ms : float, > 0
        Time constants of tiring and of recovering.

    Returns
    -------
    float
        ``1 - (1 - F) exp(-ms / builds)`` when busy, ``F exp(-ms / recovers)`` otherwise.
    """
    if busy:
        return F + (1.0 - F) * (1.0 - math.exp(-ms / builds_ms))
    return F * math.exp(-ms / recovers_ms)


def tired_integral(
    F: float,
    ms: float,
    busy: bool,
    builds_ms: float = BUILDS_MS,
    recovers_ms: float = RECOVERS_MS,
) -> float:
    """Return the integral of fatigue over the stretch of `tired`, in milliseconds."""
    if busy:
        return ms - (1.0 - F) * builds_ms * (1.0 - math.exp(-ms / builds_ms))
    return F * recovers_ms * (1.0 - math.exp(-ms / recovers_ms))


def support(
    span: float, one_to_ones: float, lead_quality: float = 1.0, added: float = 0.0
) -> float:
    """Return support, in [0, 1]; 0.5 at a span of 12 and one one-to-one a month (A).

    Parameters
    ----------
    span : float, > 0
        Agents per lead.
    one_to_ones : float
        Talks of each agent with the lead per month.
    lead_quality : float
        Factor on all that a lead gives.
    added : float
        Given on top, for instance by acting on a survey.
    """
    given = 0.5 + 0.5 * (USUAL_SPAN / span - 1.0) + 0.1 * (one_to_ones - 1.0)
    return _share(lead_quality * given + added)


def strained(
    B: float,
    mean_fatigue: float,
    hostile: float,
    support: float,
    weights: tuple[float, float] = (HOSTILE_WEIGHT, SUPPORT_WEIGHT),
    *,
    weeks: float = STRAIN_WEEKS,
    added: float = 0.0,
) -> float:
    """Return strain after one more week.

    Parameters
    ----------
    B : float, share
        Strain at the start of the week.
    mean_fatigue : float, share
        Mean fatigue over the week's time at work.
    hostile : float, share
        Share of the week's contacts that arrived angry or ended with satisfaction below 0.5.
    support : float, share
        From `support`.
    weights : (float, float)
        Of the hostile share, and of support.
    weeks : float, >= 1
        Weeks over which strain follows its target.
    added : float
        Added to the target: friction, goals beyond the best, reprimands.
    """
    target = _share(mean_fatigue + weights[0] * hostile - weights[1] * support + added)
    return B + (target - B) / weeks


def absence_chance(
    a: float, B: float, B0: float = USUAL_STRAIN, coef: float = ABSENCE_SLOPE
) -> float:
    """Return the chance of being absent today; exactly `a` at strain `B0`.

    Parameters
    ----------
    a : float, share
        Chance at strain `B0`; 0 and 1 stay what they are.
    B, B0 : float, share
        Strain now, and the usual one.
    coef : float
        Logit gained per unit of strain.
    """
    if B == B0 or a in (0.0, 1.0):
        return a
    return logistic(logit(a) + coef * (B - B0))


def quit_hazard_per_week(
    hq0: float,
    above: float,
    coef: float = QUIT_SLOPE,
    tenure_weeks: float = 0.0,
    *,
    early: float = EARLY,
    early_weeks: float = EARLY_WEEKS,
    factor: float = 1.0,
) -> float:
    """Return the quit hazard at one instant, per week.

    Parameters
    ----------
    hq0 : float, per week
        Hazard of an old hand at the usual strain, from `base_quit_hazard`.
    above : float
        Strain above the usual, B - B0.
    coef : float
        Log hazard per unit of strain.
    tenure_weeks, early, early_weeks : float
        Time since hiring; log hazard of a new hire above an old hand's; how fast it fades.
    factor : float
        Of recognition, career ladder and empowerment.

    Returns
    -------
    float
        ``hq0 exp(coef above + early exp(-tenure / early_weeks)) factor``.
    """
    fresh = early * math.exp(-tenure_weeks / early_weeks)
    return hq0 * math.exp(coef * above + fresh) * factor


def weighted_weeks(
    tenure_weeks: float, early: float = EARLY, early_weeks: float = EARLY_WEEKS
) -> float:
    """Return the weeks since hiring, early ones counted by their higher quit hazard.

    The integral of ``exp(early exp(-t / early_weeks))`` from 0 to the tenure, by its series:
    the quit hazard of a period with constant strain is hq0 times the difference of two.
    """
    total, term = tenure_weeks, 1.0
    for step in range(1, _TERMS + 1):
        term *= early / step
        total += early_weeks * (term / step) * (1.0 - math.exp(-step * tenure_weeks / early_weeks))
    return total


def base_quit_hazard(
    quits_per_year: float, early: float = EARLY, early_weeks: float = EARLY_WEEKS
) -> float:
    """Return hq0 at which the usual strain gives `quits_per_year` leavers per head and year.

    Leavers are replaced at once, so in the long run a seat has one leaver per mean stay:
    ``quits_per_year = weeks per year / mean stay``, where the mean stay is the integral of
    ``exp(-hq0 weighted_weeks(t))``. At 0.33: hq0 = 0.00595, and 11 % of the hires leave
    within 90 days. Computed once, before a run.
    """
    if quits_per_year == 0.0:
        return 0.0
    step = _FADED * early_weeks / _STEPS
    exposure = [weighted_weeks(i * step, early, early_weeks) for i in range(_STEPS + 1)]
    flat = quits_per_year / WEEKS_PER_YEAR
    low, high = flat * math.exp(-max(early, 0.0)), flat * math.exp(max(-early, 0.0))
    for _ in range(60):
        middle = (low + high) / 2.0
        if quits_per_year * _mean_stay(middle, exposure, step) > WEEKS_PER_YEAR:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _mean_stay(hazard: float, exposure: list[float], step: float) -> float:
    """Integrate survival: exponential between grid points, and for good once early is over."""
    total, alive = 0.0, 1.0
    for before, after in pairwise(exposure):
        left = math.exp(-hazard * after)
        total += (alive - left) * step / (hazard * (after - before))
        alive = left
    return total + alive / hazard


def effort(
    level: float,
    best: float = 1.15,
    gain: float = 0.04,
    width: float = 0.30,
    *,
    since_review: float = 0.0,
    drift_halflife: float | None = None,
) -> float:
    """Return log pace gained by a goal: an inverted U that fades after each review.

    Parameters
    ----------
    level : float
        The goal, relative to usual output.
    best : float
        The goal that gains most (about +4 %; Locke and Latham; value A).
    gain : float
        Log pace gained there; never more is lost by a bad goal.
    width : float, > 0
        Distance from the best at which nothing is gained.
    since_review, drift_halflife : float, same unit
        Time since the last review and the time in which effort halves; None = no fading.

    Returns
    -------
    float
        ``gain max(-1, 1 - ((level - best) / width)^2) 2^(-since / halflife)``.
    """
    off = (level - best) / width
    size = gain * max(-1.0, 1.0 - off * off)
    return size if drift_halflife is None else size * halved(since_review, drift_halflife)


def _share(x: float) -> float:
    return min(1.0, max(0.0, x))
