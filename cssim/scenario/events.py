"""What happens to the center in the course of a run: surges, outages, root causes fixed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag

from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Instant,
    Listed,
    Money,
    Multiplier,
    Name,
    Named,
    Number,
    Share,
    Whole,
    required,
    setting,
    span,
)

Length = Annotated[int, span("1 min", "365 d")]
Heads = Annotated[int, Whole(1, 5000)]


class AnyEvent(Part):
    """Something that begins at an instant and lasts."""

    kind: str
    at: Instant = required("Its start: a local date-time, or the time since the start of the run.")
    length: Length = required("How long it lasts.")


class Surge(AnyEvent):
    """A surge: more issues than usual, or fewer."""

    kind: Literal["surge"] = required("Kind of event.")
    factor: Multiplier = setting(2.0, "Factor on the rates (assumption).")
    reasons: Listed[Name] = setting((), "Reasons it concerns; empty: all.")


class Plan(Part):
    """What the center does about an outage, from some time after its start to its end."""

    delay: Annotated[int, span("0 s", "365 d")] = setting(
        "20 min", "Time from the start of the outage until the plan is at work (assumption)."
    )
    divert: Named[Share] = setting({}, "Channel -> share of new contacts that come there instead.")
    message: Share = setting(0.0, "Share of new contacts that a message turns away: they balk.")
    call_in: Named[Heads] = setting({}, "Team on call -> agents called in.")
    hours: Annotated[int, span("1 min", "24 h")] = setting(
        "2 h", "How long they stay (assumption)."
    )
    retry_factor: Multiplier = setting(1.0, "Factor on the chance that who failed tries again.")
    wait_factor: Multiplier = setting(1.0, "Factor on the wait that customers find acceptable.")

    def faults(self) -> Iterator[Problem]:
        """Yield more contacts sent elsewhere than there are."""
        total = math.fsum(self.divert.values())
        if total > 1 + 1e-9:
            yield fault("divert", f"{total:.10g}", "the shares must sum to at most 1")


class Outage(AnyEvent):
    """An outage: a channel, or the agents' tool, is down."""

    kind: Literal["outage"] = required("Kind of event.")
    channels: Listed[Name] = setting((), "Channels it concerns; empty: all.")
    capacity: Share = setting(1.0, "Share of contacts that still get through; others are blocked.")
    handle_factor: Multiplier = setting(1.0, "Factor on the work of services that start during it.")
    resolve_loss: Annotated[float, Number(0, 5)] = setting(
        0.0, "Log odds of resolving that they lose."
    )
    disconnect: bool = setting(False, "Contacts waiting are put off at its start.")
    teams: Listed[Name] = setting(
        (), "Teams whose tool is down: they finish what they have in hand and take nobody."
    )
    plan: Plan | None = setting(None, "What is done about it; null: nothing.")


def _event_tag(value: Any) -> str:
    """Return the tag of an event's kind; surge for none, which then tells what is wrong."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return "?outage" if kind == "outage" else "?surge"


Event = Annotated[
    Annotated[Surge, Tag("?surge")] | Annotated[Outage, Tag("?outage")],
    Discriminator(_event_tag),
]
"""An event of any kind."""


class RootCauses(Part):
    """Regular repair of what makes customers contact the center without need."""

    period: Annotated[int, span("1 d", "3650 d")] = setting(
        "90 d", "Time between two repairs, the first one after as long (assumption)."
    )
    fixes: Share = setting(
        0.2, "Share of the chosen reason's avoidable issues that a repair ends (assumption)."
    )
    choose: Name = setting(
        "largest",
        "Reason that is repaired: largest (the one with the most avoidable issues), random, or a"
        " reason.",
    )
    cost: Money = setting(0.0, "Cost of a repair.")
