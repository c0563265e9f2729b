"""Small random days to be lived whole under a policy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cssim.center import run
from cssim.demand import Demand, draw_demand
from cssim.journal import TABLES, Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario, parse
from cssim.testing.faults import run_own

DAY = """
name: contract
start: "2024-01-01 08:00"
horizon: 4 h
channels: {phone: {kind: phone}}
reasons:
  billing:
    channel: phone
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 4 min}
    escalate: 0.15
  orders:
    channel: phone
    arrivals: {per_hour: 20}
    handle_time: {distribution: lognormal, mean: 5 min, cv: 1.0}
  technical:
    channel: phone
    arrivals: {per_hour: 25}
    handle_time: {distribution: lognormal, mean: 7 min, cv: 1.0}
    escalate: 0.3
teams:
  front: {size: 5, skills: [billing, orders], patterns: [{days: [monday], shift: "08:00-12:00"}]}
  experts:
    size: 4
    skills: [billing, orders, technical]
    patterns:
      - {agents: 2, days: [monday], shift: "08:00-12:00", breaks: [{at: "10:00", length: 15 min}]}
      - {agents: 2, days: [monday], shift: "09:00-11:00"}
  seniors:
    {size: 2, tier: 2, skills: [billing, technical],
     patterns: [{days: [monday], shift: "08:00-12:00"}]}
"""
PEOPLE = "customers: {size: 500, segments: {standard: {share: 0.8}, vip: {share: 0.2}}}\n"
MANY_WAYS: dict[str, Any] = {
    "channels": {
        "phone": {"kind": "phone", "callback": {"offer_above": "1 min"}},
        "chat": {"kind": "chat", "slots": 2},
        "email": {"kind": "email"},
    },
    "reasons.orders.channel": None,
    "reasons.orders.channels": {"phone": {"share": 0.3}, "chat": {"share": 0.7}},
    "reasons.technical.channel": None,
    "reasons.technical.channels": {"phone": {"share": 0.8}, "email": {"share": 0.2}},
    "languages": {"english": 0.7, "malay": 0.3},
    "teams.front.languages": ["english"],
}
"""Chats, e-mail, callbacks and languages."""


@dataclass(frozen=True)
class RandomDay:
    """A small random day: three reasons, three teams, two tiers, breaks, more work than hands.

    Attributes
    ----------
    seed : int
        Which luck.
    segments : bool
        Customers are known, in two segments.
    many_ways : bool
        Not all is phone: chats, e-mail, callbacks, two languages.
    """

    seed: int
    segments: bool = True
    many_ways: bool = False

    def __str__(self) -> str:
        segments = "with segments" if self.segments else "without segments"
        return f"random day {self.seed}, {segments}{', many channels' * self.many_ways}"

    def live(self, policy: Any) -> Journal:
        """Live the day under a policy."""
        journal: Journal = run_own(f"{self}:", run, *tables_of(self), policy)
        return journal


@lru_cache
def tables_of(day: RandomDay) -> tuple[Scenario, Demand, Roster]:
    """Return the scenario of a day, its demand and its roster."""
    text = DAY + (PEOPLE if day.segments else "")
    scenario = parse(text, MANY_WAYS if day.many_ways else ())
    return scenario, draw_demand(scenario, day.seed, 0), draw_roster(scenario, day.seed, 0)


DAYS = (
    RandomDay(1),
    RandomDay(2, segments=False),
    RandomDay(3, many_ways=True),
    RandomDay(4, segments=False, many_ways=True),
)


def difference(one: Journal, other: Journal) -> str:
    """Return the first table in which two journals differ; empty if none."""
    for table, columns in TABLES.items():
        for column in columns:
            values = (journal.columns[table][column.name] for journal in (one, other))
            left, right = (array.tobytes() for array in values)
            if left != right:
                return table
    return ""
