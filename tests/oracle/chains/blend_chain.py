"""Live contacts that interrupt deferred work: each agent resumes what it has set aside.

An agent is "-" idle, "a" idle with a mail of its own set aside, "l" live, "L" live with
such a mail, "m" composing. Agents are alike, so the state is the sorted agents, live
contacts and mails waiting.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import markov
from markov import Move

State = tuple[str, int, int]


@dataclass(frozen=True)
class Blend:
    """Rates per hour of calls and mails.

    Attributes
    ----------
    arrive, serve : float, per hour
        Of calls.
    give_up : float, per hour
        Of a call that waits.
    mails, compose : float, per hour
        Of mails: arrivals, and ends of composing by an agent undisturbed.
    interrupts : bool
        A call sets composing aside; False: it waits for its end (broken).
    idle_above : int
        Mails are taken and resumed only while more than so many are idle. Above 0 for two
        agents only: with more, it would matter who has been idle longest.
    most_calls, most_mails : int
        Longest lines; the chain is cut there.
    """

    arrive: float
    serve: float
    give_up: float
    mails: float
    compose: float
    agents: int
    interrupts: bool = True
    idle_above: int = 0
    most_calls: int = 20
    most_mails: int = 60

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue call": lambda state: state[1],
            "queue mail": lambda state: state[2] + state[0].count("L") + state[0].count("a"),
            "time composing": lambda state: state[0].count("m"),
            "time talking": lambda state: state[0].count("l") + state[0].count("L"),
        }
        start = ("-" * self.agents, 0, 0)
        return markov.expected(markov.explore(start, self.moves), hours, levels)

    def moves(self, state: State) -> Iterator[Move]:
        """Yield what may happen next."""
        agents, calls, mails = state
        yield self._call(agents, calls, mails)
        if mails >= self.most_mails:
            yield self.mails, state, ("cut",)
        else:
            yield self.mails, self._settle(agents, calls, mails + 1), ()
        if calls:
            yield calls * self.give_up, (agents, calls - 1, mails), ("abandoned call",)
        for who in set(agents) & set("lLm"):
            rate = agents.count(who) * (self.compose if who == "m" else self.serve)
            yield self._free(state, who, rate)

    def _call(self, agents: str, calls: int, mails: int) -> Move:
        for before, after in (("-", "l"), ("a", "L")):
            if before in agents:
                state = (_turn(agents, before, after), calls, mails)
                return self.arrive, state, ("answered call",)
        if "m" in agents and self.interrupts:
            state = (_turn(agents, "m", "L"), calls, mails)
            return self.arrive, state, ("answered call", "set aside")
        if calls >= self.most_calls:
            return self.arrive, (agents, calls, mails), ("cut",)
        return self.arrive, (agents, calls + 1, mails), ()

    def _free(self, state: State, who: str, rate: float) -> Move:
        """An agent ends a call or a mail: next call, own mail, next mail, or nothing."""
        agents, calls, mails = state
        done = ("done mail",) if who == "m" else ()
        if calls:
            after = _turn(agents, who, "L" if who == "L" else "l")
            return rate, (after, calls - 1, mails), (*done, "answered call")
        others = agents.replace(who, "", 1)
        return rate, self._settle(others, calls, mails, "a" if who == "L" else "-"), done

    def _settle(self, agents: str, calls: int, mails: int, freed: str = "") -> State:
        """Let the one who is free, then the others who are idle, turn to mails."""
        team = [*freed, *agents]
        for i, who in enumerate(team):
            if sum(one in "-a" for one in team) <= self.idle_above:
                break
            if who == "a" or (who == "-" and mails):
                mails -= who == "-"
                team[i] = "m"
        return "".join(sorted(team)), calls, mails


def _turn(agents: str, before: str, after: str) -> str:
    return "".join(sorted(agents.replace(before, after, 1)))


def preemptive_resume(arrive: float, serve: float, mails: float, compose: float) -> float:
    """Return the mean time [h] of a mail from arrival to its end, M/M/1 without give-up.

    Two classes, preemptive resume (White and Christie 1958): with loads a and b,
    ``(1 / mu_b) / (1 - a) + (a / mu_a + b / mu_b) / ((1 - a) (1 - a - b))``.
    """
    a, b = arrive / serve, mails / compose
    return 1 / compose / (1 - a) + (a / serve + b / compose) / ((1 - a) * (1 - a - b))
