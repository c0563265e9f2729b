"""Strain, support, goals, quitting, hiring, control and tools, a test a row (`effects.check`).

Rows stand in `rows_climate`, `rows_turnover` and `rows_practice`. Where a mechanism switched
off leaves two identical lives a false alarm is impossible; quits can only come later with less
strain, agent by agent.
"""

from __future__ import annotations

import numpy as np
from crews import events, readings
from effects import Life, check
from rows import ROWS


def _quits(life: Life) -> dict[int, int]:
    found = events(life, "quit")
    return dict(zip(found["agent"].tolist(), found["at_ms"].tolist(), strict=True))


def _nobody_quits_sooner(base: Life, arm: Life) -> bool:
    before, after = _quits(base), _quits(arm)
    return after.keys() <= before.keys() and all(at >= before[who] for who, at in after.items())


# ---- strain and support ------------------------------------------------------------------


def test_m28b_complaints_strain() -> None:
    check(ROWS["M28B"])


def test_m39b_balanced_strain() -> None:
    check(ROWS["M39B"])


def test_m49_span_of_leading() -> None:
    """More coaching and fewer quits, for more team leads."""
    lives = check(ROWS["M49"])
    assert _nobody_quits_sooner(lives["base"], lives["with"])


def test_m66_recognition() -> None:
    lives = check(ROWS["M66"])
    assert _nobody_quits_sooner(lives["base"], lives["with"])


def test_m75_empathy() -> None:
    check(ROWS["M75"])


def test_m81b_empowerment_keeps() -> None:
    lives = check(ROWS["M81B"])
    assert _nobody_quits_sooner(lives["base"], lives["with"])


def test_m82_obstacles() -> None:
    check(ROWS["M82"])


def test_m83_goals() -> None:
    check(ROWS["M83"])


def test_m84_goals_reviewed() -> None:
    check(ROWS["M84"])


def test_m85_talks() -> None:
    """Fewer quits, for the hours of the talks."""
    check(ROWS["M85"])


def test_m86_support() -> None:
    lives = check(ROWS["M86"])
    assert _nobody_quits_sooner(lives["base"], lives["with"])


def test_m87_survey_acted_upon() -> None:
    lives = check(ROWS["M87"])
    # To ask alone changes nothing.
    assert _quits(lives["asked"]) == _quits(lives["base"])
    assert np.array_equal(readings(lives["asked"], "strain"), readings(lives["base"], "strain"))


def test_m88_obstacles_named() -> None:
    lives = check(ROWS["M88"])
    # Slowly: in the first month no contact is shorter.
    assert np.array_equal(*(_handled(life, 28) for life in lives.values()))


def _handled(life: Life, days: int) -> np.ndarray:
    legs = life.journal.columns["legs"]
    rows = (legs["answered_ms"] >= 0) & (legs["ended_ms"] < days * 86_400_000)
    return (legs["ended_ms"] - legs["answered_ms"])[rows]


def test_m89_busy_agents() -> None:
    check(ROWS["M89"])


def test_m90_strained_teams() -> None:
    check(ROWS["M90"])


def test_m92_team_leads() -> None:
    check(ROWS["M92"])


def test_m119_goals_each_week() -> None:
    check(ROWS["M119"])


# ---- who leaves, who comes ------------------------------------------------------------


def test_m37_time_to_fill() -> None:
    check(ROWS["M37"])


def test_m37b_class_size() -> None:
    """A class waits until it is full, and needs one trainer."""
    check(ROWS["M37B"])


def test_m46_onboarding() -> None:
    """Better newcomers, and later ones."""
    check(ROWS["M46"])


def test_m91_weak_agents_have_to_go() -> None:
    """A little of it helps; too much leaves seats empty and the others strained."""
    check(ROWS["M91"])


def test_m93_choosy_hiring() -> None:
    check(ROWS["M93"])


def test_m94_career_ladder() -> None:
    check(ROWS["M94"])


# ---- control and tools ----------------------------------------------------------------


def test_m06_longest_waits() -> None:
    check(ROWS["M06"])


def test_m114_daily_control() -> None:
    check(ROWS["M114"])


def test_m120_customer_histories() -> None:
    check(ROWS["M120"])


def test_m123_quick_advice() -> None:
    check(ROWS["M123"])


def test_m127_call_center_software() -> None:
    check(ROWS["M127"])
