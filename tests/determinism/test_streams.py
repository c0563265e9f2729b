"""D6 and D7: every number has an address of its own, and edits elsewhere move none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import toys
from numpy.random import PCG64, Generator, SeedSequence  # noqa: TID251

from cssim.demand import draw_demand
from cssim.demand.extra import GROUPS
from cssim.journal import INFINITE
from cssim.roster import draw_roster
from cssim.scenario import Scenario
from cssim.streams import purpose_key, stream

Address = tuple[Any, ...]


def addresses(seeds: int, replications: int, days: int) -> Iterator[Address]:
    """Yield (seed, replication, purpose, block) in the forms that `cssim.demand.draw` documents.

    Neighbours that might be mistaken for each other are all there: no block, 0, and 0, 0;
    large and small seeds; replications that look like days.
    """
    names = ("billing", "technical", "a", "b")
    for seed in (*range(seeds), 2**32, 2**64, 2**128 - 1):
        for replication in range(replications):
            where = (seed, replication)
            yield (*where, "leaving")
            yield (*where, "language")
            for day in range(days):
                yield (*where, "busyness", day)
                for name in names:
                    yield (*where, f"busyness/{name}", day)
                    for layer in range(3):
                        yield (*where, f"arrivals/{name}", day, layer)
                        for attempt in (1, 2):
                            yield (*where, f"luck/{name}", day, layer, attempt)
                            yield (*where, f"leg/{name}", day, layer, attempt, 2)
                            for group in GROUPS:
                                yield (*where, f"{group}/{name}", day, layer, attempt)
                    for number in range(3):
                        yield (*where, f"absence/{name}", number, day)


def state(address: Address) -> bytes:
    """Return the 128 bits from which the generator of an address starts."""
    seed_sequence = stream(*address).bit_generator.seed_seq
    return np.asarray(seed_sequence.generate_state(4)).tobytes()


def count_collisions(found: Iterator[Address]) -> tuple[int, int]:
    """Return how many addresses there are, and how many of them share their state."""
    states, n = set(), 0
    for address in found:
        states.add(state(address))
        n += 1
    return n, n - len(states)


def test_no_two_addresses_share_a_stream() -> None:
    n, collisions = count_collisions(addresses(2, 4, 12))
    print(f"{collisions} collisions among {n} addresses")
    assert n > 15_000
    assert collisions == 0


@pytest.mark.slow
def test_no_two_of_a_million_addresses_share_a_stream() -> None:
    n, collisions = count_collisions(addresses(14, 14, 60))
    print(f"{collisions} collisions among {n} addresses")
    assert n > 1_000_000
    assert collisions == 0


def test_the_address_of_a_stream_is_written_in_the_model() -> None:
    """SHA-256 of the name, first 8 bytes, big-endian; PCG64 of the spawn key."""
    key = int.from_bytes(hashlib.sha256(b"luck/billing").digest()[:8], "big")
    assert purpose_key("luck/billing") == key
    expected = Generator(PCG64(SeedSequence(7, spawn_key=(3, key, 1, 0, 2)))).random(5)
    assert stream(7, 3, "luck/billing", 1, 0, 2).random(5).tolist() == expected.tolist()


def test_a_stream_depends_on_nothing_asked_before() -> None:
    first = stream(1, 2, "luck/billing", 0).random(3).tolist()
    stream(1, 2, "other", 5).random(1000)
    assert stream(1, 2, "luck/billing", 0).random(3).tolist() == first


# ---------------------------------------------------------------------------------------
# D7: edits


def luck_of(scenario: Scenario) -> dict[str, Any]:
    """Return all luck by the name it belongs to: a reason's issues, an agent's absences."""
    demand, roster = draw_demand(scenario, 5, 1), draw_roster(scenario, 5, 1)
    out: dict[str, Any] = {f"reason {name}": [] for name in scenario.reason_names}
    book = demand.book
    for row, luck in enumerate(book.first(0, len(demand))):
        name = scenario.reason_names[demand.reason[row]]
        queue = int(demand.queue[row])
        second, leg = book.attempt(row, 2, queue), book.leg(row, 1, 2, queue)
        extras = book.extra(row, 1, 1, queue), book.extra(row, 2, 2, queue)
        who = int(demand.arrived_ms[row]), int(demand.customer[row])
        fact = (*who, luck, second, leg, extras)
        out[f"reason {name}"].append(fact)
    for shift in roster.shifts:
        card = roster.agents[shift.agent]
        out[f"agent {card.name} {shift.start}"] = shift.absent
    out["leaving"] = demand.customers.leave_uniform.tolist()
    return out


NEW_REASON = {
    "channel": "phone",
    "skill": "billing",
    "arrivals": {"per_hour": 30},
    "handle_time": {"distribution": "exponential", "mean": "2 min"},
}
NEW_TEAM = {
    "size": 3,
    "skills": ["billing"],
    "patterns": [{"days": ["monday"], "shift": "08:00-16:00"}],
}


def edits() -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Yield a name, overrides, and the beginnings of the names whose luck may change."""
    for name in ("aaa", "orders", "zzz"):
        yield f"new reason {name}", {f"reasons.{name}": NEW_REASON}, {f"reason {name}"}
        yield f"new team {name}", {f"teams.{name}": NEW_TEAM}, {f"agent {name}"}
    for team, size in (("frontline", "+1"), ("frontline", "-2"), ("seniors", "*2")):
        yield f"{team} {size}", {f"teams.{team}.size": size}, {f"agent {team}"}
    for reason in ("billing", "technical"):
        mine = {f"reason {reason}"}
        work = f"reasons.{reason}.handle_time"
        yield f"{reason} slower", {f"{work}.mean": "9 min"}, mine
        yield (
            f"{reason} other work",
            {work: {"distribution": "gamma", "mean": "5 min", "cv": 1}},
            mine,
        )
        yield f"{reason} patience", {f"reasons.{reason}.patience": "infinite"}, mine
        yield f"{reason} escalates", {f"reasons.{reason}.escalate": 0.9}, set()
        yield f"{reason} repeats less", {f"reasons.{reason}.repeat.probability": 0.1}, set()
        yield f"{reason} busyness", {f"reasons.{reason}.arrivals.busyness_cv": 0.4}, mine
        yield f"{reason} hold", {f"reasons.{reason}.hold_share": 0.3}, mine
        yield f"{reason} complexity", {f"reasons.{reason}.complexity": 1.0}, set()
    yield from mechanisms()
    for policy in ("queue_priority", "score", "most_proficient", "fewest_skills"):
        yield f"policy {policy}", {"routing.policy": policy}, set()
    for lines in (5, 12, None):
        yield f"{lines} lines", {"channels.phone.lines": lines}, set()
    for absence in (0.2, 0.9):
        yield f"absence {absence}", {"teams.seniors.absence": absence}, {"agent seniors"}
    yield "no drain", {"drain": False}, set()
    yield "warm-up", {"warm_up": "2 h"}, set()
    yield "survey", {"satisfaction.survey_response": 0.5}, set()
    yield "no loyalty", {"loyalty.enabled": False}, set()
    yield "other churn", {"loyalty.churn_per_year": 0.5}, set()
    yield "no conference", {"escalation.conference": None}, {"reason"}
    yield "fewer attempts", {"limits.max_attempts": 2}, set()
    yield "fewer legs", {"limits.max_legs": 2}, set()
    yield "proficiency", {"teams.frontline.proficiency": 0.5}, set()
    yield "authority", {"teams.frontline.authority": 0.5}, set()
    yield "wage", {"teams.frontline.wage_per_hour": 50}, set()
    yield "price", {"channels.phone.price_per_minute": 0.1}, set()
    yield "currency", {"currency": "EUR"}, set()
    yield "title", {"title": "Another title"}, set()
    yield "name", {"name": "another-name"}, set()
    yield "more churn in a segment", {"customers.segments.vip.churn_multiplier": 3.0}, set()


def mechanisms() -> Iterator[tuple[str, dict[str, Any], set[str]]]:
    """Yield what may be added to one reason, in phone-only demand, and to its surroundings."""
    mine = {"reason technical"}
    chat = {
        "channels.chat": {"kind": "chat"},
        "reasons.technical.channel": None,
        "reasons.technical.channels": {"chat": {"share": 0.5}, "phone": {"share": 0.5}},
    }
    yield "technical also by chat", chat, mine
    yield "technical has a bot", {"reasons.technical.bot": {}}, mine
    yield "technical has articles", {"reasons.technical.articles": {}}, mine
    yield "technical is avoidable", {"reasons.technical.avoidable": 0.4}, set()
    yield "technical grows", {"reasons.technical.arrivals.trend_per_year": 0.5}, set()
    yield "technical in winter", {"reasons.technical.arrivals.season": {"january": 2.0}}, mine
    surge = {"kind": "surge", "at": "9 h", "length": "2 h", "factor": 3, "reasons": ["technical"]}
    yield "technical surges", {"events": [surge]}, mine
    yield "languages", {"languages": {"english": 0.7, "polish": 0.3}}, set()
    yield "root causes", {"root_causes": {}, "reasons.billing.avoidable": 0.4}, set()


EDITS = list(edits())


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return luck_of(toys.two_tiers())


@pytest.mark.parametrize(("overrides", "own"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_an_edit_leaves_other_luck_alone(
    overrides: dict[str, Any], own: set[str], before: dict[str, Any]
) -> None:
    after = luck_of(toys.two_tiers().with_overrides(overrides))
    others = [name for name in before if not name.startswith(tuple(own))]
    assert len(others) >= 2
    for name in others:
        if name in after:
            assert after[name] == before[name], name


def test_there_are_enough_edits() -> None:
    assert len(EDITS) >= 50


def test_an_edit_changes_what_it_is_about(before: dict[str, Any]) -> None:
    """Guard: the comparison sees the work, the patience and the absence that an edit changes."""
    changed = toys.two_tiers().with_overrides(
        {"reasons.billing.handle_time.mean": "9 min", "teams.seniors.absence": 0.9}
    )
    after = luck_of(changed)
    assert after["reason billing"] != before["reason billing"]
    assert [fact[0] for fact in after["reason billing"]] == [f[0] for f in before["reason billing"]]
    assert any(after[n] and not before[n] for n in before if n.startswith("agent seniors"))


def test_a_longer_horizon_adds_days_and_moves_nothing(before: dict[str, Any]) -> None:
    after = luck_of(toys.two_tiers(horizon="2 d"))
    for name, facts in before.items():
        if name.startswith("reason"):
            assert after[name][: len(facts)] == facts
        else:
            assert after[name] == facts


def test_luck_is_not_endless_by_mistake(before: dict[str, Any]) -> None:
    """Guard: every issue has its own work and patience."""
    facts = before["reason billing"]
    assert len({fact[2].talk for fact in facts}) > 0.95 * len(facts)
    assert all(0 < fact[2].patience < INFINITE for fact in facts)


def test_every_purpose_of_the_demand_is_in_the_docs() -> None:
    table = (Path(__file__).parents[2] / "docs" / "randomness.md").read_text(encoding="utf-8")
    for purpose in (*GROUPS, "arrivals", "luck", "leg", "language", "cause"):
        assert f"`{purpose}/REASON`" in table, purpose
