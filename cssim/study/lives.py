"""Live all arms of a study through the luck of one replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from cssim.center import run
from cssim.demand import draw_customers, draw_demand
from cssim.errors import CssimError, RunError
from cssim.journal import Journal
from cssim.measures import Felt, table
from cssim.measures.csat_change import change
from cssim.measures.retention import survival
from cssim.measures.value import customer_values
from cssim.measures.view import View
from cssim.roster import draw_roster
from cssim.scenario import Scenario
from cssim.study.arms import Arm, Plan

WHY = "csat_change"
"""Table of where each arm's change in satisfaction came from."""
PER = ("contact", "issue")


class LiveError(RunError):
    """One replication of one arm failed; says which."""


@dataclass(frozen=True)
class Cell:
    """What is kept of one replication.

    Attributes
    ----------
    tables : dict of str to DataFrame
        The plan's tables, with columns ``arm`` and ``replication`` in front.
    fates : DataFrame
        Customers who stay under one arm and leave under the base, or the other way
        round, within the projection.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    fates: pd.DataFrame = field(default_factory=pd.DataFrame)


def one_life(arm: Arm, seed: int, replication: int) -> Journal:
    """Return the journal of one replication of one arm.

    Parameters
    ----------
    arm : Arm
        What is lived.
    seed, replication : int, >= 0
        Which luck.
    """
    demand = draw_demand(arm.scenario, seed, replication)
    roster = draw_roster(arm.scenario, seed, replication)
    return run(
        arm.scenario,
        demand,
        roster,
        arm.policy,
        arm.extras,
        management=arm.management,
        seed=seed,
        replication=replication,
    )


def live_replication(plan: Plan, replication: int) -> Cell:
    """Live every arm through the luck of one replication and keep the plan's tables.

    Raises
    ------
    LiveError
        An arm failed; the message names arm and replication.
    """
    kept: dict[str, list[pd.DataFrame]] = {name: [] for name in plan.tables}
    base: _Customers | None = None
    base_felt: dict[str, Felt] = {}
    is_base = True
    fates = []
    for arm in plan.arms:
        view = _view(plan, arm, replication)
        options = plan.options_of(arm)
        for name, spec in plan.tables.items():
            found = table(view, spec.measures, spec.by, options=options)
            kept[name].append(_labelled(found, arm.name, replication))
        felt = {per: Felt.of(view, options, per) for per in PER} if len(plan.arms) > 1 else {}
        base_felt = base_felt or felt
        if not is_base:
            found = _changes(felt, base_felt)
            kept.setdefault(WHY, []).append(_labelled(found, arm.name, replication))
        theirs = _Customers.of(plan, arm, view, replication) if options.loyalty else None
        if is_base:
            base, is_base = theirs, False
        elif base is not None and theirs is not None and len(base.stays) == len(theirs.stays):
            fates.append(_labelled(theirs.fates(base), arm.name, replication))
            kept.setdefault("value", []).append(
                _labelled(theirs.uplift(base), arm.name, replication)
            )
    joined = {name: pd.concat(parts, ignore_index=True) for name, parts in kept.items() if parts}
    return Cell(joined, pd.concat(fates, ignore_index=True) if fates else pd.DataFrame())


def _view(plan: Plan, arm: Arm, replication: int) -> View:
    try:
        return View.of(one_life(arm, plan.seed, replication))
    except CssimError:
        raise
    except Exception as error:
        where = f"arm {arm.name!r}, replication {replication}, seed {plan.seed}"
        raise LiveError(f"{where}: {type(error).__name__}: {error}") from error


def _changes(new: Mapping[str, Felt], old: Mapping[str, Felt]) -> pd.DataFrame:
    """Return the change in satisfaction by part, contact by contact and issue by issue."""
    parts = {per: change(new[per], old[per]) for per in PER}
    rows = [(per, part, x, x, 1.0) for per, found in parts.items() for part, x in found.items()]
    return pd.DataFrame(rows, columns=["per", "measure", "value", "numerator", "denominator"])


def _labelled(frame: pd.DataFrame, arm: str, replication: int) -> pd.DataFrame:
    out = frame.copy()
    out.insert(0, "replication", replication)
    out.insert(0, "arm", arm)
    return out


@dataclass(frozen=True)
class _Customers:
    """Who of those there at the start would still be a customer at the end of the projection."""

    survival: np.ndarray[tuple[int], np.dtype[np.float64]]
    stays: np.ndarray[tuple[int], np.dtype[np.bool_]]
    value: np.ndarray[tuple[int], np.dtype[np.float64]]
    segments: Sequence[str]
    segment: np.ndarray[tuple[int], np.dtype[np.int64]]

    @classmethod
    def of(cls, plan: Plan, arm: Arm, view: View, replication: int) -> _Customers:
        scenario: Scenario = arm.scenario
        loyalty = plan.options_of(arm).loyalty
        assert loyalty is not None
        drawn = draw_customers(scenario, plan.seed, replication)
        # Who joins later comes after the population of the start, which is what is followed.
        n = len(drawn.segment)
        lives = survival(view, loyalty)[:n]
        return cls(
            survival=lives,
            stays=lives > drawn.leave_uniform,
            value=customer_values(view, loyalty)[:n],
            segments=scenario.segment_names,
            segment=drawn.segment,
        )

    def fates(self, base: _Customers) -> pd.DataFrame:
        """Return the customers that this arm saves or loses, by number."""
        differ = np.flatnonzero(self.stays != base.stays)
        return pd.DataFrame(
            {
                "customer": differ,
                "segment": [self.segments[i] for i in self.segment[differ]],
                "fate": np.where(self.stays[differ], "saved", "lost"),
                "survival": self.survival[differ],
                "base_survival": base.survival[differ],
            }
        )

    def uplift(self, base: _Customers) -> pd.DataFrame:
        """Return the retained value that this arm adds to the base's."""
        added = float(np.sum((self.survival - base.survival) * base.value))
        row = {"measure": "uplift_value", "value": added, "numerator": added, "denominator": 1.0}
        return pd.DataFrame([row])
