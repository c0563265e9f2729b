"""Where the lines, agents and ways out of one film stand, fixed for all its moments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cssim.journal import NOBODY
from cssim.plots.floor_layout import Box, Points, line_places, seats, stacked, token_size
from cssim.plots.floor_state import EXITS, Floor, Ints, Lane, Moment
from cssim.plots.style import shown

LABELS = Box(0.2, 2.08, 1.2, 2.6)
LINES = Box(2.2, 2.08, 1.35, 2.6)
AGENTS = Box(3.85, 2.08, 4.05, 2.6)
EXITED = Box(8.15, 2.08, 1.2, 2.6)
TALLEST, TALLEST_EXIT = 0.9, 0.56
MOST_ROWS = 9
"""Most lines drawn; others share the last."""
LEAVER = 0.15
"""Width of somebody who leaves."""
ALWAYS = 4
"""Ways out that are shown even when nobody takes them."""
SELF_SERVICE, OTHERS = "self-service", "other queues"


@dataclass(frozen=True)
class Row:
    """A line as drawn: its name, what is said below it, the reason it is coloured by."""

    name: str
    below: str
    reason: int
    box: Box


class Plan:
    """Places of everything on the floor.

    Parameters
    ----------
    floor : Floor
    instants : int array
        The moments that will be shown; the longest lines among them decide the sizes.
    """

    def __init__(self, floor: Floor, instants: Ints) -> None:
        self.floor = floor
        names = self._row_names()
        boxes = stacked(LINES, len(names), TALLEST)
        self.rows = [Row(*name, box) for name, box in zip(names, boxes, strict=True)]
        self.token = token_size(Box(0, 0, LINES.width, self._free_height), self._longest(instants))
        self.seat_size, self.teams = seats(AGENTS, self._teams())
        taken = [i for i in range(len(EXITS)) if i < ALWAYS or np.any(floor.exit == i)]
        boxes = stacked(EXITED, len(taken), TALLEST_EXIT)
        self.doors = list(zip(taken, boxes, strict=True))

    # ---- lines -------------------------------------------------------------------------

    @cached_property
    def row_of(self) -> Ints:
        """Row of each line of the floor; those least waited in share the last row."""
        floor, first = self.floor, int(self.floor.has_self_service)
        n, room = len(floor.lanes), MOST_ROWS - first
        if n <= room:
            return first + np.arange(n)
        legs, within = floor.legs, floor.lane >= 0
        until = np.minimum(legs.wait_until, floor.until)[within]
        waited = np.bincount(floor.lane[within], until - legs.queued[within], minlength=n)
        row = np.full(n, MOST_ROWS - 1)
        row[np.sort(np.argsort(-waited, kind="stable")[: room - 1])] = first + np.arange(room - 1)
        return row

    def _row_names(self) -> list[tuple[str, str, int]]:
        names = [(SELF_SERVICE, "", NOBODY)] if self.floor.has_self_service else []
        for i, lane in enumerate(self.floor.lanes):
            if np.sum(self.row_of == self.row_of[i]) == 1:
                names.append(self._lane_name(lane))
        shared = len(self.floor.lanes) > len(names) - self.floor.has_self_service
        return [*names, (OTHERS, "", NOBODY)] if shared else names

    def _lane_name(self, lane: Lane) -> tuple[str, str, int]:
        journal = self.floor.journal
        reason, channel = journal.names("reasons")[lane.reason], journal.names("channels")
        below = shown(channel[lane.channel], 20) if len(channel) > 1 else ""
        if lane.tier:
            below = f"{below}, tier {lane.tier}" if below else f"passed on, tier {lane.tier}"
        return shown(reason, 16), below, lane.reason

    @property
    def _free_height(self) -> float:
        """Height of a line for tokens."""
        return self.rows[0].box.height - 0.08 if self.rows else LINES.height

    def _longest(self, instants: Ints) -> int:
        longest = np.zeros(1)
        for row in range(len(self.rows)):
            lanes = np.flatnonzero(self.row_of == row)
            n = sum((self.floor.n_waiting(instants, int(i)) for i in lanes), np.zeros(1))
            longest = np.append(longest, n.max(initial=0))
        return int(longest.max())

    def waiting_places(self, moment: Moment) -> tuple[Points, Ints, Ints]:
        """Return where those in self-service and in lines are drawn.

        Returns
        -------
        places : float array, shape (n_before + n_waiting, 2)
            In the order of the moment's `before`, then `waiting`; NaN for who does not fit.
        n, hidden : int arrays, shape (n_rows,)
            How many are in each row, and how many of them are not drawn.
        """
        lane = self.floor.lane[moment.waiting]
        row = np.append(np.zeros(len(moment.before), dtype=int), self.row_of[lane])
        places = np.full((len(row), 2), np.nan)
        counts = np.bincount(row, minlength=len(self.rows))
        hidden = np.zeros_like(counts)
        for i, n in enumerate(counts):
            found = line_places(self.rows[i].box, self.token, int(n))
            places[np.flatnonzero(row == i)[: len(found)]] = found
            hidden[i] = n - len(found)
        return places, counts, hidden

    def head_of(self, legs: Ints) -> Points:
        """Return where the line of each leg has its head."""
        heads = [(row.box.right, row.box.top - self.token / 2) for row in self.rows]
        return np.reshape(heads, (-1, 2))[self.row_of[self.floor.lane[legs]]]

    # ---- agents ------------------------------------------------------------------------

    def _teams(self) -> list[tuple[int, int]]:
        team = np.array(self.floor.journal.about.agent_team, dtype=int)[self.floor.seated]
        codes, n = np.unique(team, return_counts=True)
        return [(int(c), int(k)) for c, k in zip(codes, n, strict=True)]

    @cached_property
    def seat(self) -> Points:
        """Middle of each agent's seat; NaN for agents without one."""
        floor = self.floor
        places = np.full((len(floor.journal.names("agents")), 2), np.nan)
        team = np.array(floor.journal.about.agent_team, dtype=int)
        for found in self.teams:
            mine = floor.seated[team[floor.seated] == found.team]
            places[mine] = found.places
        return places

    @cached_property
    def side(self) -> Ints:
        """Contacts to a side of the square over each seat: 1 for one, 2 up to four."""
        legs = self.floor.legs
        slots = np.zeros(len(self.floor.journal.names("agents")), dtype=int)
        mine = legs.agent != NOBODY
        np.maximum.at(slots, legs.agent[mine], legs.slot[mine])
        side: Ints = np.ceil(np.sqrt(slots + 1)).astype(int)
        return side

    def last_seen(self, contacts: Ints) -> Points:
        """Return from where contacts left: their agent's seat, or the head of their line."""
        legs, leg = self.floor.legs, self.floor.last_leg[contacts]
        places = np.full((len(contacts), 2), np.nan)
        known = np.flatnonzero(leg >= 0)
        served = legs.answered[leg[known]] <= self.floor.gone[contacts[known]]
        places[known[served]] = self.seat[legs.agent[leg[known[served]]]]
        places[known[~served]] = self.head_of(leg[known[~served]])
        return places

    # ---- ways out ----------------------------------------------------------------------

    def exit_places(self, exits: Ints) -> tuple[Points, Ints]:
        """Return where leavers are drawn, and which of them are: as many as a way out holds."""
        places = np.full((len(exits), 2), np.nan)
        for code, box in self.doors:
            mine = np.flatnonzero(exits == code)[: int(EXITED.width / LEAVER)]
            places[mine, 0] = box.left + (np.arange(len(mine)) + 0.5) * LEAVER
            places[mine, 1] = box.top - 0.36
        return places, np.flatnonzero(~np.isnan(places[:, 0]))

    def exit_doors(self, exits: Ints) -> Points:
        """Return where a way out is entered, for each code."""
        doors = np.full((len(EXITS), 2), np.nan)
        for code, box in self.doors:
            doors[code] = box.left - 0.06, box.top - 0.36
        return doors[exits]
