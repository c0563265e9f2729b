"""The ledger: every number of a scenario that says how people behave, and what it rests on.

The table is `cssim.scenario.assumptions`. Numbers that stand in the scenario can be varied
with ``with_overrides({row.path: row.low})``; those under ``rules.`` are fixed in
`cssim.rules` and are listed so that nothing is hidden.
"""

from __future__ import annotations

import importlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cssim import units
from cssim.scenario.assumptions import GROUPS
from cssim.scenario.model import Scenario
from cssim.scenario.shape import Path, alternatives, is_model, step, written

if TYPE_CHECKING:
    import pandas as pd

CONFIDENCE = {
    "S": "measured in a published study",
    "I": "survey or operating data of the industry",
    "P": "advice of practitioners",
    "D": "derived from a figure of the kinds above",
    "A": "assumption: no source was found for the value",
    "-": "a decision, or your own data",
}
"""What the letters mean."""

_LINE = re.compile(r"(\S+) (\S+) (\S+) ([SIPDA-]) (?:\{(\S+=.*?)\} )?(.+)")
_PLACE = tuple[Path, Any, tuple[str | int, ...]]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One line of the table, whatever the scenario; `default` in file form, None for none."""

    group: str
    path: str
    default: Any
    low: Any
    high: Any
    source: str
    confidence: str
    switch: str
    needs: tuple[str, ...]
    """Switches that must be on, too: ``path=value`` for each."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One number of a scenario.

    Attributes
    ----------
    path : str
        Path in the scenario, or ``rules.MODULE.NAME``.
    value : number, text or None
        In file form; the default where the mechanism is off.
    low, high : number, text or None
        Range for sensitivity runs; None for none.
    source : str
        In short; "none" when no source was found.
    confidence : str
        A letter of `CONFIDENCE`.
    switch : str
        ``path=value`` that turns the mechanism off; ``-`` for none.
    is_on : bool
        Whether the number has an effect.
    is_default : bool
        Whether it is the default, of which confidence and source speak.
    """

    path: str
    value: Any
    low: Any
    high: Any
    source: str
    confidence: str
    switch: str
    is_on: bool
    is_default: bool

    @property
    def rests_on(self) -> str:
        """Letter of `CONFIDENCE` of the value itself: one that the scenario sets is its own."""
        return self.confidence if self.is_default else "-"


def ledger(scenario: Scenario) -> pd.DataFrame:
    """Return one row per behavioural number of a scenario, with the columns of `Entry`.

    Numbers of parts that may be given many times (reasons, channels, teams, courses) only
    appear where they are given; all others also when they are off.
    """
    import pandas as pd

    names = list(Entry.__dataclass_fields__)
    rows = [[getattr(entry, name) for name in names] for entry in entries(scenario)]
    flags = {"is_on": bool, "is_default": bool}
    return pd.DataFrame(rows, columns=names, dtype=object).astype(flags)


def entries(scenario: Scenario) -> list[Entry]:
    """Return the rows of `ledger` as a list."""
    tree = scenario.tree()
    return [entry for line in assumptions() for entry in _entries(tree, line)]


def in_short(scenario: Scenario) -> str:
    """Return in words how many numbers are at work, and on how little many of them rest."""
    known = entries(scenario)
    letters = Counter(entry.rests_on for entry in known if entry.is_on)
    return (
        f"{letters.total()} numbers of behaviour are at work, of which {letters['A']} are"
        f" assumptions without a source and {letters['-']} decisions or data of your own"
    )


@cache
def assumptions() -> tuple[Assumption, ...]:
    """Return every line of the table, in its order."""
    return tuple(_lines())


def _lines() -> Iterator[Assumption]:
    for group in GROUPS:
        for line in group.lines.strip().splitlines():
            found = _LINE.fullmatch(line)
            if found is None:
                raise ValueError(line)
            name, low, high, letter, own, source = found.groups()
            path = f"{group.place}.{name}"
            switch = own or group.switch
            needs = (group.switch, f"{group.needs}=null" if group.needs else "-")
            yield Assumption(
                group.title, path, _default(path), _bound(low), _bound(high), source, letter,
                switch, needs,
            )  # fmt: skip


def _bound(text: str) -> Any:
    """Return an end of a range in file form."""
    if text == "-":
        return None
    return _as_written(text) if re.fullmatch(units.DURATION_PATTERN, text) else json.loads(text)


def _as_written(value: Any) -> Any:
    """Return a value as a scenario's tree has it: durations in their largest whole unit."""
    if isinstance(value, str) and re.fullmatch(units.DURATION_PATTERN, value):
        return units.format_duration(units.parse_duration(value))
    return value


def _entries(tree: Mapping[str, Any], line: Assumption) -> Iterator[Entry]:
    if line.path.startswith("rules."):
        places: list[_PLACE] = [(tuple(line.path.split(".")), line.default, ())]
    else:
        places = list(_places(tree, line.path.split(".")))
    if not places and not any(mark in line.path for mark in "*<"):
        places = [(tuple(line.path.split(".")), None, ())]
    for path, value, names in places:
        switch = _filled(line.switch, names)
        if isinstance(value, dict) or (value is None and names):
            continue
        is_on = value is not None and all(_is_on(tree, s) for s in (switch, *line.needs))
        shown = _as_text(line.default if value is None else value)
        yield Entry(written(path), shown, line.low, line.high, line.source, line.confidence,
                    switch, is_on, shown == line.default)  # fmt: skip


def _places(
    node: Any, steps: list[str], before: Path = (), names: tuple[str | int, ...] = ()
) -> Iterator[_PLACE]:
    """Yield path, value and what ``*`` and ``<kind>`` stand for, of each place that fits."""
    if not steps:
        yield before, node, names
        return
    for key, child in _children(node, steps[0]):
        bound = (*names, key) if steps[0][0] in "*<" else names
        yield from _places(child, steps[1:], (*before, key), bound)


def _children(node: Any, part: str) -> list[tuple[str | int, Any]]:
    if isinstance(node, list):
        return list(enumerate(node)) if part == "*" else []
    if not isinstance(node, dict):
        return []
    if part == "*":
        return sorted(node.items())
    if part[0] == "<":
        return [(key, child) for key, child in sorted(node.items()) if child["kind"] == part[1:-1]]
    return [(part, node[part])] if part in node else []


def _filled(switch: str, names: tuple[str | int, ...]) -> str:
    """Return a switch with the names of a row in place of its stars."""
    for name in names:
        switch = switch.replace("*", str(name), 1)
    return switch


def _is_on(tree: Mapping[str, Any], switch: str) -> bool:
    """Tell whether a mechanism is not switched off; a star left is any of the names."""
    if switch == "-":
        return True
    path, _, off = switch.partition("=")
    values = [value for _, value, _ in _places(tree, path.split("."))]
    return any(value not in (None, json.loads(off)) for value in values)


def _as_text(value: Any) -> Any:
    """Return a list as one text; any other value as it is."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _default(path: str) -> Any:
    """Return the default at a path in file form; None for none."""
    parts = path.split(".")
    if parts[0] == "rules":
        value = getattr(importlib.import_module(f"cssim.rules.{parts[1]}"), parts[2])
        return ", ".join(f"{x:g}" for x in value) if isinstance(value, tuple) else value
    there: Any = Scenario
    default: Any = None
    for part in parts:
        inner = default.get(part) if isinstance(default, dict) else None
        default = _default_of(there, part) if inner is None else inner
        there = _step(there, part)
    default = _as_text(default)
    return _as_written(default) if isinstance(default, (int, float, str)) else None


def _step(there: Any, part: str) -> Any:
    if part == "*":
        return step(there, "any") or step(there, 0)
    if part[0] == "<":
        return step(step(there, "any"), f"?{part[1:-1]}")
    return step(there, part)


def _default_of(there: Any, part: str) -> Any:
    """Return the default of a field, None where it has none."""
    plains = [plain for plain in alternatives(there) if is_model(plain)]
    fields = [plain.model_fields[part] for plain in plains if part in plain.model_fields]
    return fields[0].default if fields and not fields[0].is_required() else None
