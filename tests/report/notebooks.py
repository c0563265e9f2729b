"""Small notebooks for tests, written as files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PARAMETERS = 'out_dir: str = ""\nrun_id: str = ""'
FINISH = "from cssim.report import finish\nfinish(out_dir, run_id)"


def tiny(folder: Path, *cells: str, parameters: str = PARAMETERS, name: str = "tiny") -> Path:
    """Write a notebook with a parameters cell and some others; return its path."""
    first = new_code_cell(parameters)
    first.metadata["tags"] = ["parameters"]
    made = [new_markdown_cell("# A tiny notebook"), first, *map(new_code_cell, cells)]
    node = new_notebook(cells=made)
    node.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    path = folder / f"{name}.ipynb"
    path.write_text(nbformat.writes(node), encoding="utf-8")
    return path


def raised(kind: type[Exception], call: Callable[[], Any]) -> str:
    """Return the text of the error that a call must raise."""
    try:
        call()
    except kind as error:
        return str(error)
    raise AssertionError(f"no {kind.__name__}")
