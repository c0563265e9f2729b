"""Notebooks in git hold questions, not answers: no outputs, one `parameters` cell, plain Python."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(
    path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=lambda path: path.relative_to(FOLDER).as_posix()
)


def cell_faults(number: int, cell: dict[str, Any]) -> list[str]:
    """Return what a cell holds that a run or an editor left in it."""
    left = [key for key in ("papermill", "execution", "collapsed") if key in cell["metadata"]]
    found = [f"cell {number}: metadata {key!r}" for key in left]
    if cell.get("outputs"):
        found.append(f"cell {number}: outputs")
    if cell.get("execution_count") is not None:
        found.append(f"cell {number}: execution count")
    return found


def faults(notebook: dict[str, Any]) -> list[str]:
    """Return everything for which a notebook should not be committed."""
    cells, metadata = notebook["cells"], notebook["metadata"]
    found = [fault for n, cell in enumerate(cells, 1) for fault in cell_faults(n, cell)]
    tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    if [cell["cell_type"] for cell in tagged] != ["code"]:
        found.append(f"{len(tagged)} cells tagged parameters, must be one code cell")
    if metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("kernelspec must be python3, which every installation has")
    ids = [cell.get("id") for cell in cells]
    if None in ids or len(set(ids)) != len(ids):
        found.append("every cell needs an id of its own (nbformat 4.5)")
    found += [f"metadata {key!r}" for key in ("papermill", "widgets") if key in metadata]
    return found


def clean() -> dict[str, Any]:
    """Return a small notebook as it should be."""
    question = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Why?"}
    setting: dict[str, Any] = {"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]}}
    setting |= {"execution_count": None, "outputs": [], "source": "seed = 1"}
    return {"cells": [question, setting], "metadata": {"kernelspec": {"name": "python3"}}}


@each_notebook
def test_notebook_is_clean(path: Path) -> None:
    assert faults(json.loads(path.read_text("utf-8"))) == []


@each_notebook
def test_notebook_is_styled(path: Path) -> None:
    pytest.importorskip("ruff", reason="needs ruff, which `make lint` installs")
    for command in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_clean_notebook_has_no_fault() -> None:
    assert faults(clean()) == []


DIRT = {
    "output": ({"outputs": [{"output_type": "stream"}]}, "cell 2: outputs"),
    "count": ({"execution_count": 3}, "cell 2: execution count"),
    "run": ({"metadata": {"tags": ["parameters"], "papermill": {}}}, "cell 2: metadata"),
    "untagged": ({"metadata": {}}, "0 cells tagged parameters"),
    "prose": ({"cell_type": "markdown"}, "1 cells tagged parameters"),
    "same id": ({"id": "a"}, "an id of its own"),
}


@pytest.mark.parametrize(("change", "words"), DIRT.values(), ids=DIRT)
def test_dirt_in_a_cell_is_named(change: dict[str, Any], words: str) -> None:
    notebook = clean()
    notebook["cells"][1] |= change
    found = faults(notebook)
    assert len(found) == 1
    assert words in found[0]


def test_second_parameters_cell_and_foreign_kernel_are_named() -> None:
    notebook = clean()
    notebook["cells"].append(notebook["cells"][1] | {"id": "c"})
    notebook["metadata"] = {"kernelspec": {"name": "my-env"}, "papermill": {}}
    assert faults(notebook) == [
        "2 cells tagged parameters, must be one code cell",
        "kernelspec must be python3, which every installation has",
        "metadata 'papermill'",
    ]
