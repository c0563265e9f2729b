"""Uniforms by address: every issue has a row of its own in every stream about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cssim.demand.tables import CELL_SHIFT, DAYS_OF_START, Ints, unpack
from cssim.streams import Generator, Streams

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]

LARGE = 40
"""Cells of a day in a large center."""


class Uniforms:
    """Uniforms of the issues of one replication.

    The streams about an issue are those of its reason and of its cell (day, layer) of the
    sheet; its point k there is its row. So no issue, asked for or not, moves another's luck.

    Parameters
    ----------
    streams : Streams
        Which luck.
    issue : array of int, shape (n_issues,)
        Number, and so address, of each issue.
    names : sequence of str
        The reasons, by code.

    Attributes
    ----------
    rows_of : dict of int to array of int
        Issues of each cell, by their place in `issue`, rising.
    """

    def __init__(self, streams: Streams, issue: Ints, names: Sequence[str]) -> None:
        self._streams, self._names, self._issue = streams, names, issue
        # Point and place in the cell fit 16 bits each; what else is asked for is in the number.
        self._k = unpack(issue)[3].astype(np.uint16)
        self._place = np.empty(len(issue), dtype=np.uint16)
        self.rows_of = self._group()

    def find(self, row: int) -> tuple[int, int]:
        """Return the cell of an issue, and where the issue stands in it."""
        return self._issue.item(row) >> CELL_SHIFT, self._place.item(row)

    def cells(self, start: int, stop: int) -> list[int]:
        """Return the cells of the issues in rows ``start:stop``."""
        found: list[int] = np.unique(self._issue[start:stop] >> CELL_SHIFT).tolist()
        return found

    def kept(self, most: int) -> int:
        """Return how many of something made for a cell to keep, of `most` in a large center.

        As many for each cell of the busiest day: what is kept spans a few days whatever the size
        of the center, and a year keeps no more than a week.
        """
        if not self.rows_of:
            return 0
        _, day, _, _ = unpack(np.array(list(self.rows_of)) << CELL_SHIFT)
        busiest = int(np.bincount(day % DAYS_OF_START).max())
        return most * min(busiest, LARGE) // LARGE

    def of_cell(self, cell: int, purpose: str, width: int, *address: int) -> Floats:
        """Return the uniforms of the issues of a cell, shape (n_issues of it, width)."""
        k = self._k[self.rows_of[cell]]
        # A stream is drawn row by row, so there is no way to row k but through those before.
        drawn = self._stream(cell, purpose, address).random((int(k.max()) + 1, width))
        return np.asarray(drawn[k])

    def column(self, purpose: str) -> Floats:
        """Return one number for each issue."""
        out = np.empty(len(self._issue))
        for cell, rows in self.rows_of.items():
            out[rows] = self.of_cell(cell, purpose, 1)[:, 0]
        return out

    def _stream(self, cell: int, purpose: str, address: Sequence[int]) -> Generator:
        reason, day, layer, _ = unpack(cell << CELL_SHIFT)
        return self._streams.of(f"{purpose}/{self._names[reason]}", day, layer, *address)

    def _group(self) -> dict[int, Rows]:
        if not len(self._issue):
            return {}
        cell = self._issue >> CELL_SHIFT
        order = np.argsort(cell, kind="stable").astype(np.int32)
        starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
        rows = np.split(order, starts[1:])
        self._place[order] = np.arange(len(order)) - np.repeat(starts, [len(r) for r in rows])
        return dict(zip(cell[order][starts].tolist(), rows, strict=True))
