"""What a model brings that no scenario can say: a router, and an after-contact work of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from cssim.demand import Demand, LegLuck, Luck
from cssim.streams import Streams

MINUTE = 60_000.0


class WrapUpBook:
    """A book of luck in which after-contact work is exponential, 1 min on average.

    Parameters
    ----------
    book : Book
        Where everything else is looked up.
    streams : Streams
        Where the wrap-up is drawn, by row and leg.
    """

    def __init__(self, book: Any, streams: Streams, n: int) -> None:
        self._book = book
        uniforms = streams.of("published/wrap-up").random((n, 2))
        self._acw = np.maximum(np.rint(-MINUTE * np.log1p(-uniforms)), 1).astype(int).tolist()

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        for (acw, _), luck in zip(
            self._acw[start:stop], self._book.first(start, stop), strict=True
        ):
            yield luck._replace(acw=acw)

    def leg(self, row: int, *address: int) -> LegLuck:
        """Return the luck of the leg with technical support or the manager."""
        luck: LegLuck = self._book.leg(row, *address)
        return luck._replace(acw=self._acw[row][1])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)


def with_own_wrap_up(demand: Demand, seed: int, replication: int) -> Demand:
    """Return the demand with wrap-up independent of talk."""
    book = WrapUpBook(demand.book, Streams(seed, replication), len(demand))
    return replace(demand, book=book)


class BankRouter:
    """Own specialty first; a balance question to any idle agent, each as likely."""

    name = "bank"

    def choose_agent(self, contact: Any, idle: Sequence[Any], floor: Any) -> Any:
        """Return a specialist, else anybody."""
        if contact.reason == "balance":
            return idle[int(contact.uniform * len(idle))]
        return min(idle, key=lambda agent: not agent.team.startswith(contact.reason))

    def choose_contact(self, agent: Any, waiting: Sequence[Any], floor: Any) -> Any:
        """Return who waits for this specialty, else who waits longest."""
        return min(waiting, key=lambda contact: not agent.team.startswith(contact.reason))


POLICIES: dict[str, Callable[[], Any]] = {"bank": BankRouter}
DEMAND: dict[str, Callable[[Demand, int, int], Demand]] = {"teamwork": with_own_wrap_up}
"""Tables drawn anew in part: (demand, seed, replication) to demand."""
