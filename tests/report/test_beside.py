"""Erlang values beside simulated ones: the right formula, fed with the right numbers."""

import math
from typing import Any

import pandas as pd
import pytest
from toys import always_open

from cssim import compare
from cssim.errors import InputError
from cssim.study import Plan, Study
from cssim.study.arms import default_tables
from cssim.study.beside import WEEK, WEEK_TABLE, erlang_by_hour, estimated_patience_s
from cssim.theory import erlang_a, erlang_c_asa_s

COLUMNS = ["arm", "replication", "measure", "value", "numerator", "denominator"]


def by_hand(cells: list[tuple[str, int, float, float, float]], hung_up: float = 0.2) -> Study:
    """Return a study of one replication: weekday, hour, contacts, load, agents of cells."""
    overall = [("aht_s", 360.0), ("mean_wait_s", 30.0), ("abandonment", hung_up)]
    rows = [("base", 0, name, value, value, 1.0) for name, value in overall]
    tables = {"all": pd.DataFrame(rows, columns=COLUMNS)}
    week = [
        ("base", 0, day, hour, name, value, value, 1.0)
        for day, hour, *values in cells
        for name, value in zip(("n_offered", "load", "n_staffed"), values, strict=True)
    ]
    keyed = [*COLUMNS[:2], "weekday", "hour", *COLUMNS[2:]]
    tables[WEEK_TABLE] = pd.DataFrame(week, columns=keyed)
    hours = sorted({cell[1] for cell in cells})
    asa = [("base", 0, hour, "asa_s", 10.0, 10.0, 1.0) for hour in hours]
    tables["by_hour"] = pd.DataFrame(asa, columns=[*COLUMNS[:2], "hour", *COLUMNS[2:]])
    return Study(Plan.of(always_open()), 1, tables, pd.DataFrame())


def asa(load: float, n: int) -> float:
    return erlang_a(load, n, aht_s=360.0, mean_patience_s=150.0).asa_s


def test_patience_is_time_waited_per_hang_up() -> None:
    assert estimated_patience_s(by_hand([])) == pytest.approx(150.0)
    assert estimated_patience_s(by_hand([], hung_up=0.0)) == math.inf


def test_formulas_of_one_cell() -> None:
    row = erlang_by_hour(by_hand([("monday", 9, 60.0, 6.0, 7.0)])).iloc[0]
    assert row["erlang_a_s"] == pytest.approx(asa(6.0, 7))
    assert row["erlang_c_s"] == pytest.approx(erlang_c_asa_s(6.0, 7, aht_s=360.0))
    assert (row["simulated_s"], row["n_offered"]) == (10.0, 60.0)


def test_between_whole_agents_and_over_weekdays() -> None:
    cells = [("monday", 9, 90.0, 6.0, 7.25), ("friday", 9, 30.0, 3.0, 4.0)]
    row = erlang_by_hour(by_hand(cells)).iloc[0]
    monday = 0.75 * asa(6.0, 7) + 0.25 * asa(6.0, 8)
    assert row["erlang_a_s"] == pytest.approx((90 * monday + 30 * asa(3.0, 4)) / 120)


def test_overload_has_no_erlang_c() -> None:
    cells = [
        ("monday", 9, 90.0, 7.5, 7.0),
        ("friday", 9, 30.0, 3.0, 4.0),
        ("friday", 8, 3.0, 1.0, 0.2),
    ]
    found = erlang_by_hour(by_hand(cells))
    assert found["hour"].tolist() == [9]  # nobody works at 8
    assert math.isnan(found["erlang_c_s"].iloc[0])
    assert math.isfinite(found["erlang_a_s"].iloc[0])


def test_without_hang_ups_both_are_erlang_c() -> None:
    row = erlang_by_hour(by_hand([("monday", 9, 60.0, 6.0, 7.0)], hung_up=0.0)).iloc[0]
    assert row["erlang_a_s"] == row["erlang_c_s"]


@pytest.mark.parametrize(
    ("change", "words"),
    [({"arm": "x"}, "must be one of base"), ({"drop": True}, "must be among its measures")],
)
def test_what_is_missing_is_named(change: dict[str, Any], words: str) -> None:
    study = by_hand([("monday", 9, 60.0, 6.0, 7.0)])
    if change.get("drop"):
        study = Study(
            study.plan, 1, {**study.tables, "all": study.tables["all"].iloc[1:]}, study.fates
        )
    with pytest.raises(InputError, match=words):
        erlang_by_hour(study, change.get("arm", "base"))


def test_agrees_with_a_simulation_of_the_same_model() -> None:
    """Two days of M/M/n+M, seed 3: Erlang A inside 4 standard errors (false alarm 6e-5).

    The broken twin, one agent fewer, must lie outside.
    """
    scenario = always_open(horizon="2 d")
    tables = {**default_tables(scenario), WEEK_TABLE: WEEK}
    study = compare(scenario, {}, 6, seed=3, tables=tables)
    found = erlang_by_hour(study)
    weights = found["n_offered"] / found["n_offered"].sum()
    formula = float((found["erlang_a_s"] * weights).sum())
    asa_s = study.tables["all"].query("measure == 'asa_s'")
    mean, error = asa_s["value"].mean(), asa_s["value"].sem()
    assert abs(formula - mean) < 4 * error
    fewer = always_open(horizon="2 d", teams__desk__size=6)
    broken = erlang_by_hour(compare(fewer, {}, 6, seed=3, tables=tables))
    assert abs(float((broken["erlang_a_s"] * weights).sum()) - mean) > 4 * error
