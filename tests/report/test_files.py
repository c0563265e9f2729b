"""Files that notebooks name, and what they show."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cssim.report import (
    changes_table,
    facts,
    located,
    paragraphs,
    results_folder,
    table,
    write_json,
)
from cssim.report import write_table as keep

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("here", [ROOT, ROOT / "notebooks", ROOT / "tests" / "report", Path("/")])
def test_default_scenario_is_found_from_anywhere(here: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(here)
    assert located("experiments/bank/scenario.yml").samefile(ROOT / "experiments/bank/scenario.yml")


def test_own_file_goes_before_that_of_the_checkout(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    own = tmp_path / "experiments" / "bank" / "scenario.yml"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    assert located("experiments/bank/scenario.yml") == own
    assert located(own) == own
    assert located("no/such.yml") == tmp_path / "no/such.yml"


def test_results_of_a_notebook_opened_by_hand_go_beside_notebooks(
    tmp_path: Path, monkeypatch: Any
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    assert results_folder("results/x") == tmp_path / "results" / "x"
    assert (tmp_path / "results" / "x").is_dir()
    monkeypatch.chdir(tmp_path)
    assert results_folder("other") == tmp_path / "other"


def test_tables_and_json_are_written_whole(tmp_path: Path) -> None:
    keep(tmp_path / "t.parquet", pd.DataFrame({"a": [1, 2]}))
    write_json(tmp_path / "m.json", {"é": [1]})
    assert pd.read_parquet(tmp_path / "t.parquet")["a"].tolist() == [1, 2]
    assert json.loads((tmp_path / "m.json").read_text("utf-8")) == {"é": [1]}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["m.json", "t.parquet"]


EVIL = '<img src=x onerror="alert(1)">\n\u202e'
SAFE = "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;��"


def test_text_is_text() -> None:
    shown = [
        paragraphs(EVIL),
        facts([(EVIL, EVIL)]),
        table(pd.DataFrame({EVIL: [EVIL]})),
    ]
    for each in shown:
        assert SAFE in each._repr_html_()
        assert "<img" not in each._repr_html_()
        assert "\u202e" not in repr(each)


def test_spaces_that_hold_units_stay() -> None:
    assert "20\u00a0s" in paragraphs("20\u00a0s").html


def test_table_of_changes_has_a_column_per_change() -> None:
    row = {
        "measure": "asa_s", "label": "Average speed of answer", "base_text": "64 s",
        "value_text": "41 s", "change_text": "−23 s", "interval_text": "−25 to −21 s",
        "verdict": "better", "p_better": 0.99,
    }  # fmt: skip
    unclear = {**row, "verdict": "no clear difference", "p_better": float("nan")}
    html = changes_table(pd.DataFrame([{**row, "arm": EVIL}, {**unclear, "arm": "b"}])).html
    assert html.count("<tr>") == 2
    assert SAFE in html
    assert "▲ better" in html
    assert "no clear difference" in html
    assert "−25 to −21 s" in html
    assert html.count("64 s") == 1
