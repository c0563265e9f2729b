"""Two days on which every mechanism is at work: the hub of the scenario tests, cut short."""

from __future__ import annotations

from typing import Any

from scenario.hub import HUB

from cssim.scenario import Scenario, parse

EVENTS: list[dict[str, Any]] = [
    {"kind": "surge", "at": "9 h", "length": "2 h", "factor": 2.0, "reasons": ["sales"]},
    {
        "kind": "outage",
        "at": "10 h",
        "length": "2 h",
        "channels": ["phone"],
        "capacity": 0.4,
        "handle_factor": 1.2,
        "resolve_loss": 0.3,
        "disconnect": True,
        "plan": {
            "delay": "20 min",
            "divert": {"chat": 0.3, "mail": 0.2},
            "message": 0.1,
            "call_in": {"reserve": 3},
            "retry_factor": 0.8,
            "wait_factor": 1.5,
        },
    },
]
PATTERN = {
    "weeks": [{"monday": "08:00-16:00", "tuesday": "10:00-18:00"}, {}],
    "breaks": [{"at": "12:00", "length": "30 min", "movable": "15 min"}],
}

HUB_DAY: Scenario = parse(HUB).with_overrides(
    {
        "events": EVENTS,
        "horizon": "30 h",
        "volume": 1.5,
        "teams.desk.patterns": [PATTERN],
        "teams.desk.overtime_limit": "2 min",
        "teams.desk.shrinkage": {"training": 0.05, "coaching": 0.1},
        "reasons.help.escalate": 0.2,
        "reasons.help.patience": {"distribution": "exponential", "mean": "3 min"},
        "reasons.help.channels.phone.patience": {"distribution": "exponential", "mean": "6 min"},
        "reasons.help.repeat.delay": {"distribution": "exponential", "mean": "1 h"},
        "reasons.help.escalate_age": "1 h",
        "root_causes": {"period": "1 d", "choose": "random", "fixes": 0.5},
        "channels.phone.callback.offer_above": "30 s",
        "loyalty.churn_per_year": 0.9,
    }
)
"""Slots of callbacks, head-of-line announcements, warm where asked, `reserve`."""

HUB_OTHERWISE: Scenario = HUB_DAY.with_overrides(
    {
        "channels.phone.announcement.predictor": "with_abandonment",
        "channels.phone.callback.rule": "keep_place",
        "channels.phone.callback.unanswered": 0.4,
        "channels.phone.voicemail.after": "3 min",
        "channels.chat.announcement": {"predictor": "mean_of_last", "balk": 0.05},
        "routing.policy": "score",
        "escalation.mode": "ticket",
        "escalation.if_busy": "queue",
        "escalation.take_over_after": "8 min",
        "teams.shop.at_shift_end": "hand_over",
        "teams.shop.patterns": [{"days": ["monday"], "shift": "17:00-23:00"}],
        "teams.desk.overtime_limit": None,
        "teams.desk.at_shift_end": "hand_over",
        "teams.desk.authority": 0.5,
        "teams.desk.late.share": 0.3,
        "teams.leads.duties": "meeting",
        "channels.phone.opening_hours": {
            "monday": ["07:00-19:00"],
            "tuesday": ["07:00-19:00"],
        },
        "reasons.sales.channels.wall.share": 0.2,
        "reasons.sales.channels.phone.share": 0.3,
    }
)
"""Callbacks that keep their place, other predictors, tickets, hand-over, opening hours,
concessions, a public wall, `score`."""
