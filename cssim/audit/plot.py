"""The journal as the course of a day: what will happen to whom, and in which order.

Kinds of events at one instant, by MODEL §2, with what the documents leave open decided so:

====  =========================================================================
kind  event
====  =========================================================================
-1    (the audit's own) the event before goes on
0     the center puts off a contact that waits (closing, outage)
1     somebody's own process moves an agent to another team
2     an agent signs on, comes back from a break, goes on one, signs off, hands
      over or leaves deferred work to others; comes back from another team
3     end of talk and hold, of composing, of a ring, of being consulted; the
      contact is handed on; without after-contact work (and without a
      conference) the agent is free here, not by a zero delay
4     end of after-contact work
5     a delay of the policy has passed; end of self-service; a callback is due;
      somebody takes over; a later leg that was not handed on at once
6     give-up; who leaves without a sign leaves a ghost in the same place
7     arrival; who accepts a callback that keeps its place waits on
8     (the audit's own) the instant is over
====  =========================================================================
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from cssim.audit import away
from cssim.audit.codes import EVENT, HOW, KIND, SPAN, STATE
from cssim.audit.services import CHAT
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.journal import NOBODY

(
    AGENT_GOES, AGENT_COMES, TALK_ENDS, WORK_ENDS, DUE, ENTERS, JOINS, LEAVES, ANSWERED,
    SHIFT_ENDS, MOVES, MOVES_BACK, HELPS, PUTS_DOWN, COMPOSED,
) = range(15)  # fmt: skip

Event = tuple[int, int, int, int, int, int]
"""Time, kind, id, order, what, subject (an agent, or a leg)."""

WORLD, MANAGEMENT, AGENT, END_OF_TALK, END_OF_ACW, BECOMES_DUE, GIVE_UP, ARRIVAL, INSTANT_OVER = (
    range(9)
)
GOES_ON = -1
_KINDS = {
    TALK_ENDS: END_OF_TALK,
    COMPOSED: END_OF_TALK,
    WORK_ENDS: END_OF_ACW,
    DUE: BECOMES_DUE,
    ANSWERED: INSTANT_OVER,
}


class Plot:
    """What the journal says will happen; lists are indexed by leg.

    Attributes
    ----------
    handed_on : dict of int to int
        The next stay of each service whose contact went on to it at the end of talk.
    taken_over : set of int
        Stays of contacts that somebody of the next tier has taken over.
    aside : dict of int to int
        The stay in which work goes on that was set aside at the end of another.
    takes : dict of (agent, instant) to list of legs
        What an agent answered when.
    becomes_idle : set of (agent, instant)
        When agents became idle, if only for that instant.
    wanted : dict of agent to list of (from, until)
        When they only finish what they have in hand.
    shift_ends : set of (agent, instant)
        As planned.
    goes_away : set of (agent, instant)
        When breaks, sessions and the like begin.
    moves : dict of (instant, contact) to list of (agent, team)
        Moves between teams because a contact joins a line.
    moved : list of (agent, team)
        All moves.
    called : dict of (instant, contact) to list of agents
        Who is called in because a contact joins a line.
    asks_at_once : dict of leg to Event
        That a colleague is asked about work at the very instant at which it is taken.
    frees : dict of leg to agent
        The colleague asked about a service, who is free again when its customer leaves.
    """

    def __init__(self, view: View, shifts: Shifts) -> None:
        legs, s = view.legs, view.services
        self.view = view
        self.contact: list[int] = legs["contact"].tolist()
        self.agent: list[int] = legs["agent"].tolist()
        self.queued: list[int] = legs["queued_ms"].tolist()
        self.waited_until: list[int] = view.waited_until.tolist()
        n = len(self.contact)
        self.answered, self.parted, self.done = [-1] * n, [-1] * n, [-1] * n
        self.composed, self.way = [-1] * n, [-1] * n
        self.service_legs: list[int] = s.leg.tolist()
        for values, found in (
            (self.answered, s.answered),
            (self.parted, s.parted),
            (self.done, s.until),
            (self.composed, s.composed),
            (self.way, s.way),
        ):
            for leg, value in zip(self.service_legs, found.tolist(), strict=True):
                values[leg] = value
        self._open = set(s.leg[s.open].tolist())
        self.how: list[int] = legs["how"].tolist()
        self.kind: list[int] = legs["kind"].tolist()
        self.takes: dict[tuple[int, int], list[int]] = defaultdict(list)
        for leg in self.service_legs:
            self.takes[self.agent[leg], self.answered[leg]].append(leg)
        self.wanted = away.wanted(view, shifts)
        self._follow(view)
        self._agents(view, shifts)
        self._people(view, shifts)
        spans = away.planned(view, shifts).values()
        self.goes_away = {(agent, start) for some in spans for agent, start, _ in some}

    def _follow(self, view: View) -> None:
        """Sort each stay by what brings it about: an arrival, another leg, or its time."""
        self.handed_on: dict[int, int] = {}
        self.taken_over: set[int] = set()
        self.aside: dict[int, int] = {}
        self._entering: list[Event] = []
        self._accepted = _accepted(view)
        stays, first = view.stays.tolist(), view.is_first.tolist()
        arrived = view.contacts["arrived_ms"][view.row].tolist()
        ended = view.legs["ended_ms"].tolist()
        for i, leg in enumerate(stays):
            before = -1 if first[i] else stays[i - 1]
            at, kind, what = self.queued[leg], BECOMES_DUE, ENTERS
            if before < 0:
                kind = ARRIVAL if arrived[leg] == at else BECOMES_DUE
            elif self.how[before] == HOW["set_aside"]:
                self.aside[before] = leg
                continue
            elif self.kind[leg] == KIND["ghost"]:
                at, kind, what = ended[before], GIVE_UP, JOINS
            elif self.how[before] == HOW["diverted"] and at < ended[before] + 1:
                kind = ARRIVAL if arrived[leg] == ended[before] else BECOMES_DUE
                at, what = ended[before], JOINS
            elif self.parted[before] == at and self.how[before] != HOW["missed"]:
                self.handed_on[before] = leg
                if self.how[before] == HOW["taken_over"]:
                    self.taken_over.add(leg)
                continue
            self._entering.append((at, kind, self.contact[leg], leg, what, leg))

    def _agents(self, view: View, shifts: Shifts) -> None:
        """Work out when agents became idle and, but for an answer, ceased to be."""
        states, rows = view.states, away.idle_rows(view, shifts)
        agent = states["agent"][rows].tolist()
        since = list(zip(agent, states["from_ms"][rows].tolist(), strict=True))
        until = list(zip(agent, states["until_ms"][rows].tolist(), strict=True))
        self.frees: dict[int, int] = {}
        self._helpers(view)
        takes = set(self.takes) - _engaged(view)
        self.shift_ends = {(s.agent, s.until) for s in shifts.worked}
        # Who takes a contact when a shift ends has left, and has come again with the next one.
        left = self.shift_ends - shifts.taken_at_end
        taken = (takes | self._helps) - left
        called = self._call(view)
        engaged = (takes | self._helps) - (set(until) - left)
        self.becomes_idle = (set(since) | engaged) - called
        ends = {leg: (a, self.parted[leg]) for leg, a in self.frees.items()}
        self.frees = {leg: end[0] for leg, end in ends.items() if end in self.becomes_idle}
        freed = {(self.agent[leg], self.done[leg]) for leg in self.service_legs}
        freed |= {ends[leg] for leg in self.frees}
        # Whoever leaves work to others at the end of a shift comes anew with the next one.
        freed -= {(self.agent[i], self.done[i]) for i in self.aside} & self.shift_ends
        comes = sorted(self.becomes_idle - freed)
        goes = [(a, t) for a, t in until if (a, t) not in taken and t < view.end]
        self._moving = [(t, AGENT, a, 2, AGENT_COMES, a) for a, t in comes]
        self._moving += [(t, AGENT, a, 0, AGENT_GOES, a) for a, t in goes]

    def _call(self, view: View) -> set[tuple[int, int]]:
        """Note who is called in because a contact has joined a line; return (agent, instant)."""
        people = view.people
        rows = (people["what"] == EVENT["called_in"]) & (people["contact"] != NOBODY)
        columns = (people[c][rows].tolist() for c in ("agent", "at_ms", "contact"))
        self.called: dict[tuple[int, int], list[int]] = defaultdict(list)
        called = set()
        down = view.states["state"] == STATE["outage"]
        starts = (view.states[c][down].tolist() for c in ("agent", "from_ms"))
        without_tool = set(zip(*starts, strict=True))
        for agent, at, contact in zip(*columns, strict=True):
            if (agent, at) in without_tool:
                continue
            self.called[at, contact].append(agent)
            called.add((agent, at))
        return called

    def _helpers(self, view: View) -> None:
        """Colleagues who are consulted: idle until then, and free at its end."""
        helpers, legs = view.conferences.helpers, view.legs
        columns = (
            legs[c][helpers].tolist() for c in ("answered_ms", "ended_ms", "contact", "agent")
        )
        self._helps: set[tuple[int, int]] = set()
        self._asked: list[Event] = []
        self.asks_at_once: dict[int, Event] = {}
        asking = {(self.contact[i], self.composed[i]): i for i in view.conferences.consulted}
        taken = {(self.contact[leg], self.answered[leg]): leg for leg in self.service_legs}
        for start, ended, contact, agent in zip(*columns, strict=True):
            self._helps.add((agent, start))
            event = start, END_OF_TALK, contact, 0, HELPS, agent
            if (contact, start) in taken:
                self.asks_at_once[taken[contact, start]] = event
            else:
                self._asked.append(event)
            if 0 <= ended < view.end and (contact, start) in asking:
                self.frees[asking[contact, start]] = agent

    def _people(self, view: View, shifts: Shifts) -> None:
        """Note ends of shifts with work set aside, and moves between teams."""
        if self.aside:
            self._moving += [(t, AGENT, a, 1, SHIFT_ENDS, a) for a, t in self.shift_ends]
        people = view.people
        rows = np.flatnonzero(people["what"] == EVENT["moved"])
        self.moves: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
        self.moved: list[tuple[int, int]] = []
        for row in rows.tolist():
            at, agent, team, until, contact = (
                int(people[c][row]) for c in ("at_ms", "agent", "team", "until_ms", "contact")
            )
            if contact == NOBODY:
                n = len(self.moved)
                self._moving.append((at, MANAGEMENT, n, 0, MOVES, n))
            else:
                self.moves[at, contact].append((agent, team))
            self.moved.append((agent, team))
            self._moving.append((until, AGENT, agent, 3, MOVES_BACK, agent))

    def events(self) -> list[Event]:
        """Return the events that no other event brings about."""
        answered = [self.event(self.answered[leg], ANSWERED, leg) for leg in self.service_legs]
        return [*self._entering, *self._moving, *self._asked, *answered]

    def event(self, at: int, what: int, leg: int) -> Event:
        """Return an event of a leg."""
        if what == LEAVES:
            kind = WORLD if self.how[leg] == HOW["disconnected"] else GIVE_UP
        elif what == TALK_ENDS and self.how[leg] == HOW["handed_over"]:
            return at, AGENT, self.agent[leg], 3, what, leg
        elif what == TALK_ENDS and self.how[leg] == HOW["taken_over"]:
            kind = BECOMES_DUE
        else:
            kind = _KINDS[what]
        return at, kind, self.contact[leg], leg, what, leg

    def puts_down(self, leg: int) -> Event | None:
        """Return the event in which an agent puts work down because of a break, if any."""
        agent, at = self.agent[leg], self.done[leg]
        if leg not in self.aside or (agent, at) not in self.goes_away:
            return None
        return at, AGENT, agent, 2, PUTS_DOWN, agent

    def gives_up(self, leg: int) -> bool:
        """Tell whether a stay ends in the queue before the run does."""
        return self.answered[leg] < 0 and self.how[leg] != HOW["open"]

    def never_joins(self, leg: int) -> bool:
        """Tell whether a stay is over as soon as nobody is found for it.

        So it is when contacts that are handed on get lost, and when a callback is accepted; a
        voice mailbox takes over from the line.
        """
        if self.answered[leg] >= 0 or self.waited_until[leg] > self.queued[leg]:
            return False
        return self.how[leg] == HOW["disconnected"] or leg in self._accepted

    def is_open(self, leg: int) -> bool:
        """Tell whether a service was still going on when the run stopped."""
        return leg in self._open

    def freed_by_talk(self, leg: int) -> bool:
        """Tell whether the agent is free as soon as the customer has left."""
        return self.done[leg] == self.parted[leg] and leg not in self._open

    def is_wanted(self, agent: int, now: int, since: int) -> bool:
        """Tell whether an agent with work in hand since an instant is to take nobody more."""
        spans = self.wanted.get(agent, ())
        return any(start <= now < until or since < now == until for start, until in spans)


def _accepted(view: View) -> set[int]:
    """Return the legs that ended because a callback was accepted."""
    diverted = np.flatnonzero(view.legs["how"] == HOW["diverted"])
    row = view.row[diverted]
    # Who left a message has left then, and is not served after it, however short that was.
    mailbox = view.legs["ended_ms"][diverted] == view.contacts["left_ms"][row]
    after = np.minimum(diverted + 1, len(view.legs["kind"]) - 1)
    served = view.legs["kind"][after] == KIND["service"]
    mailbox &= ~(served & (view.legs["contact"][after] == view.legs["contact"][diverted]))
    return set(diverted[~mailbox].tolist())


def _engaged(view: View) -> set[tuple[int, int]]:
    """Return when agents took a contact while they had others in hand: (agent, instant)."""
    s = view.services
    if not (s.way == CHAT).any():
        return set()
    where = s.agent * SPAN + s.answered
    starts, ends = np.sort(where), np.sort(s.agent * SPAN + s.until)
    # In hand just before and just after: begun earlier, and over later.
    in_hand = np.searchsorted(starts, where, "left") - np.searchsorted(ends, where, "right")
    rows = in_hand > 0
    return set(zip(s.agent[rows].tolist(), s.answered[rows].tolist(), strict=True))
