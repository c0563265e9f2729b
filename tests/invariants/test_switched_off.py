"""A mechanism at the value that does nothing leaves every byte as if it were not there.

Most worlds here are phone-only, which the engine lives through on a shorter way than what
has more: so the two ways are compared with each other, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace

import pytest
from audited import unaudited
from hypothesis import given, settings
from laws import same_tables
from world import World
from world_customers import speak_one_language
from world_parts import PATIENCE, Tree
from worlds import worlds

from cssim.center import settings_of
from cssim.journal import OUTCOMES

MANY = max(20, settings().max_examples // 2)
"""Random cases of each relation: 20 in a quick run, 200 in a thorough one."""


@pytest.fixture(autouse=True)
def _not_audited() -> Iterator[None]:
    """The same worlds are audited in `test_random_worlds`."""
    with unaudited():
        yield


OF_REASONS = [
    "channel",
    "skill",
    "arrivals",
    "handle_time",
    "hold_share",
    "acw_share",
    "complexity",
    "patience",
    "ivr",
    "tier",
    "escalate",
    "retry_keeps",
]
OF_TEAMS = [
    "size",
    "tier",
    "skills",
    "authority",
    "proficiency",
    "absence",
    "patterns",
    "members",
    "on_call",
]
OF_CHANNELS = ["opening_hours", "lines", "after_hours", "at_closing", "acceptable_wait"]
SECTIONS = [
    "name",
    "start",
    "horizon",
    "warm_up",
    "drain",
    "multipliers",
    "satisfaction",
    "loyalty",
    "limits",
    "customers",
]


def kept(tree: Tree, names: list[str]) -> Tree:
    return {name: deepcopy(tree[name]) for name in names if name in tree}


def plain(tree: Tree, policy: str = "single_fifo") -> Tree:
    """Return what of a tree is known to the shorter way: phone calls, lines and tiers."""
    channels = {n: kept(c, OF_CHANNELS) | {"kind": "phone"} for n, c in tree["channels"].items()}
    reasons = {}
    for name, reason in tree["reasons"].items():
        own = kept(reason, OF_REASONS) | {"channel": min(channels), "skill": "general"}
        reasons[name] = {"patience": PATIENCE[1], **own}
        for back in ("retry", "repeat"):
            ways = reason[back].items()
            reasons[name][back] = {key: value for key, value in ways if key != "switch"}
    teams = {n: kept(team, OF_TEAMS) for n, team in tree["teams"].items()}
    for team in teams.values():
        team |= {"skills": ["general"], "members": []}
        for pattern in team.get("patterns", []):
            for pause in pattern["breaks"]:
                pause.pop("movable")
    escalation = kept(tree["escalation"], ["handover_share", "conference"])
    own = {"channels": channels, "reasons": reasons, "teams": teams, "escalation": escalation}
    found = kept(tree, SECTIONS) | own | {"routing": {"policy": policy}}
    speak_one_language(found)
    return found


NEVER = "30 d"
"""Longer than any of these worlds."""


def with_idle_mechanisms(tree: Tree) -> Tree:
    """Return a plain tree in which every mechanism stands ready and does nothing."""
    tree = deepcopy(tree)
    for channel in tree["channels"].values():
        channel |= {
            "places": 100_000,
            "lines": 100_000 if channel["lines"] is None else channel["lines"],
            "voicemail": {"after": NEVER},
            "callback": {"accept": 0.0, "offer_above": "0 s"},
        }
    for name, reason in tree["reasons"].items():
        channel = reason.pop("channel")
        reason |= {
            "channels": {
                channel: {"share": 1.0},
                "z-chat": {"share": 0.0},
                "z-mail": {"share": 0.0},
            },
            "articles": {"share": 0.0},
            "bot": {"share": 0.0},
            "transfer": {"probability": 0.0, "to": {min(tree["reasons"].keys() - {name}): {}}}
            if len(tree["reasons"]) > 1
            else None,
            "consult": {"probability": 0.0, "skill": "general"},
            "escalate_request": 0.0,
            "spill": {"channel": "z-mail", "probability": 0.0},
            "avoidable": 0.6,
        }
        reason["retry"]["switch"] = {"z-chat": 0.0}
        reason["repeat"]["switch"] = {"z-mail": 0.0, "z-chat": 0.0}
        reason["arrivals"]["season"] = {**reason["arrivals"]["season"], "july": 2.0}
    tree["channels"] |= {"z-chat": {"kind": "chat"}, "z-mail": {"kind": "email"}}
    for team in tree["teams"].values():
        team["site"] = "here"
        if team.get("on_call"):
            team["call_in"] = {"waiting_above": 100_000}
        else:
            team |= {"shrinkage": {"training": 0.0}, "overtime_limit": "24 h"}
            team["late"] = {"share": 0.0, "time": {"distribution": "deterministic", "mean": "1 h"}}
    tree["escalation"] |= {"take_over_after": NEVER, "concession_resolve": 0.0}
    return tree | {
        "sites": {"here": {"utc_offset": "+05:00"}},
        "utc_offset": "+05:00",
        "intraday": [{"from": "front", "to": "reserves", "waiting_above": 100_000}],
        "root_causes": {"period": "1 d", "fixes": 0.0},
        "events": [{"kind": "outage", "at": "1 h", "length": "2 h", "plan": {}}],
    }


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_mechanisms_that_do_nothing_change_no_byte(world: World) -> None:
    """But for the review of root causes and the outage, which are written down."""
    simple = replace(world, tree=plain(world.tree))
    idle = replace(world, tree=with_idle_mechanisms(simple.tree))
    assert settings_of(simple.scenario).is_simple
    assert not settings_of(idle.scenario).is_simple
    first, second = simple.live(), idle.live()
    same_tables(first, second, but=("people",))
    told = [
        frame[frame["agent"].notna()] for frame in (first.frame("people"), second.frame("people"))
    ]
    without_n = [frame.drop(columns="n").reset_index(drop=True) for frame in told]
    assert without_n[0].equals(without_n[1])


@settings(max_examples=MANY)
@given(worlds("score"))
def test_policies_that_come_to_the_same(world: World) -> None:
    """With nothing to tell contacts and agents apart, several policies are `single_fifo`."""
    journals = [
        replace(world, tree=plain(world.tree, policy)).live()
        for policy in ("single_fifo", "reserve", "score", "longest_weighted_wait")
    ]
    for journal in journals[1:]:
        same_tables(journals[0], journal)


@settings(max_examples=MANY)
@given(worlds("single_fifo"))
def test_a_chat_at_a_time_is_a_call(world: World) -> None:
    """With one slot; without hold, which a chat has not, and hand-overs with a conference."""
    calls = plain(world.tree)
    for reason in calls["reasons"].values():
        reason |= {"escalate": 0.0, "hold_share": 0.0}
    chats = deepcopy(calls)
    alone = {"kind": "chat", "slots": 1, "slowdown": 0.0, "silent_share": 0.0}
    for channel in chats["channels"].values():
        channel |= alone
    first, second = (replace(world, tree=tree).live() for tree in (calls, chats))
    same_tables(first, second, but=("legs", "agent_states"))
    for name in ("contact", "agent", "queued_ms", "answered_ms", "ended_ms", "how"):
        assert (first.columns["legs"][name] == second.columns["legs"][name]).all(), name


@settings(max_examples=MANY)
@given(worlds("most_proficient"))
def test_a_second_language_that_all_speak_changes_nothing_else(world: World) -> None:
    tree = deepcopy(world.tree)
    for team in tree["teams"].values():
        team["languages"] = []
    for segment in (tree["customers"] or {"segments": {}})["segments"].values():
        segment.pop("languages", None)
    one, two = (
        replace(world, tree=tree | {"languages": spoken}).live()
        for spoken in ({}, {"english": 0.5, "polish": 0.5})
    )
    same_tables(one, two, but=("contacts.language",))


def test_a_plain_world_is_worth_comparing() -> None:
    """Guard: contacts of the worlds above are answered, give up, and are turned away."""
    seen: set[str] = set()

    @settings(max_examples=MANY)
    @given(worlds("single_fifo"))
    def live(world: World) -> None:
        journal = replace(world, tree=plain(world.tree)).live()
        seen.update(OUTCOMES[code] for code in set(journal.columns["contacts"]["outcome"].tolist()))

    live()
    assert seen >= {"answered", "abandoned", "closed"}
