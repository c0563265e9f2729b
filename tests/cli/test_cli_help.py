"""Help: there for every command, plain in a pipe, and without heavy imports."""

import subprocess
import sys

import pytest
from command_line import cli

from cssim.version import __version__

COMMANDS = (
    "check", "run", "compare", "sensitivity", "calibrate", "audit", "floor", "theory", "notebook",
    "preset", "schema",
)  # fmt: skip
HEAVY = ("scipy", "pandas", "numpy", "seaborn", "matplotlib", "papermill", "joblib", "simpy")

IMPORTED = """
import sys
from cssim.cli import app
for words in {lines}:
    app(words, standalone_mode=False)
print([name for name in {heavy} if name in sys.modules], file=sys.stderr)
"""


def imported_by(*lines: list[str]) -> str:
    """Return which heavy packages some command lines import, in a process of their own."""
    code = IMPORTED.format(lines=list(lines), heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stderr.strip().splitlines()[-1]


def test_help_imports_nothing_heavy() -> None:
    assert imported_by(["--help"], *([name, "--help"] for name in COMMANDS)) == "[]"


def test_the_check_sees_a_heavy_import() -> None:
    assert "pandas" in imported_by(["theory", "--load", "3", "--agents", "4"])


def test_help_names_every_command_in_a_line_that_is_not_cut() -> None:
    shown = cli("--help")
    assert shown.exit_code == 0
    for name in COMMANDS:
        line = next(line for line in shown.stdout.splitlines() if line.strip().startswith(name))
        assert line.endswith(".") and not line.endswith("...")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself_with_an_example(name: str) -> None:
    shown = cli(name, "--help")
    assert shown.exit_code == 0 and shown.stderr == ""
    assert f"Example: cssim {name}" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100


def test_no_command_shows_the_help_and_counts_as_bad_input() -> None:
    shown = cli()
    assert shown.exit_code == 2
    assert shown.stdout == "" and "Commands:" in shown.stderr


def test_version() -> None:
    assert cli("--version").stdout == f"cssim {__version__}\n"
