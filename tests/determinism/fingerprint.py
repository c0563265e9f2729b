"""Fingerprints of what some scenarios leave behind; as a program, prints them as JSON.

With the argument ``backwards`` the scenarios are lived in the opposite order; with ``hashed``
the whole center is lived with idle agents in the order of a set, a fault that must be found.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from pathlib import Path

import toys
from whole_center import HUB_DAY, HUB_OTHERWISE, SOME_MONTHS

from cssim.center import floor, run
from cssim.center.people import Agent
from cssim.demand import draw_demand
from cssim.journal import TABLES, Journal
from cssim.roster import draw_roster
from cssim.scenario import Scenario

CASES: dict[str, Scenario] = {
    "two tiers": toys.two_tiers(routing__policy="most_proficient"),
    "two tiers, weights": toys.two_tiers(
        volume=1.3,
        routing={"policy": "longest_weighted_wait", "weights": {"billing": 0.7, "technical": 1.9}},
    ),
    "phone desk": toys.phone_desk(demand__busyness_cv=0.3, teams__desk__absence=0.1),
    "always open": toys.always_open(
        horizon="6 h",
        reasons__help__handle_time={"distribution": "gamma", "mean": "6 min", "cv": 1.7},
        reasons__help__patience={"distribution": "weibull", "shape": 0.7, "scale": "2 min"},
    ),
    "whole center": HUB_DAY,
    "whole center, other rules": HUB_OTHERWISE,
    "months": SOME_MONTHS,
}

WHOLE = ("whole center", "whole center, other rules")


def live(name: str, seed: int = 11, replication: int = 4) -> Journal:
    """Return the journal of a case."""
    scenario = CASES[name]
    demand = draw_demand(scenario, seed, replication)
    roster = draw_roster(scenario, seed, replication)
    return run(scenario, demand, roster, seed=seed, replication=replication)


def of_files(journal: Journal) -> str:
    """Return the SHA-256 of all files that the journal is saved as, names included."""
    whole = hashlib.sha256()
    with tempfile.TemporaryDirectory() as folder:
        for path in sorted(journal.save(Path(folder)).iterdir()):
            whole.update(path.name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()


def of_integers(journal: Journal) -> str:
    """Return the SHA-256 of all columns but the floats."""
    whole = hashlib.sha256()
    for table, columns in TABLES.items():
        for column in columns:
            if column.dtype != "float64":
                whole.update(f"{table}.{column.name}".encode())
                whole.update(journal.columns[table][column.name].tobytes())
    return whole.hexdigest()


def floats(journal: Journal) -> list[float | None]:
    """Return all values of all float columns, in order; None for NaN."""
    return [
        None if value != value else value
        for table, columns in TABLES.items()
        for column in columns
        if column.dtype == "float64"
        for value in journal.columns[table][column.name].tolist()
    ]


def of_case(name: str) -> dict[str, object]:
    """Return the fingerprints of a case."""
    journal = live(name)
    return {
        "files": of_files(journal),
        "integers": of_integers(journal),
        "floats": floats(journal),
    }


def everything(*, backwards: bool = False) -> dict[str, dict[str, object]]:
    """Return the fingerprints of all cases."""
    names = reversed(CASES) if backwards else CASES
    return {name: of_case(name) for name in names}


def of_cell(cell: tuple[str, int]) -> str:
    """Return the SHA-256 of the files of a case and a replication."""
    name, replication = cell
    return of_files(live(name, replication=replication))


def break_by_hash() -> None:
    """Let the idle agents of a crew stand in the order in which a set holds their names."""

    def join(crew: floor.Crew, agent: Agent) -> None:
        known = {other.name: other for other in (*crew.idle.values(), agent)}
        crew.idle.clear()
        crew.idle.update((known[name].index, known[name]) for name in set(known))

    floor.Crew.join = join  # type: ignore[method-assign]


if __name__ == "__main__":
    if "hashed" in sys.argv:
        break_by_hash()
        print(json.dumps({name: of_case(name) for name in WHOLE}))
    else:
        print(json.dumps(everything(backwards="backwards" in sys.argv)))
