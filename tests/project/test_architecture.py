"""Who imports whom: every module of cssim imports only from layers before its own.

All imports count: those inside functions, those for the type checker only, and
`import_module("...")` with a fixed name. The rules are data at the top; `faults` applies
them to a set of sources, so that planted faults can be tried on it as well.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]

LAYERS = (
    "errors version",
    "units",
    "distributions theory stats",
    "rules",
    "scenario",
    "streams",
    "demand roster presets",
    "coverage",
    "journal",
    "center",
    "testing",
    "measures",
    "audit",
    "calibrate",
    "study",
    "words",
    "plots",
    "report",
    "cli",
    "__main__",
)
RANK = {area: rank for rank, row in enumerate(LAYERS) for area in row.split()}

NEVER = {("measures", "center")}
"""Forbidden although the layer would allow it."""

NOTHING_ELSE = {"audit": {"journal", "scenario", "errors"}}
"""Areas that may import these areas only: the audit shares no code with the engine."""

ONLY_IN = {
    "simpy": {"center"},
    "numpy.random": {"streams"},
    "random": {"streams"},
    "matplotlib": {"plots"},
    "seaborn": {"plots"},
    "papermill": {"report"},
    "nbformat": {"report"},
    "nbclient": {"report"},
    "nbconvert": {"report"},
}
"""Packages (with all below them) that only these areas may import."""

DIST_OF = {"yaml": "pyyaml", "ruamel": "ruamel-yaml"}
"""Import names that differ from the name of the distribution."""


def area_of(module: str) -> str:
    """Return the area of a module: `center` of `cssim.center.engine`, '' of cssim itself."""
    return module.partition(".")[2].partition(".")[0]


def module_of(path: str) -> tuple[str, str]:
    """Return module and enclosing package of a file named from inside cssim/."""
    parts = ["cssim", *Path(path).with_suffix("").parts]
    package = ".".join(parts[:-1])
    return (package, package) if parts[-1] == "__init__" else (".".join(parts), package)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of a chain of names, '' of anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
        return f"{owner}.{node.attr}"
    return ""


def from_base(node: ast.ImportFrom, package: str) -> str:
    """Return the absolute module that a `from ... import` names."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    kept = parts[: len(parts) - node.level + 1]
    return ".".join([*kept, node.module] if node.module else kept)


def named_by_call(node: ast.Call) -> list[str]:
    """Return the module that `import_module("x")` or `__import__("x")` names."""
    first = node.args[0] if node.args else None
    if dotted(node.func).split(".")[-1] not in {"import_module", "__import__"}:
        return []
    value = first.value if isinstance(first, ast.Constant) else None
    return [value] if isinstance(value, str) else []


def imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """Yield line and full dotted name of everything that a module imports or reaches.

    `from a import b` gives `a.b`, whether b is a module or not. `np.random` is reached
    without an import of its own, so attributes of numpy's aliases count as well.
    """
    numpy_names = {"numpy"}
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            numpy_names |= {a.asname for a in node.names if a.name == "numpy" and a.asname}
        elif isinstance(node, ast.ImportFrom):
            names = [f"{from_base(node, package)}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            names = named_by_call(node)
        elif isinstance(node, ast.Attribute) and node.attr == "random":
            names = ["numpy.random"] if dotted(node.value) in numpy_names else []
        yield from ((getattr(node, "lineno", 0), name) for name in names)


def is_below(name: str, package: str) -> bool:
    """Return whether `name` is `package` or inside it."""
    return name == package or name.startswith(package + ".")


def inner_fault(mine: str, name: str) -> str:
    """Say why area `mine` may not import `name` of cssim; '' when it may."""
    theirs = area_of(name)
    if theirs not in RANK:
        return "imports from the root of cssim, not from a module"
    if theirs == mine:
        return ""
    if mine in NOTHING_ELSE and theirs not in NOTHING_ELSE[mine]:
        return f"{mine} may import only {', '.join(sorted(NOTHING_ELSE[mine]))}"
    if (mine, theirs) in NEVER:
        return f"{mine} must never import {theirs}"
    return "" if RANK[theirs] < RANK[mine] else f"{theirs} is not in a layer before {mine}"


def outer_fault(mine: str, name: str) -> str:
    """Say why area `mine` may not import `name` from outside; '' when it may."""
    for package, areas in ONLY_IN.items():
        if is_below(name, package) and mine not in areas:
            return f"only {', '.join(sorted(areas))} may import {package}"
    return ""


def root_fault(name: str) -> str:
    """Say why `cssim/__init__.py` may not import `name`: it may show all but the way in."""
    return "the root must not import the CLI" if is_below(name, "cssim.cli") else ""


def faults(sources: Mapping[str, str]) -> list[str]:
    """Return one line per broken rule, `path:line: import: why`, for files inside cssim/."""
    found = []
    for path, source in sorted(sources.items()):
        module, package = module_of(path)
        mine = area_of(module)
        if mine and mine not in RANK:
            found.append(f"{path}: {mine} is in no layer; give it one in LAYERS")
            continue
        for line, name in imports(ast.parse(source), package):
            if is_below(name, "cssim"):
                why = inner_fault(mine, name) if mine else root_fault(name)
            else:
                why = outer_fault(mine, name)
            if why:
                found.append(f"{path}:{line}: {name}: {why}")
    return found


def undeclared(sources: Mapping[str, str], core: set[str], extra: set[str]) -> list[str]:
    """Return imports of packages that pyproject.toml does not promise to that area."""
    found = set()
    for path, source in sources.items():
        module, package = module_of(path)
        allowed = core | (extra if area_of(module) in {"plots", "report"} else set())
        for _, name in imports(ast.parse(source), package):
            top = name.partition(".")[0]
            ours = top in sys.stdlib_module_names or top == "cssim"
            if not ours and canonicalize_name(DIST_OF.get(top, top)) not in allowed:
                found.add(f"{path}: {top}")
    return sorted(found)


def sources_of(folder: Path) -> dict[str, str]:
    """Return the text of every Python file in `folder`, by path from inside it."""
    files = folder.rglob("*.py")
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def declared() -> tuple[set[str], set[str]]:
    """Return the names of the core dependencies and of those for notebooks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    rows = (project["dependencies"], project["optional-dependencies"]["notebooks"])
    core, extra = ({str(canonicalize_name(Requirement(r).name)) for r in row} for row in rows)
    return core, extra


def test_every_import_goes_to_an_earlier_layer() -> None:
    sources = sources_of(ROOT / "cssim")
    assert "errors.py" in sources
    assert faults(sources) == []


def test_every_third_party_import_is_declared() -> None:
    assert undeclared(sources_of(ROOT / "cssim"), *declared()) == []


PLANTED = {
    "later layer": ("demand/draw.py", "import cssim.center", "center is not in a layer before"),
    "same layer": ("roster.py", "from cssim.demand import x", "demand is not in a layer before"),
    "from cssim": ("rules/a.py", "from cssim import study", "study is not in a layer before"),
    "relative": ("journal.py", "from .measures import x", "measures is not in a layer before"),
    "two dots": ("center/a.py", "from ..measures.b import x", "measures is not in a layer"),
    "in package": ("scenario/__init__.py", "from ..demand import x", "demand is not in a layer"),
    "in function": ("theory.py", "def f():\n import cssim.study", "theory.py:2"),
    "types only": (
        "units.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n from cssim.scenario import S",
        "units.py:3",
    ),
    "by name": ("stats.py", "import_module('cssim.cli')", "cli is not in a layer before stats"),
    "forbidden": ("measures/a.py", "from cssim.center.b import c", "never import center"),
    "audit": ("audit/laws.py", "from cssim.rules import x", "audit may import only errors,"),
    "simpy": ("study.py", "import simpy", "only center may import simpy"),
    "simpy inside": ("demand.py", "from simpy.core import x", "only center may import simpy"),
    "numpy.random": ("center/a.py", "from numpy.random import PCG64", "only streams may import"),
    "np.random": ("rules/a.py", "import numpy as np\nnp.random.random()", "rules/a.py:2"),
    "from numpy": ("stats.py", "from numpy import random", "only streams may import numpy.random"),
    "random": ("roster.py", "import random", "only streams may import random"),
    "matplotlib": ("report.py", "import matplotlib.pyplot as plt", "only plots may import"),
    "seaborn": ("cli.py", "import seaborn", "only plots may import seaborn"),
    "papermill": ("cli.py", "def f():\n import papermill", "only report may import papermill"),
    "root name": ("cli.py", "from cssim import __version__", "from the root of cssim"),
    "root to cli": ("__init__.py", "from cssim.cli import main", "must not import the CLI"),
    "new area": ("helpers.py", "", "helpers is in no layer"),
}


@pytest.mark.parametrize(("path", "source", "words"), PLANTED.values(), ids=PLANTED)
def test_planted_fault_is_named(path: str, source: str, words: str) -> None:
    found = faults({path: source, "errors.py": ""})
    assert len(found) == 1
    assert found[0].startswith(path)
    assert words in found[0]


ALLOWED = {
    "center/run.py": "import simpy\nfrom . import floor\nfrom ..journal import Journal",
    "center/floor.py": "import cssim.rules.handling\nfrom cssim.errors import RunError",
    "streams.py": "import numpy as np\nfrom numpy.random import PCG64\nnp.random.Generator",
    "audit/laws.py": "from cssim import journal\nfrom cssim.audit import other",
    "measures/a.py": "import numpy as np\nfrom cssim.journal import Journal\nself.random = 1",
    "plots/day.py": "import seaborn\nfrom cssim.study import compare",
    "report.py": "import papermill, nbformat",
    "__init__.py": "from cssim.study import compare",
    "cli/__init__.py": "from cssim.version import __version__",
}


def test_allowed_imports_are_left_alone() -> None:
    assert faults(ALLOWED) == []


def test_undeclared_package_is_named() -> None:
    core, extra = {"numpy", "ruamel-yaml"}, {"tqdm"}
    sources = {"rules/a.py": "import tqdm, numpy", "plots.py": "import tqdm, ruamel.yaml, torch"}
    assert undeclared(sources, core, extra) == ["plots.py: torch", "rules/a.py: tqdm"]
