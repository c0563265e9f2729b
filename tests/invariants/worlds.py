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
from world_channels import all_channels, mix
from world_events import escalation, events, population, root_causes, routing
from world_parts import LANGUAGES, OFFSETS, RESERVES, Tree, maybe, pick, seldom
from world_people import moves, teams
from world_reasons import Frame, needs, reason

from cssim.center import run
from cssim.demand import Demand, draw_demand
from cssim.journal import Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario, parse

STARTS = ("2024-01-05 07:00", "2024-01-01", "2024-01-03 09:15", "2024-01-07 20:00")
"""The last one on a Sunday evening: the weeks of patterns change."""


@st.composite
def _frame(draw: Any, hours: int) -> tuple[Tree, Frame]:
    """Return the channels, and what the reasons share."""
    channels = draw(all_channels())
    names = draw(pick(["billing"], ["technical", "billing"], ["orders", "technical", "billing"]))
    mixes = {name: draw(mix(sorted(channels))) for name in names}
    per_hour = round(draw(pick(80, 110, 40)) / hours / len(names) ** 0.5, 3)
    own, writing = draw(st.booleans()), draw(seldom(st.just(True), False))
    return channels, Frame(mixes, per_hour, draw(pick(1, 2, 2, 3)), own, writing)


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
    channels, frame = draw(_frame(hours))
    languages = draw(seldom(st.just(LANGUAGES), {}))
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
        "multipliers": {
            "volume": draw(pick(1.0, 1.3)),
            "handle_time": draw(pick(1.0, 0.7)),
            "patience": draw(pick(1.0, 2.0)),
            "staff": draw(pick(1.0, 1.5)),
        },
        "channels": channels,
        "reasons": {name: draw(reason(name, frame)) for name in frame.mixes},
        "languages": languages,
        "sites": {name: {"utc_offset": offset} for name, offset in sites.items()},
        "satisfaction": {"enabled": draw(pick(True, True, False))},
        "loyalty": {"enabled": draw(pick(True, True, False)), "churn_per_year": 0.99},
        "escalation": draw(escalation()),
        "limits": {"max_attempts": draw(pick(1, 3, 8)), "max_legs": draw(pick(4, 2, 1))},
    }
    skills = _settled(tree["reasons"])
    tree["teams"] = draw(teams(skills, frame.top_tier, bool(languages), bool(sites)))
    tree["intraday"] = draw(maybe(moves(list(tree["teams"])), []))
    tree["customers"] = people = draw(st.one_of(population(), st.none()))
    tree["events"] = draw(events(hours, sorted(channels), tree))
    tree["root_causes"] = draw(root_causes(tree["reasons"]))
    tree["routing"] = draw(routing(policy, tree, list(people["segments"]) if people else []))
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
