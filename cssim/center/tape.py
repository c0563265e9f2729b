"""Where a long run leaves its records, so that its memory does not grow with them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO, Any, TypeAlias

from cssim.errors import RunError

Buffer: TypeAlias = "bytearray | array[Any]"


class Tape:
    """Buffers of records of which all but the last part may lie in a file.

    The file has no name, so nothing is left of it, however the run ends. A short run has none.

    Parameters
    ----------
    buffers : sequence of bytearray or array
        Filled by whoever keeps them; emptied here.
    """

    def __init__(self, buffers: Sequence[Buffer]) -> None:
        self._buffers = buffers
        self._file: IO[bytes] | None = None
        self._lying: dict[int, list[tuple[int, int]]] = {id(buffer): [] for buffer in buffers}
        """Of each buffer: where in the file its parts begin, and their bytes."""

    def put_away(self) -> None:
        """Move what the buffers hold to the file.

        Raises
        ------
        RunError
            The file cannot be written.
        """
        try:
            if self._file is None:
                self._file = TemporaryFile()  # noqa: SIM115 - see `close`
            for buffer in self._buffers:
                if buffer:
                    start, length = self._file.tell(), self._file.write(buffer)
                    self._lying[id(buffer)].append((start, length))
                    del buffer[:]
            self._file.flush()
        except OSError as problem:
            raise RunError(
                "the records of a long run are kept in a temporary file, which cannot be written "
                f"({problem.strerror}): free some space, or set TMPDIR to a folder with more"
            ) from problem

    def parts(self, buffer: Buffer) -> Iterator[Buffer | bytes]:
        """Yield what a buffer was filled with, in order, piece by piece."""
        for start, length in self._lying[id(buffer)]:
            assert self._file is not None
            self._file.seek(start)
            yield self._file.read(length)
        yield buffer

    def length(self, buffer: Buffer) -> int:
        """Return how many bytes a buffer was filled with."""
        lying = sum(length for _, length in self._lying[id(buffer)])
        return lying + memoryview(buffer).nbytes

    def close(self) -> None:
        """Let the file go; nothing can be read any more."""
        if self._file is not None:
            self._file.close()
