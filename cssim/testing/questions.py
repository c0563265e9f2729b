"""Made-up floors, and both questions of a router asked on each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from cssim.center import RouterAgent, RouterContact, RouterView
from cssim.testing.faults import run_own


@dataclass(frozen=True)
class Question:
    """One question to a policy, and what it is shown.

    Attributes
    ----------
    method : str
        Which of the two questions.
    case : str
        What is special about the floor, for messages.
    subject : RouterContact or RouterAgent
        Who asks.
    offered : list of RouterAgent or RouterContact
        Longest first.
    floor : RouterView
        All the rest.
    """

    method: str
    case: str
    subject: Any
    offered: list[Any]
    floor: RouterView

    def __str__(self) -> str:
        return f"{self.method}, {len(self.offered)} offered{self.case}:"

    def ask(self, policy: Any) -> Any:
        """Return the policy's answer; what it is shown is its own to spoil."""
        return self._copy()._asked(policy)

    def after(self, policy: Any) -> Question:
        """Return the question as the policy leaves it."""
        copy = self._copy()
        copy._asked(policy)
        return copy

    def offers(self, answer: Any) -> bool:
        """Tell whether an answer is one of those offered."""
        return isinstance(answer, RouterAgent | RouterContact) and answer in self.offered

    def _asked(self, policy: Any) -> Any:
        shown = (self.subject, self.offered, self.floor)
        return run_own(str(self), lambda: getattr(policy, self.method)(*shown))

    def _copy(self) -> Question:
        return replace(
            self,
            subject=replace(self.subject),
            offered=[replace(one) for one in self.offered],
            floor=replace(self.floor),
        )


NOW = 10_000.0
REASONS = ("billing", "orders", "technical")
LAST_COIN = 1 - 2**-53
"""Largest uniform below 1."""


def _contact(i: int, tied: bool, known: bool, coin: float) -> RouterContact:
    """Return the contact in place i of those waiting, longest first."""
    queued = 4_000.0 if tied else 4_000.0 + 7.5 * i
    return RouterContact(
        id=64 * (i + 1) + 1,
        reason=REASONS[i % 3],
        channel=("phone", "chat")[i % 2],
        segment=("standard", "vip", None)[i % 3] if known else None,
        language=("english", "malay")[i // 2 % 2] if known else None,
        tier=1,
        attempt=1 + i % 4,
        is_callback=i % 5 == 4,
        queued_at=queued,
        wait_s=NOW - queued,
        uniform=(coin + 0.61803398875 * i) % 1.0,
    )


def _agent(i: int, tied: bool, known: bool) -> RouterAgent:
    """Return the agent in place i of those idle, longest first."""
    return RouterAgent(
        index=i,
        name=f"agent-{i}",
        team=("front", "experts")[i % 2],
        tier=1,
        skills=frozenset(REASONS[: 1 + i % 3]),
        languages=frozenset(("english", "malay")[: 1 + i % 2] if known else ()),
        idle_since=5_000.0 if tied else 5_000.0 + 2.5 * i,
        in_hand=0,
    )


def _questions() -> list[Question]:
    """Return both questions for one, a few and many offered, with and without ties and names."""
    found = []
    floors = product((1, 2, 3, 50), (False, True), (True, False), (0.0, 0.5, LAST_COIN))
    for n, tied, known, coin in floors:
        case = ", all alike in time" * tied + ", no segments or languages" * (not known)
        agents = [_agent(i, tied, known) for i in range(n)]
        contacts = [_contact(i, tied, known, coin) for i in range(n)]
        chatting = [replace(agent, in_hand=1) for agent in agents]
        asking = replace(_agent(n, False, known), skills=frozenset(REASONS))
        waits = replace(_contact(n, False, known, coin), reason="billing", channel="chat")
        comes = replace(waits, channel="phone", queued_at=NOW, wait_s=0.0)
        found += [
            Question("choose_agent", case, comes, agents, RouterView(NOW, n, 0)),
            Question("choose_agent", f"{case}, chatting", waits, chatting, RouterView(NOW, 0, n)),
            Question("choose_contact", case, asking, contacts, RouterView(NOW, 1, n)),
            Question("choose_contact", case, asking, contacts, RouterView(NOW, 9, n + 20)),
        ]
    return found


QUESTIONS = tuple(_questions())
