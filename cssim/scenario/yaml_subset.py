"""A guarded reader of the subset of YAML 1.2 that scenario files are written in.

Mappings, lists and scalars: no tags, anchors, aliases, merge keys, directives, duplicate
keys or second documents; limits on size, depth and number of nodes. It works on the
events of the parser, so that nothing is built before it has been looked at, and it reads
scalars itself: base 60, octal, ``yes`` and ``no`` do not exist, and what would be read
differently elsewhere is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml import events as ev
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from cssim.errors import InputError, Problem, show
from cssim.scenario.shape import Path, written

MAX_BYTES = 1_000_000
MAX_LEVELS = 24
MAX_NODES = 100_000
MAX_LINE_LENGTH = 100_000
MAX_DIGITS = 18
"""Most digits of a whole number, so that it fits in 64 bits."""

KEY = re.compile(r"[A-Za-z0-9_:.-]{1,60}")
SPACED_KEY = re.compile(r"[A-Za-z0-9_:. -]{1,60}")
_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_ODD_NUMBER = re.compile(r"[-+]?(0[0-9][0-9_]*|0[oxb][0-9a-fA-F_]+|[0-9][0-9_]*_[0-9_.]*)")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_COLON = re.compile(r":(?=\s)")
_SEPARATOR = re.compile(r",|[?-](?=\s)")
_COMMENT_LINE = re.compile(r"^[ ]*#.*$", re.MULTILINE)


@dataclass
class Document:
    """What a text says, and where.

    Attributes
    ----------
    content : object
        Plain dicts with text keys, lists, texts, numbers, truth values, None.
    lines : dict of str to int
        Path of every node -> its line, from 1.
    source : str
        File or option it came from.
    """

    content: Any
    lines: dict[str, int] = field(default_factory=dict)
    source: str = ""

    def line_of(self, where: str) -> int:
        """Return the line of a path, or of the nearest place around it; 0 when not known."""
        while where and where not in self.lines:
            where = re.sub(r"(^|\.)[^.\[]*$|\[[^\[]*$", "", where)
        return self.lines.get(where, 0)

    def place(self, where: str) -> str:
        """Return ``source:line`` of a path."""
        return place(self.source, self.line_of(where))


def place(source: str, line: int) -> str:
    """Return source and line as problems show them; a line of 0 is not known."""
    if not line:
        return source
    return f"{source}:{line}" if source else f"line {line}"


def unreadable(source: str, accepted: str) -> InputError:
    """Return the error of a text or file as a whole."""
    return InputError([Problem("", "", accepted, source)])


class _Reader:
    """One pass over the events of a text; gathers problems as long as the text can be read."""

    def __init__(self, text: str, source: str, keys: re.Pattern[str] = KEY) -> None:
        self.source, self._keys = source, keys
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._nodes = 0
        self._events = _events(text, source)

    def read(self) -> Any:
        self._next(ev.StreamStartEvent)
        start = next(self._events)
        if isinstance(start, ev.StreamEndEvent):
            raise self._stop("", None, "the file is empty", start)
        if start.version or start.tags:
            self._report("", None, "directives (%YAML, %TAG) are not accepted", start)
        content = self._node(next(self._events), ())
        self._next(ev.DocumentEndEvent)
        end = next(self._events)
        if not isinstance(end, ev.StreamEndEvent):
            raise self._stop("", None, "only one document is accepted, a second one starts", end)
        return content

    def _next(self, kind: type) -> Any:
        event = next(self._events)
        assert isinstance(event, kind)
        return event

    def _node(self, event: Any, path: Path) -> Any:
        where = written(path)
        self.lines[where] = event.start_mark.line + 1
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._stop("", None, f"has more than {MAX_NODES:,} values", event)
        if len(path) > MAX_LEVELS:
            raise self._stop(where[:60], None, f"nested deeper than {MAX_LEVELS} levels", event)
        self._refuse_references(event, where)
        if isinstance(event, ev.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, ev.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, where) if isinstance(event, ev.ScalarEvent) else None

    def _refuse_references(self, event: Any, where: str) -> None:
        if isinstance(event, ev.AliasEvent):
            self._report(
                where, f"*{event.anchor}", "aliases are not accepted; repeat the value", event
            )
        elif event.anchor is not None:
            self._report(where, f"&{event.anchor}", "anchors are not accepted", event)
        if getattr(event, "tag", None) is not None:
            self._report(where, str(event.tag), "tags are not accepted", event)

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), ev.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(self._events), ev.MappingEndEvent):
            key = self._key(event, path)
            value = self._node(next(self._events), (*path, key))
            if key in entries:
                self._report(written((*path, key)), None, "the key stands here twice", event)
            entries[key] = value
        return entries

    def _key(self, event: Any, path: Path) -> str:
        where = written(path)
        if not isinstance(event, ev.ScalarEvent):
            raise self._stop(where, None, "a key must be a plain word", event)
        self._refuse_references(event, where)
        self._nodes += 1
        key = str(event.value)
        if key == "<<":
            raise self._stop(where, key, "merge keys are not accepted; repeat the values", event)
        if not self._keys.fullmatch(key):
            accepted = "a key must be 1 to 60 characters of a-z A-Z 0-9 _ - . :"
            accepted += " and space" if self._keys is SPACED_KEY else ""
            raise self._stop(where, key, accepted, event)
        return key

    def _scalar(self, event: Any, where: str) -> Any:
        try:
            return event.value if event.style else plain_scalar(event.value)
        except ValueError as refused:
            self._report(where, event.value, str(refused), event)
            return None

    def _problem(self, where: str, value: str | None, accepted: str, event: Any) -> Problem:
        source = place(self.source, event.start_mark.line + 1)
        return Problem(where, "" if value is None else show(value), accepted, source)

    def _report(self, where: str, value: str | None, accepted: str, event: Any) -> None:
        self.problems.append(self._problem(where, value, accepted, event))

    def _stop(self, where: str, value: str | None, accepted: str, event: Any) -> InputError:
        return InputError([*self.problems, self._problem(where, value, accepted, event)])


def plain_scalar(text: str) -> Any:
    """Return what an unquoted scalar says.

    Raises
    ------
    ValueError
        It is a number in a form that others read differently, or none that can be held;
        the text says why.
    """
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("must be a finite number")
    if _ODD_NUMBER.fullmatch(text):
        raise ValueError("numbers are written in decimal, without leading zeros or _")
    if _INT.fullmatch(text):
        return _whole(text)
    return _real(text) if _FLOAT.fullmatch(text) else text


def _whole(text: str) -> int:
    if len(text.lstrip("+-")) > MAX_DIGITS:
        raise ValueError(f"must be a number of at most {MAX_DIGITS} digits")
    return int(text)


def _real(text: str) -> float:
    value = float(text) + 0.0  # turns -0.0 into 0.0, so that both hash alike
    if len(text) > 40 or value in (float("inf"), float("-inf")):
        raise ValueError("must be a finite number of at most 40 characters")
    return value


def _events(text: str, source: str) -> Iterator[Any]:
    """Yield the parser's events; whatever makes the parser fail is bad input."""
    events = YAML(typ="safe", pure=True).parse(text)
    try:
        yield from events
    except YAMLError as error:
        raise _syntax_error(error, source) from None
    except (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError,
            TypeError, ValueError) as error:  # fmt: skip
        # the parser is not ours: hostile text may break it in ways of its own
        raise unreadable(source, f"is not YAML: {type(error).__name__}") from None


def _syntax_error(error: YAMLError, source: str) -> InputError:
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    said = error.problem if isinstance(error, MarkedYAMLError) else str(error).splitlines()[0]
    found = "is not YAML: " + " ".join(str(said or "cannot be read").split())[:160]
    return unreadable(place(source, mark.line + 1 if mark else 0), found)


def read_text(text: str, source: str = "", keys: re.Pattern[str] = KEY) -> Document:
    """Return what a YAML text says.

    Parameters
    ----------
    text : str
        At most 1 MB, 24 levels, 100,000 nodes and 100,000 characters in a line.
    source : str
        Named in problems.
    keys : Pattern
        What keys may be; names that a user makes up may have spaces (`SPACED_KEY`).

    Raises
    ------
    InputError
        Not YAML, or outside the subset; as many problems at once as can be told.
    """
    _refuse_size(text, source)
    reader = _Reader(text, source, keys)
    content = reader.read()
    if reader.problems:
        raise InputError(reader.problems)
    return Document(content, reader.lines, source)


def _refuse_size(text: str, source: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise unreadable(source, "is not UTF-8 text") from None
    if size > MAX_BYTES:
        raise unreadable(source, f"must be at most {MAX_BYTES:,} bytes, has {size:,}")
    if max(map(len, text.splitlines()), default=0) > MAX_LINE_LENGTH:
        raise unreadable(source, f"has a line of over {MAX_LINE_LENGTH:,} characters")
    if _least_nodes(text) > MAX_NODES:
        raise unreadable(source, f"has more than {MAX_NODES:,} values or lines")


def _least_nodes(text: str) -> int:
    """Return about how many nodes a text has at least, or its lines: cheaper than parsing.

    A colon stands between two nodes, another separator before one; the slack is for those
    that stand in texts.
    """
    bare = _COMMENT_LINE.sub("", text)
    nodes = max(2 * len(_COLON.findall(bare)), len(_SEPARATOR.findall(bare)))
    return max(nodes - MAX_NODES // 10, text.count("\n"))
