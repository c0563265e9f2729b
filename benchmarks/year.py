"""A year of people and customers: what a replication costs, where it goes, what it holds.

The scenario is `experiments/months/scenario.yml`: a center of 40 agents who learn, tire, quit
and are hired, 50,000 customers, about 250,000 contacts a year. CPU time and peak memory of one
replication, in a process of its own, for a quarter, half a year and a year; and what is held at
the end of each month while the year is lived, which shows whether memory stays flat.

    python benchmarks/year.py [--profile] [--markdown docs/speed_year.md]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from speed import resident_mb
from week import one, profiled

from cssim import __version__
from cssim.demand import Demand, Fresh
from cssim.scenario import Scenario, load
from cssim.units import DAY_MS

SCENARIO = Path(__file__).parents[1] / "experiments/months/scenario.yml"
LENGTHS = ("91 d", "182 d", "365 d")
MIB = 1 << 20
MONTH_MS = 30 * DAY_MS

PAGE = """# A year of people and customers

Written by `python benchmarks/year.py --profile --markdown docs/speed_year.md`.

One replication of `experiments/months/scenario.yml` (40 agents, 50,000 customers, agents who learn,
tire, quit and are hired), each in a process of its own; cssim {version}.

| length | contacts | draw | live, write tables | peak memory | journal | rest |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Times in seconds of CPU, memory in MiB. The peak comes when the clock has stopped and the tables
are made. *Rest* is peak memory less the journal's tables: Python and its libraries, demand, the
center. Per further contact the peak grows by {slope:.0f} bytes, of which the journal is
{journal:.0f} and the demand, drawn before the clock starts, {demand:.0f}.

While the year is lived, at the end of every 30 days:

| days | issues arisen | memory |
| --- | --- | --- |
{months}

From the third row to the last, an issue leaves behind {left:.0f} bytes. Records lie in a temporary
file until the tables are made, in the folder that `TMPDIR` names.

Where the time of a year goes (profiled, so slower in all; own time of the first functions):

```
{profile}
```
"""


def scenario(length: str) -> Scenario:
    """Return the center over a length of time."""
    return load(SCENARIO).with_overrides({"horizon": length, "warm_up": "0 s"})


@dataclass(frozen=True)
class Weighed(Demand):
    """Notes what the process holds when the clock starts, and after each month."""

    held: list[tuple[int, float]] = field(default_factory=list)
    """Issues so far, and MiB."""

    def arrivals(self) -> Iterator[Fresh]:
        """Yield the fresh issues in order of (arrived, issue)."""
        for n, fresh in enumerate(super().arrivals()):
            if fresh[0] >= len(self.held) * MONTH_MS:
                self.held.append((n, resident_mb() * 1e6 / MIB))
            yield fresh


def measured(length: str) -> dict[str, Any]:
    """Return time and memory of one replication lived in this process."""
    held: list[tuple[int, float]] = []
    before = resident_mb() * 1e6 / MIB
    draw, live, journal = one(scenario(length), 0, lambda d: Weighed(**d.__dict__, held=held))
    columns = [values for table in journal.columns.values() for values in table.values()]
    return {
        "length": length,
        "contacts": len(journal.columns["contacts"]["contact"]),
        "draw": draw,
        "live": live,
        "demand": held[0][1] - before,
        "months": held[1:],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "journal": sum(values.nbytes for values in columns) / MIB,
    }


def apart(length: str) -> dict[str, Any]:
    """Return the same from a process of its own."""
    command = [sys.executable, __file__, "--length", length]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> None:
    """Measure, print and, if asked, write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", help="measure only this length, and print it as JSON")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--markdown", type=Path)
    asked = parser.parse_args()
    if asked.length:
        print(json.dumps(measured(asked.length)))
        return
    found = [apart(length) for length in LENGTHS]
    rows = [
        f"| {f['length']} | {f['contacts']:,} | {f['draw']:.2f} | {f['live']:.2f} "
        f"| {f['peak']:.0f} | {f['journal']:.0f} | {f['peak'] - f['journal']:.0f} |"
        for f in found
    ]
    year, per_contact = found[-1]["months"], MIB / (found[-1]["contacts"] - found[0]["contacts"])
    page = PAGE.format(
        rows="\n".join(rows),
        months="\n".join(
            f"| {30 * month} | {n:,} | {held:.0f} |" for month, (n, held) in enumerate(year, 1)
        ),
        left=(year[-1][1] - year[2][1]) * MIB / (year[-1][0] - year[2][0]),
        version=__version__,
        profile=profiled(scenario("365 d")) if asked.profile else "(not asked for)",
        **{
            name: (found[-1][what] - found[0][what]) * per_contact
            for name, what in (("slope", "peak"), ("journal", "journal"), ("demand", "demand"))
        },
    )
    print(page)
    if asked.markdown:
        asked.markdown.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
