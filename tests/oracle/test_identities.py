"""Two identities that hold whatever the service takes: of giving up, and of staying.

Exponential patience runs out at a constant rate while somebody waits. So the number who give up,
less the time waited by all over mean patience, is a martingale whose variance is the number
itself: no steady state, no law of handling times, no theory of the queue is needed.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from audited import lived
from scipy.stats import norm
from toys import always_open

from cssim import measures
from cssim.rules.handling import logistic
from cssim.rules.satisfaction import BASE
from cssim.scenario import Scenario

FALSE_ALARM = 1e-7
BOUND = float(norm.isf(FALSE_ALARM / 2))
LAWS = {
    "always the same": {"distribution": "deterministic", "mean": "6 min"},
    "exponential": {"distribution": "exponential", "mean": "6 min"},
    "often short, seldom long": {"distribution": "lognormal", "mean": "6 min", "cv": 3.0},
}
RUSH = {"interval": "6 h", "per_hour": {"every_day": {"00:00": [20, 160, 60, 100]}}}
"""A day that never settles down."""


def score(scenario: Scenario, patience_s: float) -> float:
    """Return how many standard deviations too many give up for the time that all wait."""
    view = measures.View(lived(scenario))
    gave_up = measures.n_abandoned(view).value
    expected = float(np.sum(view.contacts.wait_ms)) / 1000 / patience_s
    assert expected > 100
    return (gave_up - expected) / math.sqrt(expected)


def desk(law: str, **changes: object) -> Scenario:
    """Return a day with too few agents, on which all are as patient as all others."""
    given = {
        "reasons__help__arrivals": RUSH,
        "reasons__help__handle_time": LAWS[law],
        "teams__desk__size": 8,
    }
    return always_open(**given, **changes)


@pytest.mark.parametrize("law", LAWS)
def test_who_gives_up_is_the_mean_wait_over_the_mean_patience(law: str) -> None:
    assert abs(score(desk(law), 180)) < BOUND


@pytest.mark.parametrize("law", LAWS)
def test_patience_of_another_length_or_form_is_caught(law: str) -> None:
    assert abs(score(desk(law), 180 * 0.7)) > BOUND
    early = {"distribution": "lognormal", "mean": "3 min", "cv": 2.5}
    assert abs(score(desk(law, reasons__help__patience=early), 180)) > BOUND


def test_perfect_service_keeps_85_of_100_customers_a_year() -> None:
    """Goodwill that begins where perfect service leaves it never moves."""
    perfect = always_open(
        horizon="40 d",
        reasons__help__arrivals__per_hour=1,
        reasons__help__patience="infinite",
        teams__desk__skills={"help": {"resolve": 1.0}},
        customers={"size": 400, "segments": {"all": {"share": 1.0}}},
        loyalty={"goodwill_start": logistic(BASE), "projection": "8766 h"},
    )
    journal = lived(perfect)
    loyalty = measures.Options.of(perfect).loyalty
    stays = measures.retention_projected(journal, loyalty=loyalty).value
    assert stays == pytest.approx(0.85, abs=5e-4)
    worse = perfect.with_overrides({"teams.desk.skills": {"help": {"resolve": 0.7}}})
    assert measures.retention_projected(lived(worse), loyalty=loyalty).value < 0.84
