"""Texts that carry a unit: durations, times of day, windows, weekdays, date-times.

Everything becomes whole milliseconds. A bare number is never a duration and never a time
of day, so nothing can be read in the wrong unit; what is printed reads back the same.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from cssim.errors import InputError

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS
INFINITE = 1 << 62
"""Stands for time without end, in ms (patience of who never gives up)."""

UNITS = {"ms": 1, "s": SECOND_MS, "min": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS}
"""Units of a duration and their milliseconds."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Names of the weekdays; the position is the number, 0 = Monday."""

LONGEST_MS = 36_500 * DAY_MS
"""Longest duration that can be written, 100 years of 365 days."""

DURATION_PATTERN = r"^[0-9]{1,15}(\.[0-9]{1,9})? ?(ms|s|min|h|d|w)$"
TIME_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
WINDOW_PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"
DATETIME_PATTERN = (
    r"^(19|2[01])[0-9]{2}-[01][0-9]-[0-3][0-9]([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?)?$"
)

DURATION = 'a duration with its unit (ms, s, min, h, d, w), such as "90 s" or "1.5 h"'
TIME = 'a time of day from "00:00" to "23:59", such as "08:30"'
WINDOW = 'a window such as "07:00-15:00"'
WEEKDAY = f"one of {', '.join(WEEKDAYS)}"
DATETIME = 'a local date-time from 1900 to 2199, such as "2024-01-31 08:00" or "2024-01-31"'


def parse_duration(text: object) -> int:
    """Return a duration in ms.

    Parameters
    ----------
    text : str
        A decimal number and its unit: ``90 s``, ``5 min``, ``1.5 h``, ``2 d``, ``1 w``,
        ``250 ms``.

    Returns
    -------
    int
        Milliseconds >= 0, rounded half to even.

    Raises
    ------
    InputError
        No text, no unit, negative, longer than 100 years, or above 0 but rounded to 0.

    Examples
    --------
    >>> parse_duration("1.5 h")
    5400000
    """
    exact = exact_ms(text)
    ms = int(exact.to_integral_value(rounding=ROUND_HALF_EVEN))
    if ms > LONGEST_MS or (ms == 0 and exact > 0):
        raise InputError.of("", text, f"{DURATION}, from 1 ms to 36500 d, or 0 s")
    return ms


def exact_ms(text: object) -> Decimal:
    """Return the milliseconds of a duration before they are rounded."""
    if not isinstance(text, str) or not re.fullmatch(DURATION_PATTERN, text):
        raise InputError.of("", text, DURATION)
    number = text.rstrip("mshindw ")
    return Decimal(number) * UNITS[text[len(number) :].strip()]


def format_duration(ms: int) -> str:
    """Return a duration in its largest whole unit up to days; `parse_duration` reads it back.

    Examples
    --------
    >>> format_duration(90_000), format_duration(7_200_000), format_duration(0)
    ('90 s', '2 h', '0 s')
    """
    if ms == 0:
        return "0 s"
    unit = next(u for u in ("d", "h", "min", "s", "ms") if ms % UNITS[u] == 0)
    return f"{ms // UNITS[unit]} {unit}"


def parse_time(text: object) -> int:
    """Return a time of day, ``00:00`` to ``23:59``, in ms since midnight.

    Raises
    ------
    InputError
        Anything else; numbers too, so a time read as base 60 cannot pass.
    """
    if not isinstance(text, str) or not re.fullmatch(TIME_PATTERN, text):
        raise InputError.of("", text, TIME)
    return int(text[:2]) * HOUR_MS + int(text[3:]) * MINUTE_MS


def format_time(ms: int) -> str:
    """Return a time of day, ``24:00`` for a whole day; `parse_time` reads it back."""
    return f"{ms // HOUR_MS:02d}:{ms % HOUR_MS // MINUTE_MS:02d}"


def parse_window(text: object, *, past_midnight: bool = False) -> tuple[int, int]:
    """Return start and end of a window, in ms since the midnight before its start.

    Parameters
    ----------
    text : str
        ``07:00-15:00``; the end may be ``24:00``.
    past_midnight : bool
        Accept an end before the start: it is on the next day, so beyond 24 h.

    Raises
    ------
    InputError
        Not a window, or one without length.

    Examples
    --------
    >>> [ms / HOUR_MS for ms in parse_window("22:00-06:00", past_midnight=True)]
    [22.0, 30.0]
    """
    if not isinstance(text, str) or not re.fullmatch(WINDOW_PATTERN, text):
        raise InputError.of("", text, WINDOW)
    start, end = parse_time(text[:5]), _end_of_day(text[6:])
    if end < start and past_midnight:
        end += DAY_MS
    if end <= start:
        raise InputError.of("", text, f"{WINDOW}, its end after its start")
    return start, end


def _end_of_day(text: str) -> int:
    return DAY_MS if text == "24:00" else parse_time(text)


def format_window(window: tuple[int, int]) -> str:
    """Return a window as text; `parse_window` reads it back."""
    start, end = window
    return f"{format_time(start)}-{format_time(end - DAY_MS if end > DAY_MS else end)}"


def parse_weekday(text: object) -> int:
    """Return the number of a weekday given by its English name, 0 = Monday."""
    if not isinstance(text, str) or text not in WEEKDAYS:
        raise InputError.of("", text, WEEKDAY)
    return WEEKDAYS.index(text)


def parse_datetime(text: object) -> datetime:
    """Return a local date-time without zone; a date alone is its midnight.

    Raises
    ------
    InputError
        Not written ``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM``, or no such day.
    """
    if not isinstance(text, str) or not re.fullmatch(DATETIME_PATTERN, text):
        raise InputError.of("", text, DATETIME)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InputError.of("", text, f"{DATETIME}; there is no such day") from None


def format_datetime(moment: datetime) -> str:
    """Return a local date-time as text; `parse_datetime` reads it back."""
    return moment.isoformat(" ", "minutes" if moment.second == 0 else "seconds")
