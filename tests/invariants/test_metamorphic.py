"""Changes whose effect is known exactly although no result is: RELIABILITY C25.

All are compared contact by contact under common random numbers, with no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from audited import unaudited
from days import Day, card, luck, shift
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import same_tables
from world import OWN, World
from world_customers import speak_one_language
from world_parts import RESERVES, Tree
from worlds import trees, worlds

from cssim.center.settings import ReasonSettings
from cssim.demand import Demand, draw_demand
from cssim.journal import OUTCOMES, Journal
from cssim.roster import draw_roster
from cssim.units import WEEKDAYS

MANY = max(20, settings().max_examples // 2)
"""Random cases of each relation: 20 in a quick run, 200 in a thorough one."""


@pytest.fixture(autouse=True)
def _not_audited() -> Iterator[None]:
    """The same worlds are audited in `test_random_worlds`."""
    with unaudited():
        yield


def outcomes(journal: Journal) -> set[str]:
    """Return the outcomes that occur."""
    return {OUTCOMES[code] for code in np.unique(journal.columns["contacts"]["outcome"])}


def first_waits(journal: Journal) -> dict[int, int]:
    """Return the first wait [ms] of each contact that was answered."""
    contacts = journal.columns["contacts"]
    served = contacts["first_reply_ms"] >= 0
    wait = contacts["first_reply_ms"][served] - contacts["queued_ms"][served]
    return dict(zip(contacts["contact"][served].tolist(), wait.tolist(), strict=True))


# ---------------------------------------------------------------------------------------
# One agent more


@st.composite
def busy_days(draw: Any) -> tuple[list[Any], list[float]]:
    """Return up to 14 contacts of endless patience on a grid of 30 s, and when agents begin."""
    half_minutes = st.integers(0, 8).map(lambda n: 30.0 * n)
    contact = st.tuples(half_minutes, half_minutes.filter(bool), half_minutes)
    contacts = [
        (at, luck((talk, 0, acw))) for at, talk, acw in draw(st.lists(contact, max_size=14))
    ]
    contacts.sort(key=lambda c: c[0])
    return contacts, draw(st.lists(half_minutes, min_size=2, max_size=5))


def waits_with(contacts: list[Any], starts: list[float]) -> list[int]:
    """Return the wait of every contact, with an agent on duty from each of `starts` on."""
    agents = [card(f"agent-{i}", skills=(0,)) for i in range(len(starts))]
    shifts = [shift(i, start, 9_000) for i, start in enumerate(starts)]
    plain = {"reasons": (ReasonSettings("help"),), "horizon": 8_000_000}
    journal = Day(contacts, agents, shifts, plain).live()
    assert outcomes(journal) <= {"answered"}
    return [wait for _, wait in sorted(first_waits(journal).items())]


@settings(max_examples=4 * MANY)
@given(busy_days())
def test_one_agent_more_never_lengthens_a_wait(day: tuple[list[Any], list[float]]) -> None:
    """First come first served, endless patience, nobody returns, agents stay (Kiefer-Wolfowitz)."""
    contacts, starts = day
    fewer, more = waits_with(contacts, starts[:-1]), waits_with(contacts, starts)
    assert len(fewer) == len(more) == len(contacts)
    assert all(after <= before for before, after in zip(fewer, more, strict=True))


def test_one_agent_more_may_hurt_once_contacts_abandon() -> None:
    """Alone, an agent is free for the last contact at 200 s: two with long talks have given up.

    Two agents are free before those give up, and busy with them when the last one comes.
    """
    contacts = [
        (0, luck((100, 0, 0))),
        (0, luck((100, 0, 0))),
        (10, luck((5000, 0, 0), patience=150)),
        (20, luck((5000, 0, 0), patience=150)),
        (150, luck((10, 0, 0))),
    ]
    plain = {"reasons": (ReasonSettings("help"),), "horizon": 8_000_000}
    last = []
    for n in (1, 2):
        agents = [card(f"agent-{i}", skills=(0,)) for i in range(n)]
        journal = Day(contacts, agents, [shift(i, 0, 9_000) for i in range(n)], plain).live()
        last.append(list(first_waits(journal).values())[-1])
    assert last == [50_000, 4_950_000]


# ---------------------------------------------------------------------------------------
# Extremes


def on_channels(reason: Tree) -> list[Tree]:
    """Return a reason and what replaces it on its channels."""
    return [reason, *reason.get("channels", {}).values()]


@settings(max_examples=MANY)
@given(worlds("longest_weighted_wait") | worlds(OWN))
def test_endless_patience_abandons_nothing(world: World) -> None:
    """Nobody hangs up in self-service either."""
    tree = deepcopy(world.tree)
    for reason in tree["reasons"].values():
        reason["bot"] = None
        for part in [*on_channels(reason), *reason["by_time"]]:
            if "patience" in part:
                part["patience"] = "infinite"
        for part in on_channels(reason):
            part |= {"ivr": None} if "patience" in part else {}
    assert "abandoned" not in outcomes(replace(world, tree=tree).live())


UNREACHED = {"blocked", "closed", "contained", "balked"}
"""Balked: put off by the message of a plan against an outage."""


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_without_lines_everybody_is_turned_away(world: World) -> None:
    """Only articles are read before a line is needed."""
    tree = deepcopy(world.tree)
    for channel in tree["channels"].values():
        channel["lines"] = 0
    journal = replace(world, tree=tree).live()
    assert outcomes(journal) <= UNREACHED
    assert len(journal.columns["legs"]["contact"]) == 0


@settings(max_examples=MANY)
@given(worlds("longest_queue") | worlds("random_idle"))
def test_without_places_nobody_waits(world: World) -> None:
    """A loss system: answered at once, or not at all."""
    tree = deepcopy(world.tree)
    for channel in tree["channels"].values():
        channel["places"] = 0
    journal = replace(world, tree=tree).live()
    assert set(answer_times(journal).values()) <= {0}
    assert outcomes(journal) <= {*UNREACHED, "answered", "abandoned", "open"}


def answer_times(journal: Journal) -> dict[int, int]:
    """Return how long each contact waited [ms] until an agent first took it."""
    legs = journal.columns["legs"]
    first = (legs["leg"] == 1) & (legs["answered_ms"] >= 0)
    wait = legs["answered_ms"][first] - legs["queued_ms"][first]
    return dict(zip(legs["contact"][first].tolist(), wait.tolist(), strict=True))


@settings(max_examples=MANY)
@given(
    trees("single_fifo"),
    st.integers(0, 999),
    st.integers(1, 6),
)
def test_with_as_many_lines_as_agents_nobody_waits(tree: Tree, seed: int, n: int) -> None:
    """After-contact work, which holds no line, is left out; so are breaks and hand-overs."""
    for name, reason in tree["reasons"].items():
        kept = {key: reason[key] for key in ("arrivals", "handle_time", "hold_share")}
        tree["reasons"][name] = kept | {"channel": "phone", "skill": "all", "acw_share": 0.0}
    team = {
        "size": n,
        "skills": ["all"],
        "absence": 0,
        "patterns": [{"days": list(WEEKDAYS), "shift": "00:00-24:00"}],
    }
    for section in ("events", "intraday", "root_causes", "languages", "sites"):
        tree.pop(section)
    speak_one_language(tree)
    tree |= {
        "start": "2024-01-01 00:00",
        "channels": {"phone": {"kind": "phone", "lines": n}},
        "teams": {"front": team, RESERVES: {"size": 1, "skills": ["all"], "on_call": True}},
        "routing": {},
        "multipliers": {},
    }
    journal = World(tree, seed).live()
    waited = {int(w) for w in first_waits(journal).values()}
    assert waited <= {0}
    assert not (journal.columns["legs"]["kind"] == 0).any()


# ---------------------------------------------------------------------------------------
# The same said in another way


class Fifo:
    """`single_fifo` written by a user."""

    name = "fifo"

    def choose_agent(self, contact: Any, idle: Any, floor: Any) -> Any:
        return idle[0]

    def choose_contact(self, agent: Any, waiting: Any, floor: Any) -> Any:
        return waiting[0]


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_a_policy_of_ones_own_can_be_a_named_one(world: World) -> None:
    same_tables(world.live(), replace(world, policy=Fifo()).live())


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_loyalty_without_leaving_changes_only_what_is_felt(world: World) -> None:
    tree = world.tree | {"satisfaction": {"enabled": True}}
    stay = replace(world, tree=tree | {"loyalty": {"churn_per_year": 0.0}}).live()
    none = replace(world, tree=tree | {"loyalty": {"enabled": False}}).live()
    same_tables(stay, none, but=("contacts.nps", "customers"))


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_satisfaction_switched_off_changes_nothing_else(world: World) -> None:
    tree = world.tree | {"loyalty": {"enabled": False}}
    on = replace(world, tree=tree | {"satisfaction": {"enabled": True}}).live()
    off = replace(world, tree=tree | {"satisfaction": {"enabled": False}}).live()
    felt = (
        "sat", "rating", "nps", "responded", "wait_ratio", "quality", "mismatch", "hostility"
    )  # fmt: skip
    same_tables(on, off, but=(*(f"contacts.{name}" for name in felt), "issues.sat"))
    assert np.isnan(off.columns["contacts"]["sat"]).all()


# ---------------------------------------------------------------------------------------
# Common random numbers


def lucky(demand: Demand) -> dict[int, tuple[Any, ...]]:
    """Return all that is fixed of each issue: instant, customer, and luck of attempts and legs."""
    book = demand.book
    firsts = list(book.first(0, len(demand)))
    columns = (demand.issue, demand.arrived_ms, demand.customer, demand.segment)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        issue: (
            *facts,
            firsts[row],
            book.attempt(row, 2, 0),
            book.leg(row, 1, 2, 0),
            book.leg(row, 2, 3, 0),
        )
        for row, (issue, *facts) in enumerate(rows)
    }


@settings(max_examples=MANY)
@given(worlds("single_fifo"), st.sampled_from([1.01, 1.5, 3.0]))
@pytest.mark.slow
def test_more_volume_contains_the_smaller_one(world: World, factor: float) -> None:
    """The same issues with the same luck, and more."""
    more = world.scenario.with_overrides({"volume": f"*{factor}"})
    fewer, all_ = (lucky(draw_demand(s, world.seed, 0)) for s in (world.scenario, more))
    assert fewer.items() <= all_.items()


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_other_staffing_meets_the_same_demand(world: World) -> None:
    """Demand does not look at teams, routing or lines; agents' absences not at other agents."""
    tree = deepcopy(world.tree)
    tree["teams"]["front"]["size"] += 1
    tree["routing"]["policy"] = "fewest_skills"
    for channel in tree["channels"].values():
        channel["lines"] = 5
    other = replace(world, tree=tree)
    assert lucky(draw_demand(world.scenario, 1, 0)) == lucky(draw_demand(other.scenario, 1, 0))
    before, after = (absences(w) for w in (world, other))
    assert before.items() <= after.items()


def absences(world: World) -> dict[tuple[str, int], bool]:
    """Return whether each planned shift is missed, by name of the agent and start."""
    roster = draw_roster(world.scenario, world.seed, 0)
    return {(roster.agents[s.agent].name, s.start): s.absent for s in roster.shifts}
