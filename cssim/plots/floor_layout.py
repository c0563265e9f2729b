"""Where everything on the floor has its place, in inches: lines, seats, ways out.

Sizes are chosen once for a whole film, as large as all its moments allow, so that nothing
moves but contacts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

SEAT_SIZES = (0.575, 0.07)
"""Largest and smallest distance between seats."""
TOKEN_SIZES = (0.22, 0.09)
"""Largest and smallest distance between waiting tokens."""
STEP = 0.94
"""Factor from one size to the next smaller that is tried."""
TEAM_HEAD = 0.21
"""Height of a team's name above its seats."""
TEAM_GAP = 0.16
MOST_ABREAST = 8
"""Most teams side by side that are tried."""
TEAM_LEAST = 1.05
"""Least width of a team, for its name; less where there are very many teams."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in inches from the lower left corner of the figure."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.bottom + self.height

    @property
    def middle(self) -> float:
        """Height of the middle."""
        return self.bottom + self.height / 2


def stacked(box: Box, n: int, most: float) -> list[Box]:
    """Return `n` boxes of one height, at most `most`, from the top of a box downwards."""
    height = min(box.height / max(n, 1), most)
    return [Box(box.left, box.top - (i + 1) * height, box.width, height) for i in range(n)]


def sizes(largest: float, smallest: float) -> list[float]:
    """Return the sizes that are tried, from the largest down."""
    n = math.ceil(math.log(smallest / largest) / math.log(STEP))
    return [largest * STEP**i for i in range(n)] + [smallest]


# ---- lines -------------------------------------------------------------------------


def grid(box: Box, size: float) -> tuple[int, int]:
    """Return rows and columns of tokens of a size that a box holds, at least one of each."""
    return max(int(box.height / size + 1e-9), 1), max(int(box.width / size + 1e-9), 1)


def token_size(box: Box, longest: int) -> float:
    """Return the largest size at which the longest line fits, else the smallest."""
    fits = (size for size in sizes(*TOKEN_SIZES) if math.prod(grid(box, size)) >= longest)
    return next(fits, TOKEN_SIZES[1])


def line_places(box: Box, size: float, n: int) -> Points:
    """Return the places of a line's first `n` tokens.

    The head of the line is at the upper right, next to the agents; who does not fit has no
    place.

    Returns
    -------
    float array, shape (min(n, what fits), 2)
    """
    rows, columns = grid(box, size)
    k = np.arange(min(n, rows * columns))
    x = box.right - (k % columns + 0.5) * size
    return np.column_stack([x, box.top - (k // columns + 0.5) * size])


# ---- seats -------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    """The seats of a team.

    Attributes
    ----------
    team : int
        Code.
    head : tuple of float
        Where its name stands.
    width : float
        Of its seats, or of its name if that needs more.
    places : float array, shape (n_agents, 2)
        Middle of each seat.
    """

    team: int
    head: tuple[float, float]
    width: float
    places: Points


def seats(box: Box, teams: Sequence[tuple[int, int]]) -> tuple[float, list[Team]]:
    """Return the distance between seats, and the seats of each team.

    Parameters
    ----------
    box : Box
        Where they are to sit.
    teams : sequence of (int, int)
        Code and number of agents of each team.

    Returns
    -------
    float, list of Team
        The largest distance at which all fit, and every seat.
    """
    found: tuple[float, list[Team]] = (SEAT_SIZES[0], [])
    for size, abreast in product(sizes(*SEAT_SIZES), range(1, MOST_ABREAST + 1)):
        width = (box.width - (abreast - 1) * TEAM_GAP) / abreast
        found = size, _shelves(box, teams, size, width)
        if _fits(box, found[1], size):
            break
    return found


def _fits(box: Box, teams: Sequence[Team], size: float) -> bool:
    lowest = min((float(team.places[:, 1].min()) for team in teams), default=box.top)
    return lowest - size / 2 >= box.bottom - 1e-9


def _shelves(box: Box, teams: Sequence[tuple[int, int]], size: float, most: float) -> list[Team]:
    """Place teams, none wider than `most`, from left to right in shelves from the top down."""
    placed: list[Team] = []
    left, top, lowest = box.left, box.top, box.top
    for team, n in teams:
        columns = min(n, max(int(most / size + 1e-9), 1))
        width = max(columns * size, min(TEAM_LEAST, most))
        if left > box.left and left + width > box.right + 1e-9:
            left, top = box.left, lowest - TEAM_GAP / 2
        places = _block((left, top - TEAM_HEAD), n, columns, size)
        placed.append(Team(team, (left, top - TEAM_HEAD / 2), width, places))
        lowest = min(lowest, float(places[:, 1].min()) - size / 2)
        left += width + TEAM_GAP
    return placed


def _block(corner: tuple[float, float], n: int, columns: int, size: float) -> Points:
    """Return the places of `n` seats in rows, below and to the right of a corner."""
    k = np.arange(n)
    x, y = corner
    return np.column_stack([x + (k % columns + 0.5) * size, y - (k // columns + 0.5) * size])


def hand_places(seat: Points, size: float, slot: NDArray[Any], side: NDArray[Any]) -> Points:
    """Return where contacts in hand are drawn: in a square grid over the seat, by slot.

    Parameters
    ----------
    seat : float array, shape (n, 2)
        Middle of each contact's seat.
    size : float
        Width of a seat.
    slot, side : int arrays, shape (n,)
        Place of each contact among those of its agent, and contacts to a side of the grid.
    """
    cell = np.column_stack([slot % side, side - 1 - slot // side])
    offset: Points = (cell + 0.5) / side[:, None] - 0.5
    return seat + offset * size
