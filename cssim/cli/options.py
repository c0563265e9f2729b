"""Options that several commands share, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Scenario = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="Scenario file, YAML.", show_default=False)
]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value of the scenario: teams.frontline.size=14, or relative to what it is:"
        " teams.frontline.size=+2, volume=*1.1. May be repeated.",
        show_default=False,
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", help="The one number that fixes all luck, from 0.")
]
Replications = Annotated[
    int,
    typer.Option("--replications", "-n", metavar="N", help="Independent repetitions."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        help="Processes; -1 = one per core. Default: 1 for small work, else one per core."
        " The result does not depend on it.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FOLDER",
        help="Write tables (Parquet), scenarios and manifest.json here: all of it or nothing.",
        show_default=False,
    ),
]
Force = Annotated[
    bool, typer.Option("--force", help="Write even over other results.", show_default=False)
]
Json = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object instead of a table.", show_default=False),
]
