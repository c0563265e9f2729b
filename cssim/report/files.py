"""Where notebooks, their inputs and their results are; local files only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from cssim.errors import InputError
from cssim.journal import write_text, write_whole

CHECKOUT = Path(__file__).resolve().parents[2]
"""The folder that holds the package: in a checkout, with notebooks/ beside it."""
FOLDER = "notebooks"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")
MOST_BYTES = 20_000_000


def find_notebook(notebook: Path | str) -> Path:
    """Return the file that a name or a path means.

    Parameters
    ----------
    notebook : path or str
        A local ``.ipynb`` file, or the name of one in ``notebooks/`` of the working
        directory or of the checkout that cssim runs from. An installed copy of the package
        holds no notebooks: then only paths work.

    Raises
    ------
    InputError
        There is no such file, or it is no notebook file.
    """
    text = str(notebook)
    if NAME.fullmatch(text):
        homes = (Path.cwd() / FOLDER, CHECKOUT / FOLDER)
        found = [home / f"{text}.ipynb" for home in homes if (home / f"{text}.ipynb").is_file()]
        if not found:
            accepted = "must be a .ipynb file, or the name of one in notebooks/ of a checkout"
            raise InputError.of("notebook", text, accepted)
        return found[0]
    path = Path(text)
    if "://" in text or path.suffix != ".ipynb" or not path.is_file():
        raise InputError.of("notebook", text, "must be a local .ipynb file")
    return path


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Return a notebook in the present format.

    Raises
    ------
    InputError
        Too large, or no notebook.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputError.of("notebook", path.stat().st_size, f"must be at most {MOST_BYTES} bytes")
    try:
        node = from_text(path.read_text(encoding="utf-8"))
        nbformat.validate(node)
    except Exception as error:
        accepted = f"is not a readable notebook ({type(error).__name__})"
        raise InputError.of("notebook", path.name, accepted) from error
    return node


def from_text(text: str) -> nbformat.NotebookNode:
    """Return the notebook that a text holds, in the present format."""
    reads: Callable[..., nbformat.NotebookNode] = nbformat.reads
    return reads(text, as_version=4)


def to_text(node: nbformat.NotebookNode) -> str:
    """Return a notebook as the text of its file."""
    writes: Callable[..., str] = nbformat.writes
    return writes(node)


def located(path: Path | str) -> Path:
    """Return an input file that a notebook names, wherever the notebook runs.

    Parameters
    ----------
    path : path
        Absolute, or relative to the working directory, to the folder above it when that
        is ``notebooks/`` (a notebook opened by hand), or to the checkout.

    Returns
    -------
    Path
        The first that exists; if none does, that in the working directory.
    """
    here = Path.cwd()
    places = [_project(here), here, CHECKOUT]
    return next((p / path for p in places if (p / path).exists()), here / path)


def results_folder(path: Path | str) -> Path:
    """Return an output folder that a notebook names, made if need be; places as in `located`."""
    folder = _project(Path.cwd()) / path
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _project(here: Path) -> Path:
    return here.parent if here.name == FOLDER else here


def write_json(path: Path | str, content: Mapping[str, Any]) -> None:
    """Write a JSON file, whole or not at all."""
    write_text(Path(path), json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def write_table(path: Path | str, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, whole or not at all."""
    write_whole(Path(path), lambda temporary: frame.to_parquet(temporary, index=False))
