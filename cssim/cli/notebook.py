"""`cssim notebook`: run a notebook with parameters, strictly, and say where to look."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from cssim.cli import options
from cssim.cli.shell import refused
from cssim.errors import InputError, Problem

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
"""Names of parameters; papermill writes them into code, so nothing else may pass."""
RESULTS = Path("results")

Notebook = Annotated[
    str,
    typer.Argument(
        metavar="NOTEBOOK", help="A notebook, or the name of one in notebooks/.", show_default=False
    ),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        "-p",
        metavar="NAME=VALUE",
        help="Set a parameter: -p replications=40. May be repeated.",
        show_default=False,
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FOLDER", help="Results folder. Default: results/NAME.", show_default=False
    ),
]


def notebook(
    notebook: Notebook,
    *,
    parameter: Parameters = None,
    out: OutFolder = None,
    json: options.Json = False,
) -> None:
    """Run a notebook with parameters.

    Unknown or ill-named parameters are refused. A notebook is a program: run only those you trust.

    Example: cssim notebook what_if -p replications=40 --out results/my_question
    """
    from cssim.cli import show
    from cssim.cli.progress import Progress
    from cssim.report import run_notebook

    path = found(notebook)
    given = parameters(parameter or [])
    folder = out or RESULTS / path.stem
    with Progress("cells") as progress:
        result = run_notebook(path, given, folder, progress)
    pictures = sorted(result.folder.rglob("*.png"))
    if json:
        show.as_json(
            {
                "command": "notebook",
                "notebook": result.executed,
                "report": result.html,
                "folder": result.folder,
                "figures": pictures,
            }
        )
        return
    if result.html is not None:
        show.say(f"Report:   {result.html}")
    show.say(f"Notebook: {result.executed}")
    if pictures:
        show.say(f"Figures:  {show.count(len(pictures), 'picture')} below {result.folder}")
    show.say(f"Tables:   {result.folder}")


def found(text: str) -> Path:
    """Return the notebook that a path or a name means.

    Raises
    ------
    InputError
        There is none.
    """
    if text.endswith(".ipynb") or "/" in text:
        if Path(text).is_file():
            return Path(text)
        raise refused("NOTEBOOK", "is no notebook file", text)
    homes = (Path("notebooks"), Path(__file__).parents[2] / "notebooks")
    for home in homes:
        if re.fullmatch(r"[A-Za-z0-9_-]{1,60}", text) and (home / f"{text}.ipynb").is_file():
            return home / f"{text}.ipynb"
    known = sorted({p.stem for home in homes for p in home.glob("*.ipynb")})
    accepted = f"must be a file, or one of {', '.join(known)[:150] or '(none here)'} in notebooks/"
    raise refused("NOTEBOOK", accepted, text)


def parameters(texts: list[str]) -> dict[str, Any]:
    """Return the parameters of ``NAME=VALUE`` texts.

    A value is a YAML scalar, or ``[...]``, ``{...}`` or a quoted text of the scenario
    files' YAML subset; whatever else is a text.

    Raises
    ------
    InputError
        All that is wrong.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        name, equals, value = text.partition("=")
        try:
            if not equals or not NAME.fullmatch(name):
                accepted = "must be NAME=VALUE, the name a letter, then letters, digits or _"
                raise InputError.of("", text, accepted)
            if name in found:
                raise InputError.of(name, value, "must not be given twice")
            found[name] = _value(name, value.strip())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(_of_option(problems))
    return found


def _of_option(problems: list[Problem]) -> list[Problem]:
    return [replace(problem, source="--parameter") for problem in problems]


def _value(name: str, text: str) -> Any:
    from cssim.scenario.yaml_subset import plain_scalar, read_text

    if text[:1] in ("[", "{", '"', "'"):
        try:
            return read_text(text).content
        except InputError as error:
            raise InputError.of(name, text, error.problems[0].accepted) from None
    try:
        return plain_scalar(text)
    except ValueError as error:
        raise InputError.of(name, text, str(error)) from None
