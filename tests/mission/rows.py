"""Every row of the mission that can be shown, by its ID (of the others docs/mission.md says why).

Rows stand in the modules `rows_*.py` beside this one, under names such as M24 or, for a second
part of a row, M42B.
"""

from __future__ import annotations

import re
from importlib import import_module

from effects import Row

_NAMES = (
    *("demand", "staffing", "recovery", "customers", "business"),
    *("learning", "climate", "turnover", "practice"),
)
_MODULES = [import_module(f"rows_{name}") for name in _NAMES]


def _order(name: str) -> tuple[int, str]:
    number, part = re.fullmatch(r"M(\d+)(\w*)", name).groups()  # type: ignore[union-attr]
    return int(number), part


_FOUND = {
    name: row
    for module in _MODULES
    for name, row in vars(module).items()
    if isinstance(row, Row) and name.startswith("M")
}
ROWS: dict[str, Row] = {name: _FOUND[name] for name in sorted(_FOUND, key=_order)}
"""ID -> lever, arms and claims."""
