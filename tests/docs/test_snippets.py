"""The pages of docs/: their Python runs, their links lead somewhere, made pages are in step."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from cssim.audit import LAWS
from cssim.center import POLICIES
from cssim.distributions import KINDS
from cssim.scenario import parse

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def blocks(page: Path, language: str) -> list[str]:
    found = BLOCK.findall(page.read_text("utf-8"))
    return [text for name, text in found if name == language]


def made() -> ModuleType:
    """Return docs/make.py as a module."""
    sys.path.insert(0, str(DOCS))
    try:
        spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS))
    return module


def anchors(page: Path) -> set[str]:
    """Return the anchors that the headings of a page get."""
    text = BLOCK.sub("", page.read_text("utf-8"))
    heads = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def broken_links(page: Path) -> list[str]:
    """Return the links of a page to files or headings that are not there."""
    broken = []
    for link in LINK.findall(BLOCK.sub("", page.read_text("utf-8"))):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if "://" not in link and not (
            target.is_file() and (not anchor or anchor in anchors(target))
        ):
            broken.append(link)
    return broken


@each_page
def test_python_of_a_page_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All blocks of a page run one after the other, beside the scenario of scenario.md."""
    monkeypatch.chdir(tmp_path)
    Path("experiments").symlink_to(DOCS.parent / "experiments")
    Path("desk.yml").write_text(blocks(DOCS / "scenario.md", "yaml")[0], "utf-8")
    scope: dict[str, object] = {"__name__": page.stem}
    for text in blocks(page, "python"):
        exec(compile(text, page.name, "exec"), scope)


@each_page
def test_scenarios_of_a_page_are_valid(page: Path) -> None:
    for text in blocks(page, "yaml"):
        assert parse(text).name


@each_page
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_named(tmp_path: Path) -> None:
    page = tmp_path / "a.md"
    page.write_text("# A b\n[x](b.md) [y](#a-b) [z](#c) [w](https://x.org)\n", "utf-8")
    assert broken_links(page) == ["b.md", "#c"]


def test_made_pages_are_in_step_with_the_code() -> None:
    assert made().drifted() == [], "run: python docs/make.py"


def test_drift_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = made()
    monkeypatch.setattr(make, "HERE", tmp_path)
    for name, text in make.pages().items():
        (tmp_path / name).write_text(text, "utf-8")
    assert make.drifted() == []
    (tmp_path / "journal.md").write_text("an older page", "utf-8")
    (tmp_path / "measures.md").unlink()
    assert make.drifted() == ["measures.md", "journal.md"]


def test_sources_are_of_keys_that_exist() -> None:
    """A renamed key would silently lose its source."""
    make = made()
    assert set(make.SOURCES) - make.key_paths() == set()
    assert {"start", "reasons.NAME.retry.delay", "teams.NAME.members[].name"} <= make.key_paths()


def test_every_key_stands_on_the_page_with_its_meaning() -> None:
    rows = (DOCS / "scenario.md").read_text("utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in rows if line.startswith("| `")]
    keys = [cell for cell in cells if cell[0].strip("`") not in KINDS]
    assert len(keys) == len(made().key_paths())
    assert [cell[0] for cell in keys if len(cell) < 4 or not cell[3]] == []


def test_every_policy_and_every_law_has_its_row() -> None:
    routing, audit = ((DOCS / name).read_text("utf-8") for name in ("routing.md", "audit.md"))
    assert {name for name in POLICIES if f"| `{name}`" not in routing} == set()
    assert [law for law in LAWS if f"| {law} | {LAWS[law][0]} |" not in audit] == []
