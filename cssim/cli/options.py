"""Options that several commands share, each written once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from cssim.errors import show


def whole(text: str | int) -> int:
    """Return the whole number that a text says; a default is one already."""
    if not re.fullmatch(r"[-+]?[0-9]{1,40}", str(text)):
        raise typer.BadParameter(f"must be a whole number (got {show(text)})")
    return int(text)


def number(text: str) -> float:
    """Return the number that a text says."""
    if not re.fullmatch(r"[-+]?[0-9]{1,40}(\.[0-9]{1,40})?", text):
        raise typer.BadParameter(f"must be a decimal number (got {show(text)})")
    return float(text)


Scenario = Annotated[Path, typer.Argument(metavar="SCENARIO", help="Scenario file, YAML.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value of the scenario: teams.frontline.size=14, or relative to what it is:"
        " teams.frontline.size=+2, volume=*1.1. May be repeated.",
    ),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", parser=whole, metavar="N", help="The one number that fixes all luck, from 0."
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        "--replications", "-n", parser=whole, metavar="N", help="Independent repetitions, from 1."
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        parser=whole,
        metavar="N",
        help="Processes; -1 = one per core. Default: 1 for small work, else one per core."
        " The result does not depend on it.",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FOLDER",
        help="Write tables (Parquet), scenarios and manifest.json here: all of it or nothing.",
    ),
]
File = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write it here instead of to stdout."),
]
Force = Annotated[bool, typer.Option("--force", help="Write even over other results.")]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object instead of a table."),
]
