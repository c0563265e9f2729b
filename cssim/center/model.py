"""The center: the story of a contact, told once, on SimPy's clock.

A contact arrives, waits, is answered, talks, is resolved or passed on or not, and its
customer comes back or does not. Contacts move by `Moment` s and callbacks because they
are many and short-lived; agents' days, management and whatever a user adds are processes
(`workday`). Chance has been drawn: given the tables, everything here is determined.
"""

from __future__ import annotations

from copy import copy

from cssim.center import workday
from cssim.center.clock import ARRIVAL, DUE, END_OF_ACW, END_OF_TALK, GIVE_UP, WORLD, Clock, Moment
from cssim.center.customers import CustomerBase, Feel
from cssim.center.desk import Desk
from cssim.center.logbook import (
    CAUSE,
    END,
    GIVEN_UP,
    NO_LEG,
    QUEUE,
    REPEAT,
    RESOLVED,
    RETRY,
    SERVICE,
    STILL_OPEN,
    TOO_MANY,
    Logbook,
)
from cssim.center.people import Agent, Contact, Issue
from cssim.center.routing import CustomPolicy, KeyedPolicy
from cssim.center.settings import Settings
from cssim.demand import Demand, Fresh
from cssim.roster import Roster
from cssim.rules.handling import scaled_work
from cssim.units import INFINITE

_SOLVED, _UNSOLVED = END["resolved"], END["unresolved"]
_FRESH, _RETRY, _REPEAT = (CAUSE[name] for name in ("fresh", "retry", "repeat"))


class Center:
    """One contact center living one replication.

    Parameters
    ----------
    settings : Settings
        Plain numbers of the scenario.
    demand : Demand
        What arises, with all its luck.
    roster : Roster
        Who is planned when.
    agents : list of Agent
        The people of the roster.
    policy : KeyedPolicy or CustomPolicy
        Who answers whom.

    Attributes
    ----------
    clock : Clock
        The SimPy environment; ``clock.now`` is in whole ms.
    desk : Desk
        Who waits, who is idle, and the router between them.
    log : Logbook
        What has happened so far.
    """

    def __init__(
        self,
        settings: Settings,
        demand: Demand,
        roster: Roster,
        agents: list[Agent],
        policy: KeyedPolicy | CustomPolicy,
    ) -> None:
        self.settings, self.agents = settings, agents
        self.clock = Clock()
        self.log = Logbook()
        self.desk = Desk(self, policy)
        self._asks_again = isinstance(policy, CustomPolicy)
        self.self_serving: dict[int, Contact] = {}
        self.lines_held = [0] * len(settings.channels)
        self._reasons = settings.reasons
        self._first_tier = [reason.tier for reason in settings.reasons]
        self._channels = [settings.channels[reason.channel] for reason in settings.reasons]
        self._book = demand.book
        self._max_legs = settings.max_legs
        self.customers = CustomerBase.of(demand.customers, settings)
        self._feel = Feel(settings.feelings, self.customers)
        self._feels = settings.feelings.satisfaction
        workday.begin(self, roster)
        self._expect_closings()

    # ---- arriving ------------------------------------------------------------------

    def fresh_arises(self, fresh: Fresh) -> None:
        """Let a fresh issue arise: its customer, if still one, makes the first contact."""
        _, _, id_, reason, customer, segment, row, luck = fresh
        issue = Issue(id_, row, reason, customer, segment)
        if self.customers is not None and self._has_left(customer):
            self.log.issue(issue, self.clock._now, "not_raised")
        else:
            self._arrive(Contact(issue, 1, _FRESH, luck))

    def _comes_back(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        if self.customers is not None and self._has_left(contact.issue.customer):
            self.log.issue(contact.issue, self.clock._now, "dropped")
        else:
            self._arrive(contact)

    def _has_left(self, customer: int) -> bool:
        assert self.customers is not None
        return customer >= 0 and self.customers.is_gone(customer, self.clock._now)

    def _arrive(self, contact: Contact) -> None:
        """Is the center open, is a line free? Then self-service, then the queue."""
        now = contact.arrived = self.clock._now
        channel = self._channels[contact.issue.reason]
        if not (channel.edges is None or channel.waits_when_closed or channel.is_open(now)):
            self._leave_unserved(contact, "closed")
        elif channel.lines is not None and not self._takes_line(contact, channel.lines):
            self._leave_unserved(contact, "blocked")
        elif contact.luck.ivr:
            self.self_serving[contact.id] = contact
            self.clock.after(contact.luck.ivr, DUE, contact.id, self._self_served, contact)
        else:
            self._enter_queue(contact)
        if self._asks_again:
            self.desk.settle()

    def _takes_line(self, contact: Contact, lines: int) -> bool:
        code = self._reasons[contact.issue.reason].channel
        if self.lines_held[code] >= lines:
            return False
        self.lines_held[code] += 1
        contact.holds_line = True
        return True

    def _self_served(self, moment: Moment) -> None:
        """Self-service is over: the customer hangs up or asks for an agent."""
        contact: Contact = moment.subject
        del self.self_serving[contact.id]
        if contact.luck.hang_up < self._reasons[contact.issue.reason].hang_up:
            self._leave_unserved(contact, "abandoned")
        else:
            self._enter_queue(contact)
        if self._asks_again:
            self.desk.settle()

    # ---- waiting -------------------------------------------------------------------

    def _enter_queue(self, contact: Contact) -> None:
        """Ask the router for an agent; without one, wait."""
        contact.queued = self.clock._now
        contact.tier = self._first_tier[contact.issue.reason]
        agent = self.desk.agent_for(contact)
        if agent is not None:
            self.answer(contact, agent)
        else:
            self._wait(contact)

    def _wait(self, contact: Contact) -> None:
        line = self.desk.join(contact)
        patience = contact.work.patience
        if patience < INFINITE:
            contact.give_up = self.clock.after(
                patience, GIVE_UP, contact.id, self._gives_up, contact
            )
        for delay in line.delays:
            self.clock.after(delay, DUE, contact.id, self._is_due, (contact, contact.n_legs))

    def _is_due(self, moment: Moment) -> None:
        """A waiting contact has become eligible for more agents."""
        contact, leg = moment.subject
        if contact.line is not None and contact.n_legs == leg:
            agent = self.desk.agent_for(contact)
            if agent is not None:
                self.answer(contact, agent)
        if self._asks_again:
            self.desk.settle()

    def _gives_up(self, moment: Moment) -> None:
        self._leave_queue(moment.subject, "abandoned")
        if self._asks_again:
            self.desk.settle()

    def _leave_queue(self, contact: Contact, how: str) -> None:
        """Leave the queue without an agent: gave up, or was put off by the center."""
        self._stop_waiting(contact)
        if contact.outcome is None:
            contact.outcome = how
        self._leave(contact, False, QUEUE, END[how], self.clock._now)

    def _stop_waiting(self, contact: Contact) -> None:
        assert contact.line is not None
        del contact.line.waiting[contact.id]
        contact.line = None
        if contact.give_up is not None:
            contact.give_up.cancel()
            contact.give_up = None
        contact.waited += self.clock._now - contact.queued

    def _expect_closings(self) -> None:
        for code, channel in enumerate(self.settings.channels):
            for closing in (channel.edges or ())[1::2] if channel.disconnects else ():
                self.clock.after(closing, WORLD, 0, self._closes, code)

    def _closes(self, moment: Moment) -> None:
        """The channel closes: put off everybody who still waits there."""
        for contact in self.desk.waiting_contacts():
            if self._reasons[contact.issue.reason].channel == moment.subject:
                self._leave_queue(contact, "disconnected")
        if self._asks_again:
            self.desk.settle()

    # ---- service -------------------------------------------------------------------

    def answer(self, contact: Contact, agent: Agent) -> None:
        """An agent takes the contact: talk, then hold; then after-contact work."""
        if contact.line is not None:
            self._stop_waiting(contact)
        if agent.idle_since >= 0:
            del agent.crew.idle[agent.index]
            agent.idle_since = -1
        agent.contact = contact
        contact.agent = agent
        contact.answered = self.clock._now
        if contact.outcome is None:
            contact.outcome = "answered"
        work, reason = contact.work, contact.issue.reason
        factor = agent.pace[reason]
        if work.escalate < agent.escalates[reason]:
            contact.passes_on = True
            if contact.n_legs < self._max_legs:
                factor *= self.settings.handover_share
        talk, hold, acw = work.talk, work.hold, work.acw
        if factor != 1.0:
            talk, hold, acw = scaled_work(talk, hold, acw, factor)
        contact.parts = (talk, hold, acw)
        length = contact.conference + talk + hold
        self.clock.after(length, END_OF_TALK, contact.id, self._talk_ends, contact)

    def _talk_ends(self, moment: Moment) -> None:
        """The customer's part is over: passed on, or left solved or not; the agent wraps up."""
        contact: Contact = moment.subject
        agent, issue, acw = contact.agent, contact.issue, contact.parts[2]
        assert agent is not None
        issue.quality = agent.quality
        if contact.passes_on and contact.n_legs < self._max_legs:
            self._escalate(contact, agent)
        else:
            chances = agent.resolves_again if issue.n_served else agent.resolves
            resolved = contact.work.resolve < chances[issue.reason] and not contact.passes_on
            how = _SOLVED if resolved else _UNSOLVED
            self._leave(contact, resolved, SERVICE, how, self.clock._now + acw)
            self._wrap_up(agent, contact.id, acw)
        if self._asks_again:
            self.desk.settle()

    def _escalate(self, contact: Contact, agent: Agent) -> None:
        """Hand over to the next tier: warm if somebody is free there, else it queues."""
        before, acw, now = copy(contact), contact.parts[2], self.clock._now
        luck = self._book.leg(contact.issue.row, contact.attempt, contact.n_legs + 1)
        contact.passed_on(luck, now)
        colleague = self.desk.agent_for(contact)
        contact.conference = together = luck.conference if colleague is not None else 0
        self.log.handed_over(before, now + together + acw)
        contact.n_rows = before.n_rows
        if colleague is None:
            self._wait(contact)
        else:
            if together:
                self.log.conference(contact, agent, "escalated", now, together)
                self.log.conference(contact, colleague, "joined", now, together)
            self.answer(contact, colleague)
        self._wrap_up(agent, contact.id, together + acw)

    def _wrap_up(self, agent: Agent, contact: int, length: int) -> None:
        """After-contact work: the customer has left, the agent is not free."""
        if length:
            self.clock.after(length, END_OF_ACW, contact, self._acw_ends, agent)
        else:
            self.desk.release(agent)

    def _acw_ends(self, moment: Moment) -> None:
        self.desk.release(moment.subject)
        if self._asks_again:
            self.desk.settle()

    # ---- leaving -------------------------------------------------------------------

    def _leave_unserved(self, contact: Contact, how: str) -> None:
        """The customer never came to wait: closed, blocked, hung up in self-service."""
        contact.outcome = how
        self._leave(contact, False, NO_LEG, -1, -1)

    def _leave(self, contact: Contact, resolved: bool, kind: int, how: int, ended: int) -> None:
        """The customer leaves the contact, its last leg of this kind ending so and then.

        The issue is solved, or the customer will be back, or gives up.
        """
        issue = contact.issue
        if contact.holds_line:
            self.lines_held[self._reasons[issue.reason].channel] -= 1
        if contact.waited:
            issue.wait_ratio += contact.waited / self._channels[issue.reason].acceptable_wait
        if contact.outcome == "answered":
            issue.n_served += 1
        else:
            issue.n_unserved += 1
        contact.left = now = self.clock._now
        after = RESOLVED if resolved else self._next(contact)
        self.log.contact(contact, after, kind, how, ended)
        if self._feels:
            self.log.feelings += self._feel.of(contact, after, now)

    def _next(self, contact: Contact) -> int:
        """Return what follows: a retry or repeat (then expected), or how the issue ends."""
        reason, luck = self._reasons[contact.issue.reason], contact.luck
        if contact.passes_on and contact.agent is not None:
            return TOO_MANY
        if contact.outcome == "answered":
            chance, uniform, delay, cause = reason.repeat, luck.repeat, luck.repeat_delay, _REPEAT
        else:
            chance = reason.retry.get(contact.outcome or "", 0.0)
            uniform, delay, cause = luck.retry, luck.retry_delay, _RETRY
        if uniform >= chance:
            return GIVEN_UP
        if contact.attempt >= self.settings.max_attempts:
            return TOO_MANY
        if self.clock._now + delay >= self.settings.horizon:
            return STILL_OPEN
        again = self._book.attempt(contact.issue.row, contact.attempt + 1)
        if cause == _RETRY and reason.retry_keeps:
            again = again.keeping(luck)
        back = Contact(contact.issue, contact.attempt + 1, cause, again)
        self.clock.after(delay, ARRIVAL, back.id, self._comes_back, back)
        return REPEAT if cause == _REPEAT else RETRY
