"""The mechanisms that some centers have and others do not, as plain numbers.

`cssim.center.settings` says which of them a center has.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Announcement:
    """What a customer who must wait is told, and what that does.

    Attributes
    ----------
    predictor : str
        How the wait is predicted; see `cssim.center.predict`.
    factor : float
        Promise over prediction; below 1 it promises too much.
    perceived : float
        Perceived wait over true wait of who was told.
    hazard_before, hazard_after : float
        Speed at which patience is used up before the announced wait is over, and by how much
        more it goes in every whole minute after it.
    balk, balk_long : float
        Chance to leave at once on hearing of a wait, and of one longer than the patience.
    """

    predictor: str = "queue_over_rate"
    factor: float = 1.0
    perceived: float = 0.85
    hazard_before: float = 1.0
    hazard_after: float = 1.0
    balk: float = 0.0
    balk_long: float = 0.0


@dataclass(frozen=True)
class CallbackSettings:
    """The offer to be called back instead of waiting; times in ms.

    Attributes
    ----------
    rule : str
        ``keep_place`` in the line, ``after_wait`` that was predicted, or ``slots``.
    offer_above : int
        Predicted wait from which it is offered.
    accept, unanswered : float
        Share that accept; chance that a try reaches nobody.
    tries, retry_after, ring : int
        Most tries, time between them, agent time of a try that reaches nobody.
    weight : float
        Of its waiting time in satisfaction.
    factor : float
        ``after_wait``: called after so much of the predicted wait.
    slot, capacity : int
        ``slots``: their length, and how many callbacks one holds.
    """

    rule: str = "keep_place"
    offer_above: int = 120_000
    accept: float = 0.37
    unanswered: float = 0.07
    tries: int = 3
    retry_after: int = 900_000
    ring: int = 30_000
    weight: float = 0.25
    factor: float = 1.0
    slot: int = 1_800_000
    capacity: int = 5


@dataclass(frozen=True)
class Tool:
    """Self-service: articles or a bot.

    Attributes
    ----------
    share : float
        Share of customers who try it.
    contains : float
        Share of those who are content with it and go.
    false_share : float
        Share of the contained whose issue is not solved.
    hang_up : float
        Share that hang up in it.
    """

    share: float = 0.0
    contains: float = 0.0
    false_share: float = 0.0
    hang_up: float = 0.0


@dataclass(frozen=True)
class Transfer:
    """Sideways transfers of a reason.

    Attributes
    ----------
    chance : dict of int to float
        Per team code: chance that a contact answered there is in the wrong place.
    to : tuple of (int, float, bool)
        Reason codes with the upper end of their share, and whether who finds nobody free
        there is lost.
    handover_share : float
        Share of its work that the first agent does.
    """

    chance: dict[int, float]
    to: tuple[tuple[int, float, bool], ...]
    handover_share: float = 0.5


@dataclass(frozen=True)
class Consult:
    """Asking a colleague without handing over: one of the next tier, or of a queue's skill."""

    chance: float
    queue: int | None = None
    gain: float = 0.5


@dataclass(frozen=True)
class EscalationSettings:
    """How a contact is handed to the next tier.

    Attributes
    ----------
    handover_share : float
        Share of its work that the first agent does.
    mode : str
        ``warm`` (together for a while if somebody is free), ``cold``, or ``ticket``: the
        customer goes and is told later.
    if_busy : str
        ``queue``, ``skip`` (the first agent goes on alone) or ``lose``.
    take_over_after : int, ms, or None
        Talk after which somebody free of the next tier takes over.
    concession_resolve : float
        Logit of resolving gained where an agent's authority settles the case.
    """

    handover_share: float = 0.5
    mode: str = "warm"
    if_busy: str = "queue"
    take_over_after: int | None = None
    concession_resolve: float = 0.0


@dataclass(frozen=True)
class Plan:
    """What is done about an outage once the plan works.

    Attributes
    ----------
    delay : int, ms
        From the start of the outage until it works.
    divert : tuple of (int, float)
        Channel codes with the upper end of the share sent there.
    message : float
        Share put off by a message.
    call_in : tuple of (int, int)
        Team codes and how many of each are called in.
    length : int, ms
        How long those called in work.
    retry_factor, wait_factor : float
        What being kept informed does to the chance of a retry and to the acceptable wait.
    """

    delay: int = 1_200_000
    divert: tuple[tuple[int, float], ...] = ()
    message: float = 0.0
    call_in: tuple[tuple[int, int], ...] = ()
    length: int = 7_200_000
    retry_factor: float = 1.0
    wait_factor: float = 1.0


@dataclass(frozen=True)
class Outage:
    """Channels, or the agents' tool, down for a while; instants in ms.

    Attributes
    ----------
    channels : frozenset of int
        Codes of those it concerns.
    capacity : float
        Share of contacts that still get through.
    handle_factor, resolve_loss : float
        Factor on work begun meanwhile, and logit of resolving lost.
    disconnect : bool
        Who waits at its start is put off.
    teams : frozenset of int
        Codes of those who take nobody meanwhile, because their tool is down.
    plan : Plan or None
    """

    start: int
    until: int
    channels: frozenset[int]
    capacity: float = 1.0
    handle_factor: float = 1.0
    resolve_loss: float = 0.0
    disconnect: bool = False
    teams: frozenset[int] = frozenset()
    plan: Plan | None = None


@dataclass(frozen=True)
class RootCauses:
    """Fixing what makes customers contact the center: how often, how much, which reason.

    Attributes
    ----------
    period : int, ms
        Time between reviews.
    fixes : float
        Share of what is avoidable of the chosen reason fixed by one review.
    choose : str
        ``largest``, ``random`` or a reason's name.
    """

    period: int
    fixes: float
    choose: str = "largest"


@dataclass(frozen=True)
class Move:
    """Moving agents to another team for a while: team codes, how many, when, for how long."""

    giving: int
    taking: int
    agents: int
    waiting_above: int
    length: int
