"""A small desk to live a day at: everybody works all day unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from days import Day, card, s, shift

from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal
from cssim.roster import AgentCard, Shift

LEGS = "contact leg kind tier agent queued answered talk hold acw ended how"
ENDS = "contact left outcome resolved followed_by"
STATES = "agent from until state slot"
END = 1000
"""End of the run [s] and of every shift not given."""


def live(
    contacts: Sequence[Any],
    agents: Sequence[str | AgentCard],
    shifts: Sequence[Shift] | None = None,
    **more: Any,
) -> Journal:
    """Live a day; `more` are the tables of `Day` (later, legs, extras, customers) and settings."""
    tables = {k: more.pop(k) for k in ("later", "legs", "extras", "customers") if k in more}
    cards = [card(agent) if isinstance(agent, str) else agent for agent in agents]
    planned = [shift(i, 0, END) for i in range(len(cards))] if shifts is None else shifts
    return Day(contacts, cards, planned, {"horizon": s(END), **more}, **tables).live()


def reason(name: str, channel: int = 0, **rules: Any) -> ReasonSettings:
    """Return a reason on a channel."""
    return ReasonSettings(name, channel=channel, **rules)


def teams(*tiers: int) -> tuple[TeamSettings, ...]:
    """Return a team of each tier."""
    return tuple(TeamSettings(f"team{i}", tier) for i, tier in enumerate(tiers))


def phone(**rules: Any) -> ChannelSettings:
    """Return a phone channel."""
    return ChannelSettings(name="phone", **rules)


def mail(**rules: Any) -> ChannelSettings:
    """Return a channel for letters, with 100 s as the acceptable wait."""
    return ChannelSettings(name="mail", kind="email", **{"acceptable_wait": s(100), **rules})


def chat(slots: int = 2, **rules: Any) -> ChannelSettings:
    """Return a chat channel on which each further chat takes as long again as the first."""
    return ChannelSettings(name="chat", kind="chat", slots=slots, **{"slowdown": 1.0, **rules})
