"""What a phone desk does not use costs it nothing: its contacts hold no more than their slots."""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import Any

import pytest

from cssim import draw_demand, draw_roster, run
from cssim.center.logbook import Logbook
from cssim.center.people import Contact, Issue
from cssim.scenario import parse

DESK = parse("""
name: phone-only
start: "2024-01-01 00:00"
horizon: 1 d
channels: {phone: {kind: phone}}
reasons:
  help:
    channel: phone
    arrivals: {per_hour: 30}
    handle_time: {distribution: lognormal, mean: 6 min, cv: 0.8}
    patience: {distribution: exponential, mean: 3 min}
teams:
  desk:
    size: 3
    skills: [help]
    patterns: [{days: [monday], shift: "00:00-24:00"}]
""")


def test_contacts_of_a_phone_desk_set_nothing_but_slots(monkeypatch: pytest.MonkeyPatch) -> None:
    """CPython 3.11 finds an attribute set later quickly only if one of the first few objects has
    had it; which contacts came first decided whether a run took a seventh longer."""
    seen: Counter[str] = Counter()
    write = Logbook.contact

    def look(log: Logbook, contact: Contact, after: int, kind: int, how: int, ended: int) -> None:
        assert not contact.__dict__
        assert not contact.issue.__dict__
        seen[contact.outcome or "open"] += 1
        seen["again"] += contact.attempt > 1
        write(log, contact, after, kind, how, ended)

    monkeypatch.setattr(Logbook, "contact", look)
    run(DESK, draw_demand(DESK, 1, 0), draw_roster(DESK, 1, 0))
    assert min(seen["answered"], seen["abandoned"], seen["again"]) > 50


def state(contact: Contact) -> dict[str, Any]:
    slots = [name for name in Contact.__slots__ if name != "__dict__"]
    return {name: getattr(contact, name) for name in slots} | contact.__dict__


def test_contacts_return_to_what_they_were() -> None:
    luck = draw_demand(DESK, 1, 0).book.attempt(0, 1, 0)
    contact = Contact(Issue(256, 0, 0, -1, -1), 1, 0, luck, 0)
    contact.answered, contact.escalated = 60_000, True
    before = state(contact)
    then = copy(contact)
    contact.new_leg(luck, 90_000)
    contact.escalated, contact.tier, contact.is_callback = False, 2, True
    contact.return_to(then)
    assert state(contact) == before
