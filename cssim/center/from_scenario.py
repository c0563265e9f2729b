"""The plain settings of a scenario: names become codes, parts become numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cssim.center.care_from_scenario import (
    care_of,
    diagnosis_of,
    missing_tools_of,
)
from cssim.center.levers import (
    Announcement,
    CallbackSettings,
    Consult,
    EscalationSettings,
    Move,
    Outage,
    Plan,
    RootCauses,
    Tool,
    Transfer,
)
from cssim.center.life_from_scenario import lives_of
from cssim.center.settings import (
    ChannelSettings,
    Feelings,
    QueueSettings,
    ReasonSettings,
    Settings,
    TeamSettings,
)
from cssim.rules.loyalty import Loyalty, hazard_of_churn
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

_WEEK = 7
_OUTCOMES = ("abandoned", "blocked", "balked", "closed", "disconnected", "diverted")


def settings_of(scenario: Scenario) -> Settings:
    """Return the plain settings of a scenario; codes index its sorted names."""
    events = scenario.events
    return Settings(
        reasons=tuple(_reason(scenario, name) for name in scenario.reason_names),
        teams=tuple(_team(scenario, name) for name in scenario.team_names),
        horizon=scenario.horizon,
        channels=tuple(_channel(scenario, name) for name in scenario.channel_names),
        queues=tuple(_queue(scenario, *names) for names in scenario.queue_names),
        segments=tuple(scenario.segment_names),
        languages=scenario.language_names,
        mismatch_after=scenario.routing.mismatch_after,
        warm_up=scenario.warm_up,
        drain=scenario.drain,
        start=scenario.start.isoformat(),
        start_ms_of_day=scenario.start_ms_of_day,
        max_attempts=scenario.limits.max_attempts,
        max_legs=scenario.limits.max_legs,
        escalation=_escalation(scenario),
        outages=tuple(_outage(scenario, event) for event in events if event.kind == "outage"),
        surges=tuple(_span(scenario, event) for event in events if event.kind == "surge"),
        root_causes=_root_causes(scenario),
        moves=tuple(_move(scenario, move) for move in scenario.intraday),
        feelings=_feelings(scenario),
        routing=scenario.routing.model_dump(),
        scenario_hash=scenario.hash,
        gap_closed=scenario.tools.knowledge.gap_closed if scenario.tools.knowledge else 0.0,
        lives=lives_of(scenario),
        care=care_of(scenario),
        missing=missing_tools_of(scenario),
    )


def _copied(target: Any, part: Any, **others: Any) -> Any:
    """Return a dataclass with the values that a part of the scenario has by the same names."""
    names = [name for name in target.__dataclass_fields__ if name not in others]
    return target(**{name: getattr(part, name) for name in names}, **others)


# ---- reasons -------------------------------------------------------------------------


def _reason(scenario: Scenario, name: str) -> ReasonSettings:
    reason = scenario.reasons[name]
    repeat, spill, code = reason.repeat, reason.spill, scenario.queue_names.index
    return ReasonSettings(
        name=name,
        tier=reason.tier,
        complexity=reason.complexity,
        escalate=_escalate(scenario, name),
        request=reason.escalate_request,
        escalate_waiting=reason.escalate_waiting,
        escalate_age=reason.escalate_age,
        retry={outcome: getattr(reason.retry, f"after_{outcome}") for outcome in _OUTCOMES},
        repeat=repeat.probability,
        after_contained=_or(repeat.after_contained, repeat.probability),
        switch_retry=_switch(scenario, name, reason.retry.switch),
        switch_repeat=_switch(scenario, name, repeat.switch),
        spill=None if spill is None else (code((name, spill.channel)), spill.probability),
        after_answer=1.0 if spill is None else spill.after_answer,
        retry_keeps=reason.retry_keeps,
        patience_loss=reason.retry.patience_loss,
        articles=None if reason.articles is None else _copied(Tool, reason.articles, hang_up=0.0),
        bot=None if reason.bot is None else _copied(Tool, reason.bot),
        transfer=_transfer(scenario, name),
        consult=_consult(scenario, name),
        avoidable=reason.avoidable,
        hostility=reason.hostility,
        diagnosis=diagnosis_of(scenario, name),
    )


def _or(value: float | None, default: float) -> float:
    return default if value is None else value


def _escalate(scenario: Scenario, name: str) -> dict[int, float]:
    tiers = {team.tier for team in scenario.teams.values()}
    reason = scenario.reasons[name]
    return {tier: reason.escalate_at(tier) for tier in tiers if tier + 1 in tiers}


def _cumulated(codes: Iterable[int], shares: Iterable[float]) -> tuple[tuple[int, float], ...]:
    """Return codes with the upper end of their share, in order."""
    below, found = 0.0, []
    for code, share in zip(codes, shares, strict=True):
        below += share
        found.append((code, below))
    return tuple(found)


def _switch(
    scenario: Scenario, reason: str, shares: Mapping[str, float]
) -> tuple[tuple[int, float], ...]:
    names = sorted(shares)
    codes = [scenario.queue_names.index((reason, channel)) for channel in names]
    return _cumulated(codes, [shares[name] for name in names])


def _transfer(scenario: Scenario, name: str) -> Transfer | None:
    transfer = scenario.reasons[name].transfer
    if transfer is None:
        return None
    targets = transfer.targets(name)
    codes = [scenario.reason_names.index(target) for target in targets]
    ends = _cumulated(codes, [target.share for target in targets.values()])
    loses = [target.if_busy == "lose" for target in targets.values()]
    return Transfer(
        chance={t: transfer.chance(team) for t, team in enumerate(scenario.team_names)},
        to=tuple((code, below, lose) for (code, below), lose in zip(ends, loses, strict=True)),
        handover_share=_or(transfer.handover_share, scenario.escalation.handover_share),
    )


def _consult(scenario: Scenario, name: str) -> Consult | None:
    consult = scenario.reasons[name].consult
    if consult is None:
        return None
    queue = None
    if consult.skill is not None:
        needs = [scenario.queue(*names).skill for names in scenario.queue_names]
        queue = needs.index(consult.skill)
    return Consult(consult.probability, queue, consult.gain)


def _queue(scenario: Scenario, reason: str, channel: str) -> QueueSettings:
    on = scenario.queue(reason, channel)
    multipliers = scenario.multipliers
    work = on.handle_time.to_distribution().mean * multipliers.handle_time
    patience = 0.0
    if on.patience != "infinite":
        patience = on.patience.to_distribution().mean * multipliers.patience
    return QueueSettings(
        reason=scenario.reason_names.index(reason),
        channel=scenario.channel_names.index(channel),
        mean_work=max(1.0, 1000.0 * work),
        mean_patience=1000.0 * patience,
        hang_up=on.ivr.hang_up if on.ivr else 0.0,
    )


# ---- channels ------------------------------------------------------------------------

_OF_CHATS = ("slots", "slowdown", "resolve_loss", "silent_share")
_OF_DEFERRED = ("chase", "chase_work", "idle_above")


def _channel(scenario: Scenario, name: str) -> ChannelSettings:
    channel = scenario.channels[name]
    told, offer, message = (
        getattr(channel, part, None) for part in ("announcement", "callback", "voicemail")
    )
    own = {n: getattr(channel, n) for n in (*_OF_CHATS, *_OF_DEFERRED) if hasattr(channel, n)}
    return ChannelSettings(
        name=name,
        kind=channel.kind,
        edges=_edges(scenario, channel.opening_hours),
        lines=channel.lines,
        places=channel.places,
        waits_when_closed=channel.after_hours == "wait",
        disconnects=channel.at_closing == "disconnect",
        acceptable_wait=channel.acceptable_wait,
        announcement=None if told is None else _copied(Announcement, told),
        callback=None if offer is None else _copied(CallbackSettings, offer),
        voicemail=None if message is None else message.after,
        **own,
    )


def _edges(scenario: Scenario, hours: Any) -> tuple[int, ...] | None:
    """Return openings and closings over the run; windows that touch are one."""
    if hours is None:
        return None
    n_days = -(-(scenario.horizon + scenario.start_ms_of_day) // DAY_MS) + _WEEK
    edges: list[int] = []
    for day in range(n_days):
        midnight = day * DAY_MS - scenario.start_ms_of_day
        for opens, closes in sorted(hours.get((scenario.first_weekday + day) % _WEEK, ())):
            if edges and edges[-1] == midnight + opens:
                edges[-1] = midnight + closes
            else:
                edges += [midnight + opens, midnight + closes]
    return tuple(edges)


# ---- people --------------------------------------------------------------------------


def _team(scenario: Scenario, name: str) -> TeamSettings:
    team = scenario.teams[name]
    known = scenario.language_names
    call = team.call_in
    return TeamSettings(
        name=name,
        tier=team.tier,
        authority=team.authority,
        languages=frozenset(known.index(n) for n in team.languages) if team.languages else None,
        duties=team.duties or "idle",
        joins_above=team.joins_above,
        hands_over=team.at_shift_end == "hand_over",
        overtime_limit=team.overtime_limit,
        call_in=None if call is None else (call.waiting_above, call.hours),
        pressure=tuple((step.waiting_above, step.handle_factor) for step in team.pressure),
    )


def _move(scenario: Scenario, move: Any) -> Move:
    code = scenario.team_names.index
    return Move(code(move.source), code(move.to), move.agents, move.waiting_above, move.length)


def _escalation(scenario: Scenario) -> EscalationSettings:
    return EscalationSettings(
        **{n: getattr(scenario.escalation, n) for n in EscalationSettings.__dataclass_fields__}
    )


# ---- events --------------------------------------------------------------------------


def _span(scenario: Scenario, event: Any) -> tuple[int, int]:
    start = scenario.instant(event.at)
    return start, start + event.length


def _outage(scenario: Scenario, event: Any) -> Outage:
    start, until = _span(scenario, event)
    names = event.channels or scenario.channel_names
    return Outage(
        start=start,
        until=until,
        channels=frozenset(scenario.channel_names.index(name) for name in names),
        capacity=event.capacity,
        handle_factor=event.handle_factor,
        resolve_loss=event.resolve_loss,
        disconnect=event.disconnect,
        teams=frozenset(scenario.team_names.index(name) for name in event.teams),
        plan=None if event.plan is None else _plan(scenario, event.plan),
    )


def _plan(scenario: Scenario, plan: Any) -> Plan:
    channels, teams = sorted(plan.divert), sorted(plan.call_in)
    codes = [scenario.channel_names.index(name) for name in channels]
    return Plan(
        delay=plan.delay,
        divert=_cumulated(codes, [plan.divert[name] for name in channels]),
        message=plan.message,
        call_in=tuple((scenario.team_names.index(name), plan.call_in[name]) for name in teams),
        length=plan.hours,
        retry_factor=plan.retry_factor,
        wait_factor=plan.wait_factor,
    )


def _root_causes(scenario: Scenario) -> RootCauses | None:
    plan = scenario.root_causes
    return None if plan is None else _copied(RootCauses, plan)


# ---- customers -----------------------------------------------------------------------


def _feelings(scenario: Scenario) -> Feelings:
    feel, stay, customers = scenario.satisfaction, scenario.loyalty, scenario.customers
    modelled = feel.enabled and stay.enabled and customers is not None
    loyalty = Loyalty(
        start=stay.goodwill_start,
        adjustment=stay.adjustment,
        loss_aversion=stay.loss_aversion,
        memory_months=stay.memory_months,
        sensitivity=stay.sensitivity,
        hazard_per_month=hazard_of_churn(stay.churn_per_year),
    )
    names, crm = scenario.segment_names, scenario.tools.without_crm
    segments = customers.segments if customers else {}
    return Feelings(
        satisfaction=feel.enabled,
        response=feel.survey_response,
        tilt=feel.survey_tilt,
        loyalty=loyalty if modelled else None,
        multipliers=tuple(segments[n].churn_multiplier for n in names),
        risk=scenario.care.ages_of_risk(),
        handover_factor=1.0 if crm is None else crm.transfer_penalty,
        wait_factors=(*(segments[n].acceptable_wait for n in names), 1.0),
    )
