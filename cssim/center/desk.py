"""The desk: who waits, who is idle, and the router asked for one or the other.

Who is on the line comes first: deferred work is taken only by an agent for whom nobody
waits, and is set aside when a live contact finds nobody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cssim.center.floor import Floor, Line, Waiting
from cssim.center.life import IDLE
from cssim.center.people import Agent, Contact
from cssim.center.routing import CustomPolicy, KeyedPolicy, RouterView

if TYPE_CHECKING:
    from cssim.center.care import Care
    from cssim.center.model import Center


class Desk:
    """The floor with its router.

    Parameters
    ----------
    center : Center
        Whose contacts and agents meet here.
    policy : KeyedPolicy or CustomPolicy
        Who answers whom. A named policy without conditions on counts never leaves an
        eligible pair apart, so asking it once an event is enough; else it is asked again
        after every event until a whole pass assigns nobody.

    Attributes
    ----------
    asks_again : bool
        Whether `settle` has anything to do.
    """

    def __init__(self, center: Center, policy: KeyedPolicy | CustomPolicy) -> None:
        self._center, self.policy = center, policy
        self._clock = center.clock
        self._custom = policy if isinstance(policy, CustomPolicy) else None
        rechecks = () if self._custom is None else self._custom.rechecks
        self.floor = Floor(center.settings, center.agents, policy, center.expect_due, rechecks)
        self.asks_again = self._custom is not None or self.floor.counts
        self._line_at, self._alike = self.floor.lines.get, self.floor.alike
        # Where the first of one line and one crew is all there is to choose, nobody is asked.
        self._plain = self._custom is None and not policy.whole_crew
        self._quick = self._plain and not self.asks_again
        self.own_agents: Care | None = None
        """Who knows which customer; None where it does not matter."""
        self._choose_agent: Any = policy.choose_agent
        self._choose_contact: Any = policy.choose_contact

    # ---- an agent for this contact ---------------------------------------------------

    def agent_for(self, contact: Contact, *, taken_over: bool = False) -> Agent | None:
        """Ask the router for an agent, given how long the contact has waited.

        Whoever has other duties takes over although few contacts wait.
        """
        line = self._line_at(contact.queue << 4 | contact.tier) if self._alike else None
        if line is None:
            line = self.floor.line_for(contact)
        contact.home = line
        if self.own_agents is not None:
            own = self.own_agents.own_agent(contact, line)
            if own is not None:
                return own
        only = line.only
        if self._plain and only is not None:
            if only.idle:
                return next(iter(only.idle.values()))
            if not only.composing:
                return None
        waited = self._clock._now - contact.queued
        agent = self._idle_agent(contact, line, waited, taken_over=taken_over)
        if agent is None and line.chat >= 0:
            agent = self._with_room(contact, line, waited)
        if agent is None and not line.deferred:
            agent = self._at_other_work(contact, line, waited)
        return agent

    def _idle_agent(
        self, contact: Contact, line: Line, waited: int, *, taken_over: bool
    ) -> Agent | None:
        idle = self.floor.idle_for(line, waited, taken_over=taken_over)
        if idle is None:
            return None
        if self._custom is None:
            return self._choose_agent(contact, idle)  # type: ignore[no-any-return]
        return self._asked(contact, idle)

    def _with_room(self, contact: Contact, line: Line, waited: int) -> Agent | None:
        """Return somebody with the fewest chats in hand, and room for one more."""
        found = [
            agent
            for crew in self.floor.crews_for(line, waited)
            for agent in crew.chatting.values()
            if self._center.channel_of(agent.sessions[0].contact) == line.chat
        ]
        fewest = min((len(agent.sessions) for agent in found), default=0)
        return self._best(contact, [agent for agent in found if len(agent.sessions) == fewest])

    def _at_other_work(self, contact: Contact, line: Line, waited: int) -> Agent | None:
        """Return somebody who sets deferred work aside for a customer on the line."""
        crews = self.floor.crews_for(line, waited)
        may = self._center.hands.may_set_aside
        at_work = [a for crew in crews for a in crew.composing.values()]
        found = [a for a in at_work if a.wanted is None and may(a)]
        agent = self._best(contact, found)
        if agent is not None:
            self._center.hands.set_aside(agent)
        return agent

    def _best(self, contact: Contact, found: list[Agent]) -> Agent | None:
        if not found:
            return None
        offered = sorted(found, key=lambda agent: (agent.since, agent.index))
        if self._custom is not None:
            return self._asked(contact, offered)
        return self.policy.choose_among(contact, offered)  # type: ignore[union-attr]

    def _asked(self, contact: Contact, offered: Sequence[Agent]) -> Agent | None:
        return self._checked(self._choose_agent(contact, offered, self._view()))  # type: ignore[no-any-return]

    def free_colleague(self, queue: int, tier: int | None) -> Agent | None:
        """Return the longest idle agent with the skill of a queue, of a tier if one is given."""
        found = [
            next(iter(crew.idle.values()))
            for crew in self.floor.crews.values()
            if crew.idle and queue in crew.queues and tier in (None, crew.tier)
        ]
        return min(found, key=lambda a: (a.idle_since, a.index), default=None)

    # ---- a contact for this agent ----------------------------------------------------

    def join(self, contact: Contact) -> Line:
        """Let a contact wait, and return its line."""
        line = contact.line = contact.home or self.floor.line_for(contact)
        line.join(contact)
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
        if only is not None and self._quick and not agent.aside:
            if only.waiting:
                self._center.answer(next(iter(only.waiting.values())), agent)
            else:
                agent.idle_since = self._clock._now
                agent.crew.join(agent)
                if self._center.lives is not None:
                    self._center.lives.turn(agent, IDLE)
        elif self.asks_again:
            # Who counts the idle counts this one too, so the agent sits down to be asked.
            self._sit_down(agent)
            self._take_next(agent)
        elif not self._take_next(agent):
            self._sit_down(agent)

    def _sit_down(self, agent: Agent) -> None:
        agent.idle_since = self._clock._now
        agent.crew.join(agent)
        if self._center.lives is not None:
            self._center.lives.turn(agent, IDLE)

    def _take_next(self, agent: Agent) -> bool:
        """Give an agent somebody on the line, else deferred work; tell whether there was any."""
        crew = agent.crew
        contact = self._waiting_contact(agent, self.floor.waiting_for(crew.live, self._clock._now))
        if contact is None and agent.aside:
            contact = self._begun(agent)
            if contact is not None:
                self._center.hands.resume(agent, contact)
                return True
        if contact is None and crew.later:
            later = self.floor.waiting_for(crew.later, self._clock._now)
            contact = self._waiting_contact(agent, later)
        if contact is None:
            return False
        self._center.answer(contact, agent)
        if agent.sessions:
            self.fill(agent)
        return True

    def _waiting_contact(self, agent: Agent, waiting: Waiting | None) -> Contact | None:
        if waiting is None:
            return None
        if self._custom is None:
            return self._choose_contact(agent, waiting, self._clock._now)  # type: ignore[no-any-return]
        return self._checked(self._choose_contact(agent, waiting, self._view()))  # type: ignore[no-any-return]

    def _begun(self, agent: Agent) -> Contact | None:
        """Return the oldest work set aside with which the agent may go on."""
        idle = self.floor.n_idle(agent.crew.team)
        held = {id(p.line) for p in agent.crew.later if p.keep and idle <= p.keep}
        return next((c for c in agent.aside if id(c.home) not in held), None)

    def offer(self, agent: Agent) -> None:
        """Ask the router for an agent at hand, since more may be eligible now."""
        if agent.idle_since >= 0:
            self._take_next(agent)
        else:
            self.fill(agent)

    def fill(self, agent: Agent) -> None:
        """Give an agent who has chats in hand more of them, as long as there is room."""
        while agent.sessions and agent.index in agent.crew.chatting:
            channel = self._center.channel_of(agent.sessions[0].contact)
            pairs = [pair for pair in agent.crew.live if pair.line.chat == channel]
            contact = self._waiting_contact(agent, self.floor.waiting_for(pairs, self._clock._now))
            if contact is None:
                return
            self._center.answer(contact, agent)

    def settle(self) -> None:
        """Let idle agents take what the policy now gives them, until nobody moves."""
        moved = self.asks_again
        while moved:
            moved = False
            for agent in self.floor.idle_agents():
                moved |= agent.idle_since >= 0 and self._take_next(agent)

    def waiting_contacts(self) -> list[Contact]:
        """Return everybody who waits, longest first."""
        found = [c for line in self.floor.lines.values() for c in line.waiting.values()]
        return sorted(found, key=lambda c: (c.queued, c.id))

    def _view(self) -> RouterView:
        idle = sum(len(crew.idle) for crew in self.floor.crews.values())
        waiting = sum(len(line.waiting) for line in self.floor.lines.values())
        return RouterView(self._clock._now / 1000, idle, waiting)

    def _checked(self, answer: Any) -> Any:
        """Write down what a user's policy answered although it was not offered."""
        assert self._custom is not None
        for agent, contact in self._custom.refused:
            self._center.log.person(self._clock._now, agent, "refused", contact=contact)
        self._custom.refused.clear()
        return answer
