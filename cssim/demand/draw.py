"""Draw the demand of one replication: the Poisson sheet, its customers and its luck.

Per reason, the points of a fixed Poisson process over time x rate are made in cells of
one day x one layer of 25 per hour. A point is an issue iff its mark lies under that day's
rate curve, so raising a rate uncovers points and moves none.

Columns of every purpose, in their fixed order:

=====================  ==================  ==============================================
purpose                block               one row holds
=====================  ==================  ==============================================
``busyness``           (day)               the day's factor shared by all reasons
``busyness/REASON``    (day)               the day's own factor of the reason
``arrivals/REASON``    (day, layer)        first the count; then a row a point: time of
                                           day, mark in the layer, customer, channel
``luck/REASON``        (day, layer,        a row a point: `LUCK_COLUMNS`
                       attempt)
``leg/REASON``         (day, layer,        a row a point: `LEG_COLUMNS`
                       attempt, leg)
``leaving``            ()                  a row a customer: U_c
=====================  ==================  ==============================================
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from cssim.demand.luck import DrawnBook, recipe
from cssim.demand.tables import MAX_DAYS, MAX_LAYERS, Customers, Demand, Ints, issue_id
from cssim.errors import InputError
from cssim.streams import Generator, Streams
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

LAYER_PER_HOUR = 25.0
"""Height of a layer of the sheet, in arrivals per hour."""
POINTS_PER_CELL = LAYER_PER_HOUR * 24.0
"""Mean number of points in one day x one layer."""

Floats = NDArray[np.float64]


def draw_demand(scenario: Scenario, seed: int, replication: int) -> Demand:
    """Return every potential issue of one replication, with all its luck.

    Parameters
    ----------
    scenario : Scenario
        Arrival rates, distributions and the population of customers.
    seed : int, >= 0
        Fixes the experiment.
    replication : int, >= 0
        Which independent run.

    Returns
    -------
    Demand
        The same arguments always give the same tables; more volume contains the smaller
        volume's issues with the same luck.

    Raises
    ------
    InputError
        The horizon or a rate needs more days or layers than an issue's number can hold.
    """
    streams = Streams(seed, replication)
    shared = _busyness(scenario, streams, "busyness", scenario.demand.busyness_cv)
    parts = [_draw_reason(scenario, streams, name, shared) for name in scenario.reason_names]
    issue, reason, arrived, mover = (np.concatenate(column) for column in zip(*parts, strict=True))
    customers = draw_customers(scenario, seed, replication)
    customer, segment = _who(scenario, customers, mover)
    order = np.lexsort((issue, arrived))
    recipes = [recipe(scenario, name) for name in scenario.reason_names]
    return Demand(
        issue=issue[order],
        arrived_ms=arrived[order],
        reason=reason[order],
        customer=customer[order],
        segment=segment[order],
        book=DrawnBook(streams, issue[order], recipes),
        customers=customers,
    )


def draw_customers(scenario: Scenario, seed: int, replication: int) -> Customers:
    """Return the starting population: segments in blocks by share, and one U_c each."""
    if scenario.customers is None:
        return Customers(np.empty(0, np.int64), np.empty(0))
    counts = segment_counts(scenario)
    segment = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return Customers(segment, Streams(seed, replication).of("leaving").random(len(segment)))


def segment_counts(scenario: Scenario) -> list[int]:
    """Return how many customers each segment holds, by largest remainder, names sorted."""
    assert scenario.customers is not None
    size = scenario.customers.size
    quotas = [scenario.customers.segments[n].share * size for n in scenario.segment_names]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(quotas)), key=lambda i: (counts[i] - quotas[i], i))
    for i in by_remainder[: size - sum(counts)]:
        counts[i] += 1
    return counts


def _draw_reason(
    scenario: Scenario, streams: Streams, name: str, shared: Floats
) -> tuple[Ints, Ints, Ints, Floats]:
    """Return number, reason, instant and customer uniform of the issues of one reason."""
    rates = scenario.rates(name) * scenario.multipliers.volume
    own_cv = scenario.reasons[name].arrivals.busyness_cv
    busy = shared * _busyness(scenario, streams, f"busyness/{name}", own_cv)
    weekday = (scenario.first_weekday + np.arange(len(busy))) % 7
    days = [_day(streams, name, d, busy[d] * rates[weekday[d]]) for d in range(len(busy))]
    found = [cell for day in days for cell in day]
    if not found:
        none = np.empty(0, np.int64)
        return none, none, none, np.empty(0)
    day, layer, k, time, mover = (np.concatenate(column) for column in zip(*found, strict=True))
    arrived = day * DAY_MS - scenario.start_ms_of_day + time
    inside = (arrived >= 0) & (arrived < scenario.horizon)
    code = scenario.reason_names.index(name)
    issue = issue_id(code, day, layer, k)[inside]
    return issue, np.full_like(issue, code), arrived[inside], mover[inside]


def _day(
    streams: Streams, name: str, day: int, today: Floats
) -> list[tuple[Ints, Ints, Ints, Ints, Floats]]:
    """Return the uncovered points of each layer of one day with rates `today` by interval."""
    n_layers = int(np.ceil(today.max() / LAYER_PER_HOUR))
    if day >= MAX_DAYS or n_layers > MAX_LAYERS:
        most = MAX_LAYERS * LAYER_PER_HOUR
        raise InputError.of(
            f"reasons.{name}.arrivals", float(today.max()), f"at most {most:g} per hour"
        )
    found = []
    for layer in range(n_layers):
        k, time, mover = _cell(streams.of(f"arrivals/{name}", day, layer), layer, today)
        found.append((np.full_like(k, day), np.full_like(k, layer), k, time, mover))
    return found


def _cell(draws: Generator, layer: int, today: Floats) -> tuple[Ints, Ints, Floats]:
    """Return k, time of day [ms] and customer uniform of the points under the day's rates."""
    count = int(np.searchsorted(_count_cdf(), draws.random(), side="right"))
    points = draws.random((count, 4))
    time = np.minimum(np.rint(points[:, 0] * DAY_MS).astype(np.int64), DAY_MS - 1)
    mark = (layer + points[:, 1]) * LAYER_PER_HOUR
    k = np.flatnonzero(mark < today[time * len(today) // DAY_MS])
    return k, time[k], points[k, 2]


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


def _busyness(scenario: Scenario, streams: Streams, purpose: str, cv: float) -> Floats:
    """Return one gamma factor of mean 1 for each calendar day of the run."""
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS)
    if cv == 0.0:
        return np.ones(n_days)
    shape = cv**-2
    uniforms = [streams.of(purpose, day).random() for day in range(n_days)]
    return np.asarray(gammaincinv(shape, uniforms) / shape, dtype=np.float64)


def _who(scenario: Scenario, customers: Customers, mover: Floats) -> tuple[Ints, Ints]:
    """Return customer and segment of each issue: the quantile by contact propensity."""
    if scenario.customers is None:
        nobody = np.full(len(mover), -1, dtype=np.int64)
        return nobody, nobody
    counts = np.array(segment_counts(scenario), dtype=np.float64)
    names = scenario.segment_names
    propensity = [scenario.customers.segments[name].contact_propensity for name in names]
    upper = np.cumsum(counts * propensity)
    position = mover * upper[-1]
    segment = np.minimum(np.searchsorted(upper, position, side="right"), len(counts) - 1)
    lower = np.concatenate(([0.0], upper))[segment]
    share = (position - lower) / (upper[segment] - lower)
    within = np.minimum((share * counts[segment]).astype(np.int64), counts[segment] - 1)
    first = np.concatenate(([0.0], np.cumsum(counts)))[segment]
    return (first + within).astype(np.int64), segment.astype(np.int64)
