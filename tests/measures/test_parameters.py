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
    assert options.sl_target == {"phone": 0.9, "video": 0.7}  # the channels disagree
    assert options.prices == m.Prices(
        {"front": 20.0}, oncost=0.5, overtime_premium=0.25, fixed=7.0,
        price_per_minute={"phone": 0.02, "video": 0.0},
        fee_per_contact={"phone": 0.1, "video": 0.0},
    )  # fmt: skip
    assert options.loyalty == m.Loyalty(
        churn_per_year=0.2, window_s=30 * 86_400.0, margin_per_month={"gold": 100.0},
        churn_multiplier={"gold": 0.5},
    )  # fmt: skip


CHANNELS = """
channels:
  phone: {kind: phone, acceptable_wait: 2 min}
  chat: {kind: chat, slots: 4}
  mail: {kind: email}
reasons:
  billing:
    channels: {phone: {share: 0.5}, chat: {share: 0.3, skill: writing}, mail: {share: 0.2}}
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 4 min}
    avoidable: 0.3
    articles: {cost: 0.25}
    bot: {cost: 0.5}
  technical:
    channel: phone
    arrivals: {per_hour: 6}
    handle_time: {distribution: exponential, mean: 4 min}
escalation: {concession_cost: 12}
root_causes: {period: 30 d, fixes: 0.1, cost: 300}
"""


def test_facts_of_channels_and_tools() -> None:
    """Writers have the four slots of the chat, talkers one; each tool has its price."""
    start, end = TEXT.index("channels:"), TEXT.index("customers:")
    teams = TEXT[end:] + TEXT[TEXT.index("  front:") :].replace("front", "writers").replace(
        "[billing]", "[billing, writing, technical]"
    )
    options = m.Options.of(parse(TEXT[:start] + CHANNELS + teams))
    assert options.kinds == {"phone": "phone", "chat": "chat", "mail": "email"}
    assert options.acceptable_s == {"phone": 120.0, "chat": 45.0, "mail": 14_400.0}
    assert options.slots == {"front": 1, "writers": 4}
    assert options.prices is not None
    assert options.prices.articles == {"billing": 0.25} and options.prices.bot == {"billing": 0.5}
    assert options.prices.concession == 12 and options.prices.repair == 300
    assert options.on("mail").awt_s == 3600 and options.on("mail").sl_target == 0.8


@pytest.mark.parametrize(
    ("option", "value", "accepted"),
    [
        ("kinds", {"mail": "letter"}, 'kinds: must be one of phone, .* \\(got "letter"\\)'),
        ("slots", {"front": 0}, "slots: must be >= 1"),
        ("age_s", -1, "age_s: must be >= 0 seconds"),
        ("acceptable_s", {"phone": -1.0}, "acceptable_s: must be >= 0 seconds"),
        ("sl_target", {"phone": 1.1}, r"sl_target: must be in \[0, 1\]"),
    ],
)
def test_facts_are_checked(option: str, value: object, accepted: str) -> None:
    with pytest.raises(InputError, match=accepted):
        m.Options(**{option: value})


def test_loyalty_that_is_off_or_has_no_customers_is_none() -> None:
    assert m.Options.of(parse(TEXT.replace("{churn", "{enabled: false, churn"))).loyalty is None
    start, end = TEXT.index("customers:"), TEXT.index("loyalty:")
    alone = TEXT[:start] + TEXT[end:].replace(
        "loyalty: {churn_per_year: 0.2, projection: 30 d}", ""
    )
    assert m.Options.of(parse(alone)).loyalty is None


def test_retention_is_projected_at_least_to_the_end_of_the_run() -> None:
    long = parse(TEXT).with_overrides({"horizon": "50 d", "warm_up": "10 d"})
    loyalty = m.Options.of(long).loyalty
    assert loyalty is not None and loyalty.window_s == 40 * 86_400
    assert m.Options.of(parse(TEXT)).loyalty.window_s == 30 * 86_400


def test_a_common_target_is_taken_over_and_changes_come_last() -> None:
    scenario = parse(TEXT.replace("sl_target: 0.7", "sl_target: 0.9"))
    assert m.Options.of(scenario).sl_target == 0.9
    assert m.Options.of(scenario, rule="offered").rule == "offered"
    with pytest.raises(InputError, match="rulez: is no option; options are awt_s, acceptable_s"):
        m.Options.of(scenario, rulez="offered")
