"""What no call log holds: money, and how many customers there are.

The mapping may say it, each figure with a reason. It goes into the scenario as an
assumption and is marked as one there, so that nobody takes it for something measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from cssim.scenario.base import Part
from cssim.scenario.fields import (
    Currency,
    Money,
    Name,
    Number,
    ReadOnly,
    Title,
    Whole,
    required,
    setting,
)

Content = dict[str, Any]
WHY = "Why this value; it is written beside it."


class Wage(Part):
    """Pay of everybody."""

    value: Annotated[float, Number(0, 10_000)] = required("Per paid hour, in the currency.")
    why: Title = required(WHY)


class Margins(Part):
    """What customers are worth."""

    by_segment: Annotated[Mapping[Name, Money], ReadOnly(1, 50)] = required(
        "Segment -> margin of one customer in a month, in the currency."
    )
    why: Title = required(WHY)


class Population(Part):
    """How many customers there are."""

    size: Annotated[int, Whole(1, 5_000_000)] = required("Number of customers.")
    why: Title = required(WHY)


class Assumptions(Part):
    """Figures for the scenario that its log cannot give; what is omitted stays a default."""

    currency: Currency | None = setting(None, "The one currency of all money.")
    wage_per_hour: Wage | None = setting(None, "Omitted: the default of a scenario.")
    margin_per_month: Margins | None = setting(None, "Omitted: 0, retention has no price.")
    customers: Population | None = setting(None, "Omitted: estimated from those identified.")

    def wage(self) -> Content:
        """Return the entries of a team."""
        return {"wage_per_hour": self.wage_per_hour.value} if self.wage_per_hour else {}

    def margin(self, segment: str) -> Content:
        """Return the entries of a segment."""
        margins = self.margin_per_month.by_segment if self.margin_per_month else {}
        return {"margin_per_month": margins[segment]} if segment in margins else {}

    def lines(self, *names: str) -> Iterator[str]:
        """Yield a sentence for each of some assumptions that are made."""
        for name in names:
            made = getattr(self, name)
            if made is not None:
                yield f"ASSUMPTION, not from the log: {name}: {made.why}"
