"""Laws that hold whatever happens, in worlds that mix every mechanism (see `world_laws`).

Each routing policy, and a policy of a user's own, gets its share of random worlds. A few of
each are part of every test run, as are the worlds of phone desks in `test_phone_worlds`; the
more there are, the slower.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from audited import unaudited
from hypothesis import Phase, given, settings
from world import OWN, World
from world_laws import (
    hold_to_the_laws,
    laws_of,
    live_again_with_endless_patience,
    live_the_same_again,
    much_was_examined,
    of_its_own,
    told_of,
)
from world_months import OF_MONTHS, PEOPLE
from worlds import worlds

from cssim.center import POLICIES
from cssim.journal import FIXED_CATEGORIES, OUTCOMES, TABLES

FEW_WORLDS = 5
"""Random worlds of each policy in every test run: 12 x 5 = 60, always the same."""
WORLDS = settings().max_examples // 4
MANY_WORLDS = 10 * WORLDS
"""Random worlds of each policy: 12 x 100 = 1,200, or 12,000 fresh ones in a thorough run."""


@pytest.mark.parametrize("policy", [*POLICIES, OWN])
def test_no_law_is_broken(policy: str) -> None:
    examined = hold_to_the_laws(f"{policy} {FEW_WORLDS}", worlds(policy), FEW_WORLDS)
    assert all(examined[law] for law in laws_of(policy))


@pytest.mark.slow
@pytest.mark.parametrize("policy", [*POLICIES, OWN])
def test_no_law_is_broken_in_many_more_worlds(policy: str, record_property: Any) -> None:
    examined = hold_to_the_laws(f"{policy} {MANY_WORLDS}", worlds(policy), MANY_WORLDS)
    told_of(policy, examined, record_property)
    much_was_examined(policy, examined, *OUTCOMES, "escalated", "unresolved")


ELSEWHERE = {*PEOPLE, *OF_MONTHS, "refused"}
"""What takes weeks, or a policy that names somebody who was not offered."""


@pytest.mark.slow
def test_worlds_are_a_mixture_of_everything() -> None:
    """Guard: whatever a journal may say of a day is said in some of the worlds above."""
    seen: set[str] = set()

    @of_its_own("mixture")
    @settings(max_examples=60 * WORLDS, phases=[Phase.generate])
    @given(worlds("score"))
    def live(world: World) -> None:
        with unaudited():
            journal = world.live()
        for table, columns in TABLES.items():
            for column in columns:
                if column.categories in FIXED_CATEGORIES:
                    names = FIXED_CATEGORIES[column.categories]
                    codes = np.unique(journal.columns[table][column.name])
                    seen.update(names[code] for code in codes if code >= 0)

    live()
    assert set().union(*FIXED_CATEGORIES.values()) - seen - ELSEWHERE == set()


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["single_fifo", "agents_preference_with_delays", "score", OWN])
def test_abandons_iff_patience_is_shorter_than_the_wait(policy: str) -> None:
    live_again_with_endless_patience(policy, worlds(policy), 6 * WORLDS)


@pytest.mark.slow
@settings(max_examples=WORLDS)
@given(worlds(OWN) | worlds("score"))
def test_the_same_tables_give_the_same_journal(world: World) -> None:
    live_the_same_again(world)
