"""A base rate of leaving at which a scenario meets a chosen churn, and that arms keep it."""

from __future__ import annotations

import pytest
from toys import always_open

from cssim.errors import InputError
from cssim.study import calibrate_base_churn
from cssim.study.base_churn import yearly_churn

CUSTOMERS = {"size": 300, "segments": {"all": {"share": 1.0}}}


def center(**changes):
    """Return two agents who solve too little, over 100 days."""
    given = {
        "horizon": "100 d",
        "reasons__help__arrivals__per_hour": 0.3,
        "teams__desk__size": 2,
        "teams__desk__skills": {"help": {"resolve": 0.4}},
        "customers": CUSTOMERS,
    }
    return always_open(**{**given, **changes})


def test_the_base_meets_the_chosen_churn() -> None:
    before = center()
    # Bad service: more leave than the rate of those whose goodwill never moves.
    assert yearly_churn(before) > 0.18
    base = calibrate_base_churn(before, 0.15)
    assert yearly_churn(base) == pytest.approx(0.15, abs=1e-4)
    assert base.loyalty.churn_per_year < 0.13
    # Nothing else has changed, and a what-if keeps the rate.
    assert before.with_overrides({"loyalty.churn_per_year": base.loyalty.churn_per_year}) == base
    better = base.with_overrides({"teams.desk.skills": {"help": {"resolve": 0.9}}})
    assert better.loyalty.churn_per_year == base.loyalty.churn_per_year
    assert yearly_churn(better) < 0.14


def test_without_experiences_the_rate_is_the_churn() -> None:
    quiet = center(reasons__help__arrivals__per_hour=1e-6, horizon="400 d")
    assert calibrate_base_churn(quiet, 0.3, replications=1).loyalty.churn_per_year == (
        pytest.approx(0.3, abs=1e-3)
    )


@pytest.mark.parametrize(
    ("changes", "churn", "text"),
    [
        ({}, 0.0, "churn: must be above 0 and below 1"),
        ({}, 1.0, "churn: must be above 0 and below 1"),
        ({}, 0.9999, "churn: needs a base rate"),
        ({"customers": None}, 0.1, "loyalty: needs customers"),
        ({"loyalty__enabled": False}, 0.1, "loyalty: needs customers"),
    ],
)
def test_refused(changes: dict, churn: float, text: str) -> None:
    with pytest.raises(InputError, match=text):
        calibrate_base_churn(center(horizon="2 d", **changes), churn, replications=1)
