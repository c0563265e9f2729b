"""Section C of the mission: demand, channels and issues (and M97, M98: less of it)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from desks import BACK_SOON, desk, fixed, hub, team, two_levels, with_customers
from effects import Lives, Row, down, falls, grows, matched, paired, up

from cssim import presets
from cssim.scenario import Scenario

PLENTY = {"teams.desk.size": 60}
"""So many agents that nobody ever waits."""


# ---- M23, M24, M25: channels ----------------------------------------------------------


def _wait_of_callers(lives: Lives) -> float:
    """Return the change of the mean wait of those who call under both arms."""
    base, arm = (_waits(lives, name) for name in ("base", "with"))
    rows, others = matched(lives, "contacts")
    call = lives["with"].column("contacts", "channel")[others] == 1
    return float(np.mean((arm[others] - base[rows])[call])) / 1000


def _waits(lives: Lives, arm: str) -> Any:
    return lives[arm].view.contacts.wait_ms


M23 = Row(
    "a tenth of the contacts comes by e-mail instead of phone",
    hub(reasons__help__acw_share=0),
    {
        "base": {},
        "with": {"reasons.help.channels": {"phone": {"share": 0.9}, "email": {"share": 0.1}}},
    },
    (
        falls("wait of those who still call [s]", _wait_of_callers, off=(a_line := {
            "channels": {"phone": {"kind": "phone"}, "email": {"kind": "phone"}}})),
        up("mean_backlog", "with", off=a_line),
    ),
)  # fmt: skip

SESSIONS = ("one", "two", "three", "four")


def _throughput(lives: Lives) -> list[float]:
    return [lives[arm].value("sessions_per_hour") for arm in SESSIONS]


def _least_gain(lives: Lives) -> float:
    """Return the smallest relative gain that one more session at once brings."""
    chats = _throughput(lives)
    return min(b / a - 1 for a, b in pairwise(chats))


def _loss_of_gain(lives: Lives) -> float:
    """Return how much less the fourth session brings than the second, in units of the first."""
    one, two, three, four = _throughput(lives)
    return ((two - one) - (four - three)) / one


def _satisfaction_of_same(lives: Lives) -> float:
    """Return the change of satisfaction of those who are served one at a time and in fours."""
    (one, four) = paired(lives, "contacts", "sat", ("one", "four"))
    served = [lives[arm].view.contacts.answered for arm in ("one", "four")]
    rows = matched(lives, "contacts", ("one", "four"))
    both = served[0][rows[0]] & served[1][rows[1]]
    return float(np.nanmean((four - one)[both]))


M24 = Row(
    "1, 2, 3, 4 chats at once",
    desk(
        4,
        channels__phone={"kind": "chat", "acceptable_wait": "1 d"},
        reasons__help__handle_time=fixed("12 min"),
        reasons__help__patience="infinite",
        reasons__help__arrivals__per_hour=90,
        drain=False,
    ),
    {arm: {"channels.phone.slots": n} for n, arm in enumerate(SESSIONS, 1)},
    (
        grows("sessions_per_hour: least gain of one more", _least_gain,
              off={"channels.phone.slowdown": 1.0}, least=0.05),
        grows("sessions_per_hour: second gain less fourth", _loss_of_gain,
              off=(one_by_one := {"channels.phone.slowdown": 0.0,
                                  "channels.phone.resolve_loss": 0.0}), least=0.1),
        falls("satisfaction of the same customers, four against one", _satisfaction_of_same,
              off=one_by_one),
    ),
)  # fmt: skip

FEW = {"teams.desk.size": 4}
LATE = [{"days": ["monday", "tuesday"], "shift": "04:00-24:00"}]


def _feels_late(lives: Lives) -> float:
    quick, late = paired(lives, "contacts", "sat", ("slower phone", "late answers"))
    return float(np.nanmean(late - quick))


M25 = Row(
    "three agents fewer on the phone; those who give up complain in public, heard or not",
    desk(
        7,
        channels__social={"kind": "social", "chase": 0.0},
        reasons__help__channel=None,
        reasons__help__channels={
            "phone": {"share": 1.0},
            "social": {"share": 0.0, "skill": "social", "handle_time": fixed("5 min")},
        },
        reasons__help__spill={"channel": "social", "probability": 0.8, "delay": fixed("20 min")},
        teams__public=team(2, "social"),
        **with_customers(),
    ),
    {
        "base": {},
        "slower phone": FEW,
        "late answers": {**FEW, "teams.public.patterns": LATE},
        "gone in silence": {**FEW, "reasons.help.spill.probability": 0.0},
        "some": {**FEW, **(some := {"reasons.help.spill.probability": 0.3})},
        "heard once": {**FEW, **some, "reasons.help.spill.after_answer": 3.0},
    },
    (
        up("n_public_complaints", "slower phone", off={"reasons.help.patience": "infinite"}),
        falls("satisfaction of the same contacts: late answers", _feels_late,
              off={"channels.social.acceptable_wait": "30 d"}, least=0.001),
        up("retention_projected", "slower phone", base="gone in silence",
           off={"loyalty.sensitivity": 0.0}),
        up("n_public_complaints", "heard once", base="some", off={"teams.public.size": 0}),
    ),
)  # fmt: skip


# ---- M26, M27: self-service -----------------------------------------------------------

M26 = Row(
    "a bot for simple issues; or forced upon the complex ones",
    desk(
        7,
        reasons__help__arrivals__per_hour=40,
        reasons__complex={
            "channel": "phone", "skill": "help", "arrivals": {"per_hour": 20},
            "handle_time": {"distribution": "exponential", "mean": "6 min"},
            "retry": {"after_abandoned": 0}, "repeat": {"probability": 0},
        },
        channels__phone__price_per_minute=0.5,
    ),
    {
        "base": {},
        "simple": {"reasons.help.bot": {"share": 0.5, "contains": 0.55, "false_share": 0.05}},
        "forced": {"reasons.complex.bot": {"share": 1.0, "contains": 0.15, "false_share": 0.5}},
    },
    (
        up("containment", "simple", off=(nobody := {"reasons.help.bot.share": 0.0,
                                                    "reasons.complex.bot.share": 0.0})),
        down("mean_wait_s", "simple", off=nobody),
        down("total_cost", "simple", off=nobody),
        down("satisfaction", "forced", at=("reason", "complex"), off=nobody),
    ),
)  # fmt: skip

M27 = Row(
    "better knowledge articles: 10 % or 40 % of those who look find their answer",
    desk(8, reasons__help__articles={"share": 0.7}, **with_customers()),
    {"base": {}, "with": {"reasons.help.articles.contains": 0.4}},
    (down("contacts_per_customer_year", "with", off={"reasons.help.articles.share": 0.0}),),
)


# ---- M28 to M32: what it is about, and how much -------------------------------------------

M28 = Row(
    "complaints instead of orders: 10 or 40 of 60 contacts an hour",
    desk(
        20,
        reasons__help__arrivals__per_hour=50,
        reasons__complaint={
            "channel": "phone", "skill": "help", "arrivals": {"per_hour": 10},
            "handle_time": {"distribution": "exponential", "mean": "6 min"}, "complexity": 2.5,
            "retry": {"after_abandoned": 0}, "repeat": {"probability": 0},
        },
    ),
    {
        "base": {},
        "with": {"reasons.help.arrivals.per_hour": 20, "reasons.complaint.arrivals.per_hour": 40},
    },
    (
        down("satisfaction", "with", off={"reasons.complaint.complexity": 0.0}, least=0.032),
    ),
)  # fmt: skip


def _same_resolution_time(lives: Lives) -> float:
    """Return the change of the mean time to resolve the issues resolved under both arms [s]."""
    times = []
    for arm in ("base", "with"):
        end, start = (lives[arm].column("issues", name) for name in ("closed_ms", "arose_ms"))
        resolved = lives[arm].view.issues.resolved
        times.append(np.where(resolved, end - start, np.nan))
    rows = matched(lives, "issues")
    change = times[1][rows[1]] - times[0][rows[0]]
    return float(np.nanmean(change)) / 1000


M29 = Row(
    "issues that are harder to solve (log odds - 1.5)",
    two_levels(12, 8, reasons__help__repeat=BACK_SOON),
    {"base": {}, "with": {"reasons.help.complexity": 1.5}},
    (
        grows("escalations [legs]",
              lambda a: a["with"].legs_that("escalated") - a["base"].legs_that("escalated"),
              off=(gone := {"reasons.help.repeat.probability": 0.0})),
        grows("resolution time of the same issues [s]", _same_resolution_time, off=gone),
    ),
)  # fmt: skip

M30 = Row(
    "agents solve less at the first contact: 45 % instead of 70 %",
    desk(8, reasons__help__repeat=BACK_SOON, reasons__help__patience="infinite"),
    {"base": {}, "with": {"teams.desk.skills": {"help": {"resolve": 0.45}}}},
    (
        up("contacts_per_issue", "with", off=(gone := {"reasons.help.repeat.probability": 0.0})),
        up("mean_wait_s", "with", off=gone),
    ),
)


def _beyond_proportion(lives: Lives) -> float:
    """Return by how much the wait exceeds 1.2 times that of the base [s]."""
    base, more = (lives[arm].value("mean_wait_s") for arm in ("base", "with"))
    return more - 1.2 * base


M31 = Row(
    "volume + 20 %",
    desk(7),
    {"base": {}, "with": {"volume": 1.2}},
    (grows("mean_wait_s beyond + 20 %", _beyond_proportion, off=PLENTY),),
    replications=20,
)

STAFF = (0.2, 0.4)
"""Factors on the presets' staff; their volume is cut to 0.3."""


def _sector(name: str) -> dict[str, Scenario]:
    """Return half a day of a preset with less and with more staff."""
    changes = {"events": [], "horizon": "12 h", "volume": 0.3}
    return {f"{name} {n}": presets.load(name, {**changes, "staff": n}) for n in STAFF}


def _enough(lives: Lives, name: str) -> float:
    """Return the smallest of the factors on staff that meets 70 % in time; 1 if none does."""
    met = (n for n in STAFF if lives[f"{name} {n}"].value("service_level") >= 0.7)
    return next(met, 1.0)


def _as_bank(scenario: Scenario) -> Scenario:
    return _BANK[f"bank {scenario.multipliers.staff}"]


_BANK = _sector("bank")

M32 = Row(
    "the same staffing rule in the presets retail and bank",
    _BANK["bank 0.4"],
    {**_sector("retail"), **_BANK},
    (
        grows("staff factor needed: bank less retail",
              lambda a: _enough(a, "bank") - _enough(a, "retail"), off=_as_bank),
    ),
)  # fmt: skip


# ---- M97, M98: causes repaired --------------------------------------------------------------

EACH_WEEK = {"period": "7 d", "fixes": 0.5}


def _causes(**changes: Any) -> Scenario:
    return desk(
        2,
        reasons__help__arrivals__per_hour=0.4,
        reasons__help__avoidable=0.6,
        **{"horizon": "28 d", "root_causes": EACH_WEEK, **changes},
    )


M97 = Row(
    "half of a root cause repaired each week, or none",
    _causes(**with_customers(200)),
    {"base": {"root_causes.fixes": 0.0}, "with": {}},
    (
        down("n_issues", "with", off=(nothing := {"reasons.help.avoidable": 1e-9})),
        up("retention_projected", "with", off=nothing),
    ),
)


RARE = {
    "channel": "phone",
    "skill": "help",
    "arrivals": {"per_hour": 0.02},
    "avoidable": 0.6,
    "handle_time": {"distribution": "exponential", "mean": "6 min"},
    "repeat": {"probability": 0},
}
RARE_ONES = tuple(f"rare{n}" for n in range(1, 8))

M98 = Row(
    "repair what most contacts are about, or one of eight reasons at random",
    _causes(**{"horizon": "17 d", **{f"reasons__{name}": RARE for name in RARE_ONES}}),
    {"base": {"root_causes.choose": "random"}, "with": {"root_causes.choose": "largest"}},
    (
        down(
            "n_issues",
            "with",
            off={f"reasons.{name}.avoidable": 1e-9 for name in ("help", *RARE_ONES)},
        ),
    ),
    replications=12,
)
