"""How a contact is served where more than phone calls and escalations are modelled.

The short way, for a center without any of this, is in `model`; both do the same where
they overlap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.clock import DUE, END_OF_TALK
from cssim.center.logbook import OFFLINE, SERVICE
from cssim.center.people import Agent, Contact
from cssim.rules.handling import (
    MISMATCH_PENALTY,
    TRANSFER_PENALTY,
    hostile_loss,
    hostile_work,
    resolve_chance,
    scaled_work,
)

if TYPE_CHECKING:
    from cssim.center.model import Center


class Service:
    """What happens between an agent and a contact.

    Parameters
    ----------
    center : Center
        Whose agents and contacts they are.
    """

    def __init__(self, center: Center) -> None:
        self._center, self._clock = center, center.clock
        self._settings = center.settings

    def kind(self, contact: Contact) -> int:
        """Return the kind of the leg an agent is in."""
        return OFFLINE if contact.is_ticket else SERVICE

    def begin(self, contact: Contact, agent: Agent) -> None:
        """Begin to serve a contact that has just been given to an agent."""
        channel = self._center.channel_settings(contact)
        contact.line_tier, contact.tier = contact.tier, agent.tier
        contact.mismatch = agent.languages is not None and (
            contact.issue.language not in agent.languages
        )
        if contact.is_ghost:
            contact.parts = (contact.extra.ghost, 0, 0)
            self._center.hands.chat(contact, agent)
            return
        if contact.is_callback and self._center.offers.is_missed(contact, agent):
            return
        self._meet(contact)
        if contact.issue.is_hostile and not contact.is_outbound:
            contact.hostility = hostile_loss()
        if contact.begun:
            self._go_on(contact, agent)
        else:
            self._work_out(contact, agent)
        if contact.is_ticket or channel.is_deferred:
            self._center.hands.compose(contact, agent)
        elif channel.is_chat:
            self._center.hands.chat(contact, agent)
        else:
            self._talk(contact, agent)

    def _meet(self, contact: Contact) -> None:
        """Let customer and agent come together."""
        if contact.outcome is None:
            contact.outcome = "answered"
            if not contact.is_outbound:
                self._center.offers.predictor.saw(contact, contact.waited)
        if contact.is_callback:
            contact.is_callback, contact.called_back = False, True

    def _talk(self, contact: Contact, agent: Agent) -> None:
        talk, hold, _ = contact.parts
        length = contact.conference + talk + hold
        contact.ends = self._clock.after(
            length, END_OF_TALK, contact.id, self._center.talk_ends, contact
        )
        limit = self._settings.escalation.take_over_after
        may_take_over = not (contact.passes_on or contact.makes_good)
        if limit is not None and limit < talk + hold and may_take_over:
            again = (contact, contact.n_legs)
            self._clock.after(
                contact.conference + limit,
                DUE,
                contact.id,
                self._center.handing.may_take_over,
                again,
            )

    def _go_on(self, contact: Contact, agent: Agent) -> None:
        """Finish what another agent has begun, at a pace of one's own."""
        pace = agent.pace[contact.queue]
        if self._center.lives is not None:
            pace *= self._center.lives.starts(contact, agent)
        contact.found = contact.parts, contact.pace
        if pace != contact.pace:
            contact.parts = scaled_work(*contact.parts, pace / contact.pace)
            contact.pace = pace

    def _work_out(self, contact: Contact, agent: Agent) -> None:
        """Decide whether the contact will be passed on, and how long it takes."""
        work, queue = contact.work, contact.queue
        contact.pace = agent.pace[queue]
        contact.outage_loss = self._center.world.loss(contact)
        lives = self._center.lives
        if lives is not None:
            contact.pace *= lives.starts(contact, agent)
        contact.burden = self._center.world.factor(contact)
        contact.burden *= self._burden(contact) * self._pressure(agent)
        factor = contact.pace * contact.burden
        if contact.is_chaser:
            factor *= self._center.channel_settings(contact).chase_work
        else:
            factor *= self._center.handing.share_before(contact, agent)
        parts = (work.talk, work.hold, work.acw)
        contact.parts = scaled_work(*parts, factor) if factor != 1.0 else parts
        added = self._looks_for_cause(contact) + (0 if lives is None else lives.added())
        if added:
            talk, hold, acw = contact.parts
            contact.parts = (talk + added, hold, acw)

    def _burden(self, contact: Contact) -> float:
        """Return the factor on work because of the customer, and of what is not known."""
        if contact.is_outbound:
            return 1.0
        burden, missing = 1.0, self._settings.missing
        if contact.issue.is_hostile:
            burden *= hostile_work()
        # Who was not served before has told nobody anything.
        if missing is not None and contact.issue.n_served > 0 and not contact.is_chaser:
            burden *= 1.0 + missing.repeat_work
        return burden

    def _pressure(self, agent: Agent) -> float:
        """Return the factor on work because others wait whom the agent could serve."""
        steps = self._settings.teams[agent.team].pressure
        if not steps:
            return 1.0
        waiting = sum(len(line.waiting) for line in {pair.line: None for pair in agent.crew.live})
        return next((factor for above, factor in reversed(steps) if waiting > above), 1.0)

    def _looks_for_cause(self, contact: Contact) -> int:
        """Return the time an agent takes to look for the cause first [ms]."""
        diagnosis = self._center.reason_settings(contact).diagnosis
        if diagnosis is None or contact.is_chaser or contact.makes_good is not None:
            return 0
        return round(diagnosis.time * contact.pace)

    def goes_on(self, contact: Contact, agent: Agent) -> bool:
        """See to what ends with talk; tell whether the customer does not leave the agent yet."""
        agent.crew.composing.pop(agent.index, None)
        contact.issue.mismatch = self.felt_mismatch(contact, agent)
        return self._center.handing.consults(contact, agent)

    def felt_mismatch(self, contact: Contact, agent: Agent) -> float:
        """Return how much of a language mismatch is felt: all, unless a course has bridged it."""
        if not contact.mismatch:
            return 0.0
        lives = self._center.lives
        return 1.0 if lives is None else 1.0 - lives.spared(contact, agent)

    def solves(self, contact: Contact, agent: Agent) -> bool:
        """Tell whether a contact that is not passed on solves its issue."""
        if contact.is_chaser or contact.unsolved:
            return False
        if contact.makes_good is not None:
            return contact.luck.resolve < contact.makes_good.success
        again = contact.issue.n_served > 0
        loss = self._loss(contact)
        if self._center.care is not None:
            loss -= self._center.care.gain(contact, agent)
        if loss == 0.0:
            chances = agent.resolves_again if again else agent.resolves
            return contact.work.resolve < chances[contact.queue]
        chance = resolve_chance(agent.logit[contact.queue], repeat=again, loss=loss)
        return contact.work.resolve < chance

    def _loss(self, contact: Contact) -> float:
        """Return the logit of resolving that circumstances cost."""
        center = self._center
        penalty, missing = TRANSFER_PENALTY, self._settings.missing
        if missing is not None:
            penalty *= missing.transfer_penalty
        loss = penalty * contact.issue.n_transfers + contact.outage_loss
        loss += center.channel_settings(contact).resolve_loss * (contact.sessions - 1)
        if contact.mismatch:
            loss += MISMATCH_PENALTY * contact.issue.mismatch
        if contact.settled:
            loss -= self._settings.escalation.concession_resolve
        consult = center.reason_settings(contact).consult
        if contact.consults and consult is not None:
            loss -= consult.gain
        diagnosis = center.reason_settings(contact).diagnosis
        if diagnosis is not None:
            loss -= diagnosis.gain
        return loss
