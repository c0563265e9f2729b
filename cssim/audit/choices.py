"""C6: who gets whom, checked by living the day again.

The journal's legs and states are replayed in the order of events of MODEL §2 (time, kind,
id). Where an event asks the router, the answer is worked out anew from the published keys
and compared with what the journal says happened; then the journal is followed, so that one
wrong choice is not blamed on the next. Two questions are asked:

- when a contact arrives, is handed on, or becomes eligible for more teams: an agent for it,
  best key first, then longest idle, then lowest index;
- when an agent becomes free: a contact for the agent, best key first, then longest waiting,
  then lowest id.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from cssim.audit.keys import Key, Routing, clearly_worse
from cssim.audit.plot import (
    ACW_ENDS,
    AGENT_COMES,
    AGENT_GOES,
    ANSWERED,
    DUE,
    ENTERS,
    LEAVES,
    TALK_ENDS,
    Event,
    Plot,
)
from cssim.audit.report import LawResult, Tally, seconds

if TYPE_CHECKING:
    from cssim.audit.tables import View

Waiting = tuple[int, int, int]
"""Queued, contact id, leg."""


def check(view: View, routing: Routing) -> LawResult:
    """Check C6; needs a policy that publishes its keys."""
    replay = Replay(view, routing)
    replay.run()
    replay.tally.note = f"{replay.n_choices} with more than one candidate"
    queued = view.contacts["queued_ms"]
    return replay.tally.result(bool(((queued >= 0) & (queued < view.end)).any()))


class Replay:
    """The day lived again from the journal.

    Attributes
    ----------
    tally : Tally
        Decisions examined (an agent who becomes free while nobody waits makes none), and
        those that were not the best.
    n_choices : int
        Decisions with more than one candidate.
    """

    def __init__(self, view: View, routing: Routing) -> None:
        self.view, self.routing = view, routing
        self.plot = Plot(view)
        self.tally = Tally("C6")
        self.n_choices = 0
        self.now = 0
        self.line: list[int] = routing.line_of_leg.tolist()
        self.waiting: list[list[Waiting]] = [[] for _ in routing.lines]
        self.idle: list[list[tuple[int, int]]] = [[] for _ in routing.crews]
        self.idle_since: dict[int, int] = {}
        self.in_queue: set[int] = set()
        self.assigned: set[int] = set()
        lines, crews = range(len(routing.lines)), range(len(routing.crews))
        pairs = [(i, c, routing.delay(i, c)) for i in lines for c in crews]
        self.crews_of = [[(c, d) for i, c, d in pairs if i == k and d is not None] for k in lines]
        self.lines_of = [[(i, d) for i, c, d in pairs if c == k and d is not None] for k in crews]

    def run(self) -> None:
        """Live through all events."""
        events = self.events = self.plot.events()
        heapify(events)
        handlers = {
            AGENT_COMES: self._agent_comes,
            AGENT_GOES: self._agent_goes,
            TALK_ENDS: self._talk_ends,
            ACW_ENDS: self._acw_ends,
            DUE: self._due,
            ENTERS: self._enters,
            LEAVES: self._leave_queue,
            ANSWERED: self._must_be_answered,
        }
        while events:
            self.now, _, _, _, what, subject = heappop(events)
            if self.now >= self.view.end:
                break  # the run stopped somewhere among the events of this instant
            handlers[what](subject)

    # What happens.

    def _agent_comes(self, agent: int) -> None:
        if agent in self.idle_since:
            return
        self.idle_since[agent] = self.now
        insort(self.idle[self.routing.crew_of_agent[agent]], (self.now, agent))
        self._ask_for_agent(agent)

    def _agent_goes(self, agent: int) -> None:
        since = self.idle_since.pop(agent, None)
        if since is not None:
            crew = self.idle[self.routing.crew_of_agent[agent]]
            del crew[bisect_left(crew, (since, agent))]

    def _talk_ends(self, leg: int) -> None:
        following = self.plot.handed_on.get(leg)
        if following is not None:
            self._enters(following)
        if self.plot.freed_by_talk(leg):
            self._acw_ends(leg)

    def _acw_ends(self, leg: int) -> None:
        agent = self.plot.agent[leg]
        if (agent, self.now) in self.plot.becomes_idle:
            self._agent_comes(agent)

    def _enters(self, leg: int) -> None:
        line = self.line[leg]
        insort(self.waiting[line], self._waiting(leg))
        self.in_queue.add(leg)
        self._ask_for_contact(leg)
        if leg not in self.in_queue:
            return
        queued, until = self.plot.queued[leg], self.plot.waited_until[leg]
        for delay in sorted({d for _, d in self.crews_of[line] if d > 0}):
            if self.now <= queued + delay <= until:
                self._push(queued + delay, DUE, leg)
        if self.plot.gives_up(leg):
            self._push(until, LEAVES, leg)

    def _due(self, leg: int) -> None:
        if leg in self.in_queue:
            self._ask_for_contact(leg)

    def _leave_queue(self, leg: int) -> None:
        if leg in self.in_queue:
            self.in_queue.remove(leg)
            line = self.waiting[self.line[leg]]
            del line[bisect_left(line, self._waiting(leg))]

    def _must_be_answered(self, leg: int) -> None:
        """Come back to a leg that the journal says was answered, at the end of its instant."""
        if leg in self.assigned:
            return
        agent = self.plot.agent[leg]
        reason = "the agent was not idle" if leg in self.in_queue else "it did not wait then"
        self.tally.wrong(f"{self._told(leg)}, agent {self.view.agent(agent)}: {reason}", 1)
        self._assign(leg)

    # What is decided.

    def _ask_for_contact(self, leg: int) -> None:
        """Compare the best idle agent for a contact with the one it got now, if any."""
        best, n = self._best_agent(leg)
        got = self.plot.agent[leg] if self.plot.answered[leg] == self.now else -1
        got = got if got in self.idle_since else -1
        self._count(n)
        if got != best:
            self._judge_agent(leg, got, best)
        if got >= 0:
            self._assign(leg)

    def _ask_for_agent(self, agent: int) -> None:
        """Compare the best waiting contact for an agent with the one taken now, if any."""
        got = self.plot.takes.get((agent, self.now), -1)
        got = got if got in self.in_queue else -1
        best, n = self._best_contact(agent, just_due=True)
        if got != best:
            # A contact whose delay ends at this very instant may also be seen only by its
            # own event, which is yet to come: both readings of the order are allowed.
            best, n = self._best_contact(agent, just_due=False)
        if n:
            self._count(n)
        if got != best:
            self._judge_contact(agent, got, best)
        if got >= 0:
            self._assign(got)

    def _count(self, candidates: int) -> None:
        self.tally.examined += 1
        self.n_choices += candidates > 1

    def _best_agent(self, leg: int) -> tuple[int, int]:
        line, waited = self.line[leg], self.now - self.plot.queued[leg]
        heads: list[tuple[Key, int, int]] = []
        n = 0
        for crew, delay in self.crews_of[line]:
            if delay <= waited and self.idle[crew]:
                heads.append((self.routing.agent_key(line, crew), *self.idle[crew][0]))
                n += len(self.idle[crew])
        return (min(heads)[2], n) if heads else (-1, 0)

    def _best_contact(self, agent: int, just_due: bool) -> tuple[int, int]:
        crew = self.routing.crew_of_agent[agent]
        heads: list[tuple[Key, int, int, int]] = []
        n = 0
        for line, delay in self.lines_of[crew]:
            from_wait = delay if just_due or delay == 0 else delay + 1
            waiting = self.waiting[line]
            for one in waiting[:1] if self.routing.oldest_first else waiting:
                if self.now - one[0] >= from_wait:
                    heads.append((self._contact_key(one, line, crew), *one))
                    n += len(waiting)
        return (min(heads)[3], n) if heads else (-1, 0)

    def _contact_key(self, one: Waiting, line: int, crew: int) -> Key:
        wait = self.now - one[0]
        return tuple(part(wait) for part in self.routing.contact_key(line, crew))

    # What was wrong.

    def _judge_agent(self, leg: int, got: int, best: int) -> None:
        line, crew_of = self.line[leg], self.routing.crew_of_agent
        if got >= 0 and best >= 0 and self._eligible(leg, got):
            keys = [self.routing.agent_key(line, crew_of[a]) for a in (got, best)]
            if keys[0] != keys[1] and not clearly_worse(*keys):
                return
        self._blame(leg, f"agent {self._idle_name(best)}", f"agent {self._idle_name(got)}")

    def _judge_contact(self, agent: int, got: int, best: int) -> None:
        crew = self.routing.crew_of_agent[agent]
        if got >= 0 and best >= 0 and self._eligible(got, agent):
            keys = [
                self._contact_key(self._waiting(leg), self.line[leg], crew) for leg in (got, best)
            ]
            if keys[0] != keys[1] and not clearly_worse(*keys):
                return
        told = [self._told(leg) if leg >= 0 else "none" for leg in (best, got)]
        where = f"agent {self.view.agent(agent)} became free at {seconds(self.now)}"
        self.tally.wrong(f"{where}: {told[0]} was to be chosen, {told[1]} was")

    def _eligible(self, leg: int, agent: int) -> bool:
        delay = self.routing.delay(self.line[leg], self.routing.crew_of_agent[agent])
        return delay is not None and self.now - self.plot.queued[leg] >= delay

    def _blame(self, leg: int, best: str, got: str) -> None:
        text = f"{self._told(leg)} at {seconds(self.now)}"
        self.tally.wrong(f"{text}: {best} was to be chosen, {got} was")

    def _idle_name(self, agent: int) -> str:
        if agent < 0:
            return "nobody"
        return f"{self.view.agent(agent)} (idle since {seconds(self.idle_since[agent])})"

    def _told(self, leg: int) -> str:
        return f"{self.view.leg_name(leg)} (waiting since {seconds(self.plot.queued[leg])})"

    # Small change.

    def _waiting(self, leg: int) -> Waiting:
        return self.plot.queued[leg], self.plot.contact[leg], leg

    def _push(self, at: int, what: int, leg: int) -> None:
        event: Event = self.plot.event(max(at, self.now), what, leg)
        heappush(self.events, event)

    def _assign(self, leg: int) -> None:
        """Follow the journal: the contact stops waiting, the agent is idle no more."""
        self.assigned.add(leg)
        self._leave_queue(leg)
        self._agent_goes(self.plot.agent[leg])
        if leg in self.plot.handed_on or self.plot.freed_by_talk(leg):
            self._push(self.plot.parted[leg], TALK_ENDS, leg)
        if not self.plot.freed_by_talk(leg) and not self.plot.is_open(leg):
            self._push(self.plot.done[leg], ACW_ENDS, leg)
