"""Chats with ghosts, callbacks that keep their place, mails that calls interrupt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from blend_chain import Blend
from callback_chain import Callbacks
from chat_chain import Chat
from figures import GHOST, OFFLINE, SERVICE, Case, Figures, area, phone
from mixed_chain import Mixed
from small import center, exponential, reason, team
from transfer_chain import Transfers

from cssim.journal import BUSY_STATES, LEG_ENDS, OUTCOMES, STATES, Journal
from cssim.scenario import Scenario

HOURS = 10.0
REPLICATIONS = 150


def _of(chain: Chat | Callbacks | Blend) -> Callable[[], Figures]:
    return lambda: chain.expected(HOURS)


def _case(scenario: Any, right: Any, count: Any, n: int = REPLICATIONS, **wrong: Any) -> Case:
    others = {name: _of(chain) for name, chain in wrong.items()}
    return Case(scenario, HOURS, n, lambda: right.expected(HOURS), others, count)


# ---------------------------------------------------------------------------------------
# Chat


def chats(journal: Journal, hours: float) -> Figures:
    """Return the figures of chats: slots as legs show them, presence as states show it."""
    found, end = phone(journal, hours), round(hours * 3.6e6)
    legs, states = journal.columns["legs"], journal.columns["agent_states"]
    ghost = (legs["kind"] == GHOST) & (legs["answered_ms"] >= 0)
    held = ghost | (legs["kind"] == SERVICE)
    found["ghost"] = float((ghost & (legs["answered_ms"] < end)).sum())
    found["slots desk"] = area(legs["answered_ms"][held], legs["ended_ms"][held], end)
    found["slots ghosts"] = area(legs["answered_ms"][ghost], legs["ended_ms"][ghost], end)
    busy = np.isin(states["state"], [STATES.index(state) for state in BUSY_STATES])
    found["busy desk"] = area(states["from_ms"][busy], states["until_ms"][busy], end)
    return found


def chat() -> Case:
    """Two agents with two chats each, slower for it."""
    right = Chat(16, 10, 60, 20, slots=2, agents=2, slowdown=0.3, silent=0.7, most=9)
    return _chat_case(
        right,
        no_slowdown=replace(right, slowdown=0.0),
        as_if_alone=replace(right, slowdown=1.0),
        one_slot_more=replace(right, slots=3),
        filled_one_by_one=replace(right, spread=False),
    )


def ghosts() -> Case:
    """One agent with three chats; eight in ten of those who give up do not say so."""
    right = Chat(11, 7, 20, 20, slots=3, agents=1, slowdown=0.15, silent=0.8, most=11)
    return _chat_case(
        right,
        everybody_says_goodbye=replace(right, silent=0.0),
        fewer_are_silent=replace(right, silent=0.6),
        ghosts_are_short=replace(right, ghost=60),
    )


def _chat_case(right: Chat, **wrong: Chat) -> Case:
    scenario = center(
        HOURS,
        {"help": reason(right.arrive, right.serve, right.give_up, channel="chat")},
        {"desk": team(right.agents, ["help"])},
        channels={
            "chat": {
                "kind": "chat",
                "slots": right.slots,
                "slowdown": right.slowdown,
                "silent_share": right.silent,
                "ghost_time": exponential(right.ghost),
            }
        },
    )
    return _case(scenario, right, chats, **wrong)


# ---------------------------------------------------------------------------------------
# Callbacks


def calls_back(journal: Journal, hours: float) -> Figures:
    """Return the figures of callbacks: who keeps a place is not in the queue."""
    found, end = phone(journal, hours), round(hours * 3.6e6)
    legs = journal.columns["legs"]
    later = legs["leg"] > 1
    answered = legs["answered_ms"]
    tried = later & (answered >= 0) & (answered < end)
    missed = legs["kind"] == OFFLINE
    diverted = (legs["how"] == LEG_ENDS.index("diverted")) & (legs["ended_ms"] < end)
    found["diverted help"] = float(diverted.sum())
    found["called back"] = float((tried & ~missed).sum())
    found["missed"] = float((tried & missed).sum())
    # Waits of second legs begin where the first began, a place in line with nobody in it.
    found["queue callbacks"] = area(*_waits(legs, later), end)
    found["queue help"] -= area(*_waits(legs, later & ~missed), end)
    found["help by desk"] -= found["called back"]
    waited = later & ~missed & (answered > legs["queued_ms"])
    found["waits help"] -= float(waited.sum()) + found["diverted help"]
    found["busy desk"] += area(answered[missed], legs["ended_ms"][missed], end)
    return found


def _waits(legs: Any, rows: Any) -> tuple[Any, Any]:
    until = np.where(legs["answered_ms"] < 0, legs["ended_ms"], legs["answered_ms"])
    return legs["queued_ms"][rows], until[rows]


def callbacks() -> Case:
    """Offered when somebody waits, taken by half, missed by one in five."""
    right = Callbacks(14, 12, 15, 2, offered_at=1, accept=0.5, unanswered=0.2, ring=1800, most=9)
    help_ = reason(right.arrive, right.serve, right.give_up)
    help_["retry"] |= {"after_diverted": 0}
    callback = {
        "rule": "keep_place",
        # With k waiting the next one is told (k + 1) / (2 agents x 12 an hour): k + 1 times 150 s.
        "offer_above": "225 s",
        "accept": 0.5,
        "unanswered": 0.2,
        "tries": 1,
        "ring": "2 s",
    }
    scenario = center(
        HOURS,
        {"help": help_},
        {"desk": team(right.agents, ["help"])},
        channels={"phone": {"kind": "phone", "callback": callback}},
    )
    return _case(
        scenario,
        right,
        calls_back,
        2 * REPLICATIONS,
        offered_later=replace(right, offered_at=2),
        goes_first=replace(right, keeps_place=False),
        all_reached=replace(right, unanswered=0.0),
        fewer_accept=replace(right, accept=0.3),
    )


def patient_tries(unanswered: float) -> Scenario:
    """Return a day in which everybody who must wait is called back, at most four times."""
    help_ = reason(12, 12, 0)
    help_["retry"] |= {"after_diverted": 0}
    callback = {
        "rule": "after_wait",
        "offer_above": "0 s",
        "accept": 1,
        "unanswered": unanswered,
        "tries": 4,
        "retry_after": "1 min",
        "ring": "1 s",
    }
    return center(
        240,
        {"help": help_},
        {"desk": team(2, ["help"])},
        channels={"phone": {"kind": "phone", "callback": callback}},
    )


def tries(journal: Journal) -> tuple[np.ndarray, int]:
    """Return how many were reached at the 1st to 4th try, and how many never."""
    contacts, legs = journal.columns["contacts"], journal.columns["legs"]
    called = contacts["contact"][contacts["outcome"] == OUTCOMES.index("diverted")]
    mine = np.isin(legs["contact"], called)
    row = np.searchsorted(called, legs["contact"][mine])
    missed = np.bincount(row, legs["how"][mine] == LEG_ENDS.index("missed"), len(called))
    reached = np.bincount(row, legs["kind"][mine] == SERVICE, len(called)) > 0
    return np.bincount(missed[reached].astype(int), minlength=4), int((~reached).sum())


# ---------------------------------------------------------------------------------------
# Mails that calls interrupt


def blended(journal: Journal, hours: float) -> Figures:
    """Return the figures of calls and mails."""
    found, end = phone(journal, hours), round(hours * 3.6e6)
    legs = journal.columns["legs"]
    mail = legs["reason"] == journal.names("reasons").index("mail")
    served = (legs["kind"] == SERVICE) & (legs["answered_ms"] >= 0)
    over = (legs["ended_ms"] >= 0) & (legs["ended_ms"] < end)
    aside = legs["how"] == LEG_ENDS.index("set_aside")
    found["answered call"] = float((served & ~mail & (legs["answered_ms"] < end)).sum())
    found["set aside"] = float((aside & over).sum())
    found["done mail"] = float((served & mail & over & ~aside).sum())
    composing, talking = served & mail, served & ~mail
    found["time composing"] = area(legs["answered_ms"][composing], legs["ended_ms"][composing], end)
    found["time talking"] = area(legs["answered_ms"][talking], legs["ended_ms"][talking], end)
    return found


def blend() -> Case:
    """Two agents, calls that interrupt mails, mails resumed by the agent who began them."""
    right = Blend(14, 15, 20, 5, 12, 2)
    return _blend_case(
        right,
        waits_for_the_mail=replace(right, interrupts=False),
        mails_take_longer=replace(right, compose=10),
        one_agent_more=replace(right, agents=3),
    )


def blend_with_one_free() -> Case:
    """As before, but one agent is kept free of mails for calls to come."""
    right = Blend(8, 15, 20, 2.5, 12, 2, idle_above=1)
    return _blend_case(
        right,
        nobody_kept=replace(right, idle_above=0),
        mails_take_longer=replace(right, compose=10),
    )


def _blend_case(right: Blend, **wrong: Blend) -> Case:
    scenario = center(
        HOURS,
        {
            "call": reason(right.arrive, right.serve, right.give_up),
            "mail": reason(right.mails, right.compose, 0, channel="email"),
        },
        {"desk": team(right.agents, ["call", "mail"])},
        channels={
            "phone": {"kind": "phone"},
            "email": {"kind": "email", "chase": 0, "idle_above": right.idle_above},
        },
    )
    return _case(scenario, right, blended, **wrong)


# ---------------------------------------------------------------------------------------
# Contacts passed on


def passed_on(journal: Journal, hours: float) -> Figures:
    """Return the figures of each reason's own legs."""
    found, end = {}, round(hours * 3.6e6)
    legs = journal.columns["legs"]
    until = np.where(legs["answered_ms"] >= 0, legs["answered_ms"], legs["ended_ms"])
    for code, name in enumerate(journal.names("reasons")):
        mine = legs["reason"] == code
        served = mine & (legs["kind"] == SERVICE)
        gone = mine & (legs["how"] == LEG_ENDS.index("abandoned"))
        found[f"answered {name}"] = float((served & (legs["answered_ms"] < end)).sum())
        found[f"abandoned {name}"] = float((gone & (legs["ended_ms"] < end)).sum())
        found[f"queue {name}"] = area(legs["queued_ms"][mine], until[mine], end)
        found[f"busy {name}"] = area(legs["answered_ms"][served], legs["ended_ms"][served], end)
    lost = (legs["how"] == LEG_ENDS.index("disconnected")) & (legs["ended_ms"] < end)
    return found | {"lost": float(lost.sum())}


def transfers() -> Case:
    """Three at the front; half go on to two specialists, an eighth to one manager."""
    right = Transfers(
        40, 12, 20, 8, 6, 12, to_expert=0.5, to_manager=0.125, share=0.5,
        n_front=3, n_expert=2, n_manager=1,
    )  # fmt: skip
    passes = {
        "probability": 0.625,
        "handover_share": 0.5,
        "to": {
            "expert": {"share": 0.8, "if_busy": "lose"},
            "manager": {"share": 0.2, "if_busy": "queue"},
        },
    }
    scenario = center(
        HOURS,
        {
            "front": reason(right.arrive, right.serve, right.give_up, transfer=passes),
            "expert": reason(0, right.expert, 1),
            "manager": reason(0, right.manager, right.give_up_manager),
        },
        {name: team(n, [name]) for name, n in (("front", 3), ("expert", 2), ("manager", 1))},
    )
    return _case(
        scenario,
        right,
        passed_on,
        REPLICATIONS // 2,
        whole_work_first=replace(right, share=1.0),
        one_expert_more=replace(right, n_expert=3),
        patience_kept=replace(right, give_up_manager=right.give_up),
        more_to_the_manager=replace(right, to_expert=0.45, to_manager=0.175),
    )


# ---------------------------------------------------------------------------------------
# Calls and chats for the same agents


def mixed_figures(journal: Journal, hours: float) -> Figures:
    """Return the figures of each reason, which are those of one channel here."""
    found = passed_on(journal, hours)
    return {name.replace("busy", "slots"): value for name, value in found.items()}


def mixed() -> Case:
    """One agent for calls and chats, who turns from the phone to all chats that wait."""
    right = Mixed(4, 10, 6, 8, 10, 6, slots=4, agents=1, slowdown=0.2, most=9)
    chat = {"kind": "chat", "slots": 4, "slowdown": 0.2, "silent_share": 0}
    scenario = center(
        HOURS,
        {
            "call": reason(right.calls, right.serve, right.give_up),
            "chat": reason(right.chats, right.type, right.give_up_chat, channel="chat"),
        },
        {"desk": team(1, ["call", "chat"])},
        channels={"phone": {"kind": "phone"}, "chat": chat},
    )
    return _case(
        scenario,
        right,
        mixed_figures,
        4 * REPLICATIONS,
        one_at_a_time=replace(right, fills=False),
        three_slots=replace(right, slots=3),
        no_slowdown=replace(right, slowdown=0.0),
    )
