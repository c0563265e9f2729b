"""The demand tables: the same luck under every policy, volume and multiplier."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from audited import lived
from hypothesis import given
from hypothesis import strategies as st
from toys import TWO_TIERS, always_open, two_tiers

from cssim.demand import Demand, draw_demand, issue_id, unpack
from cssim.demand import luck as luck_module
from cssim.journal import CAUSES, INFINITE
from cssim.scenario import Scenario, parse
from cssim.streams import purpose_key, stream


def _lucks(demand: Demand) -> list[Any]:
    return list(demand.book.first(0, len(demand)))


def _rows(demand: Demand, reason: int | None = None) -> dict[int, tuple[Any, ...]]:
    """Return everything fixed about each issue, by its number (of one reason: without it)."""
    columns = (demand.issue, demand.arrived_ms, demand.customer, demand.segment)
    rows = zip(*(column.tolist() for column in columns), _lucks(demand), strict=True)
    if reason is None:
        return {row[0]: row[1:] for row in rows}
    return {unpack(row[0])[1:]: row[1:] for row in rows if unpack(row[0])[0] == reason}


def _same(one: Demand, other: Demand) -> bool:
    names = ("issue", "arrived_ms", "reason", "queue", "customer", "segment")
    tables = all(getattr(one, n).tobytes() == getattr(other, n).tobytes() for n in names)
    people = one.customers.leave_uniform.tobytes() == other.customers.leave_uniform.tobytes()
    return tables and people and _lucks(one) == _lucks(other)


# ---- the same luck -----------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes() -> None:
    scenario = two_tiers()
    assert _same(draw_demand(scenario, 3, 5), draw_demand(scenario, 3, 5))


@pytest.mark.parametrize("other", [(0, 1), (1, 0)])
def test_another_seed_or_replication_is_another_day(other: tuple[int, int]) -> None:
    scenario = two_tiers()
    first, second = draw_demand(scenario, 0, 0), draw_demand(scenario, *other)
    assert not set(first.arrived_ms.tolist()) >= set(second.arrived_ms.tolist()[:5])
    assert not set(_lucks(first)) & set(_lucks(second))
    assert not set(first.customers.leave_uniform) & set(second.customers.leave_uniform)


def test_streams_are_addressed_and_stay_what_they_are() -> None:
    # Worked out once outside cssim: SHA-256 of the purpose, SeedSequence, PCG64.
    assert purpose_key("arrivals/billing") == 0x8F30891B709C8D78
    whole = stream(7, 3, "luck/billing", 2, 0, 1).random(10)
    assert whole[:2].tolist() == [0.5092684817913974, 0.6280283389579014]
    for other in (("luck/billing", 2, 0, 2), ("luck/billing", 2, 1, 1), ("luck/claims", 2, 0, 1)):
        assert not set(stream(7, 3, *other).random(10)) & set(whole)


def test_a_reason_a_team_or_a_policy_more_leaves_everything_else_as_it_was() -> None:
    base = draw_demand(two_tiers(), 1, 0)
    more = TWO_TIERS.replace("  technical:\n", f"{ANOTHER.format('claims')}  technical:\n", 1)
    more = more.replace("{billing: {}, technical", "{billing: {}, claims: {}, technical", 1)
    wider = draw_demand(parse(more), 1, 0)
    # The reasons in order are billing, claims, technical: technical was 1 and is now 2.
    for before, now in ((0, 0), (1, 2)):
        assert _rows(base, before) == _rows(wider, now)
    assert len(wider) > len(base)
    staff = two_tiers(teams__frontline__size=20, routing__policy="most_proficient")
    assert _same(base, draw_demand(staff, 1, 0))


ANOTHER = """\
  {}:
    channel: phone
    arrivals: {{per_hour: 5}}
    handle_time: {{distribution: exponential, mean: 5 min}}
    patience: {{distribution: exponential, mean: 3 min}}
"""


def test_a_day_more_leaves_the_days_before_as_they_were() -> None:
    one, two = (draw_demand(always_open(horizon=f"{n} d"), 1, 0) for n in (1, 2))
    later = _rows(two)
    assert _rows(one) == {k: row for k, row in later.items() if row[0] < 86_400_000}
    assert len(later) > 1.5 * len(one)


# ---- volume and multipliers --------------------------------------------------------


@pytest.mark.parametrize(("small", "large"), [(0.5, 1.0), (1.0, 1.01), (1.0, 3.0)])
def test_more_volume_contains_the_smaller_volume_with_the_same_luck(
    small: float, large: float
) -> None:
    few, many = (
        _rows(draw_demand(two_tiers(multipliers__volume=volume), 2, 0)) for volume in (small, large)
    )
    assert {number: many[number] for number in few} == few
    assert len(many) > len(few)


def test_a_rate_raised_in_one_hour_adds_issues_in_that_hour_only() -> None:
    hour = [20] * 10
    base = _rows(draw_demand(two_tiers(), 1, 0))
    hour[4] = 60
    rates = {"reasons__technical__arrivals__per_hour": {"monday": {"08:00": hour}}}
    raised = _rows(draw_demand(two_tiers(**rates), 1, 0))
    new = [row for number, row in raised.items() if number not in base]
    assert {number: raised[number] for number in base} == base
    assert len(new) > 20
    assert all(12 * 3_600_000 <= arrived < 13 * 3_600_000 for arrived, *_ in new)


def _column(scenario: Scenario, *names: str) -> list[np.ndarray]:
    lucks = _lucks(draw_demand(scenario, 1, 0))
    return [np.array([getattr(luck, name) for luck in lucks]) for name in names]


def test_handle_time_moves_the_same_customer_and_only_the_work() -> None:
    parts = ("talk", "hold", "acw")
    base, longer = (sum(_column(two_tiers(multipliers__handle_time=m), *parts)) for m in (1.0, 1.1))
    assert (longer >= base).all()
    assert np.abs(longer - 1.1 * base).max() <= 1.05  # two roundings to whole ms
    rest = ("patience", "escalate", "resolve", "repeat", "retry", "rating")
    for one, other in zip(
        _column(two_tiers(), *rest),
        _column(two_tiers(multipliers__handle_time=1.1), *rest),
        strict=True,
    ):
        assert (one == other).all()


def test_patience_moves_the_same_customer_monotonically() -> None:
    (base,), (longer,) = (_column(two_tiers(multipliers__patience=m), "patience") for m in (1, 1.5))
    assert (longer >= base).all() and np.abs(longer - 1.5 * base).max() <= 1.3


def test_another_mean_or_shape_keeps_the_order_of_the_customers() -> None:
    gamma = {"reasons__billing__handle_time": {"distribution": "gamma", "mean": "9 min", "cv": 2}}
    works = []
    for scenario in (two_tiers(), two_tiers(**gamma)):
        demand = draw_demand(scenario, 1, 0)
        lucks = [row[-1] for row in _rows(demand, 0).values()]
        works.append(np.array([luck.talk + luck.hold + luck.acw for luck in lucks]))
    order = np.argsort(works[0], kind="stable")
    assert (np.diff(works[1][order]) >= 0).all()


def test_the_parts_of_the_work_sum_to_the_whole() -> None:
    whole, talk, hold, acw = (
        *_column(two_tiers(**{"reasons__technical__acw_share": 0, **_no_parts("billing")}), "talk"),
        *_column(two_tiers(), "talk", "hold", "acw"),
    )
    assert (talk + hold + acw)[_is_billing()].tolist() == whole[_is_billing()].tolist()
    assert min(talk.min(), hold.min(), acw.min()) >= 0


def _no_parts(reason: str) -> dict[str, Any]:
    return {f"reasons__{reason}__hold_share": 0, f"reasons__{reason}__acw_share": 0}


def _is_billing() -> np.ndarray:
    return draw_demand(two_tiers(), 1, 0).reason == 0


def test_patience_without_end_and_work_of_at_least_a_millisecond() -> None:
    tiny = {"distribution": "deterministic", "mean": "1 ms"}
    scenario = always_open(reasons__help__patience="infinite", reasons__help__handle_time=tiny)
    lucks = _lucks(draw_demand(scenario, 1, 0))
    assert {luck.patience for luck in lucks} == {INFINITE}
    assert {luck.talk + luck.hold + luck.acw for luck in lucks} == {1}


# ---- later attempts and legs -------------------------------------------------------


def _asked(demand: Demand, order: Any) -> dict[Any, Any]:
    book, queue = demand.book, demand.queue
    return {
        (row, n): (book.attempt(row, n, queue[row]), book.leg(row, n, 2, queue[row]))
        for row, n in order
    }


def test_later_luck_does_not_hang_on_the_order_of_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = two_tiers()
    wanted = [(row, n) for row in range(0, 60, 7) for n in (2, 3, 8)]
    first = _asked(draw_demand(scenario, 1, 0), wanted)
    assert len(set(first.values())) == len(wanted)
    monkeypatch.setattr(luck_module, "CELLS_KEPT", 1)  # forgets every cell at once
    demand = draw_demand(scenario, 1, 0)
    assert _asked(demand, reversed(wanted)) == first
    assert _asked(demand, wanted) == first


def test_every_attempt_and_every_leg_has_luck_of_its_own() -> None:
    demand = draw_demand(two_tiers(), 1, 0)
    rows = range(0, len(demand), 5)
    lucks = [demand.book.attempt(row, n, 0) for row in rows for n in (2, 3)]
    legs = [demand.book.leg(row, n, leg, 0) for row in rows for n in (1, 2) for leg in (2, 3)]
    uniforms = [luck.resolve for luck in (*_lucks(demand), *lucks, *legs)]
    assert len(set(uniforms)) == len(uniforms)


def test_later_luck_is_the_same_under_more_volume() -> None:
    few, many = (draw_demand(two_tiers(multipliers__volume=v), 1, 0) for v in (1, 2))
    place = {number: row for row, number in enumerate(many.issue.tolist())}
    for row in range(0, len(few), 29):
        there = place[int(few.issue[row])]
        assert few.book.attempt(row, 2, 0) == many.book.attempt(there, 2, 0)
        assert few.book.leg(row, 1, 2, 1) == many.book.leg(there, 1, 2, 1)


def _second_attempts(cause: str, **settings: Any) -> list[tuple[Any, Any]]:
    """Return work and patience of first and second attempts of billing, at pace 1."""
    scenario = two_tiers(reasons__billing__repeat__delay=HALF_AN_HOUR, **settings)
    demand = draw_demand(scenario, 1, 0)
    first = dict(zip(demand.issue.tolist(), _lucks(demand), strict=True))
    journal = lived(scenario)
    contacts, legs = journal.columns["contacts"], journal.columns["legs"]
    found = []
    for row in np.flatnonzero((contacts["attempt"] == 2) & (contacts["reason"] == 0)):
        of_contact = np.flatnonzero(legs["contact"] == contacts["contact"][row])
        answered_once = len(of_contact) == 1 and legs["answered_ms"][of_contact[0]] >= 0
        if CAUSES[contacts["cause"][row]] == cause and answered_once:
            luck = first[int(contacts["issue"][row])]
            parts = tuple(
                int(legs[name][of_contact[0]]) for name in ("talk_ms", "hold_ms", "acw_ms")
            )
            there = (*luck[:3], luck.patience)
            found.append((there, (*parts, int(contacts["patience_ms"][row]))))
    assert len(found) > 10
    return found


def test_a_retry_keeps_work_and_patience_of_the_first_attempt_if_told_to() -> None:
    keeps = _second_attempts("retry", reasons__billing__retry_keeps=True)
    assert all(first == second for first, second in keeps)
    redrawn = _second_attempts("retry")
    assert not any(first[0] == second[0] or first[3] == second[3] for first, second in redrawn)


def test_a_repeat_is_drawn_anew_even_where_retries_keep() -> None:
    repeats = _second_attempts("repeat", reasons__billing__retry_keeps=True)
    assert not any(first[0] == second[0] or first[3] == second[3] for first, second in repeats)


HALF_AN_HOUR = {"distribution": "deterministic", "mean": "30 min"}


# ---- numbers of issues -------------------------------------------------------------


POINTS = [st.integers(0, (1 << bits) - 1) for bits in (8, 14, 12, 16)]


@given(*POINTS, st.integers(1, 63))
def test_a_number_unpacks_to_its_point(reason: int, day: int, layer: int, k: int, n: int) -> None:
    number = issue_id(reason, day, layer, k)
    assert number & 63 == 0 and 0 <= number | n < 1 << 56
    assert unpack(number) == unpack(number | n) == (reason, day, layer, k)


def test_issues_stand_in_order_of_arrival_within_the_horizon() -> None:
    scenario = two_tiers(start="2024-01-01 09:30", horizon="5 h")
    demand = draw_demand(scenario, 1, 0)
    keys = list(zip(demand.arrived_ms.tolist(), demand.issue.tolist(), strict=True))
    assert keys == sorted(keys) and len(keys) > 100
    assert demand.arrived_ms.min() >= 0 and demand.arrived_ms.max() < 5 * 3_600_000
    # The same points as on the whole day, nine and a half hours earlier on the clock.
    whole = _rows(draw_demand(two_tiers(), 1, 0))
    assert all(whole[n][0] == row[0] + 34_200_000 for n, row in _rows(demand).items())
    reason = unpack(demand.issue)[0]
    assert (reason == demand.reason).all()
    assert math.isfinite(float(demand.arrived_ms.mean()))
