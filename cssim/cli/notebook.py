"""`cssim notebook`: run a notebook with parameters, strictly, and say where to look."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options
from cssim.errors import InputError, Problem

if TYPE_CHECKING:
    from cssim.report import NotebookResult

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
"""Names of parameters; papermill writes them into code, so nothing else may pass."""
RESULTS = Path("results")

Notebook = Annotated[
    str,
    typer.Argument(
        metavar="NOTEBOOK",
        help="A notebook file, or the name of one in notebooks/.",
    ),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option(
        "--parameter",
        "-p",
        metavar="NAME=VALUE",
        help="Set a parameter: -p replications=40. May be repeated.",
    ),
]
OutFolder = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Results folder. Default: results/NAME."),
]


def notebook(
    notebook: Notebook,
    *,
    parameter: Parameters = None,
    out: OutFolder = None,
    json: options.Json = False,
) -> None:
    """Run a notebook with parameters.

    Unknown or ill-named parameters are refused. A notebook is a program: run only those
    you trust.

    Example: cssim notebook what_if -p replications=40 --out results/mine
    """
    from cssim.cli.progress import Progress
    from cssim.report import find_notebook, notebook_parameters, run_notebook

    path = find_notebook(notebook)
    types = {name: known.type for name, known in notebook_parameters(path).items()}
    given = parameters(parameter or [], types)
    with Progress("cells") as progress:
        result = run_notebook(path, given, out or RESULTS / path.stem, progress)
    if json:
        _print_json(result)
    else:
        _print(result)


def _print(result: NotebookResult) -> None:
    from cssim.cli import show

    show.say(f"Report:   {_near(result.html)}")
    show.say(f"Notebook: {_near(result.executed)}")
    show.say(f"Results:  {_near(result.folder)}")
    for figure in result.figures:
        show.say(f"Figure:   {_near(figure)}")


def _print_json(result: NotebookResult) -> None:
    from cssim.cli import show

    places = {"report": result.html, "notebook": result.executed, "folder": result.folder}
    show.as_json({"command": "notebook", **places, "figures": result.figures})


def _near(path: Path) -> Path:
    """Return a path as seen from the working directory, if it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def parameters(texts: list[str], types: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters of ``NAME=VALUE`` texts.

    A value is a YAML scalar, or ``[...]``, ``{...}`` or a quoted text of the scenario
    files' YAML subset; whatever else is a text, and so is all that is given for a text.

    Parameters
    ----------
    texts : list of str
        What the user gave.
    types : dict of str to str
        Type of each parameter, as far as known.

    Raises
    ------
    InputError
        All that is wrong.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for text in texts:
        try:
            name, value = _split(text, found)
            found[name] = _value(name, value, types.get(name, ""))
        except InputError as error:
            problems += [replace(problem, source="--parameter") for problem in error.problems]
    if problems:
        raise InputError(problems)
    return found


def _split(text: str, before: Mapping[str, Any]) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not NAME.fullmatch(name):
        accepted = "must be NAME=VALUE, the name a letter, then letters, digits or _"
        raise InputError.of("", text, accepted)
    if name in before:
        raise InputError.of(name, value, "must not be given twice")
    return name, value.strip()


def _value(name: str, text: str, kind: str) -> Any:
    from cssim.scenario.yaml_subset import SPACED_KEY, plain_scalar, read_text

    quoted = len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]
    try:
        if quoted or (text[:1] in ("[", "{") and kind != "str"):
            return read_text(text, keys=SPACED_KEY).content
        return text if kind == "str" else plain_scalar(text)
    except InputError as error:
        raise InputError.of(name, text, error.problems[0].accepted) from None
    except ValueError as error:
        raise InputError.of(name, text, str(error)) from None
