"""Live one replication: tables in, journal out."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from cssim.center.ability import able_of, equip
from cssim.center.from_scenario import settings_of
from cssim.center.logbook import END, GHOST, NO_LEG, OFFLINE, QUEUE, STATE, STILL_OPEN
from cssim.center.model import Center
from cssim.center.people import Agent, Contact
from cssim.center.rhythm import NAMES, Rhythm
from cssim.center.routing import (
    CustomPolicy,
    KeyedPolicy,
    Names,
    Policy,
    conditions_of,
    policy_of,
)
from cssim.center.settings import Settings
from cssim.center.states import CHAT, DEFERRED, LIVE, Codes
from cssim.center.window import Window, code_of
from cssim.demand import Demand, Fresh
from cssim.journal import About, Derived, Journal, empty
from cssim.roster import Roster
from cssim.units import DAY_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

DRAIN_LIMIT = DAY_MS
"""How long after the horizon contacts in hand are waited for [ms]; then they stay open."""

Extra = Callable[[Window], Generator[simpy.Event, Any, Any]]
"""A user's own SimPy process: a generator function that is given a `Window`."""


def run(
    scenario: Scenario,
    demand: Demand,
    roster: Roster,
    policy: Policy | None = None,
    extras: Iterable[Extra] = (),
    *,
    management: Mapping[str, Extra | None] = MappingProxyType({}),
    seed: int = -1,
    replication: int = -1,
) -> Journal:
    """Live one replication of a scenario.

    Parameters
    ----------
    scenario : Scenario
        Supplies plain settings; nothing is drawn.
    demand, roster : Demand, Roster
        What arises and who is planned, with all luck.
    policy : Policy, optional
        A routing policy of the user's own in place of the scenario's.
    extras : iterable of callables
        The user's own SimPy processes; each is given a `Window`.
    management : mapping of str to callable, optional
        ``daily``, ``weekly``, ``monthly``, ``quarterly`` -> the user's own process in place of
        what management does in this rhythm. What `Management.suspended` names nobody does,
        unless it is given here.
    seed, replication : int
        Recorded in the journal.

    Raises
    ------
    RunError
        No rhythm has one of the names of `management`.

    Returns
    -------
    Journal
        The same arguments always give the same journal.
    """
    luck = (seed, replication)
    settings = settings_of(scenario)
    kept: dict[str, Extra | None] = dict.fromkeys(scenario.management.suspended)
    kept.update(management)
    return live(settings, demand, roster, policy, extras, management=kept, luck=luck)


def live(
    settings: Settings,
    demand: Demand,
    roster: Roster,
    policy: Policy | None = None,
    extras: Iterable[Extra] = (),
    *,
    management: Mapping[str, Extra | None] = MappingProxyType({}),
    luck: tuple[int, int] = (-1, -1),
) -> Journal:
    """Live one replication of plain settings; see `run`. A rhythm mapped to None is nobody's."""
    names = Names(
        reasons=tuple(reason.name for reason in settings.reasons),
        teams=tuple(team.name for team in settings.teams),
        segments=settings.segments,
        queues=tuple((queue.reason, queue.channel) for queue in settings.all_queues),
        channels=tuple(channel.name for channel in settings.channels),
        languages=settings.languages,
    )
    agents = make_agents(settings, roster)
    router: KeyedPolicy | CustomPolicy = (
        policy_of(names, settings.routing) if policy is None else CustomPolicy(policy, names)
    )
    for name in management:
        code_of(name, list(NAMES), "rhythm of management")
    center = Center(settings, demand, roster, agents, router, replaced=management)
    window = Window(center)
    if center.lives is not None:
        Rhythm(center.lives, management)
    for extra in (*extras, *filter(None, management.values())):
        center.clock.process(extra(window))
        center.clock.watched = True
        center.clock.settle = center.desk.settle
    with closing(center.log):
        _let_run(center, demand.arrivals())
        return _journal(center, demand, router, names, luck)


def make_agents(settings: Settings, roster: Roster) -> list[Agent]:
    """Return the people of a roster with what they can do, worked out once."""
    able = able_of(settings, roster)
    agents = []
    for index, card in enumerate(roster.agents):
        team = settings.teams[card.team]
        agent = Agent(index, card.name, card.team, team.tier, card.on_call)
        agent.skills, agent.languages = dict(card.skills), team.languages
        agent.proficiency = [card.proficiency] * len(settings.families)
        equip(agent, settings, able, agent.proficiency)
        agents.append(agent)
    return agents


def _let_run(center: Center, arrivals: Iterator[Fresh]) -> None:
    """Run to the horizon, then until what is in hand is finished; write down what is not."""
    clock, horizon = center.clock, center.settings.horizon
    clock.live(horizon, arrivals, center.fresh_arises)
    if center.settings.drain:
        _drain(center, horizon + DRAIN_LIMIT)
    now = clock.now
    for contact in _still_here(center):
        _write_open(center, contact, now)
    for agent in center.agents:
        if agent.signed_on >= 0:
            center.log.worked.extend((agent.index, agent.signed_on, now, -1))
    if center.customers is not None:
        center.customers.finish()


def _drain(center: Center, limit: int) -> None:
    """Let what is in hand be finished; at the limit the run stops as at the horizon."""
    clock = center.clock
    while _in_hand(center) and clock.peek() < limit:
        clock.step()
    if _in_hand(center) and clock.peek() < math.inf:
        clock.live(limit, iter(()), center.fresh_arises)


def _in_hand(center: Center) -> bool:
    """Tell whether anybody is in the center or an agent still has work to do."""
    return bool(
        center.self_service.inside
        or any(agent.contact is not None or agent.aside for agent in center.agents)
        or any(line.waiting for line in center.desk.floor.lines.values())
        or center.offers.off_the_line
        or (center.care is not None and center.care.hidden)
    )


def _still_here(center: Center) -> list[Contact]:
    """Return the contacts in the center that are not over: in hand, waiting, in self-service."""
    # Once, even if a chat came back to who still wraps up its first part.
    in_hand = {c.id: c for agent in center.agents for c in agent.in_hand() if c.agent is agent}
    aside = [contact for agent in center.agents for contact in agent.aside]
    waiting = center.desk.waiting_contacts()
    inside = center.self_service.inside.values()
    here = [*in_hand.values(), *aside, *waiting, *inside, *center.offers.off_the_line.values()]
    if center.care is not None:
        here += [*center.care.hidden.values(), *center.care.lost.values()]
    simple = center.settings.is_simple
    over = [contact.left >= 0 if simple else contact.is_over for contact in here]
    return [c for c, is_over in zip(here, over, strict=True) if c.is_ghost or not is_over]


def _write_open(center: Center, contact: Contact, now: int) -> None:
    """Write down a contact that the end of the run cuts off, as far as it got."""
    kind, how = QUEUE, "open"
    if contact.agent is not None and contact.answered >= 0:
        talked = max(0, now - contact.answered - contact.conference)
        talk, hold, _ = contact.parts
        if center.channel_settings(contact).is_chat and not contact.is_ticket:
            talk, hold = talked, 0
        contact.parts = (min(talk, talked), min(hold, max(0, talked - talk)), 0)
        kind = OFFLINE if contact.is_callback else center.service.kind(contact)
        how = "missed" if contact.is_callback else "open"
    elif _is_nowhere(center, contact):
        kind = NO_LEG
    else:
        if contact.agent is not None:
            contact.tier = contact.line_tier  # of work set aside
        contact.parts, contact.agent = (0, 0, 0), None
        kind = OFFLINE if contact.is_ticket else QUEUE
    if contact.is_ghost:
        center.log.leg(contact, GHOST, "open", -1)
    else:
        center.log.contact(contact, STILL_OPEN, kind, END[how], -1)


def _is_nowhere(center: Center, contact: Contact) -> bool:
    """Tell whether a contact neither waits nor is in hand."""
    places = [center.offers.off_the_line, center.self_service.inside]
    if center.care is not None:
        places += [center.care.hidden, center.care.lost]
    return any(contact.id in place for place in places)


def _codes(center: Center) -> Codes:
    settings = center.settings
    queues = settings.all_queues
    doing = [
        CHAT if c.is_chat else DEFERRED if c.is_deferred else LIVE
        for c in (settings.channels[queue.channel] for queue in queues)
    ]
    teams = [agent.team for agent in center.agents]
    idle = [STATE[settings.teams[team].duties] for team in teams]
    lists = ([q.reason for q in queues], [q.channel for q in queues], doing, teams, idle)
    return Codes(*(np.array(values, dtype=np.int64) for values in lists))


def _journal(
    center: Center,
    demand: Demand,
    router: KeyedPolicy | CustomPolicy,
    names: Names,
    luck: tuple[int, int],
) -> Journal:
    settings, end = center.settings, center.clock.now
    makers = center.log.tables(demand, _codes(center), end)
    customers = center.customers
    makers["customers"] = partial(empty, "customers") if customers is None else customers.table
    about = About(
        categories={
            "reasons": names.reasons,
            "channels": tuple(channel.name for channel in settings.channels),
            "segments": names.segments,
            "languages": names.languages,
            "teams": names.teams,
            "agents": tuple(agent.name for agent in center.agents),
        },
        agent_team=tuple(agent.team for agent in center.agents),
        start=settings.start,
        warm_up_ms=settings.warm_up,
        horizon_ms=settings.horizon,
        end_ms=end,
        policy=router.published(center.agents) | conditions_of(settings),
        scenario_hash=settings.scenario_hash,
        seed=luck[0],
        replication=luck[1],
    )
    return Journal(Derived(makers), about)
