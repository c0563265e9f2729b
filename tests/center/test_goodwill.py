"""Goodwill, the day a customer leaves, and what that does to their issues: all by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from days import ALWAYS, NEVER, Day, card, luck, s, shift
from told import lines, told

from cssim.center.settings import Feelings, ReasonSettings
from cssim.demand import Customers
from cssim.journal import Journal
from cssim.rules.loyalty import Loyalty

DAY = 86_400
GOOD = 1 / (1 + math.exp(-1.815))
BAD = 1 / (1 + math.exp(-(1.815 - 1.45)))
BASE_HAZARD = -math.log(0.85) / 12 / 30.4375
MEMORY_DAYS = 12 * 30.4375


def _live(
    *contacts: Any, leave: Any = (0.0,), multiplier: float = 1.0, days: float = 10, **more: Any
) -> Journal:
    """Live days with an agent who is always there; contacts are (day, luck, customer)."""
    settings = {
        "reasons": (ReasonSettings("billing", repeat=0.85, retry={"abandoned": 1.0}),),
        "feelings": Feelings(satisfaction=True, loyalty=Loyalty(), multipliers=(multiplier,)),
        "segments": ("all",),
        "horizon": s(days * DAY),
        "drain": False,
        **more.pop("settings", {}),
    }
    rows = [(day * DAY, fate, {"customer": who, "segment": 0}) for day, fate, who in contacts]
    people = Customers(np.zeros(len(leave), np.int64), np.array(leave, dtype=float))
    shifts = more.pop("shifts", [shift(0, 0, days * DAY)])
    return Day(rows, [card("a")], shifts, settings, customers=people, **more).live()


def _customer(journal: Journal, column: str, customer: int = 0) -> Any:
    return journal.columns["customers"][column][customer].item()


def _solved(seconds: float = 60) -> Any:
    return luck((seconds, 0, 0))


def _failed(seconds: float = 60) -> Any:
    return luck((seconds, 0, 0), resolve=NEVER)


def _faded(gap: float, days: float) -> float:
    return 0.8 + gap * math.exp(-days / MEMORY_DAYS)


@pytest.mark.parametrize(
    ("fate", "gap"), [(_solved(), 0.4 * (GOOD - 0.8)), (_failed(), 0.8 * (BAD - 0.8))]
)
def test_a_disappointment_counts_twice_a_pleasant_surprise(fate: Any, gap: float) -> None:
    journal = _live((1, fate, 0), days=5)
    since = 4 - 60 / DAY
    assert _customer(journal, "goodwill") == pytest.approx(_faded(gap, since), abs=1e-12)


def test_goodwill_fades_between_issues_and_closes_part_of_the_gap_at_each() -> None:
    journal = _live((0, _failed(), 0), (2, _solved(), 0), days=4)
    before = _faded(0.8 * (BAD - 0.8), 2)
    after = before + 0.4 * (GOOD - before)
    since = 2 - 60 / DAY
    assert _customer(journal, "goodwill") == pytest.approx(_faded(after - 0.8, since), abs=1e-12)


def test_an_issue_moves_goodwill_once_when_it_closes() -> None:
    again = luck((60, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=DAY - 60)
    journal = _live((0, again, 0), days=3, later={(0, 2): _solved()})
    sat = 1 / (1 + math.exp(-(1.815 - 0.685)))  # solved at the second contact
    after = 0.8 + 0.8 * (sat - 0.8)
    since = 2 - 60 / DAY
    assert _customer(journal, "goodwill") == pytest.approx(_faded(after - 0.8, since), abs=1e-12)
    assert told(journal, "issues", "closed n_attempts how") == [f"{DAY + 60} 2 resolved"]


def test_hazard_grows_at_each_midnight_with_goodwill_as_it_then_is() -> None:
    journal = _live((1.5, _failed(), 0), leave=(0.0, 0.0), days=4, multiplier=2.0)
    gap = 0.8 * (BAD - 0.8)
    closed = 1.5 + 60 / DAY
    felt = [0.8, _faded(gap, 2 - closed), _faded(gap, 3 - closed), _faded(gap, 4 - closed)]
    hazard = sum(2 * BASE_HAZARD * math.exp(-4 * (g - 0.8)) for g in felt)
    assert _customer(journal, "hazard", 0) == pytest.approx(hazard, rel=1e-12)
    assert _customer(journal, "hazard", 1) == pytest.approx(4 * 2 * BASE_HAZARD, rel=1e-12)
    assert _customer(journal, "goodwill", 1) == 0.8


# With 365 times the base hazard a day costs 0.1624; a customer with U = 1/2 leaves when the
# sum reaches log 2 = 0.693: at 00:00 of day 5, since 4 x 0.1624 = 0.650 and 5 x 0.1624 = 0.812.
# After an issue that was not solved on day 0, a day costs 0.318: at 00:00 of day 3.
YEAR = 365.0


def test_the_day_a_customer_leaves() -> None:
    assert pytest.approx(0.16241, abs=1e-5) == YEAR * BASE_HAZARD
    journal = _live((0, _failed(), 0), (0.1, _solved(), 1), leave=(0.5,) * 3, multiplier=YEAR)
    assert told(journal, "customers", "customer left") == lines(f"""
        0 {3 * DAY}   # disappointed
        1 {5 * DAY}   # content: at 0.148 a day 4.7 days would do, but whole days count
        2 {5 * DAY}   # without an issue
    """)


@pytest.mark.parametrize(
    ("uniform", "left"),
    [
        (0.0, None),  # stays for ever
        (math.exp(-0.163), 2),
        (math.exp(-0.162), 1),
        (0.999999, 1),
    ],
)
def test_a_customer_leaves_on_the_first_day_on_which_survival_is_at_most_u(
    uniform: float, left: int | None
) -> None:
    journal = _live(leave=(uniform,), multiplier=YEAR, days=3)
    assert told(journal, "customers", "left") == ["-" if left is None else str(left * DAY)]


def test_days_change_at_midnight_not_every_24_hours_of_the_run() -> None:
    six = {"start": "2024-01-01T18:00:00", "start_ms_of_day": s(18 * 3600)}
    journal = _live(leave=(math.exp(-0.162),), multiplier=YEAR, days=3, settings=six)
    assert told(journal, "customers", "left") == [str(6 * 3600)]


# ---- what follows from leaving -----------------------------------------------------


def test_a_customer_who_left_raises_no_issue_from_midnight_on() -> None:
    journal = _live(
        (4.9, _solved(), 1),
        (5 - 0.001 / DAY, _solved(), 0),
        (5, _solved(), 0),
        (6, _solved(), 0),
        leave=(0.5, 0.0),
        multiplier=YEAR,
    )
    assert told(journal, "issues", "issue n_attempts closed how") == lines(f"""
        0 1 {4.9 * DAY + 60:g}    resolved
        1 1 432059.999            resolved
        2 0 {5 * DAY}             not_raised
        3 0 {6 * DAY}             not_raised
    """)
    assert told(journal, "contacts", "contact") == ["0.1", "1.1"]


@pytest.mark.parametrize("cause", ["retry", "repeat"])
def test_what_is_still_due_is_dropped_when_a_customer_leaves(cause: str) -> None:
    away = [shift(0, 0, 10 * DAY)] if cause == "repeat" else [shift(0, 9 * DAY, 10 * DAY)]
    back = {f"{cause}_delay": 2 * DAY, cause: ALWAYS}
    journal = _live(
        (4, luck((60, 0, 0), 60, resolve=NEVER, **back), 0),
        (4, luck((60, 0, 0), 120, resolve=NEVER, **back), 1),
        leave=(0.5, 0.0),
        multiplier=YEAR,
        shifts=away,
        later={(0, 2): _solved(), (1, 2): luck((60, 0, 0), 30)},
    )
    contacts = told(journal, "contacts", "contact followed_by")
    assert contacts == [f"0.1 {cause}", f"1.1 {cause}", "1.2 nothing"]
    assert told(journal, "issues", "n_attempts how")[0] == "1 dropped"
    assert told(journal, "customers", "left") == [str(5 * DAY), "-"]


def test_goodwill_of_a_customer_who_left_stays_as_it_was() -> None:
    # The talk goes on over the midnight at which the customer leaves.
    journal = _live((5 - 30 / DAY, _failed(), 0), leave=(0.5,), multiplier=YEAR)
    assert told(journal, "customers", "left goodwill") == [f"{5 * DAY} 0.8"]
    assert told(journal, "issues", "how") == ["given_up"]


def test_the_same_customer_is_asked_in_any_rhythm() -> None:
    # Being looked at every day, and only in the end, comes to the same leave day and hazard.
    looked_at = [(d + 0.5, luck((60, 0, 0), 1, resolve=NEVER, retry=NEVER), 0) for d in range(8)]
    often = _live(*looked_at, leave=(0.2, 0.2), multiplier=YEAR / 2, days=9,
                  settings={"feelings": _indifferent()})  # fmt: skip
    hazard = [_customer(often, "hazard", who) for who in (0, 1)]
    assert hazard[0] == pytest.approx(hazard[1], rel=1e-12)
    assert _customer(often, "left_ms", 0) == _customer(often, "left_ms", 1)


def _indifferent() -> Feelings:
    """Return feelings of customers whom no experience moves."""
    loyalty = Loyalty(adjustment=0.0)
    return Feelings(satisfaction=True, loyalty=loyalty, multipliers=(YEAR / 2,))
