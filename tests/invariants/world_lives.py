"""Random small centers over weeks, in which anything may happen to people and customers.

Each is a random world of a phone desk, or of everything, with few contacts spread over some
weeks, and with any of the parts of people, tools, care and management.
"""

from __future__ import annotations

from typing import Any, ClassVar

import phone_worlds
import worlds as mixed_worlds
from hypothesis import strategies as st
from world import World, made_of, supervisor
from world_care import care, tools
from world_months import people
from world_parts import Tree, maybe, mixed, pick, seldom

WEEK_H = 168
BUSIER = 2.0
"""Factor on the contacts of a world of some hours: weeks have to be filled."""


def management(days: int, *, may_size: bool) -> st.SearchStrategy[Tree]:
    """Return the routines of managers."""
    sizing = mixed(
        period=pick("7 d", f"{days // 2} d"),
        max_change=pick(1, 3),
        forecast_error=pick(0.1, 1.0),
        service_target=pick(0.8, 0.99, 0.3),
    )
    return mixed(
        daily=maybe(mixed(period=pick("1 d", "5 h"), cancel_above=pick(0, 2, None))),
        quarterly=maybe(sizing) if may_size else st.none(),
        policy=maybe(mixed(review=pick("7 d", "30 d"), loss_per_quarter=pick(0.5, 2.0))),
        suspended=seldom(pick(["daily"], ["weekly"], ["monthly"], ["quarterly", "daily"]), []),
    )


@st.composite
def trees(draw: Any, policy: str, days: Any) -> Tree:
    """Return the content of a valid scenario file."""
    weeks = draw(pick(3, 2, 4))
    tree: Tree = draw(days.trees(policy, hours=weeks * WEEK_H))
    tree["multipliers"]["volume"] *= BUSIER
    tree["warm_up"] = "0 s"
    for reason in tree["reasons"].values():
        reason["hostility"] = draw(pick(0.0, 0.4))
        reason["diagnosis"] = draw(maybe(mixed(time=pick("30 s", "0 s"), gain=pick(0.3, 5.0))))
    skills = sorted({s for team in tree["teams"].values() for s in team["skills"]})
    tree["people"] = draw(people(tree, skills, 7 * weeks))
    may_size = tree["people"].get("turnover") is not None
    tree["management"] = draw(management(7 * weeks, may_size=may_size))
    tree["tools"] = draw(maybe(tools())) or {}
    tree["care"] = draw(care(tree)) if draw(pick(True, True, False)) else {}
    if tree["customers"]:
        tree["customers"]["joining_per_month"] = draw(pick(0, 30))
    return tree


class Life(World):
    """A world over weeks, in which reserves are called in now and then."""

    watched: ClassVar = supervisor(every_ms=7_200_000, above=2)


def lives(policy: str = "single_fifo", *, everything: bool = False) -> st.SearchStrategy[Life]:
    """Return worlds over weeks: phone desks, or with every mechanism of a day too."""
    days = mixed_worlds if everything else phone_worlds
    return made_of(lambda named: trees(named, days), policy, Life)
