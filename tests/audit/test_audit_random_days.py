"""Random small days full of ties, lived by a simulator of the tests' own.

A right day never raises an alarm; each deliberate fault (RELIABILITY, C27) always does when
it changes the journal at all; and so does a change of any single cell that two tables know.
"""

import numpy as np
import pytest
from audit_lived import lived

from cssim.audit import audit
from cssim.journal import TABLES, Journal

STOP = 30_000


def same(first, second):
    return all(
        np.array_equal(first.columns[t][c.name], second.columns[t][c.name], equal_nan=True)
        for t in TABLES
        for c in TABLES[t]
    )


@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("stop", [None, STOP])
def test_no_false_alarm(block, stop):
    for seed in range(12 * block, 12 * (block + 1)):
        report = audit(*lived(seed, stop=stop))
        assert report.ok, (seed, report.lines())


def test_the_random_days_reach_what_there_is_to_check():
    """Ties, hand-overs and refusals occur, or the test above would prove little."""
    seen, n_choices = set(), 0
    for seed in range(40):
        journal, expected = lived(seed)
        seen |= set(journal.frame("contacts")["outcome"]) | set(journal.frame("legs")["how"])
        n_choices += int(audit(journal, expected)["C6"].note.split()[0])
    assert {"answered", "abandoned", "blocked", "closed", "disconnected", "joined"} <= seen
    assert n_choices > 100


FAULTS = {
    "last come first": "C6",
    "priority inverted": "C6",
    "random agent": "C6",
    "ties by hash": "C6",
    "give-up before free": "C6",
    "skill test skipped": "C5",
    "break ignored": "C2",
    "one agent less": "C2",
    "wrap ignored": "C4",
    "cut at shift end": "C10",
    "patience restarted": "C9",
    "blocked not counted": "C1",
    "redial lost": "C1",
    "transfer twice": "C1",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_that_shows_is_caught(fault):
    shown = 0
    for seed in range(30):
        wrong, expected = lived(seed, [fault])
        if same(wrong, lived(seed)[0]):
            continue
        shown += 1
        assert FAULTS[fault] in audit(wrong, expected).failed, seed
    assert shown >= 3


# Columns of which every cell is known from another one, whatever the day.
TOLD_TWICE = {
    "contacts": "contact issue customer attempt reason channel cause queued_ms first_reply_ms "
    "left_ms outcome resolved n_legs n_transfers followed_by",
    "legs": "contact leg kind reason agent answered_ms ended_ms how",
    "agent_states": "agent from_ms until_ms contact slot_ms",
    "issues": "issue reason customer arose_ms closed_ms n_attempts",
}


@pytest.mark.parametrize("table", TOLD_TWICE)
def test_any_changed_cell_is_caught(table):
    rng = np.random.default_rng(27)  # noqa: TID251
    for seed in range(8):
        journal, expected = lived(seed, stop=(None, STOP)[seed % 2])
        for column in TOLD_TWICE[table].split():
            if len(journal.columns[table][column]):
                report = audit(nudged(journal, table, column, rng), expected)
                assert not report.ok, (seed, column)


def nudged(journal, table, column, rng):
    """Return the journal with one cell of a column changed by a little."""
    values = journal.columns[table][column].copy()
    row = int(rng.integers(len(values)))
    step = int(rng.choice([-1, 1, 1000, -1000] if column.endswith("_ms") else [-1, 1, 2, 64]))
    values[row] = ~values[row] if values.dtype == bool else values[row] + step
    return Journal(
        {**journal.columns, table: {**journal.columns[table], column: values}}, journal.about
    )


@pytest.mark.parametrize("table", TABLES)
def test_no_changed_cell_breaks_the_audit(table):
    """Whatever is in the cells, the audit answers; it does not raise."""
    rng = np.random.default_rng(28)  # noqa: TID251
    odd = [-(2**62), -2, -1, 0, 3, 2**31 - 1, -(2**31), 2**62, 2**63 - 1]
    for seed in range(6):
        journal, expected = lived(seed)
        for column in TABLES[table]:
            values = journal.columns[table][column.name].copy()
            if len(values):
                value = np.array(odd[rng.integers(len(odd))]).astype(values.dtype)
                values[rng.integers(len(values))] = value
            columns = {**journal.columns[table], column.name: values}
            report = audit(Journal({**journal.columns, table: columns}, journal.about), expected)
            assert len(report.lines()) >= 12


def test_an_audit_leaves_the_journal_as_it_was():
    journal, expected = lived(3)
    audit(journal, expected)
    assert same(journal, lived(3)[0])
