"""Small crews over weeks, and what the rows about people read from their lives.

A contact takes an hour, so that a crew of three is four fifths busy with a dozen a day: a few
hundred contacts fill months. Numbers that move people slowly in life are turned up where a
row would otherwise need years; directions do not depend on that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from effects import Life

from cssim.journal import PEOPLE_EVENTS
from cssim.scenario import Scenario, parse

WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
NINE_TO_FIVE = [{"days": WORKDAYS, "shift": "09:00-17:00"}]
CREW = """
name: crew
start: "2024-01-01 00:00"
horizon: 42 d
demand: {busyness_cv: 0}
channels:
  phone:
    kind: phone
    opening_hours: {monday: ["09:00-17:00"], tuesday: ["09:00-17:00"], wednesday: ["09:00-17:00"],
                    thursday: ["09:00-17:00"], friday: ["09:00-17:00"]}
reasons:
  help:
    channel: phone
    arrivals:
      interval: 1 h
      per_hour: {every_day: {"09:00": [1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]}}
    handle_time: {distribution: exponential, mean: 1 h}
    patience: infinite
    repeat: {probability: 0}
teams:
  desk:
    size: 2
    skills: [help]
    absence: 0
    patterns: [{days: [monday, tuesday, wednesday, thursday, friday], shift: "09:00-17:00"}]
"""
"""Two agents from nine to five on weekdays, 12 hours of work a day; nobody hangs up."""

PLENTY = {"teams.desk.size": 30}
"""So many agents that nobody ever waits."""
LEARNS = {"people__development": {}}
WEARS = {"people__fatigue": {}, "people__strain": {}}
NO_LEARNING = {
    "people.development.experience_per_hour": 0.0,
    "people.development.training_per_hour": 0.0,
    "people.development.coaching_per_hour": 0.0,
    "people.development.staleness_per_week": 0.0,
}
"""Proficiency stays what it is."""


def crew(size: int = 2, weeks: int = 6, **changes: Any) -> Scenario:
    """Return `CREW` with changes (dots of a path as two underscores)."""
    given = {"teams__desk__size": size, "horizon": f"{7 * weeks} d", **changes}
    return parse(CREW, {path.replace("__", "."): value for path, value in given.items()})


def rate(per_hour: float) -> dict[str, Any]:
    """Return the arrivals of so many contacts an hour from nine to five."""
    return {"interval": "1 h", "per_hour": {"every_day": {"09:00": [per_hour] * 8}}}


MONDAYS = {
    "channels__phone__opening_hours": {"monday": ["09:00-17:00"]},
    "teams__desk__patterns": [{"days": ["monday"], "shift": "09:00-17:00"}],
}
"""Work on Mondays only: as many weeks in fewer shifts, where hours do not matter."""


def staff(size: int = 40, weeks: int = 20, **changes: Any) -> Scenario:
    """Return a large crew with hardly any contacts, in which obstacles strain everybody.

    They quit twice as often as they otherwise would in a year, and are not replaced.
    """
    given = {
        **MONDAYS,
        "reasons__help__arrivals": rate(1.0),
        "reasons__help__handle_time.mean": "6 min",
        **WEARS,
        "people__strain__friction": 0.5,
        "people__strain__support": 0.5,
        "people__climate": {"friction": "1 min"},
        "people__turnover": {"quits_per_year": 2.0},
        **changes,
    }
    return crew(size, weeks, **given)


DAY_MS = 86_400_000


# ---- what is read ------------------------------------------------------------------------


def events(life: Life, what: str) -> dict[str, Any]:
    """Return the rows of the people table of one kind."""
    people = life.journal.columns["people"]
    of = people["what"] == PEOPLE_EVENTS.index(what)
    return {name: column[of] for name, column in people.items()}


def readings(life: Life, what: str = "proficiency", agents: Any = None) -> Any:
    """Return the mean of the weekly readings of all agents, or of some, week by week."""
    found = events(life, what)
    of = np.ones(len(found["agent"]), bool) if agents is None else np.isin(found["agent"], agents)
    times = found["at_ms"][of]
    return np.array([np.mean(found["value"][of][times == at]) for at in np.unique(times)])


def at_end(what: str = "proficiency", arm: str = "with", base: str = "base") -> Any:
    """Return the effect on the last weekly reading, averaged over agents."""
    return lambda lives: float(readings(lives[arm], what)[-1] - readings(lives[base], what)[-1])


def hires(life: Life) -> dict[int, tuple[int, int]]:
    """Return for every hire who has joined when: hired, first took contacts [ms]."""
    hired, joined = events(life, "hired"), events(life, "joined")
    at = dict(zip(hired["agent"].tolist(), hired["at_ms"].tolist(), strict=True))
    first = zip(joined["agent"].tolist(), joined["at_ms"].tolist(), strict=True)
    return {agent: (at[agent], ms) for agent, ms in first}


def served_by(life: Life) -> Any:
    """Return the agent who ended the first served leg of each contact; -1 = nobody."""
    contacts, legs = (life.journal.columns[name] for name in ("contacts", "legs"))
    agent = np.full(len(contacts["contact"]), -1)
    served = legs["agent"] >= 0
    rows = np.searchsorted(contacts["contact"], legs["contact"][served])
    agent[rows[::-1]] = legs["agent"][served][::-1]
    return agent


def over_contacts(column: str, which: Callable[[Life], Any]) -> Callable[[Life], float]:
    """Return the mean of a column of contacts over those that are picked."""
    return lambda life: float(np.nanmean(life.column("contacts", column)[which(life)]))


def change(of: Callable[[Life], float], arm: str = "with", base: str = "base") -> Any:
    """Return the effect on what is worked out from one life."""
    return lambda lives: of(lives[arm]) - of(lives[base])


def agrees(x: Any, y: Any) -> float:
    """Return the rank correlation of two lists without ties; NaN if one is constant."""
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    ranks = [np.argsort(np.argsort(values)) for values in (x, y)]
    return float(np.corrcoef(*ranks)[0, 1])


def worst(values: Any) -> float:
    """Return the smallest step of a list."""
    return float(np.min(np.diff(values)))


def opening_hours(at_ms: Any) -> Any:
    """Return how many hours the crew has been open at instants."""
    day, ms = np.divmod(at_ms, DAY_MS)
    week, weekday = np.divmod(day, 7)
    today = np.where(weekday < 5, np.clip(ms / 3_600_000 - 9, 0, 8), 0)
    return 40 * week + 8 * np.minimum(weekday, 5) + today


def open_wait(which: Callable[[Life], Any]) -> Callable[[Life], float]:
    """Return the mean wait in opening hours [s]: who is left over night is luck."""

    def wait(life: Life) -> float:
        arrived = life.column("contacts", "arrived_ms")
        until = arrived + life.view.contacts.wait_ms
        hours = opening_hours(until) - opening_hours(arrived)
        return float(np.mean(hours[which(life)])) * 3600

    return wait
