"""A decision on one page: what it does, when it pays, why; and the ledger, folded away."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cssim import words
from cssim.report.show import COLORS, MARKS, Shown, paragraphs, plain, table
from cssim.scenario import Scenario
from cssim.study import Study, payback
from cssim.words.numbers import chance
from cssim.words.results import currency, quoted

if TYPE_CHECKING:
    import pandas as pd

    from cssim.plots import Picture

CELL = (
    "text-align:left;padding:.12rem .7rem .12rem 0;border-bottom:1px solid #e4e4e4;"
    "white-space:nowrap"
)
HEAD = "text-align:left;padding:.5rem .7rem .1rem 0;border-bottom:2px solid #999"
SHORTER = {"no clear difference": "not clear", "not enough replications": "one run"}
COLUMNS = ("base", "with it", "change", "95 % interval", "verdict", "P(better)")


def pages(study: Study, folder: Path) -> Shown | None:
    """Return a page for every what-if of a long run; None for a short one.

    Parameters
    ----------
    study : Study
        With the tables of `cssim.study.months.long_tables`.
    folder : path
        Where the pictures are written, one per what-if.
    """
    if not words.has_months(study):
        return None
    months, why = words.over_months(study), words.why(study)
    paid = payback(study) if words.has_payback(study) else None
    changes = words.page_changes(study)
    return stacked(
        page(study, arm, _picture(study, arm, folder, (months, why, paid)), changes, paid)
        for arm in study.alternatives
    )


def _picture(
    study: Study,
    arm: str,
    folder: Path,
    frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None],
) -> Picture:
    from cssim import plots

    months, why, paid = frames
    figure = plots.decision(arm, months, why, paid, currency(study))
    number = study.alternatives.index(arm) + 1
    return plots.save(figure, folder / f"decision_{number}.png")


def page(
    study: Study,
    arm: str,
    picture: Picture,
    changes: pd.DataFrame,
    paid: pd.DataFrame | None = None,
) -> Shown:
    """Return what one decision does, on one page, with its picture.

    Parameters
    ----------
    study : Study
    arm : str
        One of `study.alternatives`.
    picture : Picture
        `cssim.plots.decision` of it, saved.
    changes : DataFrame
        `cssim.words.page_changes` of the study.
    paid : DataFrame, optional
        `cssim.study.payback` of the study, if it knows.
    """
    said = [words.sentence(study, arm, changes), words.why_sentence(study, arm)]
    if paid is not None:
        said.insert(1, words.paid_back(study, arm, paid))
    title = f"What if {quoted(arm)}?"
    head = Shown(f'<h2 style="break-before:page">{escape(plain(title))}</h2>', f"{plain(title)}\n")
    return stacked(
        [head, paragraphs(*said), rows_of(words.one_page(study, arm, changes)), image(picture)]
    )


def rows_of(found: pd.DataFrame) -> Shown:
    """Return the rows of `cssim.words.one_page` as a table with a heading per section."""
    lines: list[str] = []
    for section, part in found.groupby("section", sort=False):
        cells = [f'<th style="{HEAD}">{escape(plain(c))}</th>' for c in (section, *COLUMNS)]
        lines.append(f"<tr>{''.join(cells if not lines else [cells[0], *_blank()])}</tr>")
        lines += [_line(row) for row in part.to_dict("records")]
    shown = ["section", "label", "base_text", "value_text", "change_text", "interval_text"]
    text = found[[*shown, "verdict"]].map(plain).to_string(index=False)
    style = "border-collapse:collapse;font-size:.86rem;line-height:1.25"
    return Shown(f'<table style="{style}">{"".join(lines)}</table>', text)


def _blank() -> list[str]:
    return [f'<th style="{HEAD}"></th>'] * len(COLUMNS)


def _line(row: dict[Any, Any]) -> str:
    color = COLORS.get(row["verdict"], "#555")
    mark = MARKS.get(row["verdict"], SHORTER.get(row["verdict"], row["verdict"]))
    likely = float(row["p_better"])
    cells = [
        escape(plain(row["label"])),
        escape(plain(row["base_text"])),
        escape(plain(row["value_text"])),
        f'<b style="color:{color}">{escape(plain(row["change_text"]))}</b>',
        escape(plain(row["interval_text"])),
        f'<span style="color:{color}">{escape(mark)}</span>',
        "" if math.isnan(likely) else escape(chance(likely)),
    ]
    inner = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f"<tr>{inner}</tr>"


def image(picture: Picture) -> Shown:
    """Return a picture as part of a larger page."""
    data = b64encode(picture.png).decode("ascii")
    alt = escape(picture.alt, quote=True)
    return Shown(
        f'<img src="data:image/png;base64,{data}" width="{picture.width}" alt="{alt}">',
        picture.alt,
    )


def stacked(parts: Iterable[Shown]) -> Shown:
    """Return several things to show as one."""
    every = list(parts)
    return Shown("".join(part.html for part in every), "\n\n".join(part.text for part in every))


def ledger(scenario: Scenario) -> Shown:
    """Return the assumption ledger of a scenario, folded: a summary, and the tables on a click."""
    at_work, off = (words.ledger_table(scenario, on=on) for on in (True, False))
    return stacked(
        [
            paragraphs(f"{words.ledger_summary(scenario)}."),
            folded("Every number of behaviour at work, its range and what it rests on", at_work),
            folded("Numbers of mechanisms that are switched off", off),
        ]
    )


def folded(title: str, frame: pd.DataFrame) -> Shown:
    """Return a table that opens on a click."""
    inner = table(frame)
    style = "font-size:.8rem;line-height:1.2;overflow-wrap:break-word;overflow-x:auto"
    html = (
        f'<details><summary style="cursor:pointer">{escape(plain(title))} ({len(frame)})</summary>'
        f'<div style="{style}">{inner.html}</div></details>'
    )
    return Shown(html, f"{plain(title)}\n{inner.text}")
