"""Names and pairs that the routing settings use: they must exist and be able to meet."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

PAIRS = ("ranks", "delays", "keep_idle")
"""Settings reason -> team -> value."""
BY_REASON = ("teams_for", *PAIRS, "weights", "base", "slope")
"""Settings whose keys are reasons."""
PAIR_FIELDS = tuple(f"routing.{setting}" for setting in PAIRS)
BY_SEGMENT = ("head_start", "segment_base")
"""Settings whose keys are segments."""


def _unknown(
    where: str, names: Collection[str], known: Collection[str], kind: str
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield fault(where, name, f"unknown {kind}{did_you_mean(name, known)}")


@reads("reasons", *(f"routing.{setting}" for setting in BY_REASON), "routing.reasons_for")
def reasons_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every reason that routing names exists."""
    for setting in BY_REASON:
        values: Mapping[str, Any] = getattr(scenario.routing, setting)
        yield from _unknown(f"routing.{setting}", values, scenario.reasons, "reason")
    for team, reasons in scenario.routing.reasons_for.items():
        yield from _unknown(f"routing.reasons_for.{team}", reasons, scenario.reasons, "reason")


@reads("teams", "routing.teams_for", "routing.reasons_for", *PAIR_FIELDS)
def teams_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every team that routing names exists."""
    routing, teams = scenario.routing, scenario.teams
    yield from _unknown("routing.reasons_for", routing.reasons_for, teams, "team")
    for setting in ("teams_for", *PAIRS):
        for reason, names in getattr(routing, setting).items():
            yield from _unknown(f"routing.{setting}.{reason}", names, teams, "team")


@reads("customers", *(f"routing.{setting}" for setting in BY_SEGMENT))
def segments_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every segment that routing names exists."""
    for setting in BY_SEGMENT:
        names = getattr(scenario.routing, setting)
        yield from _unknown(f"routing.{setting}", names, scenario.segment_names, "segment")


@reads("routing.teams_for", "routing.reasons_for")
def lists_name_once(scenario: Scenario) -> Iterator[Problem]:
    """No list of routing names anything twice."""
    for setting in ("teams_for", "reasons_for"):
        for key, names in getattr(scenario.routing, setting).items():
            for i, name in enumerate(names):
                if name in names[:i]:
                    yield fault(f"routing.{setting}.{key}[{i}]", name, "must not be named twice")


@reads("reasons.skill", "reasons.channel", "reasons.channels", "teams.skills", "teams.members",
       "routing.teams_for", "routing.reasons_for", *PAIR_FIELDS)  # fmt: skip
def pairs_can_meet(scenario: Scenario) -> Iterator[Problem]:
    """Every team that routing names for a reason has its skill."""
    for where, reason, team in _pairs(scenario):
        if reason in scenario.reasons and team in scenario.teams:
            skills = sorted(scenario.reasons[reason].skills())
            if skills and not any(map(scenario.teams[team].has_skill, skills)):
                needed = " or ".join(skills)
                accepted = f"team {team} has not the skill of reason {reason}, {needed}"
                yield fault(where, None, accepted)


def _pairs(scenario: Scenario) -> Iterator[tuple[str, str, str]]:
    """Yield path, reason and team of every pair that routing names."""
    routing = scenario.routing
    for reason, teams in routing.teams_for.items():
        yield from ((f"routing.teams_for.{reason}[{i}]", reason, t) for i, t in enumerate(teams))
    for team, reasons in routing.reasons_for.items():
        yield from ((f"routing.reasons_for.{team}[{i}]", r, team) for i, r in enumerate(reasons))
    for setting in PAIRS:
        for reason, values in getattr(routing, setting).items():
            yield from ((f"routing.{setting}.{reason}.{team}", reason, team) for team in values)


ALL: tuple[Check, ...] = (
    reasons_exist,
    teams_exist,
    segments_exist,
    lists_name_once,
    pairs_can_meet,
)
