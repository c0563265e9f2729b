"""Laws that hold whatever happens, in phone desks (see `world_laws`).

More than two hundred random scenarios in every test run: the engine lives through what
knows only calls, lines and tiers on a shorter way. Each routing policy, and a policy of a user's
own, gets its share of them.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from phone_worlds import worlds
from world import OWN, World
from world_laws import (
    hold_to_the_laws,
    live_again_with_endless_patience,
    live_the_same_again,
    much_was_examined,
    told_of,
)

from cssim.center import POLICIES

WORLDS = max(20, settings().max_examples // 2)
"""Random worlds of each policy: 12 x 20 = 240 in a quick run, 2,400 fresh in a thorough one."""


@pytest.mark.parametrize("policy", [*POLICIES, OWN])
def test_no_law_is_broken(policy: str, record_property: Any) -> None:
    examined = hold_to_the_laws(policy, worlds(policy), WORLDS)
    told_of(policy, examined, record_property)
    much_was_examined(
        policy, examined, "answered", "abandoned", "blocked", "closed", "escalated", "unresolved"
    )


@pytest.mark.parametrize("policy", ["single_fifo", "agents_preference_with_delays", "score", OWN])
def test_abandons_iff_patience_is_shorter_than_the_wait(policy: str) -> None:
    live_again_with_endless_patience(policy, worlds(policy), WORLDS)


@settings(max_examples=WORLDS)
@given(worlds(OWN) | worlds("score"))
def test_the_same_tables_give_the_same_journal(world: World) -> None:
    live_the_same_again(world)
