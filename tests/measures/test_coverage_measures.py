"""Coverage, spread of work, targets by channel, outages, overviews."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import KINDS, Row, answered, day, journal, turned_away, unanswered

import cssim.measures as m
from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.outages import CALM_MS, Line

MIN = 60.0


def _state(agent: str, state: str, start: float, end: float) -> Row:
    return {"agent": agent, "state": state, "from": start, "until": end}


def test_spread_and_the_busiest_agent() -> None:
    """Occupancies 0.2 and 1.0; the third agent has no time: mean 0.6, deviation 0.4."""
    states = [
        _state("ann", "talk", 0, 20), _state("ann", "idle", 20, 100),
        _state("bob", "talk", 0, 60), _state("cy", "break", 0, 100),
    ]  # fmt: skip
    run = journal(agent_states=states, horizon=100)
    assert m.occupancy_highest(run) == m.Quantile(1.0, 2)
    assert m.occupancy_spread(run).value == pytest.approx(0.4)
    by = m.table(run, ["occupancy_highest"], by=["team"]).set_index("team")
    assert by.loc["front", "value"] == 1.0 and math.isnan(by.loc["senior", "value"])
    by = m.table(run, ["occupancy_highest"], by=["interval"], interval_s=50)
    assert by["value"].tolist() == [1.0, 1.0]
    with pytest.raises(InputError, match="occupancy_spread can be grouped by"):
        m.table(run, ["occupancy_spread"], by=["agent"])


def _hours() -> Journal:
    """Return three half hours: one agent, none, two; the third has no arrivals.

    Handle time 60 s. First: 2 arrivals, 1800 s of agents. Second: 1 arrival, no agent.
    """
    contacts = [
        answered(0, 0, 60), answered(100, 30, 60), unanswered(1800, 200),
        turned_away(1800, "closed"),
    ]  # fmt: skip
    states = [_state("ann", "idle", 0, 1800), _state("bob", "idle", 3600, 5400)]
    return day(contacts, agent_states=states, horizon=5400)


def test_coverage_of_the_intervals_that_had_arrivals() -> None:
    assert m.uncovered(_hours()) == m.Ratio(1, 2)
    assert m.least_coverage(_hours()) == m.Quantile(0.0, 2)
    by = m.table(_hours(), ["least_coverage", "worst_wait_s"], by=["interval"])
    assert by["value"].tolist()[:2] == [1800 / 120, 0] and math.isnan(by["value"][2])
    assert m.worst_wait_s(_hours()) == m.Quantile(200, 2)
    assert by["value"].tolist()[3:5] == [15, 200]
    assert m.longest_wait_s(_hours()) == m.Quantile(200, 3)


def test_each_channel_has_its_own_target() -> None:
    """Phone meets 0.5 in both half hours, video misses 0.9 in the first and has no second."""
    contacts = [
        answered(0, 0, 9), answered(0, 30, 9), answered(1800, 0, 9),
        answered(0, 0, 9, channel="video"), answered(0, 30, 9, channel="video"),
    ]  # fmt: skip
    run, targets = day(contacts, horizon=3600), {"phone": 0.5, "video": 0.9}
    assert m.sl_attained(run, sl_target=targets) == m.Ratio(2, 3)
    assert m.sl_attained(run, sl_target=0.9) == m.Ratio(1, 2)
    by = m.table(run, ["sl_attained"], by=["channel"], sl_target=targets).set_index("channel")
    assert by["numerator"].tolist()[:2] == [2, 0] and by["denominator"].tolist()[:2] == [2, 1]
    with pytest.raises(InputError, match=r'sl_target: must have a target .* \(got "video"\)'):
        m.sl_attained(run, sl_target={"phone": 0.5})


# ---- outages -----------------------------------------------------------------------


def _line(*spans: tuple[float, float]) -> Line:
    both = np.array(spans, dtype=np.int64).reshape(-1, 2)
    return Line(both[:, 0], both[:, 1])


def test_a_line_recovers_when_it_stays_calm_for_a_quarter_of_an_hour() -> None:
    """One waits at first; calm from 50, but 1 ms too early three wait again, until 2 000 000."""
    early = 50 + CALM_MS - 1
    line = _line((0, 5_000_000), (10, 50), (20, 40), (early, 2_000_000), (early, 2_000_000))
    assert line.before(10) == 1 and line.before(0) == 0 and line.before(60) == 3
    assert line.before(40 + CALM_MS) == 2 and line.before(50 + CALM_MS) == 3
    assert line.peak(10, 45) == 3
    assert line.recovered_ms(30, 1, 6_000_000) == 2_000_000
    late = _line((0, 5_000_000), (10, 50), (50 + CALM_MS, 2_000_000))
    assert late.recovered_ms(30, 1, 6_000_000) == 50
    assert late.recovered_ms(60, 1, 6_000_000) == 2_000_000


def test_a_line_that_is_calm_at_the_end_has_recovered() -> None:
    line = _line((0, 900))
    assert line.recovered_ms(100, 0, 1000) == 900
    assert line.recovered_ms(100, 1, 1000) == 100
    assert line.recovered_ms(100, -1, 1000) == 1000
    assert _line().recovered_ms(7, 0, 10) == 7 and _line().peak(0, 10) == 0


@pytest.fixture(scope="module")
def down() -> Journal:
    """Return an outage from minute 60 to 90 of 240, and one with nobody there.

    One contact waits from 50 to 61; three come in it and wait to 95, 100 and, in vain, 110;
    a fourth is blocked and tries again. Customer 3 leaves on account of it, or not.
    """
    contacts = [
        answered(50 * MIN, 11 * MIN, 60, customer=0),
        answered(65 * MIN, 30 * MIN, 60, customer=1),
        answered(70 * MIN, 30 * MIN, 60, customer=2),
        unanswered(75 * MIN, 35 * MIN, customer=3),
        turned_away(80 * MIN, customer=4, followed_by="retry"),
        answered(200 * MIN, 0, 60, customer=5),
        answered(10 * MIN, 0, 60, customer=6),
    ]
    people: list[Row] = [
        {"at": 60 * MIN, "agent": None, "what": "outage_start", "until": 90 * MIN},
        {"at": 90 * MIN, "agent": None, "what": "outage_end"},
        {"at": 150 * MIN, "agent": None, "what": "outage_start", "until": 160 * MIN},
    ]
    left = {3: 200 * MIN, 5: 210 * MIN}
    customers = [{"customer": i, "left": left.get(i)} for i in range(7)]
    return day(contacts, people=people, customers=customers, horizon=240 * MIN)


def test_peak_and_recovery(down: Journal) -> None:
    """One waits before the first; at most three do, and again one from minute 100."""
    assert m.outage_peak(down) == m.Mean(3 + 0, 2)
    assert m.recovery_s(down) == m.Mean(10 * MIN, 2)
    by = m.table(down, ["recovery_s", "outage_peak"], by=["reason"])
    assert by["value"].tolist() == [5 * MIN, 0, 1.5, 0]
    with pytest.raises(InputError, match="recovery_s can be grouped by reason, channel"):
        m.table(down, ["recovery_s"], by=["hour"])


def test_who_is_lost_to_an_outage(down: Journal) -> None:
    """Five had a contact in it; one gave up for good, one tries again; one of the five left."""
    assert m.n_outage_lost(down).value == 1
    assert m.outage_churn(down) == m.Ratio(1, 5)


def test_without_an_outage_there_is_no_value() -> None:
    run = day([unanswered(0, 5)], horizon=10)
    for name in ("outage_peak", "recovery_s", "outage_churn"):
        assert math.isnan(m.get(name)(run).value)
    assert m.n_outage_lost(run).value == 0


def test_repairs_cost_when_they_are_made() -> None:
    people: list[Row] = [
        {"at": at, "agent": None, "what": "cause_fixed"} for at in (5.0, 4000.0, 8000.0)
    ]
    run = journal(people=people, horizon=7200)
    prices = m.Prices({"front": 0.0, "senior": 0.0}, repair=50.0)
    assert m.repair_cost(run, prices=prices).value == 100
    by = m.table(run, ["repair_cost"], by=["hour"], prices=prices)["value"]
    assert by.tolist() == [50, 50]


# ---- overviews ---------------------------------------------------------------------


def test_channels_side_by_side() -> None:
    contacts = [answered(0, 30, 9), answered(0, 30, 9, channel="chat"), turned_away(0)]
    limits = dict.fromkeys(("phone", "video", "email", "social"), 20.0) | {"chat": 60.0}
    options = m.Options(awt_s=limits, kinds=KINDS)
    rows = m.by_channel(day(contacts, horizon=100), options=options)
    assert rows["channel"].unique().tolist() == ["phone", "video", "chat", "email", "social"]
    got = rows.set_index(["channel", "measure"])
    assert got.loc[("chat", "service_level"), "value"] == 1
    assert got.loc[("phone", "service_level"), "value"] == 0
    label = "Service level (awt_s=60, rule=exclude_short)"
    assert got.loc[("chat", "service_level"), "label"] == label
    assert got.loc["chat", "kind"].eq("chat").all() and got.loc["phone", "kind"].eq("phone").all()
    assert math.isnan(got.loc[("email", "late_share"), "value"])
    assert "contact_cost" not in rows["measure"].tolist()
    priced = m.by_channel(day(contacts, horizon=100), options=options, prices=m.Prices())
    assert (priced["measure"] == "contact_cost").sum() == 5


def test_what_contacts_are_about() -> None:
    contacts = [
        answered(0, 0, 9, reason="technical", rating=1),
        answered(0, 0, 9, reason="technical", rating=3),
        answered(0, 0, 9, reason="technical", rating=2),
        answered(0, 0, 9, rating=2),
    ]
    avoided = {"issue": 9, "arose": 5, "closed": 5, "how": "avoided"}
    rows = m.pareto(day(contacts, issues=[avoided], horizon=100))
    assert rows["reason"].tolist() == ["technical", "billing"]
    assert rows["n_attempts"].tolist() == [3, 1] and rows["n_avoided"].tolist() == [0, 1]
    assert rows["n_attempts_cumulated"].tolist() == [0.75, 1.0]
    assert rows["n_dissatisfied_share"].tolist() == pytest.approx([2 / 3, 1 / 3])
    empty = m.pareto(journal(horizon=5))
    assert empty["n_attempts_share"].isna().all()
