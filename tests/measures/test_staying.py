"""Who stays, what customers bring in, when a change has paid for itself."""

from __future__ import annotations

import math
from datetime import date

import pytest
from handmade import Row, answered, day, journal

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.parameters import DAY_S, YEAR_S

MONTH = YEAR_S / 12
LOYALTY = m.Loyalty(margin_per_month={"high": 100.0, "standard": 30.0})


def _customers(*rows: Row, months: float = 24, **more: float) -> m.View:
    return m.View(journal(customers=list(rows), horizon=months * MONTH, **more))


def _two_years() -> m.View:
    """Return five customers: one leaves after 6 months, one after 18, one joins late."""
    return _customers(
        {}, {"left": 6 * MONTH}, {"left": 18 * MONTH, "segment": "high"}, {"segment": "high"},
        {"joined": 3 * MONTH, "left": 9 * MONTH},
    )  # fmt: skip


def test_retained_after_some_months() -> None:
    view = _two_years()
    assert m.retained(view) == m.Ratio(3, 4)
    assert m.retained(view, months=24) == m.Ratio(2, 4)
    assert m.retained(view, months=6) == m.Ratio(3, 4)
    assert m.retained(view, months=25) == m.Ratio(0, 0)
    by = m.table(view, ["retained(months=24)"], by=["segment"]).set_index("segment")["value"]
    assert by.to_dict() == {"high": 0.5, "standard": 0.5}
    with pytest.raises(InputError, match=r"months: must be >= 0 \(got -1\)"):
        m.retained(view, months=-1)


def test_months_count_from_the_end_of_the_warm_up() -> None:
    view = _customers({}, {"left": 6 * MONTH}, months=24, warm_up=1 * MONTH)
    assert m.retained(view, months=4) == m.Ratio(2, 2)
    assert m.retained(view, months=5) == m.Ratio(1, 2)
    assert m.retained(view, months=23) == m.Ratio(1, 2)


def test_the_curve_of_those_who_stay() -> None:
    curve = m.retention_curve(_two_years(), step_months=6)
    assert curve["months"].tolist() == [0, 6, 12, 18, 24]
    assert curve["value"].tolist() == [1, 0.75, 0.75, 0.5, 0.5]
    by = m.retention_curve(_two_years(), ["segment"], step_months=12)
    assert by.columns.tolist() == ["months", "segment", "value", "numerator", "denominator"]
    assert by["segment"].tolist() == ["high", "standard"] * 3
    assert by["value"].tolist() == [1, 1, 1, 0.5, 0.5, 0.5]
    assert m.retention_curve(journal(horizon=10))["value"].isna().tolist() == [True]


def test_who_joined_counts_among_leavers_but_not_in_retention() -> None:
    view = _two_years()
    assert m.n_left(view).value == 3 and m.retention(view) == m.Ratio(2, 4)
    by = m.table(view, ["n_left"], by=["interval"], interval_s=12 * MONTH)["value"]
    assert by.tolist() == [2, 1]
    late = _customers({"left": 2 * MONTH}, {"left": 3 * MONTH}, months=6, warm_up=2 * MONTH)
    assert m.n_left(late).value == 1


def test_goodwill() -> None:
    rows: list[Row] = [{"goodwill": g} for g in (0.2, 0.4, 0.6, 0.8)]
    view = _customers(*rows, {"goodwill": 0.0, "joined": 5.0})
    assert m.mean_goodwill(view) == m.Mean(2.0, 4)
    assert m.goodwill_p10(view) == m.Quantile(pytest.approx(0.2 + 0.3 * 0.2), 4)
    unknown = _customers({"goodwill": math.nan})
    assert math.isnan(m.mean_goodwill(unknown).value)
    assert math.isnan(m.goodwill_p10(unknown).value)
    assert math.isnan(m.goodwill_p10(journal(horizon=1)).value)


def _failures() -> Journal:
    """Return customer 0 with a failed issue who leaves, 1 with one who stays, 2 with none."""
    issues: list[Row] = [
        {"customer": 0, "arose": 0, "how": "given_up"},
        {"customer": 1, "arose": 0, "how": "too_many"},
        {"customer": 2, "arose": 0, "how": "resolved"},
    ]
    contacts = [
        answered(0, 0, 9, customer=0, rating=2, responded=True),
        answered(0, 0, 9, customer=1, rating=1),
        answered(0, 0, 9, customer=2, rating=5, responded=True),
    ]
    customers: list[Row] = [
        {"customer": 0, "left": 40.0, "goodwill": 0.3}, {"customer": 1, "goodwill": 0.5},
        {"customer": 2},
    ]  # fmt: skip
    people: list[Row] = [{"at": 30, "agent": "ann", "what": "recovered", "value": 0.1}]
    return day(contacts, issues=issues, customers=customers, people=people, horizon=100)


def test_after_a_failure() -> None:
    run = _failures()
    assert m.retention_failed(run) == m.Ratio(1, 2)
    assert m.goodwill_failed(run) == m.Mean(0.8, 2)
    assert m.retention_dissatisfied(run) == m.Ratio(0, 1)
    assert m.n_recovered(run).value == 1
    for name in ("retention_failed", "goodwill_failed", "retention_dissatisfied"):
        assert math.isnan(m.get(name)(journal(horizon=5)).value)


# ---- what they bring in ------------------------------------------------------------


def test_revenue_is_margin_for_the_time_as_a_customer() -> None:
    view, own = _two_years(), {"loyalty": LOYALTY}
    months = 30 * (24 + 6 + 6) + 100 * (18 + 24)
    assert m.revenue_value(view, **own).value == pytest.approx(months)
    of_the_start = months - 30 * 6
    assert m.revenue_per_customer(view, **own) == m.Mean(pytest.approx(of_the_start), 4)
    by = m.table(view, ["revenue_value"], by=["segment"], **own).set_index("segment")["value"]
    assert by.to_dict() == pytest.approx({"high": 4200.0, "standard": 1080.0})
    by = m.table(view, ["revenue_value"], by=["interval"], interval_s=12 * MONTH, **own)["value"]
    assert by.tolist() == pytest.approx([30 * (12 + 6 + 6) + 100 * 24, 30 * 12 + 100 * 18])
    with pytest.raises(InputError, match="revenue_per_customer can be grouped by segment"):
        m.table(view, ["revenue_per_customer"], by=["hour"], **own)
    with pytest.raises(InputError, match="loyalty: must be given"):
        m.revenue_value(view)


def test_a_growing_margin() -> None:
    """Growth of 100 % a year: 2^t integrates to (2^t - 1) / ln 2 years."""
    growing = m.Loyalty(margin_per_month={"standard": 30.0}, growth_per_year=1.0)
    view = _customers({}, {"joined": 12 * MONTH}, months=24)
    year = 12 * 30 / math.log(2)
    assert m.revenue_value(view, loyalty=growing).value == pytest.approx(3 * year + year)
    by = m.table(view, ["revenue_value"], by=["interval"], interval_s=12 * MONTH, loyalty=growing)
    assert by["value"].tolist() == pytest.approx([year, 2 * year + year])
    later = _customers({}, months=24, warm_up=12 * MONTH)
    assert m.revenue_value(later, loyalty=growing).value == pytest.approx(2 * year)


def test_lifetime_value_kept_is_what_uplift_compares() -> None:
    rows = [_customers({"goodwill": g}, {"segment": "high"}, months=1) for g in (0.6, 0.9)]
    kept = [m.clv_kept_value(view, loyalty=LOYALTY) for view in rows]
    uplift = m.uplift_value(rows[1].journal, rows[0].journal, LOYALTY)
    assert kept[1].numerator - kept[0].numerator == pytest.approx(uplift)
    assert kept[0].denominator == 2
    by = m.table(rows[0], ["clv_kept_value"], by=["segment"], loyalty=LOYALTY)["value"]
    assert by[0] > by[1]


def test_referrals_are_those_whom_others_brought() -> None:
    """One came by itself, one in the warm-up."""
    brought: Row = {"referrer": 0, "segment": "high"}
    rows: list[Row] = [{}, {"joined": 5 * MONTH}, {**brought, "joined": 2 * MONTH},
                       {**brought, "joined": 7 * MONTH, "left": 8 * MONTH}]  # fmt: skip
    assert m.n_referrals(_customers(*rows)).value == 2
    view = _customers(*rows, warm_up=3 * MONTH)
    assert m.n_referrals(view).value == 1
    by = m.table(view, ["n_referrals"], by=["segment"]).set_index("segment")["value"]
    assert by.to_dict() == {"high": 1, "standard": 0}


# ---- pay-back ----------------------------------------------------------------------


def _paying(left_day: float, talk_s: float) -> Journal:
    """Return four days: a customer leaves on one of them; an agent works on the first."""
    states: list[Row] = [{"agent": "ann", "state": "idle", "from": 0, "until": talk_s}]
    customers: list[Row] = [{"customer": 0, "left": left_day * DAY_S}]
    return journal(
        agent_states=states, customers=customers, horizon=4 * DAY_S, start="1999-12-30 00:00"
    )


DAILY = m.Options(
    prices=m.Prices({"front": 36.0, "senior": 0.0}, oncost=0.0),
    loyalty=m.Loyalty(margin_per_month={"standard": 365.0 / 12 * 10}),
)
"""A customer brings in 10 a day, an agent costs 36 an hour."""


def test_a_change_pays_back_when_gains_have_caught_up_for_good() -> None:
    """It costs 1500 s more on the first day, 15, and keeps a customer for 3 days more."""
    base, new = _paying(1, 0), _paying(4, 1500)
    days = m.payback(new, base, DAILY)
    assert days.columns.tolist() == ["day", "gain", "cost", "cumulated"]
    assert days["gain"].tolist() == pytest.approx([0, 10, 10, 10])
    assert days["cost"].tolist() == pytest.approx([15, 0, 0, 0])
    assert days["cumulated"].tolist() == pytest.approx([-15, -5, 5, 15])
    assert m.payback_date(new, base, DAILY) == date(2000, 1, 1)
    assert m.payback_date(base, new, DAILY) is None
    assert m.payback_date(base, base, DAILY) == date(1999, 12, 30)
    with pytest.raises(InputError, match="journal: needs a start date"):
        m.payback_date(journal(horizon=1), journal(horizon=1), DAILY)


def test_prices_may_differ_and_loyalty_is_that_of_the_base() -> None:
    base, new = _paying(1, 3600), _paying(4, 3600)
    dearer = m.Options(prices=m.Prices({"front": 66.0, "senior": 0.0}, oncost=0.0))
    days = m.payback(new, base, dearer, DAILY)
    assert days["cumulated"].tolist() == pytest.approx([-30, -20, -10, 0])


def test_the_day_from_which_it_stays_paid() -> None:
    assert m.payback_day([-5, -2, 1, -1, 0, 3]) == 4
    assert m.payback_day([0, 0]) == 0
    assert m.payback_day([1, -1]) is None
    assert m.payback_day([]) is None
    assert m.payback_day([1, math.nan]) is None
