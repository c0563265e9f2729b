"""Reading what a stranger wrote: mapping files, single values, and the words of refusals."""

from __future__ import annotations

import difflib
import re
import stat
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from cssim import units
from cssim.errors import InputError, Problem, show

MAX_MAPPING_BYTES = 1_000_000
"""Longest mapping file."""
NAME_PATTERN = r"^[a-z][a-z0-9_-]{0,39}$"
NAME = "must be a name: a lower-case letter, then at most 39 of a-z 0-9 _ -"


def refused(sentence: str) -> PydanticCustomError:
    """Return the error of a value, with the whole sentence that the user reads."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def written(parse: Callable[[Any], Any], sentence: str) -> BeforeValidator:
    """Return a validator that turns file text into a value, or says what is accepted."""

    def check(value: Any) -> Any:
        try:
            return parse(value)
        except ValueError:
            raise refused(sentence) from None

    return BeforeValidator(check)


def span(shortest: str, longest: str) -> BeforeValidator:
    """Return the validator of a duration, in ms, from `shortest` to `longest`."""
    low, high = units.parse_duration(shortest), units.parse_duration(longest)

    def parse(value: object) -> int:
        ms = units.parse_duration(value)
        if not low <= ms <= high:
            raise ValueError(value)
        return ms

    return written(parse, f"must be {units.DURATION}, from {shortest} to {longest}")


def text(longest: int) -> BeforeValidator:
    """Return the validator of printable text that no spreadsheet takes for a formula."""

    def parse(value: object) -> str:
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise ValueError(value)
        if value.lstrip().startswith(("=", "+", "-", "@")):
            raise ValueError(value)
        return value

    return written(parse, f"must be at most {longest} printable characters, not starting = + - @")


def name(value: object) -> str:
    """Return a scenario name, or raise ValueError."""
    if not isinstance(value, str) or not re.fullmatch(NAME_PATTERN, value):
        raise ValueError(value)
    return value


def regular_file(path: Path, largest: int) -> Path:
    """Return `path` if it is a regular file of at most `largest` bytes.

    Raises
    ------
    InputError
        Missing, a folder, a device or pipe, or too large.
    """
    try:
        found = path.stat()
    except OSError as problem:
        raise InputError.of("", str(path), f"cannot be read: {problem.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise InputError.of("", str(path), "must be a regular file")
    if found.st_size > largest:
        raise InputError.of("", found.st_size, f"must have at most {largest} bytes", path.name)
    return path


def read_mapping_text(path: Path) -> str:
    """Return the text of a mapping file of at most 1 MB of UTF-8."""
    raw = regular_file(path, MAX_MAPPING_BYTES).read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise InputError.of("", f"byte {wrong.start}", "must be UTF-8 text", path.name) from None


def parse_yaml(source_text: str, source: str) -> Any:
    """Return the plain data of a YAML text in the accepted subset of YAML 1.2."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(source_text)
    except (YAMLError, ValueError) as wrong:
        raise InputError.of("", str(wrong).split("\n")[0], "must be YAML", source) from None


def problem_of(error: Mapping[str, Any], known: Collection[str], source: str) -> Problem:
    """Return one pydantic error as a problem with path, value and what is accepted."""
    where = ".".join(str(step) for step in error["loc"] if step != "[key]")
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        close = difflib.get_close_matches(key, known, n=1)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        return Problem(where, "", f"unknown key{hint}", source)
    if error["type"] == "missing":
        return Problem(where, "", "is missing", source)
    return Problem(where, show(error["input"]), _lowered(error["msg"]), source)


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def nearest(word: str, words: Collection[str]) -> str:
    """Return a hint naming the word nearest to an unknown one, or nothing."""
    close = difflib.get_close_matches(word, words, n=1, cutoff=0.5)
    return f'; did you mean "{close[0]}"?' if close else ""
