"""The small scenarios that the rows of the mission are shown on, and what changes them."""

from __future__ import annotations

from typing import Any

from toys import always_open

from cssim.scenario import Scenario, parse

ALL_DAY = [
    {
        "days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
        "shift": "00:00-24:00",
    }
]
"""Patterns of a team that is always there."""
SEGMENTS = {
    "standard": {"share": 0.8, "margin_per_month": 20},
    "vip": {"share": 0.2, "margin_per_month": 200},
}


def fixed(length: str) -> dict[str, str]:
    """Return a distribution that is always the same time."""
    return {"distribution": "deterministic", "mean": length}


BACK_SOON = {"probability": 0.85, "delay": fixed("20 min")}
"""Repeats that still fall into a run of a few hours."""


def team(size: int, *skills: str, **more: Any) -> dict[str, Any]:
    """Return a team that is always there and never absent."""
    return {
        "size": size,
        "skills": list(skills) or ["help"],
        "absence": 0,
        "patterns": ALL_DAY,
        **more,
    }


def desk(size: int = 7, **changes: Any) -> Scenario:
    """Return five hours of a phone desk: 60 contacts an hour of 6 minutes each, 6 erlangs.

    Nobody comes back unless a change says so. Dots of a path are written as two underscores.
    """
    return always_open(**{"horizon": "5 h", "teams__desk__size": size, **changes})


def two_levels(size: int = 8, seniors: int = 4, **changes: Any) -> Scenario:
    """Return the phone desk with a second tier; three of ten contacts need it."""
    tiers = {
        "teams__seniors": team(seniors, tier=2),
        "reasons__help__escalate": 0.3,
        "escalation__mode": "cold",
    }
    return desk(size, **{**tiers, **changes})


def with_customers(size: int = 300) -> dict[str, Any]:
    """Return the change that gives a desk customers who may leave."""
    return {"customers": {"size": size, "segments": SEGMENTS}}


HUB = """
name: hub
start: "2024-01-01 00:00"
horizon: 5 h
demand: {busyness_cv: 0}
channels:
  phone: {kind: phone}
  email: {kind: email}
reasons:
  help:
    channels: {phone: {share: 1.0}, email: {share: 0.0}}
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 6 min}
    patience: infinite
    retry: {after_abandoned: 0, after_blocked: 0, after_disconnected: 0}
    repeat: {probability: 0}
teams:
  desk:
    size: 7
    skills: [help]
    absence: 0
    patterns: [{days: [monday, tuesday, wednesday, thursday, friday], shift: "00:00-24:00"}]
"""
"""A phone and a mailbox for one reason, worked by one team; nobody gives up or comes back."""


def hub(**changes: Any) -> Scenario:
    """Return `HUB` with changes (dots of a path as two underscores)."""
    return parse(HUB, {path.replace("__", "."): value for path, value in changes.items()})
