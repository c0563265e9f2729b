"""Outages: how long the line gets, how soon it is back to normal, who is lost to it.

An outage is a row of `people` from its start to its end. The number waiting is that of
`mean_queue`. Peak and recovery are taken for each outage within the measured span, in the
queues that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cssim.journal import FOLLOWED_BY, NO_INSTANT, PEOPLE_EVENTS
from cssim.measures.codes import coded
from cssim.measures.groups import SUBJECT_KEYS, Amount, Grouping, Points, Quotient, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.view import View

CALM_MS = 15 * 60 * 1000
"""How long the number waiting must be normal for the center to have recovered: a quarter hour."""
BY_QUEUE = frozenset((*SUBJECT_KEYS, "tier"))


def outages(view: View) -> Array:
    """Return start and end of each outage of the measured span, shape (n, 2), in ms."""
    people, about = view.journal.columns["people"], view.about
    at, until = people["at_ms"], people["until_ms"]
    inside = (at >= about.warm_up_ms) & (at < about.horizon_ms) & (until > at)
    rows = np.flatnonzero(coded(people["what"], PEOPLE_EVENTS, "outage_start") & inside)
    return np.stack([at[rows], until[rows]], axis=1)


class Line:
    """The number waiting, as a step function of time.

    Attributes
    ----------
    at_ms : int64 array, shape (n_steps,)
        Instants of change.
    level : int64 array, shape (n_steps + 1,)
        Number waiting before the first instant, then from each instant on.
    """

    def __init__(self, from_ms: Array, until_ms: Array) -> None:
        instants = np.concatenate([from_ms, until_ms])
        steps = np.repeat([1, -1], [len(from_ms), len(until_ms)])
        self.at_ms, place = np.unique(instants, return_inverse=True)
        change = np.bincount(place, steps, minlength=len(self.at_ms)).astype(np.int64)
        self.level = np.append(0, np.cumsum(change))

    def before(self, at_ms: int) -> int:
        """Return the largest number waiting in the quarter of an hour before an instant."""
        return self.peak(at_ms - CALM_MS, at_ms - 1)

    def recovered_ms(self, end_ms: int, normal: int, stop_ms: int) -> int:
        """Return the first instant from `end_ms` at which the line is normal and stays so.

        Parameters
        ----------
        end_ms : int
            End of the outage.
        normal : int
            Number waiting that is normal.
        stop_ms : int
            End of the run: a line that is normal until then has recovered, one that is
            not has not before.
        """
        first = int(np.searchsorted(self.at_ms, end_ms, side="right"))
        edges = np.concatenate([[end_ms], self.at_ms[first:], [max(stop_ms, end_ms)]])
        calm = self.level[first:] <= normal
        starts = np.flatnonzero(calm & ~np.append(False, calm[:-1]))
        rough = np.append(np.flatnonzero(~calm), len(calm))
        for start in starts.tolist():
            stop = rough[np.searchsorted(rough, start)]
            if stop == len(calm) or edges[stop] - edges[start] >= CALM_MS:
                return int(edges[start])
        return int(edges[-1])

    def peak(self, from_ms: int, until_ms: int) -> int:
        """Return the largest number waiting from one instant to another, both included."""
        first = np.searchsorted(self.at_ms, from_ms, side="right")
        last = np.searchsorted(self.at_ms, until_ms, side="right")
        return int(self.level[first : last + 1].max())


Judge = Callable[[Line, int, int], float]


def _each(view: View, g: Grouping, judge: Judge) -> Array:
    """Return what is found of every outage in every group, shape (n_outages, n_cells)."""
    spans, found = view.waiting, outages(view)
    names = [spans.codes[key] for key in g.names]
    cell = g.cell(np.zeros(len(spans.from_ms), dtype=np.int64), names)
    out = np.zeros((len(found), g.n_cells))
    for k in range(g.n_cells if len(found) else 0):
        line = Line(spans.from_ms[cell == k], spans.until_ms[cell == k])
        out[:, k] = [judge(line, start, end) for start, end in found.tolist()]
    return out


def _number(view: View) -> Amount:
    return Amount(BY_QUEUE, lambda g: np.full(g.n_cells, float(len(outages(view)))))


def _recovery(view: View) -> Judge:
    def time_to_recover(line: Line, start: int, end: int) -> float:
        return line.recovered_ms(end, line.before(start), view.about.end_ms) - end

    return time_to_recover


@measure("1", "mean", basis="clock time", better="lower", label="Peak of an outage")
def outage_peak(view: View, options: Options) -> Quotient:
    """Mean over outages of the largest number waiting, from the start until recovered."""
    recovery = _recovery(view)

    def peak(line: Line, start: int, end: int) -> float:
        return line.peak(start, end + int(recovery(line, start, end)))

    return Amount(BY_QUEUE, lambda g: _each(view, g, peak).sum(axis=0)) / _number(view)


@measure("s", "mean", basis="clock time", better="lower", label="Time to recover")
def recovery_s(view: View, options: Options) -> Quotient:
    """Mean time from an outage's end until no more wait than before it, for 15 minutes.

    Notes
    -----
    The number waiting must stay at or below its highest of the 15 minutes before the outage,
    for 15 minutes or to the end of the run; a run that ends before it does counts up to its
    end. Group by channel to leave out the queues of written contacts.
    """
    judge = _recovery(view)
    return Amount(BY_QUEUE, lambda g: _each(view, g, judge).sum(axis=0) / 1000) / _number(view)


def during(view: View) -> Array:
    """Return which contacts arrived in an outage, or were waiting when one began."""
    contacts = view.contacts
    arrived, queued = contacts.at_ms, contacts.columns["queued_ms"]
    until = np.where(queued >= 0, queued + contacts.wait_ms, arrived)
    hit = np.zeros(len(arrived), dtype=bool)
    for start, end in outages(view).tolist():
        hit |= (arrived < end) & ((arrived >= start) | (until > start))
    return hit


@measure("1", "total", basis="contact", better="lower", label="Contacts lost to outages")
def n_outage_lost(view: View, options: Options) -> Quotient:
    """Contacts of an outage that reached nobody and were not tried again."""
    contacts = view.contacts
    gave_up = coded(contacts.columns["followed_by"], FOLLOWED_BY, "nothing")
    vain = ~contacts.served & ~contacts.had("contained", "closed", "open")
    return per_run(contacts.total(during(view) & vain & gave_up))


@measure("1", "ratio", basis="customer", better="lower", label="Churn after outages")
def outage_churn(view: View, options: Options) -> Quotient:
    """Share of customers with a contact in an outage who left before the horizon."""
    columns, about = view.customers.columns, view.about
    hit = np.isin(columns["customer"], view.contacts.columns["customer"][during(view)])
    joined, left = columns["joined_ms"], columns["left_ms"]
    gone = hit & (left != NO_INSTANT) & (left <= about.horizon_ms)
    points = Points(joined, hit, {"segment": columns["segment"]}, has_period=False)
    return points.total(gone) / points.total(hit)
