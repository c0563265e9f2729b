"""One decision over the months: cost now, gain later, and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cssim.plots.style import (
    BAD,
    BASE_COLOR,
    GOOD,
    NEUTRAL,
    empty_figure,
    figure_title,
    new_figure,
    shown,
    styled,
)

COLUMNS = 3
PANEL = 2.35
"""Height of a row of panels, inches."""
SHADE = 0.2
DAYS_A_WEEK = 7
SIDES = {"higher": "up is better", "lower": "down is better"}
PART_NAMES = {
    "waiting": "waiting",
    "resolution": "solving",
    "hand_offs": "hand-offs",
    "quality": "quality",
    "others": "the rest",
    "total": "in all",
}


def decision(
    arm: str,
    months: pd.DataFrame,
    why: pd.DataFrame,
    payback: pd.DataFrame | None = None,
    currency: str = "",
) -> Figure:
    """Draw what one what-if changes month by month, why, and when it has paid for itself.

    Parameters
    ----------
    arm : str
        The what-if.
    months : DataFrame
        `cssim.words.over_months`: arm, name, unit, week, difference, low, high, better,
        base_text.
    why : DataFrame
        `cssim.words.why`: arm, part, difference, low, high.
    payback : DataFrame, optional
        `cssim.study.payback`: arm, day, cumulated, low, high.
    currency : str
        Unit of money.
    """
    title = f"“{shown(arm, 60)}”: what it changes against the base"
    mine = months[months["arm"] == arm]
    parts = why[why["arm"] == arm]
    paid = payback[payback["arm"] == arm] if payback is not None else pd.DataFrame()
    names = list(dict.fromkeys(mine["name"]))
    n = len(names) + bool(len(parts)) + bool(len(paid))
    if n == 0:
        return empty_figure(title, "The run is too short to be told apart by month.")
    columns = min(n, COLUMNS)
    rows = -(-n // columns)
    with styled():
        figure, grid = new_figure(0.5 + PANEL * rows, rows, columns, squeeze=False)
        free = iter(grid.flat)
        for name in names:
            _course(next(free), mine[mine["name"] == name])
        if len(paid):
            _paid(next(free), paid, currency)
        if len(parts):
            _parts(next(free), parts)
        for unused in free:
            unused.set_axis_off()
        figure_title(figure, title)
        figure.supxlabel(
            "Difference to the base over the same luck; shade and whiskers: 95 % interval",
            fontsize=8.5, color=NEUTRAL,
        )  # fmt: skip
    return figure


def _named(axes: Axes, title: str, below: str) -> None:
    axes.set_title(title, fontsize=9.5, pad=15)
    axes.text(0, 1.02, below, transform=axes.transAxes, fontsize=7.5, color=NEUTRAL, va="bottom")
    axes.tick_params(labelsize=8)
    axes.axhline(0, color=NEUTRAL, linewidth=1)


def _amount(x: float, _: Any = None) -> str:
    """Return a number of an axis, thousands as k, with a real minus."""
    text = f"{x / 1000:,.6g}k" if abs(x) >= 10_000 else f"{x:,.6g}"
    return text.replace("-", "−")


def _course(axes: Axes, rows: pd.DataFrame) -> None:
    first = rows.iloc[0]
    color = BASE_COLOR
    weeks = rows["week"].to_numpy()
    axes.fill_between(weeks, rows["low"], rows["high"], color=color, alpha=SHADE, linewidth=0)
    axes.plot(weeks, rows["difference"], "o-", color=color, markersize=3, linewidth=1.4)
    _sides(axes, rows, first["better"])
    unit = f"{first['unit']}; " if first["unit"] else ""
    side = SIDES.get(first["better"], "")
    _named(axes, str(first["name"]), f"{unit}{side}; base {first['base_text']}")
    _weeks(axes)


def _sides(axes: Axes, rows: pd.DataFrame, better: str) -> None:
    """Tint the good and the bad side, with room for both."""
    values = rows[["difference", "low", "high"]].to_numpy()
    # A wide interval of a single month shall not press everything else flat.
    reach = np.nanmax(np.abs(rows["difference"].to_numpy())) * 2.2
    low, high = np.nanmin(np.append(values, 0)), np.nanmax(np.append(values, 0))
    low, high = max(low, -reach), min(high, reach)
    room = 0.12 * ((high - low) or 1.0)
    low, high = low - room, high + room
    axes.set_ylim(low, high)
    up, down = (GOOD, BAD) if better == "higher" else (BAD, GOOD)
    if better in SIDES:
        axes.axhspan(0, high, color=up, alpha=0.06, linewidth=0)
        axes.axhspan(low, 0, color=down, alpha=0.06, linewidth=0)


def _weeks(axes: Axes) -> None:
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(_amount))
    axes.set_xlabel("week", fontsize=8, labelpad=1)


def _paid(axes: Axes, rows: pd.DataFrame, currency: str) -> None:
    rows = rows.iloc[DAYS_A_WEEK - 1 :: DAYS_A_WEEK]
    weeks = (rows["day"].to_numpy() + 1) / DAYS_A_WEEK
    color = BASE_COLOR
    axes.fill_between(weeks, rows["low"], rows["high"], color=color, alpha=SHADE, linewidth=0)
    axes.plot(weeks, rows["cumulated"], color=color, linewidth=1.6)
    _sides(axes, rows.rename(columns={"cumulated": "difference"}), "higher")
    _named(axes, "Paid for itself?", f"{currency} since the start: margins come in less cost")
    _weeks(axes)


def _parts(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw the parts of the change in satisfaction as bars, the total last."""
    points = 100 * rows[["difference", "low", "high"]]
    x = np.arange(len(rows))
    colors = [GOOD if d > 0 else BAD for d in points["difference"]]
    colors[-1] = BASE_COLOR
    axes.bar(x, points["difference"], color=colors, alpha=0.85, width=0.7)
    error = [points["difference"] - points["low"], points["high"] - points["difference"]]
    axes.errorbar(
        x, points["difference"], yerr=np.nan_to_num(error), fmt="none", ecolor="black", capsize=2
    )
    names = [PART_NAMES.get(part, part) for part in rows["part"]]
    axes.set_xticks(x, names, rotation=35, ha="right", rotation_mode="anchor")
    axes.grid(visible=False, axis="x")
    axes.yaxis.set_major_formatter(FuncFormatter(_amount))
    _named(axes, "Why satisfaction changes", "points, over the whole run, of issues when left")
    axes.tick_params(axis="x", labelsize=7.5)
