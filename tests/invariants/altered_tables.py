"""Demand tables with some of their luck changed: on a grid, slower, one customer without end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cssim.demand import Demand, Extra, LegLuck, Luck
from cssim.journal import INFINITE


def snapped(ms: int, grid: int, least: int = 0) -> int:
    """Return a time rounded to the grid; endless stays endless."""
    return ms if ms >= INFINITE else max(least, round(ms / grid) * grid)


@dataclass(frozen=True)
class OnGrid:
    """A book whose times are multiples of `grid`; `rows` says where each issue now stands."""

    book: Any
    rows: Any
    grid: int

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        for row in self.rows[start:stop]:
            yield self._snap(next(iter(self.book.first(row, row + 1))))

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        return self._snap(self.book.attempt(self.rows[row], attempt, queue))

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        return self._snap(self.book.leg(self.rows[row], attempt, leg, queue))

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        return self._snap(self.book.extra(self.rows[row], attempt, leg, queue))

    def _snap(self, luck: Any) -> Any:
        least = {"talk": self.grid, "patience": self.grid, "repeat_delay": 1, "retry_delay": 1}
        least |= {"ghost": self.grid, "consult_time": self.grid}
        names = (
            "talk",
            "hold",
            "acw",
            "patience",
            "ivr",
            "conference",
            "bot_time",
            "ghost",
            "consult_time",
            "spill_delay",
            *least,
        )
        known = {name for name in names if name in luck._fields}
        times = {n: snapped(getattr(luck, n), self.grid, least.get(n, 0)) for n in known}
        return luck._replace(**times)


def on_grid(demand: Demand, grid: int) -> Demand:
    """Return the demand with all times rounded to the grid, still in order."""
    arrived = demand.arrived_ms // grid * grid
    rows = np.lexsort((demand.issue, arrived))
    return replace(
        demand,
        issue=demand.issue[rows],
        arrived_ms=arrived[rows],
        reason=demand.reason[rows],
        customer=demand.customer[rows],
        queue=None if demand.queue is None else demand.queue[rows],
        language=None if demand.language is None else demand.language[rows],
        cause=None if demand.cause is None else demand.cause[rows],
        segment=demand.segment[rows],
        book=OnGrid(demand.book, rows.tolist(), grid),
    )


@dataclass(frozen=True)
class EndlessPatience:
    """A book in which the first attempt of one issue has patience without end."""

    book: Any
    row: int

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        for row, luck in enumerate(self.book.first(start, stop), start):
            yield luck._replace(patience=INFINITE) if row == self.row else luck

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        return self.book.attempt(row, attempt, queue)

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        return self.book.leg(row, attempt, leg, queue)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        return self.book.extra(row, attempt, leg, queue)


@dataclass(frozen=True)
class Slower:
    """A book in which everything takes k times as long."""

    book: Any
    k: int

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        return (slower(found, self.k) for found in self.book.first(start, stop))

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        return slower(self.book.attempt(row, attempt, queue), self.k)

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        return slower(self.book.leg(row, attempt, leg, queue), self.k)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        return slower(self.book.extra(row, attempt, leg, queue), self.k)


TIMES = {"talk", "hold", "acw", "patience", "ivr", "conference", "repeat_delay", "retry_delay"}
TIMES |= {"bot_time", "ghost", "consult_time", "spill_delay"}


def slower(found: Any, k: int) -> Any:
    times = {name: getattr(found, name) for name in TIMES & set(found._fields)}
    return found._replace(**{n: t * k if t < INFINITE else t for n, t in times.items()})
