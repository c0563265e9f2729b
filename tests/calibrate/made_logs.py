"""Call logs made up for tests: attempts with known truth, and small files full of dirt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cssim.calibrate import ColumnMapping, Log, parse_mapping
from cssim.calibrate.remarks import Remarks

DAY = 86_400.0
MONDAY = date(2024, 1, 1)

PLAIN_MAPPING = """
name: plain
times: {date: {column: day}, format: clock}
contact: [id]
arrived: arrived
self_service: {exit: ivr_end}
queue: {enter: queued, exit: dequeued, seconds: waited}
service: {start: from, end: to, seconds: talk}
outcome: {column: outcome, answered: [OK], abandoned: [GONE], ignored: [TEST]}
customer: {column: customer, unknown: [""]}
reason: {column: reason, names: {billing: [B], technical: [T]}}
agent: {column: agent, nobody: ["", "-"]}
segment: {column: class, names: {standard: ["0"], gold: ["1"]}, head_start: {gold: 60 s}}
calibration: {interval: 1 h, opening_hours: {%s}}
"""
HEADER = (
    "id,day,arrived,ivr_end,queued,dequeued,waited,outcome,from,to,talk,agent,reason,customer,class"
)


def plain_mapping(
    hours: str = "08:00-18:00", change: tuple[str, str] = ("", ""), **judgement: Any
) -> ColumnMapping:
    """Return the mapping of the tests' own plain CSV, open on every weekday."""
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    text = PLAIN_MAPPING % ", ".join(f'{day}: ["{hours}"]' for day in days)
    more = "".join(f"{key}: {value}, " for key, value in judgement.items())
    text = text.replace("{interval: 1 h, ", f"{{interval: 1 h, {more}")
    return parse_mapping(text.replace(*change) if change[0] else text)


def attempts(n: int, **columns: Any) -> pd.DataFrame:
    """Return `n` answered attempts without a wait; columns given replace the defaults."""
    frame = pd.DataFrame(
        {
            "line": np.arange(2, n + 2),
            "contact": [str(i) for i in range(n)],
            "customer": "",
            "reason": "billing",
            "segment": "",
            "agent": "",
            "outcome": "answered",
            "arrived_at": np.arange(n, dtype=float),
            "queued_at": np.nan,
            "answered_at": np.nan,
            "ivr_s": 0.0,
            "wait_s": 0.0,
            "talk_s": 60.0,
            "is_excluded": False,
        }
    ).assign(**columns)
    if "queued_at" not in columns:
        frame["queued_at"] = frame["arrived_at"] + frame["ivr_s"]
    answered = frame["outcome"] == "answered"
    if "answered_at" not in columns:
        frame["answered_at"] = (frame["queued_at"] + frame["wait_s"]).where(answered)
    frame["talk_s"] = frame["talk_s"].where(answered)
    return frame.sort_values(["arrived_at", "line"], kind="stable").reset_index(drop=True)


def log_of(frame: pd.DataFrame, mapping: ColumnMapping | None = None, n_days: int = 0) -> Log:
    """Return a log of attempts that starts on a Monday."""
    days = n_days or int(frame["arrived_at"].max() // DAY) + 1
    return Log(frame, MONDAY, days, Remarks(), len(frame), mapping or plain_mapping())


def poisson_instants(
    rng: Any, rates: Sequence[float], n_days: int, busyness_cv: float = 0.0
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return instants of a Poisson process with 24 hourly rates and a gamma factor per day."""
    shape = 1 / busyness_cv**2 if busyness_cv else 0
    factor = rng.gamma(shape, 1 / shape, n_days) if shape else np.ones(n_days)
    counts = rng.poisson(np.outer(factor, rates))
    day, hour = np.indices(counts.shape)
    start = np.repeat((day * DAY + hour * 3600).ravel(), counts.ravel())
    return np.sort(start + 3600 * rng.random(len(start)))


def written(folder: Path, rows: Iterable[str], header: str = HEADER, name: str = "log.csv") -> Path:
    """Return the path of a CSV with these rows."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def row(**fields: str) -> str:
    """Return a good row of the plain CSV, some fields replaced."""
    good = {
        "id": "1", "day": "2024-01-01", "arrived": "9:00:00", "ivr_end": "9:00:10",
        "queued": "9:00:10", "dequeued": "9:00:30", "waited": "20", "outcome": "OK",
        "from": "9:00:30", "to": "9:02:30", "talk": "120", "agent": "Ann", "reason": "B",
        "customer": "", "class": "0",
    }  # fmt: skip
    return ",".join({**good, **{k.rstrip("_"): v for k, v in fields.items()}}.values())
