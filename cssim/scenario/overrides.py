"""What-if changes: a base scenario and some values that differ.

``teams.frontline.size=14`` sets a value, ``=+2``, ``=-1`` and ``=*1.1`` change the present
one (also a duration: ``+30 s``; a default counts as present), ``==-1`` sets a negative
number. ``teams.a.patterns[0].agents`` (or ``.0.``) reaches into a list. ``volume``,
``handle_time``, ``patience`` and ``staff`` stand for the multipliers of that name. Values
are scalars, lists ``[...]`` or mappings ``{...}`` of the file's YAML subset. Where a whole
number is needed, a product is rounded half up: ``12 * 1.1`` is 13.
"""

from __future__ import annotations

import json
import numbers
import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from cssim import units
from cssim.errors import InputError, Problem, show
from cssim.scenario.consistency import did_you_mean
from cssim.scenario.model import NOT_HASHED, Scenario
from cssim.scenario.shape import (
    Path,
    alternatives,
    entry_type,
    is_model,
    keys_of,
    type_at,
    written,
)
from cssim.scenario.yaml_subset import KEY, MAX_LEVELS, Document, read_text

SOURCE = "override"
SHORTHANDS = ("volume", "handle_time", "patience", "staff")
"""Paths that stand for ``multipliers.PATH``."""
MOST = 1000
"""Most overrides at once."""
MAX_PATH = 300
MAX_VALUE = 100_000

TAKES = {
    "+": 'a duration, such as "+30 s"',
    "-": "a duration, not longer than the present one",
    "*": "a number, such as *1.1",
}
"""What may follow the sign of a relative change of a duration."""

_PART = re.compile(r"([A-Za-z0-9_:-]{1,60})((?:\[[0-9]{1,6}\])*)")
_RELATIVE = re.compile(r"([+*-]) ?(.+)")
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,15})?")


def apply(base: Scenario, overrides: Mapping[str, Any] | Iterable[str]) -> Scenario:
    """Return `base` with `overrides` applied in order and the whole validated again.

    Raises
    ------
    InputError
        Unknown path, impossible change, or a result that is no valid scenario.
    """
    changes = _pairs(overrides)
    if not changes:
        return base
    tree = base.tree()
    for path, value in changes:
        _change(tree, path, value)
    return made(base, tree, (*base.overrides, *(_record(p, v) for p, v in changes)))


def made(base: Scenario, tree: dict[str, Any], overrides: tuple[str, ...]) -> Scenario:
    """Return the scenario of a changed tree, which remembers where it came from."""
    from cssim.scenario.build import build

    scenario = build(Document(tree, source=SOURCE))
    scenario._overrides = overrides
    scenario._base_hash = base.base_hash
    return scenario


def _pairs(overrides: Mapping[str, Any] | Iterable[str]) -> list[tuple[str, Any]]:
    """Return path and value of each override; the shorthands written out."""
    if isinstance(overrides, str):
        overrides = (overrides,)
    given = overrides.items() if isinstance(overrides, Mapping) else map(_split, overrides)
    pairs: dict[str, Any] = {}
    for path, value in given:
        full = f"multipliers.{path}" if path in SHORTHANDS else path
        if full in pairs:
            raise _refusal(path, "must not be overridden twice at once")
        pairs[full] = value
        if len(pairs) > MOST:
            raise _refusal("", f"must be at most {MOST} at once")
    return list(pairs.items())


def _split(text: str) -> tuple[str, str]:
    path, equals, value = text.partition("=") if isinstance(text, str) else ("", "", "")
    if not equals:
        raise _refusal("", "must be path=value", text)
    return path.strip(), value.strip()


def _record(path: str, value: Any) -> str:
    """Return an override as ``path=value`` that can be applied again."""
    if isinstance(value, str):
        return f"{path}={value}"
    written_value = json.dumps(_plain(path, value))
    return f"{path}={'=' if written_value.startswith('-') else ''}{written_value}"


def _change(tree: dict[str, Any], path: str, value: Any) -> None:
    parts = _parse(path)
    node, key = _reach(tree, parts)
    if isinstance(value, str) and (relative := _RELATIVE.fullmatch(value.strip())):
        if parts[0] in NOT_HASHED or (isinstance(node, dict) and key not in node):
            raise _refusal(path, "has no present value to change", value)
        node[key] = _moved(path, node[key], relative[1], relative[2])
    else:
        node[key] = _absolute(path, value)


def _parse(path: Any) -> Path:
    """Return the parts of a dotted path."""
    if not isinstance(path, str) or len(path) > MAX_PATH:
        raise _refusal("", "must be a dotted path such as teams.NAME.size", path)
    parts: list[str | int] = []
    for piece in path.split("."):
        match = _PART.fullmatch(piece)
        if not match:
            accepted = "must be a dotted path such as teams.NAME.patterns[0].agents"
            raise _refusal("", accepted, path)
        parts.append(match[1])
        parts += [int(index) for index in re.findall(r"[0-9]+", match[2])]
    return tuple(parts)


def _reach(tree: dict[str, Any], parts: Path) -> tuple[Any, Any]:
    """Return the mapping or list that holds the last part, and its key there."""
    node: Any = tree
    for depth, part in enumerate(parts[:-1]):
        key = _key(node, part, parts[:depth], last=False)
        if isinstance(node, dict) and node.get(key) is None and _is_mapping(parts[: depth + 1]):
            node[key] = {}  # a part that was off is switched on, with its defaults
        node = node.get(key) if isinstance(node, dict) else node[key]
    return node, _key(node, parts[-1], parts[:-1], last=True)


def _key(node: Any, part: str | int, before: Path, *, last: bool) -> Any:
    """Return `part` as a key of `node`, if it is one or may become one."""
    where = written((*before, part))
    if isinstance(node, list):
        index = int(part) if str(part).isdigit() else -1
        if 0 <= index < len(node):
            return index
        raise _refusal(where, f"unknown index; there are {len(node)}, from 0")
    if not isinstance(node, dict) or isinstance(part, int):
        place = written(before)
        raise _refusal(where, f"unknown path; {place} is {show(node)} and has no such part")
    if part in node or _may_be_added(before, part, last=last):
        return part
    hint = did_you_mean(part, {*node, *keys_of(type_at(Scenario, before))})
    raise _refusal(where, f"unknown path{hint}")


def _is_mapping(path: Path) -> bool:
    """Tell whether a mapping may stand at a path."""
    there = type_at(Scenario, path)
    return bool(keys_of(there)) or entry_type(there) is not None


def _may_be_added(before: Path, part: str, *, last: bool) -> bool:
    """Tell whether a mapping may get an entry that it has not.

    A key is the part's own, whether of this kind or of another, which is then said; an entry
    such as a new team must be given whole; a name mistyped on the way to one of
    its fields would otherwise make a new one.
    """
    there = type_at(Scenario, before)
    entries = entry_type(there)
    if entries is None:
        return part in keys_of(there)
    return last or not any(map(is_model, alternatives(entries)))


def _absolute(path: str, value: Any) -> Any:
    if not isinstance(value, str):
        return _plain(path, value)
    text = value.strip().removeprefix("=").strip()
    if "\n" in text or len(text) > MAX_VALUE:
        raise _refusal(path, "must be one line of at most 100,000 characters", text)
    if not text:
        raise _refusal(path, "needs a value after =; null stands for none")
    try:
        found = read_text(text).content
    except InputError as error:
        said = error.problems[0]
        raise _refusal(path, said.accepted, text) from None
    if isinstance(found, (dict, list)) and text[0] not in "[{":
        raise _refusal(path, "must be a value, [list] or {mapping}", text)
    return found


def _plain(path: str, value: Any, level: int = 0) -> Any:
    """Return a value given in Python as file content: plain types only."""
    if level > MAX_LEVELS:
        raise _refusal(path, f"nested deeper than {MAX_LEVELS} levels")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) + 0.0
    if isinstance(value, (list, tuple)):
        return [_plain(path, item, level + 1) for item in value]
    if isinstance(value, Mapping) and all(isinstance(k, str) and KEY.fullmatch(k) for k in value):
        return {key: _plain(path, item, level + 1) for key, item in value.items()}
    accepted = "must be text, a number, true, false, none, or a list or mapping of these"
    raise _refusal(path, accepted, value)


def _moved(path: str, present: Any, sign: str, amount: str) -> Any:
    """Return a present number or duration after a relative change."""
    is_duration = isinstance(present, str) and re.fullmatch(units.DURATION_PATTERN, present)
    if not is_duration and (isinstance(present, bool) or not isinstance(present, (int, float))):
        raise _refusal(path, f"{show(present)} is no number or duration", sign + amount)
    try:
        move = _moved_duration if is_duration else _moved_number
        return move(present, sign, amount)
    except ValueError:
        takes = TAKES[sign] if is_duration else "a number, and a whole number stays whole"
        accepted = f"cannot change {show(present)} so: {sign} takes {takes}"
        raise _refusal(path, accepted, sign + amount) from None


def _moved_duration(present: Any, sign: str, amount: str) -> Any:
    ms = Decimal(units.parse_duration(present))
    change = _decimal(amount) if sign == "*" else Decimal(units.parse_duration(amount))
    result = _result(ms, sign, change)
    if result < 0:
        raise ValueError(result)
    return units.format_duration(round(result))


def _moved_number(present: Any, sign: str, amount: str) -> Any:
    result = _result(Decimal(repr(present)), sign, _decimal(amount))
    if isinstance(present, float):
        return float(result) + 0.0
    if sign == "*":
        return int(result.to_integral_value(rounding=ROUND_HALF_UP))
    if result != int(result):
        raise ValueError(result)
    return int(result)


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return Decimal(text)


def _result(present: Decimal, sign: str, amount: Decimal) -> Decimal:
    if sign == "*":
        return present * amount
    return present + amount if sign == "+" else present - amount


def _refusal(where: str, accepted: str, value: Any = None) -> InputError:
    shown = "" if value is None else show(value)
    return InputError([Problem(where, shown, accepted, SOURCE)])
