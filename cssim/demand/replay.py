"""Replay: a log's own attempts in place of drawn ones.

Every logged attempt is played as fresh, with its own arrival, self-service and work, so
retries and repeats are off, as are articles, bots, chasers, trend, season and surges (they
are in the log already). What a log cannot hold, such as whether a contact would be resolved
or a callback accepted, keeps a uniform at the row's own address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from cssim.demand.address import Floats, Uniforms
from cssim.demand.draw import quantile_of_shares, queues
from cssim.demand.extra import ExtraBook, extra_recipe
from cssim.demand.tables import Customers, Demand, Extra, Ints, LegLuck, Luck, issue_id
from cssim.errors import InputError
from cssim.streams import Streams
from cssim.units import DAY_MS, INFINITE

if TYPE_CHECKING:
    from cssim.scenario import Scenario

COLUMNS = ("mark", "escalate", "resolve", "policy", "response", "rating")
"""Uniforms of a row, in order, at the address (``replay``; line)."""
HANGS_UP, STAYS = 0.0, 1.0
IN_THE_LOG = {"articles", "bot", "chase", "switch"}
"""Extras that the log's attempts have behind them, or that are attempts of their own."""


class Logged(Protocol):
    """Rows of a log as plain arrays, one row per attempt (`cssim.calibrate.ReplayTables`)."""

    line: Ints
    arrived_s: Floats
    ivr_s: Floats
    hung_up: NDArray[np.bool_]
    work_s: Floats
    acw_share: Floats
    patience_s: Floats
    reason: Ints
    segment: Ints
    reasons: tuple[str, ...]
    segments: tuple[str, ...]


@dataclass(frozen=True)
class Imputed:
    """Uniforms that fill in a log's censored patience and missing work.

    Attributes
    ----------
    values : array of float, shape (n_rows, 2)
        Patience, work.
    """

    values: Floats

    @classmethod
    def of(cls, n_rows: int, seed: int, replication: int = 0) -> Imputed:
        """Return the uniforms of one replication, row by row."""
        return cls(Streams(seed, replication).of("replay/imputed").random((n_rows, 2)))


def replayed(scenario: Scenario, rows: Logged, seed: int = 0, replication: int = 0) -> Demand:
    """Return the demand that plays a log.

    Parameters
    ----------
    scenario : Scenario
        Its names give the codes, its multipliers move work, patience and volume.
    rows : Logged
        The attempts.
    seed, replication : int, >= 0
        Which luck, for what the log does not hold.

    Returns
    -------
    Demand
        One issue per attempt kept; a volume below 1 hides rows by each row's own mark.

    Raises
    ------
    InputError
        A volume above 1 (a log has no further rows), or a reason or segment that the
        scenario does not have.
    """
    volume = scenario.multipliers.volume
    if volume > 1.0:
        raise InputError.of("multipliers.volume", volume, "must be at most 1 to replay a log")
    streams = Streams(seed, replication)
    last = int(rows.line.max(initial=0)) + 1
    luck = streams.of("replay").random((last, len(COLUMNS)))[rows.line]
    arrived = np.rint(rows.arrived_s * 1000).astype(np.int64) - scenario.start_ms_of_day
    kept = (luck[:, 0] < volume) & (arrived >= 0) & (arrived < scenario.horizon)
    reason = _codes(rows.reasons, scenario.reason_names, "reasons")[rows.reason]
    issue = _numbers(reason, arrived)
    order = np.lexsort((issue, arrived))
    order = order[kept[order]]
    # A log tells no channel, so where a reason has several the row's own luck does.
    queue = queues(scenario, reason, streams.of("replay/channel").random(last)[rows.line])
    shares = [scenario.languages[name] for name in scenario.language_names]
    attempts = _luck(scenario, rows, luck, _without_end(scenario)[queue])
    uniforms = Uniforms(streams, issue[order], scenario.reason_names)
    extras = _extras(scenario, uniforms)
    return Demand(
        issue=issue[order],
        arrived_ms=arrived[order],
        reason=reason[order],
        # A segment is a customer's; as a log names few of them, each attempt has its own.
        customer=np.arange(len(order), dtype=np.int64),
        segment=_segments(scenario, rows)[order],
        book=_Replayed([attempts[row] for row in order.tolist()], extras),
        customers=Customers(np.empty(0, np.int64), np.empty(0)),
        queue=queue[order],
        language=quantile_of_shares(shares, uniforms.column("language")) if shares else None,
    )


@dataclass(frozen=True)
class _Replayed:
    """A later leg of a logged attempt takes the work and patience of the first again."""

    attempts: list[Luck]
    extras: ExtraBook

    def first(self, start: int, stop: int) -> Iterator[Luck]:
        """Return the luck of the attempts in rows ``start:stop``."""
        return iter(self.attempts[start:stop])

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        """Return the luck of the one attempt."""
        return self.attempts[row]

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, …: a log has no more than one."""
        first = self.attempts[row]
        return LegLuck(first.talk, first.hold, first.acw, first.patience, 1.0, first.resolve)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""
        return self.extras.extra(row, attempt, leg, queue)


def _extras(scenario: Scenario, uniforms: Uniforms) -> ExtraBook:
    recipes = (extra_recipe(scenario, *name) for name in scenario.queue_names)
    later = [replace(r, on=tuple(g for g in r.on if g not in IN_THE_LOG)) for r in recipes]
    return ExtraBook(uniforms, later)


def _without_end(scenario: Scenario) -> NDArray[np.bool_]:
    """Return for each queue whether nobody in it ever hangs up, whatever the log says."""
    deferred = [scenario.channels[channel].deferred for _, channel in scenario.queue_names]
    return np.array(deferred, dtype=np.bool_)


def _segments(scenario: Scenario, rows: Logged) -> Ints:
    if scenario.customers is None or not len(rows.segments):
        return np.full(len(rows.reason), -1, dtype=np.int64)
    known = _codes(rows.segments, scenario.segment_names, "segments")
    return np.where(rows.segment >= 0, known[rows.segment], -1)


def _codes(theirs: tuple[str, ...], ours: tuple[str, ...], what: str) -> Ints:
    for name in theirs:
        if name not in ours:
            raise InputError.of(what, name, f"is not in the scenario, which has {', '.join(ours)}")
    return np.array([ours.index(name) for name in theirs], dtype=np.int64)


def _numbers(reason: Ints, arrived: Ints) -> Ints:
    """Return issue numbers: layer 0, k counts the attempts of a reason and day in order."""
    day = arrived // DAY_MS
    group = reason << 32 | np.maximum(day, 0)
    order = np.lexsort((arrived, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    k = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    out = np.empty(len(order), dtype=np.int64)
    out[order] = issue_id(reason[order], np.maximum(day[order], 0), 0, k)
    return out


def _luck(
    scenario: Scenario, rows: Logged, luck: Floats, without_end: NDArray[np.bool_]
) -> list[Luck]:
    factor = scenario.multipliers.handle_time
    total = np.maximum(np.rint(rows.work_s * factor * 1000), 1).astype(np.int64)
    acw = np.rint(total * rows.acw_share).astype(np.int64)
    patience_ms = rows.patience_s * scenario.multipliers.patience * 1000
    patience = np.clip(np.rint(patience_ms), 1, INFINITE).astype(np.int64)
    patience[without_end] = INFINITE
    ivr = np.rint(rows.ivr_s * 1000).astype(np.int64)
    # A hang-up in self-service needs some time there to hang up in.
    ivr = np.where(rows.hung_up, np.maximum(ivr, 1), ivr)
    u = dict(zip(COLUMNS, luck.T.tolist(), strict=True))
    parts = ((total - acw).tolist(), acw.tolist(), patience.tolist(), ivr.tolist())
    hangs = np.where(rows.hung_up, HANGS_UP, STAYS).tolist()
    return [
        Luck(
            talk, 0, after, waits, u["escalate"][i], u["resolve"][i], u["policy"][i], before,
            hangs[i], response=u["response"][i], rating=u["rating"][i],
        )
        for i, (talk, after, waits, before) in enumerate(zip(*parts, strict=True))
    ]  # fmt: skip
