"""What a scenario says of its people over months, and what it leaves out."""

from __future__ import annotations

from cssim.scenario import Scenario
from cssim.study.arms import has_people
from cssim.words.numbers import NBSP, percent

FIXED_PEOPLE = "Agents do not learn, tire or quit during the run"
OTHERS = (
    "which contacts are handed on does not depend on how hard they are; other channels than those"
    " of the scenario do not exist. A change that works through these is not judged fairly here."
)


def people(base: Scenario) -> str:
    """Return in words what happens to the agents over weeks and months."""
    said = []
    if base.people.development:
        said.append("agents learn on the job and forget as things change")
    if base.people.training and base.people.training.hours_per_month:
        said.append(f"{base.people.training.hours_per_month:g} h of training a month each")
    if base.people.coaching:
        coaching = base.people.coaching
        who = "all" if coaching.share == 1 else f"{percent(coaching.share)} of a team at a time"
        aim = {"everyone": "in turn", "weakest": "the weakest", "random": "by lot"}[coaching.aim]
        who = who if coaching.share == 1 else f"{who}, {aim}"
        hours, lead = coaching.hours_per_month, coaching.hours_per_lead
        much = f"{hours:g} h" if lead is None else f"{lead:g} h of each team lead"
        said.append(f"coaching {much} a month for {who}")
    if base.people.fatigue:
        said.append("they tire within the shift")
    if base.people.strain:
        said.append("strain builds up over weeks")
    if base.people.turnover:
        rate = percent(base.people.turnover.quits_per_year)
        said.append(f"about {rate} quit in a year at ordinary strain")
    if base.people.hiring and base.people.hiring.replace:
        days = base.people.hiring.lead_time / 86_400_000
        off = base.people.hiring.onboarding / 86_400_000
        said.append(
            f"a seat is filled after {days:.0f} days on average, {off:.0f} days of onboarding"
            f"{NBSP}follow"
        )
    return "; ".join(said)


def who_joins(base: Scenario) -> str:
    """Return in words which customers join during a run; empty when none do."""
    said = []
    if base.customers is not None and base.customers.joining_per_month:
        said.append(f"{base.customers.joining_per_month:g} join in a month")
    if base.customers is not None and base.care.referrals_per_promoter_year:
        rate = base.care.referrals_per_promoter_year
        said.append(f"a promoter brings {rate:g} in a year (illustrative)")
    return ", ".join(said)


def not_modelled(base: Scenario) -> str:
    """Return what a scenario leaves out that a decision might work through."""
    left_out = []
    people = base.people
    if not has_people(base):
        left_out.append(FIXED_PEOPLE)
    else:
        parts = (
            ("agents do not learn", people.development),
            ("nobody tires", people.fatigue),
            ("strain does not build up", people.strain),
            ("nobody quits", people.turnover),
        )
        off = [words for words, part in parts if not part]
        left_out += [", ".join(off).capitalize()] if off else []
    if not who_joins(base):
        left_out.append("no customer joins" if left_out else "No customer joins")
    head = ", and ".join(left_out)
    return f"{head}; {OTHERS}" if head else OTHERS[0].upper() + OTHERS[1:]
