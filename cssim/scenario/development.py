"""How agents get better with experience and worse with change.

What the numbers do: `cssim.rules.proficiency`. The letter in brackets says how well founded
a default is: S study, I industry, P practice, D derived, A assumption.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Instant,
    Listed,
    Name,
    Number,
    ReadOnly,
    Share,
    TimeOfDay,
    listed,
    required,
    setting,
    span,
)

Rate = Annotated[float, Number(0, 0.5)]
Family = Annotated[tuple[Name, ...], *listed(200, 1)]


class Release(Part):
    """A product release: everybody at work on its day loses some of what they knew."""

    at: Instant = required("Its day: a local date-time, or the time since the start of the run.")
    loss: Share = setting(0.1, "Share of proficiency lost (A).")
    skills: Listed[Name] = setting((), "Skills it concerns; empty: all.")


class Huddle(Part):
    """A short team meeting on the day of a release: what is said there helps for the day."""

    length: Annotated[int, span("1 min", "4 h")] = setting("10 min", "Length (A).")
    at: TimeOfDay | None = setting(None, "Time of day; null: at the start of each shift.")
    relief: Share = setting(
        0.5, "Share of a release's loss that it spares those who met, until midnight (A)."
    )


class Development(Part):
    """Proficiency that moves: experience, training and coaching raise it, change wears it off."""

    shape: Literal["exponential", "power_law"] = setting(
        "exponential",
        "exponential: each hour closes a share of the gap to expert; power_law: handling time falls"
        " with a power of experience, faster at first and slower later, and experience goes stale;"
        " a first year gains as much (S: both fit De Grip et al.).",
    )
    experience_per_hour: Rate = setting(
        0.0030769,
        "Share of the gap to expert that an hour of contacts closes, 1/325 per hour (A: from ramps"
        " of 3 to 6 months); power_law: experience in proportion.",
    )
    training_per_hour: Rate = setting(
        0.0173, "Share of the gap to expert that an hour of training closes, per hour (S)."
    )
    coaching_per_hour: Rate = setting(
        0.0346,
        "Share of the gap to expert that an hour of well-aimed coaching closes, per hour (A: twice"
        " training).",
    )
    staleness_per_week: Rate = setting(
        0.0246,
        "Share of proficiency (power_law: of experience) that goes stale, per week (S: half in 6.5"
        " months).",
    )
    peers: bool = setting(
        True,
        "Experience counts x 0.84 beside novices only, up to x 1.16 among veterans (S: ramps 36 %"
        " shorter).",
    )
    families: Annotated[Mapping[Name, Family], ReadOnly(0, 50)] = setting(
        {}, "Family -> skills that are learned together; skills in none form one more family."
    )
    releases: Listed[Release] = setting((), "Product releases.")
    huddle: Huddle | None = setting(None, "Team meeting on days of a release; null: none.")

    def faults(self) -> Iterator[Problem]:
        """Yield skills in two families, and meetings about releases that never come."""
        holder: dict[str, str] = {}
        for family, skills in self.families.items():
            for i, skill in enumerate(skills):
                if skill in holder:
                    accepted = f"must not be named twice; it is in family {holder[skill]}"
                    yield fault(f"families.{family}[{i}]", skill, accepted)
                holder.setdefault(skill, family)
        if self.huddle is not None and not self.releases:
            yield fault("huddle", None, "needs releases")
