"""Whether and how customers come back: retries, repeats, complaints elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterator

from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import Multiplier, Name, Named, Share, required, setting

SWITCH = "Channel -> chance that the next attempt uses it instead; it must be in channels."


class Comeback(Part):
    """Coming back, perhaps on another channel."""

    switch: Named[Share] = setting({}, SWITCH)

    def faults(self) -> Iterator[Problem]:
        """Yield chances of switching that are more than certain."""
        total = math.fsum(self.switch.values())
        if total > 1 + 1e-9:
            yield fault("switch", f"{total:.10g}", "the shares must sum to at most 1")


class Retry(Comeback):
    """Coming back after a contact that reached nobody."""

    after_abandoned: Share = setting(
        0.5, "Chance of another attempt after abandoning (assumption)."
    )
    after_blocked: Share = setting(
        0.5, "Chance of another attempt after all lines were busy (assumption)."
    )
    after_closed: Share = setting(0.0, "Chance of another attempt after finding it closed.")
    after_disconnected: Share = setting(
        0.5, "Chance of another attempt after being put off (assumption)."
    )
    after_balked: Share = setting(
        0.5, "Chance of another attempt after leaving at the announcement (assumption)."
    )
    after_diverted: Share = setting(
        0.5,
        "Chance of another attempt after a callback that never reached the customer, or a message"
        " left (assumption).",
    )
    delay: Distribution = setting(
        {"distribution": "lognormal", "median": "15 min", "sigma": 1.0},
        "Time from the failed contact to the next (assumption).",
    )
    patience_loss: Share = setting(
        0.0,
        "Share by which patience shrinks with each time that the customer has given up about the"
        " issue (direction measured, 0.15 assumed).",
    )


class Repeat(Comeback):
    """Coming back because the issue is not solved."""

    probability: Share = setting(
        0.85, "Chance of another contact about an unresolved issue (assumption)."
    )
    after_contained: Share | None = setting(
        None, "That chance when self-service seemed to have settled it; null: the same."
    )
    delay: Distribution = setting(
        {"distribution": "lognormal", "median": "1 d", "sigma": 1.0},
        "Time from the end of the contact to the next (assumption).",
    )


class Spill(Part):
    """Complaining in public elsewhere instead of giving up."""

    channel: Name = required("Channel of the complaint; it must be in the reason's channels.")
    probability: Share = setting(
        0.1, "Chance that a customer who would give up complains there (assumption)."
    )
    after_answer: Multiplier = setting(
        1.0,
        "Factor on that chance for each earlier complaint of the customer that was answered;"
        " needs customers (direction measured, 1.1 assumed; 1: none).",
    )
    delay: Distribution = setting(
        {"distribution": "lognormal", "median": "1 h", "sigma": 1.0},
        "Time from then to the complaint (assumption).",
    )
