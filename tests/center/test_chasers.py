"""Chasers: who gets no reply in time asks what became of the message."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import (
    END,
    ENDS,
    LETTER,
    WORK,
    call,
    letter,
    live_letters,
    reason,
    teams,
)
from told import lines, told

from cssim.center.settings import Feelings
from cssim.demand import Customers
from cssim.rules.loyalty import Loyalty

# ---- chasers -----------------------------------------------------------------------

CHASED = {"mail": {"chase": 0.5}}
BUSY = call(0, (250, 0, 0))


def _asked(*uniforms: float, row: int = 1) -> dict[tuple[int, int, int], Any]:
    """Return extras of attempts 2, 3, …: whether they are made."""
    return {(row, n, 1): extra(chase=u) for n, u in enumerate(uniforms, 2)}


def _again(*attempts: int, row: int = 1, **more: Any) -> dict[tuple[int, int], Any]:
    return {(row, n): luck((40, 0, 0), **more) for n in attempts}


def test_who_gets_no_reply_within_the_acceptable_wait_asks_what_became_of_it() -> None:
    """100 s after 10 comes a chaser (0.49 < 0.5), at 210 none; it takes 0.3 of 40 s."""
    contacts = [BUSY, letter(10, (40, 0, 0))]
    journal = live_letters(contacts, **CHASED, later=_again(2, 3), extras=_asked(0.49, 0.5))
    assert told(journal, "legs", WORK) == lines("""
        0.1   a   0   0 250 0 0 250 resolved
        1/1.1 a  10 250  40 0 0 290 resolved
        1/1.2 a 110 290  12 0 0 302 unresolved
    """)
    assert told(journal, "contacts", f"cause {ENDS}")[1:] == lines("""
        fresh  1/1.1 290 answered yes nothing
        chaser 1/1.2 302 answered no  nothing
    """)
    assert told(journal, "issues", "closed n_attempts how")[1] == "290 2 resolved"


def test_chasers_come_again_until_the_customer_stays_quiet() -> None:
    """At 110 and 210 (0.1 < 0.5), not at 310 (the reply is out at 290)."""
    contacts = [BUSY, letter(10, (40, 0, 0))]
    journal = live_letters(contacts, **CHASED, later=_again(2, 3), extras=_asked(0.1, 0.1, 0.9))
    assert told(journal, "contacts", "contact arrived")[1:] == [
        "1/1.1 10",
        "1/1.2 110",
        "1/1.3 210",
    ]


def test_a_reply_just_at_the_acceptable_wait_is_in_time() -> None:
    """The reply is out at 110 (kind 3), before a chaser of the same ms (kind 7)."""
    journal = live_letters(
        [call(0, (70, 0, 0)), letter(10, (40, 0, 0))], **CHASED, extras=_asked(0.0)
    )
    assert told(journal, "contacts", "contact left")[1:] == ["1/1.1 110"]


def test_a_letter_that_is_taken_at_once_and_takes_too_long_is_chased_as_well() -> None:
    """No reply at 100 and at 200, though somebody has been writing it since 0."""
    journal = live_letters(
        [letter(0, (250, 0, 0))], **CHASED, later=_again(2, 3, row=0),
        extras=_asked(0.1, 0.1, row=0),
    )  # fmt: skip
    assert told(journal, "contacts", "contact cause arrived left") == lines("""
        1/0.1 fresh    0 250
        1/0.2 chaser 100 262
        1/0.3 chaser 200 274
    """)


def test_a_letter_that_is_passed_on_is_chased_every_100_s_and_not_twice_as_often() -> None:
    """Waits from 0, is escalated at 20 and waits for the senior: chasers at 100, 200 and 300."""
    journal = live_letters(
        [letter(0, (20, 0, 0), escalate=0.1)],
        ["a", card("senior", 1, skills=(LETTER,))],
        [shift(0, 10, END), shift(1, 350, END)],
        **CHASED,
        teams=teams(1, 2),
        reasons=(reason("call"), reason("letter", 1, escalate={1: 1.0})),
        later=_again(*range(2, 9), row=0),
        extras=_asked(*[0.1] * 7, row=0),
        legs={(0, 1, 2): leg((5, 0, 0))},
    )
    arrived = told(journal, "contacts", "contact arrived")
    assert arrived == ["1/0.1 0", "1/0.2 100", "1/0.3 200", "1/0.4 300"]


def test_a_letter_put_back_at_the_end_of_a_shift_is_chased_once_each_100_s() -> None:
    """Waits from 0, is begun at 10, put back at 60, goes on at 350."""
    journal = live_letters(
        [letter(0, (80, 0, 0))], "ab", [shift(0, 10, 60), shift(1, 350, END)],
        **CHASED, later=_again(2, 3, 4, 5, row=0), extras=_asked(*[0.1] * 4, row=0),
    )  # fmt: skip
    # 40 s of talk were left: the reply is out at 380.
    assert told(journal, "contacts", "arrived left")[0] == "0 380"
    assert told(journal, "contacts", "arrived")[1:] == ["100", "200", "300"]


def test_chasers_are_attempts_and_no_more_are_made_than_allowed() -> None:
    """With two attempts at most, one chaser is made, and the unsolved issue is given up."""
    journal = live_letters(
        [BUSY, letter(10, (40, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=50)],
        **CHASED, later=_again(2), extras=_asked(0.1, 0.1), max_attempts=2,
        reasons=(reason("call"), reason("letter", 1, repeat=1.0)),
    )  # fmt: skip
    assert told(journal, "contacts", "contact cause arrived followed_by")[1:] == lines("""
        1/1.1 fresh  10  nothing
        1/1.2 chaser 110 nothing
    """)
    assert told(journal, "issues", "closed n_attempts how")[1] == "290 2 too_many"


def test_a_repeat_after_a_chaser_has_the_next_number() -> None:
    """The chaser of 110 is attempt 2; back 50 s after the reply of 290 is attempt 3."""
    journal = live_letters(
        [BUSY, letter(10, (40, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=50)],
        **CHASED, later=_again(2, 3), extras=_asked(0.1, 0.9),
        reasons=(reason("call"), reason("letter", 1, repeat=1.0)),
    )  # fmt: skip
    assert told(journal, "contacts", f"cause arrived {ENDS}")[1:] == lines("""
        fresh   10 1/1.1 290 answered no  repeat
        chaser 110 1/1.2 302 answered no  nothing
        repeat 340 1/1.3 380 answered yes nothing
    """)


@pytest.mark.parametrize(("stays", "n"), [(False, 1), (True, 2)])
def test_a_customer_who_has_left_asks_no_more(stays: bool, n: int) -> None:
    """The chaser would be due at 87,000 s; the customer leaves at midnight (86,400 s) or never."""
    leaves = Customers(np.zeros(1, np.int64), np.array([0.0 if stays else 0.999_999]))
    at, fate, more = letter(86_000, (40, 0, 0))
    journal = live_letters(
        [(at, fate, {**more, "customer": 0, "segment": 0})],
        "a",
        [shift(0, 87_500, 90_000)],
        mail={"chase": 0.5, "acceptable_wait": s(1000)},
        later=_again(2, row=0),
        extras=_asked(0.1, row=0),
        customers=leaves,
        segments=("all",),
        feelings=Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(1.0,)),
        horizon=s(90_000),
    )
    assert told(journal, "contacts", "arrived cause") == ["86000 fresh", "87000 chaser"][:n]
    assert told(journal, "customers", "left") == ["-" if stays else "86400"]


def test_a_chaser_after_the_horizon_is_not_made() -> None:
    """It would be due at 110, where the run ends; the drain makes no new contacts."""
    journal = live_letters(
        [BUSY, letter(10, (40, 0, 0))], **CHASED, extras=_asked(0.1), horizon=s(110)
    )
    assert told(journal, "contacts", "contact left") == ["0.1 250", "1/1.1 290"]
