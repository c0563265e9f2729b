"""Writing a scenario as YAML that reads back equal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cssim.scenario.yaml_subset import plain_scalar

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]*[A-Za-z0-9]|[A-Za-z]")
"""Texts that may stand without quotation marks, unless they would be read as no text."""
FLOW_WIDTH = 90
"""A list or mapping that fits in so many characters is written in one line."""


def to_yaml(content: dict[str, Any]) -> str:
    """Return file content as YAML text, one entry a line, short parts in braces."""
    return "\n".join(_lines(content, "")) + "\n"


def _lines(content: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in content.items():
        yield from _entry(f"{indent}{scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    flow = _flow(value)
    if len(head) + len(flow) < FLOW_WIDTH or not isinstance(value, (dict, list)):
        yield f"{head} {flow}"
    elif isinstance(value, dict):
        yield head
        yield from _lines(value, indent + "  ")
    elif all(isinstance(item, dict) for item in value):
        yield head
        yield from (f"{indent}  - {_flow(item)}" for item in value)
    else:
        yield f"{head} {flow}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """Return a single value; a text is quoted wherever it might be read as anything else."""
    if not isinstance(value, str):
        return json.dumps(value, allow_nan=False)
    if PLAIN.fullmatch(value) and plain_scalar_or_none(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def plain_scalar_or_none(text: str) -> Any:
    """Return what an unquoted text would be read as; None when it would be refused."""
    try:
        return plain_scalar(text)
    except ValueError:
        return None
