"""Sections A, B, I, K and L of the mission: revenue, response, reports, launches, tools."""

from __future__ import annotations

from typing import Any

import numpy as np
from crews import LEARNS, crew, events, rate
from desks import BACK_SOON, desk, fixed, hub, team
from effects import Life, Lives, Row, down, falls, grows, up
from rows_customers import BETTER, EVEN, UNMOVED, lasting, solving

from cssim.measures import net_value, uplift_value, weekly

DAY_MS = 86_400_000
PEAK = {"every_day": {"00:00": [20, 60, 110, 60, 20]}}
AT_ONCE = {"reasons.help.handle_time": fixed("1 s")}
"""Work so short that nobody ever waits."""


# ---- M04, M05, M15: money from those who stay -------------------------------------------------

GROWTH = {"care.growth_per_year": 0.2}


def _gained(lives: Lives, growth: str) -> float:
    """Return by how much revenue per customer rises with better service."""
    with_it, without = (lives[f"{arm}{growth}"] for arm in ("with", "base"))
    return with_it.value("revenue_per_customer") - without.value("revenue_per_customer")


M04 = Row(
    "agents solve 95 instead of 40 of 100 issues; margins of those who stay grow, or do not",
    lasting(365),
    {**BETTER, **{f"{arm}, growth": {**turned, **GROWTH} for arm, turned in BETTER.items()}},
    (
        grows("revenue_per_customer: with, no growth", lambda a: _gained(a, ""), off=UNMOVED),
        grows("revenue_per_customer: with, and growth adds to it",
              lambda a: _gained(a, ", growth") - _gained(a, ""), off=UNMOVED),
    ),
)  # fmt: skip

M05 = Row(
    "agents solve 95 instead of 40 of 100 issues, and promoters bring others",
    lasting(365, care__referrals_per_promoter_year=0.2),
    BETTER,
    (
        up("n_referrals", "with", off={"care.referrals_per_promoter_year": 0.0}),
        up("nps_points_true", "with", off={"loyalty.adjustment": 0.0}),
    ),
)

M15 = Row(
    "agents solve 95 instead of 40 of 100 issues",
    lasting(365),
    BETTER,
    (
        up("revenue_per_customer", "with", off=UNMOVED),
        up("retention_projected", "with", off=UNMOVED),
    ),
)


# ---- M08, M09, M17, M21: response, resolution, touches, what it is about -----------------------

M08 = Row(
    "four agents more, in the three hours of the peak",
    hub(
        reasons__help__arrivals={"interval": "1 h", "per_hour": PEAK},
        reasons__help__channels={"phone": {"share": 0.7}, "email": {"share": 0.3}},
        channels__email__chase=0.0,
        teams__more=team(0, patterns=[{"days": ["monday"], "shift": "01:00-04:00"}]),
    ),
    {"base": {}, "with": {"teams.more.size": 4}},
    (
        *(
            down(measure, "with", at=("channel", channel), off=AT_ONCE)
            for measure in ("response_quantile_s(q=0.9)", "response_s")
            for channel in ("phone", "email")
        ),
        up("response_within(awt_s=20)", "with", at=("channel", "phone"), off=AT_ONCE),
    ),
)

ALONE = {"teams.desk.size": 60, "reasons.help.repeat.probability": 0.0}
M09 = Row(
    "agents solve 90 instead of 40 of 100 issues at a contact",
    desk(
        9,
        reasons__help__handle_time=fixed("6 min"),
        reasons__help__repeat=BACK_SOON,
        reasons__help__patience="infinite",
    ),
    {"base": solving(0.4), "with": solving(0.9)},
    (
        down("resolution_s", "with", off=ALONE),
        down("resolution_quantile_s(q=0.9)", "with", off=ALONE),
    ),
)

M17 = Row(
    "agents solve 90 instead of 40 of 100 issues at a contact",
    hub(
        reasons__help__channels={"phone": {"share": 0.7}, "email": {"share": 0.3}},
        reasons__help__repeat=BACK_SOON,
        channels__email__chase=0.0,
        teams__desk__size=14,
        customers={"size": 200, "segments": EVEN},
    ),
    {"base": solving(0.4), "with": solving(0.9)},
    (
        down("contacts_per_issue", "with", off=(gone := {"reasons.help.repeat.probability": 0.0})),
        down("contacts_per_customer_year", "with", off=gone),
        down("n_repeat", "with", at=("channel", "phone"), off=gone),
        down("n_repeat", "with", at=("channel", "email"), off=gone),
    ),
)


def _type(per_hour: float) -> dict[str, Any]:
    return {
        "channel": "phone", "skill": "help", "arrivals": {"per_hour": per_hour},
        "handle_time": fixed("6 min"), "avoidable": 0.8, "repeat": {"probability": 0},
    }  # fmt: skip


TYPES = {"bill": 0.5, "login": 0.25, "address": 0.12}
"""What contacts are about besides help, and how many come in an hour."""

M21 = Row(
    "half of what is avoidable about one type of issue is repaired each week: of which?",
    desk(
        2,
        horizon="21 d",
        reasons__help__arrivals__per_hour=0.01,
        **{f"reasons__{name}": _type(per_hour) for name, per_hour in TYPES.items()},
    ),
    {name: {"root_causes": {"period": "7 d", "fixes": 0.5, "choose": name}} for name in TYPES},
    (
        *(
            down("n_issues", "bill", base=other,
                 off={f"reasons.{name}.avoidable": 1e-9 for name in TYPES})
            for other in ("login", "address")
        ),
    ),
)  # fmt: skip


# ---- M100, M107, M108, M109, M116: insight, decisions, forecasts, launches, reports ------------


def _early(life: Life) -> float:
    """Return how many issues new customers raise within 90 days of joining, a head."""
    joined = life.column("customers", "joined_ms")
    issues = life.view.issues
    customer, raised = life.column("issues", "customer"), issues.raised
    age = life.column("issues", "arose_ms") - joined[customer]
    new = joined[customer] > 0
    return float(np.sum(raised & new & (age < 90 * DAY_MS)) / max(1, np.sum(joined > 0)))


M100 = Row(
    "each month sales hear what new customers were told wrongly, and half of it stops; or not",
    lasting(
        240,
        customers=60,
        customers__joining_per_month=10,
        reasons__misfit={
            "channel": "phone", "skill": "help", "arrivals": {"per_hour": 0.02},
            "handle_time": fixed("6 min"), "avoidable": 0.95, "complexity": 3,
            "repeat": {"probability": 0}, "patience": "infinite",
        },
        root_causes={"period": "30 d", "fixes": 0.5, "choose": "misfit"},
    ),
    {"base": {"root_causes.fixes": 0.0}, "with": {}},
    (
        falls("issues of new customers in their first 90 days, a head",
              lambda a: _early(a["with"]) - _early(a["base"]),
              off=(nothing := {"reasons.misfit.avoidable": 1e-9})),
        up("retention_projected", "with", off=nothing),
        up("revenue_value", "with", off=UNMOVED),
    ),
)  # fmt: skip

LEVERS = {"agents": {"teams.desk.size": 9}, "tool": {"tools.knowledge": {}, "costs.fixed": 100}}


def pays(lives: Lives, arm: str) -> float:
    """Return what a lever keeps in value for each unit of what it costs."""
    life, base = lives[arm], lives["base"]
    loyalty = base.options.loyalty
    assert loyalty is not None
    kept = uplift_value(life.journal, base.journal, loyalty)
    cost = life.value("total_cost") - base.value("total_cost")
    return kept / cost


M107 = Row(
    "two agents more, or a knowledge tool for a crew of novices",
    desk(7, teams__desk__proficiency=0.3, customers={"size": 300, "segments": EVEN}),
    {"base": {}, **LEVERS},
    (
        grows("value kept for a unit of cost: tool against agents",
              lambda a: pays(a, "tool") - pays(a, "agents"), off=UNMOVED),
        grows("net value of the tool",
              lambda a: net_value(a["tool"].journal, a["base"].journal, a["tool"].options,
                                  a["base"].options), off=UNMOVED),
    ),
)  # fmt: skip

M116 = Row(
    "the same figures reported each week, or each four weeks",
    crew(6, 12, reasons__help__arrivals=rate(2.0)),
    {"base": {}},
    (
        grows("spread of handling times, weekly less four-weekly",
              lambda a: spread_of(a["base"], 1) - spread_of(a["base"], 4),
              off={"reasons.help.handle_time": fixed("1 h")}),
    ),
)  # fmt: skip


def spread_of(life: Life, weeks: int) -> float:
    """Return the standard deviation of the mean handling time reported each so many weeks."""
    rows = weekly(life.journal, ["aht_s"], options=life.options)
    numerator, denominator = (
        rows[name].to_numpy()[:12].reshape(-1, weeks).sum(axis=1)
        for name in ("numerator", "denominator")
    )
    return float(np.std(numerator / denominator, ddof=1))


# ---- M121, M126: tools ---------------------------------------------------------------------------

M121 = Row(
    "no ticket system: three of ten written contacts get lost",
    hub(
        reasons__help__channels={"phone": {"share": 0.2}, "email": {"share": 0.8}},
        channels__email={"kind": "email", "acceptable_wait": "30 min", "chase": 0.6},
        teams__desk__size=9,
    ),
    {"base": {}, "with": {"tools.without_ticketing": {"lost": 0.3}}},
    (
        up("late_share", "with", off=(no_mail := {
            "reasons.help.channels": {"phone": {"share": 1.0}, "email": {"share": 0.0}}})),
        up("n_chaser", "with", off=no_mail),
        down("satisfaction", "with", off=no_mail),
    ),
)  # fmt: skip

M126 = Row(
    "no desk for social media: posts are found half an hour late",
    hub(
        channels__social={"kind": "social", "chase": 0.0, "acceptable_wait": "10 min"},
        reasons__help__channels={
            "phone": {"share": 0.5}, "email": {"share": 0.0}, "social": {"share": 0.5},
        },
        teams__desk__size=9,
    ),
    {"base": {}, "with": {"tools.without_social_desk": {"delay": "30 min"}}},
    (
        up("response_s", "with", at=("channel", "social"), off=(unused := {
            "reasons.help.channels": {"phone": {"share": 1.0}, "email": {"share": 0.0},
                                      "social": {"share": 0.0}}})),
        down("satisfaction", "with", off=unused),
    ),
)  # fmt: skip

NIGHT = {"interval": "1 h", "per_hour": {"every_day": {"01:00": [0.5] * 8}}}
DAY_SHIFT = [{"days": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
                       "sunday"], "shift": "09:00-17:00"}]  # fmt: skip

M109 = Row(
    "a region is opened on the 14th day, with a team there and a course before it, or without",
    desk(
        3,
        horizon="28 d",
        **LEARNS,
        languages={"english": 0.6, "thai": 0.4},
        routing__mismatch_after="0 s",
        reasons__help__arrivals={
            "interval": "1 h", "per_hour": {"every_day": {"09:00": [0.5] * 8}},
        },
        reasons__abroad={
            "channel": "phone", "skill": "help", "arrivals": NIGHT, "handle_time": fixed("20 min"),
            "patience": {"distribution": "exponential", "mean": "10 min"},
            "retry": {"after_closed": 0, "after_abandoned": 0}, "repeat": {"probability": 0},
        },
        events=[{"kind": "surge", "at": "0 h", "length": "14 d", "factor": 0,
                 "reasons": ["abroad"]}],
        customers={"size": 100, "segments": EVEN},
        sites={"manila": {"utc_offset": "+08:00"}},
        teams__desk__languages=["english"],
        teams__desk__patterns=DAY_SHIFT,
        teams__far=team(0, languages=["thai", "english"], patterns=DAY_SHIFT, site="manila"),
        people__courses=[{"name": "thailand", "at": "10 d", "hours": 4, "relief": 0.8,
                          "languages": ["english"], "cost_per_place": 0}],
    ),
    {
        "base": {},
        "with": {
            "teams.far.size": 2,
            "people.courses[0].languages": ["thai"],
            "people.courses[0].cost_per_place": 200,
        },
    },
    (
        up("satisfaction", "with", at=("reason", "abroad"), off=(unprepared := {
            "teams.far.size": 0, "people.courses[0].relief": 0.0})),
        up("satisfaction", "with", at=("language", "thai"), off=unprepared),
        up("retention_projected", "with", off=unprepared),
        up("total_cost", "with", off={"teams.far.wage_per_hour": 0,
                                      "people.courses[0].cost_per_place": 0}),
    ),
)  # fmt: skip

REVIEWS = 7


def _astray(life: Life) -> float:
    """Return how far the seats decided on are from what was needed at first, on average."""
    seats = [float(value) for value in events(life, "headcount")["value"]]
    start = life.scenario.teams["desk"].size
    kept = [start] * (REVIEWS - len(seats))
    return float(np.mean(np.abs(np.array([*kept, *seats]) - NEEDED)))


NEEDED = 4.5
"""Seats that a right forecast of this load asks for: 4 or 5."""
M108 = Row(
    "seats set each month by a forecast that is right, or wrong by half either way",
    crew(
        5,
        32,
        reasons__help__arrivals=rate(0.5),
        reasons__help__handle_time={"distribution": "exponential", "mean": "6 h"},
        people__fatigue={},
        people__strain={},
        people__turnover={"quits_per_year": 2.0},
        people__hiring={"lead_time": "1 d", "onboarding": "1 d", "class_wait": "1 d"},
        management__quarterly={"period": "28 d", "max_change": 4, "service_target": 0.5},
    ),
    {
        "base": {"management.quarterly.forecast_error": 0.6},
        "with": {"management.quarterly.forecast_error": 0.0},
    },
    (
        falls("seats too many or too few: right forecast",
              lambda a: _astray(a["with"]) - _astray(a["base"]),
              off={"management.quarterly.max_change": 0}),
    ),
)  # fmt: skip
