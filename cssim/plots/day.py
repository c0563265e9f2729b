"""The course of a day: waits, staffing against load, Erlang values beside simulated ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cssim.plots.style import (
    BASE_COLOR,
    empty_figure,
    figure_legend,
    figure_title,
    heading,
    hour_axis,
    legend_below,
    look,
    new_figure,
    panels,
    shown,
    styled,
)
from cssim.units import WEEKDAYS

SHADE = 0.18
MOST_COLUMNS = 3
TICKS = {1: 1, 2: 2, 3: 4}
"""Hours between ticks, by panels side by side."""
FEWEST = 0.25
"""Hours before and after all with fewer agents and less load than this are not drawn."""


def wait_through_day(frame: pd.DataFrame, measure: str = "asa_s") -> Figure:
    """Draw how long customers wait for an answer, by the hour in which they arrive.

    Parameters
    ----------
    frame : DataFrame
        ``estimates(study, "by_hour")``: arm, hour, measure, value, low, high; the arm
        that comes first is the base. With a column ``channel`` each gets panels of its own.
    measure : str
        A measure in seconds.

    Returns
    -------
    Figure
        A panel per what-if: its line and the base's, each with a band, the interval over
        replications.
    """
    title = "How long customers wait for an answer, through the day"
    rows = frame[(frame["measure"] == measure) & frame["value"].notna()]
    if rows.empty:
        return empty_figure(title, "No customer was answered.")
    arms = list(dict.fromkeys(frame["arm"]))
    pairs: list[tuple[str, ...]] = [(arms[0], arm) for arm in arms[1:]] or [(arms[0],)]
    by_channel = [("", rows)]
    if "channel" in rows:
        by_channel = [(f"{shown(c)}: ", r) for c, r in rows.groupby("channel", sort=False)]
    hours = int(rows["hour"].min()), int(rows["hour"].max())
    columns = min(len(pairs), MOST_COLUMNS)
    with styled():
        figure, every = panels(len(pairs) * len(by_channel), columns, height=2.8, extra=1.5)
        drawn = [(of, part, pair) for of, part in by_channel for pair in pairs]
        for axes, (of, part, pair) in zip(every, drawn, strict=True):
            for arm in pair:
                _line(axes, part[part["arm"] == arm], arms, arm)
            axes.set_ylim(bottom=0)
            axes.set_title(of + shown(pair[-1]), fontsize=10.5, pad=4)
            axes.set_xlabel("Hour of arrival")
            hour_axis(axes, *hours, every=TICKS[columns])
        figure_title(figure, title)
        figure.supylabel("Mean wait of those answered, seconds", fontsize=10)
        n = int(rows["n"].max()) if "n" in rows else 0
        figure_legend(figure, every, f"Bands: 95 % interval over {n} runs", columns=4)
    return figure


def _line(axes: Axes, rows: pd.DataFrame, arms: list[str], arm: str) -> None:
    rows, style = rows.sort_values("hour"), look(arms, arm)
    x = rows["hour"] + 0.5
    axes.plot(x, rows["value"], label=shown(arm), linewidth=2, markersize=5, **style)
    low = rows["low"].clip(lower=0)
    axes.fill_between(x, low, rows["high"], color=style["color"], alpha=SHADE, linewidth=0)


def erlang_beside(frame: pd.DataFrame) -> Figure:
    """Draw the simulated wait by hour beside what Erlang's formulas say.

    Parameters
    ----------
    frame : DataFrame
        `cssim.study.beside.erlang_by_hour`: hour, simulated_s, low, high, erlang_a_s,
        erlang_c_s.
    """
    title = "What an Erlang calculator would have said"
    if frame.empty:
        return empty_figure(title, "No hour has both contacts and agents.")
    frame = frame.sort_values("hour")
    x, limit = frame["hour"] + 0.5, 1.25 * float(frame[["high", "erlang_a_s"]].max().max())
    with styled():
        figure, axes = new_figure(4.6)
        simulated = {"color": BASE_COLOR, "marker": "o", "linewidth": 2, "markersize": 5}
        axes.plot(x, frame["simulated_s"], label="simulated (95 % interval)", **simulated)
        low = frame["low"].clip(lower=0)
        axes.fill_between(x, low, frame["high"], color=BASE_COLOR, alpha=SHADE, linewidth=0)
        axes.plot(x, frame["erlang_a_s"], "s--", color="#0072B2", label="Erlang A: some hang up")
        some = frame["erlang_c_s"] <= limit
        label = "Erlang C: nobody hangs up"
        axes.plot(x[some], frame["erlang_c_s"][some], "^", color="#D55E00", label=label)
        heading(axes, title, _without_answer(frame, int(some.sum())))
        axes.set_ylabel("Mean wait of those answered, seconds")
        axes.set_xlabel("Hour of arrival")
        axes.set_ylim(0, limit)
        hour_axis(axes, int(frame["hour"].min()), int(frame["hour"].max()))
        legend_below(axes, 3)
    return figure


def _without_answer(frame: pd.DataFrame, shown_hours: int) -> str:
    endless = int(frame["erlang_c_s"].isna().sum())
    above = len(frame) - endless - shown_hours
    more = f"; above the picture in {above}" if above else ""
    if not endless and not above:
        return "Each hour taken for a steady state of its own"
    return (
        f"Erlang C has no answer in {endless} of {len(frame)} hours: with more work than agents,"
        f" its queue grows for ever{more}"
    )


def staffing_and_load(frame: pd.DataFrame, arm: str = "base") -> Figure:
    """Draw agents on the floor against the work that arrives, by hour of each weekday.

    Parameters
    ----------
    frame : DataFrame
        ``estimates(study, "by_weekday_hour")`` with ``n_staffed`` and ``load``.
    arm : str
        Which arm.
    """
    title = "Agents on the floor, and the work that arrives"
    rows = frame[frame["arm"] == arm]
    wide = rows.pivot_table(
        index=["weekday", "hour"], columns="measure", values="value", observed=True
    )
    if "load" not in wide or "n_staffed" not in wide:
        return empty_figure(title, "Staffing and load were not kept.")
    wide = wide[["load", "n_staffed"]].reset_index()
    busy = wide[(wide["load"] > FEWEST) | (wide["n_staffed"] > FEWEST)]
    if busy.empty:
        return empty_figure(title, "Nobody worked and nothing arrived.")
    days = [day for day in WEEKDAYS if day in set(busy["weekday"])]
    first, last = int(busy["hour"].min()), int(busy["hour"].max())
    with styled():
        figure, every = panels(len(days), 2, height=1.8, extra=1.2)
        for axes, day in zip(every, days, strict=True):
            _staffing_day(axes, wide[wide["weekday"] == day], day, (first, last))
        figure_title(figure, title)
        figure.supylabel("Agents; erlangs of work", fontsize=10)
        figure_legend(figure, every)
    return figure


def _staffing_day(axes: Axes, rows: pd.DataFrame, day: str, hours: tuple[int, int]) -> None:
    first, last = hours
    edges = np.arange(first, last + 2)
    by_hour = rows.set_index("hour")[["load", "n_staffed"]]
    by_hour = by_hour.reindex(range(first, last + 1)).fillna(0.0)
    staffed, load = by_hour["n_staffed"].to_numpy(), by_hour["load"].to_numpy()
    axes.stairs(staffed, edges, fill=True, color="#9ECAE1", label="agents available")
    axes.stairs(load, edges, color=BASE_COLOR, linewidth=2, label="work arriving (erlangs)")
    short = np.where(load > staffed, load, np.nan)
    axes.stairs(
        short, edges, baseline=staffed, fill=True, color="#D55E00", alpha=0.75,
        label="more work than agents",
    )  # fmt: skip
    axes.set_title(day.capitalize(), fontsize=10, pad=4)
    hour_axis(axes, first, last, every=3)
