"""Chats: several contacts in hand at once (glossary §7, slots).

A *session* lasts from the agent taking a chat to the end of after-contact work; a customer
who left without a sign, and of whom the agent learns late, costs a session too, a *ghost*.
Session time counts in the period in which it passed.
"""

from __future__ import annotations

import numpy as np

from cssim.journal import BUSY_STATES, STATES
from cssim.measures.agent_rows import AgentTime
from cssim.measures.codes import coded
from cssim.measures.groups import AGENT_KEYS, Quotient, Spans, per_run
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.responses import of_kind
from cssim.measures.rows import leg_spans
from cssim.measures.view import View
from cssim.units import HOUR_MS

SESSIONS = ("service", "ghost")


def _sessions(view: View, options: Options, *kinds: str) -> Spans:
    legs = view.contacts.legs
    chat = of_kind(view, options, "chat")[legs.contact]
    which = chat & legs.of_kind(*kinds) & (legs.columns["answered_ms"] >= 0)
    return leg_spans(view.contacts, which, legs.columns["answered_ms"], legs.until_ms)


def _on_chat(agents: AgentTime, sessions: Spans) -> Spans:
    """Return the time in which agents have at least one session in hand."""
    return agents.merged(sessions.codes["agent"], sessions.from_ms, sessions.until_ms)


@measure(
    "1", "mean", basis="agent time", better="higher", label="Chats per agent-hour", uses=("kinds",)
)
def sessions_per_hour(view: View, options: Options) -> Quotient:
    """Chats answered per hour in which an agent has at least one in hand."""
    legs, all_legs = view.legs, view.contacts.legs
    chats = of_kind(view, options, "chat")[legs.contact] & all_legs.of_kind("service")[legs.rows]
    on_chat = _on_chat(view.agents, _sessions(view, options, *SESSIONS))
    return legs.total(chats & legs.whole, by=AGENT_KEYS) / on_chat.time(unit=HOUR_MS)


@measure("1", "mean", basis="agent time", better="none", label="Mean concurrency", uses=("kinds",))
def mean_concurrency(view: View, options: Options) -> Quotient:
    """Mean number of sessions in hand while an agent has at least one."""
    sessions = _sessions(view, options, *SESSIONS)
    return sessions.time() / _on_chat(view.agents, sessions).time()


@measure(
    "1",
    "ratio",
    basis="agent time",
    better="none",
    label="Slot occupancy",
    uses=("kinds", "slots"),
)
def slot_occupancy(view: View, options: Options) -> Quotient:
    """Share of the slots of available agents taken; all but a chat takes all of an agent's.

    Notes
    -----
    Each agent has the slots of the chat channel their team serves (option `slots`), else
    one. Without chats it equals `occupancy`.
    """
    agents, sessions = view.agents, _sessions(view, options, *SESSIONS)
    on_chat = _on_chat(agents, sessions)
    state, slots = agents.columns["state"], _slots(view, options)
    busy = coded(state, STATES, *BUSY_STATES) * slots[agents.spans.codes["team"]]
    available = coded(state, STATES, "idle", *BUSY_STATES) * slots[agents.spans.codes["team"]]
    exclusive = agents.spans.time(busy) - on_chat.time(slots[on_chat.codes["team"]])
    return (exclusive + sessions.time()) / agents.spans.time(available)


def _slots(view: View, options: Options) -> Array:
    return np.array([options.slots.get(team, 1) for team in view.names("team")], dtype=np.int64)


@measure("1", "total", basis="contact", better="lower", label="Ghosts")
def n_ghosts(view: View, options: Options) -> Quotient:
    """Contacts whose customer left without a sign, so that they kept their place."""
    contacts = view.contacts
    return per_run(contacts.total(contacts.has_leg(contacts.legs.of_kind("ghost"))))


@measure(
    "1", "ratio", basis="agent time", better="lower", label="Time lost to ghosts", uses=("kinds",)
)
def ghost_share(view: View, options: Options) -> Quotient:
    """Share of session time spent on customers who had left without a sign."""
    ghosts = _sessions(view, options, "ghost")
    return ghosts.time() / _sessions(view, options, *SESSIONS).time()
