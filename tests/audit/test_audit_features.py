"""What the engine makes of every mechanism breaks no law; one changed cell of it does.

Each mechanism must show in its journal, or there would be nothing to check.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from audited import unaudited
from features import FEATURES, feature

import cssim.center
from cssim import measures
from cssim.audit import CallbackFacts, Expected, audit
from cssim.demand import draw_demand
from cssim.journal import TABLES, Journal
from cssim.roster import draw_roster

SHOWS = {
    "three channels": "legs how set_aside",
    "chat only": "legs kind ghost",
    "deferred held back": "contacts cause chaser",
    "announcement": "contacts outcome balked",
    "callbacks that keep their place": "legs how missed",
    "callbacks when due": "legs how missed",
    "callbacks in slots": "contacts outcome diverted",
    "voicemail": "contacts outcome diverted",
    "places": "contacts outcome blocked",
    "self-service": "contacts outcome contained",
    "transfers": "legs how transferred",
    "transfers to another team": "legs how transferred",
    "consults": "legs how consulted",
    "escalation cold": "legs how escalated",
    "tickets": "legs kind offline",
    "lost when busy": "legs how disconnected",
    "take-over": "legs how taken_over",
    "hand-over": "legs how handed_over",
    "overtime limit": "legs how handed_over",
    "movable breaks": "people what movable",
    "coming late": "people what late",
    "duties": "agent_states state coaching",
    "moves": "people what moved",
    "called in": "people what called_in",
    "shrinkage": "agent_states state training",
    "root causes": "issues how avoided",
    "outage": "people what plan_start",
    "total outage": "contacts outcome blocked",
    "surge": "people what surge_start",
}


@cache
def lived(name):
    """Return the journal of a mechanism, and what is expected of it."""
    scenario = feature(name)
    with unaudited():
        tables = draw_demand(scenario, 1, 0), draw_roster(scenario, 1, 0)
        return cssim.center.run(scenario, *tables), Expected.of(scenario)


@pytest.mark.parametrize("name", FEATURES)
def test_no_law_is_broken(name):
    journal, expected = lived(name)
    awt = {channel: facts.awt_ms / 1000 for channel, facts in expected.channels.items()}
    report = audit(journal, expected, measures.summary(journal, awt_s=awt))
    assert all(law.status == "passed" for law in report.laws), "\n".join(report.lines())


@pytest.mark.parametrize("name", SHOWS)
def test_the_mechanism_shows(name):
    table, column, value = SHOWS[name].split()
    assert (lived(name)[0].frame(table)[column] == value).any()


# feature, table, rows in which (column=value, …), column, change, law
CELLS = [
    # Chats: their states, their pace, their slots; ghosts keep their place.
    ("chat only", "agent_states", "contact=-1 state=talk", "slot_ms", 1, "C4"),
    ("chat only", "agent_states", "contact=-1 state=talk", "state", "acw", "C4"),
    ("chat only", "legs", "kind=ghost slot=1", "slot", 1, "C4"),
    ("chat only", "legs", "kind=ghost how=abandoned", "talk_ms", 1, "C4"),
    ("chat only", "legs", "kind=ghost", "queued_ms", 1000, "C10"),
    ("chat only", "legs", "kind=ghost how=abandoned", "acw_ms", 5, "C10"),
    ("chat only", "legs", "kind=ghost", "kind", "service", "C1"),
    # Deferred work: set aside, resumed, answered.
    ("three channels", "legs", "how=set_aside", "how", "escalated", "C1"),
    ("three channels", "legs", "how=set_aside", "acw_ms", 7, "C10"),
    ("three channels", "legs", "how=set_aside", "talk_ms", -1, "C10"),
    ("three channels", "agent_states", "state=deferred", "state", "talk", "C4"),
    ("three channels", "contacts", "channel=email outcome=answered", "first_reply_ms", -1, "C10"),
    # Chasers ask about what is unanswered, and lead nowhere.
    ("deferred held back", "contacts", "cause=chaser", "cause", "repeat", "C1"),
    ("deferred held back", "contacts", "cause=chaser", "followed_by", "repeat", "C1"),
    ("deferred held back", "contacts", "cause=chaser", "resolved", True, "C1"),
    ("deferred held back", "contacts", "cause=chaser", "arrived_ms", 1, "C1"),
    # What customers are told and offered.
    ("announcement", "contacts", "outcome=balked", "outcome", "blocked", "C8"),
    ("voicemail", "contacts", "outcome=answered", "announced_ms", 5, "C9"),
    ("voicemail", "legs", "how=diverted", "ended_ms", 1, "C9"),
    ("callbacks that keep their place", "legs", "how=missed", "queued_ms", 1, "C10"),
    ("callbacks that keep their place", "legs", "how=missed", "talk_ms", 1, "C10"),
    ("callbacks that keep their place", "agent_states", "state=ring", "state", "talk", "C4"),
    ("callbacks that keep their place", "legs", "how=diverted", "how", "abandoned", "C1"),
    ("callbacks when due", "legs", "how=missed", "kind", "service", "C10"),
    ("places", "contacts", "outcome=blocked", "outcome", "balked", "C9"),
    ("self-service", "contacts", "outcome=contained", "outcome", "answered", "C1"),
    ("self-service", "contacts", "outcome=contained", "queued_ms", 5, "C10"),
    ("self-service", "contacts", "reason=repair", "tried_bot", True, "C10"),
    ("three channels", "contacts", "outcome=answered", "read_articles", True, "C10"),
    # From one agent to another.
    ("transfers", "legs", "how=transferred", "how", "escalated", "C5"),
    ("transfers", "legs", "kind=service how=resolved", "reason", 1, "C1"),
    ("consults", "legs", "how=consulted", "ended_ms", 1, "C10"),
    ("consults", "legs", "how=consulted", "answered_ms", 1, "C10"),
    ("tickets", "legs", "kind=offline how=resolved", "kind", "service", "C10"),
    ("tickets", "issues", "how=resolved", "closed_ms", 1, "C1"),
    ("escalation cold", "legs", "how=escalated", "how", "unresolved", "C1"),
    ("take-over", "legs", "how=taken_over", "how", "handed_over", "C5"),
    ("hand-over", "legs", "how=handed_over", "how", "set_aside", "C1"),
    ("lost when busy", "legs", "how=disconnected", "how", "abandoned", "C9"),
    # People.
    ("duties", "agent_states", "state=coaching", "state", "meeting", "C2"),
    ("coming late", "people", "what=late", "until_ms", 1000, "C2"),
    ("coming late", "agent_states", "state=absent", "until_ms", -1, "C2"),
    ("movable breaks", "people", "every what=movable", "until_ms", -840_000, "C2"),
    ("moves", "people", "what=moved", "until_ms", -1_199_000, "C6"),
    ("shrinkage", "agent_states", "state=training", "state", "coaching", "C2"),
    ("languages never mixed", "contacts", "language=french outcome=answered", "language", -1, "C5"),
    # The world.
    ("outage", "contacts", "outcome=blocked", "outcome", "closed", "C8"),
    ("total outage", "contacts", "outcome=blocked", "outcome", "balked", "C9"),
    ("root causes", "issues", "how=avoided", "how", "given_up", "C1"),
    ("switching", "issues", "how=resolved", "n_attempts", 1, "C1"),
]  # fmt: skip


def code(journal, table, column, value):
    """Return a cell's inside value: codes by name."""
    known = {c.name: c for c in TABLES[table]}[column]
    if known.kind != "code":
        return {"True": True, "False": False}.get(value) or int(value)
    return journal.names(known.categories).index(value)


def rows_where(journal, table, conditions):
    """Return the rows in which all conditions hold."""
    columns = journal.columns[table]
    keep = np.ones(len(next(iter(columns.values()))), dtype=bool)
    for condition in conditions.removeprefix("every ").split():
        column, value = condition.split("=")
        keep &= columns[column] == code(journal, table, column, value)
    return np.flatnonzero(keep)


def altered(journal, table, row, column, change):
    """Return the journal with one cell set to a name or flag, or moved by a number."""
    values = journal.columns[table][column].copy()
    if isinstance(change, str):
        values[row] = code(journal, table, column, change)
    else:
        values[row] = change if isinstance(change, bool) else values[row] + change
    return Journal(
        {**journal.columns, table: {**journal.columns[table], column: values}}, journal.about
    )


@pytest.mark.parametrize(("name", "table", "where", "column", "change", "law"), CELLS)
def test_a_changed_cell_is_caught(name, table, where, column, change, law):
    """In the middle of the day, so that the end of the run hides nothing."""
    journal, expected = lived(name)
    rows = rows_where(journal, table, where)
    assert len(rows), f"nothing in which {where}"
    which = rows if where.startswith("every ") else rows[len(rows) // 2]
    report = audit(altered(journal, table, which, column, change), expected)
    assert law in report.failed, report.lines()


def with_facts(expected, group, name, facts):
    """Return what another scenario promises, in which something else is said of one thing."""
    known = dict(getattr(expected, group))
    return replace(expected, **{group: known | {name: replace(known[name], **facts)}})


# feature, kind, name, facts of another scenario, law that its journal would break
OTHER_FACTS = [
    ("chat only", "channels", "chat", {"slots": 2}, "C4"),
    ("chat only", "channels", "chat", {"slots": 4}, "C6"),
    ("chat only", "channels", "chat", {"slots": 4}, "C7"),
    ("chat only", "channels", "chat", {"slowdown": 0.1}, "C4"),
    ("chat only", "channels", "chat", {"ghost_ms": 59_999}, "C4"),
    ("chat only", "channels", "chat", {"kind": "phone"}, "C4"),
    ("three channels", "channels", "email", {"kind": "phone"}, "C4"),
    ("three channels", "channels", "email", {"chases": False}, "C1"),
    ("three channels", "channels", "email", {"acceptable_ms": 1_000_000}, "C1"),
    ("deferred held back", "channels", "email", {"idle_above": 2}, "C6"),
    ("deferred held back", "channels", "email", {"idle_above": 0}, "C7"),
    ("announcement", "channels", "phone", {"balks": False}, "C9"),
    ("announcement", "channels", "phone", {"announces": False}, "C9"),
    ("voicemail", "channels", "phone", {"voicemail_ms": 59_000}, "C9"),
    ("callbacks when due", "channels", "phone", {"callback": None}, "C10"),
    ("callbacks when due", "channels", "phone", {"callback": CallbackFacts(tries=1)}, "C10"),
    ("places", "channels", "phone", {"places": 2}, "C8"),
    ("places", "channels", "phone", {"places": 4}, "C8"),
    ("self-service", "reasons", "help", {"contained": False}, "C10"),
    ("self-service", "reasons", "help", {"self_service": False}, "C10"),
    ("switching", "reasons", "help", {"channels": frozenset({"phone"})}, "C1"),
    ("transfers", "reasons", "help", {"transfers": {"help": True}}, "C1"),
    ("transfers", "reasons", "help", {"transfers": {"help": False, "repair": False}}, "C8"),
    ("escalation by waiting", "reasons", "help", {"next_tier_ms": 90_000}, "C5"),
    ("escalation by waiting", "reasons", "help", {"next_tier_ms": 30_000}, "C7"),
    ("escalation by age", "reasons", "help", {"ages_ms": None}, "C5"),
    ("reserve", "teams", "late", {"hands_over": True}, "C2"),
    ("duties", "teams", "seniors", {"joins_above": 4}, "C6"),
    ("duties", "teams", "seniors", {"joins_above": 1}, "C7"),
    ("duties", "teams", "seniors", {"duties": None}, "C2"),
    ("languages", "teams", "desk", {"languages": frozenset({"french"})}, "C5"),
    ("languages never mixed", "teams", "late", {"languages": frozenset()}, "C7"),
    ("sites", "agents", "late-01", {"ahead_ms": 0}, "C2"),
    ("weeks in turn", "agents", "late-01", {"weeks": ({0: (3_600_000, 16_200_000)},)}, "C2"),
    ("root causes", "reasons", "help", {"avoidable": False}, "C1"),
]


@pytest.mark.parametrize(("name", "group", "of", "facts", "law"), OTHER_FACTS)
def test_another_scenario_forbids_it(name, group, of, facts, law):
    journal, expected = lived(name)
    report = audit(journal, with_facts(expected, group, of, facts))
    assert law in report.failed, report.lines()


@pytest.mark.parametrize(
    ("name", "facts", "law"),
    [
        ("languages", {"mismatch_ms": 90_000}, "C5"),
        ("languages", {"mismatch_ms": 30_000}, "C7"),
        ("lost when busy", {"if_busy": "queue"}, "C8"),
        ("outage", {"outages": ()}, "C8"),
        ("total outage", {"outages": ()}, "C8"),
    ],
)
def test_another_center_forbids_it(name, facts, law):
    journal, expected = lived(name)
    assert law in audit(journal, replace(expected, **facts)).failed


def test_nobody_gets_through_a_total_outage():
    journal, expected = lived("outage")
    total = replace(expected.outages[0], capacity=0.0, diverts_to=frozenset())
    report = audit(journal, replace(expected, outages=(total,)))
    assert "C8" in report.failed


POLICIES = [
    ("reserve", {"keep_idle": {"help": {"desk": 3}}}, "C6"),
    ("reserve", {"keep_idle": {"help": {"desk": 1}}}, "C7"),
    ("reserve", {"keep_idle": {}}, "C7"),
    ("longest queue", {"contact_key": []}, "C6"),
    ("random idle", {"agent_key": []}, "C6"),
    ("bonus", {"contact_key": []}, "C6"),
    ("most proficient", {"agent_key": []}, "C6"),
    ("fewest skills", {"agent_key": []}, "C6"),
    ("overflow", {"eligible_after_ms": {"help": {"late": 40_000}}}, "C6"),
    ("overflow", {"eligible_after_ms": {"help": {"late": 20_000}}}, "C7"),
    ("weighted", {"contact_key": []}, "C6"),
]


@pytest.mark.parametrize(("name", "published", "law"), POLICIES)
def test_another_policy_would_choose_otherwise(name, published, law):
    journal, expected = lived(name)
    about = replace(journal.about, policy={**journal.about.policy, **published})
    report = audit(Journal(journal.columns, about), expected)
    assert law in report.failed, report.lines()
