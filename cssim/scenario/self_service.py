"""What customers meet before the queue: articles, a bot, a menu."""

from __future__ import annotations

from cssim.scenario.base import Part
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import Money, Share, required, setting


class Ivr(Part):
    """Self-service menu before the queue."""

    time: Distribution = required("Time spent in the menu.")
    hang_up: Share = setting(0.0, "Share of customers who hang up in the menu.")


class Articles(Part):
    """Knowledge articles that customers read before they contact anybody; takes no time."""

    share: Share = setting(0.70, "Share of customers who look there first (industry: 0.70).")
    contains: Share = setting(
        0.10, "Chance that it settles the contact for them (industry: 0.09 are solved wholly)."
    )
    false_share: Share = setting(
        0.20, "Share of contacts so settled whose issue is not solved (assumption)."
    )
    cost: Money = setting(0.0, "Cost of a look.")


class Bot(Part):
    """A bot, or a voice bot, before the menu and the queue."""

    share: Share = setting(0.25, "Share of contacts that try it (industry: 0.25 would again).")
    contains: Share = setting(
        0.35,
        "Chance that it settles the contact (industry: 0.55 of simple, 0.15 of complex issues).",
    )
    false_share: Share = setting(
        0.20, "Share of contacts so settled whose issue is not solved (assumption)."
    )
    time: Distribution = setting(
        {"distribution": "deterministic", "mean": "2 min"}, "Time spent with it (assumption)."
    )
    hang_up: Share = setting(
        0.0, "Chance that a customer whom it did not help leaves without waiting for an agent."
    )
    cost: Money = setting(0.10, "Cost of a contact with it (industry: 0.10 USD).")
