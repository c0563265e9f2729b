"""How far a piece of work has come: a bar on stderr, if that is a terminal."""

from __future__ import annotations

import signal
import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cssim.cli.shell import Interrupted

if TYPE_CHECKING:
    from rich.progress import Progress as Bar


class Progress:
    """Called with how many are done and of how many; as a context it shows a bar.

    Parameters
    ----------
    what : str
        What is counted, such as ``replications``.
    total : int
        Of how many, as far as that is known beforehand; 0 = not.
    """

    def __init__(self, what: str, total: int = 0) -> None:
        self.what = what
        self.done, self.total = 0, total
        self._bar: Bar | None = None

    def __call__(self, done: int, total: int) -> None:
        """Note that `done` of `total` are done."""
        self.done, self.total = done, total
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=done, total=total)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task(self.what, total=self.total or None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if isinstance(error, Interrupted):
            error.said = error.said or self._said()
        elif isinstance(error, KeyboardInterrupt):
            raise Interrupted(signal.SIGINT, self._said()) from None

    def _said(self) -> str:
        total = f" of {self.total}" if self.total else ""
        return f"{self.done}{total} {self.what} done, nothing was written"


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=Console(stderr=True), transient=True)
