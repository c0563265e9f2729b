"""Run a notebook strictly: refused before it starts, or believed only when it says so."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import nbformat

from cssim.errors import MAX_LINE, InputError, RunError, printable
from cssim.journal import write_text
from cssim.report import engine
from cssim.report.engine import Progress, Watch
from cssim.report.files import find_notebook, from_text, read_notebook, to_text
from cssim.report.marker import MARKER, read_marker, why_not
from cssim.report.page import html_page
from cssim.report.parameters import checked, declared

LONGEST_CELL_S = 3600


@dataclass(frozen=True)
class NotebookResult:
    """What a notebook left.

    Attributes
    ----------
    executed : Path
        The notebook with its results.
    html : Path
        The same as a page to read or send: one file, no code, no scripts, no requests.
    folder : Path
        Where everything is.
    figures : tuple of Path
        PNG files.
    """

    executed: Path
    html: Path
    folder: Path
    figures: tuple[Path, ...]


def run_notebook(
    notebook: Path | str,
    parameters: Mapping[str, Any] | None = None,
    out: Path | str = "results",
    progress: Progress | None = None,
    *,
    cell_timeout_s: int = LONGEST_CELL_S,
) -> NotebookResult:
    """Run a notebook with parameters and keep what it made.

    The notebook runs in the present working directory and writes into a hidden folder
    inside `out`. Only when its last cell has left the success marker of this very run
    (`cssim.report.finish`) and every file is as the marker says, do the files take their
    places, each whole; files of the previous run that are not made again are removed. A
    notebook is a program: run only those you trust.

    Parameters
    ----------
    notebook : path or str
        A local ``.ipynb``, or a name such as ``what_if``, see `find_notebook`. It must
        declare ``out_dir`` and ``run_id`` in one cell tagged ``parameters``.
    parameters : dict of str to value, optional
        Plain values for parameters that the notebook declares.
    out : path
        Folder for the results, made if need be. Defaults to ``results``.
    progress : callable, optional
        Called after each cell with how many code cells are done, and of how many.
    cell_timeout_s : int, > 0
        Longest time a cell may take.

    Returns
    -------
    NotebookResult

    Raises
    ------
    InputError
        The notebook, a parameter or the folder cannot be accepted; nothing ran.
    RunError
        It did not run to its end; the message names the cell and the error. The notebook
        as far as it came is kept as ``NAME.failed.ipynb``, earlier results stay.
    """
    path = find_notebook(notebook)
    node = read_notebook(path)
    given = checked(declared(node), parameters or {}, path.name)
    if (
        isinstance(cell_timeout_s, bool)
        or not isinstance(cell_timeout_s, int)
        or cell_timeout_s < 1
    ):
        raise InputError.of("cell_timeout_s", cell_timeout_s, "must be a whole number >= 1")
    run = _Run(path, _folder(out), uuid.uuid4().hex, Watch(progress), cell_timeout_s)
    try:
        return run.finished(run.lived(node, given))
    finally:
        shutil.rmtree(run.stage, ignore_errors=True)


def _folder(out: Path | str) -> Path:
    folder = Path(out).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError.of("out", str(out), "must be a folder that can be written") from error
    return folder


@dataclass(frozen=True)
class _Run:
    """One run of a notebook: from its source to files in place."""

    source: Path
    folder: Path
    run_id: str
    watch: Watch
    cell_timeout_s: int

    @property
    def stage(self) -> Path:
        """Hidden folder in which the run writes."""
        return self.folder / f".{self.source.stem}-{self.run_id[:12]}"

    @property
    def failed(self) -> Path:
        """Where the notebook of a failed run is kept."""
        return self.folder / f"{self.source.stem}.failed.ipynb"

    def lived(self, node: nbformat.NotebookNode, given: Mapping[str, Any]) -> nbformat.NotebookNode:
        """Return the executed notebook, or raise RunError and keep it as far as it came."""
        try:
            self.stage.mkdir()
        except OSError as error:
            where = str(self.folder)
            raise InputError.of("out", where, "must be a folder that can be written") from error
        ours = {"out_dir": str(self.stage), "run_id": self.run_id}
        try:
            done = engine.execute(
                node, {**given, **ours}, self.watch, cell_timeout_s=self.cell_timeout_s
            )
        except Exception as error:
            why = engine.reason(error, self.cell_timeout_s)
            self._fail(f"{self.watch.place}: {why}", error)
        early = engine.left_early(done)
        if early >= 0:
            self._fail(f"{engine.place_of(done, early)}: ended the run early (SystemExit)")
        why = why_not(self.stage, self.run_id)
        if why:
            self._fail(why)
        return done

    def _fail(self, why: str, error: Exception | None = None) -> NoReturn:
        if self.watch.notebook is not None:
            write_text(self.failed, self._text(self.watch.notebook))
        line = printable(f"{self.source.name}: {why}")
        kept = f"; see {self.failed.name}" if self.watch.notebook is not None else ""
        raise RunError(line[: MAX_LINE - len(kept)] + kept) from error

    def _text(self, node: nbformat.NotebookNode) -> str:
        """Return a notebook as text that names the final folder, not the hidden one."""
        node.metadata.get("papermill", {})["input_path"] = self.source.name
        hidden, final = str(self.stage), str(self.folder)
        text = to_text(node)
        for escaped in (hidden, hidden.replace("\\", "\\\\")):
            text = text.replace(escaped, final)
        return text

    def finished(self, node: nbformat.NotebookNode) -> NotebookResult:
        """Put everything in its place, the marker last."""
        text = self._text(node)
        page = html_page(from_text(text))
        before, now = read_marker(self.folder), read_marker(self.stage)
        new = list(now.files) if now else []
        (self.folder / MARKER).unlink(missing_ok=True)
        for name in new:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.stage / name).replace(self.folder / name)
        executed = self.folder / f"{self.source.stem}.ipynb"
        html = executed.with_suffix(".html")
        write_text(executed, text)
        write_text(html, page)
        for name in set(before.files if before else ()) - set(new) - {executed.name, html.name}:
            (self.folder / name).unlink(missing_ok=True)
        self.failed.unlink(missing_ok=True)
        (self.stage / MARKER).replace(self.folder / MARKER)
        figures = tuple(self.folder / name for name in sorted(new) if name.endswith(".png"))
        return NotebookResult(executed, html, self.folder, figures)
