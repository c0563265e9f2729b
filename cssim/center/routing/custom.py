"""A user's own policy: a small class with two methods, shown only what a router may see."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from cssim.center.people import Agent, Contact
from cssim.center.routing.keyed import Names


@dataclass(frozen=True, slots=True)
class RouterContact:
    """A waiting contact as a router sees it; times in seconds."""

    id: int
    reason: str
    channel: str
    segment: str | None
    language: str | None
    tier: int
    attempt: int
    is_callback: bool
    queued_at: float
    wait_s: float
    uniform: float
    """A number in [0, 1) of the contact's own, for policies that toss a coin."""


@dataclass(frozen=True, slots=True)
class RouterAgent:
    """An agent who is idle, or has room for one more chat, as a router sees it; in seconds."""

    index: int
    name: str
    team: str
    tier: int
    skills: frozenset[str]
    """Reasons that the agent may be offered."""
    languages: frozenset[str]
    idle_since: float
    """With contacts in hand: since when so many."""
    in_hand: int
    """Contacts that the agent serves now; above 0 only where chats are."""


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


class Refused(NamedTuple):
    """An answer that had not been offered, or was no answer at all.

    Attributes
    ----------
    agent : int
        Index of the agent asked for, or named in the answer; -1 when it names none.
    contact : int
        Number of the contact asked for, or named in the answer; -1 when it names none.
    """

    agent: int
    contact: int


class CustomPolicy:
    """Shows a user's policy what it may see, and checks what it answers.

    Parameters
    ----------
    policy : Policy
        The user's object.
    names : Names
        Names by code.
    """

    whole_crew = True

    def __init__(self, policy: Policy, names: Names) -> None:
        self.policy, self.names = policy, names
        self.name = str(getattr(policy, "name", type(policy).__name__))
        self.refused: list[Refused] = []
        """What the policy answered although it was not offered; the desk writes it down."""
        self._shown: set[tuple[str, int]] = set()

    def after(self, reason: int, team: int) -> int | None:
        """Return 0: whoever has the skill may be offered."""
        return 0

    def keep_idle(self, reason: int, team: int) -> int:
        """Return 0: a threshold on idle agents is the policy's own business."""
        return 0

    all_alike = True

    def line_key(self, contact: Contact) -> Hashable:
        """Return what all share: the policy is shown everybody who waits, in order."""
        return ()

    @property
    def rechecks(self) -> list[int]:
        """Waits [ms] at which a contact is offered again."""
        return sorted(round(1000 * s) for s in getattr(self.policy, "recheck_s", ()))

    def choose_agent(
        self, contact: Contact, idle: Sequence[Agent], view: RouterView
    ) -> Agent | None:
        """Ask the user's policy for an agent; an answer not offered counts as none."""
        seen = {agent.index: agent for agent in idle}
        shown = [self.show_agent(agent) for agent in idle]
        answer = self.policy.choose_agent(self.show_contact(contact, view.now), shown, view)
        chosen = seen.get(self._named(answer, "index"))
        if chosen is None and answer is not None:
            self.refused.append(Refused(self._named(answer, "index"), contact.id))
        return chosen

    def choose_contact(
        self, agent: Agent, waiting: Sequence[Contact], view: RouterView
    ) -> Contact | None:
        """Ask the user's policy for a contact; an answer not offered counts as none."""
        seen = {contact.id: contact for contact in waiting}
        shown = [self.show_contact(contact, view.now) for contact in waiting]
        answer = self.policy.choose_contact(self.show_agent(agent), shown, view)
        chosen = seen.get(self._named(answer, "id"))
        if chosen is None and answer is not None:
            self.refused.append(Refused(agent.index, self._named(answer, "id")))
        return chosen

    def _named(self, answer: Any, key: str) -> int:
        """Return the number of the agent or contact in an answer; -1 if it was never shown."""
        number = getattr(answer, key, -1)
        return number if isinstance(number, int) and (key, number) in self._shown else -1

    def show_contact(self, contact: Contact, now: float) -> RouterContact:
        """Return what the router sees of a contact."""
        self._shown.add(("id", contact.id))
        names, issue = self.names, contact.issue
        return RouterContact(
            id=contact.id,
            reason=names.reason_of(contact.queue),
            channel=names.channel_of(contact.queue),
            segment=_name(names.segments, issue.segment),
            language=_name(names.languages, issue.language),
            tier=contact.tier,
            attempt=contact.attempt,
            is_callback=contact.is_callback,
            queued_at=contact.queued / 1000,
            # A difference of whole ms: who is due at 60 s has waited 60 s, not 59.99….
            wait_s=(round(1000 * now) - contact.queued) / 1000,
            uniform=contact.work.policy,
        )

    def show_agent(self, agent: Agent) -> RouterAgent:
        """Return what the router sees of an agent."""
        self._shown.add(("index", agent.index))
        names, spoken = self.names, agent.languages
        since = agent.idle_since if agent.idle_since >= 0 else agent.since
        return RouterAgent(
            index=agent.index,
            name=agent.name,
            team=names.teams[agent.crew.team],
            tier=agent.tier,
            skills=frozenset(names.reason_of(queue) for queue in agent.pace),
            languages=frozenset(
                names.languages if spoken is None else (names.languages[code] for code in spoken)
            ),
            idle_since=since / 1000,
            in_hand=len(agent.in_hand()),
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


def _name(names: Sequence[str], code: int) -> str | None:
    return names[code] if code >= 0 else None
