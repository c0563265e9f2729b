"""What the center is told: plain numbers, made from the scenario or written by hand."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cssim.center.care_settings import CareSettings, Diagnosis, MissingTools
from cssim.center.levers import (
    Announcement,
    CallbackSettings,
    Consult,
    EscalationSettings,
    Move,
    Outage,
    RootCauses,
    Tool,
    Transfer,
)
from cssim.center.life_settings import LifeSettings
from cssim.rules.care import Risk
from cssim.rules.loyalty import Loyalty


@dataclass(frozen=True)
class ChannelSettings:
    """One channel.

    Attributes
    ----------
    name, kind : str
        Its name; phone, chat, email or social.
    edges : tuple of int, ms
        Opening and closing instants in turn, from the first opening; None = always open.
    lines, places : int or None
        Contacts it can hold at once, from arrival to the end of talk, and waiting.
    waits_when_closed, disconnects : bool
        Arrivals outside opening hours queue; closing puts off those who wait.
    acceptable_wait : int, ms
        The A of the satisfaction formula; on e-mail, when a chaser is due.
    slots : int
        Chats an agent may have in hand at once.
    slowdown, resolve_loss : float
        By how much each further chat stretches the others, and its cost in logit.
    silent_share : float
        Share of those who leave a chat that do so without a sign.
    chase, chase_work : float
        Chance of a chaser, and the share of its work that one takes.
    idle_above : int
        Deferred work is taken only while more than so many of the team are idle.
    announcement, callback : settings or None
        None when there is no such thing.
    voicemail : int, ms, or None
        Wait at which the customer leaves a message and goes.
    """

    name: str = "phone"
    kind: str = "phone"
    edges: tuple[int, ...] | None = None
    lines: int | None = None
    places: int | None = None
    waits_when_closed: bool = False
    disconnects: bool = False
    acceptable_wait: int = 60_000
    slots: int = 1
    slowdown: float = 0.15
    resolve_loss: float = 0.1
    silent_share: float = 0.0
    chase: float = 0.0
    chase_work: float = 0.3
    idle_above: int = 0
    announcement: Announcement | None = None
    callback: CallbackSettings | None = None
    voicemail: int | None = None

    @property
    def is_chat(self) -> bool:
        """Whether an agent may have several of its contacts in hand."""
        return self.kind == "chat"

    @property
    def is_deferred(self) -> bool:
        """Whether nobody is on the line, so that its work may be set aside."""
        return self.kind in ("email", "social")

    def is_open(self, now: int) -> bool:
        """Tell whether the channel is open: from an opening up to, not at, its closing."""
        return self.edges is None or bisect_right(self.edges, now) % 2 == 1


@dataclass(frozen=True)
class ReasonSettings:
    """One contact reason.

    Attributes
    ----------
    name : str
    channel : int
        Channel code of its contacts, when `Settings.queues` does not say more.
    tier : int
        Tier where its contacts start.
    complexity : float
        c_issue of BEHAVIOUR (c).
    escalate : dict of int to float
        Per tier: chance that a contact there needs the next tier, before authority.
    request : float
        Chance that the customer asks for the next tier.
    escalate_waiting, escalate_age : int, ms, or None
        Wait from which the next tier may answer too; age of an issue whose further attempts
        start one tier up.
    retry : dict of str to float
        Per outcome: chance of another attempt.
    repeat, after_contained : float
        Chance of another attempt after an answer, or self-service, that did not solve it.
    switch_retry, switch_repeat : tuple of (int, float)
        Queue codes with the upper end of their share: where else the next attempt is made.
    spill : tuple of (int, float) or None
        Queue code where a customer who would give up complains, and the chance.
    after_answer : float
        Factor on that chance for each complaint of the customer that was answered before.
    hang_up : float
        Share that hang up in self-service.
    retry_keeps : bool
        A retry has the work and the patience of the attempt before it.
    patience_loss : float
        Share of the patience lost with each time that the customer has given up.
    articles, bot : Tool or None
        Self-service.
    transfer : Transfer or None
    consult : Consult or None
    avoidable : float
        Share of its issues with a root cause that can be fixed.
    hostility : float
        Share of its issues whose customer is angry.
    diagnosis : Diagnosis or None
        Looking for the cause before answering.
    """

    name: str
    channel: int = 0
    tier: int = 1
    complexity: float = 0.0
    escalate: dict[int, float] = field(default_factory=dict)
    request: float = 0.0
    escalate_waiting: int | None = None
    escalate_age: int | None = None
    retry: dict[str, float] = field(default_factory=dict)
    repeat: float = 0.0
    after_contained: float = 0.0
    switch_retry: tuple[tuple[int, float], ...] = ()
    switch_repeat: tuple[tuple[int, float], ...] = ()
    spill: tuple[int, float] | None = None
    after_answer: float = 1.0
    hang_up: float = 0.0
    retry_keeps: bool = False
    patience_loss: float = 0.0
    articles: Tool | None = None
    bot: Tool | None = None
    transfer: Transfer | None = None
    consult: Consult | None = None
    avoidable: float = 0.0
    hostility: float = 0.0
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True)
class QueueSettings:
    """One queue: a reason on a channel.

    Attributes
    ----------
    reason, channel : int
        Codes.
    mean_work, mean_patience : float, ms
        What a predictor of waits knows; a patience of 0 stands for none known.
    hang_up : float or None
        Share that hang up in the menu; None = the reason's.
    """

    reason: int
    channel: int
    mean_work: float = 360_000.0
    mean_patience: float = 0.0
    hang_up: float | None = None


@dataclass(frozen=True)
class TeamSettings:
    """One team.

    Attributes
    ----------
    name, tier
        Its name and tier.
    authority : float
        Share of escalations its agents may settle themselves.
    languages : frozenset of int or None
        Languages spoken; None = all.
    duties : str
        State of those with nothing to do: ``idle``, or the other duties they have.
    joins_above : int or None
        They take contacts only while more than so many wait that they could serve.
    hands_over : bool
        At the end of the shift work in hand is passed on instead of finished.
    overtime_limit : int, ms, or None
        Longest overtime; then work in hand is passed on.
    call_in : tuple of (int, int) or None
        Contacts waiting above which one on call is called in, and for how long [ms].
    pressure : tuple of (int, float)
        Contacts waiting above which handling takes so many times as long, rising.
    """

    name: str
    tier: int = 1
    authority: float = 0.0
    languages: frozenset[int] | None = None
    duties: str = "idle"
    joins_above: int | None = None
    hands_over: bool = False
    overtime_limit: int | None = None
    call_in: tuple[int, int] | None = None
    pressure: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True)
class Feelings:
    """How customers feel and whether they leave.

    Attributes
    ----------
    satisfaction : bool
        Satisfaction, ratings and surveys are modelled.
    response, tilt : float
        Share of surveys answered at rating 4, and how much happier customers answer more.
    loyalty : Loyalty or None
        Goodwill and leaving; None when not modelled.
    multipliers : tuple of float
        Leave hazard multiplier by segment code.
    risk : Risk or None
        Ages at which customers leave more.
    handover_factor : float
        On what a hand-over costs in satisfaction.
    wait_factors : tuple of float
        On the wait that is acceptable, by segment code; the last is that of who has none (-1).
    """

    satisfaction: bool = False
    response: float = 0.08
    tilt: float = 0.2
    loyalty: Loyalty | None = None
    multipliers: tuple[float, ...] = ()
    risk: Risk | None = None
    handover_factor: float = 1.0
    wait_factors: tuple[float, ...] = (1.0,)


@dataclass(frozen=True)
class Settings:
    """Everything the center needs besides the tables; lists are indexed by code."""

    reasons: tuple[ReasonSettings, ...]
    teams: tuple[TeamSettings, ...]
    horizon: int
    channels: tuple[ChannelSettings, ...] = (ChannelSettings(),)
    queues: tuple[QueueSettings, ...] = ()
    """In order of (reason, channel); empty: one a reason, on its channel."""
    segments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    mismatch_after: int | None = None
    """Wait [ms] after which an agent who does not speak the language may answer."""
    warm_up: int = 0
    drain: bool = True
    start: str = ""
    start_ms_of_day: int = 0
    max_attempts: int = 8
    max_legs: int = 4
    escalation: EscalationSettings = field(default_factory=EscalationSettings)
    outages: tuple[Outage, ...] = ()
    surges: tuple[tuple[int, int], ...] = ()
    """Start and end [ms] of each, to be written down; their contacts are in the tables."""
    root_causes: RootCauses | None = None
    moves: tuple[Move, ...] = ()
    feelings: Feelings = Feelings()
    routing: dict[str, Any] = field(default_factory=lambda: {"policy": "single_fifo"})
    scenario_hash: str = ""
    gap_closed: float = 0.0
    """Share of the gap to expert that a knowledge tool closes."""
    lives: LifeSettings | None = None
    """What months do to people; None: nothing."""
    care: CareSettings | None = None
    """What is done for customers beyond answering them."""
    missing: MissingTools | None = None
    """What the lack of tools does."""

    @cached_property
    def families(self) -> tuple[str, ...]:
        """Families of skills that are learned together."""
        return ("all",) if self.lives is None else self.lives.families

    @cached_property
    def family_of(self) -> tuple[int, ...]:
        """Family of the skill of each queue."""
        if self.lives is not None and self.lives.family_of:
            return self.lives.family_of
        return (0,) * len(self.all_queues)

    @cached_property
    def all_queues(self) -> tuple[QueueSettings, ...]:
        """The queues, in order of their codes."""
        return self.queues or tuple(QueueSettings(i, r.channel) for i, r in enumerate(self.reasons))

    @cached_property
    def queue_codes(self) -> dict[tuple[int, int], int]:
        """Queue code of each (reason, channel)."""
        return {(q.reason, q.channel): code for code, q in enumerate(self.all_queues)}

    @cached_property
    def has_more(self) -> bool:
        """Whether anything is modelled about which `Extra` decides."""
        parts: tuple[ReasonSettings | ChannelSettings, ...] = (*self.reasons, *self.channels)
        lost = self.missing is not None and self.missing.lost > 0.0
        return bool(self.outages) or lost or any(_asks_more(part) for part in parts)

    @cached_property
    def is_simple(self) -> bool:
        """Whether there is nothing but phone calls, the menu, lines and warm escalation."""
        plain = (
            not (self.has_more or self.languages or self.root_causes or self.moves or self.surges)
            and self.care is None
            and self.missing is None
            and self.escalation == EscalationSettings(self.escalation.handover_share)
            and all(_is_plain(part, _PHONE_ONLY) for part in self.channels)
            and all(_is_plain(part, _CALLS_ONLY) for part in self.reasons)
        )
        return plain and all(_is_plain(team, _DESK_ONLY) for team in self.teams)


_PHONE_ONLY = {"kind": "phone", "places": None, "voicemail": None}
_CALLS_ONLY = {"escalate_waiting": None, "escalate_age": None, "avoidable": 0.0,
               "hostility": 0.0, "diagnosis": None}  # fmt: skip
_DESK_ONLY = {"hands_over": False, "overtime_limit": None, "call_in": None, "pressure": ()}


def _is_plain(part: Any, values: dict[str, Any]) -> bool:
    return all(getattr(part, name) == value for name, value in values.items())


_NEUTRAL = (ReasonSettings(""), ChannelSettings())
_ASKED = (
    ("articles", "bot", "switch_retry", "switch_repeat", "spill", "transfer", "consult"),
    ("silent_share", "chase", "announcement", "callback"),
)


def _asks_more(part: ReasonSettings | ChannelSettings) -> bool:
    which = isinstance(part, ChannelSettings)
    return any(getattr(part, name) != getattr(_NEUTRAL[which], name) for name in _ASKED[which])
