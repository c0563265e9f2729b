"""The budget: expected contacts by hand, and what is refused before anything is drawn."""

import time

import pytest
from bank import BANK
from hub import HUB
from toys import always_open, phone_desk

from cssim.errors import InputError
from cssim.scenario import Budget, Scenario, budget, check_budget, parse
from cssim.scenario.budget import expected_issues


def test_expected_issues_of_the_bank_by_hand() -> None:
    """Billing: Monday 12 + 15.5 + 20 + 30 and Friday 9, each for half an hour; loans: 6 an hour."""
    assert expected_issues(parse(BANK)) == pytest.approx(86.5 / 2 + 6 * 168)


@pytest.mark.parametrize(
    ("change", "issues"),
    [
        ({}, 480),
        ({"volume": 1.5}, 720),
        ({"horizon": "7 d"}, 3360),
        ({"horizon": "2 w"}, 6720),
        ({"horizon": "12 h"}, 180),
        ({"horizon": "9.5 h"}, 30),
        ({"start": "2024-01-02 16:45", "horizon": "16.25 h"}, 15),
        ({"start": "2024-01-02 16:45", "horizon": "16.75 h"}, 45),
        ({"horizon": "365 d"}, 365 * 480),
    ],
)
def test_expected_issues_of_a_desk(change: dict[str, object], issues: float) -> None:
    assert expected_issues(phone_desk(**change)) == pytest.approx(issues)


def test_budget_of_replications() -> None:
    one, ten = budget(phone_desk()), budget(phone_desk(), 10)
    assert one.expected_contacts == pytest.approx(720)
    assert one.agent_days == pytest.approx(8)
    assert ten.expected_contacts == pytest.approx(7200)
    assert ten.seconds == pytest.approx(10 * one.seconds)
    assert ten.megabytes == one.megabytes


HUGE: dict[str, tuple[Scenario, dict[str, int]]] = {
    "10^12 arrivals": (
        always_open(horizon="3650 d", volume=100, reasons__help__arrivals__per_hour=1000),
        {"replications": 1000},
    ),
    "10^10 runs": (phone_desk(), {"replications": 10**10}),
    "10^10 cells": (phone_desk(), {"cells": 10**10}),
    "many agents for long": (
        always_open(teams__desk__size=5000, staff=100, horizon="3650 d", volume=0),
        {},
    ),
    "memory": (always_open(horizon="3650 d", reasons__help__arrivals__per_hour=500), {}),
}


@pytest.mark.parametrize("name", HUGE)
def test_huge_work_is_refused_at_once(name: str) -> None:
    scenario, runs = HUGE[name]
    started = time.process_time()
    with pytest.raises(InputError) as caught:
        check_budget(scenario, **runs)
    assert time.process_time() - started < 1
    assert all(len(line) <= 300 and line.isprintable() for line in caught.value.lines())


@pytest.mark.parametrize(
    "change",
    [{"teams.desk.size": 10**9}, {"horizon": "1000000 d"}, {"volume": 1e12},
     {"reasons.help.arrivals.per_hour": 1e12}],
)  # fmt: skip
def test_huge_scenario_is_none(change: dict[str, object]) -> None:
    started = time.process_time()
    with pytest.raises(InputError):
        phone_desk().with_overrides(change)
    assert time.process_time() - started < 1


def test_rate_times_volume_is_limited() -> None:
    with pytest.raises(InputError, match=r"per_hour: times multipliers.volume, .* at most 100,000"):
        always_open(volume=100, reasons__help__arrivals__per_hour=1001)


def test_trend_season_and_surges_count() -> None:
    plain = parse(HUB).with_overrides(
        {"events": [], "demand.trend_per_year": 0, "demand.season": {},
         "reasons.help.arrivals.trend_per_year": 0, "reasons.help.arrivals.season": {}}
    )  # fmt: skip
    days = 14 * 24
    assert expected_issues(plain) == pytest.approx(27 * days)
    january = plain.with_overrides({"demand.season.january": 1.5})
    assert expected_issues(january) == pytest.approx(1.5 * 27 * days)
    surge = {"kind": "surge", "at": "13 d", "length": "2 d", "factor": 3, "reasons": ["help"]}
    assert expected_issues(plain.with_overrides({"events": [surge]})) == pytest.approx(
        27 * days + 2 * 20 * 24
    )
    grown = plain.with_overrides({"reasons.help.arrivals.trend_per_year": 0.5})
    growth = [1.5 ** (day / 365.25) for day in range(15)]
    assert expected_issues(grown) == pytest.approx((20 * sum(growth) / 15 + 7) * days)


@pytest.mark.parametrize("replications", [0, -1, 1.5, True, "3", None, float("nan")])
def test_number_of_replications(replications: object) -> None:
    with pytest.raises(InputError, match=r"^replications: must be"):
        budget(phone_desk(), replications)  # type: ignore[arg-type]


@pytest.mark.parametrize("cells", [0, True, 2.0])
def test_number_of_cells(cells: object) -> None:
    with pytest.raises(InputError, match=r"^cells: must be"):
        check_budget(phone_desk(), cells=cells)  # type: ignore[arg-type]


def test_limit_is_the_users() -> None:
    assert isinstance(check_budget(phone_desk(), 100), Budget)
    with pytest.raises(InputError, match=r"expected contacts: must be at most 71,999.*7.2e\+04"):
        check_budget(phone_desk(), 50, cells=2, limit=71_999)
    assert check_budget(phone_desk(), 50, cells=2, limit=72_000.1).expected_contacts > 71_999
