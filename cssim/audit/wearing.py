"""Fatigue and strain, worked out a second time (of C11): BEHAVIOUR part (d).

Fatigue builds up while an agent is busy and goes away otherwise, from nothing at each sign-on.
Each week strain moves toward the week's mean fatigue, hostile contacts and support; it is worked
out from the strain written down a week before.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from itertools import pairwise

import numpy as np

from cssim.audit.codes import BUSY, HOW, OUTCOME, STATE
from cssim.audit.facts import DAY_MS
from cssim.audit.holders import Holders, Row, rows_of
from cssim.audit.learning import NEAR
from cssim.audit.months import MonthsFacts
from cssim.audit.report import Tally, seconds
from cssim.audit.services import RING
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View

MINUTE_MS = 60_000.0
MONTH_MS = 30.4375 * DAY_MS
USUAL_SPAN = 12.0
ANGRY_BELOW = 0.5
NEVER = 1 << 62

Week = tuple[int, int]
"""Agent, number of the week."""


def why_not(months: MonthsFacts) -> str:
    """Return why fatigue and strain cannot be worked out; empty when they can."""
    coaching = months.people.coaching
    if months.people.strain is None or months.people.fatigue is None:
        return "strain is not modelled"
    if coaching is not None and coaching.reprimand:
        return "whose reviewed contacts failed is not in the journal"
    return ""


def check(view: View, shifts: Shifts, months: MonthsFacts, tally: Tally) -> None:
    """Check every week's fatigue and strain; needs `why_not` to be empty."""
    _Wearing(view, shifts, months, tally).check()


class _Wearing:
    def __init__(self, view: View, shifts: Shifts, months: MonthsFacts, tally: Tally) -> None:
        self.view, self.shifts, self.months, self.tally = view, shifts, months, tally
        self.holders = Holders(view, months)
        self.ends = [end for end in months.day_ends(view.end)[6::7] if end < view.end]
        self.tired, self.present = self._fatigue()
        self.n, self.hostile = self._contacts()

    def check(self) -> None:
        """Compare all weeks."""
        fatigue = {(row.at, row.agent): row for row in rows_of(self.view, "fatigue")}
        strain = {(row.at, row.agent): row for row in rows_of(self.view, "strain")}
        assert self.months.people.strain is not None
        last: dict[int, float] = defaultdict(lambda: self.months.people.strain.start)  # type: ignore[union-attr]
        for week, end in enumerate(self.ends):
            for agent, joins in sorted(self.holders.joins.items()):
                left = self.holders.left.get(agent, (NEVER, 0))[0]
                if not (joins <= end <= left and self.present.get((agent, week))):
                    continue
                rows = fatigue.pop((end, agent), None), strain.pop((end, agent), None)
                self.tally.examined += 2
                if rows[0] is None or rows[1] is None:
                    if joins < end < left:
                        self._wrong(agent, end, "no fatigue or strain")
                    continue
                self._one(agent, week, rows[0], rows[1], last[agent])
                last[agent] = rows[1].value
        for at, agent in [*fatigue, *strain]:
            if at < self.view.end:
                self.tally.examined += 1
                self._wrong(agent, at, "fatigue or strain of a week without work")

    def _wrong(self, agent: int, at: int, what: str) -> None:
        self.tally.wrong(f"agent {self.view.agent(agent)} at {seconds(at)}: {what}")

    def _one(self, agent: int, week: int, fatigue: Row, strain: Row, before: float) -> None:
        tired = self.tired[agent, week] / self.present[agent, week]
        if abs(tired - fatigue.value) > NEAR:
            self._wrong(agent, fatigue.at, f"fatigue {fatigue.value}, worked out {tired}")
        weights = self.months.people.strain
        assert weights is not None
        n = self.n.get((agent, week), 0)
        share = self.hostile.get((agent, week), 0) / n if n else 0.0
        found = [
            before + (_share(tired + weights.hostile * share + more) - before) / weights.weeks
            for more in self._circumstances(agent, strain)
        ]
        if min(abs(value - strain.value) for value in found) > NEAR:
            self._wrong(agent, strain.at, f"strain {strain.value}, worked out {found[0]}")

    # ---- fatigue ---------------------------------------------------------------------

    def _fatigue(self) -> tuple[dict[Week, float], dict[Week, int]]:
        """Return the integral of each agent's fatigue over each week's time at work, and that."""
        states, fatigue = self.view.states, self.months.people.fatigue
        assert fatigue is not None
        signs_on = self._signs_on()
        tired: dict[Week, float] = defaultdict(float)
        present: dict[Week, int] = defaultdict(int)
        busy = np.isin(states["state"], BUSY)
        working = states["state"] != STATE["absent"]
        columns = (states[c].tolist() for c in ("agent", "from_ms", "until_ms"))
        agent, level = -1, 0.0
        for who, start, until, is_busy, works in zip(
            *columns, busy.tolist(), working.tolist(), strict=True
        ):
            if who != agent or (who, start) in signs_on:
                agent, level = who, 0.0
            if not works:
                continue
            for since, to in self._by_week(who, start, until):
                length = to - since
                constant = fatigue.builds if is_busy else fatigue.recovers
                goal = 1.0 if is_busy else 0.0
                fades = math.exp(-length / constant)
                week = bisect_left(self.ends, to)
                if since >= self.holders.joins.get(who, NEVER):
                    tired[who, week] += goal * length + (level - goal) * constant * (1.0 - fades)
                    present[who, week] += length
                level = goal + (level - goal) * fades
        return tired, present

    def _signs_on(self) -> set[tuple[int, int]]:
        return {(s.agent, self.shifts.signs_on(s)) for s in self.shifts.worked}

    def _by_week(self, agent: int, start: int, until: int) -> list[tuple[int, int]]:
        """Cut a span at the ends of weeks, and where its agent joins."""
        first, last = bisect_left(self.ends, start + 1), bisect_left(self.ends, until)
        joins = self.holders.joins.get(agent, -1)
        edges = sorted([start, *self.ends[first:last], until] + [joins] * (start < joins < until))
        return list(pairwise(edges))

    # ---- hostile contacts ------------------------------------------------------------

    def _contacts(self) -> tuple[dict[Week, int], dict[Week, int]]:
        """Return how many contacts each agent ended in each week, and how many were hostile."""
        view, s, legs = self.view, self.view.services, self.view.legs
        contacts = view.contacts
        how = legs["how"][s.leg]
        ends = np.isin(how, [HOW["resolved"], HOW["unresolved"]]) & (s.way != RING)
        rung = (how == HOW["missed"]) & (contacts["outcome"][s.row] == OUTCOME["answered"])
        ends |= rung & (view.last_stay[s.row] == s.leg)
        felt = contacts["sat"][s.row]
        # What makes good a closed issue is not felt as a contact of its own.
        ends &= ~(view.is_begun_here[s.row] & (contacts["attempt"][s.row] > 1))
        ends &= ~np.isnan(felt)
        hostile = (contacts["hostility"][s.row] > 0.0) | (felt < ANGRY_BELOW)
        n: dict[Week, int] = defaultdict(int)
        angry: dict[Week, int] = defaultdict(int)
        for i in np.flatnonzero(ends).tolist():
            week = int(s.agent[i]), bisect_left(self.ends, int(s.parted[i]) + 1)
            n[week] += 1
            angry[week] += bool(hostile[i])
        return n, angry

    # ---- circumstances ---------------------------------------------------------------

    def _circumstances(self, agent: int, row: Row) -> list[float]:
        """Return what is added to strain's target; more than one value if it is not known."""
        people = self.months.people
        strain, goals, climate = people.strain, people.goals, people.climate
        assert strain is not None
        more = 0.0 if goals is None else strain.overload * max(0.0, goals.level - goals.best)
        friction = [0.0]
        if climate is not None and climate.friction:
            rounds = row.at / climate.heard_every
            counts = {math.floor(rounds), math.ceil(rounds) - 1} if rounds else {0}
            if "monthly" in self.months.management.suspended:
                counts = {0}
            removed = climate.friction_removed_per_month * climate.heard_every / MONTH_MS
            keep = max(0.0, 1.0 - removed)
            friction = [strain.friction * climate.friction * keep**n / MINUTE_MS for n in counts]
        relief = self._relief(self.view.about.agent_team[agent], row)
        return [
            more + rubbed - strain.support * self._support(given)
            for rubbed in friction
            for given in relief
        ]

    def _support(self, relief: float) -> float:
        climate = self.months.people.climate
        if climate is None:
            return _share(0.5 + relief)
        given = 0.5 + 0.5 * (USUAL_SPAN / climate.span - 1.0)
        given += 0.1 * (climate.one_to_ones_per_month - 1.0)
        return _share(climate.lead_quality * given + relief)

    def _relief(self, team: int, row: Row) -> list[float]:
        """Return the support that acting on the last survey gives a team."""
        survey = self.months.people.survey
        if survey is None or not survey.action:
            return [0.0]
        acted = {r.at for r in rows_of(self.view, "acted") if r.team == team}
        last = row.at // survey.every * survey.every
        # A survey at this very instant may have come before or after.
        asked = {last, last - survey.every} if last == row.at else {last}
        return [survey.relief if at in acted else 0.0 for at in asked]


def _share(x: float) -> float:
    return min(1.0, max(0.0, x))
