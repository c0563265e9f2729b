"""A user's own policy: a small class with two methods, shown only what a router may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cssim.center.floor import Idle, Waiting
from cssim.center.people import Agent, Contact
from cssim.center.routing.keyed import Names


@dataclass(frozen=True, slots=True)
class RouterContact:
    """A waiting contact as a router sees it; times in seconds."""

    id: int
    reason: str
    segment: str | None
    tier: int
    attempt: int
    queued_at: float
    wait_s: float
    uniform: float
    """A number in [0, 1) of the contact's own, for policies that toss a coin."""


@dataclass(frozen=True, slots=True)
class RouterAgent:
    """An idle agent as a router sees it; times in seconds."""

    index: int
    name: str
    team: str
    tier: int
    skills: frozenset[str]
    idle_since: float


@dataclass(frozen=True, slots=True)
class RouterView:
    """The floor as a router sees it.

    Attributes
    ----------
    now : float, seconds
    idle_count, waiting_count : int
        All idle agents and all waiting contacts, whoever may serve whom.
    """

    now: float
    idle_count: int
    waiting_count: int


class Policy(Protocol):
    """What a routing policy of one's own must have.

    An optional attribute ``recheck_s``, a sequence of waits in seconds, has each contact
    offered again when it has waited so long.
    """

    name: str

    def choose_agent(
        self, contact: RouterContact, idle: Sequence[RouterAgent], floor: RouterView
    ) -> RouterAgent | None:
        """Return one of `idle` (longest first, all able to serve) or None to let it wait."""

    def choose_contact(
        self, agent: RouterAgent, waiting: Sequence[RouterContact], floor: RouterView
    ) -> RouterContact | None:
        """Return one of `waiting` (longest first, all within the agent's skills) or None."""


class CustomPolicy:
    """Shows a user's policy what it may see, and checks what it answers.

    Parameters
    ----------
    policy : Policy
        The user's object.
    names : Names
        Names by code.
    """

    by_segment = False
    whole_crew = True

    def __init__(self, policy: Policy, names: Names) -> None:
        self.policy, self.names = policy, names
        self.name = str(getattr(policy, "name", type(policy).__name__))
        self.refused: list[int] = []
        """Agents or contacts that the policy answered with although not offered (count)."""

    def after(self, reason: int, team: int) -> int | None:
        """Return 0: whoever has the skill may be offered."""
        return 0

    @property
    def rechecks(self) -> list[int]:
        """Waits [ms] at which a contact is offered again."""
        return sorted(round(1000 * s) for s in getattr(self.policy, "recheck_s", ()))

    def choose_agent(self, contact: Contact, idle: Idle, view: RouterView) -> Agent | None:
        """Ask the user's policy for an agent; an answer not offered counts as none."""
        seen = {agent.index: agent for agent in idle}
        shown = [self.show_agent(agent) for agent in idle]
        answer = self.policy.choose_agent(self.show_contact(contact, view.now), shown, view)
        agent: Agent | None = self._checked(answer, seen, "index")
        return agent

    def choose_contact(self, agent: Agent, waiting: Waiting, view: RouterView) -> Contact | None:
        """Ask the user's policy for a contact; an answer not offered counts as none."""
        seen = {contact.id: contact for contact in waiting}
        shown = [self.show_contact(contact, view.now) for contact in waiting]
        answer = self.policy.choose_contact(self.show_agent(agent), shown, view)
        contact: Contact | None = self._checked(answer, seen, "id")
        return contact

    def _checked(self, answer: Any, seen: dict[int, Any], key: str) -> Any:
        if answer is None:
            return None
        chosen = seen.get(getattr(answer, key, -1))
        if chosen is None:
            self.refused.append(1)
        return chosen

    def show_contact(self, contact: Contact, now: float) -> RouterContact:
        """Return what the router sees of a contact."""
        issue = contact.issue
        segment = self.names.segments[issue.segment] if issue.segment >= 0 else None
        return RouterContact(
            id=contact.id,
            reason=self.names.reasons[issue.reason],
            segment=segment,
            tier=contact.tier,
            attempt=contact.attempt,
            queued_at=contact.queued / 1000,
            # A difference of whole ms: who is due at 60 s has waited 60 s, not 59.99….
            wait_s=(round(1000 * now) - contact.queued) / 1000,
            uniform=contact.work.policy,
        )

    def show_agent(self, agent: Agent) -> RouterAgent:
        """Return what the router sees of an agent."""
        return RouterAgent(
            index=agent.index,
            name=agent.name,
            team=self.names.teams[agent.team],
            tier=agent.tier,
            skills=frozenset(self.names.reasons[r] for r in agent.pace),
            idle_since=agent.idle_since / 1000,
        )

    def published(self, agents: list[Agent]) -> dict[str, Any]:
        """Return what the audit is told: its choices cannot be recomputed."""
        return {
            "name": self.name,
            "checked": False,
            "eligible_after_ms": {},
            "contact_key": [],
            "agent_key": [],
        }
