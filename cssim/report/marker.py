"""The success marker: what the last cell of a notebook leaves when all went well.

Neither the exit of papermill nor the state of cells in the executed notebook tells whether
a notebook ran to its end: after a killed kernel, a timeout or ``sys.exit(0)`` they look as
after a success. So the last cell itself says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cssim.journal import write_text

MARKER = "done.json"
TABLE = ".parquet"


@dataclass(frozen=True)
class Marker:
    """What a run left.

    Attributes
    ----------
    run_id : str
        Which run.
    tables : str
        SHA-256 over names and contents of all its tables.
    files : dict of str to str
        SHA-256 of every file, by path from the folder, with forward slashes.
    """

    run_id: str
    tables: str
    files: Mapping[str, str]


def finish(folder: Path | str, run_id: str) -> None:
    """Mark a folder as the complete result of a run; to be called by a notebook's last cell.

    Parameters
    ----------
    folder : path
        Where the notebook wrote everything.
    run_id : str
        The parameter of that name.
    """
    folder = Path(folder)
    files = {name: digest(folder / name) for name in _names(folder)}
    content = {"run_id": run_id, "tables": _tables(files), "files": files}
    write_text(folder / MARKER, json.dumps(content, indent=2) + "\n")


def _names(folder: Path) -> list[str]:
    paths = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    shown = [p.as_posix() for p in paths if not any(part.startswith(".") for part in p.parts)]
    return sorted(name for name in shown if name != MARKER)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tables(files: Mapping[str, str]) -> str:
    tables = sorted((name, value) for name, value in files.items() if name.endswith(TABLE))
    return hashlib.sha256(json.dumps(tables).encode()).hexdigest()


def read_marker(folder: Path) -> Marker | None:
    """Return the marker in a folder; None when there is none that can be read."""
    try:
        content = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        files = {str(name): str(value) for name, value in dict(content["files"]).items()}
        found = Marker(str(content["run_id"]), str(content["tables"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if all(map(_is_inside, files)) else None


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts


def why_not(folder: Path, run_id: str) -> str:
    """Say why a folder is not the complete result of a run; '' when it is."""
    marker = read_marker(folder)
    if marker is None:
        return "ended without its success marker, which its last cell must write with finish()"
    if marker.run_id != run_id:
        return f"left the success marker of another run, {marker.run_id[:40]!r}"
    if _tables(marker.files) != marker.tables:
        return "left a success marker that contradicts itself"
    for name, value in marker.files.items():
        path = folder / name
        if path.is_symlink() or not path.is_file() or digest(path) != value:
            return f"changed {name[:60]} after its success marker was written"
    return ""
