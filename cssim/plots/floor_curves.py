"""The small curves below the floor: waiting contacts, free agents, service level so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cssim import units
from cssim.measures.periods import clock_offset_ms
from cssim.plots.floor_look import acceptable, clock
from cssim.plots.floor_state import Floor
from cssim.plots.style import BAD, GOOD, NEUTRAL, share_axis
from cssim.words.numbers import percent

N_POINTS = 600
"""Instants at which the curves are computed."""
FREE = "#2E8B57"
"""The edge of a free agent's seat."""
STEPS = tuple(
    1000 * s for s in (1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
)
COUNTS, LEVEL = (0.05, 0.075, 0.57, 0.155), (0.695, 0.075, 0.275, 0.155)
"""Places of both panels, as shares of the figure."""


class Curves:
    """Curves that are drawn up to an instant; what comes later is not told."""

    def __init__(self, figure: Figure, floor: Floor) -> None:
        self.times = np.linspace(floor.start, max(floor.until, floor.start + 1), N_POINTS)
        at = self.times.astype(np.int64)
        self.levels = (floor.n_waiting(at), floor.n_idle(at), floor.service_level(at))
        counts, level = figure.add_axes(COUNTS), figure.add_axes(LEVEL)
        self._time_axis(counts, floor, 9)
        self._time_axis(level, floor, 5)
        most = max(int(curve.max(initial=0)) for curve in self.levels[:2])
        counts.set_ylim(0, max(most, 1) * 1.08)
        counts.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        share_axis(level)
        level.set(ylim=(0, 1.04), yticks=[0, 0.5, 1])
        _titles(counts, level, floor)
        look: Any = {"drawstyle": "steps-post", "linewidth": 1.6, "animated": True}
        axes_of = ((counts, BAD), (counts, FREE), (level, GOOD))
        self.lines = [axes.plot([], [], color=color, **look)[0] for axes, color in axes_of]
        now: Any = {"color": NEUTRAL, "linewidth": 0.8, "animated": True}
        self.cursors = [axes.axvline(floor.start, **now) for axes in (counts, level)]

    @property
    def artists(self) -> list[Artist]:
        """What moves."""
        return [*self.lines, *self.cursors]

    def show(self, instant: int) -> None:
        """Draw the curves up to an instant."""
        n = int(np.searchsorted(self.times, instant, "right"))
        for line, level in zip(self.lines, self.levels, strict=True):
            line.set_data(self.times[:n], level[:n])
        for cursor in self.cursors:
            cursor.set_xdata([instant, instant])

    def _time_axis(self, axes: Axes, floor: Floor, most: int) -> None:
        first, last = self.times[0], self.times[-1]
        midnight = int(first) - _since_midnight(floor, int(first))
        days = units.DAY_MS * int(np.ceil((last - first) / units.DAY_MS / most))
        step = next((s for s in STEPS if (last - first) / s <= most), days)
        ticks = np.arange(midnight, last + 1, step)
        ticks = ticks[ticks >= first]
        about = floor.journal.about
        full = [clock(about, int(t), seconds=step < units.MINUTE_MS) for t in ticks]
        axes.set_xlim(first, last)
        names = [text[:3] if step >= units.DAY_MS else text[4:] for text in full]
        axes.set_xticks(ticks, names)
        axes.tick_params(labelsize=7.5, length=2, color=NEUTRAL)


def _since_midnight(floor: Floor, instant: int) -> int:
    return (clock_offset_ms(floor.journal.about) + instant) % units.DAY_MS


def _titles(counts: Axes, level: Axes, floor: Floor) -> None:
    within = acceptable(floor.options, "")
    answered = f"answered within {within}, so far" if within else "answered in time, so far"
    words = (
        (counts, 0.0, "contacts waiting", BAD),
        (counts, 0.22, "agents free", FREE),
        (level, 0.0, answered, GOOD),
    )
    for axes, x, text, color in words:
        axes.text(
            x, 1.06, text, color=color, transform=axes.transAxes, fontsize=8.5, fontweight="bold"
        )
    goal = floor.options.sl_target
    if isinstance(goal, Mapping):  # each channel has its own
        return
    level.axhline(goal, color=NEUTRAL, linewidth=1, linestyle=":")
    level.text(
        1.0, goal - 0.03, f"goal {percent(goal)}", color=NEUTRAL, fontsize=7.5, ha="right",
        va="top", transform=level.get_yaxis_transform(),
    )  # fmt: skip
