"""Checks of the whole: reasons, their channels, and who can serve them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads
from cssim.scenario.people import Team

if TYPE_CHECKING:
    from cssim.scenario.demand import Reason
    from cssim.scenario.model import Scenario

QUEUES = ("reasons.skill", "reasons.channel", "reasons.channels")
"""Fields that say which skills the queues need."""
HELD = ("teams.skills", "teams.members")
"""Fields that say who has a skill."""


@reads("reasons.channel", "reasons.channels", "channels")
def channels_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every reason comes in on channels of the scenario."""
    for name, reason in scenario.reasons.items():
        for channel in reason.shares():
            if channel not in scenario.channels:
                hint = did_you_mean(channel, scenario.channels)
                where = f"reasons.{name}.channel" + (f"s.{channel}" if reason.channels else "")
                yield fault(where, channel, f"unknown channel{hint}")


@reads("reasons.channel", "reasons.channels", "reasons.patience", "reasons.ivr",
       "reasons.by_time", "channels.kind", "channels")  # fmt: skip
def settings_fit_the_channel(scenario: Scenario) -> Iterator[Problem]:
    """Nobody hangs up on a channel of written contacts, or is sent through a menu there."""
    for name, reason in scenario.reasons.items():
        used = [scenario.channels[c] for c in reason.shares() if c in scenario.channels]
        if used and all(channel.deferred for channel in used):
            given = None if reason.patience == "infinite" else reason.patience
            yield from _written(f"reasons.{name}", patience=given, ivr=reason.ivr)
        for channel, on in (reason.channels or {}).items():
            if channel in scenario.channels and scenario.channels[channel].deferred:
                where = f"reasons.{name}.channels.{channel}"
                yield from _written(where, patience=on.patience, ivr=on.ivr)
        for i, other in enumerate(reason.by_time):
            concerned = [c for c in other.channels or reason.shares() if c in scenario.channels]
            if concerned and all(scenario.channels[c].deferred for c in concerned):
                where = f"reasons.{name}.by_time[{i}]"
                yield from _written(where, patience=other.patience, ivr=None)


@reads("reasons.by_time", "reasons.channel", "reasons.channels")
def special_times_concern_the_reason(scenario: Scenario) -> Iterator[Problem]:
    """What is different at some times is so on channels of the reason."""
    for name, reason in scenario.reasons.items():
        for i, other in enumerate(reason.by_time):
            for j, channel in enumerate(other.channels):
                if channel not in reason.shares():
                    hint = did_you_mean(channel, reason.shares())
                    where = f"reasons.{name}.by_time[{i}].channels[{j}]"
                    yield fault(where, channel, f"is no channel of the reason{hint}")


def _written(where: str, *, patience: object, ivr: object) -> Iterator[Problem]:
    if patience is not None:
        yield fault(
            f"{where}.patience", None, "must be omitted: e-mail and social have no hanging up"
        )
    if ivr is not None:
        yield fault(f"{where}.ivr", None, "must be omitted: e-mail and social have no menu")


def _skill_places(scenario: Scenario) -> Iterator[tuple[str, Reason, str, str]]:
    """Yield name and reason with the place of each skill that its queues need, and the skill."""
    for name, reason in scenario.reasons.items():
        mix = reason.channels or {}
        if not mix or any(on.skill is None for on in mix.values()):
            yield name, reason, f"reasons.{name}.skill", reason.skill
        for channel, on in mix.items():
            if on.skill is not None:
                yield name, reason, f"reasons.{name}.channels.{channel}.skill", on.skill


@reads(*QUEUES, *HELD)
def skills_are_held(scenario: Scenario) -> Iterator[Problem]:
    """Somebody has the skill of every reason."""
    held = {skill for team in scenario.teams.values() for skill in skills_of(team)}
    for _, _, where, skill in _skill_places(scenario):
        if skill not in held:
            hint = did_you_mean(skill, held)
            accepted = f"no team has this skill, its contacts would wait for ever{hint}"
            yield fault(where, skill, accepted)


def skills_of(team: Team) -> set[str]:
    """Return the skills of a team and of its members."""
    return set(team.skills).union(*(member.skills or () for member in team.members))


@reads(*QUEUES, "reasons.consult", *HELD)
def skills_are_needed(scenario: Scenario) -> Iterator[Problem]:
    """Every skill is needed by some reason."""
    needed = {skill for _, _, _, skill in _skill_places(scenario)}
    needed |= {r.consult.skill for r in scenario.reasons.values() if r.consult and r.consult.skill}
    for name, team in scenario.teams.items():
        places = [(f"teams.{name}.skills", team.skills)]
        places += [
            (f"teams.{name}.members[{i}].skills", m.skills or {})
            for i, m in enumerate(team.members)
        ]
        for where, skills in places:
            for skill in skills:
                if skill not in needed:
                    hint = did_you_mean(skill, needed)
                    yield fault(f"{where}.{skill}", None, f"no reason needs this skill{hint}")


@reads(*QUEUES, "reasons.tier", *HELD, "teams.tier")
def tiers_are_staffed(scenario: Scenario) -> Iterator[Problem]:
    """Every reason has a team with its skill at the tier where its contacts start."""
    for name, reason, _, skill in _skill_places(scenario):
        elsewhere = scenario.teams_with(skill)
        if elsewhere and not scenario.teams_with(skill, reason.tier):
            tiers = sorted({scenario.teams[team].tier for team in elsewhere})
            accepted = f"no team with skill {skill} is at this tier; those are at {tiers}"
            yield fault(f"reasons.{name}.tier", reason.tier, accepted)


@reads(*QUEUES, "reasons.escalate", "reasons.escalate_request", "reasons.escalate_waiting",
       "reasons.escalate_age", "reasons.tier", *HELD, "teams.tier")  # fmt: skip
def escalations_arrive(scenario: Scenario) -> Iterator[Problem]:
    """Every tier to which a contact may be escalated has a team with its skill."""
    for name, reason, _, skill in _skill_places(scenario):
        for field, value, tier in _escalations(reason):
            if not scenario.teams_with(skill, tier + 1):
                accepted = f"no team with skill {skill} is at tier {tier + 1}"
                must = "must be 0" if isinstance(value, float) else "must be omitted"
                shown = value if isinstance(value, float) else None
                yield fault(f"reasons.{name}.{field}", shown, f"{must}: {accepted}")


def _escalations(reason: Reason) -> Iterator[tuple[str, float | int, int]]:
    """Yield field, value and tier of everything that leads to the tier above."""
    for tier in range(1, 10):
        if (chance := reason.escalate_at(tier)) > 0:
            at = f".{tier}" if isinstance(reason.escalate, Mapping) else ""
            yield f"escalate{at}", chance, tier
    if reason.escalate_request > 0:
        yield "escalate_request", reason.escalate_request, reason.tier
    for field in ("escalate_waiting", "escalate_age"):
        if (wait := getattr(reason, field)) is not None:
            yield field, wait, reason.tier


ALL: tuple[Check, ...] = (
    channels_exist,
    settings_fit_the_channel,
    special_times_concern_the_reason,
    skills_are_held,
    skills_are_needed,
    tiers_are_staffed,
    escalations_arrive,
)
