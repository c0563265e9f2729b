"""The exceptions of the last instant of a shift go no further than they must."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from audited import expected_of, unaudited
from days import NEVER, Day, card, leg, luck, s, shift

from cssim.audit import audit
from cssim.center.levers import EscalationSettings
from cssim.center.settings import ReasonSettings, TeamSettings

LEADS = TeamSettings("leads", joins_above=4)
HANDS_OVER = TeamSettings("desk", hands_over=True)


def lived(contacts, agents, shifts, teams, **settings):
    """Return a journal, not audited yet, and what is expected of it."""
    legs = {(0, 1, 2): leg((1, 1, 1), 300)}
    day = Day(contacts, agents, shifts, {"teams": teams, "horizon": s(500), **settings}, legs=legs)
    with unaudited():
        people = [SimpleNamespace(name=c.name, team=c.team, pace=c.skills) for c in agents]
        return day.live(), expected_of(day.plain(), people)


def two_leave(order="ab"):
    """Both leave at 60: a hands over, b finishes whatever it has."""
    cards = {"a": card("a"), "b": card("b", 1)}
    shifts = [shift(i, 0 if name == "a" else 1, 60) for i, name in enumerate(order)]
    teams = (HANDS_OVER, TeamSettings("late"))
    return lived([(0, luck((90, 10, 8)))], [cards[name] for name in order], shifts, teams)


def due_at_the_end(joins_above=4):
    """At 100 b leaves, after a has come, and a contact may be answered by seniors."""
    return lived(
        [(70, luck((5, 0, 3)))],
        [card("a", 2, skills=(1,)), card("b", 1)],
        [shift(0, 100, 500), shift(1, 0, 100)],
        (TeamSettings("desk"), TeamSettings("seniors", 2), replace(LEADS, joins_above=joins_above)),
        reasons=(ReasonSettings("call", escalate_waiting=s(30)), ReasonSettings("claim")),
    )


def failed(journal, expected):
    return set(audit(journal, expected).failed)


def changed(journal, table, row, **values):
    """Return the journal with some cells of one row changed."""
    columns = {name: dict(found) for name, found in journal.columns.items()}
    for column, value in values.items():
        columns[table][column] = columns[table][column].copy()
        columns[table][column][row] = value
    return replace(journal, columns=columns)


def test_taken_over_at_the_last_instant_only_from_who_leaves_before():
    journal, expected = two_leave()
    assert not failed(journal, expected)
    # Had b the lower number, b would be gone before a.
    names = {**journal.about.categories, "agents": ("b", "a")}
    agent = {t: 1 - journal.columns[t]["agent"] for t in ("legs", "agent_states", "people")}
    columns = {name: dict(found) for name, found in journal.columns.items()}
    for table, codes in agent.items():
        columns[table]["agent"] = codes.astype(columns[table]["agent"].dtype)
    order = np.lexsort((columns["agent_states"]["from_ms"], columns["agent_states"]["agent"]))
    columns["agent_states"] = {c: v[order] for c, v in columns["agent_states"].items()}
    about = replace(journal.about, categories=names, agent_team=journal.about.agent_team[::-1])
    assert {"C2", "C4"} <= failed(replace(journal, columns=columns, about=about), expected)


@pytest.mark.parametrize(
    "other",
    [
        {"reasons": {"call": {"next_tier_ms": s(29)}}},
        {"reasons": {"call": {"next_tier_ms": s(31)}}},
        {"teams": {"leads": {"joins_above": None}}},
        {"teams": {"seniors": {"hands_over": True}}},
    ],
)
def test_taken_when_due_at_the_last_instant_only_if_somebody_was_asked_then(other):
    journal, expected = due_at_the_end()
    assert not failed(journal, expected)
    for field, facts in other.items():
        known = dict(getattr(expected, field))
        for name, values in facts.items():
            known[name] = replace(known[name], **values)
        expected = replace(expected, **{field: known})
    assert {"C2", "C4"} <= failed(journal, expected)


@pytest.mark.parametrize(
    ("if_busy", "solved", "wrong"),
    [("queue", NEVER, True), ("skip", NEVER, False), ("queue", 0.0, True), ("skip", 0.0, True)],
)
def test_who_skips_a_busy_tier_is_believed_only_of_what_is_unsolved(if_busy, solved, wrong):
    """A call of 100 s from 0 on, a shift until 60, and no hand-over: nobody can see why."""
    journal, expected = lived(
        [(0, luck((100, 0, 0), resolve=solved))], [card("a")], [shift(0, 0, 60)],
        (TeamSettings("desk"),), escalation=EscalationSettings(if_busy=if_busy),
    )  # fmt: skip
    desk = replace(expected.teams["desk"], hands_over=True)
    assert ("C2" in failed(journal, replace(expected, teams={"desk": desk}))) == wrong
