"""What all pictures share: colours, words on axes, and names that are only names.

Colours are those of Okabe and Ito, told apart by every kind of colour vision; arms also
differ by marker and line, and good and bad sides are named in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle, islice
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, PercentFormatter

from cssim.errors import printable

GOOD, BAD, NEUTRAL, GRID = "#0072B2", "#D55E00", "#6B6B6B", "#D9D9D9"
BASE_COLOR = "#4D4D4D"
ARM_COLORS = ("#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#882255", "#B8A800")
ARM_MARKERS = ("s", "^", "D", "v", "P", "X")
MOST_NAME = 32
"""Most characters of a name shown in a picture."""
MOST_HOURS = 18
"""Longest part of the day of which small panels show all their usual times."""
WIDTH = 9.5
"""Width of every figure, inches."""

RC: Any = {
    "text.parse_math": False,
    "text.usetex": False,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": NEUTRAL,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}
"""`text.parse_math` off: a ``$`` in a name is a dollar, never the start of a formula."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the style of this package; whatever the user has set stays as it was."""
    with mpl.rc_context(RC):
        yield


def new_figure(height: float, rows: int = 1, columns: int = 1, **axes: Any) -> tuple[Figure, Any]:
    """Return a figure of the common width that belongs to no window, and its axes."""
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    return figure, figure.subplots(rows, columns, **axes)


def panels(n: int, columns: int, height: float, extra: float) -> tuple[Figure, list[Axes]]:
    """Return a figure with `n` panels of one height [inches] that share their y axis."""
    rows = -(-n // columns)
    figure, grid = new_figure(extra + height * rows, rows, columns, sharey=True, squeeze=False)
    every = list(grid.flat)
    for unused in every[n:]:
        unused.set_axis_off()
    return figure, every[:n]


def shown(name: object, most: int = MOST_NAME) -> str:
    """Return a name as it may stand in a picture: printable, one line, short."""
    text = printable(str(name))
    return text if len(text) <= most else f"{text[: most - 1]}…"


def look(arms: Sequence[str], arm: str) -> dict[str, Any]:
    """Return colour, marker and line of an arm; the first of `arms` is the base."""
    i = list(arms).index(arm)
    if i == 0:
        return {"color": BASE_COLOR, "marker": "o", "linestyle": "-"}
    color = next(islice(cycle(ARM_COLORS), i - 1, None))
    marker = next(islice(cycle(ARM_MARKERS), i - 1, None))
    return {"color": color, "marker": marker, "linestyle": "-" if i < 3 else "--"}


def heading(axes: Axes, title: str, below: str = "") -> None:
    """Give the axes a title and a smaller grey line under it."""
    axes.set_title(title, pad=22 if below else 8)
    if below:
        axes.text(0, 1.02, below, transform=axes.transAxes, fontsize=9, color=NEUTRAL, va="bottom")


def hour_axis(axes: Axes, first: int, last: int, every: int = 1) -> None:
    """Write the x axis as times of day, from the start of `first` to the end of `last`."""
    axes.set_xlim(first, last + 1)
    every = 2 * every if every > 1 and last + 1 - first > MOST_HOURS else every
    axes.xaxis.set_major_locator(FixedLocator(list(range(first, last + 2, every))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{round(x):02d}:00"))
    axes.tick_params(axis="x", labelsize=8.5)


def share_axis(axes: Axes) -> None:
    """Write the y axis in per cent, from none to all."""
    axes.set_ylim(0, 1)
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0, symbol=" %"))


def figure_title(figure: Figure, title: str) -> None:
    """Give a figure of several panels its title."""
    figure.suptitle(title, x=0.01, ha="left", fontweight="bold", fontsize=12)


def figure_legend(figure: Figure, panels: Iterable[Axes], note: str = "", columns: int = 3) -> None:
    """Put one legend for all panels under the figure, each label once, with a note."""
    found: dict[str, Any] = {}
    for axes in panels:
        handles, labels = axes.get_legend_handles_labels()
        found |= {label: handle for handle, label in zip(handles, labels, strict=True)}
    figure.legend(
        list(found.values()), list(found), loc="outside lower center", ncols=columns,
        title=note or None, title_fontsize=9,
    )  # fmt: skip


def legend_below(axes: Axes, columns: int, **options: Any) -> None:
    """Put the legend under the axis."""
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=columns, **options)


def empty_figure(title: str, why: str) -> Figure:
    """Return a figure that says in words why there is nothing to draw."""
    with styled():
        figure, axes = new_figure(2.0)
        axes.set_axis_off()
        axes.set_title(title)
        axes.text(0, 0.6, why, transform=axes.transAxes, color=NEUTRAL)
    return figure
