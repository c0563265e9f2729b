"""Agent time: shifts, overtime, absence, breaks taken late."""

from __future__ import annotations

import pytest
from handmade import Row, journal

import cssim.measures as m


def _state(agent: str, state: str, start: float, end: float) -> Row:
    return {"agent": agent, "state": state, "from": start, "until": end}


def _shift(agent: str, start: float, end: float, what: str = "shift_start") -> Row:
    return {"agent": agent, "what": what, "at": start, "until": end}


def _away(agent: str, start: float, end: float, state: str = "break") -> Row:
    return {**_shift(agent, start, end, "away_due"), "state": state}


def test_busy_past_the_shift_is_overtime_and_is_paid() -> None:
    states = [_state("ann", "idle", 0, 90), _state("ann", "talk", 90, 130)]
    run = journal(agent_states=states, people=[_shift("ann", 0, 100)], horizon=200)
    assert m.overtime_s(run).value == 30
    assert m.scheduled_s(run).value == 100
    assert m.paid_s(run).value == 130
    assert m.utilization(run) == m.Ratio(40, 130)
    assert m.adherence(run) == m.Ratio(100, 100)
    assert m.shrinkage(run) == m.Ratio(0, 100)
    by = m.table(run, ["overtime_s", "scheduled_s"], by=["interval"], interval_s=50)
    assert by["value"].tolist() == [0, 0, 30, 0, 50, 50, 0, 0]


def test_overtime_ends_where_the_next_shift_begins() -> None:
    states = [_state("ann", "talk", 90, 130), _state("ann", "idle", 130, 200)]
    shifts = [_shift("ann", 0, 100), _shift("ann", 120, 200)]
    run = journal(agent_states=states, people=shifts, horizon=300)
    assert m.overtime_s(run).value == 20


def test_overtime_of_one_agent_is_not_that_of_the_next_in_the_table() -> None:
    states = [_state("ann", "talk", 50, 130), _state("bob", "talk", 10, 40)]
    shifts = [_shift("ann", 0, 100), _shift("bob", 5, 30)]
    run = journal(agent_states=states, people=shifts, horizon=300)
    by = m.table(run, ["overtime_s"], by=["agent"]).set_index("agent")["value"]
    assert by.to_dict() == {"ann": 30, "bob": 10}


def test_a_called_in_agent_has_a_shift_and_an_unplanned_one_no_overtime() -> None:
    states = [_state("ann", "talk", 0, 50), _state("bob", "talk", 0, 50)]
    people = [_shift("ann", 0, 40, "called_in")]
    run = journal(agent_states=states, people=people, horizon=100)
    assert m.overtime_s(run).value == 10


def test_absence_is_scheduled_paid_lost_and_not_adherent() -> None:
    states = [_state("ann", "absent", 0, 100), _state("bob", "idle", 0, 100)]
    people = [_shift("ann", 0, 100, "absent"), _shift("bob", 0, 100)]
    run = journal(agent_states=states, people=people, horizon=100)
    assert m.shrinkage(run) == m.Ratio(100, 200)
    assert m.adherence(run) == m.Ratio(100, 200)
    assert m.paid_s(run).value == 200


def test_a_break_taken_late_costs_adherence_twice() -> None:
    # Due 50-60, taken 57-67: in the planned state except 50-57 and 60-67.
    states = [
        _state("ann", "talk", 0, 57), _state("ann", "break", 57, 67),
        _state("ann", "idle", 67, 100),
    ]  # fmt: skip
    people = [_shift("ann", 0, 100), _away("ann", 50, 60)]
    run = journal(agent_states=states, people=people, horizon=100)
    assert m.adherence(run) == m.Ratio(100 - 7 - 7, 100)


def test_training_when_a_break_is_due_is_not_adherent() -> None:
    states = [_state("ann", "idle", 0, 50), _state("ann", "training", 50, 100)]
    people = [_shift("ann", 0, 100), _away("ann", 50, 70), _away("ann", 70, 100, "training")]
    run = journal(agent_states=states, people=people, horizon=100)
    assert m.adherence(run) == m.Ratio(80, 100)
    assert m.lost_s(run).value == 50 and m.idle_s(run).value == 50


def test_teams_and_staffing() -> None:
    states = [
        _state("ann", "idle", 0, 100),
        _state("cy", "talk", 0, 50),
        _state("cy", "acw", 50, 80),
    ]
    run = journal(agent_states=states, horizon=100)
    by = m.table(run, ["occupancy", "n_staffed"], by=["team"])
    assert by["value"].tolist() == [0, 1, 1, 0.8]
    assert m.fte(run, full_time_hours=84).value == pytest.approx(2 * 1.8)
