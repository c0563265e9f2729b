"""The center itself: channels, routing, escalation, costs, limits."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import (
    Money,
    Multiplier,
    Name,
    Named,
    Number,
    ReadOnly,
    Share,
    Weekday,
    Whole,
    Window,
    listed,
    required,
    setting,
    span,
)

Hours = Annotated[Mapping[Weekday, Annotated[tuple[Window, ...], *listed(24)]], ReadOnly(1, 7)]
Names = Annotated[tuple[Name, ...], *listed(200, 1)]
Rank = Annotated[int, Whole(1, 1000)]
Weight = Annotated[float, Number(0, 1e6, above=True)]
Points = Annotated[float, Number(-1e9, 1e9)]
PerSecond = Annotated[float, Number(0, 1e6)]
Delay = Annotated[int, span("0 s", "30 d")]


class Multipliers(Part):
    """Factors on whole parts of the scenario: the quick way to a what-if."""

    volume: Multiplier = setting(1.0, "Factor on every arrival rate.")
    handle_time: Multiplier = setting(1.0, "Factor on every handle time.")
    patience: Multiplier = setting(1.0, "Factor on every patience.")
    staff: Multiplier = setting(1.0, "Factor on every team size; the size is rounded, half up.")


class DemandSettings(Part):
    """What all reasons share."""

    busyness_cv: Annotated[float, Number(0, 2)] = setting(
        0.10,
        "Coefficient of variation of the daily factor that all reasons share; 0 = none. That days"
        " differ so is measured, the value is an assumption.",
    )


class Channel(Part):
    """A way of contacting the center."""

    kind: Literal["phone"] = required("Kind of channel.")
    opening_hours: Hours | None = setting(
        None, "Weekday -> windows; a weekday left out is closed; omitted: always open."
    )
    lines: Annotated[int, Whole(0, 100_000)] | None = setting(
        None, "Contacts at once, each from arrival to the end of talk; null: no limit."
    )
    after_hours: Literal["closed", "wait"] = setting(
        "closed", "What meets a contact that arrives outside opening hours."
    )
    at_closing: Literal["keep", "disconnect"] = setting(
        "keep", "What happens at closing to contacts still waiting."
    )
    acceptable_wait: Annotated[int, span("1 s", "30 d")] = setting(
        "1 min",
        "Wait that costs no satisfaction; about 60 % of customers call more than 1 min too long.",
    )
    awt: Annotated[int, span("0 s", "30 d")] = setting(
        "20 s", "Acceptable waiting time of the service level."
    )
    sl_target: Share = setting(0.80, "Service level aimed at.")
    price_per_minute: Money = setting(0.0, "Cost of a connected minute.")
    fee_per_contact: Money = setting(0.0, "Cost of a contact.")

    def faults(self) -> Iterator[Problem]:
        """Yield windows that overlap or are out of order, and a channel that never opens."""
        if self.opening_hours and not any(self.opening_hours.values()):
            yield fault("opening_hours", None, "must have a window; omitted: always open")
        for day, windows in (self.opening_hours or {}).items():
            for i, (before, after) in enumerate(itertools.pairwise(windows), 1):
                if after[0] < before[1]:
                    where = f"opening_hours.{units.WEEKDAYS[day]}[{i}]"
                    end = units.format_time(before[1])
                    accepted = f"must not start before {end}, where the one before it ends"
                    yield fault(where, units.format_window(after), accepted)


class Routing(Part):
    """Who answers whom. What a policy does not use may stand ready for another policy."""

    policy: Literal[
        "queue_priority",
        "single_fifo",
        "longest_weighted_wait",
        "agents_preference",
        "agents_preference_with_delays",
        "score",
        "fewest_skills",
        "most_proficient",
    ] = setting("single_fifo", "Rule that picks an agent for a contact and a contact for an agent.")
    teams_for: Named[Names] = setting(
        {}, "queue_priority: reason -> its teams in order; omitted: all with the skill, by name."
    )
    reasons_for: Named[Names] = setting(
        {}, "queue_priority: team -> its reasons in order; omitted: all it has the skill for."
    )
    ranks: Named[Named[Rank]] = setting(
        {}, "agents_preference: reason -> team -> rank, lower first; missing: 1."
    )
    delays: Named[Named[Delay]] = setting(
        {},
        "agents_preference_with_delays: reason -> team -> wait before it may help; missing: 0 s.",
    )
    weights: Named[Weight] = setting(
        {}, "longest_weighted_wait, agents_preference: reason -> weight of its wait; missing: 1."
    )
    base: Named[Points] = setting({}, "score: reason -> points at arrival; missing: 0.")
    slope: Named[PerSecond] = setting({}, "score: reason -> points per second; missing: 1.")
    head_start: Named[Delay] = setting({}, "score: segment -> waiting time credited at arrival.")


class Escalation(Part):
    """How a contact is handed to the tier above."""

    handover_share: Share = setting(
        0.5, "Share of its own work that the first agent does before handing over."
    )
    conference: Distribution | None = setting(
        None, "Time both agents spend together when one of the next tier is free; omitted: none."
    )


class Costs(Part):
    """Costs besides wages and channels."""

    oncost: Annotated[float, Number(0, 10)] = setting(
        0.35, "Employer's cost on top of a wage, as a share of it (assumption)."
    )
    overtime_premium: Annotated[float, Number(0, 10)] = setting(
        0.5, "Extra pay per hour of overtime, as a share of the wage."
    )
    fixed: Money = setting(0.0, "Cost of the run that depends on nothing.")


class Limits(Part):
    """Ends of chains that could go on for ever."""

    max_attempts: Annotated[int, Whole(1, 63)] = setting(8, "Most contacts of one issue.")
    max_legs: Annotated[int, Whole(1, 63)] = setting(4, "Most legs of one contact.")
