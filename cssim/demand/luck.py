"""The luck of attempts and legs: uniforms looked up by address, quantiles applied once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from cssim.demand.address import Floats, Uniforms
from cssim.demand.extra import ExtraBook, ExtraRecipe
from cssim.demand.recipe import LEG_COLUMNS, LUCK_COLUMNS, Recipe
from cssim.demand.records import Records
from cssim.demand.tables import Extra, Ints, LegLuck, Luck

CELLS_KEPT = 1024
"""Cells of later attempts, and of legs, kept at hand in a large center, some 30 kB each; more
are drawn again."""


class DrawnBook:
    """Luck drawn by address, a cell at a time, when asked for.

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
        self._extras = ExtraBook(uniforms, extras)
        # What several queues make of the same uniforms in the same way is made once.
        self._alike = [recipes.index(recipe) for recipe in recipes]
        kept = uniforms.kept(CELLS_KEPT)
        self._attempts = lru_cache(maxsize=kept)(self._make_attempts)
        self._legs = lru_cache(maxsize=kept)(self._make_legs)
        self._begun: dict[int, Floats] = {}
        """Uniforms of attempt 1 of the cells of which some issues have arisen, not all."""

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        uniforms, queue = self._of_first(start, stop), self._queue[start:stop]
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
        cell, place = self._uniforms.find(row)
        return self._attempts(cell, attempt, self._alike[queue])[place]

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt, if spent in `queue`."""
        cell, place = self._uniforms.find(row)
        return self._legs(cell, attempt, leg, self._alike[queue])[place]

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""
        return self._extras.extra(row, attempt, leg, queue)

    def _of_first(self, start: int, stop: int) -> Floats:
        """Return the uniforms of attempt 1 of the issues in rows ``start:stop``, a row each."""
        out = np.empty((stop - start, len(LUCK_COLUMNS)))
        for cell in self._uniforms.cells(start, stop):
            rows = self._uniforms.rows_of[cell]
            first, last = np.searchsorted(rows, (start, stop)).tolist()
            drawn = self._begun.pop(cell, None)
            if drawn is None:
                drawn = self._of_attempt(cell, 1)
            out[rows[first:last] - start] = drawn[first:last]
            if last < len(rows):
                self._begun[cell] = drawn
        return out

    def _of_attempt(self, cell: int, attempt: int) -> Floats:
        """Return the uniforms of the issues of one cell, a row each."""
        return self._uniforms.of_cell(cell, "luck", len(LUCK_COLUMNS), attempt)

    def _make_attempts(self, cell: int, attempt: int, queue: int) -> Records[Luck]:
        """Return the luck of a later attempt of the issues of a cell, by place."""
        uniforms = self._of_attempt(cell, attempt)
        return Records(Luck, len(uniforms), self._recipes[queue].columns(uniforms))

    def _make_legs(self, cell: int, attempt: int, leg: int, queue: int) -> Records[LegLuck]:
        """Return the luck of a later leg of the issues of a cell, by place."""
        uniforms = self._uniforms.of_cell(cell, "leg", len(LEG_COLUMNS), attempt, leg)
        return Records(LegLuck, len(uniforms), self._recipes[queue].leg_columns(uniforms))
