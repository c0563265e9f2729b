"""The end of a shift: overtime and its limit, colleagues who go on, letters put back.

Each mechanism is lived off and on over the same customers, so that what it costs and what
it brings stand side by side.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from days import Day, card, leg, luck, s, shift
from told import lines, told

from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal

STATES = "agent from until state"
SERVED = "contact agent queued answered ended how"


def _day(contacts: Any, agents: Any, shifts: Any, legs: Any = None, **settings: Any) -> Journal:
    settings = {"horizon": s(400), **settings}
    cards = [agent if not isinstance(agent, str) else card(agent) for agent in agents]
    return Day(contacts, cards, shifts, settings, legs=legs or {}).live()


def _desk(**more: Any) -> tuple[TeamSettings, ...]:
    return (TeamSettings("desk", **more),)


# ---- the end of the shift ----------------------------------------------------------

REST = {(0, 1, 2): leg((1, 1, 1), 300)}
"""Luck of the leg that begins when the first contact is handed over."""


def _long_call(**team: Any) -> Journal:
    """Return the day of a call of 100 s taken 50 s before the end of a's shift."""
    return _day([(50, luck((80, 20, 10)))], "ab", [shift(0, 0, 100), shift(1, 60, 300)], REST,
                teams=_desk(**team))  # fmt: skip


def test_at_shift_end_a_colleague_goes_on_where_the_team_hands_over() -> None:
    base, handed = _long_call(), _long_call(hands_over=True)
    assert told(base, "legs", SERVED) == ["0.1 a 50 50 160 resolved"]
    assert told(handed, "legs", f"{SERVED} talk hold acw") == lines("""
        0.1 a  50  50 100 handed_over 50 0 0
        0.1 b 100 100 160 resolved    30 20 10
    """)
    # What it brings: no overtime (60 s). What it costs: one more agent for the customer.
    assert "a 150 160 acw" in told(base, "agent_states", STATES)
    assert told(handed, "agent_states", STATES) == lines("""
        a   0  50 idle
        a  50 100 talk
        b  60 100 idle
        b 100 130 talk
        b 130 150 hold
        b 150 160 acw
        b 160 300 idle
    """)
    assert told(base, "contacts", "n_legs n_transfers left resolved") == ["1 0 150 yes"]
    assert told(handed, "contacts", "n_legs n_transfers left resolved") == ["2 1 150 yes"]


@pytest.mark.parametrize(("limit", "off"), [(20, 120), (99, 160), (59.999, 160), (49.999, 149.999)])
def test_overtime_ends_at_its_limit_unless_only_after_contact_work_is_left(
    limit: float, off: float
) -> None:
    journal = _long_call(overtime_limit=s(limit))
    mine = [row.split() for row in told(journal, "agent_states", STATES) if row[0] == "a"]
    assert float(mine[-1][2]) == off
    handed = [row for row in told(journal, "legs", SERVED) if "handed_over" in row]
    assert len(handed) == (off < 160)


@pytest.mark.parametrize(
    ("patience", "second"), [(300, "0.1 b 100 200 250 resolved"), (40, "0.1 - 100 - 140 abandoned")]
)
def test_who_is_handed_over_waits_when_no_colleague_is_free_and_may_give_up(
    patience: float, second: str
) -> None:
    journal = _day([(50, luck((100, 0, 0)))], "ab", [shift(0, 0, 100), shift(1, 200, 300)],
                   {(0, 1, 2): leg((1, 1, 1), patience)}, teams=_desk(hands_over=True))  # fmt: skip
    assert told(journal, "legs", SERVED)[1] == second
    # A customer who was answered is answered, whatever comes next.
    assert told(journal, "contacts", "outcome") == ["answered"]


def test_a_colleague_at_another_pace_takes_as_long_as_it_takes_them() -> None:
    slow = card("b", speed=0.5)
    journal = _day([(50, luck((100, 0, 10)))], ["a", slow], [shift(0, 0, 100), shift(1, 60, 400)],
                   REST, teams=_desk(hands_over=True))  # fmt: skip
    assert told(journal, "legs", "agent talk acw") == ["a 50 0", "b 100 20"]


def test_a_break_that_is_still_due_does_not_keep_an_agent_past_the_shift() -> None:
    for team, off in (({"hands_over": True}, 100), ({"overtime_limit": s(20)}, 120)):
        journal = _day([(50, luck((100, 0, 0)))], "ab",
                       [shift(0, 0, 100, (90, 95)), shift(1, 60, 300)], REST,
                       teams=_desk(**team))  # fmt: skip
        mine = [row for row in told(journal, "agent_states", STATES) if row[0] == "a"]
        assert mine == ["a 0 50 idle", f"a 50 {off} talk"]


def test_an_overtime_limit_of_yesterday_means_nothing_today() -> None:
    """The limit of the first shift falls into the second: its contact is left alone."""
    contacts = [(95, luck((15, 0, 0))), (125, luck((30, 0, 0)))]
    journal = _day(contacts, "a", [shift(0, 0, 100), shift(0, 120, 200)],
                   teams=_desk(overtime_limit=s(30)))  # fmt: skip
    assert told(journal, "legs", SERVED) == lines("""
        0.1 a  95  95 110 resolved
        1.1 a 125 125 155 resolved
    """)


MAIL = (ChannelSettings(name="mail", kind="email"),)
BOTH = {
    "channels": (ChannelSettings(name="mail", kind="email"), ChannelSettings(name="phone")),
    "reasons": (ReasonSettings("letter"), ReasonSettings("call", channel=1)),
}


def test_deferred_work_in_hand_at_shift_end_goes_back_to_the_line() -> None:
    journal = _day([(50, luck((80, 20, 10)))], "ab", [shift(0, 0, 100), shift(1, 120, 300)],
                   channels=MAIL)  # fmt: skip
    assert told(journal, "legs", f"{SERVED} talk hold acw") == lines("""
        0.1 a  50  50 100 set_aside 50  0  0
        0.1 b 100 120 180 resolved  30 20 10
    """)
    assert told(journal, "agent_states", STATES) == lines("""
        a   0  50 idle
        a  50 100 deferred
        b 120 170 deferred
        b 170 180 acw
        b 180 300 idle
    """)


def test_deferred_work_set_aside_goes_back_too_when_its_agent_goes_home() -> None:
    """The call interrupts the letter at 60 and lasts past the end of the shift."""
    contacts = [(50, luck((100, 0, 0))), (60, luck((70, 0, 0)), {"reason": 1})]
    journal = Day(
        contacts,
        [card("a", skills=(0, 1)), card("b")],
        [shift(0, 0, 100), shift(1, 110, 300)],
        {"horizon": s(400), **BOTH},
    ).live()
    assert told(journal, "legs", SERVED) == lines("""
        0.1   a 50  50  60 set_aside
        0.1   b 60 110 200 resolved
        1/1.1 a 60  60 130 resolved
    """)


def test_who_is_due_for_a_break_puts_the_letter_down_and_is_not_interrupted() -> None:
    contacts = [(50, luck((100, 0, 0))), (110, luck((20, 0, 0)), {"reason": 1})]
    journal = Day(
        contacts,
        [card("a", skills=(0, 1))],
        [shift(0, 0, 300, (100, 130))],
        {"horizon": s(400), **BOTH},
    ).live()
    assert told(journal, "agent_states", STATES) == lines("""
        a   0  50 idle
        a  50 100 deferred
        a 100 130 break
        a 130 150 talk
        a 150 200 deferred
        a 200 300 idle
    """)


def test_who_is_handed_a_call_as_both_shifts_end_comes_to_the_next_one_when_it_is_over() -> None:
    """b, whose own shift ends in the same ms, is still there; the next begins at once, but b is
    to come 30 s late: still on the call then, b is not absent at all."""
    late = replace(shift(1, 100, 200), late=s(30))
    journal = _day([(50, luck((80, 20, 10)))], "ab",
                   [shift(0, 0, 100), shift(0, 100, 200), shift(1, 0, 100), late],
                   {(0, 1, 2): leg((1, 1, 1), 300), (0, 1, 3): leg((1, 1, 1), 300)},
                   teams=_desk(hands_over=True), max_legs=2)  # fmt: skip
    assert told(journal, "legs", SERVED) == lines("""
        0.1 a 50 50 100 handed_over
        0.1 b 100 100 160 resolved
    """)
    assert "absent" not in " ".join(told(journal, "agent_states", STATES))
