"""The teaching notebooks: each runs, says what its text promises, and keeps its own rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cssim.demand import draw_demand
from cssim.report import run_notebook
from cssim.roster import draw_roster

FOLDER = Path(__file__).parents[2] / "notebooks"
TEACHING = ("one_day_two_ways", "your_own_policy", "why_queues_explode", "watch_the_floor")
SMALL = {"replications": 2}
MOST_CELLS, MOST_LINES = 25, 10
MOST_MODEL_LINES = 41
"""Lines of the textbook model: forty and its docstring."""

each_notebook = pytest.mark.parametrize("name", TEACHING)


def cells(name: str) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def trees(name: str) -> Iterator[ast.AST]:
    for cell in cells(name):
        yield from ast.walk(ast.parse(cell.source))


def said(folder: Path, name: str, kind: str = "text/plain") -> dict[str, str]:
    """Return what each cell of an executed notebook shows, by default as plain text."""
    done = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    found = {}
    for cell in done.cells:
        outputs = [out.data for out in cell.get("outputs", ()) if "data" in out]
        texts = [data[kind] for data in outputs if kind in data]
        found[cell.id] = "\n".join(texts).replace("\N{NO-BREAK SPACE}", " ")
    return found


# ---- the rules of a teaching notebook ----------------------------------------------


@each_notebook
def test_notebook_has_few_cells_and_short_functions(name: str) -> None:
    assert len(cells(name)) <= MOST_CELLS
    long = {f.name: _lines(f) for f in trees(name) if isinstance(f, ast.FunctionDef)}
    assert {f: n for f, n in long.items() if n > MOST_LINES} == {}


def _lines(function: ast.FunctionDef) -> int:
    """Return the lines of a function without its first line and its docstring."""
    has_docstring = ast.get_docstring(function) is not None
    body = function.body[1:] if has_docstring else function.body
    return body[-1].end_lineno - body[0].lineno + 1  # type: ignore[operator]


@each_notebook
def test_notebook_uses_public_names_only(name: str) -> None:
    names = {node.attr for node in trees(name) if isinstance(node, ast.Attribute)}
    imported = [n for n in trees(name) if isinstance(n, ast.ImportFrom | ast.Import)]
    names |= {part for node in imported for alias in node.names for part in alias.name.split(".")}
    # A named tuple's `_replace` is public in spite of its first letter.
    assert {n for n in names if n.startswith("_")} <= {"_replace"}


@each_notebook
def test_notebook_asks_before_it_computes_and_answers_at_the_end(name: str) -> None:
    texts = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4).cells
    assert "**Question.**" in texts[0].source
    headings = [line for cell in texts for line in cell.source.splitlines() if line[:3] == "## "]
    assert headings[-2:] == ["## Answer", "## Exercises"]


# ---- one day, two ways -------------------------------------------------------------


@pytest.fixture
def day(tmp_path: Path) -> dict[str, Any]:
    """What the first cells of the notebook define: the desk, both models, the comparison."""
    return defined(tmp_path)


def defined(folder: Path, change: tuple[str, str] = ("", "")) -> dict[str, Any]:
    scope: dict[str, Any] = {"out_dir": str(folder), "seed": 1, "replications": 1}
    wanted = ("imports", "desk", "draw", "textbook", "compare", "ties", "grid")
    for cell in cells("one_day_two_ways"):
        if cell.id in wanted:
            exec(compile(cell.source.replace(*change), cell.id, "exec"), scope)
    return scope


def lived_twice(scope: dict[str, Any], seed: int) -> Any:
    desk = scope["desk"]
    return scope["both"](desk, draw_demand(desk, seed, 0), draw_roster(desk, seed, 0))


def test_textbook_model_has_forty_lines() -> None:
    source = next(cell.source for cell in cells("one_day_two_ways") if cell.id == "textbook")
    assert len([line for line in source.splitlines() if line.strip()]) <= MOST_MODEL_LINES


def test_every_contact_of_a_day_without_ties_fares_alike(day: dict[str, Any]) -> None:
    days = [lived_twice(day, seed) for seed in range(12)]
    untied = [seen for seen in days if day["ties"](seen) == 0]
    assert len(untied) >= 8
    for seen in untied:
        assert set(day["agreeing"](seen).values()) == {len(seen)}


BREAKS = {
    "patience": ("timeout(luck.patience)", "timeout(luck.patience // 2)"),
    "after-contact work": ("timeout(luck.acw)", "timeout(0)"),
    "skills": ("lambda agent: reason in agent.skills", "lambda agent: True"),
    "going home": ("if self.env.now < agent.until:", "if True:"),
    "calling again": ("luck.retry >= self.redial", "True"),
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS)
def test_a_textbook_model_broken_on_purpose_is_caught(
    tmp_path: Path, change: tuple[str, str]
) -> None:
    source = "".join(cell.source for cell in cells("one_day_two_ways") if cell.id == "textbook")
    assert change[0] in source
    scope = defined(tmp_path, change)
    seen = lived_twice(scope, 1)
    assert min(scope["agreeing"](seen).values()) < len(seen)


def test_a_tie_costs_the_textbook_model_its_agent(day: dict[str, Any]) -> None:
    three = day["three"]
    assert three["outcome"].tolist() == ["answered", "abandoned", "abandoned"]
    assert three["outcome_cssim"].tolist() == ["answered"] * 3
    assert three["wait_s_cssim"].tolist() == [0, 50, 20]


def test_the_same_minute_cut_otherwise_changes_only_the_textbook(day: dict[str, Any]) -> None:
    """Exercise 2: after-contact work that is scheduled after Bob's patience."""
    rows = day["by_hand"]((0, 55, 5, 999), (10, 60, 0, 50), (100, 20, 0, 30))
    three = day["both"](day["desk"], rows, day["ann"])
    assert three["outcome"].tolist() == ["answered", "abandoned", "answered"]
    assert three["wait_s_cssim"].tolist() == [0, 50, 20]


def test_a_day_full_of_ties_leaves_the_textbook_model_short_of_agents(day: dict[str, Any]) -> None:
    coarse = day["grids"][-1]
    assert day["ties"](coarse) > 100
    assert day["late"](coarse) < day["late"](coarse, "_cssim") == 8


def test_one_day_two_ways_runs(tmp_path: Path) -> None:
    result = run_notebook(FOLDER / "one_day_two_ways.ipynb", SMALL, tmp_path)
    told = said(result.folder, "one_day_two_ways")
    contacts = told["compare"].splitlines()[1].split()
    assert contacts[1] == "0"
    assert set(contacts[2:]) == {contacts[0]}
    story = said(result.folder, "one_day_two_ways", "text/html")["story"]
    parts = ("def contact", "def wait_in_line", "def answer")
    assert [part for part in parts if part not in story] == []
    assert "same wait, outcome and agent in both models" in told["answer"]
    assert [path.name for path in result.figures] == ["waits.png"]


# ---- your own policy ---------------------------------------------------------------


def test_your_own_policy_runs(tmp_path: Path) -> None:
    result = run_notebook(FOLDER / "your_own_policy.ipynb", SMALL, tmp_path)
    told = said(result.folder, "your_own_policy")
    rows = [line.strip() for line in told["compare"].splitlines()[1:]]
    assert len(rows) == 5 * 2
    # Two agents kept free: good for premium customers, bad for the others.
    premium, standard = (row for row in rows if row.startswith("keep 2"))
    assert "premium" in premium and "+" in premium
    assert "standard" in standard and "−" in standard
    laws = {line.split()[0]: line for line in told["trust"].splitlines()}
    assert [law for law, line in laws.items() if "not checked" in line] == ["C6", "C7"]
    assert "failed" not in told["trust"]
    assert int(told["exercise"].split("Exercise 2: ")[1].split()[0]) > 0
    assert {path.name for path in result.figures} == {"one_day.png", "segments.png"}


# ---- why queues explode ------------------------------------------------------------


def test_why_queues_explode_runs(tmp_path: Path) -> None:
    result = run_notebook(FOLDER / "why_queues_explode.ipynb", {"replications": 1}, tmp_path)
    told = said(result.folder, "why_queues_explode")
    assert "61.4" in told["load"]  # Erlang C at load 8 of 10
    offered = [float(line.split()[-8]) for line in told["return"].splitlines()[1:]]
    assert offered == sorted(offered)
    assert {path.name for path in result.figures} == {"load.png", "day.png"}
