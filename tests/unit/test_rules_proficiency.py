"""Learning and forgetting: the closed form against integration, published values, renewal."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from cssim.rules import proficiency as rules
from cssim.rules.handling import (
    AVERAGE_PROFICIENCY,
    PACE_SLOPE,
    logistic,
    pace,
    resolve_chance,
    resolve_logit,
)

LEARNT = rules.progress(25)  # in an ordinary week of 25 handled hours
STALE = rules.STALENESS_PER_WEEK
WEEKS_PER_MONTH = 30.4375 / 7
K0 = 0.15

share = st.floats(0, 1)
amount = st.floats(0, 50)


def after(weeks: float, learnt: float = LEARNT, k: float = K0) -> float:
    return rules.grown(k, learnt * weeks, STALE * weeks)


def weeks_to(goal: float, learnt: float = LEARNT) -> float:
    return float(brentq(lambda weeks: after(weeks, learnt) - goal, 0, 500))


@pytest.mark.parametrize("k", [0.0, 0.15, 0.758, 1.0])
@pytest.mark.parametrize(("gained", "lost"), [(0.08, 0.02), (2.0, 0.3), (0.0, 1.0), (1.0, 0.0)])
def test_closed_form_is_the_integral(k: float, gained: float, lost: float) -> None:
    slope = solve_ivp(lambda _, x: (1 - x) * gained - lost * x, (0, 1), [k], rtol=1e-10, atol=1e-12)
    assert rules.grown(k, gained, lost) == pytest.approx(slope.y[0, -1], abs=1e-8)


@given(share, amount, amount, share)
def test_two_parts_of_a_period_equal_one(k: float, gained: float, lost: float, part: float) -> None:
    first = rules.grown(k, part * gained, part * lost)
    both = rules.grown(first, (1 - part) * gained, (1 - part) * lost)
    assert both == pytest.approx(rules.grown(k, gained, lost), abs=1e-12)


@given(share, amount, amount)
def test_it_stays_between_where_it_was_and_where_it_settles(
    k: float, gained: float, lost: float
) -> None:
    grown = rules.grown(k, gained, lost)
    assert 0 <= grown <= 1
    if gained + lost > 0:
        low, high = sorted((k, rules.settled(gained, lost)))
        assert low - 1e-15 <= grown <= high + 1e-15


@given(st.floats(0.001, 50), st.floats(0.001, 50))
def test_fixed_point(gained: float, lost: float) -> None:
    settled = rules.settled(gained, lost)
    assert rules.grown(settled, gained, lost) == settled
    assert (1 - settled) * gained == pytest.approx(settled * lost)


@given(share)
def test_nothing_gained_and_nothing_lost_changes_nothing(k: float) -> None:
    assert rules.grown(k, 0.0, 0.0) == k


def test_rates_are_those_of_the_sources() -> None:
    assert pytest.approx(1 / 13) == LEARNT
    assert math.log(2) / STALE / WEEKS_PER_MONTH == pytest.approx(6.5, abs=0.05)
    assert rules.settled(LEARNT, STALE) == pytest.approx(AVERAGE_PROFICIENCY, abs=0.0005)
    assert pytest.approx(1 / 9.85, rel=5e-4) == LEARNT + STALE


@pytest.mark.parametrize(("weeks", "k"), [(4, 0.35), (13, 0.60), (26, 0.71), (52, 0.76)])
def test_the_published_ramp(weeks: float, k: float) -> None:
    assert after(weeks) == pytest.approx(k, abs=0.006)


@pytest.mark.parametrize(("k", "resolved"), [(0.15, 0.48), (0.5, 0.61), (0.758, 0.70), (1.0, 0.77)])
def test_resolution_by_proficiency(k: float, resolved: float) -> None:
    chance = resolve_chance(resolve_logit(0.70, k, 0.0), repeat=False)
    assert chance == pytest.approx(resolved, abs=0.005)


MONTHLY = {0: (0.758, 0.0), 2: (0.775, -0.014), 4: (0.791, -0.026), 8: (0.816, -0.046)}


@pytest.mark.parametrize(("hours", "k", "handling"), [(h, *v) for h, v in MONTHLY.items()])
def test_training_every_month(hours: float, k: float, handling: float) -> None:
    learnt = rules.progress(25, hours / WEEKS_PER_MONTH)
    settled = rules.settled(learnt, STALE)
    assert settled == pytest.approx(k, abs=0.001)
    assert pace(settled) / pace(AVERAGE_PROFICIENCY) - 1 == pytest.approx(handling, abs=0.0007)


def test_some_training_is_best_for_the_work_done() -> None:
    def output(hours: float) -> float:
        learnt = rules.progress(25, hours / WEEKS_PER_MONTH)
        return (1 - hours / 160) / pace(rules.settled(learnt, STALE))

    best = max(range(41), key=output)
    assert 0 < best < 20


def test_first_year_of_experience_and_of_a_week_of_training() -> None:
    year = pace(K0) / pace(after(52.18))
    assert year == pytest.approx(1.64, abs=0.01)
    average = rules.settled(LEARNT, STALE)
    trained = rules.grown(average, rules.progress(0, 38), 0.0)
    assert pace(average) / pace(trained) == pytest.approx(1.10, abs=0.005)


# -- the other shape: a power law of experience ------------------------------------------


@pytest.mark.parametrize("k", [0.0, 0.15, 0.5, 0.758])
@pytest.mark.parametrize(("gained", "lost"), [(0.08, 0.02), (0.3, 0.3), (0.0, 1.0), (0.2, 0.0)])
def test_power_law_is_the_integral(k: float, gained: float, lost: float) -> None:
    def slope(_: float, z: list[float]) -> list[float]:
        return [rules.PER_GAIN * gained - lost * z[0]]

    found = solve_ivp(slope, (0, 1), [rules.experience(k)], rtol=1e-10, atol=1e-10)
    expected = math.log1p(found.y[0, -1]) * 0.125 / PACE_SLOPE
    assert rules.grown_by_power(k, gained, lost) == pytest.approx(expected, abs=1e-8)


@given(share, amount, amount, share)
def test_power_law_in_two_parts(k: float, gained: float, lost: float, part: float) -> None:
    first = rules.grown_by_power(k, part * gained, part * lost)
    both = rules.grown_by_power(first, (1 - part) * gained, (1 - part) * lost)
    assert both == pytest.approx(rules.grown_by_power(k, gained, lost), abs=1e-10)


@given(share, amount, amount, st.floats(0, 1))
def test_power_law_is_a_share_and_rises_with_what_is_gained(
    k: float, gained: float, lost: float, more: float
) -> None:
    low, high = (rules.grown_by_power(k, a, lost) for a in (gained, gained + more))
    assert 0 <= low <= high <= 1
    assert rules.grown_by_power(k, gained, lost + more) <= low + 1e-12


@given(share)
def test_power_law_leaves_alone_whom_nothing_happens(k: float) -> None:
    assert rules.grown_by_power(k, 0.0, 0.0) == k
    assert rules.grown_by_power(0.0, 0.0, 1.0) == 0.0


def test_power_law_has_the_published_exponent_and_the_same_first_year() -> None:
    def handling(weeks: float) -> float:
        return pace(rules.grown_by_power(K0, LEARNT * weeks, 0.0))

    # Where nothing goes stale: a power of experience, whatever was known before.
    z0, per_week = rules.experience(K0), rules.PER_GAIN * LEARNT
    for weeks in (1, 10, 52):
        grown = (1 + z0 + per_week * weeks) / (1 + z0)
        assert handling(weeks) / pace(K0) == pytest.approx(grown**-0.125)
    year = pace(K0) / pace(rules.grown_by_power(K0, LEARNT * 52, STALE * 52))
    assert year == pytest.approx((1 + 52) ** 0.125)
    assert year == pytest.approx(pace(K0) / pace(after(52)), rel=0.002)


def test_power_law_is_faster_at_first_and_goes_on() -> None:
    def by_power(weeks: float) -> float:
        return rules.grown_by_power(K0, LEARNT * weeks, STALE * weeks)

    assert by_power(4) > after(4) + 0.1
    assert by_power(26) < after(26)
    assert by_power(208) > after(208) + 0.04
    # Bounded all the same, for experience goes stale.
    assert by_power(5000) == pytest.approx(by_power(2000), abs=1e-9)


# -- checks (i) to (iii): not fitted -----------------------------------------------------


@pytest.mark.parametrize(("k", "gain"), [(K0, 0.34), (0.60, 0.148), (0.70, 0.109)])
def test_the_tool_helps_novices_most(k: float, gain: float) -> None:
    faster = pace(k) / pace(rules.effective(k, 0.42)) - 1
    assert faster == pytest.approx(gain, abs=0.0015)


def test_two_months_with_the_tool_are_six_without() -> None:
    with_tool = rules.effective(after(2 * WEEKS_PER_MONTH), 0.42)
    assert weeks_to(with_tool) / WEEKS_PER_MONTH == pytest.approx(6.0, abs=0.1)


def months_without(r_e: float, k0: float) -> float:
    """Return those six months for another ramp, with slope and tool fitted to it anew."""

    def at(weeks: float) -> float:
        return rules.grown(k0, r_e * weeks, STALE * weeks)

    slope = math.log(1.64) / (at(52.18) - k0)
    tool = math.log(1.34) / slope / (1 - k0)
    goal = rules.effective(at(2 * WEEKS_PER_MONTH), tool)
    return float(brentq(lambda weeks: at(weeks) - goal, 0, 500)) / WEEKS_PER_MONTH


def test_that_holds_for_other_ramps() -> None:
    rates, starts = (1 / 8, 1 / 10, 1 / 13, 1 / 16, 1 / 20), (0.05, 0.15, 0.30)
    found = [months_without(r_e, k0) for r_e in rates for k0 in starts]
    assert [min(found), max(found)] == pytest.approx([5.1, 7.4], abs=0.1)


def test_a_training_gain_halves_within_weeks() -> None:
    average = rules.settled(LEARNT, STALE)
    trained = rules.grown(average, rules.progress(0, 38), 0.0)
    left = (after(6.83, k=trained) - average) / (trained - average)
    assert left == pytest.approx(0.5, abs=0.001)
    assert math.log(2) / (LEARNT + STALE) == pytest.approx(6.8, abs=0.05)


def test_veterans_beside_shorten_the_ramp() -> None:
    beside = [weeks_to(0.6, rules.progress(25, peer=rules.peer_factor(s))) for s in (1, 0)]
    assert beside == pytest.approx([10.9, 17.0], abs=0.25)
    assert 1 - beside[0] / beside[1] == pytest.approx(0.36, abs=0.01)


# -- the smaller rules -------------------------------------------------------------------


def test_small_rules_by_hand() -> None:
    assert [rules.peer_factor(s) for s in (0.0, 0.5, 1.0)] == pytest.approx([0.84, 1.0, 1.16])
    assert [rules.coaching_weight(n) for n in (0, 4, 6)] == [0, 0.5, 0.6]
    assert rules.starting(4.2) == pytest.approx(0.15)
    assert rules.starting(0) == 0
    assert rules.starting(8.4) == pytest.approx(1 - 0.85**2)
    assert rules.effective(0.3, 0.0) == 0.3
    assert rules.effective(0.5, 0.42) == pytest.approx(0.71)
    assert rules.effective(1.0, 0.42) == 1


def test_what_hours_give() -> None:
    assert rules.progress(325) == pytest.approx(1)
    assert rules.progress(325, peer=0.84) == pytest.approx(0.84)
    assert rules.progress(0, 10, 5, peer=9) == pytest.approx(0.173 + 0.173 * 0.6)
    assert rules.progress(0, 0, 10, n_qa=0) == 0
    assert rules.progress(1, 2, 3, n_qa=4, per_handled=1, per_trained=10, per_coached=100) == 171


@pytest.mark.parametrize(("leaving", "k"), [(0.33, 0.715), (0.45, 0.696), (0.60, 0.668)])
def test_renewal_mean(leaving: float, k: float) -> None:
    quits = -math.log(1 - leaving) / 52
    assert rules.mean_under_renewal(q=quits) == pytest.approx(k, abs=0.0006)


@pytest.mark.parametrize("quits", [0.004, 0.0077, 0.03])
def test_renewal_mean_is_that_over_ages(quits: float) -> None:
    # Under constant replacement the age of who is in a seat is exponential too.
    mean, _ = quad(lambda t: quits * math.exp(-quits * t) * after(t), 0, math.inf)
    target = rules.settled(LEARNT, STALE)
    assert rules.mean_under_renewal(target, K0, quits) == pytest.approx(mean, abs=1e-8)


def test_pace_and_resolution_are_those_of_the_average_agent() -> None:
    assert pace(AVERAGE_PROFICIENCY) == 1
    assert pace(0.0) / pace(1.0) == pytest.approx(math.exp(PACE_SLOPE))
    assert resolve_chance(resolve_logit(0.7, 0.758, 0.5), repeat=False) == pytest.approx(
        logistic(math.log(7 / 3) - 0.5)
    )
