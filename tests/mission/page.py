"""Write docs/mission.md: ``python tests/mission/page.py``; a test fails while it differs."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from effects import Claim, Row  # noqa: E402 - the modules of the tests, from their folders
from listed import LISTED, PARTS  # noqa: E402
from rows import ROWS  # noqa: E402

PAGE = HERE.parents[1] / "docs" / "mission.md"
N_ROWS = 140
HEAD = """<!-- Made by tests/mission/page.py: change the rows there, then run it again. -->

# The mission, row by row

What the five documents about managing a contact center name, by its ID: the lever, where it is in
a scenario, what it moves, and the test that shows it.

Each test turns the lever under the same luck, asserts the stated direction, and lives all arms
once more with the mechanism switched off, where the direction must not show. `make test` does so
on small tables, where a claim holds replication by replication; `make mission` repeats every row
in many paired replications and prints each effect with its interval. Some numbers are turned up
there so that weeks show what takes years: only directions are claimed. Sizes to expect follow
from [assumptions.md](assumptions.md) and your own scenario.

Levers have a cost now and a gain later where life has one. Here it is a course of 16 hours for a
crew of four (40 paired replications, bands of 95 %): in its week customers wait two hours more,
for months afterwards a little less, and more is solved.

![a course: longer waits at once, more solved for months](images/mission_course.png)

A letter behind an ID marks a second part of the row. ↑ and ↓ say which way a measure must go.

## Shown

| row | lever | where | what it moves | test |
|---|---|---|---|---|
"""
LIST = """
## Listed, not modelled

Context, or a knob that another row already turns.

| row | what the documents say | reason, or where it is instead |
|---|---|---|
"""
REST = """
## Shown in part

| row | what is not, or is done otherwise |
|---|---|
"""


def page() -> str:
    """Return the page."""
    shown = [_shown(name, row) for name, row in ROWS.items()]
    listed = [f"| {name} | {said} | {why} |" for name, (said, why) in LISTED.items()]
    parts = [f"| {name} | {text} |" for name, text in PARTS.items()]
    return (
        "\n".join([HEAD + "\n".join(shown), LIST + "\n".join(listed), REST + "\n".join(parts)])
        + "\n"
    )


def missing() -> list[str]:
    """Return the IDs of the mission that are neither shown nor listed."""
    found = {re.sub(r"[A-Z]$", "", name) for name in ROWS} | set(LISTED)
    return [name for n in range(1, N_ROWS + 1) if (name := f"M{n:02d}") not in found]


def _shown(name: str, row: Row) -> str:
    claims = "; ".join(dict.fromkeys(_moves(claim, row) for claim in row.claims))
    return f"| {name} | {_plain(row.lever)} | {_where(row)} | {claims} | {_test(name)} |"


def _moves(claim: Claim, row: Row) -> str:
    measure, _, arm = claim.measure.rpartition(": ")
    if arm.split(" against ")[0] not in row.arms:
        measure = claim.measure
    return f"{_plain(measure)} {'↑' if claim.sign > 0 else '↓'}"


def _plain(text: str) -> str:
    return text.replace("|", "/")


def _where(row: Row) -> str:
    """Return the keys that tell the arms apart."""
    arms = row.arms.values()
    paths = {path for arm in arms if isinstance(arm, Mapping) for path in _paths(arm)}
    return ", ".join(f"`{path}`" for path in sorted(paths)) or "within one scenario"


def _paths(arm: Mapping[str, object]) -> list[str]:
    found = []
    for path, value in arm.items():
        inner = value if isinstance(value, Mapping) and _is_part(path, value) else None
        found += [f"{path}.{key}" for key in inner] if inner else [path]
    return [re.sub(r"\[\d+\]", "[]", path) for path in found]


def _is_part(path: str, value: Mapping[str, object]) -> bool:
    parts = ("announcement", "without_", "callback", "knowledge", "daily", "climate", "recovery")
    return bool(value) and path.rpartition(".")[2].startswith(parts)


def _test(name: str) -> str:
    wanted = re.compile(rf"^def (test_{name.lower()}_\w+)", re.MULTILINE)
    for path in sorted(HERE.glob("test_mission_*.py")):
        if found := wanted.search(path.read_text("utf-8")):
            return f"`{found[1]}`"
    return ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.name}: {len(ROWS)} rows shown, {len(LISTED)} listed, missing: {missing()}")
