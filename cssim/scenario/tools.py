"""Tools that agents work with, and what is missing without them."""

from __future__ import annotations

from typing import Annotated

from cssim.scenario.base import Part
from cssim.scenario.fields import Money, Multiplier, Share, setting, span


class KnowledgeTool(Part):
    """A knowledge base or assistant that helps during contacts."""

    gap_closed: Share = setting(
        0.42, "Share of the gap to an expert that it closes while somebody works with it (S)."
    )
    cost_per_month: Money = setting(0.0, "Cost per month (a decision).")


class WithoutCrm(Part):
    """No history of the customer at hand: questions are asked again."""

    repeat_work: Multiplier = setting(
        0.15, "Share by which later contacts of an issue take longer (A)."
    )
    transfer_penalty: Multiplier = setting(
        2.0, "Factor on what a hand-over costs in resolving (sideways) and in satisfaction (A)."
    )


class WithoutTicketing(Part):
    """No tickets: some written contacts get lost."""

    lost: Share = setting(0.05, "Share of written contacts that never reach an agent (A).")


class WithoutSocialDesk(Part):
    """No tool for social media: posts are found late."""

    delay: Annotated[int, span("0 s", "30 d")] = setting(
        "30 min", "Time until a contact on social media is seen (A)."
    )


class Tools(Part):
    """What agents have at hand."""

    knowledge: KnowledgeTool | None = setting(None, "Knowledge tool; null: none.")
    without_crm: WithoutCrm | None = setting(
        None, "What the lack of a customer history does; null: there is one."
    )
    without_ticketing: WithoutTicketing | None = setting(
        None, "What the lack of a ticket system does; null: there is one."
    )
    without_social_desk: WithoutSocialDesk | None = setting(
        None, "What the lack of a social media desk does; null: there is one."
    )
    costs_per_month: Money = setting(0.0, "Cost of all tools per month (a decision).")
