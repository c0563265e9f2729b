"""The seven published models: their scenarios, and the figures as defined there.

Each function of `FIGURES` turns the journal of one replication into the published figures,
by (figure, scope). A number is averaged over replications; a pair is a numerator and a
denominator of a ratio of means. Times are minutes, shares percent where the source has so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from cssim.journal import CAUSES, LEG_ENDS, LEG_KINDS, OUTCOMES, Journal
from cssim.scenario import Scenario, load

HERE = Path(__file__).parent
MINUTE = 60_000.0
HOUR = 3_600_000
WEEK_MIN = 7 * 24 * 60.0
SERVICE, CONFERENCE = LEG_KINDS.index("service"), LEG_KINDS.index("conference")

Value = float | tuple[float, float]
Found = dict[tuple[str, str], Value]


class Day:
    """The journal of one replication, one row a contact, with the sums that figures need.

    Attributes
    ----------
    wait : array of int, ms
        Time each contact spent in queues, over all its legs.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.contacts: Any = journal.columns["contacts"]
        self.legs: Any = journal.columns["legs"]
        row = np.searchsorted(self.contacts["contact"], self.legs["contact"])
        self.wait = np.bincount(
            row, weights=self._waited(), minlength=len(self.contacts["contact"])
        ).astype(np.int64)

    def _waited(self) -> Any:
        queued, answered, ended = (
            self.legs[f"{name}_ms"] for name in ("queued", "answered", "ended")
        )
        until = np.where(answered >= 0, answered, np.where(ended >= 0, ended, self.end))
        return np.where(queued >= 0, until - queued, 0)

    @property
    def end(self) -> int:
        """When the run stopped [ms]."""
        return self.journal.about.end_ms

    def outcome(self, name: str) -> Any:
        """Return which contacts ended so."""
        return self.contacts["outcome"] == OUTCOMES.index(name)

    def of_reason(self, name: str) -> Any:
        """Return which contacts have reasons whose names begin so; "" for all."""
        names = self.journal.names("reasons")
        codes = [code for code, known in enumerate(names) if known.startswith(name)]
        return np.isin(self.contacts["reason"], codes)

    def held_min(self) -> float:
        """Return minutes x trunks held, each from arrival to departure."""
        inside = ~self.outcome("blocked") & (self.contacts["left_ms"] >= 0)
        held = self.contacts["left_ms"][inside] - self.contacts["arrived_ms"][inside]
        return float(held.sum()) / MINUTE

    def paid_min(self, team: str = "", until: int | None = None) -> float:
        """Return minutes on the floor of teams whose names begin so: shifts and overtime."""
        states, names = self.journal.columns["agent_states"], self.journal.names("agents")
        codes = [code for code, name in enumerate(names) if name.startswith(team)]
        rows = np.isin(states["agent"], codes)
        return _minutes(states["from_ms"][rows], states["until_ms"][rows], until or self.end)

    def busy_min(self, team: str = "", until: int | None = None, reason: str = "") -> float:
        """Return busy minutes of such teams: services, and conferences they joined."""
        legs = self.legs
        teams = self.journal.names("teams")
        codes = [code for code, known in enumerate(teams) if known.startswith(team)]
        # Who called the conference has it within a service.
        busy = (legs["kind"] == SERVICE) | (legs["how"] == LEG_ENDS.index("joined"))
        rows = np.isin(legs["team"], codes) & busy & (legs["answered_ms"] >= 0)
        if reason:
            mine = self.contacts["contact"][self.of_reason(reason)]
            rows &= np.isin(legs["contact"], mine)
        return _minutes(legs["answered_ms"][rows], legs["ended_ms"][rows], until or self.end)


def _minutes(start: Any, end: Any, until: int) -> float:
    """Return the minutes of spans up to `until`; an end of -1 has not come."""
    end = np.where((end < 0) | (end > until), until, end)
    return float((end - np.minimum(start, until)).sum()) / MINUTE


def one_queue(journal: Journal) -> Found:
    """MMC and MMCAb: a day of 480 min for 12 agents."""
    day = Day(journal)
    served = day.outcome("answered")
    target = float((served & (day.wait < 20_000)).sum())
    late = float((day.outcome("abandoned") & (day.wait >= 20_000)).sum())
    n, waited = float(served.sum()), float(day.wait[served].sum()) / MINUTE
    return {
        ("Number of contacts having abandoned", ""): float(day.outcome("abandoned").sum()),
        ("Number of contacts in target", ""): target,
        ("Service level", ""): (target, n),
        ("Service level with abandonment", ""): (target, n + late),
        ("Speed of answer", ""): (waited, n),
        ("Occupancy ratio", ""): day.busy_min(until=8 * HOUR) / (12 * 480),
    }


def simple_msk(journal: Journal) -> Found:
    """Three types in three periods; occupancy is that of group 0 to the last departure."""
    day = Day(journal)
    served, gone = day.outcome("answered"), day.outcome("abandoned")
    quick = served & (day.wait < 20_000)
    late = float((gone & (day.wait >= 20_000)).sum())
    last = int(day.contacts["left_ms"].max())
    found: Found = {
        ("Number of served contacts", ""): float(served.sum()),
        ("Number of contacts having abandoned", ""): float(gone.sum()),
        ("Service level", ""): (float(quick.sum()), float(served.sum()) + late),
        ("Occupancy ratio", ""): (day.busy_min("group0", last), day.paid_min("group0", last)),
    }
    for k in range(3):
        for p in range(3):
            n = float((quick & day.of_reason(f"type{k}_period{p}")).sum())
            found["Number of contacts meeting target service level", f"Type {k}, period {p}"] = n
    return found


def telethon(journal: Journal) -> Found:
    """A week of five evenings of 4 h for 12 agents; 1000 arrivals are expected."""
    day = Day(journal)
    served = day.outcome("answered")
    target = float((served & (day.wait < MINUTE)).sum())
    words = {"blocked": "blocked contacts", "abandoned": "abandoned contacts",
             "diverted": "messages", "disconnected": "disconnected contacts",
             "answered": "served contacts"}  # fmt: skip
    found: Found = {
        (f"Number of {word}", ""): float(day.outcome(outcome).sum())
        for outcome, word in words.items()
    }
    return found | {
        ("Number of arrived contacts", ""): float(len(served)),
        ("Number of contacts in target", ""): target,
        ("Speed of answer", ""): (float(day.wait[served].sum()) / MINUTE, float(served.sum())),
        ("Service level", ""): target / 10,
        ("Agents' occupancy ratio", ""): 100 * day.busy_min() / (12 * 4 * 60 * 5),
    }


def bilingual(journal: Journal) -> Found:
    """A week of five days of 9 h; waits add up over redials; 2500 expected of a type."""
    day = Day(journal)
    contacts = day.contacts
    retry = contacts["cause"] == CAUSES.index("retry")
    target = day.outcome("answered") & (_over_attempts(day) < MINUTE)
    found: Found = {}
    for reason, scope in (("english", "English"), ("spanish", "Spanish"), ("", "all types")):
        mine = day.of_reason(reason)
        hit = float((target & mine).sum())
        found |= {
            ("Number of arrived contacts", scope): float(mine.sum()),
            ("Number of retrials after abandonment", scope): float((retry & mine).sum()),
            ("Number of served contacts", scope): float((day.outcome("answered") & mine).sum()),
            ("Number of contacts in target", scope): hit,
            ("Service level", scope): 100 * hit / (2500 if reason else 5000),
        }
        for outcome in ("disconnected", "abandoned"):
            n = float((day.outcome(outcome) & mine).sum())
            found[f"Number of {outcome} contacts", scope] = n
    teams = (("english", "English-only", 7), ("spanish", "Spanish-only", 7),
             ("bilingual", "bilingual", 4), ("", "all groups", 18))  # fmt: skip
    for team, scope, n in teams:
        found["Agents' occupancy ratio", scope] = 100 * day.busy_min(team) / (5 * 540 * n)
    return found


def _over_attempts(day: Day) -> Any:
    """Return the waits of each contact and of all earlier attempts of its issue [ms]."""
    issue = day.contacts["issue"]  # contacts are sorted by number: by issue, then attempt
    total = np.cumsum(day.wait)
    first = np.searchsorted(issue, issue)
    return total - np.where(first > 0, total[first - 1], 0)


def bank(journal: Journal) -> Found:
    """A week of five days of 9 h; trunks are averaged over seven whole days."""
    day = Day(journal)
    lines = day.held_min() / WEEK_MIN
    found: Found = {
        ("Number of busy trunks", ""): lines,
        ("Number of available trunks", ""): 15 - lines,
    }
    types = (("savings", "savings"), ("checking", "checking"), ("balance", "account balance"),
             ("", "all types"))  # fmt: skip
    for reason, scope in types:
        found |= {(figure, scope): value for figure, value in _of_type(day, reason).items()}
    groups = (("savings_spec", "savings spec.", "savings specialists", 0.2),
              ("checking_spec", "checking spec.", "checking specialists", 0.125),
              ("", "all groups", "all groups", 0.0))  # fmt: skip
    total = {"Busy": 0.0, "Idle": 0.0}
    for team, short, scope, price in groups:
        busy, paid = day.busy_min(team), day.paid_min(team)
        found["Agents' occupancy ratio", scope] = 100 * busy / paid
        costs = {"Busy": price * busy, "Idle": price * (paid - busy)}
        for kind, cost in costs.items():
            total[kind] += cost
            found[f"{kind} cost of agents", scope] = cost if team else total[kind]
        for reason in ("savings", "checking", "balance"):
            share = 100 * day.busy_min(team, reason=reason) / paid
            found["Occupancy ratio per contact type", f"{short}/{reason}"] = share
    return found


AWT_MIN = {"savings": 1.0, "checking": 1.5, "balance": 0.5}


def _of_type(day: Day, reason: str) -> dict[str, Value]:
    mine = day.of_reason(reason)
    served = day.outcome("answered") & mine
    hit = sum(
        float((served & day.of_reason(name) & (day.wait < awt * MINUTE)).sum())
        for name, awt in AWT_MIN.items()
    )
    found: dict[str, Value] = {
        "Number of arrived contacts": float(mine.sum()),
        "Service level": (100 * hit, float(mine.sum())),
        "Service time": day.busy_min(reason=reason) / max(float(served.sum()), 1.0),
        "Average waiting time": float(day.wait[served].sum()) / MINUTE / float(served.sum()),
    }
    for outcome in ("blocked", "abandoned", "disconnected"):
        found[f"Number of {outcome} contacts"] = float((day.outcome(outcome) & mine).sum())
    return found


def teamwork(journal: Journal) -> Found:
    """A week of seven days of 9 h; a contact is served by who it is passed on to."""
    day = Day(journal)
    legs, contacts = day.legs, day.contacts
    final = (legs["kind"] == SERVICE) & (legs["reason"] != _code(journal, "reasons", "reception"))
    served = np.isin(contacts["contact"], legs["contact"][final])
    in_hand = np.where(final, legs["talk_ms"] + legs["hold_ms"], 0)
    called = (legs["kind"] == CONFERENCE) & (legs["team"] == _code(journal, "teams", "tech"))
    in_hand = in_hand + np.where(called, legs["ended_ms"] - legs["answered_ms"], 0)
    target = float((served & (day.wait < 2 * MINUTE)).sum())
    lines, n, blocked = day.held_min() / WEEK_MIN, float(served.sum()), day.outcome("blocked")
    stayed = (contacts["left_ms"] - contacts["arrived_ms"])[served]
    lost = ~served & ~blocked
    gave_up = lost & _gave_up(day)
    found: Found = {
        ("Number of busy trunks", ""): lines,
        ("Number of available trunks", ""): 25 - lines,
        ("Number of arrived contacts", ""): float(len(served)),
        ("Offered load", ""): float((~blocked).sum()),
        ("Number of served contacts", ""): n,
        ("Number of disconnected contacts", ""): float((lost & ~gave_up).sum()),
        ("Number of blocked contacts", ""): float(blocked.sum()),
        ("Number of contacts in target", ""): target,
        ("Number of abandoned contacts", ""): float(gave_up.sum()),
        ("Sojourn time of contacts", ""): float(stayed.mean()) / MINUTE,
        ("Speed of answer", ""): (float(day.wait[served].sum()) / MINUTE, n),
        ("Service time", ""): float(in_hand.sum()) / MINUTE / n,
        ("Service level", ""): target / 70,
    }
    teams = (("reception", "Reception", 2), ("accounting", "Accounting", 1),
             ("tech", "Technical support", 5), ("development", "Development", 1),
             ("manager", "Manager", 1), ("", "All groups", 10))  # fmt: skip
    for team, scope, size in teams:
        found["Agents' occupancy ratio", scope] = 100 * day.busy_min(team) / (7 * 540 * size)
    return found


def _code(journal: Journal, category: str, name: str) -> int:
    return journal.names(category).index(name)


def _gave_up(day: Day) -> Any:
    """Return which contacts hung up in a queue, at reception or at the manager's."""
    ends = day.legs["how"] == LEG_ENDS.index("abandoned")
    return np.isin(day.contacts["contact"], day.legs["contact"][ends])


FIGURES: dict[str, Callable[[Journal], Found]] = {
    "mmc": one_queue,
    "mmc_abandon": one_queue,
    "simple_msk": simple_msk,
    "telethon": telethon,
    "bilingual": bilingual,
    "bank": bank,
    "teamwork": teamwork,
}


def scenario(model: str, changes: Mapping[str, Any] | None = None) -> Scenario:
    """Return the scenario of a model, perhaps with changes."""
    return load(HERE / f"{model}.yml", changes or {})
