"""What a command prints on stdout: aligned text in a pipe, a ruled table on a terminal."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from cssim.errors import printable

NOTHING = "–"
"""Stands for a figure that does not exist, such as a share of no contacts."""
BLANKS = str.maketrans({"\N{NO-BREAK SPACE}": " "})
PLAIN = BLANKS | {ord("\N{MINUS SIGN}"): "-"}
"""What programs behind a pipe do not know."""

Row = Sequence[str]


def say(text: str = "") -> None:
    """Print a text on stdout, without control characters."""
    print("\n".join(map(_shown, text.split("\n"))))


def _shown(text: str) -> str:
    """Return a line as it may be printed: printable, in a pipe with a plain minus."""
    return printable(text.translate(BLANKS if sys.stdout.isatty() else PLAIN))


def plain_text(text: str) -> str:
    """Return a text for programs: with plain blanks and minus signs."""
    return text.translate(PLAIN)


def table(header: Row, rows: Iterable[Row], *, text_columns: Sequence[int] = (0,)) -> None:
    """Print a table; columns not in `text_columns` are numbers, set to the right."""
    cells = [[_shown(cell) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _ruled(header, cells, text_columns)
    else:
        _aligned(header, cells, text_columns)


def _aligned(header: Row, rows: list[list[str]], text_columns: Sequence[int]) -> None:
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [
            cell.ljust(width) if i in text_columns else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def _ruled(header: Row, rows: list[list[str]], text_columns: Sequence[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(header):
        shown.add_column(Text(name), justify="left" if i in text_columns else "right")
    for row in rows:
        shown.add_row(*map(Text, row))  # Text: a name in [brackets] is no markup
    Console().print(shown)


def count(n: float, one: str, many: str = "") -> str:
    """Return a number of things: ``1 team``, ``2 teams``."""
    return f"{n:,.0f} {one if n == 1 else many or one + 's'}"


def as_json(value: Any) -> None:
    """Print one JSON object; what is no finite number is null."""
    print(json.dumps(plain(value), indent=1, allow_nan=False))


def plain(value: Any) -> Any:
    """Return a value as JSON knows it: frames as lists of rows, NaN and infinity as None."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if hasattr(value, "to_dict"):
        return plain(value.to_dict("records"))
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
