"""The audit of every journal that a test makes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

import cssim.center
from cssim.audit import AgentFacts, ChannelFacts, Expected, ReasonFacts, audit
from cssim.center import Settings
from cssim.center.settings import ChannelSettings
from cssim.demand import draw_demand
from cssim.journal import Journal
from cssim.roster import draw_roster
from cssim.scenario import Scenario

_engine = sys.modules["cssim.center.run"]
_switch = {"on": True}


def audited(journal: Journal, expected: Expected | None = None) -> Journal:
    """Return the journal if it breaks no law; else fail with what the audit says."""
    report = audit(journal, expected)
    assert report.ok, "\n".join(["the audit found violations:", *report.lines()])
    return journal


def lived(
    scenario: Scenario,
    seed: int = 1,
    replication: int = 0,
    *,
    policy: Any = None,
    extras: Iterable[Any] = (),
) -> Journal:
    """Draw and live one replication of a scenario, and audit it against the scenario."""
    demand, roster = (draw(scenario, seed, replication) for draw in (draw_demand, draw_roster))
    with unaudited():
        journal = cssim.center.run(scenario, demand, roster, policy, extras)
    return audited(journal, Expected.of(scenario))


@contextmanager
def every_run() -> Iterator[None]:
    """Audit each run of the engine in this process, whoever starts it."""
    make = _engine._journal

    def made(center: Any, *rest: Any) -> Journal:
        journal = make(center, *rest)
        if not _switch["on"]:
            return journal
        return audited(journal, expected_of(center.settings, center.agents))

    _engine._journal = made
    try:
        yield
    finally:
        _engine._journal = make


@contextmanager
def unaudited() -> Iterator[None]:
    """Run without the audit: for broken engines, and where time is measured."""
    before, _switch["on"] = _switch["on"], False
    try:
        yield
    finally:
        _switch["on"] = before


@dataclass(frozen=True, slots=True)
class Hours(ChannelFacts):
    """A channel whose openings and closings are given as instants of the run."""

    edges: tuple[int, ...] = ()

    def windows(self, weekday: int, time_of_day: int, end: int) -> NDArray[np.int64]:
        """Return the spans in which it is open."""
        return np.array(self.edges, dtype=np.int64).reshape(-1, 2)


def expected_of(settings: Settings, agents: Iterable[Any]) -> Expected:
    """Return what plain settings and the people of a run promise; a skill is its reason."""
    names = [reason.name for reason in settings.reasons]
    return Expected(
        channels={channel.name: _hours(channel) for channel in settings.channels},
        reasons={r.name: ReasonFacts(r.name, r.tier, self_service=True) for r in settings.reasons},
        agents={a.name: _agent(settings, names, a) for a in agents},
        max_attempts=settings.max_attempts,
        max_legs=settings.max_legs,
    )


def _hours(channel: ChannelSettings) -> Hours:
    return Hours(
        lines=channel.lines,
        opening=None if channel.edges is None else {},
        waits_when_closed=channel.waits_when_closed,
        disconnects=channel.disconnects,
        edges=channel.edges or (),
    )


def _agent(settings: Settings, names: list[str], agent: Any) -> AgentFacts:
    team = settings.teams[agent.team]
    return AgentFacts(team.name, team.tier, frozenset(names[r] for r in agent.pace))
