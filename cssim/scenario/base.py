"""What all parts of a scenario share: strict, frozen, closed, and checked as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from cssim.errors import InputError, Problem, show


class Part(BaseModel):
    """A mapping of the scenario file with fixed keys."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        validate_default=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )

    def faults(self) -> Iterator[Problem]:
        """Yield what is wrong with the part although each of its values is fine.

        Paths are relative to the part; the empty path is the part itself.
        """
        yield from ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return the part itself; changes would not be validated and are refused.

        Raises
        ------
        TypeError
            `update` is given.
        """
        if update:
            raise TypeError("a scenario cannot be changed; use with_overrides to get another one")
        return self

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if found := tuple(self.faults()):
            raise InputError(found)
        return self


def fault(where: str, value: object, accepted: str) -> Problem:
    """Return one problem of a part, at a path relative to it."""
    return Problem(where, "" if value is None else show(value), accepted)
