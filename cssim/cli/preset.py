"""`cssim preset`: a whole center of a sector, to start one's own scenario from."""

from __future__ import annotations

from typing import Annotated

import typer

from cssim.cli import options

Name = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="Which one; without it, list them."),
]


def preset(name: Name = None, *, out: options.File = None, force: options.Force = False) -> None:
    """Print the scenario of a sector, such as telecom or retail.

    Every figure in it names its source or says that it is an assumption.

    Example: cssim preset telecom --out mine.yml
    """
    from cssim import presets
    from cssim.cli import folder, show

    if name is None:
        for known in presets.NAMES:
            show.say(f"{known:10} {presets.load(known).title}")
        return
    folder.write_or_say(out, presets.text(name), force=force)
