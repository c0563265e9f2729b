"""Checks of the whole: time, rates, languages."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cssim import units
from cssim.errors import Problem
from cssim.scenario.arrivals import MOST_PER_HOUR
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads
from cssim.scenario.events import Surge

if TYPE_CHECKING:
    from cssim.scenario.customers import Segment
    from cssim.scenario.model import Scenario


@reads("warm_up", "horizon")
def warm_up_ends(scenario: Scenario) -> Iterator[Problem]:
    """Something is left to measure after the warm-up."""
    if scenario.warm_up >= scenario.horizon:
        written = units.format_duration(scenario.warm_up)
        horizon = units.format_duration(scenario.horizon)
        yield fault("warm_up", written, f"must be shorter than the horizon, {horizon}")


@reads("start", "horizon", "demand", "events", "multipliers.volume", "reasons.arrivals")
def rates_stay_possible(scenario: Scenario) -> Iterator[Problem]:
    """No rate is multiplied beyond what a demand sheet holds."""
    for name, reason in scenario.reasons.items():
        rate = max(map(max, reason.arrivals.week())) * _most(scenario, name)
        if rate > MOST_PER_HOUR:
            accepted = "times multipliers.volume, trend, season and surges must be at most"
            where = f"reasons.{name}.arrivals.per_hour"
            yield fault(where, f"{rate:,g}", f"{accepted} {MOST_PER_HOUR:,} per hour")


def _most(scenario: Scenario, reason: str) -> float:
    """Return the highest factor on the rates of a reason, or a little more."""
    years = (0, scenario.horizon // units.DAY_MS + 1)
    drifts = (scenario.demand, scenario.reasons[reason].arrivals)
    factors = [max((1.0, *part.season.values())) for part in drifts]
    factors += [max((1 + part.trend_per_year) ** (day / 365) for day in years) for part in drifts]
    return scenario.multipliers.volume * math.prod(factors) * _highest_surge(scenario, reason)


def _highest_surge(scenario: Scenario, reason: str) -> float:
    surges = [
        (scenario.instant(event.at), scenario.instant(event.at) + event.length, event.factor)
        for event in scenario.events
        if isinstance(event, Surge) and (not event.reasons or reason in event.reasons)
    ]
    at_once = (
        math.prod(max(factor, 1.0) for start, until, factor in surges if start <= at < until)
        for at, _, _ in surges
    )
    return max(at_once, default=1.0)


@reads("languages")
def languages_are_all(scenario: Scenario) -> Iterator[Problem]:
    """The shares of the languages are all of the customers."""
    total = math.fsum(scenario.languages.values())
    if scenario.languages and abs(total - 1) > 1e-9:
        yield fault("languages", f"{total:.10g}", "the shares must sum to 1")


@reads("languages", "teams.languages", "customers")
def languages_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every language of a team or of a segment is one of the scenario's."""
    named = [
        (f"teams.{name}.languages[{i}]", language)
        for name, team in scenario.teams.items()
        for i, language in enumerate(team.languages)
    ]
    named += [
        (f"customers.segments.{name}.languages.{language}", language)
        for name, segment in _segments(scenario).items()
        for language in segment.languages
    ]
    for where, language in named:
        if language not in scenario.languages:
            hint = did_you_mean(language, scenario.languages)
            accepted = f"unknown language{hint}" if hint else "no languages are modelled"
            yield fault(where, language, accepted)


def _segments(scenario: Scenario) -> Mapping[str, Segment]:
    return scenario.customers.segments if scenario.customers else {}


@reads("languages", "reasons.skill", "reasons.channel", "reasons.channels", "reasons.tier",
       "teams.skills", "teams.members", "teams.tier", "teams.languages",
       "routing.mismatch_after", "customers")  # fmt: skip
def languages_are_spoken(scenario: Scenario) -> Iterator[Problem]:
    """Every customer finds somebody who speaks the language, or who may answer without."""
    if scenario.routing.mismatch_after is not None:
        return
    spoken = [scenario.languages, *(s.languages for s in _segments(scenario).values())]
    for language in (n for n in scenario.languages if any(s.get(n, 0.0) > 0 for s in spoken)):
        for name, reason in scenario.reasons.items():
            for skill in sorted(reason.skills()):
                teams = [scenario.teams[t] for t in scenario.teams_with(skill, reason.tier)]
                if teams and all(
                    team.languages and language not in team.languages for team in teams
                ):
                    accepted = (
                        f"no team with skill {skill} of reason {name} speaks it; give it to a team,"
                        " or set routing.mismatch_after"
                    )
                    yield fault(f"languages.{language}", None, accepted)


ALL: tuple[Check, ...] = (
    warm_up_ends,
    rates_stay_possible,
    languages_are_all,
    languages_exist,
    languages_are_spoken,
)
