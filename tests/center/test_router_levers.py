"""The longest queue, the coin, the reserve, and the score with its bonuses and classes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from days import NEVER, Day, card, luck, shift
from told import lines, told

from cssim.center.routing import Names, conditions_of, policy_of
from cssim.center.settings import ReasonSettings, Settings, TeamSettings
from cssim.journal import CAUSES, Journal

BILLING, CLAIMS, TECHNICAL = ({"reason": code} for code in range(3))
REASONS = tuple(ReasonSettings(name, repeat=0.85) for name in ("billing", "claims", "technical"))


def _lived(contacts: Any, agents: Any, later: Any = (), **routing: Any) -> Journal:
    """Live a day of all-day agents of the team `desk`."""
    day = Day(
        contacts,
        agents,
        [shift(i, 0, 5000) for i in range(len(agents))],
        {
            "reasons": REASONS,
            "teams": (TeamSettings("desk"),),
            "segments": ("standard", "vip"),
            "routing": routing,
            "horizon": 6_000_000,
        },
        later=dict(later),
    )
    return day.live()


def _in_order(journal: Journal) -> list[str]:
    """Return contact, agent and instant of every answer, in order of time."""
    rows = [row.split() for row in told(journal, "legs", "contact agent answered")]
    return [" ".join(row) for row in sorted(rows, key=lambda row: float(row[2]))]


# ---- longest_queue -------------------------------------------------------------------


def test_the_head_of_the_longest_queue_comes_first_and_ties_go_by_reason() -> None:
    contacts = [
        (0, luck((100, 0, 0)), BILLING),
        (10, luck((50, 0, 0)), CLAIMS),
        (20, luck((50, 0, 0)), TECHNICAL),
        (30, luck((50, 0, 0)), TECHNICAL),
        (40, luck((50, 0, 0)), BILLING),
    ]
    journal = _lived(contacts, [card("a", skills=[0, 1, 2])], policy="longest_queue")
    # At 100 two wait for technical. Then all queues are of length 1: billing, claims, technical.
    assert _in_order(journal) == lines("""
        0.1   a   0
        2/2.1 a 100
        4.1   a 150
        1/1.1 a 200
        2/3.1 a 250
    """)


def test_a_queue_is_as_long_as_all_its_lines() -> None:
    names = Names(("billing", "technical"), ("desk",), (), ((0, 0), (0, 1), (1, 1)), ("chat", "p"))
    policy = policy_of(names, {"policy": "longest_queue"})
    full, half = (SimpleNamespace(waiting=range(n)) for n in (3, 2))
    on_chat, on_phone = (
        SimpleNamespace(queue=queue, line=SimpleNamespace(beside=beside))
        for queue, beside in ((0, [full]), (1, [half, half]))
    )
    agent: Any = None
    assert policy.contact_key(agent, on_phone, 0) < policy.contact_key(agent, on_chat, 0)  # type: ignore[arg-type]


# ---- random_idle ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uniform", "agent"),
    [(0.0, "b"), (0.333, "b"), (0.334, "c"), (0.666, "c"), (0.667, "a"), (1 - 2**-53, "a")],
)
def test_the_contacts_own_coin_picks_in_order_of_idle_since(uniform: float, agent: str) -> None:
    contacts = [
        (10, luck((20, 0, 0), policy=0.0), BILLING),  # to a, who has the lowest number
        (50, luck((20, 0, 0), policy=uniform), BILLING),
    ]
    journal = _lived(contacts, [card(name) for name in "abc"], policy="random_idle")
    assert told(journal, "legs", "contact agent") == ["0.1 a", f"1.1 {agent}"]


def test_with_the_coin_a_freed_agent_takes_the_longest_waiting() -> None:
    contacts = [(t, luck((100, 0, 0), policy=0.9), BILLING) for t in (0, 10, 20)]
    journal = _lived(contacts, [card("a")], policy="random_idle")
    assert _in_order(journal) == ["0.1 a 0", "1.1 a 100", "2.1 a 200"]


# ---- reserve -------------------------------------------------------------------------


def test_a_team_serves_a_reason_only_while_more_than_so_many_are_idle() -> None:
    contacts = [
        (0, luck((100, 0, 0)), BILLING),
        (1, luck((100, 0, 0)), BILLING),
        (2, luck((50, 0, 0)), BILLING),  # one is idle, and one is kept: waits
        (3, luck((500, 0, 0)), TECHNICAL),  # nobody is kept from it
    ]
    agents = [card(name, skills=[0, 2]) for name in "abc"]
    keep = {"billing": {"desk": 1}}
    # Free at 100, a is the only one idle; at 101 two are, and b, just free, is asked first.
    assert _in_order(_lived(contacts, agents, policy="reserve", keep_idle=keep)) == lines("""
        0.1   a   0
        1.1   b   1
        2/3.1 c   3
        2.1   b 101
    """)
    assert _in_order(_lived(contacts, agents, policy="reserve")) == lines("""
        0.1   a   0
        1.1   b   1
        2.1   c   2
        2/3.1 c  52
    """)


def test_the_reserve_is_published_and_other_policies_keep_nobody() -> None:
    names = Names(("billing", "technical"), ("desk", "help"), ())
    table = {"keep_idle": {"billing": {"help": 2, "desk": 0}}}
    found = {
        name: policy_of(names, {"policy": name, **table}).published([]).get("keep_idle")
        for name in ("reserve", "single_fifo")
    }
    assert found == {"reserve": {"billing": {"help": 2}}, "single_fifo": None}


# ---- score ---------------------------------------------------------------------------


@pytest.mark.parametrize(("bonus", "first"), [(39.9, "2.1"), (40.0, "2.1"), (40.1, "0.2")])
def test_a_repeat_has_its_bonus_within_its_own_line(bonus: float, first: str) -> None:
    contacts = [
        (0, luck((5, 0, 0), resolve=NEVER, repeat=0.0, repeat_delay=45), BILLING),
        (6, luck((94, 0, 0)), BILLING),
        (10, luck((50, 0, 0)), BILLING),
    ]
    # At 100 the third has waited 90 s, and the repeat of 50 50 s.
    journal = _lived(
        contacts,
        [card("a")],
        {(0, 2): luck((50, 0, 0))},
        policy="score",
        bonus={"repeat": bonus},
    )
    assert _in_order(journal)[2] == f"{first} a 100"


def _score(**routing: Any) -> Any:
    return policy_of(Names(("billing",), ("desk",), ("standard", "vip")), routing)


def _waiting(waited: float = 0.0, segment: int = 0, **is_: Any) -> Any:
    known = {"escalated": False, "is_callback": False, "cause": CAUSES.index("fresh"), **is_}
    queued = -round(1000 * waited)
    return SimpleNamespace(queue=0, queued=queued, issue=SimpleNamespace(segment=segment), **known)


@pytest.mark.parametrize(
    ("bonus", "is_"),
    [
        ("escalated", {"escalated": True}),
        ("callback", {"is_callback": True}),
        ("repeat", {"cause": CAUSES.index("repeat")}),
    ],
)
def test_each_bonus_is_for_what_the_contact_is(bonus: str, is_: dict[str, Any]) -> None:
    policy = _score(policy="score", bonus={bonus: 30.0, "none": 5.0})
    keys = [policy.contact_key(None, _waiting(10.0, **one), 0) for one in ({}, is_)]
    assert keys == [(-10.0,), (-40.0,)]
    assert policy.line_key(_waiting()) != policy.line_key(_waiting(**is_))
    assert policy.contact_terms()[0][f"bonus_{bonus}"] == 30.0
    retry = _waiting(10.0, cause=CAUSES.index("retry"))
    assert policy.contact_key(None, retry, 0) == (-10.0,)


def test_all_parts_of_the_score_add_up() -> None:
    policy = _score(
        policy="score",
        base={"billing": 3.0},
        slope={"billing": 0.5},
        head_start={"vip": 8000},
        segment_base={"vip": 100.0},
        bonus={"escalated": 1000.0, "callback": 10000.0, "repeat": 20000.0},
    )
    contact = _waiting(12.0, 1, escalated=True, is_callback=True, cause=CAUSES.index("repeat"))
    assert policy.contact_key(None, contact, 0) == (-(3 + 100 + 31000 + 0.5 * (12 + 8)),)
    assert policy.contact_key(None, _waiting(12.0, -1), 0) == (-(3 + 0.5 * 12),)


def test_what_is_not_used_is_not_published_and_does_not_split_lines() -> None:
    policy = _score(policy="score", bonus={"repeat": 0.0}, segment_base={"vip": 0.0})
    assert set(policy.contact_terms()[0]) == {"term", "base", "slope", "head_start_ms"}
    assert policy.line_key(_waiting()) == policy.line_key(
        _waiting(escalated=True, is_callback=True)
    )


def _waits(**routing: Any) -> dict[str, list[float]]:
    """Return the waits by segment when vips alone keep the only agent busy, for 20 minutes."""
    arrivals = [(60.0 * i, 1) for i in range(20)] + [(30.0, 0), (90.0, 0), (150.0, 0)]
    contacts = [
        (at, luck((60, 0, 0)), {"reason": 0, "segment": segment})
        for at, segment in sorted(arrivals)
    ]
    journal = _lived(contacts, [card("a")], policy="score", **routing)
    frame = journal.frame("contacts")
    waits = (frame["first_reply_at"] - frame["queued_at"]).groupby(frame["segment"])
    return {str(segment): sorted(found) for segment, found in waits}


def test_classes_move_waiting_from_one_segment_to_another_and_aging_caps_the_tail() -> None:
    alike = _waits()
    strict = _waits(slope={"billing": 0.0}, segment_base={"vip": 1.0})
    aging = _waits(slope={"billing": 1.0}, segment_base={"vip": 200.0})
    mean = {
        name: {segment: sum(found) / len(found) for segment, found in waits.items()}
        for name, waits in (("alike", alike), ("strict", strict), ("aging", aging))
    }
    assert mean["strict"]["vip"] < mean["aging"]["vip"] < mean["alike"]["vip"]
    assert mean["strict"]["standard"] > mean["aging"]["standard"] > mean["alike"]["standard"]
    # Strictly, the last standard customer waits until no vip is left.
    assert max(strict["standard"]) == 1320 - 150
    assert max(aging["standard"]) < 600
    # Work is neither made nor lost: over all, the waits add up to the same.
    total = {sum(map(sum, waits.values())) for waits in (alike, strict, aging)}
    assert len(total) == 1


# ---- conditions besides the policy's own ---------------------------------------------


def test_conditions_are_published_where_they_are_used() -> None:
    plain = Settings(reasons=REASONS, teams=(TeamSettings("desk"),), horizon=1)
    assert conditions_of(plain) == {}
    used = replace(
        plain,
        reasons=(REASONS[0], replace(REASONS[1], escalate_waiting=90_000)),
        teams=(TeamSettings("desk"), TeamSettings("leads", joins_above=4)),
        languages=("english", "malay"),
    )
    assert conditions_of(used) == {
        "joins_above": {"leads": 4},
        "next_tier_after_ms": {"claims": 90_000},
        "mismatch_after_ms": None,
    }
    assert conditions_of(replace(used, mismatch_after=5000))["mismatch_after_ms"] == 5000
