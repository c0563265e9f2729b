"""Random teams: who can do what, where, and when."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import (
    LANGUAGES,
    OFFSETS,
    RESERVES,
    SHIFTS,
    SHORT,
    SOON,
    Tree,
    mixed,
    pick,
    seldom,
)

from cssim.units import WEEKDAYS


@st.composite
def pattern(draw: Any) -> Tree:
    """Return a timetable: days alike, a week, or weeks in turn."""
    shift = draw(pick(*SHIFTS, "00:00-24:00"))
    at = draw(st.lists(st.sampled_from(SHIFTS[shift]), unique=True))
    breaks = [
        {
            "at": start,
            "length": draw(pick("15 min", "1 h")),
            "state": draw(pick("break", "training", "meeting")),
            "movable": draw(pick("0 s", "0 s", "30 min", "2 h")),
        }
        for start in at
    ]
    plan: Tree = {"agents": draw(pick(1, 2)), "breaks": breaks}
    week = dict.fromkeys(WEEKDAYS[:6], shift)
    how = draw(pick("days", "weekly", "weeks"))
    if how == "days":
        return {**plan, "days": list(WEEKDAYS), "shift": shift}
    return {
        **plan,
        how: week if how == "weekly" else draw(pick([week, {}], [week, {}], [{}, week])),
    }


def habits() -> st.SearchStrategy[Tree]:
    """Return what a team does besides serving; in most worlds nothing."""
    late = mixed(share=pick(0.5, 1.0), time=st.sampled_from([*SHORT, *SOON]))
    home = pick({}, {"at_shift_end": "hand_over"}, {"overtime_limit": "1 min"})
    busy = seldom(mixed(duties=pick("coaching", "meeting"), joins_above=pick(0, 1, 3)), {})
    lost = pick({}, {}, {"training": 0.1}, {"break": 0.05, "coaching": 0.2})
    hurry, tire = ({"waiting_above": n, "handle_factor": f} for n, f in ((0, 0.6), (3, 1.5)))
    pressure = seldom(pick([hurry], [hurry, tire]), [])
    plain = mixed(late=seldom(late), shrinkage=lost, pressure=pressure)
    return st.builds(lambda *parts: {k: v for p in parts for k, v in p.items()}, plain, home, busy)


@st.composite
def member(draw: Any, skills: list[str], tier: int) -> Tree:
    """Return an individual; above the first tier they keep all skills, as nobody else may have."""
    better = {skill: {"speed": 2.0, "resolve": 1.0} for skill in skills}
    fewer = [skills[:1], skills[-1:]] if tier == 1 else []
    days, noon = list(WEEKDAYS[:5]), {"at": "12:00", "length": "30 min"}
    own_shift = {"days": days, "shift": "08:00-16:00", "breaks": [noon]}
    turns = {"weeks": [{"monday": "10:30-18:30"}, dict.fromkeys(days, "06:00-14:00")]}
    return {
        "proficiency": draw(pick(0.5, 0.95)),
        "skills": draw(seldom(pick(better, *fewer))),
        **draw(seldom(pick(own_shift, {"weekly": {"friday": "12:00-24:00"}}, turns), {})),
    }


def plain_team(draw: Any, skills: list[str], tier: int, timetables: Any) -> Tree:
    """Draw one team that does nothing but serve, with some of the timetables."""
    held = {
        skill: draw(pick({}, {"speed": 1.3, "resolve": 0.9}, {"speed": 0.8, "resolve": 0.4}))
        for skill in skills
    }
    size = draw(st.integers(1, 4))
    members = draw(st.lists(member(skills, tier), max_size=min(size, 2)))
    return {
        "size": size,
        "tier": tier,
        "skills": held,
        "authority": draw(pick(0.0, 0.5)),
        "proficiency": draw(pick(0.758, 0.6)),
        "absence": draw(pick(0.0, 0.2)),
        "patterns": draw(st.lists(timetables, min_size=1, max_size=3)),
        "members": members,
    }


@st.composite
def team(draw: Any, skills: list[str], tier: int, languages: bool, sites: bool) -> Tree:
    """Return one team."""
    spoken = pick([], *([name] for name in LANGUAGES)) if languages else st.just([])
    return {
        **plain_team(draw, skills, tier, pattern()),
        "languages": draw(spoken),
        "site": draw(pick(None, *OFFSETS)) if sites else None,
        **draw(habits()),
    }


@st.composite
def teams(draw: Any, skills: list[str], top_tier: int, languages: bool, sites: bool) -> Tree:
    """Return a front team, perhaps experts, a team of each higher tier, and reserves on call."""
    where = {"languages": languages, "sites": sites}
    out = {"front": draw(team(skills, 1, **where))}
    if draw(st.booleans()):
        some = draw(st.lists(st.sampled_from(skills), min_size=1, max_size=2, unique=True))
        out["experts"] = draw(team(some, 1, **where))
    if top_tier >= 2:
        out["seniors"] = draw(team(skills, 2, **where))
    if top_tier >= 3:
        out["leads"] = draw(team(skills, 3, **where))
    rule = mixed(waiting_above=pick(5, 0, 2), hours=pick("1 h", "10 min"))
    out[RESERVES] = {
        "size": 2,
        "skills": skills,
        "on_call": True,
        "call_in": draw(seldom(rule)),
        **draw(pick({}, {}, {"at_shift_end": "hand_over"}, {"overtime_limit": "1 min"})),
    }
    return out


@st.composite
def moves(draw: Any, names: list[str]) -> list[Tree]:
    """Return moves within the day between teams of the first tier."""
    pairs = [("front", RESERVES), (RESERVES, "front")]
    if "experts" in names:
        pairs += [("experts", "front"), ("front", "experts")]
    rules = []
    for source, to in draw(st.lists(st.sampled_from(pairs), max_size=2, unique=True)):
        rule = mixed(agents=pick(1, 2), waiting_above=pick(1, 0), length=pick("20 min", "3 h"))
        rules.append({"from": source, "to": to, **draw(rule)})
    return rules
