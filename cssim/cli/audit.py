"""`cssim audit`: whether a journal obeys the laws of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cssim.cli import options
from cssim.cli.shell import stop

Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="A journal, or results with journals."),
]
OfScenario = Annotated[
    Path | None,
    typer.Option(
        "--scenario",
        metavar="FILE",
        help="Scenario of the journal. Default: the scenario.yml beside its tables.",
    ),
]


def audit(
    folder: Folder,
    *,
    scenario: OfScenario = None,
    changes: options.Changes = None,
    json: options.Json = False,
) -> None:
    """Check journals against the laws of the model.

    The exit code is 1 if a law is broken. The audit shares no code with the engine. Each
    line is a law, how much it examined, and how much of that was wrong; of results, the
    published figures are recomputed as well.

    Example: cssim audit results/two-more
    """
    from cssim.cli import inputs, journals, show
    from cssim.cli.progress import Progress

    known = None if scenario is None else inputs.scenario(scenario, changes)
    folders = journals.found(folder)
    reports = []
    with Progress("journals", len(folders)) as progress:
        for path in folders:
            reports.append((path.name, journals.audited(path, known)))
            progress(len(reports), len(folders))
    whole = journals.merged(reports)
    if json:
        laws = {"ok": whole.ok, "journals": len(folders), "laws": whole.frame()}
        show.as_json({"command": "audit", "folder": str(folder), **laws})
    else:
        verdict = "no law is broken" if whole.ok else f"broken: {', '.join(whole.failed)}"
        show.say("\n".join(whole.lines()))
        show.say(f"{show.count(len(folders), 'journal')}: {verdict}")
    if not whole.ok:
        raise stop(1)
