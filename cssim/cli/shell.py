"""The frame around every command: what goes wrong becomes lines on stderr and an exit code."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import typer
from typer.core import TyperGroup

from cssim.errors import (
    EXIT_BAD_INPUT,
    EXIT_FAILED,
    MAX_LINE,
    CssimError,
    InputError,
    Problem,
    printable,
    show,
)

DEBUG = "CSSIM_DEBUG"
"""Environment variable; 1 shows the traceback of what failed."""
EXTRA = ("matplotlib", "seaborn", "papermill", "nbformat", "nbclient", "nbconvert")
"""Packages that are not installed with the core."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What stops a command politely, where the system has it."""


class Interrupted(BaseException):
    """A signal stopped the command.

    Attributes
    ----------
    code : int
        Exit code, 128 more than the number of the signal.
    said : str
        How far the work had come; may be empty.
    """

    def __init__(self, number: int, said: str = "") -> None:
        super().__init__(number, said)
        self.code, self.said = 128 + number, said


class Commands(TyperGroup):
    """All commands of cssim; whatever happens in one ends as lines and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run one command line; exit with its code, or return it if not standalone."""

        def command() -> object:
            return super(Commands, self).main(
                args, prog_name, complete_var, False, windows_expand_args, **extra
            )

        code = guarded(command)
        if standalone_mode:
            sys.exit(code)
        return code


def guarded(call: Callable[[], object]) -> int:
    """Return the exit code of a call; what it raises is told on stderr."""
    try:
        code = call()
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of a pipe went away: nobody is there to be told
        _silence()
        return EXIT_FAILED
    except BaseException as error:
        lines, code = explained(error)
        if os.environ.get(DEBUG) == "1" and code == EXIT_FAILED:
            traceback.print_exception(error)
        tell(*lines)
    return code if isinstance(code, int) else 0


def explained(error: BaseException) -> tuple[list[str], int]:
    """Return the lines and the exit code for something that was raised."""
    lines: list[str] = []
    code = EXIT_FAILED
    if isinstance(error, InputError):
        lines, code = error.lines(), error.exit_code
    elif isinstance(error, CssimError):
        lines, code = [one_line(str(error))], error.exit_code
    elif isinstance(error, Interrupted):
        lines, code = [one_line(f"interrupted{error.said and ': '}{error.said}")], error.code
    elif isinstance(error, KeyboardInterrupt):
        lines, code = ["interrupted"], 128 + signal.SIGINT
    elif isinstance(error, SystemExit) and isinstance(error.code, int):
        code = error.code
    elif hasattr(error, "format_message"):
        lines, code = _usage(error), EXIT_BAD_INPUT
    elif isinstance(error, Exception):
        lines = [_failure(error)]
    return lines, code


def _usage(error: Any) -> list[str]:
    """Return what is wrong with a command line, with where to look."""
    context = getattr(error, "ctx", None)
    said = str(error.format_message())
    if context is None or type(error).__name__ == "NoArgsIsHelpError":
        return said.splitlines()
    path = context.command_path
    hint = f" ({path} --help)"
    return [one_line(f"{path}: {said}", MAX_LINE - len(hint)) + hint]


def _failure(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory; fewer workers, a shorter horizon or less volume"
    if isinstance(error, OSError) and error.strerror:
        place = f"{error.filename}: " if error.filename else ""
        return one_line(f"{place}{error.strerror}")
    if isinstance(error, ModuleNotFoundError) and (error.name or "") in EXTRA:
        return f"this needs {error.name}, which is not installed: pip install 'cssim[notebooks]'"
    place = _place(error.__traceback__)
    return one_line(f"internal error: {type(error).__name__}: {error}{place}; please report")


def _place(trace: TracebackType | None) -> str:
    """Return the file and line of cssim in which an error arose, without its folder."""
    package = Path(__file__).parents[1]
    frames = [f for f in traceback.extract_tb(trace) if Path(f.filename).is_relative_to(package)]
    return f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""


def one_line(text: str, longest: int = MAX_LINE) -> str:
    """Return a text as one printable line of at most `longest` characters."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= longest else line[: longest - 1] + "…"


def tell(*lines: str) -> None:
    """Print lines on stderr; if it is gone, nobody can be told."""
    try:
        for line in lines:
            print(line, file=sys.stderr)
        sys.stderr.flush()
    except OSError:
        pass


def _silence() -> None:
    """Point stdout to nowhere, so that its flush at exit cannot fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def listen() -> None:
    """Let the first signal of `SIGNALS` stop the command; later ones do not disturb the end."""
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    for name in SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    raise Interrupted(number)


def never_fail_to_print() -> None:
    """Let a character that the terminal cannot show be shown as ``?``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def refused(option: str, accepted: str, value: object = None) -> InputError:
    """Return the error of one option or argument; a value of None is not shown."""
    return InputError([Problem("", "" if value is None else show(value), accepted, option)])


def stop(code: int) -> typer.Exit:
    """Return what ends a command with a code after it has said all."""
    return typer.Exit(code)
