"""What is printed: plain in a pipe, ruled on a terminal, harmless in both."""

import io
import math
import sys

import pytest
from command_line import TWO, cli

from cssim.cli import show
from cssim.cli.figures import beside, between, figure
from cssim.cli.progress import Progress
from cssim.words import scale_of

ROWS = [("[bold]Wait[/bold]", "12\u00a0s"), ("x\x1b[31m\u202e", "\u22123")]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_a_pipe_gets_neither_colour_nor_box_nor_signs_that_programs_do_not_know() -> None:
    shown = cli("compare", TWO, "--alt", "more=volume=*1.3", "-n", 2)
    assert shown.stderr == ""
    for odd in ("\x1b", "─", "│", "━", "\u00a0", "\u2212", "�"):
        assert odd not in shown.stdout


def test_a_table_in_a_pipe_is_aligned_and_printable(capsys: pytest.CaptureFixture[str]) -> None:
    show.table(("measure", "value"), ROWS)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "measure            value",
        "[bold]Wait[/bold]   12 s",
        "x�[31m�               -3",
    ]


def test_a_table_on_a_terminal_is_ruled_and_names_are_no_markup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    show.table(("measure", "value"), ROWS)
    shown = terminal.getvalue()
    assert "─" in shown and "[bold]Wait[/bold]" in shown and "12 s" in shown
    assert "\x1b[31m" not in shown and "\u202e" not in shown


def test_progress_shows_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream, shown in ((io.StringIO(), False), (Terminal(), True)):
        monkeypatch.setattr(sys, "stderr", stream)
        with Progress("replications", 3) as progress:
            progress(3, 3)
        assert ("3/3" in stream.getvalue()) == shown


def test_digits_go_as_far_as_the_interval_allows() -> None:
    seconds, share = scale_of("asa_s"), scale_of("abandonment")
    assert figure(seconds, 123.456, 5.0) == "123"
    assert figure(share, 0.12345, 0.004) == "12.3"
    assert between(share, 0.1, 0.2) == "10 to 20"
    assert beside(seconds, 123.456, 5.0).replace("\u00a0", " ") == "123 ±5 s"
    assert beside(seconds, 123.456, math.nan).replace("\u00a0", " ") == "123 s"
    nothing = (
        figure(seconds, math.nan),
        between(seconds, math.nan, 1.0),
        beside(share, math.nan, 1),
    )
    assert set(nothing) == {show.NOTHING}


def test_json_knows_no_nan_and_keeps_whole_numbers_whole() -> None:
    odd = {"a": math.nan, "b": (math.inf, 1, True), 3: None}
    assert show.plain(odd) == {"a": None, "b": [None, 1, True], "3": None}
