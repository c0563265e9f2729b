"""Scenarios: reading, checking, changing and writing them.

A scenario file is data from a stranger: reading it never runs code, never follows it
elsewhere, and ends quickly whatever it holds. All that is wrong with it is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cssim.scenario.agents import AgentPlan
from cssim.scenario.budget import Budget, budget, check_budget
from cssim.scenario.build import build
from cssim.scenario.files import read_file, source_of
from cssim.scenario.model import Scenario
from cssim.scenario.schema import json_schema
from cssim.scenario.yaml_subset import read_text

__all__ = [
    "AgentPlan",
    "Budget",
    "Scenario",
    "budget",
    "check_budget",
    "json_schema",
    "load",
    "parse",
]

Overrides = Mapping[str, Any] | Iterable[str]


def load(path: Path | str, overrides: Overrides = ()) -> Scenario:
    """Return the scenario in a file.

    Parameters
    ----------
    path : path
        A local YAML file, see `cssim.scenario.files`.
    overrides : mapping of str to value, or iterable of ``path=value``
        What-if changes, see `cssim.scenario.overrides`.

    Raises
    ------
    InputError
        Everything that is wrong with the file or the overrides.
    """
    return parse(read_file(path), overrides, source_of(path))


def parse(text: str, overrides: Overrides = (), source: str = "") -> Scenario:
    """Return the scenario that a YAML text describes.

    Parameters
    ----------
    text : str
        A scenario in the YAML subset of `cssim.scenario.yaml_subset`.
    overrides : mapping of str to value, or iterable of ``path=value``
        What-if changes, see `cssim.scenario.overrides`.
    source : str
        Name of the text in problems.

    Raises
    ------
    InputError
        Everything that is wrong with the text or the overrides.
    """
    return build(read_text(text, source)).with_overrides(overrides)
