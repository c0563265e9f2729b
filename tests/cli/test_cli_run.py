"""`cssim run` and `cssim check`: the package's own figures, and a results folder that is whole."""

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command_line import DESK, TWO, cli, left_in, refusal
from toys import phone_desk, two_tiers

from cssim.cli import folder
from cssim.errors import InputError
from cssim.measures import Options, table
from cssim.scenario import load
from cssim.study import Arm, estimates, one_life, replicate


def same(told: Any, own: float) -> bool:
    """Return whether a JSON figure is the package's: the very float, null for NaN."""
    return told is None if math.isnan(own) else told == own


def digests(out: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of a folder but the manifest."""
    files = (path for path in out.rglob("*") if path.is_file() and path.name != folder.MANIFEST)
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_json_holds_the_figures_of_the_package() -> None:
    result = cli("run", TWO, "-n", 3, "--seed", 5, "--set", "volume=*1.1", "--json")
    told = json.loads(result.stdout)
    own = estimates(replicate(two_tiers(volume="*1.1"), 3, seed=5))
    assert result.exit_code == 0 and result.stderr == ""
    assert [row["measure"] for row in told["estimates"]] == list(own["measure"])
    for row, mine in zip(told["estimates"], own.to_dict("records"), strict=True):
        assert all(same(row[key], mine[key]) for key in ("value", "half_width", "low", "high"))
    assert told["arms"]["base"]["overrides"] == ["multipliers.volume=*1.1"]
    assert (told["seed"], told["replications"], told["out"]) == (5, 3, None)


def test_one_replication_has_no_interval_and_json_no_nan() -> None:
    told = cli("run", DESK, "-n", 1, "--json").stdout
    assert "NaN" not in told and "Infinity" not in told
    assert {row["half_width"] for row in json.loads(told)["estimates"]} == {None}
    shown = cli("run", DESK, "-n", 1).stdout
    assert "One replication has no interval" in shown


CUSTOMERS = "customers={size: 50, segments: {all: {share: 1}}}"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ((), False),
        (("--set", CUSTOMERS), True),
        (("--set", CUSTOMERS, "--set", "customers.joining_per_month=3"), False),
        (("--set", CUSTOMERS, "--set", "care.referrals_per_promoter_year=1"), False),
    ],
)
def test_every_run_says_what_it_rests_on_and_that_nobody_joins(
    extra: tuple[str, ...], said: bool
) -> None:
    shown = cli("run", DESK, "-n", 1, *extra).stdout
    assert "are assumptions without a source and" in shown
    assert "cssim check FILE --assumptions lists them." in shown
    assert ("No customer joins: their number only falls." in shown) == said


def test_the_table_names_measure_interval_unit_and_the_rule_of_the_service_level() -> None:
    shown = cli("run", TWO, "-n", 3).stdout
    lines = shown.splitlines()
    assert lines[0] == "two-tiers"
    assert lines[1] == "3 replications of 1 d from Monday 2024-01-01 00:00; seed 1"
    row = next(line for line in lines if line.endswith("asa_s"))
    own = estimates(replicate(two_tiers(), 3)).set_index("measure").loc["asa_s"]
    assert row.split()[4:] == [
        f"{own['value']:.0f}", f"{own['low']:.0f}", "to", f"{own['high']:.0f}", "s", "asa_s",
    ]  # fmt: skip
    assert "Service level, rule exclude_short: those who hang up within 20 s left out." in shown


def test_any_measures_by_any_keys() -> None:
    words = ["--measures", "asa_s, service_level(rule=offered, awt_s=30)", "--by", "reason,weekday"]
    told = json.loads(cli("run", TWO, "-n", 2, *words, "--json").stdout)
    rows = [row for row in told["estimates"] if row["weekday"] == "monday"]
    assert {row["reason"] for row in rows} == {"billing", "technical"}
    assert {row["measure"] for row in rows} == {
        "asa_s",
        "service_level(rule=offered, awt_s=30)",
    }
    shown = cli("run", TWO, "-n", 2, *words).stdout.splitlines()
    assert shown[3].split() == ["reason", "weekday", "asa_s", *words[1].split(", ", 1)[1].split()]


def test_keys_alone_show_the_measures_they_make_sense_for() -> None:
    header = cli("run", TWO, "-n", 2, "--by", "team").stdout.splitlines()[3].split()
    assert header[0] == "team" and "occupancy" in header and "service_level" not in header
    header = cli("run", TWO, "-n", 2, "--by", "reason").stdout.splitlines()[3].split()
    assert "service_level" in header and "occupancy" not in header


def test_a_results_folder_holds_tables_scenario_and_a_manifest_that_is_true(desk: Path) -> None:
    assert cli("run", TWO, "-n", 2, "--out", "deep/study").exit_code == 0
    out = desk / "deep" / "study"
    manifest = json.loads((out / folder.MANIFEST).read_text())
    assert manifest["files"] == digests(out)
    kept = {"all.parquet", "assumptions.parquet", "estimates.parquet", "scenarios/base.yml"}
    assert set(manifest["files"]) >= kept
    assert (
        manifest["arms"]["base"]["hash"]
        == two_tiers().hash
        == load(out / "scenarios/base.yml").hash
    )
    mine = estimates(replicate(two_tiers(), 2))
    pd.testing.assert_frame_equal(pd.read_parquet(out / "estimates.parquet"), mine)
    assert not [name for name in left_in(desk) if ".tmp" in name]


def test_a_journal_is_kept_of_a_single_replication_or_when_asked(desk: Path) -> None:
    for n, more, kept in [(1, [], 1), (2, [], 0), (2, ["--journal"], 2), (1, ["--no-journal"], 0)]:
        assert cli("run", DESK, "-n", n, "--out", "study", *more).exit_code == 0
        journals = [name for name in left_in(desk) if name.endswith("schema.json")]
        assert len(journals) == kept, (n, more)
    assert not (desk / "study/journals").exists() or not any((desk / "study/journals").iterdir())


def test_any_number_of_workers_gives_the_same_bytes(desk: Path) -> None:
    for workers in (1, 2):
        words = ["-n", 2, "--journal", "--workers", workers, "--out", f"by{workers}"]
        assert cli("run", TWO, *words).exit_code == 0
    assert digests(desk / "by1") == digests(desk / "by2")


def test_results_of_another_study_stay_unless_forced(desk: Path) -> None:
    assert cli("run", DESK, "-n", 1, "--out", "study").exit_code == 0
    before = digests(desk / "study")
    for words in (["--seed", 2], ["--set", "volume=2"]):
        (line,) = refusal(cli("run", DESK, "-n", 1, "--out", "study", *words))
        assert "holds another study" in line and f"base {phone_desk().hash[:8]}, seed 1" in line
        assert digests(desk / "study") == before
    (desk / "study/mine.txt").write_text("kept")
    assert cli("run", DESK, "-n", 2, "--out", "study", "--seed", 2, "--force").exit_code == 0
    manifest = json.loads((desk / "study" / folder.MANIFEST).read_text())
    assert manifest["seed"] == 2
    assert digests(desk / "study").keys() - manifest["files"].keys() == {"mine.txt"}


def test_results_that_came_meanwhile_stay(desk: Path) -> None:
    mine = {"arms": {"base": "0" * 64}, "seed": 1}
    with (
        pytest.raises(InputError, match="holds another study"),
        folder.results_folder(desk / "study", mine, force=False) as staging,
    ):
        (staging / "all.parquet").write_text("mine")
        assert cli("run", DESK, "-n", 1, "--out", "study").exit_code == 0
        before = digests(desk / "study")
    assert digests(desk / "study") == before
    assert not [name for name in left_in(desk) if folder.STAGING in name]


def test_a_manifest_cannot_make_other_files_go(desk: Path) -> None:
    assert cli("run", DESK, "-n", 1, "--out", "study").exit_code == 0
    path = desk / "study" / folder.MANIFEST
    manifest = json.loads(path.read_text())
    manifest["files"] |= {f"../{DESK}": "", str(desk / TWO): "", "mine.txt": ""}
    path.write_text(json.dumps(manifest))
    (desk / "study/mine.txt").write_text("kept")
    assert cli("run", DESK, "-n", 1, "--out", "study").exit_code == 0
    assert (desk / DESK).exists() and (desk / TWO).exists() and (desk / "study/mine.txt").exists()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"arms": 3}', "[" * 10_000, '{"arms": {"base": 1}}']
)
def test_a_folder_with_a_broken_manifest_is_somebody_elses(text: str, desk: Path) -> None:
    (desk / "study").mkdir()
    (desk / "study" / folder.MANIFEST).write_text(text)
    (line,) = refusal(cli("run", DESK, "-n", 1, "--out", "study"))
    assert "not a finished study" in line or "holds another study" in line


def test_check_says_what_a_file_holds() -> None:
    shown = cli("check", TWO, "--set", "teams.frontline.size=+2", "-n", 10)
    assert shown.exit_code == 0 and shown.stderr == ""
    changed = two_tiers(**{"teams.frontline.size": "+2"})
    assert shown.stdout.splitlines()[0] == "two_tiers.yml: in order"
    assert changed.hash in shown.stdout and "14 agents" in shown.stdout
    told = json.loads(cli("check", TWO, DESK, "--json").stdout)
    assert told["ok"] and [file["hash"] for file in told["files"]] == [
        two_tiers().hash,
        phone_desk().hash,
    ]


def test_check_lists_the_assumptions() -> None:
    shown = cli("check", DESK, "--assumptions", "--set", "people.fatigue={}")
    assert shown.exit_code == 0 and shown.stderr == ""
    assert "people.fatigue.handling" in shown.stdout
    assert "people.strain.weeks" not in shown.stdout
    assert "assumption: no source" in shown.stdout
    told = json.loads(cli("check", DESK, "--assumptions", "--json").stdout)
    rows = {row["path"]: row for row in told["files"][0]["assumptions"]}
    assert not rows["people.strain.weeks"]["is_on"]
    assert rows["rules.handling.PACE_SLOPE"]["value"] == 0.818


def test_figures_asked_for_are_those_of_the_measures() -> None:
    told = json.loads(cli("run", DESK, "-n", 1, "--by", "hour", "--json").stdout)["estimates"]
    scenario = phone_desk()
    journal = one_life(Arm("base", scenario), 1, 0)
    own = table(journal, ["asa_s"], ["hour"], options=Options.of(scenario))
    mine = dict(zip(own["hour"], own["value"], strict=True))
    found = {row["hour"]: row["value"] for row in told if row["measure"] == "asa_s"}
    assert len(found) == 24 and all(same(found[hour], mine[hour]) for hour in found)
