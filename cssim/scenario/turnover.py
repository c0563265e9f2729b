"""Who leaves the center, who comes, who rises."""

from __future__ import annotations

from typing import Annotated

from cssim.scenario.base import Part
from cssim.scenario.fields import Money, Number, Share, Whole, setting, span
from cssim.scenario.wellbeing import Often, Weight


class Removal(Part):
    """Parting from agents whose reviewed contacts stay bad."""

    below: Share = setting(0.45, "Mean reviewed score below which an agent has to go (A).")
    every: Often = setting("90 d", "Time between two decisions (A).")
    after_weeks: Annotated[int, Whole(0, 520)] = setting(
        26, "Weeks on the floor before which nobody has to go (A)."
    )


class Turnover(Part):
    """Agents who quit: a yearly rate, higher for newcomers and for the strained."""

    quits_per_year: Annotated[float, Number(0, 5)] = setting(
        0.33, "Leavers per 100 heads and year, as a share, at ordinary strain (I: 0.28 to 0.45)."
    )
    early: Weight = setting(
        0.7, "Log hazard of quitting that a newcomer has more (A: 12 % gone by day 90)."
    )
    early_weeks: Annotated[float, Number(0.1, 520)] = setting(
        13.0, "Time constant in weeks with which this wears off (A)."
    )
    strain: Weight = setting(
        3.0, "Log hazard of quitting gained per unit of strain above its start (D)."
    )
    tenure_weeks: Annotated[float, Number(0, 2600)] = setting(
        104.0, "Weeks that the agents of the start have been there (A)."
    )
    recognition_factor: Annotated[float, Number(0.01, 1)] = setting(
        0.92, "Factor on the hazard of quitting with recognition (A; direction S)."
    )
    ladder_factor: Annotated[float, Number(0.01, 1)] = setting(
        0.85, "Factor on the hazard of quitting with a career ladder (A; direction S)."
    )
    removal: Removal | None = setting(
        None, "Parting from agents whose work stays bad; null: nobody has to go."
    )


class Hiring(Part):
    """Filling the seats of those who left."""

    lead_time: Annotated[int, span("0 s", "730 d")] = setting(
        "40 d", "Mean time from a vacancy to the first day of work (I)."
    )
    lead_cv: Annotated[float, Number(0, 3)] = setting(
        0.3, "Its coefficient of variation, lognormal (A)."
    )
    class_size: Annotated[int, Whole(1, 5000)] = setting(
        1, "Hires of a team who start together; who is hired waits until there are so many."
    )
    class_wait: Annotated[int, span("0 s", "365 d")] = setting(
        "30 d", "Longest that a hire waits for the others (A)."
    )
    onboarding: Annotated[int, span("0 s", "365 d")] = setting(
        "29.4 d", "Paid time off the floor before the first contact, 4.2 weeks (S)."
    )
    cost: Money = setting(2500.0, "Cost of a hire besides pay (I: 1,750 to 14,113 USD).")
    class_cost: Money = setting(
        0.0, "Cost of a class besides, such as its trainer, whatever its size (a decision)."
    )
    selectivity: Share = setting(
        0.0,
        "How choosy the center is, from 0 to 1: longer to fill, better at the start, fewer early"
        " quits (A).",
    )
    replace: bool = setting(True, "Vacancies are filled; false: seats stay empty.")
    prior: Share = setting(
        0.0, "Proficiency that hires bring along beyond what onboarding gives (A)."
    )


class Careers(Part):
    """Senior agents, who also mentor newcomers."""

    senior_share: Share = setting(0.2, "Most of a team's agents who are senior, as a share (A).")
    after_weeks: Annotated[int, Whole(0, 2600)] = setting(
        52, "Weeks on the floor before somebody becomes senior (A)."
    )
    above: Share = setting(0.7, "Proficiency that it takes (A).")
    every: Often = setting("7 d", "Time between two rounds of promotions (P).")
    mentoring_hours_per_month: Annotated[float, Number(0, 160)] = setting(
        4.0,
        "Hours off the floor per senior and month, which count as coaching of the newest colleagues"
        " (A).",
    )
    wage_premium: Annotated[float, Number(0, 10)] = setting(
        0.1, "Share by which their pay is higher (A)."
    )
