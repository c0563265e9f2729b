"""Queue length and staffing as exact integrals over time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cssim.errors import InputError
from cssim.journal import BUSY_STATES, LOST_STATES, STATES, Journal
from cssim.measures.codes import coded
from cssim.measures.groups import Amount, Grouping
from cssim.measures.periods import TIME_KEYS, Array
from cssim.measures.view import View


def integrals(
    journal: Journal | View, by: Sequence[str] = ("interval",), *, interval_s: float = 1800.0
) -> pd.DataFrame:
    """Return time waited in queues and agent time by state, in whole milliseconds.

    Parameters
    ----------
    journal : Journal or View
        What happened.
    by : sequence of str
        Some of interval, hour, weekday and day.
    interval_s : float
        Length of an interval, in seconds.

    Returns
    -------
    DataFrame
        One row per period of [warm-up, horizon], int64 columns: ``clock_ms`` (length of
        the period), ``waiting_ms`` (∫ queue length dt), ``idle_ms``, ``busy_ms``,
        ``lost_ms`` and ``available_ms`` (∫ number of such agents dt) and ``overtime_ms``.
        Divided by ``clock_ms`` they are time averages.

    Raises
    ------
    InputError
        A key that is not a period of time.
    """
    for key in by:
        if key not in TIME_KEYS:
            raise InputError.of("by", key, f"must be among {', '.join(TIME_KEYS)}")
    view = View.of(journal)
    g = view.grouping(by, interval_s)
    agents, state = view.agents.spans, view.agents.columns["state"]
    amounts = {
        "clock_ms": 1000 * view.clock,
        "waiting_ms": view.waiting.time(unit=1),
        "idle_ms": agents.time(coded(state, STATES, "idle"), unit=1),
        "busy_ms": agents.time(coded(state, STATES, *BUSY_STATES), unit=1),
        "lost_ms": agents.time(coded(state, STATES, *LOST_STATES), unit=1),
        "overtime_ms": view.agents.overtime_spans.time(unit=1),
    }
    out = g.frame().assign(**{name: _whole(amount, g) for name, amount in amounts.items()})
    return out.assign(available_ms=out["idle_ms"] + out["busy_ms"])


def _whole(amount: Amount, g: Grouping) -> Array:
    return np.rint(amount.sum_by(g)).astype(np.int64)
