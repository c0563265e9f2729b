"""What git holds is small, runs anywhere, and agrees with itself."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from cssim.version import __version__

ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000
FIRST_SCREEN = 50
"""Lines of the README that are seen without scrolling."""
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "results/README.md", "CHANGELOG.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.fixture(scope="module")
def tracked() -> list[Path]:
    """Every file that git holds, or would after the next commit."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs git's list of files, and this is no clone")
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def too_large(paths: list[Path]) -> list[str]:
    return [f"{p.name}: {p.stat().st_size} bytes" for p in paths if p.stat().st_size > MEGABYTE]


def make_targets(makefile: str) -> set[str]:
    """Return the names that `make NAME` knows, files apart."""
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def make_commands(document: str) -> set[str]:
    """Return the NAMEs of all `make NAME` in code: in a code block, or between backticks."""
    found = re.findall(r"^make ([a-z][a-z-]*)|`make ([a-z][a-z-]*)", document, re.MULTILINE)
    return {name for pair in found for name in pair if name}


def test_results_holds_only_its_readme(tracked: list[Path]) -> None:
    results = ROOT / "results"
    held = {p.relative_to(results).as_posix() for p in tracked if p.is_relative_to(results)}
    assert held <= {"README.md"}
    assert (results / "README.md").is_file()


def test_no_file_is_larger_than_a_megabyte(tracked: list[Path]) -> None:
    assert too_large(tracked) == []


def test_larger_file_is_named(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(bytes(MEGABYTE))
    large.write_bytes(bytes(MEGABYTE + 1))
    assert too_large([small, large]) == ["large: 1000001 bytes"]


def test_no_file_names_a_folder_of_the_authors(tracked: list[Path]) -> None:
    """A clone anywhere else has no such folder; binary files are passed over."""
    homes = re.compile(rb"/(?:work|home/\w+|Users/\w+)/(?:main|shared|cssim)\b")
    assert [path.name for path in tracked if homes.search(path.read_bytes())] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_in_a_document_exists(name: str) -> None:
    assert make_commands(text_of(name)) <= make_targets(text_of("Makefile"))


def test_make_commands_are_found_where_they_stand() -> None:
    text = "Say `make lint` or\n```\nmake run   # all\nmake test-all\n```\nand make nothing else."
    assert make_commands(text) == {"lint", "run", "test-all"}
    assert make_targets("run: x  ## do\n\tmake no\nPIP = y\n.x/y: z\ntest-all:\n") == {
        "run",
        "test-all",
    }


def test_readme_shows_both_commands_on_its_first_screen() -> None:
    screen = "\n".join(text_of("README.md").splitlines()[:FIRST_SCREEN])
    assert {"run", "test"} <= make_commands(screen)


def test_help_names_every_make_command() -> None:
    help_text = subprocess.check_output(["make", "-s", "help"], cwd=ROOT, text=True)
    shown = {line.split()[1] for line in help_text.splitlines()}
    assert shown == make_targets(text_of("Makefile"))


@pytest.mark.skipif(sys.platform == "win32", reason="make and bash are not there")
def test_ci_runs_the_same_tests_as_anyone(tmp_path: Path) -> None:
    """Stand-in for make, first on the PATH, says how CI called it."""
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "$PWD|$*|${PYTHONDONTWRITEBYTECODE-unset}"\n')
    make.chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.check_output(
        [ROOT / ".ci" / "run"],
        cwd=tmp_path,
        text=True,
        env=os.environ | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert said == f"{ROOT}|test|unset\n"


def test_version_is_the_same_everywhere() -> None:
    assert yaml.safe_load(text_of("CITATION.cff"))["version"] == __version__
    assert re.search(rf"^## \[{re.escape(__version__)}\]", text_of("CHANGELOG.md"), re.MULTILINE)
