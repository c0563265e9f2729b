"""C10, what comes after a customer has left the line: callbacks, ghosts, set-aside work.

A callback keeps its place, or begins to wait when it is due; a call that nobody answers lasts
as long as it rings, and the next one is due a fixed time later. Who leaves a chat without a
sign leaves a ghost in the same place. Work set aside waits from that instant, and the agent
who set it aside goes on with it while that shift lasts.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import HOW, KIND, Ints
from cssim.audit.facts import CallbackFacts
from cssim.audit.report import Tally, seconds
from cssim.audit.services import DEFERRED
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View


def check(view: View, shifts: Shifts, tally: Tally) -> None:
    """Check the legs that do not begin where the customer left the one before."""
    _ghosts(view, tally)
    _set_aside(view, shifts, tally)
    _callbacks(view, tally)


def _before(view: View) -> Ints:
    """Return the stay before each stay; -1 for a contact's first."""
    return np.where(view.is_first, -1, np.append(-1, view.stays[:-1])[: len(view.stays)])


def _ghosts(view: View, tally: Tally) -> None:
    """A ghost stands where its customer did, and ends as its customer did."""
    legs, before = view.legs, _before(view)
    mine = np.flatnonzero(legs["kind"][view.stays] == KIND["ghost"])
    leg, left = view.stays[mine], before[mine]
    good = left >= 0
    good &= legs["queued_ms"][leg] == legs["queued_ms"][left]
    good &= legs["how"][left] == HOW["abandoned"]
    never = legs["answered_ms"][leg] < 0
    for_ghost = [HOW[h] for h in ("disconnected", "open")]
    good &= np.where(never, np.isin(legs["how"][leg], for_ghost), _reached(view, leg))
    good &= never | (legs["answered_ms"][leg] >= legs["ended_ms"][left])
    tally.rows(good, lambda i: f"{view.leg_name(int(leg[i]))}: a ghost out of place, or of its end")


def _reached(view: View, leg: Ints) -> np.ndarray:
    legs = view.legs
    good = np.isin(legs["how"][leg], [HOW["abandoned"], HOW["open"], HOW["handed_over"]])
    return good & (legs["acw_ms"][leg] <= 0) & (legs["hold_ms"][leg] <= 0)


def _set_aside(view: View, shifts: Shifts, tally: Tally) -> None:
    """Only deferred work is set aside; its agent goes on with it unless the shift is over."""
    legs, s = view.legs, view.services
    index = np.flatnonzero(legs["how"][s.leg] == HOW["set_aside"])
    if len(index) == 0:
        return
    following = np.full(len(legs["leg"]), -1, dtype=np.int64)
    following[view.stays[:-1]] = np.where(view.is_last[:-1], -1, view.stays[1:])
    leg, after = s.leg[index], following[s.leg[index]]
    good = (s.way[index] == DEFERRED) & (s.acw[index] == 0) & (after >= 0)
    good &= legs["queued_ms"][after] == legs["ended_ms"][leg]
    same = (legs["agent"][after] == legs["agent"][leg]) | (legs["agent"][after] < 0)
    gone = ~shifts.same(s.agent[index], s.answered[index], view.waited_until[after])
    tally.rows(
        good & (same | gone),
        lambda i: (
            f"{view.leg_name(int(leg[i]))}: set aside at {seconds(int(legs['ended_ms'][leg[i]]))}, "
            "but no deferred work, not resumed from then on, or by another agent"
        ),
    )


def _callbacks(view: View, tally: Tally) -> None:
    """Each call is due when its rule says, and rings as long as a missed one does."""
    legs, before = view.legs, _before(view)
    first = np.flatnonzero(view.is_called_back[view.stays])
    for i in first.tolist():
        leg, last = int(view.stays[i]), int(before[i])
        facts = _offer(view, leg)
        if facts is None:
            tally.wrong(f"{view.leg_name(leg)}: a callback, but none is offered", 1)
            continue
        tally.examined += 1
        if not _due(view, facts, leg, last):
            tally.wrong(f"{view.leg_name(leg)}: waits from another instant than its rule says")
        if legs["how"][leg] == HOW["missed"] and not _rang(view, facts, leg):
            tally.wrong(f"{view.leg_name(leg)}: a missed call that does not ring as planned")
    _tries(view, tally)


def _offer(view: View, leg: int) -> CallbackFacts | None:
    name = view.name("channels", int(view.contacts["channel"][view.row[leg]]))
    facts = view.expected.channels.get(name) if view.expected else None
    return facts.callback if facts else None


def _due(view: View, facts: CallbackFacts, leg: int, last: int) -> bool:
    """Tell whether a leg of a callback begins to wait when it should."""
    legs = view.legs
    queued, ended = int(legs["queued_ms"][leg]), int(legs["ended_ms"][last])
    how = int(legs["how"][last])
    if how == HOW["missed"]:
        return queued == ended + facts.retry_after_ms
    if how == HOW["diverted"]:
        same = queued == int(legs["queued_ms"][last])
        return same if facts.rule == "keep_place" else queued >= ended
    return True


def _rang(view: View, facts: CallbackFacts, leg: int) -> bool:
    legs = view.legs
    rung = int(legs["talk_ms"][leg])
    rest = max(0, int(legs["hold_ms"][leg])) + max(0, int(legs["acw_ms"][leg]))
    is_open = int(legs["ended_ms"][leg]) < 0
    return rest == 0 and (rung == facts.ring_ms or is_open)


def _tries(view: View, tally: Tally) -> None:
    """Nobody is called more often than planned."""
    missed = np.flatnonzero(view.legs["how"] == HOW["missed"])
    if len(missed) == 0:
        return
    rows, n = np.unique(view.row[missed], return_counts=True)
    for row, tries in zip(rows.tolist(), n.tolist(), strict=True):
        facts = _offer(view, int(view.first_stay[row]))
        tally.examined += 1
        if facts is not None and tries > facts.tries:
            contact = view.contacts["contact"][row]
            tally.wrong(f"contact {contact}: {tries} calls missed, most {facts.tries}")
