"""Section D of the mission, a test a row, and M18, M42, M58, M69 with it (`effects.check`)."""

from __future__ import annotations

import numpy as np
from effects import Life, check
from rows import ROWS


def _same_hours(lives: dict[str, Life]) -> bool:
    hours = [(life.value("scheduled_s"), life.value("lost_s")) for life in lives.values()]
    return bool(np.allclose(hours[0], hours[1], rtol=1e-12))


def test_m18_hard_handle_time_target() -> None:
    """A contact costs less and a solved issue more; each side alone does not show the other."""
    check(ROWS["M18"])


def test_m33_hours_shaped_like_the_demand() -> None:
    lives = check(ROWS["M33"])
    assert _same_hours(lives)


def test_m34_breaks_off_the_peak() -> None:
    lives = check(ROWS["M34"])
    assert _same_hours(lives)


def test_m35_best_skill_against_first_free() -> None:
    check(ROWS["M35"])


def test_m36_callback() -> None:
    check(ROWS["M36"])


def test_m38_leads_join_the_queue() -> None:
    """The worst wait falls now, and hours of coaching are its price."""
    check(ROWS["M38"])


def test_m39_balanced_assignment() -> None:
    check(ROWS["M39"])


def test_m40_follow_the_sun() -> None:
    """Night mail is answered hours sooner, and a team more is paid for."""
    check(ROWS["M40"])


def test_m41_language_hired_for() -> None:
    """Those who speak it gain; two small queues wait longer than a pool of both languages."""
    check(ROWS["M41"])


def test_m42_same_budget_other_mix() -> None:
    lives = check(ROWS["M42"])
    costs = [life.value("total_cost") for life in lives.values()]
    assert abs(costs[1] - costs[0]) < 1e-6 * costs[0]


def test_m43_strict_priority_and_ageing() -> None:
    check(ROWS["M43"])


def test_m44_priority_for_value() -> None:
    check(ROWS["M44"])


def test_m58_consult() -> None:
    """More is solved at the first contact, in hours of the seniors."""
    check(ROWS["M58"])


def test_m69_tighter_target() -> None:
    check(ROWS["M69"])
