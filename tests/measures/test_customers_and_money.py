"""Retention, lifetime value and cost."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from handmade import Row, answered, day, journal, turned_away, unanswered

import cssim.measures as m
from cssim.errors import InputError
from cssim.measures.parameters import DAY_S
from cssim.rules.loyalty import DAYS_PER_MONTH
from cssim.rules.loyalty import Loyalty as Rules

LOYALTY = m.Loyalty(
    margin_per_month={"high": 100.0, "standard": 30.0}, churn_multiplier={"high": 0.5}
)
RULES = Rules()


def _customers(*rows: Row, days: float = 7, **more: float) -> m.View:
    return m.View(journal(customers=list(rows), horizon=days * DAY_S, **more))


def _projected(row: Row, end_day: int, multiplier: float) -> float:
    """Return survival by the engine's own rule, one customer, one 00:00 at a time."""
    at = row.get("left", 7 * DAY_S) / DAY_S
    hazard = row["hazard"]
    for today in range(math.floor(at) + 1, end_day + 1):
        goodwill = RULES.drifted(row["goodwill"], today - at)
        hazard += RULES.hazard_of_day(goodwill, multiplier)
    return math.exp(-hazard)


def test_projection_runs_the_engines_rule_day_by_day() -> None:
    rows: list[Row] = [
        {"goodwill": 0.5, "hazard": 0.004},
        {"goodwill": 0.95, "hazard": 0.002, "segment": "high"},
        {"goodwill": 0.3, "hazard": 0.003, "left": 4 * DAY_S},
        {"goodwill": 0.8, "hazard": 0.0031},
    ]
    want = [_projected(row, 365, 0.5 if "segment" in row else 1.0) for row in rows]
    got = m.survival(_customers(*rows), LOYALTY)
    np.testing.assert_allclose(got, want, rtol=0, atol=1e-12)
    assert got[2] < got[0] < got[3] < got[1]
    projected = m.retention_projected(_customers(*rows), loyalty=LOYALTY)
    assert projected.value == pytest.approx(sum(want) / 4, abs=1e-12)
    churned = m.churn_projected(_customers(*rows), loyalty=LOYALTY)
    assert churned.value == pytest.approx(1 - projected.value, abs=1e-12)


def test_customers_without_issues_leave_at_the_base_rate() -> None:
    hazard = 7 * RULES.hazard_of_day(0.8, 1.0)
    year = replace(LOYALTY, window_s=12 * DAYS_PER_MONTH * DAY_S)
    got = m.survival(_customers({"hazard": hazard}), year)
    assert got[0] == pytest.approx(0.85 ** (365 / 365.25), abs=1e-12)


def test_survival_is_counted_from_the_end_of_the_warm_up() -> None:
    base = RULES.hazard_of_day(0.8, 1.0)
    view = _customers({"hazard": 7 * base}, days=7, warm_up=3 * DAY_S)
    short = replace(LOYALTY, window_s=10 * DAY_S)
    assert m.survival(view, short)[0] == pytest.approx(math.exp(-10 * base), abs=1e-12)


def test_days_change_at_midnight_also_when_the_run_starts_at_noon() -> None:
    view = _customers({"hazard": 0.0, "goodwill": 0.5}, days=1, start="1999-02-01 12:00")
    window = replace(LOYALTY, window_s=1.6 * DAY_S)  # until Wednesday 02:24
    # The run ends on Tuesday at noon; one more midnight, half a day later, lies ahead.
    want = RULES.hazard_of_day(RULES.drifted(0.5, 0.5), 1.0)
    assert m.survival(view, window)[0] == pytest.approx(math.exp(-want), abs=1e-12)


def test_a_window_must_reach_the_horizon() -> None:
    with pytest.raises(InputError, match=r"loyalty.window_s: must reach the horizon, 604800"):
        m.survival(_customers({}), replace(LOYALTY, window_s=DAY_S))
    with pytest.raises(InputError, match="loyalty: must be given for projected retention"):
        m.retention_projected(_customers({}))


def test_retention_as_it_happened_counts_those_active_after_the_warm_up() -> None:
    rows: list[Row] = [
        {}, {"left": 5 * DAY_S}, {"left": 2 * DAY_S, "segment": "high"}, {"segment": "high"},
        {"joined": 4 * DAY_S},
    ]  # fmt: skip
    view = _customers(*rows)
    assert m.retention(view) == m.Ratio(2, 4)
    assert m.churn(view) == m.Ratio(2, 4)
    later = _customers(*rows, warm_up=2 * DAY_S)
    assert m.retention(later) == m.Ratio(2, 3) and m.churn(later) == m.Ratio(1, 3)
    drained = _customers({"left": 8 * DAY_S}, days=7, end=9 * DAY_S)
    assert m.retention(drained) == m.Ratio(1, 1)  # left after the horizon, while it drained
    by = m.table(view, ["retention"], by=["segment"]).set_index("segment")["value"]
    assert by.to_dict() == {"high": 0.5, "standard": 0.5}


def test_lifetime_value_in_its_three_forms() -> None:
    assert m.clv_value(100, 0.8, 0.1) == pytest.approx(266.6666666666667, abs=1e-9)
    assert m.clv_value(100, 0.8, 0.1, first_now=True) == pytest.approx(110 / 0.3, abs=1e-9)
    terms = [100 * 0.8**t / 1.1**t for t in range(1, 6)]
    assert m.clv_value(100, 0.8, 0.1, n_periods=5) == pytest.approx(sum(terms), abs=1e-9)
    assert m.clv_value(100, 1.0, 0.0, n_periods=5) == 500
    np.testing.assert_allclose(m.clv_value([100, 50], [0.8, 0.8], 0.1), [800 / 3, 400 / 3])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ((100, 1.2, 0.5), r"retention: must be in \[0, 1\] \(got 1.2\)"),
        ((100, 1.0, 0.0), r"retention: must be below 1 \+ discount = 1.0"),
        ((100, 0.5, -1.0), r"discount: must be > -1 \(got -1.0\)"),
    ],
)
def test_lifetime_value_refuses(arguments: tuple[float, float, float], text: str) -> None:
    with pytest.raises(InputError, match=text):
        m.clv_value(*arguments)
    with pytest.raises(InputError, match=r"n_periods: must be >= 0, .* \(got -1\)"):
        m.clv_value(100, 0.5, 0.1, n_periods=-1)


def test_rescaled_retention() -> None:
    assert m.rescale_retention(0.81, 2.0, 1.0) == pytest.approx(0.9)
    with pytest.raises(InputError, match=r"retention: must be in \[0, 1\] \(got 1.5\)"):
        m.rescale_retention(1.5, 2.0)
    with pytest.raises(InputError, match=r"must be > 0 seconds \(got \(0, 31536000.0\)\)"):
        m.rescale_retention(0.5, 0)


def test_value_of_a_customer_equals_the_sum_over_months() -> None:
    hazard = LOYALTY.base_hazard
    month = 1.1 ** (-1 / 12)
    want = sum(30 * math.exp(-hazard * t) * month**t for t in range(1, 6000))
    assert m.customer_values(_customers({}), LOYALTY)[0] == pytest.approx(want, rel=1e-9)
    assert m.customer_values(_customers({"segment": None}), LOYALTY)[0] == 0


def test_uplift_and_value_at_risk_weigh_survival_with_value() -> None:
    base = _customers({"goodwill": 0.6}, {"goodwill": 0.8}, {"segment": "high", "goodwill": 0.7})
    new = _customers({"goodwill": 0.8}, {"goodwill": 0.8}, {"segment": "high", "goodwill": 0.8})
    gain = (m.survival(new, LOYALTY) - m.survival(base, LOYALTY)) * m.customer_values(base, LOYALTY)
    assert m.uplift_value(new.journal, base.journal, LOYALTY) == pytest.approx(gain.sum())
    assert gain[0] > 0 and gain[1] == 0 and gain[2] > 0
    at_risk = m.value_at_risk(base, loyalty=LOYALTY).value
    calm = m.value_at_risk(new, loyalty=LOYALTY).value
    assert at_risk - calm == pytest.approx(gain.sum())


def test_no_value_is_at_risk_while_goodwill_has_not_moved() -> None:
    calm = _customers({"hazard": 7 * RULES.hazard_of_day(0.8, 1.0)})
    assert m.value_at_risk(calm, loyalty=LOYALTY).value == pytest.approx(0, abs=1e-9)


def test_summary_projects_at_least_to_the_horizon() -> None:
    view, near = _customers({"goodwill": 0.6, "hazard": 0.01}), replace(LOYALTY, window_s=DAY_S)
    rows = m.summary(view, loyalty=near).set_index("measure")["value"]
    assert rows["retention_projected"] == pytest.approx(math.exp(-0.01), abs=1e-12)


def test_uplift_is_over_customers_active_in_both_runs() -> None:
    high: Row = {"customer": 1, "segment": "high", "goodwill": 0.7}
    base = journal(customers=[{"customer": 0, "goodwill": 0.6}, high], horizon=10)
    new = journal(customers=[{**high, "goodwill": 0.8}, {"customer": 2}], horizon=10)
    gained = m.survival(new, LOYALTY)[0] - m.survival(base, LOYALTY)[1]
    value = m.customer_values(base, LOYALTY)[1]
    assert m.uplift_value(new, base, LOYALTY) == pytest.approx(gained * value, rel=1e-12)


PRICES = m.Prices(
    {"front": 20.0, "senior": 30.0},
    oncost=0.5,
    overtime_premium=0.25,
    fixed=100.0,
    price_per_minute={"phone": 0.6},
    fee_per_contact={"phone": 0.1, "video": 2.0},
)


def _costly() -> m.View:
    states: list[Row] = [
        {"agent": "ann", "state": "idle", "from": 0, "until": 3600},
        {"agent": "ann", "state": "talk", "from": 3600, "until": 5400},
        {"agent": "cy", "state": "absent", "from": 0, "until": 3600},
    ]
    people: list[Row] = [
        {"agent": "ann", "what": "shift_start", "at": 0, "until": 3600},
        {"agent": "cy", "what": "absent", "at": 0, "until": 3600},
    ]
    contacts = [
        answered(0, 60, 120, hold=30, acw=90, resolved=True), unanswered(4000, 60),
        turned_away(0), turned_away(10, "contained", channel="video"),
    ]  # fmt: skip
    return m.View(day(contacts, agent_states=states, people=people, horizon=7200))


def test_every_part_of_the_cost() -> None:
    view, own = _costly(), {"prices": PRICES}
    labor, premium, contact = (20 * 1.5 + 30) * 1.5, 20 * 0.5 * 0.25 * 1.5, 2.5 * 0.6 + 0.2 + 2
    assert m.labor_cost(view, **own).value == pytest.approx(labor)
    assert m.overtime_premium_cost(view, **own).value == pytest.approx(premium)
    assert m.contact_cost(view, **own).value == pytest.approx(contact)
    total = labor + premium + contact + 100
    assert m.total_cost(view, **own).value == pytest.approx(total)
    assert m.cost_per_contact(view, **own).value == pytest.approx(total)
    assert m.cost_per_resolution(view, **own).value == pytest.approx(total)


def test_cost_by_hour_and_by_team() -> None:
    by_hour = m.table(_costly(), ["total_cost"], by=["hour"], prices=PRICES)
    labor = [(20 + 30) * 1.5, 20 * 0.5 * 1.5]
    want = [labor[0] + 1.5 + 0.1 + 2 + 50, labor[1] + 20 * 0.5 * 0.25 * 1.5 + 0.1 + 50]
    assert by_hour["value"].tolist() == pytest.approx(want)
    by_team = m.table(_costly(), ["labor_cost"], by=["team"], prices=PRICES)
    assert by_team["value"].tolist() == pytest.approx([20 * 1.5 * 1.5, 30 * 1.5])
    with pytest.raises(InputError, match=r"total_cost can be grouped by interval, hour, weekday"):
        m.table(_costly(), ["total_cost"], by=["team"], prices=PRICES)


def test_costs_need_prices_for_every_team() -> None:
    with pytest.raises(InputError, match="prices: must be given for costs"):
        m.total_cost(_costly())
    with pytest.raises(InputError, match=r'wage_per_hour: .* every team \(got "senior"\)'):
        m.total_cost(_costly(), prices=m.Prices({"front": 20.0}))


def test_net_value_is_uplift_less_extra_cost() -> None:
    base = journal(customers=[{"goodwill": 0.6}], horizon=3600)
    states: list[Row] = [{"agent": "ann", "state": "idle", "from": 0, "until": 3600}]
    new = journal(customers=[{"goodwill": 0.8}], agent_states=states, horizon=3600)
    options = m.Options(prices=PRICES, loyalty=LOYALTY)
    uplift = m.uplift_value(new, base, LOYALTY)
    assert m.net_value(new, base, options) == pytest.approx(uplift - 30.0)
    dearer = options.but(prices=replace(PRICES, fixed=150.0))
    assert m.net_value(new, base, dearer, options) == pytest.approx(uplift - 80.0)
