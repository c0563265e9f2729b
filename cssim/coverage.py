"""Are there enough agents at all times? The plan against the load, half hour by half hour.

Nothing is simulated: what is planned comes from patterns, sites and shrinkage, what is
needed from the Erlang C formula. Patience, overflow, escalations and customers who come
back are left out, so this is a first look at a schedule, not a forecast.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.roster import Roster, plan_roster
from cssim.theory import agents_for_service_level
from cssim.units import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.distributions import Distribution

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_DEFERRED = ("email", "social")


def coverage(scenario: Scenario, interval: int = 30 * MINUTE_MS, days: int = 7) -> pd.DataFrame:
    """Return for each interval and queue whether enough agents are planned.

    Parameters
    ----------
    scenario : Scenario
        Rates, opening hours, teams and their shifts.
    interval : int, ms
        Length of the intervals.
    days : int
        How many days from the start to look at, at most the horizon.

    Returns
    -------
    pandas.DataFrame
        A row per interval and queue, in order of time, with ``at_s`` and ``length_s`` of the
        interval; ``reason`` and ``channel`` of the queue; whether the channel is ``open`` in
        it; agents who can serve the queue: the ``least`` on the floor at any moment while
        it is open, how many are ``planned`` on average and ``expected`` after absence; how
        many are ``needed``; the ``ratio`` expected / needed, or, if that is smaller, the same
        ratio of all queues that share agents with this one, taken together (NaN where nobody
        is needed); and ``uncovered``: open, and at some moment nobody, or a ratio below 1,
        where issues arise at all.
    """
    horizon = min(scenario.horizon, days * DAY_MS)
    roster = plan_roster(scenario)
    queues = [_Queue.of(scenario, roster, code) for code in range(len(scenario.queue_names))]
    edges = [*_edges(roster, queues), *_special_times(scenario, horizon)]
    plan = _Plan(scenario, roster, _Grid(horizon, interval, edges))
    frames = [frame for together in _pools(queues) for frame in plan.frames(together)]
    table = pd.concat(frames, ignore_index=True)
    return table.sort_values(["at_s", "reason", "channel"], ignore_index=True)


@dataclass(frozen=True)
class _Queue:
    """What counts of one queue."""

    reason: str
    channel: str
    able: frozenset[int]
    open_at: tuple[tuple[int, int], ...] | None
    rates: Floats
    usual: Distribution
    aht_s: float
    awt_s: float
    target: float
    deferred: bool

    @classmethod
    def of(cls, scenario: Scenario, roster: Roster, code: int) -> _Queue:
        """Return a queue with the agents who can serve it and its own load."""
        reason, name = scenario.queue_names[code]
        channel, tier = scenario.channels[name], scenario.reasons[reason].tier
        able = (
            i
            for i, card in enumerate(roster.agents)
            if code in card.skills and scenario.teams[scenario.team_names[card.team]].tier == tier
        )
        usual = scenario.queue(reason, name).handle_time
        aht_s = usual.to_distribution().mean
        if channel.kind == "chat":
            aht_s *= (1 + channel.slowdown * (channel.slots - 1)) / channel.slots
        share = scenario.reasons[reason].shares()[name]
        return cls(
            reason=reason,
            channel=name,
            able=frozenset(able),
            open_at=_windows(scenario, channel.opening_hours),
            rates=scenario.rates(reason) * share * scenario.multipliers.volume,
            usual=usual,
            aht_s=aht_s * scenario.multipliers.handle_time,
            awt_s=channel.awt / SECOND_MS,
            target=min(max(channel.sl_target, 0.001), 0.999),
            deferred=channel.kind in _DEFERRED,
        )


def _windows(scenario: Scenario, hours: object) -> tuple[tuple[int, int], ...] | None:
    """Return when a channel is open in the run; None for always."""
    if hours is None:
        return None
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS)
    midnights = [day * DAY_MS - scenario.start_ms_of_day for day in range(n_days)]
    return tuple(
        (midnight + opens, midnight + closes)
        for day, midnight in enumerate(midnights)
        for opens, closes in hours.get((scenario.first_weekday + day) % 7, ())  # type: ignore[attr-defined]
    )


def _edges(roster: Roster, queues: Iterable[_Queue]) -> Iterator[int]:
    """Yield every instant at which somebody comes or goes, or a channel opens or closes."""
    for shift in roster.shifts:
        yield from (shift.start, shift.until)
        yield from (instant for away in shift.away for instant in (away.start, away.until))
    for queue in queues:
        yield from (instant for window in queue.open_at or () for instant in window)


def _special_times(scenario: Scenario, horizon: int) -> Iterator[int]:
    """Yield every instant at which the handle time of some reason changes."""
    edges = {edge for r in scenario.reasons.values() for t in r.by_time for edge in t.edges()}
    for week in range(-WEEK_MS, horizon + WEEK_MS, WEEK_MS):
        yield from (week + edge - scenario.ms_of_week(0) for edge in edges)


class _Grid:
    """Intervals, cut wherever a number of agents may change."""

    def __init__(self, horizon: int, interval: int, edges: Iterable[int]) -> None:
        self.starts = np.arange(0, horizon, interval, dtype=np.int64)
        self.lengths = np.diff(np.append(self.starts, horizon))
        cuts = np.array([e for e in edges if 0 < e < horizon], dtype=np.int64)
        self.cuts = np.unique(np.concatenate([self.starts, cuts, [horizon]]))
        self.first = np.searchsorted(self.cuts, self.starts)

    def level(self, starts: Ints, untils: Ints, heights: Floats) -> Floats:
        """Return, piece by piece, the sum of the heights of the windows it lies in."""
        n = len(self.cuts) + 1
        up = np.bincount(np.searchsorted(self.cuts, np.maximum(starts, 0)), heights, n)
        down = np.bincount(np.searchsorted(self.cuts, untils), heights, n)
        return np.asarray(np.cumsum(up - down)[: len(self.cuts) - 1])

    def mean(self, values: Floats, where: NDArray[np.bool_]) -> Floats:
        """Return the mean of each interval over the pieces that count."""
        length = np.diff(self.cuts) * where
        whole = np.add.reduceat(length, self.first)
        total = np.add.reduceat(values * length, self.first)
        return np.divide(total, whole, out=np.zeros(len(whole)), where=whole > 0)

    def least(self, values: Floats, where: NDArray[np.bool_]) -> Floats:
        """Return the smallest value of each interval over the pieces that count; else 0."""
        found = np.minimum.reduceat(np.where(where, values, np.inf), self.first)
        return np.where(np.isinf(found), 0.0, found)


def _pools(queues: list[_Queue]) -> list[list[_Queue]]:
    """Return the queues, those that share agents (also by way of others) together."""
    pools: list[tuple[frozenset[int], list[_Queue]]] = []
    for queue in queues:
        sharing = [pool for pool in pools if pool[0] & queue.able]
        pools = [pool for pool in pools if not pool[0] & queue.able]
        able = queue.able.union(*(agents for agents, _ in sharing))
        pools.append((able, [q for _, members in sharing for q in members] + [queue]))
    return [members for _, members in pools]


class _Load(NamedTuple):
    """What a queue brings in an interval."""

    erlangs: float
    aht_s: float


class _Plan:
    """Who is planned on the floor, against the load."""

    def __init__(self, scenario: Scenario, roster: Roster, grid: _Grid) -> None:
        self._scenario, self._grid = scenario, grid
        spans = [(s.agent, s.start, s.until, 1) for s in roster.shifts]
        spans += [(s.agent, a.start, a.until, -1) for s in roster.shifts for a in s.away]
        columns = np.array(spans, dtype=np.int64).reshape(-1, 4).T
        self._agent, self._start, self._until, self._sign = columns
        teams = [scenario.teams[name] for name in scenario.team_names]
        self._comes = np.array([1.0 - teams[card.team].absence for card in roster.agents])

    def frames(self, queues: list[_Queue]) -> Iterator[pd.DataFrame]:
        """Yield the rows of each of the queues that share agents."""
        _, shared = self._against(queues)
        for queue in queues:
            yield self._frame(queue, shared)

    def _frame(self, queue: _Queue, shared: Floats) -> pd.DataFrame:
        grid, is_open = self._grid, self._is_open(queue)
        opens = np.logical_or.reduceat(is_open, grid.first)
        # Where it is closed, what is planned all through the interval is shown.
        counts = is_open | ~np.repeat(opens, np.diff(np.append(grid.first, len(is_open))))
        planned = self._on_floor(queue.able, np.ones(len(self._comes)))
        needed, own = self._against([queue])
        ratio = np.where(needed > 0, np.fmin(own, shared), np.nan)
        least = np.rint(grid.least(planned, is_open)).astype(np.int64)
        columns = {
            "at_s": grid.starts / SECOND_MS,
            "length_s": grid.lengths / SECOND_MS,
            "reason": queue.reason,
            "channel": queue.channel,
            "open": opens,
            "least": least,
            "planned": grid.mean(planned, counts),
            "expected": grid.mean(self._on_floor(queue.able, self._comes), counts),
            "needed": needed,
            "ratio": ratio,
            "uncovered": opens & queue.rates.any() & ((least == 0) | (ratio < 1)),
        }
        return pd.DataFrame(columns)

    def _on_floor(self, able: frozenset[int], weights: Floats) -> Floats:
        """Return how many of some agents are on the floor, each counted by weight."""
        counted = np.zeros(len(weights))
        who = np.array(sorted(able), dtype=np.int64)
        counted[who] = weights[who]
        return self._grid.level(self._start, self._until, counted[self._agent] * self._sign)

    def _is_open(self, queue: _Queue) -> NDArray[np.bool_]:
        if queue.open_at is None:
            return np.ones(len(self._grid.cuts) - 1, dtype=bool)
        starts, untils = np.array(queue.open_at, dtype=np.int64).reshape(-1, 2).T
        kept = untils > 0
        ones = np.ones(np.count_nonzero(kept))
        return np.asarray(self._grid.level(starts[kept], untils[kept], ones) > 0)

    def _against(self, queues: list[_Queue]) -> tuple[Ints, Floats]:
        """Return the agents that queues need together, and expected / needed."""
        is_open = [self._is_open(queue) for queue in queues]
        able = frozenset[int]().union(*(queue.able for queue in queues))
        expected = self._grid.mean(self._on_floor(able, self._comes), np.logical_or.reduce(is_open))
        loads = [self._load(q, o) for q, o in zip(queues, is_open, strict=True)]
        needed = np.array([_needed(queues, at) for at in zip(*loads, strict=True)], dtype=np.int64)
        ratio = np.divide(expected, needed, out=np.full(len(needed), np.nan), where=needed > 0)
        return needed, ratio

    def _load(self, queue: _Queue, is_open: NDArray[np.bool_]) -> list[_Load]:
        """Return what arises in the open part of each interval."""
        scenario, cuts = self._scenario, self._grid.cuts
        day = (cuts[:-1] + scenario.start_ms_of_day) // DAY_MS
        factors = np.array([scenario.day_factor(queue.reason, d) for d in range(day[-1] + 1)])
        issues = np.diff(_arrived(scenario, queue, cuts)) * factors[day]
        per_second = issues / np.diff(cuts) * SECOND_MS
        load = self._grid.mean(per_second * self._longer(queue), is_open) * queue.aht_s
        rate = self._grid.mean(per_second, is_open)
        aht_s = np.divide(load, rate, out=np.zeros(len(rate)), where=rate > 0)
        return [_Load(*one) for one in zip(load.tolist(), aht_s.tolist(), strict=True)]

    def _longer(self, queue: _Queue) -> Floats:
        """Return the handle time of issues against the usual one, piece by piece."""
        scenario, names, cuts = self._scenario, (queue.reason, queue.channel), self._grid.cuts[:-1]
        if not scenario.reasons[queue.reason].by_time:
            return np.ones(len(cuts))
        times = [scenario.ms_of_week(cut) for cut in cuts.tolist()]
        laws = [scenario.queue(*names, time).handle_time for time in times]
        mean = {law: law.to_distribution().mean for law in (*laws, queue.usual)}
        return np.array([mean[law] for law in laws]) / mean[queue.usual]


def _arrived(scenario: Scenario, queue: _Queue, instants: Ints) -> Floats:
    """Return the expected issues from the week's start up to each instant."""
    n_a_day = queue.rates.shape[1]
    length = DAY_MS // n_a_day
    total = np.concatenate([[0.0], np.cumsum(queue.rates.ravel()) * length / HOUR_MS])
    at = instants + scenario.first_weekday * DAY_MS + scenario.start_ms_of_day
    weeks, of_week = np.divmod(at, WEEK_MS)
    within = np.interp(of_week, np.arange(len(total)) * length, total)
    return np.asarray(weeks * total[-1] + within)


def _needed(queues: list[_Queue], loads: tuple[_Load, ...]) -> int:
    """Return the agents that loads need: those on the line by Erlang C, the rest by time."""
    both = list(zip(queues, loads, strict=True))
    live = [(q, load) for q, load in both if not q.deferred and load.erlangs]
    later = sum(load.erlangs for q, load in both if q.deferred)
    total = sum(load.erlangs for _, load in live)
    if not total:
        return math.ceil(round(later, 6))
    rate = sum(load.erlangs / load.aht_s for _, load in live)
    share = [load.erlangs / load.aht_s / rate for _, load in live]
    awt_s = sum(q.awt_s * part for (q, _), part in zip(live, share, strict=True))
    target = sum(q.target * part for (q, _), part in zip(live, share, strict=True))
    agents = _erlang(round(total, 2), round(total / rate, 1), awt_s, target)
    return math.ceil(round(agents + later, 6))


@lru_cache(maxsize=100_000)
def _erlang(load: float, aht_s: float, awt_s: float, target: float) -> int:
    return agents_for_service_level(load, target, aht_s=aht_s, awt_s=awt_s)
