"""What all named policies share: eligibility, and a key of which the smallest is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from cssim.center.floor import Idle, Waiting
from cssim.center.people import Agent, Contact

Key = tuple[float, ...]


@dataclass(frozen=True)
class Names:
    """Names by code, to read a scenario's tables and to publish a policy's own."""

    reasons: tuple[str, ...]
    teams: tuple[str, ...]
    segments: tuple[str, ...]


class KeyedPolicy:
    """Among those who may, the one with the smallest key; ties by who came first.

    A subclass gives `contact_key` and `agent_key` and says the same in `published`, in
    terms from which the audit recomputes every choice.

    Parameters
    ----------
    names : Names
        Names by code.
    routing : mapping
        The scenario's ``routing`` section.
    """

    name: ClassVar[str]
    source: ClassVar[str]
    """Whose semantics the policy has."""
    by_segment: ClassVar[bool] = False
    """`contact_key` depends on the segment, so each segment waits in a line of its own."""
    whole_crew: ClassVar[bool] = False
    """Agents of one crew may differ in `agent_key`, so all idle ones are looked at."""

    def __init__(self, names: Names, routing: Mapping[str, Any]) -> None:
        self.names = names
        self.routing = routing
        self.prepare()

    def prepare(self) -> None:
        """Read the policy's own tables from ``self.routing``."""

    def after(self, reason: int, team: int) -> int | None:
        """Return the wait [ms] from which `team` may serve `reason`; None for never."""
        return 0

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the key by which an agent is chosen for `contact`."""
        return ()

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the key by which a waiting contact is chosen for `agent`."""
        return ()

    def choose_agent(self, contact: Contact, idle: Idle) -> Agent | None:
        """Return the best idle agent for a contact."""
        candidates = idle if self.whole_crew else idle.heads
        if len(candidates) == 1:
            return candidates[0]
        key = self.agent_key
        return min(candidates, key=lambda a: (*key(contact, a), a.idle_since, a.index))

    def choose_contact(self, agent: Agent, waiting: Waiting, now: int) -> Contact | None:
        """Return the best waiting contact for an agent who is free."""
        heads = waiting.heads
        if len(heads) == 1:
            return heads[0]
        key = self.contact_key
        return min(heads, key=lambda c: (*key(agent, c, now), c.queued, c.id))

    def agent_terms(self, agents: list[Agent]) -> list[dict[str, Any]]:
        """Return the published terms of `agent_key`."""
        return []

    def contact_terms(self) -> list[dict[str, Any]]:
        """Return the published terms of `contact_key`."""
        return []

    def published(self, agents: list[Agent]) -> dict[str, Any]:
        """Return who is eligible for what after how long, and the keys, for the audit."""
        after = {
            reason: {team: self.after(r, t) for t, team in enumerate(self.names.teams)}
            for r, reason in enumerate(self.names.reasons)
        }
        return {
            "name": self.name,
            "checked": True,
            "eligible_after_ms": after,
            "contact_key": self.contact_terms(),
            "agent_key": self.agent_terms(agents),
        }

    def pairs(self, table: Mapping[str, Mapping[str, Any]], default: Any) -> list[list[Any]]:
        """Return a reason x team table of the scenario as a list of lists by code."""
        return [
            [table.get(reason, {}).get(team, default) for team in self.names.teams]
            for reason in self.names.reasons
        ]

    def by_reason(self, table: Mapping[str, Any], default: Any) -> list[Any]:
        """Return a table by reason of the scenario as a list by code."""
        return [table.get(reason, default) for reason in self.names.reasons]
