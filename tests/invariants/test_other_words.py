"""The same day in other units of time, beside what nobody uses, in another order (C25).

All are compared row by row, with no tolerance.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest
from altered_tables import Slower
from audited import unaudited
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import same_tables
from pandas.testing import assert_frame_equal
from world import World
from world_parts import Tree
from worlds import worlds

from cssim.center import Settings, live, settings_of
from cssim.demand import issue_id
from cssim.journal import INFINITE, TABLES, Journal
from cssim.units import WEEKDAYS

MANY = max(20, settings().max_examples // 2)
"""Random cases of each relation: 20 in a quick run, 200 in a thorough one."""


@pytest.fixture(autouse=True)
def _not_audited() -> Iterator[None]:
    """The same worlds are audited in `test_random_worlds`."""
    with unaudited():
        yield


# ---------------------------------------------------------------------------------------
# Other units of time


TIMES = frozenset(
    [
        "edges",
        "acceptable_wait",
        "voicemail",
        "offer_above",
        "retry_after",
        "ring",
        "horizon",
        "warm_up",
        "mismatch_after",
        "escalate_waiting",
        "escalate_age",
        "take_over_after",
        "overtime_limit",
        "delay",
        "length",
        "start",
        "until",
        "period",
        "mean_work",
        "mean_patience",
        "surges",
        "late",
        "movable",
    ]
)
"""Fields of settings and rosters that are times, or hold nothing but times."""


def longer(part: Any, k: int, *, is_time: bool = False) -> Any:
    """Return settings, a roster, or what they are made of, with all times k times as long."""
    if isinstance(part, tuple):
        return tuple(longer(one, k, is_time=is_time) for one in part)
    if is_dataclass(part):
        old = {field.name: getattr(part, field.name) for field in fields(part)}
        return replace(part, **{n: longer(v, k, is_time=n in TIMES) for n, v in old.items()})
    return k * part if is_time and isinstance(part, int | float) else part


def slower_settings(plain: Settings, k: int) -> Settings:
    """Return settings in which all that is time is k times as much."""
    routing = deepcopy(plain.routing)
    routing["delays"] = {
        r: {t: k * d for t, d in by_team.items()} for r, by_team in routing["delays"].items()
    }
    routing["head_start"] = {s: k * d for s, d in routing["head_start"].items()}
    routing["slope"] = {r: slope / k for r, slope in routing["slope"].items()}
    teams = tuple(
        replace(team, call_in=team.call_in and (team.call_in[0], k * team.call_in[1]))
        for team in plain.teams
    )
    return replace(longer(replace(plain, teams=teams), k), routing=routing)


def average(tree: Tree) -> Tree:
    """Return a tree in which nothing hangs on real time.

    Average agents without days of their own; no chats, whose progress is rounded, no
    predictions and no patience lost with each attempt, which are rounded too; no ring and no work
    of 0 s, which last a ms in any unit.
    """
    tree = deepcopy(tree)
    for team in tree["teams"].values():
        team |= {"skills": list(team["skills"]), "proficiency": 0.758, "members": []}
    for channel in tree["channels"].values():
        channel |= {"slots": 1, "slowdown": 0.0} if channel["kind"] == "chat" else {}
        if channel["kind"] in ("phone", "chat"):
            channel["announcement"] = None
        if channel.get("callback"):
            channel["callback"] |= {"rule": "keep_place", "ring": "30 s"}
        if channel.get("chase"):
            channel["chase_work"] = channel["chase_work"] or 0.3
    tree["escalation"]["handover_share"] = 0.5
    for reason in tree["reasons"].values():
        reason["retry"]["patience_loss"] = 0.0
        if reason["transfer"]:
            reason["transfer"]["handover_share"] = 0.5
    return tree | {"loyalty": {"enabled": False}, "drain": False}


@settings(max_examples=MANY)
@given(worlds("score") | worlds("agents_preference_with_delays"), st.sampled_from([2, 8]))
def test_k_times_slower_is_the_same_day_k_times_longer(world: World, k: int) -> None:
    world = replace(world, tree=average(world.tree), grid=1_000)
    demand, plain = world.demand, settings_of(world.scenario)
    long = replace(demand, arrived_ms=k * demand.arrived_ms, book=Slower(demand.book, k))
    first = live(plain, demand, world.roster)
    second = live(slower_settings(plain, k), long, longer(world.roster, k))
    for table, columns in TABLES.items():
        for column in columns:
            before, after = (j.columns[table][column.name] for j in (first, second))
            if column.kind in ("instant", "duration"):
                before = np.where((before < 0) | (before >= INFINITE), before, k * before)
            is_float = after.dtype.kind == "f"
            assert np.array_equal(before, after, equal_nan=is_float), (table, column.name)


# ---------------------------------------------------------------------------------------
# What is there and not used


def with_unused(tree: Tree, name: str) -> Tree:
    """Return the tree with a reason, on a channel of its own, that nobody has, and its team."""
    tree = deepcopy(tree)
    tree["channels"][name] = {"kind": "chat"}
    tree["reasons"][name] = {
        "channels": {name: {"share": 1.0}},
        "arrivals": {"per_hour": 0},
        "handle_time": {"distribution": "deterministic", "mean": "1 min"},
        "avoidable": 0.0,
    }
    tree["teams"][name] = {
        "size": 2,
        "skills": [name],
        "patterns": [{"days": list(WEEKDAYS), "shift": "00:00-24:00"}],
    }
    return tree


def told(journal: Journal, name: str) -> dict[str, Any]:
    """Return the tables with names for codes, without what is about `name`."""
    frames = {table: journal.frame(table) for table in TABLES}
    for table in ("agent_states", "people"):
        frame = frames[table]
        frames[table] = frame[~frame["agent"].astype(str).str.startswith(f"{name}-")]
    frames["people"] = frames["people"].drop(columns="n")
    return {table: frame.astype(object).reset_index(drop=True) for table, frame in frames.items()}


@settings(max_examples=MANY)
@given(worlds("score") | worlds("queue_priority"), st.sampled_from(["aaa", "zzz"]))
def test_what_is_not_used_changes_nothing(world: World, name: str) -> None:
    """Codes move when a name comes first in the alphabet; nothing else does."""
    first = told(world.live(), name)
    second = told(replace(world, tree=with_unused(world.tree, name)).live(), name)
    moved = int(issue_id(1, 0, 0, 0)) if name == "aaa" else 0
    for table, frame in first.items():
        for column in {"contact", "issue"} & set(frame):
            frame[column] = frame[column].map(lambda number: number + moved, na_action="ignore")
        assert_frame_equal(frame, second[table], check_dtype=False)


def backwards(tree: Any) -> Any:
    """Return the tree with every mapping written in the opposite order."""
    if isinstance(tree, dict):
        return {key: backwards(tree[key]) for key in reversed(tree)}
    return [backwards(item) for item in tree] if isinstance(tree, list) else tree


@settings(max_examples=MANY)
@given(worlds("most_proficient") | worlds("queue_priority"))
def test_the_order_of_a_file_means_nothing(world: World) -> None:
    other = replace(world, tree=backwards(world.tree))
    assert world.scenario.hash == other.scenario.hash
    first, second = world.live(), other.live()
    same_tables(first, second)
    assert first.about == second.about
