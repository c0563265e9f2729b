"""Goodwill and leaving: BEHAVIOUR part (b).

*Each customer carries a running score of how well we solved their issues; a
disappointment counts twice a pleasant surprise, memory fades over a year, and the lower
the score the sooner they leave.*
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DAYS_PER_MONTH = 30.4375
"""Days in a month, here and in every hazard."""


@dataclass(frozen=True, slots=True)
class Loyalty:
    """Constants of goodwill and leaving; defaults and sources as in the scenario's field docs.

    Attributes
    ----------
    start : float, share
        Goodwill G0 of a customer at the start, to which it drifts back.
    adjustment : float
        alpha: share of the gap to the last experience that goodwill closes.
    loss_aversion : float
        lambda: weight of an experience below the present goodwill.
    memory_months : float
        Time constant of the drift back to `start`.
    sensitivity : float
        beta: log hazard gained per unit of goodwill lost.
    hazard_per_month : float
        hz0: leave hazard at goodwill `start`.
    """

    start: float = 0.80
    adjustment: float = 0.4
    loss_aversion: float = 2.0
    memory_months: float = 12.0
    sensitivity: float = 4.0
    hazard_per_month: float = -math.log(0.85) / 12.0

    @property
    def daily_drift(self) -> float:
        """Factor by which the gap to `start` shrinks in one day."""
        return math.exp(-1.0 / (self.memory_months * DAYS_PER_MONTH))

    def closed(self, goodwill: float, experience: float) -> float:
        """Return goodwill after an issue closed with satisfaction `experience`."""
        weight = self.loss_aversion if experience < goodwill else 1.0
        return goodwill + self.adjustment * weight * (experience - goodwill)

    def drifted(self, goodwill: float, days: float) -> float:
        """Return goodwill after `days` without a closed issue."""
        if goodwill == self.start:
            return goodwill
        gap = (goodwill - self.start) * math.exp(-days / (self.memory_months * DAYS_PER_MONTH))
        return self.start + gap

    def hazard_of_day(self, goodwill: float, multiplier: float) -> float:
        """Return the leave hazard of one day at the goodwill of its 00:00."""
        rate = self.hazard_per_month * multiplier / DAYS_PER_MONTH
        if goodwill == self.start:
            return rate
        return rate * math.exp(-self.sensitivity * (goodwill - self.start))


def hazard_of_churn(churn_per_year: float) -> float:
    """Return the monthly hazard hz0 at which `churn_per_year` of customers leave in a year."""
    return -math.log(1.0 - churn_per_year) / 12.0
