"""The center: the story of a contact, told once, on SimPy's clock.

A contact arrives, waits, is answered, talks, is resolved or passed on or not, and its
customer comes back or does not. Contacts move by `Moment` s and callbacks because they
are many and short-lived; agents' days, management and whatever a user adds are processes
(`workday`). Chance has been drawn: given the tables, everything here is determined.

What only some centers have is told elsewhere: `self_service`, `offers`, `hands` (chats and
deferred work), `handing` (to another agent), `comebacks`, `world` (outages, root causes).
"""

from __future__ import annotations

from collections.abc import Container

from cssim.center import workday
from cssim.center.care import Care
from cssim.center.clock import DUE, END_OF_ACW, END_OF_TALK, GIVE_UP, WORLD, Clock, Moment
from cssim.center.comebacks import Comebacks
from cssim.center.customers import CustomerBase, Feel
from cssim.center.desk import Desk
from cssim.center.handing import Handing
from cssim.center.hands import Hands
from cssim.center.life import BUSY
from cssim.center.lives import Lives
from cssim.center.logbook import (
    CAUSE,
    END,
    GHOST,
    NO_LEG,
    OFFLINE,
    QUEUE,
    RESOLVED,
    SERVICE,
    STILL_OPEN,
    UNTIL_LATER,
    Logbook,
)
from cssim.center.offers import Offers
from cssim.center.people import Agent, Contact, Issue
from cssim.center.reserves import Reserves
from cssim.center.routing import CustomPolicy, KeyedPolicy
from cssim.center.self_service import SelfService
from cssim.center.service import Service
from cssim.center.settings import ChannelSettings, ReasonSettings, Settings
from cssim.center.world import World
from cssim.demand import Demand, Fresh
from cssim.roster import Roster
from cssim.rules.handling import hostile_loss, scaled_work
from cssim.units import INFINITE

_SOLVED, _UNSOLVED = END["resolved"], END["unresolved"]
_FRESH = CAUSE["fresh"]


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
    replaced : container of str
        Rhythms of management that a user's own processes keep.

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
        *,
        replaced: Container[str] = (),
    ) -> None:
        self.settings, self.agents, self.book = settings, agents, demand.book
        self.clock, self.log = Clock(), Logbook()
        self.desk = Desk(self, policy)
        self._asks_again = self.desk.asks_again
        self._simple = settings.is_simple
        """Phone calls and nothing else: the short way through this story."""
        self._reasons, queues = settings.reasons, settings.all_queues
        self._reason_of = [queue.reason for queue in queues]
        self._channel_of = [queue.channel for queue in queues]
        self._first_tier = [self._reasons[reason].tier for reason in self._reason_of]
        self._channels = [settings.channels[channel] for channel in self._channel_of]
        self.lines_held = [0] * len(settings.channels)
        self._max_legs = settings.max_legs
        self.customers = CustomerBase.of(demand.customers, settings)
        self._feel = Feel(settings.feelings, self.customers)
        self._feels = settings.feelings.satisfaction
        self.self_service, self.offers, self.hands = SelfService(self), Offers(self), Hands(self)
        self.service, self.handing = Service(self), Handing(self)
        self.comebacks, self.world = Comebacks(self), World(self, demand, replaced)
        self.reserves = Reserves(self)
        self.lives = None if settings.lives is None else Lives(self, settings.lives, roster)
        cares = settings.care is not None or settings.missing is not None
        self.care = Care(self, demand) if cares else None
        workday.begin(self, roster)
        self._expect_closings()

    def settle(self) -> None:
        """Ask the router again for everybody idle, if counts or a user's policy may matter."""
        if self._asks_again:
            self.desk.settle()

    def channel_of(self, contact: Contact) -> int:
        """Return the code of a contact's channel."""
        return self._channel_of[contact.queue]

    def channel_settings(self, contact: Contact) -> ChannelSettings:
        """Return a contact's channel."""
        return self._channels[contact.queue]

    def reason_settings(self, contact: Contact) -> ReasonSettings:
        """Return the reason of the queue a contact is in."""
        return self._reasons[self._reason_of[contact.queue]]

    # ---- arriving ------------------------------------------------------------------

    def fresh_arises(self, fresh: Fresh) -> None:
        """Let a fresh issue arise: its customer, if still one, makes the first contact."""
        _, _, id_, queue, customer, segment, row, luck = fresh
        issue = Issue(id_, row, self._reason_of[queue], customer, segment)
        if self.customers is not None and self.has_left(customer):
            self.log.issue(issue, self.clock._now, "not_raised")
        elif self.care is not None and self.care.begins(issue, luck, queue):
            pass
        elif self._simple or self.world.introduce(issue):
            self.arrive(Contact(issue, 1, _FRESH, luck, queue))

    def has_left(self, customer: int) -> bool:
        """Tell whether a customer has left by now."""
        assert self.customers is not None
        return customer >= 0 and self.customers.is_gone(customer, self.clock._now)

    def arrive(self, contact: Contact) -> None:
        """Is the center open, is a line free? Then self-service, then the queue."""
        now = contact.arrived = self.clock._now
        if not self._simple and self._goes_elsewhere(contact):
            return
        channel = self._channels[contact.queue]
        if not (channel.edges is None or channel.waits_when_closed or channel.is_open(now)):
            self.leave_unserved(contact, "closed")
        elif channel.lines is not None and not self._takes_line(contact, channel.lines):
            self.leave_unserved(contact, "blocked")
        elif (self._simple and not contact.luck.ivr) or not self.self_service.begin(contact):
            self.enter_queue(contact)
        if self._asks_again:
            self.desk.settle()

    def _goes_elsewhere(self, contact: Contact) -> bool:
        """Give a contact its further luck; tell whether it never gets to the center."""
        if self.settings.has_more:
            contact.extra = contact.leg_extra = self.book.extra(
                contact.issue.row, contact.attempt, 1, contact.queue
            )
        if contact.issue.is_hostile:
            contact.hostility = hostile_loss()
        if not contact.is_chaser and self.self_service.found_in_articles(contact):
            return True
        return self.world.stops(contact)

    def _takes_line(self, contact: Contact, lines: int) -> bool:
        code = self._channel_of[contact.queue]
        if self.lines_held[code] >= lines:
            return False
        self.lines_held[code] += 1
        contact.holds_line = True
        return True

    def free_line(self, contact: Contact) -> None:
        """The customer has hung up."""
        if contact.holds_line:
            self.lines_held[self._channel_of[contact.queue]] -= 1
            contact.holds_line = False

    def hang_up_of(self, contact: Contact) -> float:
        """Return the share that hang up in the menu a contact is in."""
        own = self.settings.all_queues[contact.queue].hang_up
        return self.reason_settings(contact).hang_up if own is None else own

    # ---- waiting -------------------------------------------------------------------

    def enter_queue(self, contact: Contact) -> None:
        """Ask the router for an agent; without one, wait."""
        if self.care is not None and self.care.hides(contact):
            return
        contact.queued = self.clock._now
        contact.tier = self._first_tier[contact.queue]
        simple = self._simple
        if not simple:
            self.handing.start_higher(contact)
            self.comebacks.begin_to_wait(contact)
        agent = self.desk.agent_for(contact)
        if agent is not None:
            self.answer(contact, agent)
        elif simple or not (self._is_full(contact) or self.offers.declines_to_wait(contact)):
            self.wait_in_line(contact)

    def _is_full(self, contact: Contact) -> bool:
        """Tell whether no place to wait is left; then the contact is blocked."""
        places, code = self._channels[contact.queue].places, self._channel_of[contact.queue]
        if places is None:
            return False
        waiting = [
            other
            for line in self.desk.floor.lines.values()
            if self._channel_of[line.queue] == code
            for other in line.waiting.values()
            if not (other.is_ticket or other.is_outbound)
        ]
        if len(waiting) < places:
            return False
        contact.queued = -1
        self.leave_unserved(contact, "blocked")
        return True

    def wait_or_answer(self, contact: Contact) -> None:
        """Let an agent who is free answer; without one, wait."""
        agent = self.desk.agent_for(contact)
        if agent is not None:
            self.answer(contact, agent)
        else:
            self.wait_in_line(contact)

    def wait_in_line(self, contact: Contact) -> None:
        """Wait until answered, or until patience ends."""
        line = self.desk.join(contact)
        simple = self._simple
        patience = contact.work.patience if simple else self.comebacks.while_waiting(contact)
        if patience < INFINITE:
            contact.give_up = self.clock.after(
                patience, GIVE_UP, contact.id, self._gives_up, contact
            )
        if line.delays:
            contact.due = self.clock._now - contact.queued
            for delay in line.delays:
                self.expect_due(contact, delay)
        if not simple and self.reserves.watches:
            self.reserves.joined(contact, line)
        if self.lives is not None:
            self.lives.joined_line()

    def expect_due(self, contact: Contact, delay: int) -> None:
        """Expect that a waiting contact becomes eligible for more agents after a delay [ms]."""
        due = contact.queued + delay - self.clock._now
        if due >= 0:
            self.clock.after(due, DUE, contact.id, self._is_due, (contact, contact.n_legs))

    def _is_due(self, moment: Moment) -> None:
        """A waiting contact has become eligible for more agents."""
        contact, leg = moment.subject
        if contact.line is None or contact.n_legs != leg:
            return
        contact.due = self.clock._now - contact.queued
        agent = self.desk.agent_for(contact)
        if agent is not None:
            self.answer(contact, agent)
        if self._asks_again:
            self.desk.settle()

    def _gives_up(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        if self._simple or not self.comebacks.leaves_silently(contact):
            self.leave_queue(contact, "abandoned")
        if self._asks_again:
            self.desk.settle()

    def leave_queue(self, contact: Contact, how: str) -> None:
        """Leave the queue without an agent: gave up, or was put off by the center."""
        self.stop_waiting(contact)
        if contact.is_ghost:
            self.log.leg(contact, GHOST, how, self.clock._now)
            return
        if contact.outcome is None:
            contact.outcome = how
        if contact.begun:
            contact.parts = (0, 0, 0)
        self.leave(contact, False, QUEUE, END[how], self.clock._now)

    def stop_waiting(self, contact: Contact) -> None:
        """Take a contact out of its line."""
        assert contact.line is not None
        del contact.line.waiting[contact.id]
        contact.line = None
        if contact.give_up is not None:
            contact.give_up.cancel()
            contact.give_up = None
        waited = self.clock._now - contact.queued
        if self._simple or not (contact.is_callback or contact.is_ticket or contact.is_ghost):
            contact.waited += waited
        elif contact.is_callback:
            contact.waited_off += waited

    def _expect_closings(self) -> None:
        for code, channel in enumerate(self.settings.channels):
            for closing in (channel.edges or ())[1::2] if channel.disconnects else ():
                self.clock.after(closing, WORLD, 0, self._closes, code)

    def _closes(self, moment: Moment) -> None:
        self.put_off(moment.subject)
        if self._asks_again:
            self.desk.settle()

    def put_off(self, channel: int) -> None:
        """Disconnect everybody who still waits on a channel; tickets wait on."""
        for contact in self.desk.waiting_contacts():
            kept = contact.is_ticket or contact.is_outbound
            if self._channel_of[contact.queue] == channel and not kept:
                self.leave_queue(contact, "disconnected")

    # ---- service -------------------------------------------------------------------

    def no_longer_idle(self, agent: Agent) -> None:
        """Take an agent from among the idle, for work or to go away."""
        if agent.idle_since >= 0:
            del agent.crew.idle[agent.index]
            agent.idle_since = -1
        if self.lives is not None:
            self.lives.turn(agent, BUSY)

    def answer(self, contact: Contact, agent: Agent) -> None:
        """An agent takes the contact: talk, then hold; then after-contact work."""
        if contact.line is not None:
            self.stop_waiting(contact)
        if agent.idle_since >= 0:
            del agent.crew.idle[agent.index]
            agent.idle_since = -1
        agent.contact = contact
        contact.agent = agent
        contact.answered = self.clock._now
        lives = self.lives
        if lives is not None:
            lives.turn(agent, BUSY)
        if not self._simple:
            self.service.begin(contact, agent)
            return
        if contact.outcome is None:
            contact.outcome = "answered"
        work, queue = contact.work, contact.queue
        factor = agent.pace[queue]
        if lives is not None:
            factor *= lives.starts(contact, agent)
        if work.escalate < agent.worthy[queue]:
            factor *= self.handing.is_worthy(contact, agent)
        talk, hold, acw = work.talk, work.hold, work.acw
        if factor != 1.0:
            talk, hold, acw = scaled_work(talk, hold, acw, factor)
        if lives is not None:
            talk += lives.added()
        contact.parts = (talk, hold, acw)
        length = contact.conference + talk + hold
        self.clock.after(length, END_OF_TALK, contact.id, self.talk_ends, contact)

    def talk_ends(self, moment: Moment) -> None:
        """The customer's part is over: passed on, or left solved or not; the agent wraps up."""
        contact: Contact = moment.subject
        agent, issue, acw = contact.agent, contact.issue, contact.parts[2]
        assert agent is not None
        if not self._simple and self.service.goes_on(contact, agent):
            return
        issue.quality = agent.quality
        if self.lives is not None:
            issue.quality = contact.quality
            self.lives.served(contact, agent, sum(contact.parts))
        if contact.passes_on and contact.n_legs < self._max_legs:
            self.handing.pass_on(contact, agent, acw)
        else:
            if contact.passes_on:
                resolved = False
            elif self._simple:
                chances = agent.resolves_again if issue.n_served else agent.resolves
                resolved = contact.work.resolve < chances[contact.queue]
            else:
                resolved = self.service.solves(contact, agent)
            how = _SOLVED if resolved else _UNSOLVED
            kind = OFFLINE if contact.is_ticket else SERVICE
            self.leave(contact, resolved, kind, how, self.clock._now + acw)
            self.wrap_up(agent, contact.id, acw)
        if self._asks_again:
            self.desk.settle()

    def chat_ends(self, contact: Contact, acw: int) -> None:
        """The same for a chat, whose after-contact work ends nobody knows when."""
        agent = contact.agent
        assert agent is not None
        contact.issue.quality, contact.issue.mismatch = agent.quality, contact.mismatch
        if self.lives is not None:
            contact.issue.quality = contact.quality
            self.lives.served(contact, agent, contact.parts[0] + acw)
        if contact.passes_on and contact.n_legs < self._max_legs:
            self.handing.pass_on(contact, agent, acw)
        else:
            resolved = not contact.passes_on and self.service.solves(contact, agent)
            how = _SOLVED if resolved else _UNSOLVED
            self.leave(contact, resolved, SERVICE, how, UNTIL_LATER if acw else self.clock._now)

    def wrap_up(self, agent: Agent, contact: int, length: int) -> None:
        """After-contact work: the customer has left, the agent is not free."""
        if length:
            self.clock.after(length, END_OF_ACW, contact, self._acw_ends, agent)
        else:
            self.desk.release(agent)

    def _acw_ends(self, moment: Moment) -> None:
        self.desk.release(moment.subject)
        if self._asks_again:
            self.desk.settle()

    def drop(self, contact: Contact) -> None:
        """A customer who was to be called back is no customer any more."""
        contact.left = contact.queued
        self.comebacks.add_up(contact)
        self.log.contact(contact, STILL_OPEN, NO_LEG, -1, -1)
        self.log.issue(contact.issue, self.clock._now, "dropped")
        if self._feels:
            self.log.feelings += self._feel.of(contact, STILL_OPEN, self.clock._now)

    # ---- leaving -------------------------------------------------------------------

    def leave_unserved(self, contact: Contact, how: str) -> None:
        """The customer never came to wait: closed, blocked, balked, hung up in self-service."""
        contact.outcome = how
        self.leave(contact, False, NO_LEG, -1, -1)

    def leave(self, contact: Contact, resolved: bool, kind: int, how: int, ended: int) -> None:
        """The customer leaves the contact, its last leg of this kind ending so and then.

        The issue is solved, or the customer will be back, or gives up.
        """
        issue = contact.issue
        if contact.holds_line:
            self.lines_held[self._channel_of[contact.queue]] -= 1
            contact.holds_line = False
        now = self.clock._now
        if self.care is not None and self.care.ends(contact, resolved, kind, how, ended):
            return
        if not self._simple:
            self.comebacks.add_up(contact)
        else:
            if contact.waited:
                issue.wait_ratio += contact.waited / self._channels[contact.queue].acceptable_wait
            if contact.outcome == "answered":
                issue.n_served += 1
            else:
                issue.n_unserved += 1
            contact.left = now
        after = RESOLVED if resolved else self.comebacks.follow(contact)
        if not self._simple and resolved:
            issue.is_solved = True
        self.log.contact(contact, after, kind, how, ended)
        if self._feels:
            if self.care is None:
                self.log.feelings += self._feel.of(contact, after, now)
            else:
                self.log.feelings += self.care.felt(contact, after, self._feel)
            if self.lives is not None:
                self.lives.wear.felt(contact, contact.sat, resolved)
