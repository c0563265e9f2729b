"""The named policies: exact choices on hand-made days, and every pair told apart."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from days import Day, card, luck, s, shift
from told import lines, told

from cssim.center import POLICIES
from cssim.center.settings import ReasonSettings, TeamSettings

# Two days and one set of tables set all policies apart. On the first, a contact meets six
# idle agents, one of each team; on the second, one agent meets four waiting contacts.
TEAMS = ("longest", "listed", "ranked", "second", "special", "swift")
TABLES: dict[str, Any] = {
    "teams_for": {"billing": ["listed", "ranked", "second", "longest", "special", "swift"]},
    "reasons_for": {"listed": ["billing", "technical", "claims"]},
    "ranks": {"billing": dict.fromkeys(TEAMS, 3) | {"ranked": 1, "second": 2}},
    "delays": {"billing": {"ranked": s(30)}},
    "weights": {"technical": 10.0, "claims": 0.5},
    "head_start": {"vip": s(500)},
    "keep_idle": {"billing": {"longest": 1}},
}
REASONS = tuple(ReasonSettings(name) for name in ("billing", "claims", "technical"))


def _settings(policy: str) -> dict[str, Any]:
    return {
        "reasons": REASONS,
        "teams": tuple(TeamSettings(team) for team in TEAMS),
        "segments": ("standard", "vip"),
        "routing": {"policy": policy, **TABLES},
    }


def _idle_agents(policy: str) -> Day:
    """Return a day on which one contact of billing, at 100, may choose among six agents."""
    skills = {"special": [0]}
    speeds = {"swift": 1.25}
    agents = [
        card(team, i, skills.get(team, [0, 1, 2]), speed=speeds.get(team, 1.0))
        for i, team in enumerate(TEAMS)
    ]
    # The agent of the first team is there before all others.
    shifts = [shift(i, 10 * min(i, 1), 1000) for i in range(len(TEAMS))]
    return Day([(100, luck((50, 0, 0), policy=0.4))], agents, shifts, _settings(policy))


def _waiting_contacts(policy: str) -> Day:
    """Return a day on which the only agent is free at 300 and four contacts wait."""
    contacts = [
        (100, luck((200, 0, 0)), {"segment": 0}),
        (110, luck((50, 0, 0)), {"reason": 1, "segment": 0}),  # claims: waits longest
        (120, luck((50, 0, 0)), {"reason": 2, "segment": 0}),  # technical: heaviest
        (130, luck((50, 0, 0)), {"segment": 1}),  # billing: a vip
        (140, luck((50, 0, 0)), {"reason": 2, "segment": 0}),  # technical: two of them
    ]
    return Day(contacts, [card("listed", 1, [0, 1, 2])], [shift(0, 0, 1000)], _settings(policy))


CHOICES = {
    # policy: the team that takes the contact; the waiting contacts in the order served
    "single_fifo": ("longest", "claims technical billing technical"),
    "queue_priority": ("listed", "billing technical technical claims"),
    "longest_queue": ("longest", "technical billing claims technical"),
    "longest_weighted_wait": ("longest", "technical technical billing claims"),
    "agents_preference": ("ranked", "technical technical claims billing"),
    "agents_preference_with_delays": ("second", "technical technical claims billing"),
    "reserve": ("listed", "claims technical billing technical"),
    "score": ("longest", "billing claims technical technical"),
    "fewest_skills": ("special", "claims technical billing technical"),
    "most_proficient": ("swift", "claims technical billing technical"),
    "random_idle": ("ranked", "claims technical billing technical"),
}


def _choices(policy: str) -> tuple[str, str]:
    (team,) = told(_idle_agents(policy).live(), "legs", "team")
    journal = _waiting_contacts(policy).live()
    reason = dict(row.split() for row in told(journal, "contacts", "contact reason"))
    served = [row.split() for row in told(journal, "legs", "answered contact")]
    in_order = [reason[contact] for _, contact in sorted(served, key=lambda row: float(row[0]))]
    return team, " ".join(in_order[1:])


@pytest.mark.parametrize("policy", CHOICES)
def test_each_policy_chooses_as_it_says(policy: str) -> None:
    assert _choices(policy) == CHOICES[policy]


def test_every_named_policy_is_here() -> None:
    assert set(CHOICES) == set(POLICIES)


@pytest.mark.parametrize(("one", "other"), [*combinations(sorted(POLICIES), 2)])
def test_any_two_policies_assign_differently_on_one_of_the_days(one: str, other: str) -> None:
    assert _choices(one) != _choices(other)


# ---- single policies ---------------------------------------------------------------


def _day(contacts: Any, agents: Any, teams: str, **routing: Any) -> list[str]:
    """Live a day of all-day agents; return contact, agent and instant of every leg."""
    day = Day(
        contacts,
        agents,
        [shift(i, 0, 1200) for i in range(len(agents))],
        {
            "reasons": (ReasonSettings("billing"), ReasonSettings("technical")),
            "teams": tuple(TeamSettings(team) for team in teams.split()),
            "segments": ("standard", "vip"),
            "routing": routing,
        },
    )
    return told(day.live(), "legs", "contact agent answered")


BILLING, TECHNICAL = {"reason": 0}, {"reason": 1}


def test_queue_priority_never_serves_a_pair_left_out() -> None:
    agents = [card("a", 0, [0, 1]), card("b", 1, [0, 1])]
    contacts = [
        (0, luck((30, 0, 0)), BILLING),
        (0, luck((30, 0, 0)), TECHNICAL),
        (10, luck((30, 0, 0), 15), BILLING),
        (10, luck((30, 0, 0)), TECHNICAL),
    ]
    # `one` takes billing only because its own list says so, `two` technical because billing's
    # list leaves it out.
    legs = _day(
        contacts,
        agents,
        "one two",
        policy="queue_priority",
        teams_for={"billing": ["one"]},
        reasons_for={"one": ["billing"]},
    )
    assert legs == lines("""
        0.1   a  0
        2.1   -  -
        1/1.1 b  0
        1/3.1 b 30
    """)


def test_queue_priority_takes_the_first_reason_of_the_list_that_has_anybody() -> None:
    contacts = [
        (0, luck((100, 0, 0)), BILLING),
        (10, luck((10, 0, 0)), BILLING),
        (20, luck((10, 0, 0)), TECHNICAL),
        (30, luck((10, 0, 0)), TECHNICAL),
    ]
    legs = _day(
        contacts,
        [card("a", 0, [0, 1])],
        "desk",
        policy="queue_priority",
        reasons_for={"desk": ["technical", "billing"]},
    )
    assert legs == lines("""
        0.1   a   0
        1.1   a 120
        1/2.1 a 100
        1/3.1 a 110
    """)


def _overflow(**delays: float) -> dict[str, Any]:
    table = {"billing": {team: s(wait) for team, wait in delays.items()}}
    return {"policy": "agents_preference_with_delays", "delays": table}


def test_an_idle_team_helps_when_the_delay_is_over() -> None:
    contacts = [
        (0, luck((100, 0, 0))),
        (10, luck((100, 0, 0))),
        (20, luck((100, 0, 0), 29.999)),
        (25, luck((100, 0, 0))),
    ]
    agents = [card("own"), card("first", 1), card("last", 2)]
    legs = _day(contacts, agents, "own first last", **_overflow(first=30, last=60))
    assert legs == lines("""
        0.1 own    0
        1.1 first 40
        2.1 -     -
        3.1 last  85
    """)


def test_a_freed_helper_takes_only_those_who_have_waited_long_enough() -> None:
    contacts = [
        (0, luck((500, 0, 0)), BILLING),
        (0, luck((100, 0, 0)), TECHNICAL),
        (80, luck((50, 0, 0)), BILLING),
        (90, luck((20, 0, 0)), TECHNICAL),
    ]
    agents = [card("own"), card("help", 1, [0, 1])]
    legs = _day(contacts, agents, "own help", **_overflow(help=30))
    # At 100 the billing contact has waited 20 s only; at 120, when help is free again, 40 s.
    assert legs == lines("""
        0.1   own    0
        2.1   help 120
        1/1.1 help   0
        1/3.1 help 100
    """)


def test_ranks_come_before_waits_and_a_missing_rank_is_1() -> None:
    contacts = [
        (0, luck((100, 0, 0)), TECHNICAL),
        (10, luck((50, 0, 0)), BILLING),
        (60, luck((50, 0, 0)), TECHNICAL),
    ]
    agent = [card("a", 0, [0, 1])]
    ranks = {"billing": {"desk": 2}}
    for weights in ({}, {"billing": 1000.0}):
        legs = _day(
            contacts, agent, "desk", policy="agents_preference", ranks=ranks, weights=weights
        )
        assert legs == ["1.1 a 150", "1/0.1 a 0", "1/2.1 a 100"]


@pytest.mark.parametrize(
    ("weight", "first"), [(2.99, "billing"), (3.0, "billing"), (3.01, "technical")]
)
def test_the_weighted_wait_decides_and_a_tie_goes_to_who_came_first(
    weight: float, first: str
) -> None:
    # At 100 billing has waited 90 s, technical 30 s.
    contacts = [
        (0, luck((100, 0, 0)), BILLING),
        (10, luck((50, 0, 0)), BILLING),
        (70, luck((50, 0, 0)), TECHNICAL),
    ]
    weights = {"technical": weight}
    legs = _day(
        contacts, [card("a", 0, [0, 1])], "desk", policy="longest_weighted_wait", weights=weights
    )
    at = {row.split()[0]: float(row.split()[2]) for row in legs}
    assert (at["1.1"] < at["1/2.1"]) == (first == "billing")


@pytest.mark.parametrize(
    ("routing", "first"),
    [
        ({"head_start": {"vip": s(59)}}, "standard"),
        ({"head_start": {"vip": s(60)}}, "standard"),  # equal scores: who came first
        ({"head_start": {"vip": s(60.001)}}, "vip"),
        ({"base": {"technical": 61.0}}, "vip"),
        ({"base": {"technical": 59.0}}, "standard"),
        ({"slope": {"technical": 3.1}}, "vip"),
        ({"slope": {"technical": 2.9}}, "standard"),
        # At 100: 30 + 0.5 (30 + 60) = 75 against 90, then against 0.7 x 90 = 63.
        (
            {
                "base": {"technical": 30.0},
                "slope": {"technical": 0.5},
                "head_start": {"vip": s(60)},
            },
            "standard",
        ),
        (
            {
                "base": {"technical": 30.0},
                "slope": {"technical": 0.5, "billing": 0.7},
                "head_start": {"vip": s(60)},
            },
            "vip",
        ),
    ],
)
def test_the_score_is_base_plus_slope_times_wait_and_head_start(routing: Any, first: str) -> None:
    # At 100 the standard customer has waited 90 s, the vip 30 s.
    contacts = [
        (0, luck((100, 0, 0)), BILLING),
        (10, luck((50, 0, 0)), {"reason": 0, "segment": 0}),
        (70, luck((50, 0, 0)), {"reason": 1, "segment": 1}),
    ]
    legs = _day(contacts, [card("a", 0, [0, 1])], "desk", policy="score", **routing)
    at = {row.split()[0]: float(row.split()[2]) for row in legs}
    assert (at["1.1"] < at["1/2.1"]) == (first == "standard")


def test_most_proficient_looks_at_speed_and_proficiency_for_the_reason() -> None:
    agents = [
        card("novice", proficiency=0.2, skills=[0, 1]),
        card("average", skills=[0, 1]),
        # exp(0.818 x 0.558) = 1.58 times slower, but 1.7 times as fast: the best of all.
        card("gifted", proficiency=0.2, speed=1.7, skills=[0]),
    ]
    contacts = [(t, luck((300, 0, 0)), BILLING) for t in (0, 10, 20)]
    legs = _day(contacts, agents, "desk", policy="most_proficient")
    assert legs == ["0.1 gifted 0", "1.1 average 10", "2.1 novice 20"]


def test_fewest_skills_counts_the_agents_own_skills() -> None:
    agents = [card("both", skills=[0, 1]), card("one", skills=[0])]
    legs = _day(
        [(5, luck((9, 0, 0))), (6, luck((9, 0, 0)))], agents, "desk", policy="fewest_skills"
    )
    assert legs == ["0.1 one 5", "1.1 both 6"]


def test_the_longest_idle_agent_is_chosen_and_a_break_starts_the_count_anew() -> None:
    day = Day(
        [
            (10, luck((20, 0, 0))),
            (60, luck((9, 0, 0))),
            (61, luck((9, 0, 0))),
            (62, luck((9, 0, 0))),
        ],
        [card("a"), card("b"), card("c")],
        # a serves until 30, b is on a break until 40, c is idle from 20.
        [shift(0, 0, 99), shift(1, 0, 99, (20, 40)), shift(2, 20, 99)],
    )
    assert told(day.live(), "legs", "contact agent") == ["0.1 a", "1.1 c", "2.1 a", "3.1 b"]
