"""The logbook: flat records written while the clock runs, made into a journal at the end.

A record is a fixed number of integers appended to one array, which costs less than an
object and needs no conversion. Whatever follows from other records (the states of agents,
the fresh facts of a contact) is not written but derived, column by column.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cssim import journal as schema
from cssim.journal import Columns

if TYPE_CHECKING:
    from cssim.center.people import Agent, Contact, Issue
    from cssim.demand import Demand

Ints = NDArray[np.int64]
Maker = Callable[[], Columns]

OUTCOME = {name: code for code, name in enumerate(schema.OUTCOMES)}
FOLLOWED = {name: code for code, name in enumerate(schema.FOLLOWED_BY)}
CAUSE = {name: code for code, name in enumerate(schema.CAUSES)}
KIND = {name: code for code, name in enumerate(schema.LEG_KINDS)}
END = {name: code for code, name in enumerate(schema.LEG_ENDS)}
NO_LEG, QUEUE, SERVICE, CONFERENCE = -1, KIND["queue"], KIND["service"], KIND["conference"]
STATE = {name: code for code, name in enumerate(schema.STATES)}
HOW = {name: code for code, name in enumerate(schema.ISSUE_ENDS)}
WHAT = {name: code for code, name in enumerate(schema.PEOPLE_EVENTS)}

RESOLVED, GIVEN_UP, TOO_MANY, STILL_OPEN, RETRY, REPEAT = range(6)
"""What may follow a contact: the end of its issue, or another attempt."""

_ISSUE_END = np.array([HOW[name] for name in ("resolved", "given_up", "too_many")])
_LEG = (
    "leg", "kind", "tier", "agent", "queued_ms", "answered_ms",
    "talk_ms", "hold_ms", "acw_ms", "ended_ms", "leg_patience_ms", "how",
)  # fmt: skip
_CONTACT = (
    "row", "attempt", "cause", "arrived_ms", "left_ms", "patience_ms", "outcome", "after", *_LEG
)  # fmt: skip
_EARLIER = ("contact", *_LEG)
_ISSUE = ("row", "closed_ms", "how")
_SPAN = ("agent", "from_ms", "until_ms", "state")
_PERSON = ("at_ms", "agent", "contact", "what", "until_ms", "state")
FELT = ("sat", "rating", "nps", "responded")
FEELING = struct.Struct("<dqqq")
_pack_contact = struct.Struct(f"<{len(_CONTACT)}q").pack
_pack_leg = struct.Struct(f"<{len(_EARLIER)}q").pack


class Logbook:
    """What is written down while the clock runs: packed records, one after the other."""

    def __init__(self) -> None:
        self.contacts = bytearray()
        self.feelings = bytearray()
        """A `FEELING` a contact, in the order of `contacts`; empty when not modelled."""
        self.legs = bytearray()
        """Legs before a contact's last, and conferences."""
        self.issues = array("q")
        """Issues that ended without a contact."""
        self.away = array("q")
        """Actual time off the floor and absences: agent, from, until, state."""
        self.worked = array("q")
        """Time between sign-on and sign-off: agent, from, until, -1."""
        self.people = array("q")

    def contact(self, contact: Contact, after: int, kind: int, how: int, ended: int) -> None:
        """Write down a contact that its customer has left, with the leg it was in last."""
        talk, hold, acw = contact.parts
        agent = contact.agent
        self.contacts += _pack_contact(
            contact.issue.row, contact.attempt, contact.cause, contact.arrived, contact.left,
            contact.luck.patience, OUTCOME[contact.outcome or "open"], after,
            contact.n_rows + 1, kind, contact.tier, -1 if agent is None else agent.index,
            contact.queued, contact.answered, talk, hold, acw, ended, contact.work.patience, how,
        )  # fmt: skip

    def handed_over(self, contact: Contact, ended: int) -> None:
        """Write down the leg of an agent who passes a contact on."""
        contact.n_rows += 1
        agent = contact.agent
        self.legs += _pack_leg(
            contact.id, contact.n_rows, SERVICE, contact.tier, -1 if agent is None else agent.index,
            contact.queued, contact.answered, *contact.parts, ended, contact.work.patience,
            END["escalated"],
        )  # fmt: skip

    def conference(self, contact: Contact, agent: Agent, how: str, now: int, length: int) -> None:
        """Write down an agent's part in handing a contact over."""
        contact.n_rows += 1
        self.legs += _pack_leg(
            contact.id, contact.n_rows, CONFERENCE, agent.tier, agent.index, -1, now,
            0, 0, 0, now + length, contact.work.patience, END[how],
        )  # fmt: skip

    def issue(self, issue: Issue, now: int, how: str) -> None:
        """Write down an issue that ended without a contact: not raised, or dropped."""
        self.issues.extend((issue.row, now, HOW[how]))

    def person(
        self, at: int, agent: int, what: str, *, contact: int = -1, until: int = -1, state: str = ""
    ) -> None:
        """Write down a staff or management event."""
        code = STATE[state] if state else -1
        self.people.extend((at, agent, contact, WHAT[what], until, code))

    def tables(self, demand: Demand, channel_of: Ints, team_of: Ints, end: int) -> dict[str, Maker]:
        """Return how to make each table (customers aside), sorted by key, with exact dtypes."""
        seen = self._seen(demand)
        legs = _typed("legs", self._legs(seen, team_of, end))
        contacts = _typed("contacts", _contacts(seen, legs, demand, channel_of))
        away, worked = (_records(flat, _SPAN) for flat in (self.away, self.worked))
        return {
            "contacts": lambda: contacts,
            "legs": lambda: legs,
            "agent_states": lambda: _states(legs, worked, away, end),
            "issues": lambda: self._issues(demand, seen),
            "people": self._people,
        }

    def _legs(self, seen: dict[str, Any], team_of: Ints, end: int) -> dict[str, Ints]:
        """Return the legs by contact; after-contact work still going on at the end is cut there."""
        last = seen["kind"] != NO_LEG
        columns = {name: seen[name][last] for name in _EARLIER}
        earlier = _records(self.legs, _EARLIER)
        if len(earlier["leg"]):
            columns = {name: np.concatenate((earlier[name], columns[name])) for name in _EARLIER}
            order = np.lexsort((columns["leg"], columns["contact"]))
            columns = {name: values[order] for name, values in columns.items()}
        columns["patience_ms"] = columns.pop("leg_patience_ms")
        columns["team"] = np.append(team_of, -1)[columns["agent"]]
        columns["slot"] = np.zeros(len(columns["contact"]), dtype=np.int64)
        late = columns["ended_ms"] > end
        if late.any():
            begun = columns["ended_ms"] - columns["acw_ms"]
            columns["acw_ms"] = np.where(late, np.maximum(end - begun, 0), columns["acw_ms"])
            columns["ended_ms"] = np.where(late, schema.NO_INSTANT, columns["ended_ms"])
        return columns

    def _seen(self, demand: Demand) -> dict[str, Any]:
        """Return the contacts as written, in order of number, with what was felt."""
        columns: dict[str, Any] = _records(self.contacts, _CONTACT)
        contact = demand.issue[columns["row"]] | columns["attempt"]
        order = np.argsort(contact, kind="stable")
        columns = _records(self.contacts, _CONTACT, order)
        columns["contact"] = contact[order]
        felt = np.frombuffer(
            self.feelings, dtype=[*zip(FELT, ("<f8", "<i8", "<i8", "<i8"), strict=True)]
        )
        columns["sat"] = np.full(len(order), np.nan)
        for name, default in (("rating", -1), ("nps", -1), ("responded", 0)):
            columns[name] = np.full(len(order), default, dtype=np.int64)
        # Contacts that the run left open come last and felt nothing yet.
        has_felt = order < len(felt)
        for name in FELT:
            columns[name][has_felt] = felt[name][order[has_felt]]
        return columns

    def _issues(self, demand: Demand, seen: dict[str, Any]) -> Columns:
        """Return every issue that arose before the run stopped; those not closed are open."""
        n, row = len(demand), seen["row"]
        how = np.full(n, HOW["open"], dtype=np.int64)
        closed_ms = np.full(n, schema.NO_INSTANT, dtype=np.int64)
        sat = np.full(n, np.nan)
        ends = seen["after"] <= TOO_MANY
        ended = row[ends]
        how[ended] = _ISSUE_END[seen["after"][ends]]
        closed_ms[ended], sat[ended] = seen["left_ms"][ends], seen["sat"][ends]
        gone = _records(self.issues, _ISSUE)
        how[gone["row"]], closed_ms[gone["row"]] = gone["how"], gone["closed_ms"]
        columns = {
            "issue": demand.issue,
            "reason": demand.reason,
            "customer": demand.customer,
            "arose_ms": demand.arrived_ms,
            "closed_ms": closed_ms,
            "n_attempts": np.bincount(row, minlength=n),
            "sat": sat,
            "how": how,
        }
        return _sorted("issues", columns)

    def _people(self) -> Columns:
        columns = _records(self.people, _PERSON)
        order = np.argsort(columns["at_ms"], kind="stable")
        columns = {name: values[order] for name, values in columns.items()}
        columns["n"] = np.arange(len(order))
        return _typed("people", columns)


def _contacts(
    seen: dict[str, Any], legs: Columns, demand: Demand, channel_of: Ints
) -> dict[str, Any]:
    """Return the contacts with what follows from their issue and their legs."""
    row, after = seen["row"], seen["after"]
    reason = demand.reason[row]
    counted = legs["kind"] != KIND["conference"]
    of_leg = np.searchsorted(seen["contact"], legs["contact"])
    n_legs = np.bincount(of_leg[counted], minlength=len(row))
    first = legs["leg"] == 1
    queued = np.full(len(row), schema.NO_INSTANT, dtype=np.int64)
    first_reply = queued.copy()
    queued[of_leg[first]] = legs["queued_ms"][first]
    first_reply[of_leg[first]] = legs["answered_ms"][first]
    back = after >= RETRY
    return seen | {
        "issue": demand.issue[row],
        "customer": demand.customer[row],
        "segment": demand.segment[row],
        "reason": reason,
        "channel": channel_of[reason],
        "queued_ms": queued,
        "first_reply_ms": first_reply,
        "resolved": after == RESOLVED,
        "n_legs": n_legs,
        "n_transfers": np.maximum(n_legs - 1, 0),
        "followed_by": np.where(back, after - RETRY + FOLLOWED["retry"], 0),
    }


def _records(
    flat: array[Any] | bytearray, names: tuple[str, ...], order: Ints | None = None
) -> dict[str, Ints]:
    """Return the columns of an array of fixed-width records, in another order if given."""
    if not flat:
        return {name: np.empty(0, dtype=np.int64) for name in names}
    table = np.frombuffer(flat, dtype=np.int64).reshape(-1, len(names))
    table = table if order is None else table[order]
    return {name: table[:, i] for i, name in enumerate(names)}


def _typed(table: str, columns: dict[str, Any]) -> Columns:
    return {c.name: columns[c.name].astype(c.dtype, copy=False) for c in schema.TABLES[table]}


def _sorted(table: str, columns: dict[str, Any]) -> Columns:
    keys = [columns[name] for name in reversed(schema.KEYS[table])]
    order = np.lexsort(keys) if len(keys) > 1 else np.argsort(keys[0], kind="stable")
    return _typed(table, {name: values[order] for name, values in columns.items()})


def _states(legs: Columns, worked: dict[str, Ints], away: dict[str, Ints], end: int) -> Columns:
    """Return what each agent was doing: busy from the legs, away as written, idle between."""
    lost = _part(away["agent"], away["from_ms"], np.minimum(away["until_ms"], end), away["state"])
    # Absences lie between shifts: nobody is idle before or after one.
    present = lost["state"] != STATE["absent"]
    busy = _busy(legs, end)
    parts = [*busy, lost]
    parts += _idle(worked, [*busy, {name: column[present] for name, column in lost.items()}])
    columns = {
        name: np.concatenate([part[name] for part in parts])
        for name in ("agent", "from_ms", "until_ms", "state", "contact")
    }
    order = np.argsort(_place(columns["agent"], columns["from_ms"]), kind="stable")
    return _typed("agent_states", {name: values[order] for name, values in columns.items()})


def _part(agent: Any, start: Any, until: Any, state: Any, contact: Any = -1) -> dict[str, Ints]:
    """Return states of some length, as columns."""
    columns = np.broadcast_arrays(agent, start, until, state, contact)
    names = ("agent", "from_ms", "until_ms", "state", "contact")
    lasting = columns[2] > columns[1]
    return {
        name: column[lasting].astype(np.int64) for name, column in zip(names, columns, strict=True)
    }


def _busy(legs: Columns, end: int) -> list[dict[str, Ints]]:
    """Return talk, hold, conference and after-contact work of every answered leg."""
    kind, agent, contact = legs["kind"], legs["agent"], legs["contact"]
    joint = kind == KIND["conference"]
    starts, stops = legs["answered_ms"], np.where(legs["ended_ms"] < 0, end, legs["ended_ms"])
    conference = _part(
        agent[joint], starts[joint], stops[joint], STATE["conference"], contact[joint]
    )
    mine = kind == KIND["service"]
    agent, contact, stops = agent[mine], contact[mine], stops[mine]
    talk_from = starts[mine] + _joined_for(legs, mine)
    talk_until = np.minimum(talk_from + legs["talk_ms"][mine], end)
    hold_until = np.minimum(talk_until + legs["hold_ms"][mine], end)
    acw_from = np.maximum(stops - legs["acw_ms"][mine], hold_until)
    return [
        conference,
        _part(agent, np.minimum(talk_from, end), talk_until, STATE["talk"], contact),
        _part(agent, talk_until, hold_until, STATE["hold"], contact),
        _part(agent, acw_from, np.minimum(stops, end), STATE["acw"], contact),
    ]


def _joined_for(legs: Columns, mine: NDArray[np.bool_]) -> Ints:
    """Return, for each service, how long the agent first was in the conference that began it."""
    joined = (legs["kind"] == KIND["conference"]) & (legs["how"] == END["joined"])
    out = np.zeros(len(legs["contact"]), dtype=np.int64)
    rows = np.flatnonzero(joined)
    # The joining agent's conference row stands just before the service it begins.
    out[rows + 1] = legs["ended_ms"][rows] - legs["answered_ms"][rows]
    return out[mine]


def _idle(worked: dict[str, Ints], parts: list[dict[str, Ints]]) -> list[dict[str, Ints]]:
    """Return the gaps that busy and away time leave between sign-on and sign-off."""
    agent = np.concatenate([worked["agent"], worked["agent"], *(p["agent"] for p in parts)])
    start = np.concatenate([worked["from_ms"], worked["until_ms"], *(p["from_ms"] for p in parts)])
    stop = np.concatenate([worked["from_ms"], worked["until_ms"], *(p["until_ms"] for p in parts)])
    # At one instant: a sign-off (0) ends what came before, a sign-on (1) begins anew.
    rank = np.full(len(agent), 2)
    rank[: len(worked["agent"])] = 1
    rank[len(worked["agent"]) : 2 * len(worked["agent"])] = 0
    order = np.argsort(_place(agent, start) << 2 | rank, kind="stable")
    agent, start, stop, rank = agent[order], start[order], stop[order], rank[order]
    gap = (agent[1:] == agent[:-1]) & (start[1:] > stop[:-1]) & (rank[:-1] != 0)
    return [_part(agent[1:][gap], stop[:-1][gap], start[1:][gap], STATE["idle"])]


def _place(agent: Ints, instant: Ints) -> Ints:
    """Return one number that sorts as (agent, instant) do: instants stay below 2^41 ms."""
    return np.asarray(agent << 41 | instant)
