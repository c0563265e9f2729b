"""The ten-contact day of the glossary passes, in every figure; empty days are handled."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from audit_builder import about_of, build
from audit_day import EXPECTED, the_day

from cssim.audit import LAWS, audit
from cssim.audit.figures import recomputed
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.journal import Journal, load

# The table of the glossary, §15, as quotients.
GLOSSARY = {
    "n_offered": 10,
    "n_answered": 8,
    "n_abandoned": 2,
    "n_short": 1,
    "abandonment": 0.2,
    "abandonment_long": 1 / 9,
    "service_level": 6 / 9,
    "service_level(rule=offered)": 0.6,
    "service_level(rule=exclude_short)": 6 / 9,
    "service_level(rule=short_met)": 0.7,
    "service_level(rule=answered)": 0.75,
    "asa_s": 19.375,
    "mean_wait_s": 27,
    "mean_abandon_s": 57.5,
    "excess_wait_s": 18,
    "mean_queue": 0.225,
    "p_delay": 0.5,
    "aht_s": 193.75,
    "occupancy": 1550 / 2340,
    "utilization": 1550 / 2400,
    "shrinkage": 0.025,
    "fcr": 5 / 7,
    "fcr_observed": 6 / 7,
    "resolution_rate": 6 / 9,
    "csat": 4 / 6,
    "mean_csat": 23 / 6,
    "nps_points": 100 / 6,
}


def figures(journal):
    view = View(journal, EXPECTED)
    return recomputed(view, Shifts(view))


@pytest.mark.parametrize("name", GLOSSARY)
def test_recomputed_figure_is_the_glossarys(name):
    numerator, denominator = figures(the_day())[name]
    assert numerator / denominator == pytest.approx(GLOSSARY[name], rel=1e-12)


def test_the_day_passes_every_law():
    report = audit(the_day(), EXPECTED, figures(the_day()))
    assert report.lines()[: len(LAWS)] == [result.line() for result in report.laws]
    assert [result.status for result in report.laws] == ["passed"] * 12


def test_every_law_says_how_much_it_examined():
    report = audit(the_day(), EXPECTED, figures(the_day()))
    frame = report.frame()
    assert list(frame["law"]) == list(LAWS)
    assert (frame["examined"] > 0).all()
    assert (
        report["C6"].examined == 13
    )  # 10 arrivals, and 3 times an agent became free while somebody waited


def test_the_day_passes_after_a_trip_to_disk(tmp_path):
    journal = load(the_day().save(tmp_path))
    assert audit(journal, EXPECTED).ok


def test_without_a_scenario_its_laws_are_not_checked():
    report = audit(the_day())
    unchecked = [result.law for result in report.laws if result.status == "not checked"]
    assert unchecked == ["C5", "C6", "C7", "C8", "C11"]
    assert report.ok


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ({}, "does not say"),
        ({"name": "mine", "checked": False}, "mine"),
        ({"name": "new", "checked": True, "agent_key": [{"term": "charm"}]}, "charm"),
        ({"name": "torn", "checked": True, "eligible_after_ms": {"billing": 3}}, "cannot be read"),
        ({"name": "torn", "checked": True, "agent_key": [{"term": "rank"}]}, "cannot be read"),
    ],
)
def test_a_policy_without_keys_is_not_checked(policy, why):
    day = the_day()
    report = audit(Journal(day.columns, replace(day.about, policy=policy)), EXPECTED)
    assert (report["C6"].status, report["C7"].status) == ("not checked", "not checked")
    assert why in report["C6"].note


def test_a_day_without_anything_is_empty_not_wrong():
    report = audit(build(about_of({})), EXPECTED, {"n_offered": 0, "asa_s": (0, 0)})
    assert report.ok
    empty = [result.law for result in report.laws if result.status == "empty"]
    assert empty == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9"]


def test_a_day_without_contacts_checks_the_agents():
    shift = {"at_ms": 0, "n": 0, "agent": "a", "what": "shift_start", "until_ms": 9000}
    states = [{"agent": "a", "from_ms": 0, "until_ms": 9000, "state": "idle"}]
    about = about_of({"a": 0}, end=9000)
    assert audit(build(about, people=[shift], agent_states=states), EXPECTED)["C2"].examined > 0
    assert audit(build(about, people=[shift]), EXPECTED).failed == ("C2",)


def test_nothing_examined_although_contacts_exist_is_a_failure():
    day = the_day()
    none = {name: values[:0] for name, values in day.columns["legs"].items()}
    report = audit(Journal({**day.columns, "legs": none}, day.about), EXPECTED)
    assert {"C1", "C5", "C6", "C7", "C9"} <= set(report.failed)
    assert "nothing was examined" in report["C9"].note


def test_a_figure_that_differs_is_named():
    wrong = {**figures(the_day()), "asa_s": (155.001, 8), "n_offered": 9}
    report = audit(the_day(), EXPECTED, wrong)
    assert report.failed == ("C11",)
    assert [example.split(":")[0] for example in report["C11"].examples] == ["asa_s", "n_offered"]


def test_figures_that_nobody_knows_are_not_a_pass():
    report = audit(the_day(), EXPECTED, {"charm": 1})
    assert report["C11"].status == "failed"


@pytest.mark.parametrize(("value", "ok"), [(np.nan, True), (0.0, False)])
def test_a_figure_of_nothing_is_no_number(value, ok):
    rows = pd.DataFrame(
        {"measure": ["asa_s"], "value": [value], "numerator": [0.0], "denominator": [0.0]}
    )
    report = audit(build(about_of({})), EXPECTED, rows)
    assert ("C12" not in report.failed) is ok


def test_examples_are_few_short_and_printable():
    day = the_day()
    left = day.columns["contacts"]["left_ms"] + 1
    columns = {**day.columns, "contacts": {**day.columns["contacts"], "left_ms": left}}
    report = audit(Journal(columns, day.about), EXPECTED)
    assert report["C10"].violations == 10
    assert len(report["C10"].examples) == 5
    assert all(len(line) <= 300 and line.isprintable() for line in report.lines())
