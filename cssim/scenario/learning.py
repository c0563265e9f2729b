"""What a center does for its agents' proficiency: ongoing training, courses, coaching."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.fields import (
    Instant,
    Listed,
    Money,
    Name,
    Number,
    Share,
    Whole,
    required,
    setting,
    span,
)

Hours = Annotated[float, Number(0, 160)]
Often = Annotated[int, span("1 d", "3650 d")]


class Training(Part):
    """Ongoing training of everybody on the floor."""

    hours_per_month: Hours = setting(
        0.0, "Hours of training per agent and month of 30.4375 days (a decision)."
    )
    block: Annotated[int, span("5 min", "8 h")] = setting("30 min", "Length of a session (A).")
    placing: Literal["fixed", "quiet", "idle"] = setting(
        "fixed",
        "fixed: sessions staggered over the shift by agent and day; quiet: in the half hours of the"
        " shift with the least planned load per agent; idle: learned between contacts, no time off"
        " the floor.",
    )
    idle_usable: Share = setting(0.5, "idle: share of idle time in which learning is possible (A).")
    content_age_weeks: Annotated[float, Number(0, 520)] = setting(
        0.0, "Age of the content in weeks; its effect fades like proficiency does (A)."
    )
    cost_per_hour: Money = setting(0.0, "Fee per agent and hour, besides the wage (a decision).")


class Course(Part):
    """A course for some agents, once or again and again."""

    name: Name = required("Name of the course.")
    at: Instant = required("Start: a local date-time, or the time since the start of the run.")
    every: Often | None = setting(None, "Time from one start to the next; null: only once.")
    hours: Annotated[float, Number(0.25, 400)] = required(
        "Hours in all, in blocks of at most 4 h a shift, on consecutive shifts from its start."
    )
    teams: Listed[Name] = setting((), "Teams whose agents take part; empty: all.")
    places: Annotated[int, Whole(1, 100_000)] | None = setting(
        None, "Participants each time, the least proficient first; null: everybody."
    )
    skills: Listed[Name] = setting((), "Skills it teaches; empty: all that the participant has.")
    adds: Listed[Name] = setting((), "Skills that the participants have from its end on.")
    speed: Annotated[float, Number(0.1, 10)] = setting(
        1.0, "Divides the handling time of the skills added (A)."
    )
    empathy: bool = setting(
        False, "Halves what hostile contacts do to work and feeling with the participants (A)."
    )
    languages: Listed[Name] = setting(
        (), "Languages whose customers the participants understand better afterwards."
    )
    relief: Share = setting(
        0.5, "Share of the penalties of a language mismatch that they then spare (A)."
    )
    cost_per_place: Money = setting(0.0, "Fee per participant (a decision).")


class Coaching(Part):
    """Coaching of single agents, aimed by reviewing their contacts."""

    hours_per_month: Hours = setting(2.0, "Hours per coached agent and month of 30.4375 days (A).")
    hours_per_lead: Hours | None = setting(
        None,
        "Hours that a team lead coaches per month, shared out among those coached of its"
        " climate.span agents; null: hours_per_month counts.",
    )
    share: Share = setting(1.0, "Share of each team that is coached (a decision).")
    aim: Literal["everyone", "weakest", "random"] = setting(
        "everyone",
        "Who is coached when share is below 1: weakest by the reviewed contacts, or random;"
        " everyone: each agent in turn.",
    )
    reviews_per_month: Annotated[float, Number(0, 1000)] = setting(
        6.0, "Contacts reviewed per agent and month (I: 6); coaching counts n/(n + 4) of its full."
    )
    noise: Annotated[float, Number(0, 5)] = setting(
        0.25, "Standard deviation of the score of one review (A)."
    )
    period: Annotated[int, span("1 d", "365 d")] = setting(
        "7 d", "Time after which it is decided again who is coached (A)."
    )
    session: Annotated[int, span("5 min", "8 h")] = setting("30 min", "Length of a session (A).")
    review_time: Annotated[int, span("0 s", "8 h")] = setting(
        "10 min", "Paid time of a team lead per review (A)."
    )
    feedback_halflife: Annotated[int, span("1 h", "3650 d")] | None = setting(
        None,
        "Age at which feedback has lost half its effect; on average it is half a period old;"
        " null: feedback does not age (A).",
    )
    learning_culture: Annotated[float, Number(0, 100)] = setting(
        0.0, "Hours of experience that a reviewed failed contact is worth besides its own (A)."
    )
    reprimand: Share = setting(
        0.0, "Added to strain's target for a week in which a reviewed contact had failed (A)."
    )
    pauses_above: Annotated[int, Whole(0, 100_000)] | None = setting(
        None, "A session is cancelled if more contacts than this wait when it is due; null: never."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield an aim that needs reviews where there are none."""
        if self.aim == "weakest" and not self.reviews_per_month:
            yield fault("reviews_per_month", 0, "must be above 0 where aim is weakest")
