"""Random worlds of phone desks: calls, lines, tiers and routing, and nothing more."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world import World, made_of
from world_customers import loyalty, population, surveys
from world_parts import (
    HOURS,
    PATIENCE,
    RESERVES,
    SHIFTS,
    SHORT,
    SOON,
    WORK,
    Tree,
    chance,
    maybe,
    multipliers,
    pick,
)
from world_people import plain_team

from cssim import units


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
        "awt": draw(pick("20 s", "0 s", "2 min")),
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
    return plain_team(draw, skills, tier, pattern())


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
        "multipliers": multipliers(draw),
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
        "satisfaction": draw(surveys),
        "loyalty": draw(loyalty()),
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


def worlds(policy: str = "single_fifo") -> st.SearchStrategy[World]:
    """Return worlds routed by a named policy, or by a user's own."""
    return made_of(trees, policy)
