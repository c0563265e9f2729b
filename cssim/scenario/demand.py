"""What the world asks for: contact reasons, their arrivals, work and patience."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Discriminator, Tag

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import UNKNOWN_KIND, Distribution, tag_of
from cssim.scenario.fields import (
    Cv,
    Name,
    Number,
    ReadOnly,
    Share,
    Tier,
    TierKey,
    TimeOfDay,
    Written,
    listed,
    required,
    setting,
    span,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EVERY_DAY = "every_day"
MOST_PER_HOUR = 100_000
"""Highest arrival rate per hour; a demand sheet holds 102,400."""

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


def _is_table(value: object) -> str:
    return "?table" if isinstance(value, dict) else "?number"


Rates = Annotated[
    Annotated[Rate, Tag("?number")] | Annotated[RateTable, Tag("?table")],
    Discriminator(_is_table),
]
"""One rate, or a table: weekday -> time of day -> rates of the intervals from then on."""

Escalate = Annotated[
    Annotated[Share, Tag("?number")]
    | Annotated[Mapping[TierKey, Share], ReadOnly(0, 9), Tag("?table")],
    Discriminator(_is_table),
]
"""One chance for the reason's own tier, or a chance per tier."""


def _patience_tag(value: object) -> str | None:
    return "?infinite" if value == "infinite" else tag_of(value) and "?finite"


Patience = Annotated[
    Annotated[Literal["infinite"], Tag("?infinite")] | Annotated[Distribution, Tag("?finite")],
    Discriminator(
        _patience_tag, custom_error_type=UNKNOWN_KIND, custom_error_message="must be a patience"
    ),
]
"""How long a customer waits: a distribution, or ``infinite``."""


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


class Ivr(Part):
    """Self-service menu before the queue."""

    time: Distribution = required("Time spent in the menu.")
    hang_up: Share = setting(0.0, "Share of customers who hang up in the menu.")


class Retry(Part):
    """Coming back after a contact that reached nobody."""

    after_abandoned: Share = setting(
        0.5, "Chance of another attempt after abandoning (assumption)."
    )
    after_blocked: Share = setting(
        0.5, "Chance of another attempt after all lines were busy (assumption)."
    )
    after_closed: Share = setting(0.0, "Chance of another attempt after finding it closed.")
    after_disconnected: Share = setting(
        0.5, "Chance of another attempt after being put off (assumption)."
    )
    delay: Distribution = setting(
        {"distribution": "lognormal", "median": "15 min", "sigma": 1.0},
        "Time from the failed contact to the next (assumption).",
    )


class Repeat(Part):
    """Coming back because the issue is not solved."""

    probability: Share = setting(
        0.85, "Chance of another contact about an unresolved issue (assumption)."
    )
    delay: Distribution = setting(
        {"distribution": "lognormal", "median": "1 d", "sigma": 1.0},
        "Time from the end of the contact to the next (assumption).",
    )


class Reason(Part):
    """A contact reason: what customers contact the center about."""

    channel: Name = required("Channel its contacts use.")
    skill: Name = required("Skill an agent needs for it; default: the reason's own name.")
    tier: Tier = setting(1, "Tier where its contacts start.")
    arrivals: Arrivals = required("When its issues arise.")
    handle_time: Distribution = required(
        "Talk, hold and after-contact work together, for an average agent."
    )
    hold_share: Share = setting(0.05, "Part of the handle time that is hold (assumption).")
    acw_share: Share = setting(
        0.15, "Part of the handle time that is after-contact work (assumption)."
    )
    patience: Patience = setting(
        {"distribution": "exponential", "mean": "3 min"},
        "How long a customer waits before hanging up; infinite = for ever. Published means"
        " range from 1 to 8 min; 3 min lies between those that contradict each other.",
    )
    complexity: Annotated[float, Number(-5, 5)] = setting(
        0.0, "Lowers the log odds of resolving; 0 = as the agents' skills say."
    )
    ivr: Ivr | None = setting(None, "Self-service menu before the queue; omitted: none.")
    escalate: Escalate = setting(
        0.0,
        "Chance that a contact needs the tier above, times (1 - the team's authority): a number"
        " for the reason's own tier, or tier -> chance.",
    )
    retry: Retry = setting({}, "Whether and when a customer whom nobody answered tries again.")
    repeat: Repeat = setting(
        {}, "Whether and when a customer whose issue is not solved comes back."
    )
    retry_keeps: bool = setting(
        False, "A retry keeps the patience and work of the first attempt instead of new ones."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield shares that leave no time for talk."""
        if self.hold_share + self.acw_share >= 1:
            total = f"{self.hold_share + self.acw_share:g}"
            yield fault("acw_share", total, "hold_share + acw_share must be below 1")

    def escalate_at(self, tier: int) -> float:
        """Return the chance that a contact at `tier` needs the tier above, before authority."""
        if isinstance(self.escalate, Mapping):
            return self.escalate.get(tier, 0.0)
        return self.escalate if tier == self.tier else 0.0

    def rate_at(self, weekday: int, ms_of_day: int) -> float:
        """Return issues per hour at a time of day [ms], before multipliers; weekday 0 = Monday."""
        return self.arrivals.week()[weekday][ms_of_day // self.arrivals.interval]

    def rates(self) -> NDArray[np.float64]:
        """Return issues per hour before multipliers, shape (7, intervals per day), Monday first."""
        import numpy as np

        return np.array(self.arrivals.week(), dtype=np.float64)


def with_own_skill(value: Any) -> Any:
    """Return raw reasons in which a reason without a skill needs the skill of its own name."""
    if not isinstance(value, dict):
        return value
    return {
        name: {"skill": name, **raw} if isinstance(raw, dict) else raw
        for name, raw in value.items()
    }
