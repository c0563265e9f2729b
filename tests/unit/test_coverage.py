"""Coverage: the plan against the load, worked out by hand for small desks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from toys import ALWAYS_OPEN, always_open, phone_desk, two_tiers

from cssim.coverage import coverage
from cssim.scenario import parse
from cssim.theory import agents_for_service_level
from cssim.units import HOUR_MS, MINUTE_MS

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _at(table: pd.DataFrame, hour: float, reason: str = "help") -> Any:
    """Return the row of the interval that starts at an hour of the run."""
    found = table[(table["at_s"] == hour * 3600) & (table["reason"] == reason)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_row_per_half_hour_and_queue_in_order_of_time() -> None:
    table = coverage(two_tiers(horizon="25.25 h"), days=7)
    assert len(table) == 51 * 2
    assert table["at_s"].is_monotonic_increasing
    assert list(table["reason"][:2]) == ["billing", "technical"]
    assert table["length_s"].iloc[0] == 1800 and table["length_s"].iloc[-1] == 900
    assert len(coverage(always_open(horizon="5 d"), days=2)) == 96


def test_what_is_needed_is_the_erlang_formula_of_the_half_hour() -> None:
    table = coverage(phone_desk())
    row = _at(table, 10)
    assert (row["planned"], row["least"], row["expected"]) == (8, 8, 8)
    assert row["needed"] == agents_for_service_level(6.0, 0.8, aht_s=360, awt_s=20) == 9
    assert row["ratio"] == pytest.approx(8 / 9)
    assert row["uncovered"]
    # Two more, and it is covered at all hours of opening; outside nobody is needed.
    better = coverage(phone_desk(teams__desk__size=10))
    assert not better["uncovered"].any()
    assert list(better["open"]) == [18 <= i < 34 for i in range(48)]
    assert (better["needed"] > 0).equals(better["open"])
    assert better.loc[~better["open"], "ratio"].isna().all()


def test_the_rate_of_each_interval_is_that_of_the_profile() -> None:
    rates = {"monday": {"09:00": [60, 120]}, "tuesday": {"00:00": [30]}}
    arrivals = {"interval": "1 h", "per_hour": rates}
    table = coverage(
        always_open(horizon="30 h", reasons__help__arrivals=arrivals, volume=1.5), 2 * HOUR_MS
    )
    loads = {8: 30.0, 10: 60.0, 24: 15.0}
    for hour, per_hour in loads.items():
        load = per_hour * 1.5 / 10
        needed = agents_for_service_level(load, 0.8, aht_s=360, awt_s=20)
        assert _at(table, hour)["needed"] == needed
    assert _at(table, 14)["needed"] == 0 and not _at(table, 14)["uncovered"]


def test_breaks_absence_and_shrinkage_count_and_a_minute_with_nobody_shows() -> None:
    pattern = {"days": WEEK, "shift": "00:00-24:00", "breaks": [{"at": "12:10", "length": "9 min"}]}
    few = coverage(always_open(teams__desk__patterns=[pattern], teams__desk__absence=0.1))
    row = _at(few, 12)
    assert (row["least"], row["planned"]) == (0, pytest.approx(7 * 21 / 30))
    assert row["expected"] == pytest.approx(7 * 21 / 30 * 0.9)
    assert _at(few, 11.5)["least"] == 7
    shrunk = coverage(always_open(teams__desk__shrinkage={"training": 0.1}))
    assert shrunk["planned"].mean() == pytest.approx(7 * 0.9)
    assert shrunk["least"].min() >= 5


def test_moving_the_break_off_the_peak_covers_more_half_hours_at_the_same_hours_worked() -> None:
    """M34: the same shift, the same break, another time."""
    rates = {"every_day": {"09:00": [20, 60, 60, 20]}}
    base = {"reasons__help__arrivals": {"interval": "1 h", "per_hour": rates},
            "teams__desk__size": 10}  # fmt: skip

    def table(at: str) -> pd.DataFrame:
        breaks = [{"at": at, "length": "1 h"}]
        half = {"days": WEEK, "shift": "09:00-13:00", "agents": 5}
        return coverage(
            always_open(**base, teams__desk__patterns=[{**half, "breaks": breaks}, half])
        )

    peak, edge = table("10:00"), table("12:00")
    assert peak["planned"].sum() == edge["planned"].sum()
    inside = (peak["at_s"] >= 9 * 3600) & (peak["at_s"] < 13 * 3600)
    assert peak[inside]["uncovered"].sum() == 2
    assert edge[inside]["uncovered"].sum() == 0
    assert peak[inside]["ratio"].min() < 1 <= edge[inside]["ratio"].min()


def test_shifts_shaped_like_demand_raise_the_smallest_ratio_at_the_same_hours() -> None:
    """M33: flat against demand-shaped, 80 agent-hours each."""
    rates = {"every_day": {"08:00": [20, 20, 60, 60, 60, 60, 20, 20]}}
    arrivals = {"interval": "1 h", "per_hour": rates}

    def least(*shifts: tuple[int, str]) -> tuple[float, float]:
        patterns = [{"days": WEEK, "shift": s, "agents": n} for n, s in shifts]
        table = coverage(
            always_open(
                horizon="1 d",
                reasons__help__arrivals=arrivals,
                teams__desk__size=sum(n for n, _ in shifts),
                teams__desk__patterns=patterns,
            )
        )
        return table["planned"].sum() / 2, table["ratio"].min()

    flat, shaped = least((9, "08:00-16:00")), least((6, "08:00-16:00"), (6, "10:00-14:00"))
    assert flat[0] == shaped[0] == 72
    assert flat[1] < shaped[1]


def test_queues_that_share_agents_are_also_compared_together() -> None:
    table = coverage(two_tiers(teams__frontline__absence=0))
    billing, technical = _at(table, 9, "billing"), _at(table, 9, "technical")
    # 50/h x 5 min + 20/h x 8 min = 6.8 erlangs at a mean of 350 s, for six agents on the floor.
    together = agents_for_service_level(6.83, 0.8, aht_s=351.4, awt_s=20)
    assert billing["planned"] == technical["planned"] == 6
    assert billing["ratio"] == technical["ratio"] == pytest.approx(6 / together)
    assert technical["planned"] / technical["needed"] > 1


def test_only_agents_of_the_tier_where_contacts_start_count() -> None:
    # Seniors (tier 2) work from 9 to 17, frontline from 8 on: at 16:30 three are left.
    assert _at(coverage(two_tiers()), 16.5, "billing")["planned"] == 3


def test_a_site_on_the_other_side_covers_the_night() -> None:
    day = {"days": WEEK, "shift": "08:00-20:00"}
    team = {"size": 12, "skills": ["help"], "absence": 0, "patterns": [day]}
    one = always_open(horizon="2 d", teams={"home": team})
    two = always_open(
        horizon="2 d",
        sites={"far": {"utc_offset": "+12:00"}},
        teams={"home": team, "away": {**team, "site": "far"}},
    )
    assert coverage(one)["uncovered"].sum() == 48
    table = coverage(two)
    assert not table["uncovered"].any() and np.all(table["least"] == 12)


@pytest.mark.parametrize("kind", ["email", "social"])
def test_deferred_work_needs_its_time_and_no_more(kind: str) -> None:
    text = ALWAYS_OPEN.replace("kind: phone", f"kind: {kind}")
    text = text.replace("patience: {distribution: exponential, mean: 3 min}", "")
    assert set(coverage(parse(text))["needed"]) == {6}


def test_chats_go_on_side_by_side() -> None:
    chat = parse(ALWAYS_OPEN.replace("{kind: phone}", "{kind: chat, slots: 3, slowdown: 0.5}"))
    # 6 erlangs of solo work; three at once take twice as long each: 4 erlangs of agents.
    awt_s = chat.channels["phone"].awt / 1000
    needed = agents_for_service_level(4.0, 0.8, aht_s=240, awt_s=awt_s)
    assert set(coverage(chat)["needed"]) == {needed}


def test_other_intervals_see_the_same_plan() -> None:
    fine = coverage(phone_desk(), 10 * MINUTE_MS)
    assert len(fine) == 144
    assert fine["planned"].mean() == pytest.approx(coverage(phone_desk())["planned"].mean())


def test_work_that_is_longer_at_some_times_needs_more_agents_then() -> None:
    twice = {"distribution": "exponential", "mean": "12 min"}
    then = [{"window": "10:15-11:00", "handle_time": twice}]
    table = coverage(phone_desk(**{"reasons.help.by_time": then}))
    assert _at(table, 9.5)["needed"] == _at(coverage(phone_desk()), 10)["needed"] == 9
    # half an hour of which half has 6 and half 12 erlangs
    assert _at(table, 10)["needed"] == agents_for_service_level(9.0, 0.8, aht_s=540, awt_s=20)
    assert _at(table, 10.5)["needed"] == agents_for_service_level(12.0, 0.8, aht_s=720, awt_s=20)


def test_a_channel_on_which_nothing_arises_lacks_nobody() -> None:
    table = coverage(always_open(**{"teams.desk.size": 0, "reasons.help.arrivals.per_hour": 0}))
    assert not table["uncovered"].any()
    assert coverage(always_open(**{"teams.desk.size": 0}))["uncovered"].all()
