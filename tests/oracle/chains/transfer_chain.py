"""Contacts passed on: to specialists who lose them when busy, or to a manager's queue.

Who will be passed on is decided when the contact is answered, because the first agent
does only a share of its work. The state is (staying, going to a specialist, going to the
manager: in service at the front; waiting there; with specialists; with the manager;
waiting for the manager).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import markov
from markov import Move


class State(NamedTuple):
    """How many are where."""

    stay: int = 0
    to_expert: int = 0
    to_manager: int = 0
    queue: int = 0
    expert: int = 0
    manager: int = 0
    queue_manager: int = 0

    def plus(self, **more: int) -> State:
        return self._replace(**{place: getattr(self, place) + n for place, n in more.items()})


@dataclass(frozen=True)
class Transfers:
    """Rates per hour, and chances.

    Attributes
    ----------
    arrive, serve, give_up : float, per hour
        At the front.
    expert, manager, give_up_manager : float, per hour
        Rates of specialists and of the manager, and patience for the latter.
    to_expert, to_manager : float
        Chance of being passed on to either.
    share : float
        Share of its work that the front does for a contact that is passed on.
    n_front, n_expert, n_manager : int
        Agents.
    most, most_manager : int
        Longest lines; the chain is cut there.
    """

    arrive: float
    serve: float
    give_up: float
    expert: float
    manager: float
    give_up_manager: float
    to_expert: float
    to_manager: float
    share: float
    n_front: int
    n_expert: int
    n_manager: int
    most: int = 15
    most_manager: int = 8

    def expected(self, hours: float) -> dict[str, float]:
        """Return the figures of a run that starts empty."""
        levels = {
            "queue front": lambda s: s.queue,
            "queue manager": lambda s: s.queue_manager,
            "busy front": lambda s: s.stay + s.to_expert + s.to_manager,
            "busy expert": lambda s: s.expert,
            "busy manager": lambda s: s.manager,
        }
        return markov.expected(markov.explore(State(), self.moves), hours, levels)

    def moves(self, s: State) -> Iterator[Move]:
        """Yield what may happen next."""
        if s.stay + s.to_expert + s.to_manager < self.n_front:
            yield from self._answered(s, self.arrive, ())
        elif s.queue < self.most:
            yield self.arrive, s.plus(queue=1), ()
        else:
            yield self.arrive, s, ("cut",)
        if s.queue:
            yield s.queue * self.give_up, s.plus(queue=-1), ("abandoned front",)
        if s.queue_manager:
            rate = s.queue_manager * self.give_up_manager
            yield rate, s.plus(queue_manager=-1), ("abandoned manager",)
        if s.stay:
            yield from self._free(s.plus(stay=-1), s.stay * self.serve, ())
        if s.to_expert:
            yield from self._to_expert(s.plus(to_expert=-1), s.to_expert * self.serve / self.share)
        if s.to_manager:
            rate = s.to_manager * self.serve / self.share
            yield from self._to_manager(s.plus(to_manager=-1), rate)
        if s.expert:
            yield s.expert * self.expert, s.plus(expert=-1), ()
        if s.manager:
            yield self._next_for_manager(s, s.manager * self.manager)

    def _answered(self, s: State, rate: float, events: tuple[str, ...]) -> Iterator[Move]:
        """An agent at the front takes a contact, of one of three kinds."""
        events = (*events, "answered front")
        chances = {"to_expert": self.to_expert, "to_manager": self.to_manager}
        yield rate * (1 - sum(chances.values())), s.plus(stay=1), events
        for where, chance in chances.items():
            yield rate * chance, s.plus(**{where: 1}), events

    def _free(self, s: State, rate: float, events: tuple[str, ...]) -> Iterator[Move]:
        if s.queue:
            yield from self._answered(s.plus(queue=-1), rate, events)
        else:
            yield rate, s, events

    def _to_expert(self, s: State, rate: float) -> Iterator[Move]:
        if s.expert < self.n_expert:
            yield from self._free(s.plus(expert=1), rate, ("answered expert",))
        else:
            yield from self._free(s, rate, ("lost",))

    def _to_manager(self, s: State, rate: float) -> Iterator[Move]:
        if s.manager < self.n_manager:
            yield from self._free(s.plus(manager=1), rate, ("answered manager",))
        elif s.queue_manager < self.most_manager:
            yield from self._free(s.plus(queue_manager=1), rate, ())
        else:
            yield from self._free(s, rate, ("cut",))

    def _next_for_manager(self, s: State, rate: float) -> Move:
        if s.queue_manager:
            return rate, s.plus(queue_manager=-1), ("answered manager",)
        return rate, s.plus(manager=-1), ()
