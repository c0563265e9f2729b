"""Trend, season and surges: points of the sheet are uncovered or covered, none is moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from toys import always_open, two_tiers

from cssim.demand import draw_demand
from cssim.demand.rates import curve
from cssim.scenario import Scenario
from cssim.streams import Streams
from cssim.units import DAY_MS, HOUR_MS

ALARM = 1e-6
Row = tuple[Any, ...]


def rows(scenario: Scenario) -> dict[int, Row]:
    """Return instant, reason, customer and luck of every issue, by number."""
    demand = draw_demand(scenario, 1, 0)
    facts = (demand.arrived_ms, demand.reason, demand.customer)
    lucks = demand.book.first(0, len(demand))
    return dict(zip(demand.issue.tolist(), zip(*map(list, facts), lucks, strict=True), strict=True))


def added(base: dict[int, Row], more: dict[int, Row]) -> list[int]:
    """Return the instants of the issues added, after checking that none was moved."""
    assert {number: more[number] for number in base} == base
    return sorted(int(row[0]) for number, row in more.items() if number not in base)


def surge(**settings: Any) -> dict[str, Any]:
    return {"events": [{"kind": "surge", "at": "10 h", "length": "2 h", "factor": 3, **settings}]}


# ---- surges ----------------------------------------------------------------------------


def test_a_surge_adds_issues_within_its_window_only() -> None:
    new = added(rows(always_open()), rows(always_open(**surge())))
    assert new[0] >= 10 * HOUR_MS and new[-1] < 12 * HOUR_MS
    # Twice 60 an hour for two hours more: 240.
    assert stats.poisson.sf(len(new) - 1, 240) > ALARM and stats.poisson.cdf(len(new), 240) > ALARM
    assert stats.poisson.sf(len(new) - 1, 120) < ALARM, "half the surge must show"


def test_a_surge_concerns_its_reasons_only() -> None:
    base, more = rows(two_tiers()), rows(two_tiers(**surge(reasons=["technical"])))
    assert len(added(base, more)) > 20
    assert {row[1] for number, row in more.items() if number not in base} == {1}


def test_fewer_issues_are_a_part_of_the_usual_ones() -> None:
    few, usual = rows(always_open(**surge(factor=0.25))), rows(always_open())
    gone = added(few, usual)
    assert gone[0] >= 10 * HOUR_MS and gone[-1] < 12 * HOUR_MS and len(gone) > 50


def test_a_surge_holds_to_the_millisecond() -> None:
    begins = {"at": "2024-01-01 10:00:00", "length": "90 min"}
    scenario = always_open(start="2024-01-01 09:30", **surge(**begins))
    rate = curve(scenario, Streams(1, 0), "help")
    start, stop = 10 * HOUR_MS, 10 * HOUR_MS + 90 * 60_000
    times = np.array([start - 1, start, stop - 1, stop])
    assert rate.at(0, times).tolist() == [60, 180, 180, 60]
    assert rate.at(1, times).tolist() == [60, 60, 60, 60]
    assert rate.instant(0, times).tolist() == (times - 34_200_000).tolist()


def test_surges_at_once_multiply_and_the_sheet_reaches_as_high() -> None:
    both = [
        {"kind": "surge", "at": "10 h", "length": "2 h", "factor": 3},
        {"kind": "surge", "at": "11 h", "length": "30 h", "factor": 0.5},
        {"kind": "surge", "at": "11 h", "length": "2 h", "factor": 4},
    ]
    rate = curve(always_open(horizon="2 d", events=both), Streams(1, 0), "help")
    hours = np.arange(24) * HOUR_MS
    expected = [60.0] * 10 + [180, 360, 120] + [30.0] * 11
    assert rate.at(0, hours).tolist() == expected
    for day in (0, 1):
        assert rate.highest(day) >= rate.at(day, np.arange(0, DAY_MS, 60_000)).max()
    assert rate.highest(1) == 60


# ---- trend and season --------------------------------------------------------------------


@pytest.mark.parametrize("where", ["demand", "reasons__help__arrivals"])
def test_a_trend_raises_the_rate_day_by_day(where: str) -> None:
    grows = {f"{where}__trend_per_year": 1.0}
    rate = curve(always_open(horizon="800 d", **grows), Streams(1, 0), "help")
    noon = np.array([DAY_MS // 2])
    found = [float(rate.at(day, noon)[0]) for day in (0, 1, 365, 366, 730)]
    assert found == pytest.approx([60 * 2 ** (day / 365.25) for day in (0, 1, 365, 366, 730)])
    base, more = (rows(always_open(horizon="3 d", **t)) for t in ({}, grows))
    assert all(at >= DAY_MS for at in added(base, more))


def test_a_month_has_its_factor_and_factors_multiply() -> None:
    season = {"demand__season": {"february": 2.0, "march": 0.5}}
    own = {"reasons__help__arrivals__season": {"february": 1.5}}
    scenario = always_open(start="2024-01-30 00:00", horizon="40 d", **season, **own)
    rate = curve(scenario, Streams(1, 0), "help")
    found = [float(rate.at(day, np.array([0]))[0]) for day in range(40)]
    assert found == [60.0] * 2 + [180.0] * 29 + [30.0] * 9  # 2024 has a 29 February


def test_a_month_uncovers_issues_and_moves_none() -> None:
    dates = {"start": "2024-01-31 00:00", "horizon": "2 d"}
    base = rows(always_open(**dates))
    new = added(base, rows(always_open(demand__season={"february": 1.5}, **dates)))
    assert new[0] >= DAY_MS and len(new) > 300
