"""Proficiency over months, worked out a second time (of C11): BEHAVIOUR part (c).

At each midnight k of every family goes to ``k* + (k - k*) exp(-(A + D))``: A from the day's
hours in contacts, training and coaching, D from staleness; by the power law, ``exp(k / s) - 1``
moves in its place. What is said in a meeting about a release leaves k alone. Where the journal
does not tell which kind of lesson it was, or how much of a chat's after-contact work, k lies in
a range.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cssim.audit.codes import Ints
from cssim.audit.facts import DAY_MS
from cssim.audit.holders import Holders, Row, rows_of
from cssim.audit.lessons import BLOCK, HOUR_MS, is_idle_time, takes_part
from cssim.audit.months import MonthsFacts, first_holder
from cssim.audit.report import Tally, seconds
from cssim.audit.services import CHAT, RING
from cssim.audit.tables import View
from cssim.journal import LEG_KINDS

if TYPE_CHECKING:
    from cssim.scenario.development import Release

NEAR = 1e-9
"""How close a written value must be to one worked out again."""
ROUNDED_MS = 3
"""What rounding each change of the number of chats may come to in a wrap-up."""
WEEK_MS = 7 * DAY_MS
EXPERIENCED = 0.7
PEERS = (0.84, 0.32)
"""Factor on learning from contacts among novices, and what is added among experienced."""
GAP_LEFT, ONBOARDING_WEEKS = 0.85, 4.2
REVIEWS_HALF = 4.0
FROM_SELECTION = 0.1
PER_LOG = 0.125 / 0.818
"""Power law: proficiency for each factor of e in experience."""
A_YEAR, A_WEEK = 53.0, 25.0 / 325.0
"""Power law: factor on experience of a newcomer's first year, and A of each of its weeks."""


class Between(NamedTuple):
    """A value that is known to lie between two."""

    low: float
    high: float

    def plus(self, other: Between) -> Between:
        """Return the sum of two."""
        return Between(self.low + other.low, self.high + other.high)

    def times(self, factor: float) -> Between:
        """Return it times something that is not negative."""
        return Between(self.low * factor, self.high * factor)


NOTHING = Between(0.0, 0.0)
Known = dict[str, Between]
"""By family of skills."""


def why_not(months: MonthsFacts) -> str:
    """Return why proficiency cannot be worked out; empty when it can."""
    coaching = months.people.coaching
    if months.people.development is None:
        return "proficiency does not move"
    if coaching is not None and coaching.learning_culture:
        return "what reviewed failures teach is not in the journal"
    return ""


def check(view: View, months: MonthsFacts, tally: Tally) -> None:
    """Check every week's proficiency; needs `why_not` to be empty."""
    _Learning(view, months, tally).live()
    _releases(view, months, tally)


def _releases(view: View, months: MonthsFacts, tally: Tally) -> None:
    development = months.people.development
    assert development is not None
    found = sorted((row.at, row.value) for row in rows_of(view, "released") if row.at < view.end)
    pairs = zip(months.releases, development.releases, strict=True)
    due = sorted((at, float(r.loss)) for at, r in pairs if at < view.end)
    tally.equal(int(found == due), 1, "product releases as planned")


class _Learning:
    def __init__(self, view: View, months: MonthsFacts, tally: Tally) -> None:
        assert months.people.development is not None
        self.view, self.months, self.tally = view, months, tally
        self.rates = months.people.development
        self.families = months.all_families
        self.holders = Holders(view, months)
        self.team: list[int] = list(view.about.agent_team)
        self.taught = self._taught()
        self.k: dict[int, Known] = {}
        self.days = months.day_ends(view.end)
        self.worked = self._worked()
        self.lessons = self._lessons()

    # ---- what happened ---------------------------------------------------------------

    def _taught(self) -> dict[int, list[tuple[int, set[str]]]]:
        """Return by agent from when they may have had skills of which families."""
        months, view = self.months, self.view
        own = {
            agent: set(months.learned_for.get(first_holder(view.agent(agent), months.seats), ()))
            for agent in self.holders.begins
        }
        found = {agent: [(-1, families)] for agent, families in own.items()}
        for row in rows_of(view, "learned"):
            more = {
                months.families[skill]
                for course in months.people.courses
                if takes_part(view, course.teams, row.agent)
                for skill in course.adds
            }
            found[row.agent].append((row.at, own[row.agent] | more))
        return found

    def _day(self, instant: int) -> int:
        """Return the number of the day in which an instant lies; midnight begins one."""
        return (instant - self.days.start) // DAY_MS + 1

    def _worked(self) -> dict[tuple[int, int], Known]:
        """Return by (agent, day) the hours of contacts that ended, by family."""
        view, s, legs = self.view, self.view.services, self.view.legs
        counts = (s.way != RING) & (legs["kind"][s.leg] != LEG_KINDS.index("ghost"))
        # Of what the end of the run cut off, the wrap-up is not known.
        over = ~s.open | (s.parted < view.end)
        low = np.maximum(s.talk, 0) + np.maximum(s.hold, 0)
        acw = np.maximum(s.acw, 0)
        # Wrapping up a chat beside others takes longer than the work itself.
        alone = np.maximum(acw * self._solo()[view.contacts["channel"][s.row]] - ROUNDED_MS, 0)
        least = np.where(s.open, low, low + np.where(s.way == CHAT, alone, acw))
        most = np.where(s.open, low + DAY_MS, low + acw)
        found: dict[tuple[int, int], Known] = defaultdict(dict)
        reasons, channels = view.journal.names("reasons"), view.journal.names("channels")
        for i in np.flatnonzero(counts & over).tolist():
            family = self._family(
                reasons[legs["reason"][s.leg[i]]], channels[view.contacts["channel"][s.row[i]]]
            )
            mine = found[int(s.agent[i]), self._day(int(s.parted[i]))]
            hours = Between(float(least[i]) / HOUR_MS, float(most[i]) / HOUR_MS)
            mine[family] = mine.get(family, NOTHING).plus(hours)
        return found

    def _solo(self) -> Ints:
        """Return by channel the least share of its time that a chat's wrap-up takes alone."""
        assert self.view.expected is not None
        known, names = self.view.expected.channels, self.view.journal.names("channels")
        facts = [known.get(name) for name in names]
        return np.array([1.0 / (1.0 + f.slowdown * (f.slots - 1)) if f else 1.0 for f in facts])

    def _family(self, reason: str, channel: str) -> str:
        assert self.view.expected is not None
        facts = self.view.expected.reasons.get(reason)
        skill = facts.skill_on(channel) if facts else reason
        return self.months.families.get(skill, "all")

    def _lessons(self) -> dict[tuple[int, int], Known]:
        """Return by (agent, day) what lessons of the day give to each family."""
        found: dict[tuple[int, int], Known] = defaultdict(dict)
        for what in BLOCK:
            for row in rows_of(self.view, what):
                given = self._trained(row) if what == "trained" else self._coached(row)
                # What was learned between contacts is credited as its day ends.
                before = what == "trained" and is_idle_time(self.months, row)
                mine = found[row.agent, self._day(row.at) - before]
                for family, value in given.items():
                    mine[family] = mine.get(family, NOTHING).plus(value)
        return found

    def _trained(self, row: Row) -> Known:
        """Return what training gives: of the regular kind, or in one of the courses."""
        training, rate = self.months.people.training, self.rates.training_per_hour
        aged = rate
        if training is not None and training.content_age_weeks:
            aged *= math.exp(-self.rates.staleness_per_week * training.content_age_weeks)
        if row.state < 0:  # of no course
            return self._spread(row, aged, self._own(row))
        courses = [
            course
            for course, at in zip(self.months.people.courses, self.months.courses, strict=True)
            if at <= row.at and takes_part(self.view, course.teams, row.agent)
        ]
        kinds = []
        for course in courses:
            taught = {self.months.families[s] for s in course.skills if s in self.months.families}
            kinds.append(self._spread(row, rate, [taught] if taught else self._own(row)))
        return _either(kinds, self.families)

    def _coached(self, row: Row) -> Known:
        """Return what coaching gives: of the regular kind, or by a mentor."""
        coaching, climate = self.months.people.coaching, self.months.people.climate
        rate = self.rates.coaching_per_hour * (climate.lead_quality if climate else 1.0)
        kinds = []
        if coaching is not None:
            n, aimed = coaching.reviews_per_month, rate
            aimed *= n / (n + REVIEWS_HALF)
            if coaching.feedback_halflife is not None:
                aimed *= 0.5 ** (coaching.period / 2 / coaching.feedback_halflife)
            kinds.append(self._spread(row, aimed, self._own(row)))
        if coaching is None or self.months.people.careers is not None:
            kinds.append(self._spread(row, rate, self._own(row)))
        return _either(kinds, self.families)

    def _own(self, row: Row) -> list[set[str]]:
        """Return in which families an agent has skills; several if it is not known."""
        return [families for at, families in self.taught.get(row.agent, []) if at <= row.at]

    def _spread(self, row: Row, rate: float, over: Iterable[set[str]]) -> Known:
        """Spread hours over families."""
        given = [{f: Between(x := rate * row.value / len(t), x) for f in t} for t in over if t]
        return _either(given, self.families)

    # ---- day by day ------------------------------------------------------------------

    def live(self) -> None:
        """Live through all days, and compare what is written down at the end of each week."""
        written: dict[tuple[int, int], Row] = {}
        for row in rows_of(self.view, "proficiency"):
            written[row.at, row.agent] = row
        releases = list(zip(self.months.releases, self.rates.releases, strict=True))
        before = -1
        for number, end in enumerate(self.days, 1):
            if end >= self.view.end:
                break
            self._join(before, end)
            due = [(at, release) for at, release in releases if before < at <= end]
            for at, release in due:
                if at < end:
                    self._released(at, release)
            self._end_day(number - 1, end, [release for at, release in due if at == end])
            if number % 7 == 0:
                self._compare(end, written)
            before = end
        for at, agent in written:
            if at < self.view.end:
                told = f"proficiency at {seconds(at)}, but not then or not there"
                self.tally.wrong(f"agent {self.view.agent(agent)}: {told}", 1)

    def _join(self, before: int, end: int) -> None:
        for agent, joins in self.holders.joins.items():
            if before < joins <= end and joins < self._left(agent):
                self.k[agent] = dict.fromkeys(self.families, self._onboarded(joins == end))
            elif joins < 0 and agent not in self.k and before < 0:
                k = self.months.proficiency.get(self.view.agent(agent), math.nan)
                self.k[agent] = dict.fromkeys(self.families, Between(k, k))

    def _onboarded(self, at_midnight: bool) -> Between:
        """Return what onboarding teaches; of who joins at midnight, the day may count or not."""
        hiring = self.months.people.hiring
        assert hiring is not None
        k = 1.0 - GAP_LEFT ** (hiring.onboarding / WEEK_MS / ONBOARDING_WEEKS)
        k = min(1.0, k + hiring.prior + FROM_SELECTION * hiring.selectivity)
        if not at_midnight:
            return Between(k, k)
        day = math.exp(self.rates.staleness_per_week / 7.0)
        if self.rates.shape == "power_law":
            return Between(k, PER_LOG * math.log1p(math.expm1(k / PER_LOG) * day))
        return Between(k, k * day)

    def _left(self, agent: int) -> int:
        return self.holders.left.get(agent, (1 << 62, 0))[0]

    def _there(self, end: int) -> list[int]:
        """Return who takes contacts at the end of a day."""
        joins = self.holders.joins
        return [a for a in sorted(self.k) if joins[a] <= end <= self._left(a)]

    def _released(self, at: int, release: Release) -> None:
        keeps = 1.0 - release.loss
        named = {self.months.families[skill] for skill in release.skills}
        for agent in self._there(at):
            for family in named or self.families:
                self.k[agent][family] = self.k[agent][family].times(keeps)

    def _end_day(self, day: int, end: int, releases: Sequence[Release]) -> None:
        """Let a day count, and releases of the midnight at its end.

        Either may have come first; which leaves more depends on the shape of learning.
        """
        if not releases:
            self._learn(day, end)
            return
        as_it_was = {agent: dict(known) for agent, known in self.k.items()}
        self._learn(day, end)
        for release in releases:
            self._released(end, release)
        first, self.k = self.k, as_it_was
        for release in releases:
            self._released(end, release)
        self._learn(day, end)
        self.k = {a: _either([first[a], known], self.families) for a, known in self.k.items()}

    def _learn(self, day: int, end: int) -> None:
        lost = self.rates.staleness_per_week / 7.0
        there = self._there(end)
        peers = self._peers(there, end)
        for agent in there:
            worked = self.worked.get((agent, day), {})
            lessons = self.lessons.get((agent, day), {})
            known = self.k[agent]
            for family in self.families:
                hours, more = worked.get(family, NOTHING), lessons.get(family, NOTHING)
                factor, rate = peers[self.team[agent]], self.rates.experience_per_hour
                gained = Between(
                    rate * hours.low * factor.low + more.low,
                    rate * hours.high * factor.high + more.high,
                )
                k = known[family]
                known[family] = Between(
                    self._grown(k.low, gained.low, lost), self._grown(k.high, gained.high, lost)
                )

    def _grown(self, k: float, gained: float, lost: float) -> float:
        return (_by_power if self.rates.shape == "power_law" else _grown)(k, gained, lost)

    def _mean(self, agent: int) -> Between:
        known = [self.k[agent][family] for family in self.families]
        n = len(known)
        return Between(sum(k.low for k in known) / n, sum(k.high for k in known) / n)

    def _peers(self, there: list[int], end: int) -> dict[int, Between]:
        """Return by team the factor on learning from contacts."""
        if not self.rates.peers:
            return dict.fromkeys(self.team, Between(1.0, 1.0))
        least, share = PEERS
        found = {}
        for team in {self.team[a] for a in there}:
            mates = [a for a in there if self.team[a] == team]
            # Who comes or goes at this very midnight may count or not.
            sure = [a for a in mates if self.holders.joins[a] < end < self._left(a)]
            maybe = len(mates) - len(sure)
            low = sum(self._mean(a).low > EXPERIENCED + NEAR for a in sure)
            high = sum(self._mean(a).high > EXPERIENCED - NEAR for a in sure)
            if maybe:
                shares = [low / (len(sure) + maybe), (high + maybe) / (len(sure) + maybe)]
                shares += [low / len(sure), high / len(sure)] if sure else []
            else:
                shares = [low / len(sure), high / len(sure)]
            found[team] = Between(least + share * min(shares), least + share * max(shares))
        return found

    def _compare(self, end: int, written: dict[tuple[int, int], Row]) -> None:
        for agent in self._there(end):
            row = written.pop((end, agent), None)
            self.tally.examined += 1
            k = self._mean(agent)
            if row is None:
                if self.holders.joins[agent] < end < self._left(agent):
                    told = f"no proficiency at {seconds(end)}"
                    self.tally.wrong(f"agent {self.view.agent(agent)}: {told}")
            elif not k.low - NEAR <= row.value <= k.high + NEAR:
                told = f"proficiency {row.value} at {seconds(end)}, worked out {k.low} to {k.high}"
                self.tally.wrong(f"agent {self.view.agent(agent)}: {told}")


def _either(kinds: list[Known], families: Iterable[str]) -> Known:
    """Return by family the range over several kinds of lesson that it may have been."""
    found = {}
    for family in families:
        values = [kind.get(family, NOTHING) for kind in kinds]
        if values:
            found[family] = Between(min(v.low for v in values), max(v.high for v in values))
    return found


def _grown(k: float, gained: float, lost: float) -> float:
    """Return k after a day of even learning and forgetting."""
    if gained + lost == 0.0:
        return k
    target = gained / (gained + lost)
    return target + (k - target) * math.exp(-gained - lost)


def _by_power(k: float, gained: float, lost: float) -> float:
    """Return k after a day by the power law; its scale is worked out as BEHAVIOUR fits it."""
    stale = 0.0246
    faded = math.exp(-52 * stale)
    newcomer = math.exp((1.0 - GAP_LEFT) / PER_LOG)
    # 1 + z is `newcomer` at the start of the year and 53 times as much at its end.
    scale = stale * (A_YEAR * newcomer - 1.0 - (newcomer - 1.0) * faded) / (1.0 - faded) / A_WEEK
    z = math.expm1(k / PER_LOG) * math.exp(-lost)
    z += scale * gained * (-math.expm1(-lost) / lost if lost else 1.0)
    return min(1.0, PER_LOG * math.log1p(z))
