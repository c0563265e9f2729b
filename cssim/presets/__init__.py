"""Presets: whole centers of four sectors, as a start for one's own scenario.

Each is a commented YAML file in which every figure names its source or says that it is an
assumption; `text` returns it with these comments, to be saved and changed.
"""

from __future__ import annotations

from importlib.resources import files

from cssim.errors import InputError
from cssim.scenario import Overrides, Scenario, parse

NAMES = ("bank", "retail", "software", "telecom")
"""Every preset."""


def text(name: str) -> str:
    """Return the commented YAML of a preset.

    Parameters
    ----------
    name : str
        One of `NAMES`.

    Raises
    ------
    InputError
        There is no such preset.
    """
    if name not in NAMES:
        raise InputError.of("preset", name, f"must be one of {', '.join(NAMES)}")
    return (files(__name__) / f"{name}.yml").read_text(encoding="utf-8")


def load(name: str, overrides: Overrides = ()) -> Scenario:
    """Return the scenario of a preset.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    overrides : mapping of str to value, or iterable of ``path=value``
        What-if changes, see `cssim.scenario.overrides`.

    Raises
    ------
    InputError
        There is no such preset, or an override is wrong.
    """
    return parse(text(name), overrides, f"{name}.yml")
