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
    empty_figure,
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
DOTS: dict[str, Any] = {"marker": "o", "markersize": 4.5, "linewidth": 0}
CUT = 2.5
"""Highest end of the y axis, as a multiple of the highest line."""
Panels = Mapping[str, pd.DataFrame]
"""Title of a panel -> frame of `cssim.study.yardstick.beside` with a column ``own``."""


def waits_against_log(panels: Panels) -> Figure:
    """Draw the share of answered customers who waited longer than x, seen and simulated.

    Parameters
    ----------
    panels : dict of title to DataFrame
        Each a forecast and, in its column ``own``, a replay of the same days.
    """
    with styled():
        figure, axes = new_figure(4.4, 1, len(panels), sharey=True, squeeze=False)
        for panel, (title, frame) in zip(axes[0], panels.items(), strict=True):
            rows = _rows(frame, "wait", "longer")
            _lines(panel, rows["key"] / 60, rows, {"linewidth": 2.4})
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
    panels : dict of title to DataFrame
        As in `waits_against_log`.
    measure : str
        asa_s or abandonment.
    title, unit : str
        Of the picture and its y axis.
    """
    busy = {name: _busy(frame, measure) for name, frame in panels.items()}
    drawn = pd.concat(busy.values())
    if drawn.empty:
        return empty_figure(title, f"No hour has {FEWEST_CALLS} calls.")
    hours = int(drawn["key"].min()), int(drawn["key"].max())
    with styled():
        figure, axes = new_figure(4.4, 1, len(panels), sharey=True, squeeze=False)
        for panel, (name, rows) in zip(axes[0], busy.items(), strict=True):
            _lines(panel, rows["key"] + 0.5, rows, DOTS)
            panel.set_title(shown(name, 60), fontsize=10.5, pad=4)
            panel.set_xlabel("Hour of arrival")
            hour_axis(panel, *hours, every=3)
            if measure == "abandonment":
                _per_cent(panel)
        figure.supylabel(unit, fontsize=10)
        axes[0, 0].set_ylim(0, _top(drawn))
        return _finished(figure, axes[0], title)


def _rows(frame: pd.DataFrame, table: str, measure: str) -> pd.DataFrame:
    return frame[(frame["table"] == table) & (frame["measure"] == measure)].sort_values("key")


def _busy(frame: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return a measure by hour, without the hours of few calls."""
    calls = _rows(frame, "hour", "n_attempts")
    busy = calls.loc[calls["observed"] >= FEWEST_CALLS, "key"]
    rows = _rows(frame, "hour", measure)
    return rows[rows["key"].isin(busy)]


def _top(rows: pd.DataFrame) -> float:
    """Return the end of the y axis: bands that reach far beyond all lines are cut."""
    lines = float(rows[["observed", "simulated", "own"]].max().max())
    highest = float(rows[["observed", "simulated", "own", "high"]].max().max())
    return min(1.05 * highest, CUT * lines)


def _lines(axes: Axes, x: pd.Series[float], rows: pd.DataFrame, seen: dict[str, Any]) -> None:
    axes.plot(x, rows["simulated"], color=SIMULATED, linewidth=2, label="simulated, mean")
    axes.fill_between(
        x, rows["low"], rows["high"], color=SIMULATED, alpha=SHADE, linewidth=0,
        label="simulated, 95 % of runs",
    )  # fmt: skip
    label = "the log’s own calls and shifts, replayed"
    axes.plot(x, rows["own"], "--", color=REPLAYED, linewidth=2, label=label)
    axes.plot(x, rows["observed"], color=SEEN, label="seen in the log", **seen)


def _per_cent(axes: Axes) -> None:
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0, symbol=" %"))


def _finished(figure: Figure, axes: list[Axes], title: str) -> Figure:
    figure_title(figure, title)
    figure_legend(figure, axes, columns=2)
    return figure
