"""The end of the run: what is in hand is finished when it drains, and else stays open."""

from __future__ import annotations

from days import Day, card, luck, s, shift
from told import lines, told

from cssim.center.settings import ReasonSettings, TeamSettings
from cssim.journal import Journal


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
        a    0 1100 idle - 0
        a 1100 1180 talk 0.1 80
        a 1180 1200 acw  0.1 20
        b    0 1110 idle - 0
        b 1110 1160 talk 1.1 50
        b 1160 1200 hold 1.1 40
        c    0 1120 idle - 0
        c 1120 1200 talk 2.1 80
    """)


def test_who_waits_for_nobody_is_open_in_the_end() -> None:
    teams = (TeamSettings("desk"), TeamSettings("seniors", tier=2))
    day = Day(
        [(100, luck((9, 0, 0)))],
        [card("a")],
        [shift(0, 300, 1000)],
        {"reasons": (ReasonSettings("billing", tier=2),), "teams": teams},
    )
    journal = day.live()
    assert told(journal, "contacts", "queued left outcome") == ["100 - open"]
    assert told(journal, "issues", "closed how") == ["- open"]


def test_who_comes_when_the_time_to_drain_is_over_takes_nobody() -> None:
    """The horizon is at 1200; a comes 24 h later, when the run stops, as it would there."""
    journal = Day([(1100, luck((80, 0, 20)))], [card("a")], [shift(0, 87_600, 90_000)]).live()
    assert told(journal, "legs", "contact agent answered ended how") == ["0.1 - - - open"]
    assert journal.about.end_ms == s(87_600)
