"""Work and patience that are others at some times of the week."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Tag

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import UNKNOWN_KIND, Distribution, tag_of
from cssim.scenario.fields import Name, Weekday, Window, listed, required, setting


def _patience_tag(value: object) -> str | None:
    return "?infinite" if value == "infinite" else tag_of(value) and "?finite"


Patience = Annotated[
    Annotated[Literal["infinite"], Tag("?infinite")] | Annotated[Distribution, Tag("?finite")],
    Discriminator(
        _patience_tag, custom_error_type=UNKNOWN_KIND, custom_error_message="must be a patience"
    ),
]
"""How long a customer waits: a distribution, or ``infinite``."""


class ByTime(Part):
    """Issues that arise then have other work or patience; of several entries the first counts."""

    days: Annotated[tuple[Weekday, ...], *listed(7)] = setting((), "Weekdays; empty: every day.")
    window: Window = required("Time of day at which the issue arises.")
    channels: Annotated[tuple[Name, ...], *listed(20)] = setting(
        (), "Channels it holds on; empty: those on which the reason's own value holds."
    )
    handle_time: Distribution | None = setting(None, "Talk, hold and after-contact work.")
    patience: Patience | None = setting(None, "How long a customer waits.")

    def faults(self) -> Iterator[Problem]:
        """Yield times at which nothing is different."""
        if self.handle_time is None and self.patience is None:
            yield fault("handle_time", None, "handle_time or patience must be given")

    def holds(self, ms_of_week: int) -> bool:
        """Tell whether an issue that arises then, Monday at 00:00 being 0, is concerned."""
        day, at = divmod(ms_of_week, units.DAY_MS)
        return day in (self.days or range(7)) and self.window[0] <= at < self.window[1]

    def edges(self) -> list[int]:
        """Return when it begins and ends to hold, in ms of the week."""
        return [day * units.DAY_MS + at for day in self.days or range(7) for at in self.window]
