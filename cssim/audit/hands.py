"""C4: what an agent has in hand.

No more contacts at once than slots, and several at once only if all are chats; none off
shift or on a break. The busy states are just what the legs imply: talk, hold, conference
and after-contact work of live contacts, composing of deferred ones, ringing, and the joint
states of chats (`cssim.audit.chats`).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cssim.audit import chats, holders
from cssim.audit.codes import BUSY, LOST, OUTCOME, SPAN, STATE, Flags, Ints
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.services import CHAT, DEFERRED, LIVE, RING
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.journal import NOBODY

BUSY_COLUMNS = ["agent", "from_ms", "until_ms", "state", "contact", "slot_ms"]


def check(view: View, shifts: Shifts) -> LawResult:
    """Check C4."""
    tally = Tally("C4")
    _slots(view, tally)
    _places_in_hand(view, tally)
    _on_shift(view, shifts, tally)
    holders.first_contacts(view, tally)
    _not_away(view, tally)
    _same_work(view, tally)
    chats.check_progress(view, tally)
    return tally.result(bool(np.any(view.contacts["outcome"] == OUTCOME["answered"])))


def told(view: View, i: int) -> str:
    """Return how a service is called in a line."""
    services = view.services
    return (
        f"{view.leg_name(int(services.leg[i]))}: agent {view.agent(int(services.agent[i]))} "
        f"from {seconds(int(services.answered[i]))} until {seconds(int(services.until[i]))}"
    )


def _n_slots(view: View) -> Ints:
    """Slots an agent has for each service's channel; 1 for all but chats, and when not known."""
    channels = view.expected.channels if view.expected else {}
    slots = [channels[n].slots if n in channels else 1 for n in view.journal.names("channels")]
    by_channel = np.array(slots, dtype=np.int64)[view.contacts["channel"][view.services.row]]
    return np.where(view.services.way == CHAT, by_channel, 1)


def _slots(view: View, tally: Tally) -> None:
    """Count contacts in hand at each answer, this one included; ends at an instant come first.

    All work takes some time.
    """
    services, slots = view.services, _n_slots(view)
    lasting = services.until > services.answered
    in_hand = _in_hand(view, lasting)
    helped = _helping(view)
    is_chat = services.way == CHAT
    if is_chat.any():
        others = in_hand - np.where(is_chat, _in_hand(view, is_chat), 1)
        slots = np.where(others > 0, 0, slots)
    tally.rows(
        (in_hand + helped <= slots) & lasting,
        lambda i: f"{told(view, i)}: {in_hand[i] + helped[i]} in hand at once, slots {slots[i]}",
    )


def _in_hand(view: View, which: Flags) -> Ints:
    """Count those among `which` that an agent has in hand at each answer, with that one."""
    services = view.services
    where = services.agent * SPAN
    starts = np.sort((where + services.answered)[which])
    ends = np.sort((where + services.until)[which])
    at = where + services.answered
    order = np.argsort(at[which], kind="stable")
    begun = np.searchsorted(starts, at, side="left") + 1
    # Of several answered at one instant, the first is not yet with the others.
    ranked = np.empty(len(order), dtype=np.int64)
    ranked[order] = np.arange(1, len(order) + 1)
    begun[which] = ranked
    number: Ints = begun - np.searchsorted(ends, at, side="right")
    return number


def _helping(view: View) -> Ints:
    """Tell (1 or 0) whether an agent was being consulted about another contact at each answer."""
    helpers, services = view.conferences.helpers, view.services
    if len(helpers) == 0:
        return np.zeros(len(services.leg), dtype=np.int64)
    legs = view.legs
    where = legs["agent"][helpers].astype(np.int64) * SPAN
    ended = legs["ended_ms"][helpers]
    start = np.sort(where + legs["answered_ms"][helpers])
    until = np.sort(where + np.where(ended < 0, view.end, ended))
    at = services.agent * SPAN + services.answered
    helping: Ints = np.searchsorted(start, at, "right") - np.searchsorted(until, at, "right")
    return helping


def _places_in_hand(view: View, tally: Tally) -> None:
    """Slots are numbered from 0, each for one contact at a time, the lowest free one first."""
    services, slots = view.services, _n_slots(view)
    slot = view.legs["slot"][services.leg].astype(np.int64)
    tally.rows(
        (slot >= 0) & (slot < slots),
        lambda i: f"{told(view, i)}: slot {slot[i]} of {slots[i]}",
    )
    taken = np.flatnonzero((services.way == CHAT) & (slot >= 0) & (slot < slots))
    if len(taken) == 0:
        return
    where = services.agent[taken] * SPAN
    start, until = where + services.answered[taken], where + services.until[taken]
    good = np.ones(len(taken), dtype=bool)
    for place in range(int(slots.max())):
        mine = slot[taken] == place
        starts, ends = np.sort(start[mine]), np.sort(until[mine])
        here = np.searchsorted(starts, start, "right") - np.searchsorted(ends, start, "right")
        good &= ~mine | (here <= 1)
        # One that ends at this very instant may still have been in its place.
        at_most = np.searchsorted(starts, start, "right") - np.searchsorted(ends, start, "left")
        good &= (slot[taken] <= place) | (at_most > 0)
    tally.rows(
        good,
        lambda i: f"{told(view, int(taken[i]))}: slot {slot[taken[i]]} taken, or not lowest",
    )


def _on_shift(view: View, shifts: Shifts, tally: Tally) -> None:
    services = view.services
    tally.rows(
        shifts.within(services.agent, services.answered),
        lambda i: f"{told(view, i)}: answered outside the agent's shifts",
    )
    helpers, legs = view.conferences.helpers, view.legs
    tally.rows(
        shifts.within(legs["agent"][helpers].astype(np.int64), legs["answered_ms"][helpers]),
        lambda i: f"{view.leg_name(int(helpers[i]))}: consulted outside the agent's shifts",
    )


def _not_away(view: View, tally: Tally) -> None:
    """Nobody has a contact in hand while in a lost state."""
    states, services = view.states, view.services
    lost = np.isin(states["state"], LOST)
    agent = states["agent"][lost].astype(np.int64) * SPAN
    start, until = agent + states["from_ms"][lost], np.sort(agent + states["until_ms"][lost])
    if len(start) == 0:
        return
    where = services.agent * SPAN
    after = np.searchsorted(until, where + services.answered, side="right")
    found = after < len(until)
    clash = np.zeros(len(where), dtype=bool)
    clash[found] = start[after[found]] < (where + services.until)[found]
    tally.rows(~clash, lambda i: f"{told(view, i)}: at work during a break or absence")


def _same_work(view: View, tally: Tally) -> None:
    """Busy states and what the legs imply are the same rows, one for one."""
    states = view.states
    busy = np.isin(states["state"], BUSY)
    closed = busy & ~_of_open_legs(view, tally)
    found = pd.DataFrame({c: states[c][closed].astype(np.int64) for c in BUSY_COLUMNS})
    implied = _implied(view).sort_values(["agent", "from_ms", "until_ms"], ignore_index=True)
    if implied.equals(found):
        tally.examined += len(found)
    else:
        _tell_difference(view, tally, implied, found)
    empty = (states["contact"] == NOBODY) & (states["slot_ms"] == 0)
    tally.rows(busy | empty, lambda i: f"state row {i}: something in hand, but not busy")


def _tell_difference(view: View, tally: Tally, implied: pd.DataFrame, found: pd.DataFrame) -> None:
    merged = implied.merge(found, how="outer", on=BUSY_COLUMNS, indicator=True)
    good = (merged["_merge"] == "both").to_numpy()

    def describe(i: int) -> str:
        row = merged.iloc[i]
        where = "legs" if row["_merge"] == "left_only" else "states"
        return (
            f"agent {view.agent(int(row['agent']))} {view.name('states', int(row['state']))} "
            f"from {seconds(int(row['from_ms']))} until {seconds(int(row['until_ms']))} "
            f"with contact {row['contact']}, slot time {seconds(int(row['slot_ms']))}: "
            f"only in the {where}"
        )

    tally.rows(good, describe)


def _implied(view: View) -> pd.DataFrame:
    """Return the busy rows that the legs imply; those still going on at the end left out."""
    s = view.services
    tables, start = [chats.states(view), _helped(view)], s.answered
    composing, ringing = s.way == DEFERRED, s.way == RING
    for name, length in s.parts:
        if name == "talk":
            tables.append(_rows(view, composing, start, length + s.hold, "deferred"))
            tables.append(_rows(view, ringing, start, length, "ring"))
        if name in ("conference", "acw"):
            tables.append(_rows(view, (s.way == LIVE) | composing, start, length, name))
        else:
            tables.append(_rows(view, s.way == LIVE, start, length, name))
        start = start + length
    return pd.concat(tables, ignore_index=True)


def _rows(view: View, which: Flags, start: Ints, length: Ints, state: str) -> pd.DataFrame:
    s = view.services
    keep = which & (length > 0) & ~s.open
    return _frame(
        s.agent[keep], start[keep], length[keep], state, view.contacts["contact"][s.row[keep]]
    )


def _frame(agent: Ints, start: Ints, length: Ints, state: str, contact: Ints) -> pd.DataFrame:
    code = np.full(len(agent), STATE[state], dtype=np.int64)
    columns = (agent.astype(np.int64), start, start + length, code, contact, length)
    return pd.DataFrame(dict(zip(BUSY_COLUMNS, columns, strict=True)))


def _helped(view: View) -> pd.DataFrame:
    """Return the conferences of colleagues who were consulted, up to the end of the run."""
    helpers, legs = view.conferences.helpers, view.legs
    start, ended = legs["answered_ms"][helpers], legs["ended_ms"][helpers]
    length = np.where(ended < 0, view.end, ended) - start
    found = _frame(legs["agent"][helpers], start, length, "conference", legs["contact"][helpers])
    return found[found["slot_ms"] > 0]


def _of_open_legs(view: View, tally: Tally) -> Flags:
    """Mark the busy rows of legs still going on; these must fill the time up to the end."""
    states, services = view.states, view.services
    mine = np.zeros(len(states["agent"]), dtype=bool)
    for i in np.flatnonzero(services.open & (services.way != CHAT)).tolist():
        contact = view.contacts["contact"][services.row[i]]
        rows = (states["agent"] == services.agent[i]) & (states["contact"] == contact)
        rows &= states["from_ms"] >= services.answered[i]
        lengths = (states["until_ms"] - states["from_ms"])[rows]
        spent, whole = int(np.sum(lengths)), int(services.until[i] - services.answered[i])
        if spent != whole or np.any(lengths != states["slot_ms"][rows]):
            tally.wrong(f"{told(view, i)}: still going on, but {seconds(spent)} of work", 1)
        mine |= rows
    return mine
