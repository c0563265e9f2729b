"""What follow-up does for a customer who was let down, and ages of risk: BEHAVIOUR part (b).

Making good brings goodwill back toward where it stood before the failure and never above:
the recovery paradox holds for satisfaction but not for repurchase (de Matos et al.; S).
"""

from __future__ import annotations

from dataclasses import dataclass

from cssim.rules.handling import halved

RESTORES = 0.6
"""Share of the loss restored within a day (assumption; severity and speed matter, row 39)."""
HALVING_DAYS = 3.0
"""Days of further delay in which that share halves (assumption)."""
PROMPT_DAYS = 1.0
"""Delay up to which nothing is lost (assumption)."""


@dataclass(frozen=True)
class Risk:
    """Ages at which customers are more likely to leave; times in ms.

    Attributes
    ----------
    ages : tuple of int
        Ages at which a time of risk begins, rising.
    length : int
        How long it lasts.
    factor : float
        On the hazard of the days that begin in it.
    relief : float
        Share of the extra hazard that a solved outreach spares.
    before : int
        How long before such an age the outreach may have been.
    """

    ages: tuple[int, ...]
    length: int
    factor: float = 2.0
    relief: float = 0.5
    before: int = 0

    @property
    def spared(self) -> float:
        """Factor on the hazard of who has been spared part of it."""
        return 1.0 + (self.factor - 1.0) * (1.0 - self.relief)


def restored(
    G: float,
    G_pre: float,
    days: float = PROMPT_DAYS,
    restores: float = RESTORES,
    halving_days: float = HALVING_DAYS,
) -> float:
    """Return goodwill after a recovery contact that succeeded.

    Parameters
    ----------
    G, G_pre : float, share
        Goodwill now, and before the issue that failed.
    days : float, >= 0
        Time since that issue closed.
    restores : float, share
        Share of the loss restored within a day.
    halving_days : float, > 0
        Days of delay beyond the first in which that share halves.

    Returns
    -------
    float
        ``G + r (G_pre - G)``, ``r = restores 2^(-max(0, days - 1) / halving_days)``; `G` when
        nothing is lost any more.
    """
    if G_pre <= G:
        return G
    share = restores * halved(max(0.0, days - PROMPT_DAYS), halving_days)
    return min(G_pre, G + share * (G_pre - G))
