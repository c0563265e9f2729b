"""From a known desk to its log, from the log to a scenario, and back to the desk's figures."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from made_logs import MONDAY, attempts, log_of, plain_mapping
from toys import phone_desk
from unlikely import unlikely

from cssim import scenario
from cssim.calibrate import calibrate
from cssim.study import Arm, one_life
from cssim.study.logged import logged, on_days_of
from cssim.study.validate import forecast, replays

DAYS = 12
RUNS = 12
EXPECTED = ("n_attempts", "abandonment", "asa_s", "p_delay", "wait_q95", "talk_s")


@pytest.fixture(scope="module")
def known():
    """Log of a desk of 7 agents who take no breaks, over two weeks less the last weekend."""
    like = log_of(attempts(1), plain_mapping("09:00-17:00"), n_days=DAYS)
    desk = on_days_of(phone_desk(teams__desk__size=7), like)
    return logged(one_life(Arm("known", desk), seed=1, replication=0), like)


@pytest.fixture(scope="module")
def found(known):
    return calibrate(known, known.mapping)


@pytest.fixture(scope="module")
def made(found):
    return scenario.parse(found.scenario_yaml())


@pytest.fixture(scope="module")
def week(known):
    return known.between(MONDAY, MONDAY + timedelta(days=4))


def whole(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["table"] == "all"].set_index("measure")


def test_replay_on_the_shifts_seen_gives_back_what_happened(known, found, made):
    """The same calls and agents: only who pauses when, and patience never reached, are unknown."""
    again = replays(found, made, known, 2)
    assert again.audited and again.n_attempts == len(known.attempts)
    figures = whole(again.figures)
    seen, played = figures["observed"], figures["simulated"]
    assert played["abandonment"] == pytest.approx(seen["abandonment"], abs=0.01)
    assert played["asa_s"] == pytest.approx(seen["asa_s"], rel=0.1)
    assert played["talk_s"] == pytest.approx(seen["talk_s"], rel=0.02)
    assert played["occupancy"] == pytest.approx(seen["occupancy"], abs=0.02)


def test_forecast_of_the_fitted_desk_holds_its_log(week, made):
    """Six figures, each off with chance 0.001 if the fit were perfect; it is one of two weeks."""
    figures = whole(forecast(made, week, RUNS)).loc[list(EXPECTED)]
    assert unlikely(figures) == set()


def test_forecast_of_a_desk_without_two_agents_does_not(week, made):
    short = made.with_overrides({"teams.desk.size": 5, "teams.desk.members": []})
    figures = whole(forecast(short, week, RUNS))
    assert {"abandonment", "asa_s", "p_delay"} <= unlikely(figures)


def test_workers_do_not_matter(week, found, made):
    alone, together = (forecast(made, week, 3, workers=n) for n in (1, 2))
    pd.testing.assert_frame_equal(alone, together)
    alone, together = (replays(found, made, week, 2, workers=n) for n in (1, 2))
    pd.testing.assert_frame_equal(alone.figures, together.figures)


def test_fitted_week_may_be_replayed_as_well(known, found, made):
    again = replays(found, made, known, 1, own_roster=False)
    assert again.audited and again.n_attempts == len(known.attempts)
    assert np.isnan(whole(again.figures)["low"]).all()
