"""Who leaves, who comes, who rises: M37, M46, M91, M93, M94 of the mission."""

from __future__ import annotations

from typing import Any

import numpy as np
from crews import LEARNS, MONDAYS, WEARS, change, crew, events, hires, rate, served_by
from desks import fixed
from effects import Life, Lives, Row, down, falls, grows, up

DAY_MS = 86_400_000
NOBODY_LEAVES = {"people.turnover.quits_per_year": 0.0}
HIRED = {"lead_time": "30 d", "lead_cv": 0.3, "onboarding": "7 d", "cost": 2500.0}


def revolving(size: int = 6, weeks: int = 20, **changes: Any) -> Any:
    """Return a crew of which most leave within the run, and are replaced; contacts last 4 h."""
    given = {
        **LEARNS,
        "people__turnover": {"quits_per_year": 3.0},
        "people__hiring": HIRED,
        "reasons__help__handle_time": fixed("4 h"),
        "reasons__help__arrivals": rate(0.13 * size),
        **changes,
    }
    return crew(size, weeks, **given)


M37 = Row(
    "sixty days to fill a seat, or fifteen",
    revolving(8, 16, people__hiring={**HIRED, "prior": 0.6}, reasons__help__arrivals=rate(1.5)),
    {
        "base": {"people.hiring.lead_time": "60 d"},
        "with": {"people.hiring.lead_time": "15 d"},
    },
    (
        down("vacancy_weeks", "with", off=NOBODY_LEAVES),
        down("p_delay", "with", off=NOBODY_LEAVES),
    ),
)

M37B = Row(
    "newcomers start one by one, or in classes of three; a class costs its trainer",
    revolving(8, 16, people__hiring={**HIRED, "class_cost": 6000.0, "class_wait": "60 d"}),
    {"base": {"people.hiring.class_size": 1}, "with": {"people.hiring.class_size": 3}},
    (
        up("vacancy_weeks", "with", off=NOBODY_LEAVES),
        down("hiring_cost", "with", off={"people.hiring.class_cost": 0.0, "people.hiring.cost": 0}),
        down("headcount", "with", off=NOBODY_LEAVES),
    ),
)


def _first_quality(life: Life) -> dict[int, float]:
    """Return the service quality in the first contact of each hire."""
    agent, quality = served_by(life), life.column("contacts", "quality")
    first: dict[int, float] = {}
    for row in np.argsort(life.column("contacts", "first_reply_ms"), kind="stable").tolist():
        first.setdefault(int(agent[row]), float(quality[row]))
    return {who: first[who] for who in hires(life) if who in first}


def _early_quality(lives: Lives) -> float:
    """Return the change of service quality in the first contact of the same hires."""
    before, after = (_first_quality(lives[arm]) for arm in ("base", "with"))
    both = before.keys() & after.keys()
    return float(np.mean([after[who] - before[who] for who in both])) if both else float("nan")


def _days_to_floor(lives: Lives) -> float:
    """Return by how many days later the same hires first take contacts."""
    before, after = (hires(lives[arm]) for arm in ("base", "with"))
    later = [after[who][1] - before[who][1] for who in before.keys() & after.keys()]
    return float(np.mean(later)) / DAY_MS if later else float("nan")


M46 = Row(
    "two weeks of onboarding, or four",
    revolving(),
    {
        "base": {"people.hiring.onboarding": "14 d"},
        "with": {"people.hiring.onboarding": "28 d"},
    },
    (
        grows("service quality in the first contact of the same newcomers", _early_quality,
              off={"people.hiring.prior": 1.0, "people.development.staleness_per_week": 0.0}),
        grows("days until they take contacts", _days_to_floor,
              off={"people.hiring.replace": False}, least=7.0),
    ),
)  # fmt: skip

MIXED = [{"proficiency": k} for k in (0.1, 0.3, 0.5, 0.7, 0.8, 0.95)]
REMOVAL = {"every": "28 d", "after_weeks": 0}
M91 = Row(
    "nobody has to go; the weakest have to; all but the best have to",
    crew(
        6,
        20,
        **WEARS,
        people__development={"experience_per_hour": 0.0, "staleness_per_week": 0.0},
        people__coaching={"hours_per_month": 0.0, "reviews_per_month": 12.0, "noise": 0.1},
        people__hiring={**HIRED, "lead_time": "60 d", "prior": 0.5},
        people__turnover={"quits_per_year": 0.0},
        teams__desk__members=MIXED,
        reasons__help__handle_time=fixed("4 h"),
        reasons__help__arrivals=rate(0.7),
    ),
    {
        "base": {},
        "with": {"people.turnover.removal": {**REMOVAL, "below": 0.3}},
        "harsh": {"people.turnover.removal": {**REMOVAL, "below": 0.8}},
    },
    (
        up("fcr", "with", off=(too_new := {"people.turnover.removal.after_weeks": 520})),
        up("vacancy_weeks", "harsh", base="with", off=too_new),
        up("mean_strain", "harsh", base="with", off=too_new),
    ),
)  # fmt: skip


def _weeks_empty(life: Life) -> float:
    """Return the weeks that a seat stands empty for each who leaves; NaN if nobody does."""
    leavers = life.value("n_quit")
    return life.value("vacancy_weeks") / leavers if leavers else float("nan")


def _judged(life: Life) -> set[int]:
    """Return the hires whose first 90 days lie within the run."""
    end = life.scenario.horizon - 90 * DAY_MS
    return {who for who, (_, joined) in hires(life).items() if joined < end}


def _gone_early(lives: Lives) -> float:
    """Return the change of the share gone within 90 days, of the hires whom both arms have."""
    arms = [lives["base"], lives["with"]]
    both = set.intersection(*(_judged(life) for life in arms))
    gone = []
    for life in arms:
        left = events(life, "quit")
        at = dict(zip(left["agent"].tolist(), left["at_ms"].tolist(), strict=True))
        joined = hires(life)
        spans = [at.get(who, 1 << 60) - joined[who][1] for who in both]
        gone.append(np.mean([span < 90 * DAY_MS for span in spans]) if both else np.nan)
    return float(gone[1] - gone[0])


M93 = Row(
    "whoever comes first is hired, or only the best fit",
    crew(
        30,
        36,
        **LEARNS,
        **MONDAYS,
        reasons__help__arrivals=rate(1.0),
        people__turnover={"quits_per_year": 3.0, "early": 2.5},
        people__hiring={**HIRED, "lead_time": "10 d"},
    ),
    {"base": {}, "with": {"people.hiring.selectivity": 1.0}},
    (
        grows("vacancy_weeks per leaver", change(_weeks_empty), off=NOBODY_LEAVES),
        falls("share of the same hires gone within 90 days", _gone_early,
              off={"people.turnover.early": 0.0}),
    ),
)  # fmt: skip

M94 = Row(
    "a career ladder, or none",
    revolving(
        10,
        26,
        people__development={"staleness_per_week": 0.01},
        people__turnover={"quits_per_year": 3.0, "ladder_factor": 0.25},
    ),
    {"base": {}, "with": {"people.climate": {"ladder": True}}},
    (
        down("n_quit", "with", off=(no_draw := {"people.turnover.ladder_factor": 1.0})),
        up("share_experienced", "with", off=no_draw),
        up("fcr", "with", off=no_draw),
    ),
)
