"""What pydantic found wrong, in the words of a user: place, value, what is accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cssim.errors import InputError, Problem, show
from cssim.scenario.consistency import did_you_mean
from cssim.scenario.distributions import KINDS, UNKNOWN_KIND
from cssim.scenario.fields import REFUSED
from cssim.scenario.shape import (
    choices_at,
    choices_of,
    cleaned,
    keys_of,
    siblings,
    type_at,
    written,
)

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

SENTENCES = {
    "missing": "is required and missing",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping",
    "mapping_type": "must be a mapping",
    "model_type": "must be a mapping",
    "model_attributes_type": "must be a mapping",
    "too_short": "must have entries, at least {min_length}",
    "too_long": "must have at most {max_length} entries",
}
"""What is accepted, by the type of pydantic's error."""

MOST_TOLD = 200
"""Most problems told in full; what more there is counts, but nobody would read it."""

WITHOUT_VALUE = {"missing", "extra_forbidden"}


def problems_of(error: ValidationError, root: Any) -> list[Problem]:
    """Return the problems of a validation, in pydantic's order.

    Those after the first `MOST_TOLD` only have their place.

    Parameters
    ----------
    error : ValidationError
        From validating file content with `root`.
    root : type
        The model that was validated.
    """
    details = error.errors(include_url=False)
    told = [problem for detail in details[:MOST_TOLD] for problem in _problems(detail, root)]
    rest = (written(cleaned(detail["loc"])) for detail in details[MOST_TOLD:])
    return told + [Problem(where, "", "cannot be accepted either") for where in rest]


def _problems(detail: ErrorDetails, root: Any) -> Iterator[Problem]:
    where = written(cleaned(detail["loc"]))
    inner = detail.get("ctx", {}).get("error")
    if isinstance(inner, InputError):
        for problem in inner.problems:
            gap = "." if where and problem.where and problem.where[0] != "[" else ""
            yield Problem(f"{where}{gap}{problem.where}", problem.value, problem.accepted)
    else:
        yield Problem(where, _value(detail), _accepted(detail, root))


def _value(detail: ErrorDetails) -> str:
    if detail["type"] in WITHOUT_VALUE:
        return ""
    value = detail["input"]
    if detail["type"] in ("too_short", "too_long"):
        return str(detail["ctx"]["actual_length"])
    if isinstance(value, (dict, list, tuple)) and len(value) > 10:
        return f"{type(value).__name__} of {len(value)} entries"
    return show(value)


def _accepted(detail: ErrorDetails, root: Any) -> str:
    kind, loc = detail["type"], detail["loc"]
    context = detail.get("ctx", {})
    if kind == REFUSED:
        return str(context["sentence"])
    if kind == UNKNOWN_KIND:
        return _distribution(detail["input"], choices_of(type_at(root, loc)))
    if kind == "extra_forbidden":
        return _foreign(loc, root)
    if kind == "literal_error":
        choices = choices_at(root, loc)
        hint = did_you_mean(str(detail["input"]), choices) if len(choices) > 3 else ""
        return f"must be {_either(choices)}{hint if 'did you' in hint else ''}"
    return SENTENCES[kind].format(**context) if kind in SENTENCES else str(detail["msg"])


def _foreign(loc: Sequence[str | int], root: Any) -> str:
    """Return what is wrong with a key that the part has not."""
    members = siblings(root, loc)
    if owners := [word for word, member in members.items() if loc[-1] in keys_of(member)]:
        own = str(loc[-2]).removeprefix("?")
        return f"must be omitted: it goes with {' or '.join(owners)}, not with {own}"
    return f"unknown key{did_you_mean(str(loc[-1]), keys_of(type_at(root, loc[:-1])))}"


def _either(choices: list[str]) -> str:
    return f"one of {', '.join(choices)}" if len(choices) > 1 else ", ".join(choices)


def _distribution(value: Any, words: list[str]) -> str:
    """Return what is wrong with something that should be a distribution, or one of `words`."""
    kind = value.get("distribution") if isinstance(value, dict) else None
    if isinstance(kind, str):
        return f"unknown distribution {show(kind)}{did_you_mean(kind, KINDS)}"
    example = "must be a mapping such as {distribution: exponential, mean: 3 min}"
    return f"{' or '.join([example, *words])}; kinds: {', '.join(KINDS)}"
