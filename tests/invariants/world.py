"""A random small contact center: a scenario, its drawn tables, and a supervisor.

All times may be rounded to a coarse grid, so that much happens at one instant. What the
scenarios say is drawn in `worlds`, `phone_worlds` and `world_lives`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from altered_tables import on_grid
from hypothesis import strategies as st
from world_parts import RESERVES, Tree

from cssim.center import run
from cssim.demand import Demand, draw_demand
from cssim.journal import Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario
from cssim.scenario.build import build
from cssim.scenario.yaml_subset import Document


class Toss:
    """A user's policy: each contact's own coin says from which end it is taken."""

    name = "toss"
    recheck_s = (45.0,)

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return None if contact.uniform > 0.9 and contact.wait_s < 45 else idle[-1]

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[-1] if waiting[0].uniform > 0.5 else waiting[0]


OWN = "a user's own"


def supervisor(*, every_ms: int, above: int) -> Callable[[Any], Any]:
    """Return who calls in a reserve for an hour when too many wait, at every look."""

    def looks(window: Any) -> Any:
        while True:
            if window.waiting() > above:
                window.call_in(RESERVES, hours=1.0)
            yield window.env.timeout(every_ms)

    return looks


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

    watched: ClassVar = supervisor(every_ms=600_000, above=3)

    tree: Tree
    seed: int
    grid: int = 0
    policy: Any = None

    @cached_property
    def scenario(self) -> Scenario:
        # What a file of the tree would say, without the time that reading it takes.
        return build(Document(json.loads(json.dumps(self.tree))))

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
        return run(self.scenario, tables, self.roster, self.policy, [type(self).watched])


Trees = Callable[[str], st.SearchStrategy[Tree]]


def made_of(trees: Trees, policy: str, kind: type[World] = World) -> st.SearchStrategy[Any]:
    """Return worlds of such trees, routed by a named policy or by a user's own."""
    return st.builds(
        kind,
        tree=trees("single_fifo" if policy == OWN else policy),
        seed=st.integers(0, 999),
        grid=st.sampled_from([0, 0, 1_000, 30_000]),
        policy=st.just(Toss() if policy == OWN else None),
    )
