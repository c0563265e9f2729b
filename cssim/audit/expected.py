"""What the scenario promises, as the few plain facts that the audit holds a journal to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cssim.scenario import Scenario

DAY_MS = 86_400_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Windows = Mapping[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What is promised of one channel.

    Attributes
    ----------
    lines : int or None
        Contacts it can hold at once; None = no limit.
    opening : mapping of weekday (0 = Monday) to windows, or None
        (start, until) in ms since that day's midnight; None = always open.
    waits_when_closed : bool
        Arrivals outside opening hours queue instead of being turned away.
    disconnects : bool
        Contacts still waiting when it closes are put off.
    awt_ms : int
        Acceptable waiting time of the service level.
    slots : int
        Contacts that one agent may have in hand at once.
    """

    lines: int | None = None
    opening: Windows | None = None
    waits_when_closed: bool = False
    disconnects: bool = False
    awt_ms: int = 20_000
    slots: int = 1

    def windows(self, weekday: int, time_of_day: int, end: int) -> NDArray[np.int64]:
        """Return the spans in which it is open, as rows of (opening, closing) instants.

        Parameters
        ----------
        weekday, time_of_day : int
            Day of the week and ms since midnight of instant 0.
        end : int, ms
            Last instant of interest.
        """
        spans = []
        for day in range(-1, (end + time_of_day) // DAY_MS + 1):
            midnight = day * DAY_MS - time_of_day
            for start, until in (self.opening or {}).get((weekday + day) % 7, ()):
                length = until - start if until > start else until - start + DAY_MS
                spans.append((midnight + start, midnight + start + length))
        return _joined(spans)


def _joined(spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Return spans in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, until in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((start, until))
    return np.array(joined, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """What is promised of one contact reason.

    Attributes
    ----------
    skill : str
        Skill an agent needs.
    tier : int
        Tier where its contacts start.
    self_service : bool
        Contacts spend time in self-service before they queue.
    """

    skill: str
    tier: int = 1
    self_service: bool = False


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """What is promised of one agent.

    Attributes
    ----------
    team : str
        Team.
    tier : int
        Tier of the team.
    skills : frozenset of str
        Skills.
    weekly : mapping of weekday (0 = Monday) to (start, until) in ms since midnight, or None
        Planned shifts; until <= start means the next day; None = not known.
    """

    team: str
    tier: int = 1
    skills: frozenset[str] = frozenset()
    weekly: Mapping[int, tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the audit needs to know of a scenario.

    Attributes
    ----------
    channels, reasons, agents : mapping of name to facts
        Everything the scenario names.
    max_attempts, max_legs : int
        Limits of MODEL §1.
    """

    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    reasons: Mapping[str, ReasonFacts] = field(default_factory=dict)
    agents: Mapping[str, AgentFacts] = field(default_factory=dict)
    max_attempts: int = 8
    max_legs: int = 4

    @classmethod
    def of(cls, scenario: Scenario) -> Expected:
        """Return the facts of a scenario."""
        return cls(
            channels={name: _channel(c) for name, c in scenario.channels.items()},
            reasons={name: _reason(name, r) for name, r in scenario.reasons.items()},
            agents={
                plan.name: _agent(name, team, plan)
                for name, team in scenario.teams.items()
                for plan in scenario.agents_of(name)
            },
            max_attempts=scenario.limits.max_attempts,
            max_legs=scenario.limits.max_legs,
        )


def _channel(channel: Any) -> ChannelFacts:
    hours = channel.opening_hours
    opening = None if hours is None else {_weekday(d): _pairs(w) for d, w in hours.items()}
    return ChannelFacts(
        lines=channel.lines,
        opening=opening,
        waits_when_closed=channel.after_hours == "wait",
        disconnects=channel.at_closing == "disconnect",
        awt_ms=int(channel.awt),
    )


def _weekday(day: int | str) -> int:
    return day if isinstance(day, int) else WEEKDAYS.index(day)


def _pairs(windows: Any) -> tuple[tuple[int, int], ...]:
    return tuple((int(start), int(until)) for start, until in windows)


def _reason(name: str, reason: Any) -> ReasonFacts:
    return ReasonFacts(reason.skill or name, int(reason.tier), reason.ivr is not None)


def _agent(team_name: str, team: Any, plan: Any) -> AgentFacts:
    weekly = None if team.on_call else getattr(plan, "weekly", None)
    return AgentFacts(team_name, int(team.tier), frozenset(plan.skills), weekly)
