"""`cssim notebook`: parameters read strictly, the runner called, and where to look."""

import json
from pathlib import Path

import nbformat
import pytest
from command_line import cli, left_in, refusal
from hypothesis import given
from hypothesis import strategies as st

import cssim.report
from cssim.cli.notebook import parameters
from cssim.errors import InputError
from cssim.report import NotebookResult
from cssim.units import WEEKDAYS

CELL = """
title: str = "x"
n: int = 2
share: float = 0.5
what_ifs: dict = {}
days: list = []
on: bool = True
out_dir = "results"
run_id = ""
"""


@pytest.fixture
def question(desk: Path) -> Path:
    """A notebook with parameters."""
    cell = nbformat.v4.new_code_cell(CELL)
    cell.metadata.tags = ["parameters"]
    path = desk / "notebooks" / "question.ipynb"
    path.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """What the runner was asked to do; it does nothing."""
    asked: list[tuple[object, ...]] = []

    def run_notebook(notebook: Path, given: dict, out: Path, progress: object) -> NotebookResult:
        asked.append((notebook.name, given, out))
        progress(1, 2)
        folder = out.resolve()
        figures = (folder / "wait.png",)
        return NotebookResult(folder / "question.ipynb", folder / "question.html", folder, figures)

    monkeypatch.setattr(cssim.report, "run_notebook", run_notebook)
    return asked


def test_parameters_are_given_with_their_types(question: Path, calls: list) -> None:
    words = ["title=2024", "n=40", "share=1e-3", "on=false", "days=[monday, 2]"]
    what_ifs = "what_ifs={two_more: ['teams.desk.size=+2', volume=*1.1]}"
    options = [part for word in (*words, what_ifs) for part in ("-p", word)]
    result = cli("notebook", "question", *options)
    assert result.exit_code == 0, result.stderr
    assert calls == [
        (
            "question.ipynb",
            {
                "title": "2024",
                "n": 40,
                "share": 0.001,
                "on": False,
                "days": ["monday", 2],
                "what_ifs": {"two_more": ["teams.desk.size=+2", "volume=*1.1"]},
            },
            Path("results/question"),
        )
    ]
    assert result.stdout.splitlines() == [
        "Report:   results/question/question.html",
        "Notebook: results/question/question.ipynb",
        "Results:  results/question",
        "Figure:   results/question/wait.png",
    ]


def test_names_of_what_ifs_may_have_spaces(question: Path, calls: list) -> None:
    given = """what_ifs={"two more agents": {"teams.desk.size": "+2"}}"""
    assert cli("notebook", "question", "-p", given).exit_code == 0
    assert calls[0][1] == {"what_ifs": {"two more agents": {"teams.desk.size": "+2"}}}


def test_json_says_where_everything_is(question: Path, calls: list, desk: Path) -> None:
    found = json.loads(cli("notebook", question, "--out", "mine", "--json").stdout)
    assert calls[0][2] == Path("mine")
    assert found["report"] == str(desk / "mine/question.html")
    assert found["figures"] == [str(desk / "mine/wait.png")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n", "must be NAME=VALUE"),
        ("=3", "must be NAME=VALUE"),
        ("a b=3", "must be NAME=VALUE"),
        ("_n=3", "must be NAME=VALUE"),
        ("n\nimport os\nm=3", "must be NAME=VALUE"),
        ("n=010", "without leading zeros"),
        ("share=.nan", "finite"),
        ("days=[1, *x]", "aliases are not accepted"),
        ("days=[1", "is not YAML"),
        ("what_ifs={a: !!python/name:os.system x}", "tags are not accepted"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_refused(
    text: str, said: str, question: Path, calls: list, desk: Path
) -> None:
    before = left_in(desk)
    (line,) = refusal(cli("notebook", "question", "-p", text))
    assert said in line and line.startswith("--parameter")
    assert not calls and left_in(desk) == before


def test_unknown_parameters_are_refused_by_the_real_runner(question: Path) -> None:
    (line,) = refusal(cli("notebook", "question", "-p", "titel=x"))
    assert 'did you mean "title"' in line


def test_a_parameter_given_twice_is_refused(question: Path, calls: list) -> None:
    (line,) = refusal(cli("notebook", "question", "-p", "n=1", "-p", "n=2"))
    assert "must not be given twice" in line and not calls


@given(st.text(max_size=30))
def test_any_text_is_a_value_or_refused(text: str) -> None:
    if not text.strip().startswith(('"', "'")):
        assert parameters([f"a={text}"], {"a": "str"}) == {"a": text.strip()}
    try:
        value = parameters([f"a={text}"], {})["a"]
    except InputError:
        return
    assert json.loads(json.dumps(value)) == value


def test_a_weekday_stays_a_text() -> None:
    assert parameters([f"d{i}={day}" for i, day in enumerate(WEEKDAYS)], {}) == {
        f"d{i}": day for i, day in enumerate(WEEKDAYS)
    }
