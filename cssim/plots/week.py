"""The week at a glance: service level by weekday and hour, and how it changes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from cssim.plots.style import (
    BAD,
    GOOD,
    MOST_HOURS,
    NEUTRAL,
    empty_figure,
    new_figure,
    shown,
    styled,
)
from cssim.units import WEEKDAYS

GOOD_BAD = LinearSegmentedColormap.from_list("good_bad", [BAD, "#F7F7F7", GOOD])
LEVELS = LinearSegmentedColormap.from_list("levels", ["#FFF3C4", "#7FB8D1", "#08306B"])
LEAST_SPAN = 5.0
"""Differences of fewer points than this never fill the colour scale."""


def service_level_week(
    base: pd.DataFrame,
    differences: pd.DataFrame,
    measure: str = "service_level",
    within: str = "in time",
) -> Figure:
    """Draw the service level of each hour of the week, and what each what-if changes.

    Parameters
    ----------
    base : DataFrame
        ``estimates(study, "by_weekday_hour")``; the arm that comes first is the base.
    differences : DataFrame
        ``differences(study, "by_weekday_hour")``. A difference is written only where its
        interval leaves out 0; elsewhere stands a dot.
    measure : str
        A share for which higher is better.
    within : str
        What it is a share of, such as ``within 20 s``.
    """
    title = f"The base: % of customers answered {within}"
    rows = base[(base["arm"] == base["arm"].iloc[0]) & (base["measure"] == measure)]
    if rows["value"].notna().sum() == 0:
        return empty_figure(title, "No contacts arrived.")
    level = _grid(rows, 100 * rows["value"])
    changed = differences[differences["measure"] == measure]
    arms = list(dict.fromkeys(changed["arm"]))
    grids = [_difference(changed[changed["arm"] == arm], level) for arm in arms]
    span = _span(grid for grid, _ in grids)
    with styled():
        height = 0.6 + (0.9 + 0.27 * len(level)) * (1 + len(arms))
        figure, axes = new_figure(height, 1 + len(arms), squeeze=False)
        text = level.map(lambda x: "" if np.isnan(x) else f"{x:.0f}")
        _heat(axes[0, 0], level, text, LEVELS, (0, 100))
        _named(axes[0, 0], title, f"% {within}")
        for panel, arm, (grid, words) in zip(axes[1:, 0], arms, grids, strict=True):
            _heat(panel, grid, words, GOOD_BAD, (-span, span))
            name = f"Change by “{shown(arm)}”, points (· = no clear difference)"
            _named(panel, name, "worse ◀ points ▶ better")
    return figure


def _span(grids: Iterable[pd.DataFrame]) -> float:
    """Return the largest change, which fills the colour scale."""
    largest = [np.nanmax(np.abs(g)) for g in grids if g.notna().any(axis=None)]
    return float(max([LEAST_SPAN, *largest]))


def _grid(rows: pd.DataFrame, values: pd.Series[float]) -> pd.DataFrame:
    """Return values as weekday x hour, empty days and hours left out."""
    table = rows.assign(shown=values).pivot_table(
        index="weekday", columns="hour", values="shown", observed=True
    )
    days = [day for day in WEEKDAYS if day in table.index]
    hours = range(int(table.columns.min()), int(table.columns.max()) + 1)
    return table.reindex(index=days, columns=hours)


def _difference(rows: pd.DataFrame, like: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    grid = _grid(rows, 100 * rows["difference"]).reindex_like(like)
    clear = (rows["low"] > 0) | (rows["high"] < 0)
    told = _grid(rows, clear.astype(float)).reindex_like(like) == 1
    words = grid.map(lambda x: "" if np.isnan(x) else f"{x:+.0f}".replace("-", "−"))
    return grid, words.where(told | grid.isna(), "·")


def _heat(
    axes: Axes,
    grid: pd.DataFrame,
    words: pd.DataFrame,
    colors: LinearSegmentedColormap,
    limits: tuple[float, float],
) -> None:
    import seaborn as sns

    sns.heatmap(
        grid, ax=axes, annot=words, fmt="", cmap=colors, vmin=limits[0], vmax=limits[1],
        linewidths=0.6, linecolor="white", annot_kws={"fontsize": 8},
        cbar_kws={"pad": 0.01, "aspect": 12},
    )  # fmt: skip
    axes.grid(visible=False)
    axes.set_facecolor("#EFEFEF")
    every = 1 if len(grid.columns) <= MOST_HOURS else 2
    hours = [f"{h:02d}:00" for h in grid.columns[::every]]
    axes.set_xticks(np.arange(0, len(grid.columns), every), hours)
    axes.tick_params(axis="x", labelsize=8, rotation=0, length=3, color=NEUTRAL)
    axes.set_yticklabels([day.capitalize() for day in grid.index], rotation=0)


def _named(axes: Axes, title: str, unit: str) -> None:
    axes.set_title(title)
    axes.set_xlabel("")
    axes.set_ylabel("")
    bar = axes.collections[0].colorbar
    if bar is not None:
        bar.set_label(unit)
