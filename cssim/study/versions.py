"""Which software made a result."""

from __future__ import annotations

import platform
from importlib.metadata import version

from cssim.version import __version__

PACKAGES = ("simpy", "numpy", "scipy", "pandas", "pyarrow")
"""Packages on which the numbers may depend."""


def versions() -> dict[str, str]:
    """Return the versions of cssim, Python and the packages that numbers depend on."""
    return {
        "cssim": __version__,
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }
