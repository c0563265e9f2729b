"""Checks of what is given to the formulas; each message shows the value."""

from __future__ import annotations

import math
from numbers import Integral, Real

from cssim.errors import InputError

MOST_AGENTS = 1_000_000
"""Most agents in a formula, and most that a search for staffing tries."""


def real(where: str, value: object, accepted: str) -> float:
    """Return `value` as a float, or raise when it is no number or is NaN."""
    if isinstance(value, Real) and not isinstance(value, bool) and not math.isnan(value):
        return float(value)
    raise InputError.of(where, value, accepted)


def at_least(where: str, value: object, low: float) -> float:
    """Return `value` if it is a finite number >= `low`."""
    accepted = f"must be a finite number >= {low:g}"
    found = real(where, value, accepted)
    if low <= found < math.inf:
        return found
    raise InputError.of(where, value, accepted)


def positive(where: str, value: object) -> float:
    """Return `value` if it is a finite number > 0."""
    accepted = "must be a finite number > 0"
    found = real(where, value, accepted)
    if 0 < found < math.inf:
        return found
    raise InputError.of(where, value, accepted)


def between(where: str, value: object, low: float, high: float, *, above: bool = False) -> float:
    """Return `value` if it lies in [`low`, `high`), or in (`low`, `high`) with `above`."""
    accepted = f"must be {'>' if above else '>='} {low:g} and < {high:g}"
    found = real(where, value, accepted)
    if (low < found if above else low <= found) and found < high:
        return found
    raise InputError.of(where, value, accepted)


def agents(n: object, fewest: int = 1) -> int:
    """Return `n` if it is a whole number of agents from `fewest` to 1,000,000."""
    if isinstance(n, Integral) and not isinstance(n, bool):
        whole = int(n)
        if fewest <= whole <= MOST_AGENTS:
            return whole
    raise InputError.of("n", n, f"must be a whole number from {fewest} to {MOST_AGENTS}")
