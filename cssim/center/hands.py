"""What an agent has in hand besides one customer on the line: chats, and deferred work.

Chats go on side by side. What is left of one is a whole number of milliseconds of work by
an agent who does nothing else; with n in hand each goes on at ``1 / (1 + s (n - 1))`` of
that, in thousandths. Deferred work is set aside when somebody on the line needs the agent,
and taken up again later by the same one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.clock import END_OF_ACW, END_OF_TALK, Moment
from cssim.center.logbook import GHOST, OFFLINE, SERVICE
from cssim.center.people import Agent, Contact

if TYPE_CHECKING:
    from cssim.center.model import Center

_PER_MILLE = 1000


class Session:
    """One chat in an agent's hands.

    Attributes
    ----------
    contact : Contact
        Whose chat it is.
    todo : int, ms
        Solo work left of the present phase.
    at : int, ms
        When `todo` was brought up to date.
    acw : int, ms
        Solo work after the customer has left.
    row : int
        Number of the leg.
    """

    __slots__ = ("acw", "at", "contact", "kind", "moment", "row", "todo")

    def __init__(self, contact: Contact, todo: int, acw: int, now: int) -> None:
        self.contact, self.todo, self.acw, self.at = contact, todo, acw, now
        self.kind = END_OF_TALK
        self.row = 0
        self.moment: Moment | None = None


class Hands:
    """Chats and deferred work of all agents.

    Parameters
    ----------
    center : Center
        Whose agents they are.
    """

    def __init__(self, center: Center) -> None:
        self._center = center
        self._clock = center.clock
        self._rates = [_rates(c.slots, c.slowdown) for c in center.settings.channels]

    # ---- chats -----------------------------------------------------------------------

    def chat(self, contact: Contact, agent: Agent) -> None:
        """Take a chat, beside those already in hand."""
        talk, hold, acw = contact.parts
        self._bring_up_to_date(agent)
        agent.sessions.append(Session(contact, talk + hold, acw, self._clock._now))
        contact.sessions = len(agent.sessions)
        self._changed(agent)

    def _bring_up_to_date(self, agent: Agent) -> None:
        """Let the work of all chats go on up to now, before their number changes."""
        if not agent.sessions:
            return
        now = self._clock._now
        rate = self._rate(agent)
        for session in agent.sessions:
            session.todo -= (now - session.at) * rate // _PER_MILLE
            session.at = now

    def _rate(self, agent: Agent) -> int:
        channel = self._center.channel_of(agent.sessions[0].contact)
        return self._rates[channel][len(agent.sessions)]

    def _changed(self, agent: Agent) -> None:
        """Expect the ends of all chats anew, because their number has changed."""
        agent.since = self._clock._now
        agent.contact = agent.sessions[0].contact if agent.sessions else None
        for session in agent.sessions:
            self._expect(agent, session)
        self.show_room(agent)

    def _expect(self, agent: Agent, session: Session) -> None:
        if session.moment is not None:
            session.moment.cancel()
        due = -(-max(0, session.todo) * _PER_MILLE // self._rate(agent))
        happen = self._talk_ends if session.kind == END_OF_TALK else self._acw_ends
        session.moment = self._clock.after(
            due, session.kind, session.contact.id, happen, (agent, session)
        )

    def show_room(self, agent: Agent) -> None:
        """Offer an agent with chats in hand for another one, if it fits."""
        chatting, room = agent.crew.chatting, False
        if agent.sessions and agent.wanted is None:
            channel = self._center.channel_of(agent.sessions[0].contact)
            room = len(agent.sessions) < self._center.settings.channels[channel].slots
        if room:
            chatting[agent.index] = agent
        else:
            chatting.pop(agent.index, None)

    def no_more(self, agent: Agent) -> None:
        """Take no further chats: the agent is to leave the floor."""
        agent.crew.chatting.pop(agent.index, None)

    def _talk_ends(self, moment: Moment) -> None:
        agent, session = moment.subject
        contact, now = session.contact, self._clock._now
        session.moment = None
        contact.parts = (now - contact.answered, 0, 0)
        if contact.is_ghost:
            self._center.log.leg(contact, GHOST, "abandoned", now)
            self._done(agent, session)
        else:
            session.row = contact.row or contact.n_rows + 1
            self._center.chat_ends(contact, session.acw)
            if session.acw:
                session.kind, session.todo, session.at = END_OF_ACW, session.acw, now
                self._expect(agent, session)
            else:
                self._done(agent, session)
        self._center.settle()

    def _acw_ends(self, moment: Moment) -> None:
        agent, session = moment.subject
        session.moment = None
        self._center.log.ended(session.contact.id, session.row, self._clock._now)
        self._done(agent, session)
        self._center.settle()

    def _done(self, agent: Agent, session: Session) -> None:
        """One chat less in hand: take another, or be free."""
        self._bring_up_to_date(agent)
        agent.sessions.remove(session)
        self._changed(agent)
        if agent.sessions:
            self._center.desk.fill(agent)
        else:
            self._center.desk.release(agent)

    # ---- deferred work ---------------------------------------------------------------

    def compose(self, contact: Contact, agent: Agent) -> None:
        """Begin deferred work, or go on with it."""
        now = self._clock._now
        contact.agent, contact.answered = agent, now
        agent.contact, agent.since = contact, now
        agent.crew.composing[agent.index] = agent
        talk, hold, _ = contact.parts
        contact.ends = self._clock.after(
            talk + hold, END_OF_TALK, contact.id, self._center.talk_ends, contact
        )

    def set_aside(self, agent: Agent) -> None:
        """Put deferred work down, to be taken up again by the same agent."""
        contact, now = agent.contact, self._clock._now
        assert contact is not None and contact.ends is not None
        contact.ends.cancel()
        done = now - contact.answered
        agent.contact = None
        del agent.crew.composing[agent.index]
        found, contact.found = contact.found, None
        if not done and found is not None:
            contact.parts, contact.pace = found
            self.give_back(contact)
            return
        if not (done or contact.begun):
            self.give_back(contact)
            return
        if done:
            talk, hold, acw = contact.parts
            talked = min(talk, done)
            contact.parts = (talked, done - talked, 0)
            kind = OFFLINE if contact.is_ticket else SERVICE
            self._center.log.leg(contact, kind, "set_aside", now)
            if self._center.lives is not None:
                self._center.lives.worked(contact, agent, done)
            contact.parts = (talk - talked, hold - (done - talked), acw)
            contact.queued = now
        contact.begun, contact.answered = True, -1
        agent.aside.append(contact)

    def give_back(self, contact: Contact) -> None:
        """Let a contact that was taken in this very ms wait again, as if it had not been."""
        contact.agent, contact.answered, contact.tier = None, -1, contact.line_tier
        contact.n_concessions -= contact.settled
        contact.passes_on = contact.settled = contact.unsolved = False
        contact.goes_to = -1
        if contact.n_rows == 0 and contact.outcome == "answered":
            contact.outcome = None
        self._center.wait_or_answer(contact)

    def may_set_aside(self, agent: Agent) -> bool:
        """Tell whether an agent is at deferred work of which something is left, or may be."""
        contact = agent.contact
        if contact is None or agent.index not in agent.crew.composing:
            return False
        left = contact.answered + contact.parts[0] + contact.parts[1] - self._clock._now
        return left > 0 or self._center.handing.may_go_on(contact)

    def resume(self, agent: Agent, contact: Contact) -> None:
        """Take work up again that was set aside."""
        agent.aside.remove(contact)
        self._center.no_longer_idle(agent)
        self.compose(contact, agent)

    def put_back(self, agent: Agent) -> None:
        """Let deferred work in hand and set aside wait for somebody else."""
        if self.may_set_aside(agent):
            self.set_aside(agent)
        begun, agent.aside = agent.aside, []
        for contact in begun:
            contact.agent, contact.tier = None, contact.line_tier
            self._center.wait_or_answer(contact)


def _rates(slots: int, slowdown: float) -> list[int]:
    """Return progress per second of solo work, in ms, with 0, 1, … chats in hand."""
    return [round(_PER_MILLE / (1.0 + slowdown * max(0, n - 1))) for n in range(slots + 1)]
