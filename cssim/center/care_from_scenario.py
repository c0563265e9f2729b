"""The plain settings of care for customers and of missing tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cssim.center.care_settings import CareSettings, Diagnosis, MakingGood, MissingTools

if TYPE_CHECKING:
    from cssim.scenario import Scenario


def care_of(scenario: Scenario) -> CareSettings | None:
    """Return what is done for customers beyond answering them; None for nothing."""
    care = scenario.care
    if not any((care.recovery, care.close_loop, care.outreach, care.personal)):
        return None
    return CareSettings(
        recovery=_making_good(scenario, care.recovery),
        close_loop=_making_good(scenario, care.close_loop),
        outreach=scenario.reason_names.index(care.outreach.reason) if care.outreach else None,
        personal=_personal(scenario),
        personal_gain=0.0 if care.personal is None else care.personal.gain,
    )


def _personal(scenario: Scenario) -> tuple[int, int] | None:
    own = scenario.care.personal
    if own is None:
        return None
    return scenario.segment_names.index(own.segment), scenario.team_names.index(own.team)


def _making_good(scenario: Scenario, part: Any) -> MakingGood | None:
    if part is None:
        return None
    own = {name: getattr(part, name) for name in ("share", "below") if hasattr(part, name)}
    return MakingGood(
        channel=scenario.channel_names.index(part.channel),
        delay=part.delay,
        work=part.work,
        success=part.success,
        restores=part.restores,
        halving=part.halving,
        **own,
    )


def missing_tools_of(scenario: Scenario) -> MissingTools | None:
    """Return what the lack of tools does; None where none is lacking."""
    tools = scenario.tools
    crm, tickets, desk = tools.without_crm, tools.without_ticketing, tools.without_social_desk
    if crm is None and tickets is None and desk is None:
        return None
    return MissingTools(
        lost=0.0 if tickets is None else tickets.lost,
        unseen=0 if desk is None else desk.delay,
        repeat_work=0.0 if crm is None else crm.repeat_work,
        transfer_penalty=1.0 if crm is None else crm.transfer_penalty,
    )


def diagnosis_of(scenario: Scenario, reason: str) -> Diagnosis | None:
    """Return the diagnosis of a reason; None for none."""
    known = scenario.reasons[reason].diagnosis
    return None if known is None else Diagnosis(known.time, known.gain)
