"""The floor drawn: one figure whose moving parts take new data for each moment.

What never changes is drawn once and kept as a picture; a frame is that picture with the
moving parts on top, which is several times faster than drawing everything again.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgba_array
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cssim.plots import floor_look as look
from cssim.plots.floor_backdrop import HEIGHT, draw_backdrop
from cssim.plots.floor_curves import Curves
from cssim.plots.floor_layout import hand_places
from cssim.plots.floor_plan import Plan
from cssim.plots.floor_state import Floor, Ints, Moment
from cssim.plots.floor_words import Said
from cssim.plots.style import WIDTH, styled

MOST_STEP = 60_000
"""Longest time between moments, in ms, at which trails still tell something."""
TOKEN = 0.86
"""Width of a contact as a share of its place in a line."""
HAND, SQUARE, FULL_HAND = 0.46, 0.74, 0.8
"""Width of a contact in hand: alone as a share of the seat's; of several, in a square over the
seat, as a share of its place there."""
FADE = 6
"""Steps of a film after which somebody who left is no longer seen."""
LINE = 72.0
"""Points per inch."""
SOON, LATE = to_rgba_array((look.SOON, look.LATE))


class Stage:
    """A figure of the floor that can show any of some moments.

    Parameters
    ----------
    floor : Floor
    instants : int array
        What will be shown; decides the sizes.
    step : int
        Time between moments, in ms: who has moved since then leaves a trail.
    dpi : int
        Pixels per inch.
    """

    def __init__(self, floor: Floor, instants: Ints, step: int, dpi: int) -> None:
        self.floor, self.step = floor, step
        self.plan = Plan(floor, instants)
        with styled():
            self.figure = Figure(figsize=(WIDTH, HEIGHT), dpi=dpi)
            self._canvas = _canvas(self.figure)
            self.axes = _whole(self.figure)
            draw_backdrop(self.axes, self.plan)
            self._make_parts()
            self.said = Said(self.axes, self.plan, instants)
            self.curves = Curves(self.figure, floor)
            self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self.figure.bbox)

    def _make_parts(self) -> None:
        trails: Any = {"linewidths": 0.9, "zorder": 1.5, "animated": True}
        self.trails = LineCollection([], **trails)
        self.axes.add_collection(self.trails)
        self.seats = _markers(self.axes, look.SEAT, self.plan.seat_size * 0.86, 2)
        self.waiting = _markers(self.axes, "o", self.plan.token * TOKEN, 3)
        self.cores = _markers(self.axes, "o", self.plan.token, 3.1)
        self.hands = _markers(self.axes, "o", self.plan.seat_size, 3)
        self.exits = _markers(self.axes, "o", 0.13, 3)

    @property
    def artists(self) -> list[Artist]:
        """What moves, from back to front."""
        parts = [self.trails, self.seats, self.waiting, self.cores, self.hands, self.exits]
        return [*parts, *self.said.texts, *self.curves.artists]

    def show(self, instant: int) -> Moment:
        """Give every moving part the data of a moment."""
        moment = self.floor.at(instant, instant - self.step)
        self._show_waiting(moment)
        self._show_agents(moment)
        self._show_exits(instant)
        if self.step <= MOST_STEP:
            self._show_trails(moment)
        self.said.show(moment)
        self.curves.show(instant)
        return moment

    def picture(self) -> NDArray[np.uint8]:
        """Return the moment shown as pixels, shape (height, width, 4)."""
        self._canvas.restore_region(self._background)
        with styled():
            for artist in self.artists:
                artist.draw(self._canvas.get_renderer())
        return np.asarray(self._canvas.buffer_rgba())

    # ---- the parts ---------------------------------------------------------------------

    def _show_waiting(self, moment: Moment) -> None:
        floor, legs, early = self.floor, self.floor.legs, len(moment.before)
        limit = np.maximum(floor.limit[legs.contact[moment.waiting]], 1)
        over = (moment.at - legs.queued[moment.waiting]) / limit
        off = np.append(np.zeros(early, bool), floor.off_line(moment.waiting, moment.at))
        reasons = np.append(floor.contacts["reason"][moment.before], legs.reason[moment.waiting])
        colors = look.reason_colors(reasons)
        places, _, _ = self.plan.waiting_places(moment)
        self.waiting.set(offsets=places, facecolor=_hollow(colors, off), edgecolor=colors)
        width = self.plan.token * TOKEN * look.core_share(np.where(off[early:], 0, over))
        core = np.where((over > 1)[:, None], LATE, SOON)
        self.cores.set(offsets=places[early:], sizes=(width * LINE) ** 2, facecolor=core)

    def _show_agents(self, moment: Moment) -> None:
        seated, plan = self.floor.seated, self.plan
        state = moment.state[seated]
        self.seats.set(
            offsets=plan.seat[seated], facecolor=look.SEATS[state], edgecolor=look.EDGES[state]
        )
        legs, rows = self.floor.legs, moment.in_hand
        agent, slot = legs.agent[rows], legs.slot[rows]
        side, square = plan.side[agent], plan.seat_size * SQUARE
        colors = look.reason_colors(legs.reason[rows])
        width = np.where(side == 1, plan.seat_size * HAND, square * FULL_HAND / side)
        self.hands.set(
            offsets=hand_places(plan.seat[agent], square, slot, side),
            sizes=(width * LINE) ** 2,
            facecolor=_hollow(colors, self.floor.off_line(rows, moment.at)),
            edgecolor=colors,
        )

    def _show_exits(self, instant: int) -> None:
        """Draw those who left lately, the latest first, paler with time."""
        floor, gone, span = self.floor, self.floor.gone, max(FADE * self.step, 1)
        lately = np.flatnonzero((gone > instant - span) & (gone <= instant) & (floor.exit >= 0))
        lately = lately[np.argsort(-gone[lately], kind="stable")]
        places, rows = self.plan.exit_places(floor.exit[lately])
        colors = look.reason_colors(floor.contacts["reason"][lately])
        colors[:, 3] = 1 - 0.85 * (instant - gone[lately]) / span
        self.exits.set(offsets=places[rows], facecolor=colors[rows], linewidth=0)

    def _show_trails(self, moment: Moment) -> None:
        floor, plan = self.floor, self.plan
        taken = moment.answered[floor.legs.agent[moment.answered] >= 0]
        going = moment.left[floor.exit[moment.left] >= 0]
        starts = [plan.head_of(taken), plan.last_seen(going)]
        ends = [plan.seat[floor.legs.agent[taken]], plan.exit_doors(floor.exit[going])]
        reasons = np.append(floor.legs.reason[taken], floor.contacts["reason"][going])
        lines = np.stack([np.concatenate(starts), np.concatenate(ends)], axis=1)
        known = ~np.isnan(lines).any(axis=(1, 2))
        colors = look.reason_colors(reasons[known])
        colors[:, 3] = np.clip(12 / max(len(colors), 1), 0.2, 0.5)
        self.trails.set(segments=list(lines[known]), color=colors)


def _canvas(figure: Figure) -> Any:
    """Return a canvas of pixels, whose methods have no types."""
    return FigureCanvasAgg(figure)


def _whole(figure: Figure) -> Axes:
    """Return axes over the whole figure, in inches."""
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))
    axes.set_axis_off()
    return axes


def _markers(axes: Axes, marker: Any, width: float, order: float) -> PathCollection:
    """Return markers of a width in inches, none yet."""
    size = (width * LINE) ** 2
    return axes.scatter([], [], s=size, marker=marker, zorder=order, animated=True)


def _hollow(colors: NDArray[np.float64], off: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the colours, white where nobody is on the line."""
    return np.where(off[:, None], to_rgba_array(look.PALE), colors)
