"""SimpleMSK with agents counted by the head, on cssim's own tables: what that rule changes.

In the source a group has so many agents; when the number falls, those above it end their
calls and nobody new is served until fewer are busy than the new number. In cssim they are
people with shifts. This bare simulator follows the source on the same drawn tables, so
that the difference to cssim is the rule's and not chance's.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from models import HOUR, Found, scenario

from cssim.demand import Luck, draw_demand

GROUPS_OF = {0: (0,), 1: (0, 1), 2: (1,)}
TYPES_OF = {0: (0, 1), 1: (1, 2)}
AGENTS = ((12, 18, 9), (15, 20, 11))
CHANGE, END, GIVE_UP, ARRIVAL = range(4)
"""What happens at one instant, in this order; contacts by number, as in cssim."""


class Call(NamedTuple):
    """A contact: instant [ms], number, type, period of arrival, and its luck."""

    at: int
    number: int
    kind: int
    period: int
    luck: Luck


class HeadCount:
    """One day of SimpleMSK.

    Attributes
    ----------
    calls : list of Call
        In order of arrival.
    answered : dict of int to int
        When [ms] each of the calls was answered, by position.
    in_target : array of int, shape (3, 3)
        Contacts answered in less than 20 s, by type and period of arrival.
    """

    def __init__(self, seed: int, replication: int) -> None:
        told = scenario("simple_msk")
        self.calls = [
            Call(at, number, *_type_and_period(told.reason_names[reason]), luck)
            for at, number, _, reason, *_, luck in draw_demand(told, seed, replication).arrivals()
        ]
        self.in_target = np.zeros((3, 3), dtype=int)
        self.busy, self.agents = [0, 0], [group[0] for group in AGENTS]
        self.lines: list[deque[int]] = [deque(), deque(), deque()]
        self.waiting: set[int] = set()
        self.answered: dict[int, int] = {}
        self.events = [(call.at, ARRIVAL, call.number, i) for i, call in enumerate(self.calls)]
        self.events += [(2 * p * HOUR, CHANGE, 0, p) for p in (1, 2)]

    def live(self) -> Found:
        """Return the contacts in target."""
        heapq.heapify(self.events)
        happen = (self.changes, self.ends, self.waiting.discard, self.arrives)
        while self.events:
            self.now, kind, _, what = heapq.heappop(self.events)
            happen[kind](what)
        name = "Number of contacts meeting target service level"
        return {
            (name, f"Type {k}, period {p}"): float(n)
            for (k, p), n in np.ndenumerate(self.in_target)
        }

    def changes(self, period: int) -> None:
        """Set the number of agents of both groups."""
        self.agents = [group[period] for group in AGENTS]
        for group in (0, 1):
            self.takes_next(group)

    def arrives(self, i: int) -> None:
        """Answer a contact or let it wait."""
        call = self.calls[i]
        free = [g for g in GROUPS_OF[call.kind] if self.busy[g] < self.agents[g]]
        if free:
            self.answer(i, free[0])
        else:
            self.lines[call.kind].append(i)
            self.waiting.add(i)
            heapq.heappush(self.events, (call.at + call.luck.patience, GIVE_UP, call.number, i))

    def answer(self, i: int, group: int) -> None:
        """Let an agent of a group take a contact."""
        call = self.calls[i]
        self.busy[group] += 1
        self.answered[i] = self.now
        self.in_target[call.kind, call.period] += self.now - call.at < 20_000
        heapq.heappush(self.events, (self.now + call.luck.talk, END, call.number, group))

    def ends(self, group: int) -> None:
        """End a call."""
        self.busy[group] -= 1
        self.takes_next(group)

    def takes_next(self, group: int) -> None:
        """Let free agents of a group take who has waited longest."""
        while self.busy[group] < self.agents[group] and (heads := list(self.heads(group))):
            first = min(heads)
            self.lines[self.calls[first].kind].popleft()
            self.waiting.discard(first)
            self.answer(first, group)

    def heads(self, group: int) -> Iterator[int]:
        """Yield who waits longest, of each type that a group serves."""
        for kind in TYPES_OF[group]:
            line = self.lines[kind]
            while line and line[0] not in self.waiting:
                line.popleft()
            if line:
                yield line[0]


def _type_and_period(reason: str) -> tuple[int, int]:
    kind, period = reason.removeprefix("type").split("_period")
    return int(kind), int(period)


def lives(model: str, replications: Iterable[int], seed: int) -> list[Found]:
    """Return the contacts in target of some replications; as `reproduce.lives`."""
    assert model == "simple_msk"
    return [HeadCount(seed, r).live() for r in replications]
