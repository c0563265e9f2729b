"""The exceptions of the last instant of a shift go no further than they must."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from audited import expected_of, unaudited
from days import NEVER, Day, card, leg, luck, s, shift

from cssim.audit import audit
from cssim.center.levers import EscalationSettings
from cssim.center.settings import ChannelSettings, ReasonSettings, TeamSettings

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


@pytest.mark.parametrize(("delay", "wrong"), [(29, False), (30, True)])
def test_what_falls_due_is_not_taken_earlier_in_its_instant(delay, wrong):
    """At 100 b is done and takes the call of 70, which a senior may answer only after a while."""
    rules = {"escalate_waiting": s(29)}
    journal, expected = lived(
        [(0, luck((100, 0, 0)), {"reason": 1}), (70, luck((9, 0, 0))),
         (80, luck((5, 0, 0)), {"reason": 1})],
        [card("b", 1, skills=(0, 1))], [shift(0, 0, 500)],
        (TeamSettings("desk"), TeamSettings("seniors", 2)),
        reasons=(ReasonSettings("call", **rules), ReasonSettings("claim", tier=2)),
    )  # fmt: skip
    call = replace(expected.reasons["call"], next_tier_ms=s(delay))
    expected = replace(expected, reasons={**expected.reasons, "call": call})
    assert ("C6" in failed(journal, expected)) == wrong


def test_places_are_exceeded_only_by_a_letter_that_gave_way_to_a_caller():
    """At 5 b begins a letter, and then there is a caller; another letter has the only place."""
    journal, expected = lived(
        [(1, luck((9, 0, 0))), (5, luck((10, 0, 0)), {"reason": 1}),
         (5, luck((20, 0, 0)), {"reason": 2})],
        [card("b", skills=(1, 2))], [shift(0, 0, 500)], (TeamSettings("desk"),),
        channels=(ChannelSettings("phone"), ChannelSettings("mail", kind="email", places=1)),
        reasons=(ReasonSettings("other", channel=1), ReasonSettings("letter", channel=1),
                 ReasonSettings("call")),
    )  # fmt: skip
    assert not failed(journal, expected)
    mail = replace(expected.channels["mail"], places=0)
    fewer = replace(expected, channels={**expected.channels, "mail": mail})
    assert "C8" in failed(journal, fewer)


@pytest.mark.parametrize(("above", "wrong"), [(0, False), (None, True)])
def test_who_joins_only_while_somebody_is_on_the_line_leaves_letters_for_a_break(above, wrong):
    """At 60 a is done with a caller; the break of 50 could wait, but only letters do."""
    planned = shift(0, 0, 500, (50, 80))
    movable = replace(planned, away=tuple(replace(a, movable=s(90)) for a in planned.away))
    journal, expected = lived(
        [(10, luck((50, 0, 0))), (20, luck((10, 0, 0)), {"reason": 1})],
        [card("a", skills=(0, 1))], [movable], (TeamSettings("desk", joins_above=0),),
        channels=(ChannelSettings("phone"), ChannelSettings("mail", kind="email")),
        reasons=(ReasonSettings("call"), ReasonSettings("letter", channel=1)),
    )  # fmt: skip
    desk = replace(expected.teams["desk"], joins_above=above)
    assert ("C7" in failed(journal, replace(expected, teams={"desk": desk}))) == wrong


def test_who_comes_late_from_a_meeting_goes_on_to_a_break_that_could_wait():
    """Busy until 120, a meets from then to 150 and rests until 180; b's call waits from 60 on."""
    planned = shift(0, 0, 500, (50, 80), (100, 130))
    meeting, rest = planned.away
    planned = replace(planned, away=(meeting, replace(rest, movable=s(90))))
    journal, expected = lived(
        [(10, luck((110, 0, 0))), (60, luck((20, 0, 0)))], [card("a")], [planned],
        (TeamSettings("desk"),),
    )  # fmt: skip
    assert not failed(journal, expected)
    assert journal.columns["legs"]["answered_ms"].tolist() == [s(10), s(180)]


@pytest.mark.parametrize(
    ("if_busy", "share", "solved", "wrong"),
    [
        ("queue", 0.6, NEVER, True),
        ("skip", 0.6, NEVER, False),
        ("skip", 0.599, NEVER, True),
        ("queue", 0.6, 0.0, True),
        ("skip", 0.6, 0.0, True),
    ],
)
def test_who_skips_a_busy_tier_is_believed_of_the_share_of_what_is_unsolved(
    if_busy, share, solved, wrong
):
    """A call of 100 s from 0 on, a shift until 60, and no hand-over: nobody can see why."""
    journal, expected = lived(
        [(0, luck((100, 0, 0), resolve=solved))], [card("a")], [shift(0, 0, 60)],
        (TeamSettings("desk"),), escalation=EscalationSettings(share, if_busy=if_busy),
    )  # fmt: skip
    desk = replace(expected.teams["desk"], hands_over=True)
    assert ("C2" in failed(journal, replace(expected, teams={"desk": desk}))) == wrong
