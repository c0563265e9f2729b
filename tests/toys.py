"""Small scenarios for tests: each is a handful of lines of YAML, changed by overrides."""

from functools import cache
from typing import Any

from cssim.scenario import Scenario, parse

PHONE_DESK = """
name: phone-desk
start: "2024-01-01 00:00"       # a Monday
horizon: 1 d
demand: {busyness_cv: 0}
channels:
  phone:
    kind: phone
    opening_hours:
      {monday: ["09:00-17:00"], tuesday: ["09:00-17:00"], wednesday: ["09:00-17:00"],
       thursday: ["09:00-17:00"], friday: ["09:00-17:00"]}
reasons:
  help:
    channel: phone
    arrivals:
      interval: 1 h
      per_hour: {every_day: {"09:00": [60, 60, 60, 60, 60, 60, 60, 60]}}
    handle_time: {distribution: exponential, mean: 6 min}
    patience: {distribution: exponential, mean: 3 min}
teams:
  desk:
    size: 8
    skills: [help]
    absence: 0
    patterns:
      - {days: [monday, tuesday, wednesday, thursday, friday], shift: "09:00-17:00"}
"""
"""One reason, one team of 8, 9-17 h on weekdays, one Monday; 6 erlangs."""

ALWAYS_OPEN = """
name: always-open
start: "2024-01-01 00:00"
horizon: 1 d
demand: {busyness_cv: 0}
channels: {phone: {kind: phone}}
reasons:
  help:
    channel: phone
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 6 min}
    patience: {distribution: exponential, mean: 3 min}
    retry: {after_abandoned: 0, after_blocked: 0, after_disconnected: 0}
    repeat: {probability: 0}
teams:
  desk:
    size: 7
    skills: [help]
    absence: 0
    patterns:
      - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
        shift: "00:00-24:00"
"""
"""Round the clock at a constant rate, nobody comes back: the Erlang-A model."""

TWO_TIERS = """
name: two-tiers
start: "2024-01-01 00:00"
horizon: 1 d
demand: {busyness_cv: 0.1}
channels:
  phone: {kind: phone, opening_hours: {monday: ["08:00-18:00"]}, lines: 30}
reasons:
  billing:
    channel: phone
    arrivals:
      interval: 1 h
      per_hour: {monday: {"08:00": [30, 50, 60, 60, 50, 40, 40, 40, 30, 20]}}
    handle_time: {distribution: lognormal, mean: 5 min, cv: 0.8}
    hold_share: 0.05
    acw_share: 0.15
    escalate: 0.1
  technical:
    channel: phone
    arrivals:
      interval: 1 h
      per_hour: {monday: {"08:00": [20, 20, 20, 20, 20, 20, 20, 20, 20, 20]}}
    handle_time: {distribution: lognormal, mean: 8 min, cv: 1.0}
    acw_share: 0.2
    patience: {distribution: exponential, mean: 4 min}
    complexity: 0.5
    escalate: 0.25
customers:
  size: 2000
  segments:
    standard: {share: 0.8, margin_per_month: 20}
    vip: {share: 0.2, margin_per_month: 80, contact_propensity: 1.5}
teams:
  frontline:
    size: 9
    skills: {billing: {}, technical: {speed: 0.9, resolve: 0.6}}
    patterns:
      - {agents: 2, days: [monday], shift: "08:00-16:00", breaks: [{at: "12:00", length: 30 min}]}
      - {agents: 1, days: [monday], shift: "10:00-18:00", breaks: [{at: "13:00", length: 30 min}]}
  seniors:
    size: 3
    tier: 2
    skills: {billing: {resolve: 0.9}, technical: {resolve: 0.85}}
    proficiency: 0.9
    patterns:
      - days: [monday]
        shift: "09:00-17:00"
        breaks: [{at: "12:30", length: 30 min, state: coaching}]
escalation: {handover_share: 0.5, conference: {distribution: deterministic, mean: 1 min}}
"""
"""Two reasons, a front line and a second tier, two segments of customers."""


def phone_desk(**overrides: Any) -> Scenario:
    """Return `PHONE_DESK` with changes.

    Dots of a path may be written as two underscores: ``teams__desk__size=4``; the
    multipliers have their short names: ``volume=1.2``.
    """
    return _toy(PHONE_DESK, overrides)


def always_open(**overrides: Any) -> Scenario:
    """Return `ALWAYS_OPEN` with changes."""
    return _toy(ALWAYS_OPEN, overrides)


def two_tiers(**overrides: Any) -> Scenario:
    """Return `TWO_TIERS` with changes."""
    return _toy(TWO_TIERS, overrides)


def _toy(text: str, overrides: dict[str, Any]) -> Scenario:
    return read(text).with_overrides(
        {path.replace("__", "."): value for path, value in overrides.items()}
    )


@cache
def read(text: str) -> Scenario:
    """Return the scenario of a text, read once: scenarios do not change."""
    return parse(text)
