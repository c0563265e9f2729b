"""Every mutant is noticed by a quick check; ``make mutants`` shows the test that catches it."""

from __future__ import annotations

import pytest
from mutant_checks import CHECKS, fails
from mutants import MUTANTS


@pytest.mark.parametrize("check", sorted({mutant.check for mutant in MUTANTS.values()}))
def test_the_right_code_passes(check: str) -> None:
    CHECKS[check]()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_noticed(name: str) -> None:
    """With the right code back in its place, the check passes: see above."""
    mutant = MUTANTS[name]
    right = mutant.standing()
    with mutant.active():
        assert fails(mutant.check), f"nobody notices that {mutant.what}"
    assert mutant.standing() == right


def test_there_are_enough_mutants() -> None:
    assert len(MUTANTS) >= 60
