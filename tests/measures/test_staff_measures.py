"""People over months: proficiency, strain, turnover, and service agent by agent."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import Row, answered, day, journal

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.parameters import DAY_S, YEAR_S

WEEK = 7 * DAY_S


def _event(what: str, at: float, agent: str | None = None, **more: object) -> Row:
    return {"what": what, "at": at, "agent": agent, **more}


def _state(agent: str, state: str, start: float, end: float) -> Row:
    return {"agent": agent, "state": state, "from": start, "until": end}


def _readings(what: str, **values: list[float]) -> list[Row]:
    """Return a reading of each agent at the end of each week."""
    return [
        _event(what, (week + 1) * WEEK, agent, value=value)
        for agent, of_agent in values.items()
        for week, value in enumerate(of_agent)
    ]


def test_proficiency_over_weekly_readings() -> None:
    """Ann 0.6 and 0.7, Bob 0.8 and 0.9, Cy once 0.3: means 0.65, 0.85 and 0.3."""
    rows = _readings("proficiency", ann=[0.6, 0.7], bob=[0.8, 0.9], cy=[0.3])
    run = journal(people=rows, horizon=3 * WEEK)
    assert m.mean_proficiency(run) == m.Mean(pytest.approx(3.3), 5)
    assert m.share_experienced(run) == m.Ratio(2, 5)
    assert m.proficiency_sd(run).value == pytest.approx(np.std([0.65, 0.85, 0.3]))
    assert m.proficiency_sd(run).denominator == 3
    by = m.table(run, ["mean_proficiency"], by=["team"]).set_index("team")["value"]
    assert by["front"] == pytest.approx(0.75) and by["senior"] == 0.3
    by = m.table(run, ["proficiency_sd"], by=["interval"], interval_s=WEEK)["value"]
    assert by[1] == pytest.approx(np.std([0.6, 0.8, 0.3])) and by[2] == pytest.approx(0.1)
    assert math.isnan(by[0])
    by = m.table(run, ["mean_proficiency"], by=["agent"]).set_index("agent")["value"]
    assert by["cy"] == 0.3
    with pytest.raises(InputError, match="proficiency_sd can be grouped by"):
        m.table(run, ["proficiency_sd"], by=["agent"])


def test_ramp_of_hires() -> None:
    """Bob joins in week 0 and Cy in week 1; Ann was there before and is in no ramp."""
    rows = _readings("proficiency", ann=[0.9] * 3, bob=[0.2, 0.3, 0.4], cy=[0.1, 0.4, 0.5])
    rows += [_event("joined", 0.0, "bob"), _event("joined", 1.5 * WEEK, "cy")]
    curve = m.ramp(journal(people=rows, horizon=4 * WEEK))
    assert curve["week"].tolist() == [0, 1, 2, 3] and curve["n"].tolist() == [1, 2, 1, 1]
    assert curve["value"].tolist() == pytest.approx([0.4, 0.35, 0.3, 0.4])
    assert m.ramp(journal(horizon=1)).columns.tolist() == ["week", "value", "sd", "n"]
    assert m.ramp(journal(horizon=1)).empty


def test_readings_of_the_warm_up_and_after_the_horizon_do_not_count() -> None:
    rows = _readings("proficiency", ann=[0.1, 0.5, 0.9])
    run = journal(people=rows, warm_up=2 * WEEK, horizon=3 * WEEK)
    assert m.mean_proficiency(run) == m.Mean(0.5, 1)


def test_hours_of_learning() -> None:
    rows = [
        _event("trained", 10, "ann", value=0.5), _event("trained", 20, "cy", value=1.5),
        _event("coached", 30, "ann", value=0.25), _event("cancelled", 30, "bob"),
        _event("cancelled", 40, "cy"), _event("learned", 50, "cy"),
        _event("reviewed", 60, "ann", value=0.7), _event("reviewed", 70, "ann", value=0.5),
        _event("reviewed", 70, "bob", value=0.8),
    ]  # fmt: skip
    run = journal(people=rows, horizon=100)
    assert m.training_hours(run).value == 2 and m.coaching_hours(run).value == 0.25
    assert m.n_cancelled(run).value == 2 and m.n_learned(run).value == 1
    by = m.table(run, ["training_hours", "n_cancelled"], by=["team"])["value"]
    assert by.tolist() == [0.5, 1.5, 1, 1]
    assert m.mean_review(run) == m.Mean(pytest.approx(2.0), 3)
    assert m.review_sd(run) == m.Quantile(pytest.approx(0.1), 2)


def test_strain_and_fatigue() -> None:
    rows = _readings("strain", ann=[0.2, 0.4], bob=[0.5]) + _readings("fatigue", ann=[0.3, 0.1])
    run = journal(people=rows, horizon=3 * WEEK)
    assert m.mean_strain(run) == m.Mean(pytest.approx(1.1), 3)
    assert m.worst_agent_strain(run) == m.Quantile(0.5, 2)
    assert m.mean_fatigue(run) == m.Mean(pytest.approx(0.4), 2)


def test_absence_is_a_share_of_scheduled_time() -> None:
    states = [_state("ann", "absent", 0, 100), _state("bob", "idle", 0, 300)]
    run = journal(agent_states=states, horizon=400)
    assert m.absence_rate(run) == m.Ratio(100, 400)


def test_the_employee_score_is_one_less_the_strain_reported() -> None:
    rows = [_event("surveyed", 5, "ann", value=0.2), _event("surveyed", 5, "cy", value=0.6)]
    run = journal(people=rows, horizon=10)
    assert m.employee_score(run) == m.Mean(pytest.approx(1.2), 2)
    by = m.table(run, ["employee_score"], by=["team"])["value"]
    assert by.tolist() == pytest.approx([0.8, 0.4])


# ---- who leaves, who comes ---------------------------------------------------------


def _year(**more: float) -> Journal:
    """Return a year: Ann stays; Bob quits after half; Cy is found for him, joins, quits too.

    Bob leaves on day 180. His seat is empty for 40 days; Cy learns from day 220, takes
    contacts from day 250 and quits on day 300. The seat stays empty.
    """
    day_of = {"quit": 180, "hired": 220, "joined": 250, "gone": 300}
    at = {name: number * DAY_S for name, number in day_of.items()}
    people = [
        _event("quit", at["quit"], "bob", team="front"),
        _event("vacant", at["quit"], team="front", until=at["hired"]),
        _event("hired", at["hired"], "cy", team="front", until=at["joined"]),
        _event("joined", at["joined"], "cy", team="front"),
        _event("quit", at["gone"], "cy", team="front"),
        _event("vacant", at["gone"], team="front"),
    ]
    states = [_state("ann", "idle", 0, 60), _state("bob", "idle", 0, 60)]
    return journal(people=people, agent_states=states, **{"horizon": 365 * DAY_S, **more})


def test_heads_and_quits() -> None:
    run = _year()
    days = 365 + 180 + 80
    assert m.headcount(run).value == pytest.approx(days / 365)
    assert m.n_quit(run).value == 2 and m.n_hired(run).value == 1
    assert m.n_removed(run).value == m.n_promoted(run).value == 0
    assert m.quit_rate(run) == m.Mean(2, pytest.approx(days * DAY_S / YEAR_S))
    assert m.quit_rate(run).value == pytest.approx(2 / (days / 365))
    by = m.table(run, ["quit_rate"], by=["agent"]).set_index("agent")["value"]
    assert by["ann"] == 0 and by["bob"] == pytest.approx(365 / 180)


def test_vacancies_last_until_somebody_begins() -> None:
    run = _year()
    assert m.vacancy_weeks(run).value == pytest.approx((40 + 65) / 7)
    by = m.table(run, ["vacancy_weeks"], by=["interval"], interval_s=200 * DAY_S)["value"]
    assert by.tolist() == pytest.approx([20 / 7, (20 + 65) / 7])
    with pytest.raises(InputError, match=r"vacancy_weeks can be grouped by .*, team, tier"):
        m.table(run, ["vacancy_weeks"], by=["agent"])


def test_early_are_those_gone_within_90_days_of_joining() -> None:
    assert m.early_quits(_year()) == m.Ratio(1, 1)
    # Not yet known of one who joined 49 days before the end, unless already gone.
    assert m.early_quits(_year(horizon=299 * DAY_S)) == m.Ratio(0, 0)
    assert m.early_quits(_year(warm_up=260 * DAY_S)) == m.Ratio(0, 0)
    rows = [_event("hired", 0, "bob"), _event("removed", 5 * DAY_S, "bob")]  # in onboarding
    rows += [_event("hired", 0, "cy"), _event("joined", DAY_S, "cy")]
    run = journal(people=rows, horizon=100 * DAY_S)
    assert m.early_quits(run) == m.Ratio(1, 2) and m.n_removed(run).value == 1
    exactly = [*rows, _event("quit", 91 * DAY_S, "cy")]
    assert m.early_quits(journal(people=exactly, horizon=100 * DAY_S)) == m.Ratio(2, 2)


def test_who_might_have_been_hired_and_was_not_is_nobody() -> None:
    run = journal(agent_states=[_state("ann", "idle", 0, 50)], horizon=100)
    assert m.headcount(run) == m.Mean(100, 100)
    assert m.headcount(journal(horizon=100)).value == 0
    assert math.isnan(m.quit_rate(journal(horizon=100)).value)


def test_without_people_over_months_there_is_no_value() -> None:
    run = journal(agent_states=[_state("ann", "idle", 0, 50)], horizon=100)
    means = (
        "mean_proficiency", "proficiency_sd", "share_experienced", "mean_strain", "mean_fatigue",
        "worst_agent_strain", "employee_score", "mean_review", "early_quits",
    )  # fmt: skip
    for name in means:
        assert math.isnan(m.get(name)(run).value), name
    for name in ("n_hired", "n_quit", "vacancy_weeks", "training_hours", "coaching_hours"):
        assert m.get(name)(run).value == 0, name


# ---- agent by agent ----------------------------------------------------------------


def test_satisfaction_agent_by_agent() -> None:
    """Ann 0.8 and 0.6, Bob 0.9, Cy 0.5 and one not felt: means 0.7, 0.9 and 0.5."""
    contacts = [
        answered(0, 0, 9, sat=0.8), answered(9, 0, 9, sat=0.6),
        answered(0, 0, 9, agent="bob", sat=0.9),
        answered(0, 0, 9, agent="cy", sat=0.5), answered(9, 0, 9, agent="cy"),
    ]  # fmt: skip
    run = day(contacts, horizon=100)
    assert m.csat_sd_agents(run) == m.Quantile(pytest.approx(np.std([0.7, 0.9, 0.5])), 3)
    assert m.csat_worst_agents(run) == m.Quantile(pytest.approx(0.54), 3)
    by = m.table(run, ["csat_sd_agents"], by=["team"]).set_index("team")["value"]
    assert by.to_dict() == pytest.approx({"front": 0.1, "senior": 0})
    assert math.isnan(m.csat_worst_agents(journal(horizon=1)).value)
