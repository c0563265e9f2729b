"""Two days on which every mechanism is at work: the hub of the scenario tests, cut short."""

from __future__ import annotations

from typing import Any

from months import desk
from scenario.hub import HUB

from cssim.scenario import Scenario, parse
from cssim.units import WEEKDAYS

EVENTS: list[dict[str, Any]] = [
    {"kind": "surge", "at": "9 h", "length": "2 h", "factor": 2.0, "reasons": ["sales"]},
    {
        "kind": "outage",
        "teams": ["shop"],
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

SOME_MONTHS: Scenario = desk(
    horizon="56 d",
    reasons__help__arrivals__per_hour={day: {"09:00": [3] * 7} for day in WEEKDAYS[:5]},
    reasons__help__hostility=0.2,
    reasons__help__diagnosis={"time": "30 s"},
    satisfaction__enabled=True,
    loyalty={"enabled": True, "churn_per_year": 0.5},
    channels__mail={"kind": "email"},
    reasons__letters={
        "channel": "mail",
        "arrivals": {"per_hour": 0.1},
        "handle_time": {"distribution": "exponential", "mean": "8 min"},
    },
    customers__joining_per_month=30,
    teams__desk__size=6,
    teams__desk__absence=0.1,
    teams__writers={
        "size": 2,
        "skills": ["letters"],
        "patterns": [{"days": ["monday", "tuesday"], "shift": "09:00-17:00"}],
    },
    people={
        "development": {"releases": [{"at": "9 d"}], "huddle": {}},
        "training": {"hours_per_month": 6, "placing": "quiet"},
        "courses": [{"name": "letters", "at": "2 d", "hours": 5, "places": 2, "adds": ["letters"]}],
        "coaching": {"aim": "weakest", "share": 0.5, "pauses_above": 2, "reprimand": 0.1},
        "fatigue": {},
        "strain": {"friction": 0.1},
        "climate": {"take_time": True, "friction": "10 s", "friction_removed_per_month": 0.2},
        "goals": {"level": 1.1},
        "turnover": {
            "quits_per_year": 4.0,
            "removal": {"below": 0.55, "every": "20 d", "after_weeks": 0},
        },
        "hiring": {"lead_time": "6 d", "onboarding": "8 d", "class_size": 2, "class_wait": "5 d"},
        "careers": {"after_weeks": 0, "above": 0.3},
        "survey": {"every": "14 d", "action": True, "above": 0.1},
    },
    tools={"knowledge": {}, "without_crm": {}, "without_ticketing": {"lost": 0.2}},
    care={
        "recovery": {"channel": "phone", "delay": "1 h", "share": 0.3},
        "close_loop": {"channel": "mail", "below": 4},
        "outreach": {"reason": "help", "every": "300 d"},
        "risk": {"days": [30, 90]},
        "personal": {"segment": "all", "team": "desk"},
    },
    management={
        "daily": {"cancel_above": 5},
        "quarterly": {"period": "28 d"},
        "policy": {"review": "30 d"},
    },
)
"""Eight weeks in which anything may happen to people and customers."""
