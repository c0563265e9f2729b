"""Luck of mechanisms that few centers have: drawn only where one of them is at work."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from cssim.demand.address import Floats, Uniforms
from cssim.demand.recipe import milliseconds
from cssim.demand.records import Records
from cssim.demand.tables import NOTHING_MORE, Extra, Ints
from cssim.distributions import Distribution
from cssim.scenario.channels import AnyChannel, Chat, Deferred, Live

if TYPE_CHECKING:
    from cssim.scenario import Scenario
    from cssim.scenario.demand import Reason
    from cssim.scenario.distributions import AnyDistribution

CELLS_KEPT = 2048
"""Cells kept at hand in a large center, some 40 kB each; more are drawn again when asked for."""
GROUPS_KEPT = 4096
"""Uniforms of a group in a cell kept at hand in a large center, some 5 kB each."""


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
    "lost": Group(("lost",)),
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
    times : dict of str to Distribution
        Fields of `Extra` that are times: of the seconds.
    """

    on: tuple[str, ...] = ()
    times: Mapping[str, Distribution] = field(default_factory=dict)

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
    recipes : sequence of ExtraRecipe
        One a queue, by code.
    """

    def __init__(self, uniforms: Uniforms, recipes: Sequence[ExtraRecipe]) -> None:
        self._uniforms, self._recipes = uniforms, recipes
        # What several queues make of the same uniforms in the same way is made once; where
        # they differ, the uniforms at least are drawn once for all.
        self._alike = [recipes.index(recipe) for recipe in recipes]
        self._drawn = lru_cache(maxsize=uniforms.kept(GROUPS_KEPT))(self._draw)
        self._extras = lru_cache(maxsize=uniforms.kept(CELLS_KEPT))(self._make)

    def extra(self, row: int, attempt: int, leg: int, queue: int) -> Extra:
        """Return what more is fixed about an attempt (leg 1) or a later leg of it."""
        if not self._recipes[queue].on:
            return NOTHING_MORE
        cell, place = self._uniforms.find(row)
        return self._extras(cell, attempt, leg, self._alike[queue])[place]

    def _make(self, cell: int, attempt: int, leg: int, queue: int) -> Records[Extra]:
        """Return the extras of the issues of a cell, by place."""
        recipe, columns = self._recipes[queue], NOTHING_MORE._asdict()
        for group in recipe.on:
            address = (attempt, leg) if leg > 1 and GROUPS[group].per_leg else (attempt,)
            columns.update(recipe.columns(group, self._drawn(cell, group, *address)))
        return Records(Extra, len(self._uniforms.rows_of[cell]), columns.values())

    def _draw(self, cell: int, group: str, *address: int) -> Floats:
        return self._uniforms.of_cell(cell, group, len(GROUPS[group].columns), *address)


def extra_recipe(scenario: Scenario, reason: str, channel: str) -> ExtraRecipe:
    """Return which extras a scenario asks for in one queue."""
    times = _times(scenario.reasons[reason], scenario.channels[channel])
    return ExtraRecipe(
        on=tuple(group for group, on in _at_work(scenario, reason, channel) if on),
        times={name: time.to_distribution() for name, time in times},
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
    yield "lost", isinstance(place, Deferred) and scenario.tools.without_ticketing is not None
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
