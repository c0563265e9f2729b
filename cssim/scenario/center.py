"""The center as a whole: quick factors, costs, limits."""

from __future__ import annotations

from typing import Annotated

from cssim.scenario.base import Part
from cssim.scenario.fields import Money, Multiplier, Number, Whole, setting


class Multipliers(Part):
    """Factors on whole parts of the scenario: the quick way to a what-if."""

    volume: Multiplier = setting(1.0, "Factor on every arrival rate.")
    handle_time: Multiplier = setting(1.0, "Factor on every handle time.")
    patience: Multiplier = setting(1.0, "Factor on every patience.")
    staff: Multiplier = setting(1.0, "Factor on every team size; the size is rounded, half up.")


class Costs(Part):
    """Costs besides wages and channels."""

    oncost: Annotated[float, Number(0, 10)] = setting(
        0.35, "Employer's cost on top of a wage, as a share of it (assumption)."
    )
    overtime_premium: Annotated[float, Number(0, 10)] = setting(
        0.5, "Extra pay per hour of overtime, as a share of the wage."
    )
    fixed: Money = setting(0.0, "Cost of the run that depends on nothing.")


class Limits(Part):
    """Ends of chains that could go on for ever."""

    max_attempts: Annotated[int, Whole(1, 63)] = setting(8, "Most contacts of one issue.")
    max_legs: Annotated[int, Whole(1, 63)] = setting(4, "Most legs of one contact.")
