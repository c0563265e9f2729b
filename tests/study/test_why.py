"""Why an arm differs from the base, and when it has paid for itself."""

import pytest
from toys import phone_desk

from cssim.errors import InputError
from cssim.measures.csat_change import OTHERS, PARTS
from cssim.scenario import Scenario, parse
from cssim.study import PAYBACK, Study, compare, csat_changes, differences, payback, payback_days
from cssim.study.arms import TableSpec, default_tables

TABLES = {"all": TableSpec(("satisfaction", "revenue_value", "total_cost")), **PAYBACK}
WHAT_IFS = {"one_more": {"teams.desk.size": "+1"}, "same": {"volume": 1.0}}


def _desk(more: str = "") -> Scenario:
    segments = "{basic: {share: 1, margin_per_month: 20}}"
    text = phone_desk().dump() + f"\ncustomers: {{size: 500, segments: {segments}{more}}}\n"
    return parse(text)


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study, run once."""
    return compare(_desk(), WHAT_IFS, 4, tables=TABLES)


def test_parts_sum_to_the_change_of_satisfaction(study: Study) -> None:
    found = csat_changes(study).set_index(["arm", "part"])["difference"]
    by_day = differences(study, kind="per_day").set_index(["arm", "measure"])
    whole = by_day.loc[("one_more", "satisfaction"), "difference"]
    assert found["one_more"].index.tolist() == [*PARTS, OTHERS, "total"]
    assert found[("one_more", "total")] == pytest.approx(whole, abs=1e-12)
    assert found["one_more"][[*PARTS, OTHERS]].sum() == pytest.approx(whole, abs=1e-12)
    assert found[("one_more", "waiting")] > 0
    assert found["same"].tolist() == [0] * 6


def test_issues_are_almost_the_same_in_both_arms(study: Study) -> None:
    found = csat_changes(study, "issue").set_index(["arm", "part"])["difference"]["one_more"]
    assert abs(found[OTHERS]) < abs(found["total"])
    with pytest.raises(InputError, match='per: must be contact or issue \\(got "customer"\\)'):
        csat_changes(study, "customer")
    assert csat_changes(compare(_desk(), {}, 1)).empty


def test_pay_back_adds_up_to_the_difference_of_the_run(study: Study) -> None:
    last = payback(study).groupby("arm").last()["cumulated"]
    by_measure = differences(study).set_index(["arm", "measure"])["difference"]
    whole = by_measure["one_more"]
    assert last["one_more"] == pytest.approx(whole["revenue_value"] - whole["total_cost"])
    assert last["same"] == 0
    assert payback_days(study) == {"one_more": None, "same": 0}
    with pytest.raises(InputError, match=r"tables: must be kept: add cssim.study.PAYBACK"):
        payback(compare(_desk(), {}, 1, tables=default_tables(_desk())))


def test_customers_who_join_are_in_no_uplift() -> None:
    desk = _desk(", joining_per_month: 3000")
    found = compare(desk, {"one_more": WHAT_IFS["one_more"]}, 1)
    assert found.tables["value"]["measure"].tolist() == ["uplift_value"]
    assert (found.fates["customer"] < 500).all() if len(found.fates) else True
