"""Fatigue, strain, absence and quits: closed forms, a whole shift, the published sizes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import uniform

from cssim.rules import wear
from cssim.rules.handling import hostile_loss, hostile_work, logistic, tired_factor
from cssim.rules.satisfaction import AVERAGE_QUALITY, eta

MINUTE = 60_000.0
share = st.floats(0, 1)
length = st.floats(0, 1e8)
# Work and break in turn, minutes: eight hours with breaks of 15, 60 and 15.
DAY = ((105.0, 15.0), (97.5, 60.0), (97.5, 15.0), (90.0, 0.0))


def lived(occupancy: float, cycle: float = 7.5) -> tuple[float, float]:
    """Return mean fatigue over a shift of work in cycles, and fatigue at its end."""
    F, integral, now = 0.0, 0.0, 0.0
    for work, pause in DAY:
        turns = round(work / cycle)
        stretches = [(cycle * occupancy, True), (cycle * (1 - occupancy), False)] * turns
        for minutes, busy in [*stretches, (pause, False)]:
            integral += wear.tired_integral(F, minutes * MINUTE, busy)
            F = wear.tired(F, minutes * MINUTE, busy)
            now += minutes * MINUTE
    return integral / now, F


# -- fatigue -----------------------------------------------------------------------------


@given(share, length, share, st.booleans())
def test_two_parts_of_a_stretch_equal_one(F: float, ms: float, part: float, busy: bool) -> None:
    first, rest = part * ms, (1 - part) * ms
    middle = wear.tired(F, first, busy)
    assert wear.tired(middle, rest, busy) == pytest.approx(wear.tired(F, ms, busy), abs=1e-12)
    both = wear.tired_integral(F, first, busy) + wear.tired_integral(middle, rest, busy)
    assert both == pytest.approx(wear.tired_integral(F, ms, busy), rel=1e-9, abs=1e-6)


@given(share, length, st.booleans())
def test_fatigue_stays_a_share(F: float, ms: float, busy: bool) -> None:
    later = wear.tired(F, ms, busy)
    assert later >= F if busy else later <= F
    assert 0 <= later <= 1
    assert -1e-6 <= wear.tired_integral(F, ms, busy) <= ms + 1e-6


@pytest.mark.parametrize("busy", [True, False])
@pytest.mark.parametrize("F", [0.0, 0.3, 1.0])
def test_integral_of_fatigue(F: float, busy: bool) -> None:
    ms, builds, recovers = 5e6, 9e6, 2e6
    area, _ = quad(lambda t: wear.tired(F, t, busy, builds, recovers), 0, ms)
    assert wear.tired_integral(F, ms, busy, builds, recovers) == pytest.approx(area)


def test_fatigue_by_hand() -> None:
    assert wear.tired(0, 240 * MINUTE, True) == pytest.approx(1 - math.exp(-1))
    assert wear.tired(0.5, 60 * MINUTE, False) == pytest.approx(0.5 * math.exp(-1))
    assert [wear.tired(0.3, 0, busy) for busy in (True, False)] == [0.3, 0.3]


def test_a_shift_at_eighty_percent_busy() -> None:
    mean, _ = lived(0.80)
    assert mean == pytest.approx(0.23, abs=0.005)
    slower = [tired_factor(lived(busy)[1]) - 1 for busy in (0.80, 0.85)]
    assert all(0.04 <= x <= 0.05 for x in slower)


def hostile_share(comes_back: float) -> float:
    """Return the share of contacts felt below 0.5; 70 % are solved at first, then 60 %."""
    reached, contacts, hostile = 1.0, 0.0, 0.0
    for n in range(1, 30):
        solves = 0.7 if n == 1 else 0.6
        contacts += reached
        for resolved, share in ((True, solves), (False, 1 - solves)):
            z = eta(
                effort=n,
                resolved=resolved,
                wait_ratio=0.0,
                handovers=0,
                service_quality=AVERAGE_QUALITY,
            )
            hostile += reached * share * (logistic(z) < 0.5)
        reached *= (1 - solves) * comes_back
    return hostile / contacts


def test_strain_settles_at_its_start_at_eighty_percent_busy() -> None:
    def settled(hostile: float) -> float:
        B = wear.USUAL_STRAIN
        for _ in range(200):
            B = wear.strained(B, lived(0.80)[0], hostile, wear.support(wear.USUAL_SPAN, 1.0))
        return B

    assert hostile_share(0.85) == pytest.approx(0.13, abs=0.005)
    assert settled(hostile_share(0.85)) == pytest.approx(wear.USUAL_STRAIN, abs=0.01)
    # Where nobody comes back unsolved, nobody is angry either.
    assert settled(hostile_share(0.0)) == pytest.approx(0.16, abs=0.01)


def test_fatigue_rises_with_occupancy_for_any_length_of_contact() -> None:
    for cycle in (1.5, 7.5, 15.0):
        means = [lived(busy, cycle)[0] for busy in (0.0, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)]
        assert means[0] == 0
        assert all(a < b for a, b in pairwise(means))


def test_factors_of_handling() -> None:
    assert tired_factor(0.0) == 1
    assert tired_factor(0.5) == pytest.approx(1.06)
    assert tired_factor(1.0, 0.2) == 1.2
    assert (hostile_work(), hostile_work(True)) == (1.25, 1.125)
    assert (hostile_loss(), hostile_loss(True)) == (0.6, 0.3)


# -- strain ------------------------------------------------------------------------------


def test_support_by_hand() -> None:
    assert wear.support(12, 1) == 0.5
    assert wear.support(6, 1) == 1.0
    assert wear.support(24, 1) == pytest.approx(0.25)
    assert wear.support(12, 3) == pytest.approx(0.7)
    assert wear.support(12, 0) == pytest.approx(0.4)
    assert wear.support(1, 9) == 1.0
    assert wear.support(12, 1, 0.5, 0.2) == pytest.approx(0.45)
    assert wear.support(1000, 0) == 0.0


def test_strain_by_hand() -> None:
    assert wear.strained(0.2, 0.275, 0, 0.5) == pytest.approx(0.2)
    assert wear.strained(0.2, 0.4, 0.5, 0.5) == pytest.approx(0.2 + (0.475 - 0.2) / 8)
    assert wear.strained(0.2, 0.4, 1, 1, (0.1, 0.2), weeks=4) == pytest.approx(0.2 + 0.1 / 4)
    assert wear.strained(0.2, 0.1, 0, 0, added=0.3, weeks=1) == pytest.approx(0.4)
    assert wear.strained(0.8, 0, 0, 1) == pytest.approx(0.7)


@given(share, share, share, share, st.floats(1, 100), st.floats(-5, 5))
def test_strain_stays_a_share(
    B: float, F: float, hostile: float, support: float, weeks: float, added: float
) -> None:
    assert 0 <= wear.strained(B, F, hostile, support, weeks=weeks, added=added) <= 1


def test_strain_goes_to_its_target() -> None:
    B = 0.9
    for _ in range(400):
        B = wear.strained(B, 0.3, 0.2, 0.5)
    assert pytest.approx(0.3 + 0.06 - 0.075) == B


# -- absence -----------------------------------------------------------------------------


@given(share, share)
def test_absence_is_as_given_at_ordinary_strain(a: float, B0: float) -> None:
    assert wear.absence_chance(a, B0, B0) == a


def test_absence_by_hand() -> None:
    odds = 0.06 / 0.94 * math.exp(2 * 0.3)
    assert wear.absence_chance(0.06, 0.5) == pytest.approx(odds / (1 + odds))
    assert [wear.absence_chance(a, 0.9) for a in (0.0, 1.0)] == [0.0, 1.0]


# -- quits -------------------------------------------------------------------------------


def test_quit_hazard_by_hand() -> None:
    assert wear.quit_hazard_per_week(0.006, 0.0, tenure_weeks=1e9) == 0.006
    assert wear.quit_hazard_per_week(0.006, 0.0) == pytest.approx(0.006 * math.exp(0.7))
    old = wear.quit_hazard_per_week(0.006, 0.1, 3.0, 13.0, factor=0.85 * 0.92)
    assert old == pytest.approx(0.006 * math.exp(0.3 + 0.7 * math.exp(-1)) * 0.782)
    other = wear.quit_hazard_per_week(1.0, 0.5, 2.0, 10.0, early=1.5, early_weeks=5.0)
    assert other == pytest.approx(math.exp(1 + 1.5 * math.exp(-2)))


@pytest.mark.parametrize(("early", "weeks"), [(0.7, 13.0), (0.0, 13.0), (3.0, 4.0), (-1.0, 26.0)])
def test_weighted_weeks_are_the_integral_of_the_hazard(early: float, weeks: float) -> None:
    for tenure in (0.0, 0.5, 13.0, 200.0):
        whole, _ = quad(
            lambda t: wear.quit_hazard_per_week(1, 0, 0, t, early=early, early_weeks=weeks),
            0, tenure, points=[weeks], limit=200,
        )  # fmt: skip
        assert wear.weighted_weeks(tenure, early, weeks) == pytest.approx(whole, rel=1e-7)


def leavers(hazard: float, early: float = wear.EARLY, weeks: float = wear.EARLY_WEEKS) -> float:
    """Return leavers per head and year of seats that are always filled: 1 / mean stay."""
    far = 30 * weeks

    def stays(t: float) -> float:
        return math.exp(-hazard * wear.weighted_weeks(t, early, weeks))

    mean = quad(stays, 0, far, points=[weeks], limit=500)[0] + stays(far) / hazard
    return wear.WEEKS_PER_YEAR / mean


def test_a_third_leaves_in_a_year_at_ordinary_strain() -> None:
    hazard = wear.base_quit_hazard(0.33)
    assert hazard == pytest.approx(0.0059, abs=0.0001)
    assert leavers(hazard) == pytest.approx(0.33, rel=1e-4)
    gone = 1 - math.exp(-hazard * wear.weighted_weeks(90 / 7))
    assert gone == pytest.approx(0.12, abs=0.01)


@pytest.mark.parametrize("quits", [0.05, 0.15, 0.6, 2.0])
@pytest.mark.parametrize(("early", "weeks"), [(0.7, 13.0), (0.0, 13.0), (2.0, 26.0), (0.7, 2.0)])
def test_base_hazard_gives_the_leavers_asked_for(quits: float, early: float, weeks: float) -> None:
    hazard = wear.base_quit_hazard(quits, early, weeks)
    assert leavers(hazard, early, weeks) == pytest.approx(quits, rel=2e-3)


def test_base_hazard_without_an_early_term_or_without_quits() -> None:
    assert wear.base_quit_hazard(0.0) == 0
    assert wear.base_quit_hazard(0.33, 0.0) == pytest.approx(0.33 / wear.WEEKS_PER_YEAR)


def test_leavers_of_many_simulated_seats() -> None:
    # Seats in turn, each stay ended by its own uniform, as the center does it.
    luck = uniform.rvs(size=40_000, random_state=4)
    hazard = wear.base_quit_hazard(0.33)
    tenures = np.linspace(0, 3000, 6001)
    survival = np.exp(-hazard * np.array([wear.weighted_weeks(t) for t in tenures]))
    stays = np.interp(-luck, -survival, tenures)
    rate = wear.WEEKS_PER_YEAR / stays.mean()
    error = rate * stays.std() / stays.mean() / math.sqrt(stays.size)
    assert abs(rate - 0.33) < 4 * error


@pytest.mark.parametrize(("busy", "yearly"), [(0.85, 0.35), (0.90, 0.38), (0.95, 0.40)])
def test_quits_rise_with_occupancy_by_about_half_a_point_a_point(
    busy: float, yearly: float
) -> None:
    # Strain follows mean fatigue one for one; 0.33 at 80 % busy.
    above = lived(busy)[0] - lived(0.80)[0]
    factor = wear.quit_hazard_per_week(1.0, above, tenure_weeks=1e9)
    # The figures of the sources are the share of a year's staff who leave within it.
    assert 1 - 0.67**factor == pytest.approx(yearly, abs=0.01)
    rise = leavers(factor * wear.base_quit_hazard(0.33)) - 0.33
    assert 0.004 < rise / (100 * busy - 80) < 0.007


# -- goals -------------------------------------------------------------------------------


def test_effort_is_an_inverted_u_that_fades() -> None:
    assert wear.effort(1.15) == 0.04
    assert wear.effort(1.45) == pytest.approx(0, abs=1e-15)
    assert wear.effort(0.85) == pytest.approx(0, abs=1e-15)
    assert wear.effort(1.0) == pytest.approx(0.03)
    assert wear.effort(5.0) == -0.04
    assert wear.effort(1.15, since_review=30, drift_halflife=30) == pytest.approx(0.02)
    assert wear.effort(1.3, 1.2, 0.1, 0.2, since_review=1, drift_halflife=0.5) == pytest.approx(
        0.1 * 0.75 / 4
    )


@given(st.floats(0.1, 3), st.floats(0, 1e3))
def test_effort_never_exceeds_its_gain(level: float, since: float) -> None:
    assert abs(wear.effort(level, since_review=since, drift_halflife=30.0)) <= 0.04
