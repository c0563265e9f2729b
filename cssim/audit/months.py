"""What a scenario promises of its people over months: who may hold which seat, how they change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cssim.audit.facts import DAY_MS, AgentFacts

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.lives import People
    from cssim.scenario.rhythm import Management

FIRST_OF_A_SEAT = 2
"""Whoever holds a seat after its first holder has that name and a number, from this one."""


@dataclass(frozen=True, slots=True)
class MonthsFacts:
    """What is promised of people over months.

    Attributes
    ----------
    people, management : parts of the scenario
        With all their numbers.
    seats : tuple of str
        Who would hold each seat from the start, by number of the seat.
    closed : frozenset of str
        Those of them who are not there.
    proficiency : mapping of str to float
        At the start, by first holder.
    families : mapping of skill to str
        Family of skills; one that is not there is in family "all".
    learned_for : mapping of str to tuple of str
        Families in which each first holder has a skill.
    authority : mapping of team to float
    other_states : frozenset of str
        States off the floor that breaks or shrinkage plan.
    releases, courses : tuple of int, ms
        When each begins, in the order of the scenario.
    since_midnight : int, ms
        Time of day of instant 0.
    horizon : int, ms
        Until when days are counted.
    """

    people: People
    management: Management
    seats: tuple[str, ...] = ()
    closed: frozenset[str] = frozenset()
    proficiency: Mapping[str, float] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
    learned_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authority: Mapping[str, float] = field(default_factory=dict)
    other_states: frozenset[str] = frozenset()
    releases: tuple[int, ...] = ()
    courses: tuple[int, ...] = ()
    since_midnight: int = 0
    horizon: int = 0

    @property
    def come_and_go(self) -> bool:
        """Whether seats may change hands."""
        return self.people.turnover is not None

    @property
    def all_families(self) -> tuple[str, ...]:
        """Every family of skills, in order."""
        return tuple(sorted(set(self.families.values()))) or ("all",)

    def day_ends(self, end: int) -> range:
        """Return the instants, up to `end`, at which a day is over and counts."""
        return range(DAY_MS - self.since_midnight, min(self.horizon, end + 1), DAY_MS)


class Seated(Mapping[str, AgentFacts]):
    """Facts of agents by name; those who come later have those of the first in their seat.

    Parameters
    ----------
    seats : mapping of str to AgentFacts
        Facts of everybody who may be there at the start.
    """

    def __init__(self, seats: Mapping[str, AgentFacts]) -> None:
        self._seats = seats

    def __getitem__(self, name: str) -> AgentFacts:
        return self._seats[first_holder(name, self._seats)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._seats)

    def __len__(self) -> int:
        return len(self._seats)


def first_holder(name: str, seats: Collection[str]) -> str:
    """Return who held an agent's seat first, by the agent's name."""
    if name in seats:
        return name
    first, _, number = name.rpartition(".")
    later = number.isdigit() and int(number) >= FIRST_OF_A_SEAT
    return first if later else name


def months_of(scenario: Scenario) -> MonthsFacts | None:
    """Return what a scenario promises of its people; None when nothing about them changes."""
    people, management = scenario.people, scenario.management
    parts = [getattr(people, name) for name in type(people).model_fields]
    if not any([*parts, management.daily, management.quarterly, management.policy]):
        return None
    plans = list(plans_of(scenario))
    needed, development = _needed(scenario), people.development
    families = _families(scenario, needed)
    return MonthsFacts(
        people=people,
        management=management,
        seats=tuple(plan.name for _, plan, _ in plans),
        closed=frozenset(plan.name for _, plan, is_open in plans if not is_open),
        proficiency={plan.name: plan.proficiency for _, plan, _ in plans},
        families=families,
        learned_for={
            plan.name: tuple(sorted({families[s] for s in plan.skills if s in needed}))
            for _, plan, _ in plans
        },
        authority={name: team.authority for name, team in scenario.teams.items()},
        other_states=frozenset(
            [
                *(pause.state for _, plan, _ in plans for pause in plan.breaks),
                *(state for _, plan, _ in plans for state in plan.shrinkage),
            ]
        ),
        releases=tuple(scenario.instant(r.at) for r in development.releases) if development else (),
        courses=tuple(scenario.instant(course.at) for course in people.courses),
        since_midnight=scenario.start_ms_of_day,
        horizon=int(scenario.horizon),
    )


def plans_of(scenario: Scenario) -> Iterator[tuple[str, Any, bool]]:
    """Yield (team, plan of an agent, is there at the start) of every seat, in order."""
    from cssim.scenario.agents import plan_of

    for name in scenario.team_names:
        filled = scenario.agent_count(name)
        for number in range(filled + _spare_seats(scenario, name)):
            yield name, plan_of(name, scenario.teams[name], number), number < filled


def _spare_seats(scenario: Scenario, team: str) -> int:
    """Return how many seats of a team all reviews of headcount together may open."""
    review = scenario.management.quarterly
    if review is None or scenario.people.turnover is None or scenario.teams[team].on_call:
        return 0
    return int(review.max_change * (int(scenario.horizon) // int(review.period)))


def _needed(scenario: Scenario) -> set[str]:
    """Return the skills that some reason needs on some channel."""
    return {
        scenario.queue(reason, channel).skill
        for reason in scenario.reasons
        for channel in scenario.reasons[reason].shares()
    }


def _families(scenario: Scenario, needed: set[str]) -> dict[str, str]:
    """Return the family of every skill that somebody needs or that is in a family."""
    development = scenario.people.development
    given = development.families if development else {}
    families = {skill: name for name, skills in given.items() for skill in skills}
    return dict.fromkeys(needed - families.keys(), "all") | families
