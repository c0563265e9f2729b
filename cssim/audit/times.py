"""C10: instants in order and within the run.

The parts of a leg sum to it, contacts agree with their legs, legs with each other; what
comes after the customer has left is checked in `cssim.audit.offers`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cssim.audit import offers
from cssim.audit.codes import EVENT, HOW, KIND, OUTCOME, Flags, Ints
from cssim.audit.report import LawResult, Tally, seconds
from cssim.audit.services import DEFERRED, DEFERRED_KINDS
from cssim.audit.shifts import Shifts
from cssim.audit.tables import View
from cssim.journal import NO_INSTANT, TABLES


def check(view: View, shifts: Shifts, tally: Tally) -> LawResult:
    """Check C10, going on from what `structure` examined."""
    _within_run(view, tally)
    _contacts(view, tally)
    _first_and_last(view, tally)
    _legs(view, tally)
    _conferences(view, tally)
    offers.check(view, shifts, tally)
    return tally.result()


def _within_run(view: View, tally: Tally) -> None:
    """Every instant but the plans of people lies in [0, end]; no duration is below zero."""
    for table in ("contacts", "legs", "agent_states", "customers", "issues"):
        for column in TABLES[table]:
            values = view.journal.columns[table][column.name]
            if column.kind == "instant" and table != "customers":
                tally.rows(
                    (values >= -1) & (values <= view.end),
                    lambda i, t=table, c=column.name, v=values: (  # type: ignore[misc]
                        f"{t} row {i}: {c} {v[i]} is outside the run, 0 to {view.end}"
                    ),
                )
    _people(view, tally)


def _people(view: View, tally: Tally) -> None:
    """Plans end after they begin, rows are numbered in order, only time away has a state."""
    people = view.people
    at, until, n = (people[c] for c in ("at_ms", "until_ms", "n"))
    # Only learning the work may take no time.
    lasts = (until > at) | ((until == at) & (people["what"] == EVENT["hired"]))
    good = (at >= 0) & ((until == NO_INSTANT) | lasts)
    good[1:] &= n[1:] > n[:-1]
    with_state = [EVENT["away_due"], EVENT["cancelled"]]
    # Hours of a course have one, those of ongoing training have not.
    good &= (people["state"] >= 0) == np.isin(people["what"], with_state) | (
        (people["state"] >= 0) & (people["what"] == EVENT["trained"])
    )
    tally.rows(
        good,
        lambda i: f"people row {i}: at {people['at_ms'][i]} until {people['until_ms'][i]}",
    )


def _ordered(*instants: Ints) -> Flags:
    """Tell where instants (never below 0) do not go back."""
    good = np.ones(len(instants[0]), dtype=bool)
    for before, after in pairwise(instants):
        good &= after >= before
    return good


def _contacts(view: View, tally: Tally) -> None:
    """Arrived, queued, replied to, left: in this order, and each where there must be one."""
    c = view.contacts
    arrived, queued, reply, left = (
        c[n] for n in ("arrived_ms", "queued_ms", "first_reply_ms", "left_ms")
    )
    entered = np.where(queued >= 0, queued, arrived)
    replied = np.where(reply >= 0, reply, entered)
    gone = np.where(left >= 0, left, view.end)
    good = _ordered(np.zeros_like(arrived), arrived, entered, replied, gone)
    good &= c["patience_ms"] >= 0
    if view.about.horizon_ms > 0:
        good &= arrived <= view.about.horizon_ms
    turned_away = np.isin(c["outcome"], [OUTCOME[o] for o in ("blocked", "closed")])
    # Who finds no place to wait is turned away after self-service, or when seen.
    later = (c["outcome"] == OUTCOME["blocked"]) & (left > arrived) & _may_find_no_place(view)
    good &= ~turned_away | (((left == arrived) | later) & (queued < 0))
    kept = np.isin(c["outcome"], [OUTCOME[o] for o in ("contained", "balked")])
    good &= ~kept | ((left >= 0) & (queued < 0))
    good &= (queued >= 0) | (view.first_stay < 0)
    begun = np.isin(c["outcome"], [OUTCOME[o] for o in ("open", "diverted", "answered")])
    good &= begun | (left >= 0) | (reply >= 0)

    def told(i: int) -> str:
        times = f"arrived {arrived[i]}, queued {queued[i]}, reply {reply[i]}, left {left[i]}"
        return f"contact {c['contact'][i]}: {times} ms are not in order"

    tally.rows(good, told)
    if view.expected is not None:
        _self_service(view, tally)


def _may_find_no_place(view: View) -> Flags:
    """Tell which contacts may find that no place is left only after self-service, or seen late."""
    names, channels = view.journal.names("reasons"), view.journal.names("channels")
    if view.expected is None:
        return np.ones(len(view.contacts["contact"]), dtype=bool)
    known, ways = view.expected.reasons, view.expected.channels
    helps = np.array([n not in known or known[n].self_service for n in names], dtype=bool)
    places = np.array([n in ways and ways[n].places is not None for n in channels], dtype=bool)
    late = helps[view.contacts["reason"]] | _seen_later(view)
    may: Flags = late & places[view.contacts["channel"]]
    return may


def _self_service(view: View, tally: Tally) -> None:
    """Without self-service a contact queues when it arrives; a tool contained who was content."""
    assert view.expected is not None
    reasons = view.expected.reasons
    names = view.journal.names("reasons")
    direct = np.array([n in reasons and not reasons[n].self_service for n in names], dtype=bool)
    contained = np.array([n not in reasons or reasons[n].contained for n in names], dtype=bool)
    c = view.contacts
    queued, arrived = c["queued_ms"], c["arrived_ms"]
    at_once = (queued < 0) | (queued == arrived) | ~direct[c["reason"]] | _seen_later(view)
    # Articles are read before, and take no time.
    at_once &= (c["outcome"] != OUTCOME["contained"]) | contained[c["reason"]]
    for tool in ("read_articles", "tried_bot"):
        has = np.array([n not in reasons or tool in reasons[n].tools for n in names], dtype=bool)
        at_once &= ~c[tool] | has[c["reason"]]
    content = c["outcome"] == OUTCOME["contained"]
    at_once &= ~content | c["read_articles"] | c["tried_bot"]
    tally.rows(
        at_once,
        lambda i: f"contact {c['contact'][i]}: arrived {arrived[i]} ms, queued {queued[i]} ms",
    )


def _seen_later(view: View) -> Flags:
    """Tell which contacts may have been seen only a while after they had come."""
    assert view.expected is not None
    care, kinds = view.expected.care, []
    for name in view.journal.names("channels"):
        kind = view.kind_of_channel(name)
        late = kind == "social" and care.unseen_ms > 0
        kinds.append(late or (care.loses and kind in DEFERRED_KINDS))
    later: Flags = np.array(kinds, dtype=bool)[view.contacts["channel"]] & ~view.is_begun_here
    return later


def _first_and_last(view: View, tally: Tally) -> None:
    """A contact's instants are those of its legs."""
    c, legs = view.contacts, view.legs
    has = np.flatnonzero(view.first_stay >= 0)
    for column, told_by_legs, rows in (
        ("queued_ms", legs["queued_ms"][view.first_stay[has]], has),
        ("left_ms", view.parted[has], has),
        ("first_reply_ms", _replies(view), np.arange(len(c["contact"]))),
    ):
        values = c[column][rows]
        good = values == told_by_legs
        if column == "left_ms":
            good |= _still_handled(view, has)

        def told(  # bound now, called within this turn of the loop
            i: int, column: str = column, v: Ints = values, t: Ints = told_by_legs, r: Ints = rows
        ) -> str:
            return f"contact {c['contact'][r[i]]}: {column} is {v[i]}, its legs say {t[i]}"

        tally.rows(good, told)


def _replies(view: View) -> Ints:
    """When an agent first replied: on the line at once, in writing when it was written."""
    s, legs = view.services, view.legs
    reply = np.full(len(view.contacts["contact"]), -1, dtype=np.int64)
    spoke = np.flatnonzero(legs["kind"][s.leg] == KIND["service"])[::-1]
    reply[s.row[spoke]] = s.answered[spoke]
    written = np.zeros(len(reply), dtype=bool)
    written[s.row[spoke]] = s.way[spoke] == DEFERRED
    return np.where(written & (reply >= 0), view.contacts["left_ms"], reply)


def _still_handled(view: View, rows: Ints) -> Flags:
    """Tell whose last leg was going on at the end, or whom a call was still due to: as written."""
    last, legs = view.last_present[rows], view.legs
    called = np.isin(legs["how"][last], (HOW["diverted"], HOW["missed"]))
    is_due: Flags = called & (view.contacts["left_ms"][rows] < 0)
    in_hand: Flags = (legs["ended_ms"][last] < 0) & (legs["answered_ms"][last] >= 0)
    return is_due | in_hand


def _legs(view: View, tally: Tally) -> None:
    """Each leg starts where the one before left the customer; its parts sum to it."""
    legs, s = view.legs, view.services
    number, contact = legs["leg"], legs["contact"]
    follows = np.zeros(len(number), dtype=bool)
    follows[1:] = (contact[1:] == contact[:-1]) & (number[1:] == number[:-1] + 1)
    first = np.append(True, contact[1:] != contact[:-1])[: len(contact)]
    tally.rows(
        np.where(first, number == 1, follows),
        lambda i: f"{view.leg_name(i)}: rows of a contact are numbered 1, 2, …",
    )
    stays = view.stays
    tally.rows(
        (legs["queued_ms"][stays] >= 0) & (view.wait[stays] >= 0),
        lambda i: f"{view.leg_name(int(stays[i]))}: it has no wait, or a negative one",
    )
    whole = s.answered + sum(length for _, length in s.parts)
    parts = (s.talk >= 0) & (s.hold >= 0) & (s.acw >= 0)
    tally.rows(
        s.open | (parts & (whole == s.until)),
        lambda i: (
            f"{view.leg_name(int(s.leg[i]))}: answered + conference + talk + hold + acw is "
            f"{whole[i]} ms, it ended at {s.until[i]} ms"
        ),
    )
    _ends_fit(view, tally)
    _no_work(view, tally)
    _in_turn(view, tally)


FOR_QUEUE = ("abandoned", "disconnected", "diverted", "open")
FOR_SERVICE = (
    "resolved", "unresolved", "escalated", "transferred", "taken_over", "handed_over",
    "set_aside", "open",
)  # fmt: skip
FOR_KIND = {
    "queue": FOR_QUEUE,
    "service": FOR_SERVICE,
    "offline": (*FOR_SERVICE, "missed", "disconnected"),
    "ghost": ("abandoned", "disconnected", "handed_over", "open"),
    "conference": ("joined", "escalated", "taken_over", "consulted"),
}
"""How each kind of leg may end."""


def _ends_fit(view: View, tally: Tally) -> None:
    """Each kind of leg has ends of its own, and only what is open has no end."""
    legs, stays = view.legs, view.stays
    allowed = np.zeros((len(KIND), len(HOW)), dtype=bool)
    for kind, ends in FOR_KIND.items():
        allowed[KIND[kind], [HOW[end] for end in ends]] = True
    how, kind_of = legs["how"][stays], legs["kind"][stays]
    queue, service = kind_of == KIND["queue"], kind_of == KIND["service"]
    open_, ended = how == HOW["open"], legs["ended_ms"][stays]
    good = allowed[kind_of, how]
    good &= ~queue | (legs["answered_ms"][stays] < 0)
    good &= (legs["answered_ms"][stays] >= 0) | ~service
    good &= (legs["answered_ms"][stays] >= 0) == (legs["agent"][stays] >= 0)
    good &= (ended >= 0) | ~queue | open_
    good &= (ended < 0) | ~open_
    tally.rows(
        good,
        lambda i: (
            f"{view.leg_name(int(stays[i]))}: a {view.name('leg_kinds', legs['kind'][stays[i]])} "
            f"leg cannot end {view.name('leg_ends', how[i])} with these columns"
        ),
    )


def _no_work(view: View, tally: Tally) -> None:
    """Without an agent there is no work; a conference has its length, and no parts."""
    legs = view.legs
    conference = legs["kind"] == KIND["conference"]
    without = conference | (legs["answered_ms"] < 0)
    idle = np.isin(legs["slot"], (-1, 0))
    for column in ("talk_ms", "hold_ms", "acw_ms"):
        idle &= np.isin(legs[column], (-1, 0))
    idle &= np.where(conference, legs["queued_ms"] == NO_INSTANT, legs["team"] < 0)
    tally.rows(~without | idle, lambda i: f"{view.leg_name(i)}: work or a team without a service")


def _in_turn(view: View, tally: Tally) -> None:
    """A later leg does not begin to wait before the customer left the one before."""
    legs, stays, s = view.legs, view.stays, view.services
    gone = legs["ended_ms"].copy()
    gone[s.leg] = s.parted
    before = np.append(0, gone[stays][:-1])[: len(stays)]
    queued = legs["queued_ms"][stays]
    arrived = view.contacts["arrived_ms"][view.row[stays]]
    start = np.where(view.is_first, arrived, before)
    # Ghosts and callbacks keep an earlier place; their own rules say which.
    placed = view.is_called_back[stays] | (legs["kind"][stays] == KIND["ghost"])
    tally.rows(
        placed | (queued >= start),
        lambda i: (
            f"{view.leg_name(int(stays[i]))}: waits from {seconds(int(queued[i]))}, "
            f"but the customer came from elsewhere at {seconds(int(start[i]))}"
        ),
    )


def _conferences(view: View, tally: Tally) -> None:
    """A conference has two rows, of two agents, each at its place in its agent's service."""
    legs = view.legs
    rows = np.flatnonzero(legs["kind"] == KIND["conference"])
    if len(rows) == 0:
        return
    unplaced = np.isin(rows, np.array(view.conferences.lost, dtype=np.int64))
    tally.rows(
        ~unplaced, lambda i: f"{view.leg_name(int(rows[i]))}: a conference outside any service"
    )
    joins = legs["how"][rows] == HOW["joined"]
    sides = []
    for side in (rows[joins], rows[~joins]):
        columns = (legs[c][side].tolist() for c in ("contact", "answered_ms", "ended_ms"))
        sides.append(sorted(zip(*columns, strict=True)))
    if sides[0] != sides[1]:
        lone = sorted(set(sides[0]) ^ set(sides[1]))
        told = f"contact {lone[0][0]} at {seconds(lone[0][1])}" if lone else "one is there twice"
        tally.wrong(f"a conference needs one row of each of two agents: {told}")
