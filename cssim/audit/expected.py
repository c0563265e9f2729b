"""What a scenario promises as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cssim.audit.facts import (
    AgentFacts,
    CareFacts,
    ChannelFacts,
    OutageFacts,
    ReasonFacts,
    TeamFacts,
)
from cssim.audit.months import MonthsFacts

if TYPE_CHECKING:
    from cssim.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Expected:
    """What the audit needs to know of a scenario.

    Attributes
    ----------
    channels, reasons, teams, agents : mapping of name to facts
        Everything the scenario names; a team that is not there has nothing special.
    outages : tuple of OutageFacts
        In order of their start.
    max_attempts, max_legs : int
        Limits of MODEL §1.
    if_busy : str
        What becomes of an escalation when the next tier is busy: queue, skip or lose.
    handover_share : float
        Most of a leg's work that is done before it is clear whether it goes up.
    tickets : bool
        Escalations are worked on after the customer has left.
    mismatch_ms : int or None
        Wait after which an agent who does not speak the language may answer; None = never.
    takes_over : bool
        Somebody of the next tier may take over during talk.
    care : CareFacts
        Contacts that the center begins, and those that it does not see.
    months : MonthsFacts or None
        People over months; None when nothing about them changes.
    """

    channels: Mapping[str, ChannelFacts] = field(default_factory=dict)
    reasons: Mapping[str, ReasonFacts] = field(default_factory=dict)
    agents: Mapping[str, AgentFacts] = field(default_factory=dict)
    teams: Mapping[str, TeamFacts] = field(default_factory=dict)
    outages: tuple[OutageFacts, ...] = ()
    max_attempts: int = 8
    max_legs: int = 4
    if_busy: str = "queue"
    handover_share: float = 1.0
    tickets: bool = False
    takes_over: bool = False
    mismatch_ms: int | None = None
    care: CareFacts = field(default_factory=CareFacts)
    months: MonthsFacts | None = None

    @classmethod
    def of(cls, scenario: Scenario) -> Expected:
        """Return the facts of a scenario."""
        from cssim.audit.reading import facts_of

        return cls(**facts_of(scenario))

    def team(self, name: str) -> TeamFacts:
        """Return the facts of a team; of one that is not known, the defaults."""
        return self.teams.get(name) or TeamFacts()
