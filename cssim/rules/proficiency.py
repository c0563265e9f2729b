"""How agents learn and forget: BEHAVIOUR part (c).

*An agent closes the remaining gap to expert a little with every hour of contacts, faster
with training and faster still with well-aimed coaching, and loses ground as products and
policies change.*

Over a period in which hours come evenly, ``dk/dt = (1 - k) a - delta k`` has the exact
solution `grown`; no step size enters, and two half periods equal one whole.

The other shape, for sensitivity, is a power law of experience, `grown_by_power`: with
``z = exp(k / s) - 1``, handling time goes as ``(1 + z)**-0.125``. What is learned adds to z at
a rate that does not depend on k, and z, not k, goes stale: ``dz/dt = w a - delta z``. So the
gain of each hour shrinks with all that was learned before, not with the gap to expert, and the
solution is as exact. The scale w is fitted so that a year of ordinary weeks gains as much as
``(1 + weeks)**-0.125`` says, with what goes stale meanwhile.
"""

from __future__ import annotations

import math

from cssim.rules.handling import AVERAGE_PROFICIENCY, PACE_SLOPE

PER_HANDLED_HOUR = 1.0 / 325.0
"""Share of the gap closed per handled hour: 25 hours a week make 1/13 a week (assumption)."""
PER_TRAINED_HOUR = 0.0173
"""Per hour of training: a week of 38 hours gives +10 % speed (De Grip and Sauermann; S)."""
PER_COACHED_HOUR = 0.0346
"""Per hour of coaching, before its aim: twice training (direction Liu and Batt; value A)."""
STALENESS_PER_WEEK = 0.0246
"""delta: half of what is known is stale after 6.5 months (Tatel and Ackerman; S, proxy)."""

PEERS_NONE = 0.84
"""Factor on learning from contacts among novices only."""
PEERS_ALL = 0.32
"""Added when all team-mates are experienced: the ramp is 36 % shorter (De Grip et al.; S)."""
REVIEWS_HALF = 4.0
"""Reviews per month at which coaching has half of its effect (assumption)."""

ONBOARDED_GAP = 0.85
"""Gap to expert left by basic training of the usual length: k0 = 0.15 (assumption)."""
ONBOARDING_WEEKS = 4.2
"""The usual basic training (473 centers of the USA; Batt et al.; S)."""

USUAL_HOURS = 25.0
"""Handled hours of an ordinary week."""
POWER = 0.125
"""Exponent of the power law of handling time in experience (De Grip et al., working paper; S)."""

_LOG_GAP = math.log(ONBOARDED_GAP)
_SCALE = POWER / PACE_SLOPE
"""Proficiency gained where experience grows by a factor of e: s."""


def progress(
    handled: float,
    trained: float = 0.0,
    coached: float = 0.0,
    *,
    peer: float = 1.0,
    n_qa: float = 6.0,
    per_handled: float = PER_HANDLED_HOUR,
    per_trained: float = PER_TRAINED_HOUR,
    per_coached: float = PER_COACHED_HOUR,
) -> float:
    """Return what a period's hours give: A of `grown`.

    Parameters
    ----------
    handled, trained, coached : float, hours
        Hours of the period in contacts, in training, and with a coach.
    peer : float
        From `peer_factor`; acts on what contacts teach.
    n_qa : float
        Reviews per agent and month by which coaching is aimed.
    per_handled, per_trained, per_coached : float, per hour
        r_e, r_t and r_c.
    """
    aimed = per_coached * coached * coaching_weight(n_qa)
    return per_handled * handled * peer + per_trained * trained + aimed


def grown(k: float, gained: float, lost: float) -> float:
    """Return proficiency after a period of even learning and forgetting, solved exactly.

    Parameters
    ----------
    k : float, share
        Proficiency at the start of the period.
    gained : float, >= 0
        A: rate of learning times the length of the period, from `progress`.
    lost : float, >= 0
        D: staleness per week times the weeks of the period.

    Returns
    -------
    float
        ``k* + (k - k*) exp(-(A + D))`` with ``k* = A / (A + D)``; `k` itself when nothing
        is gained or lost. Always between `k` and k*, so within [0, 1].
    """
    total = gained + lost
    if total == 0.0:
        return k
    target = gained / total
    return target + (k - target) * math.exp(-total)


def experience(k: float) -> float:
    """Return the experience z of the power law at a proficiency: 0 at 0."""
    return math.exp(k / _SCALE) - 1.0


def _experience_per_gain() -> float:
    """Return w: a year of ordinary weeks makes ``1 + z`` of a newcomer 53 times as large."""
    weeks = 52.0
    kept = math.exp(-STALENESS_PER_WEEK * weeks)
    start = experience(1.0 - ONBOARDED_GAP)
    after = (1.0 + weeks) * (1.0 + start) - 1.0
    per_week = STALENESS_PER_WEEK * (after - start * kept) / (1.0 - kept)
    return per_week / (USUAL_HOURS * PER_HANDLED_HOUR)


PER_GAIN = _experience_per_gain()
"""w: experience z for each unit of A; follows from the constants above."""


def grown_by_power(k: float, gained: float, lost: float) -> float:
    """Return proficiency after a period as `grown` does, by the power law, solved exactly.

    Parameters and return value as of `grown`. Bounded by expert: more experience adds nothing.
    """
    if gained + lost == 0.0:
        return k
    z = experience(k) * math.exp(-lost) + PER_GAIN * gained * _left(lost)
    return min(1.0, _SCALE * math.log1p(z))


def _left(lost: float) -> float:
    """Return what is left at the end of what came in evenly: ``(1 - exp(-lost)) / lost``."""
    if lost < 1e-4:
        return 1.0 - lost / 2.0 * (1.0 - lost / 3.0)  # exact to 1e-13, where the quotient is not
    return (1.0 - math.exp(-lost)) / lost


GROWN = {"exponential": grown, "power_law": grown_by_power}
"""Shape of learning -> its solution."""


def settled(gained: float, lost: float) -> float:
    """Return k*, the proficiency at which gains and losses balance; needs one of them > 0."""
    return gained / (gained + lost)


def peer_factor(share: float) -> float:
    """Return the factor on learning from contacts when `share` of the team has k > 0.7."""
    return PEERS_NONE + PEERS_ALL * share


def coaching_weight(n_qa: float) -> float:
    """Return the part of coaching's effect reached with `n_qa` reviews per agent and month."""
    return n_qa / (n_qa + REVIEWS_HALF)


def effective(k: float, kappa: float) -> float:
    """Return proficiency at work: a knowledge tool closes `kappa` of the gap to expert."""
    return k + kappa * (1.0 - k) if kappa else k


def starting(onboarding_weeks: float) -> float:
    """Return k0 after basic training: ``1 - 0.85**(weeks / 4.2)``, 0.15 at the usual length."""
    return 1.0 - math.exp(_LOG_GAP * (onboarding_weeks / ONBOARDING_WEEKS))


def mean_under_renewal(
    k_star: float = AVERAGE_PROFICIENCY,
    k0: float = 1.0 - ONBOARDED_GAP,
    q: float = 0.0,
    rate: float = USUAL_HOURS * PER_HANDLED_HOUR + STALENESS_PER_WEEK,
) -> float:
    """Return mean proficiency when leavers are replaced at once (form of Whitt 2006).

    Parameters
    ----------
    k_star, k0 : float, share
        Where an agent settles, and where a new one starts.
    q : float, per week
        Quit hazard, the same at every tenure.
    rate : float, per week
        Rate of approach a + delta; 1/9.85 at 25 handled hours a week.
    """
    return k_star - (k_star - k0) * q / (q + rate)
