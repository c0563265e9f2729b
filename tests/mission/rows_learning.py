"""Sections A, B, E and F of the mission: training, knowledge, coaching, quality, policy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from crews import (
    LEARNS,
    NINE_TO_FIVE,
    NO_LEARNING,
    PLENTY,
    agrees,
    at_end,
    change,
    crew,
    events,
    open_wait,
    over_contacts,
    rate,
    readings,
    worst,
)
from desks import fixed, with_customers
from effects import Life, Lives, Row, best_inside, down, falls, grows, up

DAY_MS = 86_400_000
ALL_KNOW_ALL = {"tools.knowledge.gap_closed": 1.0}
"""A tool so good that proficiency makes no difference."""
PATIENT = {"channels__phone__acceptable_wait": "30 d"}
"""Waiting is not minded, so that only solving and quality are felt."""
TRAINED = {"with": {"people.training.hours_per_month": 24.0}}


def school(size: int = 3, weeks: int = 8, **changes: Any) -> Any:
    """Return a crew that learns, trained for no hours unless an arm says so."""
    given = {
        **LEARNS,
        "people__training": {"hours_per_month": 0.0},
        "teams__desk__proficiency": 0.3,
        **changes,
    }
    return crew(size, weeks, **given)


def novices_and_experts(**changes: Any) -> Any:
    """Return a crew of two novices and two experts."""
    experts = {
        "size": 2, "skills": ["help"], "absence": 0, "proficiency": 0.9,
        "patterns": NINE_TO_FIVE,
    }  # fmt: skip
    given = {"teams__desk__proficiency": 0.15, "teams__experts": experts, **PATIENT, **changes}
    return crew(2, 6, **given)


# ---- M02, M03, M10, M11, M56, M57: what proficiency does ------------------------------------

TOOL = {"with": {"tools.knowledge": {"gap_closed": 0.42}}}
EQUALS = {"teams.desk.proficiency": 1.0, "teams.experts.proficiency": 1.0}
M02 = Row(
    "a knowledge tool for two novices and two experts",
    novices_and_experts(),
    {"base": {}, **TOOL},
    (
        up("mean_csat_true", "with", off=EQUALS),
        down("csat_sd_agents", "with", off=EQUALS),
    ),
)

M03 = Row(
    "agents who solve more",
    crew(3, **PATIENT),
    {"base": {"teams.desk.proficiency": 0.3}, "with": {"teams.desk.proficiency": 0.9}},
    (up("share_above", "with", off=ALL_KNOW_ALL),),
)

BACK = {"reasons__help__repeat": {"probability": 0.85, "delay": fixed("1 d")}}
M10 = Row(
    "no training, or 24 hours a month",
    school(4, **BACK, reasons__help__arrivals=rate(1.0)),
    {"base": {}, **TRAINED},
    (up("resolution_rate", "with", off=NO_LEARNING, least=0.008),),
)

M11 = Row(
    "no training, or 24 hours a month",
    school(4, **BACK, reasons__help__arrivals=rate(1.0)),
    {"base": {}, **TRAINED},
    (
        up("fcr", "with", off=NO_LEARNING),
        down("n_attempts", "with", off=NO_LEARNING, least=4.0),
    ),
)

M56 = Row(
    "novices or experts",
    crew(3),
    {"base": {"teams.desk.proficiency": 0.3}, "with": {"teams.desk.proficiency": 0.9}},
    (
        up("fcr", "with", off=ALL_KNOW_ALL),
        down("aht_s", "with", off=ALL_KNOW_ALL),
    ),
)


def _gain(lives: Lives, measure: str) -> float:
    """Return how much more the novices gain than the experts."""
    gains = [
        lives["with"].value(measure, ("team", team)) - lives["base"].value(measure, ("team", team))
        for team in ("desk", "experts")
    ]
    return gains[0] - gains[1]


M57 = Row(
    "a knowledge tool for two novices and two experts",
    novices_and_experts(),
    {"base": {}, **TOOL},
    (
        grows("fcr: gain of novices less that of experts", lambda a: _gain(a, "fcr"), off=EQUALS),
        falls("aht_s: change of novices less that of experts", lambda a: _gain(a, "aht_s"),
              off=EQUALS, least=300.0),
    ),
)  # fmt: skip
M125 = replace(M57, lever="knowledge base on (as M57)")


# ---- M46, M47, M50, M51, M52, M53: training ---------------------------------------------------


def _later(life: Life) -> Any:
    """Return which contacts came in the second half of the run."""
    return life.column("contacts", "arrived_ms") >= life.scenario.horizon / 2


def _first_week(life: Life) -> Any:
    return life.column("contacts", "arrived_ms") < 7 * DAY_MS


ENOUGH = {"teams.desk.size": 9}
HOURS = (0, 24, 80)


def _solved_per_paid_hour(life: Life) -> float:
    """Return what a crew that always has work solves at first contact per paid hour."""
    solved = np.sum(life.column("contacts", "resolved"))
    return float(solved / (life.value("scheduled_s") / 3600))


AT_EASE = {
    "reasons.help.arrivals": rate(0.85),
    "people.development.training_per_hour": 0.0173,
    "teams.desk.proficiency": 0.6,
}

M47 = Row(
    "0, 24, 80 hours of training a month",
    school(
        2,
        12,
        reasons__help__arrivals=rate(1.2),
        reasons__help__handle_time=fixed("2 h"),
        people__development={"training_per_hour": 0.06},
        people__training={"hours_per_month": 0.0, "block": "2 h"},
        drain=False,
    ),
    {
        **{str(h): {"people.training.hours_per_month": float(h)} for h in HOURS},
        "at ease": AT_EASE,
        "at ease, trained": {**AT_EASE, "people.training.hours_per_month": 40.0},
    },
    (
        grows("wait in the first week", change(open_wait(_first_week), "at ease, trained",
                                               "at ease"), off=ENOUGH),
        grows("fcr in the second half", change(over_contacts("resolved", _later),
                                               "at ease, trained", "at ease"), off=NO_LEARNING),
        grows("solved per paid hour: neither end is best",
              lambda a: best_inside([_solved_per_paid_hour(a[str(h)]) for h in HOURS]),
              off=NO_LEARNING),
    ),
)  # fmt: skip

PEAK = {"interval": "1 h", "per_hour": {"every_day": {"09:00": [1, 1, 6, 6, 1, 1, 1, 1]}}}
M50 = Row(
    "half hours of training anywhere in the shift, or where it is quiet",
    school(
        4,
        4,
        reasons__help__arrivals=PEAK,
        reasons__help__handle_time=fixed("45 min"),
        people__training={"hours_per_month": 24.0},
    ),
    {
        "base": {"people.training.placing": "fixed"},
        "with": {"people.training.placing": "quiet"},
    },
    (down("mean_wait_s", "with", off=PLENTY),),
)

M51 = Row(
    "fresh content, or content a year old",
    school(3, people__training={"hours_per_month": 24.0}),
    {
        "base": {"people.training.content_age_weeks": 52.0},
        "with": {"people.training.content_age_weeks": 0.0},
    },
    (
        grows("proficiency at the end", at_end(), off=(never_old := {
            "people.development.staleness_per_week": 0.0})),
        up("fcr", "with", off=never_old),
    ),
)  # fmt: skip

M52 = Row(
    "a learning system that uses idle time",
    school(3, people__training={"hours_per_month": 0.0, "placing": "idle"}),
    {"base": {}, **TRAINED},
    (
        up("training_hours", "with", off=(unusable := {"people.training.idle_usable": 0.0})),
        up("fcr", "with", off=unusable),
    ),
)
M128 = replace(M52, lever="learning system on (as M52)")

M53 = Row(
    "a course in the culture of a new region before it calls, or none",
    crew(
        3,
        5,
        **LEARNS,
        **PATIENT,
        languages={"english": 0.6, "thai": 0.4},
        routing__mismatch_after="0 s",
        teams__desk__languages=["english"],
        people__courses=[
            {"name": "thailand", "at": "0 h", "hours": 4, "relief": 0.8, "languages": ["english"]}
        ],
    ),
    {"base": {}, "with": {"people.courses[0].languages": ["thai"]}},
    (
        up("mean_csat_true", "with", at=("language", "thai"),
           off={"people.courses[0].relief": 0.0}),
    ),
)  # fmt: skip


# ---- M48, M96: news ------------------------------------------------------------------------

RELEASE = {"at": "15 d", "loss": 0.3}
NEVER = {"at": "15 d", "loss": 0.0}


def _left_of_dip(lives: Lives, arm: str) -> float:
    """Return the share of what a release took that is still missing seven weeks later."""
    gap = readings(lives[f"{arm}, none"]) - readings(lives[arm])
    return float(gap[-1] / gap[2])


M48 = Row(
    "a product release, with 40 hours of training a month after it or none",
    school(3, 10, teams__desk__proficiency=0.7, reasons__help__arrivals=rate(1.0)),
    {
        f"{arm}{which}": {
            "people.training.hours_per_month": hours,
            "people.development.releases": [release],
        }
        for arm, hours in (("untaught", 0.0), ("taught", 40.0))
        for which, release in (("", RELEASE), (", none", NEVER))
    },
    (
        falls("proficiency in the week of the release",
              lambda a: readings(a["taught"])[2] - readings(a["taught, none"])[2],
              off={"people.development.releases[0].at": "69 d"}),
        falls("share of the dip that is left after seven weeks",
              lambda a: _left_of_dip(a, "taught") - _left_of_dip(a, "untaught"),
              off={"people.development.training_per_hour": 0.0}, least=0.05),
    ),
)  # fmt: skip

FRIDAY = {"at": "4 d", "loss": 0.9}


def _on_friday(life: Life) -> Any:
    return life.column("contacts", "arrived_ms") >= 4 * DAY_MS


M96 = Row(
    "ten minutes' meeting on the day of a change, or none",
    crew(
        4,
        1,
        reasons__help__arrivals=rate(8.0),
        reasons__help__handle_time=fixed("20 min"),
        people__development={"releases": [FRIDAY]},
    ),
    {
        "base": {},
        "with": {"people.development.huddle": {"length": "10 min", "relief": 0.8}},
    },
    (
        grows("solved on the day of the change", change(over_contacts("resolved", _on_friday)),
              off={"people.development.releases[0].loss": 0.0}),
        up("lost_s", "with", off={"people.development.releases[0].at": "6 d"}),
    ),
)  # fmt: skip


# ---- M54, M55, M61: learning on the job ---------------------------------------------------------

M54 = Row(
    "reviewed failures are learned from instead of reprimanded",
    crew(
        3,
        people__development={},
        people__fatigue={},
        people__strain={},
        people__coaching={"hours_per_month": 0.0, "reviews_per_month": 20.0},
    ),
    {
        "base": {"people.coaching.reprimand": 0.3},
        "with": {"people.coaching.learning_culture": 5.0},
    },
    (
        grows("proficiency at the end", at_end(), off=(flawless := {
            "teams.desk.skills": {"help": {"resolve": 1.0}}})),
        falls("strain at the end", at_end("strain"), off=flawless, least=0.01),
    ),
)  # fmt: skip

NOVICE, VETERAN = {"proficiency": 0.15}, {"proficiency": 0.95}


def _novices(lives: Lives, arm: str) -> float:
    """Return the proficiency that the two novices have come to."""
    life = lives[arm]
    first = events(life, "proficiency")
    start = first["at_ms"] == first["at_ms"].min()
    young = first["agent"][start][first["value"][start] < 0.5]
    return float(readings(life, agents=young)[-1])


def _seated(**teams: list[Any]) -> dict[str, Any]:
    return {f"teams.{name}.members": members for name, members in teams.items()}


M55 = Row(
    "two novices in a team of their own, or one each among veterans",
    crew(
        2,
        8,
        people__development={"staleness_per_week": 0.0},
        reasons__help__arrivals=rate(2.5),
        reasons__help__handle_time=fixed("4 h"),
        drain=False,
        teams__other={"size": 2, "skills": ["help"], "absence": 0, "patterns": NINE_TO_FIVE},
    ),
    {
        "base": _seated(desk=[NOVICE, NOVICE], other=[VETERAN, VETERAN]),
        "with": _seated(desk=[NOVICE, VETERAN], other=[NOVICE, VETERAN]),
    },
    (
        grows("proficiency of the novices at the end",
              lambda a: _novices(a, "with") - _novices(a, "base"),
              off={"people.development.peers": False}, least=0.02),
    ),
)  # fmt: skip

M61 = Row(
    "agents first ask what the cause is",
    crew(3, **BACK),
    {
        "base": {"reasons.help.diagnosis": {"time": "0 s", "gain": 0.0}},
        "with": {"reasons.help.diagnosis": {"time": "5 min", "gain": 1.0}},
    },
    (
        up("aht_s", "with", off={"reasons.help.diagnosis.time": "0 s"}, least=60.0),
        down("resolution_s", "with", off=(idle_talk := {"reasons.help.diagnosis.gain": 0.0})),
        down("contacts_per_issue", "with", off=idle_talk, least=0.03),
    ),
)


# ---- M60, M42B: from an hour of training to money ---------------------------------------------

M60 = Row(
    "no training, or 24 hours a month, followed link by link",
    school(
        4,
        10,
        **BACK,
        **PATIENT,
        reasons__help__arrivals=rate(1.0),
        **with_customers(150),
    ),
    {"base": {}, **TRAINED},
    (
        up("mean_proficiency", "with", off=NO_LEARNING),
        up("fcr", "with", off=NO_LEARNING),
        down("contacts_per_issue", "with", off=NO_LEARNING, least=0.015),
        up("mean_csat_true", "with", off=NO_LEARNING, least=0.05),
        up("mean_goodwill", "with", off=NO_LEARNING, least=0.015),
        up("retention_projected", "with", off=NO_LEARNING, least=0.008),
        down("value_at_risk", "with", off=NO_LEARNING, least=3000.0),
    ),
)

M138 = replace(
    M60,
    lever="no training, or 24 hours a month, paid for by those who stay",
    claims=(
        up("revenue_value", "with", off=NO_LEARNING, least=5.0),
        up("retention_projected", "with", off=NO_LEARNING, least=0.008),
    ),
)

PAY = 8 * 5 * 8 * 20.6 * 1.35
"""What an agent of 40 hours a week is paid in eight weeks."""
M42B = Row(
    "the pay of one of five agents spent on a course of 60 hours for the four others",
    school(
        5,
        8,
        reasons__help__arrivals=rate(2.2),
        people__courses=[{"name": "all", "at": "55 d", "hours": 60, "teams": ["desk"]}],
        teams__other={"size": 0, "skills": ["help"], "patterns": NINE_TO_FIVE},
    ),
    {
        "base": {},
        "with": {
            "teams.desk.size": 4,
            "people.courses[0].at": "0 h",
            "people.courses[0].cost_per_place": PAY / 4,
        },
    },
    (
        up("fcr", "with", off=NO_LEARNING, least=0.03),
        up("mean_wait_s", "with", off={"teams.other.size": 30}),
    ),
)


# ---- M38B, M62, M63, M65, M115, M117: coaching and reviews ---------------------------------------


def coached(size: int = 3, weeks: int = 8, **coaching: Any) -> Any:
    """Return a crew with coaching of so many hours a month."""
    settings = {"hours_per_month": 16.0, **coaching}
    return crew(size, weeks, **LEARNS, teams__desk__proficiency=0.3, people__coaching=settings)


M38B = Row(
    "coaching is called off while anybody waits",
    coached(2, 8, hours_per_month=60.0).with_overrides({"teams.desk.proficiency": 0.7}),
    {
        "base": {"people.coaching.pauses_above": 10_000},
        "with": {"people.coaching.pauses_above": 0},
    },
    (
        falls("wait in the first week", change(open_wait(_first_week)), off=PLENTY),
        falls("proficiency at the end", at_end(), off=PLENTY),
    ),
)

SAMPLES = (0.0, 2.0, 6.0, 10.0)


def _by_samples(lives: Lives) -> list[float]:
    return [float(readings(lives[str(n)])[-1]) for n in SAMPLES]


M62 = Row(
    "0, 2, 6, 10 contacts reviewed per agent and month",
    coached(3, 10, period="28 d", hours_per_month=40.0),
    {str(n): {"people.coaching.reviews_per_month": n} for n in SAMPLES},
    (
        grows("proficiency: least gain of more reviews", lambda a: worst(_by_samples(a)),
              off=(no_coach := {"people.development.coaching_per_hour": 0.0})),
        grows("proficiency: gain of the first two less that of the last four",
              lambda a: float(np.diff(_by_samples(a))[0] - np.diff(_by_samples(a))[2]),
              off=no_coach),
        down("review_sd", "10.0", base="2.0",
             off={"people.coaching.noise": 0.0, **no_coach}),
    ),
)  # fmt: skip

STANDS_STILL = {
    "people__development": {"experience_per_hour": 0.0, "staleness_per_week": 0.0},
}
LADDER = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]


def _scores(life: Life) -> Any:
    """Return the mean review score of each agent."""
    seen = events(life, "reviewed")
    return np.array([np.mean(seen["value"][seen["agent"] == n]) for n in range(len(LADDER))])


def _gap(lives: Lives, arm: str) -> float:
    """Return how far scores are from the truth, on average over agents."""
    return float(np.mean(np.abs(_scores(lives[arm]) - _scores(lives["truth"]))))


M63 = Row(
    "one contact reviewed per agent and month, or thirty",
    crew(
        8,
        9,
        **STANDS_STILL,
        reasons__help__arrivals=rate(4.0),
        teams__desk__members=[{"proficiency": k} for k in LADDER],
        people__coaching={"hours_per_month": 0.0, "noise": 1.0, "period": "56 d"},
    ),
    {
        "base": {"people.coaching.reviews_per_month": 1.0},
        "with": {"people.coaching.reviews_per_month": 30.0},
        "truth": {"people.coaching.noise": 0.0, "people.coaching.reviews_per_month": 2.0},
    },
    (
        falls("gap between observed and true quality",
              lambda a: _gap(a, "with") - _gap(a, "base"),
              off=(exact := {"people.coaching.noise": 0.0})),
        grows("rank correlation of scores with proficiency",
              change(lambda life: agrees(_scores(life), LADDER)), off=exact),
    ),
)  # fmt: skip

M65 = Row(
    "feedback each quarter, or each week",
    coached(3, 13, feedback_halflife="30 d"),
    {
        "base": {"people.coaching.period": "90 d"},
        "with": {"people.coaching.period": "7 d"},
    },
    (grows("proficiency at the end", at_end(),
           off={"people.coaching.feedback_halflife": None}, least=0.02),),
)  # fmt: skip
M115 = replace(
    M65,
    lever="feedback each month, or each week",
    arms={**M65.arms, "base": {"people.coaching.period": "30 d"}},
)


def _order_by_speed(life: Life, days: list[int]) -> float:
    """Return how well mean handling times of some days rank the agents."""
    legs = life.journal.columns["legs"]
    day = legs["answered_ms"] // DAY_MS
    times = []
    for agent in range(len(LADDER)):
        mine = (legs["agent"] == agent) & np.isin(day, days)
        times.append(np.mean((legs["ended_ms"] - legs["answered_ms"])[mine]) if mine.any() else 1e9)
    return agrees(-np.array(times), LADDER)


def _month_over_day(lives: Lives) -> float:
    """Return by how much better a month of figures ranks the agents than a day, on average."""
    life = lives["base"]
    days = [day for week in range(4) for day in range(7 * week, 7 * week + 5)]
    alone = [_order_by_speed(life, [day]) for day in days]
    return _order_by_speed(life, days) - float(np.mean(alone))


M117 = Row(
    "agents ranked by the handling times of a day, or of a month",
    crew(
        8,
        4,
        reasons__help__arrivals=rate(4.0),
        teams__desk__members=[{"proficiency": k} for k in LADDER],
    ),
    {"base": {}},
    (
        grows("rank correlation with proficiency, a month against a day", _month_over_day,
              off={"reasons.help.handle_time": fixed("1 h")}, least=0.2),
    ),
)  # fmt: skip


# ---- M67, M118: policy -----------------------------------------------------------------------

M67 = Row(
    "policies reviewed each year, or each quarter",
    crew(3, 40, **BACK, reasons__help__arrivals=rate(0.3),
         management__policy={"loss_per_quarter": 1.0}),
    {
        "base": {"management.policy.review": "365 d"},
        "with": {"management.policy.review": "90 d"},
    },
    (
        up("resolution_rate", "with", off=(clear := {"management.policy.loss_per_quarter": 0.0})),
        down("n_repeat", "with", off=clear),
    ),
)  # fmt: skip
M118 = replace(
    M67,
    lever="policies reviewed each quarter, or each month",
    arms={
        "base": {"management.policy.review": "90 d"},
        "with": {"management.policy.review": "30 d"},
    },
)
