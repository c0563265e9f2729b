"""`cssim schema`: the JSON Schema of scenario files, for editors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cssim.cli import options

File = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help="Write it here instead of to stdout.", show_default=False
    ),
]


def schema(*, out: File = None, force: options.Force = False) -> None:
    """Print the JSON Schema of scenario files.

    With it editors complete and check a file while it is written.

    Example: cssim schema --out cssim.schema.json, and as first line of a scenario
    "# yaml-language-server: $schema=cssim.schema.json"
    """
    from cssim.cli import folder, show
    from cssim.scenario.schema import to_text

    if out is None:
        show.say(to_text().rstrip())
        return
    folder.refuse_existing(out, "--out", force=force)
    folder.write_file(out, to_text())
    show.say(str(out))
