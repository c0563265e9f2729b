"""The glossary's worked example (§15): ten contacts, two agents, twenty minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from handmade import answered, day, unanswered

import cssim.measures as m
from cssim.journal import Journal

PRICES = m.Prices({"front": 24.0, "senior": 24.0}, oncost=0.0)


def _states(agent: str, *spans: tuple[str, float, float]) -> list[dict[str, Any]]:
    return [{"agent": agent, "state": s, "from": a, "until": b} for s, a, b in spans]


ANN = _states(
    "ann",
    ("talk", 0, 180), ("acw", 180, 210), ("talk", 210, 330), ("acw", 330, 360),
    ("talk", 360, 450), ("acw", 450, 480), ("idle", 480, 600), ("talk", 600, 750),
    ("acw", 750, 780), ("idle", 780, 1000), ("talk", 1000, 1080), ("acw", 1080, 1100),
    ("idle", 1100, 1200),
)  # fmt: skip
BOB = _states(
    "bob",
    ("idle", 0, 60), ("talk", 60, 300), ("hold", 300, 330), ("acw", 330, 390),
    ("idle", 390, 500), ("talk", 500, 650), ("hold", 650, 670), ("acw", 670, 700),
    ("talk", 700, 900), ("hold", 900, 920), ("acw", 920, 960), ("idle", 960, 1100),
    ("break", 1100, 1160), ("idle", 1160, 1200),
)  # fmt: skip
PLAN = [
    {"at": 0, "agent": "ann", "what": "shift_start", "until": 1200},
    {"at": 0, "agent": "bob", "what": "shift_start", "until": 1200},
    {"at": 1100, "agent": "bob", "what": "away_due", "until": 1160, "state": "break"},
]


def _survey(rating: int, nps: int) -> dict[str, Any]:
    return {"rating": rating, "nps": nps, "responded": True}


@pytest.fixture(scope="module")
def ten() -> Journal:
    solved = {"resolved": True}
    contacts = [
        answered(0, 0, 180, acw=30, **solved, **_survey(5, 10)),
        answered(60, 0, 240, hold=30, acw=60, agent="bob", **_survey(2, 3), followed_by="repeat"),
        answered(120, 90, 120, acw=30, patience=300, **solved, **_survey(4, 8)),
        unanswered(130, 15, patience=15),
        unanswered(200, 100, patience=100),
        answered(345, 15, 90, acw=30, patience=60, **solved, **_survey(5, 9)),
        answered(500, 0, 150, hold=20, acw=30, agent="bob", rating=2, nps=5),
        answered(600, 0, 150, acw=30, **solved, **_survey(3, 7)),
        answered(
            650, 50, 200, hold=20, acw=40, agent="bob", issue=2, attempt=2, cause="repeat",
            **solved, **_survey(4, 7), patience=200,
        ),
        answered(1000, 0, 80, acw=20, **solved, rating=5, nps=10),
    ]  # fmt: skip
    closed = {1: 180, 2: 920, 3: 330, 6: 450, 8: 750, 10: 1080}
    arose = {1: 0, 2: 60, 3: 120, 4: 130, 5: 200, 6: 345, 7: 500, 8: 600, 10: 1000}
    issues = [
        {"issue": i, "arose": at, "closed": closed.get(i, 1200),
         "how": "resolved" if i in closed else "given_up", "n_attempts": 2 if i == 2 else 1}
        for i, at in arose.items()
    ]  # fmt: skip
    return day(contacts, issues=issues, agent_states=ANN + BOB, people=PLAN, horizon=1200)


TABLE: list[tuple[Callable[..., m.Ratio], dict[str, Any], float]] = [
    (m.n_attempts, {}, 10),
    (m.n_arrived, {}, 10),
    (m.n_offered, {}, 10),
    (m.n_answered, {}, 8),
    (m.n_abandoned, {}, 2),
    (m.n_short, {"awt_s": 20}, 1),
    (m.n_fresh, {}, 9),
    (m.n_repeat, {}, 1),
    (m.abandonment, {}, 0.2),
    (m.abandonment_long, {"awt_s": 20}, 1 / 9),
    # C27: abandons counted as answered, `<` for `<=` (contacts 4 and 6 wait exactly 15 s).
    (m.service_level, {"awt_s": 20, "rule": "offered"}, 0.6),
    (m.service_level, {"awt_s": 20}, 6 / 9),
    (m.service_level, {"awt_s": 20, "rule": "short_met"}, 0.7),
    (m.service_level, {"awt_s": 20, "rule": "answered"}, 0.75),
    (m.service_level, {"awt_s": 15, "rule": "offered"}, 0.6),
    (m.service_level, {"awt_s": 15, "rule": "short_met"}, 0.7),
    (m.service_level, {"awt_s": 14.999, "rule": "short_met"}, 0.5),
    (m.asa_s, {}, 19.375),
    (m.mean_wait_s, {}, 27),
    (m.total_wait_s, {}, 27),
    (m.mean_abandon_s, {}, 57.5),
    (m.excess_wait_s, {"awt_s": 20}, 18),
    (m.wait_quantile_s, {"q": 0.9}, 62),
    (m.response_s, {}, 19.375),
    (m.p_delay, {}, 0.5),
    (m.mean_queue, {}, 0.225),
    (m.resolution_s, {}, (180 + 860 + 210 + 105 + 150 + 80) / 6),
    (m.aht_s, {}, 193.75),
    (m.talk_s, {}, 151.25),
    (m.hold_s, {}, 8.75),
    (m.acw_s, {}, 33.75),
    (m.occupancy, {}, 1550 / 2340),
    # C27: utilisation over clock time would be 1550/1200.
    (m.utilization, {}, 1550 / 2400),
    (m.shrinkage, {}, 0.025),
    (m.adherence, {}, 1.0),
    (m.overtime_s, {}, 0),
    (m.n_staffed, {}, 2340 / 1200),
    (m.fte, {"full_time_hours": 42}, 2400 / 3600 / (42 * 1200 / (168 * 3600))),
    (m.load, {}, 1.6145833333333333),
    (m.rho, {}, 1.6145833333333333 / (2340 / 1200)),
    (m.fcr, {}, 5 / 7),
    (m.one_touch, {}, 5 / 7),
    (m.fcr_observed, {}, 6 / 7),
    (m.fcr_observed, {"window_s": 320}, 6 / 7),
    (m.fcr_observed, {"window_s": 319.999}, 1),
    (m.repeat_rate, {}, 1 / 8),
    (m.repeat_rate, {"window_s": 319.999}, 0),
    (m.resolution_rate, {}, 6 / 9),
    (m.transfer_rate, {}, 0),
    (m.contacts_per_resolution, {}, 10 / 6),
    (m.csat, {}, 4 / 6),
    (m.mean_csat, {}, 23 / 6),
    (m.nps_points, {}, 100 / 6),
    (m.survey_response, {}, 6 / 8),
    (m.csat_true, {}, 5 / 8),
    (m.mean_csat_true, {}, 30 / 8),
    (m.nps_points_true, {}, 100 * (3 - 2) / 8),
    (m.labor_cost, {"prices": PRICES}, 16.00),
    (m.cost_per_contact, {"prices": PRICES}, 2.00),
    (m.cost_per_resolution, {"prices": PRICES}, 16 / 6),
]


@pytest.mark.parametrize(
    ("measure", "options", "value"), TABLE, ids=[f"{row[0].name}{i}" for i, row in enumerate(TABLE)]
)
def test_every_measure_of_the_worked_example(
    ten: Journal, measure: m.Measure, options: dict[str, Any], value: float
) -> None:
    assert measure(ten, **options).value == pytest.approx(value, rel=0, abs=1e-9)


def test_sums_behind_the_figures(ten: Journal) -> None:
    assert m.service_level(ten, awt_s=20) == m.Ratio(6, 9)
    assert m.occupancy(ten) == m.Ratio(1550, 2340)
    assert m.asa_s(ten) == m.Mean(155, 8)
    assert m.mean_queue(ten) == m.Mean(270, 1200)
    assert m.n_offered(ten) == m.Total(10, 1)
    assert m.wait_quantile_s(ten, q=0.5) == m.Quantile(0.0, 8)


def test_littles_law_holds_exactly(ten: Journal) -> None:
    waits = m.total_wait_s(ten).numerator
    assert m.integrals(ten, interval_s=300)["waiting_ms"].sum() == 1000 * waits == 270_000


def test_integrals_are_whole_milliseconds_by_interval(ten: Journal) -> None:
    rows = m.integrals(ten, interval_s=600)
    assert rows["interval"].tolist() == [0.0, 600.0]
    assert rows["waiting_ms"].tolist() == [220_000, 50_000]
    assert rows["busy_ms"].tolist() == [910_000, 640_000]
    assert rows["lost_ms"].tolist() == [0, 60_000]
    assert rows["available_ms"].tolist() == [1_200_000, 1_140_000]


def test_by_agent(ten: Journal) -> None:
    rows = m.table(ten, ["n_answered", "aht_s", "occupancy", "fcr", "csat"], by=["agent"])
    got = rows.pivot(index="agent", columns="measure", values="value")
    assert got.loc["ann"].to_dict() == {
        "n_answered": 5, "aht_s": 152, "occupancy": 760 / 1200, "fcr": 1, "csat": 3 / 4,
    }  # fmt: skip
    assert got.loc["bob"].to_dict() == {
        "n_answered": 3, "aht_s": 790 / 3, "occupancy": 790 / 1140, "fcr": 0, "csat": 1 / 2,
    }  # fmt: skip
    assert "cy" not in got.index  # of whom nothing is known


def test_summary_shows_the_rule_with_the_number(ten: Journal) -> None:
    rows = m.summary(ten, options=m.Options(prices=PRICES)).set_index("measure")
    assert rows.loc["service_level", "value"] == 6 / 9
    assert rows.loc["service_level", "label"] == "Service level (awt_s=20, rule=exclude_short)"
    assert rows.loc["total_cost", "value"] == pytest.approx(16.0)
    assert "retention_projected" not in rows.index
    by_channel = m.summary(ten, awt_s={"phone": 20.0, "video": 30.0})["label"]
    assert "Service level (awt_s=phone:20/video:30, rule=exclude_short)" in by_channel.tolist()
