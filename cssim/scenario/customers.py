"""The customers: who they are, how they feel, whether they stay."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated

from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Multiplier,
    Name,
    Named,
    Number,
    ReadOnly,
    Share,
    Whole,
    required,
    setting,
    span,
)


class Segment(Part):
    """A class of customers."""

    share: Share = required("Share of all customers; the shares sum to 1.")
    margin_per_month: Annotated[float, Number(0, 1e9)] = setting(
        0.0, "What a customer is worth in a month."
    )
    contact_propensity: Annotated[float, Number(0, 100)] = setting(
        1.0, "How much more often than others a customer has an issue."
    )
    churn_multiplier: Annotated[float, Number(0, 100)] = setting(
        1.0, "Factor on the hazard of leaving."
    )
    patience: Multiplier = setting(1.0, "Factor on how long its customers wait before giving up.")
    acceptable_wait: Annotated[float, Number(0.01, 100)] = setting(
        1.0, "Factor on the wait that costs no satisfaction; below 1 they expect more than others."
    )
    languages: Named[Share] = setting(
        {}, "Language -> share of its customers; the shares sum to 1; empty: as all customers."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield shares of languages that are not all of the segment."""
        total = math.fsum(self.languages.values())
        if self.languages and abs(total - 1) > 1e-9:
            yield fault("languages", f"{total:.10g}", "the shares must sum to 1")


class Customers(Part):
    """The population at the start."""

    size: Annotated[int, Whole(1, 5_000_000)] = required("Number of customers.")
    segments: Annotated[Mapping[Name, Segment], ReadOnly(1, 50)] = required("Classes of customers.")
    joining_per_month: Annotated[float, Number(0, 1e6)] = setting(
        0.0, "New customers per month of 30.4375 days; their issues come on top."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield shares that are not all of the population, and nobody ever having an issue."""
        total = math.fsum(segment.share for segment in self.segments.values())
        if abs(total - 1) > 1e-9:
            yield fault("segments", f"{total:.10g}", "the shares must sum to 1")
        if not any(s.share * s.contact_propensity for s in self.segments.values()):
            yield fault("segments", None, "contact_propensity must be above 0 in some segment")


class Satisfaction(Part):
    """Whether satisfaction is modelled, and how it is surveyed."""

    enabled: bool = setting(True, "Satisfaction and ratings are modelled.")
    survey_response: Share = setting(
        0.08, "Share of contacts with rating 4 that answer a survey (industry: 0.08, automated)."
    )
    survey_tilt: Annotated[float, Number(-2, 2)] = setting(
        0.2, "Log odds of answering gained per rating step (direction measured, value assumed)."
    )


class Loyalty(Part):
    """Goodwill and leaving."""

    enabled: bool = setting(True, "Goodwill and leaving are modelled (needs customers).")
    churn_per_year: Annotated[float, Number(0, 0.99)] = setting(
        0.15, "Share that leaves within a year at the starting goodwill (assumption)."
    )
    goodwill_start: Share = setting(
        0.80, "Goodwill at the start, to which it drifts back (assumption)."
    )
    adjustment: Share = setting(
        0.4, "Share of the gap to the last experience that is closed (assumption)."
    )
    loss_aversion: Annotated[float, Number(0, 10)] = setting(
        2.0,
        "Weight of an experience worse than the present goodwill (asymmetry measured, value not).",
    )
    memory_months: Annotated[float, Number(0.1, 1200)] = setting(
        12.0, "Time constant of the drift back (that memory fades is measured, value assumed)."
    )
    sensitivity: Annotated[float, Number(0, 20)] = setting(
        4.0,
        "Log hazard of leaving gained per unit of goodwill lost (set to meet stated defection).",
    )
    discount_per_year: Annotated[float, Number(0, 1)] = setting(
        0.10, "Yearly discount of future margins."
    )
    projection: Annotated[int, span("1 d", "3650 d")] = setting(
        "365 d", "Window over which retention is projected; at least to the end of the run."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield steps that would carry goodwill past the experience."""
        step = self.adjustment * self.loss_aversion
        if step > 1:
            yield fault(
                "loss_aversion", f"{step:g}", "adjustment x loss_aversion must be at most 1"
            )
