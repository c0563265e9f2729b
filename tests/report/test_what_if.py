"""The what-if notebook: clean, short, and whole when run on a small center."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from toys import two_tiers

from cssim import compare, load
from cssim.report import notebook_parameters, run_notebook
from cssim.study.arms import default_tables
from cssim.study.beside import WEEK, WEEK_TABLE

ROOT = Path(__file__).parents[2]
WHAT_IF = ROOT / "notebooks" / "what_if.ipynb"
EVIL = "<script>alert(1)</script> $x_1$"
ALTERNATIVES = {
    "two more": {"teams.frontline.size": "+2"},
    EVIL: ["teams.frontline.proficiency=0.9", "costs.fixed=+50"],
}
FIGURES = [
    "erlang.png", "money.png", "saved.png", "service_level_by_weekday_and_hour.png",
    "staffing_and_load.png", "wait_by_hour.png", "what_changes.png",
]  # fmt: skip


def cells(kind: str) -> list[str]:
    node = nbformat.read(WHAT_IF, as_version=4)
    return [cell.source for cell in node.cells if cell.cell_type == kind]


def test_short_and_without_long_functions() -> None:
    code = cells("code")
    assert len(code) <= 25
    for source in code:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.FunctionDef, ast.Lambda)):
                assert (node.end_lineno or 0) - node.lineno < 10


def test_public_names_only() -> None:
    for source in cells("code"):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.ImportFrom):
                assert (node.module or "").split(".")[0] == "cssim"
            names = [node.attr] if isinstance(node, ast.Attribute) else []
            assert not [name for name in names if name.startswith("_")]


def test_asks_first_and_says_last_what_it_rests_on() -> None:
    titles = [text.splitlines()[0] for text in cells("markdown")]
    assert titles[0] == "# What if we changed the desk?"
    assert titles[-1] == "## What this rests on"
    assert "## The answer" in titles
    assert cells("code")[-1].splitlines()[-1] == "report.finish(folder, run_id)"


def test_parameters_as_papermill_reads_them() -> None:
    papermill = pytest.importorskip("papermill")
    ours = {name: p.type for name, p in notebook_parameters(WHAT_IF).items()}
    theirs = papermill.inspect_notebook(str(WHAT_IF))
    assert ours == {name: p["inferred_type_name"] for name, p in theirs.items()}
    assert list(ours) == [
        "scenario", "overrides", "alternatives", "sensitivity", "replications", "seed", "workers",
        "out_dir", "run_id",
    ]  # fmt: skip


def test_defaults_are_a_valid_question_about_the_bank() -> None:
    given = {name: p.default for name, p in notebook_parameters(WHAT_IF).items()}
    desk = load(ROOT / given["scenario"], given["overrides"])
    for change in given["alternatives"].values():
        assert desk.with_overrides(change).hash != desk.hash


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Run the notebook on a small center."""
    home = tmp_path_factory.mktemp("what_if")
    scenario = home / "toy.yml"
    scenario.write_text(two_tiers(title="A <b>bold</b> desk").dump(), encoding="utf-8")
    given = {
        "scenario": str(scenario),
        "overrides": {},
        "alternatives": ALTERNATIVES,
        "replications": 3,
        "seed": 7,
        "workers": 1,
    }
    return {"result": run_notebook("what_if", given, home / "out"), "scenario": scenario}


def test_everything_is_there(made: dict[str, Any]) -> None:
    result = made["result"]
    assert [path.name for path in result.figures] == FIGURES
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in result.figures)
    tables = {path.stem for path in result.folder.glob("*.parquet")}
    assert {"all", "by_hour", "by_weekday_hour", "differences", "fates", "value"} <= tables
    manifest = json.loads((result.folder / "manifest.json").read_text("utf-8"))
    base = load(made["scenario"])
    assert manifest["arms"]["base"]["hash"] == base.hash
    assert manifest["arms"][EVIL]["overrides"] == ALTERNATIVES[EVIL]
    assert manifest["seed"] == 7
    assert manifest["replications"] == 3
    assert "cssim" in manifest["versions"]


def test_tables_are_those_of_the_same_study_by_hand(made: dict[str, Any], tmp_path: Path) -> None:
    base = load(made["scenario"])
    tables = {**default_tables(base), WEEK_TABLE: WEEK}
    study = compare(base, ALTERNATIVES, 3, seed=7, tables=tables)
    for path in study.save(tmp_path):
        assert path.read_bytes() == (made["result"].folder / path.name).read_bytes(), path.name


def test_no_cell_put_out_an_error_or_a_warning(made: dict[str, Any]) -> None:
    node = nbformat.read(made["result"].executed, as_version=4)
    outputs = [output for cell in node.cells for output in cell.get("outputs", ())]
    assert len(outputs) >= 16
    assert {output.output_type for output in outputs} == {"execute_result"}


def page_of(made: dict[str, Any]) -> str:
    text: str = made["result"].html.read_text("utf-8")
    return text


def test_page_asks_and_answers(made: dict[str, Any]) -> None:
    page = page_of(made)
    assert "What if “two more”, or “" in page
    assert "Of 2 changes tried, “" in page
    for words in (
        "Response time",
        "Service level (within 20",
        "CSAT (true)",
        "Net value",
        "sha256",
    ):
        assert words in page
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page).lower().replace("finance", "")


def test_page_holds_no_code_and_asks_nobody_for_anything(made: dict[str, Any]) -> None:
    page = page_of(made)
    assert "report.finish" not in page
    assert not re.search(r"https?://|//cdn|<script|<link|<iframe|url\(|@import", page)
    assert set(re.findall(r"\bsrc=\"(.{5})", page)) == {"data:"}
    assert page.count('alt="') == len(FIGURES)


def test_names_are_only_names(made: dict[str, Any]) -> None:
    page = page_of(made)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $x_1$" in page
    assert "A &lt;b&gt;bold&lt;/b&gt; desk" in page


def test_differences_are_paired(made: dict[str, Any]) -> None:
    found = pd.read_parquet(made["result"].folder / "differences.parquet")
    offered = found[(found["arm"] == "two more") & (found["measure"] == "n_offered")]
    assert float(offered["variance_ratio"].iloc[0]) < 0.5
