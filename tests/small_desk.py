"""A small desk to live a day at: everybody works all day unless told otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from days import Day, card, extra, leg, luck, s, shift
from told import told

from cssim.center.levers import CallbackSettings, EscalationSettings
from cssim.center.settings import ChannelSettings, QueueSettings, ReasonSettings, TeamSettings
from cssim.journal import Journal
from cssim.roster import AgentCard, Shift

TABLES = ("later", "legs", "extras", "customers", "reviews")

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
    tables = {k: more.pop(k) for k in TABLES if k in more}
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


def states_of(journal: Journal, name: str) -> list[str]:
    """Return what an agent did, idle time aside."""
    rows = told(journal, "agent_states", STATES)
    return [row for row in rows if row.split()[0] == name and "idle" not in row]


# ---- two tiers ---------------------------------------------------------------------

NEEDS = luck((100, 0, 10), escalate=0.1)
"""Half of it, done before handing on: 50 s of talk and 5 s of after-contact work."""
NEXT = {(0, 1, 2): leg((50, 0, 6), conference=s(20))}
SENIOR = card("senior", 1)
ESCALATES = reason("call", escalate={1: 1.0}, repeat=1.0)
PLAIN = reason("call", repeat=1.0)
LONG = luck((90, 10, 8))


def live_up(contacts: Any, agents: Any = ("a", SENIOR), shifts: Any = None, **more: Any) -> Journal:
    """Live a day with two tiers; `rules` are those of escalation."""
    rules = EscalationSettings(**more.pop("rules", {}))
    more = {"reasons": (ESCALATES,), "teams": teams(1, 2), "legs": NEXT, **more}
    return live(contacts, agents, shifts, escalation=rules, **more)


# ---- calls and letters -------------------------------------------------------------

CALL, LETTER = 0, 1
WORK = "contact agent queued answered talk hold acw ended how"


def call(at: float, *fate: Any, **more: Any) -> tuple[float, Any]:
    """Return a call that arrives at an instant."""
    return at, luck(*fate, **more)


def letter(at: float, *fate: Any, **more: Any) -> tuple[float, Any, dict[str, int]]:
    """Return a letter that arrives at an instant."""
    return at, luck(*fate, **more), {"reason": LETTER}


def both(name: str, **more: Any) -> AgentCard:
    """Return an agent for calls and letters."""
    return card(name, skills=(CALL, LETTER), **more)


def live_letters(contacts: Any, agents: Any = "a", shifts: Any = None, **more: Any) -> Journal:
    """Live a day with calls and letters; `mail` are the rules of the letters' channel."""
    rules = more.pop("mail", {})
    reasons = (reason("call"), reason("letter", 1))
    more = {"channels": (phone(), mail(**rules)), "reasons": reasons, **more}
    return live(contacts, [both(x) if isinstance(x, str) else x for x in agents], shifts, **more)


# ---- chats -------------------------------------------------------------------------

WITH_SLOT = "contact slot queued answered talk hold acw ended how"


def live_chats(contacts: Any, agents: Any = "a", slots: int = 2, **more: Any) -> Journal:
    """Live a day with chats, and a phone; `chat` are the rules of the chats' channel."""
    rules = more.pop("chat", {})
    reasons = more.pop("reasons", (reason("help"),))
    return live(contacts, agents, channels=(chat(slots, **rules), phone()), reasons=reasons, **more)


# ---- callbacks ---------------------------------------------------------------------

BUSY = (0, luck((100, 0, 0)))
"""Whoever comes before 100 must wait."""
MINUTE = (QueueSettings(0, 0, mean_work=60_000.0),)
"""One agent at work and nobody waiting: the predicted wait is one minute."""
YES = {(1, 1, 1): extra(callback=0.36)}
MISSED, REACHED = extra(reach=0.93), extra(reach=0.92)


def back(rule: str = "keep_place", **more: Any) -> CallbackSettings:
    """Return an offer to be called back that everybody gets who must wait."""
    return CallbackSettings(rule=rule, **{"offer_above": 0, "ring": s(10), **more})


def live_callbacks(contacts: Any, agents: Any = "a", shifts: Any = None, **more: Any) -> Journal:
    """Live a day of calls with an `offer` to be called back; `phone` are more of its rules."""
    offer = more.pop("offer", back())
    more = {
        "channels": (phone(callback=offer, **more.pop("phone", {})),),
        "reasons": (reason("call"),),
        "queues": MINUTE,
        "extras": YES,
        **more,
    }
    return live(contacts, agents, shifts, **more)
