"""Checks of the whole: care for customers, and whom and what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cssim.errors import Problem
from cssim.scenario.base import fault
from cssim.scenario.consistency import Check, did_you_mean, reads

if TYPE_CHECKING:
    from cssim.scenario.model import Scenario

PARTS = ("recovery", "close_loop", "outreach", "risk", "personal")
"""Parts of care, all about known customers."""
MAKING_GOOD = ("recovery", "close_loop")
"""Parts that contact customers on a channel of their own, to restore goodwill."""


@reads("care", "customers", "loyalty", "satisfaction")
def care_has_customers(scenario: Scenario) -> Iterator[Problem]:
    """Care is for customers who are modelled, with the feelings that it changes."""
    care = scenario.care
    given = [part for part in PARTS if getattr(care, part) is not None]
    for part in given:
        if scenario.customers is None:
            yield fault(f"care.{part}", None, "needs customers")
        elif part in (*MAKING_GOOD, "risk") and not scenario.loyalty.enabled:
            yield fault(f"care.{part}", None, "needs loyalty.enabled: true")
    if care.referrals_per_promoter_year > 0.0:
        yield from _has_promoters(scenario)
    if care.close_loop is not None and not scenario.satisfaction.enabled:
        yield fault("care.close_loop", None, "needs satisfaction.enabled: true, for the ratings")


def _has_promoters(scenario: Scenario) -> Iterator[Problem]:
    path, value = "care.referrals_per_promoter_year", scenario.care.referrals_per_promoter_year
    if scenario.customers is None:
        yield fault(path, value, "needs customers")
    elif not scenario.loyalty.enabled:
        yield fault(path, value, "needs loyalty.enabled: true, for the promoters")
    elif not scenario.satisfaction.enabled:
        yield fault(path, value, "needs satisfaction.enabled: true, for the promoters")


@reads("reasons.spill", "customers")
def complaints_have_customers(scenario: Scenario) -> Iterator[Problem]:
    """Who is to complain more often after an answer is a customer who is modelled."""
    for name, reason in scenario.reasons.items():
        spill = reason.spill
        if spill is not None and spill.after_answer != 1.0 and scenario.customers is None:
            yield fault(f"reasons.{name}.spill.after_answer", spill.after_answer, "needs customers")


@reads("care", "channels", "reasons.channel", "reasons.channels")
def making_good_has_a_channel(scenario: Scenario) -> Iterator[Problem]:
    """Whoever is contacted is called or written to, about a reason served on that channel."""
    for part in MAKING_GOOD:
        made = getattr(scenario.care, part)
        if made is None:
            continue
        where, name = f"care.{part}.channel", made.channel
        if name not in scenario.channels:
            yield fault(where, name, f"unknown channel{did_you_mean(name, scenario.channels)}")
        elif scenario.channels[name].kind == "chat":
            yield fault(where, name, "must be a phone or written channel, not a chat")
        elif not any(name in reason.shares() for reason in scenario.reasons.values()):
            accepted = "must be in the channels of some reason, where a share of 0 is enough"
            yield fault(where, name, accepted)


@reads("care", "reasons", "customers")
def outreach_has_an_aim(scenario: Scenario) -> Iterator[Problem]:
    """The reason and the segments of outreach exist, and so do the risks it precedes."""
    outreach = scenario.care.outreach
    if outreach is None:
        return
    if outreach.reason not in scenario.reasons:
        hint = did_you_mean(outreach.reason, scenario.reasons)
        yield fault("care.outreach.reason", outreach.reason, f"unknown reason{hint}")
    for i, segment in enumerate(outreach.segments):
        if scenario.customers and segment not in scenario.segment_names:
            hint = did_you_mean(segment, scenario.segment_names)
            yield fault(f"care.outreach.segments[{i}]", segment, f"unknown segment{hint}")
    if outreach.at_risk and scenario.care.risk is None:
        yield fault("care.outreach.at_risk", None, "needs care.risk; {} has its defaults")


@reads("care", "teams", "customers")
def own_agents_exist(scenario: Scenario) -> Iterator[Problem]:
    """The segment and the team of own agents exist."""
    personal = scenario.care.personal
    if personal is None:
        return
    if scenario.customers and personal.segment not in scenario.segment_names:
        hint = did_you_mean(personal.segment, scenario.segment_names)
        yield fault("care.personal.segment", personal.segment, f"unknown segment{hint}")
    if personal.team not in scenario.teams:
        hint = did_you_mean(personal.team, scenario.teams)
        yield fault("care.personal.team", personal.team, f"unknown team{hint}")


ALL: tuple[Check, ...] = (
    care_has_customers,
    complaints_have_customers,
    making_good_has_a_channel,
    outreach_has_an_aim,
    own_agents_exist,
)
