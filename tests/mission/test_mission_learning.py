"""Training, coaching, quality and policy, a test a row (`effects.check`): `rows_learning`.

A false alarm is impossible where the mechanism switched off leaves two identical lives; where
it leaves small differences (claims with `least`), five of five replications stayed below it.
"""

from __future__ import annotations

import numpy as np
from crews import events, readings
from effects import check
from rows import ROWS


def test_m02_knowledge_tool_evens_out() -> None:
    check(ROWS["M02"])


def test_m03_more_solved() -> None:
    check(ROWS["M03"])


def test_m10_training_and_resolution() -> None:
    check(ROWS["M10"])


def test_m11_training_and_first_contact_resolution() -> None:
    check(ROWS["M11"])


def test_m38b_coaching_called_off() -> None:
    """The queue gains at once; proficiency pays later."""
    lives = check(ROWS["M38B"])
    called_off = [len(events(life, "cancelled")["agent"]) for life in lives.values()]
    assert called_off[0] == 0 < called_off[1]


def test_m42b_course_instead_of_an_agent() -> None:
    lives = check(ROWS["M42B"])
    costs = [life.value("total_cost") for life in lives.values()]
    assert 0.95 * costs[0] < costs[1] <= costs[0]


def test_m47_hours_of_training() -> None:
    """Waits are the price now, solved issues the gain later; the best dose is neither end."""
    check(ROWS["M47"])


def test_m48_release() -> None:
    lives = check(ROWS["M48"])
    # Up to the release nothing tells the arms apart.
    assert np.array_equal(readings(lives["taught"])[:2], readings(lives["taught, none"])[:2])


def test_m50_training_where_it_is_quiet() -> None:
    lives = check(ROWS["M50"])
    hours = [life.value("training_hours") for life in lives.values()]
    assert abs(hours[1] - hours[0]) < 0.05 * hours[0]


def test_m51_stale_content() -> None:
    lives = check(ROWS["M51"])
    hours = [life.value("training_hours") for life in lives.values()]
    assert abs(hours[1] - hours[0]) < 0.02 * hours[0]


def test_m52_learning_when_idle() -> None:
    lives = check(ROWS["M52"])
    # It takes nobody off the floor, and hours are as many as are due.
    assert len({life.value("lost_s") for life in lives.values()}) == 1
    weeks, agents, a_month = 8, 3, 24.0
    assert lives["with"].value("training_hours") <= agents * a_month * weeks * 7 / 30.4375


def test_m53_course_before_a_launch() -> None:
    check(ROWS["M53"])


def test_m54_learning_from_mistakes() -> None:
    check(ROWS["M54"])


def test_m55_novices_among_veterans() -> None:
    check(ROWS["M55"])


def test_m56_proficiency() -> None:
    check(ROWS["M56"])


def test_m57_knowledge_tool_helps_novices() -> None:
    check(ROWS["M57"])


def test_m60_from_training_to_money() -> None:
    check(ROWS["M60"])


def test_m138_investing_in_customers() -> None:
    """That it shows in revenue is a result, never an assumption."""
    check(ROWS["M138"])


def test_m61_diagnosis() -> None:
    """Longer contacts now, fewer of them, and sooner the end."""
    check(ROWS["M61"])


def test_m62_contacts_reviewed() -> None:
    check(ROWS["M62"])


def test_m63_observed_and_true_quality() -> None:
    check(ROWS["M63"])


def test_m65_feedback_each_week() -> None:
    check(ROWS["M65"])


def test_m67_policies_reviewed() -> None:
    check(ROWS["M67"])


def test_m96_meeting_on_a_day_of_change() -> None:
    """Fewer errors that day, for ten minutes of everybody."""
    check(ROWS["M96"])


def test_m115_weekly_leadership() -> None:
    check(ROWS["M115"])


def test_m117_daily_ranks_are_noise() -> None:
    check(ROWS["M117"])


def test_m118_policy_each_month() -> None:
    check(ROWS["M118"])


def test_m125_knowledge_base() -> None:
    check(ROWS["M125"])


def test_m128_learning_system() -> None:
    check(ROWS["M128"])
