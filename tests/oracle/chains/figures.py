"""Counts and areas of a lived run under the names that the chains use, and the comparison.

Each figure is compared over independent replications by a t test (`steady.mean_score`);
its normal score must stay below `BOUND`, so that with correct code all comparisons of
this folder together raise a false alarm once in a million choices of seeds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import steady
from scipy.stats import norm

from cssim.journal import LEG_KINDS, OUTCOMES, Journal
from cssim.scenario import Scenario

FAMILY = 1e-6
MOST_COMPARISONS = 500
BOUND = float(norm.isf(FAMILY / MOST_COMPARISONS / 2))
"""Largest score that is still chance: 6.00."""
MOST_CUT = 1e-3
"""Contacts a run that a chain may leave out: below a fiftieth of the standard errors compared."""
FEWEST = 200.0
"""Events expected over all replications below which a count is too skew for a t test."""
AREAS = ("queue ", "busy ", "slots ", "time ")
"""First words of figures that are hours, not counts of events."""
HOUR_MS = 3_600_000.0
QUEUE, SERVICE, OFFLINE, GHOST = (
    LEG_KINDS.index(kind) for kind in ("queue", "service", "offline", "ghost")
)

Figures = dict[str, float]
Count = Callable[[Journal, float], Figures]


@dataclass(frozen=True)
class Case:
    """A scenario, its chain, and chains that are wrong on purpose.

    Attributes
    ----------
    scenario : Scenario
    hours : float
        Length of the run, from empty.
    n : int
        Replications.
    exact : callable
        Returns the expected figures.
    wrong : dict of str to callable
        Chains with one rule or number wrong; the comparison must catch each.
    count : callable
        ``count(journal, hours)`` gives the figures of a run.
    live : callable
        ``live(scenario, n, seed=…)`` yields the journals of n replications.
    seed : int
        Which luck.
    """

    scenario: Scenario
    hours: float
    n: int
    exact: Callable[[], Figures]
    wrong: Mapping[str, Callable[[], Figures]]
    count: Count
    live: Callable[..., Any] = steady.replications
    seed: int = steady.SEED

    @cached_property
    def lived(self) -> dict[str, np.ndarray]:
        """Figures of every replication; lived once for all that is compared with them."""
        journals = self.live(self.scenario, self.n, seed=self.seed)
        runs = [self.count(journal, self.hours) for journal in journals]
        names = sorted({name for run in runs for name in run})
        return {name: np.array([run.get(name, 0.0) for run in runs]) for name in names}

    @cached_property
    def right(self) -> Figures:
        """Figures of the right chain, which leaves nothing out."""
        exact = self.exact()
        assert exact.pop("cut", 0.0) < MOST_CUT, "the chain must be larger"
        return exact

    def scores(self, exact: Figures) -> dict[str, float]:
        """Return the score of every figure that this or the right chain gives, if not too rare."""
        found = {}
        for name in self.right | exact:
            value, seen = exact.get(name, 0.0), self.lived.get(name, np.zeros(self.n))
            if name == "cut" or self._is_rare(name, max(value, float(np.mean(seen)))):
                continue
            found[name] = steady.mean_score(seen, value)
            error = np.std(seen, ddof=1) / np.sqrt(self.n)
            print(f"{name:24} {np.mean(seen):10.4f} exact {value:10.4f}"
                  f" SE {error:8.4f} z {found[name]:.2f}")  # fmt: skip
        return found

    def _is_rare(self, name: str, value: float) -> bool:
        return not name.startswith(AREAS) and self.n * value < FEWEST


def phone(journal: Journal, hours: float) -> Figures:
    """Return what happened to contacts of each reason, and with each team, until the end."""
    contacts, legs = journal.columns["contacts"], journal.columns["legs"]
    names, end = journal.about.categories, round(hours * HOUR_MS)
    found: Figures = {"came back": float((contacts["attempt"] > 1).sum())}
    arrived = contacts["arrived_ms"] < end
    found["arrived"] = float((arrived & (contacts["attempt"] == 1)).sum())
    found["time lines"] = area(contacts["arrived_ms"], contacts["left_ms"], end)
    for code, reason in enumerate(names["reasons"]):
        mine = contacts["reason"] == code
        for what in ("blocked", "abandoned", "balked", "contained", "diverted"):
            rows = mine & (contacts["outcome"] == OUTCOMES.index(what))
            found[f"{what} {reason}"] = float((rows & (contacts["left_ms"] < end)).sum())
        found |= _legs(
            legs, np.isin(legs["contact"], contacts["contact"][mine]), reason, names, end
        )
    for code, team in enumerate(names["teams"]):
        served = (legs["team"] == code) & (legs["kind"] == SERVICE)
        found[f"busy {team}"] = area(legs["answered_ms"][served], legs["ended_ms"][served], end)
    return found


def _legs(legs: Any, mine: Any, reason: str, names: Any, end: int) -> Figures:
    queued, answered, ended = (legs[name] for name in ("queued_ms", "answered_ms", "ended_ms"))
    until = np.where(answered >= 0, answered, ended)
    at_once = (answered == queued) | (until < 0)
    mine = mine & np.isin(legs["kind"], (QUEUE, SERVICE))
    waits = mine & (queued >= 0) & (queued < end)
    found = {
        f"queue {reason}": area(queued[waits], until[waits], end),
        f"waits {reason}": float((waits & ~at_once).sum()),
    }
    for code, team in enumerate(names["teams"]):
        by = mine & (legs["team"] == code) & (legs["kind"] == SERVICE)
        found[f"{reason} by {team}"] = float((by & (answered >= 0) & (answered < end)).sum())
    return found


def area(start: np.ndarray, until: np.ndarray, end: int) -> float:
    """Return the hours under the number of spans going on, until `end`; -1: without end."""
    until = np.where((until < 0) | (until > end), end, until)
    return float((until - np.minimum(start, end)).sum() / HOUR_MS)
