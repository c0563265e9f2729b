"""The score: priority classes with aging, in points and points per second."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import compress

from cssim.center.people import Agent, Contact
from cssim.center.routing.keyed import Key, KeyedPolicy, Term
from cssim.journal import CAUSES

_REPEAT = CAUSES.index("repeat")
BONUSES = ("escalated", "callback", "repeat")


class Score(KeyedPolicy):
    """Agents take the highest score: points, plus slope x (wait + head start of the segment).

    Points come with the reason (`base`), the segment (`segment_base`) and what the contact
    is (`bonus`: handed to a higher tier, to be called back, made because an answer did not
    help). With a slope of 0 the classes are strict; the steeper it is, the sooner a
    long wait outweighs a class.
    """

    name = "score"
    source = (
        "Callcenter-Simulator (Herzog); head starts as in the bank of Brown et al. (2005); "
        "aging of priorities after Kleinrock (1964)"
    )

    def prepare(self) -> None:
        """Read points, slopes and head starts."""
        segments = self.names.segments
        self._base = self.by_reason(self.routing["base"], 0.0)
        self._slope = self.by_reason(self.routing["slope"], 1.0)
        # The last place serves contacts without a segment (code -1).
        self._head_start = [*(self.routing["head_start"].get(name, 0) for name in segments), 0]
        points = self.routing["segment_base"]
        self._segment_base = [*(points.get(name, 0.0) for name in segments), 0.0]
        bonus = self.routing["bonus"]
        self._bonus = tuple(bonus.get(name, 0.0) for name in BONUSES)
        self._has_bonus = any(self._bonus)
        self._base_of_queue = self.by_queue(self._base)
        self._slope_of_queue = self.by_queue(self._slope)

    def line_key(self, contact: Contact) -> Hashable:
        """Return the segment and, if that makes a difference, what the contact is."""
        segment = contact.issue.segment
        return (segment, *_is(contact)) if self._has_bonus else segment

    def contact_key(self, agent: Agent, contact: Contact, now: int) -> Key:
        """Return minus the score."""
        queue, segment = contact.queue, contact.issue.segment
        waited = now - contact.queued + self._head_start[segment]
        points: float = self._base_of_queue[queue] + self._segment_base[segment]
        if self._has_bonus:
            points += sum(compress(self._bonus, _is(contact)))
        return (-(points + self._slope_of_queue[queue] * waited / 1000),)

    def contact_terms(self) -> list[Term]:
        """Return the published terms; what is not used is left out."""
        reasons, segments = self.names.reasons, self.names.segments
        term: Term = {
            "term": "score",
            "base": dict(zip(reasons, self._base, strict=True)),
            "slope": dict(zip(reasons, self._slope, strict=True)),
            "head_start_ms": dict(zip(segments, self._head_start, strict=False)),
        }
        points = dict(zip(segments, self._segment_base, strict=False))
        if any(points.values()):
            term["segment_base"] = points
        found = zip(BONUSES, self._bonus, strict=True)
        return [term | {f"bonus_{name}": points for name, points in found if points}]


def _is(contact: Contact) -> tuple[bool, bool, bool]:
    """Tell what the contact is, in the order of `BONUSES`."""
    return contact.escalated, contact.is_callback, contact.cause == _REPEAT
