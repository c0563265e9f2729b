"""What each agent was doing when: derived from legs, shifts and time off the floor.

Nothing of it is written down while the clock runs. An agent with one contact is in talk,
hold, after-contact work or conference as the contact's legs say; one with chats talks while
any of them is in talk; deferred work is composing until the reply is out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cssim import journal as schema

Ints = NDArray[np.int64]
Part = dict[str, Ints]

LIVE, CHAT, DEFERRED = range(3)
"""What work in a queue is: one customer on the line, one of several chats, nobody waiting."""

_KIND = {name: code for code, name in enumerate(schema.LEG_KINDS)}
_END = {name: code for code, name in enumerate(schema.LEG_ENDS)}
_STATE = {name: code for code, name in enumerate(schema.STATES)}
_DTYPE = {column.name: column.dtype for column in schema.TABLES["agent_states"]}
_KEY = schema.KEYS["agent_states"]


@dataclass(frozen=True)
class Codes:
    """What codes stand for, as arrays.

    Attributes
    ----------
    reason_of, channel_of, doing_of : array of int, by queue code
        Reason, channel, and `LIVE`, `CHAT` or `DEFERRED`.
    team_of, idle_of : array of int, by agent
        Team, and the state in which the agent has nothing to do.
    """

    reason_of: Ints
    channel_of: Ints
    doing_of: Ints
    team_of: Ints
    idle_of: Ints


def states(legs: Part, worked: Part, away: Part, codes: Codes, end: int) -> Part:
    """Return what each agent was doing, in order of (agent, from).

    Parameters
    ----------
    legs : dict of arrays
        The journal's legs, with ``doing``.
    worked, away : dict of arrays
        Time between sign-on and sign-off; time off the floor and absences.
    codes : Codes
        What codes stand for.
    end : int, ms
        When the run stopped.
    """
    away = away | {"from_ms": _after_overtime(away, worked)}
    lost = _part(away["agent"], away["from_ms"], np.minimum(away["until_ms"], end), away["state"])
    # Absences lie between shifts: nobody is idle before or after one.
    present = lost["state"] != _STATE["absent"]
    busy = [*_one_by_one(legs, end), *_chats(legs, worked, end)]
    idle = _idle(worked, [*busy, {name: column[present] for name, column in lost.items()}])
    idle["state"][:] = codes.idle_of[idle["agent"]]
    parts = [*busy, lost, idle]
    key = (np.concatenate([part[name] for part in parts]) for name in _KEY)
    order = np.argsort(_place(*key), kind="stable")
    # Column by column: the states of a year are many.
    return {name: np.concatenate([p.pop(name) for p in parts])[order] for name in _DTYPE}


def _after_overtime(away: Part, worked: Part) -> Ints:
    """Return when time away begins: an absence not before the overtime of the shift before ends."""
    start = away["from_ms"].copy()
    order = np.argsort(_place(worked["agent"], worked["from_ms"]), kind="stable")
    who, until = worked["agent"][order], worked["until_ms"][order]
    place = _place(worked["agent"], worked["from_ms"])[order]
    before = np.searchsorted(place, _place(away["agent"], start), side="right") - 1
    for i in np.flatnonzero((away["state"] == _STATE["absent"]) & (before >= 0)).tolist():
        if who[before[i]] == away["agent"][i]:
            start[i] = max(start[i], until[before[i]])
    return np.minimum(start, away["until_ms"])


def _part(agent: Any, start: Any, until: Any, state: Any, contact: Any = -1) -> Part:
    """Return states of some length, as columns; with a contact, all of it is contact time."""
    columns = np.broadcast_arrays(agent, start, until, state, contact)
    lasting = columns[2] > columns[1]
    part = {
        name: column[lasting].astype(dtype, copy=False)
        for (name, dtype), column in zip(_DTYPE.items(), columns, strict=False)
    }
    part["slot_ms"] = np.where(part["contact"] >= 0, part["until_ms"] - part["from_ms"], 0)
    return part


def _one_by_one(legs: Part, end: int) -> list[Part]:
    """Return the states of agents who have one contact in hand at a time."""
    kind, agent, contact = legs["kind"], legs["agent"], legs["contact"]
    starts, stops = legs["answered_ms"], np.where(legs["ended_ms"] < 0, end, legs["ended_ms"])
    joint = kind == _KIND["conference"]
    conference = _part(
        agent[joint], starts[joint], stops[joint], _STATE["conference"], contact[joint]
    )
    offline = kind == _KIND["offline"]
    mine = ((kind == _KIND["service"]) & (legs["doing"] != CHAT)) | (offline & (starts >= 0))
    missed = offline & (legs["how"] == _END["missed"])
    written = (legs["doing"] == DEFERRED) | offline
    talking = np.where(written, _STATE["deferred"], _STATE["talk"])
    talking = np.where(missed, _STATE["ring"], talking)[mine]
    holding = np.where(written, _STATE["deferred"], _STATE["hold"])[mine]
    agent, contact, stops = agent[mine], contact[mine], stops[mine]
    talk_from = starts[mine] + _joined_for(legs, mine)
    talk_until = np.minimum(talk_from + legs["talk_ms"][mine], end)
    hold_until = np.minimum(talk_until + legs["hold_ms"][mine], end)
    # Composing is one stretch, however its work is divided.
    both = written[mine]
    talk_until = np.where(both, hold_until, talk_until)
    acw_from = np.maximum(stops - legs["acw_ms"][mine], hold_until)
    return [
        conference,
        _part(agent, np.minimum(talk_from, end), talk_until, talking, contact),
        _part(agent, talk_until, hold_until, holding, contact),
        _part(agent, acw_from, np.minimum(stops, end), _STATE["acw"], contact),
    ]


def _joined_for(legs: Part, mine: NDArray[np.bool_]) -> Ints:
    """Return, for each service, how long the agent first was in the conference that began it."""
    joined = (legs["kind"] == _KIND["conference"]) & (legs["how"] == _END["joined"])
    out = np.zeros(len(legs["contact"]), dtype=np.int64)
    rows = np.flatnonzero(joined)
    rows = rows[rows + 1 < len(out)]
    # The joining agent's conference row stands just before the service it begins; who was only
    # asked has no service.
    rows = rows[
        (legs["agent"][rows + 1] == legs["agent"][rows])
        & (legs["contact"][rows + 1] == legs["contact"][rows])
        & (legs["answered_ms"][rows + 1] == legs["answered_ms"][rows])
    ]
    out[rows + 1] = legs["ended_ms"][rows] - legs["answered_ms"][rows]
    return out[mine]


def _in_chat(legs: Part) -> NDArray[np.bool_]:
    with_agent = (legs["kind"] == _KIND["service"]) | (legs["kind"] == _KIND["ghost"])
    return np.asarray((legs["doing"] == CHAT) & with_agent & (legs["answered_ms"] >= 0))


def _chats(legs: Part, worked: Part, end: int) -> list[Part]:
    """Return the states of agents with chats in hand: talk while any of them is in talk.

    A shift that begins just when the overtime of the one before ends begins a state anew.
    """
    mine = _in_chat(legs)
    if not mine.any():
        return []
    agent, start = legs["agent"][mine].astype(np.int64), legs["answered_ms"][mine]
    stop = np.where(legs["ended_ms"][mine] < 0, end, legs["ended_ms"][mine])
    parted = np.minimum(start + legs["talk_ms"][mine], end)
    one, nothing = np.ones(len(start), dtype=np.int64), np.zeros(len(worked["agent"]), np.int64)
    at = np.concatenate([start, parted, stop, worked["from_ms"]])
    who = np.concatenate([agent, agent, agent, worked["agent"]])
    talking = np.concatenate([one, -one, 0 * one, nothing])
    in_hand = np.concatenate([one, 0 * one, -one, nothing])
    order = np.argsort(_place(who, at), kind="stable")
    at, who = at[order], who[order]
    # Counts start at 0 for each agent, because every session that starts also stops.
    talking, in_hand = np.cumsum(talking[order]), np.cumsum(in_hand[order])
    length = np.append(np.diff(at), 0)
    lasting = (length > 0) & (in_hand > 0)
    state = np.where(talking > 0, _STATE["talk"], _STATE["acw"])
    part = _part(who[lasting], at[lasting], (at + length)[lasting], state[lasting])
    part["slot_ms"] = (length * in_hand)[lasting]
    return [_merged(part, _place(worked["agent"], worked["from_ms"]))]


def _merged(part: Part, begins: Ints) -> Part:
    """Return states with those that go on unchanged made one, but not over a sign-on."""
    new = np.ones(len(part["agent"]), dtype=bool)
    new[1:] = (
        (part["agent"][1:] != part["agent"][:-1])
        | (part["state"][1:] != part["state"][:-1])
        | (part["from_ms"][1:] != part["until_ms"][:-1])
    )
    new |= np.isin(_place(part["agent"], part["from_ms"]), begins)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(new)) - 1
    merged = {name: values[first] for name, values in part.items()}
    merged["until_ms"] = part["until_ms"][last]
    merged["slot_ms"] = np.add.reduceat(part["slot_ms"], first)
    return merged


def slots(legs: Part, end: int) -> Ints:
    """Return each leg's place among the chats its agent had in hand: the lowest that was free."""
    out = np.zeros(len(legs["contact"]), dtype=np.int64)
    rows = np.flatnonzero(_in_chat(legs))
    rows = rows[np.lexsort((legs["contact"][rows], legs["answered_ms"][rows]))]
    taken: Mapping[int, list[tuple[int, int]]] = defaultdict(list)
    ended = np.where(legs["ended_ms"] < 0, end, legs["ended_ms"])
    for row in rows.tolist():
        mine = taken[int(legs["agent"][row])]
        mine[:] = [one for one in mine if one[0] > legs["answered_ms"][row]]
        used = {slot for _, slot in mine}
        out[row] = next(slot for slot in range(len(used) + 1) if slot not in used)
        mine.append((int(ended[row]), int(out[row])))
    return out


def _idle(worked: Part, parts: list[Part]) -> Part:
    """Return the gaps that busy and away time leave between sign-on and sign-off."""
    agent = np.concatenate([worked["agent"], worked["agent"], *(p["agent"] for p in parts)])
    start = np.concatenate([worked["from_ms"], worked["until_ms"], *(p["from_ms"] for p in parts)])
    stop = np.concatenate([worked["from_ms"], worked["until_ms"], *(p["until_ms"] for p in parts)])
    # At one instant: a sign-off (0) ends what came before, a sign-on (1) begins anew.
    rank = np.full(len(agent), 2, dtype=np.int8)
    rank[: len(worked["agent"])] = 1
    rank[len(worked["agent"]) : 2 * len(worked["agent"])] = 0
    order = np.argsort(_place(agent, start) << 2 | rank, kind="stable")
    agent, rank = agent[order], rank[order]
    start = start[order]
    stop = stop[order]
    gap = (agent[1:] == agent[:-1]) & (start[1:] > stop[:-1]) & (rank[:-1] != 0)
    return _part(agent[1:][gap], stop[:-1][gap], start[1:][gap], _STATE["idle"])


def _place(agent: Ints, instant: Ints) -> Ints:
    """Return one number that sorts as (agent, instant) do: instants stay below 2^41 ms."""
    return np.asarray(agent.astype(np.int64) << 41 | instant)
