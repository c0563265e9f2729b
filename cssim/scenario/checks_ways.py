"""Checks of the whole: the ways of a contact from channel to channel and team to team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.checks_reasons import HELD, QUEUES, skills_of
from cssim.scenario.consistency import Check, did_you_mean, reads

if TYPE_CHECKING:
    from cssim.scenario.demand import Reason
    from cssim.scenario.model import Scenario


@reads("channels", "reasons.channel", "reasons.channels", "reasons.retry", "reasons.repeat",
       "reasons.spill")  # fmt: skip
def other_channels_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every channel to which customers of a reason switch is one of the reason's own."""
    for name, reason in scenario.reasons.items():
        for where, channel in _ways(reason):
            if channel not in scenario.channels:
                accepted = f"unknown channel{did_you_mean(channel, scenario.channels)}"
                yield fault(f"reasons.{name}.{where}", channel, accepted)
            elif channel not in reason.shares():
                accepted = f"must be in reasons.{name}.channels, where a share of 0 is enough"
                yield fault(f"reasons.{name}.{where}", channel, accepted)


def _ways(reason: Reason) -> Iterator[tuple[str, str]]:
    yield from ((f"retry.switch.{channel}", channel) for channel in reason.retry.switch)
    yield from ((f"repeat.switch.{channel}", channel) for channel in reason.repeat.switch)
    if reason.spill:
        yield "spill.channel", reason.spill.channel


@reads(*QUEUES, *HELD, "reasons.transfer")
def transferring_teams_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every team that passes contacts of a reason on exists, and serves the reason."""
    for name, reason in scenario.reasons.items():
        chances = reason.transfer.probability if reason.transfer else 0.0
        for team in chances if isinstance(chances, Mapping) else ():
            where = f"reasons.{name}.transfer.probability.{team}"
            if team not in scenario.teams:
                yield fault(where, team, f"unknown team{did_you_mean(team, scenario.teams)}")
            elif not reason.skills() & skills_of(scenario.teams[team]):
                yield fault(where, None, f"team {team} does not serve reason {name}")


@reads(*QUEUES, *HELD, "reasons.tier", "teams.tier", "reasons.transfer")
def transfers_arrive(scenario: Scenario) -> Iterator[Problem]:
    """Whatever is passed on finds another team, or another reason on the same channel."""
    for name, reason in scenario.reasons.items():
        for target in reason.transfer.targets(name) if reason.transfer else ():
            where = f"reasons.{name}.transfer"
            if target == name:
                yield from _needs_two_teams(scenario, reason, where)
            elif target not in scenario.reasons:
                hint = did_you_mean(target, scenario.reasons)
                yield fault(f"{where}.to", target, f"unknown reason{hint}")
            else:
                lacking = reason.shares().keys() - scenario.reasons[target].shares().keys()
                if lacking:
                    accepted = f"reason {target} is not served on channel {min(lacking)}"
                    yield fault(f"{where}.to.{target}", None, accepted)


def _needs_two_teams(scenario: Scenario, reason: Reason, where: str) -> Iterator[Problem]:
    for skill in sorted(reason.skills()):
        if len(scenario.teams_with(skill, reason.tier)) == 1:
            accepted = f"needs a reason, or another team with skill {skill} at tier {reason.tier}"
            yield fault(f"{where}.to", None, accepted)


@reads(*QUEUES, *HELD, "reasons.tier", "teams.tier", "reasons.consult")
def colleagues_exist(scenario: Scenario) -> Iterator[Problem]:
    """Whoever asks a colleague has one who could answer."""
    held = {skill for team in scenario.teams.values() for skill in skills_of(team)}
    asked = {skill for reason in scenario.reasons.values() for skill in reason.skills()}
    for name, reason in scenario.reasons.items():
        where = f"reasons.{name}.consult"
        if reason.consult is None:
            continue
        if reason.consult.skill is not None and reason.consult.skill not in held:
            hint = did_you_mean(reason.consult.skill, held)
            yield fault(f"{where}.skill", reason.consult.skill, f"no team has this skill{hint}")
        elif reason.consult.skill is not None and reason.consult.skill not in asked:
            accepted = f"must be a skill that some reason needs: {', '.join(sorted(asked))}"
            yield fault(f"{where}.skill", reason.consult.skill, accepted)
        for skill in sorted(reason.skills()) if reason.consult.skill is None else ():
            if not scenario.teams_with(skill, reason.tier + 1):
                accepted = f"no team with skill {skill} is at tier {reason.tier + 1}; give a skill"
                yield fault(where, None, accepted)


ALL: tuple[Check, ...] = (
    other_channels_exist,
    transferring_teams_exist,
    transfers_arrive,
    colleagues_exist,
)
