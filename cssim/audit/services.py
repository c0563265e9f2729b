"""The legs that reached an agent, with the parts of each and the conferences around it.

Four ways of working follow from the leg and its channel (GLOSSARY §7): *live* work fills an
agent with talk, hold, conference and after-contact work; *chats* share an agent; *deferred*
work (e-mail, social, tickets) is composed, and may be set aside; a *ring* is a call to a
customer who does not answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cssim.audit.codes import HOW, KIND, Flags, Ints

if TYPE_CHECKING:
    from cssim.audit.tables import View

LIVE, CHAT, DEFERRED, RING = range(4)
"""Ways of working."""

CHAT_KINDS = ("chat",)
DEFERRED_KINDS = ("email", "social")


@dataclass(frozen=True)
class Services:
    """The legs that reached an agent, in order of (contact, leg); arrays of equal length.

    Attributes
    ----------
    leg, row : int array
        Row in the table of legs, and of the contact in the table of contacts.
    agent, answered : int array
        Who, and from when.
    joined, talk, hold, consulted, handed, acw : int array, ms
        The parts, in order; `joined` and `handed` are conferences at its start and end,
        `consulted` one with a colleague while the customer holds on.
    parted : int array, ms
        When the customer leaves this agent.
    until : int array, ms
        When the agent is done with it, at the latest the end of the run.
    composed : int array, ms
        When its talk and hold were over, or composing; the end of the run if they never were.
    open : bool array
        Still going on when the run stopped; its parts are then not to be relied on.
    way : int array
        `LIVE`, `CHAT`, `DEFERRED` or `RING`.
    """

    leg: Ints
    row: Ints
    agent: Ints
    answered: Ints
    joined: Ints
    talk: Ints
    hold: Ints
    consulted: Ints
    handed: Ints
    acw: Ints
    parted: Ints
    until: Ints
    composed: Ints
    open: Flags
    way: Ints

    @property
    def parts(self) -> tuple[tuple[str, Ints], ...]:
        """The parts in order, each with the state the agent of a live contact is in."""
        return (
            ("conference", self.joined),
            ("talk", self.talk),
            ("hold", self.hold),
            ("conference", self.consulted),
            ("conference", self.handed),
            ("acw", self.acw),
        )


@dataclass(frozen=True)
class Conferences:
    """The conference rows, by what they belong to.

    Attributes
    ----------
    joined, consulted, handed : dict of leg to ms
        Length by the leg (row in the table of legs) that they begin, interrupt or end.
    helpers : int array
        Rows of colleagues who were consulted, and serve no leg of the contact.
    lost : list of int
        Rows that belong nowhere.
    """

    joined: dict[int, int]
    consulted: dict[int, int]
    handed: dict[int, int]
    helpers: Ints
    lost: list[int]


def services_of(view: View) -> Services:
    """Return the legs that reached an agent."""
    legs = view.legs
    leg = _served(view)
    found = view.conferences
    joined, consulted, handed = (
        _lengths(lengths, leg) for lengths in (found.joined, found.consulted, found.handed)
    )
    ended: Ints = legs["ended_ms"][leg]
    return Services(
        leg=leg,
        row=view.row[leg],
        agent=legs["agent"][leg].astype(np.int64),
        answered=legs["answered_ms"][leg],
        joined=joined,
        talk=legs["talk_ms"][leg],
        hold=legs["hold_ms"][leg],
        consulted=consulted,
        handed=handed,
        acw=legs["acw_ms"][leg],
        parted=_parted(view, leg, joined + consulted),
        until=np.where(ended < 0, view.end, ended),
        composed=np.where(
            (legs["how"][leg] == HOW["open"]) & (consulted + handed == 0),
            view.end,
            legs["answered_ms"][leg] + joined + legs["talk_ms"][leg] + legs["hold_ms"][leg],
        ),
        open=ended < 0,
        way=_ways(view, leg),
    )


def _served(view: View) -> Ints:
    """Return the legs that reached an agent."""
    kinds = [KIND[kind] for kind in ("service", "offline", "ghost")]
    served: Flags = np.isin(view.legs["kind"], kinds) & (view.legs["answered_ms"] >= 0)
    return np.flatnonzero(served)


def _ways(view: View, leg: Ints) -> Ints:
    """Return how each agent works on each leg."""
    legs = view.legs
    names = view.journal.names("channels")
    kinds = [view.kind_of_channel(name) for name in names]
    by_channel = np.array(
        [CHAT if k in CHAT_KINDS else DEFERRED if k in DEFERRED_KINDS else LIVE for k in kinds],
        dtype=np.int64,
    )
    way = by_channel[view.contacts["channel"][view.row[leg]]]
    offline = legs["kind"][leg] == KIND["offline"]
    missed = legs["how"][leg] == HOW["missed"]
    return np.where(offline, np.where(missed, RING, DEFERRED), way)


def _lengths(found: dict[int, int], leg: Ints) -> Ints:
    return np.array([found.get(i, 0) for i in leg.tolist()], dtype=np.int64)


def _parted(view: View, leg: Ints, conferring: Ints) -> Ints:
    """When the customer left each agent; of a leg still open, seen from what came after it."""
    legs = view.legs
    following = np.full(len(legs["leg"]), -1, dtype=np.int64)
    following[view.stays[:-1]] = np.where(view.is_last[:-1], -1, view.stays[1:])
    after = following[leg]
    if_open = np.where(after >= 0, legs["queued_ms"][after], view.left[view.row[leg]])
    # Of a ghost and a ticket the customer has left before.
    if_open = np.where(legs["kind"][leg] == KIND["service"], if_open, view.end)
    parted = legs["answered_ms"][leg] + conferring + legs["talk_ms"][leg] + legs["hold_ms"][leg]
    # After-contact work of a ticket may be what the end of the run cut off.
    is_ticket = (legs["kind"][leg] == KIND["offline"]) & (legs["how"][leg] != HOW["missed"])
    closed = is_ticket & (legs["how"][leg] != HOW["open"])
    return np.where((legs["ended_ms"][leg] < 0) & ~closed, if_open, parted)


def conferences_of(view: View) -> Conferences:
    """Sort the conference rows by the service at whose start, end or middle they stand."""
    legs = view.legs
    rows = np.flatnonzero(legs["kind"] == KIND["conference"])
    leg = _served(view)
    if len(rows) == 0:
        return Conferences({}, {}, {}, rows, [])
    joins = legs["how"][rows] == HOW["joined"]
    consults = legs["how"][rows] == HOW["consulted"]
    joined, no_start = _matched(view, rows[joins], leg, legs["answered_ms"][leg])
    # As written, even of a leg still open: the talk before a conference is over.
    talked = legs["talk_ms"][leg] + legs["hold_ms"][leg]
    talked = legs["answered_ms"][leg] + _lengths(joined, leg) + talked
    consulted, no_middle = _matched(view, rows[consults], leg, talked)
    talked = talked + _lengths(consulted, leg)
    handed, no_end = _matched(view, rows[~joins & ~consults], leg, talked)
    helpers, alone = _helpers(view, no_start, rows[consults])
    return Conferences(joined, consulted, handed, helpers, sorted(alone + no_middle + no_end))


def _helpers(view: View, joins: list[int], consults: Ints) -> tuple[Ints, list[int]]:
    """Split rows that join no service: colleagues who were consulted, and rows of nowhere."""
    asked = {_when(view, row) for row in consults.tolist()}
    helps = [row for row in joins if _when(view, row) in asked]
    return np.array(helps, dtype=np.int64), [row for row in joins if row not in set(helps)]


def _when(view: View, row: int) -> tuple[int, ...]:
    return tuple(int(view.legs[c][row]) for c in ("contact", "answered_ms", "ended_ms"))


def _matched(view: View, rows: Ints, leg: Ints, instant: Ints) -> tuple[dict[int, int], list[int]]:
    """Give each conference row to the service of its agent at its instant; list the others."""
    found: dict[int, int] = {}
    lost: list[int] = []
    if len(rows) == 0:
        return found, lost
    who = zip(view.legs["contact"][leg].tolist(), view.legs["agent"][leg].tolist(), strict=True)
    places = {(*key, at): i for key, at, i in zip(who, instant.tolist(), leg.tolist(), strict=True)}
    for row in rows.tolist():
        contact, agent, start, ended = (
            int(view.legs[c][row]) for c in ("contact", "agent", "answered_ms", "ended_ms")
        )
        service = places.get((contact, agent, start))
        if service is None or service in found:
            lost.append(row)
        else:
            found[service] = (ended if ended >= 0 else view.end) - start
    return found, lost
