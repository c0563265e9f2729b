"""Reading a scenario file: a small, regular, local file of UTF-8 text, and nothing else."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cssim.errors import InputError
from cssim.scenario.yaml_subset import MAX_BYTES, unreadable


def read_file(path: Path | str) -> str:
    """Return the text of a file.

    Parameters
    ----------
    path : path
        A regular file of at most 1 MB. A symbolic link may lead to another file below
        its own folder or below the current one.

    Raises
    ------
    InputError
        Missing, unreadable, no regular file (folder, FIFO, device), a link that leads
        out, too large, or not UTF-8.
    """
    source = source_of(path)
    try:
        data = _read_bytes(Path(path), source)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        said = error.strerror if isinstance(error, OSError) else "the path is not possible"
        raise unreadable(source, f"cannot be read: {said or error}") from None
    if len(data) > MAX_BYTES:
        raise unreadable(source, f"must be at most {MAX_BYTES:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        accepted = f"is not UTF-8 text (byte {error.start})"
        raise unreadable(source, accepted) from None


def source_of(path: Path | str) -> str:
    """Return a file's own name as problems show it: without its folder, not too long."""
    name = Path(path).name or str(path)
    return name if len(name) <= 60 else "…" + name[-59:]


def _read_bytes(path: Path, source: str) -> bytes:
    if path.is_symlink() and not _stays(path):
        raise unreadable(source, "is a link that leads out of its folder")
    # not blocking: opening a FIFO would wait for a writer
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise unreadable(source, "must be a regular file")
        return file.read(MAX_BYTES + 1)


def _stays(link: Path) -> bool:
    target = Path(os.path.realpath(link))
    homes = (os.path.realpath(link.parent), os.path.realpath(Path.cwd()))
    return any(target.is_relative_to(home) for home in homes)
