"""Sections A, B and I of the mission: what customers feel, remember and are told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from crews import crew, rate
from desks import desk, fixed, team
from effects import Life, Lives, Row, down, falls, grows, up

from cssim.measures import season_removed, weekly
from cssim.scenario import Scenario

DAY_MS = 86_400_000
NEVER = 10**18
"""Later than all that happens [ms]."""
UNMOVED = {"loyalty.sensitivity": 0.0}
"""Nobody leaves sooner or later for what they live through."""
OTHERS = {"teams__others": team(0)}
BY_OTHERS = {"teams.desk.absence": 1.0, "teams.others.size": 10}
"""The team whose skill is the lever is ill; another one serves everybody."""
NEVER_MINDED = {"channels.phone.acceptable_wait": "30 d"}
EVEN = {
    "standard": {"share": 0.5, "margin_per_month": 20},
    "vip": {"share": 0.5, "margin_per_month": 200},
}


def solving(chance: float) -> dict[str, Any]:
    """Return the override that sets the chance with which the desk solves an issue."""
    return {"teams.desk.skills": {"help": {"resolve": chance}}}


def lasting(days: int = 730, contacts: int = 300, customers: int = 150, **changes: Any) -> Scenario:
    """Return a desk of two agents over many days, with so few contacts that nobody waits long.

    Nobody comes back, so what is not solved at once is given up.
    """
    given = {
        "horizon": f"{days} d",
        "reasons__help__arrivals__per_hour": contacts / (24 * days),
        "reasons__help__patience": "infinite",
        "customers": {"size": customers, "segments": EVEN},
        "loyalty__projection": f"{days} d",
        **changes,
    }
    return desk(2, **given)


# ---- M01, M14: who stays --------------------------------------------------------------------

BETTER = {"base": solving(0.4), "with": solving(0.95)}

M01 = Row(
    "agents solve 95 instead of 40 of 100 issues",
    lasting(**(restless := {"loyalty__churn_per_year": 0.3})),
    BETTER,
    (
        up("retained(months=12)", "with", off=UNMOVED),
        up("retained(months=24)", "with", off=UNMOVED),
    ),
)

M14 = Row(
    "agents solve 40 instead of 95 of 100 issues",
    lasting(**restless),
    {"base": solving(0.95), "with": solving(0.4)},
    (
        up("n_left", "with", off=UNMOVED),
        up("n_left", "with", at=("segment", "standard"), off=UNMOVED),
        up("n_left", "with", at=("segment", "vip"), off=UNMOVED),
    ),
)


# ---- M12, M13, M19, M20: satisfaction and its parts -------------------------------------------

SURVEYED = {"satisfaction__survey_response": 0.6}

M12 = Row(
    "four agents more; or the same agents solve more",
    desk(6, reasons__help__patience="infinite", **SURVEYED, **OTHERS),
    {
        "base": solving(0.5),
        "quicker": {**solving(0.5), "teams.desk.size": 10},
        "solves more": solving(0.9),
    },
    (
        up("csat_true", "quicker", off=NEVER_MINDED),
        up("csat", "quicker", off=NEVER_MINDED),
        up("csat_true", "solves more", off=BY_OTHERS),
        up("csat", "solves more", off=BY_OTHERS),
    ),
)

M13 = Row(
    "agents solve 90 instead of 50 of 100 issues",
    desk(10, customers={"size": 100, "segments": EVEN}),
    {"base": solving(0.5), "with": solving(0.9)},
    (
        up("mean_goodwill", "with", off=(unmoved := {"loyalty.adjustment": 0.0})),
        up("nps_points_true", "with", off=unmoved),
    ),
)

M19 = Row(
    "seven agents for ten; or four, and callers who give up and try again",
    desk(
        10,
        reasons__help__patience="infinite",
        reasons__help__retry={"after_abandoned": 0.9, "delay": fixed("10 min")},
    ),
    {
        "base": {},
        "with": {"teams.desk.size": 7},
        "far too few": {
            "teams.desk.size": 4,
            "reasons.help.patience": {"distribution": "exponential", "mean": "5 min"},
        },
    },
    (
        down("timeliness_logit", "with", off=NEVER_MINDED),
        down("resolution_logit", "far too few", off={"reasons.help.handle_time": fixed("1 s")}),
    ),
)

JANUARY = 31


def _feels_february(life: Life) -> float:
    """Return how much less satisfied the customers of February are than those of January."""
    sat, day = life.column("contacts", "sat"), life.view.contacts.at_ms // DAY_MS
    return float(np.nanmean(sat[day >= JANUARY]) - np.nanmean(sat[day < JANUARY]))


def weeks(life: Life, season: Life) -> tuple[Any, Any]:
    """Return satisfaction week by week, as it was and with the season's load taken out."""
    rows, load = (weekly(of.journal, ["satisfaction"], options=of.options) for of in (life, season))
    values = rows["value"].to_numpy()[:8]
    return values, season_removed(values, load["denominator"].to_numpy()[:8])


def _steadier(lives: Lives) -> float:
    """Return by how much less the weeks differ once the season is taken out."""
    raw, adjusted = weeks(lives["with"], lives["with"])
    return float(np.std(raw) - np.std(adjusted))


M20 = Row(
    "February is a season with half as much volume again; the same policy",
    crew(
        4,
        9,
        reasons__help__arrivals=rate(2.0),
        reasons__help__handle_time=fixed("1 h"),
        teams__desk__skills={"help": {"resolve": 1.0}},
    ),
    {"base": {}, "with": {"demand.season": {"february": 1.6}}},
    (
        falls("satisfaction in February against January",
              lambda a: _feels_february(a["with"]) - _feels_february(a["base"]),
              off=NEVER_MINDED),
        grows("spread of weekly satisfaction less that with the season taken out", _steadier,
              off=NEVER_MINDED, least=0.002),
    ),
)  # fmt: skip


# ---- M76, M78, M102, M105: failures remembered, and made good -----------------------------------


def failing(days: int = 180, **changes: Any) -> Scenario:
    """Return a desk that fails in three of four issues and contacts customers in writing."""
    return lasting(
        days,
        contacts=200,
        teams__desk__skills={"help": {"resolve": 0.25}},
        reasons__help__channel=None,
        reasons__help__channels={"phone": {"share": 1.0}, "email": {"share": 0.0}},
        channels__email={"kind": "email", "chase": 0.0},
        satisfaction__survey_response=0.6,
        **changes,
    )


M76 = Row(
    "customers whose issue failed are contacted after a week, or after a day; or not",
    failing(care__recovery={"channel": "email", "share": 0.0}),
    {
        "base": {},
        "week": {"care.recovery": {"channel": "email", "delay": "7 d"}},
        "day": {"care.recovery": {"channel": "email", "delay": "1 d"}},
    },
    (
        up("goodwill_failed", "day", base="week", off=(in_vain := {"care.recovery.success": 0.0})),
        up("retention_projected", "day", base="week", off=in_vain),
        up("retention_projected", "week", off=in_vain),
        up("busy_s", "day", off={"care.recovery.work": "1 s"}, least=3600.0),
    ),
)

LOOP = {"channel": "email", "delay": "1 d", "below": 3}

M78 = Row(
    "who rates 1 or 2 is called back and told what was done; or not",
    failing(care__close_loop={**LOOP, "success": 0.0}),
    {"base": {"care.close_loop": None}, "with": {"care.close_loop": LOOP}},
    (
        up("retention_projected", "with", off=(none := {"satisfaction.survey_response": 0.0})),
        up("busy_s", "with", off=none),
    ),
)

M102 = Row(
    "bad ratings are followed up after two weeks, or after a day",
    failing(),
    {
        "base": {"care.close_loop": {**LOOP, "delay": "14 d"}},
        "with": {"care.close_loop": LOOP},
    },
    (
        up("mean_goodwill", "with", off=(in_vain := {"care.close_loop.success": 0.0})),
        up("retention_projected", "with", off=in_vain),
    ),
)

BAD_START = [
    {"kind": "outage", "at": "0 h", "length": "30 d", "resolve_loss": 5.0, "channels": ["phone"]}
]
SHORT, LONG = 3, 36


def _felt_later(lives: Lives, months: int) -> float:
    """Return what a bad first month costs in goodwill at the end."""
    bad, good = (lives[f"{start}, {months}"] for start in ("bad", "good"))
    return bad.value("mean_goodwill") - good.value("mean_goodwill")


M105 = Row(
    "a month in which nothing is solved, remembered for 3 or for 36 months",
    lasting(240),
    {
        f"{start}, {months}": {"loyalty.memory_months": months, "events": events}
        for start, events in (("bad", BAD_START), ("good", []))
        for months in (SHORT, LONG)
    },
    (
        falls("goodwill lost at the end, long memory against short",
              lambda a: _felt_later(a, LONG) - _felt_later(a, SHORT),
              off={"loyalty.adjustment": 0.0}),
        falls("retention lost, long memory against short",
              lambda a: sum(sign * a[f"{start}, {months}"].value("retention_projected")
                            for sign, start, months in ((1, "bad", LONG), (-1, "good", LONG),
                                                        (-1, "bad", SHORT), (1, "good", SHORT))),
              off=UNMOVED),
    ),
)  # fmt: skip


# ---- M101, M124: surveys ----------------------------------------------------------------------


def _all_answer(scenario: Scenario) -> Scenario:
    """Return a scenario in which there is nobody who does not answer."""
    return scenario.with_overrides({"satisfaction.survey_response": 1.0})


def _half_width(life: Life) -> float:
    """Return the half width of the 95 % interval of the surveyed satisfaction."""
    share, n = life.value("csat"), int(np.sum(life.column("contacts", "responded")))
    return float(1.96 * np.sqrt(share * (1 - share) / n)) if n else float("nan")


M101 = Row(
    "a short survey that 60 of 100 answer or a long one that 15 do; the happy answer more, or not",
    desk(
        9,
        teams__desk__skills={"help": {"resolve": 0.5}},
        reasons__help__patience="infinite",
    ),
    {
        "base": {"satisfaction.survey_response": 0.6, "satisfaction.survey_tilt": 0.0},
        "long": {"satisfaction.survey_response": 0.15, "satisfaction.survey_tilt": 0.0},
        "happy": {"satisfaction.survey_response": 0.6, "satisfaction.survey_tilt": 0.4},
    },
    (
        down("survey_response", "long", off=(unasked := {"teams.desk.size": 0})),
        grows("half width of the interval of CSAT: long against short",
              lambda a: _half_width(a["long"]) - _half_width(a["base"]), off=unasked),
        up("csat", "happy", off=_all_answer),
        grows("surveyed above true CSAT, where the happy answer more",
              lambda a: a["happy"].value("csat") - a["happy"].value("csat_true"),
              off=_all_answer),
    ),
)  # fmt: skip
M124 = replace(M101, lever="a survey tool (as M101)")


# ---- M16, M103, M104: care for value -------------------------------------------------------------

M16 = Row(
    "customers of high value are answered first",
    desk(4, routing={"policy": "score"}, customers={"size": 300, "segments": EVEN}),
    {"base": {}, "with": {"routing": {"policy": "score", "segment_base": {"vip": 1e6}}}},
    (
        up("clv_kept_value", "with", at=("segment", "vip"), off=(fifo := {
            "routing.policy": "single_fifo"})),
        down("clv_kept_value", "with", at=("segment", "standard"), off=fifo),
    ),
)  # fmt: skip

HELLO = {
    "channel": "phone", "skill": "help", "arrivals": {"per_hour": 0}, "complexity": -3,
    "handle_time": fixed("20 min"), "repeat": {"probability": 0}, "patience": "infinite",
}  # fmt: skip

M103 = Row(
    "an agent calls every customer of high value each month; or nobody",
    lasting(60, 500, reasons__hello=HELLO, teams__desk__size=1),
    {
        "base": {},
        "with": {"care.outreach": {"reason": "hello", "segments": ["vip"], "every": "30 d"}},
    },
    (
        up("retention_projected", "with", at=("segment", "vip"), off=UNMOVED),
        up("mean_wait_s", "with", at=("reason", "help"), off={"teams.desk.size": 60}),
        up("busy_s", "with", off={"reasons.hello.handle_time": fixed("1 s")}, least=3600.0),
    ),
)

M103B = Row(
    "own agents of customers of high value come to know them, or stay strangers",
    lasting(
        60,
        500,
        customers=40,
        teams__desk__skills={"help": {"resolve": 0.5}},
        care__personal={"segment": "vip", "team": "desk"},
    ),
    {"base": {}, "with": {"care.personal.gain": 1.0}},
    (
        up(
            "fcr",
            "with",
            at=("segment", "vip"),
            off=(others := {"care.personal.segment": "standard"}),
        ),
        up("retention_projected", "with", at=("segment", "vip"), off=others),
    ),
)

M104 = Row(
    "a call two weeks before each age of risk, or as many calls to anybody",
    lasting(
        240,
        customers=300,
        reasons__hello=HELLO,
        care__risk={"days": [200, 400, 600, 800], "factor": 4.0, "relief": 0.8, "length": "60 d"},
        loyalty__sensitivity=0.0,
    ),
    {
        "base": {"care.outreach": {"reason": "hello", "at_risk": True, "targeted": False}},
        "with": {"care.outreach": {"reason": "hello", "at_risk": True, "targeted": True}},
    },
    (
        up("retention_projected", "with", off=(no_relief := {"care.risk.relief": 0.0})),
        up("retention", "with", off=no_relief),
    ),
)
