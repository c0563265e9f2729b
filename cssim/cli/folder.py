"""Results folders and files: whole or not at all, and never over somebody else's results.

Everything is first written into a staging folder beside its place, and moved when all of
it is there. The manifest is moved last: a folder without it is not finished.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cssim.cli import show
from cssim.cli.shell import refused
from cssim.errors import RunError

MANIFEST = "manifest.json"
MOST_MANIFEST = 1_000_000
"""Longest manifest that is read, in bytes."""
STAGING = ".cssim-"
"""Start of the names of staging folders."""
OURS = (".parquet", ".json", ".yml")
"""Endings of the files that a results folder is made of."""

Identity = Mapping[str, Any]
"""What tells one study from another: scenario hash of each arm, and the seed."""


@contextmanager
def results_folder(
    out: Path | None, identity: Identity | None, *, force: bool, option: str = "--out"
) -> Iterator[Path | None]:
    """Give a staging folder to fill; what is in it at the end becomes the folder `out`.

    Parameters
    ----------
    out : path or None
        None: there is nothing to write, and no staging folder.
    identity : mapping or None
        A folder with a manifest that says otherwise is refused; with None, any that is not
        empty.
    force : bool
        Write even there.
    option : str
        Named in problems.

    Raises
    ------
    InputError
        `out` is a file, cannot be written, or holds something else; before any work.
    RunError
        Moving the results into place failed.
    """
    if out is None:
        yield None
        return
    if not force:
        _refuse_other(out, identity, option)
    staging = _staging(out, option)
    try:
        yield staging
        if not force:
            _refuse_other(out, identity, option)  # others may have come meanwhile
        _publish(staging, out)
    except OSError as error:
        raise RunError(_not_written(out, error)) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def refuse_existing(path: Path, option: str, *, force: bool) -> None:
    """Refuse a single output file that exists, or whose folder cannot be written.

    Raises
    ------
    InputError
        Before any work.
    """
    if path.is_dir():
        raise refused(option, "must be a file, this is a folder", str(path))
    if path.exists() and not force:
        raise refused(option, "exists; --force replaces it", str(path))
    if not path.parent.is_dir():
        raise refused(option, "its folder does not exist", str(path))
    _probe(path.parent, option)


def write_manifest(staging: Path, content: Mapping[str, Any]) -> None:
    """Write the manifest of a staging folder, with the SHA-256 of every file in it."""
    files = {
        path.relative_to(staging).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(staging.rglob("*"))
        if path.is_file()
    }
    text = json.dumps({**content, "files": files}, indent=1, allow_nan=False)
    (staging / MANIFEST).write_text(text + "\n", encoding="utf-8")


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder; None if there is none that can be read."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            found = json.loads(file.read(MOST_MANIFEST))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def identity_of(manifest: Mapping[str, Any]) -> Identity:
    """Return what tells the study of a manifest from others."""
    arms = manifest.get("arms")
    hashes = {
        name: arm.get("hash") if isinstance(arm, dict) else None
        for name, arm in (arms.items() if isinstance(arms, dict) else ())
    }
    return {"arms": hashes, "seed": manifest.get("seed")}


def _refuse_other(out: Path, identity: Identity | None, option: str) -> None:
    if not out.is_dir() or all(path.name.startswith(STAGING) for path in out.iterdir()):
        return
    manifest = None if identity is None else manifest_of(out)
    if manifest is None:
        accepted = "holds files that are not a finished study; choose a new folder, or --force"
        raise refused(option, accepted, str(out))
    if identity_of(manifest) != identity:
        accepted = f"holds another study, {_said(manifest)}; choose a new folder, or --force"
        raise refused(option, accepted, str(out))


def _said(manifest: Mapping[str, Any]) -> str:
    """Return a study in a few words: arms with the start of their hashes, seed."""
    identity = identity_of(manifest)
    arms = ", ".join(f"{name} {str(h)[:8]}" for name, h in list(identity["arms"].items())[:3])
    return f"{arms or 'unknown'}, seed {str(identity['seed'])[:20]}"


def _staging(out: Path, option: str) -> Path:
    """Return a new folder on the file system of `out`, which shows that it can be written."""
    if out.exists() and not out.is_dir():
        raise refused(option, "must be a folder, this is a file", str(out))
    home = out if out.is_dir() else next(p for p in out.absolute().parents if p.exists())
    return _probe(home, option, keep=True)


def _probe(home: Path, option: str, *, keep: bool = False) -> Path:
    try:
        staging = Path(tempfile.mkdtemp(prefix=STAGING, suffix=".tmp", dir=home))
        if not keep:
            staging.rmdir()
    except OSError as error:
        accepted = f"cannot be written: {error.strerror or error}"
        raise refused(option, accepted, str(home)) from None
    return staging


def _publish(staging: Path, out: Path) -> None:
    """Move everything into place; files of an earlier study there go, its manifest first."""
    new = [path.relative_to(staging) for path in staging.rglob("*") if path.is_file()]
    for name in new:
        _settle(staging / name)
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
        staging.chmod(0o777 & ~_umask())
        staging.replace(out)
        return
    old = manifest_of(out) or {}
    (out / MANIFEST).unlink(missing_ok=True)
    for path in _files(out, old):
        path.unlink(missing_ok=True)
    for name in sorted(new, key=lambda n: n == Path(MANIFEST)):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).replace(out / name)
    _drop_empty(out / "journals")


def _files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Path]:
    """Yield the files of a folder that its manifest lists, as far as they can be such files."""
    listed = manifest.get("files")
    for name in listed if isinstance(listed, dict) else ():
        path = folder / str(name)
        if path.suffix in OURS and path.resolve().is_relative_to(folder.resolve()):
            yield path


def _drop_empty(folder: Path) -> None:
    for sub in folder.iterdir() if folder.is_dir() else ():
        if sub.is_dir() and not any(sub.iterdir()):
            sub.rmdir()


def _settle(path: Path) -> None:
    """Give a file its usual permissions and force it to the disk."""
    path.chmod(0o666 & ~_umask())
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    """Return what new files are not to permit; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _not_written(out: Path, error: OSError) -> str:
    home = next(p for p in (out, *out.absolute().parents) if p.exists())
    free = shutil.disk_usage(home).free / 1e6
    return f"{out}: cannot be written: {error.strerror or error} ({free:,.0f} MB free)"


def write_or_say(out: Path | None, text: str, *, force: bool) -> None:
    """Write a text into the file of ``--out`` and say so, or print it if there is none.

    Raises
    ------
    InputError
        The file is there, and is not to be overwritten.
    RunError
        It could not be written.
    """
    if out is None:
        show.say(text.rstrip())
        return
    refuse_existing(out, "--out", force=force)
    write_file(out, text)
    show.say(str(out))


def write_file(path: Path, text: str) -> None:
    """Write one output file whole or not at all.

    Raises
    ------
    RunError
        It could not be written.
    """
    from cssim.journal import write_text

    try:
        write_text(path, text)
        path.chmod(0o666 & ~_umask())
    except OSError as error:
        raise RunError(_not_written(path, error)) from error
