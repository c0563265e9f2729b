"""Luck of mechanisms that few centers have: drawn only where one of them is at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from cssim.demand.address import Floats, Uniforms
from cssim.demand.recipe import Quantile, milliseconds
from cssim.demand.tables import NOTHING_MORE, Extra, Ints
from cssim.scenario.channels import AnyChannel, Chat, Deferred, Live

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.demand import Reason
    from cssim.scenario.distributions import AnyDistribution

CELLS_KEPT = 1024
"""Cells kept at hand, a few dozen kB each; more are drawn again when asked for."""


class Group(NamedTuple):
    """Facts drawn together: a purpose named ``GROUP/REASON``.

    Attributes
    ----------
    columns : tuple of str
        Fields of `Extra`, in the order of the columns of a row.
    per_leg : bool
        Later legs have luck of their own; otherwise that of the attempt holds for all.
    """

    columns: tuple[str, ...]
    per_leg: bool = False


GROUPS: Mapping[str, Group] = {
    "articles": Group(("articles", "articles_result")),
    "bot": Group(("bot", "bot_result", "bot_time", "bot_hang_up")),
    "balk": Group(("balk",)),
    "callback": Group(("callback",)),
    "reach": Group(("reach",), per_leg=True),
    "silent": Group(("silent", "ghost")),
    "chase": Group(("chase",)),
    "switch": Group(("switch", "spill", "spill_delay")),
    "transfer": Group(("transfer", "transfer_to"), per_leg=True),
    "consult": Group(("consult", "consult_time"), per_leg=True),
    "outage": Group(("outage", "divert", "deflect")),
}
"""Every group, by the mechanism that asks for it."""
CALLS = ("callback", "reach")
TIMES = ("bot_time", "ghost", "spill_delay", "consult_time")
"""Fields of `Extra` that are times; neutral where the scenario gives no distribution."""


@dataclass(frozen=True)
class ExtraRecipe:
    """Which groups are at work in one queue, and how their uniforms become times.

    Attributes
    ----------
    on : tuple of str
        Keys of `GROUPS`.
    times : dict of str to callable
        Fields of `Extra` that are times: inverse cdf, from uniforms to seconds.
    """

    on: tuple[str, ...] = ()
    times: Mapping[str, Quantile] = field(default_factory=dict)

    def columns(self, group: str, uniforms: Floats) -> Iterator[tuple[str, Floats | Ints]]:
        """Yield name and values of the facts of a group from its rows of uniforms."""
        for name, column in zip(GROUPS[group].columns, uniforms.T, strict=True):
            if name in self.times:
                yield name, milliseconds(self.times[name], column)
            elif name not in TIMES:
                yield name, column


class ExtraBook:
    """Extras by address, drawn a cell at a time when asked for.

    Parameters
    ----------
    uniforms : Uniforms
        The issues and their streams.
    queue : array of int, shape (n_issues,)
        Queue code of the first attempts.
    recipes : sequence of ExtraRecipe
        One a queue, by code.
    """

    def __init__(self, uniforms: Uniforms, queue: Ints, recipes: Sequence[ExtraRecipe]) -> None:
        self._uniforms, self._queue, self._recipes = uniforms, queue, recipes
        self._cell = lru_cache(maxsize=CELLS_KEPT)(self._draw_cell)
        self._first = lru_cache(maxsize=CELLS_KEPT)(self._draw_first)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""
        if not self._recipes[queue].on:
            return NOTHING_MORE
        cell, k = int(self._uniforms.cell[row]), int(self._uniforms.k[row])
        if attempt == leg == 1 and self._queue[row] == queue:
            return self._first(cell, queue)[k]
        columns = self._cell(cell, attempt, queue)
        values: dict[str, Any] = {name: column.item(k) for name, column in columns.items()}
        found = Extra(**values)
        return found if leg == 1 else found._replace(**self._of_leg(row, attempt, leg, queue))

    def _draw_first(self, cell: int, queue: int) -> dict[int, Extra]:
        """Return the extras of the first attempts of a cell in one queue, by point."""
        rows = self._uniforms.rows_of[cell]
        k = self._uniforms.k[rows[self._queue[rows] == queue]]
        # Sooner or later nearly all of them are asked for, so all are made at once.
        columns = self._draw_cell(cell, 1, queue)
        made = map(
            partial(_named, tuple(columns)), *(values[k].tolist() for values in columns.values())
        )
        return dict(zip(k.tolist(), made, strict=True))

    def _draw_cell(self, cell: int, attempt: int, queue: int) -> dict[str, Floats | Ints]:
        """Return the columns that are drawn, a row a point of the cell."""
        recipe = self._recipes[queue]
        out: dict[str, Floats | Ints] = {}
        for group in recipe.on:
            width = len(GROUPS[group].columns)
            rows = self._uniforms.of_cell(cell, group, width, attempt)
            out.update(recipe.columns(group, rows))
        return out

    def _of_leg(self, row: int, attempt: int, leg: int, queue: int) -> dict[str, Any]:
        recipe = self._recipes[queue]
        out: dict[str, Any] = {}
        for group in recipe.on:
            if GROUPS[group].per_leg:
                width = len(GROUPS[group].columns)
                rows = self._uniforms.of_row(row, group, width, attempt, leg)
                out.update({n: c.item() for n, c in recipe.columns(group, rows)})
        return out


def _named(names: tuple[str, ...], *values: Any) -> Extra:
    return Extra(**dict(zip(names, values, strict=True)))


def extra_recipe(scenario: Scenario, reason: str, channel: str) -> ExtraRecipe:
    """Return which extras a scenario asks for in one queue."""
    times = _times(scenario.reasons[reason], scenario.channels[channel])
    return ExtraRecipe(
        on=tuple(group for group, on in _at_work(scenario, reason, channel) if on),
        times={name: time.to_distribution().quantile for name, time in times},
    )


def _at_work(scenario: Scenario, name: str, channel: str) -> Iterator[tuple[str, bool]]:
    """Yield every group, and whether its mechanism can be met in one queue."""
    reason, place = scenario.reasons[name], scenario.channels[channel]
    live = place if isinstance(place, Live) else None
    yield "articles", reason.articles is not None
    yield "bot", reason.bot is not None
    yield "balk", live is not None and live.announcement is not None
    calls_back = getattr(place, "callback", None) is not None
    yield from ((group, calls_back) for group in CALLS)
    yield "silent", isinstance(place, Chat)
    yield "chase", isinstance(place, Deferred)
    yield "switch", bool(reason.retry.switch or reason.repeat.switch or reason.spill)
    yield "transfer", reason.transfer is not None
    yield "consult", reason.consult is not None
    outages = (event for event in scenario.events if event.kind == "outage")
    yield "outage", any(not event.channels or channel in event.channels for event in outages)


def _times(reason: Reason, place: AnyChannel) -> Iterator[tuple[str, AnyDistribution]]:
    if reason.bot:
        yield "bot_time", reason.bot.time
    if isinstance(place, Chat):
        yield "ghost", place.ghost_time
    if reason.spill:
        yield "spill_delay", reason.spill.delay
    if reason.consult:
        yield "consult_time", reason.consult.time
