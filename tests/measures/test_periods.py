"""Periods of entry: boundaries, the last piece, the warm-up, the clock on the wall."""

from __future__ import annotations

import numpy as np
import pytest
from handmade import answered, day, journal, unanswered

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import About
from cssim.measures.periods import Periods


def _talking(agent: str, start: float, end: float) -> dict[str, object]:
    return {"agent": agent, "state": "talk", "from": start, "until": end}


def test_a_contact_on_a_boundary_counts_once_in_the_later_interval() -> None:
    # C27: interval boundary counted twice.
    rows = [answered(t, 0, 10) for t in (0, 599.999, 600, 1199.999, 1200)]
    table = m.table(day(rows, horizon=1800), ["n_answered"], by=["interval"], interval_s=600)
    assert table["interval"].tolist() == [0, 600, 1200]
    assert table["value"].tolist() == [2, 2, 1]


def test_the_last_partial_interval_is_kept_with_its_own_length() -> None:
    # C27: last partial interval dropped.
    rows = [answered(100, 0, 10), answered(1300, 20, 10), answered(1500, 0, 10)]
    states = [_talking("ann", 0, 1500)]
    table = m.table(
        day(rows, agent_states=states, horizon=1500),
        ["n_answered", "mean_queue", "n_staffed"],
        by=["interval"],
        interval_s=600,
    )
    last = table[table["interval"] == 1200].set_index("measure")
    assert last.loc["n_answered", "value"] == 2  # the horizon itself belongs to it
    assert last.loc["mean_queue"].tolist()[-3:] == [20 / 300, 20, 300]
    assert last.loc["n_staffed", "value"] == 1


def test_waits_and_states_are_cut_at_interval_boundaries() -> None:
    rows = [answered(500, 250, 100)]
    states = [_talking("ann", 550, 1250)]
    table = m.integrals(day(rows, agent_states=states, horizon=1300), interval_s=600)
    assert table["waiting_ms"].tolist() == [100_000, 150_000, 0]
    assert table["busy_ms"].tolist() == [50_000, 600_000, 50_000]
    assert table["clock_ms"].tolist() == [600_000, 600_000, 100_000]


def test_warm_up_leaves_out_arrivals_before_it_and_cuts_time_at_it() -> None:
    # C27: warm-up ignored. A contact before it still waits and keeps agents busy after it.
    rows = [answered(90, 30, 60, resolved=True), answered(100, 0, 50), unanswered(150, 40)]
    states = [_talking("ann", 120, 180), _talking("bob", 100, 150)]
    run = day(rows, agent_states=states, horizon=200, warm_up=100)
    assert m.n_attempts(run).value == 2
    assert m.asa_s(run) == m.Mean(0, 1)
    assert m.resolution_rate(run) == m.Ratio(0, 2)
    assert m.mean_queue(run) == m.Mean(20 + 40, 100)
    assert m.busy_s(run).value == 60 + 50
    run = day(rows, agent_states=states, horizon=200, warm_up=130)
    assert m.n_attempts(run).value == 1
    assert m.busy_s(run).value == 50 + 20
    table = m.table(run, ["busy_s", "n_offered"], by=["interval"], interval_s=60)
    assert table["interval"].tolist() == [120, 180] * 2
    assert table["value"].tolist() == [70, 0, 1, 0]


def test_after_the_horizon_contacts_still_count_and_agent_time_does_not() -> None:
    rows = [answered(90, 30, 60, resolved=True)]
    states = [_talking("ann", 120, 180)]
    run = day(rows, agent_states=states, horizon=100, end=180)
    assert m.asa_s(run) == m.Mean(30, 1) and m.aht_s(run) == m.Mean(60, 1)
    assert m.resolution_rate(run) == m.Ratio(1, 1)
    assert m.busy_s(run).value == 0 and m.paid_s(run).value == 0
    assert m.mean_queue(run) == m.Mean(10, 100)


def test_interval_hour_day_and_weekday_follow_the_wall_clock() -> None:
    # A run from Sunday 23:45 to Monday 01:15; half hours start at :00 and :30.
    rows = [answered(t * 60, 0, 10) for t in (0, 14.9, 15, 44, 45, 75)]
    run = day(rows, horizon=90 * 60, start="1999-01-31 23:45")
    half_hours = m.table(run, ["n_answered"], by=["interval"])
    assert half_hours["interval"].tolist() == [0, 900, 2700, 4500]
    assert half_hours["value"].tolist() == [2, 2, 1, 1]
    days = m.table(run, ["n_answered"], by=["weekday", "hour"])
    assert days["weekday"].tolist() == ["monday", "monday", "sunday"]
    assert days["hour"].tolist() == [0, 1, 23]
    assert days["value"].tolist() == [3, 1, 2]
    assert m.table(run, ["n_answered"], by=["day"])["value"].tolist() == [2, 4]


def test_weekday_needs_a_start_date() -> None:
    with pytest.raises(InputError, match=r'by: needs a journal with a start .* \(got "weekday"\)'):
        m.table(journal(horizon=10), ["n_attempts"], by=["weekday"])


def test_clipping_spans_equals_counting_milliseconds_one_by_one() -> None:
    about = About({}, start="1999-02-01 00:00", warm_up_ms=13, horizon_ms=97)
    periods = Periods.of(about, ["interval"], 0.01)
    rng = np.random.default_rng(3)  # noqa: TID251
    start = rng.integers(0, 110, 200)
    end = start + rng.integers(0, 40, 200)
    row, level, length = periods.clip(start, end)
    got = np.zeros((200, periods.n_levels), dtype=int)
    np.add.at(got, (row, level), length)
    for i in range(200):
        inside = np.arange(max(start[i], 13), min(end[i], 97))
        want = np.bincount(inside // 10 - 1, minlength=periods.n_levels) if len(inside) else 0
        assert (got[i] == want).all()
    assert periods.covered_ms.sum() == 97 - 13
