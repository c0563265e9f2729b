"""Small scenarios with exponential times, in the rates per hour that the chains are given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import toys
from audited import unaudited

from cssim import units
from cssim.center import run
from cssim.demand import draw_demand
from cssim.journal import Journal
from cssim.roster import draw_roster
from cssim.scenario import Scenario
from cssim.streams import Streams

ALL_DAY = [{"days": list(units.WEEKDAYS), "shift": "00:00-24:00"}]
NOBODY_RETURNS: dict[str, Any] = {
    "retry": {"after_abandoned": 0, "after_blocked": 0, "after_disconnected": 0},
    "repeat": {"probability": 0},
}


def exponential(per_hour: float) -> dict[str, str]:
    """Return an exponential time by its rate."""
    return {"distribution": "exponential", "mean": f"{3600 / per_hour:.6f} s"}


class WrapUp:
    """A book of luck whose first attempts have an after-contact work of their own."""

    def __init__(self, book: Any, per_hour: float, uniforms: Any) -> None:
        self._book = book
        self._acw = np.rint(-3.6e6 / per_hour * np.log1p(-uniforms)).astype(int).tolist()

    def first(self, start: int, stop: int) -> Iterator[Any]:
        """Return the luck of attempt 1 of the issues in rows ``start:stop``."""
        for acw, luck in zip(self._acw[start:stop], self._book.first(start, stop), strict=True):
            yield luck._replace(acw=acw)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._book, name)


def with_wrap_up(scenario: Scenario, n: int, *, seed: int, per_hour: float) -> Iterator[Journal]:
    """Yield journals in which after-contact work is exponential, whatever the talk was."""
    for r in range(n):
        demand, roster = draw_demand(scenario, seed, r), draw_roster(scenario, seed, r)
        uniforms = Streams(seed, r).of("test/wrap-up").random(len(demand))
        with nullcontext() if r == 0 else unaudited():
            yield run(
                scenario, replace(demand, book=WrapUp(demand.book, per_hour, uniforms)), roster
            )


def reason(arrive: float, serve: float, give_up: float, **more: Any) -> dict[str, Any]:
    """Return a reason with exponential times and nobody who comes back."""
    return {
        "channel": "phone",
        "arrivals": {"per_hour": arrive},
        "handle_time": exponential(serve),
        "hold_share": 0,
        "acw_share": 0,
        "patience": exponential(give_up) if give_up else "infinite",
        **NOBODY_RETURNS,
        **more,
    }


def team(size: int, skills: Sequence[str] | Mapping[str, float], **more: Any) -> dict[str, Any]:
    """Return a team that is always there; skills by name, or name to speed."""
    known = skills if isinstance(skills, Mapping) else dict.fromkeys(skills, 1.0)
    speeds = {name: {"speed": speed} for name, speed in known.items()}
    return {"size": size, "skills": speeds, "absence": 0, "patterns": ALL_DAY, **more}


def center(
    hours: float,
    reasons: Mapping[str, Any],
    teams: Mapping[str, Any],
    routing: Mapping[str, Any] | None = None,
    channels: Mapping[str, Any] | None = None,
    **more: Any,
) -> Scenario:
    """Return a scenario that starts empty and whose customers feel nothing."""
    return toys.always_open(
        horizon=f"{hours} h",
        reasons=reasons,
        teams=teams,
        routing=routing or {},
        channels=channels or {"phone": {"kind": "phone"}},
        limits={"max_attempts": 63, "max_legs": 9},
        satisfaction__enabled=False,
        **more,
    )
