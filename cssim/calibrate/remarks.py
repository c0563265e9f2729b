"""What was odd about the rows of a log: every row left out, and every row put right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from cssim.errors import show

MAX_EXAMPLES = 3
"""Rows quoted for each kind of remark."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One row and what is odd about it.

    Attributes
    ----------
    line : int
        Line in the file; the header is line 1.
    kind : str
        What is odd, the same text for all rows of the kind.
    value : str
        The text found, at most 40 characters; empty where it does not help.
    is_kept : bool
        True if the row is used all the same.
    """

    line: int
    kind: str
    value: str
    is_kept: bool


@dataclass
class Remarks:
    """All remarks on a log, in the order they were made."""

    rows: list[Remark] = field(default_factory=list)

    def drop(self, lines: Iterable[int], kind: str, values: Iterable[object] = ()) -> None:
        """Note rows that are left out, each with the value that is the cause."""
        self._note(lines, kind, values, is_kept=False)

    def keep(self, lines: Iterable[int], kind: str, values: Iterable[object] = ()) -> None:
        """Note rows that are used although something is odd about them."""
        self._note(lines, kind, values, is_kept=True)

    def _note(
        self, lines: Iterable[int], kind: str, values: Iterable[object], *, is_kept: bool
    ) -> None:
        found = iter(values)
        for line in lines:
            value = next(found, "")
            text = show(value) if value != "" else ""
            self.rows.append(Remark(int(line), kind, text, is_kept))

    @property
    def n_dropped(self) -> int:
        """Rows left out."""
        return sum(not row.is_kept for row in self.rows)

    def frame(self) -> pd.DataFrame:
        """Return one row per remark: line, kind, value, is_kept."""
        columns = ["line", "kind", "value", "is_kept"]
        rows = [(r.line, r.kind, r.value, r.is_kept) for r in self.rows]
        return pd.DataFrame(rows, columns=columns)

    def summary(self) -> pd.DataFrame:
        """Return one row per kind: is_kept, kind, n, examples (line and value), most first."""
        groups: dict[tuple[bool, str], list[Remark]] = defaultdict(list)
        for row in self.rows:
            groups[row.is_kept, row.kind].append(row)
        ordered = sorted(groups.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1]))
        table = [(kept, kind, len(rows), _examples(rows)) for (kept, kind), rows in ordered]
        return pd.DataFrame(table, columns=["is_kept", "kind", "n", "examples"])

    def lines(self) -> list[str]:
        """Return the summary as text, one line per kind."""
        return [
            f"{'kept   ' if kept else 'dropped'} {n:>7,}  {kind}: {examples}"
            for kept, kind, n, examples in self.summary().itertuples(index=False)
        ]


def _examples(rows: list[Remark]) -> str:
    quoted = [f"line {r.line}{f' ({r.value})' if r.value else ''}" for r in rows[:MAX_EXAMPLES]]
    return ", ".join(quoted) + (", …" if len(rows) > MAX_EXAMPLES else "")
