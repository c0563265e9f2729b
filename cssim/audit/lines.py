"""C8: lines and places are never exceeded, `blocked` only when all are held or taken.

A line is held from arrival to the end of talk, or until the customer is to be called back. At
one instant lines are given back (kinds 0, 3, 5 and 6 of MODEL §2) before anyone arrives (kind
7), and arrivals come by contact id; opening, closing and outages (kind 0) come first of all,
so a channel is open at its opening instant and closed at its closing instant. An outage
turns away the share that it says: nobody is lost to one that lets all through, and nobody
gets through one that lets none.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from cssim.audit.closing import check_closing
from cssim.audit.codes import OUTCOME, Flags, Ints
from cssim.audit.facts import ChannelFacts
from cssim.audit.outages import Outages
from cssim.audit.places import check_places
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.audit.waits import joined_at


def check(view: View, shifts: Shifts) -> LawResult:
    """Check C8; needs to know the scenario."""
    tally = Tally("C8")
    assert view.expected is not None
    joined = joined_at(view, shifts)
    for code, name in enumerate(view.journal.names("channels")):
        # What the center begins itself needs no door, no line and no place.
        comes = (view.contacts["channel"] == code) & ~view.is_begun_here
        rows = np.flatnonzero(comes)
        facts = view.expected.channels.get(name)
        if facts is None:
            tally.rows(np.zeros(len(rows), bool), lambda i, n=name: f"channel {n} is not planned")  # type: ignore[misc]
            continue
        door = Door(view, tally, facts, rows)
        outages = Outages(view, name)
        mine = view.stays[comes[view.row[view.stays]]]
        door.check_opening()
        door.check_lines(outages, check_places(view, tally, facts, (rows, mine, joined[mine])))
        if door.knows_hours:
            edges = door.closings() if facts.disconnects else outages.cuts[:0]
            edges = np.sort(np.concatenate([edges, outages.cuts]))
            check_closing(view, tally, mine, joined[mine], edges)
    return tally.result(not bool(np.all(view.is_begun_here)))


class Door:
    """Where contacts of one channel come in.

    Parameters
    ----------
    view : View
    tally : Tally
    facts : ChannelFacts
        What is promised of the channel.
    rows : int array
        Its contacts.
    """

    def __init__(self, view: View, tally: Tally, facts: ChannelFacts, rows: Ints) -> None:
        self.view, self.tally, self.facts, self.rows = view, tally, facts, rows
        self.knows_hours = facts.opening is None or bool(view.about.start)
        self._windows = self._open_windows()

    def _open_windows(self) -> Ints | None:
        """Return when the channel was open; None when it always was, or nobody can know."""
        if self.facts.opening is None:
            return None
        if not self.knows_hours:
            self.tally.note = "opening hours not checked: the journal has no start date"
            return None
        begin = datetime.fromisoformat(self.view.about.start)
        midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        passed = round((begin - midnight).total_seconds() * 1000)
        return self.facts.windows(begin.weekday(), passed, self.view.end)

    def closings(self) -> Ints:
        """Return when the channel closed."""
        return np.empty(0, dtype=np.int64) if self._windows is None else self._windows[:, 1]

    def _is_open(self, at: Ints) -> Flags:
        if self._windows is None:
            return np.ones(len(at), dtype=bool)
        place = np.searchsorted(self._windows[:, 0], at, side="right") - 1
        is_open = place >= 0
        is_open[is_open] = at[is_open] < self._windows[place[is_open], 1]
        return is_open

    def _told(self, row: int) -> str:
        contacts = self.view.contacts
        outcome = self.view.name("outcomes", int(contacts["outcome"][row]))
        arrived = seconds(int(contacts["arrived_ms"][row]))
        return f"contact {contacts['contact'][row]}, {outcome}, arrived at {arrived}"

    def _reads(self, rows: Ints) -> Flags:
        """Tell who found articles that help, before anybody asks whether it is open."""
        contained = self.view.contacts["outcome"][rows] == OUTCOME["contained"]
        reads: Flags = contained & (self.view.left[rows] == self.view.contacts["arrived_ms"][rows])
        return reads

    def check_opening(self) -> None:
        """Closed just when the channel is, and does not let contacts wait."""
        if not self.knows_hours:
            return
        rows, contacts = self.rows, self.view.contacts
        outside = ~self._is_open(contacts["arrived_ms"][rows])
        turned_away = outside & (not self.facts.waits_when_closed)
        closed = contacts["outcome"][rows] == OUTCOME["closed"]

        def told(i: int) -> str:
            return f"{self._told(int(rows[i]))}: the channel was {'shut' if outside[i] else 'open'}"

        self.tally.rows((closed == turned_away) | (self._reads(rows) & ~closed), told)

    def check_lines(self, outages: Outages, full: Flags) -> None:
        """Blocked just when all lines were held at the arrival, no place is left, or by outage.

        Parameters
        ----------
        outages : Outages
            Of the channel.
        full : bool array
            Which contacts may have found no place to wait.
        """
        contacts, rows = self.view.contacts, self.rows
        at_door = (contacts["outcome"][rows] != OUTCOME["closed"]) & ~self._reads(rows)
        rows = rows[at_door & ~outages.deflected(contacts, rows)]
        arrived, contact = (contacts[c][rows] for c in ("arrived_ms", "contact"))
        rows = rows[np.lexsort((contact, arrived))]
        arrived = contacts["arrived_ms"][rows]
        blocked = contacts["outcome"][rows] == OUTCOME["blocked"]
        went = self.view.went[rows]
        here = (contacts["left_ms"][rows] < 0) & (went == self.view.end)
        held = _held(arrived, went + here)
        lines = self.facts.lines
        taken = np.zeros(len(rows), dtype=bool) if lines is None else held >= lines
        may, must = outages.may_block(arrived), outages.must_block(arrived)
        good = np.where(blocked, taken | may | full[rows], ~taken & ~must)

        def told(i: int) -> str:
            cause = ", in an outage" if may[i] or must[i] else ""
            return f"{self._told(int(rows[i]))}: {held[i]} of {lines} lines were held{cause}"

        self.tally.rows(good, told)


def _held(arrived: Ints, left: Ints) -> Ints:
    """Return how many lines were held when each contact came, in order of (arrived, id).

    Those who gave their line back by that instant no longer hold it. A contact that comes
    and goes at one instant is never seen by another.
    """
    holds = left > arrived
    taken: Ints = np.cumsum(holds) - holds
    given_back: Ints = np.searchsorted(np.sort(left[holds]), arrived, side="right")
    return taken - given_back
