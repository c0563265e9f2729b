"""New customers: who joins when, of whose advice, and the sheet of their issues.

They join one after the other: of the n-th new customer everything is fixed but the date, and
`joining_per_month` only sets how soon that comes. Groups of 1,024 of them have Poisson sheets
of their own, at the same rate per head as the customers of the start: a point of such a sheet
belongs to one of the 1,024 and is an issue iff that customer has joined and its mark lies
under the customer's rate. So nobody else's points move, nor anybody's when the rate rises.

The cell of group g and layer l on a day stands in an issue's number where the sheet of the
start would have day ``DAYS_OF_START + day`` and layer ``d (d + 1) / 2 + l`` with ``d = g + l``:
pairs counted along their diagonals, so that neither further groups nor further layers number
anything anew.

Customers whom promoters bring are drawn in the same way, a candidate for each referral that
there would be if everybody were a promoter all the time. Each has a referrer among the
customers of the start and a uniform: whether the referrer is a promoter on that day, and so
whether the candidate joins, is for the center to find out. Their cells are counted from the
last place down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cssim.demand.address import Floats
from cssim.demand.rates import Curve
from cssim.demand.sheet import LAYER_PER_HOUR, count_of
from cssim.demand.tables import DAYS_OF_START, LAYERS_OF_JOINERS, Ints, issue_id
from cssim.errors import InputError
from cssim.rules.loyalty import DAYS_PER_MONTH
from cssim.streams import Streams
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

GROUP = 1024
"""New customers who share the cells of a sheet."""


class Rows(NamedTuple):
    """Issues whose customer is known: number, instant [ms], customer, channel uniform."""

    issue: Ints
    arrived: Ints
    customer: Ints
    channel: Floats


@dataclass(frozen=True)
class Joiners:
    """Who joins within the run, in order of joining.

    Attributes
    ----------
    joined : array of int, ms
        When.
    segment : array of int
        Segment codes.
    leave_uniform, language : array of float
        U_c, and the quantile of the language.
    referrer : array of int, optional
        Customer of the start whose advice each may follow; default: they come by themselves.
    doubt : array of float, optional
        The candidate joins iff this is below the referrer's chance of being a promoter.
    """

    joined: Ints
    segment: Ints
    leave_uniform: Floats
    language: Floats
    referrer: Ints | None = None
    doubt: Floats | None = None

    def __len__(self) -> int:
        return len(self.joined)

    def and_then(self, referred: Joiners) -> Joiners:
        """Return these customers, who come by themselves, and after them candidates."""
        if not len(referred):
            return self
        assert referred.referrer is not None and referred.doubt is not None
        return Joiners(
            np.concatenate([self.joined, referred.joined]),
            np.concatenate([self.segment, referred.segment]),
            np.concatenate([self.leave_uniform, referred.leave_uniform]),
            np.concatenate([self.language, referred.language]),
            np.concatenate([np.full(len(self), -1), referred.referrer]),
            np.concatenate([np.zeros(len(self)), referred.doubt]),
        )


def draw_joiners(scenario: Scenario, streams: Streams) -> Joiners:
    """Return the new customers of the run: exponential gaps, segments by share.

    Purpose ``joining``, block (group): a row a customer of gap, segment, U_c and language.
    """
    per_month = scenario.customers.joining_per_month if scenario.customers else 0.0
    found, _ = _one_after_the_other(scenario, streams, "joining", per_month, 4)
    return found


def draw_referred(scenario: Scenario, streams: Streams) -> Joiners:
    """Return the candidates for referrals, as many as if all customers were promoters.

    Purpose ``referring``, block (group): a row a candidate as of ``joining``, then referrer
    and doubt.
    """
    rate, size = 0.0, 0
    feels = scenario.loyalty.enabled and scenario.satisfaction.enabled
    if scenario.customers is not None and feels:
        rate, size = scenario.care.referrals_per_promoter_year, scenario.customers.size
    found, more = _one_after_the_other(scenario, streams, "referring", rate * size / 12, 6)
    referrer = np.minimum((more[:, 0] * size).astype(np.int64), size - 1)
    return replace(found, referrer=referrer, doubt=more[:, 1])


def _one_after_the_other(
    scenario: Scenario, streams: Streams, purpose: str, per_month: float, width: int
) -> tuple[Joiners, Floats]:
    """Return who joins within the run, and what more each row of their streams holds."""
    if per_month <= 0.0:
        nobody = np.empty(0, np.int64)
        return Joiners(nobody, nobody, np.empty(0), np.empty(0)), np.empty((0, width - 4))
    mean_ms, at = DAYS_PER_MONTH * DAY_MS / per_month, 0.0
    rows: list[Floats] = []
    while at < scenario.horizon:
        drawn = streams.of(purpose, len(rows)).random((GROUP, width))
        # Gaps become instants by one running sum, whatever the rate.
        drawn[:, 0] = at + np.cumsum(-np.log1p(-drawn[:, 0])) * mean_ms
        at = float(drawn[-1, 0])
        rows.append(drawn)
    who = np.concatenate(rows)
    joined = np.maximum(1, np.rint(who[:, 0])).astype(np.int64)
    within = joined < scenario.horizon
    assert scenario.customers is not None
    segments = scenario.customers.segments
    upper = np.cumsum([segments[name].share for name in scenario.segment_names])
    segment = np.searchsorted(upper, who[:, 1] * upper[-1], side="right")
    segment = np.minimum(segment, len(upper) - 1).astype(np.int64)
    found = Joiners(joined[within], segment[within], who[within, 2], who[within, 3])
    return found, who[within, 4:]


def weights(scenario: Scenario, counts: Ints) -> Floats:
    """Return for each segment the share of a reason's rate that one customer makes."""
    assert scenario.customers is not None
    segments = scenario.customers.segments
    propensity = np.array([segments[n].contact_propensity for n in scenario.segment_names])
    return np.asarray(propensity / float(np.sum(counts * propensity)))


@dataclass(frozen=True)
class JoinersSheet:
    """The sheets of one reason for new customers.

    Attributes
    ----------
    streams : Streams
        Which luck.
    name, code : str, int
        The reason.
    curve : Curve
        Rate of all customers of the start together.
    joiners : Joiners
        Who has joined.
    weight : array of float
        Of each segment: share of `curve` that one customer of it makes.
    taken : int
        Places in an issue's number that other new customers take.
    """

    streams: Streams
    name: str
    code: int
    curve: Curve
    joiners: Joiners
    weight: Floats
    taken: int = 0

    def uncovered(self) -> list[Rows]:
        """Return the issues, of new customers counted from 0, a part for each cell.

        Raises
        ------
        InputError
            So many join, or have issues so often, that an issue's number cannot hold it.
        """
        n_groups = self._n_groups
        first = [int(self.joiners.joined[g * GROUP]) + self.curve.start for g in range(n_groups)]
        return [
            self._cell(day, group, layer)
            for group in range(n_groups)
            for day in range(first[group] // DAY_MS, self.curve.n_days)
            for layer in range(self._n_layers(day))
        ]

    @property
    def n_places(self) -> int:
        """Places in an issue's number up to the last that these customers take."""
        most = max((self._n_layers(day) for day in range(self.curve.n_days)), default=0)
        diagonals = self._n_groups + most - 1 if self._n_groups and most else 0
        return diagonals * (diagonals + 1) // 2

    @property
    def _n_groups(self) -> int:
        return -(-len(self.joiners) // GROUP)

    @property
    def _is_referred(self) -> bool:
        return self.joiners.referrer is not None

    def _n_layers(self, day: int) -> int:
        highest = self.curve.highest(day) * float(self.weight.max()) * GROUP
        return int(np.ceil(highest / LAYER_PER_HOUR))

    def _cell(self, day: int, group: int, layer: int) -> Rows:
        place = self._place(day, group + layer, layer)
        purpose = "referring" if self._is_referred else "joining"
        draws = self.streams.of(f"{purpose}/{self.name}", day, place)
        points = draws.random((count_of(draws.random()), 4))
        time = np.minimum(np.rint(points[:, 0] * DAY_MS).astype(np.int64), DAY_MS - 1)
        mark = (layer + points[:, 1]) * LAYER_PER_HOUR
        instant = self.curve.instant(day, time)
        who = group * GROUP + (points[:, 2] * GROUP).astype(np.int64)
        known = who < len(self.joiners)
        who = np.where(known, who, 0)
        rate = self.curve.at(day, time) * self.weight[self.joiners.segment[who]] * GROUP
        k = np.flatnonzero(known & (self.joiners.joined[who] <= instant) & (mark < rate))
        issue = issue_id(self.code, DAYS_OF_START + day, place, k)
        return Rows(issue, instant[k], who[k], points[k, 3])

    def _place(self, day: int, diagonal: int, layer: int) -> int:
        """Return where the cell stands among the layers of an issue's number."""
        place = diagonal * (diagonal + 1) // 2 + layer
        if place + self.taken >= LAYERS_OF_JOINERS or day >= DAYS_OF_START:
            most = "fewer new customers, or fewer issues of theirs, than numbers can hold"
            path = "customers.joining_per_month"
            if self._is_referred:
                path = "care.referrals_per_promoter_year"
            raise InputError.of(path, len(self.joiners), most)
        return LAYERS_OF_JOINERS - 1 - place if self._is_referred else place
