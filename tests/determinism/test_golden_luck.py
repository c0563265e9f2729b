"""The luck of scenarios as they were before there were channels: not a bit has moved.

The fingerprints were taken when every contact came by phone. They hold numbers of issues,
instants, customers and uniforms, but no quantiles, whose last digit is scipy's own.
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
import toys

from cssim.demand import draw_demand
from cssim.scenario import Scenario

UNIFORMS = ("escalate", "resolve", "policy", "repeat", "retry", "response", "rating")
LEG_UNIFORMS = ("escalate", "resolve", "policy")

SCENARIOS: dict[str, Scenario] = {
    "two tiers": toys.two_tiers(demand__busyness_cv=0),
    "three days": toys.two_tiers(
        demand__busyness_cv=0, volume=8.0, horizon="3 d", start="2024-01-01 09:30"
    ),
    "always open": toys.always_open(),
}
BEFORE = {
    "two tiers": "7ba6b2e43dea16c3dfd6b3550e437361d107c41464a40959e3bf43382cdf0186",
    "three days": "ad6623c6e264269a265d8f04f329a522ff3fd64b8f03306ae3439ad95f728398",
    "always open": "868a02ece302510f1941c95115322e9216cd0fd92729ef8111962132654bd022",
}


def fingerprint(scenario: Scenario) -> str:
    """Return the SHA-256 of all that is drawn about the issues of one replication."""
    demand = draw_demand(scenario, 11, 3)
    whole = hashlib.sha256()
    for name in ("issue", "arrived_ms", "reason", "customer", "segment"):
        whole.update(getattr(demand, name).tobytes())
    whole.update(demand.customers.leave_uniform.tobytes())
    for row, luck in enumerate(demand.book.first(0, len(demand))):
        whole.update(_text(luck, UNIFORMS))
        if row % 37 == 0:
            queue = int(demand.reason[row])
            whole.update(_text(demand.book.attempt(row, 3, queue), UNIFORMS))
            whole.update(_text(demand.book.leg(row, 2, 4, queue), LEG_UNIFORMS))
    return whole.hexdigest()


def _text(luck: Any, names: tuple[str, ...]) -> bytes:
    return repr([getattr(luck, name) for name in names]).encode()


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_luck_of_a_phone_only_center_is_what_it_was(name: str) -> None:
    assert fingerprint(SCENARIOS[name]) == BEFORE[name]


def test_a_fingerprint_sees_another_seed_and_another_customer() -> None:
    """Guard: the fingerprint is of what is drawn."""
    changed = toys.two_tiers(demand__busyness_cv=0, customers__size=1999)
    assert fingerprint(changed) != BEFORE["two tiers"]
    assert len(set(BEFORE.values())) == len(BEFORE)
