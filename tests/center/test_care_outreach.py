"""Contacts that the center begins before anything went wrong, and what they spare."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from audited import lived
from care_days import (
    CONTACTS,
    DAY,
    GOOD,
    failed,
    goodwill,
    live_care,
    solved,
)
from days import ALWAYS, NEVER, luck, s, shift
from features import BASE
from told import lines, same, told

from cssim import measures
from cssim.center.care_settings import CareSettings
from cssim.demand import Customers, Demand, draw_demand, is_outreach
from cssim.rules.care import Risk
from cssim.rules.loyalty import Loyalty
from cssim.scenario import Scenario, parse

REACHES = CareSettings(outreach=0)
BEGUN = {"begun": True}
POPULATION = """
customers:
  size: 4000
  segments: {gold: {share: 0.25}, plain: {share: 0.75}}
"""


def scenario(**changes: Any) -> Scenario:
    """Return a center with customers; names with __ for dots."""
    given = {name.replace("__", "."): value for name, value in changes.items()}
    return parse(BASE + POPULATION).with_overrides({"horizon": "20 d", **given})


def reaching(**more: Any) -> dict[str, Any]:
    return {"care__outreach": {"reason": "help", "every": "10 d", **more}}


def drawn(**changes: Any) -> Demand:
    return draw_demand(scenario(**changes), 1, 0)


# ---- how they are worked ---------------------------------------------------------------


def test_the_center_calls_and_the_customer_is_content() -> None:
    """It waits behind a call until 300, which nobody feels; solved, it closes an issue."""
    journal = live_care(
        (0, luck((300, 0, 0)), {"customer": 1}), (10, solved(), BEGUN),
        care=REACHES, leave=(0.0, 0.0),
    )  # fmt: skip
    row = [line for line in told(journal, "contacts", CONTACTS) if "outreach" in line]
    assert row == ["0/8192/4032/1.1 outreach 10 360 answered yes nothing"]
    assert goodwill(journal) == pytest.approx(0.8 + 0.4 * (GOOD - 0.8), abs=1e-12)
    assert told(journal, "issues", "how n_attempts")[-1] == "resolved 1"


def test_nobody_gives_up_and_nobody_is_surveyed() -> None:
    rows = (
        (0, luck((300, 0, 0)), {"customer": 1}),
        (10, luck((60, 0, 0), 5, response=ALWAYS), BEGUN),
    )
    journal = live_care(*rows, care=REACHES, leave=(0.0, 0.0))
    assert told(journal, "contacts", "cause outcome responded patience")[-1] == (
        "outreach answered no inf"
    )


def test_what_it_does_not_solve_comes_back_like_any_issue() -> None:
    fate = failed(repeat=ALWAYS, repeat_delay=40)
    journal = live_care((0, fate, BEGUN), care=REACHES, later={(0, 2): solved()})
    assert told(journal, "contacts", "cause arrived resolved followed_by") == lines("""
        outreach   0 no  repeat
        repeat   100 yes nothing
    """)


def test_who_has_left_is_not_contacted() -> None:
    journal = live_care(
        (200, solved(), BEGUN), care=REACHES, leave=(0.999_999,),
        settings={"start_ms_of_day": s(DAY - 100)}, feelings={"loyalty": Loyalty()},
    )  # fmt: skip
    assert told(journal, "issues", "how") == ["not_raised"]


# ---- ages of risk ----------------------------------------------------------------------

YEARLY = -math.log(0.85) / 12 / 30.4375
RISK = Risk(ages=(s(10 * DAY),), length=s(5 * DAY), factor=3.0, relief=0.5, before=s(4 * DAY))


def _aged(*contacts: Any, born: float = 0, risk: Risk | None = RISK, **more: Any) -> Any:
    """Live 30 days of a customer who joined `born` days after the start, and never leaves."""
    people = Customers(np.zeros(1, np.int64), np.zeros(1), None, np.array([s(born * DAY)]))
    feelings = {"loyalty": more.pop("loyalty", Loyalty(sensitivity=0.0)), "risk": risk}
    end = more.pop("days", 30) * DAY
    return live_care(
        *contacts, people=people, feelings=feelings, end=end, care=REACHES,
        shifts=[shift(0, 0, end)], **more,
    )  # fmt: skip


def _days_lived(journal: Any) -> float:
    return float(journal.columns["customers"]["hazard"][0]) / YEARLY


def test_days_at_risk_count_more() -> None:
    """30 days, of which the five that begin at ages 10 to 14 count three times."""
    assert _days_lived(_aged()) == pytest.approx(30 + 2 * 5, abs=1e-9)
    assert _days_lived(_aged(risk=None)) == pytest.approx(30, abs=1e-9)
    assert _days_lived(_aged(born=-12)) == pytest.approx(30 + 2 * 2, abs=1e-9)
    assert _days_lived(_aged(born=-20)) == pytest.approx(30, abs=1e-9)


def test_they_count_the_same_day_by_day_as_in_a_stretch() -> None:
    """After an issue goodwill is no longer at its start, and days are lived one by one."""
    assert _days_lived(_aged((5, failed()))) == pytest.approx(30 + 2 * 5, abs=1e-9)


@pytest.mark.parametrize(
    ("day", "fate", "spared"),
    [(7, solved(), True), (6.1, solved(), True), (5.9, solved(), False), (10.1, solved(), False),
     (7, failed(repeat=NEVER), False)],
)  # fmt: skip
def test_a_solved_outreach_shortly_before_spares_half_of_it(
    day: float, fate: Any, spared: bool
) -> None:
    journal = _aged((day * DAY, fate, BEGUN))
    assert _days_lived(journal) == pytest.approx(30 + 2 * 5 * (0.5 if spared else 1), abs=1e-9)


def test_a_contact_that_the_customer_began_spares_nothing() -> None:
    assert _days_lived(_aged((7 * DAY, solved()))) == pytest.approx(40, abs=1e-9)


@pytest.mark.parametrize("born", [0, -8.3, -11, -20])
@pytest.mark.parametrize("fate", [None, solved(), failed(repeat=NEVER)])
@pytest.mark.parametrize("begun", [True, False])
def test_ages_of_risk_to_come_are_projected(born: float, fate: Any, begun: bool) -> None:
    """What eight days foretell of thirty is what happens in thirty, calls shortly before too."""
    contacts = [] if fate is None else [(7.5 * DAY, fate, {"begun": begun})]
    rules = {"risk": RISK, "window_s": 30 * DAY, "churn_per_year": 0.15}
    for loyalty in (Loyalty(), Loyalty(sensitivity=0.0)):
        short, long = (_aged(*contacts, born=born, loyalty=loyalty, days=n) for n in (8, 30))
        options = measures.Loyalty(sensitivity=loyalty.sensitivity, **rules)
        projected, there = measures.survival(short, options)[0], measures.survival(long, options)[0]
        assert projected == pytest.approx(there, abs=1e-12)
        hazard = float(long.columns["customers"]["hazard"][0])
        assert there == pytest.approx(math.exp(-hazard), abs=1e-12)
        if not loyalty.sensitivity and not begun:
            assert measures.value_at_risk(long, loyalty=options).value == pytest.approx(0, abs=1e-9)


def test_without_ages_of_risk_nothing_more_is_projected() -> None:
    options = measures.Loyalty(sensitivity=0.0, window_s=30 * DAY)
    plain = measures.survival(_aged(risk=None, days=8), options)[0]
    assert plain == pytest.approx(math.exp(-30 * YEARLY), abs=1e-12)
    aged = measures.survival(_aged(days=8), replace(options, risk=RISK))[0]
    assert aged == pytest.approx(math.exp(-40 * YEARLY), abs=1e-12)


# ---- who is contacted, and when --------------------------------------------------------


def begun(demand: Demand) -> np.ndarray[Any, Any]:
    return np.flatnonzero(is_outreach(demand.issue))


def test_everybody_is_contacted_every_so_often() -> None:
    """Twice in 20 days, ten days apart, but for the time of day."""
    demand = drawn(**reaching())
    rows = begun(demand)
    who, at = demand.customer[rows], demand.arrived_ms[rows]
    counts = np.bincount(who, minlength=4000)
    assert np.all(np.abs(counts - 2) <= 1)
    assert abs(int(counts.sum()) - 8000) < 300
    twice = np.flatnonzero(counts == 2)
    gaps = [np.ptp(at[who == one]) / (1000 * DAY) for one in twice[:200]]
    assert all(9 < gap < 11 for gap in gaps)


def test_only_the_segments_named_and_each_with_the_same_luck() -> None:
    every, some = drawn(**reaching()), drawn(**reaching(segments=["gold"]))
    rows = begun(some)
    assert set(some.segment[rows].tolist()) == {0}
    place = {int(number): row for row, number in enumerate(every.issue)}
    for row in rows[:50].tolist():
        other = place[int(some.issue[row])]
        assert some.customer[row] == every.customer[other]
        assert some.book.attempt(row, 1, 0) == every.book.attempt(other, 1, 0)


def test_nobody_elses_points_move() -> None:
    without, with_it = drawn(), drawn(**reaching())
    sheet = np.flatnonzero(~is_outreach(with_it.issue))
    assert np.array_equal(without.issue, with_it.issue[sheet])
    assert np.array_equal(without.customer, with_it.customer[sheet])
    first = list(with_it.book.first(0, len(with_it)))
    assert list(without.book.first(0, 300)) == [first[row] for row in sheet[:300]]
    assert len(np.unique(with_it.issue)) == len(with_it), "every number is its own"


AT_RISK = {"care__risk": {"days": [30, 60], "oldest": "90 d"}}


def test_before_risks_it_is_in_time() -> None:
    demand = drawn(**AT_RISK, **reaching(at_risk=True, before="14 d", segments=["gold"]))
    born, rows = demand.customers.born_ms, begun(demand)
    assert born is not None
    assert len(rows) > 100
    ages = (demand.arrived_ms[rows] - born[demand.customer[rows]]) / (1000 * DAY)
    ahead = np.min(np.abs(np.subtract.outer([30, 60], ages)), axis=0)
    assert np.all((ahead <= 14) & (ahead > 11.9)), "the day on which they begin to be in time"
    assert np.all(demand.segment[rows] == 0)


def test_random_outreach_is_as_much_at_the_same_instants() -> None:
    aimed, blind = (
        drawn(**AT_RISK, **reaching(at_risk=True, segments=["gold"], targeted=targeted))
        for targeted in (True, False)
    )
    rows = begun(aimed)
    assert np.array_equal(aimed.issue, blind.issue)
    assert np.array_equal(aimed.arrived_ms, blind.arrived_ms)
    assert np.all(blind.segment[rows] == 0)
    assert np.mean(aimed.customer[rows] == blind.customer[rows]) < 0.05


def test_aimed_outreach_keeps_more_customers_than_as_much_of_random_outreach() -> None:
    """M104: the same customers and calls; the risk is large, so that few days show it."""
    risk = {"days": [30], "length": "10 d", "factor": 60.0, "relief": 1.0, "oldest": "40 d"}
    every_day = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    gone = []
    for targeted in (True, False):
        journal = lived(
            scenario(
                care__risk=risk,
                **reaching(at_risk=True, before="5 d", targeted=targeted),
                teams__desk__patterns=[{"days": every_day, "shift": "00:00-24:00"}],
                reasons__help__arrivals__per_hour=1,
                reasons__repair__arrivals__per_hour=0,
                horizon="12 d",
            )
        )
        gone.append(int(np.sum(journal.columns["customers"]["left_ms"] >= 0)))
    assert gone[0] < 0.9 * gone[1]


def test_without_outreach_and_risk_a_journal_is_the_same_bit_for_bit() -> None:
    plain = live_care((0, failed()), (5, solved()))
    assert same(plain, live_care((0, failed()), (5, solved()), care=REACHES)) == []
    aged = replace(RISK, factor=1.0)
    assert same(_aged(risk=None), _aged(risk=aged)) == []
