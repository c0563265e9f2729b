"""Results in words: known numbers, and honesty about what is not known."""

import math
from typing import Any

import pandas as pd
import pytest
from toys import phone_desk, two_tiers

from cssim import words
from cssim.errors import InputError
from cssim.measures import Options, names
from cssim.study import Plan, Study
from cssim.words.numbers import NBSP, awt_text, chance, number, percent, rule_text
from cssim.words.results import verdict
from notebooks import raised


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


NUMBERS = [
    (1234567.0, 0, False, "1,234,567"),
    (-0.04, 1, True, "0.0"),
    (-1.25, 1, True, "−1.2"),
    (3.0, 0, True, "+3"),
    (33382.0, -2, True, "+33,400"),
    (math.nan, 2, True, "no value"),
    (-math.inf, 0, False, "−∞"),
]


@pytest.mark.parametrize(("x", "decimals", "signed", "text"), NUMBERS)
def test_number(x: float, decimals: int, signed: bool, text: str) -> None:
    assert number(x, decimals, signed=signed) == text


VALUES = [
    ("service_level", 0.8, math.nan, "80.0 %"),
    ("retention_projected", 0.8279, 0.0002, "82.79 %"),
    ("asa_s", 63.04, math.nan, "63 s"),
    ("asa_s", 63.04, 0.2, "63.0 s"),
    ("nps_points", -3.21, 0.4, "−3.2 points"),
    ("total_cost", 17332.6, 26.0, "17,330 USD"),
    ("cost_per_contact", 2.5598, 0.05, "2.56 USD"),
    ("contacts_per_resolution", 1.7777, 0.03, "1.78"),
    ("n_offered", 8107.5, math.nan, "8,108"),
    ("load", 4.234, 0.1, "4.23 erlangs"),
    ("net_value", 1234.0, 30.0, "1,230 USD"),
    ("csat", math.nan, math.nan, "no value"),
]


@pytest.mark.parametrize(("measure", "x", "width", "text"), VALUES)
def test_value_with_its_unit(measure: str, x: float, width: float, text: str) -> None:
    assert plain(words.value(measure, x, currency="USD", half_width=width)) == text


def test_differences_of_shares_are_points() -> None:
    assert plain(words.change("csat", 0.023, half_width=0.004)) == "+2.3 points"
    assert plain(words.interval("csat", 0.019, 0.027)) == "+1.9 to +2.7 points"
    assert words.interval("csat", math.nan, math.nan) == "no interval"


def test_an_end_that_is_not_zero_never_reads_as_zero() -> None:
    assert plain(words.interval("csat", 0.0003, 0.0181)) == "+0.03 to +1.81 points"


CHANCES = [(0.99996, "> 99.9 %"), (0.995, "99.5 %"), (0.5, "50 %"), (0.0001, "< 0.1 %")]


@pytest.mark.parametrize(("p", "text"), CHANCES)
def test_chance_is_never_rounded_to_certainty(p: float, text: str) -> None:
    assert plain(chance(p)) == text
    assert chance(math.nan) == "no value"


def test_percent_of_a_setting() -> None:
    assert [plain(percent(x)) for x in (0.15, 0.4876, 1.0)] == ["15 %", "48.8 %", "100 %"]


def test_every_measure_has_a_scale_and_only_shares_are_in_per_cent() -> None:
    scales = {name: words.scale_of(name, "EUR") for name in names()}
    shares = {name for name, scale in scales.items() if scale.factor == 100}
    assert shares == {
        "abandonment", "abandonment_long", "absence_rate", "adherence", "balking", "blocking",
        "callback_reached", "callback_share", "churn", "churn_projected", "concession_rate",
        "consult_rate", "containment", "csat", "csat_contained_true", "csat_escalated",
        "csat_escalated_true", "csat_fallen_through_true", "csat_sd_agents", "csat_true",
        "csat_worst_agents", "early_quits", "escalation_rate", "false_containment", "fcr",
        "fcr_observed", "ghost_share", "late_share", "occupancy", "occupancy_highest",
        "occupancy_spread", "old_share", "one_touch", "outage_churn", "p_delay", "ping_pong",
        "repeat_rate", "resolution_rate", "response_within", "retained", "retention",
        "retention_dissatisfied", "retention_failed", "retention_projected", "satisfaction",
        "self_service_use", "service_level", "share_above", "share_experienced", "shrinkage",
        "sideways_rate", "sl_attained", "slot_occupancy", "survey_response", "tier_resolution",
        "transfer_rate", "uncovered", "utilization", "voicemail_share",
    }  # fmt: skip


def test_labels_say_the_threshold() -> None:
    by_channel = Options(awt_s={"phone": 20.0, "vip": 10.0})
    assert plain(words.label("service_level")) == "Service level (within 20 s)"
    assert plain(words.label("service_level(awt_s=30)")) == "Service level (within 30 s)"
    assert plain(awt_text(by_channel)) == "phone 20 s, vip 10 s"
    assert plain(words.label("wait_quantile_s")) == "Wait quantile (90 % wait less)"
    assert words.label("net_value") == "Net value"
    assert plain(rule_text(Options())) == "those who hang up within 20 s left out"


VERDICTS = [
    (-3.0, -1.0, "lower", "better"),
    (-3.0, -1.0, "higher", "worse"),
    (1.0, 2.0, "higher", "better"),
    (1.0, 2.0, "none", "higher"),
    (-1.0, 2.0, "higher", "no clear difference"),
    (0.0, 2.0, "higher", "no clear difference"),
    (0.0, 0.0, "lower", "no change"),
    (math.nan, math.nan, "lower", "not enough replications"),
]


@pytest.mark.parametrize(("low", "high", "better", "said"), VERDICTS)
def test_verdict(low: float, high: float, better: str, said: str) -> None:
    assert verdict(low, high, better) == said


def study_of(waits: dict[str, list[float]], costs: dict[str, list[float]], **more: Any) -> Study:
    """Return a study by hand: ten answered contacts per replication, waits and costs given."""
    n, worth = len(waits["base"]), more.get("worth", {})
    scenario = two_tiers(customers__segments__vip__margin_per_month=80 if worth else 0,
                         customers__segments__standard__margin_per_month=0)  # fmt: skip
    rows = []
    for arm in waits:
        for r in range(n):
            rows.append((arm, r, "asa_s", waits[arm][r], 10 * waits[arm][r], 10.0))
            rows.append((arm, r, "total_cost", costs[arm][r], costs[arm][r], 1.0))
    columns = ["arm", "replication", "measure", "value", "numerator", "denominator"]
    tables = {"all": pd.DataFrame(rows, columns=columns)}
    uplift = [
        (a, r, "uplift_value", v, v, 1.0) for a, vs in worth.items() for r, v in enumerate(vs)
    ]
    if worth:
        tables["value"] = pd.DataFrame(uplift, columns=columns)
    arms = {arm: {"costs.fixed": 1 + i} for i, arm in enumerate(list(waits)[1:])}
    return Study(Plan.of(scenario, arms), n, tables, pd.DataFrame())


def test_clear_gain_in_one_sentence() -> None:
    study = study_of(
        {"base": [62, 64, 66], "two more": [40, 41, 42]},
        {"base": [1000, 1000, 1000], "two more": [1200, 1201, 1202]},
        worth={"two more": [500, 510, 520]},
    )
    # paired differences -22, -23, -24: -23 ± 4.303 / sqrt(3); net 300, 309, 318: 309 ± 22.4
    assert plain(words.answer(study)) == (
        "“two more”: customers who are answered wait 23 s less on average (41 instead of 64 s;"
        " 95 % interval 21 to 25 s less); it costs 201 USD more per day, and the customers it"
        " keeps are worth 510 USD: net value +310 USD (95 % interval +290 to +330 USD)."
    )


def test_no_clear_difference_is_said() -> None:
    study = study_of(
        {"base": [60, 64, 66], "x": [66, 60, 64]}, {"base": [10, 10, 10], "x": [9, 10, 11]}
    )
    text = plain(words.sentence(study, "x"))
    assert "no clear difference in how long customers wait for an answer (63 against 63 s" in text
    assert "no clear difference in cost" in text
    assert "what a customer is worth is not given" in text
    assert "less" not in text


def test_one_replication_is_no_evidence() -> None:
    study = study_of({"base": [60], "x": [40]}, {"base": [10], "x": [10]})
    assert "no interval, so no evidence" in words.sentence(study, "x")


def test_worse_is_said_to_be_worse() -> None:
    study = study_of(
        {"base": [40, 41, 42], "fewer": [62, 64, 66]},
        {"base": [1200, 1201, 1202], "fewer": [1000, 1000, 1000]},
        worth={"fewer": [-500, -510, -520]},
    )
    text = plain(words.sentence(study, "fewer"))
    assert "wait 23 s more on average" in text
    assert "costs 201 USD less per day" in text
    assert "the customers it loses are worth 510 USD: net value −310 USD" in text


def test_best_of_several_only_if_clearly_best() -> None:
    costs = {"base": [0.0] * 3, "a": [10.0] * 3, "b": [10.0] * 3}
    waits = {"base": [60.0] * 3, "a": [50.0] * 3, "b": [50.0] * 3}
    close = study_of(waits, costs, worth={"a": [100, 110, 120], "b": [119, 101, 109]})
    clear = study_of(waits, costs, worth={"a": [100, 110, 120], "b": [50, 61, 70]})
    assert "“a” comes out first, with no clear difference to “b”: " in words.answer(close)
    assert "Of 2 changes tried, “a” is worth most: " in words.answer(clear)


def test_luck_saved_is_one_over_the_variance_ratio() -> None:
    study = study_of(
        {"base": [60.0, 62.0, 64.0], "a": [50.0, 53.0, 53.0]},  # differences -10, -9, -11
        {"base": [1.0, 2.0, 4.0], "a": [2.0, 3.0, 5.0 + 1e-9]},
    )
    found = words.luck_saved(study).set_index("measure")["times"]
    assert found["asa_s"] == pytest.approx((4 + 3) / 1)
    shown = words.luck_table(study).set_index("Measure")["a"].map(plain).to_dict()
    assert shown == {"Average speed of answer": "× 7.0", "Total cost": "over × 1000"}


def test_break_even_is_cost_over_value() -> None:
    study = study_of(
        {"base": [60.0] * 3, "a": [50.0] * 3, "b": [50.0] * 3},
        {"base": [0.0] * 3, "a": [51.0] * 3, "b": [51.0] * 3},
        worth={"a": [500, 510, 520], "b": [-500, 10, 500]},
    )
    first, second = words.break_even(study)
    assert "“a” pays if customers are worth at least 10 % of what" in plain(first)
    assert second == "“b” keeps no clear value, whatever customers are worth."


def test_changes_hold_money_last_and_only_known_arms_are_told() -> None:
    study = study_of(
        {"base": [60, 61], "a": [50, 51]}, {"base": [0, 0], "a": [1, 1]}, worth={"a": [5, 6]}
    )
    found = words.changes(study)
    assert list(found["measure"]) == ["asa_s", "total_cost", "uplift_value", "net_value"]
    assert found["p_better"].between(0, 1).all()
    with pytest.raises(InputError, match="must be one of a"):
        words.sentence(study, "b")


def test_names_in_sentences_are_short_and_on_one_line() -> None:
    name = "a\n" + "x" * 200
    study = study_of({"base": [60, 61], name: [50, 51]}, {"base": [0, 0], name: [1, 1]})
    assert len(words.question(study)) < 90
    assert words.question(study).isprintable()


def test_nothing_compared() -> None:
    study = study_of({"base": [60, 61]}, {"base": [0, 0]})
    assert words.answer(study) == "Nothing was compared: the study has a base and no what-if."
    assert words.question(study) == "What to expect if nothing changes?"
    assert raised(InputError, lambda: words.sentence(study, "base"))


def test_customers_are_counted_with_zeros() -> None:
    fates = pd.DataFrame(
        [("a", 0, 7, "vip", "saved"), ("a", 0, 3, "vip", "saved"), ("a", 1, 5, "vip", "lost")],
        columns=["arm", "replication", "customer", "segment", "fate"],
    )
    base = study_of(
        {"base": [1, 1], "a": [1, 1], "b": [1, 1]},
        {"base": [0, 0], "a": [0, 0], "b": [0, 0]},
        worth={"a": [1, 1], "b": [0, 0]},
    )
    study = Study(base.plan, 2, base.tables, fates)
    moved = words.customers_moved(study).set_index(["arm", "fate"])["mean"].to_dict()
    assert moved == {
        ("a", "saved"): 1.0, ("a", "lost"): 0.5, ("a", "net"): 0.5,
        ("b", "saved"): 0.0, ("b", "lost"): 0.0, ("b", "net"): 0.0,
    }  # fmt: skip
    first = words.first_customers(study)
    assert first.loc[0, "customers"] == "3, 7"
    assert first["count"].tolist() == [2, 0, 0, 0]


def test_setting_without_customers() -> None:
    rows = [("base", 0, "n_offered", 5.0, 5.0, 1.0), ("base", 0, "occupancy", 0.5, 1.0, 2.0)]
    columns = ["arm", "replication", "measure", "value", "numerator", "denominator"]
    study = Study(
        Plan.of(phone_desk()), 1, {"all": pd.DataFrame(rows, columns=columns)}, pd.DataFrame()
    )
    said = {name: plain(text) for name, text in words.setting(study)}
    assert said["Period"] == "1 day from Monday 1 January 2024; totals are of 1 day"
    assert said["Open"] == "phone: Mon–Fri 09:00-17:00; Sat–Sun closed"
    assert said["Volume"].startswith("3,360 new issues in a full week")  # 60 x 8 h x 7 days
    assert said["Staffing"].endswith("Agents are busy 50.0 % of the time they are available")
    assert said["Customers"] == "not modelled: no goodwill, nobody leaves"
    assert dict(words.basis(study))["Loyalty"] == "not modelled"
