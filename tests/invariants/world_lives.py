"""Random small centers over weeks, in which anything may happen to people and customers.

Each is a random world of a phone desk, or of everything, with few contacts spread over some
weeks, and with any of the parts of people, tools, care and management.
"""

from __future__ import annotations

from typing import Any, ClassVar

import phone_worlds
import worlds as mixed_worlds
from hypothesis import strategies as st
from world import World, made_of, supervisor
from world_parts import Tree, maybe, mixed, pick, seldom

WEEK_H = 168
BUSIER = 2.0
"""Factor on the contacts of a world of some hours: weeks have to be filled."""


def sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return something in half of all worlds, else null."""
    return st.booleans().flatmap(lambda there: strategy if there else st.none())


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
        lead_quality=pick(1.0, 1.4),
        empowerment=pick(0.0, 0.9),
        friction=pick("0 s", "20 s"),
        friction_removed_per_month=pick(0.0, 0.5),
        heard_every=pick("30 d", "30 d", "3 d"),
    )


def seats(draw: Any, people: Tree) -> None:
    """Let agents leave, and others come."""
    reviewed = people["development"] and (people["coaching"] or {}).get("reviews_per_month")
    removal = mixed(below=pick(0.45, 0.9), every=pick("7 d", "10 d"), after_weeks=pick(0, 1))
    people["turnover"] = draw(
        mixed(
            quits_per_year=pick(5.0, 2.0),
            early=pick(0.7, 3.0),
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
        "training": draw(sometimes(training())) if grows else None,
        "coaching": draw(sometimes(coaching())) if grows else None,
        "fatigue": draw(mixed(builds=pick("240 min", "20 min"), handling=pick(0.12, 1.0)))
        if tires
        else None,
        "climate": draw(sometimes(climate())),
        "goals": draw(sometimes(mixed(level=pick(1.0, 1.6), review=pick("7 d", "1 d")))),
    }
    languages = list(tree.get("languages") or {})
    found["courses"] = draw(courses(skills, tree["teams"], languages)) if grows else []
    strain = mixed(weeks=pick(8, 1), absence=pick(2.0, 10.0), friction=pick(0.0, 0.3))
    found["strain"] = draw(sometimes(strain)) if tires else None
    if found["strain"]:
        survey = mixed(every=pick("7 d", "4 d"), action=st.booleans(), above=pick(0.0, 0.2))
        found["survey"] = draw(sometimes(survey))
    if draw(pick(True, True, False)):
        seats(draw, found)
    return found


def management(days: int, *, may_size: bool) -> st.SearchStrategy[Tree]:
    """Return the routines of managers."""
    sizing = mixed(
        period=pick("7 d", f"{days // 2} d"), max_change=pick(1, 3), forecast_error=pick(0.1, 1.0)
    )
    return mixed(
        daily=sometimes(mixed(period=pick("1 d", "5 h"), cancel_above=pick(0, 2, None))),
        quarterly=sometimes(sizing) if may_size else st.none(),
        policy=sometimes(mixed(review=pick("7 d", "30 d"), loss_per_quarter=pick(0.5, 2.0))),
        suspended=seldom(pick(["daily"], ["weekly"], ["monthly"], ["quarterly", "daily"]), []),
    )


def tools() -> st.SearchStrategy[Tree]:
    """Return tools, or what their absence does."""
    return mixed(
        knowledge=pick(None, {"gap_closed": 0.42}),
        without_crm=pick(None, {}),
        without_ticketing=pick(None, {"lost": 0.3}),
        without_social_desk=pick(None, {"delay": "30 min"}),
    )


@st.composite
def care(draw: Any, tree: Tree) -> Tree:
    """Return care for customers who are modelled."""
    known = tree["customers"]
    if known is None:
        return {}
    reasons = tree["reasons"]
    ways = {name: list(r.get("channels") or [r.get("channel")]) for name, r in reasons.items()}
    spoken = sorted({c for w in ways.values() for c in w if tree["channels"][c]["kind"] != "chat"})
    found: Tree = {}
    feels, loyal = tree["satisfaction"]["enabled"], tree["loyalty"]["enabled"]
    if spoken and loyal:
        made = {"channel": draw(st.sampled_from(spoken)), "delay": draw(pick("1 h", "1 d"))}
        found["recovery"] = draw(maybe(st.just({**made, "share": 0.5})))
        found["close_loop"] = draw(maybe(st.just({**made, "below": 4}))) if feels else None
        found["risk"] = draw(maybe(st.just({"days": [20, 90], "length": "7 d"})))
    if loyal and feels:
        found["referrals_per_promoter_year"] = draw(seldom(pick(3.0, 30.0), 0.0))
    reason = draw(st.sampled_from(sorted(reasons)))
    aims: list[Tree] = [{}, {"at_risk": True}] if found.get("risk") else [{}]
    reached = {"reason": reason, "every": "9 d", **draw(pick(*aims))}
    found["outreach"] = draw(maybe(st.just(reached)))
    own = {"segment": sorted(known["segments"])[0], "team": "front", "gain": draw(pick(0.0, 3.0))}
    found["personal"] = draw(maybe(st.just(own)))
    return found


@st.composite
def trees(draw: Any, policy: str, days: Any) -> Tree:
    """Return the content of a valid scenario file."""
    weeks = draw(pick(3, 2, 4))
    tree: Tree = draw(days.trees(policy, hours=weeks * WEEK_H))
    tree["multipliers"]["volume"] *= BUSIER
    tree["warm_up"] = "0 s"
    for reason in tree["reasons"].values():
        reason["hostility"] = draw(pick(0.0, 0.4))
        reason["diagnosis"] = draw(maybe(st.just({"time": "30 s"})))
    skills = sorted({s for team in tree["teams"].values() for s in team["skills"]})
    tree["people"] = draw(people(tree, skills, 7 * weeks))
    may_size = tree["people"].get("turnover") is not None
    tree["management"] = draw(management(7 * weeks, may_size=may_size))
    tree["tools"] = draw(sometimes(tools())) or {}
    tree["care"] = draw(care(tree)) if draw(st.booleans()) else {}
    if tree["customers"]:
        tree["customers"]["joining_per_month"] = draw(pick(0, 30))
    return tree


class Life(World):
    """A world over weeks, in which reserves are called in now and then."""

    watched: ClassVar = supervisor(every_ms=7_200_000, above=2)


def lives(policy: str = "single_fifo", *, everything: bool = False) -> st.SearchStrategy[Life]:
    """Return worlds over weeks: phone desks, or with every mechanism of a day too."""
    days = mixed_worlds if everything else phone_worlds
    return made_of(lambda named: trees(named, days), policy, Life)
