"""Staffing beyond one team: sites in other time zones, and moves between teams in the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.consistency import Check, did_you_mean, reads
from cssim.scenario.fields import Name, Named, Whole, Written, listed, required, setting, span
from cssim.scenario.people import MOST_AGENTS

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

UTC_OFFSET = 'an offset from UTC, from "-12:00" to "+14:00", such as "+08:00"'
_PATTERN = r"^[+-](0[0-9]|1[0-4]):[0-5][0-9]$"
_WEST, _EAST = -12 * units.HOUR_MS, 14 * units.HOUR_MS


def _parse_offset(text: object) -> int:
    if not isinstance(text, str) or not re.fullmatch(_PATTERN, text):
        raise ValueError(text)
    ms = units.parse_time(text[1:]) * (-1 if text[0] == "-" else 1)
    if not _WEST <= ms <= _EAST:
        raise ValueError(text)
    return ms


def _format_offset(ms: int) -> str:
    return ("-" if ms < 0 else "+") + units.format_time(abs(ms))


UtcOffset = Annotated[
    int,
    Written(
        _parse_offset,
        _format_offset,
        UTC_OFFSET,
        {"type": "string", "pattern": _PATTERN, "examples": ["+08:00"]},
    ),
]
"""Local time minus UTC, in ms; the same all year."""


class Site(Part):
    """A place where teams work, with a time zone of its own."""

    utc_offset: UtcOffset = required("Its local time minus UTC, all year; there is no DST.")


class IntradayMove(Part):
    """Agents of one team who help another within the day."""

    # A word of Python's own, so it cannot be written as an attribute; see `source`.
    __annotations__["from"] = Annotated[Name, required("Team whose idle agents help.")]
    to: Name = required("Team that they then count to.")
    agents: Annotated[int, Whole(1, MOST_AGENTS)] = setting(2, "Most agents moved at once.")
    waiting_above: Annotated[int, Whole(0, 100_000)] = setting(
        10, "Agents move when a contact joins and more than this many wait for `to`."
    )
    length: Annotated[int, span("1 min", "24 h")] = setting("1 h", "How long each is moved.")

    @property
    def source(self) -> str:
        """The team whose agents help."""
        name: str = getattr(self, "from")
        return name


Sites = Named[Site]
IntradayMoves = Annotated[tuple[IntradayMove, ...], *listed(100)]


def ahead_of(scenario: Scenario, team: str) -> int:
    """Return the local time of a team's site minus the scenario's, in ms."""
    site = scenario.teams[team].site
    return 0 if site is None else scenario.sites[site].utc_offset - scenario.utc_offset


@reads("sites", "teams.site")
def sites_exist(scenario: Scenario) -> Iterator[Problem]:
    """Every team works at a site of the scenario."""
    for name, team in scenario.teams.items():
        if team.site is not None and team.site not in scenario.sites:
            hint = did_you_mean(team.site, scenario.sites)
            yield fault(f"teams.{name}.site", team.site, f"unknown site{hint}")


@reads("intraday", "teams.skills", "teams.members", "teams.tier")
def moves_are_possible(scenario: Scenario) -> Iterator[Problem]:
    """Agents move between two teams of the scenario that share a skill."""
    for i, move in enumerate(scenario.intraday):
        where = f"intraday[{i}]"
        unknown = [(k, n) for k, n in (("from", move.source), ("to", move.to))
                   if n not in scenario.teams]  # fmt: skip
        for key, name in unknown:
            yield fault(f"{where}.{key}", name, f"unknown team{did_you_mean(name, scenario.teams)}")
        if unknown:
            continue
        helping, helped = scenario.teams[move.source], scenario.teams[move.to]
        if move.source == move.to:
            yield fault(f"{where}.to", move.to, "must be another team than from")
        elif helping.tier != helped.tier:
            accepted = f"must be a team of tier {helping.tier}, like {move.source}"
            yield fault(f"{where}.to", move.to, accepted)
        elif not any(helping.has_skill(skill) for skill in helped.skills):
            accepted = f"must share a skill with {move.source}; {move.to} has " + ", ".join(
                sorted(helped.skills)
            )
            yield fault(f"{where}.to", move.to, accepted)


ALL: tuple[Check, ...] = (sites_exist, moves_are_possible)
