"""`cssim audit` and `cssim run --audit`: laws kept pass, broken ones end with 1."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from command_line import DESK, TWO, cli, refusal, write_toys

from cssim.cli import journals


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results with two journals, made once."""
    folder = tmp_path_factory.mktemp("lived")
    write_toys(folder)
    words = ("-n", 2, "--journal", "--out", folder / "study")
    assert cli("run", folder / TWO, *words).exit_code == 0
    return folder / "study"


@pytest.fixture
def study(lived: Path, desk: Path) -> Path:
    """A copy of them, to be spoilt."""
    return Path(shutil.copytree(lived, desk / "study"))


def change(path: Path, column: str, value: object, rows: object = 0) -> None:
    """Change a value in a Parquet file."""
    frame = pd.read_parquet(path)
    frame.loc[rows, column] = value
    frame.to_parquet(path, index=False)


def test_kept_laws_pass_in_results_and_in_a_journal(study: Path) -> None:
    whole, one = cli("audit", study), cli("audit", study / "journals/0001")
    for result, last in (
        (whole, "2 journals: no law is broken"),
        (one, "1 journal: no law is broken"),
    ):
        assert result.exit_code == 0 and result.stderr == ""
        assert result.stdout.splitlines()[-1] == last
        assert all(f"\nC{law} " in f"\n{result.stdout}" for law in range(1, 13))
        assert "C11 passed" in result.stdout  # the published figures were recomputed
    told = json.loads(cli("audit", study, "--json").stdout)
    examined = {law["law"]: law["examined"] for law in told["laws"]}
    alone = json.loads(cli("audit", study / "journals/0001", "--json").stdout)["laws"]
    assert told["ok"] and examined["C1"] > alone[0]["examined"] > 0


def test_a_broken_law_ends_with_1_and_names_the_journal(study: Path) -> None:
    legs = pd.read_parquet(study / "journals/0001/legs.parquet")
    gave_up = legs.index[legs["how"] == "abandoned"][0]
    change(study / "journals/0001/legs.parquet", "patience_s", 0.5, gave_up)
    result = cli("audit", study)
    assert result.exit_code == 1
    assert "C9  failed" in result.stdout and "journal 0001: " in result.stdout
    assert "2 journals: broken: " in result.stdout and result.stdout.endswith("C9\n")
    assert cli("audit", study / "journals/0000").exit_code == 0


def test_a_published_figure_that_is_not_in_the_journal_is_found(study: Path) -> None:
    table = pd.read_parquet(study / "all.parquet")
    row = table.index[(table["measure"] == "asa_s") & (table["replication"] == 1)][0]
    change(study / "all.parquet", "numerator", table.loc[row, "numerator"] + 1, row)
    result = cli("audit", study, "--json")
    assert result.exit_code == 1
    failed = [law["law"] for law in json.loads(result.stdout)["laws"] if law["status"] == "failed"]
    assert failed == ["C11"]


def test_what_cannot_be_read_is_bad_input(study: Path) -> None:
    (study / "journals/0000/legs.parquet").write_bytes(b"PAR1 no more")
    (line,) = refusal(cli("audit", study))
    assert "is not a readable journal" in line
    (study / "all.parquet").write_bytes(b"")
    (line,) = refusal(cli("audit", study / "journals/0001"))
    assert "all.parquet" in line


def test_a_scenario_that_is_not_the_journals_is_refused(study: Path) -> None:
    (line,) = refusal(cli("audit", study, "--scenario", DESK))
    assert "is not the scenario of the journal 0000" in line
    assert cli("audit", study, "--scenario", TWO).exit_code == 0


def test_without_scenario_its_laws_are_not_checked_and_said_so(study: Path) -> None:
    (study / "journals/0000/scenario.yml").unlink()
    result = cli("audit", study / "journals/0000")
    assert result.exit_code == 0 and "C5  not checked" in result.stdout


def test_run_audits_every_replication() -> None:
    shown = cli("run", TWO, "-n", 3, "--audit")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-1].startswith("Audit: no law broken in 3 journals, ")
    told = json.loads(cli("run", TWO, "-n", 1, "--audit", "--json").stdout)
    assert told["audit"] == {"ok": True, "journals": 1}


def test_run_ends_with_1_when_a_law_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = journals.one_life

    def later(*luck: object) -> object:
        journal = honest(*luck)
        journal.columns["contacts"]["arrived_ms"][0] -= 1_000
        return journal

    monkeypatch.setattr(journals, "one_life", later)
    result = cli("run", TWO, "-n", 1, "--audit")
    assert result.exit_code == 1 and "C10 failed" in result.stderr
    assert "Abandonment" in result.stdout
