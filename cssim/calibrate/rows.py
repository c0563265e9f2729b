"""The raw rows of an export: streamed, capped, and never silently lost.

Each physical line is parsed on its own, so that a stray quote spoils one row and not the
rest of the file. Nothing is unpickled, guessed from the file's name or evaluated.
"""

from __future__ import annotations

import csv
import gzip
import io
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import pandas as pd

from cssim.calibrate.mapping import DELIMITERS, ColumnMapping, FileForm
from cssim.calibrate.remarks import Remarks
from cssim.errors import InputError, Problem, show
from cssim.scenario.consistency import did_you_mean

MAX_FILE_BYTES = 1 << 30
"""Largest file, as it lies on the disk."""
MAX_CHARACTERS = 1 << 31
"""Most characters read after decompression."""
MAX_LINE = 20_000
"""Longest line, in characters."""
MAX_FIELD = 500
"""Longest field, in characters."""
MAX_ROWS = 2_000_000
"""Most rows; a longer log is to be cut into periods."""


@dataclass(frozen=True)
class RawRows:
    """The mapped columns of every row that has the right number of fields.

    Attributes
    ----------
    text : DataFrame of str
        One column per mapped column, blanks at both ends cut; index 0, 1, ….
    line : Series of int
        Line of each row in the file; the header is line 1.
    n_rows : int
        Rows read, those dropped here included; blank lines are not rows.
    """

    text: pd.DataFrame
    line: pd.Series[int]
    n_rows: int


def read_rows(path: Path | str, mapping: ColumnMapping, remarks: Remarks) -> RawRows:
    """Read the mapped columns of an export as text.

    Parameters
    ----------
    path : path
        The export: a regular local file.
    mapping : ColumnMapping
        Says how it is written and which columns count.
    remarks : Remarks
        Gets every row that cannot be read.

    Returns
    -------
    RawRows

    Raises
    ------
    InputError
        The file cannot be read at all, is beyond a cap, or lacks a mapped column.
    """
    path = _regular_file(Path(path))
    try:
        with _opened(path, mapping.file) as stream:
            return _Reader(stream, mapping, path.name).read(remarks)
    except (OSError, EOFError, zlib.error, UnicodeError) as wrong:
        accepted = f"must be {mapping.file.compression} and {mapping.file.encoding}: {wrong}"
        raise InputError.of("", path.name, accepted) from None


def _regular_file(path: Path) -> Path:
    """Return the path of a file that is no folder, device or pipe, and not too large."""
    try:
        found = path.stat()
    except (OSError, ValueError) as problem:
        said = getattr(problem, "strerror", None) or "the path is not possible"
        raise InputError.of("", path.name, f"cannot be read: {said}") from None
    if not stat.S_ISREG(found.st_mode):
        raise InputError.of("", path.name, "must be a regular file")
    if found.st_size > MAX_FILE_BYTES:
        raise InputError.of("", found.st_size, f"must have at most {MAX_FILE_BYTES:,} bytes")
    return path


def _opened(path: Path, form: FileForm) -> TextIO:
    encoding = "utf-8-sig" if form.encoding == "utf-8" else form.encoding
    open_it = gzip.open if form.compression == "gzip" else open
    binary = open_it(path, "rb")
    # undecodable bytes become a mark that no mapped value can equal, so the row is noted
    return io.TextIOWrapper(binary, encoding=encoding, errors="replace", newline=None)


class _Reader:
    def __init__(self, stream: TextIO, mapping: ColumnMapping, source: str) -> None:
        self.stream, self.mapping, self.source = stream, mapping, source
        self.characters = 0
        self.lines = self._numbered_lines()

    def read(self, remarks: Remarks) -> RawRows:
        places, n_fields = self._header()
        kept: list[list[str]] = []
        numbers: list[int] = []
        n_rows = 0
        for number, line in self.lines:
            n_rows += 1
            fields = self._fields(line)
            if wrong := _fault(fields, n_fields):
                remarks.drop([number], wrong, [line.strip()[:40]])
                continue
            kept.append([fields[place].strip() for place in places])
            numbers.append(number)
        text = pd.DataFrame(kept, columns=list(self.mapping.columns), dtype=object)
        return RawRows(text, pd.Series(numbers, dtype="int64"), n_rows)

    def _numbered_lines(self) -> Iterator[tuple[int, str]]:
        number = 0
        while line := self.stream.readline(MAX_LINE + 1):
            number += 1
            self.characters += len(line)
            self._check_caps(number, line)
            if line.strip():
                yield number, line.rstrip("\r\n")

    def _check_caps(self, number: int, line: str) -> None:
        if len(line) > MAX_LINE:
            raise self._refusal(f"line {number}", f"must have at most {MAX_LINE} characters")
        if number > MAX_ROWS + 1:
            raise self._refusal("file", f"must have at most {MAX_ROWS:,} rows; cut it into periods")
        if self.characters > MAX_CHARACTERS:
            raise self._refusal("file", f"must have at most {MAX_CHARACTERS:,} characters")

    def _header(self) -> tuple[list[int], int]:
        names = [name.strip() for name in self._fields(next(self.lines, (0, ""))[1]) or ()]
        missing = [column for column in self.mapping.columns if column not in names]
        if missing:
            raise InputError(
                Problem(
                    "", show(c), f"must be a column of the log{did_you_mean(c, names)}", self.source
                )
                for c in missing
            )
        return [names.index(column) for column in self.mapping.columns], len(names)

    def _refusal(self, value: str, accepted: str) -> InputError:
        return InputError([Problem("", value, accepted, self.source)])

    def _fields(self, line: str) -> list[str]:
        """Return the fields of a line, none at all if its quotes do not close."""
        delimiter = DELIMITERS[self.mapping.file.delimiter]
        if self.mapping.file.quote == "none":
            return line.split(delimiter)
        try:
            return next(csv.reader([line], delimiter=delimiter, strict=True))
        except csv.Error:
            return []


def _fault(fields: list[str], n_fields: int) -> str:
    if not fields:
        return "quotes do not close"
    if len(fields) != n_fields:
        return "wrong number of fields"
    if max(map(len, fields)) > MAX_FIELD:
        return f"a field longer than {MAX_FIELD} characters"
    return ""
