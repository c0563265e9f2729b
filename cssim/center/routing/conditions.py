"""What the center lays down about who may serve whom, under whatever policy, as published."""

from __future__ import annotations

from typing import Any

from cssim.center.settings import Settings


def conditions_of(settings: Settings) -> dict[str, Any]:
    """Return the conditions that hold besides the policy's own; what is not used is left out.

    Returns
    -------
    dict
        ``joins_above`` {team: more than how many must wait}, ``next_tier_after_ms`` {reason:
        wait from which the next tier may answer}, ``mismatch_after_ms`` (where languages are
        modelled): wait from which an agent without the language may answer, None = never;
        ``own_agents`` (segment and team): an idle agent of the team who ended the last contact
        that a customer had with it comes first.
    """
    joins = {t.name: t.joins_above for t in settings.teams if t.joins_above is not None}
    waits = {r.name: r.escalate_waiting for r in settings.reasons if r.escalate_waiting is not None}
    told: dict[str, Any] = {"joins_above": joins, "next_tier_after_ms": waits}
    used = {name: table for name, table in told.items() if table}
    if settings.care is not None and settings.care.personal is not None:
        segment, team = settings.care.personal
        used["own_agents"] = {
            "segment": settings.segments[segment],
            "team": settings.teams[team].name,
        }
    return used | ({"mismatch_after_ms": settings.mismatch_after} if settings.languages else {})
