"""What random worlds are made of: distributions, hours, shifts, and how one is picked."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

WORK = [
    {"distribution": "exponential", "mean": "4 min"},
    {"distribution": "lognormal", "mean": "5 min", "cv": 1.2},
    {"distribution": "lognormal", "median": "3 min", "sigma": 0.5},
    {"distribution": "gamma", "mean": "6 min", "cv": 0.5},
    {"distribution": "gamma", "shape": 2.0, "scale": "2 min"},
    {"distribution": "weibull", "shape": 1.5, "scale": "5 min"},
    {"distribution": "hyperexponential", "mean": "4 min", "cv": 2.0},
    {"distribution": "deterministic", "mean": "5 min"},
    {"distribution": "uniform", "low": "0 s", "high": "8 min"},
    {"distribution": "triangular", "low": "1 min", "mode": "2 min", "high": "9 min"},
    {"distribution": "empirical", "values": ["30 s", "4 min", "10 min"], "weights": [1, 3, 1]},
]
PATIENCE = [
    "infinite",
    {"distribution": "exponential", "mean": "4 min"},
    {"distribution": "weibull", "shape": 0.6, "scale": "10 min"},
    {"distribution": "deterministic", "mean": "3 min"},
    {"distribution": "uniform", "low": "10 s", "high": "20 min"},
]
SOON = [
    {"distribution": "deterministic", "mean": "2 min"},
    {"distribution": "exponential", "mean": "10 min"},
    {"distribution": "lognormal", "median": "30 min", "sigma": 1.0},
]
SHORT = [
    {"distribution": "deterministic", "mean": "30 s"},
    {"distribution": "uniform", "low": "0 s", "high": "1 min"},
]
HOURS = [
    ["06:00-13:00", "14:00-22:30"],
    ["08:00-10:00", "10:00-12:00", "12:30-17:00", "22:30-24:00"],
    ["00:00-24:00"],
]
SHIFTS = {
    "00:00-24:00": ["04:00", "12:00"],
    "08:00-16:00": ["09:00", "12:00"],
    "10:30-18:30": ["12:15", "16:00"],
    "22:00-06:00": ["23:30", "02:00"],
}
"""Shifts, the last one across midnight, with instants at which breaks may start."""
OFFSETS = {"east": "+03:00", "west": "-05:30"}
"""Sites whose shifts meet all of `HOURS`."""
LANGUAGES = {"english": 0.6, "french": 0.4}
RESERVES = "reserves"

chance = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.5, 1.0])


def pick(*values: Any) -> st.SearchStrategy[Any]:
    """Return one of some values; the first is the simplest."""
    return st.sampled_from(values)


def mixed(**parts: Any) -> st.SearchStrategy[Tree]:
    """Return a mapping of which each part is a strategy, or one value."""
    strategies = {
        name: part if isinstance(part, st.SearchStrategy) else st.just(part)
        for name, part in parts.items()
    }
    return st.fixed_dictionaries(strategies)


def maybe(strategy: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    """Return what a strategy gives, or something simpler, half and half."""
    return st.one_of(st.just(otherwise), strategy)


def seldom(strategy: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    """Return what a strategy gives in one case of three."""
    return st.integers(0, 2).flatmap(lambda n: strategy if n == 2 else st.just(otherwise))


def multipliers(draw: Any) -> Tree:
    """Draw factors on the whole center."""
    return {
        "volume": draw(pick(1.0, 1.3)),
        "handle_time": draw(pick(1.0, 0.7)),
        "patience": draw(pick(1.0, 2.0)),
        "staff": draw(pick(1.0, 1.5)),
    }
