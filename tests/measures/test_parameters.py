"""What measures take over from a scenario."""

from __future__ import annotations

import pytest

import cssim.measures as m
from cssim.errors import InputError
from cssim.scenario import parse

TEXT = """
name: small
start: "1999-02-01 00:00"
horizon: 1 d
currency: USD
channels:
  phone: {kind: phone, awt: 30 s, sl_target: 0.9, price_per_minute: 0.02, fee_per_contact: 0.1}
  video: {kind: phone, awt: 10 s, sl_target: 0.7}
reasons:
  billing:
    channel: phone
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 4 min}
    patience: infinite
customers:
  size: 10
  segments:
    gold: {share: 1, margin_per_month: 100, churn_multiplier: 0.5}
loyalty: {churn_per_year: 0.2, projection: 30 d}
costs: {oncost: 0.5, overtime_premium: 0.25, fixed: 7}
teams:
  front:
    size: 1
    skills: [billing]
    wage_per_hour: 20
    patterns: [{agents: 1, days: [monday], shift: "07:00-15:00"}]
"""


def test_options_of_a_scenario() -> None:
    options = m.Options.of(parse(TEXT))
    assert options.awt_s == {"phone": 30.0, "video": 10.0}
    assert options.sl_target == 0.8  # the channels disagree
    assert options.prices == m.Prices(
        {"front": 20.0}, oncost=0.5, overtime_premium=0.25, fixed=7.0,
        price_per_minute={"phone": 0.02, "video": 0.0},
        fee_per_contact={"phone": 0.1, "video": 0.0},
    )  # fmt: skip
    assert options.loyalty == m.Loyalty(
        churn_per_year=0.2, window_s=30 * 86_400.0, margin_per_month={"gold": 100.0},
        churn_multiplier={"gold": 0.5},
    )  # fmt: skip


def test_loyalty_that_is_off_or_has_no_customers_is_none() -> None:
    assert m.Options.of(parse(TEXT.replace("{churn", "{enabled: false, churn"))).loyalty is None
    start, end = TEXT.index("customers:"), TEXT.index("loyalty:")
    alone = TEXT[:start] + TEXT[end:].replace(
        "loyalty: {churn_per_year: 0.2, projection: 30 d}", ""
    )
    assert m.Options.of(parse(alone)).loyalty is None


def test_a_common_target_is_taken_over_and_changes_come_last() -> None:
    scenario = parse(TEXT.replace("sl_target: 0.7", "sl_target: 0.9"))
    assert m.Options.of(scenario).sl_target == 0.9
    assert m.Options.of(scenario, rule="offered").rule == "offered"
    with pytest.raises(InputError, match="rulez: is no option; options are awt_s, rule"):
        m.Options.of(scenario, rulez="offered")
