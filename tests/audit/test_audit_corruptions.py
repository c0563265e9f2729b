"""One cell of the ten-contact day is changed: the law concerned says so, with the place."""

from dataclasses import replace

import numpy as np
import pytest
from audit_day import EXPECTED, ID, the_day

from cssim.audit import AgentFacts, ChannelFacts, audit
from cssim.journal import TABLES, Journal

S = 1000  # ms

# table, row (contact number, issue number, or agent and start), column, new value, law
CELLS = [
    ("contacts", 4, "outcome", "blocked", "C1"),
    ("contacts", 4, "outcome", "disconnected", "C1"),
    ("contacts", 1, "outcome", "abandoned", "C1"),
    ("contacts", 9, "cause", "retry", "C1"),
    ("contacts", 9, "cause", "fresh", "C1"),
    ("contacts", 2, "followed_by", "nothing", "C1"),
    ("contacts", 4, "followed_by", "retry", "C1"),
    ("contacts", 1, "n_legs", 2, "C1"),
    ("contacts", 1, "n_transfers", 1, "C1"),
    ("contacts", 7, "resolved", True, "C1"),
    ("contacts", 9, "attempt", 3, "C1"),
    ("contacts", 9, "issue", 3 << 6, "C1"),
    ("contacts", 1, "rating", 6, "C1"),
    ("contacts", 4, "responded", True, "C1"),
    ("issues", 2, "n_attempts", 1, "C1"),
    ("issues", 7, "how", "resolved", "C1"),
    ("issues", 7, "how", "not_raised", "C1"),
    ("issues", 2, "closed_ms", 330 * S, "C1"),
    ("issues", 2, "arose_ms", 650 * S, "C1"),
    ("agent_states", ("b", 1100), "until_ms", 1150 * S, "C2"),
    ("agent_states", ("b", 1100), "state", "idle", "C2"),
    ("agent_states", ("b", 1160), "from_ms", 1161 * S, "C2"),
    ("agent_states", ("a", 1100), "until_ms", 1199 * S, "C2"),
    ("agent_states", ("a", 480), "state", "break", "C2"),
    ("people", 0, "until_ms", 1100 * S, "C2"),
    ("people", 2, "at_ms", 1090 * S, "C2"),
    ("people", 2, "until_ms", 1170 * S, "C2"),
    ("people", 1, "what", "absent", "C2"),
    ("contacts", 5, "left_ms", 301 * S, "C3"),
    ("legs", 5, "patience_ms", 101 * S, "C3"),
    ("agent_states", ("a", 0), "until_ms", 179 * S, "C3"),
    ("legs", 8, "agent", "b", "C4"),
    ("legs", 1, "slot", 1, "C4"),
    ("agent_states", ("b", 300), "state", "talk", "C4"),
    ("agent_states", ("b", 300), "contact", ID[3], "C4"),
    ("agent_states", ("a", 480), "contact", ID[3], "C4"),
    ("legs", 3, "answered_ms", 209 * S, "C4"),
    ("legs", 1, "tier", 2, "C5"),
    ("legs", 4, "tier", 2, "C5"),
    ("legs", 5, "queued_ms", 110 * S, "C6"),
    ("legs", 6, "answered_ms", 400 * S, "C7"),
    ("contacts", 10, "outcome", "blocked", "C8"),
    ("contacts", 10, "outcome", "closed", "C8"),
    ("legs", 4, "how", "disconnected", "C8"),
    ("legs", 4, "patience_ms", 16 * S, "C9"),
    ("legs", 3, "patience_ms", 89 * S, "C9"),
    ("contacts", 4, "patience_ms", 16 * S, "C9"),
    ("legs", 2, "acw_ms", 61 * S, "C10"),
    ("legs", 2, "ended_ms", 391 * S, "C10"),
    ("legs", 4, "talk_ms", 1, "C10"),
    ("legs", 2, "leg", 2, "C10"),
    ("legs", 2, "contact", 77, "C10"),
    ("legs", 4, "ended_ms", -1, "C10"),
    ("contacts", 6, "arrived_ms", 344 * S, "C10"),
    ("contacts", 6, "queued_ms", 346 * S, "C10"),
    ("contacts", 6, "first_reply_ms", 361 * S, "C10"),
    ("contacts", 3, "left_ms", -1, "C10"),
    ("contacts", 3, "contact", ID[2], "C10"),
    ("contacts", 3, "reason", 7, "C10"),
    ("issues", 10, "closed_ms", 1201 * S, "C10"),
    ("people", 2, "n", 1, "C10"),
]


def row_of(journal, table, where):
    columns = journal.columns[table]
    if table == "agent_states":
        agent, start = where
        code = journal.names("agents").index(agent)
        return int(
            np.flatnonzero((columns["agent"] == code) & (columns["from_ms"] == start * S))[0]
        )
    if table == "people":
        return where
    key = where << 6 if table == "issues" else ID[where]
    name = "issue" if table == "issues" else "contact"
    return int(np.flatnonzero(columns[name] == key)[0])


def changed(journal, table, where, column, value):
    values = journal.columns[table][column].copy()
    if isinstance(value, str):
        categories = next(c.categories for c in TABLES[table] if c.name == column)
        value = journal.names(categories).index(value)
    values[row_of(journal, table, where)] = value
    return Journal(
        {**journal.columns, table: {**journal.columns[table], column: values}}, journal.about
    )


@pytest.mark.parametrize(("table", "where", "column", "value", "law"), CELLS)
def test_a_changed_cell_is_caught(table, where, column, value, law):
    report = audit(changed(the_day(), table, where, column, value), EXPECTED)
    assert law in report.failed, report.lines()
    assert report[law].examples


@pytest.mark.parametrize(
    ("facts", "law"),
    [
        ({"channels": {"phone": ChannelFacts(lines=3)}}, "C8"),
        ({"channels": {"phone": ChannelFacts(opening={0: ((0, 900 * S),)})}}, "C8"),
        ({"channels": {}}, "C8"),
        ({"agents": {"a": EXPECTED.agents["a"]}}, "C5"),
        ({"agents": {**EXPECTED.agents, "b": AgentFacts("team", 1, frozenset({"tea"}))}}, "C5"),
        ({"agents": {**EXPECTED.agents, "b": replace(EXPECTED.agents["b"], tier=2)}}, "C5"),
        ({"agents": {**EXPECTED.agents, "c": EXPECTED.agents["b"]}}, "C2"),
        ({"max_attempts": 1}, "C1"),
        ({"max_legs": 0}, "C1"),
    ],
)
def test_a_day_that_another_scenario_forbids_is_caught(facts, law):
    day = the_day()
    monday = Journal(day.columns, replace(day.about, start="2024-01-01"))
    assert audit(monday, EXPECTED).ok
    assert law in audit(monday, replace(EXPECTED, **facts)).failed


def test_four_lines_are_just_enough():
    assert audit(the_day(), replace(EXPECTED, channels={"phone": ChannelFacts(lines=4)})).ok


def test_the_longest_idle_agent_must_be_chosen():
    """Contact 7 rightly goes to B, idle longer; if A's team were preferred it would be wrong."""
    assert audit(*with_two_teams(rank_a=1, rank_b=1)).ok
    report = audit(*with_two_teams(rank_a=1, rank_b=2))
    assert report.failed == ("C6",)
    assert report["C6"].violations == 1
    assert "agent a (idle since 480.000 s) was to be chosen" in report["C6"].examples[0]


def with_two_teams(rank_a, rank_b):
    """Return the day with A and B in teams of their own, and what is expected of it."""
    day = the_day()
    ranks = {"billing": {"first": rank_a, "second": rank_b}}
    key = [{"term": "rank", "by": "reason_team", "values": ranks}]
    about = replace(
        day.about,
        policy={**day.about.policy, "agent_key": key},
        categories={**day.about.categories, "teams": ("first", "second")},
        agent_team=(0, 1),
    )
    legs = {**day.columns["legs"], "team": day.columns["legs"]["agent"]}
    agents = {"a": AgentFacts("first", 1, frozenset({"billing"}))}
    agents["b"] = replace(agents["a"], team="second")
    return Journal({**day.columns, "legs": legs}, about), replace(EXPECTED, agents=agents)


def test_columns_missing_or_of_another_type_are_told():
    day = the_day()
    less = {k: v for k, v in day.columns["legs"].items() if k != "how"}
    assert audit(Journal({**day.columns, "legs": less}, day.about)).failed == ("C12",)
    odd = {**day.columns["legs"], "acw_ms": day.columns["legs"]["acw_ms"].astype(float)}
    assert audit(Journal({**day.columns, "legs": odd}, day.about)).failed == ("C12",)


def test_unsorted_tables_are_not_read_further():
    day = the_day()
    back = {name: values[::-1] for name, values in day.columns["contacts"].items()}
    report = audit(Journal({**day.columns, "contacts": back}, day.about), EXPECTED)
    assert report.failed == ("C10",)
    assert report["C1"].status == "not checked"
