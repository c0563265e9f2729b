"""The base rate of leaving at which a center loses as many customers as it is known to lose.

`loyalty.churn_per_year` is the churn of customers whose goodwill never moves. Losses count
twice, so goodwill settles below its start and a center loses more than that. Whoever knows how
many customers leave in a year sets the base scenario by `calibrate_base_churn` and makes every
what-if of the scenario that it returns: the rate is then the same in all arms.
"""

from __future__ import annotations

import math
from statistics import fmean

from cssim.errors import InputError
from cssim.measures import Options, retention_projected
from cssim.rules.loyalty import hazard_of_churn
from cssim.scenario import Scenario
from cssim.study.arms import BASE, Arm
from cssim.study.lives import one_life
from cssim.units import DAY_MS, format_duration

YEAR_MS = 365.25 * DAY_MS
HIGHEST = 0.99
"""Highest rate that a scenario takes."""
TOLERANCE = 1e-4
MOST_STEPS = 12


def calibrate_base_churn(
    scenario: Scenario, churn: float, *, replications: int = 2, seed: int = 1
) -> Scenario:
    """Return a base scenario with the rate of leaving at which it meets a yearly churn.

    Parameters
    ----------
    scenario : Scenario
        The base, with customers. Goodwill takes a memory's time to settle: let it run for a
        year if you can.
    churn : float, share
        Churn wanted, above 0 and below 1: share of the customers who leave within a year.
    replications : int, >= 1
        Lives that are averaged.
    seed : int, >= 0
        Their luck.

    Returns
    -------
    Scenario
        With another `loyalty.churn_per_year`. Its churn, a year's worth of that in its run, is
        within 0.0001 of `churn` on these lives.

    Raises
    ------
    InputError
        No customers who may leave, a churn out of range, or one that no rate up to 0.99 meets.

    Notes
    -----
    The chance to stay is ``exp(-H)``, and the hazard H of a course of goodwill is proportional to
    the rate: a few steps of ``rate · log(1 - wanted) / log(1 - found)`` lead there.
    """
    if scenario.customers is None or not scenario.loyalty.enabled:
        raise InputError.of("loyalty", None, "needs customers and loyalty.enabled: true")
    if not 0 < churn < 1:
        raise InputError.of("churn", churn, "must be above 0 and below 1")
    if replications < 1:
        raise InputError.of("replications", replications, "must be at least 1")
    hazard, found = hazard_of_churn(churn), math.nan
    for _ in range(MOST_STEPS):
        rate = -math.expm1(-12 * hazard)
        if rate > HIGHEST:
            raise InputError.of("churn", churn, f"needs a base rate of {rate:.3f}, above {HIGHEST}")
        base = scenario.with_overrides({"loyalty.churn_per_year": rate})
        found = yearly_churn(base, replications=replications, seed=seed)
        if abs(found - churn) < TOLERANCE:
            return base
        hazard *= math.log1p(-churn) / math.log1p(-found)
    raise InputError.of("churn", churn, f"no rate found; the last one gives {found:.4f}")


def yearly_churn(scenario: Scenario, *, replications: int = 2, seed: int = 1) -> float:
    """Return the share of customers who leave in a year of a scenario as it is.

    From the mean chance to stay over the measured part of the run, given what each customer
    lived through; a shorter or longer run is taken to go on like that for a year.
    """
    span = scenario.horizon - scenario.warm_up
    window = format_duration(max(span, DAY_MS))
    whole = scenario.with_overrides({"loyalty.projection": window})
    options = Options.of(whole)
    stay = fmean(
        retention_projected(one_life(Arm(BASE, whole), seed, r), loyalty=options.loyalty).value
        for r in range(replications)
    )
    return float(1 - stay ** (YEAR_MS / max(span, DAY_MS)))
