"""`cssim compare`: the package's paired differences, in its own words."""

import json
import math
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from command_line import DESK, TWO, cli
from toys import two_tiers

from cssim import words
from cssim.cli import inputs
from cssim.study import compare, differences
from cssim.study.compare import net_value

MORE = "teams.frontline.size=+2"


@pytest.fixture(scope="module")
def own() -> object:
    """The same comparison, made in Python."""
    what_ifs = {"more": [MORE], "busy": ["volume=*1.2", "patience=*0.5"]}
    return compare(two_tiers(), what_ifs, 2, seed=2)


@cache
def told(*more: object) -> object:
    """Return a comparison told by the command line."""
    alternatives = ["--alt", f"more={MORE}", "--alt", "busy=volume=*1.2; patience=*0.5"]
    return cli("compare", TWO, *alternatives, "-n", 2, "--seed", 2, *more)


def test_json_holds_the_differences_of_the_package(own: object) -> None:
    found = json.loads(told("--json").stdout)
    for name, frame in (("differences", differences(own)), ("net_value", net_value(own))):
        for row, mine in zip(found[name], frame.to_dict("records"), strict=True):
            assert row == {k: None if v != v else v for k, v in mine.items()}
    assert found["arms"]["busy"]["overrides"] == [
        "multipliers.volume=*1.2",
        "multipliers.patience=*0.5",
    ]
    assert found["answer"].startswith("Of 2 changes tried, ") and "\u00a0" not in found["answer"]


def test_the_table_has_the_words_of_the_package(own: object) -> None:
    shown = told().stdout
    assert f"\nmore: {MORE}\n" in shown
    for text in words.changes(own)[["label", "change_text", "interval_text", "verdict"]].to_numpy():
        for cell in text:
            assert cell.replace("\u00a0", " ").replace("\u2212", "-") in shown
    assert "Customers per replication: " in shown
    assert "Labor cost" not in shown


def test_out_keeps_differences_fates_and_every_scenario(own: object, desk: Path) -> None:
    assert told("--out", "study", "--json").exit_code == 0
    kept = pd.read_parquet(desk / "study/differences.parquet")
    pd.testing.assert_frame_equal(kept, differences(own))
    fates = pd.read_parquet(desk / "study/fates.parquet")
    assert set(fates["fate"]) <= {"saved", "lost"} and len(fates) == len(own.fates) > 0
    scenarios = {path.name for path in (desk / "study/scenarios").iterdir()}
    assert scenarios == {"base.yml", "more.yml", "busy.yml"}


def test_an_alternative_may_be_another_file_and_may_lack_customers() -> None:
    result = cli(
        "compare",
        TWO,
        "--alt",
        f"other={DESK}; volume=2",
        "--alt",
        f"same={TWO}",
        "-n",
        2,
        "--json",
    )
    found = json.loads(result.stdout)
    assert found["arms"]["other"]["scenario"] == "phone-desk"
    measures = {row["measure"] for row in found["differences"]}
    assert "asa_s" in measures and "retention_projected" not in measures
    same = [row for row in found["differences"] if row["arm"] == "same"]
    assert {row["difference"] for row in same} == {0.0}
    shown = cli("compare", TWO, "--alt", f"other={DESK}", "-n", 1, "--all")
    assert shown.exit_code == 0 and "Labor cost" in shown.stdout
    assert "Customers per replication" not in shown.stdout


def test_a_name_that_comes_again_adds_to_what_it_had() -> None:
    base = two_tiers()
    parts = inputs.alternatives(["a=volume=2", f"b={MORE}", "a = patience=2 ;; "], base)
    assert list(parts) == ["a", "b"]
    assert parts["a"].overrides == ("multipliers.volume=2", "multipliers.patience=2")


def test_set_changes_the_base_and_with_it_every_alternative() -> None:
    words = ["compare", TWO, "--set", "volume=0.5", "--alt", f"more={MORE}", "-n", 2, "--json"]
    found = json.loads(cli(*words).stdout)
    assert found["arms"]["base"]["overrides"] == ["multipliers.volume=0.5"]
    assert found["arms"]["more"]["overrides"] == ["multipliers.volume=0.5", MORE]
    assert not math.isnan(found["differences"][0]["base"])
