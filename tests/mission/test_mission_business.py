"""Sections A, B, I, K and L of the mission: money, reports, decisions, tools (`effects.check`)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from desks import desk
from effects import Life, check, matched, paired
from rows import ROWS
from rows_business import LEVERS, M107, TYPES, spread_of

from cssim import measures, study
from cssim.measures.registry import parse


def test_m04_revenue_of_those_who_stay() -> None:
    check(ROWS["M04"])


def test_m05_referrals_are_illustrative() -> None:
    check(ROWS["M05"])
    assert "illustrative" in parse("n_referrals", measures.Options())[0].label


def test_m08_agents_in_the_peak() -> None:
    check(ROWS["M08"])


def test_m09_resolution_time_without_handle_time() -> None:
    lives = check(ROWS["M09"])
    assert lives["base"].value("aht_s") == lives["with"].value("aht_s")
    # What was solved in the end is solved in no more contacts than before.
    rows = matched(lives, "issues")
    base, with_ = paired(lives, "issues", "n_attempts")
    solved = lives["base"].view.issues.resolved[rows[0]]
    assert np.all(with_[solved] <= base[solved])


def test_m15_revenue_per_customer() -> None:
    check(ROWS["M15"])


def test_m17_touches() -> None:
    check(ROWS["M17"])


def test_m21_top_complaint_first() -> None:
    lives = check(ROWS["M21"])
    for life in lives.values():
        first_week = measures.table(life.journal, ["n_attempts"], ["day", "reason"])
        early = first_week[first_week["day"] < 7].groupby("reason")["value"].sum()
        assert early.idxmax() == "bill"
    about = measures.pareto(lives["address"].journal)
    assert about["reason"].iloc[0] == "bill" and set(TYPES) <= set(about["reason"])


def _files(folder: Path, seed: int) -> dict[str, bytes]:
    """Return the tables of a small study, with intervals, as bytes."""
    base = desk(6, customers={"size": 100, "segments": {"all": {"share": 1.0}}})
    found = study.compare(base, {"one more": {"teams.desk.size": 7}}, 3, seed=seed)
    found.save(folder)
    study.differences(found).to_parquet(folder / "differences.parquet", index=False)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_report_of_m22_is_the_same_bytes_from_the_same_seed(tmp_path: Path) -> None:
    """M22 has no lever; the page made of these tables is held to its bytes in tests/report."""
    first, again = (_files(tmp_path / name, seed=1) for name in ("first", "again"))
    other = _files(tmp_path / "other", seed=2)
    assert first == again
    assert first.keys() == other.keys() and first != other


def test_m100_what_sales_hear() -> None:
    lives = check(ROWS["M100"])
    # The lag: until the first month is over the same issues arise.
    ids = []
    for arm in ("base", "with"):
        issues = lives[arm].view.issues
        early = issues.raised & (lives[arm].column("issues", "arose_ms") < 30 * 86_400_000)
        ids.append(lives[arm].column("issues", "issue")[early].tolist())
    assert ids[0] == ids[1] and ids[0]


def test_m107_which_lever_pays() -> None:
    check(ROWS["M107"])
    found = study.compare(M107.base, LEVERS, 4)
    worth = study.net_value(found).set_index(["arm", "measure"])
    per_cost = {
        arm: worth.loc[arm, "uplift_value"]["difference"]
        / worth.loc[arm, "total_cost"]["difference"]
        for arm in LEVERS
    }
    assert per_cost["tool"] > per_cost["agents"] > 0
    assert np.all(worth["low"] <= worth["high"])


def test_m108_forecast_of_headcount() -> None:
    check(ROWS["M108"])


def test_m109_prepared_launch() -> None:
    lives = check(ROWS["M109"])
    # Nobody calls from there before the day it is opened.
    reasons = [life.scenario.reason_names.index("abroad") for life in lives.values()]
    for life, abroad in zip(lives.values(), reasons, strict=True):
        at = life.column("contacts", "arrived_ms")[life.column("contacts", "reason") == abroad]
        assert len(at) and at.min() >= 14 * 86_400_000


def test_m116_weekly_and_monthly_figures() -> None:
    """The same contacts: a weekly figure has a quarter of them, and an interval twice as wide."""
    lives = check(ROWS["M116"])
    widths = [spread_of(lives["base"], weeks) for weeks in (1, 4)]
    assert widths[1] < widths[0]


def test_m121_lost_letters() -> None:
    lives = check(ROWS["M121"])
    chased = [_chasers(lives[arm]) for arm in ("base", "with")]
    assert chased[0] < chased[1]


def _chasers(life: Life) -> float:
    return life.value("n_chaser")


def test_m126_posts_found_late() -> None:
    lives = check(ROWS["M126"])
    base, late = matched(lives, "contacts")
    assert len(base) == len(late) == len(lives["base"].column("contacts", "contact"))
