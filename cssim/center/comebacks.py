"""What customers do who were not helped: come back, chase, complain in public, give up."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cssim.center.clock import ARRIVAL, Moment
from cssim.center.logbook import (
    CAUSE,
    CHASED,
    END,
    GIVEN_UP,
    QUEUE,
    REPEAT,
    RETRY,
    STILL_OPEN,
    TOO_MANY,
)
from cssim.center.people import Contact
from cssim.units import INFINITE

if TYPE_CHECKING:
    from cssim.center.model import Center
    from cssim.center.settings import ReasonSettings

_RETRY, _REPEAT, _CHASER = (CAUSE[name] for name in ("retry", "repeat", "chaser"))


class Comebacks:
    """Further attempts of all issues.

    Parameters
    ----------
    center : Center
        To which customers come back.
    """

    def __init__(self, center: Center) -> None:
        self._center, self._clock = center, center.clock
        self._settings = center.settings
        self._heard: Counter[int] = Counter()
        """Complaints in public that were answered, by customer."""

    def follow(self, contact: Contact) -> int:
        """Return what follows a contact that solved nothing.

        A retry or repeat, which is then expected, or how the issue ends.
        """
        if contact.is_chaser:
            if contact.was_served and self._center.care is not None:
                self._center.care.asked_about(contact.issue)
            return CHASED
        if contact.passes_on and contact.agent is not None:
            return TOO_MANY
        reason, luck = self._settings.reasons[contact.issue.reason], contact.luck
        if contact.was_served or contact.outcome == "contained":
            chance = reason.repeat if contact.was_served else reason.after_contained
            uniform, delay, cause = luck.repeat, luck.repeat_delay, _REPEAT
        else:
            chance = reason.retry.get(contact.outcome or "", 0.0)
            uniform, delay, cause = luck.retry, luck.retry_delay, _RETRY
            if reason.patience_loss and contact.outcome == "abandoned":
                contact.issue.n_abandoned += 1
            if self._settings.outages:
                chance *= self._center.world.retry_factor(contact)
        if uniform < chance:
            return self._again(contact, cause, delay, self._where(contact, reason, cause))
        if self._complains(contact, reason):
            assert reason.spill is not None
            back = contact.extra.spill_delay, reason.spill[0]
            return self._again(contact, cause, *back, complains=True)
        return GIVEN_UP

    def _complains(self, contact: Contact, reason: ReasonSettings) -> bool:
        """Tell whether a customer who would give up complains in public instead."""
        if reason.spill is None:
            return False
        answers = self._heard[contact.issue.customer]
        return contact.extra.spill < reason.spill[1] * reason.after_answer**answers

    def _where(self, contact: Contact, reason: ReasonSettings, cause: int) -> int:
        """Return the queue of the next attempt: mostly the one before, perhaps another channel."""
        for queue, below in reason.switch_retry if cause == _RETRY else reason.switch_repeat:
            if contact.extra.switch < below:
                return queue
        return contact.first_queue

    def _again(
        self, contact: Contact, cause: int, delay: int, queue: int, *, complains: bool = False
    ) -> int:
        issue = contact.issue
        if issue.attempts >= self._settings.max_attempts:
            return TOO_MANY
        if self._clock._now + delay >= self._settings.horizon:
            return STILL_OPEN
        issue.attempts += 1
        luck = self._center.book.attempt(issue.row, issue.attempts, queue)
        reason, times = self._settings.reasons[issue.reason], issue.n_abandoned
        if cause == _RETRY and reason.retry_keeps:
            # What was lost before is lost in what is kept.
            luck, times = luck.keeping(contact.luck), int(contact.outcome == "abandoned")
        if times:
            luck = luck.losing_patience(reason.patience_loss, times)
        back = Contact(issue, issue.attempts, cause, luck, queue)
        if complains:
            back.complains = True
        self._clock.after(delay, ARRIVAL, back.id, self._comes_back, back)
        return REPEAT if cause == _REPEAT else RETRY

    def _comes_back(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        center = self._center
        if center.customers is not None and center.has_left(contact.issue.customer):
            center.log.issue(contact.issue, self._clock._now, "dropped")
        else:
            center.arrive(contact)

    # ---- while waiting ---------------------------------------------------------------

    def begin_to_wait(self, contact: Contact) -> None:
        """Expect a chaser of a message to which there is no reply in time."""
        channel = self._center.channel_settings(contact)
        if channel.chase and not (contact.is_chaser or contact.was_hidden):
            self._expect_chaser(contact, channel.acceptable_wait)

    def while_waiting(self, contact: Contact) -> int:
        """Return how much longer a customer waits who now joins a line."""
        channel = self._center.channel_settings(contact)
        if channel.is_deferred or contact.is_ticket or contact.is_callback or contact.is_outbound:
            return INFINITE
        patience = contact.patience
        if channel.voicemail is not None and contact.n_legs == 1:
            patience = min(patience, channel.voicemail)
        return patience

    def _expect_chaser(self, contact: Contact, after: int) -> None:
        number = contact.issue.id | (contact.issue.attempts + 1)
        self._clock.after(after, ARRIVAL, number, self._chases, contact)

    def _chases(self, moment: Moment) -> None:
        """No reply so far: ask what became of the message."""
        contact: Contact = moment.subject
        issue, center = contact.issue, self._center
        if contact.left >= 0 or issue.attempts >= self._settings.max_attempts:
            return
        if self._clock._now >= self._settings.horizon:
            return
        channel, number = center.channel_settings(contact), issue.attempts + 1
        extra = center.book.extra(issue.row, number, 1, contact.first_queue)
        gone = center.customers is not None and center.has_left(issue.customer)
        if gone or extra.chase >= channel.chase:
            return
        issue.attempts = number
        luck = center.book.attempt(issue.row, number, contact.first_queue)
        chaser = Contact(issue, number, _CHASER, luck, contact.first_queue)
        chaser.is_chaser = True
        self._expect_chaser(contact, channel.acceptable_wait)
        center.arrive(chaser)

    def leaves_silently(self, contact: Contact) -> bool:
        """Patience is over: leave a message, leave a chat without a sign, or else hang up."""
        channel = self._center.channel_settings(contact)
        waited = self._clock._now - contact.queued
        if channel.voicemail is not None and waited < contact.patience and contact.n_legs == 1:
            self._center.leave_queue(contact, "diverted")
            return True
        if not channel.is_chat or contact.extra.silent >= channel.silent_share:
            return False
        # The place in line stays taken: who answers will find nobody there.
        contact.waited += waited
        contact.outcome = contact.outcome or "abandoned"
        contact.give_up = None
        self._center.leave(contact, False, QUEUE, END["abandoned"], self._clock._now)
        contact.n_rows += 1
        contact.is_ghost = True
        return True

    def add_up(self, contact: Contact) -> None:
        """Add a contact that is over to what the issue has cost its customer so far."""
        issue = contact.issue
        self._add_wait(contact)
        if not contact.was_served:
            issue.n_unserved += 1
        elif contact.is_chaser:
            issue.n_chasers += 1
        else:
            issue.n_served += 1
            if contact.complains and issue.customer >= 0:
                self._heard[issue.customer] += 1
        contact.is_over = True
        if contact.left < 0:
            contact.left = self._clock._now

    def _add_wait(self, contact: Contact) -> None:
        """Add what the customer felt of the wait."""
        if contact.is_outbound:
            return
        center, issue = self._center, contact.issue
        channel = center.channel_settings(contact)
        acceptable: float = channel.acceptable_wait
        if self._settings.outages:
            acceptable *= center.world.wait_factor(contact)
        if channel.is_deferred:
            if not contact.is_chaser:
                issue.wait_ratio += (self._clock._now - contact.arrived) / acceptable
            return
        if contact.announced >= 0:
            # A promise takes the place of what is acceptable, but nobody minds seconds.
            acceptable = max(float(contact.announced), acceptable / 2.0)
        weight = 0.0 if channel.callback is None else channel.callback.weight
        felt = contact.waited * contact.perceived + contact.waited_off * weight
        issue.wait_ratio += felt / acceptable
