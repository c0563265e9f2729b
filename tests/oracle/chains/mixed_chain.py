"""Agents for calls and chats: on the phone nothing else, with chats only further chats.

An agent is the number of chats in hand, or -1 on the phone; agents are alike, so the
state is the sorted agents and the line, a string of "p" (call) and "c" (chat).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import markov
from markov import Move

State = tuple[tuple[int, ...], str]
PHONE = -1


@dataclass(frozen=True)
class Mixed:
    """Rates per hour of calls and of chats.

    Attributes
    ----------
    calls, serve, give_up : float, per hour
        Arrivals, ends and patience of calls.
    chats, type, give_up_chat : float, per hour
        Arrivals, ends of a chat that is alone, and patience of chats.
    slots, agents : int
        Chats an agent may have, agents.
    slowdown : float
        s of the time of a chat, x (1 + s (n - 1)).
    fills : bool
        Who turns from the phone to chats takes as many as there is room for; False: one,
        the others wait for another occasion (broken).
    most : int
        Longest line; the chain is cut there.
    """

    calls: float
    serve: float
    give_up: float
    chats: float
    type: float
    give_up_chat: float
    slots: int
    agents: int
    slowdown: float
    fills: bool = True
    most: int = 9

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue call": lambda state: state[1].count("p"),
            "queue chat": lambda state: state[1].count("c"),
            "slots call": lambda state: sum(held == PHONE for held in state[0]),
            "slots chat": lambda state: sum(held for held in state[0] if held > 0),
        }
        return markov.expected(markov.explore(((0,) * self.agents, ""), self.moves), hours, levels)

    def moves(self, state: State) -> Iterator[Move]:
        """Yield what may happen next."""
        agents, line = state
        yield self._arrival(agents, line, "p", self.calls)
        yield self._arrival(agents, line, "c", self.chats)
        for i, held in enumerate(agents):
            if held == PHONE:
                yield self._free(agents, line, i, self.serve)
            elif held > 0:
                pace = round(1000 / (1 + self.slowdown * (held - 1))) / 1000
                rate = held * self.type * pace
                if held == 1:
                    yield self._free(agents, line, i, rate)
                else:
                    yield self._filled(_with(agents, i, held - 1), line, held - 1, rate)
        for place, who in enumerate(line):
            away, name = ((self.give_up, "call"), (self.give_up_chat, "chat"))[who == "c"]
            yield away, (agents, line[:place] + line[place + 1 :]), (f"abandoned {name}",)

    def _arrival(self, agents: tuple[int, ...], line: str, who: str, rate: float) -> Move:
        free = range(1) if who == "p" else range(self.slots)
        able = [held for held in agents if held in free]
        if able:
            held = min(able)
            after = PHONE if who == "p" else held + 1
            return rate, (_with(agents, agents.index(held), after), line), (_answered(who),)
        if len(line) >= self.most:
            return rate, (agents, line), ("cut",)
        return rate, (agents, line + who), ()

    def _free(self, agents: tuple[int, ...], line: str, i: int, rate: float) -> Move:
        """An agent has nothing in hand: who waits longest, then more chats if it was one."""
        if not line:
            return rate, (_with(agents, i, 0), line), ()
        if line[0] == "p":
            return rate, (_with(agents, i, PHONE), line[1:]), (_answered("p"),)
        after = _with(agents, i, 1)
        if not self.fills:
            return rate, (after, line[1:]), (_answered("c"),)
        return self._filled(after, line[1:], 1, rate, _answered("c"))

    def _filled(
        self, agents: tuple[int, ...], line: str, held: int, rate: float, *events: str
    ) -> Move:
        i = agents.index(held)
        while held < self.slots and "c" in line:
            held, line, events = held + 1, line.replace("c", "", 1), (*events, _answered("c"))
        return rate, (_with(agents, i, held), line), events


def _answered(who: str) -> str:
    return "answered call" if who == "p" else "answered chat"


def _with(agents: tuple[int, ...], i: int, held: int) -> tuple[int, ...]:
    return tuple(sorted((*agents[:i], held, *agents[i + 1 :])))
