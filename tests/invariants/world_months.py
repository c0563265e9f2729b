"""Random happenings to agents over weeks: learning, tiring, how they are led, and seats."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from world_parts import Tree, maybe, mixed, pick, seldom

PEOPLE = (
    "hired", "joined", "quit", "removed", "promoted", "vacant", "headcount", "trained",
    "coached", "reviewed", "learned", "cancelled", "released", "proficiency", "strain",
    "fatigue", "surveyed", "acted", "recovered",
)  # fmt: skip
"""Events of people that only months bring about."""
OF_MONTHS = ("dropped", "outreach")
"""What else they do: an issue whose customer leaves, a contact that the center begins."""


def development(skills: list[str], days: int) -> st.SearchStrategy[Tree]:
    """Return how proficiency moves."""
    release = mixed(
        at=pick("3 d", "7 d", f"{days - 1} d"), loss=pick(0.1, 0.5), skills=pick([], skills[:1])
    )
    huddles = pick({}, {"length": "30 min", "relief": 1.0}, {"at": "11:00"})
    return st.lists(release, max_size=2).flatmap(
        lambda releases: mixed(
            shape=pick("exponential", "exponential", "power_law"),
            experience_per_hour=pick(0.0030769, 0.05),
            training_per_hour=pick(0.0173, 0.5, 0.0),
            coaching_per_hour=pick(0.0346, 0.5, 0.0),
            staleness_per_week=pick(0.0246, 0.3, 0.0),
            peers=st.booleans(),
            families=pick({}, {"own": skills[:1]}, {f"of-{skill}": [skill] for skill in skills}),
            releases=st.just(releases),
            huddle=maybe(huddles) if releases else st.none(),
        )
    )


def courses(skills: list[str], teams: Tree, languages: list[str]) -> st.SearchStrategy[Any]:
    """Return up to two courses; few teams have a skill to learn, so those have one more often."""
    names = list(teams)
    lack = [name for name, team in teams.items() if set(skills) - set(team["skills"])]
    course = mixed(
        at=pick("1 d", "0 s", "5 d"),
        every=pick(None, "3 d", "7 d"),
        hours=pick(2, 6, 0.25, 9),
        teams=pick([], names[:1], *([lack] * 4)),
        places=pick(None, 1, 2),
        skills=pick([], skills[-1:]),
        adds=pick([], skills[:1], *([skills] * (5 if lack else 1))),
        speed=pick(1.0, 0.8),
        empathy=st.booleans(),
        relief=pick(0.5, 1.0, 0.0),
        languages=pick([], languages),
    )
    return st.lists(course, max_size=2).map(
        lambda found: [{**one, "name": f"course-{i}"} for i, one in enumerate(found)]
    )


def training() -> st.SearchStrategy[Tree]:
    """Return ongoing training."""
    return mixed(
        hours_per_month=pick(4, 20, 60),
        block=pick("30 min", "1 h", "7 min"),
        placing=pick("fixed", "quiet", "idle"),
        idle_usable=pick(0.5, 1.0, 0.0),
        content_age_weeks=pick(0, 20),
    )


def coaching() -> st.SearchStrategy[Tree]:
    """Return coaching."""
    return mixed(
        hours_per_month=pick(2, 20),
        hours_per_lead=seldom(pick(20, 80)),
        share=pick(1.0, 0.5),
        aim=pick("everyone", "weakest", "random"),
        reviews_per_month=pick(6, 1),
        noise=pick(0.25, 0.0, 5.0),
        period=pick("7 d", "2 d"),
        session=pick("30 min", "10 min"),
        feedback_halflife=pick(None, "3 d"),
        learning_culture=pick(0.0, 0.0, 0.5),
        reprimand=pick(0.0, 0.0, 0.2),
        pauses_above=pick(None, 0, 2),
    )


def climate() -> st.SearchStrategy[Tree]:
    """Return how agents are led."""
    return mixed(
        span=pick(12, 4, 30),
        one_to_ones_per_month=pick(1, 8),
        one_to_one_length=pick("30 min", "5 min"),
        take_time=st.booleans(),
        recognition=st.booleans(),
        ladder=st.booleans(),
        lead_quality=pick(1.0, 1.4),
        empowerment=pick(0.0, 0.9),
        friction=pick("0 s", "20 s"),
        friction_removed_per_month=pick(0.0, 0.5),
        heard_every=pick("30 d", "30 d", "3 d"),
    )


fatigue = mixed(
    handling=pick(0.12, 1.0),
    quality=pick(0.2, 1.0),
    builds=pick("240 min", "20 min"),
    recovers=pick("60 min", "1 min", "7 d"),
)
strain = mixed(
    start=pick(0.2, 0.0, 0.9),
    weeks=pick(8, 1),
    hostile=pick(0.3, 2.0),
    support=pick(0.15, 1.0, 0.0),
    absence=pick(2.0, 10.0),
    quality=pick(0.2, 1.0),
    friction=pick(0.0, 0.3),
    overload=pick(0.0, 0.5),
)
survey = mixed(
    every=pick("7 d", "4 d"),
    response=pick(0.7, 1.0, 0.0),
    noise=pick(0.15, 0.0, 1.0),
    action=st.booleans(),
    above=pick(0.0, 0.2),
    relief=pick(0.2, 1.0),
)
goals = mixed(
    level=pick(1.0, 1.6),
    best=pick(1.15, 0.8),
    gain=pick(0.04, 0.5),
    width=pick(0.3, 0.01),
    review=pick("7 d", "1 d"),
    drift_halflife=pick("30 d", "1 d"),
)


def seats(draw: Any, people: Tree) -> None:
    """Let agents leave, and others come."""
    reviewed = people["development"] and (people["coaching"] or {}).get("reviews_per_month")
    removal = mixed(below=pick(0.45, 0.9), every=pick("7 d", "10 d"), after_weeks=pick(0, 1))
    people["turnover"] = draw(
        mixed(
            quits_per_year=pick(5.0, 2.0),
            early=pick(0.7, 3.0),
            early_weeks=pick(13.0, 0.5),
            strain=pick(3.0, 0.0, 10.0),
            recognition_factor=pick(0.92, 0.01),
            ladder_factor=pick(0.85, 0.01),
            tenure_weeks=pick(104, 0),
            removal=maybe(removal) if reviewed else st.none(),
        )
    )
    hiring = mixed(
        lead_time=pick("2 d", "8 d", "0 s"),
        lead_cv=pick(0.0, 0.5),
        class_size=pick(1, 2),
        class_wait=pick("1 d", "0 s", "4 d"),
        class_cost=pick(0.0, 0.0, 500.0),
        onboarding=pick("3 d", "36 h", "0 s", "7 d"),
        selectivity=pick(0.0, 1.0),
        replace=pick(True, True, False),
        prior=pick(0.0, 0.6),
    )
    people["hiring"] = draw(maybe(hiring, {"lead_time": "1 d", "onboarding": "2 d"}))
    careers = mixed(
        senior_share=pick(0.5, 1.0),
        after_weeks=pick(0, 1),
        above=pick(0.1, 0.7),
        every=pick("7 d", "7 d", "2 d"),
        mentoring_hours_per_month=pick(4, 40),
    )
    people["careers"] = draw(maybe(careers)) if people["development"] else None


@st.composite
def people(draw: Any, tree: Tree, skills: list[str], days: int) -> Tree:
    """Return what may happen to agents."""
    grows = draw(pick(True, True, False))
    tires = draw(pick(True, True, False))
    found: Tree = {
        "development": draw(development(skills, days)) if grows else None,
        "training": draw(maybe(training())) if grows else None,
        "coaching": draw(maybe(coaching())) if grows else None,
        "fatigue": draw(fatigue) if tires else None,
        "climate": draw(maybe(climate())),
        "goals": draw(maybe(goals)),
    }
    languages = list(tree.get("languages") or {})
    found["courses"] = draw(courses(skills, tree["teams"], languages)) if grows else []
    found["strain"] = draw(maybe(strain)) if tires else None
    if found["strain"]:
        found["survey"] = draw(maybe(survey))
    if draw(pick(True, True, False)):
        seats(draw, found)
    return found
