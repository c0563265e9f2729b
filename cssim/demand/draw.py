"""Draw the demand of one replication: the issues of the Poisson sheet and all their luck.

Columns of every purpose, in their fixed order; a purpose of an `Extra` group is there
only where the group's mechanism is at work (`cssim.demand.extra.GROUPS`):

========================  ================  ================================================
purpose                   block             one row holds
========================  ================  ================================================
``busyness``              (day)             the day's factor shared by all reasons
``busyness/REASON``       (day)             the day's own factor of the reason
``arrivals/REASON``       (day, layer)      first the count; then a row a point: time of
                                            day, mark in the layer, customer, channel
``luck/REASON``           (day, layer,      a row a point: `LUCK_COLUMNS`
                          attempt)
``leg/REASON``            (day, layer,      a row a point: `LEG_COLUMNS`
                          attempt, leg)
``GROUP/REASON``          (day, layer,      a row a point: the columns of an extra group;
                          attempt)          of later legs with the leg as fourth number
``language/REASON``       (day, layer)      a row a point: language, without customers
``cause/REASON``          (day, layer)      a row a point: root cause, where some are avoidable
``hostility/REASON``      (day, layer)      a row a point: arrives angry, where some do
``recovery/REASON``       (day, layer)      a row a point: taken up if it fails
``reviews``               ()                a row a review of root causes: which reason
``language``, ``leaving``  ()               a row a customer of the start: language, U_c
``joining``               (group)           a row a new customer; see `cssim.demand.joining`
``joining/REASON``        (day, layer)      their points: as ``arrivals``, but which of a group
``referring``             (group)           a row a candidate; see `cssim.demand.joining`
``referring/REASON``      (day, layer)      their points
``age``                   ()                a row a customer of the start: age
``outreach``              ()                a row a customer; see `cssim.demand.outreach`
``outreach/REASON``       (day)             a row a contact that the center begins
========================  ================  ================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cssim.demand.address import Floats, Uniforms
from cssim.demand.joining import (
    Joiners,
    JoinersSheet,
    Rows,
    draw_joiners,
    draw_referred,
    weights,
)
from cssim.demand.laws import book
from cssim.demand.outreach import draw_ages, draw_outreach
from cssim.demand.rates import curve
from cssim.demand.sheet import Points, Sheet
from cssim.demand.tables import Customers, Demand, Ints, unpack
from cssim.streams import Streams

if TYPE_CHECKING:
    from cssim.scenario import Scenario


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
    joiners, referred = draw_joiners(scenario, streams), draw_referred(scenario, streams)
    newcomers = joiners.and_then(referred)
    customers = _all_customers(scenario, streams, newcomers)
    points = _points(scenario, streams)
    customer, segment = _who(scenario, customers, points.customer)
    others = _others(scenario, streams, (joiners, referred), customers)
    if others:
        points, customer = _merged(scenario, points, customer, others)
        segment = customers.segment[customer]
    reason: Ints = unpack(points.issue)[0]
    queue = queues(scenario, reason, points.channel)
    uniforms = Uniforms(streams, points.issue, scenario.reason_names)
    return Demand(
        issue=points.issue,
        arrived_ms=points.arrived,
        reason=reason,
        customer=customer,
        segment=segment,
        book=book(scenario, uniforms, queue, points.arrived, segment),
        customers=customers,
        queue=queue,
        language=_languages(
            scenario, uniforms, customer, _spoken(scenario, streams, customers, newcomers)
        ),
        cause=_causes(scenario, uniforms),
        reviews=_reviews(scenario, streams),
        hostile=_hostile(scenario, uniforms),
        taken_up=_taken_up(scenario, uniforms),
    )


def draw_customers(scenario: Scenario, seed: int, replication: int) -> Customers:
    """Return the starting population: segments in blocks by share, and one U_c each."""
    if scenario.customers is None:
        return Customers(np.empty(0, np.int64), np.empty(0))
    counts = segment_counts(scenario)
    segment = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return Customers(segment, Streams(seed, replication).of("leaving").random(len(segment)))


def _all_customers(scenario: Scenario, streams: Streams, joiners: Joiners) -> Customers:
    """Return the population of the start, and after it those who join."""
    start = draw_customers(scenario, streams.seed, streams.replication)
    if not len(joiners):
        return replace(start, born_ms=draw_ages(scenario, streams, None))
    joined = np.concatenate([np.zeros(len(start.segment), np.int64), joiners.joined])
    return Customers(
        np.concatenate([start.segment, joiners.segment]),
        np.concatenate([start.leave_uniform, joiners.leave_uniform]),
        joined,
        draw_ages(scenario, streams, joined),
        _of_newcomers(start, joiners.referrer, -1),
        _of_newcomers(start, joiners.doubt, 0.0),
    )


def _of_newcomers(start: Customers, values: Any, of_start: float) -> Any:
    """Return a column that only customers who joined later have; None if they have none."""
    if values is None:
        return None
    return np.concatenate([np.full(len(start.segment), of_start, values.dtype), values])


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


def _points(scenario: Scenario, streams: Streams) -> Points:
    """Return the issues of all reasons in order of (arrived, issue)."""
    sheets = (
        Sheet(streams, name, code, curve(scenario, streams, name))
        for code, name in enumerate(scenario.reason_names)
    )
    found = Points.joined([sheet.uncovered() for sheet in sheets])
    within = np.flatnonzero((found.arrived >= 0) & (found.arrived < scenario.horizon))
    found = found.of(within)
    return found.of(np.lexsort((found.issue, found.arrived)))


def _others(
    scenario: Scenario, streams: Streams, kinds: tuple[Joiners, Joiners], customers: Customers
) -> list[Rows]:
    """Return the issues that are on no sheet of the customers of the start."""
    found: list[Rows] = []
    if any(map(len, kinds)):
        counts = np.array(segment_counts(scenario))
        share, first = weights(scenario, counts), np.cumsum([counts.sum(), len(kinds[0])])
        for code, name in enumerate(scenario.reason_names):
            rate, taken = curve(scenario, streams, name), 0
            for who, start in zip(kinds, first, strict=True):
                sheet = JoinersSheet(streams, name, code, rate, who, share, taken)
                parts = sheet.uncovered()
                found += [rows._replace(customer=rows.customer + start) for rows in parts]
                taken = sheet.n_places
    if scenario.care.outreach is not None:
        found.append(draw_outreach(scenario, streams, customers))
    return found


def _merged(
    scenario: Scenario, points: Points, customer: Ints, others: list[Rows]
) -> tuple[Points, Ints]:
    """Return points and their customers with others, in order of (arrived, issue)."""
    # Whose others are is known: nobody is looked up by a uniform.
    more = [Points(o.issue, o.arrived, np.zeros(len(o.issue)), o.channel) for o in others]
    points = Points.joined([points, *more])
    customer = np.concatenate([customer, *(o.customer for o in others)])
    within = np.flatnonzero(points.arrived < scenario.horizon)
    order = within[np.lexsort((points.issue[within], points.arrived[within]))]
    return points.of(order), customer[order]


def queues(scenario: Scenario, reason: Ints, channel: Floats) -> Ints:
    """Return the queue of each issue, from its reason and a uniform: a quantile of the shares."""
    out = np.empty(len(reason), dtype=np.int64)
    first = 0
    for code, name in enumerate(scenario.reason_names):
        shares = list(scenario.reasons[name].shares().values())
        rows = np.flatnonzero(reason == code)
        out[rows] = first + quantile_of_shares(shares, channel[rows])
        first += len(shares)
    return out


def quantile_of_shares(shares: Sequence[float], uniforms: Floats) -> Ints:
    """Return the position that each uniform falls on among shares that sum to 1."""
    upper = np.cumsum(shares)
    position: Ints = np.searchsorted(upper, uniforms * upper[-1], side="right")
    # Rounding must not reach beyond the last share that is above 0.
    last = int(np.flatnonzero(shares)[-1])
    return np.minimum(position, last).astype(np.int64)


def _languages(
    scenario: Scenario, uniforms: Uniforms, customer: Ints, of_customer: Ints
) -> Ints | None:
    """Return the language of each issue: its customer's, if customers are modelled."""
    if not scenario.languages:
        return None
    if scenario.customers is None:
        return quantile_of_shares(_shares(scenario, {}), uniforms.column("language"))
    return of_customer[customer]


def _spoken(scenario: Scenario, streams: Streams, customers: Customers, joiners: Joiners) -> Ints:
    """Return the language of each customer, by the shares of the segment; none without any."""
    if not scenario.languages or scenario.customers is None:
        return np.empty(0, dtype=np.int64)
    drawn = streams.of("language").random(scenario.customers.size)
    drawn = np.concatenate([drawn, joiners.language])
    spoken = np.empty(len(drawn), dtype=np.int64)
    for code, name in enumerate(scenario.segment_names):
        rows = np.flatnonzero(customers.segment == code)
        own = scenario.customers.segments[name].languages
        spoken[rows] = quantile_of_shares(_shares(scenario, own), drawn[rows])
    return spoken


def _shares(scenario: Scenario, own: Mapping[str, float]) -> list[float]:
    """Return the share of each language, where some customers may have shares of their own."""
    return [(own or scenario.languages).get(name, 0.0) for name in scenario.language_names]


def _reviews(scenario: Scenario, streams: Streams) -> Floats | None:
    """Return a uniform for each review of root causes, where a reason is chosen by it."""
    plan = scenario.root_causes
    if plan is None:
        return None
    return np.asarray(streams.of("reviews").random(scenario.horizon // plan.period))


def _causes(scenario: Scenario, uniforms: Uniforms) -> Floats | None:
    """Return the uniform that tells whether an issue's root cause is among those fixed."""
    if not any(reason.avoidable for reason in scenario.reasons.values()):
        return None
    return uniforms.column("cause")


def _hostile(scenario: Scenario, uniforms: Uniforms) -> Floats | None:
    """Return the uniform that tells whether a customer arrives angry."""
    if not any(reason.hostility for reason in scenario.reasons.values()):
        return None
    return uniforms.column("hostility")


def _taken_up(scenario: Scenario, uniforms: Uniforms) -> Floats | None:
    """Return the uniform that tells whether an issue is taken up if it fails."""
    recovery = scenario.care.recovery
    return None if recovery is None or recovery.share == 1.0 else uniforms.column("recovery")


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
