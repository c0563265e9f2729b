"""Quitting, hiring, onboarding, headcount: who holds which seat when."""

from __future__ import annotations

import calendar
import math
from typing import Any

import pytest
from months import DAY_S, desk, events, live, states, values

from cssim import draw_demand, draw_roster
from cssim.center import Window
from cssim.rules.wear import base_quit_hazard, quit_hazard_per_week

LEAVE = {"people__turnover": {"quits_per_year": 3.0, "tenure_weeks": 520}, "horizon": "182 d"}
HIRE = {
    **LEAVE,
    "people__hiring": {"lead_time": "20 d", "lead_cv": 0.0, "onboarding": "14 d"},
}


def test_each_quits_on_the_day_on_which_the_hazard_reaches_the_luck() -> None:
    scenario = desk(**LEAVE)
    journal = live(scenario)
    quits = {row.agent: row.at for row in events(journal, "quit").itertuples()}
    roster = draw_roster(scenario, 1, 0)
    hq0 = base_quit_hazard(3.0)
    for card in roster.agents[:3]:
        limit, hazard, day = roster.luck.stays(card), 0.0, 0
        while hazard < limit and day < 182:
            day += 1
            hazard += quit_hazard_per_week(hq0, 0.0, 3.0, 520 + day / 7) / 7
        left = day * DAY_S if hazard >= limit and day < 182 else None
        assert quits.get(card.name) == left
    assert quits


def test_nobody_works_after_quitting_and_the_seat_is_empty() -> None:
    journal = live(desk(**LEAVE))
    for row in events(journal, "quit").itertuples():
        mine = states(journal, row.agent)
        assert mine["until_at"].max() <= row.at + DAY_S
        assert mine["from_at"].max() < row.at
    assert len(events(journal, "vacant")) == len(events(journal, "quit"))
    assert not len(events(journal, "hired"))


def test_a_seat_is_filled_after_lead_time_and_onboarding() -> None:
    journal = live(desk(**HIRE))
    quits, hired = events(journal, "quit"), events(journal, "hired")
    joined = {row.agent: row.at for row in events(journal, "joined").itertuples()}
    due = [row.at + 20 * DAY_S for row in quits.itertuples() if row.at + 20 * DAY_S < 182 * DAY_S]
    assert [row.at for row in hired.itertuples()] == due and due
    for row in hired.itertuples():
        assert row.until_at == row.at + 14 * DAY_S
        if row.until_at >= 182 * DAY_S:
            continue
        assert joined[row.agent] == row.until_at
        mine = states(journal, row.agent)
        before = mine[mine["from_at"] < row.until_at]
        assert set(before["state"]) <= {"training", "absent"}
        assert mine["from_at"].min() >= row.at
        assert "talk" in set(mine[mine["from_at"] >= row.until_at]["state"])


def test_a_newcomer_begins_where_onboarding_ends() -> None:
    journal = live(desk(**HIRE, people__development={}))
    newcomers = [r for r in events(journal, "joined").itertuples() if r.at < 150 * DAY_S]
    legs = journal.frame("legs")
    for row in newcomers:
        first = legs[(legs["agent"] == row.agent) & (legs["kind"] == "service")].iloc[0]
        k = 1 - 0.85 ** (2 / 4.2)
        work = first[["talk_s", "hold_s", "acw_s"]].sum()
        # Within days of joining proficiency has hardly moved.
        assert work == pytest.approx(600 * math.exp(0.818 * (0.758 - k)), rel=0.02)
        assert values(journal, "proficiency", row.agent)[0] < 0.25
    assert newcomers


def test_luck_belongs_to_the_seat_and_its_holder() -> None:
    three, four = (live(desk(**HIRE, teams__desk__size=n)) for n in (3, 4))
    told = [
        {(r.at, r.agent) for r in events(j, "quit").itertuples() if "." not in r.agent}
        for j in (three, four)
    ]
    assert told[0] <= told[1]


def test_a_better_climate_makes_nobody_leave_earlier() -> None:
    plain = live(desk(**HIRE, people__climate={}))
    better = live(desk(**HIRE, people__climate={"recognition": True, "ladder": True}))
    one, two = (
        {r.agent: r.at for r in events(j, "quit").itertuples() if "." not in r.agent}
        for j in (plain, better)
    )
    assert set(two) <= set(one)
    assert all(two[agent] >= one[agent] for agent in two)
    assert sum(two.get(agent, math.inf) > at for agent, at in one.items()) >= 1


def test_classes_begin_together_or_after_waiting_long_enough() -> None:
    classes = {**HIRE["people__hiring"], "class_size": 2, "class_wait": "10 d"}
    journal = live(desk(**LEAVE, teams__desk__size=6, people__hiring=classes))
    hired = events(journal, "hired")
    found = sorted(r.at + 20 * DAY_S for r in events(journal, "quit").itertuples())
    assert len(hired) >= 3
    for at, group in hired.groupby("at"):
        ready = [one for one in found if one <= at]
        assert len(group) == 2 or any(one == at - 10 * DAY_S for one in ready)


def test_users_may_open_and_close_seats() -> None:
    def grow(window: Window):
        yield window.wait(10 * DAY_S)
        window.resize("desk", -1)

    journal = live(desk(**HIRE), extras=[grow])
    plain = live(desk(**HIRE))
    assert values_of(journal) == [2.0]
    assert len(events(journal, "hired")) < len(events(plain, "hired"))


def values_of(journal) -> list[float]:
    return [float(value) for value in events(journal, "headcount")["value"]]


def test_headcount_follows_the_load() -> None:
    busy = {"reasons__help__arrivals__per_hour": {"every_day": {"09:00": [30] * 8}}}
    journal = live(
        desk(**HIRE, **busy, management__quarterly={"period": "30 d", "forecast_error": 0})
    )
    seats = values_of(journal)
    assert seats and seats[0] == 5.0
    assert any("-04" in row.agent for row in events(journal, "hired").itertuples())


def test_seats_that_are_still_held_are_not_closed_twice() -> None:
    stay = {"people__turnover": {"quits_per_year": 0.0}, "horizon": "182 d"}
    journal = live(desk(**stay, management__quarterly={"period": "30 d", "forecast_error": 0}))
    assert values_of(journal) == [2.0]


def test_people_of_the_start_are_as_without_turnover() -> None:
    with_, without = (draw_roster(desk(**more), 1, 0) for more in (HIRE, {"horizon": "182 d"}))
    assert with_.shifts == without.shifts
    assert with_.agents[:3] == without.agents
    demand = draw_demand(desk(**HIRE), 1, 0)
    assert len(demand) == len(draw_demand(desk(horizon="182 d"), 1, 0))


def test_only_who_is_good_enough_becomes_a_senior() -> None:
    journal = live(
        desk(
            horizon="21 d",
            people__development={},
            people__turnover={"quits_per_year": 0},
            people__careers={"above": 0.6, "after_weeks": 0, "senior_share": 1.0},
            teams__desk__members=[{"proficiency": 0.9}, {"proficiency": 0.3}, {"proficiency": 0.8}],
        )
    )
    assert set(events(journal, "promoted")["agent"]) == {"desk-01", "desk-03"}


def test_a_newcomer_waits_for_no_overtime_of_who_had_the_seat_before() -> None:
    """Parted at noon, the agent works until midnight and finishes a call; hired by then, the next
    one begins at midnight."""

    def parts(window: Window) -> Any:
        yield window.wait(2.5 * DAY_S)
        window.part("desk-01")

    days = [*map(str.lower, calendar.day_name)]
    journal = live(
        desk(
            horizon="5 d",
            reasons__help__arrivals={"per_hour": 40},
            teams__desk__patterns=[{"days": days, "shift": "00:00-24:00"}],
            people__turnover={"quits_per_year": 0.0},
            people__hiring={"lead_time": "6 h", "lead_cv": 0.0, "onboarding": "1 d"},
        ),
        extras=[parts],
    )
    (hired,) = events(journal, "hired").itertuples()
    assert states(journal, "desk-01")["until_at"].max() > 3 * DAY_S > hired.at
    assert states(journal, hired.agent)["from_at"].min() == 3 * DAY_S
