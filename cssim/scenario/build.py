"""From file content to a scenario, or to all that is wrong with it at once."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cssim.errors import InputError, Problem
from cssim.scenario.model import Scenario
from cssim.scenario.problems import MOST_TOLD, problems_of
from cssim.scenario.shape import Path, cleaned, keys_of, type_at
from cssim.scenario.yaml_subset import Document

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

STAND_INS: dict[str, Any] = {
    "name": "unnamed",
    "horizon": "3650 d",
    "channels.kind": "phone",
    "reasons.channel": "unknown",
    "reasons.channels": {"unknown": {"share": 1.0}},
    "reasons.arrivals": {"per_hour": 0},
    "reasons.handle_time": {"distribution": "deterministic", "mean": "1 min"},
    "teams.size": 5000,
    "teams.skills": ["unknown"],
}
"""Something valid for every field that must be given; no check that reads it is run."""

NAMED = ("channels", "reasons", "teams")
"""Sections that map names to parts."""


def build(document: Document) -> Scenario:
    """Return the scenario of a file's content.

    Raises
    ------
    InputError
        Every problem found, in the order of the file; wholes that do not fit together
        are told as well, as far as they do not hang on a wrong value.
    """
    try:
        return Scenario.model_validate(document.content)
    except ValidationError as error:
        problems = _problems(document, error)
    raise InputError(problems) from None


def _problems(document: Document, error: ValidationError) -> list[Problem]:
    problems = problems_of(error, Scenario)
    few = len(problems) <= MOST_TOLD and isinstance(document.content, dict)
    if few and not _only_whole(error):
        problems += _further(document.content, error)
    problems.sort(key=lambda problem: document.line_of(problem.where))
    return [Problem(p.where, p.value, p.accepted, document.place(p.where)) for p in problems]


def _only_whole(error: ValidationError) -> bool:
    return all(not detail["loc"] for detail in error.errors(include_url=False))


def _further(content: dict[str, Any], error: ValidationError) -> list[Problem]:
    """Return inconsistencies that can be told although some values are wrong."""
    repaired, unread = copy.deepcopy(content), set[str]()
    for detail in error.errors(include_url=False):
        path = _field(cleaned(detail["loc"]), content)
        if not path:
            return []
        unread |= {_field_name(path), *_meant(detail, path)}
        _stand_in(repaired, path)
    try:
        Scenario.model_validate(repaired, context={"unread": unread})
    except ValidationError as left:
        return problems_of(left, Scenario) if _only_whole(left) else []
    return []


def _meant(detail: ErrorDetails, path: Path) -> list[str]:
    """Return the field that an unknown key was probably meant to be: it was not read."""
    if detail["type"] != "extra_forbidden" or len(path) < len(cleaned(detail["loc"])):
        return []
    known = keys_of(type_at(Scenario, detail["loc"][:-1]))
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return [_field_name((*path[:-1], name)) for name in near]


def _field(path: Path, content: dict[str, Any]) -> Path:
    """Return the part of a path down to a field of a section, or to what cannot be entered."""
    first = path[0] if path else ""
    depth = 3 if first in NAMED else 2 if first in ("routing", "multipliers") else 1
    node: Any = content
    for i, part in enumerate(path[:depth]):
        if not isinstance(node, dict):
            return path[:i]
        node = node.get(str(part))
    return path[:depth]


def _field_name(path: Path) -> str:
    """Return ``teams.size`` for ``teams.frontline.size``; the section for a whole part."""
    if path[0] in NAMED:
        return f"{path[0]}.{path[2]}" if len(path) > 2 else str(path[0])
    return ".".join(str(part) for part in path)


def _stand_in(content: dict[str, Any], path: Sequence[str | int]) -> None:
    node: Any = content
    for part in path[:-1]:
        node = node.get(str(part))
        if not isinstance(node, dict):
            return
    node.pop(str(path[-1]), None)
    if (name := _field_name(tuple(path))) in STAND_INS:
        node[str(path[-1])] = copy.deepcopy(STAND_INS[name])
