"""The solver itself, against formulas in closed form: no simulation, so exact to rounding."""

from __future__ import annotations

import math

import markov
import numpy as np
import pytest
from blend_chain import Blend, preemptive_resume
from door_chain import Door, State
from floor_chains import Floor, first_come, in_order
from scipy.stats import gamma


def erlang_b(load: float, n: int) -> float:
    """Return the share blocked by n agents: ``B_k = a B_{k-1} / (k + a B_{k-1})``."""
    share = 1.0
    for k in range(1, n + 1):
        share = load * share / (k + load * share)
    return share


def test_the_long_run_of_a_loss_system() -> None:
    door = Door(60, 12, 5, 0, lines=5)
    chain = markov.explore(State(), door.moves)
    law = markov.stationary(chain)
    assert law.sum() == pytest.approx(1.0)
    assert chain.events["blocked help"] @ law / 60 == pytest.approx(erlang_b(5, 5), rel=1e-12)


def test_a_transient_without_waits() -> None:
    """From empty, a mean of ``(lambda / mu) (1 - exp(-mu t))`` are in service at t."""
    door = Door(60, 12, 40, 0, most_queue=1)
    found = door.expected(0.5)
    t, mu = 0.5, 12
    assert found["busy desk"] == pytest.approx(5 * (t - (1 - math.exp(-mu * t)) / mu), rel=1e-9)
    assert found["arrived"] == pytest.approx(30, rel=1e-12)


def test_the_area_of_a_long_run_is_that_of_the_stationary_law() -> None:
    """What a start from empty costs is the same after 100 h as after 50."""
    floor = Floor(
        (30, 24), (15, 25), ((12, 9),), (3,), 8, in_order([[0]] * 2), first_come([[0, 1]])
    )
    early, late = floor.expected(50.0), floor.expected(100.0)
    chain = markov.explore((((0, 0),), ()), floor.moves)
    law = markov.stationary(chain)
    for name, rate in chain.events.items():
        assert late[name] - early[name] == pytest.approx(50 * rate @ law, rel=1e-9), name


def test_mails_that_calls_interrupt_have_the_time_of_white_and_christie() -> None:
    blend = Blend(6, 15, 0, 4, 12, 1, most_calls=40, most_mails=60)
    chain = markov.explore(("-", 0, 0), blend.moves)
    law = markov.stationary(chain)
    here = np.array(
        [state[2] + state[0].count("L") + state[0].count("m") for state in chain.states]
    )
    assert here @ law / 4 == pytest.approx(preemptive_resume(6, 15, 4, 12), rel=1e-6)


def test_a_day_of_twelve_agents_is_that_of_the_survey() -> None:
    """The M/M/12 day of 8 h of `experiments/published`, solved independently elsewhere.

    Who finds k in line with all agents busy waits an Erlang time of k + 1 stages.
    """
    door = Door(252, 30, 12, 0, most_queue=150)
    chain = markov.explore(State(), door.moves)
    spent = markov.hours_spent(chain, 8.0)
    within = [
        1.0 if s.talk < 12 else gamma.cdf(20 / 3600, s.queue + 1, scale=1 / 360)
        for s in chain.states
    ]
    assert 252 * spent @ np.array(within) == pytest.approx(1815.272, abs=1e-3)
    assert spent @ np.array([s.talk for s in chain.states]) / 96 == pytest.approx(
        0.696934, abs=1e-6
    )
