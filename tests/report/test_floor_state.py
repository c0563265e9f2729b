"""The floor at an instant is what the journal says: who waits, talks, idles, has left."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from days import ten_contacts
from floor_days import crowd, mixed_day, nothing
from toys import two_tiers

from cssim import study
from cssim.journal import STATES, Journal
from cssim.measures import Options, table
from cssim.plots.floor_state import EXITS, Floor, Lane, Moment


def floor_of(journal: Journal, options: Options | None = None) -> Floor:
    return Floor(journal, 0, journal.about.end_ms, 0, options)


def contacts_of(floor: Floor, legs: Any) -> list[int]:
    return [int(c) for c in floor.contacts["contact"][floor.legs.contact[legs]]]


def hands(floor: Floor, moment: Moment) -> dict[str, list[int]]:
    """Return the contacts that each agent has in hand."""
    names = floor.journal.names("agents")
    rows = moment.in_hand
    pairs = zip(floor.legs.agent[rows], contacts_of(floor, rows), strict=True)
    found: dict[str, list[int]] = {}
    for agent, contact in pairs:
        found.setdefault(names[agent], []).append(contact)
    return found


def states(moment: Moment) -> list[str]:
    return [STATES[code] if code >= 0 else "" for code in moment.state]


# ---- a day by hand -----------------------------------------------------------------

MIXED = {
    # second: self-service, waiting (longest first), in hand, states of ann, bob, cy
    0: ([], [], {"ann": [1]}, ["talk", "idle", ""]),
    10: ([], [], {"ann": [1], "bob": [4]}, ["talk", "deferred", ""]),
    119.999: ([], [3], {"ann": [1, 2], "bob": [4]}, ["talk", "deferred", "idle"]),
    120: ([], [3, 4], {"ann": [1, 2], "bob": [5]}, ["talk", "talk", "idle"]),
    250: ([9], [3, 4, 6, 7], {"ann": [1, 2], "bob": [5]}, ["talk", "talk", "idle"]),
    310: ([], [3, 4, 6, 7, 5], {"ann": [1, 2], "bob": [5], "cy": [5]},
          ["talk", "conference", "conference"]),
    530: ([], [], {"ann": [3, 7], "bob": [6], "cy": [5]}, ["talk", "talk", "talk"]),
    1000: ([], [10], {}, ["", "", ""]),
}  # fmt: skip


@pytest.mark.parametrize("second", MIXED)
def test_mixed_day_is_told_second_by_second(second: float) -> None:
    floor = floor_of(mixed_day())
    moment = floor.at(round(1000 * second))
    before = [int(c) for c in floor.contacts["contact"][moment.before]]
    waiting = contacts_of(floor, moment.waiting)
    assert (before, waiting, hands(floor, moment), states(moment)) == MIXED[second]


def test_nobody_is_on_the_line_of_ghosts_callbacks_and_after_contact_work() -> None:
    floor = floor_of(mixed_day())
    at = 450_000  # 2 chats on, 3 answered, 4 written, 6 to be called back, 7 a ghost
    moment = floor.at(at)
    for rows, gone in ((moment.waiting, {6, 7}), (moment.in_hand, set())):
        off = floor.off_line(rows, at)
        assert {c for c, o in zip(contacts_of(floor, rows), off, strict=True) if o} == gone
    at = 620_000  # 5 is in after-contact work
    assert floor.off_line(floor.at(at).in_hand, at).tolist() == [False, True, True]


def test_lines_are_by_reason_and_channel_and_apart_once_passed_on() -> None:
    floor = floor_of(mixed_day())
    chat, email, phone = range(3)
    billing, orders, technical = range(3)
    assert floor.lanes == (
        Lane(0, chat, billing),
        Lane(0, chat, orders),
        Lane(0, email, billing),
        Lane(0, phone, billing),
        Lane(0, phone, technical),
        Lane(2, phone, technical),
    )
    passed_on = np.flatnonzero(floor.lane == 5)
    assert contacts_of(floor, passed_on) == [5]


def test_leavers_are_counted_by_how_they_left() -> None:
    floor = floor_of(mixed_day())
    left = floor.n_left(np.array([0, 210_000, 300_000, 1_200_000]))
    assert left[:, -1].tolist() == [3, 2, 2, 1, 0, 1]
    assert left[EXITS.index("blocked")].tolist() == [0, 1, 1, 1]
    assert left[EXITS.index("abandoned")].tolist() == [0, 0, 2, 2]
    assert floor.n_arrived(np.array([0, 210_000, 1_200_000])).tolist() == [1, 8, 10]


def test_movements_are_those_since_the_moment_before() -> None:
    floor = floor_of(mixed_day())
    moment = floor.at(430_000, since=330_000)
    assert contacts_of(floor, moment.answered) == [3]  # 4 and 5 were answered at 330 itself
    assert [int(c) for c in floor.contacts["contact"][moment.left]] == [1]
    assert len(floor.at(430_000).answered) == len(floor.at(430_000).left) == 0


# ---- any day -----------------------------------------------------------------------


def days() -> dict[str, Journal]:
    busy = study.one_life(study.Arm("base", two_tiers(volume=1.3)), seed=1, replication=0)
    return {"ten": ten_contacts().live(), "mixed": mixed_day(), "busy": busy, "none": nothing()}


@pytest.fixture(scope="module", params=["ten", "mixed", "busy", "none"])
def lived(request: pytest.FixtureRequest) -> Journal:
    return days()[request.param]


def instants(journal: Journal) -> list[int]:
    """Return up to 150 instants of events, and the ms before and after them."""
    legs = journal.columns["legs"]
    events = np.unique(np.concatenate([legs[f"{k}_ms"] for k in ("queued", "answered", "ended")]))
    events = events[events >= 0]
    some = events[:: max(len(events) // 50, 1)]
    near = np.unique(np.concatenate([some - 1, some, some + 1, [0, journal.about.end_ms]]))
    return [int(t) for t in near[(near >= 0) & (near <= journal.about.end_ms)]]


def slowly(journal: Journal, t: int) -> tuple[list[int], list[tuple[str, int]], list[str]]:
    """Return who waits, who has whom in hand, and the states, row by row."""
    legs, names = journal.frame("legs"), journal.names("agents")
    waiting, in_hand = set(), []
    for leg in legs.itertuples():
        answered = leg.answered_at if leg.answered_at >= 0 else np.inf
        ended = leg.ended_at if leg.ended_at >= 0 else np.inf
        if leg.queued_at <= t / 1000 < min(answered, ended):
            waiting.add(leg.contact)  # once, even if a ghost keeps its place
        if isinstance(leg.agent, str) and answered <= t / 1000 < ended:
            in_hand.append((leg.agent, leg.contact))
    now = dict.fromkeys(names, "")
    for row in journal.frame("agent_states").itertuples():
        if row.from_at <= t / 1000 < row.until_at:
            now[row.agent] = row.state
    return sorted(waiting), sorted(in_hand), list(now.values())


def test_every_instant_equals_the_journal_read_row_by_row(lived: Journal) -> None:
    floor = floor_of(lived)
    names = lived.names("agents")
    for t in instants(lived)[::4]:
        moment = floor.at(t)
        rows = moment.in_hand
        agents = [names[a] for a in floor.legs.agent[rows]]
        in_hand = sorted(zip(agents, contacts_of(floor, rows), strict=True))
        found = sorted(contacts_of(floor, moment.waiting)), in_hand, states(moment)
        assert found == slowly(lived, t), t


def test_curves_are_the_counts_of_the_moments(lived: Journal) -> None:
    floor, at = floor_of(lived), np.array(instants(lived))
    moments = [floor.at(int(t)) for t in at]
    assert floor.n_waiting(at).tolist() == [len(m.waiting) for m in moments]
    assert floor.n_idle(at).tolist() == [states(m).count("idle") for m in moments]
    by_lane = sum(floor.n_waiting(at, i) for i in range(len(floor.lanes)))
    assert np.all(by_lane == floor.n_waiting(at))


def test_whoever_is_in_the_center_is_seen_in_one_place() -> None:
    floor = floor_of(days()["busy"])
    inside = [int(t) for t in instants(floor.journal)]
    n_seen = 0
    for t in inside:
        moment = floor.at(t)
        on = [rows[~floor.off_line(rows, t)] for rows in (moment.waiting, moment.in_hand)]
        seen = [*moment.before, *floor.legs.contact[on[0]], *np.unique(floor.legs.contact[on[1]])]
        here = (floor.contacts["arrived_ms"] <= t) & (t < floor.gone)
        assert sorted(seen) == np.flatnonzero(here).tolist()
        n_seen += len(seen)
    assert n_seen > 100


@pytest.mark.parametrize("rule", ["exclude_short", "offered", "short_met", "answered"])
def test_service_level_ends_as_that_of_the_day(rule: str) -> None:
    journal = days()["busy"]
    options = Options(rule=rule, awt_s=30)
    floor = floor_of(journal, options)
    at = np.array([0, 10 * 3_600_000, journal.about.end_ms])
    whole = table(journal, ("service_level",), options=options)["value"].iloc[0]
    so_far = floor.service_level(at)
    assert np.isnan(so_far[0]) and so_far[2] == pytest.approx(whole, abs=1e-12)
    assert so_far[1] != so_far[2]


def test_counting_since_noon_leaves_the_morning_out() -> None:
    journal = days()["busy"]
    noon, end = 12 * 3_600_000, journal.about.end_ms
    morning, floor = floor_of(journal), Floor(journal, noon, end, noon)
    assert np.isnan(floor.service_level(np.array([noon]))[0])
    at = np.array([noon, end])
    came = morning.n_arrived(at)
    assert (
        floor.n_arrived(at)[1]
        == came[1] - came[0] + (journal.columns["contacts"]["arrived_ms"] == noon).sum()
    )
    assert np.all(floor.n_left(at)[:, 1] <= morning.n_left(at)[:, 1])


def test_a_span_shows_the_same_as_the_whole_day() -> None:
    journal = days()["busy"]
    start, until = 10 * 3_600_000, 11 * 3_600_000
    whole, part = floor_of(journal), Floor(journal, start, until, 0)
    for t in range(start, until + 1, 600_000):
        a, b = whole.at(t), part.at(t)
        assert contacts_of(whole, a.waiting) == contacts_of(part, b.waiting)
        assert hands(whole, a) == hands(part, b)
        assert np.array_equal(a.state, b.state) and np.array_equal(a.before, b.before)
    assert len(part.legs.contact) < len(whole.legs.contact)


def test_a_channel_without_acceptable_wait_has_the_usual_one() -> None:
    floor = floor_of(crowd(n_agents=3, n_teams=1, waiting=3), Options(awt_s={"phone": 7}))
    assert set(floor.limit) == {7_000, 20_000}
