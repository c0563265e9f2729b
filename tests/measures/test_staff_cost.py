"""Hiring, learning, leading and tools in the cost; what a scenario says they cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from handmade import Row, journal

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.parameters import DAY_S
from cssim.measures.prices import MONTH_DAYS
from cssim.scenario import parse

H = 3600.0
FREE = m.Prices({"front": 0.0, "senior": 0.0}, oncost=0.5)


def _event(what: str, at: float, agent: str | None = None, **more: object) -> Row:
    return {"what": what, "at": at, "agent": agent, **more}


def _state(agent: str, start: float, end: float) -> Row:
    return {"agent": agent, "state": "idle", "from": start, "until": end}


def _run() -> Journal:
    """Return ten hours: Ann and Cy work 8 h each, Bob is hired after 2 h and joins after 4 h."""
    people = [
        _event("hired", 2 * H, "bob", team="front", until=4 * H), _event("joined", 4 * H, "bob"),
        _event("trained", 1 * H, "ann", value=0.5),
        _event("trained", 5 * H, "cy", value=2.0, state="training"),
        _event("reviewed", 5 * H, "ann", value=0.7), _event("reviewed", 6 * H, "cy", value=0.7),
        _event("promoted", 6 * H, "ann", team="front"), _event("acted", 7 * H, team="senior"),
    ]  # fmt: skip
    states = [_state("ann", 0, 8 * H), _state("cy", 0, 8 * H), _state("bob", 2 * H, 10 * H)]
    return journal(people=people, agent_states=states, horizon=10 * H)


def _cost(name: str, prices: m.Prices, run: Journal | None = None) -> float:
    return m.get(name)(_run() if run is None else run, prices=prices).value


def test_hires_cost_when_they_begin() -> None:
    prices = replace(FREE, hire=2500.0)
    assert _cost("hiring_cost", prices) == 2500
    by = m.table(_run(), ["hiring_cost"], by=["team"], prices=prices)["value"]
    assert by.tolist() == [2500, 0]
    by = m.table(_run(), ["hiring_cost"], by=["hour"], prices=prices)["value"]
    assert by[2] == 2500 and by.sum() == 2500


def test_a_class_costs_once_whatever_its_size() -> None:
    """Ann and Bob begin together, Cy in another team; Bob's seat is filled once more later."""
    begun = [("ann", "front", 2), ("bob", "front", 2), ("cy", "senior", 2), ("bob", "front", 5)]
    people = [
        _event("hired", at * H, agent, team=team, until=(at + 1) * H) for agent, team, at in begun
    ]
    run = journal(people=people, horizon=10 * H)
    prices = replace(FREE, hire=1.0, hire_class=700.0)
    assert _cost("hiring_cost", prices, run) == 4 + 3 * 700
    by = m.table(run, ["hiring_cost"], by=["team"], prices=prices)["value"]
    assert by.tolist() == [3 + 2 * 700, 1 + 700]


def test_fees_of_training_leave_out_the_hours_of_courses() -> None:
    assert _cost("training_cost", replace(FREE, training_per_hour=30.0)) == 15


def test_a_course_costs_for_whoever_is_on_the_floor() -> None:
    """Bob is in onboarding at 3 h; Ann and Cy take part; from 4 h he does too."""

    def fee(**more: object) -> float:
        course = m.CoursePrice(**{"at_ms": int(3 * H * 1000), "per_place": 100.0, **more})
        return _cost("training_cost", replace(FREE, courses=(course,)))

    assert fee() == 200
    assert fee(at_ms=int(4 * H * 1000)) == 300
    assert fee(places=1) == 100
    assert fee(teams=("senior",)) == 100
    assert fee(every_ms=int(3 * H * 1000)) == 200 + 300 + 300
    assert fee(at_ms=int(10 * H * 1000)) == 0


def test_courses_of_the_warm_up_do_not_count() -> None:
    course = m.CoursePrice(at_ms=0, every_ms=50_000, per_place=1.0)
    run = journal(agent_states=[_state("ann", 0, 9)], warm_up=50, horizon=150)
    assert _cost("training_cost", replace(FREE, courses=(course,)), run) == 2


def test_leads_are_paid_for_the_hours_of_those_they_lead() -> None:
    """24 scheduled hours at 12 per lead are 2 hours of a lead; each review takes half of one."""
    prices = replace(FREE, lead_per_hour=40.0, agents_per_lead=12.0, review_hours=0.5)
    assert _cost("lead_cost", prices) == pytest.approx((2 + 1) * 40 * 1.5)


def test_seniors_are_paid_more_from_their_promotion_on() -> None:
    prices = m.Prices({"front": 20.0, "senior": 30.0}, oncost=0.5, senior_premium=0.1)
    assert _cost("senior_premium_cost", prices) == pytest.approx(2 * 20 * 0.1 * 1.5)


def test_tools_cost_evenly_over_time() -> None:
    prices = replace(FREE, tools_per_month=MONTH_DAYS * 24)
    assert _cost("tool_cost", prices) == pytest.approx(10)
    by = m.table(_run(), ["tool_cost"], by=["interval"], interval_s=4 * H, prices=prices)["value"]
    assert by.tolist() == pytest.approx([4, 4, 2])


def test_the_total_holds_all_of_it() -> None:
    run = _run()
    dear = m.Prices(
        {"front": 20.0, "senior": 30.0}, oncost=0.5, hire=2500.0, training_per_hour=30.0,
        courses=(m.CoursePrice(0, per_place=100.0),), lead_per_hour=40.0, review_hours=0.5,
        senior_premium=0.1, tools_per_month=999.0, action=77.0, fixed=5.0,
    )  # fmt: skip
    parts = ("labor", "hiring", "training", "lead", "senior_premium", "tool", "action")
    total = 5 + sum(_cost(f"{part}_cost", dear) for part in parts)
    assert _cost("action_cost", dear) == 77
    assert _cost("total_cost", dear) == pytest.approx(total)
    by = m.table(run, ["total_cost"], by=["hour"], prices=dear)["value"]
    assert by.sum() == pytest.approx(total)
    assert _cost("total_cost", dear, journal(horizon=0)) == 5


def test_cost_per_customer_who_stays() -> None:
    customers: list[Row] = [{"customer": 0}, {"customer": 1, "left": 5.0}, {"customer": 2}]
    run = journal(customers=customers, horizon=10)
    prices = replace(FREE, fixed=90.0)
    assert m.cost_per_retained_customer(run, prices=prices) == m.Ratio(90, 2)
    with pytest.raises(InputError, match="prices: must be given for costs"):
        m.lead_cost(run)


TEXT = """
name: small
start: "1999-02-01 00:00"
horizon: 10 d
currency: USD
channels: {phone: {kind: phone}}
reasons:
  billing:
    channel: phone
    arrivals: {per_hour: 60}
    handle_time: {distribution: exponential, mean: 4 min}
    patience: infinite
    value_at_stake: 40
customers: {size: 10, segments: {gold: {share: 1, margin_per_month: 100}}}
care: {referrals_per_promoter_year: 0.2, growth_per_year: 0.1}
teams:
  front:
    size: 1
    skills: [billing]
    wage_per_hour: 20
    patterns: [{agents: 1, days: [monday], shift: "07:00-15:00"}]
tools:
  knowledge: {cost_per_month: 300}
  without_crm: {transfer_penalty: 2}
  costs_per_month: 200
people:
  development: {}
  fatigue: {}
  strain: {}
  turnover: {}
  training: {hours_per_month: 2, cost_per_hour: 30}
  courses:
    - {name: calm, at: 1 d, every: 5 d, hours: 4, places: 3, cost_per_place: 90, teams: [front]}
    - {name: free, at: 1 d, hours: 4}
  coaching: {reviews_per_month: 6, review_time: 10 min, period: 7 d}
  climate: {span: 10, lead_wage: 35}
  hiring: {cost: 4000, class_cost: 700}
  careers: {wage_premium: 0.2}
  survey: {cost: 50}
"""


def test_prices_of_a_scenario() -> None:
    options = m.Options.of(parse(TEXT))
    prices = options.prices
    assert prices is not None
    assert (prices.hire, prices.training_per_hour, prices.action) == (4000, 30, 50)
    assert prices.hire_class == 700 and prices.at_stake == {"billing": 40}
    assert (prices.lead_per_hour, prices.agents_per_lead) == (35, 10)
    assert prices.senior_premium == 0.2 and prices.tools_per_month == 500
    # 6 reviews of 10 minutes a month, in periods of a week.
    assert prices.review_hours == pytest.approx(7 / MONTH_DAYS)
    day_ms = int(DAY_S * 1000)
    assert prices.courses == (m.CoursePrice(day_ms, 5 * day_ms, ("front",), 3, 90.0),)
    assert options.handover_loss == pytest.approx(0.7)
    assert options.loyalty is not None and options.loyalty.growth_per_year == 0.1


def test_a_scenario_without_people_over_months_has_none_of_it() -> None:
    plain = TEXT[: TEXT.index("tools:")].replace("care:", "#")
    options = m.Options.of(parse(plain))
    assert options.prices == m.Prices(
        {"front": 20.0}, price_per_minute={"phone": 0.0}, fee_per_contact={"phone": 0.0},
        at_stake={"billing": 40.0},
    )  # fmt: skip
    assert options.handover_loss == 0.35
