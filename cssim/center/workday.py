"""An agent's working life: shifts, breaks, going home; and reserves called in.

People are processes, so that a manager or a user may add to them in ordinary SimPy. They
wait for kind-2 events (`Clock.until`); an agent busy when due elsewhere finishes the
contact in hand first.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import simpy

from cssim.center.clock import Signal
from cssim.center.logbook import STATE
from cssim.center.people import Agent
from cssim.roster import Away, Roster, Shift

if TYPE_CHECKING:
    from cssim.center.model import Center

Process = Generator[simpy.Event, Any, None]


def begin(center: Center, roster: Roster) -> None:
    """Write down the plan and start every agent's working life."""
    for shift in roster.shifts:
        _write_plan(center, shift)
    for index, shifts in groupby(roster.shifts, key=lambda shift: shift.agent):
        planned = [shift for shift in shifts if not shift.absent]
        center.clock.process(_working_life(center, center.agents[index], planned))


def _write_plan(center: Center, shift: Shift) -> None:
    log = center.log
    if shift.absent:
        log.person(shift.start, shift.agent, "absent", until=shift.until)
        log.away.extend((shift.agent, shift.start, shift.until, STATE["absent"]))
        return
    log.person(shift.start, shift.agent, "shift_start", until=shift.until)
    for away in shift.away:
        log.person(away.start, shift.agent, "away_due", until=away.until, state=away.state)


def _working_life(center: Center, agent: Agent, shifts: Sequence[Shift]) -> Process:
    for shift in shifts:
        yield center.clock.until(shift.start, agent.index)
        yield from _shift(center, agent, shift)


def _shift(center: Center, agent: Agent, shift: Shift) -> Process:
    """One shift: sign on, take breaks, finish the contact in hand, sign off."""
    agent.signed_on = center.clock.now
    plans = [away.start for away in shift.away] + [shift.until]
    _back_on_floor(center, agent, plans[0])
    for away, following in zip(shift.away, plans[1:], strict=True):
        if center.clock.now < away.start:
            yield center.clock.until(away.start, agent.index)
        yield from _step_away(center, agent, away, shift.until)
        _back_on_floor(center, agent, following)
    if center.clock.now < shift.until:
        yield center.clock.until(shift.until, agent.index)
    yield from _leave_floor(center, agent)
    center.log.worked.extend((agent.index, agent.signed_on, center.clock.now, -1))
    agent.signed_on = -1
    center.desk.settle()


def _step_away(center: Center, agent: Agent, away: Away, shift_end: int) -> Process:
    """Time off the floor at its full length from when the agent is free, cut at shift end."""
    yield from _leave_floor(center, agent)
    center.desk.settle()
    now = center.clock.now
    until = min(now + away.until - away.start, shift_end)
    if until > now:
        center.log.away.extend((agent.index, now, until, STATE[away.state]))
        yield center.clock.until(until, agent.index)


def _leave_floor(center: Center, agent: Agent) -> Process:
    """Stop taking contacts; wait for the end of the one in hand."""
    if agent.contact is not None:
        agent.wanted = Signal(center.clock)
        yield agent.wanted
        agent.wanted = None
    elif agent.idle_since >= 0:
        del agent.crew.idle[agent.index]
        agent.idle_since = -1


def _back_on_floor(center: Center, agent: Agent, due_elsewhere: int) -> None:
    """Be idle and take the next contact, unless already due elsewhere."""
    if center.clock.now < due_elsewhere:
        center.desk.become_idle(agent)
        center.desk.settle()


def call_in(center: Center, team: int, length: int) -> bool:
    """Let the first on-call agent of a team who is at home work for `length` ms."""
    for agent in center.agents:
        if agent.on_call and agent.team == team and not agent.called:
            agent.called = True
            now = center.clock.now
            center.log.person(now, agent.index, "called_in", until=now + length)
            center.clock.process(_duty(center, agent, Shift(agent.index, now, now + length)))
            return True
    return False


def _duty(center: Center, agent: Agent, shift: Shift) -> Process:
    yield center.clock.until(shift.start, agent.index)
    yield from _shift(center, agent, shift)
    agent.called = False
