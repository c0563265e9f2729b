"""Running the command line in tests: in this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from toys import PHONE_DESK, TWO_TIERS
from typer.testing import CliRunner

from cssim.cli import app
from cssim.errors import MAX_LINE

TWO = "two_tiers.yml"
DESK = "phone_desk.yml"


def cli(*words: object) -> Any:
    """Return the result of a command line run in this process."""
    return CliRunner().invoke(app, [str(word) for word in words])


def process(folder: Path, *words: object, **more: Any) -> subprocess.Popen[str]:
    """Start a command line as a process of its own, in its own group."""
    return subprocess.Popen(
        [sys.executable, "-m", "cssim", *map(str, words)],
        cwd=folder,
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, **more.pop("env", {})},
        **more,
    )


def write_toys(folder: Path) -> None:
    """Write the toy scenarios into a folder."""
    (folder / TWO).write_text(TWO_TIERS)
    (folder / DESK).write_text(PHONE_DESK)


def left_in(folder: Path) -> list[str]:
    """Return every path below a folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def faults(lines: list[str]) -> list[str]:
    """Return the lines that no message may consist of: too long, empty or not printable."""
    return [line for line in lines if not 0 < len(line) <= MAX_LINE or not line.isprintable()]


def refusal(result: Any) -> list[str]:
    """Return the lines of a refused command line, sure that they are as they should be."""
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines and not faults(lines), lines
    return lines
