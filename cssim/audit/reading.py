"""The facts that a scenario states, read from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cssim.audit.facts import (
    AgentFacts,
    CallbackFacts,
    CareFacts,
    ChannelFacts,
    MakingGoodFacts,
    OutageFacts,
    ReasonFacts,
    TeamFacts,
)
from cssim.audit.months import Seated, months_of, plans_of

if TYPE_CHECKING:
    from cssim.scenario import Scenario


def facts_of(scenario: Scenario) -> dict[str, Any]:
    """Return the fields of `Expected`, by name."""
    return {
        "channels": {name: _channel(c) for name, c in scenario.channels.items()},
        "reasons": {name: _reason(scenario, name) for name in scenario.reasons},
        "teams": {name: _team(team) for name, team in scenario.teams.items()},
        "agents": _agents(scenario),
        "outages": tuple(_outages(scenario)),
        "max_attempts": scenario.limits.max_attempts,
        "max_legs": scenario.limits.max_legs,
        "if_busy": scenario.escalation.if_busy,
        "handover_share": _handover_share(scenario),
        "tickets": scenario.escalation.mode == "ticket",
        "mismatch_ms": scenario.routing.mismatch_after,
        "takes_over": scenario.escalation.take_over_after is not None,
        "care": _care(scenario),
        "months": months_of(scenario),
    }


def _handover_share(scenario: Scenario) -> float:
    """Return the first agent's share; all of it where other things change how long a part takes."""
    looks = any(reason.diagnosis for reason in scenario.reasons.values())
    changes = looks or tuple(_outages(scenario)) or months_of(scenario) is not None
    return 1.0 if changes else scenario.escalation.handover_share


def _care(scenario: Scenario) -> CareFacts:
    care, tools = scenario.care, scenario.tools
    desk = tools.without_social_desk
    return CareFacts(
        reason=care.outreach.reason if care.outreach else None,
        recovery=_making_good(care.recovery),
        close_loop=_making_good(care.close_loop),
        loses=tools.without_ticketing is not None,
        unseen_ms=int(desk.delay) if desk else 0,
    )


def _making_good(part: Any) -> MakingGoodFacts | None:
    if part is None:
        return None
    return MakingGoodFacts(part.channel, int(part.delay), getattr(part, "below", 3))


def _channel(channel: Any) -> ChannelFacts:
    hours = channel.opening_hours
    opening = None if hours is None else {int(d): _pairs(w) for d, w in hours.items()}
    is_chat, is_live = channel.kind == "chat", not channel.deferred
    message = channel.announcement if is_live else None
    return ChannelFacts(
        kind=channel.kind,
        lines=channel.lines,
        places=channel.places,
        opening=opening,
        waits_when_closed=channel.after_hours == "wait",
        disconnects=channel.at_closing == "disconnect",
        awt_ms=int(channel.awt),
        acceptable_ms=int(channel.acceptable_wait),
        slots=channel.slots if is_chat else 1,
        slowdown=channel.slowdown if is_chat else 0.0,
        ghost_ms=_always(channel.ghost_time) if is_chat else None,
        chases=not is_live and channel.chase > 0,
        idle_above=0 if is_live else channel.idle_above,
        announces=message is not None,
        balks=message is not None and (message.balk > 0 or message.balk_long > 0),
        callback=_callback(getattr(channel, "callback", None)),
        voicemail_ms=int(channel.voicemail.after) if is_live and channel.voicemail else None,
    )


def _always(time: Any) -> int | None:
    """Return the one value [ms] of a time that is always the same."""
    return round(time.mean) if time.distribution == "deterministic" else None


def _pairs(windows: Any) -> tuple[tuple[int, int], ...]:
    return tuple((int(start), int(until)) for start, until in windows)


def _callback(offer: Any) -> CallbackFacts | None:
    if offer is None:
        return None
    return CallbackFacts(offer.rule, offer.tries, int(offer.retry_after), max(1, int(offer.ring)))


def _reason(scenario: Scenario, name: str) -> ReasonFacts:
    reason = scenario.reasons[name]
    queues = {channel: scenario.queue(name, channel) for channel in reason.shares()}
    tools = {"read_articles": reason.articles, "tried_bot": reason.bot}
    transfer, spill = reason.transfer, reason.spill
    return ReasonFacts(
        skill=reason.skill,
        tier=int(reason.tier),
        self_service=reason.bot is not None or any(q.ivr is not None for q in queues.values()),
        skills={channel: queue.skill for channel, queue in queues.items()},
        channels=frozenset(queues),
        contained=any(tool is not None and tool.contains > 0 for tool in tools.values()),
        tools=frozenset(name for name, tool in tools.items() if tool is not None),
        transfers={to: how.if_busy == "lose" for to, how in transfer.targets(name).items()}
        if transfer
        else {},
        ages_ms=reason.escalate_age,
        next_tier_ms=reason.escalate_waiting,
        spills_to=spill.channel if spill else None,
        avoidable=reason.avoidable > 0,
    )


def _team(team: Any) -> TeamFacts:
    return TeamFacts(
        tier=int(team.tier),
        languages=frozenset(team.languages),
        duties=team.duties,
        joins_above=team.joins_above,
        hands_over=team.at_shift_end == "hand_over",
        overtime_ms=team.overtime_limit,
        calls_in=team.call_in is not None,
    )


def _agents(scenario: Scenario) -> Mapping[str, AgentFacts]:
    known = {plan.name: _agent(scenario, name, plan) for name, plan, _ in plans_of(scenario)}
    return known if scenario.people.turnover is None else Seated(known)


def _agent(scenario: Scenario, team: str, plan: Any) -> AgentFacts:
    from cssim.scenario.staffing import ahead_of

    facts = scenario.teams[team]
    weeks = None if facts.on_call else tuple(plan.weeks)
    skills = frozenset(plan.skills)
    return AgentFacts(team, int(facts.tier), skills, weeks, ahead_of(scenario, team))


def _outages(scenario: Scenario) -> Any:
    """Yield the outages in order of their start."""
    found = [event for event in scenario.events if event.kind == "outage"]
    for event in sorted(found, key=lambda e: scenario.instant(e.at)):
        start = scenario.instant(event.at)
        yield OutageFacts(
            start=start,
            until=start + event.length,
            channels=frozenset(event.channels or scenario.channels),
            capacity=event.capacity,
            disconnects=event.disconnect,
            diverts_to=frozenset(event.plan.divert) if event.plan else frozenset(),
            deflects=event.plan is not None and event.plan.message > 0,
            teams=frozenset(event.teams),
        )
