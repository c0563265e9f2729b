"""Who holds which seat, from hire to departure: of C2 the part about people who come and go.

An agent's number modulo the number of seats is the agent's seat, and each seat is held by one
after the other: the first from the start, the next from being hired, each until quitting or
being removed, after a shift under way. Nobody is planned or absent at another time; hires begin
when their class is complete or has waited long enough, and take contacts after onboarding.
When people leave, and how long finding somebody takes, is luck that no journal has.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import cached_property
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from cssim.audit.codes import EVENT, STATE
from cssim.audit.facts import AgentFacts
from cssim.audit.months import FIRST_OF_A_SEAT, MonthsFacts
from cssim.audit.report import Tally, seconds
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

Place = tuple[int, int]
"""Instant and row of the table of people: what comes first."""
START: Place = (-1, -1)
FIXED = ("shift_start", "absent", "called_in")
"""Events that plan an agent's presence."""


class Row(NamedTuple):
    """One event of people."""

    at: int
    n: int
    agent: int
    until: int
    team: int
    value: float
    state: int

    @property
    def place(self) -> Place:
        """Return when it came in the order of events."""
        return self.at, self.n


def rows_of(view: View, what: str) -> list[Row]:
    """Return the events of a kind, in order."""
    people = view.people
    mine = people["what"] == EVENT[what]
    names = ("at_ms", "n", "agent", "until_ms", "team", "value", "state")
    return [Row(*row) for row in zip(*(people[c][mine].tolist() for c in names), strict=True)]


class Holders:
    """Who is on the books when.

    Parameters
    ----------
    view : View
    months : MonthsFacts

    Attributes
    ----------
    n_seats : int
        Number of seats; of agents where everybody stays.
    begins, left : dict of agent to place
        When each came on the books, and went; those who are not there never did.
    joins : dict of agent to ms
        When each takes contacts first: -1 for those of the start.
    """

    def __init__(self, view: View, months: MonthsFacts) -> None:
        self.view, self.months = view, months
        names = view.journal.names("agents")
        self.n_seats = len(months.seats) if months.come_and_go else len(names)
        there = [a for a, name in enumerate(names[: self.n_seats]) if name not in months.closed]
        self.begins: dict[int, Place] = dict.fromkeys(there, START)
        self.joins: dict[int, int] = dict.fromkeys(there, -1)
        self.left: dict[int, Place] = {}
        self.hired = rows_of(view, "hired")
        for row in self.hired:
            self.begins.setdefault(row.agent, row.place)
            self.joins.setdefault(row.agent, row.until)
        for what in ("quit", "removed"):
            for row in rows_of(view, what):
                self.left.setdefault(row.agent, row.place)

    def is_held(self, agent: int, place: Place) -> bool:
        """Tell whether an agent is on the books just then."""
        begins = self.begins.get(agent)
        return begins is not None and begins < place < self.left.get(agent, (1 << 62, 0))

    @cached_property
    def by_seat(self) -> dict[int, list[int]]:
        """Agents who hold each seat, one after the other."""
        found: dict[int, list[int]] = defaultdict(list)
        for agent in sorted(self.begins):
            found[agent % self.n_seats].append(agent)
        return found


def check(view: View, tally: Tally) -> None:
    """Check who holds which seat."""
    months = view.expected.months if view.expected else None
    if months is None or not months.come_and_go:
        return
    holders = Holders(view, months)
    _named(holders, tally)
    _once(holders, tally)
    _one_by_one(holders, tally)
    _only_while_there(holders, tally)
    _onboarding(holders, tally)
    _classes(holders, tally)
    _headcount(holders, tally)


def _named(holders: Holders, tally: Tally) -> None:
    """Seats come first; those who may hold one later have the name of its first and a number."""
    names, seats = holders.view.journal.names("agents"), holders.months.seats
    tally.equal(int(tuple(names[: len(seats)]) == seats), 1, "the first agents are the seats")
    for agent, name in enumerate(names[len(seats) :]):
        later, seat = divmod(agent, len(seats))
        tally.examined += 1
        if name != f"{seats[seat]}.{later + FIRST_OF_A_SEAT}":
            tally.wrong(f"agent {name} has the number of another seat's holder")


def _once(holders: Holders, tally: Tally) -> None:
    """Everybody is hired once, leaves once, at a midnight, and not before coming."""
    view = holders.view
    for what in ("hired", "joined"):
        counted = Counter(row.agent for row in rows_of(view, what))
        tally.examined += len(counted)
        for agent in (a for a, n in counted.items() if n > 1 or a < holders.n_seats):
            tally.wrong(f"agent {view.agent(agent)}: {what} {counted[agent]} times")
    leave = [(row, what) for what in ("quit", "removed") for row in rows_of(view, what)]
    midnights = holders.months.day_ends(view.end)
    for row, what in leave:
        tally.examined += 1
        there = holders.begins.get(row.agent)
        on_time = row.at in midnights or what == "removed"
        if there is None or not there < row.place == holders.left[row.agent] or not on_time:
            tally.wrong(f"agent {view.agent(row.agent)}: {what} at {seconds(row.at)}, not there")


def _one_by_one(holders: Holders, tally: Tally) -> None:
    """Each seat has at most one holder, the next hired after the last has left."""
    view = holders.view
    for seat, agents in holders.by_seat.items():
        first = seat if holders.months.seats[seat] not in holders.months.closed else None
        begin = 0 if first is not None else 1
        for i, agent in enumerate(agents):
            tally.examined += 1
            good = agent // holders.n_seats == i + begin
            if i:
                before = holders.left.get(agents[i - 1])
                good &= before is not None and before < holders.begins[agent]
            if not good:
                tally.wrong(f"agent {view.agent(agent)}: the seat was another's")


def _only_while_there(holders: Holders, tally: Tally) -> None:
    """Shifts, absences and calls to work are of those who are on the books."""
    view = holders.view
    for what in FIXED:
        for row in rows_of(view, what):
            tally.examined += 1
            if not holders.is_held(row.agent, row.place):
                told = f"{what} at {seconds(row.at)}, not there"
                tally.wrong(f"agent {view.agent(row.agent)}: {told}")


def _onboarding(holders: Holders, tally: Tally) -> None:
    """A hire learns for as long as the scenario says, then joins; until then nothing else."""
    view, hiring = holders.view, holders.months.people.hiring
    joined = {row.agent: row.at for row in rows_of(view, "joined")}
    for row in holders.hired:
        tally.examined += 1
        left = holders.left.get(row.agent, (1 << 62, 0))[0]
        good = hiring is not None and row.until - row.at == hiring.onboarding
        at = joined.get(row.agent)
        if at is None:
            good &= row.until >= view.end or left <= row.until
        else:
            good &= at == row.until <= left
        if not good:
            tally.wrong(f"agent {view.agent(row.agent)}: not joined when onboarding is over")
    tally.equal(len(joined.keys() - holders.begins.keys()), 0, "agents who joined, never hired")
    states = view.states
    until = np.array([holders.joins.get(a, -1) for a in range(len(view.about.agent_team))])
    early = states["from_ms"] < until[states["agent"]]
    learning = np.isin(states["state"], [STATE["training"], STATE["absent"], STATE["outage"]])
    tally.rows(
        ~early | learning,
        lambda i: f"agent {view.agent(int(states['agent'][i]))}: at work while learning it",
    )


def _classes(holders: Holders, tally: Tally) -> None:
    """Vacancies follow departures; who was found begins with a class, or after waiting for it."""
    view, hiring = holders.view, holders.months.people.hiring
    vacant = rows_of(view, "vacant")
    gone: Counter[tuple[int, int]] = Counter()
    for what in ("quit", "removed"):
        gone.update((row.at, row.team) for row in rows_of(view, what))
    opened = {(row.at, row.team) for row in rows_of(view, "headcount")}
    for when, n in Counter((row.at, row.team) for row in vacant).items():
        tally.examined += 1
        if n > gone[when] and when not in opened:
            tally.wrong(f"{n} seats vacant at {seconds(when[0])}, {gone[when]} had left")
    begun = Counter((row.team, row.at) for row in holders.hired)
    due = _due_classes(vacant, hiring.class_size, hiring.class_wait) if hiring else Counter()
    due = Counter({key: n for key, n in due.items() if key[1] < view.end})
    for team, at in sorted(begun.keys() | due.keys()):
        if at < view.end:
            what = f"hires of team {view.name('teams', team)} at {seconds(at)}"
            tally.equal(begun[team, at], due[team, at], what)


def _due_classes(vacant: list[Row], size: int, wait: int) -> Counter[tuple[int, int]]:
    """Return how many hires of each (team, instant) follow from vacancies.

    Of two things at one instant the one comes first that was known first.
    """
    events = [(row.until, row.at, row.n, row.team, -1) for row in vacant if row.until >= 0]
    heapify(events)
    ready: dict[int, list[int]] = defaultdict(list)
    begun: Counter[tuple[int, int]] = Counter()
    while events:
        at, _, n, team, waited = heappop(events)
        if waited < 0:
            ready[team].append(n)
            if len(ready[team]) < size:
                heappush(events, (at + wait, at, n, team, n))
                continue
        elif n not in ready[team]:
            continue
        begun[team, at] += len(ready.pop(team))
    return begun


def _headcount(holders: Holders, tally: Tally) -> None:
    """Reviews change the seats of a team by no more than they may, within what there is."""
    view, review = holders.view, holders.months.management.quarterly
    names = view.journal.names("agents")[: holders.n_seats]
    teams = list(view.about.agent_team)[: holders.n_seats]
    seats = Counter(teams)
    open_now = Counter(
        team for team, name in zip(teams, names, strict=True) if name not in holders.months.closed
    )
    for row in rows_of(view, "headcount"):
        tally.examined += 1
        change = round(row.value) - open_now[row.team]
        regular = review is not None and row.at % review.period == 0
        if regular and review is not None and abs(change) > review.max_change:
            tally.wrong(f"{change} seats at {seconds(row.at)}, more than a review may change")
        if not 0 <= row.value <= seats[row.team]:
            tally.wrong(f"{row.value} seats at {seconds(row.at)}, there are {seats[row.team]}")
        open_now[row.team] = round(row.value)


def as_scheduled(
    view: View, shifts: Shifts, tally: Tally, due: Callable[[AgentFacts], set[int]]
) -> None:
    """Every shift of a seat is planned for who holds it when it begins, and no other."""
    assert view.expected is not None and view.expected.months is not None
    holders = Holders(view, view.expected.months)
    last = min(view.about.horizon_ms, view.end)
    for seat, name in enumerate(holders.months.seats):
        facts = view.expected.agents.get(name)
        if facts is None or facts.weeks is None:
            continue
        starts, planned = due(facts), set()
        tally.examined += len(starts)
        for agent in holders.by_seat.get(seat, ()):
            mine = shifts.starts[agent]
            planned |= mine
            for start in sorted(s for s in mine - starts if 0 < s < last):
                tally.wrong(f"agent {view.agent(agent)}: no shift starts at {seconds(start)}")
            for start in sorted(starts - mine):
                if _has_time_for(holders, shifts, agent, start):
                    told = f"the shift at {seconds(start)} was never planned"
                    tally.wrong(f"agent {view.agent(agent)}: {told}")


def _has_time_for(holders: Holders, shifts: Shifts, agent: int, start: int) -> bool:
    """Tell whether an agent surely holds the seat when a shift, or overtime before it, is due."""
    begins, left = holders.begins[agent], holders.left.get(agent, (1 << 62, 0))
    return begins[0] < start and shifts.free_at(agent, start) < left[0]


def first_contacts(view: View, tally: Tally) -> None:
    """C4: nobody takes contacts before having learned the work."""
    months = view.expected.months if view.expected else None
    if months is None or not months.come_and_go:
        return
    holders, legs = Holders(view, months), view.legs
    from_when = [holders.joins.get(a, 1 << 62) for a in range(len(view.about.agent_team))]
    rows = np.flatnonzero((legs["agent"] >= 0) & (legs["answered_ms"] >= 0))
    first = np.array(from_when, dtype=np.int64)[legs["agent"][rows]]
    tally.rows(
        legs["answered_ms"][rows] >= first,
        lambda i: f"{view.leg_name(int(rows[i]))}: its agent has not joined yet",
    )
