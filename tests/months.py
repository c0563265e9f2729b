"""A small desk over weeks: few contacts, so that what months do can be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cssim import draw_demand, draw_roster, run
from cssim.journal import Journal
from cssim.scenario import Scenario, parse

DAY_S = 86_400.0
WEEK_S = 7 * DAY_S
TEXT = """
name: months
start: "2024-01-01 00:00"       # a Monday
horizon: 28 d
demand: {busyness_cv: 0}
channels: {phone: {kind: phone}}
reasons:
  help:
    channel: phone
    arrivals:
      interval: 1 h
      per_hour: {every_day: {"09:00": [3, 3, 3, 3, 3, 3]}}
    handle_time: {distribution: deterministic, mean: 10 min}
    patience: {distribution: exponential, mean: 10 min}
customers: {size: 500, segments: {all: {share: 1.0}}}
teams:
  desk:
    size: 3
    skills: [help]
    absence: 0
    proficiency: 0.5
    patterns:
      - days: [monday, tuesday, wednesday, thursday, friday]
        shift: "09:00-17:00"
        breaks: [{at: "12:00", length: 30 min}]
"""


def desk(**overrides: Any) -> Scenario:
    """Return the desk with changes; ``people__training__hours_per_month=4`` and the like."""
    return parse(TEXT, {path.replace("__", "."): value for path, value in overrides.items()})


def live(scenario: Scenario, **more: Any) -> Journal:
    """Live one replication."""
    tables = (draw(scenario, 1, 0) for draw in (draw_demand, draw_roster))
    return run(scenario, *tables, **more)


def events(journal: Journal, what: str) -> pd.DataFrame:
    """Return the people events of a kind."""
    people = journal.frame("people")
    return people[people["what"] == what].reset_index(drop=True)


def values(journal: Journal, what: str, agent: str) -> list[float]:
    """Return the values of an agent's events of a kind, in order of time."""
    found = events(journal, what)
    return [float(value) for value in found[found["agent"] == agent]["value"]]


def states(journal: Journal, agent: str) -> pd.DataFrame:
    """Return an agent's states in order of time."""
    found = journal.frame("agent_states")
    return found[found["agent"] == agent].sort_values("from_at").reset_index(drop=True)


def handled_s(journal: Journal, agent: str, since: float, until: float) -> float:
    """Return the work of an agent's services that ended talk in a span [s]."""
    legs = journal.frame("legs")
    mine = legs[(legs["agent"] == agent) & (legs["kind"] == "service")]
    ended = mine["answered_at"] + mine["talk_s"] + mine["hold_s"]
    chosen = mine[(ended >= since) & (ended < until)]
    return float(np.sum(chosen[["talk_s", "hold_s", "acw_s"]].to_numpy()))
