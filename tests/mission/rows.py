"""Every row of the mission that can be shown today, by its ID (the others: LATER.md)."""

from __future__ import annotations

import rows_demand
import rows_recovery
import rows_staffing
from effects import Row


def _number(item: tuple[str, Row]) -> int:
    return int(item[0].removeprefix("M"))


_FOUND = {
    name: row
    for module in (rows_demand, rows_staffing, rows_recovery)
    for name, row in vars(module).items()
    if isinstance(row, Row)
}
ROWS: dict[str, Row] = dict(sorted(_FOUND.items(), key=_number))
"""ID -> lever, arms and claims."""
