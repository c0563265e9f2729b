"""Section D of the mission: staffing, scheduling, routing (and M18, M58, M69 beside them)."""

from __future__ import annotations

from typing import Any

import numpy as np
from desks import desk, fixed, hub, team, two_levels, with_customers
from effects import Life, Lives, Row, down, grows, up

FLAT = {"every_day": {"00:00": [52, 52, 52, 52, 52]}}
PEAK = {"every_day": {"00:00": [15, 50, 130, 50, 15]}}
PLENTY = {"teams.desk.size": 60}
"""So many agents that nobody ever waits."""


def _shifts(*spans: tuple[int, str], breaks: Any = ()) -> list[dict[str, Any]]:
    days = ["monday"]
    return [{"agents": n, "days": days, "shift": span, "breaks": list(breaks)} for n, span in spans]


# ---- M33, M34, M38, M39, M40: who is there, and when ------------------------------------

M33 = Row(
    "the same 40 agent hours, flat or shaped like the demand",
    desk(8, reasons__help__arrivals={"interval": "1 h", "per_hour": PEAK}),
    {
        "base": {"teams.desk.patterns": _shifts((8, "00:00-05:00"))},
        "with": {
            "teams.desk.size": 14,
            "teams.desk.patterns": _shifts(
                (4, "00:00-05:00"), (5, "01:00-04:00"), (5, "02:00-03:00")
            ),
        },
    },
    (
        down("worst_wait_s", "with", off=(level := {"reasons.help.arrivals.per_hour": FLAT})),
        up("least_coverage", "with", off=level),
    ),
)

M34 = Row(
    "half an hour's break of half the team at the peak, or in the last hour",
    desk(11, reasons__help__arrivals={"interval": "1 h", "per_hour": PEAK}),
    {
        arm: {
            "teams.desk.patterns": [
                *_shifts((5, "00:00-05:00"), breaks=[{"at": at, "length": "30 min"}]),
                *_shifts((6, "00:00-05:00")),
            ]
        }
        for arm, at in (("base", "02:15"), ("with", "04:15"))
    },
    (down("mean_wait_s", "with", off=PLENTY),),
)

M38 = Row(
    "leads answer calls while more than three wait",
    desk(5, teams__leads=team(3, duties="coaching", joins_above=10_000)),
    {"base": {}, "with": {"teams.leads.joins_above": 3}},
    (
        down("worst_wait_s", "with", off=PLENTY),
        down("lost_s", "with", at=("team", "leads"), off=PLENTY),
    ),
)

M39 = Row(
    "work goes to the agent idle longest instead of to one team first",
    desk(5, teams__other=team(5), routing={"policy": "agents_preference"}),
    {"base": {"routing.ranks": {"help": {"other": 2}}}, "with": {}},
    (
        down("occupancy_spread", "with", off=(alone := {"teams.other.size": 0})),
        down("occupancy_highest", "with", off=alone),
    ),
)


def _night_response(life: Life) -> float:
    """Return the mean response time of what arrives from 1 to 9 at night [h]."""
    columns = life.journal.columns["contacts"]
    hour = columns["arrived_ms"] / 3_600_000
    wait = (columns["first_reply_ms"] - columns["arrived_ms"]) / 3_600_000
    return float(np.mean(wait[(hour >= 1) & (hour < 9)]))


DAYTIME = [{"days": ["monday", "tuesday"], "shift": "09:00-17:00"}]
M40 = Row(
    "a second team far to the east, which works in our night",
    hub(
        horizon="1 d",
        reasons__help__channels={"phone": {"share": 0.0}, "email": {"share": 1.0}},
        reasons__help__arrivals__per_hour=8,
        channels__email__chase=0.0,
        sites={"manila": {"utc_offset": "+08:00"}},
        teams__desk__patterns=DAYTIME,
        teams__far=team(0, patterns=DAYTIME, site="manila"),
    ),
    {"base": {}, "with": {"teams.far.size": 3}},
    (
        grows("response at night: hours saved",
              lambda a: _night_response(a["base"]) - _night_response(a["with"]),
              off={"sites.manila.utc_offset": '"+00:00"'}, least=1.0),
        up("total_cost", "with", off={"teams.far.wage_per_hour": 0}),
    ),
)  # fmt: skip


# ---- M35, M36, M41, M43, M44: routing ----------------------------------------------------

M35 = Row(
    "a contact waits up to 45 s for an expert instead of taking the first free agent",
    desk(
        4,
        teams__desk__skills={"help": {"resolve": 0.95}},
        teams__novices=team(4),
        reasons__help__patience="infinite",
    ),
    {
        "base": {"teams.novices.skills": {"help": {"resolve": 0.4}}},
        "with": {
            "teams.novices.skills": {"help": {"resolve": 0.4}},
            "routing": {
                "policy": "agents_preference_with_delays",
                "delays": {"help": {"novices": "45 s"}},
            },
        },
    },
    (
        up("fcr", "with", off={"teams.novices.skills.help.resolve": 0.95}),
        up("mean_wait_s", "with", off={"routing.delays": {}}),
    ),
)

M36 = Row(
    "callers who would wait more than half a minute are offered a callback",
    desk(5),
    {
        "base": {},
        "with": {
            "channels.phone.callback": {"accept": 0.8, "offer_above": "30 s", "unanswered": 0}
        },
    },
    (
        down("abandonment", "with", off=(nobody := {"channels.phone.callback.accept": 0.0})),
        down("mean_wait_s", "with", off=nobody),
        grows("hold_saved_s", lambda a: a["with"].value("hold_saved_s"), off=nobody),
    ),
)

M41 = Row(
    "two of ten agents speak the language of a fifth of the customers; or all speak both",
    desk(
        6,
        languages={"english": 0.8, "spanish": 0.2},
        routing__mismatch_after="1 min",
        teams__desk__languages=["english"],
        teams__other=team(2, languages=["english"]),
    ),
    {
        "base": {},
        "hired": {"teams.other.languages": ["spanish"]},
        "pooled": {"teams.desk.languages": [], "teams.other.languages": []},
    },
    (
        up("satisfaction", "hired", at=("language", "spanish"),
           off={"teams.desk.languages": [], "teams.desk.size": 40}),
        up("mean_wait_s", "hired", base="pooled", off={"routing.mismatch_after": "0 s"}),
    ),
)  # fmt: skip

FIFO = {"routing.policy": "single_fifo"}
STRICT, AGEING = ({"segment_base": {"vip": points}} for points in (1e6, 120))

M43 = Row(
    "the top class always first; or with two minutes' head start only",
    desk(
        6,
        reasons__help__patience="infinite",
        routing={"policy": "score"},
        **with_customers(),
    ),
    {
        "base": {},
        "strict": {"routing": {"policy": "score", **STRICT}},
        "ageing": {"routing": {"policy": "score", **AGEING}},
    },
    (
        down("mean_wait_s", "strict", at=("segment", "vip"), off=FIFO),
        up("mean_wait_s", "strict", at=("segment", "standard"), off=FIFO),
        down(
            "wait_quantile_s(q=0.95)", "ageing", base="strict", at=("segment", "standard"), off=FIFO
        ),
    ),
)

M44 = Row(
    "customers of high value are answered first",
    desk(4, routing={"policy": "score"}, **with_customers()),
    {"base": {}, "with": {"routing": {"policy": "score", **STRICT}}},
    (
        up("retention_projected", "with", at=("segment", "vip"), off=FIFO),
        down("retention_projected", "with", at=("segment", "standard"), off=FIFO),
        down("value_at_risk", "with", off=FIFO),
    ),
)


# ---- M18, M42, M58, M69: money, tools, advice, targets ---------------------------------------

M18 = Row(
    "a hard target for the handle time: half as long again in speed, solved at less than half",
    desk(
        5,
        teams__desk__skills={"help": {"speed": 1.0, "resolve": 0.7}},
        reasons__help__repeat={"probability": 0.85, "delay": fixed("20 min")},
    ),
    {"base": {}, "with": {"teams.desk.skills": {"help": {"speed": 1.5, "resolve": 0.3}}}},
    (
        down("cost_per_contact", "with", off={"teams.desk.skills.help.speed": 1.0}, least=0.5),
        up("cost_per_resolution", "with", off={"teams.desk.skills.help.resolve": 0.7}),
    ),
)

M42 = Row(
    "the pay of one of seven agents spent on a bot",
    desk(7, reasons__help__bot={"share": 0.8, "contains": 0.5, "cost": 0.0}),
    {
        "base": {"reasons.help.bot.share": 0.0},
        "with": {"teams.desk.size": 6, "costs.fixed": 5 * 20.6 * 1.35},
    },
    (
        down("mean_wait_s", "with", off=(unused := {"reasons.help.bot.share": 0.0})),
        grows("false_containment", lambda a: a["with"].value("false_containment"), off=unused),
    ),
)

M58 = Row(
    "agents ask a senior in half of the contacts",
    two_levels(
        8,
        4,
        reasons__help__escalate=0.0,
        reasons__help__patience="infinite",
        reasons__help__consult={"probability": 0.0, "gain": 2.0, "time": fixed("2 min")},
    ),
    {"base": {}, "with": {"reasons.help.consult.probability": 0.5}},
    (
        up("fcr", "with", off={"reasons.help.consult.gain": 0.0}),
        up("occupancy", "with", at=("team", "seniors"),
           off={"reasons.help.consult.time": fixed("1 s")}, least=0.05),
    ),
)  # fmt: skip

AGENTS = range(5, 13)
TARGETS = (0.6, 0.9, 0.99)


def _needed(lives: Lives, target: float) -> int:
    met = (n for n in AGENTS if lives[str(n)].value("service_level") >= target)
    return next(met, max(AGENTS) + 1)


def _steeper(lives: Lives) -> float:
    """Return how many more agents a point costs from 90 to 99 % than from 60 to 90 %."""
    low, high, top = (_needed(lives, target) for target in TARGETS)
    return (top - high) / 9 - (high - low) / 30


M69 = Row(
    "a service level of 60, 90 and 99 %",
    desk(6),
    {str(n): {"teams.desk.size": n} for n in AGENTS},
    (grows("agents needed a point, near 100 % against below 90 %", _steeper,
           off={"volume": 0.01}),),
)  # fmt: skip
