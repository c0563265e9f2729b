"""Contacts that need somebody else: transfers, advice from a colleague, the tier above."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from cssim.errors import Problem
from cssim.scenario.arrivals import is_table
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import (
    Money,
    Name,
    Named,
    Number,
    ReadOnly,
    Share,
    TierKey,
    setting,
    span,
)

Logit = Annotated[float, Number(0, 5)]
Wait = Annotated[int, span("0 s", "365 d")]

Escalate = Annotated[
    Annotated[Share, Tag("?number")]
    | Annotated[Mapping[TierKey, Share], ReadOnly(0, 9), Tag("?table")],
    Discriminator(is_table),
]
"""One chance for the reason's own tier, or a chance per tier."""

ByTeam = Annotated[
    Annotated[Share, Tag("?number")] | Annotated[Named[Share], Tag("?table")],
    Discriminator(is_table),
]
"""One chance for all teams, or a chance per team."""


class Target(Part):
    """A reason to which contacts are transferred."""

    share: Share = setting(1.0, "Share of the transfers; the shares sum to 1.")
    if_busy: Literal["queue", "lose"] = setting(
        "queue", "What becomes of a contact when nobody who may take it is free."
    )


class Transfer(Part):
    """Contacts that came to the wrong agent and are passed on sideways."""

    probability: ByTeam = setting(
        0.15,
        "Chance that a contact is passed on: a number, or team -> chance; missing: 0 (industry:"
        " 0.19 of callers).",
    )
    to: Named[Target] = setting(
        {}, "Reason -> how; empty: the reason itself, at another team of the same tier."
    )
    handover_share: Share | None = setting(
        None, "Share of its own work that the first agent does; null: as when escalating."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield shares that are not all of the transfers."""
        total = math.fsum(target.share for target in self.to.values())
        if self.to and abs(total - 1) > 1e-9:
            yield fault("to", f"{total:.10g}", "the shares must sum to 1")

    def chance(self, team: str) -> float:
        """Return the chance that a contact answered by a team is passed on."""
        if isinstance(self.probability, Mapping):
            return self.probability.get(team, 0.0)
        return self.probability

    def targets(self, own: str) -> dict[str, Target]:
        """Return reason -> how, sorted by name, for the transfers of the reason `own`."""
        return dict(sorted(self.to.items())) or {own: Target()}


class Consult(Part):
    """Asking a colleague during a contact, if one is idle."""

    probability: Share = setting(0.1, "Chance that the agent asks (assumption).")
    skill: Name | None = setting(
        None, "Skill of the colleague; null: the contact's, at the next tier."
    )
    time: Distribution = setting(
        {"distribution": "lognormal", "mean": "2 min", "cv": 0.8},
        "Time both agents spend on it (assumption).",
    )
    gain: Logit = setting(0.5, "Log odds of resolving gained (assumption).")


class Escalation(Part):
    """How a contact is handed to the tier above."""

    mode: Literal["warm", "cold", "ticket"] = setting(
        "warm",
        "warm: with a conference; cold: without; ticket: the customer leaves, and the next tier"
        " works on it offline.",
    )
    if_busy: Literal["queue", "skip", "lose"] = setting(
        "queue",
        "When nobody of the next tier is free: wait for it, let the first agent go on, or lose"
        " the contact.",
    )
    handover_share: Share = setting(
        0.5, "Share of its own work that the first agent does before handing over."
    )
    conference: Distribution | None = setting(
        None, "warm: time both agents spend together when one of the next tier is free; null: none."
    )
    take_over_after: Annotated[int, span("1 s", "30 d")] | None = setting(
        None, "Talk after which an idle agent of the next tier takes a contact over; null: never."
    )
    concession_cost: Money = setting(0.0, "Cost of a case that an agent settles by authority.")
    concession_resolve: Logit = setting(0.0, "Log odds of resolving that such a case gains.")

    def faults(self) -> Iterator[Problem]:
        """Yield tickets that would not wait."""
        if self.mode == "ticket" and self.if_busy != "queue":
            yield fault("if_busy", self.if_busy, "must be queue: a ticket always waits")
