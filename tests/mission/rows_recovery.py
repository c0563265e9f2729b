"""Sections G and J of the mission: escalation, authority, promises, outages (and M68, M81)."""

from __future__ import annotations

from typing import Any

import numpy as np
from desks import desk, fixed, team, two_levels, with_customers
from effects import Effect, Lives, Row, best_inside, down, falls, grows, paired, up

from cssim.measures import net_value, uplift_value
from cssim.scenario import Scenario

NO_TIER_TWO = {"reasons.help.escalate": 0.0}


# ---- M68, M71, M72, M73, M74, M81: tiers and authority ------------------------------------

M68 = Row(
    "the front line may settle six of ten cases that go up",
    two_levels(
        8,
        6,
        escalation__concession_cost=10,
        escalation__concession_resolve=2.0,
    ),
    {"base": {}, "with": {"teams.desk.authority": 0.6}},
    (
        down("escalation_rate", "with", off=NO_TIER_TWO),
        up("resolution_rate", "with", off=NO_TIER_TWO),
        up("concession_cost", "with", off=NO_TIER_TWO),
    ),
)

LEVELS = (0.0, 0.3, 0.9)
ENOUGH_SENIORS = {"teams.seniors.size": 40}


def _front_line(lives: Lives, arm: str) -> float:
    """Return the agents' time per contact at the front line [s]."""
    return lives[arm].value("busy_s", ("team", "desk")) / lives[arm].value("n_answered")


M71 = Row(
    "none, three, or nine of ten contacts go to level two",
    two_levels(
        5,
        3,
        reasons__help__patience="infinite",
        escalation__handover_share=0.3,
    ),
    {str(level): {"reasons.help.escalate": level} for level in LEVELS},
    (
        falls("front line's time per contact [s]",
              lambda a: _front_line(a, "0.9") - _front_line(a, "0.3"),
              off={"escalation.handover_share": 1.0, **ENOUGH_SENIORS}, least=10.0),
        up("level_two_wait_s", "0.9", base="0.3", off=ENOUGH_SENIORS),
        grows("total_wait_s: the best level is neither end [s saved]",
              lambda a: best_inside([-a[str(level)].value("total_wait_s") for level in LEVELS]),
              off=ENOUGH_SENIORS),
    ),
)  # fmt: skip

M72 = Row(
    "two seniors instead of six",
    two_levels(10, 6, reasons__help__patience="infinite"),
    {"base": {}, "with": {"teams.seniors.size": 2}},
    (
        down(
            "csat_escalated_true",
            "with",
            off=(trifles := {"reasons.help.handle_time": fixed("1 s")}),
        ),
        up("level_two_wait_s", "with", off=trifles),
    ),
)

BUDGETS = {"0": 0.0, "10": 1.2, "20": 1.8, "80": 2.2}
"""Concession a case, and the log odds of solving that it buys: ever less for the next coin."""


def _margin(lives: Lives, arm: str) -> float:
    """Return what a budget is worth against none: value kept less its cost."""
    life, base = lives[arm], lives["0"]
    return net_value(life.journal, base.journal, life.options, base.options)


def _kept(lives: Lives) -> float:
    """Return by how much the value kept grows at least from one budget to the next."""
    base = lives["0"]
    loyalty = base.options.loyalty
    kept = [uplift_value(lives[arm].journal, base.journal, loyalty) for arm in BUDGETS]
    return float(min(np.diff(kept)))


M73 = Row(
    "a concession of 0, 10, 20 or 80 for each case settled by authority",
    two_levels(
        10,
        4,
        teams__desk__authority=1.0,
        reasons__help__escalate=0.6,
        **with_customers(),
    ),
    {
        arm: {"escalation.concession_cost": int(arm), "escalation.concession_resolve": gain}
        for arm, gain in BUDGETS.items()
    },
    (
        grows("retained value: least gain of a larger budget", _kept,
              off=(unmoved := {"loyalty.sensitivity": 0.0})),
        grows("net value: the best budget is neither end",
              lambda a: best_inside([_margin(a, arm) for arm in BUDGETS]), off=unmoved),
    ),
)  # fmt: skip

M74 = Row(
    "issues older than two days go to the seniors",
    two_levels(
        3,
        2,
        horizon="12 d",
        reasons__help__arrivals__per_hour=1,
        reasons__help__escalate=0.0,
        reasons__help__repeat={"probability": 1.0, "delay": fixed("1 d")},
        teams__desk__skills={"help": {"resolve": 0.35}},
        teams__seniors__skills={"help": {"resolve": 0.95}},
    ),
    {"base": {}, "with": {"reasons.help.escalate_age": "2 d"}},
    (
        down("old_share(age_s=345600)", "with",
             off=(no_better := {"teams.seniors.skills.help.resolve": 0.35})),
        down("mean_old(age_s=345600)", "with", off=no_better),
    ),
)  # fmt: skip

M81 = Row(
    "the front line may settle seven of ten cases itself",
    two_levels(8, 4),
    {"base": {}, "with": {"teams.desk.authority": 0.7}},
    (
        down("transfer_rate", "with",
             off={"reasons.help.escalate": 0.0, "reasons.help.escalate_request": 0.3}),
    ),
)  # fmt: skip


# ---- M79: what is promised -----------------------------------------------------------------

TOLD = {"perceived": 1.0}
PATIENT = {"channels.phone.acceptable_wait": "10 h"}


def _feeling(arm: str, base: str) -> Effect:
    """Return the change of mean satisfaction of the same contacts, whose waits are the same."""

    def effect(lives: Lives) -> float:
        before, after = paired(lives, "contacts", "sat", (base, arm))
        return float(np.nanmean(after - before))

    return effect


M79 = Row(
    "an honest promise of the wait, or half of it; and news that halves asking again",
    desk(
        5,
        reasons__help__patience="infinite",
        channels__mail={"kind": "email", "acceptable_wait": "30 min", "chase": 0.6},
        reasons__letter={
            "channel": "mail", "arrivals": {"per_hour": 20}, "repeat": {"probability": 0},
            "handle_time": {"distribution": "exponential", "mean": "6 min"},
        },
        teams__writers=team(1, "letter"),
    ),
    {
        "base": {},
        "honest": {"channels.phone.announcement": TOLD},
        "too little": {"channels.phone.announcement": {**TOLD, "factor": 0.3}},
        "updates": {"channels.mail.chase": 0.2},
    },
    (
        grows("satisfaction at the same wait: honest promise", _feeling("honest", "base"),
              off=PATIENT),
        falls("satisfaction at the same wait: over-promise against honest",
              _feeling("too little", "honest"), off=PATIENT),
        down("chaser_rate", "updates", off={"teams.writers.size": 12}),
    ),
)  # fmt: skip


# ---- M110 to M113: outages --------------------------------------------------------------------

PEAK = {"every_day": {"00:00": [20, 40, 90, 60, 20, 20]}}


def _day(size: int = 18, **changes: Any) -> Scenario:
    return desk(
        size,
        horizon="6 h",
        reasons__help__arrivals={"interval": "1 h", "per_hour": PEAK},
        **changes,
    )


def _outage(at: str = "2 h", length: str = "1 h", **more: Any) -> list[dict[str, Any]]:
    return [{"kind": "outage", "at": at, "length": length, "channels": ["phone"], **more}]


SLOW = {"handle_factor": 8.0, "capacity": 0.6}
HARMLESS = {"events[0].handle_factor": 1.0, "events[0].capacity": 1.0}

M110 = Row(
    "the agents' system fails for an hour: in a quiet hour, or at the peak",
    _day(reasons__help__patience="infinite"),
    {
        "base": {"events": _outage("4 h", **SLOW)},
        "with": {"events": _outage("2 h", **SLOW)},
    },
    (
        up("n_outage_lost", "with", off=HARMLESS),
        up("outage_peak", "with", off=HARMLESS),
        up("recovery_s", "with", off=HARMLESS),
    ),
)

DIVERT = {"divert": {"email": 0.9}}

M111 = Row(
    "a plan that sends callers to e-mail, at work after an hour or after ten minutes",
    _day(
        18,
        channels__email={"kind": "email"},
        reasons__help__channel=None,
        reasons__help__channels={"phone": {"share": 1.0}, "email": {"share": 0.0}},
        reasons__help__patience={"distribution": "exponential", "mean": "15 min"},
        events=_outage("2 h", "2 h", capacity=0.7, handle_factor=6.0, plan=DIVERT),
        **with_customers(),
    ),
    {"base": {"events[0].plan.delay": "1 h"}, "with": {"events[0].plan.delay": "10 min"}},
    (
        down("n_outage_lost", "with", off=(nothing := {"events[0].plan.divert": {"email": 0.0}})),
        down("outage_peak", "with", at=("channel", "phone"), off=nothing),
        up("retention_projected", "with", off=nothing),
    ),
)

M112 = Row(
    "customers are kept informed while the line is down",
    _day(
        9,
        events=_outage("2 h", "1 h", capacity=0.3, handle_factor=4.0, plan={"delay": "5 min"}),
        reasons__help__retry={
            "after_blocked": 0.8, "after_abandoned": 0.8, "delay": fixed("10 min"),
        },
        reasons__help__patience={"distribution": "exponential", "mean": "15 min"},
    ),
    {
        "base": {},
        "updates": {"events[0].plan.retry_factor": 0.4},
        "patience": {"events[0].plan.wait_factor": 4.0},
    },
    (
        down("n_retry", "updates", off=(too_late := {"events[0].plan.delay": "59.99 min"})),
        grows("satisfaction at the same wait", _feeling("patience", "base"), off=too_late),
    ),
)  # fmt: skip

RESERVE = {"call_in": {"reserve": 8}, "hours": "2 h"}

M113 = Row(
    "reserves are called in an hour after the failure or after ten minutes; or colleagues move",
    _day(
        10,
        reasons__help__patience="infinite",
        events=_outage("2 h", "1 h", handle_factor=3.0, plan={**RESERVE, "delay": "55 min"}),
        teams__reserve={"size": 8, "skills": ["help"], "on_call": True, "absence": 0},
        teams__office=team(6),
        routing={"policy": "queue_priority", "teams_for": {"help": ["desk", "reserve"]}},
    ),
    {
        "base": {},
        "with": {"events[0].plan.delay": "5 min"},
        "moved": {
            "intraday": [
                {"from": "office", "to": "desk", "agents": 6, "waiting_above": 3, "length": "2 h"}
            ]
        },
    },
    (
        down("recovery_s", "with", off={"events[0].plan.call_in": {}}),
        down("recovery_s", "moved", off={"teams.office.size": 0}),
    ),
)
