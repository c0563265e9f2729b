"""environment.yml says the same as pyproject.toml, and constraints.txt pins all of it."""

import importlib.metadata
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PYPI_OF = {"matplotlib-base": "matplotlib"}
"""Conda names that differ from the name on PyPI."""
EXTRAS = ("notebooks", "test")
"""Extras that `make` installs, and environment.yml with it."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
"""Versions for which exactly one pin of each package must hold."""

Row = tuple[str, str]


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


def environment() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    return content


def pins() -> list[str]:
    return (ROOT / "constraints.txt").read_text("utf-8").splitlines()


def asked(project: dict[str, Any], extras: Iterable[str]) -> list[str]:
    """Return the requirements of the core and of some extras, as written."""
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(row for extra in extras for row in optional[extra])]


def name_and_bound(text: str) -> Row:
    """Return PyPI name and version bound of a requirement or of a conda entry."""
    requirement = Requirement(text)
    name = PYPI_OF.get(requirement.name, requirement.name)
    return canonicalize_name(name), str(requirement.specifier)


def drift(environment: dict[str, Any], project: dict[str, Any]) -> dict[str, list[Row]]:
    """Return what environment.yml lacks and what it has too much, as (name, bound)."""
    entries = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    have = {name_and_bound(entry) for entry in entries} - {("pip", "")}
    want = {name_and_bound(row) for row in asked(project, EXTRAS)}
    want.add(("python", project["requires-python"]))
    return {"missing": sorted(want - have), "extra": sorted(have - want)}


def pinned(lines: Sequence[str], name: str, python: str) -> list[str]:
    """Return the versions that hold for a package under a version of Python."""
    marker_values = {"python_version": python, "python_full_version": f"{python}.9"}
    rows = [Requirement(line) for line in lines]
    same = [row for row in rows if canonicalize_name(row.name) == name]
    held = [row for row in same if not row.marker or row.marker.evaluate(marker_values)]
    return [str(row.specifier).removeprefix("==") for row in held]


def unpinned(lines: Sequence[str], requirements: Iterable[str], python: str) -> list[str]:
    """Return the requirements without exactly one pin, or whose pin is out of bounds."""
    wrong = []
    for row in map(Requirement, requirements):
        versions = pinned(lines, canonicalize_name(row.name), python)
        if len(versions) != 1 or not row.specifier.contains(versions[0]):
            wrong.append(f"{row}: pinned to {versions or 'nothing'} on Python {python}")
    return wrong


def test_environment_is_in_step_with_pyproject() -> None:
    assert drift(environment(), project()) == {"missing": [], "extra": []}


def test_environment_installs_this_folder_and_nothing_else_by_pip() -> None:
    entries = environment()["dependencies"]
    assert [entry for entry in entries if isinstance(entry, dict)] == [{"pip": ["-e ."]}]
    assert "pip" in entries


CHANGES = {
    "bound": ("numpy>=1.26", "numpy>=1.27", ("numpy", ">=1.26"), ("numpy", ">=1.27")),
    "python": ("python>=3.11", "python>=3.12", ("python", ">=3.11"), ("python", ">=3.12")),
    "other": ("matplotlib-base>=3.8", "dask>=3.8", ("matplotlib", ">=3.8"), ("dask", ">=3.8")),
    "bare": ("ruamel.yaml>=0.18", "ruamel.yaml", ("ruamel-yaml", ">=0.18"), ("ruamel-yaml", "")),
}


@pytest.mark.parametrize(("old", "new", "missing", "extra"), CHANGES.values(), ids=CHANGES)
def test_drift_is_named(old: str, new: str, missing: Row, extra: Row) -> None:
    changed = environment()
    changed["dependencies"][changed["dependencies"].index(old)] = new
    assert drift(changed, project()) == {"missing": [missing], "extra": [extra]}


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_has_one_pin_within_its_bounds(python: str) -> None:
    everything = asked(project(), project()["optional-dependencies"])
    assert unpinned(pins(), everything, python) == []


def test_wrong_pin_is_named() -> None:
    lines = ["numpy==1.20", "simpy==4.1.2", "scipy==1.17 ; python_version < '3.12'"]
    wanted = ["numpy>=1.26", "simpy>=4.1", "scipy>=1.12", "rich"]
    assert unpinned(lines, wanted, "3.12") == [
        "numpy>=1.26: pinned to ['1.20'] on Python 3.12",
        "scipy>=1.12: pinned to nothing on Python 3.12",
        "rich: pinned to nothing on Python 3.12",
    ]


def test_constraints_are_exact_pins_and_name_no_place() -> None:
    text = (ROOT / "constraints.txt").read_text("utf-8")
    assert "://" not in text
    assert [row for row in map(Requirement, pins()) if not is_exact(row)] == []


def is_exact(row: Requirement) -> bool:
    operators = [specifier.operator for specifier in row.specifier]
    return operators == ["=="] and not row.url and "*" not in str(row.specifier)


def needed_by(name: str) -> Iterator[str]:
    """Yield the packages that an installed package requires here, without extras."""
    for text in importlib.metadata.requires(name) or ():
        row = Requirement(text)
        if row.marker is None or row.marker.evaluate({"extra": ""}):
            yield canonicalize_name(row.name)


def test_whatever_the_pinned_packages_need_is_pinned_too() -> None:
    """Only packages installed at their pin are asked, so another environment may differ."""
    installed = {
        canonicalize_name(found.name): found.version for found in importlib.metadata.distributions()
    }
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    at_pin = [n for n, version in installed.items() if version in pinned(pins(), n, python)]
    known = {canonicalize_name(Requirement(line).name) for line in pins()}
    lost = {f"{name} needs {need}" for name in at_pin for need in needed_by(name)}
    assert sorted(row for row in lost if row.split()[-1] not in known) == []
