"""C7: after all events of an instant nobody is idle while a contact waits for such as them.

What holds after the events of an instant holds until the next one. So no order of events is
needed here: the times [from, until) when somebody of a crew is idle and the times when a
contact of a line waits and is eligible for that crew must not overlap, even by 1 ms.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.keys import Routing
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.tables import STATE, Ints, View


def check(view: View, routing: Routing) -> LawResult:
    """Check C7; needs a policy that publishes who is eligible for what."""
    tally = Tally("C7")
    idle = [_idle_times(view, routing, crew) for crew in range(len(routing.crews))]
    for line in range(len(routing.lines)):
        legs = np.flatnonzero(routing.line_of_leg == line)
        delays = [(crew, routing.delay(line, crew)) for crew in range(len(routing.crews))]
        tally.examined += len(legs)
        for crew, delay in delays:
            if delay is not None:
                _none_idle(view, tally, legs, delay, idle[crew])
    return tally.result(bool((view.contacts["queued_ms"] >= 0).any()))


def _idle_times(view: View, routing: Routing, crew: int) -> tuple[Ints, Ints, Ints]:
    """Return the times when somebody of a crew is idle: from, until (running maximum), agent."""
    states = view.states
    rows = states["state"] == STATE["idle"]
    rows &= np.array(routing.crew_of_agent, dtype=np.int64)[states["agent"]] == crew
    start, until, agent = (states[c][rows] for c in ("from_ms", "until_ms", "agent"))
    order = np.argsort(start, kind="stable")
    return start[order], np.maximum.accumulate(until[order]), agent[order]


def _none_idle(
    view: View, tally: Tally, legs: Ints, delay: int, idle: tuple[Ints, Ints, Ints]
) -> None:
    since, until, agent = idle
    start = view.legs["queued_ms"][legs] + delay
    end = view.waited_until[legs]
    waits = start < end
    legs, start, end = legs[waits], start[waits], end[waits]
    place = np.searchsorted(until, start, side="right")
    found = place < len(until)
    clash = np.zeros(len(legs), dtype=bool)
    clash[found] = since[place[found]] < end[found]

    def told(i: int) -> str:
        row = place[i]
        at = max(int(start[i]), int(since[row]))
        return (
            f"{view.leg_name(int(legs[i]))} waits at {seconds(at)} "
            f"while agent {view.agent(int(agent[row]))} is idle"
        )

    tally.rows(~clash, told)
