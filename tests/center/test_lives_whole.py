"""People over months in whole centers: nothing is lost between shifts, agents and kinds of work."""

from __future__ import annotations

from typing import Any

import pytest
from audited import audited, unaudited
from months import DAY_S, WEEK_S, desk, events, live, values

from cssim.audit import Expected
from cssim.center import Window
from cssim.journal import Journal

BUSY: dict[str, Any] = {"reasons__help__arrivals__per_hour": {"every_day": {"09:00": [14] * 8}}}
WORN = {"people__fatigue": {}, "people__strain": {}}
LEAVE = {
    "horizon": "84 d",
    "people__turnover": {"quits_per_year": 5.0, "tenure_weeks": 0},
    "people__hiring": {"lead_time": "3 d", "lead_cv": 0.2, "onboarding": "17 d"},
}


def held(**overrides: Any) -> Journal:
    """Live a desk and hold it to its scenario: proficiency, fatigue, strain, seats."""
    scenario = desk(**overrides)
    with unaudited():
        journal = live(scenario)
    return audited(journal, Expected.of(scenario))


def test_a_course_in_pieces_is_attended_as_a_whole() -> None:
    # Four hours in one shift: three until the break at noon, and one after it.
    course = {"name": "basics", "at": "1 d", "hours": 4}
    journal = held(people__development={}, people__courses=[course])
    trained = events(journal, "trained")
    hours = trained[trained["agent"] == "desk-01"]["value"].tolist()
    assert hours == [3.0, 1.0]


def test_a_course_called_off_stays_due() -> None:
    course = {"name": "basics", "at": "0 s", "hours": 12}
    journal = held(
        **BUSY,
        people__development={},
        people__courses=[course],
        management__daily={"cancel_above": 3},
        horizon="56 d",
        multipliers__volume=0.5,
    )
    assert len(events(journal, "cancelled"))
    total = events(journal, "trained").groupby("agent", observed=True)["value"].sum()
    assert total[["desk-01", "desk-02", "desk-03"]].tolist() == pytest.approx([12.0] * 3)


def test_training_called_off_stays_due() -> None:
    journal = held(
        **BUSY,
        people__development={},
        people__training={"hours_per_month": 8},
        management__daily={"cancel_above": 3},
        horizon="56 d",
        multipliers__volume=0.5,
    )
    assert len(events(journal, "cancelled"))
    hours = events(journal, "trained").groupby("agent", observed=True)["value"].sum()
    # What has fallen due by the end was held, up to a session that is still to come.
    assert (hours >= 8 * 56 / 30.4375 - 1).all() and len(hours) == 3


def test_a_new_course_is_not_old_content() -> None:
    course = {"name": "basics", "at": "1 d", "hours": 4}
    fresh, old = (
        held(
            people__development={},
            people__courses=[course],
            people__training={"hours_per_month": 0, "content_age_weeks": age},
        )
        for age in (0, 100)
    )
    assert values(fresh, "proficiency", "desk-01") == values(old, "proficiency", "desk-01")


def test_the_first_week_of_a_newcomer_is_a_week_of_its_own() -> None:
    journal = held(**BUSY, **LEAVE, **WORN)
    first = {row.agent: row.at for row in events(journal, "joined").itertuples()}
    tired = events(journal, "fatigue")
    tired = tired[(tired["agent"].isin(first)) & (tired["value"] > 0)]
    # A newcomer's weeks are as tiring as any; onboarding is not averaged with them.
    weeks = tired.groupby("agent", observed=True)["value"].first()
    assert len(weeks) and all(first[agent] <= journal.about.end_ms / 1000 for agent in weeks.index)


@pytest.mark.parametrize("way", ["hand_over", "set_aside", "taken_over", "alone"])
def test_work_passed_on_teaches_whoever_did_it(way: str) -> None:
    longer = {"distribution": "deterministic", "mean": "25 min"}
    more: dict[str, dict[str, Any]] = {
        "hand_over": {"teams__desk__at_shift_end": "hand_over"},
        "set_aside": {
            "channels__mail": {"kind": "email"},
            "reasons__letters": {
                "channel": "mail",
                "arrivals": {"per_hour": 1},
                "handle_time": longer,
            },
            "teams__desk__skills": ["help", "letters"],
        },
        "taken_over": {"escalation__take_over_after": "5 min"},
        "alone": {"reasons__help__escalate": 0.5, "escalation__if_busy": "skip"},
    }
    second = {
        "size": 1,
        "tier": 2,
        "skills": ["help"],
        "patterns": [{"days": ["monday"], "shift": "09:00-17:00"}],
    }
    if way in ("taken_over", "alone"):
        more[way]["teams__seniors"] = second
    journal = held(
        **BUSY,
        **more[way],
        people__development={"families": {"other": ["help"]}},
        reasons__help__handle_time=longer,
    )
    legs = journal.frame("legs")
    if way != "alone":
        assert (legs["how"] == way.replace("hand_over", "handed_over")).any()
    assert len(events(journal, "proficiency")) >= 9


def test_nobody_is_called_in_while_learning_the_work() -> None:
    def call(window: Window):
        while True:
            window.call_in("reserve", hours=2.0)
            yield window.wait(DAY_S / 4)

    reserve = {"size": 2, "skills": ["help"], "on_call": True}
    scenario = desk(**LEAVE, teams__reserve=reserve)
    with unaudited():
        journal = live(scenario, extras=[call])
    audited(journal, Expected.of(scenario))
    joined = {row.agent: row.at for row in events(journal, "joined").itertuples()}
    later = [r for r in events(journal, "called_in").itertuples() if "." in r.agent]
    assert later and all(row.at >= joined[row.agent] for row in later)


def test_hires_may_join_at_once() -> None:
    more = {**LEAVE, "people__hiring": {"lead_time": "1 d", "lead_cv": 0.5, "onboarding": "0 s"}}
    journal = held(**more, people__development={})
    hired = events(journal, "hired")
    assert len(hired) and (hired["at"] == hired["until_at"]).all()
    assert hired["at"].max() > WEEK_S


def test_who_goes_on_alone_meets_obstacles_once() -> None:
    """The first part of the work is none of it; then all of its 30 s or so follow."""
    alone = {
        "teams__seniors": {"size": 1, "tier": 2, "skills": ["help"], "on_call": True},
        "reasons__help__escalate": 1.0,
        "reasons__help__handle_time": {"distribution": "deterministic", "mean": "30 s"},
        "escalation": {"if_busy": "skip", "handover_share": 0.0},
        "people__fatigue": {"handling": 0},
    }

    def longest(friction: str) -> float:
        legs = held(**alone, people__climate__friction=friction).frame("legs")
        return float((legs["talk_s"] + legs["hold_s"] + legs["acw_s"]).max())

    assert longest("60 s") == pytest.approx(longest("0 s") + 60.0)


def test_who_comes_too_late_to_learn_anything_begins_nothing() -> None:
    late = {"share": 1.0, "time": {"distribution": "deterministic", "mean": "9 h"}}
    journal = held(**LEAVE, teams__desk__late=late)
    assert len(events(journal, "joined"))
    assert not len(events(journal, "away_due"))
