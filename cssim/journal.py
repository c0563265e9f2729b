"""The journal: what happened in one replication, as six flat tables.

Inside, a table is a set of equally long numpy columns in whole milliseconds and integer
codes (`Journal.columns`). Outside, in data frames and Parquet files, instants and
durations are float seconds (``…_at``, ``…_s``) and codes are names (`Journal.frame`,
`Journal.save`). Both say the same: a float second is always ms / 1000.

This module knows tables, not queues: it imports neither the engine nor the measures.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.errors import InputError
from cssim.units import INFINITE as INFINITE

NO_INSTANT = -1
"""Stands inside for an instant that never came; null outside."""
NOBODY = -1
"""Code for no agent, no team, no contact, no customer; null outside."""

OUTCOMES = (
    "answered", "abandoned", "balked", "diverted", "disconnected", "open",
    "blocked", "closed", "contained",
)  # fmt: skip
CAUSES = ("fresh", "retry", "repeat", "chaser")
FOLLOWED_BY = ("nothing", "retry", "repeat")
LEG_KINDS = ("queue", "service", "conference", "offline", "ghost")
LEG_ENDS = (
    "resolved", "unresolved", "escalated", "transferred", "abandoned", "disconnected",
    "diverted", "open", "joined",
)  # fmt: skip
STATES = (
    "idle", "ring", "talk", "hold", "acw", "deferred", "conference",
    "break", "training", "coaching", "meeting", "outage", "absent",
)  # fmt: skip
BUSY_STATES = ("ring", "talk", "hold", "acw", "deferred", "conference")
LOST_STATES = ("break", "training", "coaching", "meeting", "outage", "absent")
ISSUE_ENDS = ("resolved", "given_up", "too_many", "not_raised", "dropped", "open")
PEOPLE_EVENTS = (
    "shift_start", "shift_end", "absent", "away_due", "called_in", "sent_home", "refused",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a journal table.

    Attributes
    ----------
    name : str
        Name inside; ``…_ms`` for an instant or a duration.
    dtype : str
        numpy dtype inside.
    kind : str
        How it is shown outside: ``instant`` (ms to ``…_at`` seconds, -1 to null),
        ``duration`` (ms to ``…_s`` seconds, -1 to null, 2^62 to inf), ``code`` (to a
        name of the category list `categories`, -1 to null), ``id``, ``count``, ``flag``,
        ``share`` (float) or ``score`` (-1 to null).
    meaning : str
        One sentence, with the unit.
    categories : str
        For a code, the category list it indexes.
    """

    name: str
    dtype: str
    kind: str
    meaning: str
    categories: str = ""

    @property
    def outside(self) -> str:
        """Name of the column in data frames and files."""
        if self.kind == "instant":
            return "at" if self.name == "at_ms" else self.name.removesuffix("_ms") + "_at"
        if self.kind == "duration":
            return self.name.removesuffix("_ms") + "_s"
        return self.name


def _instant(name: str, meaning: str) -> Column:
    return Column(f"{name}_ms", "int64", "instant", meaning)


def _duration(name: str, meaning: str) -> Column:
    return Column(f"{name}_ms", "int64", "duration", meaning)


def _code(name: str, categories: str, meaning: str) -> Column:
    return Column(name, "int32", "code", meaning, categories)


def _id(name: str, meaning: str) -> Column:
    return Column(name, "int64", "id", meaning)


def _count(name: str, meaning: str) -> Column:
    return Column(name, "int32", "count", meaning)


def _flag(name: str, meaning: str) -> Column:
    return Column(name, "bool", "flag", meaning)


def _share(name: str, meaning: str) -> Column:
    return Column(name, "float64", "share", meaning)


def _score(name: str, meaning: str) -> Column:
    return Column(name, "int32", "score", meaning)


TABLES: Mapping[str, tuple[Column, ...]] = {
    "contacts": (
        _id("contact", "key: the issue's number with the attempt in its low 6 bits"),
        _id("issue", "issue the contact is about"),
        _id("customer", "customer who makes the contact; null when customers are not modelled"),
        _count("attempt", "position of the contact in its issue, from 1"),
        _code("reason", "reasons", "contact reason"),
        _code("channel", "channels", "channel"),
        _code("segment", "segments", "segment of the customer; null when not modelled"),
        _code("cause", "causes", "why the contact was made: fresh, retry, repeat, chaser"),
        _instant("arrived", "when the customer started the contact, before any self-service"),
        _instant("queued", "when it entered its first queue or was answered; null if never"),
        _instant("first_reply", "when an agent first replied; null if never"),
        _instant("left", "when the customer left the contact; null if still in it at the end"),
        _duration("patience", "longest first wait the customer accepts"),
        _code("outcome", "outcomes", "how the contact ended"),
        _flag("resolved", "the contact solved its issue (the true state)"),
        _count("n_legs", "legs with a queue or a service (conference rows not counted)"),
        _count("n_transfers", "times handed to another agent: transfers and escalations"),
        _code("followed_by", "followed_by", "what the customer did next: nothing, retry, repeat"),
        _share("sat", "chance of a rating of 4 or 5 after this contact; null when not modelled"),
        _score("rating", "rating 1-5 the customer would give, asked or not; null if not modelled"),
        _score("nps", "0-10 answer the customer would give; null if not modelled"),
        _flag("responded", "the customer was sent a survey and answered it"),
    ),
    "legs": (
        _id("contact", "contact the leg belongs to"),
        _count("leg", "row number within the contact in order of time, from 1"),
        _code("kind", "leg_kinds", "queue (never reached an agent), service, conference, …"),
        _count("tier", "tier of the queue or the agent"),
        _code("team", "teams", "team of the agent; null in a queue leg"),
        _code("agent", "agents", "agent; null in a queue leg"),
        _count("slot", "place of the contact among those the agent has in hand, from 0"),
        _instant("queued", "when the leg began to wait; null in a conference leg"),
        _instant("answered", "when the agent took it (start of a conference); null if never"),
        _duration("talk", "talk time, hold excluded"),
        _duration("hold", "hold time, taken after talk"),
        _duration("acw", "after-contact work, the last part of the leg"),
        _instant("ended", "end of the leg, after-contact work included; null if still going on"),
        _duration("patience", "patience in force while it waited"),
        _code("how", "leg_ends", "how the leg ended"),
    ),
    "agent_states": (
        _code("agent", "agents", "agent"),
        _instant("from", "start of the state"),
        _instant("until", "end of the state"),
        _code("state", "states", "what the agent was doing"),
        _id("contact", "contact in hand; null when none"),
    ),
    "customers": (
        _id("customer", "key"),
        _code("segment", "segments", "segment"),
        _instant("joined", "when the customer joined; 0 for the starting population"),
        _instant("left", "00:00 of the day on which the customer left; null if still there"),
        _share("goodwill", "goodwill at the end of the run, or when the customer left"),
        _share("hazard", "cumulated leave hazard H at the end of the run, or when they left"),
    ),
    "issues": (
        _id("issue", "key: the point's number (reason, day, layer, k), attempt bits zero"),
        _code("reason", "reasons", "contact reason"),
        _id("customer", "customer whose issue it is; null when not modelled"),
        _instant("arose", "when it arose"),
        _instant("closed", "when it was resolved or given up; null while open"),
        _count("n_attempts", "contacts made about it"),
        _share("sat", "satisfaction at closing; null while open or when not modelled"),
        _code("how", "issue_ends", "how it ended"),
    ),
    "people": (
        _instant("at", "when"),
        _count("n", "running number of the row in the run"),
        _code("agent", "agents", "agent concerned"),
        _id("contact", "contact concerned; null when none"),
        _code("what", "people_events", "what happened"),
        _instant("until", "end of the thing planned at `at` (absence, time away); null if none"),
        _code("state", "states", "planned state of time away; null if none"),
    ),
}
"""Every table of the journal with its columns, in order; rows are sorted by the key."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "contacts": ("contact",),
    "legs": ("contact", "leg"),
    "agent_states": ("agent", "from_ms"),
    "customers": ("customer",),
    "issues": ("issue",),
    "people": ("at_ms", "n"),
}

FIXED_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "outcomes": OUTCOMES,
    "causes": CAUSES,
    "followed_by": FOLLOWED_BY,
    "leg_kinds": LEG_KINDS,
    "leg_ends": LEG_ENDS,
    "states": STATES,
    "issue_ends": ISSUE_ENDS,
    "people_events": PEOPLE_EVENTS,
}

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class About:
    """What a journal's tables need to be read.

    Attributes
    ----------
    categories : dict of str to tuple of str
        The scenario's own name lists: reasons, channels, segments, teams, agents (the
        fixed lists of this module are added to them).
    agent_team : tuple of int
        Team code of each agent.
    start : str
        Local date-time of instant 0, ISO format.
    warm_up_ms, horizon_ms, end_ms : int
        Warm-up, horizon, and the instant at which the run stopped (after the drain).
    policy : dict
        What the routing policy publishes of itself (`cssim.center.routing`).
    scenario_hash : str
        Content hash of the scenario; empty for hand-made tables.
    seed, replication : int
        Which luck was lived through; -1 for hand-made tables.
    """

    categories: dict[str, tuple[str, ...]]
    agent_team: tuple[int, ...] = ()
    start: str = ""
    warm_up_ms: int = 0
    horizon_ms: int = 0
    end_ms: int = 0
    policy: dict[str, Any] = field(default_factory=dict)
    scenario_hash: str = ""
    seed: int = -1
    replication: int = -1


@dataclass(frozen=True)
class Journal:
    """What happened in one replication.

    Attributes
    ----------
    columns : dict of table name to dict of column name to array
        All tables in inside form, in the order and with the dtypes of `TABLES`.
    about : About
        Names, clock and identity of the run.
    """

    columns: dict[str, Columns]
    about: About

    def names(self, categories: str) -> tuple[str, ...]:
        """Return the category list that a code column indexes."""
        fixed = FIXED_CATEGORIES.get(categories)
        return fixed if fixed is not None else self.about.categories[categories]

    def frame(self, table: str) -> pd.DataFrame:
        """Return a table in outside form: seconds, names, nulls.

        Parameters
        ----------
        table : str
            One of `TABLES`.

        Returns
        -------
        DataFrame
            One row per key, sorted by it. Instants ``…_at`` and durations ``…_s`` are
            float seconds, codes are categoricals.
        """
        inside = self.columns[table]
        return pd.DataFrame({c.outside: self._outside(c, inside[c.name]) for c in TABLES[table]})

    def _outside(self, column: Column, values: NDArray[Any]) -> Any:
        if column.kind in ("instant", "duration"):
            seconds = values / 1000.0
            seconds[values < 0] = np.nan
            seconds[values >= INFINITE] = np.inf
            return seconds
        if column.kind == "code":
            return pd.Categorical.from_codes(values, list(self.names(column.categories)))
        if column.name in ("contact", "customer") or column.kind == "score":
            return (
                pd.array(values, dtype="Int64").copy() if (values >= 0).all() else _nullable(values)
            )
        return values

    def save(self, folder: Path | str) -> Path:
        """Write the tables and ``schema.json`` into `folder`, whole or not at all.

        Parameters
        ----------
        folder : path
            Created if absent; must not hold another journal.

        Returns
        -------
        Path
            The folder.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        for table in TABLES:
            write_whole(folder / f"{table}.parquet", lambda p, t=table: _write_table(self, t, p))
        write_text(folder / "schema.json", json.dumps(self._schema(), indent=1) + "\n")
        return folder

    def _schema(self) -> dict[str, Any]:
        about = {**self.about.__dict__, "agent_team": list(self.about.agent_team)}
        tables = {
            table: [
                {
                    "name": c.outside,
                    "kind": c.kind,
                    "meaning": c.meaning,
                    "categories": c.categories,
                }
                for c in columns
            ]
            for table, columns in TABLES.items()
        }
        return {"format": 1, "about": about, "tables": tables}


def _nullable(values: NDArray[Any]) -> Any:
    out = pd.array(values, dtype="Int64").copy()
    out[values < 0] = pd.NA
    return out


def _write_table(journal: Journal, table: str, path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrow = pa.Table.from_pandas(journal.frame(table), preserve_index=False)
    pq.write_table(arrow, path, write_page_checksum=True)


def write_whole(path: Path, write: Any) -> None:
    """Let `write(temporary_path)` make a file, then put it in place whole or not at all."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all."""
    write_whole(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def load(folder: Path | str) -> Journal:
    """Read a journal that `Journal.save` wrote.

    Raises
    ------
    InputError
        The folder or one of its files is missing or is not a journal; the message
        names it.
    """
    import pyarrow.parquet as pq

    folder = Path(folder)
    try:
        schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
        about = dict(schema["about"])
        about["categories"] = {k: tuple(v) for k, v in about["categories"].items()}
        about["agent_team"] = tuple(about["agent_team"])
        known = About(**about)
        columns = {}
        for table in TABLES:
            read = pq.read_table(folder / f"{table}.parquet", page_checksum_verification=True)
            columns[table] = _inside(table, read.to_pandas(), known)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise InputError.of("", str(folder), f"is not a readable journal: {problem}") from problem
    return Journal(columns, known)


def _inside(table: str, frame: pd.DataFrame, about: About) -> Columns:
    names = {**about.categories, **FIXED_CATEGORIES}
    return {c.name: _inside_column(c, frame[c.outside], names) for c in TABLES[table]}


def _inside_column(
    column: Column, values: pd.Series[Any], names: Mapping[str, Any]
) -> NDArray[Any]:
    if column.kind in ("instant", "duration"):
        seconds = values.to_numpy(dtype=float)
        finite = np.isfinite(seconds)
        ms = np.full(len(seconds), NO_INSTANT, dtype=np.int64)
        ms[finite] = np.rint(seconds[finite] * 1000).astype(np.int64)
        ms[np.isposinf(seconds)] = INFINITE
        return ms
    if column.kind == "code":
        codes = pd.Categorical(values, categories=list(names[column.categories])).codes
        return codes.astype(column.dtype)
    if column.name in ("contact", "customer") or column.kind == "score":
        return values.astype("Int64").fillna(NOBODY).to_numpy(dtype=column.dtype)
    return values.to_numpy(dtype=column.dtype)


def empty(table: str) -> Columns:
    """Return a table without rows, with the right columns and dtypes."""
    return {c.name: np.empty(0, dtype=c.dtype) for c in TABLES[table]}
