"""The life of a contact: doors, lines, self-service, coming back, giving up."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, Day, card, luck, s, shift
from told import lines, told

from cssim.center.settings import ChannelSettings, ReasonSettings
from cssim.journal import Journal

ONE = (card("a"),)
ALL_DAY = (shift(0, 0, 1200),)


def _channel(**rules: Any) -> dict[str, Any]:
    return {"channels": (ChannelSettings(**rules),)}


def _reason(**rules: Any) -> dict[str, Any]:
    return {"reasons": (ReasonSettings("billing", **rules),)}


def _ends(journal: Journal) -> list[str]:
    return told(journal, "contacts", "contact left outcome followed_by")


# ---- doors and lines ---------------------------------------------------------------


def test_outside_opening_hours_a_contact_is_closed() -> None:
    at = (50, 100, 150, 250)
    day = Day(
        [(t, luck((20, 0, 0))) for t in at],
        ONE,
        ALL_DAY,
        _channel(edges=(s(100), s(140), s(200), s(260))),
    )
    journal = day.live()
    assert _ends(journal) == lines("""
        0.1  50 closed   nothing
        1.1 120 answered nothing
        2.1 150 closed   nothing
        3.1 270 answered nothing
    """)
    assert told(journal, "contacts", "queued n_legs")[0] == "- 0"


def test_where_contacts_wait_outside_opening_hours_they_do() -> None:
    day = Day(
        [(50, luck((20, 0, 0))), (60, luck((20, 0, 0), 39))],
        ONE,
        [shift(0, 100, 300)],
        _channel(edges=(s(100), s(300)), waits_when_closed=True),
    )
    assert _ends(day.live()) == ["0.1 120 answered nothing", "1.1 99 abandoned nothing"]


@pytest.mark.parametrize(
    ("disconnects", "second"), [(True, "200 disconnected"), (False, "310 answered")]
)
def test_at_closing_those_who_wait_are_put_off_or_kept(disconnects: bool, second: str) -> None:
    day = Day(
        [(100, luck((150, 0, 0))), (150, luck((60, 0, 0)))],
        ONE,
        ALL_DAY,
        _channel(edges=(0, s(200)), disconnects=disconnects),
    )
    assert _ends(day.live()) == ["0.1 250 answered nothing", f"1.1 {second} nothing"]


def test_a_line_is_held_until_the_end_of_talk_and_not_longer() -> None:
    at = (10, 99.999, 100, 120)
    day = Day(
        [(0, luck((90, 10, 50))), *((t, luck((20, 0, 0))) for t in at)],
        ONE,
        ALL_DAY,
        _channel(lines=1),
    )
    assert _ends(day.live()) == lines("""
        0.1 100    answered nothing
        1.1 10     blocked  nothing
        2.1 99.999 blocked  nothing
        3.1 170    answered nothing
        4.1 120    blocked  nothing
    """)


def test_a_line_is_held_while_waiting_and_given_back_by_who_gives_up() -> None:
    at = (10, 59.999, 60)
    patience = (50, 20, 20)
    day = Day(
        [
            (0, luck((500, 0, 0))),
            *((t, luck((20, 0, 0), p)) for t, p in zip(at, patience, strict=True)),
        ],
        ONE,
        ALL_DAY,
        _channel(lines=2),
    )
    outcomes = [row.split()[2] for row in _ends(day.live())]
    assert outcomes == ["answered", "abandoned", "blocked", "abandoned"]


def test_without_any_line_everybody_is_blocked() -> None:
    day = Day([(0, luck((9, 0, 0))), (5, luck((9, 0, 0)))], ONE, ALL_DAY, _channel(lines=0))
    assert _ends(day.live()) == ["0.1 0 blocked nothing", "1.1 5 blocked nothing"]


def test_a_channel_that_is_closed_and_full_is_closed() -> None:
    rules = _channel(lines=0, edges=(s(100), s(200)))
    day = Day([(0, luck((9, 0, 0))), (100, luck((9, 0, 0)))], ONE, ALL_DAY, rules)
    assert [row.split()[2] for row in _ends(day.live())] == ["closed", "blocked"]


# ---- self-service ------------------------------------------------------------------


def test_self_service_comes_before_the_queue_and_holds_a_line() -> None:
    day = Day(
        [
            (0, luck((60, 0, 0), ivr=20)),
            (10, luck((60, 0, 0))),
            (20, luck((60, 0, 0))),
        ],
        ONE,
        ALL_DAY,
        _channel(lines=2),
    )
    journal = day.live()
    assert told(journal, "contacts", "contact arrived queued first_reply outcome") == lines("""
        0.1  0 20 70 answered
        1.1 10 10 10 answered
        2.1 20 -  -  blocked
    """)


def test_hanging_up_in_self_service_is_abandoning_without_a_queue() -> None:
    day = Day(
        [
            (0, luck((60, 0, 0), ivr=20, hang_up=0.29)),
            (5, luck((60, 0, 0), ivr=20, hang_up=0.30)),
            (19.999, luck((60, 0, 0))),
            (20, luck((60, 0, 0), 5)),
        ],
        ONE,
        ALL_DAY,
        {**_reason(hang_up=0.3), **_channel(lines=2)},
    )
    journal = day.live()
    assert told(journal, "contacts", "contact queued first_reply left outcome n_legs") == lines("""
        0.1 -  -  20     abandoned 0
        1.1 25 80 140    answered  1
        2.1 -  -  19.999 blocked   0
        3.1 20 20 80     answered  1
    """)
    assert told(journal, "legs", "contact") == ["1.1", "3.1"]


# ---- coming back -------------------------------------------------------------------

UNSERVED = {
    "abandoned": ({}, (60, luck((9, 0, 0), 30, retry=0.49, retry_delay=100)), 90),
    "blocked": (_channel(lines=1), (60, luck((9, 0, 0), retry=0.49, retry_delay=100)), 60),
    "closed": (
        _channel(edges=(0, s(50), s(150), s(900))),
        (60, luck((9, 0, 0), retry=0.49, retry_delay=100)),
        60,
    ),
    "disconnected": (
        _channel(edges=(0, s(80), s(150), s(900)), disconnects=True),
        (60, luck((9, 0, 0), retry=0.49, retry_delay=100)),
        80,
    ),
}


@pytest.mark.parametrize("outcome", UNSERVED)
@pytest.mark.parametrize("comes_back", [True, False])
def test_a_retry_after_each_way_of_not_being_served(outcome: str, comes_back: bool) -> None:
    rules, contact, left = UNSERVED[outcome]
    others = {name: 1.0 for name in UNSERVED if name != outcome}
    retry = {**(others if not comes_back else {}), outcome: 0.5 if comes_back else 0.49}
    day = Day(
        [(0, luck((100, 0, 0))), contact],
        ONE,
        ALL_DAY,
        {**rules, **_reason(retry=retry)},
        later={(1, 2): luck((40, 0, 0))},
    )
    rows = told(day.live(), "contacts", "contact cause arrived left outcome followed_by")
    if not comes_back:
        assert rows[1:] == [f"1.1 fresh 60 {left} {outcome} nothing"]
        return
    again = max(left + 100, 100)
    assert rows[1:] == [
        f"1.1 fresh 60 {left} {outcome} retry",
        f"1.2 retry {left + 100} {again + 40} answered nothing",
    ]


def test_an_unresolved_contact_is_repeated_or_given_up() -> None:
    unresolved = {"resolve": NEVER, "repeat_delay": 200}
    day = Day(
        [
            (0, luck((50, 10, 5), repeat=0.84, **unresolved)),
            (100, luck((50, 0, 5), repeat=0.85, **unresolved)),
        ],
        ONE,
        ALL_DAY,
        later={(0, 2): luck((30, 0, 0))},
    )
    journal = day.live()
    assert _ends(journal) == lines("""
        0.1 60  answered repeat
        0.2 290 answered nothing
        1.1 150 answered nothing
    """)
    assert told(journal, "contacts", "cause resolved") == ["fresh no", "repeat yes", "fresh no"]
    assert told(journal, "issues", "issue closed n_attempts how") == [
        "0 290 2 resolved",
        "1 150 1 given_up",
    ]


def test_a_later_contact_is_harder_only_after_one_that_reached_an_agent() -> None:
    # 0.70 at first, 0.60 once an earlier contact reached an agent (0.7 logit - 0.44).
    between = {"resolve": 0.65}
    day = Day(
        [
            (0, luck((10, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=90)),
            (200, luck((100, 0, 0))),
            (210, luck((10, 0, 0), 10, retry=ALWAYS, retry_delay=280)),
        ],
        ONE,
        ALL_DAY,
        _reason(repeat=0.85, retry={"abandoned": 1.0}),
        later={(0, 2): luck((10, 0, 0), **between), (2, 2): luck((10, 0, 0), **between)},
    )
    assert told(day.live(), "contacts", "contact resolved") == lines("""
        0.1 no
        0.2 no
        1.1 yes
        2.1 no
        2.2 yes
    """)


def test_after_the_last_attempt_allowed_the_issue_is_too_many() -> None:
    again = luck((9, 0, 0), 10, retry=ALWAYS, retry_delay=50)
    day = Day(
        [(0, luck((900, 0, 0))), (10, again)],
        ONE,
        ALL_DAY,
        {**_reason(retry={"abandoned": 1.0}), "max_attempts": 3},
        later={(1, 2): again, (1, 3): again},
    )
    journal = day.live()
    assert _ends(journal)[1:] == lines("""
        1.1 20  abandoned retry
        1.2 80  abandoned retry
        1.3 140 abandoned nothing
    """)
    assert told(journal, "issues", "closed n_attempts how")[1] == "140 3 too_many"


@pytest.mark.parametrize(
    ("delay", "followed", "issue"),
    [(1099.999, "retry", "1199.999 2 given_up"), (1100, "nothing", "- 1 open")],
)
def test_a_retry_beyond_the_horizon_leaves_the_issue_open(
    delay: float, followed: str, issue: str
) -> None:
    day = Day(
        [(50, luck((9, 0, 0), 50, retry=ALWAYS, retry_delay=delay))],
        ONE,
        [shift(0, 300, 1000)],
        _reason(retry={"abandoned": 1.0}),
        later={(0, 2): luck((9, 0, 0), 0.001)},
    )
    journal = day.live()
    assert _ends(journal)[0] == f"0.1 100 abandoned {followed}"
    assert told(journal, "issues", "closed n_attempts how") == [issue.replace("1199.999", "1200")]
