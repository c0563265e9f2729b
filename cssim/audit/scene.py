"""Who waits and who is at hand at one moment of the day, and whom the policy would choose."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from cssim.audit.keys import Key, Routing
from cssim.audit.own_agents import OwnAgents

if TYPE_CHECKING:
    from cssim.audit.plot import Plot

Waiting = tuple[int, int, int]
"""Queued, contact id, leg."""


class Choice(NamedTuple):
    """The best there was.

    Attributes
    ----------
    best : int
        An agent or a leg; -1 for none.
    n : int
        How many candidates there were.
    others : frozenset of int
        All of them, where any would do because a coin decides; else empty.
    """

    best: int = -1
    n: int = 0
    others: frozenset[int] = frozenset()


class Scene:
    """The floor at one moment.

    Parameters
    ----------
    routing : Routing
    plot : Plot

    Attributes
    ----------
    now : int, ms
        The moment.
    idle_since : dict of agent to instant
        Who is idle, or at other duties.
    crew : list of int
        The crew to which each agent counts now.
    chats : dict of agent to set of legs
        Chats in hand.
    composing : dict of agent to leg
        Deferred work in hand that may be set aside.
    since : dict of agent to instant
        When chats or deferred work in hand last changed.
    aside : dict of agent to list of legs
        Stays in which work set aside is to go on, oldest first.
    in_queue : set of int
        Legs in line.
    due : dict of leg to ms
        Wait at which a leg joined the line, or the last of its delays ended.
    comes : int
        The agent who is asked for, as one who is free: perhaps before a break that can wait.
    """

    def __init__(self, routing: Routing, plot: Plot) -> None:
        self.routing, self.plot = routing, plot
        self.now = 0
        self.line: list[int] = routing.line_of_leg.tolist()
        self.crew = list(routing.crew_of_agent)
        self.waiting: list[list[Waiting]] = [[] for _ in routing.lines]
        self.idle: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.idle_since: dict[int, int] = {}
        self.chats: dict[int, set[int]] = {}
        self.composing: dict[int, int] = {}
        self.since: dict[int, int] = {}
        self.aside: dict[int, list[int]] = defaultdict(list)
        self.in_queue: set[int] = set()
        self.due: dict[int, int] = {}
        self.comes = -1
        self.own = OwnAgents(plot.view)
        self._connect()

    def _connect(self) -> None:
        """Work out which crews may ever serve which lines, moved agents' included."""
        routing = self.routing
        for agent, team in self.plot.moved:
            routing.crew_of(agent, team)
        lines, crews = range(len(routing.lines)), range(len(routing.crews))
        pairs = [(i, c, d) for i in lines for c in crews if (d := routing.delay(i, c)) is not None]
        self.crews_of = [[(c, d) for i, c, d in pairs if i == k] for k in lines]
        served = [[(i, d) for i, c, d in pairs if c == k] for k in crews]
        self.live_of = [[p for p in mine if not routing.lines[p[0]].deferred] for mine in served]
        self.later_of = [[p for p in mine if routing.lines[p[0]].deferred] for mine in served]
        self.above = [routing.joins_above(c) for c in crews]
        self.counts = any(a is not None for a in self.above)
        self.counts |= any(routing.keep(i, c) > 0 for i, c, _ in pairs)
        self._beside = [
            [k for k in lines if routing.lines[k][:2] == routing.lines[i][:2]] for i in lines
        ]

    # ---- what changes ----------------------------------------------------------------

    def sit(self, agent: int) -> None:
        """Let an agent be idle from now on."""
        self.idle_since[agent] = self.now
        insort(self.idle[self.crew[agent]], (self.now, agent))

    def leave(self, agent: int) -> None:
        """Let an agent be idle no more, if idle."""
        since = self.idle_since.pop(agent, None)
        if since is not None:
            crew = self.idle[self.crew[agent]]
            del crew[bisect_left(crew, (since, agent))]

    def move(self, agent: int, team: int = -1) -> None:
        """Let an agent count to another team, or to the own one again."""
        since = self.idle_since.get(agent)
        self.leave(agent)
        self.crew[agent] = self.routing.crew_of(agent, team)
        if since is not None:
            self.idle_since[agent] = since
            insort(self.idle[self.crew[agent]], (since, agent))

    def join(self, leg: int) -> None:
        """Put a leg in line."""
        insort(self.waiting[self.line[leg]], self.place(leg))
        self.in_queue.add(leg)
        self.falls_due(leg)

    def falls_due(self, leg: int) -> None:
        """Let those answer a leg from now on whose delay ends now: not earlier in its instant."""
        self.due[leg] = self.now - self.plot.queued[leg]

    def unjoin(self, leg: int) -> None:
        """Take a leg out of the line, if it is there."""
        if leg in self.in_queue:
            self.in_queue.remove(leg)
            line = self.waiting[self.line[leg]]
            del line[bisect_left(line, self.place(leg))]

    def place(self, leg: int) -> Waiting:
        """Return by what a leg is ordered in its line."""
        return self.plot.queued[leg], self.plot.contact[leg], leg

    # ---- who may whom ----------------------------------------------------------------

    def allows(self, line: int, crew: int, *, taken_over: bool = False) -> bool:
        """Tell whether the conditions on counts of a pair hold now."""
        if not self.counts:
            return True
        keep, above = self.routing.keep(line, crew), self.above[crew]
        if keep and self._n_idle(self.routing.crews[crew].team) <= keep:
            return False
        if above is None or taken_over:
            return True
        return sum(len(self.waiting[i]) for i, _ in self.live_of[crew]) > above

    def _n_idle(self, team: str) -> int:
        crews = self.routing.crews
        return sum(len(idle) for crew, idle in self.idle.items() if crews[crew].team == team)

    def has_waited(self, leg: int, delay: int) -> bool:
        """Tell whether a delay is over for a leg; at its very instant, only once it fell due."""
        return self.now - self.plot.queued[leg] > delay or self.due[leg] >= delay

    def has_room(self, agent: int, line: int) -> bool:
        """Tell whether an agent with chats in hand may take one more of a line."""
        chats = self.chats.get(agent)
        if not chats or not self.routing.lines[line].chat:
            return False
        channel = self.routing.lines[line].channel
        mine = self.routing.lines[self.line[next(iter(chats))]].channel
        facts = self.routing.expected.channels.get(channel)
        if facts is None or mine != channel or len(chats) >= facts.slots:
            return False
        since = min(self.plot.answered[chat] for chat in chats)
        return agent == self.comes or not self.plot.is_wanted(agent, self.now, since)

    def is_deferred(self, leg: int) -> bool:
        """Tell whether nobody is on the line in a leg."""
        return self.routing.lines[self.line[leg]].deferred

    def is_eligible(self, leg: int, agent: int) -> bool:
        """Tell whether an agent may serve a leg now, at hand or not."""
        line, crew = self.line[leg], self.crew[agent]
        delay = self.routing.delay(line, crew)
        waited = self.now - self.plot.queued[leg]
        return delay is not None and waited >= delay and self.allows(line, crew)

    def may_resume(self, leg: int, agent: int) -> bool:
        """Tell whether enough agents are idle for one to take own work up that was set aside."""
        crew = self.crew[agent]
        keep = self.routing.keep(self.line[leg], crew)
        return not keep or self._n_idle(self.routing.crews[crew].team) > keep

    def is_at_hand(self, leg: int, agent: int) -> bool:
        """Tell whether an agent could take a leg now: idle, with room, or at deferred work."""
        if agent in self.idle_since or self.has_room(agent, self.line[leg]):
            return True
        if agent not in self.composing or self.routing.lines[self.line[leg]].deferred:
            return False
        return self._may_put_down(agent)

    # ---- an agent for a contact --------------------------------------------------------

    def best_agent(self, leg: int) -> Choice:
        """Return the agent that a leg should have now."""
        line, waited = self.line[leg], self.now - self.plot.queued[leg]
        taken_over = leg in self.plot.taken_over
        crews = [
            c
            for c, d in self.crews_of[line]
            if d <= waited and self.allows(line, c, taken_over=taken_over)
        ]
        found = self._idle_heads(line, crews)
        own = self.own.agents(leg, self.now)
        if found.n and own:
            idle = [a for a in own if a in self.idle_since and self.crew[a] in crews]
            if len(idle) == len(own) == 1:
                return Choice(idle[0], found.n)
            if idle:
                return Choice(found.best, found.n, found.others | {*idle})
        kind = self.routing.lines[line]
        if not found.n and kind.chat and self.chats:
            found = self._with_room(line, crews)
        if not found.n and not kind.deferred and self.composing:
            found = self._at_other_work(line, crews)
        return found

    def _idle_heads(self, line: int, crews: list[int]) -> Choice:
        heads: list[tuple[Key, int, int]] = []
        n = 0
        for crew in crews:
            idle = self.idle.get(crew)
            if idle:
                heads.append((self.routing.agent_key(line, crew), *idle[0]))
                n += len(idle)
        if not heads:
            return Choice()
        coin = self.routing.by_coin
        others = [a for crew in crews for _, a in self.idle.get(crew, ())] if coin else ()
        return Choice(min(heads)[2], n, frozenset(others))

    def _with_room(self, line: int, crews: list[int]) -> Choice:
        found = [a for a in self.chats if self.crew[a] in crews and self.has_room(a, line)]
        fewest = min((len(self.chats[a]) for a in found), default=0)
        return self._best_of(line, [a for a in found if len(self.chats[a]) == fewest])

    def _at_other_work(self, line: int, crews: list[int]) -> Choice:
        found = [a for a in self.composing if self.crew[a] in crews and self._may_put_down(a)]
        return self._best_of(line, found)

    def _may_put_down(self, agent: int) -> bool:
        """Tell whether some of the work is left, and the agent is not to leave the floor."""
        plot, leg = self.plot, self.composing[agent]
        is_left = leg in plot.aside or plot.composed[leg] != self.now
        return is_left and not plot.is_wanted(agent, self.now, plot.answered[leg])

    def _best_of(self, line: int, agents: list[int]) -> Choice:
        if not agents:
            return Choice()
        key = self.routing.agent_key
        best = min(agents, key=lambda a: (key(line, self.crew[a]), self.since[a], a))
        return Choice(best, len(agents), frozenset(agents if self.routing.by_coin else ()))

    # ---- a contact for an agent --------------------------------------------------------

    def best_contact(self, agent: int) -> Choice:
        """Return the leg that an agent with nothing in hand should take now."""
        crew = self.crew[agent]
        found = self._best_in(self.live_of[crew], crew)
        if found.n:
            return found
        for leg in self.aside.get(agent, ()):
            if self.may_resume(leg, agent):
                return Choice(leg, len(self.aside[agent]))
        return self._best_in(self.later_of[crew], crew)

    def best_chat(self, agent: int) -> Choice:
        """Return the leg that an agent with chats in hand should take besides."""
        crew = self.crew[agent]
        pairs = [pair for pair in self.live_of[crew] if self.has_room(agent, pair[0])]
        return self._best_in(pairs, crew)

    def _best_in(self, pairs: list[tuple[int, int]], crew: int) -> Choice:
        heads: list[tuple[Key, int, int, int]] = []
        n = 0
        for line, delay in pairs:
            waiting = self.waiting[line]
            if not waiting or not self.allows(line, crew):
                continue
            for one in waiting:
                if self.now - one[0] < delay:
                    break
                if self.has_waited(one[2], delay):
                    heads.append((self.contact_key(one, line, crew), *one))
                    n += len(waiting)
                    if self.routing.oldest_first:
                        break
        return Choice(min(heads)[3], n) if heads else Choice()

    def contact_key(self, one: Waiting, line: int, crew: int) -> Key:
        """Return the key of a waiting contact for a crew."""
        wait, length = self.now - one[0], 0
        if self.routing.by_length:
            length = sum(len(self.waiting[k]) for k in self._beside[line])
        return tuple(part(wait, length) for part in self.routing.contact_key(line, crew))
