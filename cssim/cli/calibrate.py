"""`cssim calibrate`: from a call log to a scenario."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cssim.cli import options
from cssim.cli.shell import refused

if TYPE_CHECKING:
    from cssim.calibrate import Calibration

Log = Annotated[Path, typer.Argument(metavar="LOG", help="Call log, a text table.")]
Mapping = Annotated[
    Path,
    typer.Option("--columns", metavar="MAPPING", help="What the columns mean, YAML."),
]
Output = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The scenario.")]
Days = Annotated[
    str | None,
    typer.Option(
        "--days",
        metavar="FIRST..LAST",
        help="Use only these days: 1999-02-01..1999-02-14.",
    ),
]
Sheet = Annotated[
    Path | None,
    typer.Option(
        "--sheet",
        metavar="FOLDER",
        help="Draw the fit sheet into this folder: observed against fitted.",
    ),
]


def calibrate(
    log: Log,
    *,
    columns: Mapping,
    out: Output,
    days: Days = None,
    sheet: Sheet = None,
    force: options.Force = False,
) -> None:
    """Fit a scenario to a call log.

    It says how many rows were dropped and why, and which fits were chosen.

    Example: cssim calibrate calls.csv --columns mapping.yml -o bank.yml
    """
    from cssim import calibrate as fitting
    from cssim.cli import folder, show

    span = _days(days)
    mapping = fitting.load_mapping(columns)
    folder.refuse_existing(out, "--out", force=force)
    with folder.results_folder(sheet, None, force=force, option="--sheet") as staging:
        found = fitting.calibrate(log, mapping, span)
        text = found.scenario_yaml()
        if staging is not None:
            _draw(found, staging)
        folder.write_file(out, text)
    show.say(found.report().rstrip())
    show.say(f"\nScenario:  {out}")
    if sheet is not None:
        show.say(f"Fit sheet: {sheet}")


def _days(text: str | None) -> tuple[str, str] | None:
    if text is None:
        return None
    first, dots, last = text.partition("..")
    if not dots:
        accepted = "must be FIRST..LAST, such as 1999-02-01..1999-02-14"
        raise refused("--days", accepted, text)
    return first.strip(), last.strip()


def _draw(found: Calibration, staging: Path) -> None:
    """Draw the fit sheet, a file per picture, named by its title."""
    from cssim.plots import fit_sheet, save
    from cssim.plots.picture import title_of

    for number, figure in enumerate(fit_sheet(found.observed_against_fitted()), 1):
        title = re.sub("[^a-z0-9]+", "-", title_of(figure).lower()).strip("-")
        save(figure, staging / f"{number}-{title[:40].strip('-')}.png")
