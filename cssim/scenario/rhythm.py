"""The rhythm of management: what is looked at and decided each day, week, month, quarter."""

from __future__ import annotations

from typing import Annotated

from cssim.scenario.base import Part
from cssim.scenario.fields import Number, Whole, setting, span

Period = Annotated[int, span("1 h", "3650 d")]


class Daily(Part):
    """Control within the day."""

    period: Period = setting("1 d", "Time between two reports (P).")
    cancel_above: Annotated[int, Whole(0, 100_000)] | None = setting(
        10,
        "Training and coaching are called off until the next report if more contacts than this"
        " waited at once since the last; null: never (A).",
    )


class Weekly(Part):
    """How often it is decided who becomes senior; coaching and goals have periods of their own."""

    period: Period = setting("7 d", "Time between two rounds of promotions (P).")


class Monthly(Part):
    """How often the team is heard about friction; root causes have a period of their own."""

    period: Period = setting(
        "30 d",
        "Time between two rounds of removing what climate.friction_removed_per_month says (P).",
    )


class Quarterly(Part):
    """How many seats each team needs."""

    period: Annotated[int, span("7 d", "3650 d")] = setting(
        "90 d", "Time between two reviews of headcount (P)."
    )
    service_target: Annotated[float, Number(0, 0.999)] = setting(
        0.8, "Share to be answered within the channel's awt (I: the usual 80/20)."
    )
    max_change: Annotated[int, Whole(0, 5000)] = setting(
        2, "Most seats opened or closed in a team at a review (A)."
    )
    forecast_error: Annotated[float, Number(0, 2)] = setting(
        0.1, "Standard deviation of the log of forecast load over true load (A)."
    )


class PolicyUpkeep(Part):
    """Policies that go stale until they are reviewed."""

    review: Annotated[int, span("7 d", "3650 d")] = setting(
        "365 d", "Time between two reviews (P)."
    )
    loss_per_quarter: Annotated[float, Number(0, 2)] = setting(
        0.05, "Log odds of resolving lost per quarter since the last review (A)."
    )


class Management(Part):
    """Routines of managers; each is off unless given."""

    daily: Daily | None = setting(None, "Control within the day; null: none.")
    weekly: Weekly | None = setting(None, "Promotions; null: each week.")
    monthly: Monthly | None = setting(None, "Listening to the team; null: each month of 30.4375 d.")
    quarterly: Quarterly | None = setting(None, "Review of headcount; null: seats stay.")
    policy: PolicyUpkeep | None = setting(None, "Policies that go stale; null: always fresh.")
