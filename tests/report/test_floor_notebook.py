"""The notebook that shows the floor: it runs, shows three films, and keeps them as pages."""

from __future__ import annotations

from pathlib import Path

import nbformat

from cssim.report import run_notebook

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "watch_the_floor.ipynb"


def test_watch_the_floor_runs(tmp_path: Path) -> None:
    small = {"replications": 2, "every_s": 300.0}
    result = run_notebook(NOTEBOOK, small, tmp_path)
    assert [path.name for path in result.figures] == ["one_moment.png"]
    done = nbformat.read(result.executed, as_version=4)
    shown = {cell.id: cell.outputs[0].data for cell in done.cells if cell.get("outputs")}
    for name, pictures in (("ordinary", 7), ("peak", 9), ("more", 9)):
        assert shown[name]["text/plain"].endswith(f"{pictures} pictures")
        assert "it plays in" in shown[name]["text/html"]
    report = result.html.read_text("utf-8")  # no script runs there: the still pictures stay
    assert report.count("One picture of a film; it plays in") == 3
    pages = {path.name for path in tmp_path.glob("*.html")} - {result.html.name}
    assert pages == {"ordinary.html", "peak.html", "one_more.html"}
    assert "With one agent more" in shown["answer"]["text/plain"]
    rows = shown["many"]["text/plain"].splitlines()
    assert len(rows) == 1 + 4 * 2
