"""Checks of the whole: events and root causes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads
from cssim.scenario.events import Outage, Plan, Surge

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

CHOICES = ("largest", "random")
"""How the reason to be repaired may be chosen, besides naming it."""


def _outages(scenario: Scenario) -> list[tuple[str, Outage]]:
    """Return place and outage of each."""
    events = enumerate(scenario.events)
    return [(f"events[{i}]", event) for i, event in events if isinstance(event, Outage)]


def _concerned(scenario: Scenario, outage: Outage) -> set[str]:
    return set(outage.channels or scenario.channels)


@reads("events", "start", "horizon")
def events_happen(scenario: Scenario) -> Iterator[Problem]:
    """Every event begins within the run."""
    for i, event in enumerate(scenario.events):
        if not 0 <= scenario.instant(event.at) < scenario.horizon:
            end = units.format_duration(scenario.horizon)
            start = units.format_datetime(scenario.start)
            accepted = f"must be within the run: from {start}, for less than {end}"
            yield fault(f"events[{i}].at", str(event.model_dump(mode="json")["at"]), accepted)


@reads("events", "reasons", "channels")
def concerned_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every reason and channel that an event concerns exists."""
    for i, event in enumerate(scenario.events):
        kind, names = ("reason", scenario.reasons.keys()) if isinstance(event, Surge) else (
            "channel", scenario.channels.keys())  # fmt: skip
        named = event.reasons if isinstance(event, Surge) else event.channels
        for j, name in enumerate(named):
            if name not in names:
                accepted = f"unknown {kind}{did_you_mean(name, names)}"
                yield fault(f"events[{i}].{kind}s[{j}]", name, accepted)


@reads("events", "teams")
def teams_without_tool_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every team that an outage leaves without its tool exists."""
    for where, outage in _outages(scenario):
        for j, name in enumerate(outage.teams):
            if name not in scenario.teams:
                accepted = f"unknown team{did_you_mean(name, scenario.teams)}"
                yield fault(f"{where}.teams[{j}]", name, accepted)


@reads("events", "start", "channels")
def outages_do_not_overlap(scenario: Scenario) -> Iterator[Problem]:
    """No channel is down twice at once."""
    for (earlier, one), (where, other) in itertools.combinations(_outages(scenario), 2):
        first, second = scenario.instant(one.at), scenario.instant(other.at)
        apart = first + one.length <= second or second + other.length <= first
        if not apart and (both := _concerned(scenario, one) & _concerned(scenario, other)):
            accepted = f"must not overlap with the outage {earlier} on channel {min(both)}"
            yield fault(where, None, accepted)


@reads("events", "channels", "reasons.channel", "reasons.channels", "teams.on_call",
       "teams.size", "multipliers.staff")  # fmt: skip
def plans_can_work(scenario: Scenario) -> Iterator[Problem]:
    """What a plan diverts arrives somewhere, and whom it calls in can come."""
    for where, outage in _outages(scenario):
        if outage.plan is not None:
            if outage.plan.delay >= outage.length:
                shown = units.format_duration(outage.plan.delay)
                length = units.format_duration(outage.length)
                accepted = f"must be shorter than the outage, {length}"
                yield fault(f"{where}.plan.delay", shown, accepted)
            yield from _diverted(scenario, f"{where}.plan.divert", outage, outage.plan)
            yield from _called_in(scenario, f"{where}.plan.call_in", outage.plan)


def _diverted(scenario: Scenario, where: str, outage: Outage, plan: Plan) -> Iterator[Problem]:
    down = _concerned(scenario, outage)
    hit = [set(r.shares()) for r in scenario.reasons.values() if down & set(r.shares())]
    for channel in plan.divert:
        if channel not in scenario.channels:
            hint = did_you_mean(channel, scenario.channels)
            yield fault(where, channel, f"unknown channel{hint}")
        elif channel in down:
            yield fault(f"{where}.{channel}", None, "must be no channel that the outage concerns")
        elif not any(channel in channels for channels in hit):
            accepted = "no reason of the channels that are down has this channel in channels"
            yield fault(f"{where}.{channel}", None, f"{accepted}; a share of 0 is enough")


def _called_in(scenario: Scenario, where: str, plan: Plan) -> Iterator[Problem]:
    for team, heads in plan.call_in.items():
        if team not in scenario.teams:
            yield fault(where, team, f"unknown team{did_you_mean(team, scenario.teams)}")
        elif not scenario.teams[team].on_call:
            yield fault(f"{where}.{team}", None, "must be a team on call")
        elif heads > scenario.agent_count(team):
            most = scenario.agent_count(team)
            yield fault(f"{where}.{team}", heads, f"must be at most the agents of the team, {most}")


@reads("root_causes", "reasons.avoidable")
def root_causes_exist(scenario: Scenario) -> Iterator[Problem]:
    """There is something to repair."""
    if scenario.root_causes is None:
        return
    choose, reasons = scenario.root_causes.choose, scenario.reasons
    if choose not in (*CHOICES, *reasons):
        hint = did_you_mean(choose, (*CHOICES, *reasons))
        yield fault("root_causes.choose", choose, f"must be largest, random or a reason{hint}")
        return
    chosen = reasons if choose in CHOICES else (choose,)
    if not any(reasons[name].avoidable for name in chosen):
        whose = "some reason" if choose in CHOICES else f"reasons.{choose}"
        yield fault("root_causes", None, f"needs avoidable above 0 in {whose}")


ALL: tuple[Check, ...] = (
    events_happen,
    concerned_exist,
    teams_without_tool_exist,
    outages_do_not_overlap,
    plans_can_work,
    root_causes_exist,
)
