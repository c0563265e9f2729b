"""Rules use only what every processor computes alike: + - * / and scalar exp, log, log1p."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import cssim.rules

MODULES = sorted(Path(cssim.rules.__file__).parent.glob("*.py"))
IMPORTS = {"__future__", "math", "dataclasses", "itertools", "cssim.rules.handling"}
FROM_MATH = {"exp", "log", "log1p", "inf", "isinf"}


def odd(source: str) -> list[str]:
    """Return what a module uses beyond the plain arithmetic."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if name.name not in IMPORTS]
            case ast.ImportFrom(module=module) if module not in IMPORTS:
                found.append(str(module))
            case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in FROM_MATH:
                found.append(f"math.{name}")
            case ast.BinOp(op=ast.Pow()):
                found.append("**")
            case ast.Call(func=ast.Name(id="sum" | "pow" as name)):
                found.append(name)
            case _:
                pass
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_arithmetic(path: Path) -> None:
    assert odd(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import numpy", "numpy"),
        ("from cssim.streams import x", "cssim.streams"),
        ("math.expm1(x)", "math.expm1"),
        ("2.0**x", "**"),
        ("sum(x)", "sum"),
    ],
)
def test_what_is_not_plain_is_found(source: str, what: str) -> None:
    assert odd(source) == [what]
