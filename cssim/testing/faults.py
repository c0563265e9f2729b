"""A policy's fault, and the policy's own code run so that its errors become one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cssim.errors import show

Make = Callable[[], Any]
"""Makes the policy, anew at every call."""


class PolicyFault(AssertionError):
    """A policy does not do what the center relies on."""


def made(make_policy: Make) -> Any:
    """Return a new policy."""
    if not callable(make_policy):
        raise PolicyFault(
            f"got {show(make_policy)}; accepted is what makes the policy: its class, or a function"
        )
    return run_own("making the policy", make_policy)


def run_own(where: str, call: Callable[..., Any], *arguments: Any) -> Any:
    """Return the result of a call; whatever it raises is a fault of the policy."""
    try:
        return call(*arguments)
    except Exception as error:
        raise PolicyFault(f"{where} raised {type(error).__name__}: {error}") from error
