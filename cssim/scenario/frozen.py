"""A dictionary that cannot be changed: what the mappings of a scenario are."""

from __future__ import annotations

from typing import Any, Never, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(dict[K, V]):
    """A dict that refuses every change; hashable when its values are.

    A real dict, so that whatever reads dicts (pydantic, json, pickle) reads it too.

    Examples
    --------
    >>> FrozenDict(a=1)["a"]
    1
    """

    def _refuse(self, *_: Any, **__: Any) -> Never:
        raise TypeError("a scenario cannot be changed; use with_overrides to get another one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return FrozenDict, (dict(self),)

    def __copy__(self) -> FrozenDict[K, V]:
        return self

    def __deepcopy__(self, memo: Any) -> FrozenDict[K, V]:
        return self
