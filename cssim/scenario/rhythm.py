"""The rhythm of management: what is looked at and decided each day, week, month, quarter."""

from __future__ import annotations

from typing import Annotated, Literal

from cssim.scenario.base import Part
from cssim.scenario.fields import Listed, Number, Whole, setting, span

Period = Annotated[int, span("1 h", "3650 d")]
Rhythm = Literal["daily", "weekly", "monthly", "quarterly"]


class Daily(Part):
    """Control within the day."""

    period: Period = setting("1 d", "Time between two reports (P).")
    cancel_above: Annotated[int, Whole(0, 100_000)] | None = setting(
        10,
        "Training and coaching are called off until the next report if more contacts than this"
        " waited at once since the last; null: never (A).",
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

    review: Annotated[int, span("7 d", "3650 d")] = setting("90 d", "Time between two reviews (P).")
    loss_per_quarter: Annotated[float, Number(0, 2)] = setting(
        0.05, "Log odds of resolving lost per quarter since the last review (A)."
    )


class Management(Part):
    """Routines of managers.

    Four rhythms: daily control; weekly coaching, goals and promotions; monthly listening and
    root causes; quarterly surveys, removals, policies and headcount. What is done in each has
    its keys, and its period, where it belongs.
    """

    daily: Daily | None = setting(None, "Control within the day; null: none.")
    quarterly: Quarterly | None = setting(None, "Review of headcount; null: seats stay.")
    policy: PolicyUpkeep | None = setting(None, "Policies that go stale; null: always fresh.")
    suspended: Listed[Rhythm] = setting(
        (), "Rhythms in which nothing is done, whatever else is given (a decision)."
    )
