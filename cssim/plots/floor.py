"""The floor of a contact center, watched: who waits, who talks, who has left.

`floor_at` draws one instant, `floor_film` a span of time as a film to play, pause, step
through and scrub, in a notebook or a page of its own. Both follow from the journal alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from cssim import units
from cssim.errors import InputError
from cssim.journal import Journal, write_text
from cssim.measures import Options
from cssim.measures.periods import clock_offset_ms
from cssim.plots.floor_look import clock, start_of
from cssim.plots.floor_player import packed, page, player, webp
from cssim.plots.floor_stage import Stage
from cssim.plots.floor_state import Floor

MOST_PICTURES = 2_000
"""Longest film; each picture takes some 5 to 20 kB."""
USUAL_PICTURES = 240
PER_SECOND = 6.0
"""Pictures a second at which films usually play."""
MOST_PER_SECOND = 60
LATELY = 10_000
"""Time before a single instant, in ms, whose movements are drawn."""
DPI = 100
"""Pixels per inch of a film; the width of a notebook."""
STEPS_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600)
"""Times between pictures among which the usual one is chosen, in seconds."""

WHEN = 'must be a time of day such as "09:30", or "2024-01-31 09:30"'
When = str | int
"""An instant: ``"09:30"``, ``"2024-01-31 09:30"``, or ms since the start of the run."""


def instant_of(journal: Journal, when: When) -> int:
    """Return an instant of a run, in ms since its start.

    Parameters
    ----------
    journal : Journal
    when : str or int
        A time of day, of the first day after the warm-up on which the run reaches it; a
        local date-time; or the ms themselves.

    Raises
    ------
    InputError
        It cannot be read, or lies outside the run.
    """
    about = journal.about
    instant = _read(journal, when) if isinstance(when, str) else int(when)
    if not 0 <= instant <= about.end_ms:
        raise InputError.of("", when, f"must be within the run: {_run(journal)}")
    return instant


def _read(journal: Journal, text: str) -> int:
    """Return the instant that a text says, in the run or not."""
    about = journal.about
    try:
        if len(text) > len("00:00"):
            return (units.parse_datetime(text) - start_of(about)) // timedelta(milliseconds=1)
        since_midnight = clock_offset_ms(about) + about.warm_up_ms
        return about.warm_up_ms + (units.parse_time(text) - since_midnight) % units.DAY_MS
    except InputError:
        raise InputError.of("", text, WHEN) from None


def _run(journal: Journal) -> str:
    """Return from when to when a run lasts, in words."""
    start = start_of(journal.about)
    end = start + timedelta(milliseconds=journal.about.end_ms)
    return f"{units.format_datetime(start)} to {units.format_datetime(_whole_second(end))}"


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def on_the_floor(journal: Journal, day: int) -> tuple[int, int]:
    """Return when the first agent of a day comes and the last one goes.

    Parameters
    ----------
    journal : Journal
    day : int
        Any instant of the day, in ms.

    Returns
    -------
    int, int
        Within the day and the run; the whole day if nobody is on shift.
    """
    midnight = _midnight(journal, day)
    first, last = max(midnight, 0), min(midnight + units.DAY_MS, journal.about.end_ms)
    states = journal.columns["agent_states"]
    here = (states["from_ms"] < last) & (states["until_ms"] > first)
    if not np.any(here):
        return first, last
    return (
        max(first, int(states["from_ms"][here].min())),
        min(last, int(states["until_ms"][here].max())),
    )


def _midnight(journal: Journal, instant: int) -> int:
    """Return 00:00 of an instant's day; before 0 when the run starts later than that."""
    return instant - (clock_offset_ms(journal.about) + instant) % units.DAY_MS


def _floor(journal: Journal, start: int, until: int, options: Options | None) -> Floor:
    if until < start:
        raise InputError.of("until", until, "must not come before the start")
    return Floor(journal, start, until, max(_midnight(journal, start), 0), options)


def floor_at(journal: Journal, instant: When, options: Options | None = None) -> Figure:
    """Draw the floor at one instant, with the day's curves up to it.

    Parameters
    ----------
    journal : Journal
    instant : str or int
        See `instant_of`.
    options : Options, optional
        Acceptable wait, service-level rule and goal; default: 20 s on every channel.
        ``Options.of(scenario)`` gives those of a scenario.

    Returns
    -------
    Figure
    """
    at = instant_of(journal, instant)
    first, last = on_the_floor(journal, at)
    floor = _floor(journal, min(first, at), max(last, at), options)
    stage = Stage(floor, np.array([at]), step=LATELY, dpi=DPI)
    stage.show(at)
    for artist in stage.artists:
        artist.set_animated(False)
    return stage.figure


@dataclass(frozen=True)
class Film:
    """A film of the floor; a notebook shows it as a player.

    Attributes
    ----------
    title : str
        What it shows.
    instants : tuple of int
        The moment of each picture, in ms since the start of the run.
    pictures : tuple of bytes
        WebP; every 25th whole, the others only where they differ from the one before.
    still : bytes
        The picture with most contacts waiting, for where no film can play.
    size : (int, int)
        Width and height of a picture, in pixels.
    per_second : float
        Pictures a second.
    file : str
        Name of the page it was saved as; may be empty.
    """

    title: str
    instants: tuple[int, ...]
    pictures: tuple[bytes, ...]
    still: bytes
    size: tuple[int, int]
    per_second: float
    file: str = ""

    @cached_property
    def html(self) -> str:
        """The film as a page of its own, which needs nothing from elsewhere."""
        return page(self.title, self._repr_html_())

    def _repr_html_(self) -> str:
        where = f"; it plays in {self.file}" if self.file else ""
        return player(
            self.pictures, still=self.still, size=self.size, per_second=self.per_second,
            alt=self.title, note=f"One picture of a film{where}.",
        )  # fmt: skip

    def __repr__(self) -> str:
        return f"{self.title}: {len(self.pictures)} pictures"

    def save(self, path: Path | str) -> Film:
        """Write the page, whole or not at all; return the film, which now knows its file."""
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, self.html)
        return replace(self, file=path.name)


def floor_film(
    journal: Journal,
    start: When,
    until: When,
    options: Options | None = None,
    *,
    every_s: float | None = None,
    speed: float | None = None,
    progress: Callable[[int, int], object] = lambda done, total: None,
) -> Film:
    """Film the floor from one instant to another.

    Parameters
    ----------
    journal : Journal
    start, until : str or int
        See `instant_of`.
    options : Options, optional
        As in `floor_at`.
    every_s : float, optional
        Seconds of the center's clock from picture to picture; default: what makes a film
        of at most 240 pictures.
    speed : float, optional
        How many times faster than the center's clock it plays; default: six pictures a
        second. Who watches can change it.
    progress : callable
        Called with how many pictures are drawn and of how many.

    Raises
    ------
    InputError
        The span is not within the run, the film would have more than 2,000 pictures, or
        more than 60 a second.
    """
    first, last = instant_of(journal, start), instant_of(journal, until)
    floor = _floor(journal, first, last, options)
    step = step_ms(first, last, every_s)
    instants, per_second = np.arange(first, last + 1, step), _per_second(step, speed)
    stage = Stage(floor, instants, step, DPI)
    pictures = []
    for picture in packed(_shown(stage, int(at)) for at in instants):
        pictures.append(picture)
        progress(len(pictures), len(instants))
    busiest = int(instants[np.argmax(floor.n_waiting(instants))])
    pixels = _shown(stage, busiest)
    return Film(
        title=_title(journal, first, last),
        instants=tuple(map(int, instants)),
        pictures=tuple(pictures),
        still=webp(pixels),
        size=(pixels.shape[1], pixels.shape[0]),
        per_second=per_second,
    )


def _shown(stage: Stage, at: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    stage.show(at)
    return stage.picture()


def _title(journal: Journal, first: int, last: int) -> str:
    """Return from when to when a film lasts, in words."""
    seconds = last - first < units.HOUR_MS and any(at % units.MINUTE_MS for at in (first, last))
    start, end = (clock(journal.about, at, seconds=seconds) for at in (first, last))
    same_day = _midnight(journal, first) == _midnight(journal, last)
    return f"The floor, {start} to {end[4:] if same_day else end}"


def step_ms(first: int, last: int, every_s: float | None) -> int:
    """Return the time between the pictures of a film, as `floor_film` takes it, in ms."""
    if every_s is None:
        needed = (last - first) / 1000 / USUAL_PICTURES
        every_s = next((s for s in STEPS_S if s >= needed), int(np.ceil(needed)))
    step = round(1000 * every_s) if 0 < every_s < units.LONGEST_MS else 0
    if step < 1 or (last - first) // step >= MOST_PICTURES:
        accepted = f"must give at most {MOST_PICTURES:,} pictures, 1 ms or more apart"
        raise InputError.of("every_s", every_s, accepted)
    return step


def _per_second(step: int, speed: float | None) -> float:
    """Return how many pictures a second a speed means."""
    if speed is None:
        return PER_SECOND
    per_second = 1000 * speed / step
    if not 0 < per_second <= MOST_PER_SECOND:
        accepted = f"must be above 0, and at most {MOST_PER_SECOND} pictures a second"
        raise InputError.of("speed", speed, accepted)
    return per_second


__all__ = ["Film", "floor_at", "floor_film", "instant_of", "on_the_floor"]
