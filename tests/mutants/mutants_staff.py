"""Mutants of who may serve whom, of handing on, and of agents' days."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mutating import mutant

# ---------------------------------------------------------------------------------------
# Who may serve whom


@mutant(
    "reserve at the threshold",
    "a team helps while just as many are idle as it keeps",
    "reserve",
    at="cssim.center.floor:Floor.allows",
)
def _reserve_at_the_threshold(right: Any) -> Any:
    return lambda floor, pair, **how: right(floor, pair._replace(keep=max(0, pair.keep - 1)), **how)


@mutant(
    "other duties ignored",
    "agents with other duties take every contact",
    "duties",
    at="cssim.center.floor:Floor.allows",
)
def _other_duties_ignored(right: Any) -> Any:
    return lambda floor, pair, **how: right(floor, pair._replace(above=-1), **how)


@mutant(
    "language ignored",
    "everybody is thought to speak every language",
    "languages",
    at="cssim.center.floor:Floor._delay",
)
def _language_ignored(right: Any) -> Any:
    def delay(floor: Any, line: Any, crew: Any) -> Any:
        spoken, crew.languages = crew.languages, None
        after = right(floor, line, crew)
        crew.languages = spoken
        return after

    return delay


@mutant(
    "next tier at once",
    "the next tier answers without waiting until it may",
    "escalation by waiting",
    at="cssim.center.floor:Floor._delay",
)
def _next_tier_at_once(right: Any) -> Any:
    def delay(floor: Any, line: Any, crew: Any) -> Any:
        after = right(floor, line, crew)
        return after and 0

    return delay


@mutant(
    "back to the same team",
    "who is passed on sideways may come back to the team that did so",
    "transfers to another team",
    at="cssim.center.people:Agent.like",
)
def _back_to_the_same_team(_: Any) -> Any:
    return property(lambda agent: (agent.team, frozenset()))


@mutant(
    "shortest queue",
    "agents take from the shortest queue",
    "longest queue",
    at="cssim.center.routing.named:LongestQueue.contact_key",
)
def _shortest_queue(right: Any) -> Any:
    def contact_key(policy: Any, agent: Any, contact: Any, now: int) -> Any:
        length, *rest = right(policy, agent, contact, now)
        return (-length, *rest)

    return contact_key


@mutant(
    "bonus forgotten",
    "what a contact is brings it no points",
    "bonus",
    at="cssim.center.routing.score:_is",
)
def _bonus_forgotten(_: Any) -> Any:
    return lambda contact: (False, False, False)


# ---------------------------------------------------------------------------------------
# Handing on


@mutant(
    "old issues start below",
    "further attempts about old issues start where all others do",
    "escalation by age",
    at="cssim.center.handing:Handing.start_higher",
)
def _old_issues_start_below(_: Any) -> Any:
    return lambda handing, contact: None


@mutant(
    "hand-over counted twice",
    "the leg of who goes home is written down twice",
    "hand-over",
    at="cssim.center.logbook:Logbook._contacts",
)
def _hand_over_counted_twice(right: Any) -> Any:
    def contacts(*args: Any) -> Any:
        columns = right(*args)
        return columns | {"n_transfers": 2 * columns["n_transfers"]}

    return contacts


@mutant(
    "nobody hands over",
    "who goes home finishes what is on the line",
    "hand-over",
    at="cssim.center.workday:_hand_over",
)
def _nobody_hands_over(_: Any) -> Any:
    return lambda center, agent: None


@mutant(
    "ticket closed early",
    "an issue counts as closed when its customer leaves, ticket or not",
    "tickets",
    at="cssim.center.logbook:_closed",
)
def _ticket_closed_early(_: Any) -> Any:
    return lambda seen: seen["left_ms"]


@mutant(
    "transfer keeps its reason",
    "a contact passed on sideways still waits where it was",
    "transfers to repair",
    at="cssim.center.handing:Handing._move",
)
def _transfer_keeps_its_reason(right: Any) -> Any:
    def move(handing: Any, contact: Any) -> None:
        queue = contact.queue
        right(handing, contact)
        contact.queue = queue

    return move


# ---------------------------------------------------------------------------------------
# Agents' days


@mutant(
    "break not moved",
    "a movable break begins as soon as the contact in hand is finished",
    "movable breaks",
    at="cssim.center.workday:_leave_floor",
)
def _break_not_moved(right: Any) -> Any:
    return lambda center, agent, latest=-1: right(center, agent)


@mutant(
    "nobody is late",
    "who comes late is there in time",
    "coming late",
    at="cssim.center.workday:_come",
)
def _nobody_is_late(_: Any) -> Any:
    return lambda center, agent, shift: iter(())


@mutant(
    "moved for good",
    "who helps another team never comes back",
    "moves",
    at="cssim.center.reserves:Reserves._back",
)
def _moved_for_good(_: Any) -> Any:
    return lambda reserves, moment: None


@mutant(
    "local time forgotten",
    "shifts of all sites are in the center's own time",
    "sites",
    at="cssim.roster.planned:ahead_of",
)
def _local_time_forgotten(_: Any) -> Any:
    return lambda scenario, team: 0


@mutant(
    "weeks all alike",
    "of weeks in turn only the first is worked",
    "weeks in turn",
    at="cssim.roster.planned:_planned",
)
def _weeks_all_alike(right: Any) -> Any:
    def planned(scenario: Any, team: str, plan: Any, index: int) -> Any:
        return right(scenario, team, replace(plan, weeks=plan.weeks[:1]), index)

    return planned
