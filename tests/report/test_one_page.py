"""A long run: months, pay-back, why, and a page for each decision."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from toys import two_tiers

from cssim import compare, report, words
from cssim.errors import InputError
from cssim.report.varied import hangs_on
from cssim.scenario import Scenario
from cssim.study import Study, differences
from cssim.study.arms import default_tables
from cssim.study.months import CHANNEL_TABLE, DAY_TABLE, by_month, is_long, long_tables

MORE = {
    "customers": {"size": 2000, "segments": {"all": {"share": 1.0, "margin_per_month": 50}}},
    "people.development": {},
    "people.training": {"hours_per_month": 1},
    "people.fatigue": {},
    "people.strain": {},
    "people.turnover": {},
    "people.hiring": {},
}
WHAT_IFS = {
    "teach <b>more</b>": {"people.training.hours_per_month": 8},
    "two more": {"teams.frontline.size": "+2"},
}


def center() -> Scenario:
    """Return a center that opens on Mondays, for twelve weeks."""
    return two_tiers(horizon="84 d").with_overrides(MORE)


@pytest.fixture(scope="module")
def study() -> Study:
    """Return a small study, run once."""
    desk = center()
    return compare(desk, WHAT_IFS, 2, tables={**default_tables(desk), **long_tables(desk)})


def test_short_runs_keep_no_days_and_have_no_pages(tmp_path: Path) -> None:
    desk = two_tiers()
    assert not is_long(desk) and long_tables(desk) == {}
    short = compare(desk, {"x": {"teams.frontline.size": "+2"}}, 1)
    assert report.pages(short, tmp_path) is None
    assert words.over_months(short).empty


def test_months_sum_the_days(study: Study) -> None:
    days = study.tables[DAY_TABLE]
    months = by_month(study).tables[DAY_TABLE]
    assert sorted(months["month"].unique()) == [0, 1, 2]
    for measure in ("total_cost", "satisfaction", "mean_proficiency"):
        mine, whole = (f[f["measure"] == measure] for f in (months, days))
        assert mine["numerator"].sum() == pytest.approx(whole["numerator"].sum())
        assert mine["denominator"].sum() == pytest.approx(whole["denominator"].sum())
    costs = months[months["measure"] == "total_cost"]
    assert costs["value"].tolist() == costs["numerator"].tolist()
    shares = months[months["measure"] == "satisfaction"]
    assert np.allclose(shares["value"], shares["numerator"] / shares["denominator"])
    assert CHANNEL_TABLE not in study.tables


def test_training_shows_in_proficiency_month_after_month(study: Study) -> None:
    found = words.over_months(study)
    rows = found[(found["arm"] == "teach <b>more</b>") & (found["name"] == "Proficiency")]
    assert rows["week"].tolist() == [4, 8, 12]
    assert (rows["difference"].diff().dropna() > 0).all()
    assert rows["better"].iloc[0] == "higher"


def test_one_page_has_waiting_customers_money_and_people(study: Study) -> None:
    found = words.one_page(study, "two more")
    assert found["section"].drop_duplicates().tolist() == [
        "Waiting", "Customers", "Money", "People",
    ]  # fmt: skip
    whole = differences(study).set_index(["arm", "measure"])["difference"]
    for row in found.to_dict("records"):
        if row["measure"] not in ("uplift_value", "net_value"):
            assert row["difference"] == whole[("two more", row["measure"])]
    assert {"retention", "mean_strain", "n_quit", "revenue_value"} <= set(found["measure"])


def test_pages_show_names_as_names_and_one_picture_each(study: Study, tmp_path: Path) -> None:
    shown = report.pages(study, tmp_path)
    assert shown is not None
    assert shown.html.count("<h2") == shown.html.count('<img src="data:image/png') == 2
    assert "teach &lt;b&gt;more&lt;/b&gt;" in shown.html and "<b>more</b>" not in shown.html
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decision_1.png", "decision_2.png"]
    assert "nan" not in shown.text.lower()


def test_pay_back_is_told_as_clearly_as_it_is_known(study: Study) -> None:
    days = np.arange(4)

    def paid(ends: tuple[float, float], course: list[float]) -> str:
        frame = pd.DataFrame({"arm": "two more", "day": days, "cumulated": course})
        frame = frame.assign(half_width=1.0, low=ends[0], high=ends[1])
        return words.paid_back(study, "two more", frame)

    assert "has paid for itself on 03 January 2024" in paid((1, 3), [-1.0, -1, 1, 2])
    assert "has not paid for itself" in paid((-3, -1), [-1.0, -1, -1, -2])
    assert "neither clearly" in paid((-1, 3), [-1.0, -1, 1, 1])
    assert "from the first day on" in paid((1, 3), [0.0, 1, 1, 2])


def test_why_names_the_parts_that_matter(study: Study) -> None:
    found = words.why(study)
    parts = found[found["arm"] == "two more"].set_index("part")["difference"]
    assert parts.drop("total").sum() == pytest.approx(parts["total"], abs=1e-12)
    said = words.why_sentence(study, "two more")
    assert said.startswith("Satisfaction with how issues are left")
    assert "0.00" not in said


def test_ledger_is_folded_and_complete(study: Study) -> None:
    base = study.plan.arms[0].scenario
    shown = report.ledger(base)
    assert shown.html.count("<details>") == 2 and "<details open" not in shown.html
    on, off = (words.ledger_table(base, on=flag) for flag in (True, False))
    assert "people.turnover.quits_per_year" in set(on["Number"])
    assert "people.careers.senior_share" in set(off["Number"])
    assert words.ledger_summary(base).startswith(f"{len(on)} numbers of behaviour are at work")


def test_what_it_hangs_on_is_off_unless_asked(study: Study, tmp_path: Path) -> None:
    assert hangs_on(study, {}, tmp_path) is None
    asked = {"change": "two more", "measures": ["satisfaction"], "horizon": "7 d"}
    shown = hangs_on(study, {**asked, "numbers": ["multipliers.patience"]}, tmp_path)
    assert shown is not None and "depends most on multipliers.patience" in shown.text
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["hangs_on_satisfaction.png", "sensitivity.parquet"]
    kept = pd.read_parquet(tmp_path / "sensitivity.parquet")
    assert not kept["difference"].map(math.isnan).any()


def test_what_cannot_be_varied_is_refused_before_anything_is_lived() -> None:
    wrong = {
        "sensitivity": {"changes": "two more"},
        "sensitivity.change": {"change": "three more"},
        "horizon": {"horizon": "26 weeks"},
        "rows": {"numbers": ["teams.frontline.size"]},
        "measures": {"measures": ["satisfied"]},
    }
    report.check_sensitivity(center(), WHAT_IFS, {})
    for where, asked in wrong.items():
        with pytest.raises(InputError, match=where):
            report.check_sensitivity(center(), WHAT_IFS, asked)


def test_center_says_what_happens_to_its_people(study: Study) -> None:
    told = dict(words.setting(study))
    assert "agents learn on the job" in told["People"]
    rests = dict(words.basis(study))
    assert "Agents do not learn" not in rests["Not modelled"]
