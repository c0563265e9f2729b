"""Colours and words of the floor: circles are contacts, squares are agents.

A contact has the colour of its reason, none of which is red. A red core grows in it as it
waits, so that size tells as well as colour; states differ in lightness, too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from matplotlib.colors import to_rgba_array
from matplotlib.path import Path
from numpy.typing import NDArray

from cssim.journal import STATES, About
from cssim.measures import Options
from cssim.plots.floor_state import EXITS
from cssim.words.numbers import NBSP, awt_text

Colors = NDArray[np.float64]

SOON, LATE, PALE, INK = "#FF9C85", "#C4200A", "#FFFFFF", "#333333"
REASONS = to_rgba_array(
    ("#0072B2", "#009E73", "#E3A600", "#7B4FA3", "#56B4E9", "#CC79A7", "#7A6A00", "#4D4D4D")
)
"""Colours of reasons, told apart by every kind of colour vision; they repeat after these."""

STATE_LOOKS = {
    "idle": ("#DDF3E4", "free"),
    "ring": ("#FFF3B8", "phone rings"),
    "talk": ("#A9CDEB", "talking"),
    "hold": ("#7BA3D0", "customer on hold"),
    "acw": ("#F3D7A2", "after-contact work"),
    "deferred": ("#D9CBEA", "writing"),
    "conference": ("#5E86B8", "handing over"),
    "break": ("#D4D4D4", "break"),
    "training": ("#BFC6BF", "training"),
    "coaching": ("#C9BFC6", "coaching"),
    "meeting": ("#BFC2CC", "meeting"),
    "outage": ("#8A8A8A", "system down"),
    "absent": ("#F7F7F7", "absent"),
}
"""Colour of a seat and what its agent does, in words; not on shift has neither."""
CORE = 0.82
"""Width of the red core of the longest wait, as a share of the contact's."""
SEATS = to_rgba_array([*(STATE_LOOKS[state][0] for state in STATES), "#FFFFFF"])
EDGES = to_rgba_array(
    ["#2E8B57" if s == "idle" else "#BBBBBB" if s == "absent" else "#8C8C8C" for s in STATES]
    + ["#E2E2E2"]
)
"""By state; the last is for who is not on shift."""

EXIT_WORDS = {
    "resolved": "solved",
    "unresolved": "not solved",
    "abandoned": "hung up",
    "blocked": "turned away",
    "contained": "self-service",
    "diverted": "call back later",
}
EXIT_COLORS = dict(
    zip(EXITS, ("#0072B2", "#8A6D00", LATE, "#6E1A0B", "#4D4D4D", "#4D4D4D"), strict=True)
)

_ROUND = [(-1, -0.7), (-1, -1), (-0.7, -1), (0.7, -1), (1, -1), (1, -0.7)]
_ROUND += [(-x, -y) for x, y in _ROUND]
SEAT = Path([*_ROUND, _ROUND[0]], [1, 3, 3, 2, 3, 3, 2, 3, 3, 2, 3, 3, 79])
"""A square with round corners, as a marker."""


def reason_colors(reasons: NDArray[np.int64]) -> Colors:
    """Return a row of colour for each reason code."""
    return REASONS[reasons % len(REASONS)]


def core_share(over: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the red share of a waiting contact's width.

    Parameters
    ----------
    over : float array
        The wait as a multiple of the acceptable wait: half red at 1, all but a rim from 4.
    """
    return CORE * np.sqrt(np.clip(over / 4, 0, 1))


def acceptable(options: Options, otherwise: str) -> str:
    """Return the acceptable wait if it is the same on all channels, else some other words."""
    text = awt_text(options)
    return otherwise if "," in text else text.replace(NBSP, " ")


def start_of(about: About) -> datetime:
    """Return the wall-clock time of instant 0; a Monday if the journal does not say."""
    return datetime.fromisoformat(about.start or "2024-01-01")


def clock(about: About, instant: int, *, seconds: bool) -> str:
    """Return an instant as weekday and time of day."""
    moment = start_of(about) + timedelta(milliseconds=int(instant))
    return f"{moment:%a %H:%M:%S}" if seconds else f"{moment:%a %H:%M}"
