"""Random worlds that mix everything a scenario may say."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world import World, made_of
from world_channels import all_channels, mix
from world_customers import loyalty, population, surveys
from world_events import escalation, events, root_causes, routing
from world_parts import LANGUAGES, OFFSETS, Tree, maybe, multipliers, pick, seldom
from world_people import moves, teams
from world_reasons import Frame, needs, reason

STARTS = ("2024-01-05 07:00", "2024-01-01", "2024-01-03 09:15", "2024-01-07 20:00")
"""The last one on a Sunday evening: the weeks of patterns change."""


@st.composite
def _frame(draw: Any, hours: int, known: bool) -> tuple[Tree, Frame]:
    """Return the channels, and what the reasons share."""
    channels = draw(all_channels())
    names = draw(pick(["billing"], ["technical", "billing"], ["orders", "technical", "billing"]))
    mixes = {name: draw(mix(sorted(channels))) for name in names}
    per_hour = round(draw(pick(80, 110, 40)) / hours / len(names) ** 0.5, 3)
    own, writing = draw(st.booleans()), draw(seldom(st.just(True), False))
    return channels, Frame(mixes, per_hour, draw(pick(1, 2, 2, 3)), own, writing, known)


def _settled(reasons: Tree) -> list[str]:
    """Return the skills that are needed; colleagues are asked for no others."""
    skills = sorted(set().union(*map(needs, reasons.values())))
    for each in reasons.values():
        if each["consult"] and each["consult"]["skill"] not in (None, *skills):
            each["consult"]["skill"] = skills[0]
    return skills


@st.composite
def trees(draw: Any, policy: str, hours: int | None = None) -> Tree:
    """Return the content of a valid scenario file, of some hours."""
    hours = hours or draw(pick(26, 9, 4, 50))
    languages = draw(seldom(st.just(LANGUAGES), {}))
    people = draw(st.one_of(population(languages), st.none()))
    channels, frame = draw(_frame(hours, people is not None))
    sites = draw(seldom(st.just(OFFSETS), {}))
    tree: Tree = {
        "name": "world",
        "start": draw(st.sampled_from(STARTS)),
        "utc_offset": draw(pick("+00:00", "+01:00")),
        "horizon": f"{hours} h",
        "warm_up": draw(pick("0 s", "90 min")),
        "drain": draw(st.booleans()),
        "demand": {
            "busyness_cv": draw(pick(0.0, 0.2)),
            "trend_per_year": draw(pick(0.0, -0.5)),
            "season": draw(pick({}, {"january": 0.8})),
        },
        "multipliers": multipliers(draw),
        "channels": channels,
        "reasons": {name: draw(reason(name, frame)) for name in frame.mixes},
        "languages": languages,
        "sites": {name: {"utc_offset": offset} for name, offset in sites.items()},
        "satisfaction": draw(surveys),
        "loyalty": draw(loyalty()),
        "escalation": draw(escalation()),
        "limits": {"max_attempts": draw(pick(1, 3, 8)), "max_legs": draw(pick(4, 2, 1))},
    }
    skills = _settled(tree["reasons"])
    tree["teams"] = draw(teams(skills, frame.top_tier, bool(languages), bool(sites)))
    tree["intraday"] = draw(maybe(moves(list(tree["teams"])), []))
    tree["customers"] = people
    tree["events"] = draw(events(hours, sorted(channels), tree))
    tree["root_causes"] = draw(root_causes(tree["reasons"]))
    tree["routing"] = draw(routing(policy, tree, list(people["segments"]) if people else []))
    return tree


def worlds(policy: str = "single_fifo") -> st.SearchStrategy[World]:
    """Return worlds routed by a named policy, or by a user's own."""
    return made_of(trees, policy)
