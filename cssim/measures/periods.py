"""Periods of the clock: which interval, hour, weekday or day an instant belongs to.

The measured span [warm-up, horizon] is cut into pieces at every boundary that a group
key asks for; each piece carries its labels. An instant belongs to the piece that starts
at or before it, so a boundary belongs to the later piece only; the last piece also holds
its own end. Boundaries follow the wall clock: they count from 00:00 of the first day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cssim.errors import InputError
from cssim.journal import About

Array = NDArray[Any]

TIME_KEYS = ("interval", "hour", "weekday", "day")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MAX_CELLS = 5_000_000
"""Most groups that a table may have."""
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def clock_offset_ms(about: About) -> int:
    """Return the wall-clock time of instant 0, in ms since 00:00 of its day."""
    if not about.start:
        return 0
    start = datetime.fromisoformat(about.start)
    return ((start.hour * 60 + start.minute) * 60 + start.second) * 1000


def _check_pieces(n: int) -> None:
    if n > MAX_CELLS:
        accepted = f"at most {MAX_CELLS} groups; use fewer keys or longer intervals"
        raise InputError.of("by", f"{n} groups", accepted)


def to_ms(seconds: float) -> int:
    """Return seconds as whole milliseconds."""
    return round(seconds * 1000)


@dataclass(frozen=True, eq=False)
class Periods:
    """Pieces of the measured span, each with a level: one combination of time labels.

    Attributes
    ----------
    edges : int64 array, shape (n_pieces + 1,)
        Boundaries of the pieces, in ms since the start of the run.
    level : int array, shape (n_pieces,)
        Level of each piece.
    labels : dict of key to array, shape (n_levels,)
        ``interval``: start in seconds since the start of the run (0 for an interval that
        began before it); ``hour``: 0-23; ``weekday``: name; ``day``: number from 0.
    """

    edges: Array
    level: Array
    labels: dict[str, Array]

    @classmethod
    def of(cls, about: About, keys: Sequence[str], interval_s: float) -> Periods:
        """Return the periods of a run for some time keys.

        Parameters
        ----------
        about : About
            Start, warm-up and horizon of the run.
        keys : sequence of str
            Some of `TIME_KEYS`, in the order in which levels are to be sorted.
        interval_s : float
            Length of an interval, in seconds.

        Raises
        ------
        InputError
            "weekday" is asked for and the journal does not know its start date.
        """
        offset, interval = clock_offset_ms(about), to_ms(interval_s)
        step = {"interval": interval, "hour": HOUR_MS, "weekday": DAY_MS, "day": DAY_MS}
        low, high = about.warm_up_ms, max(about.horizon_ms, about.warm_up_ms)
        _check_pieces((high - low) // min([step[key] for key in keys], default=DAY_MS))
        cuts = [_boundaries(low, high, step[key], offset) for key in keys]
        edges = np.unique(np.concatenate([np.array([low, high]), *cuts]))
        edges = edges if len(edges) > 1 else np.array([low, low])
        columns = [_label(key, edges[:-1] + offset, interval, offset, about) for key in keys]
        if not columns:
            return cls(edges, np.zeros(len(edges) - 1, dtype=np.int64), {})
        table, level = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        labels = {key: _shown(key, table[:, i]) for i, key in enumerate(keys)}
        return cls(edges, level.reshape(-1), labels)

    @property
    def n_levels(self) -> int:
        """How many combinations of labels there are; at least 1."""
        return int(self.level.max()) + 1

    @cached_property
    def covered_ms(self) -> Array:
        """Clock time of each level inside the measured span, in ms."""
        return np.bincount(self.level, np.diff(self.edges), minlength=self.n_levels)

    @cached_property
    def first_ms(self) -> Array:
        """First measured instant of each level, in ms."""
        return self.edges[np.unique(self.level, return_index=True)[1]]

    def piece(self, at_ms: Array) -> Array:
        """Return the piece of each instant; beyond either end, the outermost piece."""
        found = np.searchsorted(self.edges, at_ms, side="right") - 1
        piece: Array = np.clip(found, 0, len(self.level) - 1)
        return piece

    def locate(self, at_ms: Array) -> Array:
        """Return the level of each instant."""
        levels: Array = self.level[self.piece(at_ms)]
        return levels

    def clip(self, from_ms: Array, until_ms: Array) -> tuple[Array, Array, Array]:
        """Cut time spans at the edges and drop what lies outside the measured span.

        Parameters
        ----------
        from_ms, until_ms : int64 arrays of one length
            Spans, in ms.

        Returns
        -------
        row, level, length_ms : int64 arrays of one length
            For each part of a span: the span's row, the level it lies in, its length.
        """
        start = np.maximum(from_ms, self.edges[0])
        end = np.minimum(until_ms, self.edges[-1])
        kept = np.flatnonzero(end > start)
        start, end = start[kept], end[kept]
        first = self.piece(start)
        n_parts = np.searchsorted(self.edges, end, side="left") - first
        part = np.repeat(np.arange(len(kept)), n_parts)
        piece = first[part] + ranks(n_parts)
        length = np.minimum(end[part], self.edges[piece + 1])
        length = length - np.maximum(start[part], self.edges[piece])
        return kept[part], self.level[piece], length


def ranks(counts: Array) -> Array:
    """Return 0, 1, … within each of several runs of the given lengths, end to end."""
    before = np.cumsum(counts) - counts
    within: Array = np.arange(int(counts.sum())) - np.repeat(before, counts)
    return within


def _boundaries(low: int, high: int, step: int, offset: int) -> Array:
    first = ((low + offset) // step + 1) * step - offset
    return np.arange(first, high, step, dtype=np.int64)


def _label(key: str, clock: Array, interval: int, offset: int, about: About) -> Array:
    """Return the label of instants given as ms since 00:00 of the first day, as numbers."""
    label: Array = clock // DAY_MS
    if key == "interval":
        label = np.maximum(clock // interval * interval - offset, 0)
    elif key == "hour":
        label = clock // HOUR_MS % 24
    elif key == "weekday":
        label = (_first_weekday(about) + label) % 7
    return label


def _first_weekday(about: About) -> int:
    if not about.start:
        accepted = "needs a journal with a start date; group by day or hour"
        raise InputError.of("by", "weekday", accepted)
    return datetime.fromisoformat(about.start).weekday()


def _shown(key: str, values: Array) -> Array:
    shown: Array = values / 1000.0 if key == "interval" else values
    return np.array(WEEKDAYS, dtype=object)[values] if key == "weekday" else shown
