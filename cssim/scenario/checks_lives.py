"""Checks of the whole: what may happen to agents over months, and what it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.checks_reasons import HELD, QUEUES, skills_of
from cssim.scenario.consistency import Check, did_you_mean, reads

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

Instants = Iterator[tuple[str, int | datetime]]

NEEDS = (
    ("training", "development"),
    ("courses", "development"),
    ("coaching", "development"),
    ("careers", "development"),
    ("careers", "turnover"),
    ("strain", "fatigue"),
    ("survey", "strain"),
)
"""Parts of people, and the part without which each would do nothing."""


@reads("people")
def parts_have_what_they_need(scenario: Scenario) -> Iterator[Problem]:
    """No part of people is given without the one that it works through."""
    people = scenario.people
    for part, needed in NEEDS:
        if getattr(people, part) and getattr(people, needed) is None:
            yield fault(f"people.{part}", None, f"needs people.{needed}; {{}} has its defaults")


@reads("people")
def removals_are_founded(scenario: Scenario) -> Iterator[Problem]:
    """Nobody has to go unless work is reviewed and can get better."""
    people = scenario.people
    if people.turnover is None or people.turnover.removal is None:
        return
    if people.development is None:
        yield fault("people.turnover.removal", None, "needs people.development")
    if people.coaching is None or not people.coaching.reviews_per_month:
        accepted = "needs people.coaching with reviews_per_month above 0"
        yield fault("people.turnover.removal", None, accepted)


@reads("people", "management")
def hires_have_seats(scenario: Scenario) -> Iterator[Problem]:
    """There is hiring only where seats become empty or are opened."""
    seats_change = scenario.people.turnover or scenario.management.quarterly
    if scenario.people.hiring is not None and not seats_change:
        accepted = "needs people.turnover or management.quarterly: no seat would become free"
        yield fault("people.hiring", None, accepted)


@reads("people", "start", "horizon")
def dates_are_in_the_run(scenario: Scenario) -> Iterator[Problem]:
    """Every release and every first course is within the run."""
    for where, at in _dates(scenario):
        if not 0 <= scenario.instant(at) < scenario.horizon:
            end = units.format_duration(scenario.horizon)
            start = units.format_datetime(scenario.start)
            shown = units.format_duration(at) if isinstance(at, int) else units.format_datetime(at)
            yield fault(where, shown, f"must be within the run: from {start}, for less than {end}")


def _dates(scenario: Scenario) -> Instants:
    development = scenario.people.development
    for i, release in enumerate(development.releases if development else ()):
        yield f"people.development.releases[{i}].at", release.at
    for i, course in enumerate(scenario.people.courses):
        yield f"people.courses[{i}].at", course.at


@reads("people", *QUEUES, *HELD)
def skills_learned_are_held(scenario: Scenario) -> Iterator[Problem]:
    """Families, releases and courses are about skills that somebody has."""
    held = {skill for team in scenario.teams.values() for skill in skills_of(team)}
    held |= {skill for course in scenario.people.courses for skill in course.adds}
    for where, skill in _skills(scenario):
        if skill not in held:
            yield fault(where, skill, f"no team has this skill{did_you_mean(skill, held)}")


def _skills(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the place of every skill that is learned or lost, and the skill."""
    if development := scenario.people.development:
        for family, skills in development.families.items():
            for i, skill in enumerate(skills):
                yield f"people.development.families.{family}[{i}]", skill
        for j, release in enumerate(development.releases):
            for i, skill in enumerate(release.skills):
                yield f"people.development.releases[{j}].skills[{i}]", skill
    for j, course in enumerate(scenario.people.courses):
        for i, skill in enumerate(course.skills):
            yield f"people.courses[{j}].skills[{i}]", skill


@reads("people", *QUEUES)
def skills_added_are_needed(scenario: Scenario) -> Iterator[Problem]:
    """A course adds only skills with which its participants can serve somebody."""
    needed = {skill for reason in scenario.reasons.values() for skill in reason.skills()}
    for j, course in enumerate(scenario.people.courses):
        for i, skill in enumerate(course.adds):
            if skill not in needed:
                hint = did_you_mean(skill, needed)
                where = f"people.courses[{j}].adds[{i}]"
                yield fault(where, skill, f"no reason needs this skill{hint}")


@reads("people", "teams", "languages")
def courses_concern_somebody(scenario: Scenario) -> Iterator[Problem]:
    """The teams and languages of courses exist, and courses have names of their own."""
    seen = set[str]()
    for j, course in enumerate(scenario.people.courses):
        where = f"people.courses[{j}]"
        if course.name in seen:
            yield fault(f"{where}.name", course.name, "must be unique")
        seen.add(course.name)
        yield from _known(f"{where}.teams", "team", course.teams, scenario.teams)
        yield from _known(f"{where}.languages", "language", course.languages, scenario.languages)


def _known(
    where: str, kind: str, names: Collection[str], known: Collection[str]
) -> Iterator[Problem]:
    for i, name in enumerate(names):
        if name not in known:
            hint = did_you_mean(name, known)
            accepted = f"unknown {kind}{hint}" if hint else f"no {kind}s are modelled"
            yield fault(f"{where}[{i}]", name, accepted)


ALL: tuple[Check, ...] = (
    parts_have_what_they_need,
    removals_are_founded,
    hires_have_seats,
    dates_are_in_the_run,
    skills_learned_are_held,
    skills_added_are_needed,
    courses_concern_somebody,
)
