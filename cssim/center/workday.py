"""An agent's working life: coming, breaks, going home; and agents called in.

People are processes, so that a manager or a user may add to them in ordinary SimPy. They
wait for kind-2 events (`Clock.until`); an agent busy when due elsewhere finishes the
contact in hand first, or hands it over at the end of the shift where the team does so.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import simpy

from cssim.center.clock import AGENT, Moment, Signal
from cssim.center.life import AWAY
from cssim.center.logbook import STATE
from cssim.center.people import Agent
from cssim.roster import Away, Roster, Shift

if TYPE_CHECKING:
    from cssim.center.model import Center

Process = Generator[simpy.Event, Any, None]


def begin(center: Center, roster: Roster) -> None:
    """Write down the plan and start every agent's working life."""
    if center.lives is not None:
        for seat, shifts in groupby(roster.shifts, key=lambda shift: shift.agent):
            center.clock.process(_life_of_a_seat(center, seat, list(shifts)))
        return
    found = [_with_outages(center, shift) for shift in roster.shifts]
    for shift in found:
        _write_plan(center, shift)
    for index, shifts in groupby(found, key=lambda shift: shift.agent):
        planned = [shift for shift in shifts if not shift.absent]
        center.clock.process(_working_life(center, center.agents[index], planned))


def _with_outages(center: Center, shift: Shift) -> Shift:
    """Return a shift with the outages of its agent's tool, of which nobody knows before."""
    for outage in center.settings.outages:
        if center.agents[shift.agent].team in outage.teams and not shift.absent:
            shift = shift.without_tool(outage.start, outage.until)
    return shift


def _write_plan(center: Center, shift: Shift) -> None:
    log = center.log
    if shift.absent:
        log.person(shift.start, shift.agent, "absent", until=shift.until)
        log.away.extend((shift.agent, shift.start, shift.until, STATE["absent"]))
        return
    log.person(shift.start, shift.agent, "shift_start", until=shift.until)
    if shift.late:
        log.person(shift.start, shift.agent, "late", until=shift.start + shift.late)
    _write_away(center, shift)


def _write_away(center: Center, shift: Shift) -> None:
    log = center.log
    for away in shift.away:
        log.person(away.start, shift.agent, "away_due", until=away.until, state=away.state)
        if away.movable:
            log.person(away.start, shift.agent, "movable", until=away.start + away.movable)


def _working_life(center: Center, agent: Agent, shifts: Sequence[Shift]) -> Process:
    for shift in shifts:
        yield center.clock.until(shift.start, agent.index)
        yield from _work(center, agent, shift)


def _life_of_a_seat(center: Center, seat: int, shifts: Sequence[Shift]) -> Process:
    """Let whoever holds a seat work its shifts; what becomes of one is known when it begins.

    Who still works overtime comes to the next one afterwards; whoever takes over the seat
    waits for nobody.
    """
    lives, working = center.lives, None
    assert lives is not None
    for planned in shifts:
        yield center.clock.until(planned.start, seat)
        holder = lives.seats.holder[seat]
        if working is not None and holder is not None and holder.signed_on >= 0:
            yield working
            yield center.clock.until(center.clock.now, seat)
        found = lives.shift_of(planned)
        if found is None:
            continue
        agent, shift = found[0], _with_outages(center, found[1])
        if agent.index != seat:
            # At one instant agents come in order of their own numbers, not of their seats.
            yield center.clock.until(planned.start, agent.index)
        _write_plan(center, shift)
        if not shift.absent:
            working = center.clock.process(_work(center, agent, shift))


def _work(center: Center, agent: Agent, shift: Shift) -> Process:
    yield from _come(center, agent, shift)
    if center.clock.now < shift.until:
        yield from _shift(center, agent, shift)


def _come(center: Center, agent: Agent, shift: Shift) -> Process:
    """Be absent until the agent comes, if that is late."""
    now, comes = center.clock.now, shift.start + shift.late
    if now < comes:
        center.log.away.extend((agent.index, now, comes, STATE["absent"]))
        yield center.clock.until(comes, agent.index)


def _shift(center: Center, agent: Agent, shift: Shift) -> Process:
    """One shift: sign on, take breaks, finish the contact in hand, sign off."""
    agent.signed_on = now = center.clock.now
    center.clock.after(shift.until - now, AGENT, agent.index, _shift_ends, (center, agent))
    plans = [away.start for away in shift.away] + [shift.until]
    lives = center.lives
    if lives is not None:
        lives.comes(agent)
    is_back = _back_on_floor(center, agent, plans[0])
    for away, following in zip(shift.away, plans[1:], strict=True):
        if center.clock.now < away.start:
            yield center.clock.until(away.start, agent.index)
        if lives is not None and lives.sessions.is_cancelled(agent, away):
            # Who has come from another session that ended just now is not on the floor yet.
            is_back = is_back or _back_on_floor(center, agent, following)
            continue
        yield from _step_away(center, agent, away, shift.until)
        is_back = _back_on_floor(center, agent, following)
    if center.clock.now < shift.until:
        yield center.clock.until(shift.until, agent.index)
    yield from _leave_floor(center, agent)
    if lives is not None:
        lives.goes(agent)
    center.log.worked.extend((agent.index, agent.signed_on, center.clock.now, -1))
    agent.signed_on = -1
    center.desk.settle()


def _step_away(center: Center, agent: Agent, away: Away, shift_end: int) -> Process:
    """Time off the floor at its full length from when the agent is free, cut at shift end.

    Only outages end when they end.
    """
    yield from _leave_floor(center, agent, min(away.start + away.movable, shift_end))
    center.desk.settle()
    now = center.clock.now
    until = away.until if away.state == "outage" else now + away.until - away.start
    until = min(until, shift_end)
    if until > now:
        center.log.away.extend((agent.index, now, until, STATE[away.state]))
        yield center.clock.until(until, agent.index)
        if center.lives is not None:
            center.lives.sessions.held(agent, away, until - now)


def _leave_floor(center: Center, agent: Agent, latest: int = -1) -> Process:
    """Finish what is in hand; before `latest`, also take who waits; then take nobody more."""
    if center.hands.may_set_aside(agent):
        center.hands.set_aside(agent)
    while agent.contact is not None:
        agent.wanted = Signal(center.clock)
        center.hands.no_more(agent)
        yield agent.wanted
        agent.wanted = None
        if center.clock.now < latest:
            center.desk.become_idle(agent)
    center.no_longer_idle(agent)
    if center.lives is not None:
        center.lives.turn(agent, AWAY)


def _shift_ends(moment: Moment) -> None:
    """Leave deferred work to others; hand over who is on the line, now or after some overtime."""
    center, agent = moment.subject
    team = center.settings.teams[agent.team]
    center.no_longer_idle(agent)
    center.hands.put_back(agent)
    if team.hands_over:
        _hand_over(center, agent)
    elif team.overtime_limit is not None:
        again = (center, agent, agent.signed_on)
        center.clock.after(team.overtime_limit, AGENT, agent.index, _overtime_ends, again)
    _let_go(agent)


def _overtime_ends(moment: Moment) -> None:
    center, agent, signed_on = moment.subject
    if agent.signed_on == signed_on:
        _hand_over(center, agent)
        _let_go(agent)
        center.settle()


def _hand_over(center: Center, agent: Agent) -> None:
    """Let colleagues go on with everybody on the line; what cannot be passed on is finished."""
    for contact in agent.in_hand():
        center.handing.hand_over(contact, agent)


def _let_go(agent: Agent) -> None:
    """Let an agent who was to leave after the work in hand, and has none any more, do so."""
    if agent.contact is None and agent.wanted is not None:
        agent.wanted.happen()


def _back_on_floor(center: Center, agent: Agent, due_elsewhere: int) -> bool:
    """Be idle and take the next contact, unless already due elsewhere; tell whether so."""
    if center.clock.now >= due_elsewhere:
        return False
    center.desk.become_idle(agent)
    center.desk.settle()
    return True


def call_in(center: Center, team: int, length: int, contact: int = -1) -> bool:
    """Let the first on-call agent of a team who is at home work for `length` ms.

    `contact` is the one because of whom a rule says so, if any.
    """
    for agent in center.agents:
        gone = center.lives is not None and not center.lives.is_on_floor(agent)
        if agent.on_call and agent.team == team and not (agent.called or gone):
            agent.called = True
            now = center.clock.now
            center.log.person(now, agent.index, "called_in", contact=contact, until=now + length)
            shift = _with_outages(center, Shift(agent.index, now, now + length))
            _write_away(center, shift)
            center.clock.process(_duty(center, agent, shift))
            return True
    return False


def _duty(center: Center, agent: Agent, shift: Shift) -> Process:
    yield center.clock.until(shift.start, agent.index)
    yield from _shift(center, agent, shift)
    agent.called = False
