"""What stays on the floor: headings, names of lines and teams, and what colours mean."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from cssim.journal import STATES
from cssim.plots import floor_look as look
from cssim.plots.floor_layout import Box
from cssim.plots.floor_plan import AGENTS, EXITED, LABELS, LINES, Plan
from cssim.plots.floor_state import EXITS
from cssim.plots.floor_words import HEAD
from cssim.plots.style import GRID, NEUTRAL, shown

HEIGHT = 5.7
"""Of the figure, inches."""
RULE, KEY = 4.76, 1.84
"""Heights of the line under the headings and of the first line of the key."""
ROW = 0.2
TWO_LINES = 0.42
"""Height of a line of contacts from which its name takes two lines of text."""
KEY_SIZE = 62
"""Of a contact in the key, square points."""
PER_LETTER, NAME_LETTER = 0.072, 0.076
"""Width of a letter of the key and of a team's name, inches."""


def draw_backdrop(axes: Axes, plan: Plan) -> None:
    """Draw everything that stays the same in all moments."""
    for x, until, words in (
        (LABELS.left, LINES.right, "Waiting"),
        (AGENTS.left, AGENTS.right, "Agents"),
        (EXITED.left, EXITED.right, "Gone"),
    ):
        axes.text(x, HEAD, words, size=11, weight="bold", va="baseline")
        axes.plot([x, until], [RULE, RULE], color=look.INK, linewidth=1)
    _lines(axes, plan)
    _teams(axes, plan)
    _exits(axes, plan)
    _waiting_key(axes, plan)
    _state_key(axes, plan)


def _lines(axes: Axes, plan: Plan) -> None:
    if not plan.rows:
        _nothing(axes, LABELS, "No contact came in this time.")
    for row in plan.rows:
        y = row.box.top - plan.token / 2
        if row.reason >= 0:
            color = look.reason_colors(np.array([row.reason]))
            axes.scatter([LABELS.left + 0.06], [y], s=45, c=color, linewidths=0)
        double = row.box.height > TWO_LINES
        name = row.name if double or not row.below else f"{row.name} · {row.below}"
        size = 9 if len(name) < 18 else 8 if len(name) < 21 else 7
        axes.text(LABELS.left + 0.18, y - 0.045, shown(name, 25), size=size, va="baseline")
        if double:
            axes.text(LABELS.left + 0.18, y - 0.19, row.below, size=7.5, color=NEUTRAL)
        _rule(axes, (LABELS.left, LINES.right), row.box.bottom + 0.045)


def _teams(axes: Axes, plan: Plan) -> None:
    if not plan.teams:
        _nothing(axes, AGENTS, "Nobody is on shift in this time.")
    names = plan.floor.journal.names("teams")
    for team in plan.teams:
        name = shown(names[team.team], max(int(team.width / NAME_LETTER), 2))
        axes.text(*team.head, name, size=9, va="center", color=look.INK)


def _exits(axes: Axes, plan: Plan) -> None:
    for code, box in plan.doors:
        words = look.EXIT_WORDS[EXITS[code]]
        axes.text(box.left, box.top - 0.2, words, size=9, va="baseline")
        _rule(axes, (box.left, box.right), box.bottom + 0.045)


def _rule(axes: Axes, x: tuple[float, float], y: float) -> None:
    axes.plot(x, [y, y], color=GRID, linewidth=0.7)


def _nothing(axes: Axes, box: Box, words: str) -> None:
    axes.text(box.left, box.top - 0.2, words, size=9, color=NEUTRAL, va="baseline")


# ---- what colours mean -------------------------------------------------------------


def _waiting_key(axes: Axes, plan: Plan) -> None:
    """Show one contact at growing waits, and one that nobody is on the line for."""
    x, over = LABELS.left + 0.06 + np.arange(4) * 0.17, np.array([0.0, 0.5, 1.1, 4.0])
    reason = next((row.reason for row in plan.rows if row.reason >= 0), 0)
    color = look.reason_colors(np.array([reason]))
    axes.scatter(x, np.full(4, KEY), s=KEY_SIZE, c=color, linewidths=0)
    cores = [look.LATE if late else look.SOON for late in over > 1]
    sizes = KEY_SIZE * look.core_share(over) ** 2
    axes.scatter(x, np.full(4, KEY), s=sizes, c=cores, linewidths=0)
    accepted = look.acceptable(plan.floor.options, "the acceptable wait")
    _key_words(axes, x[-1] + 0.14, KEY, f"waiting: dark red beyond {accepted}")
    rim: Any = {"c": "white", "edgecolors": color, "linewidths": 1.1}
    axes.scatter(x[:1], [KEY - ROW], s=KEY_SIZE, **rim)
    _key_words(axes, x[0] + 0.14, KEY - ROW, "nobody on the line; the longest wait is at the right")


def _state_key(axes: Axes, plan: Plan) -> None:
    """Show the states that occur, as many to a line as fit."""
    x, y = AGENTS.left, KEY
    for code in np.unique(plan.floor.states["state"]):
        words = look.STATE_LOOKS[STATES[code]][1]
        width = 0.2 + PER_LETTER * len(words) + 0.1
        if x + width > EXITED.right:
            x, y = AGENTS.left, y - ROW
        _seat(axes, (x + 0.08, y), code)
        _key_words(axes, x + 0.2, y, words)
        x += width


def _seat(axes: Axes, place: tuple[float, float], code: int) -> None:
    style: Any = {"marker": look.SEAT, "s": 85, "linewidths": 0.9}
    axes.scatter(*place, color=[look.SEATS[code]], edgecolors=[look.EDGES[code]], **style)


def _key_words(axes: Axes, x: float, y: float, words: str) -> None:
    axes.text(x, y - 0.01, words, size=8, va="center", color=look.INK)
