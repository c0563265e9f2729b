"""What the floor says in words and numbers, anew for each moment."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from cssim import units
from cssim.journal import BUSY_STATES, LOST_STATES, STATES
from cssim.plots import floor_look as look
from cssim.plots.floor_plan import AGENTS, EXITED, LABELS, LINES, Plan
from cssim.plots.floor_state import EXITS, IDLE, Ints, Moment
from cssim.plots.style import NEUTRAL

HEAD, CLOCK = 4.86, 5.32
"""Heights of the headings and of the clock."""
BUSY = tuple(STATES.index(state) for state in BUSY_STATES)
AWAY = tuple(STATES.index(state) for state in LOST_STATES)


class Said:
    """The texts that change.

    Parameters
    ----------
    axes : Axes
    plan : Plan
    instants : int array
        Every moment that will be shown, in order.
    """

    def __init__(self, axes: Axes, plan: Plan, instants: Ints) -> None:
        self.plan, self.instants = plan, instants
        self.arrived, self.left = plan.floor.n_arrived(instants), plan.floor.n_left(instants)
        self.seconds = bool(np.any(instants % units.MINUTE_MS))
        self.since = look.clock(plan.floor.journal.about, plan.floor.since, seconds=False)
        self.clock = _text(axes, LABELS.left, CLOCK, size=19, weight="bold")
        self.came = _text(axes, EXITED.right, CLOCK, size=9, color=NEUTRAL, ha="right")
        self.waiting = _text(axes, LABELS.left + 0.72, HEAD, size=9)
        self.agents = _text(axes, AGENTS.left + 0.66, HEAD, size=9)
        self.gone = _text(axes, EXITED.right, HEAD, size=9, ha="right")
        self.counts = [_count(axes, row.box.top, plan.token) for row in plan.rows]
        self.hidden = [_hidden(axes, row.box, plan.token) for row in plan.rows]
        self.exits = [_exit(axes, box.top, code) for code, box in plan.doors]

    @property
    def texts(self) -> list[Text]:
        """Every text that changes."""
        single = [self.clock, self.came, self.waiting, self.agents, self.gone]
        return [*single, *self.counts, *self.hidden, *self.exits]

    def show(self, moment: Moment) -> None:
        """Say what holds at a moment."""
        about = self.plan.floor.journal.about
        self.clock.set_text(look.clock(about, moment.at, seconds=self.seconds))
        self.waiting.set_text(self._waiting(moment))
        self.agents.set_text(_agents(moment.state))
        self._show_lines(moment)
        i = int(np.searchsorted(self.instants, moment.at))
        self.came.set_text(f"{self.arrived[i]:,} contacts have come since {self.since}")
        self.gone.set_text(f"{self.left[:, i].sum():,}")
        for (code, _), text in zip(self.plan.doors, self.exits, strict=True):
            text.set_text(f"{self.left[code, i]:,}")

    def _waiting(self, moment: Moment) -> str:
        n = len(moment.waiting)
        if not n:
            return "nobody"
        longest = moment.at - self.plan.floor.legs.queued[moment.waiting[0]]
        return f"{n:,}, the longest {duration(int(longest))}"

    def _show_lines(self, moment: Moment) -> None:
        _, counts, hidden = self.plan.waiting_places(moment)
        for text, n in zip(self.counts, counts, strict=True):
            text.set_text(f"{n:,}" if n else "")
        for text, n in zip(self.hidden, hidden, strict=True):
            text.set_text(f"+{n:,}" if n else "")


def _agents(state: Ints) -> str:
    busy, free = np.isin(state, BUSY).sum(), (state == IDLE).sum()
    away = np.isin(state, AWAY).sum()
    if not busy + free + away:
        return "nobody on shift"
    return f"{busy:,} busy, {free:,} free" + (f", {away:,} away" if away else "")


def duration(ms: int) -> str:
    """Return a wait as minutes and seconds, or hours and minutes.

    Examples
    --------
    >>> duration(65_000), duration(3_700_000), duration(900)
    ('1:05 min', '1:01 h', '0:00 min')
    """
    if ms >= units.HOUR_MS:
        return f"{ms // units.HOUR_MS}:{ms % units.HOUR_MS // units.MINUTE_MS:02d} h"
    return f"{ms // units.MINUTE_MS}:{ms % units.MINUTE_MS // units.SECOND_MS:02d} min"


def _text(axes: Axes, x: float, y: float, **look: Any) -> Text:
    return axes.text(x, y, "", va="baseline", animated=True, **look)


def _count(axes: Axes, top: float, token: float) -> Text:
    x, y = LINES.left - 0.33, top - token / 2 - 0.045
    return _text(axes, x, y, size=10, weight="bold", ha="right")


def _hidden(axes: Axes, box: Any, token: float) -> Text:
    rows = max(int((box.height - 0.08) / token), 1)
    y = box.top - (rows - 0.5) * token - 0.04
    return _text(axes, box.left - 0.03, y, size=8, ha="right", color=look.LATE, weight="bold")


def _exit(axes: Axes, top: float, code: int) -> Text:
    color = look.EXIT_COLORS[EXITS[code]]
    return _text(axes, EXITED.right, top - 0.2, size=11, weight="bold", ha="right", color=color)
