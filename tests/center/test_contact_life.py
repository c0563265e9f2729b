"""The life of a contact: doors, lines, self-service, coming back, giving up, hand-overs."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, Day, card, leg, luck, s, shift
from told import lines, told

from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal

ONE = (card("a"),)
ALL_DAY = (shift(0, 0, 1200),)


def _channel(**rules: Any) -> dict[str, Any]:
    return {"channels": (ChannelSettings(**rules),)}


def _reason(**rules: Any) -> dict[str, Any]:
    return {"reasons": (ReasonSettings("billing", **rules),)}


def _ends(journal: Journal) -> list[str]:
    return told(journal, "contacts", "contact left outcome followed_by")


def _legs(journal: Journal) -> list[str]:
    return told(journal, "legs", "contact kind agent queued answered talk hold acw ended how")


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
    assert [row.split()[0] for row in _legs(journal)] == ["1.1", "3.1"]


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


# ---- the end of the run ------------------------------------------------------------


def _cut(drain: bool) -> Journal:
    """Return a day on which, at the horizon of 1200 s, all kinds of contacts are under way."""
    day = Day(
        [
            (1100, luck((80, 0, 200))),  # in after-contact work
            (1110, luck((50, 60, 40))),  # on hold
            (1120, luck((200, 0, 30))),  # talking
            (1150, luck((30, 0, 10))),  # waiting
            (1160, luck((30, 0, 10), 60)),  # waiting, will give up
            (1190, luck((30, 0, 10), ivr=100)),  # in self-service
        ],
        [card("a"), card("b"), card("c")],
        [shift(0, 0, 1200), shift(1, 0, 2000), shift(2, 0, 1300)],
        {"drain": drain},
    )
    return day.live()


def test_what_is_in_hand_is_finished_when_the_run_drains() -> None:
    journal = _cut(drain=True)
    assert told(journal, "legs", "contact agent answered talk hold acw ended how") == lines("""
        0.1 a 1100  80  0 200 1380 resolved
        1.1 b 1110  50 60  40 1260 resolved
        2.1 c 1120 200  0  30 1350 resolved
        3.1 b 1260  30  0  10 1300 resolved
        4.1 - -      0  0   0 1220 abandoned
        5.1 b 1300  30  0  10 1340 resolved
    """)
    assert journal.about.end_ms == s(1380)
    assert told(journal, "issues", "how") == ["resolved"] * 4 + ["given_up", "resolved"]
    ends = {row.split()[0]: row.split()[1] for row in told(journal, "agent_states", "agent until")}
    assert ends == {"a": "1380", "b": "1380", "c": "1350"}


def test_what_is_in_hand_stays_open_when_the_run_does_not_drain() -> None:
    journal = _cut(drain=False)
    assert told(journal, "contacts", "contact queued first_reply left outcome") == lines("""
        0.1 1100 1100 1180 answered
        1.1 1110 1110 -    answered
        2.1 1120 1120 -    answered
        3.1 1150 -    -    open
        4.1 1160 -    -    open
        5.1 -    -    -    open
    """)
    assert told(journal, "legs", "contact kind agent talk hold acw ended how") == lines("""
        0.1 service a 80  0 20 - resolved
        1.1 service b 50 40  0 - open
        2.1 service c 80  0  0 - open
        3.1 queue   -  0  0  0 - open
        4.1 queue   -  0  0  0 - open
    """)
    assert told(journal, "issues", "closed how") == ["1180 resolved"] + ["- open"] * 5
    assert journal.about.end_ms == s(1200)
    assert told(journal, "agent_states") == lines("""
        a    0 1100 idle -
        a 1100 1180 talk 0.1
        a 1180 1200 acw  0.1
        b    0 1110 idle -
        b 1110 1160 talk 1.1
        b 1160 1200 hold 1.1
        c    0 1120 idle -
        c 1120 1200 talk 2.1
    """)


def test_who_waits_for_nobody_is_open_in_the_end() -> None:
    day = Day(
        [(100, luck((9, 0, 0)))],
        ONE,
        [shift(0, 300, 1000)],
        {
            **_reason(),
            "reasons": (ReasonSettings("billing", tier=2),),
            "teams": (TeamSettings("desk"), TeamSettings("seniors", tier=2)),
        },
    )
    journal = day.live()
    assert told(journal, "contacts", "queued left outcome") == ["100 - open"]
    assert told(journal, "issues", "closed how") == ["- open"]


# ---- hand-overs --------------------------------------------------------------------

TIERS = (TeamSettings("front"), TeamSettings("seniors", tier=2))
FRONT_AND_SENIOR = (card("front"), card("senior", 1))
BOTH_ALL_DAY = (shift(0, 0, 1200), shift(1, 0, 1200))


def _escalating(**more: Any) -> dict[str, Any]:
    return {**_reason(escalate={1: 0.3}, **more), "teams": TIERS}


def _needs_senior(work: tuple[float, float, float], **more: Any) -> Any:
    return luck(work, escalate=0.29, resolve=NEVER, **more)


def test_a_warm_escalation_keeps_both_in_a_conference() -> None:
    day = Day(
        [(100, _needs_senior((80, 20, 40)))],
        FRONT_AND_SENIOR,
        BOTH_ALL_DAY,
        _escalating(),
        legs={(0, 1, 2): leg((200, 10, 30), 50, conference=s(15))},
    )
    journal = day.live()
    # The first agent does half of the work: talk 40, hold 10, after-contact work 20.
    assert told(
        journal, "legs", "leg kind tier agent queued answered talk hold acw ended how"
    ) == lines("""
        1 service    1 front  100 100  40 10 20 185 escalated
        2 conference 1 front  -   150   0  0  0 165 escalated
        3 conference 2 senior -   150   0  0  0 165 joined
        4 service    2 senior 150 150 200 10 30 405 resolved
    """)
    assert told(journal, "agent_states") == lines("""
        front    0  100 idle       -
        front  100  140 talk       0.1
        front  140  150 hold       0.1
        front  150  165 conference 0.1
        front  165  185 acw        0.1
        front  185 1200 idle       -
        senior   0  150 idle       -
        senior 150  165 conference 0.1
        senior 165  365 talk       0.1
        senior 365  375 hold       0.1
        senior 375  405 acw        0.1
        senior 405 1200 idle       -
    """)
    assert told(journal, "contacts", "left outcome resolved n_legs n_transfers") == [
        "375 answered yes 2 1"
    ]


def test_without_a_free_senior_the_contact_queues_and_the_first_agent_wraps_up() -> None:
    day = Day(
        [
            (0, luck((300, 0, 0)), {"reason": 1}),
            (100, _needs_senior((80, 20, 40))),
        ],
        FRONT_AND_SENIOR,
        BOTH_ALL_DAY,
    )
    day.contacts = [(100, _needs_senior((80, 20, 40))), (110, luck((300, 0, 0)), {"reason": 1})]
    day.agents = (card("front"), card("senior", 1, skills=[0, 1]))
    day.settings = {
        "reasons": (ReasonSettings("billing", escalate={1: 0.3}), ReasonSettings("vip", tier=2)),
        "teams": TIERS,
    }
    day.legs = {(0, 1, 2): leg((60, 0, 0), conference=s(15))}
    assert _legs(day.live()) == lines("""
        0.1   service front  100 100  40 10 20 170 escalated
        0.1   service senior 150 410  60  0  0 470 resolved
        1/1.1 service senior 110 110 300  0  0 410 resolved
    """)


def test_a_line_is_held_through_the_escalation() -> None:
    at = (150, 269.999, 270)
    day = Day(
        [(100, _needs_senior((40, 0, 0))), *((t, luck((5, 0, 0))) for t in at)],
        FRONT_AND_SENIOR,
        [shift(0, 0, 1200), shift(1, 200, 1200)],
        {**_escalating(), **_channel(lines=1)},
        legs={(0, 1, 2): leg((70, 0, 30))},
    )
    outcomes = [row.split()[1:3] for row in _ends(day.live())]
    assert outcomes == [
        ["270", "answered"],
        ["150", "blocked"],
        ["269.999", "blocked"],
        ["275", "answered"],
    ]


@pytest.mark.parametrize(("authority", "escalated"), [(0.0, True), (0.03, True), (0.04, False)])
def test_authority_settles_its_share_of_escalations(authority: float, escalated: bool) -> None:
    # 0.29 < 0.3 x (1 - authority) up to an authority of 1/30.
    teams = (TeamSettings("front", authority=authority), TIERS[1])
    day = Day(
        [(0, luck((10, 0, 0), escalate=0.29))],
        FRONT_AND_SENIOR,
        BOTH_ALL_DAY,
        {**_escalating(), "teams": teams},
        legs={(0, 1, 2): leg((10, 0, 0))},
    )
    assert told(day.live(), "contacts", "n_transfers") == [str(int(escalated))]


def test_giving_up_before_the_second_tier_leaves_the_contact_answered() -> None:
    day = Day(
        [(0, _needs_senior((20, 0, 0), repeat=ALWAYS, repeat_delay=100))],
        (card("front"),),
        ALL_DAY,
        _escalating(repeat=0.85),
        later={(0, 2): luck((10, 0, 0))},
        legs={(0, 1, 2): leg((10, 0, 0), 30)},
    )
    journal = day.live()
    assert _ends(journal) == ["0.1 40 answered repeat", "0.2 150 answered nothing"]
    assert told(journal, "legs", "contact kind tier ended how") == lines("""
        0.1 service 1 10  escalated
        0.1 queue   2 40  abandoned
        0.2 service 1 150 resolved
    """)


def test_beyond_the_most_legs_a_contact_is_given_up() -> None:
    tiers = (TeamSettings("one"), TeamSettings("two", tier=2), TeamSettings("three", tier=3))
    day = Day(
        [(0, luck((20, 0, 0), escalate=ALWAYS))],
        (card("x"), card("y", 1), card("z", 2)),
        [shift(i, 0, 1200) for i in range(3)],
        {**_reason(escalate={1: 1.0, 2: 1.0}, repeat=1.0), "teams": tiers, "max_legs": 2},
        legs={(0, 1, 2): leg((30, 0, 0), escalate=ALWAYS)},
    )
    journal = day.live()
    # The last agent allowed keeps the contact for all of its work, and cannot solve it.
    assert told(journal, "legs", "agent talk how") == ["x 10 escalated", "y 30 unresolved"]
    assert told(journal, "issues", "how") == ["too_many"]
