"""Turning a knob under the same luck, and what it does to a measure.

A `Row` of the mission has arms (the knob turned, and not) and claims: a measure must go the
stated way. A claim also names what switches its mechanism off; all arms are then lived again
with it, and the direction must *not* appear.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from audited import unaudited
from scipy.special import stdtr

from cssim import draw_demand, draw_roster, run
from cssim.journal import Journal
from cssim.measures import Options, View
from cssim.measures.registry import parse
from cssim.scenario import Scenario

Overrides = Mapping[str, Any]
Off = Overrides | Callable[[Scenario], Scenario]
"""What switches a mechanism off: overrides, or what makes another scenario of one."""
SEED = 1
ROUNDING = 1e-12
"""What the last bits of a sum may differ by."""
FALSE_ALARM = 1e-6
"""Chance that a statistical claim is taken as shown although nothing moves."""


class Life:
    """One replication of one arm."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.scenario = scenario
        demand, roster = (draw(scenario, SEED, replication) for draw in (draw_demand, draw_roster))
        self.journal: Journal = run(scenario, demand, roster)

    @cached_property
    def view(self) -> View:
        return View(self.journal)

    @cached_property
    def options(self) -> Options:
        return Options.of(self.scenario)

    def value(self, measure: str, at: tuple[str, str] | None = None) -> float:
        """Return a measure of the run, or of one group such as ("channel", "phone")."""
        found, options = parse(measure, self.options)
        keys = () if at is None else at[:1]
        group = self.view.grouping(keys, 1800.0)
        values = np.atleast_1d(found.by_group(self.view, options, group)[0]).ravel()
        return float(values[0 if at is None else self.view.names(at[0]).index(at[1])])

    def column(self, table: str, name: str) -> Any:
        return self.journal.columns[table][name]

    def legs_that(self, how: str) -> int:
        """Return how many legs ended in some way."""
        from cssim.journal import LEG_ENDS

        return int(np.sum(self.column("legs", "how") == LEG_ENDS.index(how)))


Lives = Mapping[str, Life]
Effect = Callable[[Lives], float]


@dataclass(frozen=True, eq=False)
class Claim:
    """One direction that a row states.

    Attributes
    ----------
    measure : str
        What moves, in words or by its name in `cssim.measures`.
    sign : int
        +1 up, -1 down.
    effect : callable
        The change, from the lives of all arms.
    off : Off
        What switches the mechanism off in every arm.
    least : float
        Change that counts as one; by default more than the last bits of a sum.
    """

    measure: str
    sign: int
    effect: Effect
    off: Off
    least: float = ROUNDING

    def chance(self, effects: Sequence[float]) -> float:
        """Return how likely such effects, or stronger ones, are when nothing moves."""
        x = self.sign * np.array(effects, dtype=float) - self.least
        x = x[~np.isnan(x)]
        if len(x) == 0:
            return 1.0
        if np.ptp(x) == 0 or len(x) == 1:
            return 0.0 if x[0] > 0 else 1.0
        t = float(np.mean(x) / (np.std(x, ddof=1) / math.sqrt(len(x))))
        return float(1.0 - stdtr(len(x) - 1, t))

    def appears(self, effects: Sequence[float]) -> bool:
        return self.chance(effects) < FALSE_ALARM


@dataclass(frozen=True)
class Row:
    """A row of the mission.

    Attributes
    ----------
    lever : str
        The knob, in words.
    base : Scenario
        Where it is turned.
    arms : dict of name to overrides of the base, or a scenario
        The knob's positions.
    claims : tuple of Claim
        What must be seen.
    replications : int
        How many the test takes: 1 where the claim holds path by path or in nearly every
        replication (at least 28 of 30 others, as tried once), else as many as a t-test needs.
    """

    lever: str
    base: Scenario
    arms: Mapping[str, Overrides | Scenario]
    claims: tuple[Claim, ...]
    replications: int = 1

    def lives(self, replication: int = 0, off: Off | None = None) -> dict[str, Life]:
        """Return the lives of all arms under one luck; arms that are the same share one."""
        lived: dict[str, Life] = {}
        lives = {}
        for name, scenario in self.scenarios(off).items():
            if scenario.hash not in lived:
                lived[scenario.hash] = Life(scenario, replication)
            lives[name] = lived[scenario.hash]
        return lives

    def scenarios(self, off: Off | None = None) -> dict[str, Scenario]:
        """Return the scenario of each arm, with a mechanism switched off or as it is."""
        turned = {
            name: arm if isinstance(arm, Scenario) else self.base.with_overrides(arm)
            for name, arm in self.arms.items()
        }
        return {name: _without(scenario, off or {}) for name, scenario in turned.items()}

    def effects(self, replications: int, off: Off | None = None) -> dict[Claim, list[float]]:
        """Return the effect of every claim (with `off`: of those it belongs to)."""
        found: dict[Claim, list[float]] = {}
        for replication in range(replications):
            self.add(found, self.lives(replication, off), off)
        return found

    def add(self, found: dict[Claim, list[float]], lives: Lives, off: Off | None = None) -> None:
        """Add the effect of every claim on some lives."""
        for claim in self.claims:
            if off is None or claim.off == off:
                found.setdefault(claim, []).append(claim.effect(lives))

    def silences(self) -> list[Off]:
        """Return the different ways in which mechanisms are switched off."""
        ways: list[Off] = []
        for claim in self.claims:
            if claim.off not in ways:
                ways.append(claim.off)
        return ways


def _without(scenario: Scenario, off: Off) -> Scenario:
    return off(scenario) if callable(off) else scenario.with_overrides(off)


# ---- claims --------------------------------------------------------------------------


def _moves(sign: int, measure: str, arm: str, **more: Any) -> Claim:
    base, at, off = more.pop("base", "base"), more.pop("at", None), more.pop("off")

    def effect(lives: Lives) -> float:
        return lives[arm].value(measure, at) - lives[base].value(measure, at)

    where = "" if at is None else f" [{at[1]}]"
    against = "" if base == "base" else f" against {base}"
    return Claim(f"{measure}{where}: {arm}{against}", sign, effect, off, **more)


def up(measure: str, arm: str, *, off: Off, **more: Any) -> Claim:
    """Return the claim that a measure is higher in an arm than in `base` (`at`: one group)."""
    return _moves(+1, measure, arm, off=off, **more)


def down(measure: str, arm: str, *, off: Off, **more: Any) -> Claim:
    """Return the claim that a measure is lower in an arm than in `base` (`at`: one group)."""
    return _moves(-1, measure, arm, off=off, **more)


def grows(words: str, effect: Effect, *, off: Off, least: float = ROUNDING) -> Claim:
    """Return the claim that something worked out from all arms is above `least`."""
    return Claim(words, +1, effect, off, least)


def falls(words: str, effect: Effect, *, off: Off, least: float = ROUNDING) -> Claim:
    """Return the claim that something worked out from all arms is below -`least`."""
    return Claim(words, -1, effect, off, least)


# ---- what is worked out from several arms -----------------------------------------------


def matched(lives: Lives, table: str, arms: Iterable[str] = ("base", "with")) -> list[Any]:
    """Return for each arm the rows of the contacts or issues that all of them have."""
    key = "contact" if table == "contacts" else "issue"
    ids = [lives[arm].column(table, key) for arm in arms]
    both = ids[0]
    for others in ids[1:]:
        both = np.intersect1d(both, others)
    return [np.searchsorted(found, both) for found in ids]


def paired(
    lives: Lives, table: str, name: str, arms: Iterable[str] = ("base", "with")
) -> list[Any]:
    """Return a column of two arms for the contacts or issues that both have."""
    arms = tuple(arms)
    rows = matched(lives, table, arms)
    return [lives[arm].column(table, name)[row] for arm, row in zip(arms, rows, strict=True)]


def best_inside(values: Sequence[float]) -> float:
    """Return by how much the best of the inner values beats the better of the two ends."""
    return max(values[1:-1]) - max(values[0], values[-1])


# ---- tests ---------------------------------------------------------------------------


def check(row: Row) -> dict[str, Life]:
    """Hold a row to its claims, with its mechanisms on and off; return its first lives.

    Further replications of the same arms are not audited again.
    """
    found: dict[Claim, list[float]] = {}
    lives = row.lives()
    row.add(found, lives)
    with unaudited():
        for replication in range(1, row.replications):
            row.add(found, row.lives(replication))
    for claim, effects in found.items():
        assert claim.appears(effects), f"not seen: {claim.measure}: {_said(effects)}"
    for off in row.silences():
        assert callable(off) or _differ(row.scenarios(off)), f"the knob itself is lost in {off}"
        for claim, effects in row.effects(1, off).items():
            told = f"seen with its mechanism off: {claim.measure}: {_said(effects)}"
            assert not claim.appears(effects), told
    return lives


def _differ(scenarios: Mapping[str, Scenario]) -> bool:
    return len({scenario.hash for scenario in scenarios.values()}) == len(scenarios)


def _said(effects: Sequence[float]) -> str:
    return ", ".join(f"{effect:.6g}" for effect in effects)
