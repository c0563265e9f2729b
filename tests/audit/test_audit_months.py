"""People over months: what the engine lives breaks no law; one event changed does."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from audited import unaudited
from months import desk, live

from cssim.audit import Expected, Report, audit
from cssim.journal import PEOPLE_EVENTS, Journal
from cssim.units import WEEKDAYS

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
BUSY: dict[str, Any] = {"reasons__help__arrivals__per_hour": {"every_day": {"09:00": [12] * 8}}}
LEAVE: dict[str, Any] = {
    "horizon": "84 d",
    "people__turnover": {"quits_per_year": 5.0, "tenure_weeks": 0},
    "people__hiring": {"lead_time": "5 d", "onboarding": "8 d", "class_size": 2},
    "teams__desk__size": 5,
}
CHANGE: dict[str, Any] = {
    **BUSY,
    "people__development": {"releases": [{"at": "9 d", "loss": 0.2}]},
    "people__training__hours_per_month": 10,
    "people__coaching": {"hours_per_month": 4, "pauses_above": 0},
    "people__fatigue": {},
    "people__strain": {},
    "people__courses": [{"name": "more", "at": "2 d", "hours": 3, "adds": ["mail"]}],
    "reasons__mail": {
        "channel": "phone",
        "arrivals": {"per_hour": 0.2},
        "handle_time": {"distribution": "exponential", "mean": "8 min"},
    },
    "teams__mail": {
        "size": 1,
        "skills": ["mail"],
        "patterns": [{"days": ["monday", "tuesday"], "shift": "09:00-17:00"}],
    },
}
SCENARIOS = {"leave": LEAVE, "change": CHANGE}


@cache
def lived(name: str) -> tuple[Journal, Expected]:
    """Return a journal of weeks, and what its scenario promises."""
    scenario = desk(**SCENARIOS[name])
    with unaudited():
        return live(scenario), Expected.of(scenario)


def altered(journal: Journal, row: int, **cells: Any) -> Journal:
    """Return a journal with cells of one event changed."""
    people = {name: values.copy() for name, values in journal.columns["people"].items()}
    for column, value in cells.items():
        people[column][row] = value
    order = np.argsort(people["at_ms"], kind="stable")
    people = {name: values[order] for name, values in people.items()}
    people["n"] = np.arange(len(order), dtype=people["n"].dtype)
    return replace(journal, columns={**journal.columns, "people": people})


def event(journal: Journal, what: str, number: int = 0) -> int:
    """Return the row of an event."""
    people = journal.columns["people"]
    return int(np.flatnonzero(people["what"] == PEOPLE_EVENTS.index(what))[number])


def checked(name: str, kind: str, cells: dict[str, Any]) -> Report:
    """Audit a journal with the first event of a kind changed by what each cell says."""
    journal, expected = lived(name)
    row, people = event(journal, kind), journal.columns["people"]
    new = {c: f(people[c][row]) if callable(f) else f for c, f in cells.items()}
    return audit(altered(journal, row, **new), expected)


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_is_lived_breaks_no_law(name: str) -> None:
    journal, expected = lived(name)
    report = audit(journal, expected)
    assert report.ok, report.lines()
    if name == "change":
        assert report["C11"].examined >= 20


def code(what: str) -> int:
    """Return the code of an event."""
    return PEOPLE_EVENTS.index(what)


WRONG = {
    "hired before the other left": ("leave", "hired", {"at_ms": lambda at: at - 6 * DAY_MS}, "C2"),
    "hired late": ("leave", "hired", {"at_ms": lambda at: at + 1}, "C2"),
    "hired for another seat": ("leave", "hired", {"agent": 0}, "C2"),
    "never hired": ("leave", "hired", {"what": code("joined"), "until_ms": -1}, "C2"),
    "onboarding too short": ("leave", "hired", {"until_ms": lambda until: until - DAY_MS}, "C2"),
    "joined early": ("leave", "joined", {"at_ms": lambda at: at - 1}, "C2"),
    "joined twice": ("leave", "quit", {"what": code("joined")}, "C2"),
    "quit by day": ("leave", "quit", {"at_ms": lambda at: at + HOUR_MS}, "C2"),
    "quit before": ("leave", "quit", {"at_ms": lambda at: at - 9 * DAY_MS}, "C2"),
    "a seat vacant too many": ("leave", "joined", {"what": code("vacant"), "agent": -1}, "C2"),
    "found later": ("leave", "vacant", {"until_ms": lambda until: until + 30 * DAY_MS}, "C2"),
    "trained for longer": ("change", "trained", {"value": lambda hours: hours + 0.25}, "C2"),
    "trained at another time": ("change", "trained", {"at_ms": lambda at: at + 1}, "C2"),
    "not credited": ("change", "trained", {"what": code("surveyed"), "state": -1}, "C2"),
    "coached for longer": ("change", "coached", {"value": lambda hours: hours * 2}, "C2"),
    "called off without need": ("change", "cancelled", {"at_ms": lambda at: at + 1}, "C2"),
    "not called off": ("change", "cancelled", {"what": code("surveyed"), "state": -1}, "C2"),
    "learned before the course": ("change", "learned", {"at_ms": DAY_MS}, "C2"),
    "never learned": ("change", "learned", {"what": code("surveyed")}, "C5"),
    "more proficient": ("change", "proficiency", {"value": lambda k: k + 1e-8}, "C11"),
    "proficiency of another day": ("change", "proficiency", {"at_ms": lambda at: at + 1}, "C11"),
    "proficiency of nobody": ("change", "proficiency", {"what": code("surveyed")}, "C11"),
    "less tired": ("change", "fatigue", {"value": lambda tired: tired - 1e-8}, "C11"),
    "less strained": ("change", "strain", {"value": lambda strain: strain - 1e-8}, "C11"),
    "strain forgotten": ("change", "strain", {"what": code("surveyed")}, "C11"),
    "a release with more loss": ("change", "released", {"value": 0.3}, "C11"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_one_event_changed_breaks_a_law(wrong: str) -> None:
    name, what, cells, law = WRONG[wrong]
    report = checked(name, what, cells)
    assert law in report.failed, report.lines()


def test_contacts_before_joining_break_a_law() -> None:
    journal, expected = lived("leave")
    people = journal.columns["people"]
    row = event(journal, "hired")
    late = people["until_ms"][row] + 6 * DAY_MS
    assert "C4" in audit(altered(journal, row, until_ms=late), expected).failed


def test_a_shift_of_another_seat_breaks_a_law() -> None:
    journal, expected = lived("leave")
    agent = int(journal.columns["people"]["agent"][event(journal, "hired")])
    report = checked("leave", "shift_start", {"agent": agent})
    assert "C2" in report.failed
    assert expected.months is not None


OTHERWISE = {
    "experience": ("change", {"people__development__experience_per_hour": 0.0031}, "C11"),
    "staleness": ("change", {"people__development__staleness_per_week": 0.0247}, "C11"),
    "no peers": ("change", {"people__development__peers": False}, "C11"),
    "training": ("change", {"people__development__training_per_hour": 0.02}, "C11"),
    "coaching": ("change", {"people__development__coaching_per_hour": 0.03}, "C11"),
    "reviews": ("change", {"people__coaching__reviews_per_month": 9}, "C11"),
    "proficiency": ("change", {"teams__desk__proficiency": 0.51}, "C11"),
    "builds": ("change", {"people__fatigue__builds": "230 min"}, "C11"),
    "recovers": ("change", {"people__fatigue__recovers": "61 min"}, "C11"),
    "support": ("change", {"people__strain__support": 0.16}, "C11"),
    "weeks": ("change", {"people__strain__weeks": 9}, "C11"),
    "led by fewer": ("change", {"people__climate": {"span": 20}}, "C11"),
    "onboarding": ("leave", {"people__hiring__onboarding": "9 d"}, "C2"),
    "classes": ("leave", {"people__hiring__class_size": 3}, "C2"),
    "sessions never called off": ("change", {"people__coaching__pauses_above": None}, "C2"),
    "no course": ("change", {"people__courses": []}, "C5"),
}


@pytest.mark.parametrize("other", OTHERWISE)
def test_another_scenario_breaks_a_law(other: str) -> None:
    name, overrides, law = OTHERWISE[other]
    journal, _ = lived(name)
    expected = Expected.of(desk(**{**SCENARIOS[name], **overrides}))
    report = audit(journal, expected)
    assert law in report.failed, report.lines()


def test_what_cannot_be_worked_out_is_said() -> None:
    name = "change"
    overrides = {
        "people__coaching__learning_culture": 0.5,
        "people__coaching__reprimand": 0.1,
    }
    expected = Expected.of(desk(**{**SCENARIOS[name], **overrides}))
    report = audit(lived(name)[0], expected)
    assert report["C11"].status == "not checked"


def test_off_is_not_checked() -> None:
    scenario = desk(horizon="7 d")
    with unaudited():
        journal = live(scenario)
    assert Expected.of(scenario).months is None
    assert audit(journal, Expected.of(scenario))["C11"].status == "not checked"


@pytest.mark.parametrize("shape", ["exponential", "power_law"])
@pytest.mark.parametrize("at", ["5 d", "7 d", "130 h"])
def test_a_release_at_midnight_or_by_day_with_a_meeting(shape: str, at: str) -> None:
    development = {"shape": shape, "releases": [{"at": at, "loss": 0.5}], "huddle": {"at": "10:00"}}
    scenario = desk(horizon="15 d", people__development=development)
    report = audit(live(scenario), Expected.of(scenario))
    assert report.ok, report.lines()
    assert any(line.startswith("C11 passed") for line in report.lines())


def test_who_is_in_overtime_when_a_session_is_due_is_spared_it_after_that() -> None:
    """Two agents, always on duty, are busy at midnight, when each course day begins."""
    scenario = desk(
        reasons__help__arrivals__per_hour={"every_day": {"00:00": [20] * 24}},
        teams__desk__size=2,
        teams__desk__patterns=[{"days": list(WEEKDAYS), "shift": "00:00-24:00"}],
        people__development={},
        people__courses=[{"name": "more", "at": "1 d", "every": "1 d", "hours": 2}],
        management__daily={"cancel_above": 0},
    )
    with unaudited():
        journal = live(scenario)
    people = journal.frame("people")
    called_off = people[people["what"] == "cancelled"]
    assert (called_off["at"] % 86_400).between(0.001, 600.0).any()
    report = audit(journal, Expected.of(scenario))
    assert report.ok, report.lines()
