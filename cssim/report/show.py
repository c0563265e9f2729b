"""What a notebook shows: text and tables whose every word is a word, never markup."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from cssim.errors import printable
from cssim.words.numbers import NBSP, chance

COLORS = {"better": "#0072B2", "worse": "#B34700"}
MARKS = {"better": "▲ better", "worse": "▼ worse"}
CELL = (
    "text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;border-bottom:1px solid #ddd"
)
HEAD = "text-align:left;padding:.35rem 1rem .35rem 0;border-bottom:2px solid #999"


@dataclass(frozen=True)
class Shown:
    """Something to show: as a page and, where there is none, as plain text.

    Attributes
    ----------
    html : str
        Markup in which all text is escaped.
    text : str
        The same in plain text.
    """

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


def plain(text: object) -> str:
    """Return a text in which every character can be shown; spaces that hold units stay."""
    return NBSP.join(printable(part) for part in str(text).split(NBSP))


def paragraphs(*texts: str, large: bool = False) -> Shown:
    """Return plain texts as paragraphs.

    Parameters
    ----------
    *texts : str
        One per paragraph.
    large : bool
        True makes them stand out.
    """
    style = ' style="font-size:1.15rem;font-weight:600;line-height:1.5"' if large else ""
    parts = [f"<p{style}>{escape(plain(text))}</p>" for text in texts]
    return Shown("".join(parts), "\n\n".join(map(plain, texts)))


def facts(statements: Iterable[tuple[str, str]]) -> Shown:
    """Return named statements as a list, such as those of `cssim.words.setting`."""
    pairs = [(plain(name), plain(text)) for name, text in statements]
    rows = [
        f'<tr><th scope="row" style="{CELL};min-width:11rem">{escape(name)}</th>'
        f'<td style="{CELL}">{escape(text)}</td></tr>'
        for name, text in pairs
    ]
    return Shown(_table(rows), "\n".join(f"{name}: {text}" for name, text in pairs))


def table(frame: pd.DataFrame, names: Sequence[str] = ()) -> Shown:
    """Return a data frame of texts and numbers as a table.

    Parameters
    ----------
    frame : DataFrame
        Shown without its index.
    names : sequence of str
        Headings, default: the names of the columns.
    """
    if frame.empty:
        return paragraphs("Nothing to list.")
    names = list(names) or [str(column) for column in frame.columns]
    head = _row("th", [escape(plain(name)) for name in names], HEAD)
    body = [
        _row("td", [escape(plain(value)) for value in row], CELL)
        for row in frame.itertuples(index=False)
    ]
    shown = frame.map(plain).set_axis([plain(name) for name in names], axis=1)
    return Shown(_table([head, *body]), shown.to_string(index=False))


def changes_table(changes: pd.DataFrame, corner: str = "") -> Shown:
    """Return the changes of a study as a table: a row per measure, a column per what-if.

    Parameters
    ----------
    changes : DataFrame
        `cssim.words.changes`.
    corner : str
        Heading of the rows.
    """
    arms = list(dict.fromkeys(changes["arm"]))
    head = _row("th", [escape(plain(corner)), "base", *(escape(plain(arm)) for arm in arms)], HEAD)
    rows = [head]
    for _, part in changes.groupby("measure", sort=False):
        by_arm = part.set_index("arm")
        first = by_arm.iloc[0]
        cells = [_change(by_arm.loc[arm]) if arm in by_arm.index else "" for arm in arms]
        named = f"<b>{escape(first['label'])}</b>"
        rows.append(_row("td", [named, escape(first["base_text"]), *cells], CELL))
    columns = ["arm", "label", "base_text", "value_text", "change_text", "interval_text", "verdict"]
    return Shown(_table(rows), changes[columns].map(plain).to_string(index=False))


def _change(row: Any) -> str:
    color = COLORS.get(row["verdict"], "#555")
    mark = MARKS.get(row["verdict"], row["verdict"])
    likely = float(row["p_better"])
    beside = "" if math.isnan(likely) else f", {escape(chance(likely))}"
    value = f" → {escape(row['value_text'])}" if row["value_text"] else ""
    lines = [
        f'<b style="color:{color}">{escape(row["change_text"])}</b>{value}',
        f'<small style="color:#555">{escape(row["interval_text"])}</small>',
        f'<small><span style="color:{color}">{escape(mark)}</span>{beside}</small>',
    ]
    return "<br>".join(lines)


def _row(tag: str, cells: Sequence[str], style: str) -> str:
    inner = "".join(f'<{tag} style="{style}">{cell}</{tag}>' for cell in cells)
    return f"<tr>{inner}</tr>"


def _table(rows: Sequence[str]) -> str:
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'
