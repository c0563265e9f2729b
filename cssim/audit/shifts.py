"""The planned shifts of the journal, and how long each was really worked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cssim.audit.codes import EVENT, HOW, SPAN, Flags, Ints
from cssim.audit.tables import View


@dataclass(frozen=True, slots=True)
class Shift:
    """One planned shift.

    Attributes
    ----------
    agent : int
        Agent's code.
    start, until : int, ms
        Planned instants, perhaps after the end of the run.
    absent : bool
        The agent did not come.
    """

    agent: int
    start: int
    until: int
    absent: bool = False


class Shifts:
    """All planned shifts that began before the run stopped.

    Parameters
    ----------
    view : View
        The journal.
    """

    def __init__(self, view: View) -> None:
        self.view = view

    @cached_property
    def planned(self) -> list[Shift]:
        """Shifts by (agent, start), as planned; of who came late, two: absent, then at work."""
        end = self.view.end
        absent = set(self._rows("absent"))
        spans = set(self._rows("shift_start")) | absent
        spans |= {c for c in self._rows("called_in") if not _signed_on_later(c, spans)}
        late = {(a, start): comes for a, start, comes in self._rows("late")}
        planned = []
        for a, start, until in sorted(spans):
            comes = until if (a, start, until) in absent else late.get((a, start), start)
            here = self.free_at(a, start)  # an absence begins when overtime before it is over
            if comes > here:
                planned.append(Shift(a, here, min(comes, until), absent=True))
            if comes < until:
                planned.append(Shift(a, comes, until))
        return [shift for shift in planned if shift.start < end]

    @cached_property
    def taken_at_end(self) -> set[tuple[int, int]]:
        """When agents took over from somebody whose shift ended at once with theirs.

        Those who leave at one instant do so in their order, so a later one is still there.
        """
        view, ends = self.view, _last_instants(self.view)
        last = ends - _first_instants(self.view)
        agent, how, stays = view.legs["agent"], view.legs["how"], view.stays
        found = set()
        for i in np.flatnonzero(how[stays] == HOW["handed_over"]).tolist():
            leg, after = int(stays[i]), int(stays[min(i + 1, len(stays) - 1)])
            one = int(agent[after]), int(view.legs["answered_ms"][after])
            at_once = (int(agent[leg]), one[1]) in ends and one[1] == view.legs["ended_ms"][leg]
            if at_once and one in last and one[0] > agent[leg]:
                found.add(one)
        return found

    @cached_property
    def starts(self) -> dict[int, set[int]]:
        """When each agent's shifts start by the plan, whether the agent came or not."""
        found: dict[int, set[int]] = defaultdict(set)
        for what in ("shift_start", "absent"):
            for agent, start, _ in self._rows(what):
                found[agent].add(start)
        return found

    def _rows(self, what: str) -> list[tuple[int, int, int]]:
        return _rows(self.view, what)

    @cached_property
    def worked(self) -> list[Shift]:
        """Shifts to which the agent came."""
        return [s for s in self.planned if not s.absent]

    @cached_property
    def _bounds(self) -> tuple[Ints, Ints]:
        starts = [s.agent * SPAN + s.start for s in self.worked]
        untils = [s.agent * SPAN + s.until for s in self.worked]
        return np.array(starts, dtype=np.int64), np.array(untils, dtype=np.int64)

    def within(self, agent: Ints, instant: Ints) -> Flags:
        """Tell whether each instant lies in a worked shift, its end excluded, as planned."""
        starts, untils = self._bounds
        where = agent * SPAN + instant
        place = np.searchsorted(starts, where, side="right") - 1
        inside = np.zeros(len(where), dtype=bool)
        found = place >= 0
        inside[found] = where[found] < untils[place[found]]
        last = [a * SPAN + at for a, at in self.taken_at_end]
        return inside | np.isin(where, np.array(last, dtype=np.int64))

    def same(self, agent: Ints, first: Ints, second: Ints) -> Flags:
        """Tell whether two instants lie in one worked shift, its end excluded, as planned."""
        starts, untils = self._bounds
        where = agent * SPAN + first
        place = np.searchsorted(starts, where, side="right") - 1
        inside = np.zeros(len(where), dtype=bool)
        found = place >= 0
        until = untils[place[found]]
        inside[found] = (where[found] < until) & ((agent * SPAN + second)[found] < until)
        return inside

    def end_of(self, agent: int, instant: int) -> int | None:
        """Return the planned end of the worked shift in which an instant lies."""
        starts, untils = self._bounds
        where = agent * SPAN + instant
        place = int(np.searchsorted(starts, where, side="right")) - 1
        return int(untils[place] % SPAN) if place >= 0 and where < untils[place] else None

    @cached_property
    def _in_hand(self) -> dict[int, tuple[list[int], list[int]]]:
        """Per agent: when contacts were answered, and when all so far were done with."""
        services, view = self.view.services, self.view
        helpers, legs = view.conferences.helpers, view.legs
        ended = legs["ended_ms"][helpers]
        agent = np.concatenate([services.agent, legs["agent"][helpers]])
        answered = np.concatenate([services.answered, legs["answered_ms"][helpers]])
        until = np.concatenate([services.until, np.where(ended < 0, view.end, ended)])
        order = np.lexsort((answered, agent))
        found: dict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        columns = (values[order].tolist() for values in (agent, answered, until))
        for who, start, done in zip(*columns, strict=True):
            starts, ends = found[who]
            starts.append(start)
            # With chats, one that came earlier may last longer.
            ends.append(max(done, ends[-1]) if ends else done)
        return found

    def free_at(self, agent: int, instant: int, *, taken_then: bool = False) -> int:
        """Return when an agent is done with what is in hand just before `instant`.

        With `taken_then`, what was answered at that very instant counts, too.
        """
        answered, until = self._in_hand[agent]
        taken_then = taken_then or (agent, instant) in self.taken_at_end
        last = (bisect_right if taken_then else bisect_left)(answered, instant) - 1
        return max(instant, until[last]) if last >= 0 else instant

    def signs_on(self, shift: Shift) -> int:
        """Return when an agent begins a shift: after overtime before it, if there is any."""
        return self.free_at(shift.agent, shift.start)

    def away_at(self, agent: int, instant: int, latest: int) -> int:
        """Return when an agent may leave the floor: free, and after `latest` or with nobody next.

        Parameters
        ----------
        agent : int
        instant : int, ms
            When the agent is due elsewhere.
        latest : int, ms
            Until when contacts that wait come first.
        """
        answered, until = self._in_hand[agent]
        # Who is away takes nobody: what was answered at that instant came before it.
        at = self.free_at(agent, instant, taken_then=True)
        # Whoever is done just at that instant was still busy when it came.
        busy = at > instant or self._ends_at(agent, instant)
        while busy and at < latest:
            last = bisect_right(answered, at) - 1  # of several chats, until all are done
            if last < 0 or answered[last] != at or until[last] == at:
                break
            at = until[last]
        return at

    def _ends_at(self, agent: int, instant: int) -> bool:
        """Tell whether what an agent has in hand before an instant ends just then."""
        answered, until = self._in_hand[agent]
        last = bisect_left(answered, instant) - 1
        return last >= 0 and until[last] == instant

    @cached_property
    def spans(self) -> list[tuple[Shift, int]]:
        """Worked shifts with the instant of sign-off, those that run into each other made one."""
        spans: list[tuple[Shift, int]] = []
        for shift in self.worked:
            off = self.free_at(shift.agent, shift.until)
            if spans and spans[-1][0].agent == shift.agent and shift.start <= spans[-1][1]:
                before, off_before = spans.pop()
                until = max(before.until, shift.until)
                spans.append((Shift(shift.agent, before.start, until), max(off, off_before)))
            else:
                spans.append((shift, off))
        return spans

    @cached_property
    def overtime(self) -> list[tuple[int, int]]:
        """Planned end and sign-off of worked shifts; in the next shift nothing is overtime."""
        starts: dict[int, list[int]] = defaultdict(list)
        for agent, start, _ in sorted(self._rows("shift_start") + self._rows("called_in")):
            starts[agent].append(start)
        found = []
        for shift in self.worked:
            off, mine = self.free_at(shift.agent, shift.until), starts[shift.agent]
            place = bisect_left(mine, shift.until)
            found.append((shift.until, min([off, *mine[place : place + 1]])))
        return found


def _last_instants(view: View) -> set[tuple[int, int]]:
    """Return when agents' shifts end by the plan: (agent, instant)."""
    spans = _rows(view, "shift_start") + _rows(view, "called_in")
    return {(a, until) for a, _, until in spans}


def _first_instants(view: View) -> set[tuple[int, int]]:
    """Return when agents' shifts begin, and they are there at once: (agent, instant)."""
    spans = _rows(view, "shift_start") + _rows(view, "called_in")
    return {(a, start) for a, start, _ in spans} - {(a, at) for a, at, _ in _rows(view, "late")}


def _rows(view: View, what: str) -> list[tuple[int, int, int]]:
    """Return (agent, at, until) of the people rows that plan something."""
    people = view.people
    at = (people["what"] == EVENT[what]) & (people["until_ms"] >= 0)
    columns = (people[c][at].tolist() for c in ("agent", "at_ms", "until_ms"))
    return list(zip(*columns, strict=True))


def _signed_on_later(call: tuple[int, int, int], spans: set[tuple[int, int, int]]) -> bool:
    """Tell whether a call to work shows as a shift of its own."""
    agent, at, until = call
    return any(a == agent and at <= start <= until for a, start, _ in spans)
