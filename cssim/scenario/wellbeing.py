"""How work wears agents out, and what the center does about it.

What the numbers do: `cssim.rules.wear`. The letter in brackets says how well founded a
default is: S study, I industry, P practice, D derived, A assumption.
"""

from __future__ import annotations

from typing import Annotated

from cssim.scenario.base import Part
from cssim.scenario.fields import Money, Number, Share, setting, span

Weight = Annotated[float, Number(0, 10)]
Often = Annotated[int, span("1 d", "3650 d")]
Decay = Annotated[int, span("1 min", "7 d")]
Talk = Annotated[int, span("5 min", "8 h")]
Obstacle = Annotated[int, span("0 s", "1 h")]


class Fatigue(Part):
    """Fatigue within a shift, from 0 to 1: builds up while busy, goes away while not."""

    handling: Weight = setting(
        0.12, "Share by which handling takes longer at full fatigue (S: +5 % over a shift)."
    )
    quality: Weight = setting(0.2, "Service quality lost at full fatigue (A).")
    builds: Decay = setting("240 min", "Time constant of building up while busy (D).")
    recovers: Decay = setting("60 min", "Time constant of recovering while idle or away (D).")


class Strain(Part):
    """Strain from 0 to 1: the weekly average of fatigue, hostility and lack of support."""

    start: Share = setting(
        0.20, "Strain at the start, at which absence and quits are as given (D: 80 % busy)."
    )
    weeks: Annotated[float, Number(1, 520)] = setting(8.0, "Weeks over which it averages (A).")
    hostile: Weight = setting(0.3, "Target added per share of hostile contacts (A; direction S).")
    support: Weight = setting(0.15, "Target taken off per unit of support (A; direction S).")
    absence: Weight = setting(
        2.0, "Log odds of absence gained per unit of strain above start (A; direction S)."
    )
    quality: Weight = setting(0.2, "Service quality lost per unit of strain (A).")
    friction: Weight = setting(
        0.0, "Target added per minute of climate.friction in each contact (A)."
    )
    overload: Weight = setting(
        0.0, "Target added per unit of a goal's level above the best one (A)."
    )


class Climate(Part):
    """How agents are led and what gets in their way."""

    span: Annotated[float, Number(1, 1000)] = setting(
        12.0, "Agents per team lead (P); support falls with it."
    )
    one_to_ones_per_month: Annotated[float, Number(0, 31)] = setting(
        1.0, "Talks of each agent with the team lead, per month (A); they add to support."
    )
    one_to_one_length: Talk = setting("30 min", "Length of such a talk (A).")
    take_time: bool = setting(
        False, "The talks take time off the floor; false: they count as in the shrinkage."
    )
    recognition: bool = setting(False, "Good work is recognised: fewer quit (A; direction S).")
    ladder: bool = setting(False, "There is a career ladder: fewer quit (A; direction S).")
    lead_quality: Annotated[float, Number(0, 3)] = setting(
        1.0, "Factor on support and on what coaching does; 1: an average team lead (A)."
    )
    lead_wage: Annotated[float, Number(0, 10_000)] = setting(
        0.0, "Pay of a team lead per hour; there is one per span agents (a decision)."
    )
    empowerment: Weight = setting(
        0.0, "Log hazard of quitting lost per unit of the team's authority (S: 0.9 suggested)."
    )
    friction: Obstacle = setting("0 s", "Time that obstacles add to each service (A).")
    friction_removed_per_month: Share = setting(
        0.0, "Share of the friction that listening to the team removes, per month (A)."
    )
    heard_every: Often = setting(
        "30 d", "Time between two rounds of listening; each removes what is due since the last (P)."
    )


class Goals(Part):
    """Goals for output: effort rises up to the best level, then falls."""

    level: Annotated[float, Number(0.1, 3)] = setting(
        1.0, "Goal relative to usual output (a decision)."
    )
    best: Annotated[float, Number(0.1, 3)] = setting(
        1.15, "Level at which the effort is greatest (A)."
    )
    gain: Annotated[float, Number(0, 0.5)] = setting(
        0.04, "Log pace gained at the best level (A; that goals work: S)."
    )
    width: Annotated[float, Number(0.01, 3)] = setting(
        0.30, "Distance from the best level at which nothing is gained (A)."
    )
    review: Annotated[int, span("1 d", "3650 d")] = setting(
        "7 d", "Time between two reviews of goals (P)."
    )
    drift_halflife: Annotated[int, span("1 d", "36500 d")] = setting(
        "30 d", "Time since a review after which half of the effort is left (A)."
    )


class StaffSurvey(Part):
    """A survey of the agents' strain, and what follows from it."""

    every: Often = setting("90 d", "Time between two surveys (A).")
    response: Share = setting(0.7, "Share of agents who answer (A).")
    noise: Annotated[float, Number(0, 5)] = setting(
        0.15, "Standard deviation of one answer around the agent's strain (A)."
    )
    action: bool = setting(False, "Something is done when the answers are bad.")
    above: Share = setting(0.25, "Mean answer of a team above which something is done (A).")
    relief: Share = setting(0.2, "Support that this adds until the next survey (A).")
    cost: Money = setting(0.0, "Cost of an action in a team (a decision).")
