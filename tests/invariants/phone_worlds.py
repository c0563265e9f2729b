"""Random small contact centers that mix everything a scenario may say, and their tables.

A world is a valid scenario with its drawn tables, a supervisor who calls in reserves, and
perhaps all times rounded to a coarse grid, so that much happens at one instant.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from altered_tables import on_grid
from hypothesis import strategies as st

from cssim import units
from cssim.center import run
from cssim.demand import Demand, draw_demand
from cssim.journal import Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario, parse

WORK = [
    {"distribution": "exponential", "mean": "4 min"},
    {"distribution": "lognormal", "mean": "5 min", "cv": 1.2},
    {"distribution": "lognormal", "median": "3 min", "sigma": 0.5},
    {"distribution": "gamma", "mean": "6 min", "cv": 0.5},
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
RESERVES = "reserves"

chance = st.sampled_from([0.0, 0.1, 0.3, 0.5, 0.5, 1.0])
Tree = dict[str, Any]


def maybe(strategy: st.SearchStrategy[Any], otherwise: Any = None) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(otherwise), strategy)


def pick(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@st.composite
def _channel(draw: Any) -> Tree:
    hours = draw(pick(*HOURS, None))
    return {
        "kind": "phone",
        "opening_hours": hours and dict.fromkeys(units.WEEKDAYS, hours),
        "lines": draw(pick(None, None, None, 0, 3, 8)),
        "after_hours": draw(pick("closed", "wait")),
        "at_closing": draw(pick("disconnect", "keep")),
        "acceptable_wait": draw(pick("10 s", "1 min")),
    }


@st.composite
def reason(draw: Any, channel: str, skill: str, per_hour: float, top_tier: int) -> Tree:
    arrivals: Any = draw(
        pick(
            {"per_hour": per_hour},
            {"interval": "15 min", "per_hour": {"every_day": {"08:00": [2 * per_hour, 0] * 32}}},
            {
                "interval": "1 h",
                "per_hour": {day: {"00:00": [per_hour] * 24} for day in units.WEEKDAYS[:5]},
            },
        )
    )
    hold = draw(pick(0.0, 0.1))
    escalate = draw(chance) if top_tier == 2 else 0.0
    if top_tier == 3:
        escalate = {1: draw(chance), 2: draw(chance)}
    return {
        "channel": channel,
        "skill": skill,
        "arrivals": {**arrivals, "busyness_cv": draw(pick(0.0, 0.3))},
        "handle_time": draw(st.sampled_from(WORK)),
        "hold_share": hold,
        "acw_share": draw(pick(0.0, 0.2)),
        "patience": draw(st.sampled_from(PATIENCE)),
        "complexity": draw(pick(0.0, 1.0)),
        "ivr": draw(
            maybe(
                st.fixed_dictionaries({"time": st.sampled_from(SHORT), "hang_up": pick(0.0, 0.2)})
            )
        ),
        "escalate": escalate,
        "retry": {
            "after_abandoned": draw(chance),
            "after_blocked": draw(chance),
            "after_closed": draw(pick(0.0, 0.5)),
            "after_disconnected": draw(chance),
            "delay": draw(st.sampled_from(SOON)),
        },
        "repeat": {"probability": draw(chance), "delay": draw(st.sampled_from(SOON))},
        "retry_keeps": draw(st.booleans()),
    }


@st.composite
def pattern(draw: Any) -> Tree:
    shift = draw(st.sampled_from(list(SHIFTS)))
    at = draw(st.lists(st.sampled_from(SHIFTS[shift]), unique=True))
    breaks = [
        {
            "at": start,
            "length": draw(pick("15 min", "1 h")),
            "state": draw(pick("break", "training", "meeting")),
        }
        for start in at
    ]
    agents = draw(pick(1, 2))
    if draw(st.booleans()):
        return {"agents": agents, "days": list(units.WEEKDAYS), "shift": shift, "breaks": breaks}
    week = dict.fromkeys(units.WEEKDAYS[:6], shift)
    return {"agents": agents, "weekly": week, "breaks": breaks}


@st.composite
def team(draw: Any, skills: list[str], tier: int) -> Tree:
    held = {
        skill: draw(pick({}, {"speed": 1.3, "resolve": 0.9}, {"speed": 0.8, "resolve": 0.4}))
        for skill in skills
    }
    size = draw(st.integers(1, 4))
    members = draw(
        st.lists(st.fixed_dictionaries({"proficiency": pick(0.5, 0.95)}), max_size=min(size, 2))
    )
    return {
        "size": size,
        "tier": tier,
        "skills": held,
        "authority": draw(pick(0.0, 0.5)),
        "proficiency": draw(pick(0.758, 0.6)),
        "absence": draw(pick(0.0, 0.2)),
        "patterns": draw(st.lists(pattern(), min_size=1, max_size=3)),
        "members": members,
    }


@st.composite
def teams(draw: Any, skills: list[str], top_tier: int) -> Tree:
    out = {"front": draw(team(skills, 1))}
    if draw(st.booleans()):
        out["experts"] = draw(team(skills[:1], 1))
    if top_tier >= 2:
        out["seniors"] = draw(team(skills, 2))
    if top_tier >= 3:
        out["leads"] = draw(team(skills, 3))
    out[RESERVES] = {"size": 2, "skills": skills, "on_call": True}
    return out


@st.composite
def routing(draw: Any, policy: str, reasons: list[str], tree: Tree, segments: list[str]) -> Tree:
    can = {
        r: [t for t, team in tree["teams"].items() if tree["reasons"][r]["skill"] in team["skills"]]
        for r in reasons
    }
    orders = {r: draw(st.permutations(can[r])) for r in reasons}
    serves = {t: [r for r in reasons if t in can[r]] for t in tree["teams"]}
    return {
        "policy": policy,
        "teams_for": draw(pick({}, orders)),
        "reasons_for": draw(pick({}, {t: draw(st.permutations(rs)) for t, rs in serves.items()})),
        "ranks": {r: {t: draw(pick(1, 2)) for t in can[r]} for r in reasons},
        "delays": {r: {t: draw(pick("0 s", "30 s", "2 min")) for t in can[r]} for r in reasons},
        "weights": {r: draw(pick(0.5, 1.0, 3.0)) for r in reasons},
        "base": {r: draw(pick(0.0, 60.0)) for r in reasons},
        "slope": {r: draw(pick(0.0, 1.0, 2.5)) for r in reasons},
        "head_start": {s: draw(pick("0 s", "1 min", "5 min")) for s in segments},
    }


@st.composite
def population(draw: Any) -> Tree:
    segments = draw(pick({"plain": 1.0}, {"vip": 0.25, "plain": 0.75}))
    return {
        "size": draw(pick(10, 60)),
        "segments": {
            name: {
                "share": share,
                "contact_propensity": draw(pick(0.5, 2.0)),
                "churn_multiplier": draw(pick(100.0, 1.0, 0.0)),
            }
            for name, share in segments.items()
        },
    }


@st.composite
def trees(draw: Any, policy: str, hours: int | None = None) -> Tree:
    """Return the content of a valid scenario file, of some hours."""
    hours = hours or draw(pick(26, 9, 4, 50))
    top_tier = draw(pick(1, 2, 2, 3))
    reasons = draw(pick(["billing"], ["technical", "billing"], ["orders", "technical", "billing"]))
    own_skills = draw(st.booleans())
    names = draw(pick(["phone"], ["phone"], ["sales", "hotline"]))
    lines = {name: draw(_channel()) for name in names}
    people = draw(st.one_of(population(), st.none()))
    per_hour = draw(pick(150, 80, 30)) / hours / len(reasons) ** 0.5
    tree: Tree = {
        "name": "world",
        "start": draw(pick("2024-01-05 07:00", "2024-01-01", "2024-01-03 09:15")),
        "horizon": f"{hours} h",
        "warm_up": draw(pick("0 s", "90 min")),
        "drain": draw(st.booleans()),
        "demand": {"busyness_cv": draw(pick(0.0, 0.2))},
        "multipliers": {
            "volume": draw(pick(1.0, 1.3)),
            "handle_time": draw(pick(1.0, 0.7)),
            "patience": draw(pick(1.0, 2.0)),
            "staff": draw(pick(1.0, 1.5)),
        },
        "channels": lines,
        "reasons": {
            name: draw(
                reason(
                    draw(st.sampled_from(sorted(lines))),
                    name if own_skills else "general",
                    round(per_hour, 3),
                    top_tier,
                )
            )
            for name in reasons
        },
        "satisfaction": {"enabled": draw(pick(True, True, False))},
        "loyalty": {"enabled": draw(pick(True, True, False)), "churn_per_year": 0.99},
        "escalation": {
            "handover_share": draw(pick(0.5, 1.0)),
            "conference": draw(maybe(st.sampled_from(SHORT))),
        },
        "limits": {"max_attempts": draw(pick(1, 3, 8)), "max_legs": draw(pick(1, 2, 4))},
    }
    skills = reasons if own_skills else ["general"]
    tree["teams"] = draw(teams(skills, top_tier))
    tree["customers"] = people
    segments = list(people["segments"]) if people else []
    tree["routing"] = draw(routing(policy, reasons, tree, segments))
    return tree


class Toss:
    """A user's policy: each contact's own coin says from which end it is taken."""

    name = "toss"
    recheck_s = (45.0,)

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return None if contact.uniform > 0.9 and contact.wait_s < 45 else idle[-1]

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[-1] if waiting[0].uniform > 0.5 else waiting[0]


OWN = "a user's own"


@dataclass(frozen=True)
class World:
    """A tree and the luck it is lived with.

    Attributes
    ----------
    tree : dict
        Content of the scenario file.
    seed : int
        Which luck.
    grid : int, ms
        All times of the tables are multiples of it; 0 leaves them.
    policy : object or None
        A policy of the user's own.
    """

    tree: Tree
    seed: int
    grid: int = 0
    policy: Any = None

    @cached_property
    def scenario(self) -> Scenario:
        # The YAML subset reads JSON.
        return parse(json.dumps(self.tree))

    @cached_property
    def demand(self) -> Demand:
        demand = draw_demand(self.scenario, self.seed, 0)
        return on_grid(demand, self.grid) if self.grid else demand

    @cached_property
    def roster(self) -> Roster:
        return draw_roster(self.scenario, self.seed, 0)

    def live(self, demand: Demand | None = None) -> Journal:
        """Live the world through, with a supervisor."""
        tables = self.demand if demand is None else demand
        return run(self.scenario, tables, self.roster, self.policy, [supervisor])


def supervisor(window: Any) -> Any:
    """Every 10 minutes, call in a reserve for an hour when more than 3 wait."""
    while True:
        if window.waiting() > 3:
            window.call_in(RESERVES, hours=1.0)
        yield window.env.timeout(600_000)


def worlds(policy: str = "single_fifo") -> st.SearchStrategy[World]:
    """Return worlds routed by a named policy, or by a user's own."""
    named = "single_fifo" if policy == OWN else policy
    return st.builds(
        World,
        tree=trees(named),
        seed=st.integers(0, 999),
        grid=st.sampled_from([0, 0, 1_000, 30_000]),
        policy=st.just(Toss() if policy == OWN else None),
    )
