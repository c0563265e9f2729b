"""What the center is told: plain numbers, made from the scenario or written by hand."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cssim.rules.loyalty import Loyalty, hazard_of_churn
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

WEEK = 7


@dataclass(frozen=True)
class ChannelSettings:
    """One channel.

    Attributes
    ----------
    name : str
    edges : tuple of int, ms
        Opening and closing instants in turn, from the first opening; None = always open.
    lines : int or None
        Contacts it can hold at once, from arrival to the end of talk; None = unlimited.
    waits_when_closed, disconnects : bool
        Arrivals outside opening hours queue; closing puts off those who wait.
    acceptable_wait : int, ms
        The A of the satisfaction formula.
    """

    name: str = "phone"
    edges: tuple[int, ...] | None = None
    lines: int | None = None
    waits_when_closed: bool = False
    disconnects: bool = False
    acceptable_wait: int = 60_000

    def is_open(self, now: int) -> bool:
        """Tell whether the channel is open: from an opening up to, not at, its closing."""
        return self.edges is None or bisect_right(self.edges, now) % 2 == 1


@dataclass(frozen=True)
class ReasonSettings:
    """One contact reason.

    Attributes
    ----------
    name : str
    channel : int
        Channel code.
    tier : int
        Tier where its contacts start.
    complexity : float
        c_issue of BEHAVIOUR (c).
    escalate : dict of int to float
        Per tier: chance that a contact there needs the next tier, before authority.
    retry : dict of str to float
        Per outcome: chance of another attempt.
    repeat : float
        Chance of another attempt after an answered, unresolved contact.
    hang_up : float
        Share that hang up in self-service.
    retry_keeps : bool
        A retry has the work and the patience of the attempt before it.
    """

    name: str
    channel: int = 0
    tier: int = 1
    complexity: float = 0.0
    escalate: dict[int, float] = field(default_factory=dict)
    retry: dict[str, float] = field(default_factory=dict)
    repeat: float = 0.0
    hang_up: float = 0.0
    retry_keeps: bool = False


@dataclass(frozen=True)
class TeamSettings:
    """One team: its tier, and the share of escalations its agents may settle themselves."""

    name: str
    tier: int = 1
    authority: float = 0.0


@dataclass(frozen=True)
class Feelings:
    """How customers feel and whether they leave.

    Attributes
    ----------
    satisfaction : bool
        Satisfaction, ratings and surveys are modelled.
    response, tilt : float
        Share of surveys answered at rating 4, and how much happier customers answer more.
    loyalty : Loyalty or None
        Goodwill and leaving; None when not modelled.
    multipliers : tuple of float
        Leave hazard multiplier by segment code.
    """

    satisfaction: bool = False
    response: float = 0.08
    tilt: float = 0.2
    loyalty: Loyalty | None = None
    multipliers: tuple[float, ...] = ()


@dataclass(frozen=True)
class Settings:
    """Everything the center needs besides the tables; lists are indexed by code."""

    reasons: tuple[ReasonSettings, ...]
    teams: tuple[TeamSettings, ...]
    horizon: int
    channels: tuple[ChannelSettings, ...] = (ChannelSettings(),)
    segments: tuple[str, ...] = ()
    warm_up: int = 0
    drain: bool = True
    start: str = ""
    start_ms_of_day: int = 0
    max_attempts: int = 8
    max_legs: int = 4
    handover_share: float = 0.5
    feelings: Feelings = Feelings()
    routing: dict[str, Any] = field(default_factory=lambda: {"policy": "single_fifo"})
    scenario_hash: str = ""


def settings_of(scenario: Scenario) -> Settings:
    """Return the plain settings of a scenario; codes index its sorted names."""
    return Settings(
        reasons=tuple(_reason(scenario, name) for name in scenario.reason_names),
        teams=tuple(
            TeamSettings(name, scenario.teams[name].tier, scenario.teams[name].authority)
            for name in scenario.team_names
        ),
        horizon=scenario.horizon,
        channels=tuple(_channel(scenario, name) for name in scenario.channel_names),
        segments=tuple(scenario.segment_names),
        warm_up=scenario.warm_up,
        drain=scenario.drain,
        start=scenario.start.isoformat(),
        start_ms_of_day=scenario.start_ms_of_day,
        max_attempts=scenario.limits.max_attempts,
        max_legs=scenario.limits.max_legs,
        handover_share=scenario.escalation.handover_share,
        feelings=_feelings(scenario),
        routing=scenario.routing.model_dump(),
        scenario_hash=scenario.hash,
    )


def _reason(scenario: Scenario, name: str) -> ReasonSettings:
    reason = scenario.reasons[name]
    tiers = {team.tier for team in scenario.teams.values()}
    retry = reason.retry
    return ReasonSettings(
        name=name,
        channel=scenario.channel_names.index(reason.channel),
        tier=reason.tier,
        complexity=reason.complexity,
        escalate={tier: reason.escalate_at(tier) for tier in tiers if tier + 1 in tiers},
        retry={
            "abandoned": retry.after_abandoned,
            "blocked": retry.after_blocked,
            "closed": retry.after_closed,
            "disconnected": retry.after_disconnected,
        },
        repeat=reason.repeat.probability,
        hang_up=reason.ivr.hang_up if reason.ivr else 0.0,
        retry_keeps=reason.retry_keeps,
    )


def _channel(scenario: Scenario, name: str) -> ChannelSettings:
    channel = scenario.channels[name]
    return ChannelSettings(
        name=name,
        edges=_edges(scenario, channel.opening_hours),
        lines=channel.lines,
        waits_when_closed=channel.after_hours == "wait",
        disconnects=channel.at_closing == "disconnect",
        acceptable_wait=channel.acceptable_wait,
    )


def _edges(scenario: Scenario, hours: Any) -> tuple[int, ...] | None:
    """Return openings and closings over the run; windows that touch are one."""
    if hours is None:
        return None
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS) + WEEK
    edges: list[int] = []
    for day in range(n_days):
        midnight = day * DAY_MS - scenario.start_ms_of_day
        for opens, closes in sorted(hours.get((scenario.first_weekday + day) % WEEK, ())):
            if edges and edges[-1] == midnight + opens:
                edges[-1] = midnight + closes
            else:
                edges += [midnight + opens, midnight + closes]
    return tuple(edges)


def _feelings(scenario: Scenario) -> Feelings:
    feel, stay, customers = scenario.satisfaction, scenario.loyalty, scenario.customers
    modelled = feel.enabled and stay.enabled and customers is not None
    loyalty = Loyalty(
        start=stay.goodwill_start,
        adjustment=stay.adjustment,
        loss_aversion=stay.loss_aversion,
        memory_months=stay.memory_months,
        sensitivity=stay.sensitivity,
        hazard_per_month=hazard_of_churn(stay.churn_per_year),
    )
    names = scenario.segment_names
    return Feelings(
        satisfaction=feel.enabled,
        response=feel.survey_response,
        tilt=feel.survey_tilt,
        loyalty=loyalty if modelled else None,
        multipliers=tuple(customers.segments[n].churn_multiplier for n in names)
        if customers
        else (),
    )
