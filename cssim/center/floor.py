"""The floor: who waits and who is idle, in the order in which they came to be so.

Contacts that no policy tells apart wait in one `Line`; agents of one team with the
same skills form one `Crew`. Inside a line or a crew first come is first, so whatever a
policy prefers, the best contact is at the head of some line. Lines are made when first
needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cssim.center.people import Agent, Contact

if TYPE_CHECKING:
    from cssim.center.settings import Settings


class Line:
    """Contacts of one queue and tier (and more, if that makes a difference) that wait.

    Attributes
    ----------
    queue, reason, tier : int
        Queue code, its reason, and the tier.
    language : int
        Language code; -1 when not modelled.
    deferred : bool
        Nobody is on the line: e-mail, social, tickets.
    chat : int
        Channel code of a chat, -1 of all else.
    not_like : tuple of (int, frozenset) or None
        Team and queues of the agent who has just transferred its contacts.
    """

    def __init__(self, queue: int, reason: int, tier: int, language: int = -1) -> None:
        self.queue, self.reason, self.tier, self.language = queue, reason, tier, language
        self.deferred, self.chat = False, -1
        self.not_like: Like | None = None
        self.beside: list[Line] = [self]
        """All lines of its queue, this one included."""
        self.waiting: OrderedDict[int, Contact] = OrderedDict()
        self._joined = -1
        self.pairs: list[Pair] = []
        """Who may ever serve it, shortest wait before that first."""
        self.delays: list[int] = []
        """Waits [ms] at which it becomes eligible for more crews."""
        self.only: Crew | None = None
        """The one crew that serves it, if there is just one, at once and always."""

    def join(self, contact: Contact) -> None:
        """Let a contact queue, in order of (queued, id)."""
        waiting = self.waiting
        waiting[contact.id] = contact
        if contact.queued <= self._joined:
            # Came at the same instant as another, or has kept its place from earlier.
            place = (contact.queued, contact.id)
            for other in [c for c in waiting.values() if (c.queued, c.id) > place]:
                waiting.move_to_end(other.id)
        else:
            self._joined = contact.queued


class Crew:
    """Agents of one team with the same skills who are idle, longest first.

    Parameters
    ----------
    team, home : int
        The team to which they count now, and their own.
    like : Agent
        One of them.
    """

    def __init__(self, team: int, home: int, like: Agent) -> None:
        self.team, self.home = team, home
        self.tier, self.languages = like.tier, like.languages
        self.queues = frozenset(like.pace)
        self.idle: OrderedDict[int, Agent] = OrderedDict()
        self._joined = -1
        self.live: list[Pair] = []
        """What it may ever serve while a customer waits for it."""
        self.later: list[Pair] = []
        """Deferred work that it may ever do."""
        self.chatting: dict[int, Agent] = {}
        """Agents with chats in hand and room for one more."""
        self.composing: dict[int, Agent] = {}
        """Agents at deferred work that they may set aside."""
        self.only: Line | None = None
        """The one line it serves, if there is just one, at once and always."""

    def join(self, agent: Agent) -> None:
        """Let an agent be idle, in order of (idle since, index)."""
        idle = self.idle
        idle[agent.index] = agent
        if agent.idle_since <= self._joined:
            # Idle since the same instant as another, or moved here from another team.
            place = (agent.idle_since, agent.index)
            for other in [a for a in idle.values() if (a.idle_since, a.index) > place]:
                idle.move_to_end(other.index)
        else:
            self._joined = agent.idle_since


Languages = frozenset[int] | None
Like = tuple[int, frozenset[int]]
"""Own team and queues: agents who have both in common are alike."""


class Pair(NamedTuple):
    """A line and a crew that may serve it.

    Attributes
    ----------
    delay : int, ms
        Wait from which it may.
    keep : int
        Only while more than so many of the crew's team are idle.
    above : int
        Only while more than so many contacts wait that the crew could serve; -1 = always.
    """

    delay: int
    line: Line
    crew: Crew
    keep: int = 0
    above: int = -1

    @property
    def is_plain(self) -> bool:
        """Whether the crew may always serve the line at once."""
        return self.delay == 0 and self.keep == 0 and self.above < 0

    def is_over(self, contact: Contact, now: int) -> bool:
        """Tell whether a contact has waited so long; at the very instant, not before it is due."""
        return contact.due >= self.delay or now - contact.queued > self.delay


class Waiting(Sequence[Contact]):
    """Contacts an agent may answer now, longest wait first; made only when looked at."""

    def __init__(self, heads: list[Contact], pairs: list[Pair], now: int) -> None:
        self.heads = heads
        self._pairs, self._now = pairs, now
        self._all: list[Contact] | None = None

    def _sorted(self) -> list[Contact]:
        if self._all is None:
            found = [
                contact
                for pair in self._pairs
                for contact in pair.line.waiting.values()
                if pair.is_over(contact, self._now)
            ]
            self._all = sorted(found, key=lambda c: (c.queued, c.id))
        return self._all

    def __len__(self) -> int:
        return len(self._sorted())

    def __getitem__(self, item):  # type: ignore[no-untyped-def]
        return self._sorted()[item]


class Idle(Sequence[Agent]):
    """Agents who may answer a contact now, longest idle first; made only when looked at."""

    def __init__(self, heads: list[Agent], crews: list[Crew]) -> None:
        self.heads = heads
        self._crews = crews
        self._all: list[Agent] | None = None

    def _sorted(self) -> list[Agent]:
        if self._all is None:
            found = [agent for crew in self._crews for agent in crew.idle.values()]
            self._all = sorted(found, key=lambda a: (a.idle_since, a.index))
        return self._all

    def __len__(self) -> int:
        return len(self._sorted())

    def __getitem__(self, item):  # type: ignore[no-untyped-def]
        return self._sorted()[item]


class Eligibility(Protocol):
    """What the floor asks of a policy: who may serve what, and which contacts are alike."""

    def after(self, reason: int, team: int) -> int | None:
        """Return the wait [ms] from which a team may serve a reason; None for never."""

    def keep_idle(self, reason: int, team: int) -> int:
        """Return above how many idle agents the team helps with the reason."""

    @property
    def all_alike(self) -> bool:
        """Whether `line_key` is the same for all contacts."""

    def line_key(self, contact: Contact) -> Hashable:
        """Return what tells contacts of one queue, tier and language apart."""


class Floor:
    """All lines and all crews.

    Parameters
    ----------
    settings : Settings
        Queues, tiers, languages.
    agents : iterable of Agent
        Everybody who may ever work.
    policy : Eligibility
        Who may serve what.
    expect_due : callable
        Called with a waiting contact and a delay [ms] that has become one of its line.
    rechecks : sequence of int, optional
        Waits [ms] at which each contact is offered again, whoever may serve it.
    """

    def __init__(
        self,
        settings: Settings,
        agents: Iterable[Agent],
        policy: Eligibility,
        expect_due: Callable[[Contact, int], None],
        rechecks: Sequence[int] = (),
    ) -> None:
        self._settings, self._policy, self._rechecks = settings, policy, list(rechecks)
        self._expect_due = expect_due
        self._queues = settings.all_queues
        self._waiting_up = [reason.escalate_waiting for reason in settings.reasons]
        self.lines: dict[Hashable, Line] = {}
        self.crews: dict[Hashable, Crew] = {}
        self.counts = self._any_counts()
        """Some pair depends on how many are idle or wait, so any event may make it eligible."""
        self._split = bool(settings.languages)
        handed = settings.escalation.mode == "ticket" or any(r.transfer for r in settings.reasons)
        self.alike = policy.all_alike and not (self._split or handed)
        """Contacts of one queue and tier stand in one line."""
        for agent in agents:
            agent.crew = self.crew_of(agent, agent.team)

    def _any_counts(self) -> bool:
        teams, reasons = self._settings.teams, range(len(self._settings.reasons))
        return (
            any(channel.idle_above > 0 for channel in self._settings.channels)
            or any(team.joins_above is not None for team in teams)
            or any(self._policy.keep_idle(r, t) > 0 for r in reasons for t in range(len(teams)))
        )

    def crew_of(self, agent: Agent, team: int) -> Crew:
        """Return the crew of an agent who counts as a member of `team`."""
        key = (team, agent.team, agent.tier, frozenset(agent.pace), agent.languages)
        crew = self.crews.get(key)
        if crew is None:
            crew = self.crews[key] = Crew(team, agent.team, agent)
            for line in self.lines.values():
                self._connect(line, crew)
        return crew

    def has_others(self, queue: int, tier: int, not_like: Like) -> bool:
        """Tell whether anybody of a tier but those alike has the skill of a queue."""
        return any(
            crew.tier == tier and queue in crew.queues and (crew.home, crew.queues) != not_like
            for crew in self.crews.values()
        )

    def change_team(self, agent: Agent, team: int) -> None:
        """Let an agent count as a member of another team."""
        before, agent.crew = agent.crew, self.crew_of(agent, team)
        if before.idle.pop(agent.index, None) is not None:
            agent.crew.join(agent)
        for ours, theirs in (
            (before.chatting, agent.crew.chatting),
            (before.composing, agent.crew.composing),
        ):
            if ours.pop(agent.index, None) is not None:
                theirs[agent.index] = agent

    def line_for(self, contact: Contact) -> Line:
        """Return the line in which a contact waits, or would."""
        line = contact.home
        if line is None:
            key: Hashable = contact.queue << 4 | contact.tier
            if not self.alike:
                asked = (contact.issue.language, contact.is_ticket, contact.not_like)
                key = (key, self._policy.line_key(contact), *asked)
            line = self.lines.get(key)
            if line is None:
                line = self.lines[key] = self._new_line(contact)
            contact.home = line
        return line

    def _new_line(self, contact: Contact) -> Line:
        queue = self._queues[contact.queue]
        channel = self._settings.channels[queue.channel]
        language = contact.issue.language if self._split else -1
        line = Line(contact.queue, queue.reason, contact.tier, language)
        line.not_like = contact.not_like
        line.deferred = contact.is_ticket or channel.is_deferred
        line.chat = queue.channel if channel.is_chat and not line.deferred else -1
        line.beside = next((o.beside for o in self.lines.values() if o.queue == line.queue), [])
        line.beside.append(line)
        for crew in self.crews.values():
            self._connect(line, crew)
        return line

    def _connect(self, line: Line, crew: Crew) -> None:
        delay = self._delay(line, crew)
        if delay is None:
            return
        keep, above = self._policy.keep_idle(line.reason, crew.team), -1
        team = self._settings.teams[crew.team]
        if line.deferred:
            keep = max(keep, self._settings.channels[self._queues[line.queue].channel].idle_above)
        if team.joins_above is not None:
            above = team.joins_above
        pair = Pair(delay, line, crew, keep, above)
        line.pairs.append(pair)
        line.pairs.sort(key=lambda p: p.delay)
        (crew.later if line.deferred else crew.live).append(pair)
        is_plain = pair.is_plain and not line.deferred and line.chat < 0
        line.only = crew if len(line.pairs) == 1 and is_plain else None
        crew.only = line if len(crew.live) + len(crew.later) == 1 and is_plain else None
        before = line.delays
        line.delays = sorted({*self._rechecks, *(p.delay for p in line.pairs if p.delay > 0)})
        # Somebody was moved here for the first time while contacts wait.
        for contact in line.waiting.values():
            for delay in line.delays:
                if delay not in before:
                    self._expect_due(contact, delay)

    def _delay(self, line: Line, crew: Crew) -> int | None:
        """Return the wait [ms] after which a crew may serve a line; None for never."""
        if line.queue not in crew.queues or (crew.home, crew.queues) == line.not_like:
            return None
        delay = self._policy.after(line.reason, crew.team)
        waits = [delay]
        if crew.tier != line.tier:
            waits.append(self._waiting_up[line.reason] if crew.tier == line.tier + 1 else None)
        if crew.languages is not None and line.language not in crew.languages:
            waits.append(self._settings.mismatch_after)
        return None if None in waits else max(wait for wait in waits if wait is not None)

    def allows(self, pair: Pair, *, taken_over: bool = False) -> bool:
        """Tell whether a pair's conditions on counts hold; how many wait, not for a take-over."""
        if pair.keep and self.n_idle(pair.crew.team) <= pair.keep:
            return False
        return pair.above < 0 or taken_over or self.n_waiting_for(pair.crew) > pair.above

    def n_idle(self, team: int) -> int:
        """Return how many agents of a team are idle."""
        return sum(len(crew.idle) for crew in self.crews.values() if crew.team == team)

    def n_waiting_for(self, crew: Crew) -> int:
        """Return how many live contacts wait that a crew may ever serve."""
        return sum(len(pair.line.waiting) for pair in crew.live)

    def crews_for(self, line: Line, waited: int) -> list[Crew]:
        """Return the crews that may answer a contact of `line` that has waited so long."""
        return [p.crew for p in line.pairs if p.delay <= waited and self._holds(p)]

    def _holds(self, pair: Pair) -> bool:
        return not self.counts or self.allows(pair)

    def idle_for(self, line: Line, waited: int, *, taken_over: bool = False) -> Idle | None:
        """Return the idle agents who may answer a contact of `line` that has waited so long."""
        crews = [
            p.crew
            for p in line.pairs
            if p.delay <= waited
            and p.crew.idle
            and (not self.counts or self.allows(p, taken_over=taken_over))
        ]
        if not crews:
            return None
        return Idle([next(iter(crew.idle.values())) for crew in crews], crews)

    def waiting_for(self, pairs: list[Pair], now: int) -> Waiting | None:
        """Return the waiting contacts that an agent with these pairs may answer."""
        heads, open_ = [], []
        for pair in pairs:
            if pair.line.waiting and (not self.counts or self.allows(pair)):
                head = next(iter(pair.line.waiting.values()))
                if not pair.delay or pair.is_over(head, now):
                    heads.append(head)
                    open_.append(pair)
        return Waiting(heads, open_, now) if heads else None

    def idle_agents(self) -> Iterator[Agent]:
        """Return everybody idle, longest first."""
        found = [agent for crew in self.crews.values() for agent in crew.idle.values()]
        return iter(sorted(found, key=lambda a: (a.idle_since, a.index)))
