"""cssim: simulate a customer-service contact center.

``load`` a scenario, ``compare`` it with what-ifs over the same luck, read ``differences``.
Names are imported when first used, so that ``import cssim`` and ``cssim --help`` are quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cssim.version import __version__

if TYPE_CHECKING:
    from cssim.center.run import run
    from cssim.demand import draw_demand
    from cssim.roster import draw_roster
    from cssim.scenario import Scenario, load, parse
    from cssim.study.arms import Arm
    from cssim.study.compare import compare, differences, estimates, net_value, replicate

__all__ = [
    "Arm",
    "Scenario",
    "__version__",
    "compare",
    "differences",
    "draw_demand",
    "draw_roster",
    "estimates",
    "load",
    "net_value",
    "parse",
    "replicate",
    "run",
]

_HOME = {
    "Arm": "cssim.study",
    "Scenario": "cssim.scenario",
    "compare": "cssim.study",
    "differences": "cssim.study",
    "draw_demand": "cssim.demand",
    "draw_roster": "cssim.roster",
    "estimates": "cssim.study",
    "load": "cssim.scenario",
    "net_value": "cssim.study",
    "parse": "cssim.scenario",
    "replicate": "cssim.study",
    "run": "cssim.center",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'cssim' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
