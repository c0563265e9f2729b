"""The clock: SimPy counting whole milliseconds, with one fixed order at each instant.

At one instant things happen by (kind, id), both integers known before the run. Kinds 0
(the world) and 1 (management, and the user's own processes) are SimPy's two priorities;
the rest are `Moment` s, scheduled with the priority ``kind << 56 | id``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import Any, TypeVar

import simpy

WORLD, MANAGEMENT, AGENT, END_OF_TALK, END_OF_ACW, DUE, GIVE_UP, ARRIVAL = range(8)

AT = tuple(kind << 56 for kind in range(8))
"""Priority of each kind at one instant, to which the id is added."""


Row = TypeVar("Row", bound=tuple[Any, ...])


class Moment(simpy.Event):
    """Something that will happen to one subject at a set instant.

    A process may wait for it; a contact moves by its callback, which costs a fifth of a
    process. `subject` is whatever the callback needs.
    """

    def __init__(self, env: simpy.Environment, happen: Callable[[Any], None], subject: Any) -> None:
        # The fields of simpy.Event, set here because a chain of constructors costs more
        # than the event itself.
        self.env = env
        self.callbacks = [happen]
        self._ok = True
        self._value = None
        self.subject = subject

    def cancel(self) -> None:
        """Let the instant pass without anything happening."""
        if self.callbacks:
            self.callbacks.clear()


class Signal(simpy.Event):
    """An event that happens inside the handling of another one, not by a zero delay."""

    def happen(self, value: Any = None) -> None:
        """Resume whoever waits for it, now."""
        self._ok, self._value = True, value
        callbacks, self.callbacks = self.callbacks, None
        for callback in callbacks or ():
            callback(self)


class Clock(simpy.Environment):
    """A SimPy environment that counts whole milliseconds."""

    def __init__(self) -> None:
        super().__init__(initial_time=0)

    def after(self, delay: int, kind: int, id_: int, happen: Callable[[Any], None], subject: Any) -> Moment:
        """Let ``happen(moment)`` be called in `delay` ms."""
        moment = Moment(self, happen, subject)
        # simpy.Environment.schedule, without the price of one more call an event.
        heappush(self._queue, (self._now + delay, AT[kind] + id_, next(self._eid), moment))
        return moment

    def until(self, instant: int, agent: int) -> simpy.Event:
        """Return an event of an agent's day for its process to wait for."""
        moment = simpy.Event(self)
        moment._ok, moment._value = True, None
        self.schedule(moment, AT[AGENT] + agent, max(0, instant - self._now))
        return moment

    def live(
        self, horizon: int, timetable: Iterator[Row], happen: Callable[[Row], None]
    ) -> None:
        """Let everything happen that is due before `horizon`.

        A timetable of arrivals is merged with SimPy's queue instead of passing through it:
        the same order at a lower price.

        Parameters
        ----------
        horizon : int, ms
            Where to stop; nothing of that instant has happened yet.
        timetable : iterator of tuples (instant, id, …)
            Arrivals in order of instant and id.
        happen : callable
            Called with each row of the timetable when it is due.
        """
        queue, arrival = self._queue, AT[ARRIVAL]
        row: Any = next(timetable, None)
        due = row[0] if row is not None else horizon
        while True:
            while queue:
                head = queue[0]
                if head[0] >= due and (head[0] > due or row is None or head[1] > arrival + row[1]):
                    break
                self._now, _, _, event = heappop(queue)
                callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
                for callback in callbacks:
                    callback(event)
                if not event._ok and not hasattr(event, "_defused"):
                    raise event._value  # type: ignore[misc]
            if row is None or due >= horizon:
                break
            self._now, now_due = due, row
            row = next(timetable, None)
            due = row[0] if row is not None and row[0] < horizon else horizon
            happen(now_due)
        self._now = horizon
