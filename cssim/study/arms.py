"""What a study is made of: arms to live through the same luck, and tables to keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cssim.errors import InputError
from cssim.measures import Loyalty, Options
from cssim.scenario import Scenario, check_budget

BASE = "base"
"""Name of the arm with which all others are compared."""

HEADLINE = (
    "n_offered", "n_answered", "abandonment", "service_level", "asa_s", "wait_quantile_s",
    "mean_wait_s", "response_s", "p_delay", "blocking", "mean_queue", "aht_s", "occupancy",
    "utilization", "shrinkage", "n_staffed", "fcr", "resolution_rate", "transfer_rate",
    "contacts_per_resolution", "csat", "csat_true", "nps_points", "nps_points_true",
)  # fmt: skip
"""Measures kept of every arm."""
HEADLINE_LOYALTY = ("retention", "retention_projected", "value_at_risk")
HEADLINE_PEOPLE = (
    "mean_proficiency", "mean_strain", "n_quit", "vacancy_weeks", "headcount", "absence_rate",
    "training_hours", "coaching_hours",
)  # fmt: skip
"""Kept besides when something happens to agents over weeks and months."""
HEADLINE_PRICES = ("labor_cost", "total_cost", "cost_per_contact", "cost_per_resolution")
CHANNEL_BY_CHANNEL = ("n_offered", "service_level", "asa_s", "response_s", "abandonment")
THROUGH_THE_DAY = ("n_offered", "asa_s", "service_level", "abandonment", "occupancy", "n_staffed")


@dataclass(frozen=True)
class TableSpec:
    """One table to keep: measures, and what to group them by."""

    measures: tuple[str, ...]
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Arm:
    """One scenario of a study.

    Attributes
    ----------
    name : str
        Shown in tables and pictures.
    scenario : Scenario
        What is lived.
    policy : object, optional
        A routing policy of the user's own.
    extras : tuple of callables
        The user's own SimPy processes.
    management : mapping of str to callable
        The user's own processes in place of management's, as in `cssim.center.run`.
    """

    name: str
    scenario: Scenario
    policy: Any = None
    extras: tuple[Any, ...] = ()
    management: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """A study before it is run.

    Attributes
    ----------
    arms : tuple of Arm
        The first is the base.
    seed : int
        The one integer that fixes the study.
    tables : dict of str to TableSpec
        What to keep of every replication; see `default_tables`.
    options : dict of str to value
        Measure options to set otherwise than the scenarios imply.
    """

    arms: tuple[Arm, ...]
    seed: int = 1
    tables: Mapping[str, TableSpec] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        base: Scenario,
        alternatives: Mapping[str, Any] | None = None,
        *,
        seed: int = 1,
        tables: Mapping[str, TableSpec] | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> Plan:
        """Return the plan of a base and its what-ifs.

        Parameters
        ----------
        base : Scenario
            What is compared with.
        alternatives : dict of name to overrides, Scenario or Arm
            Overrides are as in `Scenario.with_overrides`.
        seed, tables, options
            As in the class.

        Raises
        ------
        InputError
            A name is used twice, overrides are not valid, or an alternative's horizon or
            start differs from the base's.
        """
        arms = [Arm(BASE, base)]
        for name, change in (alternatives or {}).items():
            arms.append(_arm(name, change, base))
        kept = dict(default_tables(base) if tables is None else tables)
        return cls(tuple(arms), seed, kept, dict(options or {}))

    def check(self, replications: int) -> None:
        """Refuse, before anything is drawn, what would take too much or compares nothing."""
        if isinstance(replications, bool) or not isinstance(replications, int) or replications < 1:
            raise InputError.of("replications", replications, "must be a whole number >= 1")
        if isinstance(self.seed, bool) or not isinstance(self.seed, int) or self.seed < 0:
            raise InputError.of("seed", self.seed, "must be a whole number >= 0")
        if self.seed >= 1 << 128:
            raise InputError.of("seed", self.seed, "must be below 2^128")
        for arm in self.arms:
            check_budget(arm.scenario, replications * len(self.arms))

    def options_of(self, arm: Arm) -> Options:
        """Return the measure options of an arm."""
        return Options.of(arm.scenario, **self.options)


def _arm(name: str, change: Any, base: Scenario) -> Arm:
    if name == BASE:
        raise InputError.of("alternatives", name, "is the name of the base; choose another")
    arm = change if isinstance(change, Arm) else None
    if arm is None:
        is_scenario = isinstance(change, Scenario)
        arm = Arm(name, change if is_scenario else base.with_overrides(change))
    for field_ in ("start", "horizon", "warm_up"):
        theirs, ours = getattr(arm.scenario, field_), getattr(base, field_)
        if theirs != ours:
            raise InputError.of(f"{name}.{field_}", theirs, f"must be that of the base, {ours}")
    return arm


def default_tables(scenario: Scenario) -> dict[str, TableSpec]:
    """Return the tables a study keeps unless told otherwise.

    Parameters
    ----------
    scenario : Scenario
        Projected retention is kept only when customers are modelled, figures by channel
        only when there are several.
    """
    loyalty = Loyalty.of(scenario) is not None
    headline: Sequence[str] = (*HEADLINE, *HEADLINE_PRICES)
    if not scenario.satisfaction.enabled:
        feelings = ("csat", "csat_true", "nps_points", "nps_points_true")
        headline = [name for name in headline if name not in feelings]
    if has_people(scenario):
        headline = [*headline, *HEADLINE_PEOPLE, *(("revenue_value",) if loyalty else ())]
    tables = {
        "all": TableSpec((*headline, *(HEADLINE_LOYALTY if loyalty else ()))),
        "by_hour": TableSpec(THROUGH_THE_DAY, ("hour",)),
        "by_weekday_hour": TableSpec(("n_offered", "service_level"), ("weekday", "hour")),
        "by_reason": TableSpec(("n_offered", "abandonment", "asa_s", "aht_s", "fcr"), ("reason",)),
    }
    if len(scenario.channels) > 1:
        tables["by_channel"] = TableSpec(CHANNEL_BY_CHANNEL, ("channel",))
        tables["by_channel_hour"] = TableSpec(("asa_s",), ("channel", "hour"))
    return tables


def has_people(scenario: Scenario) -> bool:
    """Tell whether something happens to the scenario's agents over weeks and months."""
    return any(getattr(scenario.people, name) for name in type(scenario.people).model_fields)
