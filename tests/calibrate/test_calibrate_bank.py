"""The bank's log: figures found in it, the committed scenario, and the time it takes.

Skipped where the log is not there; it is not part of the repository.
"""

import time
from pathlib import Path

import numpy as np
import pytest

from cssim import scenario
from cssim.calibrate import calibrate, load_mapping, read_log
from cssim.calibrate.report import weekly

BANK = Path(__file__).parents[2] / "experiments" / "bank"
SECONDS = 20.0


@pytest.fixture(scope="module")
def timed(shared_data):
    began = time.process_time()
    mapping = load_mapping(BANK / "mapping.yml")
    log = read_log(shared_data / "bank_calls_1999-02-01_to_20.tsv.gz", mapping)
    found = calibrate(log, mapping, ("1999-02-01", "1999-02-14"))
    return log, found, time.process_time() - began


def test_every_row_is_accounted_for(timed):
    log, _, _ = timed
    assert (log.n_rows, len(log.attempts), log.remarks.n_dropped) == (24_223, 24_014, 209)
    kinds = {row.kind: row.n for row in log.remarks.summary().itertuples()}
    assert kinds["outcome to be ignored"] == 209
    assert kinds["answered by nobody named; not seen in the staffing"] == 363
    assert kinds["answered without service time; counts as attempt, not in the fits"] == 68
    assert kinds["runs over midnight; later times put on the next day"] == 26
    assert kinds["self-service ends before it starts; taken to start there"] == 19


def test_figures_of_the_two_weeks(timed):
    _, found, _ = timed
    weeks = weekly(found.log.attempts[~found.log.attempts["is_excluded"]])
    assert weeks["n_attempts"].tolist() == [8388, 7984]
    assert weeks["abandonment"].tolist() == pytest.approx([0.094, 0.128], abs=0.001)
    assert weeks["mean_talk_s"].tolist() == pytest.approx([168.5, 171.5], abs=0.1)
    assert found.busyness.cv == pytest.approx(0.131, abs=0.001) and found.busyness.dof == 7
    assert found.floor.ready.median == 5.0


def test_served_order_betrays_the_published_head_start(timed):
    head_start = timed[1].segments.head_starts[0]
    assert head_start.best_s == 90.0 and head_start.agreement > 0.88


def test_internet_support_is_taken_by_the_desk_itself(timed):
    _, found, _ = timed
    made = scenario.parse(found.scenario_yaml())
    assert list(made.teams) == ["desk"] and made.reasons["internet"].skill == "internet"
    able = [m.name for m in made.teams["desk"].members if "internet" in m.skills]
    assert {"yifat", "anat", "michal"} <= set(able) and "kazav" not in able


def test_staffing_of_the_week_is_that_seen(timed):
    week = timed[1].week
    assert week.fitted.sum() == pytest.approx(week.aim.sum(), rel=0.03)
    hourly = (week.fitted - week.aim).reshape(7, 24, -1).mean(axis=2)
    assert np.sqrt((hourly**2).mean()) < 0.5


def test_committed_scenario_is_what_the_log_gives(timed):
    _, found, _ = timed
    assert (BANK / "scenario.yml").read_text(encoding="utf-8") == found.scenario_yaml()


def test_committed_scenario_needs_no_log():
    made = scenario.load(BANK / "scenario.yml")
    assert set(made.reasons) == {
        "english", "internet", "prospective", "regular", "returned", "stock_trading",
    }  # fmt: skip
    assert made.routing.policy == "score" and made.routing.head_start == {"high_value": 90_000}
    assert "Technion" in made.source


def test_24_000_rows_take_seconds(timed):
    assert timed[2] < SECONDS
