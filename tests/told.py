"""A journal's tables told as lines of text, so that a test can show what should be in them."""

from __future__ import annotations

from typing import Any

from cssim.demand import unpack
from cssim.journal import INFINITE, TABLES, Column, Journal


def told(journal: Journal, table: str, columns: str = "") -> list[str]:
    """Return one line a row: the columns named (by default all), separated by blanks.

    Instants and durations are whole ms written as seconds, codes are names, what is null
    is ``-``. A contact ``2.1`` is attempt 1 of the issue with k = 2; points off the first
    cell of reason 0 show (reason, day, layer) in front: ``1/2.1``, ``1/0/3/2.1``.
    """
    known = {c.name.removesuffix("_ms"): c for c in TABLES[table]}
    names = columns.split() or list(known)
    n = len(journal.columns[table][known[names[0]].name])
    return [" ".join(cell(journal, table, known[name], i) for name in names) for i in range(n)]


def cell(journal: Journal, table: str, column: Column, row: int) -> str:
    """Return one value as it stands in a line."""
    value = journal.columns[table][column.name][row].item()
    if column.name in ("contact", "issue"):
        return "-" if value < 0 else point(value, with_attempt=column.name == "contact")
    if column.kind in ("instant", "duration"):
        return seconds(value)
    if column.kind == "code":
        return "-" if value < 0 else journal.names(column.categories)[value]
    if column.kind == "flag":
        return "yes" if value else "no"
    if column.kind == "share":
        return "-" if value != value else repr(value)
    return "-" if value < 0 else str(value)


def point(number: int, *, with_attempt: bool) -> str:
    """Return the number of an issue or contact in a readable form."""
    reason, day, layer, k = unpack(number)
    where = [reason, day, layer] if day or layer else [reason] if reason else []
    told_k = f"{k}.{number & 63}" if with_attempt else str(k)
    return "/".join([*map(str, where), told_k])


def seconds(ms: int) -> str:
    """Return whole ms as seconds, exactly."""
    if ms < 0:
        return "-"
    if ms >= INFINITE:
        return "inf"
    whole, rest = divmod(ms, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def lines(text: str) -> list[str]:
    """Return a written table as `told` tells it: no comments, single blanks."""
    rows = (row.split("#")[0].split() for row in text.strip().splitlines())
    return [" ".join(row) for row in rows if row]


def same(left: Journal, right: Journal, without: Any = ()) -> list[str]:
    """Return the columns (``table.column``) in which two journals differ, bit for bit.

    `without` lists tables or columns that may differ.
    """
    differ = []
    for table, columns in TABLES.items():
        for column in columns:
            name = f"{table}.{column.name}"
            a, b = left.columns[table][column.name], right.columns[table][column.name]
            if table not in without and name not in without and a.tobytes() != b.tobytes():
                differ.append(name)
    return differ
