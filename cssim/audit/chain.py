"""C1, the issues: which attempt follows which, and how an issue is closed.

The attempts of an issue are numbered without gaps. Those that are no chasers form a chain:
each says by what it was followed, and the next one says the same of itself. Chasers stand
beside it: they ask about an attempt in writing that is still unanswered, are followed by
nothing, and close nothing. So does what makes good a closed issue (`outreach`); a contact
that the center begins of itself is the first of its own chain.
"""

from __future__ import annotations

import numpy as np

from cssim.audit.codes import CAUSE, FOLLOWED, HOW, ISSUE_END, KIND, OUTCOME, Flags, Ints
from cssim.audit.expected import Expected
from cssim.audit.facts import ChannelFacts
from cssim.audit.report import Tally
from cssim.audit.services import DEFERRED_KINDS
from cssim.audit.tables import View
from cssim.journal import CAUSES

ATTEMPT_BITS = 63
RETRIED = [
    OUTCOME[o] for o in ("abandoned", "blocked", "balked", "disconnected", "closed", "diverted")
]
REPEATED = [OUTCOME[o] for o in ("answered", "contained")]
WITHOUT_CONTACT = [ISSUE_END[how] for how in ("not_raised", "avoided")]


def check(view: View, tally: Tally) -> None:
    """Check what the attempts of each issue say of each other, and the table of issues."""
    _numbered(view, tally)
    _follow_ups(view, tally)
    _chasers(view, tally)
    _channels(view, tally)
    _issues(view, tally)


def _numbered(view: View, tally: Tally) -> None:
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
    chain = np.flatnonzero(in_chain(view))
    cause, said = contacts["cause"][chain], contacts["followed_by"][chain]
    issue = contacts["issue"][chain]
    ahead = np.append(issue[1:] == issue[:-1], False)[: len(issue)]
    did = np.zeros(len(cause), dtype=np.int64)
    did[:-1] = np.where(ahead[:-1], _as_follow_up(cause[1:]), FOLLOWED["nothing"])
    # A customer who has left does not come back although something was to follow.
    dropped = view.issues["issue"][view.issues["how"] == ISSUE_END["dropped"]]
    not_come = ~ahead & np.isin(issue, dropped)
    first = np.append(True, issue[1:] != issue[:-1])[: len(issue)]
    begins = np.isin(cause, (CAUSE["fresh"], CAUSE["outreach"]))
    good = ((did == said) | not_come) & (begins == first)
    good[:-1] &= ~ahead[:-1] | _may_lead_to(view, chain)

    def told(i: int) -> str:
        row = chain[i]
        return (
            f"contact {contacts['contact'][row]} ({view.name('causes', cause[i])}, "
            f"{view.name('outcomes', contacts['outcome'][row])}) is said to be followed by "
            f"{view.name('followed_by', said[i])}: "
            + ("the next attempt does not fit" if ahead[i] else "there is no next attempt")
        )

    tally.rows(good, told)


def in_chain(view: View) -> Flags:
    """Tell which contacts are links of their issue's chain, and do not stand beside it."""
    contacts = view.contacts
    makes_good = (contacts["cause"] == CAUSE["outreach"]) & (contacts["attempt"] > 1)
    links: Flags = (contacts["cause"] != CAUSE["chaser"]) & ~makes_good
    return links


def _as_follow_up(cause: Ints) -> Ints:
    """Return what the attempt before should say of a cause."""
    known = np.full(len(CAUSES), FOLLOWED["nothing"])
    known[CAUSE["retry"]], known[CAUSE["repeat"]] = FOLLOWED["retry"], FOLLOWED["repeat"]
    return known[cause]


def _may_lead_to(view: View, chain: Ints) -> Flags:
    """Tell for each of the chain but the last whether it may be followed by the next."""
    contacts = view.contacts
    before, after = chain[:-1], chain[1:]
    outcome, cause = contacts["outcome"][before], contacts["cause"][after]
    served = called_back(view)[before]
    retried: Flags = np.isin(outcome, RETRIED) & (cause == CAUSE["retry"]) & ~served
    repeated: Flags = (np.isin(outcome, REPEATED) | served) & (cause == CAUSE["repeat"])
    left = contacts["left_ms"][before]
    later: Flags = (left >= 0) & (contacts["arrived_ms"][after] >= left)
    return (retried | repeated) & later & ~contacts["resolved"][before]


def called_back(view: View) -> Flags:
    """Tell which contacts were answered only when they were called back."""
    reached = (view.legs["kind"] == KIND["service"]) & view.is_called_back
    called = np.zeros(len(view.contacts["contact"]), dtype=bool)
    called[view.row[reached]] = True
    return called


def _chasers(view: View, tally: Tally) -> None:
    """A chaser asks about an earlier attempt in writing that is unanswered, and leads nowhere."""
    contacts = view.contacts
    rows = np.flatnonzero(contacts["cause"] == CAUSE["chaser"])
    nothing = contacts["followed_by"][rows] == FOLLOWED["nothing"]
    nothing &= ~contacts["resolved"][rows]
    good = np.array([_asks(view, row) for row in rows.tolist()], dtype=bool)
    tally.rows(
        nothing & good,
        lambda i: (
            f"contact {contacts['contact'][rows[i]]}: a chaser without an unanswered attempt "
            "before it, or one that is followed or resolves"
        ),
    )


def _asks(view: View, row: int) -> bool:
    """Tell whether an attempt before a chaser was unanswered when the chaser came.

    Customers ask whenever they have waited once more, since they wrote or were handed on, for
    as long as is acceptable.
    """
    c = view.contacts
    at, first = int(c["arrived_ms"][row]), row - int(c["attempt"][row]) + 1
    for other in range(max(0, first), row):
        name = view.name("channels", int(c["channel"][other]))
        facts = view.expected.channels.get(name) if view.expected else None
        if facts is not None and (facts.kind not in DEFERRED_KINDS or not facts.chases):
            continue
        left, stays = int(c["left_ms"][other]), view.stays[view.row[view.stays] == other]
        since = at - view.legs["queued_ms"][stays]
        in_time = (since > 0) & ((since % facts.acceptable_ms == 0) if facts else True)
        if view.expected is not None and _is_hidden(view.expected, facts):
            # It counts from when it came, or left self-service, and then it has no stay yet.
            in_time = np.append(in_time, at > int(c["arrived_ms"][other]))
        if in_time.any() and (left < 0 or left >= at):
            return True
    return False


def _is_hidden(expected: Expected, facts: ChannelFacts | None) -> bool:
    """Tell whether customers of a channel may write without being seen at once."""
    late = facts is not None and facts.kind == "social" and expected.care.unseen_ms > 0
    return late or expected.care.loses


def _channels(view: View, tally: Tally) -> None:
    """A contact is on a channel that its reason uses (or to which an outage diverts it)."""
    if view.expected is None:
        return
    contacts = view.contacts
    reasons, channels = view.journal.names("reasons"), view.journal.names("channels")
    used = np.ones((len(reasons), max(1, len(channels))), dtype=bool)
    diverted = frozenset[str]().union(*(o.diverts_to for o in view.expected.outages))
    for r, reason in enumerate(reasons):
        facts = view.expected.reasons.get(reason)
        if facts is not None and facts.channels:
            used[r, : len(channels)] = [c in facts.channels or c in diverted for c in channels]
    tally.rows(
        used[contacts["reason"], contacts["channel"]],
        lambda i: f"contact {contacts['contact'][i]}: its reason does not use its channel",
    )


def _issues(view: View, tally: Tally) -> None:
    """The table of issues agrees with the contacts made about them."""
    issues, contacts = view.issues, view.contacts
    start = np.searchsorted(contacts["issue"], issues["issue"], side="left")
    until = np.searchsorted(contacts["issue"], issues["issue"], side="right")
    known = np.isin(contacts["issue"], issues["issue"])
    tally.rows(known, lambda i: f"contact {contacts['contact'][i]}: its issue is not in the table")
    _per_issue(tally, view, "n_attempts", issues["n_attempts"] == until - start)
    has = np.flatnonzero(until > start)
    for column, other in (
        ("reason", "reason"),
        ("customer", "customer"),
        ("arose_ms", "arrived_ms"),
    ):
        good = np.ones(len(start), dtype=bool)
        good[has] = issues[column][has] == contacts[other][start[has]]
        _per_issue(tally, view, column, good)
    silent = np.isin(issues["how"], WITHOUT_CONTACT)
    _per_issue(tally, view, "how (raised or not)", silent == (until == start))
    _avoided(view, tally)
    _one_reason(view, tally)
    _closing(view, tally, has, until[has] - 1)


def _per_issue(tally: Tally, view: View, what: str, good: Flags) -> None:
    issue = view.issues["issue"]
    tally.rows(good, lambda i: f"issue {issue[i]}: {what} does not agree with its contacts")


def _avoided(view: View, tally: Tally) -> None:
    """An issue does not arise only where the scenario has root causes that can be fixed."""
    rows = np.flatnonzero(view.issues["how"] == ISSUE_END["avoided"])
    if view.expected is None or len(rows) == 0:
        return
    known = view.expected.reasons
    names = view.journal.names("reasons")
    fixable = np.array([n in known and known[n].avoidable for n in names], dtype=bool)
    good = fixable[view.issues["reason"][rows]]
    tally.rows(
        good, lambda i: f"issue {view.issues['issue'][rows[i]]}: avoided, with nothing to fix"
    )


def _one_reason(view: View, tally: Tally) -> None:
    """All contacts of an issue have the same reason, customer and language."""
    contacts = view.contacts
    ahead = contacts["issue"][1:] == contacts["issue"][:-1]
    same = np.ones(len(ahead), dtype=bool)
    for column in ("reason", "customer", "language"):
        same &= contacts[column][1:] == contacts[column][:-1]
    tally.rows(
        ~ahead | same,
        lambda i: f"contact {contacts['contact'][i + 1]}: reason, customer, language not its own",
    )


def _closing(view: View, tally: Tally, has: Ints, last: Ints) -> None:
    """An issue is resolved by the last contact of its chain, and closed when that was over."""
    issues, contacts = view.issues, view.contacts
    if len(has) == 0:
        return
    # The last link: of an issue's rows, the first one always is one.
    chained = np.where(in_chain(view), np.arange(len(contacts["cause"])), -1)
    last = np.maximum.accumulate(chained)[last]
    how, closed = issues["how"][has], issues["closed_ms"][has]
    over, resolved = _over(view)[last], contacts["resolved"][last]
    is_open = how == ISSUE_END["open"]
    dropped = how == ISSUE_END["dropped"]
    good = (how == ISSUE_END["resolved"]) == resolved
    good &= is_open == (closed < 0)
    good &= is_open | np.where(dropped, closed >= over, closed == over)
    tally.rows(
        good,
        lambda i: (
            f"issue {issues['issue'][has[i]]} is {view.name('issue_ends', how[i])}, "
            f"closed at {closed[i]} ms: contact {contacts['contact'][last[i]]} does not say so"
        ),
    )


def _over(view: View) -> Ints:
    """When each contact was over: when its customer left, or the ticket was worked on."""
    over: Ints = view.contacts["left_ms"].copy()
    s, legs = view.services, view.legs
    offline = legs["kind"][s.leg] == KIND["offline"]
    ticket = offline & ~np.isin(legs["how"][s.leg], (HOW["missed"], HOW["open"]))
    over[s.row[ticket]] = s.parted[ticket]
    return over
