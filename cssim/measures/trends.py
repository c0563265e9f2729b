"""Figures week by week, and with the season taken out of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cssim.errors import InputError
from cssim.journal import Journal
from cssim.measures.parameters import DAY_S, Options
from cssim.measures.periods import Array
from cssim.measures.table import table
from cssim.measures.view import View

WEEK_S = 7 * DAY_S


def weekly(
    journal: Journal | View,
    measures: Sequence[str],
    by: Sequence[str] = (),
    *,
    options: Options | None = None,
) -> pd.DataFrame:
    """Return measures week by week.

    Parameters
    ----------
    journal : Journal or View
        What happened in one replication.
    measures : sequence of str
        As in `table`.
    by : sequence of str
        Further group keys.
    options : Options, optional
        Thresholds and so on.

    Returns
    -------
    DataFrame
        ``week`` (0 = the one that begins at 00:00 of the first day), the groups, then
        ``measure``, ``value``, ``numerator``, ``denominator``. A week that the warm-up or the
        horizon cuts holds what is left of it.
    """
    chosen = (options or Options()).but(interval_s=WEEK_S)
    rows = table(journal, measures, ["interval", *by], options=chosen)
    # A week that began before the run starts at 0, so it is the ranks that count.
    week = np.ceil(rows["interval"].to_numpy() / WEEK_S - 1e-9).astype(np.int64)
    rows.insert(0, "week", week)
    return rows.drop(columns="interval")


def season_removed(values: ArrayLike, season: ArrayLike) -> Array:
    """Return a series with what goes along with a known season taken out.

    Parameters
    ----------
    values : float array, shape (n,)
        One figure per week; NaN where there is none.
    season : float array, shape (n,)
        How strong the season is in each week, such as the factor on arrivals or the number
        of fresh contacts of a base run.

    Returns
    -------
    float array, shape (n,)
        ``v - c (s - mean s)``, where c is the least-squares slope of v in s beside a constant
        and a linear trend over the weeks. Unchanged where there are fewer than four values,
        or the season does not vary beside the trend.

    Raises
    ------
    InputError
        The two are of different lengths.

    Notes
    -----
    Linear: of a figure that bends with the load it removes the straight part only.
    """
    v, s = np.asarray(values, dtype=float), np.asarray(season, dtype=float)
    if v.shape != s.shape:
        raise InputError.of("season", s.shape, f"must have one value per week, {v.shape}")
    known = ~(np.isnan(v) | np.isnan(s))
    weeks = np.arange(len(v), dtype=float)
    if known.sum() < 4:
        return v.copy()
    fitted = np.stack([np.ones(len(v)), weeks, s], axis=1)[known]
    if np.linalg.matrix_rank(fitted) < fitted.shape[1]:
        return v.copy()
    slope = np.linalg.lstsq(fitted, v[known], rcond=None)[0][2]
    out: Array = v - slope * (s - s[known].mean())
    return out
