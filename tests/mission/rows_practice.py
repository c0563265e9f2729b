"""M06, M114 and section L of the mission: the worst off, daily control, tools."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from crews import DAY_MS, change, crew, events, open_wait, rate
from desks import BACK_SOON, desk, fixed, two_levels
from effects import Life, Row, down, falls, grows, up
from rows_staffing import M36

from cssim.journal import CAUSES

SHORT = {"reasons.help.handle_time": fixed("1 s")}
"""Contacts so short that nobody waits."""


# ---- M06: the worst off ---------------------------------------------------------------------

STRICT = {"routing": {"policy": "score", "segment_base": {"vip": 1e6}}}
EVEN = {"routing": {"policy": "score"}}
M06 = Row(
    "half of the customers always first, or everybody in turn: the load is the same",
    desk(
        5,
        reasons__help__patience="infinite",
        teams__desk__skills={"help": {"resolve": 1.0}},
        customers={
            "size": 300,
            "segments": {
                "standard": {"share": 0.5, "margin_per_month": 20},
                "vip": {"share": 0.5, "margin_per_month": 20},
            },
        },
    ),
    {"base": STRICT, "with": {"routing": {"policy": "score"}}},
    (
        down("wait_quantile_s(q=0.9)", "with", off=SHORT, least=1.0),
        up("goodwill_p10", "with", off={"channels.phone.acceptable_wait": "10 h"}, least=1e-5),
    ),
)


# ---- M114: daily control ------------------------------------------------------------------------


def _in_surge(life: Life) -> Any:
    day = life.column("contacts", "arrived_ms") // DAY_MS
    return (day >= 8) & (day < 14)


def _called_off(life: Life) -> float:
    """Return how many sessions were called off in the week of the surge."""
    day = events(life, "cancelled")["at_ms"] // DAY_MS
    return float(np.sum((day >= 7) & (day < 14)))


M114 = Row(
    "management looks at the queue each week, or each day, when a surge comes",
    crew(
        4,
        3,
        people__development={},
        people__training={"hours_per_month": 40.0},
        events=[{"kind": "surge", "at": "7 d", "length": "7 d", "factor": 2.5}],
        reasons__help__arrivals=rate(2.1),
    ),
    {
        "base": {"management.daily": {"period": "7 d", "cancel_above": 8}},
        "with": {"management.daily": {"period": "1 d", "cancel_above": 8}},
    },
    (
        falls("wait in the surge", change(open_wait(_in_surge)),
              off=(looks_away := {"management.daily.cancel_above": None})),
        grows("sessions called off in the surge", change(_called_off), off=looks_away),
    ),
)  # fmt: skip


# ---- M120, M123, M127: tools ---------------------------------------------------------------------


def _moved(life: Life) -> float:
    """Return the share solved of the contacts that were passed on; NaN if none was."""
    rows = life.column("contacts", "n_transfers") > 0
    solved = life.column("contacts", "resolved")[rows]
    return float(np.mean(solved)) if len(solved) else float("nan")


def _again(life: Life) -> float:
    """Return the agents' mean time for a leg of a contact that comes back [s]."""
    contacts, legs = (life.journal.columns[name] for name in ("contacts", "legs"))
    back = contacts["contact"][contacts["cause"] == CAUSES.index("repeat")]
    mine = np.isin(legs["contact"], back) & (legs["answered_ms"] >= 0)
    return float(np.mean((legs["ended_ms"] - legs["answered_ms"])[mine])) / 1000


NO_CRM = {"tools.without_crm": {"repeat_work": 0.3, "transfer_penalty": 4.0}}
M120 = Row(
    "customer histories at hand, or not",
    desk(
        14,
        reasons__help__handle_time=fixed("6 min"),
        reasons__help__repeat=BACK_SOON,
        reasons__help__patience="infinite",
        reasons__help__transfer={"probability": {"desk": 0.4}},
        teams__other={
            "size": 10, "skills": ["help"], "absence": 0,
            "patterns": [{"days": ["monday"], "shift": "00:00-24:00"}],
        },
    ),
    {"base": {}, "with": NO_CRM},
    (
        grows("handling of those who come back [s]", change(_again), least=20.0,
              off={"tools.without_crm.repeat_work": 0.0}),
        falls("solved of those passed on", change(_moved), least=0.05,
              off={"reasons.help.transfer": None}),
    ),
)  # fmt: skip


def _front_line(life: Life) -> float:
    """Return the front line's time per contact [s]."""
    return life.value("busy_s", ("team", "desk")) / life.value("n_answered")


M123 = Row(
    "a colleague's advice takes four minutes, or one by chat",
    two_levels(
        9,
        6,
        reasons__help__escalate=0.0,
        reasons__help__patience="infinite",
        reasons__help__consult={"probability": 0.4, "gain": 1.0, "time": fixed("4 min")},
    ),
    {"base": {}, "with": {"reasons.help.consult.time": fixed("1 min")}},
    (
        falls("front line's time per contact [s]", change(_front_line),
              off=(never_asked := {"reasons.help.consult.probability": 0.0})),
        down("consult_s", "with", off=never_asked),
    ),
)  # fmt: skip

M127 = replace(M36, lever="callbacks, as call-center software offers them (as M36)")
