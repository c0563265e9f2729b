"""A simulation held against its log: what was seen, and between what bounds it was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from cssim.plots.style import (
    BAD,
    BASE_COLOR,
    GOOD,
    figure_legend,
    figure_title,
    hour_axis,
    new_figure,
    shown,
    styled,
)

SEEN, SIMULATED, REPLAYED = BASE_COLOR, GOOD, BAD
SHADE = 0.18
FEWEST_CALLS = 30
"""Hours with fewer attempts are not drawn: their means say nothing."""
LONGEST_MIN = 8
CUT = 2.5
"""Highest end of the y axis, as a multiple of the highest line."""
Panels = Mapping[str, tuple[pd.DataFrame, pd.DataFrame]]


def waits_against_log(panels: Panels) -> Figure:
    """Draw the share of answered customers who waited longer than x, seen and simulated.

    Parameters
    ----------
    panels : dict of title to (forecast, replay)
        Two frames of `cssim.study.yardstick.against` each, of the same days.
    """
    with styled():
        figure, axes = new_figure(4.4, 1, len(panels), sharey=True, squeeze=False)
        for panel, (title, frames) in zip(axes[0], panels.items(), strict=True):
            drawn, played = (_rows(f, "wait", "longer") for f in frames)
            _lines(panel, drawn, played, at=1 / 60)
            panel.set_title(shown(title, 60), fontsize=10.5, pad=4)
            panel.set_xlabel("Minutes waited")
            panel.set_xlim(0, LONGEST_MIN)
            _per_cent(panel)
        figure.supylabel("Waited longer, of those answered", fontsize=10)
        axes[0, 0].set_ylim(bottom=0)
        return _finished(figure, axes[0], "How long customers waited before an answer")


def hours_against_log(panels: Panels, measure: str, title: str, unit: str) -> Figure:
    """Draw a measure by hour of arrival, seen and simulated.

    Parameters
    ----------
    panels : dict of title to (forecast, replay)
        As in `waits_against_log`.
    measure : str
        asa_s or abandonment.
    title, unit : str
        Of the picture and its y axis.
    """
    with styled():
        figure, axes = new_figure(4.4, 1, len(panels), sharey=True, squeeze=False)
        for panel, (name, frames) in zip(axes[0], panels.items(), strict=True):
            busy = _busy_hours(frames[0])
            drawn, played = (_rows(f, "hour", measure) for f in frames)
            some = [rows[rows["key"].isin(busy)] for rows in (drawn, played)]
            _lines(panel, some[0], some[1], shift=0.5)
            panel.set_title(shown(name, 60), fontsize=10.5, pad=4)
            panel.set_xlabel("Hour of arrival")
            hour_axis(panel, int(min(busy)), int(max(busy)), every=3)
            if measure == "abandonment":
                _per_cent(panel)
        figure.supylabel(unit, fontsize=10)
        axes[0, 0].set_ylim(0, _top(panels, measure))
        return _finished(figure, axes[0], title)


def _rows(frame: pd.DataFrame, table: str, measure: str) -> pd.DataFrame:
    return frame[(frame["table"] == table) & (frame["measure"] == measure)].sort_values("key")


def _busy_hours(frame: pd.DataFrame) -> list[float]:
    rows = _rows(frame, "hour", "n_attempts")
    return [float(h) for h in rows.loc[rows["observed"] >= FEWEST_CALLS, "key"]]


def _top(panels: Panels, measure: str) -> float:
    """Return the end of the y axis: bands that reach far beyond all lines are cut."""
    rows = pd.concat(_rows(f, "hour", measure) for frames in panels.values() for f in frames)
    lines = float(rows[["observed", "simulated"]].max().max())
    return min(1.05 * float(rows["high"].max()), CUT * lines)


def _lines(
    axes: Axes, drawn: pd.DataFrame, played: pd.DataFrame, at: float = 1.0, shift: float = 0.0
) -> None:
    x = drawn["key"] * at + shift
    axes.plot(x, drawn["simulated"], color=SIMULATED, linewidth=2, label="simulated, mean")
    axes.fill_between(
        x, drawn["low"], drawn["high"], color=SIMULATED, alpha=SHADE, linewidth=0,
        label="simulated, 95 % of runs",
    )  # fmt: skip
    axes.plot(
        played["key"] * at + shift, played["simulated"], "--", color=REPLAYED, linewidth=2,
        label="the log's own calls and shifts, replayed",
    )  # fmt: skip
    marks: dict[str, Any] = {"marker": "o", "markersize": 4.5, "linewidth": 0}
    look = marks if shift else {"linewidth": 2.4}
    axes.plot(x, drawn["observed"], color=SEEN, label="seen in the log", **look)


def _per_cent(axes: Axes) -> None:
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0, symbol=" %"))


def _finished(figure: Figure, axes: list[Axes], title: str) -> Figure:
    figure_title(figure, title)
    figure_legend(figure, axes, columns=2)
    return figure
