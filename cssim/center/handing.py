"""Handing on: to the next tier, sideways, to a colleague at the end of a shift; asking one."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from cssim.center.clock import END_OF_TALK, Moment
from cssim.center.logbook import END, QUEUE, UNTIL_LATER
from cssim.center.people import Agent, Contact
from cssim.rules.handling import scaled_work
from cssim.units import INFINITE

if TYPE_CHECKING:
    from cssim.center.model import Center


class Handing:
    """Whatever brings a contact from one agent to another.

    Parameters
    ----------
    center : Center
        Whose agents they are.
    """

    def __init__(self, center: Center) -> None:
        self._center, self._clock = center, center.clock
        self._settings = center.settings
        self._rules = center.settings.escalation
        self._max_legs = center.settings.max_legs

    def start_higher(self, contact: Contact) -> None:
        """Let a further attempt about an old issue start one tier up."""
        age = self._center.reason_settings(contact).escalate_age
        if age is None or contact.attempt == 1 or contact.is_chaser:
            return
        if contact.arrived - contact.issue.arose > age and self._has_next(contact):
            contact.tier += 1

    def _has_next(self, contact: Contact) -> bool:
        crews = self._center.desk.floor.crews.values()
        return any(c.tier == contact.tier + 1 and contact.queue in c.queues for c in crews)

    # ---- decided when an agent takes a contact -----------------------------------------

    def is_worthy(self, contact: Contact, agent: Agent) -> float:
        """Decide about a contact that needs the next tier; return the first agent's share of it.

        The agent's authority settles some of them.
        """
        if contact.work.escalate >= agent.escalates[contact.queue]:
            contact.settled = True
            contact.n_concessions += 1
            contact.has_notes = True
            return 1.0
        contact.passes_on = True
        return self._rules.handover_share if contact.n_legs < self._max_legs else 1.0

    def may_go_on(self, contact: Contact) -> bool:
        """Tell whether who is about to pass a contact up may have to go on with it alone."""
        goes_up = contact.passes_on and contact.goes_to < 0
        return goes_up and contact.n_legs < self._max_legs and self._rules.if_busy == "skip"

    def share_before(self, contact: Contact, agent: Agent) -> float:
        """Decide whether a contact will be passed on; return the agent's share of its work."""
        transfer = self._center.reason_settings(contact).transfer
        if transfer is not None and contact.n_legs < self._max_legs:
            wrong = contact.leg_extra.transfer < transfer.chance.get(agent.team, 0.0)
            reason, _ = self._target(contact)
            # Where nobody else could do better, the contact stays.
            there = self._place(contact, reason)
            if wrong and self._center.desk.floor.has_others(*there, agent.like):
                contact.passes_on, contact.goes_to = True, reason
                return transfer.handover_share
        if contact.work.escalate < agent.worthy[contact.queue]:
            return self.is_worthy(contact, agent)
        return 1.0

    def _target(self, contact: Contact) -> tuple[int, bool]:
        """Return the reason to which a contact is transferred, and whether it may get lost."""
        transfer = self._center.reason_settings(contact).transfer
        assert transfer is not None
        uniform = contact.leg_extra.transfer_to
        for reason, below, loses in transfer.to:
            if uniform < below:
                return reason, loses
        reason, _, loses = transfer.to[-1]
        return reason, loses

    def _place(self, contact: Contact, reason: int) -> tuple[int, int]:
        """Return queue and tier of a reason to which a contact is transferred."""
        if reason == self._settings.all_queues[contact.queue].reason:
            return contact.queue, contact.tier
        channel = self._center.channel_of(contact)
        return self._settings.queue_codes[reason, channel], self._settings.reasons[reason].tier

    # ---- handing on ------------------------------------------------------------------

    def pass_on(self, contact: Contact, agent: Agent, acw: int, how: str = "escalated") -> bool:
        """Hand a contact on: warm if somebody is free there, else it waits, or what the rule says.

        Parameters
        ----------
        contact : Contact
            Its talk with `agent` is over.
        agent : Agent
            Who wraps up now.
        acw : int, ms
            After-contact work; of a chat, solo.
        how : str
            How the leg ends when it goes up: escalated or taken_over.

        Returns
        -------
        bool
            Whether the contact has left the agent; nobody takes over who is not free.
        """
        before = copy(contact)
        sideways = contact.goes_to >= 0
        if_busy = self._rules.if_busy
        if sideways:
            if_busy = "lose" if self._target(contact)[1] else "queue"
        self._move(contact)
        ticket = how == "escalated" and not sideways and self._rules.mode == "ticket"
        if ticket:
            self._customer_goes(contact)
        taken_over = how == "taken_over"
        colleague = self._center.desk.agent_for(contact, taken_over=taken_over)
        if colleague is None and taken_over:
            return False
        if colleague is None and if_busy == "skip":
            if before.holds_line and not contact.holds_line:
                self._center.lines_held[self._center.channel_of(contact)] += 1
            contact.return_to(before)
            self._goes_on_alone(contact, agent, acw)
            return False
        contact.issue.handovers += 1
        is_chat = self._center.channel_settings(contact).is_chat and not before.is_ticket
        warm = colleague is not None and not sideways and not is_chat
        luck = contact.work
        together = getattr(luck, "conference", 0) if warm and self._rules.mode == "warm" else 0
        if self._center.channel_settings(contact).is_deferred:
            together = 0
        contact.conference = together
        ended = self._clock._now + together + acw
        if is_chat:
            ended = UNTIL_LATER if acw else self._clock._now
        self._leg_ends(before, "transferred" if sideways else how, ended)
        contact.n_rows, contact.row = before.n_rows, 0
        self._arrives_there(contact, agent, colleague, if_busy)
        if not is_chat:
            self._center.wrap_up(agent, before.id, together + acw)
        return True

    def _move(self, contact: Contact) -> None:
        """Begin the next leg, where the contact is to go."""
        goes_to = contact.goes_to
        sideways = goes_to >= 0
        if not sideways:
            contact.tier += 1
            contact.escalated = True
            self._next_leg(contact)
            return
        assert contact.agent is not None
        not_like = contact.agent.like
        contact.issue.n_transfers += 1
        contact.left_queue = contact.first_queue
        contact.queue, contact.tier = self._place(contact, goes_to)
        self._next_leg(contact)
        contact.not_like = not_like

    def _next_leg(self, contact: Contact) -> None:
        center, row, number = self._center, contact.issue.row, contact.n_legs + 1
        luck = center.book.leg(row, contact.attempt, number, contact.queue)
        contact.new_leg(luck, self._clock._now)
        if self._settings.has_more:
            contact.leg_extra = center.book.extra(row, contact.attempt, number, contact.queue)
        if contact.is_ticket or contact.is_outbound:
            contact.patience = INFINITE

    def _customer_goes(self, contact: Contact) -> None:
        """The customer need not wait: the case goes on as a ticket."""
        self._center.free_line(contact)
        if contact.left < 0:
            contact.left = self._clock._now
        contact.is_ticket, contact.patience = True, INFINITE

    def _leg_ends(self, before: Contact, how: str, ended: int) -> None:
        self._center.log.leg(before, self._center.service.kind(before), how, ended)

    def _arrives_there(
        self, contact: Contact, agent: Agent, colleague: Agent | None, if_busy: str
    ) -> None:
        center, now, together = self._center, self._clock._now, contact.conference
        if colleague is not None:
            if together:
                center.log.conference(contact, agent, "escalated", now, together)
                center.log.conference(contact, colleague, "joined", now, together)
            center.answer(contact, colleague)
        elif if_busy == "lose":
            center.leave(contact, False, QUEUE, END["disconnected"], now)
        else:
            center.wait_in_line(contact)

    def _goes_on_alone(self, contact: Contact, agent: Agent, acw: int) -> None:
        """Nobody of the next tier is free: the agent does the whole work, and cannot solve it."""
        contact.passes_on, contact.unsolved = False, True
        if self._center.lives is not None:
            self._center.lives.goes_on(contact, agent, sum(contact.parts[:2]) + acw)
        if self._center.channel_settings(contact).is_chat:
            # A chat is not drawn out: it ends here, unsolved.
            self._center.chat_ends(contact, acw)
            return
        work, factor = contact.work, contact.pace * contact.burden
        parts = (work.talk, work.hold, work.acw)
        # What was done may have been begun by a colleague: what comes on top is what counts.
        first = scaled_work(*parts, factor * self._rules.handover_share)
        whole = scaled_work(*parts, factor)
        talk, hold, more = (max(0, w - f) for w, f in zip(whole, first, strict=True))
        talked, held, acw = contact.parts
        contact.parts = (talked + talk, held + hold, acw + more)
        contact.ends = self._clock.after(
            talk + hold, END_OF_TALK, contact.id, self._center.talk_ends, contact
        )
        if self._center.channel_settings(contact).is_deferred or contact.is_ticket:
            agent.crew.composing[agent.index] = agent

    # ---- taking over, handing over ---------------------------------------------------

    def may_take_over(self, moment: Moment) -> None:
        """Talk has been long: somebody of the next tier who is free takes over."""
        contact, leg = moment.subject
        agent = contact.agent
        if contact.n_legs != leg or contact.left >= 0 or agent is None or leg >= self._max_legs:
            return
        colleague = self._center.desk.free_colleague(contact.queue, contact.tier + 1)
        if colleague is None:
            return
        talking = copy(contact)
        self._cut(contact)
        done = contact.parts
        contact.passes_on, contact.goes_to = True, -1
        if not self.pass_on(contact, agent, done[2], "taken_over"):
            contact.return_to(talking)  # the router gives it to nobody: talk goes on
            return
        assert talking.ends is not None
        talking.ends.cancel()
        if self._center.lives is not None:
            self._center.lives.served(talking, agent, sum(done))
        self._center.settle()

    def _cut(self, contact: Contact) -> tuple[int, int, int]:
        """Cut the parts of talk to what is done of them by now; return what is left."""
        talk, hold, acw = contact.parts
        done = max(0, self._clock._now - contact.answered - contact.conference)
        talked = min(talk, done)
        held = min(hold, done - talked)
        contact.parts = (talked, held, acw)
        return talk - talked, hold - held, acw

    def hand_over(self, contact: Contact, agent: Agent) -> bool:
        """Let a colleague finish a live contact, because the agent goes home.

        Returns
        -------
        bool
            False when the contact must be finished by the agent: its talk is over, or has not
            begun (a conference), it is about to be passed on anyway, or it has had all the
            legs it may have.
        """
        on_the_line = contact.agent is agent and contact.left < 0 and not contact.is_callback
        if not on_the_line or contact.passes_on or contact.n_legs >= self._max_legs:
            return False
        if agent.sessions or contact.ends is None or contact.consults:
            return False
        talked = self._clock._now - contact.answered - contact.conference
        if talked < 0 or talked >= contact.parts[0] + contact.parts[1]:
            return False
        if talked == contact.conference == 0:
            # Taken in this very ms: it goes back as if it had not been.
            contact.ends.cancel()
            agent.contact = None
            self._center.hands.give_back(contact)
            return True
        contact.ends.cancel()
        rest = self._cut(contact)
        pace, before = contact.pace, copy(contact)
        before.parts = (*contact.parts[:2], 0)
        self._leg_ends(before, "handed_over", self._clock._now)
        if self._center.lives is not None:
            self._center.lives.served(before, agent, sum(before.parts))
        self._next_leg(contact)
        contact.n_rows, contact.row = before.n_rows, 0
        contact.parts, contact.begun, contact.pace, contact.conference = rest, True, pace, 0
        contact.issue.handovers += 1
        self._center.wait_or_answer(contact)
        agent.contact = None
        return True

    # ---- asking a colleague ------------------------------------------------------------

    def consults(self, contact: Contact, agent: Agent) -> bool:
        """Ask a colleague who is free, if the agent wants to; tell whether they now talk.

        Nobody is asked about a contact that goes to the next tier anyway.
        """
        consult = self._center.reason_settings(contact).consult
        if consult is None or contact.consults or contact.is_chaser or contact.is_ticket:
            return False
        if contact.passes_on and contact.goes_to < 0:
            return False
        if contact.leg_extra.consult >= consult.chance:
            return False
        queue = contact.queue if consult.queue is None else consult.queue
        tier = contact.tier + 1 if consult.queue is None else None
        colleague = self._center.desk.free_colleague(queue, tier)
        if colleague is None:
            return False
        self._talk_together(contact, agent, colleague)
        return True

    def _talk_together(self, contact: Contact, agent: Agent, colleague: Agent) -> None:
        center, now, length = self._center, self._clock._now, contact.leg_extra.consult_time
        contact.consults = True
        contact.n_rows += 1
        contact.row = contact.n_rows
        center.log.conference(contact, agent, "consulted", now, length)
        center.log.conference(contact, colleague, "joined", now, length)
        center.no_longer_idle(colleague)
        colleague.contact = contact
        contact.ends = self._clock.after(
            length, END_OF_TALK, contact.id, self._consulted, (contact, colleague)
        )

    def _consulted(self, moment: Moment) -> None:
        contact, colleague = moment.subject
        moment.subject = contact
        self._center.talk_ends(moment)
        self._center.desk.release(colleague)
        self._center.settle()
