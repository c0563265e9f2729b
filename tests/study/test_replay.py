"""Replay: a log's own attempts, played through a roster."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from audited import audited
from toys import phone_desk

from cssim.demand.replay import Imputed, replayed
from cssim.errors import InputError
from cssim.scenario import parse
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
    slow = replayed(phone_desk(handle_time=2.0), Rows()).book.attempts[0, 1]
    assert (slow.talk, slow.acw) in {(180_000, 20_000), (90_000, 10_000)}
    brief = replace(Rows(), patience_s=np.full(5, 10.0))
    luck = replayed(phone_desk(patience=0.5), brief).book.attempts[0, 1]
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
