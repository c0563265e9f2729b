"""Care for customers and what tools spare, as plain numbers; `cssim.center.care` uses them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MakingGood:
    """An outbound contact about a closed issue; times in ms.

    Attributes
    ----------
    channel : int
        Code of the channel on which it is worked.
    delay, work : int
        From the closing of the issue until it is due; work of an average agent.
    success : float
        Chance that it restores goodwill.
    restores : float
        Share of the goodwill lost restored within a day.
    halving : int
        Further time in which that share halves.
    share : float
        Share of the failed issues that are taken up.
    below : int
        Surveyed ratings below it are followed up.
    """

    channel: int
    delay: int
    work: int
    success: float = 0.8
    restores: float = 0.6
    halving: int = 3 * 86_400_000
    share: float = 1.0
    below: int = 3


@dataclass(frozen=True)
class CareSettings:
    """What is done for customers beyond answering them.

    Attributes
    ----------
    recovery, close_loop : MakingGood or None
        After issues that failed; after bad ratings.
    outreach : int or None
        Reason code of the issues of the tables that are contacts which the center begins.
    personal : (int, int) or None
        Segment code of the customers, and team code of the agents, who know each other.
    personal_gain : float
        Logit of solving gained by an agent who knows the customer.
    """

    recovery: MakingGood | None = None
    close_loop: MakingGood | None = None
    outreach: int | None = None
    personal: tuple[int, int] | None = None
    personal_gain: float = 0.0


@dataclass(frozen=True)
class MissingTools:
    """What the lack of tools does; the defaults lack nothing.

    Attributes
    ----------
    lost : float
        Share of written contacts that never reach an agent.
    unseen : int, ms
        Time until a contact on social media is seen.
    repeat_work : float
        Share by which contacts take longer whose customer has told it all before.
    transfer_penalty : float
        Factor on what a sideways transfer costs in resolving.
    """

    lost: float = 0.0
    unseen: int = 0
    repeat_work: float = 0.0
    transfer_penalty: float = 1.0


@dataclass(frozen=True)
class Diagnosis:
    """Looking for the cause before answering: time of an average agent [ms], logit gained."""

    time: int
    gain: float
