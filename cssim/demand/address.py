"""Uniforms by address: every issue has a row of its own in every stream about it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cssim.demand.tables import CELL_SHIFT, Ints, unpack
from cssim.streams import Generator, Streams

Floats = NDArray[np.float64]


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
    reason, k, cell : arrays of int, shape (n_issues,)
        Reason code, row and cell of each issue.
    rows_of : dict of int to array of int
        Issues of each cell, by their place in `issue`.
    place : array of int, shape (n_issues,)
        Where each issue stands among those of its cell.
    """

    def __init__(self, streams: Streams, issue: Ints, names: Sequence[str]) -> None:
        self._streams, self._names = streams, names
        self.reason: Ints
        self.k: Ints
        self.reason, _, _, self.k = unpack(issue)
        self.cell: Ints = issue >> CELL_SHIFT
        self.place: Ints = np.zeros(len(issue), dtype=np.int64)
        self.rows_of = self._group()

    def find(self, row: int) -> tuple[int, int]:
        """Return the cell of an issue, and where the issue stands in it."""
        return self.cell.item(row), self.place.item(row)

    def of_cell(self, cell: int, purpose: str, width: int, *address: int) -> Floats:
        """Return the uniforms of the issues of a cell, shape (n_issues of it, width)."""
        k = self.k[self.rows_of[cell]]
        # A stream is drawn row by row, so there is no way to row k but through those before.
        drawn = self._stream(cell, purpose, address).random((int(k.max()) + 1, width))
        return np.asarray(drawn[k])

    def column(self, purpose: str) -> Floats:
        """Return one number for each issue."""
        out = np.empty(len(self.cell))
        for cell, rows in self.rows_of.items():
            out[rows] = self.of_cell(cell, purpose, 1)[:, 0]
        return out

    def _stream(self, cell: int, purpose: str, address: Sequence[int]) -> Generator:
        reason, day, layer, _ = unpack(cell << CELL_SHIFT)
        return self._streams.of(f"{purpose}/{self._names[reason]}", day, layer, *address)

    def _group(self) -> dict[int, Ints]:
        if not len(self.cell):
            return {}
        order = np.argsort(self.cell, kind="stable")
        starts = np.flatnonzero(np.diff(self.cell[order], prepend=-1))
        rows = np.split(order, starts[1:])
        self.place[order] = np.arange(len(order)) - np.repeat(starts, [len(r) for r in rows])
        return dict(zip(self.cell[order][starts].tolist(), rows, strict=True))
