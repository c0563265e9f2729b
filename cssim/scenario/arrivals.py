"""When issues arise: weekly profiles of rates, trend and season."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Discriminator, Tag

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Cv,
    Month,
    Multiplier,
    Number,
    ReadOnly,
    TimeOfDay,
    Written,
    listed,
    required,
    setting,
    span,
)

EVERY_DAY = "every_day"
MOST_PER_HOUR = 100_000
"""Highest arrival rate per hour; a demand sheet holds 102,400."""
DAYS_PER_YEAR = 365.25

_DAYS = (*units.WEEKDAYS, EVERY_DAY)


def _day(value: object) -> int | str:
    return EVERY_DAY if value == EVERY_DAY else units.parse_weekday(value)


def _day_text(value: int | str) -> str:
    return value if isinstance(value, str) else units.WEEKDAYS[value]


_DAY = Written(
    _day, _day_text, f"{units.WEEKDAY} or {EVERY_DAY}", {"type": "string", "enum": list(_DAYS)}
)
Day = Annotated[int | str, _DAY]
Rate = Annotated[float, Number(0, MOST_PER_HOUR)]
RateList = Annotated[tuple[Rate, ...], *listed(1440, 1)]
DayRates = Annotated[Mapping[TimeOfDay, RateList], ReadOnly(1, 96)]
RateTable = Annotated[Mapping[Day, DayRates], ReadOnly(1, 7)]


def is_table(value: object) -> str:
    """Return the tag of what is either one number or a mapping of several."""
    return "?table" if isinstance(value, dict) else "?number"


Rates = Annotated[
    Annotated[Rate, Tag("?number")] | Annotated[RateTable, Tag("?table")],
    Discriminator(is_table),
]
"""One rate, or a table: weekday -> time of day -> rates of the intervals from then on."""

Trend = Annotated[float, Number(-0.99, 10)]
Season = Annotated[Mapping[Month, Multiplier], ReadOnly(0, 12)]
TREND = "Yearly growth of the rates, such as 0.05; they rise from day to day."
SEASON = "Month -> factor on the rates; missing: 1."


def drift(trend_per_year: float, season: Mapping[int, float], at: datetime, days: int) -> float:
    """Return the factor of trend and season on a date, `days` after the start."""
    growth = 1.0 if trend_per_year == 0 else (1 + trend_per_year) ** (days / DAYS_PER_YEAR)
    return growth * season.get(at.month, 1.0)


class DemandSettings(Part):
    """What all reasons share."""

    busyness_cv: Cv = setting(
        0.10,
        "Coefficient of variation of the daily factor that all reasons share; 0 = none. That days"
        " differ so is measured, the value is an assumption.",
    )
    trend_per_year: Trend = setting(0.0, TREND)
    season: Season = setting({}, SEASON)


class Arrivals(Part):
    """When issues of a reason arise: a Poisson process with a weekly profile."""

    interval: Annotated[int, span("1 min", "24 h")] = setting(
        "30 min", "Length of the intervals of the profile; divides 24 h."
    )
    per_hour: Rates = required(
        "Issues per hour: one number for all times, or weekday (or every_day) -> time of day ->"
        " one rate per interval from then on; 0 elsewhere."
    )
    busyness_cv: Cv = setting(0.0, "Coefficient of variation of the reason's own daily factor.")
    trend_per_year: Trend = setting(0.0, f"{TREND} Times that of all reasons.")
    season: Season = setting({}, f"{SEASON} Times that of all reasons.")

    def faults(self) -> Iterator[Problem]:
        """Yield an interval or a table that does not fit the day."""
        if units.DAY_MS % self.interval:
            yield fault("interval", units.format_duration(self.interval), "must divide 24 h")
        elif isinstance(self.per_hour, Mapping):
            yield from self._table_faults(self.per_hour)

    def _table_faults(
        self, table: Mapping[int | str, Mapping[int, tuple[float, ...]]]
    ) -> Iterator[Problem]:
        if EVERY_DAY in table and len(table) > 1:
            yield fault("per_hour", None, f"must not mix {EVERY_DAY} with weekdays")
        for day, windows in table.items():
            free = 0
            for start, rates in sorted(windows.items()):
                where = f"per_hour.{_day_text(day)}.{units.format_time(start)}"
                yield from self._window_faults(where, start, rates, free)
                free = max(free, start + len(rates) * self.interval)

    def _window_faults(
        self, where: str, start: int, rates: tuple[float, ...], free: int
    ) -> Iterator[Problem]:
        length = units.format_duration(self.interval)
        if start % self.interval:
            yield fault(where, None, f"must start at a multiple of the interval, {length}")
        elif start < free:
            yield fault(where, None, f"must not start before {units.format_time(free)}, where the"
                        " list before it ends")  # fmt: skip
        if start + len(rates) * self.interval > units.DAY_MS:
            fit = (units.DAY_MS - start) // self.interval
            yield fault(
                where,
                f"{len(rates)} rates",
                f"must hold at most {fit} rates of {length}, to the end of the day",
            )

    def week(self) -> tuple[tuple[float, ...], ...]:
        """Return the rates per hour, seven weekdays (Monday first) x intervals of the day."""
        n = units.DAY_MS // self.interval
        if not isinstance(self.per_hour, Mapping):
            return ((self.per_hour,) * n,) * 7
        every = self.per_hour.get(EVERY_DAY, {})
        return tuple(self._day(self.per_hour.get(day, every), n) for day in range(7))

    def _day(self, windows: Mapping[int, tuple[float, ...]], n: int) -> tuple[float, ...]:
        rates = [0.0] * n
        for start, values in windows.items():
            first = start // self.interval
            rates[first : first + len(values)] = values
        return tuple(rates)
