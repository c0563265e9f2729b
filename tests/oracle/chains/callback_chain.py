"""Callbacks that keep their place: a line of "c" (waiting) and "b" (to be called back).

Who arrives when `offered_at` or more wait is offered a callback and takes it with a
chance. A callback never gives up; when its turn comes it is reached or not, and a missed
one costs the agent a short ring.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import markov
from markov import Move

State = tuple[int, int, str]


@dataclass(frozen=True)
class Callbacks:
    """Rates per hour; `offered_at` counts those who wait when one more arrives.

    The state is (agents in service, agents ringing somebody who does not answer, line).
    A ring is short and fixed in the engine, exponential here: with `ring` a hundred times
    `serve`, what is between the two cannot be seen.
    """

    arrive: float
    serve: float
    give_up: float
    agents: int
    offered_at: int
    accept: float
    unanswered: float
    ring: float
    keeps_place: bool = True
    most: int = 10

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue help": lambda state: state[2].count("c"),
            "queue callbacks": lambda state: state[2].count("b"),
            "busy desk": lambda state: state[0] + state[1],
        }
        return markov.expected(markov.explore((0, 0, ""), self.moves), hours, levels)

    def moves(self, state: State) -> Iterator[Move]:
        """Yield what may happen next."""
        busy, ringing, line = state
        yield from self._arrival(state)
        if busy:
            yield from self._next(busy - 1, ringing, line, busy * self.serve)
        if ringing:
            yield from self._next(busy, ringing - 1, line, ringing * self.ring)
        for place, who in enumerate(line):
            if who == "c":
                after = line[:place] + line[place + 1 :]
                yield self.give_up, (busy, ringing, after), ("abandoned help",)

    def _arrival(self, state: State) -> Iterator[Move]:
        busy, ringing, line = state
        if busy + ringing < self.agents:
            yield self.arrive, (busy + 1, ringing, line), ("help by desk",)
        elif len(line) >= self.most:
            yield self.arrive, state, ("cut",)
        else:
            accept = self.accept if len(line) >= self.offered_at else 0.0
            if accept:
                after = line + "b" if self.keeps_place else "b" + line
                yield self.arrive * accept, (busy, ringing, after), ("diverted help",)
            waits = (busy, ringing, line + "c")
            yield self.arrive * (1 - accept), waits, ("waits help",)

    def _next(self, busy: int, ringing: int, line: str, rate: float) -> Iterator[Move]:
        """An agent is free and takes whoever is first."""
        if not line:
            yield rate, (busy, ringing, line), ()
        elif line[0] == "c":
            yield rate, (busy + 1, ringing, line[1:]), ("help by desk",)
        else:
            reached = (busy + 1, ringing, line[1:])
            yield rate * (1 - self.unanswered), reached, ("called back",)
            missed = (busy, ringing + 1, line[1:])
            yield rate * self.unanswered, missed, ("missed",)
