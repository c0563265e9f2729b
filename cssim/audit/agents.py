"""C2: agent time. Per agent and shift, scheduled + overtime = lost + idle + busy.

States tile sign-on to sign-off without gap or overlap; breaks start when they are due, or
as soon as the contact in hand is finished (movable ones, when nobody waits any more), run
their full length and are cut at shift end; who comes late is absent until then; overtime is
only the rest of what is in hand, and nothing that is to be handed over (MODEL §6, GLOSSARY §7).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

import numpy as np

from cssim.audit import away, holders, lessons
from cssim.audit.codes import BUSY, HOW, LOST, OUTCOME, SPAN, STATE, Ints
from cssim.audit.facts import DAY_MS, AgentFacts
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.services import LIVE
from cssim.audit.shifts import Shift, Shifts
from cssim.audit.tables import View

Span = tuple[int, int, int]
"""Agent, start, until."""


def check(view: View, shifts: Shifts) -> LawResult:
    """Check C2."""
    tally = Tally("C2")
    _tiled(view, shifts, tally)
    _accounts(view, shifts, tally)
    _absent(view, shifts, tally)
    _away(view, shifts, tally)
    _without_tool(view, tally)
    _handed_over(view, shifts, tally)
    _as_scheduled(view, shifts, tally)
    holders.check(view, tally)
    lessons.check(view, shifts, tally)
    answered = bool(np.any(view.contacts["outcome"] == OUTCOME["answered"]))
    return tally.result(answered or bool(shifts.planned) or len(view.states["agent"]) > 0)


def _told(view: View, span: Span) -> str:
    agent, start, until = span
    return f"agent {view.agent(agent)} from {seconds(start)} until {seconds(until)}"


def _tiled(view: View, shifts: Shifts, tally: Tally) -> None:
    """States follow each other without gap or overlap over just the planned shifts."""
    states = view.states
    agent, start, until = (states[c] for c in ("agent", "from_ms", "until_ms"))
    tally.rows(until > start, lambda i: f"{_told(view, _row(view, i))}: a state without length")
    same = agent[1:] == agent[:-1]
    tally.rows(
        ~same | (start[1:] >= until[:-1]),
        lambda i: f"{_told(view, _row(view, i))}: overlaps the next state",
    )
    begins = np.append(True, ~same | (start[1:] != until[:-1]))[: len(agent)]
    ends = np.append(begins[1:], True)[: len(agent)]
    found = set(
        zip(agent[begins].tolist(), start[begins].tolist(), until[ends].tolist(), strict=True)
    )
    planned = set(_on_the_floor(view, shifts))
    _same_spans(view, tally, found, planned, "state")


def _row(view: View, i: int) -> Span:
    return tuple(int(view.states[c][i]) for c in ("agent", "from_ms", "until_ms"))  # type: ignore[return-value]


def _on_the_floor(view: View, shifts: Shifts) -> list[Span]:
    """Return sign-on to sign-off of every shift, absences too; what touches is made one."""
    spans = [(s.agent, s.start, min(off, view.end)) for s, off in shifts.spans]
    spans += [(s.agent, s.start, min(s.until, view.end)) for s in shifts.planned if s.absent]
    joined: list[Span] = []
    for agent, start, until in sorted(s for s in spans if s[1] < s[2]):
        if joined and joined[-1][0] == agent and start <= joined[-1][2]:
            joined[-1] = (agent, joined[-1][1], max(until, joined[-1][2]))
        else:
            joined.append((agent, start, until))
    return joined


def _same_spans(view: View, tally: Tally, found: set[Span], planned: set[Span], what: str) -> None:
    tally.examined += len(planned | found)
    for span in sorted(planned - found):
        tally.wrong(f"{_told(view, span)}: planned, but no such {what}")
    for span in sorted(found - planned):
        tally.wrong(f"{_told(view, span)}: {what} that was not planned so")


def _accounts(view: View, shifts: Shifts, tally: Tally) -> None:
    """Scheduled + overtime = lost + idle + busy; past the planned end there is only work."""
    owner = _shift_of_state(view, shifts)
    spans = shifts.spans
    scheduled = [min(s.until, view.end) - s.start for s, _ in spans]
    planned_end = np.array([s.until for s, _ in spans], dtype=np.int64)
    mine = np.flatnonzero(owner >= 0)
    start, until = view.states["from_ms"][mine], view.states["until_ms"][mine]
    state, whose = view.states["state"][mine], owner[mine]
    over = np.maximum(0, until - np.maximum(start, planned_end[whose]))
    busy = np.isin(state, BUSY)
    tally.rows(
        busy | (over == 0),
        lambda i: f"{_told(view, _row(view, int(mine[i])))}: not at work, but past the shift's end",
    )
    spent = {
        name: _summed(whose, (until - start) * part, len(spans))
        for name, part in (
            ("lost", np.isin(state, LOST)),
            ("idle", state == STATE["idle"]),
            ("busy", busy),
        )
    }
    overtime = _summed(whose, over * busy, len(spans))
    for i, (shift, _) in enumerate(spans):
        used = spent["lost"][i] + spent["idle"][i] + spent["busy"][i]
        tally.equal(scheduled[i] + overtime[i], used, _told_shift(view, shift))


def _summed(whose: Ints, ms: Ints, n: int) -> list[int]:
    total = np.zeros(n, dtype=np.int64)
    np.add.at(total, whose, ms)
    out: list[int] = total.tolist()
    return out


def _told_shift(view: View, shift: Shift) -> str:
    span = (shift.agent, shift.start, shift.until)
    return f"{_told(view, span)}: scheduled + overtime = lost + idle + busy [ms]"


def _shift_of_state(view: View, shifts: Shifts) -> Ints:
    """Return the worked span each state row starts in, -1 for none."""
    states = view.states
    starts = np.array([s.agent * SPAN + s.start for s, _ in shifts.spans], dtype=np.int64)
    offs = np.array([s.agent * SPAN + off for s, off in shifts.spans], dtype=np.int64)
    where = states["agent"].astype(np.int64) * SPAN + states["from_ms"]
    place = np.searchsorted(starts, where, side="right") - 1
    inside = place >= 0
    inside[inside] = where[inside] < offs[place[inside]]
    return np.where(inside & (states["state"] != STATE["absent"]), place, -1)


def _absent(view: View, shifts: Shifts, tally: Tally) -> None:
    """An agent who does not come is absent over the whole planned shift."""
    rows = np.flatnonzero(view.states["state"] == STATE["absent"]).tolist()
    found = {_row(view, i) for i in rows}
    planned = {(s.agent, s.start, min(s.until, view.end)) for s in shifts.planned if s.absent}
    _same_spans(view, tally, found, planned, "absence")


def _away(view: View, shifts: Shifts, tally: Tally) -> None:
    """Every planned break (training, …) is taken when due, at full length, and no other.

    Agents with other duties are in such a state whenever they are not needed, too.
    """
    states = view.states
    lost = np.isin(states["state"], LOST)
    lost &= states["state"] != STATE["absent"]
    rows = np.flatnonzero(lost).tolist()
    found = defaultdict(set)
    for i in rows:
        found[int(states["state"][i])].add(_row(view, i))
    due = away.planned(view, shifts)
    for state in sorted(found.keys() | due.keys()):
        others = {span for span in found[state] if view.duty_of(span[0]) == state}
        spans = found[state] - (others - due[state])
        _same_spans(view, tally, spans, due[state], view.name("states", state))


def _without_tool(view: View, tally: Tally) -> None:
    """Whose tool is down takes nobody; nobody is in such a state without an outage."""
    states, services = view.states, view.services
    team = np.array([view.name("teams", code) for code in view.about.agent_team])
    told = np.zeros(len(states["agent"]), dtype=bool)
    for outage in view.expected.outages if view.expected else ():
        down = np.isin(team, list(outage.teams))
        during = (services.answered > outage.start) & (services.answered < outage.until)
        tally.rows(
            ~(during & down[services.agent]),
            lambda i: (
                f"agent {view.agent(int(services.agent[i]))}: begins at "
                f"{seconds(services.answered[i])} although the tool is down"
            ),
        )
        within = (states["from_ms"] >= outage.start) & (states["until_ms"] <= outage.until)
        told |= within & down[states["agent"]]
    if view.expected:
        told |= states["state"] != STATE["outage"]
        tally.rows(told, lambda i: f"{_told(view, _row(view, i))}: there is no outage")


def _handed_over(view: View, shifts: Shifts, tally: Tally) -> None:
    """Who hands over keeps nobody on the line past the end of the shift, or the overtime.

    Only what cannot be handed over is finished: chats, a contact about to be passed on or one
    a colleague is being asked about, and one that has had all the legs it may have. Where
    `skip` is the rule, whoever leaves unsolved may have been about to be passed on until the
    first agent's share was done.
    """
    if view.expected is None:
        return
    teams = [view.expected.team(name) for name in view.journal.names("teams")]
    limits = [0 if t.hands_over else t.overtime_ms for t in teams]
    s, legs = view.services, view.legs
    if len(s.leg) == 0 or all(limit is None for limit in limits):
        return
    must = (s.way == LIVE) & (s.consulted == 0) & ~s.open
    must &= np.isin(legs["how"][s.leg], [HOW["resolved"], HOW["unresolved"]])
    # Parts are rounded on their own, so that their sum may be 2 ms off.
    share = np.ceil((s.talk + s.hold) * view.expected.handover_share).astype(np.int64) + 2
    share *= (legs["how"][s.leg] == HOW["unresolved"]) & (view.expected.if_busy == "skip")
    must &= view.n_legs[s.row] < view.expected.max_legs
    for i in np.flatnonzero(must).tolist():
        limit = limits[view.about.agent_team[int(s.agent[i])]]
        off = shifts.end_of(int(s.agent[i]), int(s.answered[i]))
        tally.examined += 1
        begun = int(s.answered[i] + s.joined[i] + share[i])  # who is in a conference finishes
        if limit is not None and off is not None and s.parted[i] > off + limit >= begun:
            span = (int(s.agent[i]), int(s.answered[i]), int(s.parted[i]))
            tally.wrong(f"{_told(view, span)}: not handed over at {seconds(off + limit)}")


def _as_scheduled(view: View, shifts: Shifts, tally: Tally) -> None:
    """Every agent of the scenario is planned in every shift of the weekly pattern."""
    if view.expected is None or not view.about.start or view.about.horizon_ms <= 0:
        return
    if view.expected.months is not None and view.expected.months.come_and_go:
        holders.as_scheduled(view, shifts, tally, lambda facts: _planned_starts(view, facts))
        return
    names = view.journal.names("agents")
    tally.equal(len(set(names) ^ set(view.expected.agents)), 0, "agents not in both lists")
    planned = shifts.starts
    for code, name in enumerate(names):
        facts = view.expected.agents.get(name)
        if facts is not None and facts.weeks is not None:
            starts = _planned_starts(view, facts)
            _same_starts(view, tally, code, starts, planned[code])


def _same_starts(view: View, tally: Tally, agent: int, due: set[int], planned: set[int]) -> None:
    tally.examined += len(due)
    for start in sorted(due - planned):
        tally.wrong(f"agent {view.agent(agent)}: the shift at {seconds(start)} was never planned")
    # A shift under way at instant 0 begins there.
    last = min(view.about.horizon_ms, view.end)
    for start in sorted(s for s in planned - due if 0 < s < last):
        tally.wrong(f"agent {view.agent(agent)}: no shift starts at {seconds(start)}")


def _planned_starts(view: View, facts: AgentFacts) -> set[int]:
    """Return when the shifts of a timetable start, up to the horizon.

    The weeks take turns from the one in which the run starts, where the agent works.
    """
    begin = datetime.fromisoformat(view.about.start) + timedelta(milliseconds=facts.ahead_ms)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = round((begin - midnight).total_seconds() * 1000)
    last = min(view.about.horizon_ms, view.end)
    weeks, starts = facts.weeks or (), set()
    for day in range((last + passed) // DAY_MS + 1 if weeks else 0):
        week, weekday = divmod(begin.weekday() + day, 7)
        shift = weeks[week % len(weeks)].get(weekday)
        start = -1 if shift is None else day * DAY_MS - passed + shift[0]
        if 0 <= start < last:
            starts.add(start)
    return starts
