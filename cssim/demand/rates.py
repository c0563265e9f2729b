"""The rate of a reason over the run: week, busyness, trend, season and surges.

Columns of the purposes used here: ``busyness`` and ``busyness/REASON``, block (day), hold
one number: the quantile of the day's gamma factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from cssim.demand.tables import Ints
from cssim.streams import Streams
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

Floats = NDArray[np.float64]


class Surge(NamedTuple):
    """A window of the run's clock [ms] in which a rate is `factor` times as high."""

    start: int
    stop: int
    factor: float


@dataclass(frozen=True)
class Curve:
    """Arrivals per hour of one reason at every instant.

    Attributes
    ----------
    week : array of float, shape (7, intervals)
        Per hour, Monday first, before any factor.
    factor : array of float, shape (n_days,)
        Of each calendar day of the run.
    first_weekday, start : int
        Weekday (0 = Monday) and time of day [ms] at which the run starts.
    surges : sequence of Surge
        Those that concern the reason.
    """

    week: Floats
    factor: Floats
    first_weekday: int
    start: int
    surges: Sequence[Surge] = ()

    @property
    def n_days(self) -> int:
        """Calendar days that the run touches."""
        return len(self.factor)

    def instant(self, day: int, time: Ints) -> Ints:
        """Return the instants, on the run's clock, of times of a day [ms]."""
        return day * DAY_MS - self.start + time

    def at(self, day: int, time: Ints) -> Floats:
        """Return the rate at times of a day [ms]; a surge holds to the millisecond."""
        profile = self._profile(day)
        rate: Floats = profile[time * len(profile) // DAY_MS]
        for surge in self.surges:
            instant = self.instant(day, time)
            within = (instant >= surge.start) & (instant < surge.stop)
            rate = np.where(within, rate * surge.factor, rate)
        return rate

    def highest(self, day: int) -> float:
        """Return a rate that no instant of a day exceeds."""
        first = day * DAY_MS - self.start
        there = [s for s in self.surges if s.start < first + DAY_MS and s.stop > first]
        most = float(np.prod([max(surge.factor, 1.0) for surge in there]))
        return float(self._profile(day).max()) * most

    def _profile(self, day: int) -> Floats:
        profile: Floats = self.factor[day] * self.week[(self.first_weekday + day) % 7]
        return profile


def curve(scenario: Scenario, streams: Streams, name: str) -> Curve:
    """Return the rate of one reason of a scenario, with the busyness of one replication."""
    shared = _busyness(scenario, streams, "busyness", scenario.demand.busyness_cv)
    own_cv = scenario.reasons[name].arrivals.busyness_cv
    busy = shared * _busyness(scenario, streams, f"busyness/{name}", own_cv)
    return Curve(
        week=scenario.rates(name) * scenario.multipliers.volume,
        factor=busy * [scenario.day_factor(name, day) for day in range(len(busy))],
        first_weekday=scenario.first_weekday,
        start=scenario.start_ms_of_day,
        surges=_surges(scenario, name),
    )


def _busyness(scenario: Scenario, streams: Streams, purpose: str, cv: float) -> Floats:
    """Return one gamma factor of mean 1 for each calendar day of the run."""
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS)
    if cv == 0.0:
        return np.ones(n_days)
    shape = cv**-2
    uniforms = [streams.of(purpose, day).random() for day in range(n_days)]
    return np.asarray(gammaincinv(shape, uniforms) / shape, dtype=np.float64)


def _surges(scenario: Scenario, name: str) -> list[Surge]:
    """Return the surges that concern a reason, in the order of the file."""
    found = []
    for event in scenario.events:
        if event.kind == "surge" and (not event.reasons or name in event.reasons):
            start = scenario.instant(event.at)
            found.append(Surge(start, start + event.length, event.factor))
    return found
