"""Whether the tables can be read at all: complete, keyed, sorted, with known codes.

It is the first part of C10. If rows cannot be told apart or joined, no other law is checked.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cssim.audit.codes import EVENT, KIND, SPAN
from cssim.audit.report import Tally
from cssim.errors import show
from cssim.journal import INFINITE, KEYS, NO_INSTANT, NOBODY, TABLES, Column, Journal

NEVER_NULL = {
    "contacts": ("reason", "channel", "cause", "outcome", "followed_by"),
    "legs": ("kind", "how"),
    "agent_states": ("agent", "state"),
    "customers": (),
    "issues": ("reason", "how"),
    "people": ("what",),
}

OF_NOBODY = [EVENT[what] for what in ("outage_start", "plan_start", "surge_start", "vacant")]
"""Events with an end that concern no agent."""

MAY_REPEAT = ("agent_states", "legs", "people")


def complete(journal: Journal, tally: Tally) -> None:
    """Check for C12 that every table has its columns, of one length and the right type."""
    for table, columns in TABLES.items():
        found = journal.columns.get(table, {})
        lengths = {len(found[c.name]) for c in columns if c.name in found}
        for column in columns:
            tally.examined += 1
            values = found.get(column.name)
            if values is None:
                tally.wrong(f"{table}: column {column.name} is missing")
            elif values.dtype != np.dtype(column.dtype):
                tally.wrong(f"{table}.{column.name} is {values.dtype}, not {column.dtype}")
        if len(lengths) > 1:
            tally.wrong(f"{table}: columns of {len(lengths)} different lengths")


def sound(journal: Journal, tally: Tally) -> bool:
    """Check for C10 what every other law takes for granted; return whether it holds.

    Two states of an agent, two legs of a contact or two events of people with one key break
    C10, but do not keep the other laws from being checked.
    """
    twice = Tally("C10")
    for table, columns in TABLES.items():
        _sorted(journal, twice if table in MAY_REPEAT else tally, table)
        for column in columns:
            if column.kind == "code":
                _known(journal, tally, table, column)
            elif column.kind in ("instant", "duration"):
                _countable(journal, tally, table, column)
    _known_run(journal, tally)
    _known_agents(journal, tally)
    _known_contacts(journal, tally)
    readable = not tally.violations and _in_order(journal)
    tally.add(twice)
    return readable


def _in_order(journal: Journal) -> bool:
    """Tell whether the tables that may have a key twice are sorted nevertheless."""
    for table in MAY_REPEAT:
        first, second = (journal.columns[table][key] for key in KEYS[table])
        back = (first[1:] == first[:-1]) & (second[1:] < second[:-1])
        if np.any(back | (first[1:] < first[:-1])):
            return False
    return True


def _sorted(journal: Journal, tally: Tally, table: str) -> None:
    """Keys go up strictly from row to row, so they are unique too."""
    later: NDArray[Any] = np.zeros(0, dtype=bool)
    for key in reversed(KEYS[table]):
        values = journal.columns[table][key]
        if len(values) == 0:
            return
        step = values[1:] != values[:-1]
        up = values[1:] > values[:-1]
        later = np.where(step, up, later) if len(later) else up
    tally.rows(later, lambda i: f"{table} row {i + 1}: its key is not after the one before")
    tally.examined += 1


def _known(journal: Journal, tally: Tally, table: str, column: Column) -> None:
    values = journal.columns[table][column.name]
    least = 0 if column.name in NEVER_NULL[table] else -1
    n = len(journal.names(column.categories))
    tally.rows(
        (values >= least) & (values < n),
        lambda i: f"{table} row {i}: {column.name} {values[i]} is not one of {least}..{n - 1}",
    )


def _countable(journal: Journal, tally: Tally, table: str, column: Column) -> None:
    """Times are null or from 0 on, and small enough that sums of them are exact."""
    values = journal.columns[table][column.name]
    most = INFINITE if column.name == "patience_ms" else SPAN - 1
    tally.rows(
        (values >= NO_INSTANT) & (values <= most),
        lambda i: f"{table} row {i}: {column.name} is {values[i]} ms, not one of -1..{most}",
    )


def _known_run(journal: Journal, tally: Tally) -> None:
    """The run has a start that is a date (or none), and an end."""
    about = journal.about
    tally.examined += 1
    if not 0 <= about.warm_up_ms <= SPAN or not 0 <= about.horizon_ms <= SPAN:
        tally.wrong(f"warm-up {about.warm_up_ms} ms, horizon {about.horizon_ms} ms")
    if not 0 <= about.end_ms < SPAN:
        tally.wrong(f"the run ends at {about.end_ms} ms, not one of 0..{SPAN - 1}")
    try:
        datetime.fromisoformat(about.start or "2000-01-01")
    except ValueError:
        tally.wrong(f"the run starts at {show(about.start)}, which is not a date and time")


def _known_agents(journal: Journal, tally: Tally) -> None:
    legs, people = journal.columns["legs"], journal.columns["people"]
    about = journal.about
    tally.equal(len(about.agent_team), len(journal.names("agents")), "teams of agents, agents")
    with_agent = np.isin(legs["kind"], [KIND["service"], KIND["conference"]])
    tally.rows(
        ~with_agent | ((legs["agent"] >= 0) & (legs["answered_ms"] >= 0)),
        lambda i: f"legs row {i}: a service or conference without an agent or an answer",
    )
    planned = (people["until_ms"] >= 0) & ~np.isin(people["what"], OF_NOBODY)
    tally.rows(~planned | (people["agent"] >= 0), lambda i: f"people row {i}: a plan for nobody")


def _known_contacts(journal: Journal, tally: Tally) -> None:
    known = journal.columns["contacts"]["contact"]
    for table in ("legs", "agent_states", "people"):
        contact = journal.columns[table]["contact"]
        good = np.isin(contact, known)
        if table != "legs":
            good |= contact == NOBODY
        tally.rows(
            good,
            lambda i, t=table, c=contact: f"{t} row {i}: there is no contact {c[i]}",  # type: ignore[misc]
        )
