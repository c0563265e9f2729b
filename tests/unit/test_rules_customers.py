"""What customers feel, forgive and do: sums, shares, and lives that nothing good shortens."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import uniform

from cssim.rules import care, wear
from cssim.rules import satisfaction as feel
from cssim.rules.handling import logistic
from cssim.rules.loyalty import Loyalty, hazard_of_churn

share = st.floats(0, 1)
TERMS = st.fixed_dictionaries(
    {
        "effort": st.floats(0.5, 20),
        "resolved": st.booleans(),
        "wait_ratio": st.floats(0, 1000),
        "handovers": st.integers(0, 9),
        "service_quality": share,
        "mismatch": st.booleans(),
        "hostility": st.sampled_from([0.0, 0.3, 0.6]),
    }
)

# -- satisfaction ------------------------------------------------------------------------


@given(TERMS)
def test_the_three_parts_sum_to_eta(terms: dict[str, float]) -> None:
    assert feel.BASE + math.fsum(feel.parts(**terms)) == pytest.approx(feel.eta(**terms))


def test_each_part_by_hand() -> None:
    ideal = {
        "effort": 1.0, "resolved": True, "wait_ratio": 1.0, "handovers": 0,
        "service_quality": 0.67,
    }  # fmt: skip
    assert feel.parts(**ideal) == pytest.approx((0, 0, 0))
    assert feel.parts(**ideal | {"wait_ratio": 4.0}) == pytest.approx((-0.456, 0, 0))
    assert feel.parts(**ideal | {"service_quality": 0.47}) == pytest.approx((0, -0.3, 0))
    assert feel.parts(**ideal, mismatch=True, hostility=0.6) == pytest.approx((0, -1.6, 0))
    assert feel.parts(**ideal | {"effort": 2.5, "handovers": 2}) == pytest.approx(
        (0, 0, -1.0275 - 0.7)
    )
    assert feel.parts(**ideal | {"resolved": False}) == pytest.approx((0, 0, -1.45))


@given(TERMS)
def test_anger_is_lost_and_none_changes_nothing(terms: dict[str, float]) -> None:
    calm = {name: value for name, value in terms.items() if name != "hostility"}
    assert feel.eta(**calm) == feel.eta(**calm, hostility=0.0)
    assert feel.eta(**terms) == pytest.approx(feel.eta(**calm) - terms["hostility"])


@pytest.mark.parametrize(("contacts", "happy"), [(1, 0.86), (2, 0.76), (3, 0.61), (4, 0.44)])
def test_satisfaction_by_contacts(contacts: int, happy: float) -> None:
    z = feel.eta(effort=contacts, resolved=True, wait_ratio=0, handovers=0, service_quality=0.67)
    assert feel.satisfaction(z) == pytest.approx(happy, abs=0.006)


@pytest.mark.parametrize(("k", "happy"), [(0.15, 0.71), (0.758, 0.86), (1.0, 0.90)])
def test_satisfaction_by_proficiency(k: float, happy: float) -> None:
    z = feel.eta(
        effort=1, resolved=True, wait_ratio=0, handovers=0, service_quality=feel.quality(k)
    )
    assert feel.satisfaction(z) == pytest.approx(happy, abs=0.006)


def test_quality_with_fatigue_and_strain() -> None:
    assert feel.quality_of(0.758, 0.23, 0.2) == pytest.approx(feel.AVERAGE_QUALITY, abs=0.003)
    assert feel.quality_of(0.8, 0, 0) == 0.8
    assert feel.quality_of(0.5, 1, 1, 0.1, 0.3) == pytest.approx(0.1)
    assert feel.quality_of(0.1, 1, 1) == 0
    assert feel.quality_of(1, 0, 0, -1, -1) == 1


# -- ratings and the 0-10 question -------------------------------------------------------


def cuts(z: float) -> list[float]:
    """Return P(rating >= 1 .. 5)."""
    return [1.0, *(logistic(z + cut) for cut in reversed(feel.RATING_CUTS))]


@given(st.floats(-8, 6), st.floats(0, 1, exclude_max=True))
def test_rating_shares_sum_to_one(z: float, u: float) -> None:
    above = cuts(z)
    shares = [a - b for a, b in zip(above, [*above[1:], 0.0], strict=True)]
    assert min(shares) > 0
    assert math.fsum(shares) == pytest.approx(1)
    assert feel.rating(z, u) == sum(u < p for p in above)


def test_ratings_of_the_ideal_contact() -> None:
    above = np.array(cuts(feel.BASE))
    shares = above - np.append(above[1:], 0)
    assert shares == pytest.approx([0.03, 0.03, 0.08, 0.31, 0.55], abs=0.006)
    assert above.sum() == pytest.approx(4.32, abs=0.01)
    answers = np.array([feel.survey_chance(0.1, 0.2, score) for score in range(1, 6)]) * shares
    assert answers[3:].sum() / answers.sum() == pytest.approx(0.90, abs=0.005)


@given(st.floats(0, 1))
def test_nps_is_between_its_bounds(goodwill: float) -> None:
    nps = 100 * (feel.promoter_chance(goodwill) - feel.detractor_chance(goodwill))
    assert -100 <= nps <= 100
    assert feel.promoter_chance(goodwill) + feel.detractor_chance(goodwill) <= 1


def test_nps_at_the_start() -> None:
    assert feel.promoter_chance(0.8) == pytest.approx(0.45, abs=0.002)
    assert feel.detractor_chance(0.8) == pytest.approx(0.20, abs=0.002)


# -- making good -------------------------------------------------------------------------


@given(share, share, st.floats(0, 1e4), share, st.floats(0.01, 1e3))
def test_recovery_never_exceeds_what_was_before(
    G: float, before: float, days: float, restores: float, halving: float
) -> None:
    after = care.restored(G, before, days, restores, halving)
    assert G <= after <= max(G, before)


def test_recovery_by_hand() -> None:
    assert care.restored(0.4, 0.8) == pytest.approx(0.64)
    assert care.restored(0.4, 0.8, 0.0) == care.restored(0.4, 0.8, 1.0)
    assert care.restored(0.4, 0.8, 4.0) == pytest.approx(0.52)
    assert care.restored(0.4, 0.8, 3.0, 1.0, 2.0) == pytest.approx(0.6)
    assert care.restored(0.9, 0.8) == 0.9


# -- lives -------------------------------------------------------------------------------

DAYS = 3 * 365
LOYAL = Loyalty()


def leave_days(experience: list[list[tuple[int, float]]], luck: list[float]) -> list[int]:
    """Return the day each customer leaves, `DAYS` if not: 00:00 of the first day S <= U."""
    drift, left = LOYAL.daily_drift, []
    for issues, u in zip(experience, luck, strict=True):
        goodwill, hazard, limit, day = LOYAL.start, 0.0, -math.log(u), 0
        at = dict(issues)
        while day < DAYS and hazard < limit:
            hazard += LOYAL.hazard_of_day(goodwill, 1.0)
            if day in at:
                goodwill = LOYAL.closed(goodwill, at[day])
            goodwill = LOYAL.start + (goodwill - LOYAL.start) * drift
            day += 1
        left.append(day)
    return left


def population(n: int, seed: int) -> tuple[list[list[tuple[int, float]]], list[float]]:
    """Return the issues (day, experience) of `n` customers, and one uniform of each."""
    luck = uniform.rvs(size=(n, 11), random_state=seed)
    days, felt = (luck[:, :5] * DAYS).astype(int), 0.1 + 0.85 * luck[:, 5:10]
    pairs = zip(days.tolist(), felt.tolist(), strict=True)
    issues = [sorted(zip(*one, strict=True)) for one in pairs]
    return issues, (1 - luck[:, 10]).tolist()


def test_better_experiences_make_nobody_leave_earlier() -> None:
    issues, luck = population(600, 7)
    raised = [[(day, min(1.0, x + 0.05)) for day, x in one] for one in issues]
    before, after = (np.array(leave_days(of, luck)) for of in (issues, raised))
    assert (after >= before).all()
    assert (after > before).sum() > 60


def test_perfect_service_keeps_as_many_as_the_base_says() -> None:
    year = 1.0
    for _ in range(12):
        year *= math.exp(-hazard_of_churn(0.15))
    assert year == pytest.approx(0.85)
    calm = math.exp(-sum(LOYAL.hazard_of_day(0.8, 1.0) for _ in range(365)) * 365.25 / 365)
    assert calm == pytest.approx(0.85, rel=1e-3)


@given(share, share, st.floats(0, 0.2), st.floats(0, 0.2))
def test_goodwill_rises_with_experience_and_with_itself(
    goodwill: float, x: float, more: float, better: float
) -> None:
    base = LOYAL.closed(goodwill, x)
    assert LOYAL.closed(min(1.0, goodwill + more), x) >= base - 1e-15
    assert LOYAL.closed(goodwill, min(1.0, x + better)) >= base - 1e-15
    assert 0 <= base <= 1


def quit_weeks(strains: np.ndarray, luck: list[float], factor: float = 1.0) -> list[int]:
    """Return the week in which each agent quits, or how many weeks were looked at."""
    left, base = [], wear.base_quit_hazard(0.33)
    for weeks, u in zip(strains.tolist(), luck, strict=True):
        total, limit, week = 0.0, -math.log(u), 0
        while week < len(weeks) and total < limit:
            total += wear.quit_hazard_per_week(base, weeks[week] - 0.2, 3.0, week, factor=factor)
            week += 1
        left.append(week)
    return left


def test_less_strain_or_a_ladder_makes_nobody_quit_earlier() -> None:
    draws = uniform.rvs(size=(2, 400, 156), random_state=11)
    strains, spared = 0.1 + 0.5 * draws[0], 0.1 * draws[1]
    luck = (1 - uniform.rvs(size=400, random_state=12)).tolist()
    before = np.array(quit_weeks(strains, luck))
    calmer = np.array(quit_weeks(strains - spared, luck))
    ladder = np.array(quit_weeks(strains, luck, 0.85))
    for after in (calmer, ladder):
        assert (after >= before).all()
        assert (after > before).sum() > 100
