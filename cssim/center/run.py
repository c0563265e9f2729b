"""Live one replication: tables in, journal out."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from cssim.center.logbook import END, NO_LEG, QUEUE, SERVICE, STILL_OPEN
from cssim.center.model import Center
from cssim.center.people import Agent, Contact
from cssim.center.routing import CustomPolicy, KeyedPolicy, Names, Policy, policy_of
from cssim.center.settings import Settings, settings_of
from cssim.center.workday import call_in
from cssim.demand import Demand, Fresh
from cssim.errors import RunError
from cssim.journal import About, Derived, Journal, empty
from cssim.roster import Roster
from cssim.rules.handling import pace, resolve_chance, resolve_logit
from cssim.rules.satisfaction import quality
from cssim.units import DAY_MS, HOUR_MS

if TYPE_CHECKING:
    from cssim.scenario import Scenario

DRAIN_LIMIT = DAY_MS
"""How long after the horizon contacts in hand are waited for [ms]; then they stay open."""

Extra = Callable[["Window"], Generator[simpy.Event, Any, Any]]
"""A user's own SimPy process: a generator function that is given a `Window`."""


class Window:
    """What a user's own SimPy process may see and do.

    Attributes
    ----------
    env : simpy.Environment
        The clock; ``env.now`` and ``env.timeout(…)`` count whole milliseconds.
    """

    def __init__(self, center: Center) -> None:
        self._center = center
        self.env: simpy.Environment = center.clock
        self._teams = [team.name for team in center.settings.teams]
        self._reasons = [reason.name for reason in center.settings.reasons]

    def wait(self, seconds: float) -> simpy.Event:
        """Return an event some seconds from now, for a process to ``yield``."""
        return self.env.timeout(round(seconds * 1000))

    @property
    def now_s(self) -> float:
        """Seconds since the start of the run."""
        return self.env.now / 1000

    def waiting(self, reason: str | None = None) -> int:
        """Return how many contacts wait, of one reason or of all."""
        code = _code(reason, self._reasons, "reason")
        lines = self._center.desk.floor.lines
        return sum(len(line.waiting) for line in lines if code in (None, line.reason))

    def idle(self, team: str | None = None) -> int:
        """Return how many agents are idle, of one team or of all."""
        code = _code(team, self._teams, "team")
        crews = self._center.desk.floor.crews.values()
        return sum(len(crew.idle) for crew in crews if code in (None, crew.team))

    def call_in(self, team: str, hours: float) -> bool:
        """Call in an on-call agent of `team` for some hours; False when nobody is left."""
        code = _code(team, self._teams, "team")
        assert code is not None
        length = round(hours * HOUR_MS)
        if length <= 0:
            raise RunError(f"hours must be above 0, got {hours!r}")
        return call_in(self._center, code, length)


def _code(name: str | None, names: list[str], what: str) -> int | None:
    if name is None:
        return None
    if name not in names:
        raise RunError(f"no {what} is called {name!r}; there are {', '.join(names)}")
    return names.index(name)


def run(
    scenario: Scenario,
    demand: Demand,
    roster: Roster,
    policy: Policy | None = None,
    extras: Iterable[Extra] = (),
    *,
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
    seed, replication : int
        Recorded in the journal.

    Returns
    -------
    Journal
        The same arguments always give the same journal.
    """
    return live(settings_of(scenario), demand, roster, policy, extras, luck=(seed, replication))


def live(
    settings: Settings,
    demand: Demand,
    roster: Roster,
    policy: Policy | None = None,
    extras: Iterable[Extra] = (),
    *,
    luck: tuple[int, int] = (-1, -1),
) -> Journal:
    """Live one replication of plain settings; see `run`."""
    names = Names(
        tuple(reason.name for reason in settings.reasons),
        tuple(team.name for team in settings.teams),
        settings.segments,
    )
    agents = make_agents(settings, roster)
    router: KeyedPolicy | CustomPolicy = (
        policy_of(names, settings.routing) if policy is None else CustomPolicy(policy, names)
    )
    center = Center(settings, demand, roster, agents, router)
    window = Window(center)
    for extra in extras:
        center.clock.process(extra(window))
        center.clock.watched = True
        center.clock.settle = center.desk.settle
    _let_run(center, demand.arrivals())
    return _journal(center, demand, router, names, luck)


def make_agents(settings: Settings, roster: Roster) -> list[Agent]:
    """Return the people of a roster with what they can do, worked out once."""
    agents = []
    for index, card in enumerate(roster.agents):
        team = settings.teams[card.team]
        agent = Agent(index, card.name, card.team, team.tier, card.on_call)
        agent.quality = quality(card.proficiency)
        for reason, (speed, resolve) in card.skills.items():
            known = settings.reasons[reason]
            base = resolve_logit(resolve, card.proficiency, known.complexity)
            agent.pace[reason] = pace(card.proficiency, speed)
            agent.resolves[reason] = resolve_chance(base, repeat=False)
            agent.resolves_again[reason] = resolve_chance(base, repeat=True)
            agent.escalates[reason] = known.escalate.get(team.tier, 0.0) * (1.0 - team.authority)
        agents.append(agent)
    return agents


def _let_run(center: Center, arrivals: Iterator[Fresh]) -> None:
    """Run to the horizon, then until what is in hand is finished; write down what is not."""
    clock, horizon = center.clock, center.settings.horizon
    clock.live(horizon, arrivals, center.fresh_arises)
    while center.settings.drain and _in_hand(center) and clock.peek() <= horizon + DRAIN_LIMIT:
        clock.step()
    now = clock.now
    for contact in _still_here(center):
        _write_open(center, contact, now)
    for agent in center.agents:
        if agent.signed_on >= 0:
            center.log.worked.extend((agent.index, agent.signed_on, now, -1))
    if center.customers is not None:
        center.customers.finish()


def _in_hand(center: Center) -> bool:
    """Tell whether anybody is in the center or an agent still has after-contact work."""
    return bool(
        center.self_serving
        or any(agent.contact is not None for agent in center.agents)
        or any(line.waiting for line in center.desk.floor.lines)
    )


def _still_here(center: Center) -> list[Contact]:
    """Return the customers in the center: talking, waiting, in self-service."""
    in_talk = [
        agent.contact
        for agent in center.agents
        if agent.contact is not None and agent.contact.agent is agent and agent.contact.left < 0
    ]
    return [*in_talk, *center.desk.waiting_contacts(), *center.self_serving.values()]


def _write_open(center: Center, contact: Contact, now: int) -> None:
    """Write down a contact that the end of the run cuts off, as far as it got."""
    if contact.agent is not None:
        talked = max(0, now - contact.answered - contact.conference)
        talk, hold, _ = contact.parts
        contact.parts = (min(talk, talked), min(hold, max(0, talked - talk)), 0)
        kind = SERVICE
    else:
        kind = NO_LEG if contact.line is None else QUEUE
    center.log.contact(contact, STILL_OPEN, kind, END["open"], -1)


def _journal(
    center: Center,
    demand: Demand,
    router: KeyedPolicy | CustomPolicy,
    names: Names,
    luck: tuple[int, int],
) -> Journal:
    settings, end = center.settings, center.clock.now
    channel_of = np.array([reason.channel for reason in settings.reasons], dtype=np.int64)
    team_of = np.array([agent.team for agent in center.agents], dtype=np.int64)
    makers = center.log.tables(demand, channel_of, team_of, end)
    customers = center.customers
    makers["customers"] = partial(empty, "customers") if customers is None else customers.table
    about = About(
        categories={
            "reasons": names.reasons,
            "channels": tuple(channel.name for channel in settings.channels),
            "segments": names.segments,
            "teams": names.teams,
            "agents": tuple(agent.name for agent in center.agents),
        },
        agent_team=tuple(agent.team for agent in center.agents),
        start=settings.start,
        warm_up_ms=settings.warm_up,
        horizon_ms=settings.horizon,
        end_ms=end,
        policy=router.published(center.agents),
        scenario_hash=settings.scenario_hash,
        seed=luck[0],
        replication=luck[1],
    )
    return Journal(Derived(makers), about)
