"""What the world asks for: contact reasons, their channels, work and patience."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import ValidationInfo

from cssim.errors import Problem
from cssim.scenario.arrivals import Arrivals
from cssim.scenario.base import Part, fault
from cssim.scenario.by_time import ByTime, Patience
from cssim.scenario.comebacks import Repeat, Retry, Spill
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import (
    Listed,
    Money,
    Name,
    Number,
    ReadOnly,
    Share,
    Tier,
    required,
    setting,
    span,
)
from cssim.scenario.handover import Consult, Escalate, Transfer
from cssim.scenario.self_service import Articles, Bot, Ivr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Age = Annotated[int, span("0 s", "3650 d")]


CHAT_PATIENCE = {"distribution": "exponential", "mean": "2 min"}
"""Default on a chat."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One reason on one channel: what counts there, the reason's own or the channel's."""

    skill: str
    handle_time: Distribution
    hold_share: float
    acw_share: float
    patience: Patience
    ivr: Ivr | None


class OnChannel(Part):
    """A reason's share on a channel; what else is given replaces the reason's own there."""

    share: Share = required(
        "Share of its issues that arise there; the shares sum to 1. 0: only by switching."
    )
    skill: Name | None = setting(None, "Skill an agent needs.")
    handle_time: Distribution | None = setting(None, "Talk, hold and after-contact work.")
    hold_share: Share | None = setting(None, "Part of the handle time that is hold.")
    acw_share: Share | None = setting(None, "Part that is after-contact work.")
    patience: Patience | None = setting(None, "How long a customer waits.")
    ivr: Ivr | None = setting(None, "Self-service menu.")


class Diagnosis(Part):
    """Looking for the cause before answering: takes time, resolves more."""

    time: Annotated[int, span("0 s", "4 h")] = setting(
        "30 s", "Time added to each service, at average pace (A: assumption)."
    )
    gain: Annotated[float, Number(0, 5)] = setting(
        0.3, "Log odds of resolving gained (A: assumption)."
    )


class Reason(Part):
    """A contact reason: what customers contact the center about."""

    channel: Name | None = setting(None, "Channel its contacts use, if it is only one.")
    channels: Annotated[Mapping[Name, OnChannel], ReadOnly(1, 20)] | None = setting(
        None, "Instead of channel: channel -> share of its issues, and what differs there."
    )
    skill: Name = required("Skill an agent needs for it; default: the reason's own name.")
    tier: Tier = setting(1, "Tier where its contacts start.")
    arrivals: Arrivals = required("When its issues arise.")
    handle_time: Distribution = required(
        "Talk, hold and after-contact work together, for an average agent."
    )
    hold_share: Share = setting(
        0.05, "Part of the handle time that is hold (assumption); on a chat it counts as talk."
    )
    acw_share: Share = setting(
        0.15, "Part of the handle time that is after-contact work (assumption)."
    )
    patience: Patience = setting(
        {"distribution": "exponential", "mean": "3 min"},
        "How long a customer waits before hanging up; infinite = for ever. Published means"
        " range from 1 to 8 min; 3 min lies between those that contradict each other. Default of"
        " a chat: exponential, 2 min (assumption); on e-mail and social nobody hangs up.",
    )
    by_time: Listed[ByTime] = setting(
        (), "Times of the week with another handle time or patience; empty: always the same."
    )
    complexity: Annotated[float, Number(-5, 5)] = setting(
        0.0, "Lowers the log odds of resolving; 0 = as the agents' skills say."
    )
    hostility: Share = setting(
        0.0, "Share of its contacts that arrive angry: longer, less satisfied, straining (A)."
    )
    diagnosis: Diagnosis | None = setting(
        None, "Looking for the cause before answering; null: none."
    )
    articles: Articles | None = setting(
        None, "Knowledge articles that customers may read first; omitted: none."
    )
    bot: Bot | None = setting(None, "Bot or voice bot before the menu; omitted: none.")
    ivr: Ivr | None = setting(None, "Self-service menu before the queue; omitted: none.")
    transfer: Transfer | None = setting(
        None, "Contacts passed on to another team or reason; null: none."
    )
    consult: Consult | None = setting(None, "Advice from a colleague; null: never asked for.")
    escalate: Escalate = setting(
        0.0,
        "Chance that a contact needs the tier above, times (1 - the team's authority): a number"
        " for the reason's own tier, or tier -> chance.",
    )
    escalate_request: Share = setting(
        0.0, "Chance that the customer asks for the tier above; authority does not help."
    )
    escalate_waiting: Age | None = setting(
        None, "Wait after which agents of the tier above may answer too; null: never."
    )
    escalate_age: Age | None = setting(
        None, "A contact about an issue older than this starts one tier higher; null: never."
    )
    retry: Retry = setting({}, "Whether and when a customer whom nobody answered tries again.")
    repeat: Repeat = setting(
        {}, "Whether and when a customer whose issue is not solved comes back."
    )
    retry_keeps: bool = setting(
        False, "A retry keeps the patience and work of the first attempt instead of new ones."
    )
    spill: Spill | None = setting(
        None, "Public complaint elsewhere by customers who would give up; null: none."
    )
    value_at_stake: Money = setting(
        0.0,
        "Money that is lost when an issue of it is never solved, such as an order that is not"
        " placed; counted, moves nothing.",
    )
    avoidable: Share = setting(
        0.0, "Share of its issues with a root cause that can be fixed (consultants: 0.2 to 0.6)."
    )

    def faults(self) -> Iterator[Problem]:
        """Yield a channel given twice or not at all, shares that do not sum, no time for talk."""
        if self.channel is None and self.channels is None:
            yield fault("channel", None, "is required and missing; or give channels")
        if self.channel is not None and self.channels is not None:
            yield fault("channel", self.channel, "must not stand beside channels")
        total = math.fsum(self.shares().values())
        if self.channels and abs(total - 1) > 1e-9:
            yield fault("channels", f"{total:.10g}", "the shares must sum to 1")
        yield from self._without_talk()

    def _without_talk(self) -> Iterator[Problem]:
        places = {f"channels.{name}.": self.on(name) for name in self.channels or {}}
        for place, on in (places or {"": self.on("")}).items():
            if on.hold_share + on.acw_share >= 1:
                total = f"{on.hold_share + on.acw_share:g}"
                accepted = "hold_share + acw_share must be below 1"
                yield fault(f"{place}acw_share", total, accepted)

    def shares(self) -> Mapping[str, float]:
        """Return channel -> share of the issues that arise there, sorted by name."""
        if self.channels:
            return {name: on.share for name, on in sorted(self.channels.items())}
        return {self.channel: 1.0} if self.channel is not None else {}

    def on(self, channel: str, ms_of_week: int | None = None) -> Queue:
        """Return what counts on one of its channels, whatever its kind.

        For issues that arise at a time of the week; None: what counts at no special time.
        """
        mine = self.channels.get(channel) if self.channels else None
        names = Queue.__dataclass_fields__
        given = {name: getattr(mine, name, None) for name in names}
        if ms_of_week is not None:
            for name in ("handle_time", "patience"):
                given[name] = self._then(name, channel, ms_of_week, given[name])
        return Queue(**{n: getattr(self, n) if v is None else v for n, v in given.items()})

    def _then(self, name: str, channel: str, ms_of_week: int, own: Any) -> Any:
        """Return a value of a channel at a time of the week; `own` where no special time is."""
        others = (
            getattr(other, name)
            for other in self.by_time
            if (channel in other.channels if other.channels else own is None)
            and other.holds(ms_of_week)
        )
        return next((value for value in others if value is not None), own)

    def skills(self) -> frozenset[str]:
        """Return the skills that its contacts need, on one channel or another."""
        return frozenset(self.on(channel).skill for channel in self.shares())

    def escalate_at(self, tier: int) -> float:
        """Return the chance that a contact at `tier` needs the tier above, before authority."""
        if isinstance(self.escalate, Mapping):
            return self.escalate.get(tier, 0.0)
        return self.escalate if tier == self.tier else 0.0

    def rate_at(self, weekday: int, ms_of_day: int) -> float:
        """Return issues per hour at a time of day [ms], before multipliers; weekday 0 = Monday."""
        return self.arrivals.week()[weekday][ms_of_day // self.arrivals.interval]

    def rates(self) -> NDArray[np.float64]:
        """Return issues per hour before multipliers, shape (7, intervals per day), Monday first."""
        import numpy as np

        return np.array(self.arrivals.week(), dtype=np.float64)


def with_defaults(value: Any, info: ValidationInfo) -> Any:
    """Return raw reasons with the defaults that hang on their name or on their channels.

    A reason without a skill needs the skill of its own name; without a patience it has that
    of its channels' kinds.
    """
    if not isinstance(value, dict):
        return value
    channels = info.data.get("channels", {})
    kinds = {name: channel.kind for name, channel in channels.items()}
    return {
        name: {"skill": name, **_with_patience(raw, kinds)} if isinstance(raw, dict) else raw
        for name, raw in value.items()
    }


def _with_patience(raw: dict[str, Any], kinds: Mapping[str, str]) -> dict[str, Any]:
    mix = raw.get("channels")
    names = list(mix) if isinstance(mix, dict) else [raw.get("channel")]
    used = {kinds.get(name, "phone") for name in names if isinstance(name, str)}
    if "patience" in raw or used == {"phone"} or not used:
        return raw
    if "phone" not in used:
        return {"patience": CHAT_PATIENCE if "chat" in used else "infinite", **raw}
    chats = {name: on for name, on in (mix or {}).items() if kinds.get(name) == "chat"}
    filled = {n: {"patience": CHAT_PATIENCE, **on} for n, on in chats.items() if type(on) is dict}
    return {**raw, "channels": {**(mix or {}), **filled}}
