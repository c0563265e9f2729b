"""Contacts that the center begins before anything went wrong: whom, when, and their numbers.

Everybody among whom the center might choose has fixed instants: every so often from one of
their own on, or before each age of risk. Those due on a day are numbered from 0, customers of
the start first; that number is the k of the issue, on day ``DAYS_OF_START + day`` and layer
``LAYERS_OF_JOINERS`` (or further, 65,536 to a layer) of its reason, beyond all sheets. So
other segments, or customers chosen at random, change nothing about a contact but whether it
is made and with whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cssim.demand.address import Floats
from cssim.demand.joining import Rows
from cssim.demand.tables import (
    DAYS_OF_START,
    K_BITS,
    LAYERS_OF_JOINERS,
    LAYERS_OF_OUTREACH,
    Customers,
    Ints,
    issue_id,
)
from cssim.errors import InputError
from cssim.streams import Streams
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario


def draw_ages(scenario: Scenario, streams: Streams, joined: Ints | None) -> Ints | None:
    """Return when each customer became one, where age matters: evenly over the years before.

    Purpose ``age``: a row a customer of the start.
    """
    risk = scenario.care.risk
    if risk is None or scenario.customers is None:
        return None
    u = streams.of("age").random(scenario.customers.size)
    born = -np.rint(u * risk.oldest).astype(np.int64)
    return born if joined is None else np.concatenate([born, joined[len(born) :]])


def draw_outreach(scenario: Scenario, streams: Streams, customers: Customers) -> Rows:
    """Return the contacts that the center plans to begin within the run.

    Purposes ``outreach`` (a row a customer: where in the time between two contacts the first
    one falls), and ``outreach/REASON``, block (day): a row a contact of time of day, channel,
    and which customer instead if they are chosen at random.

    Raises
    ------
    InputError
        More are due on a day than issue numbers can hold.
    """
    due, who = _due(scenario, streams, customers)
    plan = scenario.care.outreach
    assert plan is not None
    midnight = scenario.start_ms_of_day
    code = scenario.reason_names.index(plan.reason)
    wanted = _wanted(scenario, customers)
    parts = [
        _of_day(scenario, streams, customers, (int(day), code, wanted), who[due == day])
        for day in np.unique(due)
    ]
    none = np.empty(0, np.int64)
    parts.append(Rows(none, none, none, np.empty(0)))
    arrived = np.concatenate([part.arrived for part in parts]) - midnight
    within = (arrived >= 0) & (arrived < scenario.horizon)
    return Rows(
        np.concatenate([part.issue for part in parts])[within],
        arrived[within],
        np.concatenate([part.customer for part in parts])[within],
        np.concatenate([part.channel for part in parts])[within],
    )


def _wanted(scenario: Scenario, customers: Customers) -> Ints:
    """Return the customers whom the center wants to contact, by number."""
    plan = scenario.care.outreach
    assert plan is not None
    names = plan.segments or scenario.segment_names
    codes = [scenario.segment_names.index(name) for name in names]
    return np.flatnonzero(np.isin(customers.segment, codes))


def _due(scenario: Scenario, streams: Streams, customers: Customers) -> tuple[Ints, Ints]:
    """Return calendar day and customer of every contact that may be planned, by customer."""
    plan, risk = scenario.care.outreach, scenario.care.risk
    assert plan is not None
    n, since = len(customers.segment), customers.joined_ms
    joined = np.zeros(n, np.int64) if since is None else since
    end = scenario.horizon + scenario.start_ms_of_day
    if plan.at_risk:
        assert risk is not None and customers.born_ms is not None
        # Midnight before would be too early for some: the day after that instant begins.
        at = [customers.born_ms + days * DAY_MS - plan.before for days in risk.days]
        days = [-(-(instants + scenario.start_ms_of_day) // DAY_MS) for instants in at]
        rows = [(day, np.arange(n)) for day in days]
    else:
        phase = joined + np.rint(_phases(streams, n) * plan.every).astype(np.int64)
        last = int((end - int(phase.min(initial=0))) // plan.every)
        at = [phase + turn * plan.every for turn in range(last + 1)]
        rows = [((i + scenario.start_ms_of_day) // DAY_MS, np.arange(n)) for i in at]
    due = np.concatenate([day for day, _ in rows])
    who = np.concatenate([number for _, number in rows])
    there = (due * DAY_MS < end) & (due >= 0)
    there &= due * DAY_MS - scenario.start_ms_of_day > joined[who] - DAY_MS
    order = np.lexsort((who, due))
    order = order[there[order]]
    return due[order], who[order]


def _phases(streams: Streams, n: int) -> Floats:
    return np.asarray(streams.of("outreach").random(n))


def _of_day(
    scenario: Scenario,
    streams: Streams,
    customers: Customers,
    where: tuple[int, int, Ints],
    who: Ints,
) -> Rows:
    """Return the contacts of a calendar day, instants still from its run's first midnight."""
    plan = scenario.care.outreach
    assert plan is not None
    day, code, wanted = where
    u = streams.of(f"outreach/{plan.reason}", day).random((len(who), 3))
    arrived = day * DAY_MS + np.minimum(np.rint(u[:, 0] * DAY_MS).astype(np.int64), DAY_MS - 1)
    rank = np.arange(len(who))
    layer, k = LAYERS_OF_JOINERS + (rank >> K_BITS), rank & (1 << K_BITS) - 1
    if len(who) > LAYERS_OF_OUTREACH << K_BITS or day >= DAYS_OF_START:
        most = "fewer contacts a day than issue numbers can hold"
        raise InputError.of("care.outreach", len(who), most)
    issue = issue_id(code, DAYS_OF_START + day, layer, k)
    keep, at = np.isin(who, wanted), arrived - scenario.start_ms_of_day
    if customers.joined_ms is not None:
        keep &= customers.joined_ms[who] <= at
    if not plan.targeted:
        who = _anybody(customers, wanted, u[:, 2], at)
    return Rows(issue[keep], arrived[keep], who[keep].astype(np.int64), u[keep, 1])


def _anybody(customers: Customers, wanted: Ints, uniforms: Floats, at: Ints) -> Ints:
    """Return for each uniform one of the wanted customers who have joined by then."""
    there = np.full(len(at), len(wanted))
    if customers.joined_ms is not None:
        wanted = wanted[np.argsort(customers.joined_ms[wanted], kind="stable")]
        there = np.searchsorted(customers.joined_ms[wanted], at, side="right")
    place = np.minimum((uniforms * there).astype(np.int64), np.maximum(there - 1, 0))
    return wanted[place] if len(wanted) else np.zeros(len(at), np.int64)
