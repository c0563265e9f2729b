"""Which assumption an answer depends on most: how far each end of its range moves it."""

from __future__ import annotations

import pandas as pd
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

LOW_COLOR, HIGH_COLOR = ARM_COLORS[3], ARM_COLORS[2]
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
        return empty_figure(title, "No assumption was varied.")
    with styled():
        figure, axes = new_figure(1.5 + 0.42 * len(frame))
        as_is = float(frame["as_is"].iloc[0])
        for end, color in (("low", LOW_COLOR), ("high", HIGH_COLOR)):
            moved = frame[f"at_{end}"] - as_is
            axes.barh(
                range(len(frame)), moved, left=as_is, height=0.55, color=color, alpha=0.9,
                label=f"at the {end} end of its range",
            )  # fmt: skip
        _ends(axes, frame, as_is)
        axes.axvline(as_is, color=BASE_COLOR, linewidth=1.4)
        axes.axvline(0, color=NEUTRAL, linewidth=1, linestyle=":")
        axes.set_yticks(range(len(frame)), [shown(path, MOST_PATH) for path in frame["path"]])
        axes.set_ylim(len(frame) - 0.4, -0.6)
        axes.margins(x=0.18)
        axes.xaxis.set_major_formatter(FuncFormatter(_amount))
        axes.grid(visible=False, axis="y")
        what = f"“{shown(change)}”, " if change else ""
        heading(axes, title, f"{what}as it is: {frame.attrs.get('as_is_text', '')}; dotted: none")
        figure_legend(figure, [axes])
    return figure


def _amount(x: float, _: object = None) -> str:
    return f"{x:,.6g}".replace("-", "−")


def _ends(axes: object, frame: pd.DataFrame, as_is: float) -> None:
    """Write beside each bar what the number is there."""
    for y, row in enumerate(frame.to_dict("records")):
        sides = {row["at_low"]: row["low_at"], row["at_high"]: row["high_at"]}
        for at, text in sides.items():
            right = at >= as_is
            axes.annotate(  # type: ignore[attr-defined]
                str(text), (at, y), xytext=(3 if right else -3, 0), textcoords="offset points",
                ha="left" if right else "right", va="center", fontsize=8, color=NEUTRAL,
            )  # fmt: skip
