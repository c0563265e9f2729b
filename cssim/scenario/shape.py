"""What stands where in a scenario file: a walk through the types of the models."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag

Path = tuple[str | int, ...]
"""Keys and indexes from the root of the file to a place in it."""


def written(path: Sequence[str | int]) -> str:
    """Return a path as a user reads it.

    Examples
    --------
    >>> written(("teams", "frontline", "patterns", 0, "shift"))
    'teams.frontline.patterns[0].shift'
    """
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def cleaned(loc: Sequence[str | int]) -> Path:
    """Return pydantic's location without what is no place in the file."""
    return tuple(p for p in loc if isinstance(p, int) or not (p[:1] == "?" or p == "[key]"))


def _options(annotation: Any) -> tuple[str, tuple[Any, ...]]:
    """Return the tag of an annotation ('' for none) and the types it is a union of."""
    tag = ""
    while get_origin(annotation) is Annotated:
        annotation, *marks = get_args(annotation)
        tag = next((mark.tag for mark in marks if isinstance(mark, Tag)), tag)
    united = get_origin(annotation) in (Union, types.UnionType)
    return tag, get_args(annotation) if united else (annotation,)


def alternatives(annotation: Any) -> Iterator[Any]:
    """Yield every plain type of which a value may stand here."""
    _, options = _options(annotation)
    for option in options:
        if len(options) > 1 or get_origin(option) is Annotated:
            yield from alternatives(option)
        elif option is not type(None):
            yield option


def step(annotation: Any, part: str | int) -> Any:
    """Return the type that stands at a key, an index or a tag; None when there is none."""
    if isinstance(part, str) and part.startswith("?"):
        return _tagged(annotation, part)
    for plain in alternatives(annotation):
        if is_model(plain) and part in plain.model_fields:
            return plain.model_fields[str(part)].annotation
        if get_origin(plain) is Mapping:
            return get_args(plain)[1]
        if get_origin(plain) is tuple and isinstance(part, int):
            return get_args(plain)[0]
    return None


def _tagged(annotation: Any, tag: str) -> Any:
    """Return the member of a union that carries a tag, however deep; else the union."""
    _, options = _options(annotation)
    for option in options if len(options) > 1 else ():
        if _options(option)[0] == tag:
            return option
        if (inner := _tagged(option, tag)) is not option:
            return inner
    return annotation


def siblings(root: Any, loc: Sequence[str | int]) -> dict[str, Any]:
    """Return word -> member for the tagged union of which one member holds a location.

    Empty when the location is not directly in such a member.
    """
    inside = len(loc) > 1 and str(loc[-2]).startswith("?")
    return dict(_members(type_at(root, loc[:-2]))) if inside else {}


def _members(annotation: Any) -> Iterator[tuple[str, Any]]:
    _, options = _options(annotation)
    for option in options if len(options) > 1 else ():
        tag, _ = _options(option)
        yield from [(tag.removeprefix("?"), option)] if tag else _members(option)


def type_at(root: Any, loc: Sequence[str | int]) -> Any:
    """Return the type at a location; None when the location is not of the models."""
    for part in loc:
        if part != "[key]":
            root = step(root, part)
    return root


def is_model(plain: Any) -> bool:
    """Tell whether a plain type is a mapping with fixed keys."""
    return isinstance(plain, type) and issubclass(plain, BaseModel)


def keys_of(annotation: Any) -> list[str]:
    """Return the fixed keys of the mappings that may stand here."""
    plains = [plain for plain in alternatives(annotation) if is_model(plain)]
    return [key for plain in plains for key in plain.model_fields]


def choices_of(annotation: Any) -> list[str]:
    """Return the words that may stand here."""
    plains = [plain for plain in alternatives(annotation) if get_origin(plain) is Literal]
    return [str(word) for plain in plains for word in get_args(plain)]


def choices_at(root: Any, loc: Sequence[str | int]) -> list[str]:
    """Return the words that may stand at a location, whatever kind of part it is in."""
    members = siblings(root, loc).values()
    places = [step(member, loc[-1]) for member in members] or [type_at(root, loc)]
    return list(dict.fromkeys(word for place in places for word in choices_of(place)))


def entry_type(annotation: Any) -> Any:
    """Return the type of the entries when a mapping from names may stand here, else None."""
    for plain in alternatives(annotation):
        if get_origin(plain) is Mapping:
            return get_args(plain)[1]
    return None
