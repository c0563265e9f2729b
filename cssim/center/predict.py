"""What a customer can be told to expect: predictors of the wait, as distributors have them.

A predictor sees what the center knows at that instant, never patience or work to come.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from cssim.center.floor import Crew, Line
from cssim.center.people import Agent, Contact
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.center.model import Center

LONGEST = float(DAY_MS)
"""Prediction when nobody is there to answer [ms]."""
REMEMBERED = 10
"""Waits of which ``mean_of_last`` is the mean."""


class Predictor:
    """Predicted waits of the lines of a center.

    Parameters
    ----------
    center : Center
        Whose floor it looks at.
    """

    def __init__(self, center: Center) -> None:
        self._center = center
        self._waits: dict[int, deque[int]] = {}
        self._queues = center.settings.all_queues

    def saw(self, contact: Contact, wait: int) -> None:
        """Remember the wait of a contact that has just been answered."""
        waits = self._waits.setdefault(contact.queue, deque(maxlen=REMEMBERED))
        waits.append(wait)

    def wait(self, kind: str, line: Line, now: int) -> float:
        """Return the predicted wait [ms] of a contact that joins `line` now.

        Parameters
        ----------
        kind : str
            ``last_served`` (wait of the last one answered in the queue), ``mean_of_last``
            (mean of the last ten), ``head_of_line`` (wait so far of who is first in line),
            ``queue_over_rate`` ((Q+1) / (n mu)) or ``with_abandonment`` (sum of
            1 / (n mu + k theta) for k = 0 … Q).
        line : Line
            The line to be joined.
        now : int, ms
        """
        if kind == "head_of_line":
            head = next(iter(line.waiting.values()), None)
            return 0.0 if head is None else float(now - head.queued)
        if kind in ("last_served", "mean_of_last"):
            waits = self._waits.get(line.queue)
            if not waits:
                return 0.0
            return float(waits[-1]) if kind == "last_served" else sum(waits) / len(waits)
        return self._by_rate(line, with_abandonment=kind == "with_abandonment")

    def _by_rate(self, line: Line, *, with_abandonment: bool) -> float:
        crews = [pair.crew for pair in line.pairs]
        rate = self._at_work(crews) * self._per_agent(line)
        n_ahead = self._ahead(crews)
        if rate <= 0.0:
            return LONGEST
        patience = self._queues[line.queue].mean_patience
        if not with_abandonment or patience <= 0.0:
            return min(LONGEST, (n_ahead + 1) / rate)
        return min(LONGEST, sum(1.0 / (rate + k / patience) for k in range(n_ahead + 1)))

    def _per_agent(self, line: Line) -> float:
        """Return contacts per ms that an agent finishes."""
        queue = self._queues[line.queue]
        channel = self._center.settings.channels[queue.channel]
        n = channel.slots if channel.is_chat else 1
        return n / (1.0 + channel.slowdown * (n - 1)) / queue.mean_work

    def _at_work(self, crews: list[Crew]) -> int:
        return sum(_is_there(agent) for agent in self._center.agents if agent.crew in crews)

    def _ahead(self, crews: list[Crew]) -> int:
        """Return how many wait for the same agents."""
        lines = {id(pair.line): pair.line for crew in crews for pair in crew.live}
        return sum(len(line.waiting) for line in lines.values())


def _is_there(agent: Agent) -> bool:
    return agent.idle_since >= 0 or agent.contact is not None
