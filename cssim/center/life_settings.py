"""What the center is told about its people over months: codes instead of names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cssim.scenario.lives import People
    from cssim.scenario.rhythm import Management


@dataclass(frozen=True)
class Course:
    """One course.

    Attributes
    ----------
    at, every : int, ms
        First start, and time between starts; 0 = once.
    length : int, ms
        Hours in all.
    teams : frozenset of int
        Teams that take part.
    places : int or None
        Participants each time; None = everybody.
    families : frozenset of int
        What it teaches; empty: all that the participant has.
    adds : tuple of int
        Queues that the participants can serve afterwards.
    speed : float
        Divides the handling time in those.
    empathy : bool
        Hostility does half as much to the participants.
    languages : frozenset of int
        Languages better understood afterwards.
    relief : float
        Share of the penalties of a language mismatch that is then spared.
    """

    at: int
    every: int
    length: int
    teams: frozenset[int]
    places: int | None
    families: frozenset[int]
    adds: tuple[int, ...]
    speed: float
    empathy: bool
    languages: frozenset[int]
    relief: float


@dataclass(frozen=True)
class Release:
    """A product release: when, share of proficiency lost, families (empty: all)."""

    at: int
    loss: float
    families: frozenset[int]


@dataclass(frozen=True)
class LifeSettings:
    """People over months.

    Attributes
    ----------
    people, management : parts of the scenario
        Their numbers; names in them are resolved below.
    families : tuple of str
        Families of skills.
    family_of : tuple of int, by queue code
        Which family its skill belongs to.
    courses, releases : tuples
    load : tuple of float
        Planned load per planned agent, by half hour of the week of the start.
    absence : tuple of float, by team
        Chance of absence at ordinary strain.
    first_weekday, start_ms_of_day : int
        Weekday (0 = Monday) and time of day of instant 0.
    answer_within : int, ms
        Acceptable waiting time of the first channel, for reviews of headcount.
    authority : tuple of float, by team
    """

    people: People
    management: Management
    families: tuple[str, ...] = ("all",)
    family_of: tuple[int, ...] = ()
    courses: tuple[Course, ...] = ()
    releases: tuple[Release, ...] = ()
    load: tuple[float, ...] = ()
    absence: tuple[float, ...] = ()
    first_weekday: int = 0
    start_ms_of_day: int = 0
    answer_within: int = 20_000
    authority: tuple[float, ...] = ()
