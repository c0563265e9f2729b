"""C1, contacts that the center begins: of its own accord, or to make good a closed issue.

The first of its issue is of the reason planned for that. A later one stands beside its issue's
chain: the issue had failed, or its customer had given a bad rating; it was closed the delay
before (or longer, where the channel had to open first); there is one at most; it moves no
rating and leads to nothing. Nobody gives up waiting for such a contact, or is surveyed after.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import CAUSE, EVENT, FOLLOWED, ISSUE_END, OUTCOME, Flags, Ints
from cssim.audit.facts import CareFacts, MakingGoodFacts
from cssim.audit.report import Tally
from cssim.audit.tables import View
from cssim.journal import INFINITE, NOBODY

FAILED = [ISSUE_END[how] for how in ("given_up", "too_many")]


def check(view: View, tally: Tally) -> None:
    """Check everything that the center began."""
    contacts = view.contacts
    rows = np.flatnonzero(view.is_begun_here)
    if len(rows):
        kept = np.isin(contacts["outcome"][rows], (OUTCOME["answered"], OUTCOME["open"]))
        kept &= (contacts["patience_ms"][rows] == INFINITE) & ~contacts["responded"][rows]
        tally.rows(kept, lambda i: f"{_name(view, rows[i])}: given up, put off or surveyed")
        _first(view, tally, rows[contacts["attempt"][rows] == 1])
        _making_good(view, tally, rows[contacts["attempt"][rows] > 1])
    _recovered(view, tally)


def _name(view: View, row: int) -> str:
    return f"contact {view.contacts['contact'][row]}, begun by the center"


def _first(view: View, tally: Tally, rows: Ints) -> None:
    if view.expected is None:
        return
    names, planned = view.journal.names("reasons"), view.expected.care.reason
    good = np.array([name == planned for name in names], dtype=bool)
    tally.rows(
        good[view.contacts["reason"][rows]],
        lambda i: f"{_name(view, rows[i])}: not of the reason planned for it",
    )


def _making_good(view: View, tally: Tally, rows: Ints) -> None:
    contacts, issues = view.contacts, view.issues
    place = np.searchsorted(issues["issue"], contacts["issue"][rows])
    closed = issues["closed_ms"][np.minimum(place, len(issues["issue"]) - 1)]
    good = (closed >= 0) & (contacts["arrived_ms"][rows] >= closed)
    good &= contacts["followed_by"][rows] == FOLLOWED["nothing"]
    good &= (contacts["rating"][rows] == NOBODY) & np.isnan(contacts["sat"][rows])
    _, counts = np.unique(contacts["issue"][rows], return_counts=True)
    tally.equal(int(counts.max(initial=1)), 1, "contacts that make good one issue")
    tally.rows(good, lambda i: f"{_name(view, rows[i])}: not about a closed issue, or felt")
    if view.expected is None:
        return
    care, failed = view.expected.care, np.isin(issues["how"][place], FAILED)
    for row, when, lost in zip(rows.tolist(), closed.tolist(), failed.tolist(), strict=True):
        tally.examined += 1
        if not _is_called_for(view, care, row, int(when), bool(lost)):
            tally.wrong(f"{_name(view, row)}: neither failure nor rating calls for it now")


def _is_called_for(view: View, care: CareFacts, row: int, closed: int, failed: bool) -> bool:
    """Tell whether a failure or a rating calls for a contact, there and then."""
    first = row - int(view.contacts["attempt"][row]) + 1
    answers = view.contacts["responded"][first:row]
    rating = view.contacts["rating"][first:row][answers]
    reasons: list[tuple[MakingGoodFacts | None, bool]] = [(care.recovery, failed)]
    if care.close_loop is not None:
        reasons.append((care.close_loop, bool(np.any(rating < care.close_loop.below))))
    channel = view.name("channels", int(view.contacts["channel"][row]))
    late = int(view.contacts["arrived_ms"][row]) - closed
    return any(
        plan is not None and calls and channel == plan.channel and _in_time(view, plan, late)
        for plan, calls in reasons
    )


def _in_time(view: View, plan: MakingGoodFacts, late: int) -> bool:
    assert view.expected is not None
    facts = view.expected.channels.get(plan.channel)
    always_open = facts is not None and facts.opening is None
    return late == plan.delay_ms if always_open else late >= plan.delay_ms


def _recovered(view: View, tally: Tally) -> None:
    """Goodwill comes back only through a contact that made good, once, and never falls."""
    people, contacts = view.people, view.contacts
    rows = np.flatnonzero(people["what"] == EVENT["recovered"])
    if len(rows) == 0:
        return
    places = np.searchsorted(contacts["contact"], people["contact"][rows])
    good: Flags = (contacts["cause"][places] == CAUSE["outreach"]) & contacts["resolved"][places]
    good &= (contacts["attempt"][places] > 1) & (people["value"][rows] >= 0.0)
    good &= people["at_ms"][rows] == contacts["left_ms"][places]
    tally.rows(good, lambda i: f"people row {rows[i]}: goodwill came back without a reason")
    tally.equal(len(np.unique(places)), len(rows), "contacts that brought goodwill back")
