"""The worked example of the glossary: its whole journal, and every figure in it.

The journal is compared without tolerance; contact 9 of the glossary is here 1.2, the
second attempt of the issue of contact 2.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from days import Day, ten_contacts
from told import lines, same, told

import cssim.measures as m
from cssim.center.settings import Feelings
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.rules.loyalty import Loyalty

CONTACTS = """
# id issue who att reason channel seg lang cause arrived queued reply left patience told outcome …
0.1 0 - 1 billing phone - - fresh 0 0 0 180 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
1.1 1 - 1 billing phone - - fresh 60 60 60 330 inf - answered no 1 0 no no 0 repeat - - - no - - - -
1.2 1 - 2 billing phone - - repeat 650 650 700 920 200 - answered yes 1 0 no no 0 nothing - - - no - - - -
2.1 2 - 1 billing phone - - fresh 120 120 210 330 300 - answered yes 1 0 no no 0 nothing - - - no - - - -
3.1 3 - 1 billing phone - - fresh 130 130 - 145 15 - abandoned no 1 0 no no 0 nothing - - - no - - - -
4.1 4 - 1 billing phone - - fresh 200 200 - 300 100 - abandoned no 1 0 no no 0 nothing - - - no - - - -
5.1 5 - 1 billing phone - - fresh 345 345 360 450 60 - answered yes 1 0 no no 0 nothing - - - no - - - -
6.1 6 - 1 billing phone - - fresh 500 500 500 670 inf - answered no 1 0 no no 0 nothing - - - no - - - -
7.1 7 - 1 billing phone - - fresh 600 600 600 750 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
8.1 8 - 1 billing phone - - fresh 1000 1000 1000 1080 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
"""

LEGS = """
# contact leg kind reason tier team agent slot queued answered talk hold acw ended patience how
0.1 1 service billing 1 desk a 0 0 0 180 0 30 210 inf resolved
1.1 1 service billing 1 desk b 0 60 60 240 30 60 390 inf unresolved
1.2 1 service billing 1 desk b 0 650 700 200 20 40 960 200 resolved
2.1 1 service billing 1 desk a 0 120 210 120 0 30 360 300 resolved
3.1 1 queue billing 1 - - 0 130 - 0 0 0 145 15 abandoned
4.1 1 queue billing 1 - - 0 200 - 0 0 0 300 100 abandoned
5.1 1 service billing 1 desk a 0 345 360 90 0 30 480 60 resolved
6.1 1 service billing 1 desk b 0 500 500 150 20 30 700 inf unresolved
7.1 1 service billing 1 desk a 0 600 600 150 0 30 780 inf resolved
8.1 1 service billing 1 desk a 0 1000 1000 80 0 20 1100 inf resolved
"""

STATES = """
a 0 180 talk 0.1 180
a 180 210 acw 0.1 30
a 210 330 talk 2.1 120
a 330 360 acw 2.1 30
a 360 450 talk 5.1 90
a 450 480 acw 5.1 30
a 480 600 idle - 0
a 600 750 talk 7.1 150
a 750 780 acw 7.1 30
a 780 1000 idle - 0
a 1000 1080 talk 8.1 80
a 1080 1100 acw 8.1 20
a 1100 1200 idle - 0
b 0 60 idle - 0
b 60 300 talk 1.1 240
b 300 330 hold 1.1 30
b 330 390 acw 1.1 60
b 390 500 idle - 0
b 500 650 talk 6.1 150
b 650 670 hold 6.1 20
b 670 700 acw 6.1 30
b 700 900 talk 1.2 200
b 900 920 hold 1.2 20
b 920 960 acw 1.2 40
b 960 1100 idle - 0
b 1100 1160 break - 0
b 1160 1200 idle - 0
"""

ISSUES = """
# issue reason customer arose closed n_attempts sat how
0 billing -    0  180 1 - resolved
1 billing -   60  920 2 - resolved
2 billing -  120  330 1 - resolved
3 billing -  130  145 1 - given_up
4 billing -  200  300 1 - given_up
5 billing -  345  450 1 - resolved
6 billing -  500  670 1 - given_up
7 billing -  600  750 1 - resolved
8 billing - 1000 1080 1 - resolved
"""

PEOPLE = """
# at n agent contact what until state team value
0 0 a - shift_start 1200 - - -
0 1 b - shift_start 1200 - - -
1100 2 b - away_due 1160 break - -
"""

WRITTEN = {
    "contacts": CONTACTS,
    "legs": LEGS,
    "agent_states": STATES,
    "customers": "",
    "issues": ISSUES,
    "people": PEOPLE,
}


@pytest.fixture(scope="module")
def ten() -> Journal:
    return ten_contacts().live()


@pytest.mark.parametrize("table", WRITTEN)
def test_the_whole_journal(ten: Journal, table: str) -> None:
    assert told(ten, table) == lines(WRITTEN[table])


def test_the_run_stops_at_the_horizon(ten: Journal) -> None:
    assert (ten.about.horizon_ms, ten.about.end_ms) == (1_200_000, 1_200_000)


# The glossary also gives what the customers said: a score of 1-5 and one of 0-10 each. In
# the model both follow from one uniform, given what the customer went through. Agent a
# serves with little skill in pleasing (quality 0.27) at the pace of an average agent.
QUALITY_A = 0.27
SAID = {  # contact: uniform, rating, nps, responded
    "0.1": (0.10, 5, 10, "yes"),
    "1.1": (0.8862, 2, 3, "yes"),
    "1.2": (0.70, 4, 7, "yes"),
    "2.1": (0.50, 4, 8, "yes"),
    "5.1": (0.30, 5, 9, "yes"),
    "6.1": (0.50, None, None, "no"),
    "7.1": (0.7720, 3, 7, "yes"),
    "8.1": (0.10, None, None, "no"),
}


def _surveyed() -> Day:
    """Return the day with nine customers, who feel and who answer surveys."""
    day = ten_contacts()
    proficiency = QUALITY_A - 0.67 + 0.758
    careless = replace(
        day.agents[0],
        proficiency=proficiency,
        skills={0: (math.exp(0.818 * (0.758 - proficiency)), 0.7)},
    )
    contacts = [
        (at, _answers(luck, f"{k}.1"), {"customer": k, "segment": 0})
        for k, (at, luck) in enumerate(day.contacts)
    ]
    feelings = Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(1.0,))
    return replace(
        day,
        contacts=contacts,
        agents=[careless, day.agents[1]],
        later={(1, 2): _answers(day.later[1, 2], "1.2")},
        customers=Customers(np.zeros(9, np.int64), np.zeros(9)),
        settings={"feelings": feelings, "segments": ("all",)},
    )


def _answers(luck: Any, contact: str) -> Any:
    uniform, _, _, responded = SAID.get(contact, (0.5, None, None, "no"))
    return luck._replace(rating=uniform, response=0.0 if responded == "yes" else 0.999)


@pytest.fixture(scope="module")
def surveyed() -> Journal:
    return _surveyed().live()


NEW = (
    "customer", "segment", "sat", "rating", "nps", "responded",
    "wait_ratio", "quality", "mismatch", "hostility",
)  # fmt: skip


def test_feeling_changes_nothing_else(ten: Journal, surveyed: Journal) -> None:
    new = [f"{table}.{column}" for table in ("contacts", "issues") for column in NEW]
    assert same(ten, surveyed, without=["customers", *new]) == []


def test_what_the_customers_said(surveyed: Journal) -> None:
    found = dict(
        row.split(maxsplit=1) for row in told(surveyed, "contacts", "contact rating nps responded")
    )
    for contact, (_, rating, nps, responded) in SAID.items():
        if rating is not None:
            assert found[contact] == f"{rating} {nps} {responded}", contact
        else:
            assert found[contact].endswith(responded), contact


DESK = m.Prices({"desk": 24.0}, oncost=0.0)
FIGURES: list[tuple[Any, dict[str, Any], float]] = [
    (m.n_offered, {}, 10),
    (m.n_answered, {}, 8),
    (m.n_abandoned, {}, 2),
    (m.n_short, {"awt_s": 20}, 1),
    (m.abandonment, {}, 0.2),
    (m.abandonment_long, {"awt_s": 20}, 1 / 9),
    (m.service_level, {"awt_s": 20, "rule": "offered"}, 0.6),
    (m.service_level, {"awt_s": 20, "rule": "exclude_short"}, 6 / 9),
    (m.service_level, {"awt_s": 20, "rule": "short_met"}, 0.7),
    (m.service_level, {"awt_s": 20, "rule": "answered"}, 0.75),
    (m.asa_s, {}, 19.375),
    (m.mean_wait_s, {}, 27),
    (m.mean_abandon_s, {}, 57.5),
    (m.excess_wait_s, {"awt_s": 20}, 18),
    (m.wait_quantile_s, {"q": 0.9}, 62),
    (m.mean_queue, {}, 270 / 1200),
    (m.aht_s, {}, 193.75),
    (m.talk_s, {}, 151.25),
    (m.hold_s, {}, 8.75),
    (m.acw_s, {}, 33.75),
    (m.occupancy, {}, 1550 / 2340),
    (m.utilization, {}, 1550 / 2400),
    (m.shrinkage, {}, 60 / 2400),
    (m.load, {}, 1550 / 8 * 10 / 1200),
    (m.fcr, {}, 5 / 7),
    (m.fcr_observed, {}, 6 / 7),
    (m.resolution_rate, {}, 6 / 9),
    (m.csat, {}, 4 / 6),
    (m.mean_csat, {}, 23 / 6),
    (m.nps_points, {}, 100 * (2 - 1) / 6),
    (m.labor_cost, {"prices": DESK}, 16.00),
    (m.cost_per_contact, {"prices": DESK}, 2.00),
    (m.cost_per_resolution, {"prices": DESK}, 16 / 6),
    (m.p_delay, {}, 0.5),
]


@pytest.mark.parametrize(
    ("measure", "options", "value"), FIGURES, ids=lambda x: getattr(x, "name", None)
)
def test_every_figure(
    surveyed: Journal, measure: Any, options: dict[str, Any], value: float
) -> None:
    assert measure(surveyed, **options).value == pytest.approx(value, rel=0, abs=1e-9)
