"""The fit sheet of a calibration: what the log showed, and what the scenario says instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cssim.plots.style import (
    BASE_COLOR,
    GOOD,
    NEUTRAL,
    figure_legend,
    figure_title,
    hour_axis,
    new_figure,
    panels,
    share_axis,
    shown,
    styled,
)
from cssim.units import WEEKDAYS

SEEN, FITTED = BASE_COLOR, GOOD
LONGEST_SHARE = 0.98
"""Part of a distribution that its panel shows; the rest is a long tail."""
MOST_PANELS = 8

Panel = Callable[[Axes, pd.DataFrame], None]


def fit_sheet(frames: Mapping[str, pd.DataFrame]) -> list[Figure]:
    """Draw a calibration's tables: observed against fitted.

    Parameters
    ----------
    frames : dict of str to DataFrame
        ``Calibration.observed_against_fitted()``: arrivals, days, handle_time, patience,
        staffing; tables that are missing or empty are left out.

    Returns
    -------
    list of Figure
        One per table, in that order.
    """
    drawers = {
        "arrivals": _arrivals,
        "days": _days,
        "handle_time": _handle_times,
        "patience": _patience,
        "staffing": _staffing,
    }
    given = {name: frames[name] for name in drawers if name in frames and len(frames[name])}
    with styled():
        return [drawers[name](frame) for name, frame in given.items()]


def _sheet(frame: pd.DataFrame, by: str, groups: list[Any], panel: Panel, title: str) -> Figure:
    """Return a figure with a panel for each group, under its name."""
    figure, every = panels(len(groups), 2, height=1.8, extra=1.3)
    for axes, group in zip(every, groups, strict=True):
        panel(axes, frame[frame[by] == group])
        axes.set_title(_name(group), fontsize=10, pad=4)
    figure_title(figure, title)
    figure_legend(figure, every)
    return figure


def _name(group: object) -> str:
    return str(group).capitalize() if group in WEEKDAYS else shown(group)


def _days_of(frame: pd.DataFrame) -> list[str]:
    return [day for day in WEEKDAYS if day in set(frame["weekday"])]


def _by_reason(frame: pd.DataFrame, panel: Panel, title: str, x: str) -> Figure:
    reasons = list(dict.fromkeys(frame["reason"]))
    some = f" (first {MOST_PANELS} of {len(reasons)} reasons)" if len(reasons) > MOST_PANELS else ""

    def whole(axes: Axes, rows: pd.DataFrame) -> None:
        panel(axes, rows)
        axes.set_xlabel(x, fontsize=9)
        share_axis(axes)

    figure = _sheet(frame, "reason", reasons[:MOST_PANELS], whole, title + some)
    figure.supylabel("Share", fontsize=10)
    return figure


def _arrivals(frame: pd.DataFrame) -> Figure:
    hours = int(frame["hour"].min()), int(frame["hour"].max())

    def panel(axes: Axes, rows: pd.DataFrame) -> None:
        total = _over_reasons(rows)
        edges = np.arange(hours[0], hours[1] + 2)
        fitted = total["fitted"].reindex(range(hours[0], hours[1] + 1)).fillna(0.0)
        axes.stairs(fitted, edges, color=FITTED, linewidth=2, label="fitted")
        axes.errorbar(
            total.index + 0.5, total["observed"], yerr=[total["below"], total["above"]],
            fmt="o", color=SEEN, markersize=3.5, elinewidth=1, label="seen, 95 % interval",
        )  # fmt: skip
        hour_axis(axes, *hours, every=3)

    title = "Contacts per hour: seen in the log, and fitted (all reasons, returns included)"
    figure = _sheet(frame, "weekday", _days_of(frame), panel, title)
    figure.supylabel("Contacts per hour", fontsize=10)
    return figure


def _over_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """Return sums over reasons; their intervals, of independent counts, add as squares."""
    squares = rows.assign(
        below=(rows["observed"] - rows["low"]) ** 2, above=(rows["high"] - rows["observed"]) ** 2
    )
    total = squares.groupby("hour")[["observed", "fitted", "below", "above"]].sum()
    return total.assign(below=np.sqrt(total["below"]), above=np.sqrt(total["above"]))


def _days(frame: pd.DataFrame) -> Figure:
    figure, axes = new_figure(3.6)
    x = np.arange(len(frame))
    axes.bar(x, frame["observed"], color="#BDBDBD", width=0.7, label="seen that day")
    axes.plot(x, frame["mean"], "D", color=FITTED, markersize=6, label="mean of that weekday")
    dates = [pd.Timestamp(str(date)) for date in frame["date"]]
    axes.set_xticks(x, [f"{date:%a}\n{date.day} {date:%b}" for date in dates], fontsize=8)
    axes.set_ylabel("Contacts of the day")
    axes.set_title("Some days are busier than others", pad=8)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _handle_times(frame: pd.DataFrame) -> Figure:
    def panel(axes: Axes, rows: pd.DataFrame) -> None:
        rows = rows.sort_values(["seconds", "observed"])
        seen: dict[str, Any] = {
            "color": SEEN,
            "linewidth": 2.2,
            "label": "seen",
            "drawstyle": "steps-post",
        }
        axes.plot(rows["seconds"] / 60, rows["observed"], **seen)
        axes.plot(
            rows["seconds"] / 60, rows["fitted"], "--", color=FITTED, linewidth=2, label="fitted"
        )
        most = rows.loc[rows["observed"] <= LONGEST_SHARE, "seconds"].max() / 60
        axes.set_xlim(0, most if most > 0 else None)

    title = "How long contacts take: share finished within so many minutes"
    return _by_reason(frame, panel, title, "Minutes of handle time, at average speed")


def _patience(frame: pd.DataFrame) -> Figure:
    def panel(axes: Axes, rows: pd.DataFrame) -> None:
        rows = rows.sort_values("seconds")
        minutes = rows["seconds"] / 60
        steps: dict[str, Any] = {"step": "post", "alpha": 0.2, "linewidth": 0}
        axes.fill_between(minutes, rows["low"], rows["high"], color=SEEN, **steps)
        label = "seen (Kaplan–Meier, 95 % band)"
        axes.plot(minutes, rows["observed"], color=SEEN, drawstyle="steps-post", label=label)
        axes.plot(minutes, rows["fitted"], "--", color=FITTED, linewidth=2, label="fitted")
        axes.set_xlim(left=0)

    title = "Patience: share of customers who would still be waiting after so many minutes"
    return _by_reason(frame, panel, title, "Minutes waited")


def _staffing(frame: pd.DataFrame) -> Figure:
    busy = frame[frame[["on_shift", "observed", "fitted"]].max(axis=1) > 0.25]
    busy = busy if len(busy) else frame
    hours = int(busy["hour"].min()), int(busy["hour"].max())

    def panel(axes: Axes, rows: pd.DataFrame) -> None:
        by_hour = rows.set_index("hour")[["on_shift", "observed", "fitted"]]
        by_hour = by_hour.reindex(range(hours[0], hours[1] + 1)).fillna(0.0)
        edges = np.arange(hours[0], hours[1] + 2)
        axes.stairs(
            by_hour["on_shift"], edges, color=NEUTRAL, linestyle=":", label="on shift, breaks too"
        )
        axes.stairs(
            by_hour["observed"], edges, fill=True, color="#BDBDBD", label="seen on the floor"
        )
        axes.stairs(
            by_hour["fitted"], edges, color=FITTED, linewidth=2, label="fitted, on the floor"
        )
        hour_axis(axes, *hours, every=3)

    title = "Agents at work: seen from who took calls, and in the fitted shifts"
    figure = _sheet(busy, "weekday", _days_of(busy), panel, title)
    figure.supylabel("Agents", fontsize=10)
    return figure
