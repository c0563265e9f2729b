"""Channels, languages and root causes of the drawn issues.

Seeds are fixed. Each statistical check has a false-alarm rate of 1e-6 over seeds, and beside
it stands a broken twin that it must catch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from toys import TWO_TIERS, two_tiers

from cssim.demand import Demand, Luck, draw_demand
from cssim.demand.draw import quantile_of_shares
from cssim.journal import INFINITE
from cssim.scenario import Scenario, parse

ALARM = 1e-6
SHARES = {"chat": 0.3, "email": 0.1, "phone": 0.6, "social": 0.0}
EMAIL = {"share": 0.1, "handle_time": {"distribution": "lognormal", "mean": "6 min", "cv": 0.8}}


def mixed(shares: dict[str, float] = SHARES, **overrides: Any) -> Scenario:
    """Return two tiers in which technical comes in on several channels; billing by phone."""
    kinds = {f"channels.{name}": {"kind": name} for name in shares if name != "phone"}
    mix = {name: {"share": share} for name, share in shares.items()}
    ways = {"reasons.technical.channel": None, "reasons.technical.channels": mix}
    changes = {path.replace("__", "."): value for path, value in overrides.items()}
    return two_tiers().with_overrides({**kinds, **ways, **changes})


def lucks(demand: Demand) -> list[Luck]:
    return list(demand.book.first(0, len(demand)))


# ---- channels ------------------------------------------------------------------------


def test_with_one_channel_a_reason_the_queue_is_the_reason() -> None:
    demand = draw_demand(two_tiers(), 1, 0)
    assert demand.queue.tolist() == demand.reason.tolist()
    assert {fresh[3] for fresh in demand.arrivals()} == {0, 1}


def test_queues_are_the_sorted_pairs_of_reason_and_channel() -> None:
    scenario = mixed()
    demand = draw_demand(scenario, 1, 0)
    names = [scenario.queue_names[queue] for queue in demand.queue]
    reasons = [scenario.reason_names[reason] for reason in demand.reason]
    assert [name[0] for name in names] == reasons
    assert {n for n in names if n[0] == "billing"} == {("billing", "phone")}
    assert {n for n in names if n[0] == "technical"} == {
        ("technical", channel) for channel in ("chat", "email", "phone")
    }
    assert [fresh[3] for fresh in demand.arrivals()] == demand.queue.tolist()


def test_channels_are_drawn_by_their_shares() -> None:
    counts = np.zeros(4)
    for day in range(40):
        demand = draw_demand(mixed(), 2, day)
        counts += np.bincount(demand.queue[demand.reason == 1] - 1, minlength=4)
    expected = np.array([0.3, 0.1, 0.6]) * counts.sum()
    assert counts[3] == 0
    assert stats.chisquare(counts[:3], expected).pvalue > ALARM
    shifted = np.array([0.25, 0.15, 0.6]) * counts.sum()
    assert stats.chisquare(counts[:3], shifted).pvalue < ALARM, "5 points moved must show"


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ([1.0], [0, 0, 0]),
        ([0.0, 0.5, 0.5], [1, 2, 2]),
        ([0.5, 0.5, 0.0], [0, 1, 1]),
        ([0.125] * 8, [0, 4, 7]),
    ],
)
def test_a_share_is_half_open_and_a_share_of_nothing_is_never_met(
    shares: list[float], found: list[int]
) -> None:
    edges = np.array([0.0, 0.5, np.nextafter(1.0, 0.0)])
    assert quantile_of_shares(shares, edges).tolist() == found


def test_a_channel_moves_issues_and_changes_nothing_else_about_them() -> None:
    base, moved = (
        draw_demand(mixed({"chat": chat, "phone": 1 - chat}), 1, 0) for chat in (0.2, 0.5)
    )
    for name in ("issue", "arrived_ms", "reason", "customer", "segment"):
        assert getattr(base, name).tolist() == getattr(moved, name).tolist()
    on_chat = [demand.queue == 1 for demand in (base, moved)]
    assert (on_chat[0] <= on_chat[1]).all() and on_chat[0].sum() < on_chat[1].sum()
    uniforms = [[(u.escalate, u.resolve, u.repeat) for u in lucks(d)] for d in (base, moved)]
    assert uniforms[0] == uniforms[1]


# ---- what the queue makes of the same uniforms ------------------------------------------


def _by_queue(scenario: Scenario, row: int, attempt: int) -> dict[str, Luck]:
    demand = draw_demand(scenario, 1, 0)
    names = scenario.queue_names
    return {
        channel: demand.book.attempt(row, attempt, names.index(("technical", channel)))
        for channel in SHARES
    }


def test_attempts_have_the_same_uniforms_in_every_queue() -> None:
    demand = draw_demand(mixed(), 1, 0)
    row = int(np.flatnonzero(demand.reason == 1)[0])
    for attempt in (1, 2, 3):
        found = _by_queue(mixed(), row, attempt)
        decided = {(u.escalate, u.resolve, u.policy, u.repeat, u.retry) for u in found.values()}
        assert len(decided) == 1
        assert found["email"].patience == found["social"].patience == INFINITE
        assert found["chat"].patience == found["phone"].patience < INFINITE
    legs = [demand.book.leg(row, 1, 2, queue) for queue in range(1, 5)]
    assert len({(leg.escalate, leg.resolve, leg.policy) for leg in legs}) == 1
    assert [leg.patience == INFINITE for leg in legs] == [False, True, False, True]


def test_a_first_attempt_is_that_of_its_queue() -> None:
    demand = draw_demand(mixed(), 1, 0)
    found = lucks(demand)
    for row in range(0, len(demand), 9):
        assert found[row] == demand.book.attempt(row, 1, int(demand.queue[row]))


def test_nobody_is_on_hold_in_writing() -> None:
    scenario = mixed(reasons__technical__hold_share=0.2)
    row = int(np.flatnonzero(draw_demand(scenario, 1, 0).reason == 1)[0])
    found = _by_queue(scenario, row, 1)
    whole = {sum(luck[:3]) for luck in found.values()}
    assert len(whole) == 1
    assert found["phone"].hold > 0
    for channel in ("chat", "email", "social"):
        assert found[channel].hold == 0
        assert abs(found[channel].acw - found["phone"].acw) <= 1  # rounded once less


def test_what_differs_on_a_channel_differs_there_only() -> None:
    longer = {"reasons__technical__channels__email": {**EMAIL, "acw_share": 0.0}}
    row = int(np.flatnonzero(draw_demand(mixed(), 1, 0).reason == 1)[0])
    base, changed = _by_queue(mixed(), row, 2), _by_queue(mixed(**longer), row, 2)
    assert {c for c in SHARES if base[c] != changed[c]} == {"email"}
    assert changed["email"].acw == 0


# ---- languages and root causes ------------------------------------------------------------

LANGUAGES = {"english": 0.7, "polish": 0.3}


def _languages() -> tuple[np.ndarray, ...]:
    """Return language, customer and segment of the issues of 20 days."""
    scenario = two_tiers(languages=LANGUAGES, customers__size=4000)
    demands = [draw_demand(scenario, 4, day) for day in range(20)]
    columns = ("language", "customer", "segment")
    return tuple(np.concatenate([getattr(d, c) for d in demands]) for c in columns)


def test_languages_have_their_shares_in_every_segment() -> None:
    language, customer, segment = _languages()
    in_blocks = (customer >= 0.7 * 4000).astype(int)
    for code in (0, 1):
        mine = segment == code
        assert _two_shares(np.bincount(language[mine], minlength=2), 0.7) > ALARM
        blocks = np.bincount(in_blocks[mine], minlength=2)
        assert _two_shares(blocks, 0.7) < ALARM, "languages in blocks of customers must show"


def _two_shares(counts: np.ndarray, share: float) -> float:
    """Return the p-value of a share, with room for customers who have two issues a day."""
    n = counts.sum()
    z = (counts[0] / n - share) / np.sqrt(1.5 * share * (1 - share) / n)
    return float(2 * stats.norm.sf(abs(z)))


def test_a_customer_has_one_language() -> None:
    scenario = two_tiers(languages=LANGUAGES, customers__size=50)
    demand = draw_demand(scenario, 4, 0)
    spoken = {c: set(demand.language[demand.customer == c]) for c in set(demand.customer)}
    assert all(len(languages) == 1 for languages in spoken.values())
    assert len(set.union(*spoken.values())) == 2


def test_without_customers_each_issue_has_a_language() -> None:
    no_customers = TWO_TIERS[: TWO_TIERS.index("customers:")]
    rest = TWO_TIERS[TWO_TIERS.index("teams:") :]
    scenario = parse(no_customers + rest, {"languages": LANGUAGES})
    language = np.concatenate([draw_demand(scenario, 4, day).language for day in range(20)])
    counts = np.bincount(language, minlength=2)
    n = counts.sum()
    assert stats.binomtest(int(counts[0]), int(n), 0.7).pvalue > ALARM
    assert stats.binomtest(int(counts[0]), int(n), 0.65).pvalue < ALARM, "5 points must show"


def test_nothing_of_it_is_drawn_where_it_is_not_modelled() -> None:
    demand = draw_demand(two_tiers(), 1, 0)
    assert demand.language is None and demand.cause is None


def test_a_root_cause_is_a_uniform_of_the_point() -> None:
    scenario = two_tiers(reasons__billing__avoidable=0.35)
    demand = draw_demand(scenario, 1, 0)
    assert stats.kstest(demand.cause, "uniform").pvalue > ALARM
    assert stats.kstest(demand.cause**1.5, "uniform").pvalue < ALARM, "a tilt must show"
    more = draw_demand(scenario.with_overrides({"volume": 1.5}), 1, 0)
    later = dict(zip(more.issue.tolist(), more.cause.tolist(), strict=True))
    assert [later[n] for n in demand.issue.tolist()] == demand.cause.tolist()
    for luck in ("resolve", "repeat"):
        column = [getattr(one, luck) for one in lucks(demand)]
        assert abs(np.corrcoef(column, demand.cause)[0, 1]) < 4.9 / np.sqrt(len(demand))
