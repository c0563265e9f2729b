"""The engine against a second one, written apart: the same days, the same rows.

`audit_reference` is a plain heap loop that shares no code with the engine. Its random days
lie on a grid of whole seconds, so most of what happens falls together with something else;
they have two tiers, teams that may help only after a wait, breaks, lines, opening hours.
"""

from __future__ import annotations

from typing import Any

import audit_lived
import audit_plans as plans
import numpy as np
import pytest
from audit_reference import Reference
from days import ALWAYS, NEVER
from told import told

from cssim.center import Settings, live
from cssim.center.levers import EscalationSettings
from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.demand import Customers, Demand, LegLuck, Luck, TableBook
from cssim.journal import INFINITE, Journal
from cssim.roster import AgentCard, Away, Roster, Shift

OUTCOMES = ("abandoned", "blocked", "closed", "disconnected")


def _both(seed: int, stop: int | None = None) -> tuple[Journal, Journal]:
    """Return what the second engine and the engine make of one random day."""
    plan = plans.random_plan(seed)
    there = audit_lived.journal(plan, Reference(plan, stop=stop).run())
    # Without a stop, the horizon is where nothing happens any more.
    horizon = there.about.end_ms + 1 if stop is None else stop
    return there, live(_settings(plan, horizon), _demand(plan, horizon), _roster(plan, horizon))


def _settings(plan: Any, horizon: int) -> Settings:
    edges = None if plan.hours is None else tuple(t for window in plan.hours for t in window)
    channel = ChannelSettings(
        edges=edges, lines=plan.lines, waits_when_closed=plan.waits, disconnects=plan.disconnects
    )
    reason = {
        "escalate": {1: 0.5} if plan.tiers > 1 else {},
        "retry": dict.fromkeys(OUTCOMES, 0.5),
        "repeat": 0.5,
    }
    return Settings(
        reasons=tuple(ReasonSettings(name, **reason) for name in plans.REASONS),
        teams=tuple(TeamSettings(name, 2 if name == "senior" else 1) for name in plans.TEAMS),
        horizon=horizon,
        channels=(channel,),
        drain=False,
        start="2024-01-01",
        escalation=EscalationSettings(handover_share=1.0),
        routing={
            "policy": "agents_preference_with_delays",
            "ranks": plan.ranks,
            "delays": plan.delays,
            "weights": plan.weights,
        },
    )


def _demand(plan: Any, horizon: int) -> Demand:
    points = sorted(
        (p for p in plan.points if p.arrived < horizon), key=lambda p: (p.arrived, p.issue)
    )
    attempts, legs = {}, {}
    for row, point in enumerate(points):
        for n, luck in enumerate(point.attempts, start=1):
            attempts[row, n] = _luck(luck, n == len(point.attempts))
            for i, leg in enumerate(luck["legs"][1:], start=2):
                legs[row, n, i] = LegLuck(*_work(luck, leg), conference=plan.conference)
    nobody = np.full(len(points), -1)
    return Demand(
        issue=np.array([p.issue for p in points], dtype=np.int64),
        arrived_ms=np.array([p.arrived for p in points], dtype=np.int64),
        reason=np.array([plans.REASONS.index(p.reason) for p in points], dtype=np.int64),
        customer=nobody,
        segment=nobody,
        book=TableBook(attempts, legs),
        customers=Customers(np.empty(0, np.int64), np.empty(0)),
    )


def _work(luck: dict[str, Any], leg: dict[str, Any]) -> tuple[Any, ...]:
    patience = INFINITE if leg["patience"] is None else leg["patience"]
    chances = (ALWAYS if leg["escalates"] else NEVER, ALWAYS if luck["solved"] else NEVER)
    return leg["talk_ms"], leg["hold_ms"], leg["acw_ms"], patience, *chances


def _luck(luck: dict[str, Any], is_last: bool) -> Luck:
    back = NEVER if luck["back"] is None or is_last else ALWAYS
    return Luck(
        *_work(luck, luck["legs"][0]),
        ivr=luck["ivr"],
        repeat=back,
        repeat_delay=luck["back"] or 0,
        retry=back,
        retry_delay=luck["back"] or 0,
    )


def _roster(plan: Any, horizon: int) -> Roster:
    everything = dict.fromkeys(range(len(plans.REASONS)), (1.0, 0.7))
    cards = [
        AgentCard(
            f"a{a.index}",
            plans.TEAMS.index(a.team),
            {r: everything[r] for r, name in enumerate(plans.REASONS) if name in a.skills},
        )
        for a in plan.agents
    ]
    shifts = [
        Shift(
            a.index,
            s.start,
            s.until,
            tuple(Away(p.start, p.start + p.length, p.state) for p in s.breaks),
            s.absent,
        )
        for a in plan.agents
        for s in a.shifts
    ]
    return Roster(tuple(cards), tuple(shifts))


COMPARED = {
    "contacts": "",
    "legs": "contact kind tier team agent slot queued answered ended how",
    "agent_states": "",
    "issues": "",
}
"""Columns in which both must agree. Where a conference stands among the rows of its contact,
and how far a leg got that the end cut off, is left out."""


def _assert_same(there: Journal, here: Journal) -> None:
    for table, columns in COMPARED.items():
        assert sorted(told(here, table, columns)) == sorted(told(there, table, columns)), table


@pytest.mark.parametrize("block", range(10))
def test_days_that_come_to_their_end(block: int) -> None:
    for seed in range(20 * block, 20 * block + 20):
        _assert_same(*_both(seed))


@pytest.mark.parametrize("stop", [15_000, 40_000])
def test_days_that_are_cut_off(stop: int) -> None:
    for seed in range(1000, 1030):
        _assert_same(*_both(seed, stop))


def test_most_of_it_is_not_trivial() -> None:
    rows = [told(_both(seed)[1], "contacts", "outcome n_transfers cause") for seed in range(30)]
    found = {row for day in rows for row in day}
    for cause in ("fresh", "retry"):
        for outcome in ("answered", *OUTCOMES):
            assert f"{outcome} 0 {cause}" in found
    assert {"answered 1 fresh", "answered 1 repeat"} <= found
