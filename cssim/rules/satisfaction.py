"""How a customer feels after a contact: BEHAVIOUR part (a).

*A customer judges whether it was solved, then loses a fixed step for each extra contact,
each hand-over and each doubling of the wait beyond what they find acceptable.*
"""

from __future__ import annotations

import math

from cssim.rules.handling import AVERAGE_PROFICIENCY, logistic

BASE = 1.815
"""logit(0.86): satisfied after one contact that solved it (SQM)."""
PER_CONTACT = 0.685
"""Lost per extra contact: 86 % at the first falls to 44 % at the fourth (SQM)."""
UNRESOLVED = 1.45
"""Lost while the issue is not solved: 27 points (SQM, middle reading)."""
PER_DOUBLING = 0.228
"""Lost per doubling of the wait beyond the acceptable: a third of an extra contact."""
PER_HANDOVER = 0.35
"""Lost per hand-over: 5 points (assumption)."""
MISMATCH = 1.0
"""Lost when agent and customer do not share a language: 79 % becomes 58 % (CFI)."""
PER_QUALITY = 1.5
"""Gained per unit of service quality above the average (assumption)."""
AVERAGE_QUALITY = 0.67
"""Quality of an average agent at 80 % busy: 0.758 less ordinary fatigue and strain."""
PER_FATIGUE = 0.2
"""Quality lost at full fatigue (direction Deery et al.; value A)."""
PER_STRAIN = 0.2
"""Quality lost at full strain (direction Swider and Zimmerman; value A)."""
UNSERVED_WEIGHT = 0.5
"""An attempt that reached nobody counts as half a contact."""

RATING_CUTS = (-1.6, 0.0, 0.9, 1.7)
"""Added to eta for P(rating >= 5), P(>= 4), P(>= 3), P(>= 2)."""
_FIVE, _FOUR, _THREE, _TWO = RATING_CUTS

_LN2 = math.log(2.0)


def quality(proficiency: float) -> float:
    """Return service quality q at ordinary fatigue and strain, clipped to [0, 1]."""
    return min(1.0, max(0.0, AVERAGE_QUALITY + proficiency - AVERAGE_PROFICIENCY))


def quality_of(
    k_eff: float,
    fatigue: float,
    strain: float,
    fatigue_weight: float = PER_FATIGUE,
    strain_weight: float = PER_STRAIN,
) -> float:
    """Return service quality when fatigue and strain are modelled, clipped to [0, 1]."""
    return min(1.0, max(0.0, k_eff - fatigue_weight * fatigue - strain_weight * strain))


def eta(
    *,
    effort: float,
    resolved: bool,
    wait_ratio: float,
    handovers: float,
    service_quality: float,
    mismatch: float = 0.0,
    hostility: float = 0.0,
) -> float:
    """Return the logit of a satisfied customer.

    Parameters
    ----------
    effort : float
        Served contacts plus half of each attempt that reached nobody and of each failed try of
        self-service; below 1 counts as 1.
    resolved : bool
        The issue is solved at this point.
    wait_ratio : float
        Sum over the attempts of wait over the channel's acceptable wait.
    handovers : float
        Transfers and escalations so far, each the more where customers must tell it all again.
    service_quality : float, share
        Quality of the last agent who served; `AVERAGE_QUALITY` if none.
    mismatch : bool
        The last agent who served did not speak the customer's language.
    hostility : float, >= 0
        Logit lost because the customer arrived angry, from `handling.hostile_loss`.

    Returns
    -------
    float
        ``1.815 - 0.685 (n-1) - 1.45 u - 0.228 log2(max(1, W/A)) - 0.35 h - 1.0 l +
        1.5 (q-0.67) - hostility``.
    """
    z = BASE + PER_QUALITY * (service_quality - AVERAGE_QUALITY) - PER_HANDOVER * handovers
    if effort > 1.0:
        z -= PER_CONTACT * (effort - 1.0)
    if wait_ratio > 1.0:
        z -= PER_DOUBLING * (math.log(wait_ratio) / _LN2)
    if mismatch:
        z -= MISMATCH * mismatch
    if hostility:
        z -= hostility
    return z if resolved else z - UNRESOLVED


def parts(
    *,
    effort: float,
    resolved: bool,
    wait_ratio: float,
    handovers: float,
    service_quality: float,
    mismatch: float = 0.0,
    hostility: float = 0.0,
) -> tuple[float, float, float]:
    """Return timeliness, courtesy and resolution; with `BASE` they sum to `eta`.

    Timeliness is the wait; courtesy is quality, language and anger; resolution is contacts,
    hand-overs and whether it is solved. Parameters as in `eta`.
    """
    timeliness = -PER_DOUBLING * (math.log(max(1.0, wait_ratio)) / _LN2)
    courtesy = PER_QUALITY * (service_quality - AVERAGE_QUALITY) - MISMATCH * mismatch - hostility
    resolution = -PER_CONTACT * max(0.0, effort - 1.0) - PER_HANDOVER * handovers
    return timeliness, courtesy, resolution if resolved else resolution - UNRESOLVED


def satisfaction(z: float) -> float:
    """Return the chance of a rating of 4 or 5, ``1 / (1 + exp(-eta))``."""
    return logistic(z)


def rating(z: float, uniform: float) -> int:
    """Return the 1-5 rating: the highest k with ``uniform < P(rating >= k)``."""
    # Written out, because it is asked for after every contact.
    if uniform < logistic(z + _FIVE):
        return 5
    if uniform < logistic(z + _FOUR):
        return 4
    if uniform < logistic(z + _THREE):
        return 3
    return 2 if uniform < logistic(z + _TWO) else 1


def promoter_chance(goodwill: float) -> float:
    """Return P(9 or 10) on the 0-10 question; 45 % at goodwill 0.80."""
    return logistic(6.0 * (goodwill - 0.833))


def detractor_chance(goodwill: float) -> float:
    """Return P(0 to 6) on the 0-10 question; 20 % at goodwill 0.80."""
    return 1.0 - logistic(6.0 * (goodwill - 0.569))


def nps_answer(goodwill: float, uniform: float) -> int:
    """Return the 0-10 answer: low uniforms promote, high ones detract, evenly in a class."""
    promoters, detractors = promoter_chance(goodwill), detractor_chance(goodwill)
    if uniform < promoters:
        return 10 if uniform < promoters / 2 else 9
    if uniform >= 1.0 - detractors:
        return 6 - min(6, int(7 * (uniform - (1.0 - detractors)) / detractors))
    return 8 if uniform < (promoters + 1.0 - detractors) / 2 else 7


def survey_chance(response: float, tilt: float, score: int) -> float:
    """Return the chance that a survey is answered: odds times ``exp(tilt (rating - 4))``."""
    weight = response * math.exp(tilt * (score - 4))
    return weight / (weight + 1.0 - response)
