"""What a customer who must wait is told and offered: a wait announced, a call back, a machine.

Whoever accepts to be called back is diverted: the queue leg is over, the contact goes on
off the line, and a try to call is a leg of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cssim.center.clock import DUE, END_OF_TALK, Moment
from cssim.center.logbook import END, OFFLINE, QUEUE
from cssim.center.people import Agent, Contact
from cssim.center.predict import Predictor
from cssim.units import DAY_MS, INFINITE

if TYPE_CHECKING:
    from cssim.center.levers import Announcement, CallbackSettings
    from cssim.center.model import Center

_MINUTE = 60_000
LONGEST_PATIENCE = 30 * DAY_MS
"""Most to which patience is drawn out."""


class Offers:
    """Announcements and callbacks of all channels.

    Parameters
    ----------
    center : Center
        Whose customers wait.
    """

    def __init__(self, center: Center) -> None:
        self._center, self._clock = center, center.clock
        self.predictor = Predictor(center)
        self.off_the_line: dict[int, Contact] = {}
        """Contacts that wait to be called back at an instant to come."""
        self._booked: Counter[tuple[int, int]] = Counter()

    def declines_to_wait(self, contact: Contact) -> bool:
        """Tell a contact that must wait what to expect; tell whether it does not join the line."""
        channel = self._center.channel_settings(contact)
        told, offer = channel.announcement, channel.callback
        if told is None and offer is None:
            return False
        line = self._center.desk.floor.line_for(contact)
        kind = "queue_over_rate" if told is None else told.predictor
        predicted = self.predictor.wait(kind, line, self._clock._now)
        if told is not None and self._balks(contact, told, predicted):
            return True
        if offer is not None and predicted > offer.offer_above:
            return self._accepts(contact, offer, predicted)
        return False

    def _balks(self, contact: Contact, told: Announcement, predicted: float) -> bool:
        contact.announced = announced = round(told.factor * predicted)
        contact.perceived, contact.has_notes = told.perceived, True
        too_long = announced > contact.patience
        chance = told.balk + (1.0 - told.balk) * told.balk_long if too_long else told.balk
        if contact.extra.balk < chance:
            contact.queued = -1
            self._center.leave_unserved(contact, "balked")
            return True
        contact.patience = hurried(
            contact.patience, announced, told.hazard_before, told.hazard_after
        )
        return False

    # ---- callbacks -------------------------------------------------------------------

    def _accepts(self, contact: Contact, offer: CallbackSettings, predicted: float) -> bool:
        if contact.extra.callback >= offer.accept or self._center.settings.max_legs < 2:
            return False
        now = self._clock._now
        contact.outcome = "diverted"
        self._center.log.leg(contact, QUEUE, "diverted", now)
        self._center.free_line(contact)
        contact.is_callback, contact.n_legs = True, contact.n_legs + 1
        contact.patience, contact.home = INFINITE, None
        if offer.rule == "keep_place":
            self._center.wait_in_line(contact)
        else:
            wait = predicted * offer.factor
            slots = offer.rule == "slots"
            due = self._slot(contact, offer, wait) if slots else now + round(wait)
            self._call_at(due, contact)
        return True

    def _slot(self, contact: Contact, offer: CallbackSettings, wait: float) -> int:
        """Return the start of the first slot with room after the predicted wait, and book it."""
        now, channel = self._clock._now, self._center.channel_of(contact)
        midnight = self._center.settings.start_ms_of_day
        number = -(-(now + round(wait) + midnight) // offer.slot)
        while self._booked[channel, number] >= offer.capacity:
            number += 1
        self._booked[channel, number] += 1
        return max(now, number * offer.slot - midnight)

    def _call_at(self, due: int, contact: Contact) -> None:
        # Until then it waits in no line, but its wait goes on from here.
        self.off_the_line[contact.id] = contact
        self._clock.after(due - self._clock._now, DUE, contact.id, self._is_due, contact)

    def _is_due(self, moment: Moment) -> None:
        """A callback is due: it waits for an agent, not the customer for the center."""
        contact: Contact = moment.subject
        del self.off_the_line[contact.id]
        if self._is_gone(contact):
            self._center.drop(contact)
            return
        contact.waited_off += self._clock._now - contact.queued
        contact.queued = self._clock._now
        self._center.wait_or_answer(contact)
        self._center.settle()

    def _is_gone(self, contact: Contact) -> bool:
        center = self._center
        return center.customers is not None and center.has_left(contact.issue.customer)

    def is_missed(self, contact: Contact, agent: Agent) -> bool:
        """Tell whether the agent who calls back reaches nobody; then the agent rings in vain."""
        offer = self._center.channel_settings(contact).callback
        assert offer is not None
        contact.n_tries += 1
        extra = self._center.book.extra(
            contact.issue.row, contact.attempt, contact.n_legs, contact.queue
        )
        if extra.reach < 1.0 - offer.unanswered and not self._is_gone(contact):
            return False
        ring = max(1, offer.ring)
        contact.parts = (ring, 0, 0)
        self._clock.after(ring, END_OF_TALK, contact.id, self._rang, (contact, agent))
        return True

    def _rang(self, moment: Moment) -> None:
        """Nobody picked up: try again later, or give up."""
        contact, agent = moment.subject
        offer = self._center.channel_settings(contact).callback
        assert offer is not None
        now = self._clock._now
        may_try = contact.n_tries < offer.tries and contact.n_legs < self._center.settings.max_legs
        if not may_try and not self._is_gone(contact):
            self._center.leave(contact, False, OFFLINE, END["missed"], now)
        else:
            self._center.log.leg(contact, OFFLINE, "missed", now)
            contact.new_leg(contact.work, now)
            contact.patience, contact.tier = INFINITE, contact.line_tier
            self._call_at(now + offer.retry_after, contact)
        self._center.desk.release(agent)
        self._center.settle()


def hurried(patience: int, announced: int, before: float, after: float) -> int:
    """Return how long a customer waits whose patience runs at another speed once told.

    Until the announced wait is over it is used up at the speed `before`; in the k-th whole
    minute after it, k from 0, at ``after ** k``. For exponential patience this multiplies the
    hazard of leaving.

    Parameters
    ----------
    patience, announced : int, ms
        Patience of who is told nothing, and the wait announced.
    before, after : float
        Speeds; 1 and 1 change nothing.

    Returns
    -------
    int, ms
        At least 1, at most a month; `INFINITE` stays so.
    """
    if patience >= INFINITE or (before == 1.0 and after in (0.0, 1.0)):
        return patience
    used = announced * before
    if patience <= used:
        return max(1, round(min(patience / before, LONGEST_PATIENCE)))
    left, spent, speed = patience - used, announced, 1.0
    while left > _MINUTE * speed and spent < LONGEST_PATIENCE:
        left -= _MINUTE * speed
        spent += _MINUTE
        speed *= after
    if left > LONGEST_PATIENCE * speed:
        return LONGEST_PATIENCE
    return max(1, round(min(spent + left / speed, LONGEST_PATIENCE)))
