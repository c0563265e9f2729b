"""The scenario: everything a manager decides and everything the world imposes."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, PrivateAttr, ValidationInfo, model_validator

from cssim import units
from cssim.errors import InputError
from cssim.scenario.agents import AgentPlan, plan_of, scaled_size
from cssim.scenario.arrivals import DemandSettings, drift
from cssim.scenario.base import Part
from cssim.scenario.care import Care
from cssim.scenario.center import Costs, Limits, Multipliers
from cssim.scenario.channels import Channel
from cssim.scenario.customers import Customers, Loyalty, Satisfaction
from cssim.scenario.demand import Queue, Reason, with_defaults
from cssim.scenario.events import Event, RootCauses
from cssim.scenario.fields import (
    Currency,
    LabelKey,
    Moment,
    Name,
    ReadOnly,
    Share,
    Text,
    Title,
    listed,
    required,
    setting,
    span,
)
from cssim.scenario.handover import Escalation
from cssim.scenario.lives import People
from cssim.scenario.people import Team
from cssim.scenario.rhythm import Management
from cssim.scenario.routing import Routing
from cssim.scenario.staffing import IntradayMoves, Sites, UtcOffset
from cssim.scenario.tools import Tools

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_HASHED = ("title", "source")
"""Fields that cannot change a result."""

Channels = Annotated[Mapping[Name, Channel], ReadOnly(1, 20)]
Reasons = Annotated[
    Annotated[Mapping[Name, Reason], ReadOnly(1, 200)], BeforeValidator(with_defaults)
]
Teams = Annotated[Mapping[Name, Team], ReadOnly(1, 200)]
Languages = Annotated[Mapping[Name, Share], ReadOnly(0, 50)]
Events = Annotated[tuple[Event, ...], *listed(200)]
Labels = Annotated[Mapping[LabelKey, Title], ReadOnly(0, 10)]


class Scenario(Part):
    """A contact center and its world; frozen.

    Made by `cssim.scenario.load`, `parse` or `with_overrides`. Durations are int ms,
    times of day int ms since midnight, windows ``(start_ms, end_ms)``, weekdays 0-6 from
    Monday. Mappings keep the order of the file, which means nothing: wherever a name
    needs a number, it is its position among the sorted names.
    """

    name: Name = required("Name of the scenario.")
    title: Title = setting("", "One line about it, for readers.")
    source: Text = setting("", "Where its numbers come from, for readers.")
    start: Moment = setting("2024-01-01", "Local date-time of instant 0; default: a Monday.")
    utc_offset: UtcOffset = setting(
        "+00:00", "Local time minus UTC, all year; matters only beside sites."
    )
    horizon: Annotated[int, span("1 min", "3650 d")] = required(
        "Length of the run; after it no fresh issue arises."
    )
    warm_up: Annotated[int, span("0 s", "3650 d")] = setting(
        "0 s", "Part of the horizon at its start that no measure counts."
    )
    drain: bool = setting(True, "Contacts in hand at the horizon are finished.")
    currency: Currency = setting("USD", "The one currency of all money.")
    multipliers: Multipliers = setting({}, "Factors on whole parts of the scenario.")
    demand: DemandSettings = setting({}, "What all reasons share.")
    channels: Channels = required("Name -> channel.")
    reasons: Reasons = required("Name -> contact reason.")
    customers: Customers | None = setting(None, "Population; omitted: customers not modelled.")
    languages: Languages = setting(
        {}, "Language -> share of customers; the shares sum to 1; empty: not modelled."
    )
    satisfaction: Satisfaction = setting({}, "Satisfaction and surveys.")
    loyalty: Loyalty = setting({}, "Goodwill and leaving.")
    tiers: Labels = setting({}, "Tier 0-9 -> label.")
    sites: Sites = setting({}, "Name -> place where teams work in a time zone of its own.")
    teams: Teams = required("Name -> team.")
    intraday: IntradayMoves = setting((), "Moves of agents between teams within the day.")
    routing: Routing = setting({}, "Who answers whom.")
    escalation: Escalation = setting({}, "How a contact is handed to the tier above.")
    events: Events = setting((), "Surges and outages.")
    root_causes: RootCauses | None = setting(None, "Regular repair of root causes; null: none.")
    people: People = setting({}, "Agents over weeks and months; nothing happens unless given.")
    tools: Tools = setting({}, "What agents work with.")
    care: Care = setting({}, "Care for customers beyond answering them.")
    management: Management = setting({}, "Routines of managers.")
    costs: Costs = setting({}, "Costs besides wages and channels.")
    limits: Limits = setting({}, "Ends of chains that could go on for ever.")

    _overrides: tuple[str, ...] = PrivateAttr(default=())
    _base_hash: str = PrivateAttr(default="")

    @model_validator(mode="after")
    def _is_consistent(self, info: ValidationInfo) -> Self:
        from cssim.scenario.consistency import inconsistencies

        unread = (info.context or {}).get("unread", frozenset())
        if found := tuple(inconsistencies(self, unread)):
            raise InputError(found)
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.hash == other.hash and all(
            getattr(self, name) == getattr(other, name) for name in NOT_HASHED
        )

    def __hash__(self) -> int:
        return int(self.hash[:15], 16)

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hex, of the whole content except title and source.

        The same for any order of keys and any way of writing a value; defaults count as
        if they were written.
        """
        content = self.tree()
        kept = {key: value for key, value in content.items() if key not in NOT_HASHED}
        canonical = json.dumps(kept, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @property
    def overrides(self) -> tuple[str, ...]:
        """What-if changes since the base, as ``path=value``, in order; empty for a base."""
        return self._overrides

    @property
    def base_hash(self) -> str:
        """Hash of the scenario to which the overrides were applied; its own for a base."""
        return self._base_hash or self.hash

    def tree(self) -> dict[str, Any]:
        """Return the complete content in file form: plain dicts, lists, texts, numbers."""
        return self.model_dump(mode="json")

    def dump(self) -> str:
        """Return YAML, all defaults written out, that `cssim.scenario.parse` reads back equal."""
        from cssim.scenario.dump import to_yaml

        return to_yaml(self.model_dump(mode="json", exclude_none=True))

    def with_overrides(self, overrides: Any) -> Scenario:
        """Return the what-if scenario in which some values differ; see `cssim.scenario.overrides`.

        Parameters
        ----------
        overrides : mapping of str to value, or iterable of ``path=value``
            Dotted paths and new values: ``{"teams.frontline.size": "+2", "volume": 1.2}``.

        Raises
        ------
        InputError
            Unknown path, or a result that is not a valid scenario; all problems at once.
        """
        from cssim.scenario.overrides import apply

        return apply(self, overrides)

    @property
    def channel_names(self) -> tuple[str, ...]:
        """Names of the channels, sorted."""
        return tuple(sorted(self.channels))

    @property
    def reason_names(self) -> tuple[str, ...]:
        """Names of the contact reasons, sorted."""
        return tuple(sorted(self.reasons))

    @property
    def language_names(self) -> tuple[str, ...]:
        """Names of the languages, sorted; empty when not modelled."""
        return tuple(sorted(self.languages))

    @cached_property
    def queue_names(self) -> tuple[tuple[str, str], ...]:
        """Reason and channel of every queue, sorted."""
        pairs = ((r, c) for r in self.reasons for c in self.reasons[r].shares())
        return tuple(sorted(pairs))

    def queue(self, reason: str, channel: str, ms_of_week: int | None = None) -> Queue:
        """Return what counts for a reason on a channel, for issues of a time of the week.

        On a deferred channel nobody hangs up, and there is no menu.
        """
        found = self.reasons[reason].on(channel, ms_of_week)
        if self.channels[channel].deferred:
            return dataclasses.replace(found, patience="infinite", ivr=None)
        return found

    @property
    def team_names(self) -> tuple[str, ...]:
        """Names of the teams, sorted."""
        return tuple(sorted(self.teams))

    @property
    def segment_names(self) -> tuple[str, ...]:
        """Names of the segments, sorted; empty when customers are not modelled."""
        return tuple(sorted(self.customers.segments)) if self.customers else ()

    @property
    def first_weekday(self) -> int:
        """Weekday of the start, 0 = Monday."""
        return self.start.weekday()

    @property
    def start_ms_of_day(self) -> int:
        """Time of day of the start, ms since midnight."""
        clock = self.start.time()
        return (clock.hour * 3600 + clock.minute * 60 + clock.second) * units.SECOND_MS

    def ms_of_week(self, at: int) -> int:
        """Return the time of the week of an instant [ms]; Monday at 00:00 is 0."""
        return (self.first_weekday * units.DAY_MS + self.start_ms_of_day + at) % units.WEEK_MS

    def rates(self, reason: str) -> NDArray[np.float64]:
        """Return issues per hour before multipliers, shape (7, intervals), Monday first."""
        return self.reasons[reason].rates()

    def day_factor(self, reason: str, day: int) -> float:
        """Return the factor of trend and season on a reason's rates, shared and its own.

        It changes at midnight; day 0 is the date of the start.
        """
        at = self.start + timedelta(days=day)
        parts = (self.demand, self.reasons[reason].arrivals)
        return math.prod(drift(p.trend_per_year, p.season, at, day) for p in parts)

    def instant(self, at: int | datetime) -> int:
        """Return a date-time, or a time since the start, in ms since the start."""
        if isinstance(at, int):
            return at
        return (at - self.start) // timedelta(milliseconds=1)

    def agent_count(self, team: str) -> int:
        """Return the number of agents: size x multipliers.staff, rounded half up."""
        return scaled_size(self.teams[team].size, self.multipliers.staff)

    def agents_of(self, team: str) -> list[AgentPlan]:
        """Return the agents of a team, in order of their numbers."""
        return [plan_of(team, self.teams[team], n) for n in range(self.agent_count(team))]

    def teams_with(self, skill: str, tier: int | None = None) -> tuple[str, ...]:
        """Return the sorted names of the teams (of a tier) that have a skill."""
        return tuple(
            name
            for name in self.team_names
            if self.teams[name].has_skill(skill) and tier in (None, self.teams[name].tier)
        )
