"""Differences with their intervals, all measures side by side, the good side to the right."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cssim.plots.style import (
    BAD,
    GOOD,
    NEUTRAL,
    WIDTH,
    empty_figure,
    figure_title,
    new_figure,
    shown,
    styled,
)

REACH = 0.92
"""Part of a row's half that its farthest interval end fills."""
LETTER = 0.075
"""Width of a letter in a panel, inches; one of a row's name is wider."""
MOST_WIDE = 3
"""Panels up to which a name fits in one line."""
TITLE_LETTERS = 84
"""Letters of titles side by side when there are more."""
COLORS = {"better": GOOD, "worse": BAD}
HALO = {"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.5}
MARKERS = {"better": "o", "worse": "s"}


def forest(frame: pd.DataFrame) -> Figure:
    """Draw what each what-if changes, with 95 % intervals, one panel per what-if.

    Each measure has a scale of its own, the same in every panel, with "no change" in the
    middle and the good side to the right; what the point stands for is written above it.
    Measures without a good side are left out.

    Parameters
    ----------
    frame : DataFrame
        `cssim.words.changes`: arm, measure, label, difference, low, high, better,
        verdict, change_text.
    """
    title = "What each change does, compared with the base"
    rows = frame[(frame["better"] != "none") & frame["difference"].notna()]
    if rows.empty:
        return empty_figure(title, "There is no difference to show.")
    arms, measures = list(dict.fromkeys(rows["arm"])), list(dict.fromkeys(rows["measure"]))
    reach = {name: _reach(rows[rows["measure"] == name]) for name in measures}
    with styled():
        height = 1.5 + 0.46 * len(measures)
        labels = rows.drop_duplicates("measure").set_index("measure")["label"]
        room = WIDTH / LETTER - 4 - 1.15 * labels.str.len().max()
        figure, axes = new_figure(height, 1, len(arms), sharey=True, squeeze=False)
        few = len(arms) <= MOST_WIDE
        for panel, arm in zip(axes[0], arms, strict=True):
            _panel(panel, rows[rows["arm"] == arm], measures, reach, 2 * len(arms) / room)
            panel.set_title(_title(arm, len(arms)), fontsize=10.5 if few else 9, pad=24)
        axes[0, 0].set_yticks(range(len(measures)), [labels[name] for name in measures])
        figure_title(figure, title)
        figure.supxlabel(
            "Line: 95 % interval. Filled: clear difference; hollow: no clear difference. Each row"
            " has its own scale.",
            fontsize=9,
            color=NEUTRAL,
        )
    return figure


def _title(arm: str, n: int) -> str:
    """Return the name of a what-if, in lines that fit side by side."""
    if n <= MOST_WIDE:
        return shown(arm, 30 if n > 2 else 60)
    return "\n".join(wrap(shown(arm, 60), max(TITLE_LETTERS // n, 8)))


def _reach(rows: pd.DataFrame) -> float:
    ends = rows[["difference", "low", "high"]].abs().to_numpy().ravel()
    finite = [end for end in ends if math.isfinite(end)]
    return max(finite, default=0.0) or 1.0


def _panel(
    axes: Axes,
    rows: pd.DataFrame,
    measures: list[str],
    reach: dict[str, float],
    per_letter: float,
) -> None:
    axes.axvspan(-1.0, 0.0, color=BAD, alpha=0.06, linewidth=0)
    axes.axvspan(0.0, 1.0, color=GOOD, alpha=0.06, linewidth=0)
    axes.axvline(0.0, color=NEUTRAL, linewidth=1)
    for row in rows.itertuples():
        sign = 1.0 if row.better == "higher" else -1.0
        scale = sign * REACH / reach[str(row.measure)]
        _point(axes, measures.index(str(row.measure)), row, scale, per_letter)
    top: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "fontsize": 9, "va": "bottom"}
    axes.text(-0.5, 1.01, "◀ worse", ha="center", color=BAD, **top)
    axes.text(0.5, 1.01, "better ▶", ha="center", color=GOOD, **top)
    axes.set_xlim(-1.0, 1.0)
    axes.set_ylim(len(measures) - 0.4, -0.6)
    axes.set_xticks([])
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _point(axes: Axes, y: int, row: Any, scale: float, per_letter: float) -> None:
    color = COLORS.get(row.verdict, NEUTRAL)
    x = row.difference * scale
    ends = [row.low * scale, row.high * scale]
    axes.plot(ends, [y + 0.16] * 2, color=color, linewidth=2.2, solid_capstyle="butt")
    clear = row.verdict in COLORS
    marker = MARKERS.get(row.verdict, "o")
    axes.plot(
        x, y + 0.16, marker, color=color, markersize=6, markerfacecolor=color if clear else "white"
    )
    free = max(1.0 - per_letter * len(row.change_text) / 2, 0.0)
    text = row.change_text
    axes.text(
        min(max(x, -free), free),
        y - 0.02,
        text,
        ha="center",
        va="bottom",
        fontsize=8.5,
        color=color,
    )
