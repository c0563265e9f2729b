"""A year of people and customers: what a replication costs, where it goes, what it holds.

The scenario is `experiments/months/scenario.yml`: a center of 40 agents who learn, tire, quit
and are hired, 50,000 customers, about 250,000 contacts a year. CPU time and peak memory of one
replication, in a process of its own, for a quarter, half a year and a year: what is held besides
the journal shows whether memory stays flat.

    python benchmarks/year.py [--profile] [--markdown docs/speed_year.md]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from week import one, profiled

from cssim import __version__
from cssim.scenario import Scenario, load

SCENARIO = Path(__file__).parents[1] / "experiments/months/scenario.yml"
LENGTHS = ("91 d", "182 d", "365 d")
MIB = 1 << 20

PAGE = """# A year of people and customers

Written by `python benchmarks/year.py --profile --markdown docs/speed_year.md`.

One replication of `experiments/months/scenario.yml` (40 agents, 50,000 customers, agents who learn,
tire, quit and are hired), each in a process of its own; cssim {version}.

| length | contacts | draw | live, write tables | peak memory | journal | rest |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Times in seconds of CPU, memory in MiB. *Rest* is peak memory less the journal's tables: Python and
its libraries, demand, the center. Per further contact the peak grows by {slope:.0f} bytes, of which
the journal is {journal:.0f}.

Where the time of a year goes (profiled, so slower in all; own time of the first functions):

```
{profile}
```
"""


def scenario(length: str) -> Scenario:
    """Return the center over a length of time."""
    return load(SCENARIO).with_overrides({"horizon": length, "warm_up": "0 s"})


def measured(length: str) -> dict[str, Any]:
    """Return time and memory of one replication lived in this process."""
    draw, live, journal = one(scenario(length), 0)
    columns = [values for table in journal.columns.values() for values in table.values()]
    return {
        "length": length,
        "contacts": len(journal.columns["contacts"]["contact"]),
        "draw": draw,
        "live": live,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "journal": sum(values.nbytes for values in columns),
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
        f"| {f['peak'] / MIB:.0f} | {f['journal'] / MIB:.0f} "
        f"| {(f['peak'] - f['journal']) / MIB:.0f} |"
        for f in found
    ]
    more = found[-1]["contacts"] - found[0]["contacts"]
    page = PAGE.format(
        rows="\n".join(rows),
        slope=(found[-1]["peak"] - found[0]["peak"]) / more,
        journal=(found[-1]["journal"] - found[0]["journal"]) / more,
        version=__version__,
        profile=profiled(scenario("365 d")) if asked.profile else "(not asked for)",
    )
    print(page)
    if asked.markdown:
        asked.markdown.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
