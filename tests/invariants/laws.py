"""Laws of a journal written down once more, apart from the audit, in plain numpy.

Each raises `AssertionError` with what is wrong. The audit checks the same and more; two
independent readings of the model are less likely to share a mistake.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from cssim.demand import Demand
from cssim.journal import (
    BUSY_STATES,
    CAUSES,
    FOLLOWED_BY,
    ISSUE_ENDS,
    LEG_KINDS,
    OUTCOMES,
    STATES,
    Journal,
)

ATTEMPT = (1 << 6) - 1
"""Low bits of a contact's number."""


def is_in(codes: Any, names: tuple[str, ...], *wanted: str) -> Any:
    """Return which codes stand for one of the wanted names."""
    return np.isin(codes, [names.index(name) for name in wanted])


def check(journal: Journal, demand: Demand) -> None:
    """Check every law of this module."""
    contacts_add_up(journal)
    issues_are_those_of_the_demand(journal, demand)
    little_holds(journal)
    agents_do_one_thing_at_a_time(journal)
    work_is_the_same_from_both_sides(journal)


def contacts_add_up(journal: Journal) -> None:
    """Every contact is fresh, a chaser, or announced by one before it, and ends in one way."""
    c = journal.columns["contacts"]
    counts = {o: int(is_in(c["outcome"], OUTCOMES, o).sum()) for o in OUTCOMES}
    assert sum(counts.values()) == len(c["contact"])
    fresh = is_in(c["cause"], CAUSES, "fresh")
    assert (fresh == (c["attempt"] == 1)).all()
    assert (c["issue"] | c["attempt"] == c["contact"]).all()
    open_ones = is_in(c["outcome"], OUTCOMES, "open")
    assert (c["left_ms"][open_ones] == -1).all()
    returns_were_announced(journal)


def returns_were_announced(journal: Journal) -> None:
    """As many retries and repeats as were announced, but for customers who have left since."""
    c, issues = journal.columns["contacts"], journal.columns["issues"]
    place = np.searchsorted(issues["issue"], c["issue"])
    size = len(issues["issue"])
    missing = np.zeros(size, dtype=int)
    for what in ("retry", "repeat"):
        announced = np.bincount(place[is_in(c["followed_by"], FOLLOWED_BY, what)], minlength=size)
        made = np.bincount(place[is_in(c["cause"], CAUSES, what)], minlength=size)
        assert (made <= announced).all()
        missing += announced - made
    assert (missing <= is_in(issues["how"], ISSUE_ENDS, "dropped")).all()


def issues_are_those_of_the_demand(journal: Journal, demand: Demand) -> None:
    """Nothing is lost: each potential issue has a row, and as many contacts as it says."""
    issues, c = journal.columns["issues"], journal.columns["contacts"]
    assert np.array_equal(issues["issue"], np.sort(demand.issue))
    made = dict(zip(*np.unique(c["contact"] & ~ATTEMPT, return_counts=True), strict=True))
    assert [made.get(number, 0) for number in issues["issue"]] == issues["n_attempts"].tolist()
    never = is_in(issues["how"], ISSUE_ENDS, "not_raised", "avoided")
    assert ((issues["n_attempts"] == 0) == never).all()


def little_holds(journal: Journal) -> None:
    """The integral of the number present is the sum of the times spent, to the millisecond."""
    c, end = journal.columns["contacts"], journal.about.end_ms
    left = np.where(c["left_ms"] < 0, end, c["left_ms"])
    assert integral_of_count(c["arrived_ms"], left) == int((left - c["arrived_ms"]).sum())
    first, last = waits(journal)
    assert integral_of_count(first, last) == int((last - first).sum())


def waits(journal: Journal) -> tuple[Any, Any]:
    """Return start and end of every wait, of all queue and service legs."""
    legs = journal.columns["legs"]
    queue = is_in(legs["kind"], LEG_KINDS, "queue", "service")
    answered, ended = legs["answered_ms"][queue], legs["ended_ms"][queue]
    last = np.where(answered >= 0, answered, np.where(ended >= 0, ended, journal.about.end_ms))
    return legs["queued_ms"][queue], last


def integral_of_count(start: Any, stop: Any) -> int:
    """Return the integral over time of how many spans hold an instant, event by event."""
    events = sorted([(int(t), 1) for t in start] + [(int(t), -1) for t in stop])
    total, present, before = 0, 0, 0
    for at, step in events:
        total += present * (at - before)
        present, before = present + step, at
    assert present == 0
    return total


def agents_do_one_thing_at_a_time(journal: Journal) -> None:
    """States of an agent do not overlap and have a length; busy ones have work in hand."""
    s = journal.columns["agent_states"]
    length = s["until_ms"] - s["from_ms"]
    assert (length > 0).all()
    same = s["agent"][1:] == s["agent"][:-1]
    assert (s["from_ms"][1:][same] >= s["until_ms"][:-1][same]).all()
    busy = is_in(s["state"], STATES, *BUSY_STATES)
    assert np.array_equal(s["slot_ms"] > 0, busy)
    assert (s["slot_ms"] >= length)[busy].all()
    one = s["contact"] >= 0
    assert busy[one].all()
    assert np.array_equal(s["slot_ms"][one], length[one])


def work_is_the_same_from_both_sides(journal: Journal) -> None:
    """The time that contacts were in an agent's hands is what the agent says to have given."""
    legs, s, end = journal.columns["legs"], journal.columns["agent_states"], journal.about.end_ms
    given = np.zeros(len(journal.about.agent_team), dtype=np.int64)
    served: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for agent, contact, begins, ends in answered(legs, end, conference=False):
        given[agent] += ends - begins
        served[agent, contact].append((begins, ends))
    for agent, contact, begins, ends in answered(legs, end, conference=True):
        # Handing over with a conference, two rows of one contact tell of the same time.
        told_before = any(a <= begins and ends <= b for a, b in served[agent, contact])
        given[agent] += 0 if told_before else ends - begins
    told = np.bincount(s["agent"], weights=s["slot_ms"], minlength=len(given))
    assert np.array_equal(told.astype(np.int64), given)


def answered(legs: Any, end: int, *, conference: bool) -> list[tuple[int, int, int, int]]:
    """Return agent, contact, start and end of all conferences, or of all else an agent does."""
    joint = is_in(legs["kind"], LEG_KINDS, "conference")
    rows = np.flatnonzero((legs["answered_ms"] >= 0) & (joint == conference))
    stop = np.where(legs["ended_ms"] < 0, end, legs["ended_ms"])
    columns = (legs["agent"], legs["contact"], legs["answered_ms"], stop)
    return list(zip(*(column[rows].tolist() for column in columns), strict=True))


def same_tables(first: Journal, second: Journal, *, but: tuple[str, ...] = ()) -> None:
    """Check that two journals say the same, bit for bit, in all columns not excepted."""
    for table, columns in first.columns.items():
        for name, values in columns.items():
            if f"{table}.{name}" not in but and table not in but:
                other = second.columns[table][name]
                assert values.dtype == other.dtype, (table, name)
                assert np.array_equal(values, other, equal_nan=values.dtype.kind == "f"), (
                    table,
                    name,
                )
