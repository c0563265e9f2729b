"""The luck of attempts and legs: uniforms looked up by address, quantiles applied once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from cssim.demand.address import Floats, Uniforms
from cssim.demand.extra import ExtraBook, ExtraRecipe
from cssim.demand.recipe import LEG_COLUMNS, LUCK_COLUMNS, Recipe
from cssim.demand.tables import Extra, Ints, LegLuck, Luck

CELLS_KEPT = 1024
"""Cells of later attempts kept at hand, some 50 kB each; more are drawn again."""


class DrawnBook:
    """Luck drawn by address: attempt 1 of every issue at once, the rest when asked for.

    Uniforms are the same whatever the queue; what they mean there is the queue's recipe.

    Parameters
    ----------
    uniforms : Uniforms
        The issues and their streams.
    queue : array of int, shape (n_issues,)
        Queue code of the first attempts.
    recipes, extras : sequence of Recipe, of ExtraRecipe
        One a queue, by code.
    """

    def __init__(
        self,
        uniforms: Uniforms,
        queue: Ints,
        recipes: Sequence[Recipe],
        extras: Sequence[ExtraRecipe],
    ) -> None:
        self._uniforms, self._queue, self._recipes = uniforms, queue, recipes
        self._extras = ExtraBook(uniforms, queue, extras)
        self._later = lru_cache(maxsize=CELLS_KEPT)(self._draw_cell)
        # Uniforms of attempt 1 as they come, cell by cell, and where each row's are.
        drawn = [self._of_cell(cell, 1) for cell in uniforms.rows_of]
        self._drawn = np.concatenate(drawn) if drawn else np.empty((0, len(LUCK_COLUMNS)))
        self._place = np.empty(len(queue), dtype=np.int64)
        if drawn:
            order = np.concatenate(list(uniforms.rows_of.values()))
            self._place[order] = np.arange(len(queue))

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        uniforms, queue = self._drawn[self._place[start:stop]], self._queue[start:stop]
        codes = np.unique(queue).tolist()
        if len(codes) == 1:
            only: Recipe = self._recipes[codes[0]]
            return only.luck(uniforms)
        out: list[Luck | None] = [None] * (stop - start)
        for code in codes:
            rows = np.flatnonzero(queue == code)
            luck = self._recipes[code].luck(uniforms[rows])
            for row, lucky in zip(rows.tolist(), luck, strict=True):
                out[row] = lucky
        return iter(out)  # type: ignore[arg-type]

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`, if made in `queue`."""
        columns = self._later(int(self._uniforms.cell[row]), attempt, queue)
        at = int(self._uniforms.place[row])
        return Luck(*[c.item(at) if isinstance(c, np.ndarray) else c for c in columns])  # type: ignore[arg-type]

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt, if spent in `queue`."""
        uniforms = self._uniforms.of_row(row, "leg", len(LEG_COLUMNS), attempt, leg)
        return self._recipes[queue].leg_luck(uniforms)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""
        return self._extras.extra(row, attempt, leg, queue)

    def _of_cell(self, cell: int, attempt: int) -> Floats:
        """Return the uniforms of the issues of one cell, a row each."""
        rows = self._uniforms.rows_of[cell]
        drawn = self._uniforms.of_cell(cell, "luck", len(LUCK_COLUMNS), attempt)
        return drawn[self._uniforms.k[rows]]

    def _draw_cell(self, cell: int, attempt: int, queue: int) -> tuple[Floats | Ints | float, ...]:
        """Return the fields of a later attempt's luck, a row an issue of the cell."""
        return self._recipes[queue].columns(self._of_cell(cell, attempt))
