"""Phone floors: priorities, N, V, M and W with overflow and skills, reserves, the front door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from door_chain import Door
from figures import Case, phone
from floor_chains import (
    Floor,
    at_random,
    by_class,
    first_come,
    in_order,
    joining,
    keeping_idle,
    longest_line,
)
from small import NOBODY_RETURNS, center, exponential, reason, team, with_wrap_up

CLASSES, TEAMS = ("first", "second", "third"), ("north", "south", "both")
HOURS = 10.0
N = 90
"""Replications of the quick tests."""
SERVE = 12.0
"""Contacts an hour that an agent of speed 1 ends, of any class."""


def floor_case(right: Floor, routing: Mapping[str, Any], n: int, **wrong: Floor) -> Case:
    """Return the case of a floor: the scenario is made from the chain's own numbers."""
    classes = CLASSES[: len(right.arrive)]
    reasons = {
        name: reason(right.arrive[k], SERVE, right.give_up[k]) for k, name in enumerate(classes)
    }
    teams = {
        TEAMS[i]: team(
            size,
            {name: mu / SERVE for name, mu in zip(classes, right.serve[i], strict=True) if mu},
            proficiency=0.758,
        )
        for i, size in enumerate(right.agents)
    }
    lines = {"phone": {"kind": "phone", "lines": right.most}}
    return Case(
        center(HOURS, reasons, teams, routing, lines),
        HOURS,
        n,
        lambda: right.expected(HOURS),
        {name: _of(floor) for name, floor in wrong.items()},
        phone,
    )


def _of(chain: Floor | Door) -> Callable[[], dict[str, float]]:
    return lambda: chain.expected(HOURS)


def priority() -> Case:
    """Two classes, one team, the first has priority; both hang up."""
    right = Floor((30, 24), (15, 25), ((12, 9),), (4,), 14, in_order([[0]] * 2), by_class([[0, 1]]))
    return floor_case(
        right,
        {"policy": "queue_priority", "reasons_for": {"north": ["first", "second"]}},
        N,
        no_priority=replace(right, choose_place=first_come([[0, 1]])),
        the_other_way=replace(right, choose_place=by_class([[1, 0]])),
        equal_patience=replace(right, give_up=(20, 20)),
    )


def v_model() -> Case:
    """Two classes, one team, whose longest line goes first."""
    right = Floor(
        (36, 18), (15, 15), ((12, 9),), (4,), 13, in_order([[0]] * 2), longest_line([[0, 1]])
    )
    return floor_case(
        right,
        {"policy": "longest_queue"},
        N,
        first_come=replace(right, choose_place=first_come([[0, 1]])),
        shortest=replace(right, choose_place=by_class([[1, 0]])),
    )


def n_model() -> Case:
    """The second class may overflow to nobody, the first to the team of the second."""
    overflow, ranks = in_order([[0, 1], [1]]), {"north": 1, "south": 2}
    right = Floor(
        (30, 20), (12, 12), ((12, 0), (9, 12)), (2, 2), 12, overflow, by_class([[0], [1, 0]])
    )
    return floor_case(
        right,
        {
            "policy": "agents_preference",
            "ranks": {"first": ranks, "second": {"south": 1}},
        },
        N,
        no_overflow=replace(
            right, choose_team=in_order([[0], [1]]), choose_place=by_class([[0], [1]])
        ),
        first_come=replace(right, choose_place=first_come([[0], [1, 0]])),
    )


def m_model() -> Case:
    """Each class has a team of its own and overflows at once to the one that knows both."""
    right = Floor(
        (16, 24),
        (12, 20),
        ((12, 0), (0, 12), (10, 10)),
        (1, 2, 1),
        11,
        in_order([[0, 2], [1, 2]]),
        by_class([[0], [1], [0, 1]]),
    )
    ranks = {"first": {"north": 1, "both": 2}, "second": {"south": 1, "both": 3}}
    return floor_case(
        right,
        {"policy": "agents_preference_with_delays", "ranks": ranks, "delays": {}},
        N,
        generalists_first=replace(right, choose_team=in_order([[2, 0], [2, 1]])),
        the_other_way=replace(right, choose_place=by_class([[0], [1], [1, 0]])),
    )


def w_model() -> Case:
    """Three classes; the one in the middle is known to both teams."""
    right = Floor(
        (20, 26, 16),
        (12, 18, 24),
        ((12, 10, 0), (0, 9, 12)),
        (2, 2),
        10,
        in_order([[0], [0, 1], [1]]),
        by_class([[0, 1], [2, 1]]),
    )
    return floor_case(
        right,
        {
            "policy": "queue_priority",
            "teams_for": {"second": ["north", "south"]},
            "reasons_for": {"north": ["first", "second"], "south": ["third", "second"]},
        },
        N,
        middle_first=replace(right, choose_place=by_class([[1, 0], [1, 2]])),
        south_before_north=replace(right, choose_team=in_order([[0], [1, 0], [1]])),
    )


def at_random_case() -> Case:
    """An M-model in which each idle agent who can is as likely, longest wait first."""
    right = Floor(
        (16, 24),
        (12, 20),
        ((12, 0), (0, 12), (10, 10)),
        (1, 2, 2),
        10,
        at_random([[0, 2], [1, 2]]),
        first_come([[0], [1], [0, 1]]),
    )
    return floor_case(
        right,
        {"policy": "random_idle"},
        N,
        own_team_first=replace(right, choose_team=in_order([[0, 2], [1, 2]])),
        generalists_first=replace(right, choose_team=in_order([[2, 0], [2, 1]])),
    )


def reserve() -> Case:
    """The second class is served only while more than one agent is idle."""
    chosen = _keeping(1)
    return floor_case(
        chosen,
        {"policy": "reserve", "keep_idle": {"second": {"north": 1}}},
        N,
        nothing_kept=_keeping(0),
        two_kept=_keeping(2),
    )


def _keeping(kept: int) -> Floor:
    team, place = keeping_idle(kept)
    return Floor((24, 14), (12, 10), ((12, 9),), (4,), 13, team, place)


def joins() -> Case:
    """Leads with other duties help only while more than two wait."""
    chosen = _joining(2)
    case = floor_case(chosen, {}, N, at_once=_joining(0), later=_joining(3))
    duties = {"duties": "meeting", "joins_above": 2}
    changes = {f"teams.south.{key}": value for key, value in duties.items()}
    return replace(case, scenario=case.scenario.with_overrides(changes))


def _joining(above: int) -> Floor:
    team, place = joining(above)
    return Floor((44,), (12,), ((12,), (10,)), (3, 2), 13, team, place)


# ---------------------------------------------------------------------------------------
# The front door


def door_case(right: Door, changes: Mapping[str, Any], n: int, **wrong: Door) -> Case:
    """Return the case of one class and one team behind lines, places, bots and retrials."""
    lines = {"kind": "phone", "lines": right.lines}
    if right.places is not None:
        lines["places"] = right.places
    scenario = center(
        HOURS,
        {"help": {**reason(right.arrive, right.serve, right.give_up), **changes}},
        {"desk": team(right.agents, ["help"])},
        channels={"phone": lines},
    )
    others = {name: _of(door) for name, door in wrong.items()}
    return Case(scenario, HOURS, n, lambda: right.expected(HOURS), others, phone)


def retry(per_hour: float, **chances: float) -> dict[str, Any]:
    """Return retrials with an exponential delay."""
    return {"after_disconnected": 0, **chances, "delay": exponential(per_hour)}


def retrials() -> Case:
    """Blocked or out of patience, most try again after ten minutes: an orbit."""
    right = Door(
        56, 12, 5, 20, lines=8, after_blocked=0.9, after_abandoned=0.5, back=6, most_orbit=60
    )
    return door_case(
        right,
        {"retry": retry(6, after_abandoned=0.5, after_blocked=0.9)},
        N,
        nobody_returns=replace(right, after_blocked=0, after_abandoned=0),
        swapped=replace(right, after_blocked=0.5, after_abandoned=0.9),
        sooner=replace(right, back=24),
    )


def menu_and_lines() -> Case:
    """A menu holds a line, some hang up in it; those who ask at the same time are blocked."""
    right = Door(60, 12, 5, 15, bot=30, bot_share=1.0, hang_up=0.1, lines=9)
    ivr = {"time": exponential(30), "hang_up": 0.1}
    return door_case(
        right,
        {"ivr": ivr},
        N,
        one_line_more=replace(right, lines=10),
        menu_for_nothing=replace(right, bot=60),
        nobody_hangs_up=replace(right, hang_up=0.0),
    )


def places() -> Case:
    """Three may wait; a line is free for those in the menu who then find no place."""
    right = Door(60, 12, 5, 15, bot=30, bot_share=1.0, lines=12, places=3)
    return door_case(
        right,
        {"ivr": {"time": exponential(30)}},
        N,
        one_place_more=replace(right, places=4),
        places_for_lines=replace(right, places=None, lines=8),
    )


def wrap_up() -> Case:
    """After talk the line is free, the agent not yet: independent exponential times."""
    right = Door(66, 15, 5, 15, wrap=40, lines=8)
    case = door_case(
        right,
        {},
        N,
        no_wrap_up=replace(right, wrap=0.0),
        line_held=replace(right, wrap=0.0, serve=1 / (1 / 15 + 1 / 40)),
        one_line_more=replace(right, lines=9),
    )
    return replace(case, live=partial(with_wrap_up, per_hour=right.wrap))


def bot() -> Case:
    """A bot contains four in ten; of the others one in ten hangs up. Half come back later."""
    right = Door(
        60,
        12,
        4,
        15,
        bot=20,
        bot_share=0.6,
        contains=0.4,
        hang_up=0.1,
        after_contained=0.3,
        back=2,
        most_bot=16,
        most_queue=20,
        most_orbit=13,
    )
    tool = {
        "share": 0.6,
        "contains": 0.4,
        "false_share": 0.5,
        "hang_up": 0.1,
        "time": exponential(20),
    }
    repeat = {"probability": 0, "after_contained": 0.6, "delay": exponential(2)}
    return door_case(
        right,
        {"bot": tool, "repeat": repeat},
        N,
        contains_less=replace(right, contains=0.35),
        met_by_fewer=replace(right, bot_share=0.5),
        nobody_returns=replace(right, after_contained=0.0),
    )


def announced() -> Case:
    """Told of a wait, three in ten leave at once, the others grow impatient sooner."""
    right = Door(66, 12, 5, 15 * 1.5, balk=0.3, lines=14)
    case = door_case(
        replace(right, give_up=15),
        {"retry": {**NOBODY_RETURNS["retry"], "after_balked": 0}},
        N,
        nobody_balks=replace(right, balk=0.0),
        told_nothing=replace(right, give_up=15),
        gone_in_half_the_time=replace(right, give_up=30),
    )
    # Promised 100 min at least, so that the promise is never over.
    told = {"balk": 0.3, "hazard_before": 1.5, "factor": 100}
    changes = {"channels.phone.announcement": told}
    scenario = case.scenario.with_overrides(changes)
    return replace(case, scenario=scenario, exact=_of(right))
