"""Replay: a log's own attempts, played through a roster."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pytest
from audited import audited
from toys import phone_desk

from cssim.demand import NOTHING_MORE
from cssim.demand.replay import Imputed, replayed
from cssim.errors import InputError
from cssim.journal import INFINITE
from cssim.scenario import Scenario, parse
from cssim.study import replay

HOUR = 3600.0


@dataclass(frozen=True)
class Rows:
    """Five attempts of one morning."""

    line: np.ndarray = field(default_factory=lambda: np.array([2, 3, 4, 5, 6]))
    arrived_s: np.ndarray = field(
        default_factory=lambda: np.array([9.0, 9.0, 9.5, 10.0, 10.0]) * HOUR
    )
    ivr_s: np.ndarray = field(default_factory=lambda: np.array([10.0, 0.0, 5.0, 7.0, 0.0]))
    hung_up: np.ndarray = field(default_factory=lambda: np.array([False] * 3 + [True, False]))
    work_s: np.ndarray = field(default_factory=lambda: np.array([100.0, 50.0, 30.0, 1.0, 60.0]))
    acw_share: np.ndarray = field(default_factory=lambda: np.full(5, 0.1))
    patience_s: np.ndarray = field(default_factory=lambda: np.full(5, np.inf))
    reason: np.ndarray = field(default_factory=lambda: np.zeros(5, dtype=np.int64))
    segment: np.ndarray = field(default_factory=lambda: np.full(5, -1))
    reasons: tuple[str, ...] = ("help",)
    segments: tuple[str, ...] = ()


def test_every_attempt_is_played_as_fresh_with_its_own_work() -> None:
    journal = replay(phone_desk(), Rows())
    audited(journal)
    contacts = journal.frame("contacts")
    assert list(contacts["cause"]) == ["fresh"] * 5
    assert list(contacts["outcome"]) == ["answered"] * 3 + ["abandoned", "answered"]
    assert list(contacts["arrived_at"]) == list(Rows().arrived_s)
    legs = journal.frame("legs")
    work = legs["talk_s"] + legs["hold_s"] + legs["acw_s"]
    assert list(work) == [100.0, 50.0, 30.0, 60.0]
    assert list(legs["acw_s"]) == [10.0, 5.0, 3.0, 6.0]


def test_infinite_patience_waits_for_an_agent() -> None:
    one = phone_desk(teams__desk__size=1)
    legs = replay(one, Rows()).frame("legs")
    assert (legs["how"].isin(["resolved", "unresolved"])).all()
    in_turn = legs.sort_values("answered_at")
    assert (in_turn["answered_at"].to_numpy()[1:] >= in_turn["ended_at"].to_numpy()[:-1]).all()


def test_nobody_comes_back() -> None:
    short = replace(Rows(), patience_s=np.full(5, 0.5))
    journal = replay(
        phone_desk(teams__desk__size=1, reasons__help__retry__after_abandoned=1), short
    )
    assert (journal.frame("contacts")["attempt"] == 1).all()
    assert (journal.frame("contacts")["outcome"] == "abandoned").sum() > 1


def test_less_volume_hides_the_same_rows_and_more_is_refused() -> None:
    kept = [set(replayed(phone_desk(volume=v), Rows()).arrived_ms) for v in (0.3, 0.6, 1.0)]
    assert kept[0] <= kept[1] <= kept[2]
    assert len(replayed(phone_desk(volume=1.0), Rows())) == 5
    with pytest.raises(InputError, match=r"multipliers.volume: must be at most 1"):
        replayed(phone_desk(volume=1.1), Rows())


def test_multipliers_move_work_and_patience() -> None:
    slow = replayed(phone_desk(handle_time=2.0), Rows()).book.attempt(0, 1, 0)
    assert (slow.talk, slow.acw) in {(180_000, 20_000), (90_000, 10_000)}
    brief = replace(Rows(), patience_s=np.full(5, 10.0))
    luck = replayed(phone_desk(patience=0.5), brief).book.attempt(0, 1, 0)
    assert luck.patience == 5_000


def test_an_unknown_reason_is_refused() -> None:
    with pytest.raises(InputError, match='"sales"'):
        replayed(phone_desk(), replace(Rows(), reasons=("sales",)))


def test_uniforms_to_impute_with_are_addressed() -> None:
    few, many = Imputed.of(3, seed=1).values, Imputed.of(5, seed=1).values
    assert np.array_equal(few, many[:3])
    assert not np.array_equal(few, Imputed.of(3, seed=2).values)


def test_segments_of_a_log_pass_the_audit() -> None:
    segments = "{size: 100, segments: {gold: {share: 0.5}, basic: {share: 0.5}}}"
    desk = parse(phone_desk().dump() + f"\ncustomers: {segments}\n")
    known = replace(Rows(), segment=np.array([0, 1, -1, 0, 1]), segments=("basic", "gold"))
    journal = replay(desk, known)
    audited(journal)
    assert list(journal.frame("contacts")["segment"].astype(object))[:2] == ["basic", "gold"]


def _ways(phone: float) -> Scenario:
    """Return a desk to whose help some write instead of phoning, with all that can be offered."""
    return phone_desk().with_overrides(
        {
            "channels.phone.callback": {},
            "channels.email": {"kind": "email"},
            "reasons.help.channel": None,
            "reasons.help.channels": {"email": {"share": 1 - phone}, "phone": {"share": phone}},
            "reasons.help.bot": {},
            "languages": {"english": 0.5, "polish": 0.5},
        }
    )


def test_a_log_without_channels_is_spread_over_them_by_each_rows_own_luck() -> None:
    impatient = replace(Rows(), patience_s=np.full(5, 60.0))
    by_phone = [replayed(_ways(share), impatient).queue == 1 for share in (0, 0.3, 0.7, 1)]
    assert [q.sum() for q in (by_phone[0], by_phone[-1])] == [0, 5]
    assert all((few <= many).all() for few, many in pairwise(by_phone))
    demand = replayed(_ways(0.5), impatient)
    lucks = list(demand.book.first(0, 5))
    assert {q: {u.patience for u, at in zip(lucks, demand.queue, strict=True) if at == q}
            for q in set(demand.queue.tolist())} == {0: {INFINITE}, 1: {60_000}}  # fmt: skip


def test_what_a_log_has_behind_it_is_not_drawn_again() -> None:
    demand = replayed(_ways(0.5), Rows())
    extras = [demand.book.extra(row, 1, 1, 1) for row in range(5)]
    neutral = NOTHING_MORE._asdict()
    drawn = {n for e in extras for n, value in e._asdict().items() if value != neutral[n]}
    assert drawn == {"callback", "reach"}
    assert set(demand.language.tolist()) <= {0, 1}
    assert demand.cause is None
