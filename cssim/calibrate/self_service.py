"""Self-service before the queue: how long it takes and who hangs up there."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cssim.calibrate.fits import Fit, fit_times

MOST_VALUES = 40
"""Values that an empirical distribution of these short times is cut down to."""


@dataclass(frozen=True)
class SelfService:
    """Time in self-service and the share that hang up there, of one reason.

    Attributes
    ----------
    fit : Fit or None
        Time from arrival to the queue, seconds; None if there is none.
    hang_up : float
        Share of attempts that never left self-service.
    n : int
        Attempts.
    """

    fit: Fit | None
    hang_up: float
    n: int


def self_service_by_reason(attempts: pd.DataFrame) -> dict[str, SelfService]:
    """Return self-service of each reason; hang-ups there are not in the patience of the queue."""
    rows = attempts[~attempts["is_excluded"]]
    found = {}
    for reason, part in rows.groupby("reason"):
        times = part["ivr_s"].to_numpy()
        fit = fit_times(times, most=MOST_VALUES) if (times > 0).any() else None
        found[str(reason)] = SelfService(fit, float(part["queued_at"].isna().mean()), len(part))
    return found
