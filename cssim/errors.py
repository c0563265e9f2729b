"""What can go wrong, and how a user is told about it.

Every error that a user can cause is a :class:`CssimError`. Errors in something the
user wrote (a file, an option, a parameter) are :class:`InputError`; they hold *all*
problems found, each with its place, the value and what is accepted, and each prints as
one line of at most 300 characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MAX_LINE = 300
"""Longest line that a problem prints as, in characters."""
MAX_PROBLEMS = 20
"""Most problems printed at once; how many more there are is said in a last line."""
MAX_VALUE = 40
"""Most characters of a user's own content repeated in a message."""

EXIT_FAILED = 1
EXIT_BAD_INPUT = 2
EXIT_CELLS_FAILED = 3
EXIT_FOLDER_IN_USE = 4
EXIT_INTERRUPTED = 130


class CssimError(Exception):
    """Base of all errors raised by cssim; ``exit_code`` is what the CLI returns."""

    exit_code: int = EXIT_FAILED


class RunError(CssimError, RuntimeError):
    """A run failed although its input was accepted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in something the user wrote.

    Attributes
    ----------
    where : str
        Path to the field, such as ``teams.frontline.size``; empty for a whole file.
    value : str
        The value found, already shortened by :func:`show`; empty when there is none.
    accepted : str
        What would be accepted, or what is wrong.
    source : str
        File or option it came from; empty when unknown.
    """

    where: str
    value: str
    accepted: str
    source: str = ""

    def line(self) -> str:
        """Return the problem as one line of at most 300 printable characters."""
        place = ": ".join(part for part in (self.source, self.where) if part)
        got = f" (got {self.value})" if self.value else ""
        text = printable(f"{place}: {self.accepted}{got}" if place else f"{self.accepted}{got}")
        return text if len(text) <= MAX_LINE else text[: MAX_LINE - 1] + "…"


class InputError(CssimError, ValueError):
    """Something the user wrote cannot be accepted; nothing was written or run."""

    exit_code = EXIT_BAD_INPUT

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def __reduce__(self) -> tuple[type[InputError], tuple[Sequence[Problem]]]:
        # Without this a copy from another process would be made from the text alone.
        return type(self), (self.problems,)

    @classmethod
    def of(cls, where: str, value: object, accepted: str, source: str = "") -> InputError:
        """Return the error of a single problem."""
        return cls([Problem(where, show(value), accepted, source)])

    def lines(self) -> list[str]:
        """Return one line per problem, at most 20, then how many more there are."""
        lines = [problem.line() for problem in self.problems[:MAX_PROBLEMS]]
        more = len(self.problems) - len(lines)
        return [*lines, f"… and {more} more problems"] if more else lines


def printable(text: str) -> str:
    """Return `text` with every control, direction and line character replaced."""
    return "".join(character if character.isprintable() else "�" for character in text)


def show(value: object) -> str:
    """Return `value` as it may be repeated in a message: short, printable, one line."""
    text = printable(value if isinstance(value, str) else repr(value))
    text = text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"
    return f'"{text}"' if isinstance(value, str) else text
