"""C9: whoever gave up did so at the end of the patience in force, and who was answered before.

Ghosts and callbacks do not wait in person: their customer has left. What a customer was told
may change the patience that was drawn; what is in force stands in the leg. A voice mailbox
takes over after a fixed wait, and a callback is accepted before any.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import HOW, KIND, OUTCOME, Flags, Ints
from cssim.audit.facts import ChannelFacts
from cssim.audit.report import LawResult, Tally
from cssim.audit.services import DEFERRED_KINDS
from cssim.audit.tables import View


def check(view: View) -> LawResult:
    """Check C9."""
    tally = Tally("C9")
    _in_person(view, tally)
    if view.expected is not None:
        _diverted(view, tally)
        _told(view, tally)
    return tally.result(bool(np.any(view.contacts["queued_ms"] >= 0)))


def _in_person(view: View, tally: Tally) -> None:
    legs, stays = view.legs, view.stays
    wait, patience = view.wait[stays], legs["patience_ms"][stays]
    there = view.is_present[stays]
    gave_up = legs["how"][stays] == HOW["abandoned"]
    writes = _in_writing(view, view.row[stays])

    def told(i: int) -> str:
        end = view.name("leg_ends", int(legs["how"][stays[i]]))
        return (
            f"{view.leg_name(int(stays[i]))} waited {wait[i]} ms, patience {patience[i]} ms, {end}"
        )

    in_time = np.where(gave_up, wait == patience, wait <= patience)
    # Nobody holds the line for an answer in writing.
    tally.rows(~there | np.where(writes, ~gave_up, in_time), told)
    row = view.row[stays]
    same = patience == view.contacts["patience_ms"][row]
    # What the customer was told may have changed it.
    same |= view.contacts["announced_ms"][row] >= 0
    tally.rows(
        ~view.is_first | same, lambda i: f"{told(i)}: not the patience of the contact's first wait"
    )


def _in_writing(view: View, rows: Ints) -> Flags:
    """Tell which contacts are on a channel on which nobody gives up."""
    names = view.journal.names("channels")
    kinds = np.array([view.kind_of_channel(n) in DEFERRED_KINDS for n in names], dtype=bool)
    writes: Flags = kinds[view.contacts["channel"][rows]]
    return writes


def _facts(view: View, rows: Ints) -> list[ChannelFacts | None]:
    assert view.expected is not None
    names = view.journal.names("channels")
    known = [view.expected.channels.get(name) for name in names]
    return [known[code] for code in view.contacts["channel"][rows].tolist()]


def _diverted(view: View, tally: Tally) -> None:
    """Who is diverted accepted a callback at once, or waited for the voice mailbox."""
    legs = view.legs
    rows = np.flatnonzero((legs["how"] == HOW["diverted"]) & (legs["kind"] == KIND["queue"]))
    for leg, facts in zip(rows.tolist(), _facts(view, view.row[rows]), strict=True):
        wait = int(view.wait[leg])
        tally.examined += 1
        called = facts is not None and facts.callback is not None and wait == 0
        recorded = facts is not None and facts.voicemail_ms == wait
        if not (called or recorded):
            tally.wrong(f"{view.leg_name(leg)}: diverted after {wait} ms, by nothing planned")


def _told(view: View, tally: Tally) -> None:
    """Waits are announced, and make customers balk, only where the scenario says so."""
    assert view.expected is not None
    contacts = view.contacts
    announced = contacts["announced_ms"] >= 0
    balked = contacts["outcome"] == OUTCOME["balked"]
    rows = np.flatnonzero(announced | balked)
    facts = _facts(view, rows)
    deflected = _deflected(view, rows)
    good = np.array(
        [
            f is not None
            and (f.announces or not announced[row])
            and (not balked[row] or (f.balks and announced[row]) or away)
            for row, f, away in zip(rows.tolist(), facts, deflected.tolist(), strict=True)
        ],
        dtype=bool,
    )
    tally.rows(
        good,
        lambda i: f"contact {contacts['contact'][rows[i]]}: told, or balked, for nothing",
    )


def _deflected(view: View, rows: Ints) -> Flags:
    """Tell who arrived while the plan for an outage turned customers away."""
    assert view.expected is not None
    arrived = view.contacts["arrived_ms"][rows]
    away = np.zeros(len(rows), dtype=bool)
    for outage in view.expected.outages:
        if outage.deflects:
            away |= (arrived >= outage.start) & (arrived <= outage.until)
    return away
