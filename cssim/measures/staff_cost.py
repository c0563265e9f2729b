"""What keeping a team costs beyond its pay (glossary §11): hiring, learning, leading, tools.

Pay of agents, in onboarding and training too, is labor cost. Events cost when they happen, a
course when it starts, team leads and tools evenly over time. A team lead works as many hours as
an agent.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cssim.errors import InputError
from cssim.measures.groups import AGENT_KEYS, Amount, Points, Quotient, Spans, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import DAY_MS, TIME_KEYS, Array
from cssim.measures.prices import MONTH_DAYS, CoursePrice, Prices
from cssim.measures.registry import measure
from cssim.measures.view import View

HOUR_S = 3600.0
MONTH_S = MONTH_DAYS * DAY_MS / 1000

Cost = Callable[[View, Prices], Amount]


def need_prices(options: Options) -> Prices:
    """Return the prices of the options.

    Raises
    ------
    InputError
        There are none.
    """
    if options.prices is None:
        raise InputError.of("prices", None, "must be given for costs")
    return options.prices


def wages(view: View, prices: Prices, factor: float) -> Array:
    """Return the wage per hour of each team times a factor.

    Raises
    ------
    InputError
        A team has none.
    """
    teams = view.names("team")
    for team in teams:
        if team not in prices.wage_per_hour:
            raise InputError.of("prices.wage_per_hour", team, "must have a wage for every team")
    return np.array([prices.wage_per_hour[team] * factor for team in teams], dtype=float)


def hiring(view: View, prices: Prices) -> Amount:
    """Return the cost of hires, and of the classes in which they begin together."""
    hired = view.staff.events("hired")
    return prices.hire * hired.number() + prices.hire_class * hired.number(hired.first_of_team)


def training(view: View, prices: Prices) -> Amount:
    """Return the fees of ongoing training and of courses.

    Hours in a course have the state of time away, those of ongoing training have none.
    """
    events = view.staff.events("trained")
    hours = np.where(events.has_state, 0.0, np.nan_to_num(events.value))
    ongoing = events.total(hours, by=AGENT_KEYS)
    return prices.training_per_hour * ongoing + _courses(view, prices)


def _courses(view: View, prices: Prices) -> Amount:
    fees = [fee for course in prices.courses for fee in _fees(view, course)]
    at_ms = np.array([at for at, _ in fees], dtype=np.int64)
    points = Points(at_ms, np.ones(len(fees), dtype=bool), {})
    return points.total(np.array([fee for _, fee in fees], dtype=float))


def _fees(view: View, course: CoursePrice) -> list[tuple[int, float]]:
    """Return when a course began within the measured span, and what it cost."""
    about, every = view.about, max(course.every_ms, 0)
    starts = range(course.at_ms, about.horizon_ms, every) if every else (course.at_ms,)
    inside = [at for at in starts if about.warm_up_ms <= at < about.horizon_ms]
    return [(at, _places(view, course, at) * course.per_place) for at in inside]


def _places(view: View, course: CoursePrice, at_ms: int) -> int:
    """Return how many take part in a course that begins at an instant."""
    names = view.names("team")
    wanted = [code for code, name in enumerate(names) if not course.teams or name in course.teams]
    able = view.staff.on_floor(at_ms) & np.isin(view.about.agent_team, wanted)
    n = int(able.sum())
    return n if course.places is None else min(n, course.places)


def leading(view: View, prices: Prices) -> Amount:
    """Return the pay of team leads, and of the time they take for reviews."""
    per_hour = prices.lead_per_hour * (1 + prices.oncost)
    hours = (1 / (HOUR_S * prices.agents_per_lead)) * view.agents.scheduled
    reviews = prices.review_hours * view.staff.events("reviewed").number()
    return per_hour * (hours + reviews)


def seniors(view: View, prices: Prices) -> Amount:
    """Return the extra pay of agents since they became senior."""
    promoted = view.staff.first("promoted")
    states = view.agents.columns
    rows = np.flatnonzero(promoted[states["agent"]] >= 0)
    agent = states["agent"][rows]
    start = np.maximum(states["from_ms"][rows], promoted[agent])
    spans = Spans(start, states["until_ms"][rows], view.agents.codes(agent))
    return view.agents.wage(wages(view, prices, prices.senior_premium * (1 + prices.oncost)), spans)


def tools(view: View, prices: Prices) -> Amount:
    """Return the cost of tools."""
    per_second = prices.tools_per_month / MONTH_S
    return Amount(frozenset(TIME_KEYS), lambda g: per_second * view.clock.sum_by(g))


def actions(view: View, prices: Prices) -> Amount:
    """Return the cost of acting on surveys of the agents."""
    return prices.action * view.staff.events("acted").number()


OF_STAFF: tuple[Cost, ...] = (hiring, training, leading, seniors, tools, actions)
"""Every part of the cost in this module."""


@measure("currency", "total", basis="money", better="lower", label="Hiring cost", uses=("prices",))
def hiring_cost(view: View, options: Options) -> Quotient:
    """Cost of finding the agents who were hired, pay not included."""
    return per_run(hiring(view, need_prices(options)))


@measure("currency", "total", basis="money", better="none", label="Training fees", uses=("prices",))
def training_cost(view: View, options: Options) -> Quotient:
    """Fees of ongoing training and of places in courses; the agents' time is labor cost.

    Notes
    -----
    Everybody on the floor of its teams when a course begins takes part, up to the places.
    """
    return per_run(training(view, need_prices(options)))


@measure("currency", "total", basis="money", better="lower", label="Team leads", uses=("prices",))
def lead_cost(view: View, options: Options) -> Quotient:
    """Pay of team leads, one for every so many scheduled agents, and of their reviews."""
    return per_run(leading(view, need_prices(options)))


@measure(
    "currency", "total", basis="money", better="none", label="Senior premium", uses=("prices",)
)
def senior_premium_cost(view: View, options: Options) -> Quotient:
    """Extra pay of senior agents since their promotion, oncost included."""
    return per_run(seniors(view, need_prices(options)))


@measure("currency", "total", basis="money", better="lower", label="Tools", uses=("prices",))
def tool_cost(view: View, options: Options) -> Quotient:
    """Cost of tools, spread evenly over the measured time."""
    return per_run(tools(view, need_prices(options)))


@measure(
    "currency", "total", basis="money", better="none", label="Survey actions", uses=("prices",)
)
def action_cost(view: View, options: Options) -> Quotient:
    """Cost of what was done about surveys of the agents."""
    return per_run(actions(view, need_prices(options)))
