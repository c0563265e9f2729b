"""Mutants of customers: their patience, what they expect, and what they do about it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from mutating import mutant

# ---------------------------------------------------------------------------------------
# Whose issue it is, and when it arises


@mutant(
    "same at all times",
    "work and patience do not depend on when an issue arises",
    "by time",
    at="cssim.demand.laws:_times",
)
def _same_at_all_times(_: Any) -> Any:
    return lambda scenario, arrived: ([None], np.zeros(len(arrived), np.int64))


@mutant(
    "only at first",
    "what holds at a time of the week holds for first attempts only",
    "by time",
    at="cssim.demand.laws:LawBook.attempt",
)
def _only_at_first(_: Any) -> Any:
    from cssim.demand.luck import DrawnBook

    return DrawnBook.attempt


@mutant(
    "alike in patience",
    "customers of all segments are equally patient",
    "segments",
    at="cssim.demand.laws:laws_of",
)
def _alike_in_patience(right: Any) -> Any:
    def laws_of(*given: Any) -> Any:
        laws, law = right(*given)
        return [one._replace(patience=1.0) for one in laws], law

    return laws_of


@mutant(
    "alike in what they expect",
    "customers of all segments find the same wait acceptable",
    "segments",
    at="cssim.center.from_scenario:_feelings",
)
def _alike_in_what_they_expect(right: Any) -> Any:
    def feelings(scenario: Any) -> Any:
        found = right(scenario)
        return replace(found, wait_factors=(1.0,) * len(found.wait_factors))

    return feelings


# ---------------------------------------------------------------------------------------
# What failed before


@mutant(
    "patience kept",
    "who has given up is as patient the next time",
    "patience lost",
    at="cssim.demand.tables:Luck.losing_patience",
)
def _patience_kept(_: Any) -> Any:
    return lambda luck, loss, times: luck


@mutant(
    "heard in vain",
    "who was answered in public complains there no more often",
    "heard in public",
    at="cssim.center.comebacks:Comebacks._complains",
)
def _heard_in_vain(right: Any) -> Any:
    return lambda comebacks, contact, reason: right(
        comebacks, contact, replace(reason, after_answer=1.0)
    )


# ---------------------------------------------------------------------------------------
# Care


@mutant(
    "strangers",
    "an agent who knows the customer solves no more",
    "own agent",
    at="cssim.center.care:Care.gain",
)
def _strangers(_: Any) -> Any:
    return lambda care, contact, agent: 0.0


@mutant(
    "nobody recommends",
    "promoters bring nobody",
    "referrals",
    at="cssim.center.customers:CustomerBase.advises",
)
def _nobody_recommends(_: Any) -> Any:
    return lambda base, *rest: None


@mutant(
    "anybody recommends",
    "customers who are no promoters bring others too",
    "referrals",
    at="cssim.center.customers:CustomerBase.advises",
)
def _anybody_recommends(right: Any) -> Any:
    return lambda base, referrer, candidate, doubt, now: right(base, referrer, candidate, 0.0, now)


@mutant(
    "good again at once",
    "an issue given up is made good at once",
    "recovery",
    at="cssim.center.care:Care._plan",
)
def _good_again_at_once(right: Any) -> Any:
    def plan(care: Any, issue: Any, after: int) -> None:
        before, care._recovery = care._recovery, replace(care._recovery, delay=60_000)
        right(care, issue, after)
        care._recovery = before

    return plan


@mutant(
    "half made good",
    "only some of the issues given up are made good",
    "recovery",
    at="cssim.center.care:Care._chosen",
)
def _half_made_good(right: Any) -> Any:
    return lambda care, issue, after: right(care, issue, after) if issue.row % 2 else None


@mutant(
    "goodwill stays lost",
    "making good brings no goodwill back",
    "recovery",
    at="cssim.center.care:restored",
)
def _goodwill_stays_lost(_: Any) -> Any:
    return lambda goodwill, *rest: goodwill
