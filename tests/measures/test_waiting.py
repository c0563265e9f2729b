"""Waiting and service level: the published checks, and what each rule counts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import answered, day, turned_away, unanswered

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.codes import grouped_quantile


def _day(n_met: int, n_late: int, n_short: int, n_long: int, n_blocked: int = 0) -> Journal:
    """Return contacts answered within 20 s and later, abandoned within and later, blocked."""
    rows = [answered(0, 20, 60)] * n_met + [answered(0, 20.001, 60)] * n_late
    rows += [unanswered(0, 20)] * n_short + [unanswered(0, 20.001)] * n_long
    return day(rows + [turned_away(0)] * n_blocked, horizon=100)


# ICMI's numbers (glossary §5) and Cisco's: each kills the mutant "abandons count as answered".
@pytest.mark.parametrize(
    ("counts", "rule", "value"),
    [
        ((860, 140, 20, 40), "offered", 860 / 1060),
        ((860, 140, 20, 40), "exclude_short", 860 / 1040),
        ((860, 140, 20, 40), "short_met", 880 / 1060),
        ((860, 140, 20, 40), "answered", 860 / 1000),
        ((70, 10, 10, 10), "exclude_short", 70 / 90),
        ((70, 10, 10, 10), "offered", 0.70),
        ((70, 10, 10, 10), "short_met", 0.80),
    ],
)
def test_service_level_of_published_examples(
    counts: tuple[int, ...], rule: str, value: float
) -> None:
    assert m.service_level(_day(*counts), awt_s=20, rule=rule).value == value


@pytest.mark.parametrize(
    ("rule", "value"), [("offered", 70 / 120), ("exclude_short", 70 / 110), ("short_met", 80 / 120)]
)
def test_blocked_contacts_count_as_not_met_only_when_asked(rule: str, value: float) -> None:
    # C27: blocked not counted.
    journal = _day(70, 10, 10, 10, n_blocked=20)
    asked = m.service_level(journal, rule=rule, count_blocked=True)
    assert asked.value == value
    assert m.service_level(journal, rule=rule).value > value
    assert m.blocking(journal) == m.Ratio(20, 120)
    assert m.n_blocked(journal) == m.Total(20, 1)
    assert m.n_arrived(journal) == m.Total(120, 1)


def test_blocked_do_not_go_with_the_rule_of_answered() -> None:
    with pytest.raises(InputError, match='count_blocked: needs a rule other than "answered"'):
        m.service_level(_day(1, 0, 0, 0), rule="answered", count_blocked=True)


def test_awt_by_channel() -> None:
    rows = [answered(0, 30, 60), answered(0, 30, 60, channel="video")]
    journal = day(rows, horizon=100)
    assert m.service_level(journal, awt_s={"phone": 20, "video": 30}) == m.Ratio(1, 2)
    with pytest.raises(InputError, match=r'awt_s: must have an AWT .* \(got "video"\)'):
        m.service_level(journal, awt_s={"phone": 20})


def test_waits_by_language_and_segment() -> None:
    """Two in Welsh wait 40 and 60 s, one in English 10; who has no language has a row."""
    rows = [
        answered(0, 40, 5, language="welsh"), answered(0, 60, 5, language="welsh", segment="high"),
        answered(0, 10, 5, language="english"), unanswered(0, 90),
    ]  # fmt: skip
    run = day(rows, horizon=100)
    by = m.table(run, ["asa_s", "longest_wait_s"], by=["language"])
    assert by["language"].tolist() == ["english", "welsh", "(none)"] * 2
    assert by["value"].tolist()[:2] == [10, 50] and by["value"].tolist()[3:] == [10, 60, 90]
    by = m.table(run, ["wait_quantile_s(q=0.95)"], by=["segment"]).set_index("segment")
    assert by.loc["high", "value"] == 60 and math.isnan(by.loc["standard", "value"])
    assert by.loc["(none)", "value"] == pytest.approx(10 + 0.95 * 30)
    assert m.table(run, ["fcr"], by=["language"])["denominator"].tolist() == [1, 2]


def test_outcomes_that_never_reach_an_agent_wait_too() -> None:
    rows = [
        answered(0, 10, 60), unanswered(0, 40), unanswered(0, 5, "disconnected"),
        turned_away(0, "balked"), turned_away(0, "closed"), turned_away(0, "contained"),
    ]  # fmt: skip
    journal = day(rows, horizon=100)
    assert m.mean_wait_s(journal) == m.Mean(55, 4)
    assert m.excess_wait_s(journal, awt_s=5) == m.Mean(40, 4)
    assert m.p_delay(journal) == m.Ratio(4, 4)
    assert m.containment(journal) == m.Ratio(1, 5)
    assert m.n_attempts(journal).value == 6 and m.n_arrived(journal).value == 4


def test_blocked_contacts_are_demand_and_bring_load() -> None:
    rows = [answered(0, 0, 30), turned_away(0), turned_away(0, "contained")]
    journal = day(rows, horizon=100)
    assert m.containment(journal) == m.Ratio(1, 3)
    assert m.load(journal) == m.Mean(2 * 30, 100)


def test_hanging_up_in_self_service_is_a_short_abandon_without_a_wait() -> None:
    journal = day([turned_away(0, "abandoned"), unanswered(0, 90)], horizon=100)
    assert m.mean_abandon_s(journal) == m.Mean(90, 2)
    assert m.n_short(journal, awt_s=0).value == 1
    assert m.abandonment_long(journal, awt_s=0) == m.Ratio(1, 1)


def test_contacts_still_open_wait_until_the_run_stops() -> None:
    contact, leg = unanswered(40, 0, "open")
    leg = {**leg, "ended": None} if leg else None
    journal = day([({**contact, "left": None}, leg)], horizon=100, end=100)
    assert m.mean_wait_s(journal) == m.Mean(60, 1)
    assert m.mean_queue(journal) == m.Mean(60, 100)


def test_response_time_counts_self_service_before_the_queue() -> None:
    contact, leg = answered(30, 10, 60)
    journal = day([({**contact, "arrived": 0}, leg)], horizon=100)
    assert m.response_s(journal).value == 40
    assert m.asa_s(journal).value == 10


def test_intervals_on_target_leave_out_the_empty_and_belong_where_they_start() -> None:
    rows = [answered(0, 0, 9), answered(0, 30, 9), answered(3600, 0, 9), answered(5400, 50, 9)]
    journal = day(rows, horizon=9000)
    half_hours = {"interval_s": 1800, "sl_target": 0.5, "awt_s": 20}
    assert m.sl_attained(journal, **half_hours) == m.Ratio(2, 3)
    assert m.sl_attained(journal, **{**half_hours, "sl_target": 0.51}) == m.Ratio(1, 3)
    rows = m.table(journal, ["sl_attained"], by=["hour"], sl_target=0.5)
    assert rows["numerator"].tolist() == [1, 1, 0]
    assert rows["denominator"].tolist() == [1, 2, 0]


def test_promoters_are_9_and_10_and_detractors_0_to_6() -> None:
    rows = [answered(0, 0, 5, rating=3, nps=nps, responded=nps in (6, 9, 10)) for nps in range(11)]
    run = day(rows, horizon=100)
    assert m.nps_points(run) == m.Ratio(100, 3)
    assert m.nps_points_true(run) == m.Ratio(100 * (2 - 7), 11)


def test_surveys_are_sent_after_answered_contacts_only() -> None:
    rows = [answered(0, 0, 5, rating=4, responded=True), answered(0, 0, 5, rating=2)]
    rows += [unanswered(0, 50, rating=1), answered(0, 0, 5)]
    assert m.survey_response(day(rows, horizon=100)) == m.Ratio(1, 2)


def test_latent_satisfaction_covers_the_unanswered_and_no_unknowns() -> None:
    rows = [answered(0, 0, 5, sat=0.75), unanswered(0, 50, sat=0.25), unanswered(0, 50)]
    run = day(rows, horizon=100)
    assert m.satisfaction(run) == m.Mean(1.0, 2)
    by = m.table(run, ["satisfaction"], by=["team"])
    assert by["team"].tolist() == ["front", "senior", "(none)"]
    assert by["numerator"].tolist() == [0.75, 0, 0.25]


def test_grouped_quantiles_equal_those_of_numpy() -> None:
    rng = np.random.default_rng(7)  # noqa: TID251
    values, group = rng.integers(0, 50, 300), rng.integers(0, 9, 300)
    group[group == 4] = 5
    for q in (0.0, 0.37, 0.9, 1.0):
        got = grouped_quantile(values, group, 9, q)
        want = [np.quantile(values[group == k], q) if k != 4 else math.nan for k in range(9)]
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-9)
