"""What the notebook runner refuses before anything runs."""

import keyword
from pathlib import Path
from typing import Any

import pytest

from cssim.errors import InputError, RunError
from cssim.report import engine, find_notebook, notebook_parameters, run_notebook
from notebooks import PARAMETERS, raised, tiny

DECLARED = (
    PARAMETERS + '\nagents: int = 3\nshare: float = 0.5\nname: str = "a # b"\n'
    "wanted: dict = {\n    'x': ['a=1', 'b=2'],\n}\nfree = None\nmaybe: float | None = None"
)


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def execute(*_: Any, **__: Any) -> None:
        raise AssertionError("the notebook was run")

    monkeypatch.setattr(engine, "execute", execute)


REFUSED = {
    "unknown, with the nearest": ({"agnets": 4}, 'did you mean "agents"?'),
    "code in a name": ({"x\nimport os": 1}, "must be a letter, then letters, digits or _"),
    "underscore first": ({"_x": 1}, "must be a letter"),
    "keyword": ({"lambda": 1}, "must be a letter"),
    "no text": ({3: 1}, "must be a letter"),
    "ours": ({"run_id": "mine"}, "is set by the runner"),
    "also ours": ({"out_dir": "/etc"}, "is set by the runner"),
    "tuple": ({"free": (1, 2)}, "must be made of text, finite numbers"),
    "path": ({"free": Path("x")}, "must be made of text"),
    "bytes inside": ({"free": {"a": [b"x"]}}, "must be made of text"),
    "number as key": ({"free": {1: "a"}}, "must be made of text"),
    "nan": ({"share": float("nan")}, "must be made of text, finite numbers"),
    "wrong type": ({"agents": "four"}, "must be of type int"),
    "true is no number": ({"agents": True}, "must be of type int"),
    "one is not true": ({"name": 1}, "must be of type str"),
    "list for mapping": ({"wanted": ["a"]}, "must be of type dict"),
}


@pytest.mark.parametrize(("given", "words"), REFUSED.values(), ids=REFUSED)
def test_parameter_refused(tmp_path: Path, given: dict[Any, Any], words: str) -> None:
    notebook = tiny(tmp_path, parameters=DECLARED)
    text = raised(InputError, lambda: run_notebook(notebook, given, tmp_path / "out"))
    assert words in text
    assert "\n" not in text
    assert not (tmp_path / "out").exists()


def test_all_problems_at_once(tmp_path: Path) -> None:
    given = {"agnets": 1, "share": "x", "class": 2}
    notebook = tiny(tmp_path, parameters=DECLARED)
    text = raised(InputError, lambda: run_notebook(notebook, given, tmp_path / "out"))
    assert len(text.splitlines()) == 3
    assert keyword.iskeyword("class")


@pytest.mark.parametrize("given", [{}, {"agents": 2, "share": 1, "wanted": {}, "free": [None]}])
def test_accepted_parameters_reach_the_engine(tmp_path: Path, given: dict[str, Any]) -> None:
    notebook = tiny(tmp_path, parameters=DECLARED)
    text = raised(RunError, lambda: run_notebook(notebook, given, tmp_path / "out"))
    assert "the notebook was run" in text


NOT_NOTEBOOKS = (
    "https://example.org/x.ipynb",
    "s3://bucket/x.ipynb",
    "x.py",
    "no/such.ipynb",
    "..",
)


@pytest.mark.parametrize("path", NOT_NOTEBOOKS)
def test_only_local_notebooks(tmp_path: Path, path: str) -> None:
    assert ".ipynb file" in raised(InputError, lambda: run_notebook(path, {}, tmp_path / "out"))


def test_a_notebook_that_cannot_be_believed_is_refused(tmp_path: Path) -> None:
    notebook = tiny(tmp_path, parameters="agents = 3")
    text = raised(InputError, lambda: run_notebook(notebook, {}, tmp_path / "out"))
    assert "run_id: must be declared" in text
    assert "out_dir: must be declared" in text


def test_no_notebook_inside_the_file(tmp_path: Path) -> None:
    (tmp_path / "bad.ipynb").write_text('{"cells": 3}')
    text = raised(InputError, lambda: run_notebook(tmp_path / "bad.ipynb", {}, tmp_path / "out"))
    assert "is not a readable notebook" in text


def test_out_must_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    notebook = tiny(tmp_path)
    text = raised(InputError, lambda: run_notebook(notebook, {}, tmp_path / "file" / "out"))
    assert "must be a folder that can be written" in text


@pytest.mark.parametrize("limit", [0, -1, True, 1.5])
def test_timeout_must_be_whole_seconds(tmp_path: Path, limit: Any) -> None:
    notebook = tiny(tmp_path)
    with pytest.raises(InputError, match="cell_timeout_s: must be a whole number"):
        run_notebook(notebook, {}, tmp_path / "out", cell_timeout_s=limit)


def test_parameters_are_read_from_the_code(tmp_path: Path) -> None:
    found = notebook_parameters(tiny(tmp_path, parameters=DECLARED))
    assert {name: p.type for name, p in found.items()} == {
        "out_dir": "str", "run_id": "str", "agents": "int", "share": "float", "name": "str",
        "wanted": "dict", "free": "", "maybe": "",
    }  # fmt: skip
    assert found["name"].default == "a # b"
    assert found["wanted"].default == {"x": ["a=1", "b=2"]}


def test_a_name_means_a_notebook_of_the_checkout(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_notebook("what_if") == Path(__file__).parents[2] / "notebooks" / "what_if.ipynb"
    assert "of a checkout" in raised(InputError, lambda: find_notebook("what_iff"))
