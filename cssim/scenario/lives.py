"""The people over months: all that may happen to agents, each part off unless given."""

from __future__ import annotations

from cssim.scenario.base import Part
from cssim.scenario.development import Development
from cssim.scenario.fields import Listed, setting
from cssim.scenario.learning import Coaching, Course, Training
from cssim.scenario.turnover import Careers, Hiring, Turnover
from cssim.scenario.wellbeing import Climate, Fatigue, Goals, StaffSurvey, Strain


class People(Part):
    """What happens to agents over weeks and months."""

    development: Development | None = setting(
        None, "Proficiency that moves; null: every agent keeps that of the start."
    )
    training: Training | None = setting(None, "Ongoing training; null: none.")
    courses: Listed[Course] = setting((), "Courses.")
    coaching: Coaching | None = setting(None, "Coaching and reviews; null: none.")
    fatigue: Fatigue | None = setting(None, "Fatigue within a shift; null: nobody tires.")
    strain: Strain | None = setting(None, "Strain over weeks; null: not modelled.")
    climate: Climate | None = setting(
        None, "Leading and obstacles; null: average, and nothing of it is counted."
    )
    goals: Goals | None = setting(None, "Goals for output; null: none.")
    turnover: Turnover | None = setting(None, "Agents who quit; null: everybody stays.")
    hiring: Hiring | None = setting(None, "Hiring; null: empty seats stay empty.")
    careers: Careers | None = setting(None, "Senior agents and mentoring; null: none.")
    survey: StaffSurvey | None = setting(None, "Survey of the agents; null: none.")
