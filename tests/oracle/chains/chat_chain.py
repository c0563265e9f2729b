"""Chats: agents with several at once who slow down, ghosts of those who left silently.

An agent's hand is (live, ghosts); agents are alike, so the state is the sorted hands and
the line, a string of "c" (a customer) and "g" (one who has left without a sign).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import markov
from markov import Move

Hand = tuple[int, int]
State = tuple[tuple[Hand, ...], str]


@dataclass(frozen=True)
class Chat:
    """Rates per hour.

    Attributes
    ----------
    arrive, serve, ghost, give_up : float, per hour
        Rates of arriving, of ending a chat that is alone, of seeing through a ghost that
        is alone, and of giving up.
    slots, agents : int
        Chats an agent may have, agents.
    slowdown, silent : float
        s of the time of a chat, x (1 + s (n - 1)); share of leavers who do not say so.
    spread : bool
        A chat goes to the agent with the fewest in hand; False: with the most (broken).
    most : int
        Longest line; the chain is cut there.
    """

    arrive: float
    serve: float
    ghost: float
    give_up: float
    slots: int
    agents: int
    slowdown: float
    silent: float
    spread: bool = True
    most: int = 8

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue help": lambda state: state[1].count("c"),
            "slots desk": lambda state: sum(map(sum, state[0])),
            "slots ghosts": lambda state: sum(hand[1] for hand in state[0]),
            "busy desk": lambda state: sum(sum(hand) > 0 for hand in state[0]),
        }
        start = (((0, 0),) * self.agents, "")
        return markov.expected(markov.explore(start, self.moves), hours, levels)

    def pace(self, n: int) -> float:
        """Return the speed of each of n chats of one agent, in thousandths as the engine's."""
        return round(1000 / (1 + self.slowdown * max(n - 1, 0))) / 1000

    def moves(self, state: State) -> Iterator[Move]:
        """Yield what may happen next."""
        hands, line = state
        yield self._arrival(hands, line)
        for i, hand in enumerate(hands):
            pace = self.pace(sum(hand))
            for kind, rate in enumerate((self.serve, self.ghost)):
                if hand[kind]:
                    yield self._end(hands, line, (i, kind), hand[kind] * rate * pace)
        for place, who in enumerate(line):
            if who == "c":
                ghost = line[:place] + "g" + line[place + 1 :]
                gone = line[:place] + line[place + 1 :]
                yield self.give_up * self.silent, (hands, ghost), ("abandoned help",)
                yield self.give_up * (1 - self.silent), (hands, gone), ("abandoned help",)

    def _arrival(self, hands: tuple[Hand, ...], line: str) -> Move:
        free = [i for i, hand in enumerate(hands) if sum(hand) < self.slots]
        if free:
            pick = min if self.spread else max
            i = pick(free, key=lambda i: sum(hands[i]))
            return self.arrive, (_with(hands, i, 0, 1), line), ("help by desk",)
        if len(line) >= self.most:
            return self.arrive, (hands, line), ("cut",)
        return self.arrive, (hands, line + "c"), ("waits help",)

    def _end(self, hands: tuple[Hand, ...], line: str, who: tuple[int, int], rate: float) -> Move:
        i, kind = who
        if not line:
            return rate, (_with(hands, i, kind, -1), line), ()
        after = _with(hands, i, kind, -1, then="cg".index(line[0]))
        events = ("help by desk",) if line[0] == "c" else ("ghost",)
        return rate, (after, line[1:]), events


def _with(
    hands: tuple[Hand, ...], i: int, kind: int, more: int, then: int | None = None
) -> tuple[Hand, ...]:
    hand = list(hands[i])
    hand[kind] += more
    if then is not None:
        hand[then] += 1
    return tuple(sorted((*hands[:i], (hand[0], hand[1]), *hands[i + 1 :])))
