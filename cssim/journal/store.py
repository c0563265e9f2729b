"""A journal in memory and on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.errors import InputError
from cssim.journal.files import write_text, write_whole
from cssim.journal.tables import FIXED_CATEGORIES, NO_INSTANT, NOBODY, TABLES, Column
from cssim.units import INFINITE

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


class Derived(Mapping[str, Columns]):
    """Tables by name, each made when it is first looked at.

    Most runs are asked for a few figures; the states of agents, say, follow from the legs
    and need not be worked out for a question about waiting. What a table is made from is let go.

    Parameters
    ----------
    makers : dict of table name to callable
        Each returns its table; called once at most.
    """

    def __init__(self, makers: Mapping[str, Callable[[], Columns]]) -> None:
        self._makers, self._names = dict(makers), tuple(makers)
        self._made: dict[str, Columns] = {}

    def __getitem__(self, table: str) -> Columns:
        if table not in self._made:
            self._made[table] = self._makers[table]()
            del self._makers[table]
        return self._made[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __reduce__(self) -> tuple[type[dict[str, Columns]], tuple[dict[str, Columns]]]:
        # A journal that goes to another process takes its tables along, all made.
        return dict, (dict(self),)


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

    columns: Mapping[str, Columns]
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
            return pd.Categorical.from_codes(values, pd.Index(self.names(column.categories)))
        if column.may_be_null:
            return _nullable(values)
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
            write_whole(folder / f"{table}.parquet", partial(_write_table, self, table))
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
    if column.may_be_null:
        return values.astype("Int64").fillna(NOBODY).to_numpy(dtype=column.dtype)
    return values.to_numpy(dtype=column.dtype)


def empty(table: str) -> Columns:
    """Return a table without rows, with the right columns and dtypes."""
    return {c.name: np.empty(0, dtype=c.dtype) for c in TABLES[table]}
