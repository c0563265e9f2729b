"""Training, coaching and talks over months: of C2 what is credited, cancelled and learned by it.

Time off the floor at its planned length is checked with all breaks (`cssim.audit.away`); a
session that is cancelled when it is due takes no time. Hours that are credited were spent in
the state that they name, by the agent, or by a senior colleague who is a mentor. Which sessions
are called off depends on how many wait just then, and is not checked.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from cssim.audit import away
from cssim.audit.codes import EVENT, STATE, Flags
from cssim.audit.facts import DAY_MS
from cssim.audit.holders import Holders, Row, rows_of
from cssim.audit.months import MonthsFacts
from cssim.audit.report import Tally, seconds
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

HOUR_MS = 3_600_000
BLOCK = {"trained": "training", "coached": "coaching"}
"""State of an agent who is trained or coached."""
MISSED_MS = 1
"""Hours are written down as a float: they are this close to whole milliseconds."""

Span = tuple[int, int, int]
"""Agent, end, length."""


def check(view: View, shifts: Shifts, tally: Tally) -> None:
    """Check what is credited and what is cancelled."""
    months = view.expected.months if view.expected else None
    if months is None:
        return
    _cancelled(view, shifts, months, tally)
    spans = {state: _spans(view, state) for state in BLOCK.values()}
    for what, state in BLOCK.items():
        for row in rows_of(view, what):
            tally.examined += 1
            if not _is_earned(view, months, row, spans[state]):
                told = f"{what} {row.value} h at {seconds(row.at)} without having been"
                tally.wrong(f"agent {view.agent(row.agent)}: {told}")
    for what, state in BLOCK.items():
        _credited(shifts, months, what, spans[state], tally)
    _learned(view, months, tally)


def _cancelled(view: View, shifts: Shifts, months: MonthsFacts, tally: Tally) -> None:
    """Only a session that was due is cancelled, and only where the scenario has that."""
    dropped = away.cancelled(view, shifts)
    coaching, daily = months.people.coaching, months.management.daily
    any_kind = daily is not None and daily.cancel_above is not None
    only = coaching is not None and coaching.pauses_above is not None
    people = view.people
    mine = people["what"] == EVENT["cancelled"]
    columns = (people[c][mine].tolist() for c in ("agent", "at_ms"))
    for agent, at in zip(*columns, strict=True):
        tally.examined += 1
        found = [key for key in dropped if key[:2] == (agent, at) and dropped[key] > 0]
        good = [key for key in found if any_kind or (only and key[2] == STATE["coaching"])]
        if good:
            dropped[good[0]] -= 1
        else:
            tally.wrong(f"agent {view.agent(agent)}: nothing to cancel at {seconds(at)}")


def _spans(view: View, state: str) -> Counter[Span]:
    """Return the times in a state that were over before the run was."""
    states = view.states
    rows = (states["state"] == STATE[state]) & (states["until_ms"] < view.end)
    agent, start, until = (states[c][rows].tolist() for c in ("agent", "from_ms", "until_ms"))
    return Counter((a, u, u - s) for a, s, u in zip(agent, start, until, strict=True))


def length_of(row: Row) -> int:
    """Return the hours that an event credits, in ms."""
    return round(row.value * HOUR_MS)


def is_idle_time(months: MonthsFacts, row: Row) -> bool:
    """Tell whether hours may have been learned between contacts: credited at a midnight."""
    training = months.people.training
    idle = training is not None and training.placing == "idle"
    return idle and row.state < 0 and row.at in months.day_ends(months.horizon)


def _is_earned(view: View, months: MonthsFacts, row: Row, spans: Counter[Span]) -> bool:
    """Take the time off the floor that an event credits; tell whether there was any."""
    length = length_of(row)
    if spans[row.agent, row.at, length] > 0:
        spans[row.agent, row.at, length] -= 1
        return True
    if row.at >= view.end:
        return True  # a session that ends with the run is not told apart from one cut by it
    if is_idle_time(months, row):
        return length <= DAY_MS
    if months.people.careers is None or row.value <= 0.0:
        return False
    team = view.about.agent_team
    seniors = {r.agent for r in rows_of(view, "promoted") if r.at <= row.at}
    mentors = [a for a in seniors if team[a] == team[row.agent] and a != row.agent]
    for mentor in sorted(mentors):
        if spans[mentor, row.at, length] > 0:
            spans[mentor, row.at, length] -= 1
            return True
    return False


def _credited(
    shifts: Shifts, months: MonthsFacts, what: str, left_over: Counter[Span], tally: Tally
) -> None:
    """Time in training or coaching that nobody was credited is planned in breaks, or onboarding."""
    view = shifts.view
    if view.expected is None or _takes_otherwise(view, months, BLOCK[what]):
        return
    joins = Holders(view, months).joins
    for (agent, end, length), n in left_over.items():
        tally.examined += 1
        mentors = what == "coached" and months.people.careers is not None
        # Whoever has not joined when a shift begins learns the work until it ends.
        began = max((s for s in shifts.starts[agent] if s <= end - length), default=end - length)
        if n > 0 and joins.get(agent, -1) <= began and not mentors:
            told = f"not credited for {length} ms until {seconds(end)}"
            tally.wrong(f"agent {view.agent(agent)}: {told}")


def _takes_otherwise(view: View, months: MonthsFacts, state: str) -> bool:
    """Tell whether breaks, shrinkage or other duties may bring agents into a state."""
    assert view.expected is not None
    if state in months.other_states:
        return True
    return any(team.duties == state for team in view.expected.teams.values())


def _learned(view: View, months: MonthsFacts, tally: Tally) -> None:
    """Whoever has learned a skill has been in a course that adds it, for its hours."""
    trained: dict[int, list[Row]] = defaultdict(list)
    for row in rows_of(view, "trained"):
        trained[row.agent].append(row)
    for row in rows_of(view, "learned"):
        tally.examined += 1
        hours = sum(r.value for r in trained[row.agent] if r.at <= row.at)
        adding = [
            course
            for course, at in zip(months.people.courses, months.courses, strict=True)
            if course.adds and at <= row.at and takes_part(view, course.teams, row.agent)
        ]
        if not any(hours * HOUR_MS >= course.hours * HOUR_MS - MISSED_MS for course in adding):
            told = f"learned at {seconds(row.at)} without a course"
            tally.wrong(f"agent {view.agent(row.agent)}: {told}")


def takes_part(view: View, teams: tuple[str, ...], agent: int) -> bool:
    """Tell whether an agent is of one of some teams; of any, if none are named."""
    return not teams or view.name("teams", view.about.agent_team[agent]) in teams


def later_skills(view: View) -> Flags:
    """Tell of each service whether its agent may have learned what it needs in a course (C5)."""
    services, legs = view.services, view.legs
    found = np.zeros(len(services.leg), dtype=bool)
    months = view.expected.months if view.expected else None
    if months is None or view.expected is None:
        return found
    reasons, channels = view.journal.names("reasons"), view.journal.names("channels")
    for row in rows_of(view, "learned"):
        skills = {
            skill
            for course, at in zip(months.people.courses, months.courses, strict=True)
            if at <= row.at and takes_part(view, course.teams, row.agent)
            for skill in course.adds
        }
        mine = (services.agent == row.agent) & (services.answered >= row.at)
        for i in np.flatnonzero(mine).tolist():
            facts = view.expected.reasons.get(reasons[legs["reason"][services.leg[i]]])
            channel = channels[view.contacts["channel"][services.row[i]]]
            found[i] |= facts is not None and facts.skill_on(channel) in skills
    return found
