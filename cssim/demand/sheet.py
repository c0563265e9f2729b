"""The Poisson sheet: points over time x rate, fixed for ever, uncovered by the rates.

Per reason, the points are made in cells of one day x one layer of 25 per hour. A point is
an issue iff its mark lies under the rate of its instant, so raising a rate (a busy day, a
trend, a month, a surge) uncovers points and moves none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cssim.demand.rates import Curve, Floats
from cssim.demand.tables import DAYS_OF_START, MAX_LAYERS, Ints, issue_id
from cssim.errors import InputError
from cssim.streams import Streams
from cssim.units import DAY_MS

LAYER_PER_HOUR = 25.0
"""Height of a layer of the sheet, in arrivals per hour."""
POINTS_PER_CELL = LAYER_PER_HOUR * 24.0
"""Mean number of points in one day x one layer."""


class Points(NamedTuple):
    """Uncovered points, a row each.

    Attributes
    ----------
    issue, arrived : array of int
        Number, and instant on the run's clock [ms].
    customer, channel : array of float
        Uniforms whose quantiles are the customer and the channel.
    """

    issue: Ints
    arrived: Ints
    customer: Floats
    channel: Floats

    @classmethod
    def joined(cls, parts: list[Points]) -> Points:
        """Return the rows of all parts, in order."""
        none = np.empty(0, np.int64)
        parts = [cls(none, none, np.empty(0), np.empty(0)), *parts]
        return cls(
            np.concatenate([part.issue for part in parts]),
            np.concatenate([part.arrived for part in parts]),
            np.concatenate([part.customer for part in parts]),
            np.concatenate([part.channel for part in parts]),
        )

    def of(self, rows: Ints) -> Points:
        """Return some rows, in the order given."""
        issue, arrived, customer, channel = self
        return Points(issue[rows], arrived[rows], customer[rows], channel[rows])


@dataclass(frozen=True)
class Sheet:
    """The sheet of one reason.

    Attributes
    ----------
    streams : Streams
        Which luck.
    name, code : str, int
        The reason.
    curve : Curve
        Its rate over the run.
    """

    streams: Streams
    name: str
    code: int
    curve: Curve

    def uncovered(self) -> Points:
        """Return the issues within the run, day by day and layer by layer.

        Raises
        ------
        InputError
            The horizon or the rate needs more days or layers than an issue's number holds.
        """
        return Points.joined([p for day in range(self.curve.n_days) for p in self._day(day)])

    def _day(self, day: int) -> list[Points]:
        highest = self.curve.highest(day)
        n_layers = int(np.ceil(highest / LAYER_PER_HOUR))
        if day >= DAYS_OF_START or n_layers > MAX_LAYERS:
            most = f"at most {MAX_LAYERS * LAYER_PER_HOUR:g} per hour"
            raise InputError.of(f"reasons.{self.name}.arrivals", highest, most)
        return [self._cell(day, layer) for layer in range(n_layers)]

    def _cell(self, day: int, layer: int) -> Points:
        draws = self.streams.of(f"arrivals/{self.name}", day, layer)
        points = draws.random((count_of(draws.random()), 4))
        time = np.minimum(np.rint(points[:, 0] * DAY_MS).astype(np.int64), DAY_MS - 1)
        mark = (layer + points[:, 1]) * LAYER_PER_HOUR
        k = np.flatnonzero(mark < self.curve.at(day, time))
        issue = issue_id(self.code, day, layer, k)
        return Points(issue, self.curve.instant(day, time[k]), points[k, 2], points[k, 3])


def count_of(uniform: float) -> int:
    """Return how many points a cell has: the quantile of its Poisson count."""
    return int(np.searchsorted(_count_cdf(), uniform, side="right"))


@lru_cache(maxsize=1)
def _count_cdf() -> Floats:
    """Return P(N <= 0), P(N <= 1), … of a Poisson count with the mean of a cell.

    Built from ratios of neighbours outward from the mode, so only + x / are used and
    every processor gets the same table.
    """
    mode = int(POINTS_PER_CELL)
    weights = [1.0]
    for n in range(mode, 0, -1):
        weights.insert(0, weights[0] * n / POINTS_PER_CELL)
    for n in range(mode + 1, 2 * mode):
        weights.append(weights[-1] * POINTS_PER_CELL / n)
    return np.asarray(np.cumsum(weights) / np.sum(weights))
