"""What goes wrong although the input was good: exit code, one line, nothing half-written."""

import os
import signal
import time
from importlib import import_module
from pathlib import Path

import pytest
from command_line import DESK, TWO, cli, faults, left_in, process, write_toys

import cssim.scenario
from cssim.cli import shell
from cssim.cli.progress import Progress
from cssim.errors import RunError


def test_an_unexpected_error_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("two\nlines")

    monkeypatch.setattr(cssim.scenario, "check_budget", broken)
    result = cli("check", DESK)
    assert result.exit_code == 1 and result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("internal error: KeyError: ") and line.endswith("; please report")
    assert "check.py:" in line and not faults([line])


def test_debug_shows_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cssim.scenario, "check_budget", lambda *_: 1 / 0)
    assert "Traceback" not in cli("check", DESK).stderr
    monkeypatch.setenv(shell.DEBUG, "1")
    shown = cli("check", DESK).stderr
    assert "Traceback" in shown and shown.splitlines()[-1].startswith("internal error: ZeroDiv")


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (RunError("arm 'base', replication 3: no"), 1, "arm 'base', replication 3: no"),
        (MemoryError(), 1, "there is not enough memory"),
        (OSError(28, "No space left on device", "results/a"), 1, "results/a: No space left"),
        (ModuleNotFoundError("x", name="papermill"), 1, "this needs papermill"),
        (ModuleNotFoundError("x", name="cssim.nothing"), 1, "internal error: ModuleNotFound"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (shell.Interrupted(signal.SIGTERM, "3 of 9 done"), 143, "interrupted: 3 of 9 done"),
        (SystemExit(7), 7, None),
    ],
)
def test_exit_codes(error: BaseException, code: int, line: str | None) -> None:
    lines, found = shell.explained(error)
    assert found == code
    assert [told[: len(line or "")] for told in lines] == ([] if line is None else [line])
    assert not faults(lines)


def test_an_interrupted_piece_of_work_says_how_far_it_came() -> None:
    with pytest.raises(shell.Interrupted) as stopped, Progress("cells", 9) as progress:
        progress(4, 9)
        raise KeyboardInterrupt
    assert shell.explained(stopped.value) == (
        ["interrupted: 4 of 9 cells done, nothing was written"],
        130,
    )


@pytest.mark.parametrize("after", [0, 3, 12])
def test_a_disk_that_fills_up_leaves_nothing(
    after: int, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls, before = os.fsync, [], left_in(desk)

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > after:
            raise OSError(28, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    result = cli("run", DESK, "-n", 1, "--out", "new/study")
    (line,) = result.stderr.splitlines()
    assert result.exit_code == 1 and len(calls) == after + 1
    assert "new/study: cannot be written: No space left on device" in line and "MB free" in line
    assert left_in(desk) == before


def test_nothing_is_written_when_an_arm_fails(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RunError("arm 'base', replication 0, seed 1: broken")

    monkeypatch.setattr(import_module("cssim.study.compare"), "live_replication", broken)
    before = left_in(desk)
    result = cli("run", DESK, "-n", 2, "--out", "study")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "arm 'base', replication 0, seed 1: broken\n"
    assert left_in(desk) == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_a_run_with_one_line_and_nothing_written(
    number: int, code: int, tmp_path: Path
) -> None:
    write_toys(tmp_path)
    before = left_in(tmp_path)
    running = process(tmp_path, "run", TWO, "-n", 20_000, "--workers", 1, "--out", "study")
    while running.poll() is None and not list(tmp_path.glob(".cssim-*")):
        time.sleep(0.02)  # the staging folder is there: the work has begun
    os.killpg(running.pid, number)
    out, told = running.communicate(timeout=60)
    assert (running.returncode, out) == (code, "")
    (line,) = told.splitlines()
    assert line.startswith("interrupted") and not faults([line])
    assert left_in(tmp_path) == before


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    running = process(tmp_path, "schema", stdout=writer)
    os.close(writer)
    assert (running.communicate(timeout=60)[1], running.returncode) == ("", 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stdout_is_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        running = process(tmp_path, "schema", stdout=full)
        told = running.communicate(timeout=60)[1]
    assert (running.returncode, told) == (1, "No space left on device\n")


def test_a_terminal_of_few_characters_is_no_crash(tmp_path: Path) -> None:
    write_toys(tmp_path)
    words = ("compare", TWO, "--alt", "more=volume=2", "-n", 2)
    running = process(tmp_path, *words, env={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, told = running.communicate(timeout=60)
    assert (running.returncode, told) == (0, "") and "Net value" in out
