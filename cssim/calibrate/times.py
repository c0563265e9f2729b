"""Texts of an export turned into seconds: clocks, dates, ISO instants, durations.

Everything unreadable becomes NaN; who calls says which rows that were. A log's clock
counts seconds since 00:00 of its first day, local wall time.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.calibrate.mapping import Times

FloatArray = NDArray[np.float64]
DAY_S = 86_400.0
UNIT_S = {"ms": 0.001, "s": 1.0, "min": 60.0}
OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"
EPOCH = pd.Timestamp(1970, 1, 1)
EARLIEST_S, LATEST_S = -70 * 365.25 * DAY_S, 229 * 365.25 * DAY_S
"""No log is from before 1900 or after 2199; such dates are slips."""


def clock_s(text: pd.Series[str]) -> FloatArray:
    """Return the seconds of clocks ``h:mm`` or ``h:mm:ss``; hours may pass 24."""
    unique = {value: _one_clock(value) for value in text.unique()}
    return text.map(unique).to_numpy(dtype=float)


def _one_clock(text: str) -> float:
    parts = text.split(":")
    if not 2 <= len(parts) <= 3 or not all(part.replace(".", "", 1).isdigit() for part in parts):
        return np.nan
    hours, minutes, seconds = (float(part) for part in (*parts, "0")[:3])
    return np.nan if minutes >= 60 or seconds >= 60 else hours * 3600 + minutes * 60 + seconds


def duration_s(text: pd.Series[str], unit: str) -> FloatArray:
    """Return durations in seconds: plain numbers of `unit`, or clocks (m:ss or h:mm:ss)."""
    seconds = pd.to_numeric(text, errors="coerce").to_numpy(dtype=float) * UNIT_S[unit]
    seconds[~np.isfinite(seconds)] = np.nan
    is_clock = text.str.contains(":", regex=False).to_numpy(dtype=bool)
    if is_clock.any():
        seconds[is_clock] = clock_s(text[is_clock].map(_with_hours))
    return seconds


def _with_hours(text: str) -> str:
    return f"0:{text}" if text.count(":") == 1 else text


def instants(text: pd.Series[str], times: Times, day_s: FloatArray | None) -> FloatArray:
    """Return instants in seconds since 1970, NaN where unreadable or one of `times.never`.

    Parameters
    ----------
    text : Series of str
        The column.
    times : Times
        How instants are written.
    day_s : array or None
        Midnight of each row's date in seconds since 1970, with format ``clock``.
    """
    if times.format == "clock":
        return clock_s(text) + (0.0 if day_s is None else day_s)
    if times.format == "iso":
        return _since_1970(text.str.replace(OFFSET, "", regex=True), "ISO8601")
    return _since_1970(text, times.format)


def dates_s(text: pd.Series[str], form: str) -> FloatArray:
    """Return midnights of dates in seconds since 1970, NaN where unreadable."""
    return np.floor(_since_1970(text, form) / DAY_S) * DAY_S


def _since_1970(text: pd.Series[str], form: str) -> FloatArray:
    try:
        moments = pd.to_datetime(text, format=form, errors="coerce")
    except ValueError:
        # a pattern that strptime does not know: no row can be read, and each is noted
        return np.full(len(text), np.nan)
    seconds = np.asarray((moments - EPOCH) / pd.Timedelta(seconds=1), dtype=np.float64)
    return np.where((seconds >= EARLIEST_S) & (seconds < LATEST_S), seconds, np.nan)


def never(text: pd.Series[str], values: Collection[str]) -> NDArray[np.bool_]:
    """Return where a column says that the instant did not happen."""
    return text.isin(list(values)).to_numpy(dtype=bool)


def date_of(seconds_since_1970: float) -> date:
    """Return the calendar day of an instant."""
    return (EPOCH + pd.Timedelta(seconds=seconds_since_1970)).date()
