"""Quick checks of people and customers over months, each of which notices some mutants."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

from audited import audited, unaudited
from months import DAY_S, WEEK_S, desk, events, live, states, values

from cssim import draw_roster
from cssim.audit import Expected
from cssim.center import Window
from cssim.journal import Journal
from cssim.rules.wear import base_quit_hazard, quit_hazard_per_week
from cssim.scenario import Scenario

BUSY: dict[str, Any] = {"reasons__help__arrivals__per_hour": {"every_day": {"09:00": [14] * 8}}}
GROWS: dict[str, Any] = {"people__development": {}}
WORN: dict[str, Any] = {"people__fatigue": {}, "people__strain": {"friction": 0.2}}
LEAVE: dict[str, Any] = {
    "people__turnover": {"quits_per_year": 4.0, "tenure_weeks": 520},
    "horizon": "98 d",
}
HIRE: dict[str, Any] = {
    **LEAVE,
    "people__hiring": {"lead_time": "9 d", "lead_cv": 0.0, "onboarding": "10 d"},
}


@cache
def _scenario(name: str) -> Scenario:
    return desk(**SCENARIOS[name])


def held(name: str) -> Journal:
    """Live a scenario and hold it to what it promises."""
    scenario = _scenario(name)
    with unaudited():
        journal = live(scenario)
    return audited(journal, Expected.of(scenario))


SCENARIOS: dict[str, dict[str, Any]] = {
    "growing": {
        **BUSY,
        **GROWS,
        "people__development__releases": [{"at": "10 d", "loss": 0.2}],
        "people__training__hours_per_month": 8,
        "people__coaching": {"hours_per_month": 4},
        "teams__desk__members": [{"proficiency": 0.8}, {"proficiency": 0.3}],
    },
    "wearing": {
        **BUSY,
        **WORN,
        "horizon": "63 d",
        "people__climate": {"friction": "30 s", "friction_removed_per_month": 0.5},
        "people__survey": {"every": "10 d", "action": True, "above": 0.1, "response": 1.0},
        "teams__desk__absence": 0.1,
    },
    "seats": {
        **HIRE,
        **GROWS,
        **WORN,
        "teams__desk__size": 5,
        "people__hiring__class_size": 2,
        "people__hiring__class_wait": "6 d",
        "people__training__hours_per_month": 4,
    },
    "headcount": {**HIRE, **BUSY, "management__quarterly": {"period": "14 d"}},
    "course": {**GROWS, "people__courses": [{"name": "basics", "at": "1 d", "hours": 6}]},
    "called off": {
        **BUSY,
        **GROWS,
        "people__training__hours_per_month": 8,
        "management__daily": {"cancel_above": 3},
        "multipliers__volume": 0.5,
        "horizon": "56 d",
    },
    "aimed": {
        **GROWS,
        "horizon": "42 d",
        "people__coaching": {"aim": "weakest", "share": 0.34, "noise": 0.0, "hours_per_month": 4},
        "teams__desk__members": [{"proficiency": 0.7}, {"proficiency": 0.3}, {"proficiency": 0.5}],
    },
    "huddle": {
        "people__development": {
            "releases": [{"at": "10 d", "loss": 0.2}],
            "huddle": {"length": "10 min"},
        }
    },
    "careers": {
        **GROWS,
        **LEAVE,
        "people__careers": {"above": 0.99, "after_weeks": 0, "senior_share": 1.0},
    },
    "recovery": {
        **BUSY,
        "horizon": "14 d",
        "multipliers__volume": 2.0,
        "satisfaction": {"enabled": True},
        "loyalty": {"enabled": True},
        "care__recovery": {"channel": "phone", "delay": "1 h", "success": 1.0},
    },
}


def quits() -> None:
    """Each quits on the day on which the hazard reaches the person's luck."""
    scenario = desk(**LEAVE)
    journal = live(scenario)
    found = {row.agent: row.at for row in events(journal, "quit").itertuples()}
    roster, hq0 = draw_roster(scenario, 1, 0), base_quit_hazard(4.0)
    assert roster.luck is not None
    for card in roster.agents[:3]:
        limit, hazard, day = roster.luck.stays(card), 0.0, 0
        while hazard < limit and day < 98:
            day += 1
            hazard += quit_hazard_per_week(hq0, 0.0, 3.0, 520 + day / 7) / 7
        assert found.get(card.name) == (day * DAY_S if hazard >= limit and day < 98 else None)


def replaced() -> None:
    """Who leaves is followed by somebody nine days later, of whom onboarding makes a novice."""
    journal = live(desk(**HIRE, **GROWS))
    left, hired = events(journal, "quit"), events(journal, "hired")
    due = [at + 9 * DAY_S for at in left["at"] if at + 9 * DAY_S < 98 * DAY_S]
    assert hired["at"].tolist() == due
    assert due
    for agent in set(events(journal, "joined")["agent"]):
        seen = values(journal, "proficiency", agent)
        assert all(value < 0.3 for value in seen)


def absent() -> None:
    """The strained are absent more often, the others as ever."""
    strain = {"start": 0.2, "absence": 10, "weeks": 1}
    more = {**BUSY, "people__fatigue": {}, "teams__desk__absence": 0.2}
    worn, calm = (live(desk(**more, people__strain=strain | off)) for off in ({}, {"absence": 0}))
    missed = [
        {(row.at, row.agent) for row in events(j, "absent").itertuples()} for j in (calm, worn)
    ]
    assert missed[0] < missed[1]
    assert not any(at < WEEK_S for at, _ in missed[1] - missed[0])


def on_call() -> None:
    """Nobody is called in who is still learning the work."""

    def call(window: Window) -> Any:
        while True:
            while window.call_in("reserve", hours=2.0):
                pass
            yield window.wait(DAY_S / 4)

    journal = live(
        desk(**HIRE, teams__reserve={"size": 3, "skills": ["help"], "on_call": True}),
        extras=[call],
    )
    joined = {row.agent: row.at for row in events(journal, "joined").itertuples()}
    later = [row for row in events(journal, "called_in").itertuples() if "." in row.agent]
    assert later
    assert all(row.at >= joined.get(row.agent, math.inf) for row in later)


def goals() -> None:
    """A goal speeds work up, less and less until it is agreed on again."""
    part = {"level": 1.15, "gain": 0.05, "drift_halflife": "2 d", "review": "7 d"}
    journal = live(desk(people__goals=part))
    legs = journal.frame("legs").query("kind == 'service'")
    work = legs["talk_s"] + legs["hold_s"] + legs["acw_s"]
    usual = 600 * math.exp(0.818 * (0.758 - 0.5))
    for day in (1, 3, 8, 10):
        here = work[legs["answered_at"] // DAY_S == day]
        effort = 0.05 * 0.5 ** ((day % 7) / 2)
        assert len(here)
        assert abs(here - usual * math.exp(-effort)).max() < 2e-3


def course() -> None:
    """A course takes its hours, once."""
    hours = events(held("course"), "trained").groupby("agent", observed=True)["value"].sum()
    assert hours.round(6).tolist() == [6.0, 6.0, 6.0]


def called_off() -> None:
    """What is called off stays due: the hours asked for are found later."""
    journal = held("called off")
    assert len(events(journal, "cancelled"))
    hours = events(journal, "trained").groupby("agent", observed=True)["value"].sum()
    assert hours.min() >= 8 * 56 / 30.4375 - 1


def aimed() -> None:
    """The weakest are coached; without noise never the best."""
    coached = events(held("aimed"), "coached")
    assert set(coached[coached["at"] > 3 * WEEK_S]["agent"]) == {"desk-02", "desk-03"}


def huddle() -> None:
    """Everybody at work on the day of a release meets for ten minutes."""
    journal = held("huddle")
    for agent in ("desk-01", "desk-02", "desk-03"):
        mine = states(journal, agent).query("state == 'meeting'")
        assert (mine["until_at"] - mine["from_at"]).tolist() == [600.0]


def careers() -> None:
    """Nobody is promoted who is not good enough."""
    assert not len(events(held("careers"), "promoted"))


def recovery() -> None:
    """Every issue given up is made good an hour later, once, and goodwill comes back."""
    journal = held("recovery")
    begun = journal.frame("contacts").query("cause == 'outreach'")
    issues = journal.frame("issues").set_index("issue")
    closed = issues.loc[begun["issue"], "closed_at"].to_numpy()
    assert len(begun)
    assert abs(begun["arrived_at"].to_numpy() - closed - 3600).max() < 1e-6
    given_up = issues[issues["how"] == "given_up"]
    due = given_up[given_up["closed_at"] + 3600 < 14 * DAY_S]
    assert set(begun["issue"]) <= set(due.index)
    # Some customers have left by then.
    assert len(begun) > 0.9 * len(due)
    assert (events(journal, "recovered")["value"] > 0).any()


def of_scenario(name: str) -> Callable[[], None]:
    """Return the check that a scenario breaks no law."""

    def check() -> None:
        held(name)

    return check


CHECKS: dict[str, Callable[[], None]] = {
    "quits": quits,
    "replaced": replaced,
    "absent": absent,
    "on call": on_call,
    "goals": goals,
    "course": course,
    "called off": called_off,
    "aimed": aimed,
    "huddle": huddle,
    "careers": careers,
    "recovery": recovery,
    **{name: of_scenario(name) for name in ("growing", "wearing", "seats", "headcount")},
}
