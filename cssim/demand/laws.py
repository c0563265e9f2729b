"""Which work and patience hold for an issue: those of when it arose and of whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cssim.demand.address import Uniforms
from cssim.demand.extra import ExtraRecipe, extra_recipe
from cssim.demand.luck import DrawnBook
from cssim.demand.recipe import Recipe, recipe
from cssim.demand.tables import Ints, LegLuck, Luck
from cssim.units import WEEK_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario


class Law(NamedTuple):
    """What makes work and patience of some issues differ from those of others.

    Attributes
    ----------
    ms_of_week : int or None
        A time of the week at which they arise; None: at no special time.
    patience : float
        Factor of their customers' segment.
    """

    ms_of_week: int | None = None
    patience: float = 1.0


def laws_of(scenario: Scenario, arrived: Ints, segment: Ints) -> tuple[list[Law], Ints]:
    """Return the laws, and which of them holds for each issue by when it arises and whose it is.

    Parameters
    ----------
    scenario : Scenario
    arrived : array of int, shape (n_issues,)
        Instants [ms].
    segment : array of int, shape (n_issues,)
        Segment codes; -1 without customers.
    """
    times, of_time = _times(scenario, arrived)
    segments = scenario.customers.segments if scenario.customers else {}
    factors = [segments[name].patience for name in scenario.segment_names] or [1.0]
    found = [Law(time, factor) for time in times for factor in factors]
    return found, of_time * len(factors) + np.maximum(segment, 0)


def _times(scenario: Scenario, arrived: Ints) -> tuple[list[int | None], Ints]:
    """Return a time of the week for all that are alike, and which each issue has."""
    special = [other for name in scenario.reason_names for other in scenario.reasons[name].by_time]
    edges = np.unique([0, *(edge % WEEK_MS for other in special for edge in other.edges())])
    # Stretches of the week at which the same special times hold are one.
    holding = [tuple(other.holds(edge) for other in special) for edge in edges.tolist()]
    alike = list(dict.fromkeys(holding))
    first = [edges.item(holding.index(one)) if any(one) else None for one in alike]
    of_edge = np.array([alike.index(one) for one in holding], dtype=np.int64)
    at = (arrived + scenario.ms_of_week(0)) % WEEK_MS
    return first, of_edge[np.searchsorted(edges, at, side="right") - 1]


class LawBook(DrawnBook):
    """Luck drawn by address, where not all issues of a queue have the same law.

    Parameters
    ----------
    uniforms : Uniforms
        The issues and their streams.
    queue : array of int, shape (n_issues,)
        Queue code of the first attempts.
    recipes : sequence of Recipe
        One a queue and law, the queues of one law after those of another.
    extras : sequence of ExtraRecipe
        One a queue.
    law : array of int, shape (n_issues,)
        Which law each issue has.
    """

    def __init__(
        self,
        uniforms: Uniforms,
        queue: Ints,
        recipes: Sequence[Recipe],
        extras: Sequence[ExtraRecipe],
        law: Ints,
    ) -> None:
        first = law * len(extras)
        super().__init__(uniforms, queue + first, recipes, extras)
        self._first_queue = first

    def attempt(self, row: int, attempt: int, queue: int) -> Luck:
        """Return the luck of a later attempt of the issue in `row`, if made in `queue`."""
        return super().attempt(row, attempt, queue + self._first_queue.item(row))

    def leg(self, row: int, attempt: int, leg: int, queue: int) -> LegLuck:
        """Return the luck of leg 2, 3, … of an attempt, if spent in `queue`."""
        return super().leg(row, attempt, leg, queue + self._first_queue.item(row))


def book(
    scenario: Scenario, uniforms: Uniforms, queue: Ints, arrived: Ints, segment: Ints
) -> DrawnBook:
    """Return the luck of issues, by the queues of their first attempts and their laws."""
    extras = [extra_recipe(scenario, *name) for name in scenario.queue_names]
    laws, law = laws_of(scenario, arrived, segment)
    recipes = [recipe(scenario, *name, *one) for one in laws for name in scenario.queue_names]
    n = len(extras)
    if recipes == recipes[:n] * len(laws):
        return DrawnBook(uniforms, queue, recipes[:n], extras)
    return LawBook(uniforms, queue, recipes, extras, law)
