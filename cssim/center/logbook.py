"""The logbook: flat records written while the clock runs, made into a journal at the end.

A record is a fixed number of integers appended to one array, which costs less than an
object and needs no conversion; a long run lays them down on a `Tape`. Whatever follows from
other records (the states of agents, the fresh facts of a contact) is not written but derived,
column by column, and what it follows from is let go.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cssim import journal as schema
from cssim.center.states import CHAT, DEFERRED, Codes, slots, states
from cssim.center.tape import Buffer, Tape
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
OFFLINE, GHOST = KIND["offline"], KIND["ghost"]
STATE = {name: code for code, name in enumerate(schema.STATES)}
HOW = {name: code for code, name in enumerate(schema.ISSUE_ENDS)}
WHAT = {name: code for code, name in enumerate(schema.PEOPLE_EVENTS)}

RESOLVED, GIVEN_UP, TOO_MANY, STILL_OPEN, RETRY, REPEAT, CHASED, RESTORED = range(8)
"""What may follow a contact: the end of its issue, another attempt, or nothing (a chaser, or
what makes good a closed issue, and does)."""
UNTIL_LATER = -2
"""Stands for an end that is written down when it comes (`Logbook.ended`)."""

_FOLLOWED = np.array(
    [FOLLOWED[name] for name in (*("nothing",) * 4, "retry", "repeat", *("nothing",) * 2)]
)
HANDED_ON = [END[n] for n in ("escalated", "transferred", "handed_over", "taken_over")]
_ISSUE_END = np.array([HOW[name] for name in ("resolved", "given_up", "too_many")])
_LEG = (
    "leg", "kind", "queue", "tier", "agent", "queued_ms", "answered_ms",
    "talk_ms", "hold_ms", "acw_ms", "ended_ms", "leg_patience_ms", "how",
)  # fmt: skip
_CONTACT = (
    "row", "attempt", "cause", "arrived_ms", "left_ms", "patience_ms", "outcome", "after", *_LEG
)  # fmt: skip
_EARLIER = ("contact", *_LEG)
_ISSUE = ("row", "closed_ms", "how")
_NOTE = ("contact", "announced_ms", "read_articles", "tried_bot", "n_concessions")
_UNNOTED = (("announced_ms", -1), ("read_articles", 0), ("tried_bot", 0), ("n_concessions", 0))
_ENDED = ("contact", "leg", "ended_ms")
_SPAN = ("agent", "from_ms", "until_ms", "state")
_PERSON = ("at_ms", "agent", "contact", "what", "until_ms", "state", "team")
FELT = (
    "sat", "rating", "nps", "responded", "wait_ratio", "quality", "mismatch", "hostility"
)  # fmt: skip
_UNFELT = (math.nan, -1, -1, 0, math.nan, math.nan, math.nan, math.nan)
FEELING = struct.Struct("<dqqqdddd")
UNFELT = FEELING.pack(*_UNFELT)
"""Of a contact after which nobody is asked, and which leaves no feeling of its own."""
_DTYPE = {"row": "int32", "after": "int8", "queue": "int32", "leg_patience_ms": "int64"} | {
    column.name: column.dtype for table in schema.TABLES.values() for column in table
}
"""Of what is written down: that of the journal's column of this name."""
KEPT = 1 << 20
"""Bytes of contacts kept in memory; with more, everything written down so far is put away."""
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
        self.notes = array("q")
        """What few contacts have: announced wait, tools tried, concessions."""
        self.ends = array("q")
        """Ends of legs that were not known when the leg was written down."""
        self.worked = array("q")
        """Time between sign-on and sign-off: agent, from, until, -1."""
        self.people = array("q")
        self.values = array("d")
        """The value of each record of `people`."""
        self._tape = Tape((
            self.contacts, self.feelings, self.legs, self.issues, self.away, self.notes,
            self.ends, self.worked, self.people, self.values,
        ))  # fmt: skip

    def contact(self, contact: Contact, after: int, kind: int, how: int, ended: int) -> None:
        """Write down a contact that its customer has left, with the leg it was in last."""
        talk, hold, acw = contact.parts
        agent = contact.agent
        self.contacts += _pack_contact(
            contact.issue.row, contact.attempt, contact.cause, contact.arrived, contact.left,
            contact.luck.patience, OUTCOME[contact.outcome or "open"], after,
            contact.row or contact.n_rows + 1, kind, contact.queue, contact.tier,
            -1 if agent is None else agent.index, contact.queued, contact.answered,
            talk, hold, acw, ended,
            contact.work.patience if contact.other_patience < 0 else contact.other_patience, how,
        )  # fmt: skip
        if contact.has_notes:
            told, read = contact.announced, contact.read_articles
            self.notes.extend((contact.id, told, read, contact.tried_bot, contact.n_concessions))
        if len(self.contacts) > KEPT:
            self._tape.put_away()

    def leg(self, contact: Contact, kind: int, how: str, ended: int) -> None:
        """Write down a leg that is not the contact's last: as `contact` has it now."""
        agent = contact.agent
        self.legs += _pack_leg(
            contact.id, contact.number_leg(), kind, contact.queue, contact.tier,
            -1 if agent is None else agent.index, contact.queued, contact.answered,
            *contact.parts, ended, contact.patience, END[how],
        )  # fmt: skip

    def conference(self, contact: Contact, agent: Agent, how: str, now: int, length: int) -> None:
        """Write down an agent's part in a conference about a contact."""
        contact.n_rows += 1
        self.legs += _pack_leg(
            contact.id, contact.n_rows, CONFERENCE, contact.queue, agent.tier, agent.index, -1, now,
            0, 0, 0, now + length, contact.patience, END[how],
        )  # fmt: skip

    def ended(self, contact: int, leg: int, now: int) -> None:
        """Write down the end of a leg whose end was not known before."""
        self.ends.extend((contact, leg, now))

    def issue(self, issue: Issue, now: int, how: str) -> None:
        """Write down an issue that ended without a contact: not raised, or dropped."""
        self.issues.extend((issue.row, now, HOW[how]))

    def person(
        self,
        at: int,
        agent: int,
        what: str,
        *,
        contact: int = -1,
        until: int = -1,
        state: str = "",
        team: int = -1,
        value: float = math.nan,
    ) -> None:
        """Write down a staff or management event."""
        code = STATE[state] if state else -1
        self.people.extend((at, agent, contact, WHAT[what], until, code, team))
        self.values.append(value)

    def close(self) -> None:
        """Let go what lies outside memory; call `tables` before."""
        self._tape.close()

    def tables(self, demand: Demand, codes: Codes, end: int) -> dict[str, Maker]:
        """Return how to make each table (customers aside), sorted by key, with exact dtypes."""
        seen = self._seen(demand)
        seen["channel"] = codes.channel_of[seen["queue"]]
        closes = {"row": seen["row"], "after": seen["after"], "closed_ms": _closed(seen)}
        wide = self._legs(seen, codes, end)
        legs = typed("legs", wide)
        contacts = typed("contacts", self._contacts(seen, wide, demand))
        closes["sat"] = contacts["sat"]
        busy = legs | {"doing": wide["doing"]}
        away, worked = (self._records(flat, _SPAN) for flat in (self.away, self.worked))
        gone = self._records(self.issues, _ISSUE)
        people = self._records(self.people, _PERSON) | self._records(self.values, ("value",))
        return {
            "contacts": lambda: contacts,
            "legs": lambda: legs,
            "agent_states": lambda: typed("agent_states", states(busy, worked, away, codes, end)),
            "issues": lambda: _issues(demand, closes, gone),
            "people": lambda: _people(people),
        }

    def _legs(self, seen: dict[str, Any], codes: Codes, end: int) -> dict[str, Any]:
        """Take the legs out of the contacts; work still going on at the end is cut there."""
        last = seen["kind"] != NO_LEG
        columns = {"contact": seen["contact"][last]}
        columns |= {name: seen.pop(name)[last] for name in _LEG}
        earlier = self._records(self.legs, _EARLIER)
        if len(earlier["leg"]):
            both = {n: np.concatenate((earlier.pop(n), columns.pop(n))) for n in _EARLIER}
            order = np.lexsort((both["leg"], both["contact"]))
            columns = {name: both.pop(name)[order] for name in _EARLIER}
        columns["patience_ms"] = columns.pop("leg_patience_ms")
        columns["team"] = np.append(codes.team_of, -1)[columns["agent"]]
        columns["reason"] = codes.reason_of[columns["queue"]]
        columns["slot"] = np.zeros(len(columns["contact"]), dtype=np.int32)
        columns["doing"] = codes.doing_of[columns["queue"]].astype(np.int8)
        self._end_later(columns, end)
        late = columns["ended_ms"] > end
        if late.any():
            begun = columns["ended_ms"] - columns["acw_ms"]
            columns["acw_ms"] = np.where(late, np.maximum(end - begun, 0), columns["acw_ms"])
            columns["ended_ms"] = np.where(late, schema.NO_INSTANT, columns["ended_ms"])
        if (codes.doing_of == CHAT).any():
            columns["slot"] = slots(columns, end)
        return columns

    def _end_later(self, legs: dict[str, Any], end: int) -> None:
        """Give legs that were written down before their end the end that came, if it did."""
        waits = legs["ended_ms"] == UNTIL_LATER
        if not waits.any():
            return
        ends = self._records(self.ends, _ENDED)
        key = legs["contact"] << 8 | legs["leg"]
        ended = np.full(len(key), schema.NO_INSTANT, dtype=np.int64)
        place = np.searchsorted(key, ends["contact"] << 8 | ends["leg"])
        ended[place] = ends["ended_ms"]
        gone = legs["answered_ms"] + legs["talk_ms"] + legs["hold_ms"]
        acw = np.where(ended >= 0, ended, end) - gone
        legs["ended_ms"] = np.where(waits, ended, legs["ended_ms"])
        legs["acw_ms"] = np.where(waits, acw, legs["acw_ms"])

    def _seen(self, demand: Demand) -> dict[str, Any]:
        """Return the contacts as written, in order of number, with what was felt."""
        columns = self._records(self.contacts, _CONTACT)
        contact = demand.issue[columns["row"]] | columns["attempt"]
        order = np.argsort(contact, kind="stable")
        felt = self._records(self.feelings, FELT)
        for name, default in zip(FELT, _UNFELT, strict=True):
            # Contacts that the run left open come last and felt nothing yet.
            columns[name] = np.full(len(order), default, dtype=_DTYPE[name])
            columns[name][: len(felt[name])] = felt[name]
            del felt[name]
        columns["contact"] = contact
        return {name: columns.pop(name)[order] for name in (*_CONTACT, *FELT, "contact")}

    def _contacts(
        self, seen: dict[str, Any], legs: dict[str, Any], demand: Demand
    ) -> dict[str, Any]:
        """Return the contacts with what follows from their issue and their legs."""
        row, after = seen["row"], seen["after"]
        n = len(row)
        of_leg = np.searchsorted(seen["contact"], legs["contact"])
        counted = ~np.isin(legs["kind"], (CONFERENCE, GHOST))
        first = legs["leg"] == 1
        queued = np.full(n, schema.NO_INSTANT, dtype=np.int64)
        queued[of_leg[first]] = legs["queued_ms"][first]
        handed = np.isin(legs["how"], HANDED_ON) & (legs["kind"] != CONFERENCE)
        language = np.full(n, -1) if demand.language is None else demand.language[row]
        notes = self._noted(seen["contact"])
        return seen | notes | {
            "issue": demand.issue[row],
            "customer": demand.customer[row],
            "segment": demand.segment[row],
            "language": language,
            "reason": demand.reason[row],
            "queued_ms": queued,
            "first_reply_ms": _first_reply(seen, legs, of_leg),
            "resolved": (after == RESOLVED) | (after == RESTORED),
            "n_legs": np.bincount(of_leg[counted], minlength=n),
            "n_transfers": np.bincount(of_leg[handed], minlength=n),
            "followed_by": _FOLLOWED[after],
        }  # fmt: skip

    def _noted(self, contact: Ints) -> dict[str, Ints]:
        """Return what few contacts have, for all of them."""
        notes = self._records(self.notes, _NOTE)
        place = np.searchsorted(contact, notes["contact"])
        columns = {}
        for name, default in _UNNOTED:
            columns[name] = np.full(len(contact), default, dtype=_DTYPE[name])
            columns[name][place] = notes[name]
        return columns

    def _records(self, buffer: Buffer, names: tuple[str, ...]) -> dict[str, Any]:
        """Return the columns of what was written down in a buffer, with exact dtypes."""
        packed = np.dtype([(n, "<f8" if _DTYPE[n] == "float64" else "<i8") for n in names])
        n_rows, done = self._tape.length(buffer) // packed.itemsize, 0
        columns = {name: np.empty(n_rows, dtype=_DTYPE[name]) for name in names}
        for part in self._tape.parts(buffer):
            rows = np.frombuffer(part, dtype=packed)
            for name, column in columns.items():
                column[done : done + len(rows)] = rows[name]
            done += len(rows)
        return columns


def _first_reply(seen: dict[str, Any], legs: dict[str, Any], of_leg: Ints) -> Ints:
    """Return when an agent first replied: on the line at once, in writing when it was written."""
    reply = np.full(len(seen["contact"]), schema.NO_INSTANT, dtype=np.int64)
    served = np.flatnonzero(legs["kind"] == SERVICE)[::-1]
    reply[of_leg[served]] = legs["answered_ms"][served]
    written = np.zeros(len(reply), dtype=bool)
    written[of_leg] = legs["doing"] == DEFERRED
    return np.where(written & (reply >= 0), seen["left_ms"], reply)


def _closed(seen: dict[str, Any]) -> Ints:
    """Return when each contact would close its issue: when its customer left, or its ticket."""
    in_line = (seen["kind"] == QUEUE) & (seen["ended_ms"] >= 0)
    over = np.where(in_line, seen["ended_ms"], seen["left_ms"])
    ticket = (seen["kind"] == OFFLINE) & (seen["how"] != END["missed"])
    done = seen["answered_ms"] + seen["talk_ms"] + seen["hold_ms"]
    return np.asarray(np.where(ticket, done, over))


def _issues(demand: Demand, closes: dict[str, Any], gone: dict[str, Any]) -> Columns:
    """Return every issue that arose before the run stopped; those not closed are open."""
    n, row = len(demand), closes["row"]
    how = np.full(n, HOW["open"], dtype=np.int32)
    closed_ms = np.full(n, schema.NO_INSTANT, dtype=np.int64)
    sat = np.full(n, np.nan)
    ends = closes["after"] <= TOO_MANY
    ended = row[ends]
    how[ended] = _ISSUE_END[closes["after"][ends]]
    closed_ms[ended], sat[ended] = closes["closed_ms"][ends], closes["sat"][ends]
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
    order = np.argsort(demand.issue, kind="stable")
    return {
        c.name: columns.pop(c.name)[order].astype(c.dtype, copy=False)
        for c in schema.TABLES["issues"]
    }


def _people(columns: dict[str, Any]) -> Columns:
    """Return what happened to people, in order of time."""
    order = np.argsort(columns["at_ms"], kind="stable")
    columns = {name: values[order] for name, values in columns.items()}
    columns["n"] = np.arange(len(order))
    return typed("people", columns)


def typed(table: str, columns: dict[str, Any]) -> Columns:
    """Return the columns of a table, in order and with its dtypes."""
    return {c.name: columns[c.name].astype(c.dtype, copy=False) for c in schema.TABLES[table]}
