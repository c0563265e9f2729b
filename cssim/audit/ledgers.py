"""C1: the ledger of contacts and the ledger of customers add up, each and to each other.

n_attempts = n_closed + n_contained + n_arrived; n_arrived = n_blocked + n_offered;
n_offered = answered + abandoned + balked + diverted + disconnected + open;
n_attempts = fresh + retry + repeat + chaser + outreach; n_answered = ended + in service at the end
(MODEL §10). One side of each sum is read from the contacts, the other from their legs and
their issues, so that a wrong outcome cannot agree with itself.
"""

from __future__ import annotations

import numpy as np

from cssim.audit import chain, outreach
from cssim.audit.codes import CAUSE, HANDED_ON, HOW, KIND, OUTCOME, Flags, Ints
from cssim.audit.report import LawResult, Tally
from cssim.audit.tables import View
from cssim.journal import CAUSES, NOBODY, OUTCOMES

OFFERED = ("answered", "abandoned", "balked", "diverted", "disconnected", "open")
GOES_ON = [*HANDED_ON, HOW["set_aside"]]
"""Ends of services after which the contact must have another leg."""


def check(view: View) -> LawResult:
    """Check C1."""
    tally = Tally("C1")
    _sums(view, tally)
    _outcomes(view, tally)
    _legs(view, tally)
    chain.check(view, tally)
    outreach.check(view, tally)
    _customers(view, tally)
    _surveys(view, tally)
    return tally.result(len(view.contacts["contact"]) > 0)


def _sums(view: View, tally: Tally) -> None:
    n_attempts = len(view.contacts["contact"])
    if n_attempts == 0:
        return
    outcome, cause = (view.contacts[c] for c in ("outcome", "cause"))
    n = {name: int(np.sum(outcome == OUTCOME[name])) for name in OUTCOMES}
    n_offered = sum(n[name] for name in OFFERED)
    n_arrived = n["blocked"] + n_offered
    tally.equal(n["closed"] + n["contained"] + n_arrived, n_attempts, "sum of outcomes")
    causes = sum(int(np.sum(cause == CAUSE[name])) for name in CAUSES)
    tally.equal(causes, n_attempts, "fresh + retry + repeat + chaser + outreach")
    going_on, ended = _answered_by_legs(view)
    tally.equal(n["answered"], going_on + ended, "answered = ended + in service")


def _answered_by_legs(view: View) -> tuple[int, int]:
    """Count contacts whose first stay was a service: whose last leg goes on, and the others."""
    legs = view.legs
    first = view.first_stay[view.first_stay >= 0]
    served = first[legs["kind"][first] == KIND["service"]]
    last = view.last_stay[view.row[served]]
    going_on = int(np.sum(legs["ended_ms"][last] < 0))
    return going_on, len(last) - going_on


def _outcomes(view: View, tally: Tally) -> None:
    """Each outcome is what befell the contact first, as its legs tell."""
    contacts = view.contacts
    outcome = contacts["outcome"]
    told = _told_by_legs(view)
    without = np.isin(outcome, [OUTCOME[o] for o in ("blocked", "closed", "contained", "balked")])
    in_self_service = np.isin(outcome, [OUTCOME["abandoned"], OUTCOME["open"]])
    no_leg = without | (in_self_service & (contacts["queued_ms"] < 0))
    good = np.where(told >= 0, told == outcome, no_leg)
    tally.rows(
        good,
        lambda i: (
            f"contact {contacts['contact'][i]} is {view.name('outcomes', outcome[i])}, "
            f"its legs say {view.name('outcomes', told[i])}"
        ),
    )
    _resolved(view, tally)


def _told_by_legs(view: View) -> Ints:
    """Return the outcome each contact's first stay tells of, -1 without one."""
    same = ("abandoned", "disconnected", "diverted", "open")
    told_by_end = np.full(max(HOW.values()) + 1, -1, dtype=np.int64)
    for name in same:
        told_by_end[HOW[name]] = OUTCOME[name]
    told = np.full(len(view.first_stay), -1, dtype=np.int64)
    has = np.flatnonzero(view.first_stay >= 0)
    first = view.first_stay[has]
    served = view.legs["kind"][first] == KIND["service"]
    told[has] = np.where(served, OUTCOME["answered"], told_by_end[view.legs["how"][first]])
    return told


def _resolved(view: View, tally: Tally) -> None:
    """A contact is resolved just when its last leg resolved it (or self-service did)."""
    contacts, legs = view.contacts, view.legs
    has = np.flatnonzero(view.last_stay >= 0)
    by_leg = np.zeros(len(view.last_stay), dtype=bool)
    by_leg[has] = legs["how"][view.last_stay[has]] == HOW["resolved"]
    contained = contacts["outcome"] == OUTCOME["contained"]
    tally.rows(
        contained | (by_leg == contacts["resolved"]),
        lambda i: (
            f"contact {contacts['contact'][i]}: resolved is {contacts['resolved'][i]}, "
            f"its last leg says {by_leg[i]}"
        ),
    )


def _legs(view: View, tally: Tally) -> None:
    """Legs and hand-overs are counted once each, and every hand-over leads somewhere."""
    contacts, legs, stays = view.contacts, view.legs, view.stays
    n = len(contacts["contact"])
    how, kind = legs["how"][stays], legs["kind"][stays]
    no_ghost = kind != KIND["ghost"]
    _counted(view, tally, "n_legs", np.bincount(view.row[stays[no_ghost]], minlength=n))
    _counted(view, tally, "n_transfers", view.n_handed)
    must = np.isin(how, GOES_ON) & np.isin(kind, (KIND["service"], KIND["offline"]))
    good = np.where(view.is_last, ~must, must | _may_go_on(view))
    tally.rows(good, lambda i: f"{view.leg_name(stays[i])}: what follows it does not fit its end")
    _limited(view, tally)
    _reasons(view, tally)


def _may_go_on(view: View) -> Flags:
    """Tell which stays may, but need not, be followed by the one below them.

    Who accepted a callback may be called, a call that was missed tried again; and behind one
    who left a chat without a sign comes a ghost.
    """
    how, kind = (view.legs[c][view.stays] for c in ("how", "kind"))
    ghost_next = np.append(kind[1:] == KIND["ghost"], False)[: len(kind)]
    silent = (how == HOW["abandoned"]) & (kind == KIND["queue"])
    called = np.isin(how, (HOW["diverted"], HOW["missed"]))
    may: Flags = np.where(ghost_next, silent, called)
    return may


def _limited(view: View, tally: Tally) -> None:
    """Nobody is handed on once a contact has had the most legs there may be."""
    if view.expected is None:
        return
    most, n_legs = view.expected.max_legs, view.n_legs
    tally.rows(
        n_legs <= most,
        lambda i: f"contact {view.contacts['contact'][i]} has {n_legs[i]} legs, most {most}",
    )


def _reasons(view: View, tally: Tally) -> None:
    """A leg has its contact's reason, until a transfer gives it one to which it may go."""
    legs, stays = view.legs, view.stays
    if len(stays) == 0:
        return
    reason = legs["reason"][stays].astype(np.int64)
    before = np.append(-1, reason[:-1])
    moved = np.append(False, legs["how"][stays][:-1] == HOW["transferred"]) & ~view.is_first
    own = np.where(view.is_first, view.contacts["reason"][view.row[stays]], before)
    good = np.where(moved, _targets(view)[before, reason], reason == own)
    tally.rows(good, lambda i: f"{view.leg_name(int(stays[i]))}: not of the reason it should have")
    rows = np.flatnonzero(legs["kind"] == KIND["conference"])
    key = view.row * len(view.journal.names("reasons")) + legs["reason"]
    good = np.isin(key[rows], key[stays])
    tally.rows(good, lambda i: f"{view.leg_name(int(rows[i]))}: its contact has no such reason")


def _targets(view: View) -> Flags:
    """Return reasons by reasons: where transfers may lead; anywhere when that is not known."""
    names = view.journal.names("reasons")
    allowed = np.ones((len(names), len(names)), dtype=bool)
    known = view.expected.reasons if view.expected else {}
    for r, reason in enumerate(names):
        if reason in known:
            allowed[r] = [name in known[reason].transfers for name in names]
    return allowed


def _counted(view: View, tally: Tally, column: str, counted: Ints) -> None:
    written = view.contacts[column]
    tally.rows(
        written == counted,
        lambda i: (
            f"contact {view.contacts['contact'][i]}: {column} is {written[i]}, "
            f"its legs say {counted[i]}"
        ),
    )


def _surveys(view: View, tally: Tally) -> None:
    """Ratings are 1-5 or none, 0-10 answers come with one; only who was answered is surveyed."""
    contacts = view.contacts
    rating, nps = contacts["rating"], contacts["nps"]
    # Without goodwill (customers not modelled) there is a rating and no 0-10 answer.
    rated = (rating >= 1) & (rating <= 5) & (nps >= NOBODY) & (nps <= 10)
    unrated = (rating == NOBODY) & (nps == NOBODY)
    served = (contacts["outcome"] == OUTCOME["answered"]) | chain.called_back(view)
    surveyed = rated & served
    good = (rated | unrated) & (surveyed | ~contacts["responded"])
    tally.rows(
        good,
        lambda i: f"contact {contacts['contact'][i]}: rating {rating[i]}, nps {nps[i]} do not fit",
    )


def _customers(view: View, tally: Tally) -> None:
    """Contacts are made by customers of the table, of their segment, before they left."""
    contacts, customers = view.contacts, view.customers
    rows = np.flatnonzero(contacts["customer"] >= 0)
    tally.rows(
        (contacts["customer"] >= 0) | (contacts["segment"] < 0),
        lambda i: f"contact {contacts['contact'][i]}: a segment, but no customer",
    )
    if len(customers["customer"]) == 0 or len(rows) == 0:
        return
    who = contacts["customer"][rows]
    place = np.minimum(np.searchsorted(customers["customer"], who), len(customers["customer"]) - 1)
    known = customers["customer"][place] == who
    segment = customers["segment"][place] == contacts["segment"][rows]
    left, joined = customers["left_ms"][place], customers["joined_ms"][place]
    arrived = contacts["arrived_ms"][rows]
    there = (arrived >= joined) & ((left < 0) | (arrived < left))
    tally.rows(
        known & segment & there,
        lambda i: (
            f"contact {contacts['contact'][rows[i]]}: customer {who[i]} "
            "is unknown, of another segment, or not there at that time"
        ),
    )
