"""The journal as the course of a day: what will happen to whom, and in which order.

Kinds of events at one instant, by MODEL §2, with what the documents leave open decided so:

====  =========================================================================
kind  event
====  =========================================================================
0     the center puts off a contact that waits (closing)
2     an agent signs on, comes back from a break, goes on one, signs off
3     end of talk and hold; the contact is handed on; without after-contact work
      (and without a conference) the agent is free here, not by a zero delay
4     end of after-contact work
5     a delay of the policy has passed; end of self-service; a later leg that
      was not handed on at once
6     give-up
7     arrival
9     (the audit's own) the instant is over
====  =========================================================================
"""

from __future__ import annotations

from cssim.audit.tables import HOW, KIND, STATE, View

AGENT_GOES, AGENT_COMES, TALK_ENDS, ACW_ENDS, DUE, ENTERS, LEAVES, ANSWERED = range(8)

Event = tuple[int, int, int, int, int, int]
"""Time, kind, id, order, what, subject (an agent, or a leg)."""

WORLD, AGENT, END_OF_TALK, END_OF_ACW, BECOMES_DUE, GIVE_UP, ARRIVAL, INSTANT_OVER = (
    0, 2, 3, 4, 5, 6, 7, 9,
)  # fmt: skip
_KINDS = {TALK_ENDS: END_OF_TALK, ACW_ENDS: END_OF_ACW, DUE: BECOMES_DUE, ANSWERED: INSTANT_OVER}


class Plot:
    """What the journal says will happen; lists are indexed by leg.

    Attributes
    ----------
    handed_on : dict of int to int
        The next stay of each service whose contact went on to it at the end of talk.
    takes : dict of (agent, instant) to leg
        What an agent answered when.
    becomes_idle : set of (agent, instant)
        When agents became idle, if only for that instant.
    """

    def __init__(self, view: View) -> None:
        legs, services = view.legs, view.services
        self.contact: list[int] = legs["contact"].tolist()
        self.agent: list[int] = legs["agent"].tolist()
        self.queued: list[int] = legs["queued_ms"].tolist()
        self.waited_until: list[int] = view.waited_until.tolist()
        self.answered: list[int] = [-1] * len(self.contact)
        self.parted, self.done = list(self.answered), list(self.answered)
        self.service_legs: list[int] = services.leg.tolist()
        for name, found in (
            ("answered", services.answered),
            ("parted", services.parted),
            ("done", services.until),
        ):
            values = getattr(self, name)
            for leg, value in zip(self.service_legs, found.tolist(), strict=True):
                values[leg] = value
        self._open = set(services.leg[services.open].tolist())
        self._how: list[int] = legs["how"].tolist()
        self._kind: list[int] = legs["kind"].tolist()
        self.takes = {(self.agent[leg], self.answered[leg]): leg for leg in self.service_legs}
        self._follow(view)
        self._agents(view)

    def _follow(self, view: View) -> None:
        """Sort each stay by what brings it about: an arrival, the end of talk, or its time."""
        self.handed_on: dict[int, int] = {}
        self._entering: list[Event] = []
        stays, first = view.stays.tolist(), view.is_first.tolist()
        arrived = view.contacts["arrived_ms"][view.row].tolist()
        for i, leg in enumerate(stays):
            before = -1 if first[i] else stays[i - 1]
            if before >= 0 and self.parted[before] == self.queued[leg]:
                self.handed_on[before] = leg
                continue
            kind = ARRIVAL if first[i] and arrived[leg] == self.queued[leg] else BECOMES_DUE
            self._entering.append((self.queued[leg], kind, self.contact[leg], leg, ENTERS, leg))

    def _agents(self, view: View) -> None:
        """Work out when agents became idle and, but for an answer, ceased to be."""
        states = view.states
        idle = states["state"] == STATE["idle"]
        agent = states["agent"][idle].tolist()
        since = list(zip(agent, states["from_ms"][idle].tolist(), strict=True))
        until = list(zip(agent, states["until_ms"][idle].tolist(), strict=True))
        self.becomes_idle = set(since) | (set(self.takes) - set(until))
        freed = {(self.agent[leg], self.done[leg]) for leg in self.service_legs}
        comes = sorted(self.becomes_idle - freed)
        goes = [(a, t) for a, t in until if (a, t) not in self.takes and t < view.end]
        self._moving = [(t, AGENT, a, 1, AGENT_COMES, a) for a, t in comes]
        self._moving += [(t, AGENT, a, 0, AGENT_GOES, a) for a, t in goes]

    def events(self) -> list[Event]:
        """Return the events that no other event brings about."""
        answered = [self.event(self.answered[leg], ANSWERED, leg) for leg in self.service_legs]
        return [*self._entering, *self._moving, *answered]

    def event(self, at: int, what: int, leg: int) -> Event:
        """Return an event of a leg."""
        kind = self._leaving(leg) if what == LEAVES else _KINDS[what]
        return at, kind, self.contact[leg], leg, what, leg

    def _leaving(self, leg: int) -> int:
        return WORLD if self._how[leg] == HOW["disconnected"] else GIVE_UP

    def gives_up(self, leg: int) -> bool:
        """Tell whether a stay ends in the queue before the run does."""
        return self._kind[leg] == KIND["queue"] and self._how[leg] != HOW["open"]

    def is_open(self, leg: int) -> bool:
        """Tell whether a service was still going on when the run stopped."""
        return leg in self._open

    def freed_by_talk(self, leg: int) -> bool:
        """Tell whether the agent is free as soon as the customer has left."""
        return self.done[leg] == self.parted[leg] and leg not in self._open
