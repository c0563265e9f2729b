"""Places on the floor: everything inside its box, nothing over anything else."""

from __future__ import annotations

import numpy as np
import pytest
from floor_days import crowd, mixed_day, nothing

from cssim.journal import Journal
from cssim.plots.floor_layout import Box, grid, hand_places, line_places, seats, token_size
from cssim.plots.floor_look import core_share
from cssim.plots.floor_plan import AGENTS, LINES, MOST_ROWS, OTHERS, SELF_SERVICE, Plan
from cssim.plots.floor_state import Floor

BOX = Box(1.0, 2.0, 2.0, 0.5)


def apart(places: np.ndarray, least: float) -> bool:
    """Whether no two places are nearer than `least` in both directions."""
    gaps = np.abs(places[:, None] - places[None]).max(axis=-1)
    np.fill_diagonal(gaps, np.inf)
    return bool(gaps.min(initial=np.inf) >= least - 1e-9)


def inside(places: np.ndarray, box: Box, size: float) -> bool:
    x, y = places[:, 0], places[:, 1]
    margin = size / 2 - 1e-9
    across = (x >= box.left + margin) & (x <= box.right - margin)
    return bool(np.all(across & (y >= box.bottom + margin) & (y <= box.top - margin)))


@pytest.mark.parametrize("n", [0, 1, 7, 40, 1000])
def test_a_line_fills_its_box_from_the_head_at_the_upper_right(n: int) -> None:
    places = line_places(BOX, 0.1, n)
    assert len(places) == min(n, 5 * 20)
    assert apart(places, 0.1) and inside(places, BOX, 0.1)
    if n:
        assert places[0] == pytest.approx([2.95, 2.45])
        assert np.all(places[0] >= places)


def test_a_token_is_as_large_as_the_longest_line_allows() -> None:
    few, some, many = (token_size(BOX, n) for n in (3, 60, 5_000))
    assert few > some > many
    rows, columns = grid(BOX, some)
    assert rows * columns >= 60
    rows, columns = grid(BOX, some / 0.94)
    assert rows * columns < 60


TEAMS = {
    "one": [(0, 1)],
    "two teams": [(0, 9), (3, 3)],
    "hundreds": [(0, 100), (1, 30)],
    "thirty small": [(i, 4) for i in range(30)],
    "a thousand": [(0, 700), (1, 300)],
}


@pytest.mark.parametrize("teams", TEAMS.values(), ids=TEAMS)
def test_every_agent_has_a_seat_of_their_own(teams: list[tuple[int, int]]) -> None:
    size, found = seats(AGENTS, teams)
    places = np.concatenate([team.places for team in found])
    assert [(team.team, len(team.places)) for team in found] == teams
    assert apart(places, size) and inside(places, AGENTS, size)
    assert apart(np.array([team.head for team in found]), 0.2)


def test_no_larger_seat_would_do() -> None:
    sizes = [seats(AGENTS, [(0, n)])[0] for n in (1, 10, 100, 1000)]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) >= 3
    assert seats(AGENTS, []) == (0.575, [])


def test_contacts_in_hand_lie_side_by_side_over_their_seat() -> None:
    seat = np.zeros((9, 2))
    slots = np.arange(9)
    places = hand_places(seat, 0.3, slots, np.full(9, 3))
    assert apart(places, 0.1) and inside(places, Box(-0.15, -0.15, 0.3, 0.3), 0.1)
    alone = hand_places(seat[:1], 0.3, slots[:1], np.array([1]))
    assert alone.tolist() == [[0, 0]]


def test_the_core_grows_with_the_wait_and_stays_inside() -> None:
    share = core_share(np.array([0, 0.5, 1, 2, 4, 100]))
    assert share[0] == 0 and np.all(np.diff(share[:5]) > 0) and share[4] == share[5] < 1
    assert share[2] == share[4] / 2


# ---- the plan of a film ------------------------------------------------------------


def plan_of(journal: Journal) -> Plan:
    end = journal.about.end_ms
    return Plan(Floor(journal, 0, end, 0), np.arange(0, end + 1, 10_000))


def test_lines_are_named_by_reason_and_channel_with_the_menu_first() -> None:
    rows = plan_of(mixed_day()).rows
    assert [(row.name, row.below) for row in rows] == [
        (SELF_SERVICE, ""),
        ("billing", "chat"),
        ("orders", "chat"),
        ("billing", "email"),
        ("billing", "phone"),
        ("technical", "phone"),
        ("technical", "phone, tier 2"),
    ]


def test_lines_that_are_too_many_share_the_last_and_hide_nobody() -> None:
    plan = plan_of(crowd())
    assert len(plan.floor.lanes) == 26
    assert len(plan.rows) == MOST_ROWS and plan.rows[-1].name == OTHERS
    moment = plan.floor.at(100_000)
    places, counts, hidden = plan.waiting_places(moment)
    drawn = ~np.isnan(places[:, 0])
    assert counts.sum() == len(moment.waiting) == 400
    assert hidden.sum() == 400 - drawn.sum() > 0
    assert apart(places[drawn], plan.token) and inside(places[drawn], LINES, plan.token)


def test_who_is_hidden_is_the_end_of_the_line() -> None:
    plan = plan_of(crowd(waiting=900))
    moment = plan.floor.at(plan.floor.until)
    places, counts, hidden = plan.waiting_places(moment)
    row = plan.row_of[plan.floor.lane[moment.waiting]]
    for i in np.flatnonzero(hidden):
        seen = ~np.isnan(places[row == i, 0])
        assert seen.tolist() == [True] * (counts[i] - hidden[i]) + [False] * hidden[i]


def test_only_those_on_shift_have_seats() -> None:
    plan = plan_of(mixed_day())
    assert not np.isnan(plan.seat).any() and plan.side.tolist() == [2, 1, 1]
    early = Plan(Floor(mixed_day(), 0, 50_000, 0), np.array([0]))
    assert np.isnan(early.seat[:, 0]).tolist() == [False, False, True]  # Cy comes at 100 s


def test_nothing_has_no_places() -> None:
    for journal in (nothing(), nothing(agents=False)):
        plan = plan_of(journal)
        places, counts, hidden = plan.waiting_places(plan.floor.at(0))
        assert places.shape == (0, 2) and len(counts) == len(hidden) == len(plan.rows) == 0
    assert plan.teams == []


def test_those_who_leave_come_from_their_agent_or_their_line() -> None:
    plan = plan_of(mixed_day())
    seat, row = plan.seat, {(r.name, r.below): r.box for r in plan.rows}
    contacts = np.searchsorted(plan.floor.contacts["contact"], [1, 7, 8, 9])
    ann, ghost, blocked, gave_up = plan.last_seen(contacts)
    assert ann.tolist() == seat[0].tolist()
    assert ghost[0] == LINES.right and np.isnan(blocked).all()
    assert row["billing", "chat"].bottom < ghost[1] < row["billing", "chat"].top
    assert row["billing", "phone"].bottom < gave_up[1] < row["billing", "phone"].top
