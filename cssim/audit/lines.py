"""C8: lines are never exceeded, `blocked` only when all are held, `closed` only when closed.

A line is held from arrival to the end of talk. At one instant lines are given back (kinds 0,
3, 5 and 6 of MODEL §2) before anyone arrives (kind 7), and arrivals come by contact id;
opening and closing (kind 0) come first of all, so a channel is open at its opening instant
and closed at its closing instant.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np

from cssim.audit.expected import ChannelFacts
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.tables import HOW, OUTCOME, Flags, Ints, View


def check(view: View) -> LawResult:
    """Check C8; needs to know the scenario."""
    tally = Tally("C8")
    assert view.expected is not None
    for code, name in enumerate(view.journal.names("channels")):
        rows = np.flatnonzero(view.contacts["channel"] == code)
        facts = view.expected.channels.get(name)
        if facts is None:
            tally.rows(np.zeros(len(rows), bool), lambda i, n=name: f"channel {n} is not planned")  # type: ignore[misc]
            continue
        windows = _windows(view, facts, tally)
        _closed(view, tally, facts, rows, windows)
        _lines(view, tally, facts, rows)
        _closing(view, tally, facts, code, windows)
    return tally.result(len(view.contacts["contact"]) > 0)


def _windows(view: View, facts: ChannelFacts, tally: Tally) -> Ints | None:
    """Return when a channel was open; None when it always was, or nobody can know."""
    if facts.opening is None:
        return None
    if not view.about.start:
        tally.note = "opening hours not checked: the journal has no start date"
        return None
    begin = datetime.fromisoformat(view.about.start)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    passed = round((begin - midnight).total_seconds() * 1000)
    return facts.windows(begin.weekday(), passed, view.end)


def _is_open(windows: Ints | None, at: Ints) -> Flags:
    if windows is None:
        return np.ones(len(at), dtype=bool)
    place = np.searchsorted(windows[:, 0], at, side="right") - 1
    is_open = place >= 0
    is_open[is_open] = at[is_open] < windows[place[is_open], 1]
    return is_open


def _told(view: View, row: int) -> str:
    contacts = view.contacts
    outcome = view.name("outcomes", int(contacts["outcome"][row]))
    arrived = seconds(int(contacts["arrived_ms"][row]))
    return f"contact {contacts['contact'][row]}, {outcome}, arrived at {arrived}"


def _closed(
    view: View, tally: Tally, facts: ChannelFacts, rows: Ints, windows: Ints | None
) -> None:
    if facts.opening is not None and windows is None:
        return
    outside = ~_is_open(windows, view.contacts["arrived_ms"][rows])
    turned_away = outside & (not facts.waits_when_closed)
    closed = view.contacts["outcome"][rows] == OUTCOME["closed"]

    def told(i: int) -> str:
        return f"{_told(view, int(rows[i]))}: the channel was {'shut' if outside[i] else 'open'}"

    tally.rows(closed == turned_away, told)


def _lines(view: View, tally: Tally, facts: ChannelFacts, rows: Ints) -> None:
    """Blocked just when every line was held at the moment of arrival."""
    rows = rows[view.contacts["outcome"][rows] != OUTCOME["closed"]]
    arrived, contact = (view.contacts[c][rows] for c in ("arrived_ms", "contact"))
    rows = rows[np.lexsort((contact, arrived))]
    blocked = view.contacts["outcome"][rows] == OUTCOME["blocked"]
    left = view.contacts["left_ms"][rows]
    left = np.where(left >= 0, left, view.end + 1)
    held = _held(view.contacts["arrived_ms"][rows], left, blocked)
    full = np.zeros(len(rows), dtype=bool) if facts.lines is None else held >= facts.lines
    tally.rows(
        blocked == full,
        lambda i: f"{_told(view, int(rows[i]))}: {held[i]} of {facts.lines} lines were held",
    )


def _held(arrived: Ints, left: Ints, blocked: Flags) -> Ints:
    """Return how many lines were held when each contact came, in order of (arrived, id).

    Those who gave their line back by that instant no longer hold it. A contact that comes
    and goes at one instant is never seen by another.
    """
    holds = ~blocked & (left > arrived)
    taken: Ints = np.cumsum(holds) - holds
    given_back: Ints = np.searchsorted(np.sort(left[holds]), arrived, side="right")
    return taken - given_back


def _closing(
    view: View, tally: Tally, facts: ChannelFacts, channel: int, windows: Ints | None
) -> None:
    """At closing those who wait are put off just when the scenario says so, and never else."""
    if facts.opening is not None and windows is None:
        return
    legs, stays = view.legs, view.stays
    mine = stays[view.contacts["channel"][view.row[stays]] == channel]
    put_off = legs["how"][mine] == HOW["disconnected"]
    edges = windows[:, 1] if windows is not None and facts.disconnects else np.empty(0, np.int64)
    queued, until = legs["queued_ms"][mine], view.waited_until[mine]
    first = np.searchsorted(edges, queued, side="right")
    edge = np.append(edges, np.iinfo(np.int64).max)[first]
    waits_on = (legs["ended_ms"][mine] < 0) & (until == view.end)
    tally.rows(
        np.where(put_off, until == edge, (until < edge) | (waits_on & (edge >= view.end))),
        lambda i: (
            f"{view.leg_name(int(mine[i]))} waited from {seconds(int(queued[i]))} "
            f"until {seconds(int(until[i]))}: {'put off' if put_off[i] else 'not put off'} "
            "against the rule at closing"
        ),
    )
