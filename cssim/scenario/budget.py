"""What a scenario will cost to simulate, told before anything is drawn.

The estimate is deliberately rough; it exists so that a slip of some zeros is refused at
once and not after an hour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Integral

from cssim import units
from cssim.errors import InputError, Problem
from cssim.scenario.events import Surge
from cssim.scenario.model import Scenario

ATTEMPTS_PER_ISSUE = 1.5
"""Contacts per issue, retries and repeats included."""
SECONDS_PER_CONTACT = 60e-6
BYTES_PER_CONTACT = 200
SECONDS_PER_AGENT_DAY = 50e-6
BYTES_PER_AGENT_DAY = 2_000
"""Shifts, breaks and states of an agent in a day."""
BYTES_PER_CUSTOMER = 50

MAX_CONTACTS = 5e7
"""Most expected contacts over all replications and cells, unless the user raises it."""
MAX_AGENT_DAYS = 5e7
"""Most agent-days over all replications and cells."""
MAX_MEGABYTES = 8_000.0
"""Most memory of one replication."""
MAX_REPLICATIONS = 10_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """Expected size of a piece of work.

    Attributes
    ----------
    expected_contacts : float
        Over all replications: rate x time x multipliers.volume x 1.5 attempts per issue.
    seconds : float
        Computing time on one core.
    megabytes : float
        Memory of one replication; they are lived through one after the other.
    agent_days : float
        Over all replications.
    """

    expected_contacts: float
    seconds: float
    megabytes: float
    agent_days: float


def budget(scenario: Scenario, replications: int = 1) -> Budget:
    """Return what `replications` runs of a scenario will cost, within a factor of a few.

    Parameters
    ----------
    scenario : Scenario
    replications : int, 1 to 10,000,000
        Runs, over all cells of a study.

    Raises
    ------
    InputError
        `replications` is out of range.
    """
    replications = _count("replications", replications)
    contacts = expected_issues(scenario) * ATTEMPTS_PER_ISSUE
    agents = sum(scenario.agent_count(team) for team in scenario.teams)
    agent_days = agents * scenario.horizon / units.DAY_MS
    customers = scenario.customers.size if scenario.customers else 0
    seconds = contacts * SECONDS_PER_CONTACT + agent_days * SECONDS_PER_AGENT_DAY
    held = contacts * BYTES_PER_CONTACT + agent_days * BYTES_PER_AGENT_DAY
    return Budget(
        expected_contacts=contacts * replications,
        seconds=seconds * replications,
        megabytes=(held + customers * BYTES_PER_CUSTOMER) / 1e6,
        agent_days=agent_days * replications,
    )


def check_budget(
    scenario: Scenario, replications: int = 1, *, cells: int = 1, limit: float = MAX_CONTACTS
) -> Budget:
    """Return the budget of `replications` x `cells` runs, if it is within the limits.

    Parameters
    ----------
    scenario : Scenario
    replications, cells : int, >= 1
        Runs of each cell, and cells of the study.
    limit : float
        Most expected contacts; the CLI's ``--budget``.

    Raises
    ------
    InputError
        More contacts than `limit`, or more agent-days or memory than can be afforded;
        all that is too much at once.
    """
    found = budget(scenario, _count("replications", replications) * _count("cells", cells))
    checks = (
        ("expected contacts", found.expected_contacts, limit),
        ("agent-days", found.agent_days, MAX_AGENT_DAYS),
        ("megabytes of memory", found.megabytes, MAX_MEGABYTES),
    )
    if problems := [_over(*check) for check in checks if check[1] > check[2]]:
        raise InputError(problems)
    return found


def _count(what: str, value: object) -> int:
    whole = isinstance(value, Integral) and not isinstance(value, bool)
    if not whole or not 1 <= int(str(value)) <= MAX_REPLICATIONS:
        accepted = f"must be a whole number from 1 to {MAX_REPLICATIONS:,}"
        raise InputError.of(what, value, accepted)
    return int(str(value))


def _over(what: str, value: float, limit: float) -> Problem:
    accepted = f"must be at most {limit:,.0f}; fewer replications, a shorter horizon or less volume"
    return Problem(f"budget: {what}", f"{value:,.4g}", accepted)


def expected_issues(scenario: Scenario) -> float:
    """Return the mean number of fresh issues of one replication."""
    issues = sum(
        _profiled(scenario, name) * _mean_drift(scenario, name) * _mean_surge(scenario, name)
        for name in scenario.reason_names
    )
    return issues * scenario.multipliers.volume


def _mean_drift(scenario: Scenario, name: str) -> float:
    """Return the mean factor of trend and season over the days of the run."""
    drifts = (scenario.demand, scenario.reasons[name].arrivals)
    if not any(part.trend_per_year or part.season for part in drifts):
        return 1.0
    days = scenario.horizon // units.DAY_MS + 1
    return math.fsum(scenario.day_factor(name, day) for day in range(days)) / days


def _mean_surge(scenario: Scenario, name: str) -> float:
    """Return the mean factor of the surges, as if their hours were like all others."""
    extra = 0.0
    for event in scenario.events:
        if isinstance(event, Surge) and (not event.reasons or name in event.reasons):
            left = min(event.length, scenario.horizon - scenario.instant(event.at))
            extra += (event.factor - 1) * left / scenario.horizon
    return max(0.0, 1 + extra)


def _profiled(scenario: Scenario, name: str) -> float:
    """Return the integral of a reason's weekly profile over the horizon."""
    week, interval = (
        scenario.reasons[name].arrivals.week(),
        scenario.reasons[name].arrivals.interval,
    )
    first = scenario.first_weekday * units.DAY_MS + scenario.start_ms_of_day
    whole_weeks, rest = divmod(scenario.horizon, units.WEEK_MS)
    profile = [rate for day in week for rate in day]
    total = whole_weeks * sum(profile) * interval
    at, last = first, first + rest
    while at < last:
        following = min((at // interval + 1) * interval, last)
        total += profile[at // interval % len(profile)] * (following - at)
        at = following
    return total / units.HOUR_MS
