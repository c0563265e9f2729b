"""The plain settings of people over months, made from the scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.life_settings import Course, LifeSettings, Release
from cssim.units import HOUR_MS, WEEK_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.learning import Course as Plan

HALF_HOUR_MS = HOUR_MS // 2


def lives_of(scenario: Scenario) -> LifeSettings | None:
    """Return the settings of people over months; None when nothing about people changes."""
    people, management = scenario.people, scenario.management
    known = (getattr(people, name) for name in type(people).model_fields)
    ways = (management.daily, management.quarterly, management.policy)
    if not any(known) and not any(ways):
        return None
    families, family_of = _families(scenario)
    codes = {name: code for code, name in enumerate(families)}
    of_skill = _family_names(scenario)
    releases = people.development.releases if people.development else ()
    return LifeSettings(
        people=people,
        management=management,
        families=families,
        family_of=family_of,
        courses=tuple(_course(scenario, course, codes, of_skill) for course in people.courses),
        releases=tuple(
            Release(
                scenario.instant(release.at),
                release.loss,
                frozenset(codes[of_skill[skill]] for skill in release.skills),
            )
            for release in releases
        ),
        load=_load(scenario),
        absence=tuple(scenario.teams[name].absence for name in scenario.team_names),
        authority=tuple(scenario.teams[name].authority for name in scenario.team_names),
        first_weekday=scenario.first_weekday,
        start_ms_of_day=scenario.start_ms_of_day,
        answer_within=scenario.channels[scenario.channel_names[0]].awt,
    )


def _family_names(scenario: Scenario) -> dict[str, str]:
    """Return the family of every skill that some reason needs."""
    development = scenario.people.development
    given = development.families if development else {}
    held = {skill: name for name, skills in given.items() for skill in skills}
    needed = {scenario.queue(*names).skill for names in scenario.queue_names}
    return {skill: held.get(skill, "all") for skill in needed | set(held)}


def _families(scenario: Scenario) -> tuple[tuple[str, ...], tuple[int, ...]]:
    of_skill = _family_names(scenario)
    families = tuple(sorted(set(of_skill.values())))
    skills = [scenario.queue(*names).skill for names in scenario.queue_names]
    return families, tuple(families.index(of_skill[skill]) for skill in skills)


def _course(
    scenario: Scenario, course: Plan, codes: dict[str, int], of_skill: dict[str, str]
) -> Course:
    skills = [scenario.queue(*names).skill for names in scenario.queue_names]
    return Course(
        at=scenario.instant(course.at),
        every=course.every or 0,
        length=round(course.hours * HOUR_MS),
        teams=frozenset(map(scenario.team_names.index, course.teams or scenario.team_names)),
        places=course.places,
        families=frozenset(codes[of_skill[skill]] for skill in course.skills),
        adds=tuple(queue for queue, skill in enumerate(skills) if skill in course.adds),
        speed=course.speed,
        empathy=course.empathy,
        languages=frozenset(map(scenario.language_names.index, course.languages)),
        relief=course.relief,
    )


def _load(scenario: Scenario) -> tuple[float, ...]:
    """Return planned work over planned agents by half hour of the week from 00:00 of Monday."""
    n = WEEK_MS // HALF_HOUR_MS
    work, heads = [0.0] * n, [0.0] * n
    for name in scenario.reason_names:
        mean = _mean_work(scenario, name)
        rates = scenario.rates(name)
        per_day = n // 7
        for weekday in range(7):
            row = rates[weekday]
            for i in range(per_day):
                work[weekday * per_day + i] += mean * float(row[i * len(row) // per_day])
    for team in scenario.team_names:
        for plan in scenario.agents_of(team):
            for weekday, (start, until) in plan.weeks[0].items():
                for i in range(start // HALF_HOUR_MS, -(-until // HALF_HOUR_MS)):
                    heads[(weekday * (n // 7) + i) % n] += 1.0
    return tuple(w / max(1.0, h) for w, h in zip(work, heads, strict=True))


def _mean_work(scenario: Scenario, reason: str) -> float:
    shares = scenario.reasons[reason].shares()
    means = (
        share * scenario.queue(reason, channel).handle_time.to_distribution().mean
        for channel, share in shares.items()
    )
    return float(sum(means))
