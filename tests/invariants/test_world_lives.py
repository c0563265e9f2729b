"""No law of people over months is broken in random centers over some weeks."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy, sampled_from
from world import OWN
from world_laws import lived_by_the_laws, told_of
from world_lives import Life, lives
from world_months import OF_MONTHS, PEOPLE

from cssim.center import POLICIES
from cssim.journal import CAUSES, ISSUE_ENDS, PEOPLE_EVENTS
from cssim.measures import Options

WORLDS = 60
OF_CUSTOMERS = ("n_outreach", "retention", "revenue_value")
"""Figures that hang on how customers are reached, stay and grow."""


def hold_to_the_laws(n: int, number: int, worlds: SearchStrategy[Life]) -> Counter[str]:
    """Audit some worlds, and return how much of everything was examined."""
    examined: Counter[str] = Counter()

    @seed(number)
    @settings(max_examples=n, phases=[Phase.generate, Phase.shrink], database=None)
    @given(worlds)
    def hold(world: Life) -> None:
        are_worth_something = Options.of(world.scenario).loyalty is not None
        journal = lived_by_the_laws(world, examined, OF_CUSTOMERS if are_worth_something else ())
        examined.update(PEOPLE_EVENTS[code] for code in journal.columns["people"]["what"])
        examined.update(ISSUE_ENDS[code] for code in journal.columns["issues"]["how"])
        examined.update(CAUSES[code] for code in journal.columns["contacts"]["cause"])

    hold()
    return examined


def test_no_law_is_broken_over_weeks(record_property: Any) -> None:
    examined = hold_to_the_laws(WORLDS, 3, lives())
    told_of("weeks", examined, record_property)
    assert examined["worlds"] >= WORLDS
    assert examined["C11"] >= 500
    for what in set(PEOPLE) - {"surveyed", "acted", "removed", "learned", "recovered"}:
        assert examined[what], f"nobody was or had {what}"


@pytest.mark.slow
@pytest.mark.parametrize("everything", [False, True], ids=["phone desks", "everything"])
def test_no_law_is_broken_in_many_more_worlds_over_weeks(everything: bool) -> None:
    policies = sampled_from([*POLICIES, OWN])
    worlds = policies.flatmap(lambda policy: lives(policy, everything=everything))
    parts = (hold_to_the_laws(5 * WORLDS, number, worlds) for number in range(4, 8))
    examined = sum(parts, Counter[str]())
    for what in {*PEOPLE, *OF_MONTHS} - (set() if everything else {"recovered", "dropped"}):
        assert examined[what], f"nobody was or had {what}"
