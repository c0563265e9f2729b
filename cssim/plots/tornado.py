"""Which assumption an answer depends on most: how far each end of its range moves it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from cssim.plots.style import (
    ARM_COLORS,
    BASE_COLOR,
    NEUTRAL,
    empty_figure,
    figure_legend,
    heading,
    new_figure,
    shown,
    styled,
)

HALF = 0.3
"""Height of a bar: the two ends of a range stand under each other, for they may lie on one side."""
ENDS = {"low": (ARM_COLORS[3], -1), "high": (ARM_COLORS[2], 1)}
MOST_PATH = 46


def tornado(frame: pd.DataFrame, change: str = "") -> Figure:
    """Draw the effect of a what-if with each assumption at either end of its range.

    Parameters
    ----------
    frame : DataFrame
        `cssim.words.sensitivity`: path, as_is, low_at, at_low, high_at, at_high, low_text,
        high_text, the widest first; attrs label, as_is_text.
    change : str
        Name of the what-if.
    """
    title = f"What the answer hangs on: change in {frame.attrs.get('label', 'the measure')}"
    if frame.empty:
        return empty_figure(title, "No number that was varied moves it.")
    with styled():
        figure, axes = new_figure(1.8 + 0.48 * len(frame))
        as_is = float(frame["as_is"].iloc[0])
        for end, (color, side) in ENDS.items():
            moved = frame[f"at_{end}"] - as_is
            at = [y + side * HALF / 2 for y in range(len(frame))]
            axes.barh(
                at, moved, left=as_is, height=HALF, color=color,
                label=f"at the {end} end of its range",
            )  # fmt: skip
            _write(axes, at, frame[f"at_{end}"], frame[f"{end}_at"], as_is)
        axes.axvline(as_is, color=BASE_COLOR, linewidth=1.4)
        axes.axvline(0, color=NEUTRAL, linewidth=1, linestyle=":")
        axes.set_yticks(range(len(frame)), [shown(path, MOST_PATH) for path in frame["path"]])
        axes.set_ylim(len(frame) - 0.4, -0.6)
        axes.margins(x=0.18)
        axes.xaxis.set_major_formatter(FuncFormatter(_amount))
        axes.set_xlabel(frame.attrs.get("unit", ""))
        axes.grid(visible=False, axis="y")
        what = f"“{shown(change)}”, " if change else ""
        heading(
            axes, title, f"{what}as it is: {frame.attrs.get('as_is_text', '')}; dotted: no change"
        )
        figure_legend(figure, [axes])
    return figure


def _amount(x: float, _: object = None) -> str:
    return f"{x:,.6g}".replace("-", "−")


def _write(
    axes: Axes, at: list[float], ends: pd.Series[float], texts: pd.Series[str], as_is: float
) -> None:
    """Write beside each bar what the number is there."""
    for y, end, text in zip(at, ends, texts, strict=True):
        right = end >= as_is
        axes.annotate(
            str(text), (end, y), xytext=(3 if right else -3, 0), textcoords="offset points",
            ha="left" if right else "right", va="center", fontsize=7.5, color=NEUTRAL,
        )  # fmt: skip
