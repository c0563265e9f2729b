"""Parameters of a notebook: what it declares, and what may be given.

papermill writes parameters into code, and lets a name pass that no cell declares. So names
are held to an alphabet, compared with those declared, and values to what JSON can say.
"""

from __future__ import annotations

import ast
import difflib
import json
import keyword
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from cssim.errors import InputError, Problem, show
from cssim.report.files import find_notebook, read_notebook

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
OURS = ("out_dir", "run_id")
"""Parameters that the runner sets; a notebook must declare them."""
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "bool": (bool,),
    "int": (int,),
    "float": (int, float),
    "list": (list,),
    "dict": (dict,),
}
CLEAN = "must be made of text, finite numbers, true, false, null, lists and mappings of text"


@dataclass(frozen=True)
class Parameter:
    """A parameter that a notebook declares.

    Attributes
    ----------
    name : str
    type : str
        One of `TYPES`, or '' when the notebook does not say.
    default : object
        Its value in the notebook; None also when it is no plain value.
    """

    name: str
    type: str
    default: Any


def notebook_parameters(notebook: Path | str) -> dict[str, Parameter]:
    """Return the parameters that a notebook declares, by name.

    Raises
    ------
    InputError
        No such notebook, or its cell tagged ``parameters`` is missing or is no Python.
    """
    return declared(read_notebook(find_notebook(notebook)))


def declared(node: nbformat.NotebookNode) -> dict[str, Parameter]:
    """Return the parameters of a notebook that has been read; see `notebook_parameters`."""
    cells = [c for c in node.cells if "parameters" in c.metadata.get("tags", ())]
    if len(cells) != 1 or cells[0].cell_type != "code":
        accepted = "must have one code cell tagged parameters"
        raise InputError.of("notebook", f"{len(cells)} tagged cells", accepted)
    try:
        tree = ast.parse(cells[0].source)
    except SyntaxError as error:
        accepted = "must be plain Python assignments"
        raise InputError.of("parameters cell", error.msg, accepted) from error
    return {p.name: p for p in _assigned(tree)}


def _assigned(tree: ast.Module) -> Iterator[Parameter]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            kind = ast.unparse(node.annotation).partition("[")[0]
            default = _plain(node.value)
            yield Parameter(node.target.id, kind if kind in TYPES else "", default)
        elif isinstance(node, ast.Assign):
            default = _plain(node.value)
            kind = type(default).__name__
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from (Parameter(name, kind if kind in TYPES else "", default) for name in names)


def _plain(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except ValueError:
        return None


def checked(
    known: Mapping[str, Parameter], given: Mapping[str, Any], source: str
) -> dict[str, Any]:
    """Return the given parameters as plain JSON values, if a notebook may have them.

    Parameters
    ----------
    known : dict of str to Parameter
        What the notebook declares.
    given : dict of str to value
        What the user gives.
    source : str
        Name of the notebook in messages.

    Raises
    ------
    InputError
        All that is wrong: ill-formed, unknown or reserved names, values that are not plain
        or of another type than declared, a notebook that cannot be believed.
    """
    problems = [_undeclared(name) for name in OURS if name not in known]
    for name, value in given.items():
        problem = _problem(known, name, value)
        problems += [problem] if problem else []
    if problems:
        raise InputError(Problem(p.where, p.value, p.accepted, source) for p in problems)
    return {name: json.loads(json.dumps(value)) for name, value in given.items()}


def _undeclared(name: str) -> Problem:
    return Problem(name, "", "must be declared in its parameters cell, or no run can be believed")


def _problem(known: Mapping[str, Parameter], name: object, value: object) -> Problem | None:
    if not isinstance(name, str) or not NAME.fullmatch(name) or keyword.iskeyword(name):
        return Problem(
            "parameter", show(name), "a name must be a letter, then letters, digits or _"
        )
    if name in OURS:
        return Problem(name, show(value), "is set by the runner; it cannot be given")
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        names = ", ".join(sorted(set(known) - set(OURS)))
        return Problem("parameter", show(name), f"must be one of {names}{hint}")
    if not _is_clean(value):
        return Problem(name, show(value), CLEAN)
    kind = known[name].type
    if kind and not _is_a(value, kind):
        return Problem(name, show(value), f"must be of type {kind}")
    return None


def _is_a(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "bool"
    return isinstance(value, TYPES[kind])


def _is_clean(value: object, level: int = 0) -> bool:
    if level > 20:
        return False
    if isinstance(value, list):
        return all(_is_clean(item, level + 1) for item in value)
    if isinstance(value, dict):
        inside = all(_is_clean(item, level + 1) for item in value.values())
        return inside and all(isinstance(key, str) for key in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or type(value) in (str, bool, int)
