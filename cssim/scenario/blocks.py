"""Planned time off the floor beside the breaks: where in a shift each agent has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from cssim.units import MINUTE_MS

OFF_FLOOR = ("break", "training", "coaching", "meeting")
"""States of planned time off the floor."""

Window = tuple[int, int]

_TURN = 40_503
_FULL_TURN = 65_536
"""Their ratio is the golden section: however many agents, their turns lie evenly apart."""


def scaled_size(size: int, factor: float) -> int:
    """Return ``size * factor`` rounded half up, taking the factor as it is written."""
    return int((size * Decimal(repr(factor))).to_integral_value(rounding=ROUND_HALF_UP))


def minutes_of(shift: Window, share: float) -> int:
    """Return the minutes that a share of a shift takes: at least one, unless there is none."""
    minutes = scaled_size((shift[1] - shift[0]) // MINUTE_MS, share)
    return max(1, minutes) if share > 0 else 0


def placed(
    shift: Window, shares: Mapping[str, float], number: int, taken: Iterable[Window]
) -> Iterator[tuple[int, int, str]]:
    """Yield the start, end and state of each block of time off the floor in a shift.

    Of all the minutes at which a block could start without meeting what is taken, it starts
    at the agent's turn; it is cut in pieces only where no gap is long enough.

    Parameters
    ----------
    shift : (int, int), ms
        Start and end.
    shares : mapping of str to float
        State -> share of the shift.
    number : int
        Of the agent in the team, from 0: fixes the turn.
    taken : iterable of (int, int), ms
        Breaks.
    """
    busy = sorted(taken)
    states = sorted(state for state, share in shares.items() if share > 0)
    for i, state in enumerate(states):
        length = minutes_of(shift, shares[state]) * MINUTE_MS
        turn = ((number + 1) * _TURN + i * _FULL_TURN // len(states)) % _FULL_TURN
        for start, until in _fitted(_gaps(shift, busy), turn, length):
            yield start, until, state
            busy = sorted([*busy, (start, until)])


def _gaps(shift: Window, busy: list[Window]) -> list[Window]:
    """Return the free parts of a shift."""
    starts = [shift[0], *(until for _, until in busy)]
    untils = [*(start for start, _ in busy), shift[1]]
    return [gap for gap in zip(starts, untils, strict=True) if gap[0] < gap[1]]


def _fitted(gaps: list[Window], turn: int, length: int) -> Iterator[Window]:
    """Yield the parts of gaps that a block takes."""
    starts = [
        range(start, until - length + 1, MINUTE_MS)
        for start, until in gaps
        if until - start >= length
    ]
    place = turn * sum(map(len, starts)) // _FULL_TURN
    for minutes in starts:
        if place < len(minutes):
            yield minutes[place], minutes[place] + length
            return
        place -= len(minutes)
    first = turn * len(gaps) // _FULL_TURN
    for start, until in gaps[first:] + gaps[:first]:
        part = min(length, until - start)
        if part:
            yield start, start + part
            length -= part
