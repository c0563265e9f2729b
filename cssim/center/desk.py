"""The desk: who waits, who is idle, and the router asked for one or the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cssim.center.floor import Floor, Line
from cssim.center.people import Agent, Contact
from cssim.center.routing import CustomPolicy, KeyedPolicy, RouterView
from cssim.center.settings import Settings

if TYPE_CHECKING:
    from cssim.center.model import Center


class Desk:
    """The floor with its router.

    Parameters
    ----------
    center : Center
        Whose contacts and agents meet here.
    policy : KeyedPolicy or CustomPolicy
        Who answers whom. A named policy never leaves an eligible pair apart, so asking
        it once an event is enough; a user's own is asked again after every event until
        a whole pass assigns nobody.
    """

    def __init__(self, center: Center, policy: KeyedPolicy | CustomPolicy) -> None:
        self._center, self.policy = center, policy
        self._clock = center.clock
        self._custom = policy if isinstance(policy, CustomPolicy) else None
        lines = _lines(center.settings, split=policy.by_segment)
        self.floor = Floor(center.agents, lines, policy.after)
        if self._custom is not None:
            for line in self.floor.lines:
                line.delays = self._custom.rechecks
        # Where the first of one line and one crew is all there is to choose, nobody is asked.
        self._plain = self._custom is None and not policy.whole_crew
        self._choose_agent: Any = policy.choose_agent
        self._choose_contact: Any = policy.choose_contact

    def agent_for(self, contact: Contact) -> Agent | None:
        """Ask the router for an agent, given how long the contact has waited."""
        issue = contact.issue
        line = self.floor.line_of[issue.reason][contact.tier][issue.segment]
        if self._plain and line.only is not None:
            first = line.only.idle
            return next(iter(first.values())) if first else None
        idle = self.floor.idle_for(line, self._clock._now - contact.queued)
        if idle is None:
            return None
        if self._custom is None:
            return self._choose_agent(contact, idle)  # type: ignore[no-any-return]
        return self._checked(self._choose_agent(contact, idle, self._view()))  # type: ignore[no-any-return]

    def join(self, contact: Contact) -> Line:
        """Let a contact wait, and return its line."""
        issue = contact.issue
        line = self.floor.line_of[issue.reason][contact.tier][issue.segment]
        line.join(contact)
        contact.line = line
        return line

    def release(self, agent: Agent) -> None:
        """An agent is free: leaves the floor if wanted elsewhere, else takes the next contact."""
        agent.contact = None
        if agent.wanted is None:
            self.become_idle(agent)
        else:
            agent.wanted.happen()

    def become_idle(self, agent: Agent) -> None:
        """Give a free agent the router's next contact, or put the agent among the idle."""
        only = agent.crew.only
        if self._plain and only is not None:
            if only.waiting:
                self._center.answer(next(iter(only.waiting.values())), agent)
            else:
                agent.idle_since = self._clock._now
                agent.crew.join(agent)
        elif self._custom is not None:
            # A user's policy may count the idle, so the agent is one of them when it is asked.
            self._sit_down(agent)
            self._take_next(agent)
        elif not self._take_next(agent):
            self._sit_down(agent)

    def _sit_down(self, agent: Agent) -> None:
        agent.idle_since = self._clock._now
        agent.crew.join(agent)

    def _take_next(self, agent: Agent) -> bool:
        now = self._clock._now
        waiting = self.floor.waiting_for(agent.crew, now)
        if waiting is None:
            return False
        if self._custom is None:
            contact = self._choose_contact(agent, waiting, now)
        else:
            contact = self._checked(self._choose_contact(agent, waiting, self._view()))
        if contact is None:
            return False
        self._center.answer(contact, agent)
        return True

    def settle(self) -> None:
        """Let idle agents take what a user's policy now gives them, until nobody moves."""
        if self._custom is None:
            return
        moved = True
        while moved:
            moved = False
            for agent in self.floor.idle_agents():
                moved |= agent.idle_since >= 0 and self._take_next(agent)

    def waiting_contacts(self) -> list[Contact]:
        """Return everybody who waits, longest first."""
        found = [c for line in self.floor.lines for c in line.waiting.values()]
        return sorted(found, key=lambda c: (c.queued, c.id))

    def _view(self) -> RouterView:
        idle = sum(len(crew.idle) for crew in self.floor.crews.values())
        waiting = sum(len(line.waiting) for line in self.floor.lines)
        return RouterView(self._clock._now / 1000, idle, waiting)

    def _checked(self, answer: Any) -> Any:
        """Write down what a user's policy answered although it was not offered."""
        assert self._custom is not None
        if self._custom.refused:
            self._custom.refused.clear()
            self._center.log.person(self._clock._now, -1, "refused")
        return answer


def _lines(settings: Settings, *, split: bool) -> list[Line]:
    """Return a line per reason and tier, and per segment where the policy tells them apart."""
    highest = max((team.tier for team in settings.teams), default=1)
    groups = [(-1, *range(len(settings.segments)))]
    if split:
        groups = [(segment,) for segment in groups[0]]
    return [
        Line(reason, tier, segments)
        for reason, known in enumerate(settings.reasons)
        for tier in range(known.tier, max(highest, known.tier) + 1)
        for segments in groups
    ]
