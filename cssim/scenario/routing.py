"""Who answers whom."""

from __future__ import annotations

from typing import Annotated, Literal

from cssim.scenario.base import Part
from cssim.scenario.fields import Name, Named, Number, Whole, listed, setting, span

Names = Annotated[tuple[Name, ...], *listed(200, 1)]
Rank = Annotated[int, Whole(1, 1000)]
Weight = Annotated[float, Number(0, 1e6, above=True)]
Points = Annotated[float, Number(-1e9, 1e9)]
PerSecond = Annotated[float, Number(0, 1e6)]
Delay = Annotated[int, span("0 s", "30 d")]
Idle = Annotated[int, Whole(0, 5000)]


class Bonus(Part):
    """Points that a waiting contact has for what it is."""

    escalated: Points = setting(0.0, "A contact handed to a higher tier.")
    callback: Points = setting(0.0, "A callback that is due.")
    repeat: Points = setting(0.0, "A repeat.")


class Routing(Part):
    """Who answers whom. What a policy does not use may stand ready for another policy."""

    policy: Literal[
        "queue_priority",
        "single_fifo",
        "longest_weighted_wait",
        "longest_queue",
        "agents_preference",
        "agents_preference_with_delays",
        "score",
        "fewest_skills",
        "most_proficient",
        "random_idle",
        "reserve",
    ] = setting("single_fifo", "Rule that picks an agent for a contact and a contact for an agent.")
    teams_for: Named[Names] = setting(
        {}, "queue_priority: reason -> its teams in order; omitted: all with the skill, by name."
    )
    reasons_for: Named[Names] = setting(
        {}, "queue_priority: team -> its reasons in order; omitted: all it has the skill for."
    )
    ranks: Named[Named[Rank]] = setting(
        {}, "agents_preference: reason -> team -> rank, lower first; missing: 1."
    )
    delays: Named[Named[Delay]] = setting(
        {},
        "agents_preference_with_delays: reason -> team -> wait before it may help; missing: 0 s.",
    )
    weights: Named[Weight] = setting(
        {}, "longest_weighted_wait, agents_preference: reason -> weight of its wait; missing: 1."
    )
    keep_idle: Named[Named[Idle]] = setting(
        {},
        "reserve: reason -> team -> idle agents it keeps: it serves the reason only while more are"
        " idle; missing: 0.",
    )
    base: Named[Points] = setting({}, "score: reason -> points at arrival; missing: 0.")
    slope: Named[PerSecond] = setting({}, "score: reason -> points per second; missing: 1.")
    bonus: Bonus = setting({}, "score: points for what a contact is.")
    segment_base: Named[Points] = setting({}, "score: segment -> points at arrival; missing: 0.")
    head_start: Named[Delay] = setting({}, "score: segment -> waiting time credited at arrival.")
    mismatch_after: Delay | None = setting(
        None, "Wait after which an agent who lacks the language may answer; null: never."
    )
