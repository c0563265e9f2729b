"""Queues in steady state: simulated over replications, and held against their theory.

Every oracle test compares estimates over independent replications with exact values. The
deviation is turned into a normal score through the t distribution of its replications and
must stay below `BOUND`: with correct code all comparisons of this folder together raise
a false alarm once in a million choices of seeds. Seeds are fixed, so a red test is a change
of code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import toys
from audited import lived, unaudited
from scipy.stats import norm, t

from cssim import measures
from cssim.center import run
from cssim.demand import draw_demand
from cssim.journal import Journal
from cssim.roster import draw_roster
from cssim.scenario import Scenario
from cssim.theory import SteadyQueue

FAMILY = 1e-6
"""Probability of any false alarm among all comparisons, over choices of seeds."""
MOST_COMPARISONS = 400
"""Comparisons of the whole folder, quick and slow; a test counts them."""
BOUND = float(norm.isf(FAMILY / MOST_COMPARISONS / 2))
"""Largest score that is still chance: 5.96."""
SEED = 20_240
AHT_S = 240.0

Sums = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Case:
    """A model with known answers.

    Attributes
    ----------
    changes : mapping
        Overrides of the toy `always_open`, with underscores for dots.
    exact : callable
        Returns the exact value of each measure, by its word for tables.
    n : int
        Replications of the quick test.
    twins : mapping of name to overrides
        Deliberately broken models which the same comparison must catch.
    """

    changes: Mapping[str, Any]
    exact: Callable[[], dict[str, float]]
    n: int
    twins: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def scenario(self, twin: str | None = None) -> Scenario:
        """Return the scenario, or that of a broken twin."""
        broken = self.twins[twin] if twin else {}
        return toys.always_open(**self.changes, satisfaction__enabled=False).with_overrides(
            {path.replace("__", "."): value for path, value in broken.items()}
        )


def replications(
    scenario: Scenario, n: int, *, seed: int = SEED, policy: Any = None
) -> Iterable[Journal]:
    """Yield the journals of n independent replications; the first is audited.

    To audit them all would take three times as long as to live through them.
    """
    yield lived(scenario, seed, policy=policy)
    for r in range(1, n):
        demand, roster = draw_demand(scenario, seed, r), draw_roster(scenario, seed, r)
        with unaudited():
            journal = run(scenario, demand, roster, policy)
        yield journal


def observed(journals: Iterable[Journal], words: Iterable[str]) -> dict[str, Sums]:
    """Return numerators and denominators of some measures, one of each a replication."""
    words = list(words)
    tables = [measures.table(journal, words) for journal in journals]
    tops = np.array([table["numerator"].to_numpy(float) for table in tables])
    bottoms = np.array([table["denominator"].to_numpy(float) for table in tables])
    return {word: (tops[:, i], bottoms[:, i]) for i, word in enumerate(words)}


def ratio_score(sums: Sums, exact: float) -> tuple[float, float]:
    """Return the normal score of a pooled ratio against its exact value, and its relative SE.

    The residuals ``x - exact * y`` have mean 0 when the model is right, whatever the
    replications' sizes: a plain t test of them, without the bias of a ratio.
    """
    x, y = sums
    return mean_score(x - exact * y, 0.0), _relative_error(x, y)


def _relative_error(x: np.ndarray, y: np.ndarray) -> float:
    ratio = x.sum() / y.sum()
    spread = np.std(x - ratio * y, ddof=1) / np.sqrt(len(x)) / y.mean()
    return float(spread / ratio) if ratio else 0.0


def mean_score(values: np.ndarray, exact: float) -> float:
    """Return the normal score of the mean of independent values against its exact value."""
    off = float(np.mean(values)) - exact
    error = float(np.std(values, ddof=1)) / np.sqrt(len(values))
    if error == 0.0:
        return 0.0 if off == 0.0 else float("inf")
    return two_sided(2.0 * float(t.sf(abs(off) / error, len(values) - 1)))


def two_sided(p: float) -> float:
    """Return the normal score of a two-sided p-value; `inf` for 0."""
    return float(norm.isf(p / 2)) if p > 0 else float("inf")


def scores(journals: Iterable[Journal], exact: Mapping[str, float]) -> dict[str, float]:
    """Return the score of every measure; printed beside their relative standard errors."""
    found = {}
    for word, sums in observed(journals, exact).items():
        found[word], error = ratio_score(sums, exact[word])
        value = sums[0].sum() / sums[1].sum()
        print(
            f"{word:45} {value:12.6g} exact {exact[word]:12.6g} SE {error:7.2%} z {found[word]:.2f}"
        )
    return found


def worst(found: Mapping[str, float]) -> tuple[float, str]:
    """Return the largest score and whose it is."""
    return max((score, word) for word, score in found.items())


def of_queue(queue: SteadyQueue) -> dict[str, float]:
    """Return every figure that the theory of a queue with abandonment gives."""
    most = queue.wait_quantile_s(0.9)
    exact = {
        "p_delay": queue.p_delay,
        "mean_wait_s": queue.mean_wait_s,
        "asa_s": queue.asa_s,
        "mean_queue": queue.mean_queue,
        "occupancy": queue.occupancy,
        "excess_wait_s(awt_s=20)": queue.excess_wait_s(20),
        f"service_level(rule=answered, awt_s={most:.3f})": queue.service_level(
            round(most, 3), "answered"
        ),
    }
    if queue.abandonment > 0:
        exact["abandonment"] = queue.abandonment
        exact["mean_abandon_s"] = queue.mean_abandon_s
    for rule in ("offered", "exclude_short", "short_met"):
        exact[f"service_level(rule={rule}, awt_s=20)"] = queue.service_level(20, rule)
    return exact


def of_loss(blocking: float, load: float, n: int) -> dict[str, float]:
    """Return what is known of a system without waiting places."""
    return {"blocking": blocking, "occupancy": load * (1 - blocking) / n}
