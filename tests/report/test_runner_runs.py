"""The notebook runner at work: what it keeps, and what it never believes."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cssim.errors import RunError
from cssim.report import NotebookResult, run_notebook
from cssim.report.marker import finish, read_marker, why_not
from notebooks import FINISH, PARAMETERS, raised, tiny

NASTY = "a\"; raise SystemExit\n{out_dir} \\ ' % $x$ <script>"
WORK = """
from pathlib import Path
from IPython.display import HTML, display
folder = Path(out_dir)
(folder / "said.txt").write_text(said, encoding="utf-8")
(folder / "t.parquet").write_bytes(b"rows")
(folder / "figures").mkdir()
(folder / "figures" / "a.png").write_bytes(b"picture")
print("written to", out_dir)
display(HTML("<script src='https://example.org/x.js'></script><b>bold</b>"))
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run a good notebook into a folder with an odd name and the leftovers of an earlier run."""
    home = tmp_path_factory.mktemp("good")
    out = home / "with {run_id} and space"
    out.mkdir()
    (out / "stale.parquet").write_bytes(b"old")
    finish(out, "earlier")
    (out / "mine.txt").write_text("not made by a notebook")
    (out / "good.failed.ipynb").write_text("old failure")
    notebook = tiny(home, WORK, FINISH, parameters=PARAMETERS + '\nsaid: str = ""', name="good")
    told: list[tuple[int, int]] = []
    result = run_notebook(notebook, {"said": NASTY}, out, lambda *done: told.append(done))
    return {"result": result, "out": out, "told": told}


def test_everything_is_in_its_place(good: dict[str, Any]) -> None:
    result: NotebookResult = good["result"]
    out: Path = good["out"]
    names = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert names == [
        "done.json", "figures/a.png", "good.html", "good.ipynb", "mine.txt", "said.txt", "t.parquet"
    ]  # fmt: skip
    assert result.executed == out / "good.ipynb"
    assert result.html == out / "good.html"
    assert result.figures == (out / "figures" / "a.png",)
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


def test_marker_fits_the_files(good: dict[str, Any]) -> None:
    marker = read_marker(good["out"])
    assert marker is not None
    assert why_not(good["out"], marker.run_id) == ""
    assert set(marker.files) == {"figures/a.png", "said.txt", "t.parquet"}


def test_values_are_data_never_code(good: dict[str, Any]) -> None:
    assert (good["out"] / "said.txt").read_text(encoding="utf-8") == NASTY


def test_executed_copy_names_the_final_folder(good: dict[str, Any]) -> None:
    node = nbformat.read(good["result"].executed, as_version=4)
    text = nbformat.writes(node)
    assert f"written to {good['out']}" in text
    assert "/.good-" not in text
    assert node.metadata.papermill.input_path == "good.ipynb"


def test_progress_counts_code_cells_to_the_end(good: dict[str, Any]) -> None:
    told = good["told"]
    assert told == sorted(told)
    assert told[-1] == (4, 4)  # three of the notebook, one injected


def test_page_shows_results_and_no_code(good: dict[str, Any]) -> None:
    page = good["result"].html.read_text(encoding="utf-8")
    assert "<title>A tiny notebook</title>" in page
    assert "<b>bold</b>" in page
    assert "write_text" not in page
    assert "default-src 'none'" in page  # so that no browser fetches what a cell put out


def broken(home: Path, *cells: str, limit: int = 3600) -> str:
    """Run a notebook that must not be believed; return the message, its form checked."""
    out = home / "out"
    notebook = tiny(home, *cells)
    text = raised(RunError, lambda: run_notebook(notebook, {}, out, cell_timeout_s=limit))
    assert len(text) <= 300
    assert text.isprintable()
    assert text.startswith("tiny.ipynb: ")
    assert not (out / "done.json").exists()
    assert [path.name for path in out.iterdir()] == ["tiny.failed.ipynb"]
    return text


def test_failing_cell_is_named_and_earlier_results_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "tiny.ipynb").write_text("of the last good run")
    (out / "t.parquet").write_bytes(b"good")
    finish(out, "last good run")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    cells = ["x = 1", "raise ValueError('wrong\\x1b[31m ' + 'é' * 500 + '\\nmore')", FINISH]
    notebook = tiny(tmp_path, *cells)
    text = raised(RunError, lambda: run_notebook(notebook, {}, out))
    assert text.startswith("tiny.ipynb: code cell 3 of 4 (raise ValueError(")
    assert "ValueError: wrong" in text
    assert text.endswith("; see tiny.failed.ipynb")
    assert len(text) <= 300
    assert text.isprintable()
    after = {path.name: path.read_bytes() for path in out.iterdir()}
    failed = json.loads(after.pop("tiny.failed.ipynb"))
    assert after == before
    outputs = [out for cell in failed["cells"] for out in cell.get("outputs", ())]
    assert [output["ename"] for output in outputs] == ["ValueError"]


def test_killed_kernel(tmp_path: Path) -> None:
    text = broken(tmp_path, "import os, signal", "os.kill(os.getpid(), signal.SIGKILL)", FINISH)
    assert "code cell 3 of 4 (os.kill(" in text
    assert "its kernel died" in text


def test_cell_that_takes_too_long(tmp_path: Path) -> None:
    text = broken(tmp_path, "import time", "time.sleep(60)", FINISH, limit=2)
    assert "code cell 3 of 4 (time.sleep(60)): took longer than 2 s" in text


def test_early_exit_in_good_order(tmp_path: Path) -> None:
    text = broken(tmp_path, "import sys\nsys.exit(0)", FINISH)
    assert "code cell 2 of 3 (import sys): ended the run early" in text


LIES = {
    "no marker": ("pass", "ended without its success marker"),
    "another run": ("run_id = 'other'\n" + FINISH, "the success marker of another run, 'other'"),
    "changed later": (
        f"import pathlib\nf = pathlib.Path(out_dir) / 't.parquet'\nf.write_bytes(b'1')\n{FINISH}\n"
        "f.write_bytes(b'2')",
        "changed t.parquet after its success marker",
    ),
}


@pytest.mark.parametrize(("cell", "words"), LIES.values(), ids=LIES)
def test_marker_that_cannot_be_believed(tmp_path: Path, cell: str, words: str) -> None:
    assert words in broken(tmp_path, cell)


FORGED = {
    "no json": "{",
    "no files": '{"run_id": "r", "tables": ""}',
    "outside": json.dumps({"run_id": "r", "tables": "", "files": {"../x": "0"}}),
    "absolute": json.dumps({"run_id": "r", "tables": "", "files": {"/etc/passwd": "0"}}),
}


@pytest.mark.parametrize("text", FORGED.values(), ids=FORGED)
def test_forged_marker_is_not_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "done.json").write_text(text)
    assert read_marker(tmp_path) is None
    assert "without its success marker" in why_not(tmp_path, "r")


def test_marker_of_a_link_or_other_tables_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"rows")
    finish(tmp_path, "r")
    assert why_not(tmp_path, "r") == ""
    (tmp_path / "t.parquet").rename(tmp_path / ".hidden")
    os.symlink(tmp_path / ".hidden", tmp_path / "t.parquet")
    assert "changed t.parquet" in why_not(tmp_path, "r")
    content = json.loads((tmp_path / "done.json").read_text())
    (tmp_path / "done.json").write_text(json.dumps({**content, "tables": "0"}))
    assert "contradicts itself" in why_not(tmp_path, "r")


def test_kernel_says_nothing_on_our_terminal(tmp_path: Path, capfd: Any) -> None:
    run_notebook(tiny(tmp_path, FINISH), {}, tmp_path / "out")
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err == ""
