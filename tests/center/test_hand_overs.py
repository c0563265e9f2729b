"""Hand-overs: warm escalations, queues of the second tier, authority, the most legs."""

from __future__ import annotations

from typing import Any

import pytest
from audited import lived
from days import ALWAYS, NEVER, Day, card, leg, luck, s, shift
from told import lines, told
from toys import two_tiers

from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal

TIERS = (TeamSettings("front"), TeamSettings("seniors", tier=2))
FRONT_AND_SENIOR = (card("front"), card("senior", 1))
BOTH_ALL_DAY = (shift(0, 0, 1200), shift(1, 0, 1200))


def _escalating(**more: Any) -> dict[str, Any]:
    return {"reasons": (ReasonSettings("billing", escalate={1: 0.3}, **more),), "teams": TIERS}


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
        front    0  100 idle       - 0
        front  100  140 talk       0.1 40
        front  140  150 hold       0.1 10
        front  150  165 conference 0.1 15
        front  165  185 acw        0.1 20
        front  185 1200 idle       - 0
        senior   0  150 idle       - 0
        senior 150  165 conference 0.1 15
        senior 165  365 talk       0.1 200
        senior 365  375 hold       0.1 10
        senior 375  405 acw        0.1 30
        senior 405 1200 idle       - 0
    """)
    assert told(journal, "contacts", "left outcome resolved n_legs n_transfers") == [
        "375 answered yes 2 1"
    ]


def test_without_a_free_senior_the_contact_queues_and_the_first_agent_wraps_up() -> None:
    reasons = (ReasonSettings("billing", escalate={1: 0.3}), ReasonSettings("vip", tier=2))
    day = Day(
        [(100, _needs_senior((80, 20, 40))), (110, luck((300, 0, 0)), {"reason": 1})],
        (card("front"), card("senior", 1, skills=[0, 1])),
        BOTH_ALL_DAY,
        {"reasons": reasons, "teams": TIERS},
        legs={(0, 1, 2): leg((60, 0, 0), conference=s(15))},
    )
    columns = "contact agent queued answered talk hold acw ended how"
    assert told(day.live(), "legs", columns) == lines("""
        0.1   front  100 100  40 10 20 170 escalated
        0.1   senior 150 410  60  0  0 470 resolved
        1/1.1 senior 110 110 300  0  0 410 resolved
    """)


def test_a_line_is_held_through_the_escalation() -> None:
    at = (150, 269.999, 270)
    day = Day(
        [(100, _needs_senior((40, 0, 0))), *((t, luck((5, 0, 0))) for t in at)],
        FRONT_AND_SENIOR,
        [shift(0, 0, 1200), shift(1, 200, 1200)],
        {**_escalating(), "channels": (ChannelSettings(lines=1),)},
        legs={(0, 1, 2): leg((70, 0, 30))},
    )
    outcomes = [row.split()[1:3] for row in told(day.live(), "contacts", "contact left outcome")]
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
        (shift(0, 0, 1200),),
        _escalating(repeat=0.85),
        later={(0, 2): luck((10, 0, 0))},
        legs={(0, 1, 2): leg((10, 0, 0), 30)},
    )
    journal = day.live()
    assert told(journal, "contacts", "contact left outcome followed_by") == [
        "0.1 40 answered repeat",
        "0.2 150 answered nothing",
    ]
    assert told(journal, "legs", "contact kind tier ended how") == lines("""
        0.1 service 1 10  escalated
        0.1 queue   2 40  abandoned
        0.2 service 1 150 resolved
    """)


def test_beyond_the_most_legs_a_contact_is_given_up() -> None:
    reason = ReasonSettings("billing", escalate={1: 1.0, 2: 1.0}, repeat=1.0)
    tiers = (TeamSettings("one"), TeamSettings("two", tier=2), TeamSettings("three", tier=3))
    day = Day(
        [(0, luck((20, 0, 0), escalate=ALWAYS))],
        (card("x"), card("y", 1), card("z", 2)),
        [shift(i, 0, 1200) for i in range(3)],
        {"reasons": (reason,), "teams": tiers, "max_legs": 2},
        legs={(0, 1, 2): leg((30, 0, 0), escalate=ALWAYS)},
    )
    journal = day.live()
    # The last agent allowed keeps the contact for all of its work, and cannot solve it.
    assert told(journal, "legs", "agent talk how") == ["x 10 escalated", "y 30 unresolved"]
    assert told(journal, "issues", "how") == ["too_many"]


# ---- a tier with nobody on duty ----------------------------------------------------

REASONS = ("billing", "technical")


def _two_tiers(**seniors: Any) -> Journal:
    """Return a day on which whoever is escalated makes no difference to the first tier."""
    alone = {f"reasons__{r}__repeat__probability": 0 for r in REASONS}
    alone |= {f"reasons__{r}__retry__after_abandoned": 0 for r in REASONS}
    return lived(
        two_tiers(
            channels__phone__lines=None,
            escalation__conference=None,
            **alone,
            **{f"teams__seniors__{key}": value for key, value in seniors.items()},
        )
    )


def _without(journal: Journal, table: str, columns: str, contacts: set[str]) -> list[str]:
    rows = told(journal, table, f"contact {columns}")
    return [row for row in rows if row.split()[0] not in contacts]


def test_a_tier_with_nobody_on_duty_changes_nothing_else() -> None:
    staffed, empty = _two_tiers(), _two_tiers(on_call=True, patterns=[])
    second = [row.split() for row in told(empty, "legs", "contact kind tier how")]
    escalated = {contact for contact, _, tier, _ in second if tier == "2"}
    assert len(escalated) > 50
    # Escalated contacts wait until they give up: not one reaches the second tier.
    assert {(kind, how) for _, kind, tier, how in second if tier == "2"} == {("queue", "abandoned")}
    for table, columns in (("contacts", "customer left outcome resolved"), ("legs", "")):
        columns = columns or "leg kind tier agent queued answered talk hold acw ended how"
        there, here = (_without(journal, table, columns, escalated) for journal in (staffed, empty))
        assert there == here
    first_line = [
        [row for row in told(journal, "agent_states") if row.startswith("frontline")]
        for journal in (staffed, empty)
    ]
    assert first_line[0] == first_line[1]
