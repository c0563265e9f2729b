"""Small floors whose law is known exactly, from empty to the end of the run.

A chain says what to expect of every count and area; the run must agree, and must not
agree with any of the chains that are wrong on purpose.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cases_channels
import cases_phone
import numpy as np
import pytest
import steady
from figures import BOUND, MOST_COMPARISONS, Case
from scipy.stats import chisquare
from steady import worst

CASES = {
    case.__name__: case
    for case in (
        cases_phone.priority,
        cases_phone.v_model,
        cases_phone.n_model,
        cases_phone.m_model,
        cases_phone.w_model,
        cases_phone.at_random_case,
        cases_phone.reserve,
        cases_phone.joins,
        cases_phone.retrials,
        cases_phone.menu_and_lines,
        cases_phone.places,
        cases_phone.wrap_up,
        cases_phone.bot,
        cases_phone.announced,
        cases_channels.chat,
        cases_channels.ghosts,
        cases_channels.callbacks,
        cases_channels.blend,
        cases_channels.blend_with_one_free,
        cases_channels.transfers,
        cases_channels.mixed,
    )
}


@cache
def case(name: str) -> Case:
    """Return a case; its runs are lived once."""
    return CASES[name]()


@pytest.mark.parametrize("name", CASES)
def test_agrees_with_its_chain(name: str) -> None:
    found = case(name).scores(case(name).right)
    assert len(found) >= 4
    assert worst(found)[0] < BOUND, worst(found)


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_agrees_at_sixteen_times_the_size(name: str) -> None:
    small = CASES[name]()
    large = replace(small, n=16 * small.n, seed=small.seed + 1)
    found = large.scores(large.right)
    assert worst(found)[0] < BOUND, worst(found)


@pytest.mark.parametrize("name", CASES)
def test_wrong_chains_are_caught(name: str) -> None:
    for word, chain in case(name).wrong.items():
        print(word)
        assert worst(case(name).scores(chain()))[0] > BOUND, word


def test_callbacks_are_tried_until_somebody_answers() -> None:
    """The k-th of four tries reaches ``(1 - u) u^(k-1)``; false alarm 1e-8, a wrong u caught."""
    (journal,) = steady.replications(cases_channels.patient_tries(0.4), 1)
    reached, never = cases_channels.tries(journal)
    found = np.append(reached, never)
    for unanswered, is_right in ((0.4, True), (0.3, False)):
        shares = np.append((1 - unanswered) * unanswered ** np.arange(4), unanswered**4)
        p = float(chisquare(found, shares * found.sum()).pvalue)
        print(found, shares * found.sum(), p)
        assert (p > 1e-8) is is_right


def test_no_more_comparisons_than_the_bound_allows_for() -> None:
    """Every figure of every case, quick and slow."""
    assert 2 * sum(len(case(name).right) for name in CASES) <= MOST_COMPARISONS
