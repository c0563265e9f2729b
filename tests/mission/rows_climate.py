"""Section H of the mission, and M28, M39, M49, M66, M75, M119: strain, support, goals, quitting.

`crews.staff` is a large crew with hardly any contacts, strained by an obstacle in each; it is
where quits are counted, for each agent quits at a set amount of hazard: less strain can only
make that later.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from crews import (
    LEARNS,
    NINE_TO_FIVE,
    NO_LEARNING,
    PLENTY,
    WEARS,
    at_end,
    change,
    crew,
    rate,
    staff,
)
from desks import fixed
from effects import Life, Row, best_inside, down, falls, grows, up

HOUR_MS = 3_600_000
PATIENT = {"channels__phone__acceptable_wait": "30 d"}
NO_SUPPORT = {"people.strain.support": 0.0}
"""Support does not help."""
NOT_DRIVEN_OUT = {"people.turnover.strain": 0.0}
"""Nobody quits because of strain."""


# ---- M28, M39, M75, M89, M90: what strains, and what strain does ------------------------------

COMPLAINTS = {
    "channel": "phone", "skill": "help", "hostility": 1.0, "patience": "infinite",
    "arrivals": rate(0.2), "handle_time": fixed("1 h"), "repeat": {"probability": 0},
}  # fmt: skip
M28B = Row(
    "one of seven contacts is a complaint, or six of seven",
    crew(
        2,
        13,
        **WEARS,
        reasons__complaint=COMPLAINTS,
        reasons__help__arrivals=rate(1.2),
        reasons__help__handle_time=fixed("1 h"),
    ),
    {
        "base": {},
        "with": {"reasons.complaint.arrivals": rate(1.2), "reasons.help.arrivals": rate(0.2)},
    },
    (
        grows("strain at the end", at_end("strain"), least=0.08,
              off=(friendly := {"reasons.complaint.hostility": 0.0})),
        up("mean_fatigue", "with", off=friendly, least=0.04),
    ),
)  # fmt: skip

M39B = Row(
    "work goes to the agent idle longest instead of to one team first",
    crew(
        2,
        8,
        **WEARS,
        teams__other={"size": 2, "skills": ["help"], "absence": 0, "patterns": NINE_TO_FIVE},
        routing={"policy": "agents_preference"},
    ),
    {"base": {"routing.ranks": {"help": {"other": 2}}}, "with": {}},
    (down("worst_agent_strain", "with", off={"teams.other.size": 0}),),
)


def _hostile(life: Life) -> Any:
    return (life.column("contacts", "hostility") > 0) & (life.column("contacts", "sat") >= 0)


def _felt(life: Life) -> float:
    """Return the mean satisfaction of those who arrived angry; NaN if nobody did."""
    sat = life.column("contacts", "sat")[_hostile(life)]
    return float(np.mean(sat)) if len(sat) else float("nan")


M75 = Row(
    "a course in calming the angry, or another one",
    crew(
        2,
        6,
        **LEARNS,
        **WEARS,
        **PATIENT,
        reasons__help__hostility=0.5,
        people__courses=[{"name": "listening", "at": "0 h", "hours": 4}],
    ),
    {"base": {}, "with": {"people.courses[0].empathy": True}},
    (
        grows("satisfaction of those who arrive angry", change(_felt),
              off=(nobody_angry := {"reasons.help.hostility": 0.0})),
        falls("strain at the end", at_end("strain"), off=nobody_angry),
    ),
)  # fmt: skip


def _slowing(life: Life) -> float:
    """Return how much longer contacts take late in the shift than early, as a share."""
    legs = life.journal.columns["legs"]
    served = legs["answered_ms"] >= 0
    hour = legs["answered_ms"][served] % 86_400_000 / HOUR_MS
    length = (legs["ended_ms"] - legs["answered_ms"])[served]
    return float(np.mean(length[hour >= 14]) / np.mean(length[hour < 11]) - 1)


M89 = Row(
    "agents busy for 70 % of their time, or for 95 %",
    crew(
        8,
        5,
        **WEARS,
        people__turnover={"quits_per_year": 3.0, "strain": 10.0},
        reasons__help__handle_time=fixed("2 h"),
    ),
    {
        "base": {"reasons.help.arrivals": rate(2.6)},
        "with": {"reasons.help.arrivals": rate(3.8)},
    },
    (
        grows("handling late in the shift against early", change(_slowing),
              off={"people.fatigue.handling": 0.0}, least=0.002),
        up("n_quit", "with", off={"people.turnover.strain": 0.0}),
    ),
)  # fmt: skip

TEAMS = {"calm": 0.4, "usual": 1.0, "hectic": 1.9}


def _slope(life: Life) -> float:
    """Return by how much satisfaction rises with the employee score from team to team."""
    x, y = (
        [life.value(measure, ("team", team)) for team in TEAMS]
        for measure in ("employee_score", "satisfaction")
    )
    return float(np.polyfit(x, y, 1)[0])


M90 = Row(
    "three teams with ever more to do, and so with ever more strain",
    crew(
        1,
        9,
        **WEARS,
        **PATIENT,
        people__survey={"every": "28 d", "response": 1.0, "noise": 0.05},
        reasons={
            name: {
                "channel": "phone", "arrivals": rate(load), "handle_time": fixed("1 h"),
                "patience": "infinite", "repeat": {"probability": 0},
            }
            for name, load in TEAMS.items()
        },
        teams={
            name: {
                "size": 2, "skills": {name: {"resolve": 1.0}}, "absence": 0,
                "patterns": NINE_TO_FIVE,
            }
            for name in TEAMS
        },
    ),
    {"base": {}},
    (
        grows("slope of satisfaction over employee score", lambda a: _slope(a["base"]),
              off={"people.strain.quality": 0.0, "people.fatigue.quality": 0.0}, least=0.005),
    ),
)  # fmt: skip


# ---- M49, M66, M81, M85, M86, M87, M92: support ------------------------------------------------

LEADS = {
    "people__development": {},
    "people__coaching": {"hours_per_lead": 64.0, "session": "1 h"},
    "teams__desk__proficiency": 0.3,
    "people__climate": {"friction": "1 min", "lead_wage": 30.0},
    "people__strain__support": 0.8,
}

M49 = Row(
    "sixteen agents for each team lead, or eight; a lead coaches 64 hours a month",
    staff(32, 16, **LEADS),
    {
        "base": {"people.climate.span": 16},
        "with": {"people.climate.span": 8},
    },
    (
        up("mean_proficiency", "with", off=NO_LEARNING),
        down("n_quit", "with", off=NOT_DRIVEN_OUT),
        up("lead_cost", "with", off={"people.climate.lead_wage": 0.0}),
    ),
)

M66 = Row(
    "good work is recognised, or not",
    staff(people__turnover={"quits_per_year": 2.0, "recognition_factor": 0.75}),
    {"base": {}, "with": {"people.climate.recognition": True}},
    (down("n_quit", "with", off={"people.turnover.recognition_factor": 1.0}),),
)

M81B = Row(
    "agents may decide seven of ten cases themselves",
    staff(people__climate={"friction": "1 min", "empowerment": 0.9}),
    {"base": {}, "with": {"teams.desk.authority": 0.7}},
    (down("n_quit", "with", off={"people.climate.empowerment": 0.0}),),
)

M85 = Row(
    "one talk a month with the team lead, or four, in working time",
    staff(people__climate={"friction": "1 min", "take_time": True}),
    {"base": {}, "with": {"people.climate.one_to_ones_per_month": 4}},
    (
        down("n_quit", "with", off=NO_SUPPORT),
        up("lost_s", "with", off={"people.climate.take_time": False}),
    ),
)

M86 = Row(
    "a team lead for 24 agents, or for 8",
    staff(teams__desk__absence=0.06),
    {"base": {"people.climate.span": 24}, "with": {"people.climate.span": 8}},
    (
        falls("strain at the end", at_end("strain"), off=NO_SUPPORT),
        down("absence_rate", "with", off=NO_SUPPORT),
        down("n_quit", "with", off=NO_SUPPORT),
    ),
)

ASKED = {"every": "28 d", "above": 0.1, "relief": 0.5, "cost": 1000.0}
M87 = Row(
    "no survey of the agents; a survey; a survey that is acted on",
    staff(),
    {
        "base": {},
        "asked": {"people.survey": ASKED},
        "with": {"people.survey": {**ASKED, "action": True}},
    },
    (
        down("n_quit", "with", off=(no_help := {"people.strain.support": 0.0})),
        down("n_quit", "with", base="asked", off=no_help),
        grows("strain at the end: asked only, against acted upon",
              at_end("strain", "asked", "with"), off=no_help),
    ),
)  # fmt: skip

M92 = Row(
    "poor team leads, or good ones",
    staff(32, 16, **LEADS),
    {
        "base": {"people.climate.lead_quality": 0.5},
        "with": {"people.climate.lead_quality": 1.5},
    },
    (
        up("mean_proficiency", "with", off=NO_LEARNING),
        down("n_quit", "with", off=NOT_DRIVEN_OUT),
    ),
)


# ---- M82, M83, M84, M88, M119: obstacles and goals -----------------------------------

M82 = Row(
    "obstacles of 60 s or of 30 s in each contact",
    crew(
        2,
        2,
        **WEARS,
        people__strain__friction=0.3,
        people__climate={"friction": "60 s"},
        reasons__help__arrivals=rate(6.0),
        reasons__help__handle_time__mean="14 min",
    ),
    {"base": {}, "with": {"people.climate.friction": "30 s"}},
    (
        down("mean_wait_s", "with", off=PLENTY),
        falls("strain at the end", at_end("strain"), off={"people.strain.friction": 0.0},
              least=0.01),
    ),
)  # fmt: skip

LEVELS = (0.7, 1.0, 1.15, 1.3, 1.6)
M83 = Row(
    "goals from 70 to 160 % of usual output",
    crew(2, 3, **WEARS, people__strain__overload=0.5, people__goals={}),
    {str(level): {"people.goals.level": level} for level in LEVELS},
    (
        grows("contacts per hour of work: neither end is best",
              lambda a: best_inside([3600 / a[str(level)].value("aht_s") for level in LEVELS]),
              off=(unmoved := {"people.goals.gain": 0.0, "people.strain.overload": 0.0})),
        grows("strain: 160 % against 115 %", at_end("strain", "1.6", "1.15"), off=unmoved),
    ),
)  # fmt: skip

M84 = Row(
    "goals reviewed each quarter, or each week",
    crew(2, 12, people__goals={"level": 1.15}),
    {"base": {"people.goals.review": "90 d"}, "with": {"people.goals.review": "7 d"}},
    (down("aht_s", "with", off={"people.goals.gain": 0.0}),),
)
M119 = replace(
    M84,
    lever="goals reviewed each month, or each week",
    arms={**M84.arms, "base": {"people.goals.review": "30 d"}},
)

M88 = Row(
    "half of the obstacles that the team names removed each month, or none",
    crew(2, 12, people__climate={"friction": "5 min"}, reasons__help__arrivals=rate(1.2)),
    {"base": {}, "with": {"people.climate.friction_removed_per_month": 0.5}},
    (down("aht_s", "with", off={"people.climate.friction": "0 s"}),),
)
