"""Care for customers: making good what failed, reaching out, and contacts that nobody sees.

What the center begins itself is worked like any other contact, on the line or in writing, but
nobody waits for it on the line: it holds none, needs no open door, is never given up or put
off, and is told nothing. It waits in the ordinary queue, takes an agent's time, and asks no
survey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.care_settings import MakingGood
from cssim.center.clock import ARRIVAL, DUE, Moment
from cssim.center.customers import CLOSING
from cssim.center.logbook import CAUSE, CHASED, END, FEELING, RESOLVED, RESTORED, UNFELT
from cssim.center.people import Agent, Contact, Issue
from cssim.demand import Demand, Luck, is_outreach
from cssim.rules.care import restored
from cssim.units import DAY_MS, INFINITE

if TYPE_CHECKING:
    from cssim.center.customers import Feel
    from cssim.center.floor import Line
    from cssim.center.model import Center

_OUTREACH = CAUSE["outreach"]
_ENDED = (END["resolved"], END["unresolved"])


class Care:
    """What the center begins itself, and contacts that it does not see.

    Parameters
    ----------
    center : Center
        Whose customers they are.
    demand : Demand
        Which failed issues are taken up.
    """

    def __init__(self, center: Center, demand: Demand) -> None:
        self._center, self._clock = center, center.clock
        self._settings = center.settings
        care, missing = center.settings.care, center.settings.missing
        self._recovery = None if care is None else care.recovery
        self._close_loop = None if care is None else care.close_loop
        self._reaches_out = care is not None and care.outreach is not None
        self._taken_up = None if demand.taken_up is None else demand.taken_up.tolist()
        self._lost = 0.0 if missing is None else missing.lost
        self._unseen = 0 if missing is None else missing.unseen
        self.hidden: dict[int, Contact] = {}
        """Contacts that will be seen later."""
        self.lost: dict[int, Contact] = {}
        """Contacts that nobody will see unless their customer asks about them."""
        self._personal = None if care is None else care.personal
        self._personal_gain = 0.0 if care is None else care.personal_gain
        self._own: dict[int, Agent] = {}
        """Who of the team ended the last contact that a customer had with it."""
        center.desk.own_agents = None if self._personal is None else self

    # ---- agents of one's own ---------------------------------------------------------

    def own_agent(self, contact: Contact, line: Line) -> Agent | None:
        """Return the agent who knows the customer, if idle and allowed to answer."""
        issue, floor = contact.issue, self._center.desk.floor
        if self._personal is None or issue.segment != self._personal[0]:
            return None
        agent = self._own.get(issue.customer)
        if agent is None or agent.idle_since < 0:
            return None
        waited = self._clock._now - contact.queued
        for pair in line.pairs:
            if pair.crew is agent.crew and pair.delay <= waited:
                return agent if not floor.counts or floor.allows(pair) else None
        return None

    def gain(self, contact: Contact, agent: Agent) -> float:
        """Return the logit of solving gained because the agent knows the customer."""
        if not self._personal_gain or self._personal is None:
            return 0.0
        issue = contact.issue
        knows = issue.segment == self._personal[0] and self._own.get(issue.customer) is agent
        return self._personal_gain if knows else 0.0

    def _remember(self, contact: Contact, how: int) -> None:
        """Let the customer of a contact that an agent ends now remember the agent."""
        agent = contact.agent
        if self._personal is None or agent is None or how not in _ENDED:
            return
        if contact.issue.customer >= 0 and agent.team == self._personal[1]:
            self._own[contact.issue.customer] = agent

    # ---- reaching out ----------------------------------------------------------------

    def begins(self, issue: Issue, luck: Luck, queue: int) -> bool:
        """Contact a customer, if that is what an issue that arises now is; tell whether it is."""
        if not (self._reaches_out and is_outreach(issue.id)):
            return False
        self._center.world.meet(issue)
        contact = Contact(issue, 1, _OUTREACH, luck._replace(patience=INFINITE), queue)
        if self._settings.has_more:
            book = self._center.book
            contact.extra = contact.leg_extra = book.extra(issue.row, 1, 1, queue)
        self._place(contact)
        return True

    def _place(self, contact: Contact) -> None:
        """Let a contact that the center begins wait for an agent."""
        contact.is_outbound = True
        contact.arrived = contact.queued = self._clock._now
        contact.tier = self._center.reason_settings(contact).tier
        self._center.wait_or_answer(contact)
        self._center.settle()

    # ---- making good -----------------------------------------------------------------

    def felt(self, contact: Contact, after: int, feel: Feel) -> bytes:
        """Let a customer feel the end of a contact, and plan what is to be made good."""
        issue, now, base = contact.issue, self._clock._now, feel.base
        if base is None or issue.customer < 0:
            return feel.of(contact, after, now)
        closes = after in CLOSING and not base.is_gone(issue.customer, now)
        if closes:
            issue.goodwill = base.felt(issue.customer, now)
        felt = feel.of(contact, after, now)
        _, rating, _, responded, *_ = FEELING.unpack(felt)
        if responded:
            issue.worst = min(issue.worst, rating)
        if closes:
            issue.closed = now
            if contact.is_outbound and after == RESOLVED:
                base.relieved(issue.customer, now)
            self._plan(issue, after)
        return felt

    def _plan(self, issue: Issue, after: int) -> None:
        """Expect a contact about an issue that has just closed, if it is one to make good."""
        plan = self._chosen(issue, after)
        number = issue.attempts + 1
        if plan is None or number > self._settings.max_attempts:
            return
        queue = self._settings.queue_codes.get((issue.reason, plan.channel))
        due = self._clock._now + plan.delay
        channel = self._settings.channels[plan.channel]
        if channel.edges is not None and not channel.is_open(due):
            due = next((edge for edge in channel.edges[::2] if edge >= due), -1)
        if queue is not None and 0 <= due < self._settings.horizon:
            wait = due - self._clock._now
            self._clock.after(wait, ARRIVAL, issue.id | number, self._is_due, (issue, plan, queue))

    def _chosen(self, issue: Issue, after: int) -> MakingGood | None:
        plan = self._recovery
        is_taken_up = self._taken_up is None or (
            plan is not None and self._taken_up[issue.row] < plan.share
        )
        if plan is not None and after != RESOLVED and is_taken_up:
            return plan
        plan = self._close_loop
        return plan if plan is not None and issue.worst < plan.below else None

    def _is_due(self, moment: Moment) -> None:
        """Contact the customer, who may have left or have asked once more meanwhile."""
        issue, plan, queue = moment.subject
        number = issue.attempts + 1
        if self._center.has_left(issue.customer) or number > self._settings.max_attempts:
            return
        issue.attempts = number
        luck = self._center.book.attempt(issue.row, number, queue)
        luck = luck._replace(talk=plan.work, hold=0, acw=0, patience=INFINITE, escalate=1.0)
        contact = Contact(issue, number, _OUTREACH, luck, queue)
        contact.makes_good = plan
        self._place(contact)

    def ends(self, contact: Contact, resolved: bool, kind: int, how: int, ended: int) -> bool:
        """See to the end of a contact; tell whether it is over, having made good or not."""
        self._remember(contact, how)
        if contact.makes_good is None:
            return False
        after, log = self._made_good(contact, resolved), self._center.log
        log.contact(contact, after, kind, how, ended)
        log.feelings += UNFELT
        return True

    def _made_good(self, contact: Contact, succeeded: bool) -> int:
        """Bring goodwill back toward what it was; return what follows the contact."""
        contact.is_over, now = True, self._clock._now
        if contact.left < 0:
            contact.left = now
        if not succeeded:
            return CHASED
        issue, plan, base = contact.issue, contact.makes_good, self._center.customers
        assert plan is not None and base is not None
        if base.is_gone(issue.customer, now):
            return RESTORED
        before, days = base.felt(issue.customer, now), (now - issue.closed) / DAY_MS
        halving = plan.halving / DAY_MS
        goodwill = restored(before, issue.goodwill, days, plan.restores, halving)
        base.restored(issue.customer, now, goodwill)
        agent = -1 if contact.agent is None else contact.agent.index
        self._center.log.person(
            now, agent, "recovered", contact=contact.id, value=goodwill - before
        )
        return RESTORED

    # ---- contacts that nobody sees ---------------------------------------------------

    def hides(self, contact: Contact) -> bool:
        """Let a written contact get lost, or be seen later; tell whether nobody sees it now."""
        channel = self._center.channel_settings(contact)
        if not channel.is_deferred or contact.was_hidden:
            return False
        if not contact.is_chaser and contact.extra.lost < self._lost:
            self.lost[contact.id] = contact
        elif self._unseen and channel.kind == "social":
            self.hidden[contact.id] = contact
            self._clock.after(self._unseen, DUE, contact.id, self._is_seen, contact)
        else:
            return False
        # Customers count from when they wrote.
        self._center.comebacks.begin_to_wait(contact)
        contact.was_hidden = True
        return True

    def _is_seen(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        del self.hidden[contact.id]
        self._center.enter_queue(contact)
        self._center.settle()

    def asked_about(self, issue: Issue) -> None:
        """An agent has read that a customer still waits: what was lost is found at once."""
        for contact in [c for c in self.lost.values() if c.issue is issue]:
            self.hidden[contact.id] = self.lost.pop(contact.id)
            self._clock.after(1, DUE, contact.id, self._is_seen, contact)
