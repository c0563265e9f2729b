"""What people, lines, tools and care cost, as measures need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cssim.measures.periods import Array
from cssim.units import HOUR_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

MONTH_DAYS = 30.4375
"""Days in a month of training, coaching and tool prices, as in the scenario."""
DAY_MS = 24 * HOUR_MS


@dataclass(frozen=True)
class CoursePrice:
    """When a course is held and what a place in it costs.

    Attributes
    ----------
    at_ms, every_ms : int
        First start, and time from one start to the next; 0 = once.
    teams : tuple of str
        Teams that take part; empty = all.
    places : int or None
        Most participants; None = everybody.
    per_place : float
        Fee per participant.
    """

    at_ms: int
    every_ms: int = 0
    teams: tuple[str, ...] = ()
    places: int | None = None
    per_place: float = 0.0


@dataclass(frozen=True)
class Prices:
    """What people and lines cost.

    Attributes
    ----------
    wage_per_hour : dict of team to float
        Pay per paid hour, oncost excluded.
    oncost : float
        Employer's share on top of pay (of premiums and team leads too).
    overtime_premium : float
        Extra pay per overtime hour, as a share of the wage.
    fixed : float
        Fixed cost of the whole run, in the currency.
    price_per_minute : dict of channel to float
        Price of a minute in which customer and agent are connected (talk and hold).
    fee_per_contact : dict of channel to float
        Fee for each contact taken in: offered or contained.
    articles, bot : dict of reason to float
        Cost of one contact that tries this tool; a reason without the tool is left out.
    at_stake : dict of reason to float
        What is lost with an issue that is never solved; no cost of the center.
    concession : float
        Cost of a case settled by an agent's authority.
    repair : float
        Cost of one repair of root causes.
    hire : float
        Cost of one hire, besides pay.
    hire_class : float
        Cost of a class of hires, whatever its size.
    training_per_hour : float
        Fee per agent and hour of ongoing training, besides pay.
    courses : tuple of CoursePrice
        Courses with a fee per place.
    lead_per_hour : float
        Pay of a team lead, oncost excluded.
    agents_per_lead : float
        Agents whom one team lead leads, > 0.
    review_hours : float
        Paid time of a team lead for one agent's reviews of one coaching period.
    senior_premium : float
        Extra pay of senior agents, as a share of the wage.
    tools_per_month : float
        Cost of tools per month of 30.4375 days.
    action : float
        Cost of acting on a survey of the agents, in one team.
    """

    wage_per_hour: Mapping[str, float] = field(default_factory=dict)
    oncost: float = 0.35
    overtime_premium: float = 0.5
    fixed: float = 0.0
    price_per_minute: Mapping[str, float] = field(default_factory=dict)
    fee_per_contact: Mapping[str, float] = field(default_factory=dict)
    articles: Mapping[str, float] = field(default_factory=dict)
    bot: Mapping[str, float] = field(default_factory=dict)
    at_stake: Mapping[str, float] = field(default_factory=dict)
    concession: float = 0.0
    repair: float = 0.0
    hire: float = 0.0
    hire_class: float = 0.0
    training_per_hour: float = 0.0
    courses: tuple[CoursePrice, ...] = ()
    lead_per_hour: float = 0.0
    agents_per_lead: float = 12.0
    review_hours: float = 0.0
    senior_premium: float = 0.0
    tools_per_month: float = 0.0
    action: float = 0.0

    @classmethod
    def of(cls, scenario: Scenario) -> Prices:
        """Return the prices a scenario declares (its people, costs, channels and tools)."""
        channels, reasons = scenario.channels.items(), scenario.reasons.items()
        return cls(
            wage_per_hour={name: team.wage_per_hour for name, team in scenario.teams.items()},
            oncost=scenario.costs.oncost,
            overtime_premium=scenario.costs.overtime_premium,
            fixed=scenario.costs.fixed,
            price_per_minute={name: channel.price_per_minute for name, channel in channels},
            fee_per_contact={name: channel.fee_per_contact for name, channel in channels},
            articles={name: r.articles.cost for name, r in reasons if r.articles},
            bot={name: r.bot.cost for name, r in reasons if r.bot},
            at_stake={name: r.value_at_stake for name, r in reasons if r.value_at_stake},
            concession=scenario.escalation.concession_cost,
            repair=scenario.root_causes.cost if scenario.root_causes else 0.0,
            **_of_people(scenario),
            tools_per_month=_tools(scenario),
        )


def _of_people(scenario: Scenario) -> dict[str, Any]:
    """Return the prices of what happens to agents over months."""
    people, found = scenario.people, {}
    if people.hiring:
        found["hire"] = people.hiring.cost
        found["hire_class"] = people.hiring.class_cost
    if people.training:
        found["training_per_hour"] = people.training.cost_per_hour
    if people.climate:
        found["lead_per_hour"] = people.climate.lead_wage
        found["agents_per_lead"] = people.climate.span
    if people.coaching:
        found["review_hours"] = _review_hours(people.coaching)
    if people.careers:
        found["senior_premium"] = people.careers.wage_premium
    if people.survey:
        found["action"] = people.survey.cost
    return {**found, "courses": _courses(scenario)}


def _review_hours(coaching: Any) -> float:
    periods_per_month: float = MONTH_DAYS * DAY_MS / coaching.period
    hours: float = coaching.review_time / HOUR_MS
    return hours * float(coaching.reviews_per_month) / periods_per_month


def _courses(scenario: Scenario) -> tuple[CoursePrice, ...]:
    return tuple(
        CoursePrice(
            at_ms=scenario.instant(course.at),
            every_ms=course.every or 0,
            teams=tuple(course.teams),
            places=course.places,
            per_place=course.cost_per_place,
        )
        for course in scenario.people.courses
        if course.cost_per_place
    )


def _tools(scenario: Scenario) -> float:
    tools = scenario.tools
    knowledge = tools.knowledge.cost_per_month if tools.knowledge else 0.0
    return float(tools.costs_per_month + knowledge)


def priced(prices: Mapping[str, float], names: Sequence[str], code: Array) -> Array:
    """Return the price of each row by the name of its code; 0 where there is none."""
    return np.array([prices.get(name, 0.0) for name in names], dtype=float)[code]
