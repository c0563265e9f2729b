"""The audit of every journal that a test makes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

import cssim.center
from cssim.audit import (
    AgentFacts,
    CallbackFacts,
    CareFacts,
    ChannelFacts,
    Expected,
    MakingGoodFacts,
    OutageFacts,
    ReasonFacts,
    TeamFacts,
    audit,
)
from cssim.center import Settings
from cssim.center.care_settings import CareSettings, MakingGood, MissingTools
from cssim.center.levers import Outage
from cssim.center.settings import ChannelSettings, QueueSettings, TeamSettings
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
    """Audit each run of the engine in this process, whoever starts it.

    A run that is lived again, to the byte, is not audited again.
    """
    make, known = _engine._journal, set[str]()

    def made(center: Any, *rest: Any) -> Journal:
        journal = make(center, *rest)
        if not _switch["on"]:
            return journal
        expected = expected_of(center.settings, center.agents)
        if (told := fingerprint(journal, expected)) not in known:
            audited(journal, expected)
            known.add(told)
        return journal

    _engine._journal = made
    try:
        yield
    finally:
        _engine._journal = make


def fingerprint(journal: Journal, expected: Expected) -> str:
    """Return what tells a run from any other: all that an audit of it reads."""
    whole = blake2b(repr((journal.about, expected)).encode())
    for table, columns in journal.columns.items():
        for name, values in columns.items():
            whole.update(f"{table}.{name} {values.dtype}".encode() + values.tobytes())
    return whole.hexdigest()


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
    """Return what plain settings and the people of a run promise.

    A skill is a queue: a reason on a channel.
    """
    queues = [_queue(settings, queue) for queue in settings.all_queues]
    rules = settings.escalation
    return Expected(
        channels={channel.name: _hours(channel) for channel in settings.channels},
        reasons={r.name: _reason(settings, code) for code, r in enumerate(settings.reasons)},
        teams={team.name: _team(settings, team) for team in settings.teams},
        agents={a.name: _agent(settings, queues, a) for a in agents},
        outages=tuple(_outage(settings, outage) for outage in settings.outages),
        max_attempts=settings.max_attempts,
        max_legs=settings.max_legs,
        if_busy=rules.if_busy,
        handover_share=rules.handover_share,
        tickets=rules.mode == "ticket",
        takes_over=rules.take_over_after is not None,
        mismatch_ms=settings.mismatch_after,
        care=_care(settings),
    )


def _care(settings: Settings) -> CareFacts:
    care, missing = settings.care or CareSettings(), settings.missing or MissingTools()
    reason = None if care.outreach is None else settings.reasons[care.outreach].name
    return CareFacts(
        reason=reason,
        recovery=_making_good(settings, care.recovery),
        close_loop=_making_good(settings, care.close_loop),
        loses=missing.lost > 0.0,
        unseen_ms=missing.unseen,
    )


def _making_good(settings: Settings, plan: MakingGood | None) -> MakingGoodFacts | None:
    if plan is None:
        return None
    return MakingGoodFacts(settings.channels[plan.channel].name, plan.delay, plan.below)


def _queue(settings: Settings, queue: QueueSettings) -> str:
    return f"{settings.reasons[queue.reason].name} on {settings.channels[queue.channel].name}"


def _hours(channel: ChannelSettings) -> Hours:
    told, offer = channel.announcement, channel.callback
    return Hours(
        kind=channel.kind,
        lines=channel.lines,
        places=channel.places,
        opening=None if channel.edges is None else {},
        waits_when_closed=channel.waits_when_closed,
        disconnects=channel.disconnects,
        edges=channel.edges or (),
        acceptable_ms=channel.acceptable_wait,
        slots=channel.slots,
        slowdown=channel.slowdown,
        chases=channel.chase > 0,
        idle_above=channel.idle_above,
        announces=told is not None,
        balks=told is not None and (told.balk > 0 or told.balk_long > 0),
        callback=CallbackFacts(offer.rule, offer.tries, offer.retry_after, max(1, offer.ring))
        if offer
        else None,
        voicemail_ms=channel.voicemail,
    )


def _reason(settings: Settings, code: int) -> ReasonFacts:
    reason = settings.reasons[code]
    queues = [queue for queue in settings.all_queues if queue.reason == code]
    channels = {settings.channels[queue.channel].name: queue for queue in queues}
    transfer = reason.transfer
    targets = transfer.to if transfer else ()
    return ReasonFacts(
        skill=reason.name,
        tier=reason.tier,
        self_service=True,
        skills={name: _queue(settings, queue) for name, queue in channels.items()},
        channels=frozenset(channels),
        contained=any(tool is not None for tool in (reason.articles, reason.bot)),
        tools=frozenset(
            column
            for column, tool in (("read_articles", reason.articles), ("tried_bot", reason.bot))
            if tool is not None
        ),
        transfers={settings.reasons[to].name: loses for to, _, loses in targets},
        ages_ms=reason.escalate_age,
        next_tier_ms=reason.escalate_waiting,
        avoidable=reason.avoidable > 0,
    )


def _team(settings: Settings, team: TeamSettings) -> TeamFacts:
    spoken = team.languages or frozenset()
    return TeamFacts(
        tier=team.tier,
        languages=frozenset(settings.languages[code] for code in spoken),
        duties=None if team.duties == "idle" else team.duties,
        joins_above=team.joins_above,
        hands_over=team.hands_over,
        overtime_ms=team.overtime_limit,
        calls_in=team.call_in is not None,
    )


def _agent(settings: Settings, queues: list[str], agent: Any) -> AgentFacts:
    team = settings.teams[agent.team]
    return AgentFacts(team.name, team.tier, frozenset(queues[q] for q in agent.pace))


def _outage(settings: Settings, outage: Outage) -> OutageFacts:
    def named(codes: Iterable[int]) -> frozenset[str]:
        return frozenset(settings.channels[code].name for code in codes)

    plan = outage.plan
    return OutageFacts(
        start=outage.start,
        until=outage.until,
        channels=named(outage.channels),
        capacity=outage.capacity,
        disconnects=outage.disconnect,
        diverts_to=named(channel for channel, _ in plan.divert) if plan else frozenset(),
        deflects=plan is not None and plan.message > 0,
        teams=frozenset(settings.teams[code].name for code in outage.teams),
    )
