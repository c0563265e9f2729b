"""Sections A, B and I of the mission: what customers feel and remember (`effects.check`)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from effects import Life, check, paired
from rows import ROWS
from rows_customers import M76, NEVER, solving, weeks

from cssim.measures import net_value, retention_curve
from cssim.rules.satisfaction import detractor_chance, promoter_chance


def _leaving(life: Life) -> Any:
    """Return when each customer leaves; never is later than all."""
    left = life.column("customers", "left_ms")
    return np.where(left < 0, NEVER, left)


def _answers(life: Life) -> dict[int, int]:
    """Return the rating of every contact whose customer answered the survey."""
    columns = life.journal.columns["contacts"]
    given = columns["responded"]
    return dict(
        zip(columns["contact"][given].tolist(), columns["rating"][given].tolist(), strict=True)
    )


def test_m01_better_service_keeps_customers() -> None:
    lives = check(ROWS["M01"])
    # For one customer's path service only ever helps: nobody leaves earlier.
    assert np.all(_leaving(lives["with"]) >= _leaving(lives["base"]))
    curves = [retention_curve(lives[arm].journal)["value"].to_numpy() for arm in ("base", "with")]
    assert np.all(curves[1] >= curves[0]) and len(curves[0]) > 23


def test_m12_wait_and_resolution_move_csat() -> None:
    """As surveyed, and as all would have said."""
    check(ROWS["M12"])


def test_m13_goodwill_moves_nps() -> None:
    check(ROWS["M13"])
    # At the start a hundredth of goodwill is 2.4 points.
    points = [100 * (promoter_chance(g) - detractor_chance(g)) for g in (0.80, 0.81)]
    assert points[1] - points[0] == pytest.approx(2.4, abs=0.1)


def test_m14_worse_service_loses_customers() -> None:
    lives = check(ROWS["M14"])
    gone = [set(np.flatnonzero(_leaving(lives[arm]) < NEVER)) for arm in ("base", "with")]
    assert gone[0] < gone[1]


def test_m16_priority_for_value() -> None:
    check(ROWS["M16"])


def test_m19_only_timeliness_falls_first() -> None:
    lives = check(ROWS["M19"])
    for part in ("courtesy_logit", "resolution_logit"):
        assert lives["with"].value(part) == lives["base"].value(part)
    parts = ("timeliness_logit", "courtesy_logit", "resolution_logit")
    for life in lives.values():
        sat = life.column("contacts", "sat")
        logit = float(np.nanmean(np.log(sat / (1 - sat))))
        assert sum(life.value(part) for part in parts) == pytest.approx(logit - 1.815, abs=1e-3)


def test_m20_same_policy_in_the_season() -> None:
    lives = check(ROWS["M20"])
    # Between the four weeks before and the four of the season most of the fall is gone.
    raw, adjusted = weeks(lives["with"], lives["with"])
    falls = [float(np.mean(values[:4]) - np.mean(values[4:])) for values in (raw, adjusted)]
    assert abs(falls[1]) < 0.4 * falls[0]


def test_m76_recovery_within_a_day_or_a_week() -> None:
    lives = check(ROWS["M76"])
    spotless = Life(M76.base.with_overrides({**solving(1.0)}), 0)
    # Who was contacted never thinks better of the center than had nothing failed.
    ends = [life.column("customers", "goodwill") for life in (lives["day"], spotless)]
    there = (_leaving(lives["day"]) == NEVER) & (_leaving(spotless) == NEVER)
    assert np.all(ends[0][there] <= ends[1][there] + 1e-12) and there.sum() > 100
    assert np.all(_leaving(lives["day"]) <= _leaving(spotless))


def test_m78_loop_closed_with_low_scorers() -> None:
    lives = check(ROWS["M78"])
    contacts = lives["with"].journal.columns["contacts"]
    low = contacts["responded"] & (contacts["rating"] < 3)
    unhappy = np.unique(contacts["customer"][low])
    there = _leaving(lives["base"]) == NEVER
    ends = [lives[arm].column("customers", "hazard")[there] for arm in ("base", "with")]
    moved = np.flatnonzero(there)[ends[0] != ends[1]]
    assert set(moved) <= set(unhappy) and np.all(ends[1] <= ends[0]) and len(moved)


def test_m101_longer_survey_and_happy_answers() -> None:
    lives = check(ROWS["M101"])
    base, long, happy = (_answers(lives[arm]) for arm in ("base", "long", "happy"))
    assert long.items() < base.items()
    # Who rates 5 answers more often, who rates 4 as before, who rates less more rarely.
    assert {n for n, r in base.items() if r == 5} < {n for n, r in happy.items() if r == 5}
    assert {n for n, r in base.items() if r == 4} == {n for n, r in happy.items() if r == 4}
    assert {n for n, r in base.items() if r < 4} > {n for n, r in happy.items() if r < 4}


def test_m102_quick_reaction_to_feedback() -> None:
    lives = check(ROWS["M102"])
    answers = [_answers(lives[arm]) for arm in ("base", "with")]
    assert answers[0] == answers[1]


def test_m103_outreach_to_the_top_segment() -> None:
    lives = check(ROWS["M103"])
    base, life = lives["base"], lives["with"]
    assert life.value("n_outreach") > 100 and base.value("n_outreach") == 0
    # The net value: agents are paid anyway, so that calls cost no more than others' waiting.
    assert net_value(life.journal, base.journal, life.options, base.options) > 0


def test_m103b_agents_of_ones_own() -> None:
    check(ROWS["M103B"])


def test_m104_calls_before_ages_of_risk() -> None:
    lives = check(ROWS["M104"])
    calls = [life.value("n_outreach") for life in lives.values()]
    hours = [life.value("busy_s") for life in lives.values()]
    assert calls[0] > 50 and abs(calls[1] / calls[0] - 1) < 0.1
    assert abs(hours[1] / hours[0] - 1) < 0.1


def test_m105_long_memory_of_a_bad_start() -> None:
    lives = check(ROWS["M105"])
    assert len(lives) == 4
    bad, good = paired(lives, "issues", "arose_ms", ("bad, 3", "good, 3"))
    assert np.array_equal(bad, good)


def test_m124_survey_tool() -> None:
    check(ROWS["M124"])
