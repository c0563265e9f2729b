"""How each measure is written: unit, digits, sign, name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cssim.measures import Options
from cssim.measures.registry import Measure, parse

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
UNKNOWN = "no value"
"""Written for NaN: nothing to divide by, or nothing to tell."""

QUOTIENTS = ("contacts_per_resolution", "rho")
"""Ratios that are not shares: they may exceed 1."""
MEAN_SHARES = (
    "satisfaction", "retention_projected", "churn_projected", "occupancy_highest",
    "occupancy_spread", "csat_sd_agents", "csat_worst_agents",
)  # fmt: skip
"""Means of chances, and extremes of shares: read as shares."""
MONEY = {"uplift_value": "Value of the customers kept", "net_value": "Net value"}
"""Amounts of money that only a comparison has."""

RULE_WORDS = {
    "exclude_short": "those who hang up within {awt} left out",
    "offered": "of all offered",
    "short_met": "hanging up within {awt} counted as met",
    "answered": "of those answered",
}
"""What each rule of the service level does with contacts that were not answered."""


@dataclass(frozen=True)
class Scale:
    """How the values of a measure are written.

    Attributes
    ----------
    factor : float
        What a value is multiplied by: 100 for shares.
    unit : str
        Written behind a value, with its space; may be empty.
    change_unit : str
        Written behind a difference.
    usual : int
        Decimals when no interval says how many are worth showing.
    most : int
        Most decimals.
    least : int
        Fewest decimals; -3 allows for rounding to thousands.
    """

    factor: float
    unit: str
    change_unit: str
    usual: int
    most: int
    least: int = 0

    def decimals(self, half_width: float = math.nan) -> int:
        """Return how many decimals an uncertainty of `half_width` leaves worth showing."""
        width = abs(half_width) * self.factor
        if not 0 < width < math.inf:
            return self.usual
        return min(max(math.ceil(-math.log10(width / 2)), self.least), self.most)

    def number(self, x: float, decimals: int, *, signed: bool = False) -> str:
        """Return a value without its unit."""
        return number(x * self.factor, decimals, signed=signed)


SHARE = Scale(100, f"{NBSP}%", f"{NBSP}points", 1, 2)
SECONDS = Scale(1, f"{NBSP}s", f"{NBSP}s", 0, 1)
SECONDS_AS_MINUTES = Scale(1 / 60, f"{NBSP}min", f"{NBSP}min", 1, 2)
SECONDS_AS_HOURS = Scale(1 / 3600, f"{NBSP}h", f"{NBSP}h", 1, 2)
POINTS = Scale(1, f"{NBSP}points", f"{NBSP}points", 1, 1)
HOURS = Scale(1, f"{NBSP}h", f"{NBSP}h", 0, 1)
WEEKS = Scale(1, f"{NBSP}weeks", f"{NBSP}weeks", 1, 1)
ERLANGS = Scale(1, f"{NBSP}erlangs", f"{NBSP}erlangs", 1, 2)
PLAIN = Scale(1, "", "", 2, 3)
COUNT = Scale(1, "", "", 0, 1)


def number(x: float, decimals: int = 0, *, signed: bool = False) -> str:
    """Return a number for people: thousands apart, a real minus, never ``-0``.

    Examples
    --------
    >>> number(-1234.56, 1), number(3, signed=True), number(-0.001, 1, signed=True)
    ('−1,234.6', '+3', '0.0')
    """
    if math.isnan(x):
        return UNKNOWN
    if math.isinf(x):
        return f"{MINUS if x < 0 else ''}∞"
    text = f"{round(abs(x), decimals):,.{max(decimals, 0)}f}"
    if not text.strip("0.,"):
        return text
    return (MINUS if x < 0 else "+" if signed else "") + text


def scale_of(measure: str, currency: str = "") -> Scale:
    """Return how a measure is written.

    Parameters
    ----------
    measure : str
        Name of a measure, with or without options, or a money amount of `MONEY`.
    currency : str
        Unit of money, such as ``USD``.

    Raises
    ------
    InputError
        Unknown measure.
    """
    money = Scale(1, f"{NBSP}{currency}".rstrip(), f"{NBSP}{currency}".rstrip(), 0, 2, -6)
    if measure in MONEY:
        return money
    found = parse(measure, Options())[0]
    units = {
        "s": SECONDS, "h": HOURS, "weeks": WEEKS, "points": POINTS, "erlang": ERLANGS,
        "currency": money,
    }  # fmt: skip
    return units[found.unit] if found.unit in units else _plain_scale(found)


def _plain_scale(measure: Measure) -> Scale:
    if measure.kind == "total":
        return COUNT
    is_share = measure.kind == "ratio" and measure.name not in QUOTIENTS
    return SHARE if is_share or measure.name in MEAN_SHARES else PLAIN


def time_scale(seconds: float) -> Scale:
    """Return how times about as long as one are written: in seconds, minutes or hours."""
    if not abs(seconds) >= 600:
        return SECONDS
    return SECONDS_AS_MINUTES if abs(seconds) < 7200 else SECONDS_AS_HOURS


def value(
    measure: str,
    x: float,
    *,
    currency: str = "",
    half_width: float = math.nan,
    bare: bool = False,
    scale: Scale | None = None,
) -> str:
    """Return a value with its unit, in as many digits as its uncertainty allows.

    Parameters
    ----------
    measure : str
        What it is a value of.
    x : float
        In the glossary's unit: shares in [0, 1].
    currency : str
        Unit of money.
    half_width : float
        Uncertainty, in the same unit; NaN = unknown.
    bare : bool
        True leaves the unit out.
    scale : Scale, optional
        Default: `scale_of` the measure.

    Examples
    --------
    >>> value("abandonment", 0.1648).replace(NBSP, " ")
    '16.5 %'
    """
    scale = scale or scale_of(measure, currency)
    text = scale.number(x, scale.decimals(half_width))
    return text if bare or math.isnan(x) else text + scale.unit


def change(
    measure: str,
    x: float,
    *,
    currency: str = "",
    half_width: float = math.nan,
    scale: Scale | None = None,
) -> str:
    """Return a difference with sign and unit; that of a share is in points.

    Examples
    --------
    >>> change("abandonment", -0.056, half_width=0.019).replace(NBSP, " ")
    '−5.6 points'
    """
    scale = scale or scale_of(measure, currency)
    text = scale.number(x, scale.decimals(half_width), signed=True)
    return text if math.isnan(x) else text + scale.change_unit


def interval(
    measure: str, low: float, high: float, *, currency: str = "", scale: Scale | None = None
) -> str:
    """Return the interval of a difference, such as ``−27 to −19 s``."""
    if math.isnan(low) or math.isnan(high):
        return "no interval"
    scale = scale or scale_of(measure, currency)
    decimals = scale.decimals((high - low) / 2)
    while decimals <= scale.most and any(
        end and not round(end * scale.factor, decimals) for end in (low, high)
    ):
        decimals += 1  # an end that is not 0 should not read as 0
    ends = [scale.number(end, decimals, signed=True) for end in (low, high)]
    return f"{ends[0]} to {ends[1]}{scale.change_unit}"


def percent(share: float) -> str:
    """Return a given share in per cent, in as few digits as it has."""
    return f"{100 * share:.3g}{NBSP}%"


def chance(p: float) -> str:
    """Return a probability in per cent, never rounded to certainty.

    Examples
    --------
    >>> chance(0.9996).replace(NBSP, " "), chance(0.5).replace(NBSP, " ")
    ('> 99.9 %', '50 %')
    """
    if math.isnan(p):
        return UNKNOWN
    if p > 0.999:
        return f">{NBSP}99.9{NBSP}%"
    if p < 0.001:
        return f"<{NBSP}0.1{NBSP}%"
    decimals = 1 if p > 0.99 or p < 0.01 else 0
    return f"{100 * p:.{decimals}f}{NBSP}%"


def label(measure: str, options: Options | None = None) -> str:
    """Return the name of a measure for tables and axes, with thresholds it hangs on in words.

    Parameters
    ----------
    measure : str
        Name, with or without options.
    options : Options, optional
        What it was taken with; default: those of `Options`.
    """
    if measure in MONEY:
        return MONEY[measure]
    found, chosen = parse(measure, options or Options())
    words = {
        "service_level": lambda: within_text(chosen),
        "response_within": lambda: within_text(chosen),
        "late_share": lambda: f"after {limit_text(chosen.acceptable_s)}",
        "old_share": lambda: f"over {number(chosen.age_s / 86_400)} days",
        "mean_old": lambda: f"over {number(chosen.age_s / 86_400)} days",
        "wait_quantile_s": lambda: f"{number(100 * chosen.q)}{NBSP}% wait less",
        "response_quantile_s": lambda: f"{number(100 * chosen.q)}{NBSP}% sooner",
        "resolution_quantile_s": lambda: f"{number(100 * chosen.q)}{NBSP}% sooner",
        "escalated_quantile_s": lambda: f"{number(100 * chosen.q)}{NBSP}% sooner",
        "share_above": lambda: f"chance of 4 or 5 at least {number(100 * chosen.bar)}{NBSP}%",
        "retained": lambda: f"after {number(chosen.months)} months",
        "retention_projected": lambda: _window(chosen),
        "churn_projected": lambda: _window(chosen),
    }
    if found.name not in words:
        return found.label
    return f"{found.label.removesuffix(' (projected)')} ({words[found.name]()})"


def awt_text(options: Options) -> str:
    """Return the acceptable waiting time, of each channel when they differ."""
    return limit_text(options.awt_s)


def within_text(options: Options) -> str:
    """Return ``within 20 s``, or in short that each channel has a time of its own."""
    text = awt_text(options)
    return "within the channel's time" if "," in text else f"within {text}"


def limit_text(limit_s: float | Mapping[str, float]) -> str:
    """Return a time limit, of each channel when they differ."""
    if not isinstance(limit_s, Mapping):
        return _limit(limit_s)
    times = {_limit(seconds) for seconds in limit_s.values()}
    if len(times) == 1:
        return times.pop()
    return ", ".join(f"{name} {_limit(s)}" for name, s in sorted(limit_s.items()))


def _limit(seconds: float) -> str:
    """Return a time limit; whole minutes and hours from 2 min on."""
    for length, unit in ((3600, "h"), (60, "min")):
        if seconds >= max(length, 120) and seconds % length == 0:
            return f"{seconds / length:g}{NBSP}{unit}"
    return f"{seconds:g}{NBSP}s"


def rule_text(options: Options) -> str:
    """Return in words what the service level's rule counts."""
    text = awt_text(options)
    return RULE_WORDS[options.rule].format(awt="that time" if "," in text else text)


def _window(options: Options) -> str:
    days = options.loyalty.window_s / 86_400 if options.loyalty else 365.0
    return f"projected, {number(days)} days"
