"""Contacts that make good a closed issue: after failures, and after bad ratings."""

from __future__ import annotations

import numpy as np
import pytest
from care_days import (
    CONTACTS,
    DAY,
    GOOD,
    LETTER,
    LOST,
    again,
    failed,
    goodwill,
    live_care,
    plan,
    solved,
)
from days import ALWAYS, NEVER, luck, s, shift
from small_desk import WORK, reason
from told import lines, same, told

from cssim.center.care_settings import CareSettings
from cssim.center.settings import QueueSettings
from cssim.demand import Customers
from cssim.rules.loyalty import Loyalty

RECOVERS = CareSettings(recovery=plan())
RATES_BADLY, RATES_WELL = {"response": ALWAYS, "rating": NEVER}, {"response": ALWAYS, "rating": 0.1}


def recovers(**more: object) -> CareSettings:
    return CareSettings(recovery=plan(**more))


def closes_loop(**more: object) -> CareSettings:
    return CareSettings(close_loop=plan(**{"below": 3, **more}))


# ---- after a failure -------------------------------------------------------------------


def test_who_was_not_helped_is_called_and_gets_most_of_the_goodwill_back() -> None:
    """Given up at 60; called at 160 for 60 s; 0.6 of the loss comes back."""
    journal = live_care((0, failed()), care=RECOVERS, later=again())
    assert told(journal, "contacts", CONTACTS) == lines("""
        0.1 fresh      0  60 answered no  nothing
        0.2 outreach 160 220 answered yes nothing
    """)
    assert told(journal, "legs", WORK)[1] == "0.2 a 160 160 60 0 0 220 resolved"
    assert goodwill(journal) == pytest.approx(0.8 - 0.4 * LOST, abs=1e-12)
    events = told(journal, "people", "at agent contact what")
    assert events[-1] == "220 a 0.2 recovered"
    assert journal.columns["people"]["value"][-1] == pytest.approx(0.6 * LOST, abs=1e-12)


def test_without_recovery_nobody_calls_and_the_loss_stays() -> None:
    journal = live_care((0, failed()), later=again())
    assert len(told(journal, "contacts")) == 1
    assert goodwill(journal) == pytest.approx(0.8 - LOST, abs=1e-12)


def test_a_recovery_that_fails_changes_nothing_but_the_agents_time() -> None:
    """0.8 is not below 0.8."""
    journal = live_care((0, failed()), care=RECOVERS, later=again(resolve=0.8))
    assert told(journal, "contacts", CONTACTS)[1] == "0.2 outreach 160 220 answered no nothing"
    assert goodwill(journal) == pytest.approx(0.8 - LOST, abs=1e-12)
    assert not [what for what in told(journal, "people", "what") if what == "recovered"]


def test_the_issue_stays_as_it_was_closed_and_is_not_surveyed_again() -> None:
    without = live_care((0, failed()), later=again())
    journal = live_care((0, failed()), care=RECOVERS, later=again(response=ALWAYS))
    before = told(without, "issues", "closed how sat")
    assert told(journal, "issues", "closed how sat") == before
    assert told(journal, "issues", "n_attempts") == ["2"]
    assert told(journal, "contacts", "sat rating nps responded")[1] == "- - - no"


def test_a_solved_issue_is_not_taken_up() -> None:
    assert len(told(live_care((0, solved()), care=RECOVERS, later=again()), "contacts")) == 1


@pytest.mark.parametrize(("uniform", "n"), [(0.49, 2), (0.5, 1)])
def test_a_share_of_the_failures_is_taken_up(uniform: float, n: int) -> None:
    journal = live_care(
        (0, failed(), {"taken_up": uniform}), care=recovers(share=0.5), later=again()
    )
    assert len(told(journal, "contacts")) == n


def test_a_later_call_restores_less() -> None:
    """A day is free of loss; four days later than that, 0.6 x 2^(-4/3) of it comes back."""
    days = 5 + 60 / DAY
    journal = live_care((0, failed()), care=recovers(delay=5 * DAY), later=again(), end=6 * DAY)
    share = 0.6 * 2 ** (-(days - 1) / 3)
    assert goodwill(journal) == pytest.approx(0.8 - (1 - share) * LOST, abs=1e-12)


def test_goodwill_never_comes_back_above_what_it_was() -> None:
    """A second issue, solved meanwhile, has lifted it already."""
    later = again() | again(row=1)
    journal = live_care(
        (0, failed()), (70, solved()), (130, solved()), care=recovers(restores=1.0, delay=200),
        later=later,
    )  # fmt: skip
    assert goodwill(journal) == pytest.approx(0.8, abs=1e-12)
    small = live_care((0, failed()), (70, solved()), care=RECOVERS, later=later)
    lifted = 0.8 - LOST + 0.4 * (GOOD - (0.8 - LOST))
    assert goodwill(small) == pytest.approx(lifted + 0.6 * (0.8 - lifted), abs=1e-12)


def test_who_has_left_is_not_called() -> None:
    """The customer leaves at midnight, 100 s after the start; the call was due at 160."""
    settings = {"start_ms_of_day": s(DAY - 100)}
    unhappy = {"loyalty": Loyalty()}
    journal = live_care(
        (0, failed()), care=RECOVERS, later=again(), leave=(0.999_999,),
        settings=settings, feelings=unhappy,
    )  # fmt: skip
    assert len(told(journal, "contacts")) == 1
    stays = live_care(
        (0, failed()), care=RECOVERS, later=again(), settings=settings, feelings=unhappy
    )
    assert len(told(stays, "contacts")) == 2


def test_an_issue_has_no_more_attempts_than_there_may_be() -> None:
    journal = live_care((0, failed()), care=RECOVERS, later=again(), settings={"max_attempts": 1})
    assert len(told(journal, "contacts")) == 1


def test_after_the_horizon_nobody_is_called() -> None:
    assert (
        len(told(live_care((0, failed()), care=RECOVERS, later=again(), end=160), "contacts")) == 1
    )
    assert (
        len(told(live_care((0, failed()), care=RECOVERS, later=again(), end=161), "contacts")) == 2
    )


# ---- how it is worked ------------------------------------------------------------------


def test_a_call_waits_for_an_agent_however_long_and_takes_one_from_others() -> None:
    """Due at 160 behind a call that ends at 400; the customer who comes at 410 waits for it."""
    journal = live_care(
        (0, failed()), (100, luck((300, 0, 0))), (410, solved()),
        care=RECOVERS, later=again(), phone={"lines": 1},
    )  # fmt: skip
    assert told(journal, "legs", "contact queued answered patience ended how")[1:] == lines("""
        0.2 160 400 inf 460 resolved
        1.1 100 100 inf 400 resolved
        2.1 410 460 inf 520 resolved
    """)


def test_it_needs_no_line_no_place_and_no_open_door() -> None:
    """Closing at 300 puts off who waits on the line, not the call that the center is to make."""
    rules = {"edges": (0, s(300)), "lines": 2, "places": 1, "disconnects": True}
    journal = live_care(
        (0, failed()), (100, luck((500, 0, 0))), (200, solved()), care=RECOVERS, later=again(),
        phone=rules,
    )  # fmt: skip
    assert told(journal, "contacts", CONTACTS)[1:] == lines("""
        0.2 outreach 160 660 answered     yes nothing
        1.1 fresh    100 600 answered     yes nothing
        2.1 fresh    200 300 disconnected no  nothing
    """)


def test_what_is_due_while_the_channel_is_shut_is_due_when_it_opens() -> None:
    hours = {"edges": (0, s(120), s(500), s(900))}
    journal = live_care((0, failed()), care=RECOVERS, later=again(), phone=hours)
    assert told(journal, "contacts", "arrived left")[1] == "500 560"


def test_in_writing_it_is_set_aside_for_who_is_on_the_line() -> None:
    journal = live_care(
        (0, failed()), (180, solved()), care=recovers(channel=LETTER), later=again()
    )
    assert told(journal, "legs", "contact leg queued answered talk ended how")[1:] == lines("""
        0.2 1 160 160 20 180 set_aside
        0.2 2 180 240 40 280 resolved
        1.1 1 180 180 60 240 resolved
    """)


def test_an_unknown_wait_is_no_burden_and_no_reason_to_chase() -> None:
    """The agent is away until 900: nobody asks what became of a letter nobody expects."""
    journal = live_care(
        (0, failed()), care=recovers(channel=LETTER), later=again(),
        shifts=[shift(0, 0, 1000, (100, 900))],
    )  # fmt: skip
    assert told(journal, "contacts", "cause arrived left") == ["fresh 0 60", "outreach 160 960"]


def test_more_customers_change_nothing_for_those_who_are_not_called() -> None:
    """Pairing: with a free agent, recovery leaves everything else as it was, bit for bit."""
    people = Customers(np.zeros(3, np.int64), np.zeros(3))
    rows = [(0, failed(), {"customer": 0}), (10, solved(), {"customer": 1}),
            (200, solved(), {"customer": 2})]  # fmt: skip
    both = [
        live_care(*rows, care=care, later=again(), people=people, agents="abc")
        for care in (None, RECOVERS)
    ]
    keep = [journal.columns["contacts"]["cause"] != 4 for journal in both]
    for name in ("contact", "arrived_ms", "left_ms", "sat", "rating", "responded", "outcome"):
        one, other = (j.columns["contacts"][name][k] for j, k in zip(both, keep, strict=True))
        assert np.array_equal(one, other, equal_nan=name == "sat"), name
    assert [goodwill(both[0], c) == goodwill(both[1], c) for c in range(3)] == [False, True, True]


# ---- after a bad rating ----------------------------------------------------------------


def test_who_rates_badly_is_called() -> None:
    """Solved, but too late: eta is low, the surveyed rating 1, goodwill lower than before."""
    journal = live_care((0, solved(**RATES_BADLY)), care=closes_loop(), later=again())
    assert told(journal, "contacts", "cause rating arrived") == ["fresh 1 0", "outreach - 160"]
    assert goodwill(journal) == pytest.approx(0.8 + 0.4 * (GOOD - 0.8), abs=1e-12), "was not hurt"
    hurt = live_care((0, failed(**RATES_BADLY)), care=closes_loop(), later=again())
    assert goodwill(hurt) == pytest.approx(0.8 - 0.4 * LOST, abs=1e-12)


@pytest.mark.parametrize(
    "fate", [RATES_WELL, {"response": NEVER, "rating": NEVER}], ids=["well", "unasked"]
)
def test_who_rates_well_or_does_not_answer_is_not_called(fate: dict[str, float]) -> None:
    journal = live_care((0, failed(**fate)), care=closes_loop(), later=again())
    assert len(told(journal, "contacts")) == 1


def test_a_bad_rating_is_followed_up_when_the_issue_has_closed() -> None:
    """Rated at 60 while the issue is open; the customer comes back at 100, is helped by 160."""
    first = failed(**RATES_BADLY, repeat=ALWAYS, repeat_delay=40)
    later = {(0, 2): solved()} | again(attempt=3)
    journal = live_care((0, first), care=closes_loop(), later=later)
    assert told(journal, "contacts", "cause arrived resolved") == lines("""
        fresh      0 no
        repeat   100 yes
        outreach 260 yes
    """)


def test_one_issue_is_made_good_once() -> None:
    """Failed and rated badly: recovery takes it up, on its own channel."""
    care = CareSettings(recovery=plan(channel=LETTER), close_loop=plan(below=3))
    later = again() | again(attempt=3)
    journal = live_care((0, failed(**RATES_BADLY)), care=care, later=later)
    assert told(journal, "contacts", "channel cause") == ["phone fresh", "mail outreach"]


def test_a_reason_without_the_channel_is_not_made_good() -> None:
    settings = {
        "reasons": (reason("call", repeat=0.5), reason("letter", 1)),
        "queues": (QueueSettings(0, 0), QueueSettings(1, 1)),
    }
    journal = live_care(
        (0, failed()), care=recovers(channel=LETTER), later=again(), settings=settings
    )
    assert len(told(journal, "contacts")) == 1


def test_switched_off_is_as_if_there_were_no_such_thing() -> None:
    plain = live_care((0, failed()), (5, solved()), later=again())
    empty = live_care((0, failed()), (5, solved()), later=again(), care=CareSettings())
    assert same(plain, empty) == []
