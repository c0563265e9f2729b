"""What the user wrote, read: scenarios with changes, alternatives, lists of names."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cssim.errors import InputError, Problem, show
from cssim.scenario import Scenario, budget, load

if TYPE_CHECKING:
    from cssim.study import Plan

OVERRIDE = "override"
"""Source that problems with an override name; the command line knows better."""
BASE = "base"
"""Name of the arm that others are compared with."""
SMALL_CONTACTS = 300_000
"""Expected contacts up to which starting processes takes longer than the work."""
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")

T = TypeVar("T")


def scenario(path: Path, changes: Sequence[str] | None) -> Scenario:
    """Return the scenario of a file with the changes of ``--set``.

    Raises
    ------
    InputError
        All that is wrong with the file or the changes.
    """
    return sourced("--set", lambda: load(path, changes or ()))


def sourced(option: str, read: Callable[[], T]) -> T:
    """Return what `read` returns; problems with overrides name the option they came from."""
    try:
        return read()
    except InputError as error:
        told = [
            Problem(p.where, p.value, p.accepted, option if p.source == OVERRIDE else p.source)
            for p in error.problems
        ]
        raise InputError(told) from None


def alternatives(texts: Iterable[str], base: Scenario) -> dict[str, Scenario]:
    """Return the scenarios of ``--alt NAME="path=value; path=value"``.

    A part without ``=`` is a scenario file that takes the place of the base. A name that
    comes again adds to what it had.

    Raises
    ------
    InputError
        All that is wrong, each problem with the alternative it belongs to.
    """
    parts: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for text in texts:
        name, equals, rest = (piece.strip() for piece in text.partition("="))
        if not equals or not NAME.fullmatch(name) or name == BASE:
            accepted = 'must be NAME="path=value; path=value", the name of a-z 0-9 _ -, not base'
            problems.append(Problem("", show(text), accepted, "--alt"))
            continue
        parts.setdefault(name, []).extend(filter(None, map(str.strip, rest.split(";"))))
    found: dict[str, Scenario] = {}
    for name, changes in parts.items():
        try:
            found[name] = sourced(f"--alt {name}", lambda c=changes: _changed(base, c))  # type: ignore[misc]
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _changed(base: Scenario, changes: list[str]) -> Scenario:
    if not changes:
        raise InputError([Problem("", "", "changes nothing; give path=value", OVERRIDE)])
    files = [change for change in changes if "=" not in change]
    for file in files:
        base = load(Path(file))
    return base.with_overrides([change for change in changes if change not in files])


def names(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a comma-separated list; commas in parentheses do not separate."""
    joined = ",".join(texts)
    return tuple(filter(None, (word.strip() for word in re.split(r",(?![^()]*\))", joined))))


def workers(given: int | None, plan: Plan, replications: int) -> int:
    """Return how many processes to use: as given, else by how much there is to do."""
    if given is not None:
        return given
    contacts = sum(budget(a.scenario, replications).expected_contacts for a in plan.arms)
    small = replications == 1 or contacts <= SMALL_CONTACTS
    return 1 if small else min(replications, os.cpu_count() or 1)
