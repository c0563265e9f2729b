"""Care for customers beyond answering them: making good, reaching out, own agents."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Annotated

from cssim.errors import Problem
from cssim.rules import care as rules
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Listed,
    Multiplier,
    Name,
    Number,
    Share,
    Whole,
    listed,
    required,
    setting,
    span,
)
from cssim.units import DAY_MS

Wait = Annotated[int, span("0 s", "365 d")]
Length = Annotated[int, span("1 h", "3650 d")]
Ages = Annotated[
    tuple[Annotated[int, Whole(1, 36_500)], ...],
    *listed(20, 1),
]


class MakingGood(Part):
    """An outbound contact that makes good what went wrong."""

    channel: Name = required(
        "Phone or written channel on which it is worked; it serves the reasons that have it in"
        " channels, where a share of 0 is enough."
    )
    delay: Wait = setting("1 d", "Time from the failure until it is due (A).")
    work: Annotated[int, span("1 s", "8 h")] = setting("6 min", "Work of an average agent (A).")
    success: Share = setting(0.8, "Chance that it succeeds (A).")
    restores: Share = setting(
        0.6, "Share of the goodwill lost that it restores within a day, never more than all (A)."
    )
    halving: Annotated[int, span("1 h", "3650 d")] = setting(
        "3 d", "Further time after which it restores only half of that (A)."
    )


class Recovery(MakingGood):
    """Contacting customers whose issue was given up."""

    share: Share = setting(1.0, "Share of the issues given up that are taken up (a decision).")


class CloseLoop(MakingGood):
    """Contacting customers who gave a bad rating."""

    below: Annotated[int, Whole(2, 5)] = setting(
        3, "Surveyed ratings below this are followed up (a decision)."
    )


class Outreach(Part):
    """Contacting customers before anything went wrong."""

    reason: Name = required("Reason whose skill, channels and work such a contact has.")
    segments: Listed[Name] = setting((), "Segments contacted; empty: all.")
    every: Length = setting("90 d", "Time between two contacts of a customer (a decision).")
    at_risk: bool = setting(False, "Only before the ages of care.risk, instead of regularly.")
    before: Length = setting("14 d", "How long before such an age (A).")
    targeted: bool = setting(
        True, "Customers at risk; false: as many contacts, of customers chosen at random."
    )


class Risk(Part):
    """Ages at which customers are more likely to leave."""

    days: Ages = setting(
        [90, 365], "Days after joining at which a time of risk begins, rising (A)."
    )
    length: Length = setting("30 d", "Length of such a time (A).")
    factor: Multiplier = setting(2.0, "Factor on the hazard of leaving then (A).")
    relief: Share = setting(
        0.5, "Share of the extra hazard that a solved outreach shortly before removes (A)."
    )
    oldest: Length = setting(
        "1095 d", "The customers of the start joined up to so long ago, evenly (A)."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield ages that do not rise, and times of risk that overlap."""
        for i, (first, second) in enumerate(itertools.pairwise(self.days), start=1):
            if second <= first:
                yield fault(f"days[{i}]", second, "must be above the one before")
            elif first * DAY_MS + self.length > second * DAY_MS:
                yield fault(f"days[{i}]", second, "must not begin before the last time has ended")


class Personal(Part):
    """Own agents: customers of a segment go first to the agent who served them before."""

    segment: Name = required("Segment of the customers.")
    team: Name = required("Team of the agents.")
    gain: Annotated[float, Number(0, 10)] = setting(
        0.0, "Log odds of solving gained with an agent who knows the customer (A)."
    )


class Care(Part):
    """What is done for customers beyond answering them."""

    recovery: Recovery | None = setting(None, "Making good issues given up; null: none.")
    close_loop: CloseLoop | None = setting(None, "Following up bad ratings; null: none.")
    outreach: Outreach | None = setting(None, "Contacting customers first; null: none.")
    risk: Risk | None = setting(None, "Ages at which customers leave more; null: none.")
    personal: Personal | None = setting(None, "Own agents for a segment; null: none.")
    referrals_per_promoter_year: Annotated[float, Number(0, 100)] = setting(
        0.0, "New customers that a customer of the start brings in a year as a promoter (A)."
    )
    growth_per_year: Annotated[float, Number(-0.9, 10)] = setting(
        0.0, "Yearly growth of a staying customer's margin; only a measure counts it (A)."
    )

    def ages_of_risk(self) -> rules.Risk | None:
        """Return the ages at which customers leave more, and whom a call before spares."""
        if self.risk is None:
            return None
        return rules.Risk(
            ages=tuple(days * DAY_MS for days in self.risk.days),
            length=self.risk.length,
            factor=self.risk.factor,
            relief=self.risk.relief,
            before=0 if self.outreach is None else self.outreach.before,
        )
