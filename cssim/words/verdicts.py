"""What the interval of a difference allows to say."""

from __future__ import annotations

import math

BETTER, WORSE, UNCLEAR, SAME = "better", "worse", "no clear difference", "no change"
HIGHER, LOWER, UNTOLD = "higher", "lower", "not enough replications"
GOOD_SIDE = {"higher": {True: BETTER, False: WORSE}, "lower": {True: WORSE, False: BETTER}}


def verdict(low: float, high: float, better: str) -> str:
    """Return in words what an interval of a difference allows to say.

    Parameters
    ----------
    low, high : float
        Ends of the interval of what-if minus base; NaN = none.
    better : {"higher", "lower", "none"}
        Which side is good.

    Returns
    -------
    str
        ``better`` or ``worse`` (``higher`` or ``lower`` where no side is good) only when
        the interval lies on one side of 0.
    """
    if math.isnan(low) or math.isnan(high):
        return UNTOLD
    if low == high == 0:
        return SAME
    if low <= 0 <= high:
        return UNCLEAR
    return GOOD_SIDE.get(better, {True: HIGHER, False: LOWER})[low > 0]
