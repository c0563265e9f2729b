"""When a decision has paid for itself: its gain and its cost, day by day.

The gain is what customers brought in, the cost what the center cost, both as they happened:
the difference to a base run that lived through the same luck.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.parameters import Options
from cssim.measures.table import table
from cssim.measures.view import View

DAILY = ("revenue_value", "total_cost")
"""Measures, by day, from which pay-back follows."""


def payback(
    journal: Journal | View,
    base: Journal | View,
    options: Options,
    base_options: Options | None = None,
) -> pd.DataFrame:
    """Return gain and cost of a change against a base run, day by day.

    Parameters
    ----------
    journal, base : Journal or View
        Runs of the same replication of the changed and the base scenario.
    options, base_options : Options
        With prices of each scenario (one for both when `base_options` is omitted); loyalty
        is read from the base's, so that both arms have one yardstick.

    Returns
    -------
    DataFrame
        ``day`` (from 0), ``gain`` (revenue less the base's), ``cost`` (likewise), ``cumulated``
        (gain less cost, summed up to the end of the day).
    """
    base_options = base_options or options
    ours = _daily(journal, options.but(loyalty=base_options.loyalty))
    theirs = _daily(base, base_options)
    out = (ours - theirs).rename(columns=dict(zip(DAILY, ("gain", "cost"), strict=True)))
    out["cumulated"] = (out["gain"] - out["cost"]).cumsum()
    return out.reset_index()


def _daily(journal: Journal | View, options: Options) -> pd.DataFrame:
    rows = table(journal, DAILY, ["day"], options=options)
    wide = rows.pivot(index="day", columns="measure", values="value")[list(DAILY)]
    return wide.rename_axis(columns=None)


def payback_day(cumulated: ArrayLike) -> int | None:
    """Return the first day from whose end the cumulated net gain stays at 0 or above.

    Parameters
    ----------
    cumulated : float array, shape (n_days,)
        Gain less cost up to the end of each day; of one run, or the mean of several.

    Returns
    -------
    int or None
        Position in the array; None when it ends below 0, or is empty.

    Examples
    --------
    >>> payback_day([-5, -2, 1, -1, 0, 3])
    4
    """
    below = np.flatnonzero(~(np.asarray(cumulated, dtype=float) >= 0))
    first = int(below[-1]) + 1 if len(below) else 0
    return first if first < len(np.asarray(cumulated)) else None


def payback_date(
    journal: Journal | View,
    base: Journal | View,
    options: Options,
    base_options: Options | None = None,
) -> date | None:
    """Return the day on which a change has paid for itself for good; None if it has not.

    Parameters
    ----------
    journal, base, options, base_options
        As in `payback`.

    Raises
    ------
    InputError
        The journal does not know its start date.
    """
    start = View.of(journal).about.start
    if not start:
        raise InputError.of("journal", None, "needs a start date")
    days = payback(journal, base, options, base_options)
    found = payback_day(days["cumulated"].to_numpy())
    if found is None:
        return None
    first = datetime.fromisoformat(start).date()
    return first + timedelta(days=int(days["day"].iloc[found]))
