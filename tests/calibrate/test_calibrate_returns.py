"""Returns: chances recovered where customers are known, and fresh rates that add up."""

import numpy as np
import pytest
from made_logs import DAY, attempts, log_of, plain_mapping, poisson_instants

from cssim.calibrate.arrivals import arrival_rates
from cssim.calibrate.grid import make_grid
from cssim.calibrate.returns import DEFAULT_RETRY, _lag_masses, fit_return_chances, fit_returns
from cssim.distributions import LogNormal

FLAT = [0.0] * 8 + [60.0] * 10 + [0.0] * 6


def made(seed, chance, known=1.0, heavy=0, n_days=28):
    """Return a log in which abandoned calls come back with a chance, 10 minutes later."""
    rng = np.random.default_rng(seed)  # noqa: TID251
    at = poisson_instants(rng, FLAT, n_days)
    customer = np.array([f"c{i}" for i in range(len(at))], dtype=object)
    left = rng.random(len(at)) < 0.3
    back = left & (rng.random(len(at)) < chance)
    again = at[back] + 600 * np.exp(0.5 * rng.standard_normal(back.sum()))
    often = poisson_instants(rng, [r / 60 * heavy for r in FLAT], n_days)
    often_left = rng.random(len(often)) < 0.3
    frame = attempts(
        len(at) + len(again) + len(often),
        arrived_at=np.concatenate((at, again, often)),
        customer=np.concatenate((customer, customer[back], np.full(len(often), "trader"))),
        outcome=np.where(
            np.concatenate((left, np.zeros(len(again), bool), often_left)), "abandoned", "answered"
        ),
    )
    frame.loc[rng.random(len(frame)) > known, "customer"] = ""
    return log_of(frame, plain_mapping(), n_days)


def test_chance_and_delay_of_retries_are_recovered():
    # about 5,000 abandoned calls: standard error 0.007, so 0.035 is 5 of them
    abandoned, answered = fit_return_chances(made(1, 0.6))
    assert abandoned.source == "log" and abandoned.n > 4000
    assert abandoned.probability == pytest.approx(0.6, abs=0.035)
    assert abandoned.delay.median == pytest.approx(600, rel=0.1)
    assert answered.probability < 0.02


def test_returns_that_are_not_identified_are_made_up_for():
    # half of the calls are known, so half of the returns: the raw share is 0.3
    abandoned, _ = fit_return_chances(made(2, 0.6, known=0.5))
    assert abandoned.observed == pytest.approx(0.3, abs=0.04)
    assert abandoned.probability == pytest.approx(0.6, abs=0.07)


def test_customers_who_call_often_anyway_are_no_returns():
    log = made(3, 0.0, heavy=3)
    calls = log.attempts
    trader = np.sort(calls.loc[calls["customer"] == "trader", "arrived_at"])
    abandoned, answered = fit_return_chances(log)
    assert abandoned.probability < 0.02 and answered.probability < 0.02
    assert np.mean(np.diff(trader) < 3600) > 0.9  # the twin without control days sees these


def test_without_known_customers_the_defaults_stand_in():
    log = made(4, 0.6, known=0.0)
    abandoned, answered = fit_return_chances(log)
    assert (abandoned.source, abandoned.probability) == ("default", DEFAULT_RETRY)
    assert answered.source == "default"
    grid = make_grid(log)
    found = fit_returns(log, arrival_rates(log.attempts, grid), grid)
    assert found.repeat_probability == pytest.approx(0.85)


def test_fresh_rates_and_returns_add_up_to_the_attempts():
    log = made(5, 0.6)
    grid = make_grid(log)
    rates = arrival_rates(log.attempts, grid)
    found = fit_returns(log, rates, grid)
    fresh = rates["billing"].per_hour * found.fresh_share["billing"]
    # 600 fresh calls a day; nearly all of the 108 that come back do so before closing
    assert fresh.sum(axis=1) == pytest.approx(600, rel=0.05)
    assert found.attempts_per_issue == pytest.approx(708 / 600, rel=0.03)
    assert (found.fresh_share["billing"][:, 8] > found.fresh_share["billing"][:, 12]).all()


def test_lag_masses_are_a_distribution_with_the_right_mean():
    delay = LogNormal(3600.0, 0.5)
    masses = _lag_masses(delay, 1800.0, 336)
    assert masses.sum() == pytest.approx(1) and masses.min() > -1e-12
    assert (masses * np.arange(336)).sum() * 1800 == pytest.approx(delay.mean, rel=1e-3)


def test_stretch_left_out_says_nothing_of_returns():
    log = made(6, 0.6, n_days=14)
    log.attempts["is_excluded"] = log.attempts["arrived_at"] < 13.5 * DAY
    assert fit_return_chances(log)[0].source == "default"
