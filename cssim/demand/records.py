"""Many rows of one kind of luck, packed: an object is made of a row only when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row", bound=NamedTuple)


class Records(Generic[Row]):
    """Rows of a NamedTuple of ints and floats.

    Of the luck drawn for a cell few rows are ever asked for, so none is made in advance; and
    a row lies in one piece, which is found sooner than a number here and there.

    Parameters
    ----------
    kind : type of NamedTuple
        What a row is.
    n_rows : int
        How many there are.
    columns : iterable of array or number
        Values of each field in turn; a number where all rows have the same.
    """

    def __init__(self, kind: type[Row], n_rows: int, columns: Iterable[Any]) -> None:
        self._packed: NDArray[np.void] = np.empty(n_rows, dtype=_layout(kind))
        for name, column in zip(kind._fields, columns, strict=True):
            self._packed[name] = column
        self._make = kind._make

    def __getitem__(self, place: int) -> Row:
        return self._make(self._packed.item(place))


@lru_cache(maxsize=8)
def _layout(kind: type[Any]) -> np.dtype[np.void]:
    """Return a field of 8 bytes for each of a NamedTuple: whole numbers stay exact."""
    in_array = {int: np.int64, float: np.float64}
    return np.dtype([(name, in_array[type_]) for name, type_ in get_type_hints(kind).items()])
