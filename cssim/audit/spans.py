"""Spans of time [start, until) as two arrays, sorted by start: counted, cut, and met."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cssim.audit.codes import Flags, Ints


class Spans(NamedTuple):
    """Spans of time, each of somebody.

    Attributes
    ----------
    start, until : int array, ms
    who : int array
        An agent or a leg.
    """

    start: Ints
    until: Ints
    who: Ints

    def only(self, which: Flags) -> Spans:
        """Return some of the spans."""
        return Spans(self.start[which], self.until[which], self.who[which])

    def during(self, other: Spans) -> Spans:
        """Return the parts of the spans that lie in one of the `other` spans, which are apart."""
        first = np.searchsorted(other.until, self.start, side="right")
        last = np.searchsorted(other.start, self.until, side="left")
        n = np.maximum(last - first, 0)
        mine = np.repeat(np.arange(len(n)), n)
        step = np.arange(len(mine)) - np.repeat(np.cumsum(n) - n, n)
        theirs = first[mine] + step
        start = np.maximum(self.start[mine], other.start[theirs])
        until = np.minimum(self.until[mine], other.until[theirs])
        return sorted_spans(start, until, self.who[mine])

    def between(self, start: int, until: int) -> Spans:
        """Return the parts of the spans between two instants."""
        return sorted_spans(np.maximum(self.start, start), np.minimum(self.until, until), self.who)

    def more_than(self, n: int) -> Spans:
        """Return when more than `n` of the spans are under way."""
        at = np.concatenate([self.start, self.until])
        ones = np.ones(len(self.start), dtype=np.int64)
        steps = np.concatenate([ones, -ones])
        instants, place = np.unique(at, return_inverse=True)
        change = np.zeros(len(instants), dtype=np.int64)
        np.add.at(change, place, steps)
        high = np.append(np.cumsum(change) > n, False)
        edges = np.flatnonzero(high[1:] != high[:-1]) + 1
        edges = np.append(0, edges) if len(high) and high[0] else edges
        start, until = instants[edges[::2]], instants[edges[1::2]]
        return Spans(start, until, np.full(len(start), -1, dtype=np.int64))

    def first_met(self, start: Ints, until: Ints) -> Ints:
        """Return for each of other spans one of these that overlaps it; -1 for none."""
        latest = np.maximum.accumulate(self.until) if len(self.until) else self.until
        place = np.searchsorted(latest, start, side="right")
        found = (place < len(latest)) & (start < until)
        met = np.full(len(start), -1, dtype=np.int64)
        met[found] = np.where(self.start[place[found]] < until[found], place[found], -1)
        return met


def sorted_spans(start: Ints, until: Ints, who: Ints) -> Spans:
    """Return spans in order of their start; those without length are left out."""
    lasting = np.flatnonzero(start < until)
    order = lasting[np.argsort(start[lasting], kind="stable")]
    return Spans(start[order], until[order], who[order].astype(np.int64))


def together(spans: list[Spans]) -> Spans:
    """Return all spans of several lists in one."""
    if len(spans) == 1:
        return spans[0]
    none = np.empty(0, dtype=np.int64)
    columns = (np.concatenate([none, *(getattr(s, c) for s in spans)]) for c in Spans._fields)
    return sorted_spans(*columns)
