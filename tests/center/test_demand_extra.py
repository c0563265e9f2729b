"""The luck of mechanisms that few centers have: there where they are, and nowhere else.

Seeds are fixed. Each statistical check has a false-alarm rate of 1e-6 over seeds, and beside
it stands a broken twin that it must catch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats
from toys import two_tiers

from cssim.demand import NOTHING_MORE, Demand, Extra, draw_demand
from cssim.demand import extra as extra_module
from cssim.demand.extra import GROUPS, TIMES
from cssim.scenario import Scenario
from cssim.streams import stream

ALARM = 1e-6
BILLING, CHAT, PHONE = 0, 1, 2
"""Queues: billing by phone, technical by chat and by phone."""

MIX = {"chat": {"share": 0.4}, "phone": {"share": 0.6}}
WAYS = {
    "channels.chat": {"kind": "chat"},
    "reasons.technical.channel": None,
    "reasons.technical.channels": MIX,
    "teams.others": {
        "size": 1,
        "skills": ["technical"],
        "patterns": [{"days": ["monday"], "shift": "09:00-17:00"}],
    },
}
PHONE_OFFERS = {
    "balk": {"channels.phone.announcement": {"balk": 0.1}},
    "callback": {"channels.phone.callback": {}},
}
ABOUT = "reasons.technical."
SWITCHES: dict[str, dict[str, Any]] = {
    "articles": {ABOUT + "articles": {}},
    "bot": {ABOUT + "bot": {"time": {"distribution": "exponential", "mean": "2 min"}}},
    "switch": {ABOUT + "spill": {"channel": "chat"}, ABOUT + "retry.switch": {"chat": 0.2}},
    "transfer": {ABOUT + "transfer": {}},
    "consult": {ABOUT + "consult": {"skill": "technical"}},
}
"""By the group that each turns on for technical alone."""


def scenario(*groups: str, **more: Any) -> Scenario:
    """Return two tiers, technical by chat and phone, with the mechanisms of some groups."""
    changes = {k: v for group in groups for k, v in {**SWITCHES, **PHONE_OFFERS}[group].items()}
    return two_tiers().with_overrides({**WAYS, **changes, **more})


def everything(**more: Any) -> Scenario:
    outage = {"events": [{"kind": "outage", "at": "10 h", "length": "1 h"}]}
    return scenario(*SWITCHES, *PHONE_OFFERS, **outage, **more)


def extras(demand: Demand, queue: int, attempt: int = 1, leg: int = 1) -> list[Extra]:
    """Return the extras of all issues of a queue's reason, as if spent in that queue."""
    reason = 0 if queue == BILLING else 1
    rows = np.flatnonzero(demand.reason == reason).tolist()
    return [demand.book.extra(row, attempt, leg, queue) for row in rows]


def drawn(found: list[Extra]) -> set[str]:
    """Return the fields that differ from the neutral ones somewhere."""
    neutral = NOTHING_MORE._asdict()
    return {
        name for one in found for name, value in one._asdict().items() if value != neutral[name]
    }


def columns(*groups: str) -> set[str]:
    return {name for group in groups for name in GROUPS[group].columns}


# ---- on and off ------------------------------------------------------------------------


def test_groups_cover_every_field_once() -> None:
    listed = [name for group in GROUPS.values() for name in group.columns]
    assert sorted(listed) == sorted(Extra._fields)
    assert set(TIMES) < set(listed)


def test_without_such_mechanisms_nothing_is_drawn() -> None:
    demand = draw_demand(two_tiers(), 1, 0)
    found = [demand.book.extra(row, 1, leg, queue) for row in (0, 9) for leg in (1, 2)
             for queue in (0, 1)]  # fmt: skip
    assert all(extra is NOTHING_MORE for extra in found)


@pytest.mark.parametrize("group", SWITCHES)
def test_a_mechanism_of_a_reason_is_drawn_for_that_reason_only(group: str) -> None:
    demand = draw_demand(scenario(group), 1, 0)
    assert drawn(extras(demand, BILLING)) == set()
    assert drawn(extras(demand, PHONE)) == columns(group)
    # A chat has silent leavers whatever the reason.
    assert drawn(extras(demand, CHAT)) == columns(group, "silent")


@pytest.mark.parametrize(("group", "also"), [("balk", ()), ("callback", ("reach",))])
def test_an_offer_of_a_channel_is_drawn_on_that_channel_only(
    group: str, also: tuple[str, ...]
) -> None:
    demand = draw_demand(scenario(group), 1, 0)
    assert drawn(extras(demand, BILLING)) == columns(group, *also)
    assert drawn(extras(demand, CHAT)) == columns("silent")


@pytest.mark.parametrize(("channels", "where"), [([], {0, 1, 2}), (["chat"], {1})])
def test_an_outage_concerns_its_channels(channels: list[str], where: set[int]) -> None:
    outage = [{"kind": "outage", "at": "10 h", "length": "1 h", "channels": channels}]
    demand = draw_demand(scenario(events=outage), 1, 0)
    hit = {q for q in (BILLING, CHAT, PHONE) if columns("outage") & drawn(extras(demand, q))}
    assert hit == where


def test_messages_are_chased_and_a_delay_needs_a_distribution() -> None:
    mail = {
        "channels.email": {"kind": "email"},
        "reasons.technical.channel": None,
        "reasons.technical.channels": {"email": {"share": 0.5}, "phone": {"share": 0.5}},
        "reasons.technical.retry.switch": {"email": 0.1},
    }
    demand = draw_demand(two_tiers().with_overrides(mail), 1, 0)
    found = [demand.book.extra(row, 1, 1, 1) for row in np.flatnonzero(demand.reason == 1).tolist()]
    assert drawn(found) == {"chase", "switch", "spill"}
    assert {extra.spill_delay for extra in found} == {NOTHING_MORE.spill_delay}


# ---- the draw ----------------------------------------------------------------------------


def test_a_row_is_the_row_of_the_stream_at_its_address() -> None:
    # Written out from the address, without the code under test.
    demand = draw_demand(scenario("bot", "transfer"), 1, 0)
    for row in np.flatnonzero(demand.reason == 1)[::17].tolist():
        number = int(demand.issue[row])
        k, layer, day = number >> 6 & 0xFFFF, number >> 22 & 0xFFF, number >> 34 & 0x3FFF
        second = stream(1, 0, "bot/technical", day, layer, 2).random((k + 1, 4))[k]
        third = stream(1, 0, "transfer/technical", day, layer, 2, 3).random((k + 1, 2))[k]
        found = demand.book.extra(row, 2, 3, PHONE)
        assert (found.bot, found.bot_result, found.bot_hang_up) == tuple(second[[0, 1, 3]])
        assert found.bot_time == max(1, round(-120_000 * float(np.log1p(-second[2]))))
        assert (found.transfer, found.transfer_to) == tuple(third)


def test_a_later_leg_has_its_own_luck_only_where_a_leg_is_what_it_is_about() -> None:
    demand = draw_demand(everything(), 1, 0)
    first, later = (extras(demand, PHONE, 1, leg) for leg in (1, 2))
    differ = {n for one, other in zip(first, later, strict=True) for n in Extra._fields
              if getattr(one, n) != getattr(other, n)}  # fmt: skip
    assert differ == columns("reach", "transfer", "consult")


def test_every_attempt_and_leg_has_luck_of_its_own() -> None:
    demand = draw_demand(everything(), 1, 0)
    address = [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2)]
    uniforms = [e.transfer for a in address for e in extras(demand, PHONE, *a)]
    assert len(set(uniforms)) == len(uniforms)


def test_a_queue_changes_what_is_drawn_and_no_uniform() -> None:
    demand = draw_demand(everything(), 1, 0)
    by_phone, by_chat = extras(demand, PHONE), extras(demand, CHAT)
    shared = columns("articles", "bot", "switch", "transfer", "consult", "outage")
    for name in shared:
        assert [getattr(e, name) for e in by_phone] == [getattr(e, name) for e in by_chat]
    assert drawn(by_phone) == shared | columns("balk", "callback", "reach")
    assert drawn(by_chat) == shared | columns("silent")


def test_extras_do_not_hang_on_the_order_of_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [(row, a, leg, q) for row in range(0, 60, 7) for a in (1, 2) for leg in (1, 2)
              for q in (CHAT, PHONE)]  # fmt: skip
    book = draw_demand(everything(), 1, 0).book
    first = {address: book.extra(*address) for address in wanted}
    monkeypatch.setattr(extra_module, "CELLS_KEPT", 1)
    forgetful = draw_demand(everything(), 1, 0).book
    assert {address: forgetful.extra(*address) for address in reversed(wanted)} == first


def test_extras_are_the_same_under_more_volume_and_other_mechanisms() -> None:
    few, many = draw_demand(scenario("bot"), 1, 0), draw_demand(everything(volume=1.7), 1, 0)
    place = {number: row for row, number in enumerate(many.issue.tolist())}
    for row in np.flatnonzero(few.reason == 1).tolist():
        one = few.book.extra(row, 1, 1, PHONE)
        other = many.book.extra(place[int(few.issue[row])], 1, 1, PHONE)
        assert all(getattr(one, name) == getattr(other, name) for name in columns("bot"))


def test_times_are_whole_milliseconds_from_their_own_distributions() -> None:
    demand = draw_demand(everything(volume=8), 1, 0)
    found = extras(demand, PHONE)
    assert all(isinstance(getattr(extra, name), int) for extra in found for name in TIMES)
    assert all(isinstance(extra.bot, float) for extra in found)
    times = np.array([extra.bot_time for extra in found])
    cdf: Callable[..., Any] = stats.expon(scale=120_000).cdf
    assert stats.kstest(times, cdf).pvalue > ALARM
    assert stats.kstest(times * 1.3, cdf).pvalue < ALARM, "30 % longer must show"


def test_uniforms_are_uniform_and_unrelated_to_each_other_and_to_the_luck() -> None:
    demand = draw_demand(everything(volume=12), 1, 0)
    names = sorted(set(Extra._fields) - set(TIMES) - {"silent", "chase", "lost"})
    mine = np.array([[getattr(e, n) for e in extras(demand, PHONE)] for n in names])
    for column in mine:
        assert stats.kstest(column, "uniform").pvalue > ALARM / len(names)
    lucks = [u for u, r in zip(demand.book.first(0, len(demand)), demand.reason, strict=True) if r]
    other = np.array([[getattr(u, n) for u in lucks] for n in ("escalate", "resolve", "repeat")])
    related = np.corrcoef(np.vstack([mine, other])) - np.eye(len(names) + 3)
    # Some 200 correlations at 1e-6 together: 6 standard deviations of 1 / sqrt(n).
    limit = 6 / np.sqrt(mine.shape[1])
    assert np.abs(related).max() < limit
    mixed = np.corrcoef(mine[0], 0.2 * mine[0] + 0.8 * mine[1])[0, 1]
    assert mixed > limit, "a fifth of another column must show"
