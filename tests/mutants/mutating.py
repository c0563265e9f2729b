"""What a mutant is: functions that are wrong for a while.

When a function named by a mutant is renamed, activating it fails: it must follow the code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any

Make = Callable[[Any], Any]


@dataclass(frozen=True)
class Mutant:
    """One way to be wrong.

    Attributes
    ----------
    what : str
        What the mutant does wrong.
    check : str
        Name of the quick check that must notice it.
    swaps : tuple of (place, make)
        ``module:attribute.path`` of a function, and what makes the wrong one of the right one.
    """

    what: str
    check: str
    swaps: tuple[tuple[str, Make], ...]

    def standing(self) -> list[Any]:
        """Return what stands at its places now."""
        return [_standing(*_found(place)) for place, _ in self.swaps]

    @contextmanager
    def active(self) -> Iterator[None]:
        """Be wrong for a while."""
        with ExitStack() as stack:
            for place, make in self.swaps:
                stack.enter_context(swapped(place, make))
            yield


@contextmanager
def swapped(place: str, make: Make) -> Iterator[None]:
    """Replace what stands at ``module:attribute.path`` by ``make(it)`` for a while."""
    owner, name = _found(place)
    before = _standing(owner, name)
    _put(owner, name, make(before))
    try:
        yield
    finally:
        _put(owner, name, before)


def _found(place: str) -> tuple[Any, str]:
    """Return the owner of a place, and its name there."""
    module, _, path = place.partition(":")
    *owners, name = path.split(".")
    owner: Any = import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    return owner, name


def _standing(owner: Any, name: str) -> Any:
    """Return what an owner has by a name; of a class, as it is written there."""
    # A class keeps its own classmethods and properties as they are written.
    return vars(owner)[name] if isinstance(owner, type) else getattr(owner, name)


def _put(owner: Any, name: str, value: Any) -> None:
    if isinstance(owner, type):
        setattr(owner, name, value)
    else:
        # Frozen dataclasses (measures) and modules alike.
        object.__setattr__(owner, name, value)


MUTANTS: dict[str, Mutant] = {}


def mutant(name: str, what: str, check: str, *others: tuple[str, Make], at: str) -> Any:
    """Register the decorated maker: given the right function, it returns the wrong one."""

    def register(make: Make) -> Make:
        MUTANTS[name] = Mutant(what, check, ((at, make), *others))
        return make

    return register
