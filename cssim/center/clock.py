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

from cssim.errors import RunError

WORLD, MANAGEMENT, AGENT, END_OF_TALK, END_OF_ACW, DUE, GIVE_UP, ARRIVAL = range(8)

AT: Any = tuple(kind << 56 for kind in range(8))
"""Priority of each kind at one instant, to which the id is added."""


Row = TypeVar("Row", bound=tuple[Any, ...])


EVENTS_AT_ONCE = 1_000_000
"""Most events at one instant before a run with processes of the user's own is stopped."""


class Moment:
    """Something that will happen to one subject at a set instant.

    It has what SimPy's queue asks of an event and nothing else: a contact moves by the
    callback of its moments, which costs a fifth of a process. Processes wait for
    ``Clock.until`` instead.

    Attributes
    ----------
    subject : object
        Whatever the callback needs.
    """

    __slots__ = ("callbacks", "subject")
    _ok = True

    def __init__(self, happen: Callable[[Any], None], subject: Any) -> None:
        self.callbacks = [happen]
        self.subject = subject

    def cancel(self) -> None:
        """Let the instant pass without anything happening."""
        if self.callbacks:
            self.callbacks.clear()


_new = object.__new__


class Signal(simpy.Event):
    """An event that happens inside the handling of another one, not by a zero delay."""

    def happen(self, value: Any = None) -> None:
        """Resume whoever waits for it, now."""
        self._ok, self._value = True, value
        callbacks, self.callbacks = self.callbacks, None  # type: ignore[assignment]
        for callback in callbacks or ():
            callback(self)


class Clock(simpy.Environment):
    """A SimPy environment that counts whole milliseconds.

    The many readers of the time in `model` and `desk` take ``_now``: a property costs a
    call, and a contact asks for the time a dozen times.
    """

    _now: int

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self.watched = False
        """A user's own processes run here: look out for one that never lets time pass."""
        self.settle: Callable[[], None] = lambda: None
        """Called after each event of a watched run."""

    def timeout(self, delay: float = 0, value: Any = None) -> simpy.Timeout:
        """Return an event `delay` whole milliseconds from now.

        Raises
        ------
        RunError
            The delay is negative or not a whole number.
        """
        if isinstance(delay, bool) or not isinstance(delay, int) or delay < 0:
            raise RunError(f"a delay must be a whole number of ms, 0 or more, got {delay!r}")
        return super().timeout(delay, value)

    def after(
        self, delay: int, kind: int, id_: int, happen: Callable[[Any], None], subject: Any
    ) -> Moment:
        """Let ``happen(moment)`` be called in `delay` ms."""
        # A Moment made without its constructor, and simpy.Environment.schedule written
        # out: two calls fewer for each of the two or three events of a contact.
        moment = _new(Moment)
        moment.callbacks = [happen]
        moment.subject = subject
        entry: Any = (self._now + delay, AT[kind] + id_, next(self._eid), moment)
        heappush(self._queue, entry)
        return moment

    @property
    def now(self) -> int:
        """The time in whole ms since the start of the run."""
        return self._now

    def until(self, instant: int, agent: int) -> simpy.Event:
        """Return an event of an agent's day for its process to wait for."""
        moment = simpy.Event(self)
        moment._ok, moment._value = True, None
        self.schedule(moment, AT[AGENT] + agent, max(0, instant - self._now))
        return moment

    def live(self, horizon: int, timetable: Iterator[Row], happen: Callable[[Row], None]) -> None:
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
        for row in timetable:
            due = row[0]
            if due >= horizon:
                break
            self._up_to(due, AT[ARRIVAL] + row[1])
            self._now = due
            happen(row)
        self._up_to(horizon, -1)
        self._now = horizon

    def _up_to(self, due: int, priority: int) -> None:
        """Do what `step` does until the next event is not before (`due`, `priority`)."""
        if self.watched:
            self._watch_up_to(due, priority)
        queue = self._queue
        while queue:
            head = queue[0]
            if head[0] >= due and (head[0] > due or head[1] > priority):
                break
            self._now, _, _, event = heappop(queue)  # type: ignore[assignment]
            callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
            for callback in callbacks:
                callback(event)
            if not event._ok and not hasattr(event, "_defused"):
                raise event._value

    def _watch_up_to(self, due: int, priority: int) -> None:
        """Do the same one step at a time, and stop what keeps happening at one instant."""
        since, n_events = -1, 0
        while self._queue and self._queue[0][:2] <= (due, priority):
            n_events = n_events + 1 if self._now == since else 0
            since = self._now
            if n_events > EVENTS_AT_ONCE:
                raise RunError(
                    f"more than {EVENTS_AT_ONCE:,} events at {since / 1000} s: a process waits "
                    "0 ms again and again"
                )
            self.step()
            self.settle()
