"""The journal: what happened in one replication, as six flat tables.

Inside, a table is a set of equally long numpy columns in whole milliseconds and integer
codes (`Journal.columns`). Outside, in data frames and Parquet files, instants and
durations are float seconds (``…_at``, ``…_s``) and codes are names (`Journal.frame`,
`Journal.save`). Both say the same: a float second is always ms / 1000.

This module knows tables, not queues: it imports neither the engine nor the measures.
"""

from cssim.journal.files import write_text, write_whole
from cssim.journal.store import About, Columns, Derived, Journal, empty, load
from cssim.journal.tables import (
    BUSY_STATES,
    CAUSES,
    FIXED_CATEGORIES,
    FOLLOWED_BY,
    ISSUE_ENDS,
    KEYS,
    LEG_ENDS,
    LEG_KINDS,
    LOST_STATES,
    NO_INSTANT,
    NOBODY,
    OUTCOMES,
    PEOPLE_EVENTS,
    STATES,
    TABLES,
    Column,
)
from cssim.units import INFINITE

__all__ = [
    "BUSY_STATES",
    "CAUSES",
    "FIXED_CATEGORIES",
    "FOLLOWED_BY",
    "INFINITE",
    "ISSUE_ENDS",
    "KEYS",
    "LEG_ENDS",
    "LEG_KINDS",
    "LOST_STATES",
    "NOBODY",
    "NO_INSTANT",
    "OUTCOMES",
    "PEOPLE_EVENTS",
    "STATES",
    "TABLES",
    "About",
    "Column",
    "Columns",
    "Derived",
    "Journal",
    "empty",
    "load",
    "write_text",
    "write_whole",
]
