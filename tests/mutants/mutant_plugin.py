"""A pytest plugin that activates one mutant for a whole session: ``CSSIM_MUTANT=lifo``.

Used by ``run.py`` with ``-p mutant_plugin``; the name "none" activates nothing.
"""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest
from mutants import MUTANTS

_active = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    name = os.environ["CSSIM_MUTANT"]
    if name != "none":
        _active.enter_context(MUTANTS[name].active())


def pytest_unconfigure(config: pytest.Config) -> None:
    _active.close()
