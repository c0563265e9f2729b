"""C1: the ledger of contacts and the ledger of customers add up, each and to each other.

n_attempts = n_closed + n_contained + n_arrived; n_arrived = n_blocked + n_offered;
n_offered = answered + abandoned + balked + diverted + disconnected + open;
n_attempts = fresh + retry + repeat + chaser; n_answered = ended + in service at the end
(MODEL §10). One side of each sum is read from the contacts, the other from their legs and
their issues, so that a wrong outcome cannot agree with itself.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.report import LawResult, Tally
from cssim.audit.tables import CAUSE, FOLLOWED, HOW, ISSUE_END, KIND, OUTCOME, Flags, Ints, View
from cssim.journal import CAUSES, NOBODY, OUTCOMES

ATTEMPT_BITS = 63
OFFERED = ("answered", "abandoned", "balked", "diverted", "disconnected", "open")
RETRIED = [OUTCOME[o] for o in ("abandoned", "blocked", "balked", "disconnected", "closed")]
REPEATED = [OUTCOME[o] for o in ("answered", "contained")]
HANDED_ON = [HOW[h] for h in ("escalated", "transferred")]


def check(view: View) -> LawResult:
    """Check C1."""
    tally = Tally("C1")
    _sums(view, tally)
    _outcomes(view, tally)
    _legs(view, tally)
    _attempts(view, tally)
    _follow_ups(view, tally)
    _issues(view, tally)
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
    tally.equal(causes, n_attempts, "fresh + retry + repeat + chaser")
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
    _counted(view, tally, "n_legs", view.n_stays)
    handed = np.isin(legs["how"][stays], HANDED_ON) & (legs["kind"][stays] == KIND["service"])
    n_handed = np.bincount(view.row[stays[handed]], minlength=len(contacts["contact"]))
    _counted(view, tally, "n_transfers", n_handed)
    moved_on = handed | (legs["how"][stays] == HOW["diverted"])
    good = np.where(view.is_last, ~handed, moved_on)
    tally.rows(good, lambda i: f"{view.leg_name(stays[i])}: what follows it does not fit its end")
    most = view.expected.max_legs if view.expected else None
    if most is not None:
        tally.rows(
            view.n_stays <= most,
            lambda i: f"contact {contacts['contact'][i]} has {view.n_stays[i]} legs, most {most}",
        )


def _counted(view: View, tally: Tally, column: str, counted: Ints) -> None:
    written = view.contacts[column]
    tally.rows(
        written == counted,
        lambda i: (
            f"contact {view.contacts['contact'][i]}: {column} is {written[i]}, "
            f"its legs say {counted[i]}"
        ),
    )


def _attempts(view: View, tally: Tally) -> None:
    """Attempts of an issue are numbered 1..n, and the number is in the contact's own."""
    contacts = view.contacts
    contact, issue, attempt = (contacts[c] for c in ("contact", "issue", "attempt"))
    most = view.expected.max_attempts if view.expected else ATTEMPT_BITS
    packed = (contact == issue + attempt) & (issue & ATTEMPT_BITS == 0)
    follows = np.zeros(len(contact), dtype=bool)
    follows[1:] = (issue[1:] == issue[:-1]) & (attempt[1:] == attempt[:-1] + 1)
    good = packed & (follows | (attempt == 1)) & (attempt >= 1) & (attempt <= most)
    tally.rows(
        good,
        lambda i: f"contact {contact[i]} is attempt {attempt[i]} of issue {issue[i]}: not in order",
    )


def _follow_ups(view: View, tally: Tally) -> None:
    """A retry follows what may be retried, a repeat what may be repeated; both sides say so."""
    contacts = view.contacts
    cause, said = contacts["cause"], contacts["followed_by"]
    ahead = _has_next(view)
    first = contacts["attempt"] == 1
    did = np.zeros(len(cause), dtype=np.int64)
    did[:-1] = np.where(ahead[:-1], _as_follow_up(cause[1:]), FOLLOWED["nothing"])
    # A customer who has left does not come back although something was to follow.
    dropped = view.issues["issue"][view.issues["how"] == ISSUE_END["dropped"]]
    not_come = ~ahead & np.isin(contacts["issue"], dropped)
    good = ((did == said) | not_come) & ((cause == CAUSE["fresh"]) == first)
    good[:-1] &= ~ahead[:-1] | _may_lead_to(view)
    tally.rows(
        good,
        lambda i: (
            f"contact {contacts['contact'][i]} ({view.name('causes', cause[i])}, "
            f"{view.name('outcomes', contacts['outcome'][i])}) is said to be followed by "
            f"{view.name('followed_by', said[i])}: "
            + ("the next attempt does not fit" if ahead[i] else "there is no next attempt")
        ),
    )


def _has_next(view: View) -> Flags:
    issue = view.contacts["issue"]
    return np.append(issue[1:] == issue[:-1], False)[: len(issue)]


def _as_follow_up(cause: Ints) -> Ints:
    """Return what the attempt before should say of a cause; a chaser is no follow-up."""
    known = np.full(len(CAUSES), FOLLOWED["nothing"])
    known[CAUSE["retry"]], known[CAUSE["repeat"]] = FOLLOWED["retry"], FOLLOWED["repeat"]
    return known[cause]


def _may_lead_to(view: View) -> Flags:
    """Tell for each contact but the last whether it may be followed by the row below it."""
    contacts = view.contacts
    outcome, cause = contacts["outcome"][:-1], contacts["cause"][1:]
    retried: Flags = np.isin(outcome, [*RETRIED, OUTCOME["diverted"]]) & (cause == CAUSE["retry"])
    repeated: Flags = np.isin(outcome, REPEATED) & (cause == CAUSE["repeat"])
    left = contacts["left_ms"][:-1]
    later: Flags = (left >= 0) & (contacts["arrived_ms"][1:] >= left)
    chased: Flags = cause == CAUSE["chaser"]
    return ((retried | repeated) & later & ~contacts["resolved"][:-1]) | chased


def _issues(view: View, tally: Tally) -> None:
    """The table of issues agrees with the contacts made about them."""
    issues, contacts = view.issues, view.contacts
    start = np.searchsorted(contacts["issue"], issues["issue"], side="left")
    until = np.searchsorted(contacts["issue"], issues["issue"], side="right")
    known = np.isin(contacts["issue"], issues["issue"])
    tally.rows(known, lambda i: f"contact {contacts['contact'][i]}: its issue is not in the table")
    _per_issue(tally, view, "n_attempts", issues["n_attempts"] == until - start)
    has = np.flatnonzero(until > start)
    first, last = start[has], until[has] - 1
    for column, other in (
        ("reason", "reason"),
        ("customer", "customer"),
        ("arose_ms", "arrived_ms"),
    ):
        good = np.ones(len(start), dtype=bool)
        good[has] = issues[column][has] == contacts[other][first]
        _per_issue(tally, view, column, good)
    raised = np.ones(len(start), dtype=bool)
    raised[until == start] = issues["how"][until == start] == ISSUE_END["not_raised"]
    raised[has] = issues["how"][has] != ISSUE_END["not_raised"]
    _per_issue(tally, view, "how (raised or not)", raised)
    _one_reason(view, tally)
    _closing(view, tally, has, last)


def _per_issue(tally: Tally, view: View, what: str, good: Flags) -> None:
    issue = view.issues["issue"]
    tally.rows(good, lambda i: f"issue {issue[i]}: {what} does not agree with its contacts")


def _one_reason(view: View, tally: Tally) -> None:
    """All contacts of an issue have the same reason and customer."""
    contacts = view.contacts
    ahead = _has_next(view)[:-1]
    same = np.ones(len(ahead), dtype=bool)
    for column in ("reason", "customer"):
        same &= contacts[column][1:] == contacts[column][:-1]
    tally.rows(
        ~ahead | same,
        lambda i: f"contact {contacts['contact'][i + 1]}: reason or customer is not its issue's",
    )


def _closing(view: View, tally: Tally, has: Ints, last: Ints) -> None:
    """An issue is resolved by its last contact, and closed when that contact's customer left."""
    issues, contacts = view.issues, view.contacts
    how, closed = issues["how"][has], issues["closed_ms"][has]
    left, resolved = contacts["left_ms"][last], contacts["resolved"][last]
    is_open = how == ISSUE_END["open"]
    dropped = how == ISSUE_END["dropped"]
    good = (how == ISSUE_END["resolved"]) == resolved
    good &= is_open == (closed < 0)
    good &= is_open | np.where(dropped, closed >= left, closed == left)
    tally.rows(
        good,
        lambda i: (
            f"issue {issues['issue'][has[i]]} is {view.name('issue_ends', how[i])}, "
            f"closed at {closed[i]} ms: contact {contacts['contact'][last[i]]} does not say so"
        ),
    )


def _surveys(view: View, tally: Tally) -> None:
    """Ratings are 1-5 or none, 0-10 answers come with one; only who was answered is surveyed."""
    contacts = view.contacts
    rating, nps = contacts["rating"], contacts["nps"]
    # Without goodwill (customers not modelled) there is a rating and no 0-10 answer.
    rated = (rating >= 1) & (rating <= 5) & (nps >= NOBODY) & (nps <= 10)
    unrated = (rating == NOBODY) & (nps == NOBODY)
    surveyed = rated & (contacts["outcome"] == OUTCOME["answered"])
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
