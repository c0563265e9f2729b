"""Figures as tables show them: in the words of `cssim.words`, digits as the interval allows."""

from __future__ import annotations

import math

from cssim.cli.show import NOTHING
from cssim.words import Scale


def figure(scale: Scale, x: float, half_width: float = math.nan) -> str:
    """Return an estimate without its unit, in the digits that its interval leaves certain."""
    return NOTHING if math.isnan(x) else scale.number(x, scale.decimals(half_width))


def between(scale: Scale, low: float, high: float) -> str:
    """Return the interval of an estimate, without its unit; a dash when there is none."""
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    decimals = scale.decimals((high - low) / 2)
    return f"{scale.number(low, decimals)} to {scale.number(high, decimals)}"


def beside(scale: Scale, x: float, half_width: float) -> str:
    """Return an estimate with unit and half-width, such as ``12.3 ±0.8 s``."""
    if math.isnan(x):
        return NOTHING
    decimals = scale.decimals(half_width)
    spread = "" if math.isnan(half_width) else f" ±{scale.number(half_width, decimals)}"
    return f"{scale.number(x, decimals)}{spread}{scale.unit}"
