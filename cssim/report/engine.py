"""papermill, watched: which cell is being run, and the notebook as far as it came.

papermill tells neither when a kernel dies. Everything about papermill and Jupyter that has
to be known stands here, and is imported only when a notebook is run.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import nbformat

from cssim.errors import printable

ENGINE = "cssim"
INJECTED = "injected-parameters"
Progress = Callable[[int, int], None]
"""Called after each cell with how many code cells are done, and of how many."""

QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}
"""Set while a kernel starts: a warning of its debugger that concerns nobody here."""
KERNEL_ARGUMENTS = ["--log-level=50"]
"""Silences the kernel's remark that it talks over TCP, to this machine only, in the clear."""


@dataclass
class Watch:
    """Follows a run.

    Attributes
    ----------
    progress : callable or None
    notebook : NotebookNode or None
        As far as it came; None before the kernel starts.
    place : str
        The code cell that was started last, as `place_of` says it.
    """

    progress: Progress | None = None
    notebook: nbformat.NotebookNode | None = None
    place: str = "before the first cell"

    def follow(self, manager: Any) -> None:
        """Be told of each cell by papermill's manager of a run."""
        self.notebook = manager.nb
        start, complete = manager.cell_start, manager.cell_complete

        def started(cell: Any, cell_index: int = -1, **more: Any) -> None:
            if cell.cell_type == "code":
                self.place = place_of(manager.nb, cell_index)
            start(cell, cell_index, **more)

        def completed(cell: Any, cell_index: int = -1, **more: Any) -> None:
            complete(cell, cell_index, **more)
            if self.progress is not None and cell.cell_type == "code":
                is_code = [c.cell_type == "code" for c in manager.nb.cells]
                self.progress(sum(is_code[: cell_index + 1]), sum(is_code))

        manager.cell_start, manager.cell_complete = started, completed


def place_of(node: nbformat.NotebookNode, index: int) -> str:
    """Return in words which code cell one is, as the source counts them.

    The cell that papermill puts in counts as the parameters cell before it.
    """
    own = [
        i
        for i, cell in enumerate(node.cells)
        if cell.cell_type == "code" and INJECTED not in cell.metadata.get("tags", ())
    ]
    number = max(sum(i <= index for i in own), 1)
    lines = node.cells[own[number - 1]].source.strip().splitlines()
    first = printable(lines[0])[:40] if lines else ""
    return f"code cell {number} of {len(own)} ({first})"


def execute(
    node: nbformat.NotebookNode,
    parameters: Mapping[str, Any],
    watch: Watch,
    *,
    cell_timeout_s: int,
) -> nbformat.NotebookNode:
    """Return the executed notebook; nothing is written.

    Parameters
    ----------
    node : NotebookNode
        Source; given as content, so that papermill formats no path with the parameters.
    parameters : dict
        Checked before.
    watch : Watch
        Follows the run, and keeps the notebook if it fails.
    cell_timeout_s : int
        Longest time a cell may take.

    Raises
    ------
    Exception
        Whatever papermill or nbclient raise; see `reason`.
    """
    import papermill

    _register()
    with _environment(QUIET), _quiet_log("papermill"):
        done: nbformat.NotebookNode = papermill.execute_notebook(
            node, None, parameters=dict(parameters), engine_name=ENGINE, kernel_name="python3",
            language="python", progress_bar=False, start_timeout=120, watch=watch,
            execution_timeout=cell_timeout_s, iopub_timeout=60,
            extra_arguments=list(KERNEL_ARGUMENTS),
        )  # fmt: skip
    return done


def _register() -> None:
    from papermill.engines import NBClientEngine, papermill_engines

    class Watched(NBClientEngine):  # type: ignore[misc]
        """papermill's own engine, followed by a `Watch`."""

        @classmethod
        def execute_managed_notebook(
            cls, nb_man: Any, kernel_name: str, *, watch: Watch, **more: Any
        ) -> Any:
            watch.follow(nb_man)
            return super().execute_managed_notebook(nb_man, kernel_name, **more)

    papermill_engines.register(ENGINE, Watched)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _quiet_log(name: str) -> Iterator[None]:
    """Hold back warnings: parameters are checked here, and better."""
    log = logging.getLogger(name)
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def reason(error: Exception, cell_timeout_s: int) -> str:
    """Return in one line why a run failed."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    if isinstance(error, CellTimeoutError):
        return f"took longer than {cell_timeout_s} s and was stopped"
    if isinstance(error, DeadKernelError):
        return "its kernel died (killed, or out of memory)"
    name, text = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    lines = str(text).strip().splitlines()
    return printable(f"{name}: {lines[0]}" if lines else str(name))


def left_early(node: nbformat.NotebookNode) -> int:
    """Return the position of a cell that ended the kernel in good order; -1 if none did."""
    for i, cell in enumerate(node.cells):
        for output in cell.get("outputs", ()):
            if output.output_type == "error" and output.ename == "SystemExit":
                return i
    return -1
