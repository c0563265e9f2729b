"""The floor: who waits and who is idle, in the order in which they came to be so.

Contacts that no policy tells apart wait in one `Line`; agents of one team with the
same skills form one `Crew`. Inside a line or a crew first come is first, so whatever a
policy prefers, the best contact is at the head of some line.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from cssim.center.people import Agent, Contact


class Line:
    """Contacts of one reason and tier (and segments, by code) that wait, longest first."""

    def __init__(self, reason: int, tier: int, segments: Sequence[int]) -> None:
        self.reason, self.tier, self.segments = reason, tier, segments
        self.waiting: OrderedDict[int, Contact] = OrderedDict()
        self._joined = -1
        self.crews: list[tuple[int, Crew]] = []
        """Who may ever serve it, each after how long a wait [ms], shortest first."""
        self.delays: list[int] = []
        """Waits [ms] at which it becomes eligible for more crews."""
        self.only: Crew | None = None
        """The one crew that serves it, if there is just one and at once."""

    def join(self, contact: Contact) -> None:
        """Let a contact queue; those who came at the same instant stand by id."""
        self.waiting[contact.id] = contact
        if contact.queued == self._joined:
            self._stand_by_id(contact)
        self._joined = contact.queued

    def _stand_by_id(self, contact: Contact) -> None:
        waiting = self.waiting
        after = [c for c in waiting.values() if c.queued == contact.queued and c.id > contact.id]
        for other in after:
            waiting.move_to_end(other.id)


class Crew:
    """Agents of one team with the same skills who are idle, longest first."""

    def __init__(self, team: int, tier: int, reasons: frozenset[int]) -> None:
        self.team, self.tier, self.reasons = team, tier, reasons
        self.idle: OrderedDict[int, Agent] = OrderedDict()
        self._joined = -1
        self.lines: list[tuple[int, Line]] = []
        """What it may ever serve, each after how long a wait [ms]."""
        self.only: Line | None = None
        """The one line it serves, if there is just one and at once."""

    def join(self, agent: Agent) -> None:
        """Let an agent be idle; those idle since the same instant stand by index."""
        self.idle[agent.index] = agent
        if agent.idle_since == self._joined:
            self._stand_by_index(agent)
        self._joined = agent.idle_since

    def _stand_by_index(self, agent: Agent) -> None:
        idle = self.idle
        since = agent.idle_since
        after = [a for a in idle.values() if a.idle_since == since and a.index > agent.index]
        for other in after:
            idle.move_to_end(other.index)


class Waiting(Sequence[Contact]):
    """Contacts an agent may answer now, longest wait first; made only when looked at."""

    def __init__(self, heads: list[Contact], lines: list[tuple[int, Line]], now: int) -> None:
        self.heads = heads
        self._lines, self._now = lines, now
        self._all: list[Contact] | None = None

    def _sorted(self) -> list[Contact]:
        if self._all is None:
            found = [
                contact
                for delay, line in self._lines
                for contact in line.waiting.values()
                if self._now - contact.queued >= delay
            ]
            self._all = sorted(found, key=lambda c: (c.queued, c.id))
        return self._all

    def __len__(self) -> int:
        return len(self._sorted())

    def __getitem__(self, item):  # type: ignore[no-untyped-def]
        return self._sorted()[item]


class Idle(Sequence[Agent]):
    """Agents who may answer a contact now, longest idle first; made only when looked at."""

    def __init__(self, heads: list[Agent], crews: list[Crew]) -> None:
        self.heads = heads
        self._crews = crews
        self._all: list[Agent] | None = None

    def _sorted(self) -> list[Agent]:
        if self._all is None:
            found = [agent for crew in self._crews for agent in crew.idle.values()]
            self._all = sorted(found, key=lambda a: (a.idle_since, a.index))
        return self._all

    def __len__(self) -> int:
        return len(self._sorted())

    def __getitem__(self, item):  # type: ignore[no-untyped-def]
        return self._sorted()[item]


class Floor:
    """All lines and all crews.

    Parameters
    ----------
    agents : iterable of Agent
        Everybody who may ever work.
    lines : iterable of Line
        Every line that may ever hold a contact.
    after : callable
        ``after(reason, team)`` gives the wait [ms] from which a team may serve a reason,
        or None for never.
    """

    def __init__(self, agents: Iterable[Agent], lines: Iterable[Line], after) -> None:  # type: ignore[no-untyped-def]
        self.crews: dict[tuple[int, frozenset[int]], Crew] = {}
        for agent in agents:
            reasons = frozenset(agent.pace)
            key = (agent.team, reasons)
            agent.crew = self.crews.setdefault(key, Crew(agent.team, agent.tier, reasons))
        self.lines = list(lines)
        self.line_of: dict[int, dict[int, dict[int, Line]]] = {}
        """Line of each reason, tier and segment code."""
        for line in self.lines:
            self._connect(line, after)
            by_segment = self.line_of.setdefault(line.reason, {}).setdefault(line.tier, {})
            by_segment.update(dict.fromkeys(line.segments, line))
        for crew in self.crews.values():
            if len(crew.lines) == 1 and crew.lines[0][0] == 0:
                crew.only = crew.lines[0][1]

    def _connect(self, line: Line, after) -> None:  # type: ignore[no-untyped-def]
        for crew in self.crews.values():
            if line.tier != crew.tier or line.reason not in crew.reasons:
                continue
            delay = after(line.reason, crew.team)
            if delay is not None:
                line.crews.append((delay, crew))
                crew.lines.append((delay, line))
        line.crews.sort(key=lambda pair: pair[0])
        if len(line.crews) == 1 and line.crews[0][0] == 0:
            line.only = line.crews[0][1]
        line.delays = sorted({delay for delay, _ in line.crews if delay > 0})

    def idle_for(self, line: Line, waited: int) -> Idle | None:
        """Return the idle agents who may answer a contact of `line` that has waited so long."""
        crews = [crew for delay, crew in line.crews if delay <= waited and crew.idle]
        if not crews:
            return None
        return Idle([next(iter(crew.idle.values())) for crew in crews], crews)

    def waiting_for(self, crew: Crew, now: int) -> Waiting | None:
        """Return the waiting contacts that an agent of `crew` may answer."""
        heads = []
        for delay, line in crew.lines:
            if line.waiting:
                head = next(iter(line.waiting.values()))
                if now - head.queued >= delay:
                    heads.append(head)
        return Waiting(heads, crew.lines, now) if heads else None

    def idle_agents(self) -> Iterator[Agent]:
        """Return everybody idle, longest first."""
        found = [agent for crew in self.crews.values() for agent in crew.idle.values()]
        return iter(sorted(found, key=lambda a: (a.idle_since, a.index)))
