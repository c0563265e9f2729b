"""`cssim calibrate`: from a small log to a scenario that loads, and what is said about it."""

from pathlib import Path

import pytest
from command_line import cli, left_in, refusal

from cssim.scenario import load

MAPPING = """
name: made-up
times: {format: iso}
contact: [id]
arrived: arrived
queue: {seconds: waited}
service: {seconds: talk}
outcome: {column: outcome, answered: [OK], abandoned: [GONE]}
reason: {column: reason}
agent: {column: agent, nobody: [""]}
calibration: {interval: 1 h}
"""


def calls() -> list[str]:
    """Return two weeks of calls, 9 to 17 h; every fifth is abandoned, one row is nonsense."""
    rows = ["id,arrived,waited,talk,outcome,reason,agent", "0,never,1,1,OK,help,ann"]
    for i in range(14 * 48):
        day, minute = divmod(i * 10, 480)
        at = f"2024-01-{day + 1:02d} {9 + minute // 60:02d}:{minute % 60:02d}:00"
        talk, agent = 100 + 37 * i % 300, ("ann", "bob", "cleo")[i % 3]
        gone = i % 5 == 0
        end = f"{20 + i % 50},,GONE,help," if gone else f"{i % 7},{talk},OK,help,{agent}"
        rows.append(f"{i + 1},{at},{end}")
    return rows


@pytest.fixture
def log(desk: Path) -> Path:
    """A log and its mapping."""
    (desk / "mapping.yml").write_text(MAPPING)
    path = desk / "calls.csv"
    path.write_text("\n".join(calls()) + "\n")
    return path


def test_a_log_becomes_a_scenario_and_the_summary_says_what_was_dropped(log: Path) -> None:
    result = cli("calibrate", log, "--columns", "mapping.yml", "-o", "new.yml")
    assert result.exit_code == 0, result.stderr
    scenario = load("new.yml")
    assert scenario.name == "made-up" and list(scenario.reasons) == ["help"]
    assert "673 read, 1 dropped" in result.stdout and "PATIENCE" in result.stdout
    assert result.stdout.splitlines()[-1] == "Scenario:  new.yml"
    assert cli("check", "new.yml").exit_code == 0


def test_an_existing_scenario_stays_unless_forced(log: Path) -> None:
    Path("new.yml").write_text("mine")
    words = ["calibrate", log, "--columns", "mapping.yml", "-o", "new.yml"]
    (line,) = refusal(cli(*words))
    assert "--force" in line and Path("new.yml").read_text() == "mine"
    assert cli(*words, "--force").exit_code == 0
    assert load("new.yml").name == "made-up"


def test_some_days_only(log: Path) -> None:
    words = ["calibrate", log, "--columns", "mapping.yml", "-o", "new.yml"]
    result = cli(*words, "--days", "2024-01-01..2024-01-07")
    assert result.exit_code == 0
    assert "336 of them from 2024-01-01 to 2024-01-07" in result.stdout
    (line,) = refusal(cli(*words, "--force", "--days", "2024-01-01..tomorrow"))
    assert '"tomorrow"' in line


def test_the_fit_sheet_is_drawn(log: Path, desk: Path) -> None:
    words = ["calibrate", log, "--columns", "mapping.yml", "-o", "new.yml", "--sheet", "fit"]
    assert cli(*words).exit_code == 0
    pictures = sorted((desk / "fit").iterdir())
    assert len(pictures) >= 3 and all(p.read_bytes().startswith(b"\x89PNG") for p in pictures)
    (line,) = refusal(cli(*words, "--force", "--sheet", "mapping.yml"))
    assert "--sheet: must be a folder" in line


def test_nothing_is_written_when_the_log_is_bad(log: Path, desk: Path) -> None:
    log.write_text("id,arrived\n1,2\n")
    before = left_in(desk)
    words = ["calibrate", log, "--columns", "mapping.yml", "-o", "new.yml", "--sheet", "fit"]
    assert refusal(cli(*words))
    assert left_in(desk) == before
