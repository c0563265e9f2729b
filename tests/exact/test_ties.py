"""Ties: what happens at one millisecond happens in the order of MODEL §2.

World, management, agents come and go, ends of talk, ends of after-contact work, contacts
become eligible, give up, arrive; inside a kind by agent index or contact number.
"""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, Day, card, leg, luck, s, shift
from told import lines, told

from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal

# At 100 s: cy's shift starts, dee's break is due, eve's shift ends, one talk and three
# after-contact works end, four customers reach the end of their patience, a retry is due
# and a fresh contact arrives. At 160 a break ends and a retry is due. At 200 a talk and two
# after-contact works end while two contacts wait, and one arrives. At 300 four agents are
# free again at once and three contacts arrive. At 400, the horizon, shifts end together
# with the last after-contact work.
RETRIES = {"abandoned": 0.5}
TIES = Day(
    contacts=[
        (0, luck((80, 0, 20))),
        (0, luck((60, 20, 20))),
        (0, luck((90, 0, 10))),
        (0, luck((100, 0, 0)), {"reason": 1}),
        (40, luck((9, 9, 9), 20, retry=ALWAYS, retry_delay=40)),
        (50, luck((9, 9, 9), 50, retry=ALWAYS, retry_delay=60), {"reason": 1}),
        (80, luck((100, 0, 0), 20)),
        (80, luck((50, 0, 50), 30)),
        (90, luck((40, 0, 60), 10)),
        (100, luck((50, 0, 50))),
        (200, luck((90, 0, 10))),
        (300, luck((70, 10, 20))),
        (300, luck((60, 0, 10))),
        (300, luck((50, 0, 0)), {"reason": 1}),
    ],
    agents=[card("ann"), card("bob"), card("cy"), card("dee", skills=[1]), card("eve")],
    shifts=[
        shift(0, 0, 400),
        shift(1, 0, 400),
        shift(2, 100, 400),
        shift(3, 0, 400, (100, 160)),
        shift(4, 0, 100),
    ],
    later={(4, 2): luck((100, 0, 0)), (5, 2): luck((100, 0, 40))},
    settings={
        "reasons": (
            ReasonSettings("billing", retry=RETRIES),
            ReasonSettings("loans", retry=RETRIES),
        ),
        "horizon": s(400),
    },
)

WRITTEN = {
    "contacts": """
# id issue who att reason channel seg cause arrived queued reply left patience outcome
0.1 0 - 1 billing phone - - fresh 0 0 0 80 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
1.1 1 - 1 billing phone - - fresh 0 0 0 80 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
2.1 2 - 1 billing phone - - fresh 0 0 0 90 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
4.1 4 - 1 billing phone - - fresh 40 40 - 60 20 - abandoned no 1 0 no no 0 retry - - - no - - - -
4.2 4 - 2 billing phone - - retry 100 100 200 300 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
6.1 6 - 1 billing phone - - fresh 80 80 100 200 20 - answered yes 1 0 no no 0 nothing - - - no - - - -
7.1 7 - 1 billing phone - - fresh 80 80 100 150 30 - answered yes 1 0 no no 0 nothing - - - no - - - -
8.1 8 - 1 billing phone - - fresh 90 90 100 140 10 - answered yes 1 0 no no 0 nothing - - - no - - - -
9.1 9 - 1 billing phone - - fresh 100 100 200 250 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
10.1 10 - 1 billing phone - - fresh 200 200 200 290 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
11.1 11 - 1 billing phone - - fresh 300 300 300 380 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
12.1 12 - 1 billing phone - - fresh 300 300 300 360 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
1/3.1 1/3 - 1 loans phone - - fresh 0 0 0 100 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
1/5.1 1/5 - 1 loans phone - - fresh 50 50 - 100 50 - abandoned no 1 0 no no 0 retry - - - no - - - -
1/5.2 1/5 - 2 loans phone - - retry 160 160 160 260 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
1/13.1 1/13 - 1 loans phone - - fresh 300 300 300 350 inf - answered yes 1 0 no no 0 nothing - - - no - - - -
""",
    "legs": """
# contact leg kind reason tier team agent slot queued answered talk hold acw ended patience how
0.1 1 service billing 1 desk ann 0 0 0 80 0 20 100 inf resolved
1.1 1 service billing 1 desk bob 0 0 0 60 20 20 100 inf resolved
2.1 1 service billing 1 desk eve 0 0 0 90 0 10 100 inf resolved
4.1 1 queue billing 1 - - 0 40 - 0 0 0 60 20 abandoned
4.2 1 service billing 1 desk cy 0 100 200 100 0 0 300 inf resolved
6.1 1 service billing 1 desk cy 0 80 100 100 0 0 200 20 resolved
7.1 1 service billing 1 desk ann 0 80 100 50 0 50 200 30 resolved
8.1 1 service billing 1 desk bob 0 90 100 40 0 60 200 10 resolved
9.1 1 service billing 1 desk ann 0 100 200 50 0 50 300 inf resolved
10.1 1 service billing 1 desk bob 0 200 200 90 0 10 300 inf resolved
11.1 1 service billing 1 desk ann 0 300 300 70 10 20 400 inf resolved
12.1 1 service billing 1 desk bob 0 300 300 60 0 10 370 inf resolved
1/3.1 1 service loans 1 desk dee 0 0 0 100 0 0 100 inf resolved
1/5.1 1 queue loans 1 - - 0 50 - 0 0 0 100 50 abandoned
1/5.2 1 service loans 1 desk dee 0 160 160 100 0 40 300 inf resolved
1/13.1 1 service loans 1 desk dee 0 300 300 50 0 0 350 inf resolved
""",
    "agent_states": """
ann 0 80 talk 0.1 80
ann 80 100 acw 0.1 20
ann 100 150 talk 7.1 50
ann 150 200 acw 7.1 50
ann 200 250 talk 9.1 50
ann 250 300 acw 9.1 50
ann 300 370 talk 11.1 70
ann 370 380 hold 11.1 10
ann 380 400 acw 11.1 20
bob 0 60 talk 1.1 60
bob 60 80 hold 1.1 20
bob 80 100 acw 1.1 20
bob 100 140 talk 8.1 40
bob 140 200 acw 8.1 60
bob 200 290 talk 10.1 90
bob 290 300 acw 10.1 10
bob 300 360 talk 12.1 60
bob 360 370 acw 12.1 10
bob 370 400 idle - 0
cy 100 200 talk 6.1 100
cy 200 300 talk 4.2 100
cy 300 400 idle - 0
dee 0 100 talk 1/3.1 100
dee 100 160 break - 0
dee 160 260 talk 1/5.2 100
dee 260 300 acw 1/5.2 40
dee 300 350 talk 1/13.1 50
dee 350 400 idle - 0
eve 0 90 talk 2.1 90
eve 90 100 acw 2.1 10
""",
    "customers": "",
    "issues": """
0  billing -   0  80 1 - resolved
1  billing -   0  80 1 - resolved
2  billing -   0  90 1 - resolved
4  billing -  40 300 2 - resolved
6  billing -  80 200 1 - resolved
7  billing -  80 150 1 - resolved
8  billing -  90 140 1 - resolved
9  billing - 100 250 1 - resolved
10 billing - 200 290 1 - resolved
11 billing - 300 380 1 - resolved
12 billing - 300 360 1 - resolved
1/3  loans -   0 100 1 - resolved
1/5  loans -  50 260 2 - resolved
1/13 loans - 300 350 1 - resolved
""",
    "people": """
0 0 ann - shift_start 400 - - -
0 1 bob - shift_start 400 - - -
0 2 dee - shift_start 400 - - -
0 3 eve - shift_start 100 - - -
100 4 cy - shift_start 400 - - -
100 5 dee - away_due 160 break - -
""",
}


@pytest.fixture(scope="module")
def ties() -> Journal:
    return TIES.live()


@pytest.mark.parametrize("table", WRITTEN)
def test_a_day_made_only_of_ties(ties: Journal, table: str) -> None:
    assert told(ties, table) == lines(WRITTEN[table])


def _answers(journal: Journal) -> list[str]:
    return told(journal, "legs", "contact agent answered how")


def test_an_overflow_delay_that_ends_with_the_patience_comes_first() -> None:
    day = Day(
        [(0, luck((100, 0, 0))), (10, luck((20, 0, 0), 30)), (10, luck((20, 0, 0), 29.999))],
        [card("front"), card("help", team=1), card("spare", team=1)],
        [shift(0, 0, 200), shift(1, 0, 200), shift(2, 0, 200)],
        settings={
            "teams": (TeamSettings("front"), TeamSettings("help")),
            "routing": {
                "policy": "agents_preference_with_delays",
                "delays": {"billing": {"help": s(30)}},
            },
        },
    )
    assert _answers(day.live()) == lines("""
        0.1 front 0  resolved
        1.1 help  40 resolved
        2.1 -     -  abandoned
    """)


def test_a_freed_agent_comes_before_an_overflow_delay_of_the_same_instant() -> None:
    day = Day(
        [(0, luck((30, 0, 10))), (10, luck((20, 0, 0), 30))],
        [card("front"), card("help", team=1)],
        [shift(0, 0, 200), shift(1, 0, 200)],
        settings={
            "teams": (TeamSettings("front"), TeamSettings("help")),
            "routing": {
                "policy": "agents_preference_with_delays",
                "delays": {"billing": {"help": s(30)}},
            },
        },
    )
    assert _answers(day.live()) == ["0.1 front 0 resolved", "1.1 front 40 resolved"]


def _second_line(seniors: int, *arrivals: Any) -> Day:
    """Return a day on which 1/0.1, of billing, is escalated at 100, and advice starts there."""
    return Day(
        [(0, luck((200, 0, 0), escalate=ALWAYS), {"reason": 1}), *arrivals],
        [card("front", skills=[1]), *(card(f"s{i}", 1, [0, 1]) for i in range(seniors))],
        [shift(i, 0, 1000) for i in range(seniors + 1)],
        legs={(0, 1, 2): leg((50, 0, 0))},
        settings={
            "reasons": (
                ReasonSettings("advice", tier=2),
                ReasonSettings("billing", escalate={1: 0.5}),
            ),
            "teams": (TeamSettings("front"), TeamSettings("seniors", tier=2)),
        },
    )


def test_an_escalation_comes_before_an_arrival_of_the_same_instant() -> None:
    day = _second_line(1, (100, luck((30, 0, 0))))
    assert _answers(day.live()) == lines("""
        1.1   s0    150 resolved
        1/0.1 front   0 escalated
        1/0.1 s0    100 resolved
    """)


def test_an_escalated_leg_and_an_arrival_queued_together_stand_by_number() -> None:
    busy = (50, luck((150, 0, 0)))
    day = _second_line(1, busy, (100, luck((30, 0, 0))))
    # Both queue at 100; the advice contact has the smaller number although it came later.
    assert _answers(day.live()) == lines("""
        1.1   s0     50 resolved
        2.1   s0    200 resolved
        1/0.1 front   0 escalated
        1/0.1 s0    230 resolved
    """)


def test_the_channel_closes_before_anything_else_of_that_instant() -> None:
    closing = ChannelSettings(edges=(s(0), s(100)), disconnects=True)
    day = Day(
        [(0, luck((90, 0, 10))), (50, luck((20, 0, 0), 50)), (100, luck((20, 0, 0)))],
        [card("a")],
        [shift(0, 0, 200)],
        settings={"channels": (closing,)},
    )
    assert told(day.live(), "contacts", "contact left outcome") == lines("""
        0.1  90 answered
        1.1 100 disconnected
        2.1 100 closed
    """)


def test_a_channel_is_open_at_its_opening_instant() -> None:
    opening = ChannelSettings(edges=(s(100), s(200)))
    day = Day(
        [(99.999, luck((20, 0, 0))), (100, luck((20, 0, 0))), (199.999, luck((20, 0, 0)))],
        [card("a")],
        [shift(0, 100, 300)],
        settings={"channels": (opening,)},
    )
    outcomes = [row.split()[-1] for row in told(day.live(), "contacts", "contact outcome")]
    assert outcomes == ["closed", "answered", "answered"]


def test_management_comes_before_the_agents_and_the_customers_of_that_instant() -> None:
    def call_at_60(window: Any) -> Any:
        yield window.env.timeout(s(60))
        assert window.waiting() == 1, "the customer must still be waiting at 60"
        assert window.call_in("desk", hours=1)

    day = Day(
        [(0, luck((90, 0, 10))), (30, luck((20, 0, 0), 30))],
        [card("a"), card("reserve", on_call=True)],
        [shift(0, 0, 200)],
    )
    assert _answers(day.live(extras=[call_at_60])) == [
        "0.1 a 0 resolved",
        "1.1 reserve 60 resolved",
    ]


def test_a_retry_and_fresh_contacts_arrive_by_number() -> None:
    retry = {"abandoned": 1.0}
    day = Day(
        [
            (0, luck((200, 0, 0))),
            (10, luck((9, 0, 0), 10, retry=ALWAYS, retry_delay=180)),
            (10, luck((9, 0, 0), 10, retry=ALWAYS, retry_delay=180), {"reason": 1}),
            (200, luck((20, 0, 0))),
            (200, luck((20, 0, 0)), {"reason": 1}),
        ],
        [card("a", skills=[0, 1])],
        [shift(0, 0, 1000)],
        later={(1, 2): luck((20, 0, 0)), (2, 2): luck((20, 0, 0))},
        settings={"reasons": tuple(ReasonSettings(n, retry=retry) for n in ("billing", "other"))},
    )
    journal = day.live()
    at = dict(row.split() for row in told(journal, "contacts", "contact first_reply"))
    order = sorted((float(t), contact) for contact, t in at.items() if t != "-")
    # The agent's talk ends at 200 before anybody arrives; then by number, reason first.
    assert [contact for _, contact in order] == ["0.1", "1.2", "3.1", "1/2.2", "1/4.1"]
