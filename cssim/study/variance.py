"""What shared luck saves, and the most that it could save.

Where two arms live through the same luck, the variance of their difference is
``s1² + s2² - 2 c``, with c the covariance that sharing brings; independent runs have
``s1² + s2²``. As c is at most ``s1 s2``, sharing saves a factor of at most
``(s1² + s2²) / (s1 - s2)²``: a change that makes bad days twice as bad makes a difference
that varies by itself, and no sharing of luck takes that away.
"""

from __future__ import annotations

import math

import pandas as pd

from cssim.measures import Options
from cssim.measures.registry import parse
from cssim.stats.estimate import centred, columns, influences, spread_of
from cssim.study.arms import BASE
from cssim.study.compare import differences
from cssim.study.result import Study


def variance_saved(study: Study) -> pd.DataFrame:
    """Return the variance of independent differences over that of paired ones.

    Parameters
    ----------
    study : Study
        At least two replications of a base and its what-ifs; its table ``all``.

    Returns
    -------
    DataFrame
        ``arm``, ``measure``, ``base``, ``value``, ``difference``, ``half_width``, ``saved``
        (independent over paired variance: replications that independent runs would need for
        each paired one), ``most`` (the largest that it could be for two spreads like these;
        see the module). NaN where nothing varied.

    References
    ----------
    Law (2015), section 11.2 (common random numbers).
    """
    found = differences(study)
    found["saved"] = 1 / found["variance_ratio"].where(found["variance_ratio"] > 0)
    kept = study.tables["all"]
    spreads = {key: _spread(str(key[1]), part) for key, part in kept.groupby(["arm", "measure"])}
    pairs = zip(found["arm"], found["measure"], strict=True)
    found["most"] = [most_saved(spreads[arm, name], spreads[BASE, name]) for arm, name in pairs]
    order = ["arm", "measure", "base", "value", "difference", "half_width", "saved", "most"]
    return found[order]


def most_saved(spread: float, base: float) -> float:
    """Return how many times less variance a paired difference can have at most.

    Parameters
    ----------
    spread, base : float
        Standard deviations of the what-if and of the base.

    Returns
    -------
    float
        Infinite for equal ones, NaN where nothing varies.

    Examples
    --------
    >>> most_saved(1.0, 2.0)
    5.0
    """
    together, gap = spread**2 + base**2, (spread - base) ** 2
    if not together > 0:
        return math.nan
    return together / gap if gap > 0 else math.inf


def _spread(measure: str, part: pd.DataFrame) -> float:
    """Return the standard deviation that one replication brings to the estimate."""
    if parse(measure, Options())[0].kind not in ("ratio", "mean"):
        return spread_of(centred(part["value"].dropna().to_numpy(dtype=float))[1])
    x, y = columns(numerator=part["numerator"], denominator=part["denominator"])
    return spread_of(influences(x, y)[1])
