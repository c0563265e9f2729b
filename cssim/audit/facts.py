"""What a scenario promises, as plain facts: of channels, reasons, teams and agents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

DAY_MS = 86_400_000

Windows = Mapping[int, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class CallbackFacts:
    """What is promised of callbacks.

    Attributes
    ----------
    rule : str
        ``keep_place``, ``after_wait`` or ``slots``.
    tries : int
        Most calls to a customer who does not answer.
    retry_after_ms, ring_ms : int
        From the end of a missed call to the next, and how long it rings: at least 1 ms.
    """

    rule: str = "keep_place"
    tries: int = 3
    retry_after_ms: int = 900_000
    ring_ms: int = 30_000


@dataclass(frozen=True, slots=True)
class MakingGoodFacts:
    """What is promised of contacts that make good a closed issue.

    Attributes
    ----------
    channel : str
        Where they are worked.
    delay_ms : int
        From the closing until one is due, or until the channel next opens.
    below : int
        Surveyed ratings that call for one are below this.
    """

    channel: str
    delay_ms: int
    below: int = 3


@dataclass(frozen=True, slots=True)
class CareFacts:
    """What is promised of contacts that the center begins, and of those that it does not see.

    Attributes
    ----------
    reason : str or None
        Of contacts begun before anything went wrong.
    recovery, close_loop : MakingGoodFacts or None
        After issues that failed; after bad ratings.
    loses : bool
        Written contacts may get lost, until their customer asks about them.
    unseen_ms : int
        Time until a contact on social media is seen.
    """

    reason: str | None = None
    recovery: MakingGoodFacts | None = None
    close_loop: MakingGoodFacts | None = None
    loses: bool = False
    unseen_ms: int = 0


@dataclass(frozen=True, slots=True)
class OutageFacts:
    """What is promised of one outage.

    Attributes
    ----------
    start, until : int, ms
        Instants of the run.
    channels : frozenset of str
        Those it concerns.
    capacity : float
        Share of contacts that still get through.
    disconnects : bool
        Those waiting at its start are put off.
    diverts_to : frozenset of str
        Channels to which the plan sends contacts.
    deflects : bool
        The plan's message makes some leave at once.
    teams : frozenset of str
        Those whose agents take nobody.
    """

    start: int
    until: int
    channels: frozenset[str]
    capacity: float = 1.0
    disconnects: bool = False
    diverts_to: frozenset[str] = frozenset()
    deflects: bool = False
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """What is promised of one channel.

    Attributes
    ----------
    lines, places : int or None
        Contacts it can hold at once, and that may wait at once; None = no limit.
    opening : mapping of weekday (0 = Monday) to windows, or None
        (start, until) in ms since that day's midnight; None = always open.
    waits_when_closed : bool
        Arrivals outside opening hours queue instead of being turned away.
    disconnects : bool
        Contacts still waiting when it closes are put off.
    awt_ms, acceptable_ms : int
        Acceptable waiting time of the service level; of customers (when chasers are due).
    kind : str
        phone, chat, email or social.
    slots : int
        Contacts that one agent may have in hand at once.
    slowdown : float
        A session in hand with n - 1 others takes 1 + slowdown (n - 1) times as long.
    ghost_ms : int or None
        Agent time of a silent leaver, when it is always the same.
    chases : bool
        Customers ask what became of a message.
    idle_above : int
        Deferred work is taken only while more than this many of the team are idle.
    announces : bool
        Customers are told a wait, which may change their patience.
    balks : bool
        Some leave at once on being told.
    callback : CallbackFacts or None
        The offer of a callback.
    voicemail_ms : int or None
        Wait at which a customer leaves a message and goes.
    """

    lines: int | None = None
    opening: Windows | None = None
    waits_when_closed: bool = False
    disconnects: bool = False
    awt_ms: int = 20_000
    slots: int = 1
    places: int | None = None
    acceptable_ms: int = 60_000
    kind: str = "phone"
    slowdown: float = 0.0
    ghost_ms: int | None = None
    chases: bool = False
    idle_above: int = 0
    announces: bool = False
    balks: bool = False
    callback: CallbackFacts | None = None
    voicemail_ms: int | None = None

    def windows(self, weekday: int, time_of_day: int, end: int) -> NDArray[np.int64]:
        """Return the spans in which it is open, as rows of (opening, closing) instants.

        Parameters
        ----------
        weekday, time_of_day : int
            Day of the week and ms since midnight of instant 0.
        end : int, ms
            Last instant of interest.
        """
        spans = []
        for day in range(-1, (end + time_of_day) // DAY_MS + 1):
            midnight = day * DAY_MS - time_of_day
            for start, until in (self.opening or {}).get((weekday + day) % 7, ()):
                length = until - start if until > start else until - start + DAY_MS
                spans.append((midnight + start, midnight + start + length))
        return _joined(spans)


def _joined(spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    """Return spans in order, those that touch made one."""
    joined: list[tuple[int, int]] = []
    for start, until in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(until, joined[-1][1]))
        else:
            joined.append((start, until))
    return np.array(joined, dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """What is promised of one contact reason.

    Attributes
    ----------
    skill : str
        Skill an agent needs.
    tier : int
        Tier where its contacts start.
    self_service : bool
        Contacts may spend time in self-service before they queue.
    skills : mapping of channel to skill
        Channels on which another skill is needed.
    channels : frozenset of str
        Channels its contacts may use; empty = not known.
    contained : bool
        Self-service may contain contacts.
    tools : frozenset of str
        Columns of the tools of self-service it has: ``read_articles``, ``tried_bot``.
    transfers : mapping of reason to bool
        Reasons to which contacts are transferred, each with whether they are lost when
        nobody there is free.
    ages_ms : int or None
        Attempts about an issue older than this start one tier up.
    next_tier_ms : int or None
        Wait after which agents of the next tier may answer too.
    spills_to : str or None
        Channel on which customers complain instead of giving up.
    avoidable : bool
        Some of its issues have a root cause that can be fixed.
    """

    skill: str
    tier: int = 1
    self_service: bool = False
    skills: Mapping[str, str] = field(default_factory=dict)
    channels: frozenset[str] = frozenset()
    contained: bool = False
    tools: frozenset[str] = frozenset()
    transfers: Mapping[str, bool] = field(default_factory=dict)
    ages_ms: int | None = None
    next_tier_ms: int | None = None
    spills_to: str | None = None
    avoidable: bool = False

    def skill_on(self, channel: str) -> str:
        """Return the skill needed on a channel."""
        return self.skills.get(channel, self.skill)

    @property
    def needs(self) -> frozenset[str]:
        """Skills of which an agent needs one to serve it on some channel."""
        return frozenset(map(self.skill_on, self.channels)) or frozenset({self.skill})


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """What is promised of one team.

    Attributes
    ----------
    tier : int
        Its tier.
    languages : frozenset of str
        Languages spoken; empty = all.
    duties : str or None
        State of its agents when they are not needed; None = idle.
    joins_above : int or None
        They take contacts only while more than this many wait that they could serve.
    hands_over : bool
        Work in hand at the end of a shift goes to a colleague at once.
    overtime_ms : int or None
        Longest overtime, after which work in hand goes to a colleague.
    movable_ms : int
        Longest by which a break may begin later.
    calls_in : bool
        Its agents are called in by themselves when too many wait.
    """

    tier: int = 1
    languages: frozenset[str] = frozenset()
    duties: str | None = None
    joins_above: int | None = None
    hands_over: bool = False
    overtime_ms: int | None = None
    movable_ms: int = 0
    calls_in: bool = False


@dataclass(frozen=True, slots=True)
class AgentFacts:
    """What is promised of one agent.

    Attributes
    ----------
    team : str
        Team.
    tier : int
        Tier of the team.
    skills : frozenset of str
        Skills.
    weeks : tuple of mapping of weekday (0 = Monday) to (start, until), or None
        Planned shifts of weeks in turn, from the one in which the run starts, in ms since
        midnight; until <= start means the next day; None = not known.
    ahead_ms : int
        Local time where the agent works minus that of the scenario.
    """

    team: str
    tier: int = 1
    skills: frozenset[str] = frozenset()
    weeks: tuple[Mapping[int, tuple[int, int]], ...] | None = None
    ahead_ms: int = 0
