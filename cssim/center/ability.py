"""What an agent can do: worked out once, and again on each day on which people change."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from cssim.center.people import Agent
from cssim.rules.handling import pace, resolve_chance, resolve_logit
from cssim.rules.proficiency import effective
from cssim.rules.satisfaction import quality

if TYPE_CHECKING:
    from cssim.center.settings import Settings
    from cssim.roster import Roster

Able = Set[tuple[int, int]]
"""Tiers with the queues that somebody there can serve."""


def able_of(settings: Settings, roster: Roster) -> Able:
    """Return in which tiers which queues can be served."""
    return {(settings.teams[card.team].tier, q) for card in roster.agents for q in card.skills}


def equip(
    agent: Agent,
    settings: Settings,
    able: Able,
    proficiency: Sequence[float],
    *,
    pace_factor: float = 1.0,
    loss: float = 0.0,
) -> None:
    """Work out what an agent can do in every queue, at the proficiency of now.

    Parameters
    ----------
    agent : Agent
        Whose `skills` count.
    settings : Settings
        Reasons, teams, the knowledge tool.
    able : set of (int, int)
        Where contacts can be passed on to.
    proficiency : sequence of float
        At work now, by family of skills.
    pace_factor : float
        Factor on all handling times.
    loss : float
        Logit of resolving that everybody loses.
    """
    team = settings.teams[agent.team]
    family_of = settings.family_of
    for queue, (speed, resolve) in agent.skills.items():
        known = settings.reasons[settings.all_queues[queue].reason]
        k = effective(proficiency[family_of[queue]], settings.gap_closed)
        base = resolve_logit(resolve, k, known.complexity) - loss
        agent.logit[queue] = base
        agent.pace[queue] = pace(k, speed) * pace_factor
        agent.resolves[queue] = resolve_chance(base, repeat=False)
        agent.resolves_again[queue] = resolve_chance(base, repeat=True)
        asks = known.request if (team.tier + 1, queue) in able else 0.0
        needs = known.escalate.get(team.tier, 0.0)
        agent.escalates[queue] = asks + (1.0 - asks) * needs * (1.0 - team.authority)
        agent.worthy[queue] = asks + (1.0 - asks) * needs
    mean = sum(proficiency) / len(proficiency)
    agent.quality = quality(effective(mean, settings.gap_closed))
