"""A longer run holds no more: what is remembered while the clock runs does not grow with time."""

from __future__ import annotations

import errno
import gc
import os
import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from audited import unaudited

from cssim import draw_demand, draw_roster, run
from cssim.center import logbook, tape
from cssim.demand import Demand, Fresh, extra, luck, tables
from cssim.errors import RunError
from cssim.scenario import parse
from cssim.units import DAY_MS

DAYS = 4
MOST = 48
"""Bytes that a further contact may leave behind: less than any record of one. The shortest is
what its customer felt, 64 bytes; what is written down of the contact has 160, the luck of an
attempt, an extra or a leg 64 to 184."""
CENTER = parse("""
name: memory
start: "2024-01-01 00:00"
horizon: 17 d
demand: {busyness_cv: 0}
channels:
  phone: {kind: phone}
  email: {kind: email, chase: 0.5, acceptable_wait: 4 h}
reasons:
  help:
    channels: {phone: {share: 0.7}, email: {share: 0.3}}
    arrivals: {interval: 1 h, per_hour: {every_day: {"09:00": [22, 22, 22, 22, 22, 22, 22, 22]}}}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
    patience: {distribution: exponential, mean: 3 min}
    escalate: 0.2
    articles: {}
customers: {size: 50, segments: {all: {share: 1.0}}}
people: {development: {}, fatigue: {}, strain: {}}
teams:
  desk:
    size: 3
    skills: [help]
    patterns:
      - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
        shift: "09:00-18:00"
        breaks: [{at: "12:00", length: 30 min}]
  seniors:
    size: 1
    tier: 2
    skills: [help]
    patterns:
      - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
        shift: "09:00-18:00"
""")


@dataclass(frozen=True)
class Weighed(Demand):
    """Notes what Python and numpy hold after some days, and after four times as many."""

    held: list[tuple[int, int]] = field(default_factory=list)
    """Issues so far, and bytes."""

    def arrivals(self) -> Iterator[Fresh]:
        """Yield the fresh issues in order of (arrived, issue)."""
        due = [4 * DAYS * DAY_MS, DAYS * DAY_MS]
        for n, fresh in enumerate(super().arrivals()):
            if due and fresh[0] >= due[-1]:
                due.pop()
                gc.collect()
                self.held.append((n, tracemalloc.get_traced_memory()[0]))
            yield fresh


def live(demand: Demand) -> None:
    with unaudited():
        run(CENTER, demand, draw_roster(CENTER, 1, 0))


def left_behind() -> float:
    """Return the bytes that a further contact leaves behind while the run lives."""
    tracemalloc.start()
    try:
        drawn = Weighed(**draw_demand(CENTER, 1, 0).__dict__)
        live(drawn)
    finally:
        tracemalloc.stop()
    (n, before), (n_later, after) = drawn.held
    return (after - before) / (n_later - n)


@pytest.fixture(autouse=True)
def _full_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep so little at hand that a few days fill it."""
    monkeypatch.setattr(tables, "CHUNK", 64)
    monkeypatch.setattr(logbook, "KEPT", 1 << 15)
    for name in ("CELLS_KEPT", "GROUPS_KEPT"):
        monkeypatch.setattr(extra, name, 160)
    monkeypatch.setattr(luck, "CELLS_KEPT", 160)


def test_a_further_contact_leaves_nothing_behind() -> None:
    assert left_behind() < MOST


@pytest.mark.parametrize(
    ("module", "name"), [(luck, "CELLS_KEPT"), (extra, "CELLS_KEPT"), (extra, "GROUPS_KEPT")]
)
def test_luck_that_is_never_let_go_is_noticed(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, name, 1 << 20)
    assert left_behind() > MOST


def test_records_that_are_never_put_away_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "KEPT", 1 << 40)
    assert left_behind() > MOST


def test_where_a_long_run_cannot_leave_its_records_it_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tape, "TemporaryFile", full)
    with pytest.raises(RunError, match=r"cannot be written \(No space left on device\): free some"):
        live(draw_demand(CENTER, 1, 0))


def test_a_long_run_leaves_no_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    seen: list[list[Path]] = []
    put_away = tape.Tape.put_away
    monkeypatch.setattr(
        tape.Tape, "put_away", lambda t: (put_away(t), seen.append(list(tmp_path.iterdir())))
    )
    live(draw_demand(CENTER, 1, 0))
    assert len(seen) > 10 and not any(seen) and not list(tmp_path.iterdir())
