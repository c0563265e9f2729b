"""The channels: what they have in common, and what only some kinds have."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from cssim import units
from cssim.errors import Problem
from cssim.scenario.base import Part, fault
from cssim.scenario.distributions import Distribution
from cssim.scenario.fields import (
    Money,
    Number,
    ReadOnly,
    Share,
    Weekday,
    Whole,
    Window,
    listed,
    required,
    setting,
    span,
)
from cssim.scenario.offers import Announcement, Callback, Voicemail

Hours = Annotated[Mapping[Weekday, Annotated[tuple[Window, ...], *listed(24)]], ReadOnly(1, 7)]
Wait = Annotated[int, span("1 s", "30 d")]
Awt = Annotated[int, span("0 s", "30 d")]
AfterHours = Literal["closed", "wait"]

ACCEPTABLE = (
    "Wait that costs no satisfaction; about 60 % of customers call more than 1 min on the phone"
    " too long; other kinds: industry figures."
)
AWT = "Acceptable waiting time of the service level."
AFTER_HOURS = "What meets a contact that arrives outside opening hours."


class AnyChannel(Part):
    """A way of contacting the center."""

    deferred: ClassVar[bool] = False
    """Contacts are written: nobody hangs up, and agents may set the work aside."""

    kind: str
    opening_hours: Hours | None = setting(
        None, "Weekday -> windows; a weekday left out is closed; omitted: always open."
    )
    lines: Annotated[int, Whole(0, 100_000)] | None = setting(
        None, "Contacts at once, each from arrival to the end of talk; null: no limit."
    )
    places: Annotated[int, Whole(0, 100_000)] | None = setting(
        None, "Most contacts waiting at once; who would wait beyond is blocked; null: no limit."
    )
    after_hours: AfterHours = setting("closed", AFTER_HOURS)
    at_closing: Literal["keep", "disconnect"] = setting(
        "keep", "What happens at closing to contacts still waiting."
    )
    acceptable_wait: Wait = setting("1 min", ACCEPTABLE)
    awt: Awt = setting("20 s", AWT)
    sl_target: Share = setting(0.80, "Service level aimed at.")
    price_per_minute: Money = setting(0.0, "Cost of a connected minute.")
    fee_per_contact: Money = setting(0.0, "Cost of a contact.")

    def faults(self) -> Iterator[Problem]:
        """Yield windows that overlap or are out of order, and a channel that never opens."""
        if self.opening_hours and not any(self.opening_hours.values()):
            yield fault("opening_hours", None, "must have a window; omitted: always open")
        for day, windows in (self.opening_hours or {}).items():
            for i, (before, after) in enumerate(itertools.pairwise(windows), 1):
                if after[0] < before[1]:
                    where = f"opening_hours.{units.WEEKDAYS[day]}[{i}]"
                    end = units.format_time(before[1])
                    accepted = f"must not start before {end}, where the one before it ends"
                    yield fault(where, units.format_window(after), accepted)


class Live(AnyChannel):
    """A channel on which the customer waits for an agent, and may give up."""

    announcement: Announcement | None = setting(
        None, "The wait that customers are told; null: none."
    )
    voicemail: Voicemail | None = setting(
        None, "The line that takes a message after a while; null: none."
    )


class Phone(Live):
    """The phone: one customer and one agent talk to each other."""

    kind: Literal["phone"] = required("Kind of channel.")
    callback: Callback | None = setting(None, "The offer to be called back; null: none.")


class Chat(Live):
    """Chat: live text; an agent may have several customers in hand at once."""

    kind: Literal["chat"] = required("Kind of channel.")
    acceptable_wait: Wait = setting("45 s", ACCEPTABLE)
    awt: Awt = setting("1 min", AWT)
    slots: Annotated[int, Whole(1, 10)] = setting(
        3, "Contacts that an agent may have in hand at once."
    )
    slowdown: Annotated[float, Number(0, 1)] = setting(
        0.15,
        "Each further contact in hand makes every one longer by this part (between two measured"
        " values, 0.04 and 0.18).",
    )
    resolve_loss: Annotated[float, Number(0, 5)] = setting(
        0.1,
        "Log odds of resolving lost for each further contact in hand (direction measured, value"
        " assumed).",
    )
    silent_share: Share = setting(
        0.70, "Share of those giving up who leave without a sign (measured: 0.70)."
    )
    ghost_time: Distribution = setting(
        {"distribution": "deterministic", "mean": "1 min"},
        "Agent time that such a contact still costs (assumption).",
    )


class Deferred(AnyChannel):
    """A channel of written contacts that wait for an answer, not for an agent."""

    deferred: ClassVar[bool] = True

    after_hours: AfterHours = setting("wait", AFTER_HOURS)
    chase: Share = setting(
        0.5, "Chance of asking again when no answer has come within acceptable_wait (assumption)."
    )
    chase_work: Share = setting(
        0.3, "Part of its handle time that such a second contact takes (assumption)."
    )
    idle_above: Annotated[int, Whole(0, 5000)] = setting(
        0,
        "An agent takes one only while more than so many agents of the team are idle, the agent"
        " included.",
    )


class Email(Deferred):
    """E-mail: the customer goes on with other things, and asks again if nobody answers."""

    kind: Literal["email"] = required("Kind of channel.")
    acceptable_wait: Wait = setting("4 h", ACCEPTABLE)
    awt: Awt = setting("1 h", AWT)


class Social(Deferred):
    """Social media: like e-mail, in public, and answers are expected sooner."""

    kind: Literal["social"] = required("Kind of channel.")
    acceptable_wait: Wait = setting("1 h", ACCEPTABLE)
    awt: Awt = setting("30 min", AWT)


KINDS = ("phone", "chat", "email", "social")


def _kind_tag(value: Any) -> str:
    """Return the tag of a channel's kind; phone for none, which then tells what is wrong."""
    kind = value.get("kind") if isinstance(value, dict) else getattr(value, "kind", None)
    return f"?{kind}" if isinstance(kind, str) and kind in KINDS else "?phone"


Channel = Annotated[
    Annotated[Phone, Tag("?phone")]
    | Annotated[Chat, Tag("?chat")]
    | Annotated[Email, Tag("?email")]
    | Annotated[Social, Tag("?social")],
    Discriminator(_kind_tag),
]
"""A channel of any kind."""
