"""Tables of measures by group, as ``--measures`` and ``--by`` ask for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cssim.cli import figures, show
from cssim.errors import InputError, Problem
from cssim.journal import TABLES, About, Journal, empty
from cssim.measures import Options, table
from cssim.scenario import Scenario
from cssim.study import Arm, TableSpec
from cssim.study.arms import default_tables
from cssim.words import scale_of

UNASKED = (
    "n_offered", "abandonment", "service_level", "asa_s", "aht_s", "occupancy", "n_staffed",
    "fcr", "csat_true", "retention_projected",
)  # fmt: skip
"""Measures shown by group when none are named; those that the group makes no sense for are not."""


def table_spec(scenario: Scenario, measures: Sequence[str], by: Sequence[str]) -> TableSpec:
    """Return the table asked for, tried on a journal in which nothing happened.

    Raises
    ------
    InputError
        An unknown measure or key, or a key that makes no sense for a measure; nothing has
        been simulated.
    """
    nothing, options = _nothing(scenario), Options.of(scenario)
    kept = tuple(measures) or default_tables(scenario)["all"].measures
    try:
        if by and not measures:
            _table(nothing, (_counted(by),), by, options)
            kept = tuple(m for m in UNASKED if _makes_sense(nothing, m, by, options))
        _table(nothing, kept, by, options)
    except InputError as error:
        told = [Problem(_option(p.where), p.value, p.accepted, p.source) for p in error.problems]
        raise InputError(told) from None
    return TableSpec(kept, tuple(by))


def _table(nothing: Journal, measures: Sequence[str], by: Sequence[str], options: Options) -> None:
    """Try a table; it raises if it makes no sense."""
    table(nothing, measures, by, options=options)


def common_tables(arms: Sequence[Arm]) -> dict[str, TableSpec]:
    """Return the tables that a study keeps, without measures that some arm cannot have.

    A scenario without customers has no retention, for instance.
    """
    tables = default_tables(arms[0].scenario)
    if len({_modelled(arm.scenario) for arm in arms}) == 1:
        return tables
    worlds = [(_nothing(arm.scenario), Options.of(arm.scenario)) for arm in arms]
    return {
        name: replace(
            spec,
            measures=tuple(
                measure
                for measure in spec.measures
                if all(_makes_sense(nothing, measure, spec.by, own) for nothing, own in worlds)
            ),
        )
        for name, spec in tables.items()
    }


def _modelled(scenario: Scenario) -> tuple[bool, bool]:
    """Return what a scenario must model to have every measure."""
    return Options.of(scenario).loyalty is not None, scenario.satisfaction.enabled


def _option(where: str) -> str:
    return f"--{where}" if where in ("measures", "by") else where


def _counted(by: Sequence[str]) -> str:
    """Return a measure for which all the keys make sense."""
    return "n_answered" if {"team", "tier", "agent"} & set(by) else "n_offered"


def _makes_sense(nothing: Journal, measure: str, by: Sequence[str], options: Options) -> bool:
    try:
        _table(nothing, (measure,), by, options)
    except InputError:
        return False
    return True


def _nothing(scenario: Scenario) -> Journal:
    """Return the journal of a run in which nobody came, neither customer nor agent."""
    plans = [(i, p) for i, t in enumerate(scenario.team_names) for p in scenario.agents_of(t)]
    about = About(
        categories={
            "reasons": scenario.reason_names,
            "channels": scenario.channel_names,
            "segments": scenario.segment_names,
            "teams": scenario.team_names,
            "agents": tuple(plan.name for _, plan in plans),
        },
        agent_team=tuple(team for team, _ in plans),
        start=scenario.start.isoformat(),
        warm_up_ms=scenario.warm_up,
        horizon_ms=scenario.horizon,
        end_ms=scenario.horizon,
    )
    return Journal({name: empty(name) for name in TABLES}, about)


def print_groups(estimates: pd.DataFrame, spec: TableSpec, currency: str) -> None:
    """Print estimates with a row per group and a column per measure, as value ± half-width."""
    scales = {measure: scale_of(measure, currency) for measure in spec.measures}
    cells: dict[tuple[str, ...], dict[str, str]] = {}
    for row in estimates.to_dict("records"):
        group, measure = tuple(str(row[key]) for key in spec.by), str(row["measure"])
        shown = figures.beside(scales[measure], row["value"], row["half_width"])
        cells.setdefault(group, {})[measure] = shown
    rows = [(*group, *(found.get(m, "") for m in spec.measures)) for group, found in cells.items()]
    show.table((*spec.by, *spec.measures), rows, text_columns=range(len(spec.by)))


__all__ = ["common_tables", "print_groups", "table_spec"]
