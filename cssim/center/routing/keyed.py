"""What all named policies share: eligibility, and a key of which the smallest is chosen."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from cssim.center.floor import Idle, Waiting
from cssim.center.people import Agent, Contact

Key = tuple[float, ...]
Term = dict[str, Any]
"""A part of a key as it is published."""


@dataclass(frozen=True)
class Names:
    """Names by code, to read a scenario's tables and to publish a policy's own.

    Attributes
    ----------
    reasons, teams, segments, channels, languages : tuple of str
        All of them, in order of their codes.
    queues : tuple of (int, int)
        Reason and channel code of each queue; default: each reason on the first channel.
    """

    reasons: tuple[str, ...]
    teams: tuple[str, ...]
    segments: tuple[str, ...]
    queues: tuple[tuple[int, int], ...] = ()
    channels: tuple[str, ...] = ("phone",)
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.queues:
            object.__setattr__(self, "queues", tuple((r, 0) for r in range(len(self.reasons))))

    def reason_of(self, queue: int) -> str:
        """Return the name of the reason of a queue."""
        return self.reasons[self.queues[queue][0]]

    def channel_of(self, queue: int) -> str:
        """Return the name of the channel of a queue."""
        return self.channels[self.queues[queue][1]]


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

    def keep_idle(self, reason: int, team: int) -> int:
        """Return k: `team` may serve `reason` only while more than k of it are idle."""
        return 0

    @property
    def all_alike(self) -> bool:
        """Whether `line_key` is the same for all contacts."""
        return type(self).line_key is KeyedPolicy.line_key

    def line_key(self, contact: Contact) -> Hashable:
        """Return what `contact_key` looks at besides queue, tier and wait; alike stand in line."""
        return ()

    def agent_key(self, contact: Contact, agent: Agent) -> Key:
        """Return the key by which an agent is chosen for `contact`."""
        return ()

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return the key by which a waiting contact is chosen for `agent`."""
        return ()

    def choose_agent(self, contact: Contact, idle: Idle) -> Agent | None:
        """Return the best idle agent for a contact."""
        if self.whole_crew:
            return self.choose_among(contact, idle)
        if len(idle.heads) == 1:
            return idle.heads[0]
        key = self.agent_key
        return min(idle.heads, key=lambda a: (*key(contact, a), a.idle_since, a.index))

    def choose_among(self, contact: Contact, agents: Sequence[Agent]) -> Agent:
        """Return the best of agents given in the order in which equal keys are chosen."""
        return min(agents, key=lambda agent: self.agent_key(contact, agent))

    def choose_contact(self, agent: Agent, waiting: Waiting, now: int) -> Contact | None:
        """Return the best waiting contact for an agent who is free."""
        heads = waiting.heads
        if len(heads) == 1:
            return heads[0]
        key = self.contact_key
        return min(heads, key=lambda c: (*key(agent, c, now), c.queued, c.id))

    def agent_terms(self, agents: list[Agent]) -> list[Term]:
        """Return the published terms of `agent_key`."""
        return []

    def contact_terms(self) -> list[Term]:
        """Return the published terms of `contact_key`."""
        return []

    def published(self, agents: list[Agent]) -> dict[str, Any]:
        """Return who is eligible for what after how long, and the keys, for the audit."""
        after = {
            reason: {team: self.after(r, t) for t, team in enumerate(self.names.teams)}
            for r, reason in enumerate(self.names.reasons)
        }
        told = {
            "name": self.name,
            "checked": True,
            "eligible_after_ms": after,
            "contact_key": self.contact_terms(),
            "agent_key": self.agent_terms(agents),
        }
        kept = self._kept()
        return told | {"keep_idle": kept} if kept else told

    def _kept(self) -> dict[str, dict[str, int]]:
        """Return the pairs with a threshold on idle agents, by reason and team."""
        names = self.names
        found: dict[str, dict[str, int]] = {}
        for r, reason in enumerate(names.reasons):
            kept = {team: self.keep_idle(r, t) for t, team in enumerate(names.teams)}
            found[reason] = {team: k for team, k in kept.items() if k}
        return {reason: kept for reason, kept in found.items() if kept}

    def pairs(self, table: Mapping[str, Mapping[str, Any]], default: Any) -> list[list[Any]]:
        """Return a reason x team table of the scenario as a list of lists by code."""
        return [
            [table.get(reason, {}).get(team, default) for team in self.names.teams]
            for reason in self.names.reasons
        ]

    def by_reason(self, table: Mapping[str, Any], default: Any) -> list[Any]:
        """Return a table by reason of the scenario as a list by code."""
        return [table.get(reason, default) for reason in self.names.reasons]

    def by_queue(self, values: Sequence[Any]) -> list[Any]:
        """Return what is listed by reason code as a list by queue code."""
        return [values[reason] for reason, _ in self.names.queues]
