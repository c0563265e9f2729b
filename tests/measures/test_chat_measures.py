"""Chats: concurrency, slots, throughput, ghosts."""

from __future__ import annotations

import math

import pytest
from handmade import KINDS, Row, answered, day, unanswered

import cssim.measures as m
from cssim.journal import Journal

OWN = {"kinds": KINDS}
SLOTS = {"front": 3}


def _state(state: str, start: float, end: float, **more: object) -> Row:
    return {"agent": "ann", "state": state, "from": start, "until": end, **more}


@pytest.fixture(scope="module")
def chats() -> Journal:
    """Return 400 s of one agent with two chats at once, a ghost and a phone contact.

    Sessions 0-120, 60-120 and the ghost's 140-200 (its customer left at 130); the phone from
    240 to 300. On chat 180 s, in which 240 s of sessions pass; busy 240 s of 400.
    """
    gone, queue = unanswered(100, 30, channel="chat")
    contacts = [
        answered(0, 0, 100, acw=20, channel="chat"), answered(60, 0, 60, channel="chat"),
        (gone, queue), answered(240, 0, 60),
    ]  # fmt: skip
    ghost = {
        "contact": 3, "leg": 2, "kind": "ghost", "agent": "ann", "team": "front", "queued": 100,
        "answered": 140, "talk": 60, "ended": 200, "how": "abandoned",
    }  # fmt: skip
    states = [
        _state("talk", 0, 120, slot=180), _state("idle", 120, 140), _state("talk", 140, 200),
        _state("idle", 200, 240), _state("talk", 240, 300, contact=4), _state("idle", 300, 400),
    ]  # fmt: skip
    return day(contacts, more_legs=[ghost], agent_states=states, horizon=400)


def test_concurrency_is_over_the_time_on_chat(chats: Journal) -> None:
    assert m.mean_concurrency(chats, **OWN) == m.Mean(240, 180)
    assert m.sessions_per_hour(chats, **OWN).value == pytest.approx(2 * 3600 / 180)
    by = m.table(chats, ["mean_concurrency"], by=["interval"], interval_s=100, **OWN)
    assert by["numerator"].tolist() == [100 + 40, 20 + 20 + 60, 0, 0]
    assert by["denominator"].tolist() == [100, 80, 0, 0]
    assert math.isnan(by["value"][3])


def test_all_but_a_chat_takes_all_slots(chats: Journal) -> None:
    """Of 3 x 400 s of slots, 240 s of sessions and 3 x 60 s of phone are taken."""
    assert m.slot_occupancy(chats, slots=SLOTS, **OWN) == m.Ratio(240 + 180, 1200)
    assert m.slot_occupancy(chats, slots=SLOTS) == m.Ratio(720, 1200)  # no chat known as such
    assert m.occupancy(chats) == m.Ratio(240, 400)
    phone = day([answered(0, 0, 60)], agent_states=[_state("talk", 0, 60)], horizon=100)
    assert m.slot_occupancy(phone, **OWN).value == m.occupancy(phone).value == 1


def test_a_ghost_costs_time_and_is_in_no_figure_of_contacts(chats: Journal) -> None:
    assert m.ghost_share(chats, **OWN) == m.Ratio(60, 240)
    assert m.n_ghosts(chats).value == 1
    assert m.n_abandoned(chats).value == 1 and m.n_answered(chats).value == 3
    assert m.mean_wait_s(chats) == m.Mean(30, 4) and m.mean_queue(chats) == m.Mean(30, 400)
    assert m.aht_s(chats) == m.Mean(120 + 60 + 60, 3)
    assert m.transfer_rate(chats) == m.Ratio(0, 3)


def test_agents_are_not_mixed_up() -> None:
    """Ann 0-50 twice, Bob 20-80: 100 and 60 s of sessions over 50 and 60 s on chat."""
    contacts = [
        answered(0, 0, 50, channel="chat"), answered(0, 0, 50, channel="chat"),
        answered(20, 0, 60, channel="chat", agent="bob"),
    ]  # fmt: skip
    by = m.table(day(contacts, horizon=100), ["mean_concurrency"], by=["agent"], **OWN)
    assert by["numerator"].tolist() == [100, 60]
    assert by["denominator"].tolist() == [50, 60]


def test_a_chat_still_going_on_lasts_to_the_end_of_the_run() -> None:
    contact, leg = answered(40, 0, 0, channel="chat")
    run = day([({**contact, "left": None}, {**leg, "ended": None})], horizon=100, end=100)
    assert m.mean_concurrency(run, **OWN) == m.Mean(60, 60)


def test_without_chats_there_is_no_value() -> None:
    run = day([answered(0, 0, 5)], horizon=100)
    for name in ("mean_concurrency", "sessions_per_hour", "ghost_share", "slot_occupancy"):
        assert math.isnan(m.get(name)(run, **OWN).value)
