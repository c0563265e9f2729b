"""The size of the effect of staffing: a phone queue in a closed loop, against an approximation.

Below are the figures that an approximation closed by iteration gives (Erlang A, retries and
repeats fed back until nothing changes, goodwill along the mean course of a customer). Here the
same center is lived through.

    .venv/bin/python tests/mission/sizes.py                              # print the table
    .venv/bin/python tests/mission/sizes.py --markdown docs/behaviour.md # and write it there

A year of this center would be 1.3 million issues of 850,000 customers. So that its customers'
year passes in `YEAR` days, they forget, leave and come back that many times faster; how many
issues a customer has in a year, and how many come in an hour, stays as it is. New customers make
up for those who leave.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).parents[1])]

from toys import always_open  # noqa: E402 - a module of the tests, from its folder

from cssim import draw_demand, draw_roster, measures, run  # noqa: E402
from cssim.journal import Journal  # noqa: E402
from cssim.measures import View  # noqa: E402
from cssim.scenario import Scenario  # noqa: E402

NAMES = (
    *("attempts an hour", "busy", "within 20 s", "abandon", "attempts per issue"),
    *("solved at the first", "satisfied at closing", "retained 12 months"),
)
EXPECTED: Mapping[int, Sequence[float]] = {
    16: (219, 0.98, 0.25, 0.284, 1.50, 0.50, 0.723, 0.818),
    18: (212, 0.95, 0.41, 0.193, 1.46, 0.56, 0.750, 0.826),
    20: (207, 0.92, 0.61, 0.117, 1.42, 0.62, 0.770, 0.831),
    22: (204, 0.87, 0.76, 0.065, 1.40, 0.66, 0.783, 0.835),
    24: (202, 0.81, 0.87, 0.033, 1.39, 0.68, 0.790, 0.837),
    28: (201, 0.71, 0.98, 0.006, 1.38, 0.70, 0.795, 0.838),
}
"""Agents -> the figures of the approximation."""
COUNTS = ("attempts an hour", "attempts per issue")
"""Compared by ratio; the other figures are shares."""
TOLERANCE = 0.02
FRESH = 145.6
"""Issues an hour."""
ISSUES_A_YEAR = 1.5
"""Of one customer."""
YEAR = 28.0
WARM_UP = 1.0
LIKE_THAT = {
    "reasons__help__retry.delay": {"distribution": "lognormal", "mean": "30 h", "cv": 1.3},
    "limits__max_attempts": 5,
}
"""What the approximation takes for granted: who gave up tries again on another day, when it does
not matter how long the queue was; and nobody tries more than five times."""
MARKS = ("<!-- sizes -->", "<!-- /sizes -->")


def lognormal(median_s: float, sigma: float) -> dict[str, Any]:
    """Return a lognormal distribution by median and sigma."""
    return {
        "distribution": "lognormal",
        "mean": f"{median_s * math.exp(sigma * sigma / 2):.3f} s",
        "cv": math.sqrt(math.expm1(sigma * sigma)),
    }


def center(agents: int, year: float = YEAR, **changes: Any) -> Scenario:
    """Return the center in which the customers' year has so many days."""
    faster = 365.25 / year
    customers = round(FRESH * 24 * year / ISSUES_A_YEAR)
    # Goodwill has to fall first, so ever more leave: with this many joining in their place there
    # are as many customers as at the start on average over the year, not at every time.
    base, mean = -math.log(0.85), -math.log(EXPECTED[agents][-1])
    joining = (base + (mean - base) * 2 / 3) * customers / year
    given: dict[str, Any] = {
        "horizon": f"{year + WARM_UP:g} d",
        "warm_up": f"{WARM_UP:g} d",
        "reasons__help__arrivals__per_hour": FRESH,
        "reasons__help__handle_time": {**lognormal(1, 0.8), "mean": "6 min"},
        "reasons__help__retry": {"after_abandoned": 0.5, "delay": lognormal(900, 1)},
        "reasons__help__repeat": {"probability": 0.85, "delay": lognormal(86_400 / faster, 1)},
        "teams__desk__size": agents,
        "customers": {
            "size": customers,
            "segments": {"all": {"share": 1.0}},
            "joining_per_month": joining * 30.4375,
        },
        "loyalty__churn_per_year": 1 - 0.85**faster,
        "loyalty__memory_months": 12 / faster,
        "loyalty__projection": f"{year + WARM_UP:g} d",
    }
    changed = {path.replace("__", "."): value for path, value in changes.items()}
    return always_open(**given).with_overrides(changed)


def figures(journal: Journal, year: float = YEAR) -> dict[str, float]:
    """Return what a run says, in the order of `NAMES`."""
    contacts, view = journal.columns["contacts"], View(journal)
    measured = contacts["arrived_ms"] >= journal.about.warm_up_ms
    first = measured & (contacts["attempt"] == 1)
    found = (
        np.sum(measured) / (24 * year),
        measures.occupancy(view).value,
        measures.service_level(view, awt_s=20.0, rule="offered").value,
        measures.abandonment(view).value,
        np.sum(measured) / np.sum(first),
        np.mean(contacts["resolved"][first]),
        satisfied_at_closing(view),
        measures.retention(view).value,
    )
    return dict(zip(NAMES, map(float, found), strict=True))


def satisfied_at_closing(view: View) -> float:
    """Return mean satisfaction at the last contact of the issues that were closed."""
    contacts, issues = (view.journal.columns[name] for name in ("contacts", "issues"))
    last = np.append(contacts["issue"][1:] != contacts["issue"][:-1], True)
    closed = issues["issue"][(issues["closed_ms"] >= 0) & (view.issues.raised)]
    counts = last & np.isin(contacts["issue"], closed)
    return float(np.mean(contacts["sat"][counts]))


def simulated(
    agents: int, replications: int = 1, year: float = YEAR, seed: int = 1, **changes: Any
) -> dict[str, float]:
    """Return the figures of the center, averaged over replications."""
    found = []
    for r in range(replications):
        rate = FRESH / luck(year, seed, r)
        scenario = center(agents, year, reasons__help__arrivals__per_hour=rate, **changes)
        tables = (draw(scenario, seed, r) for draw in (draw_demand, draw_roster))
        found.append(figures(run(scenario, *tables), year))
    return {name: float(np.mean([one[name] for one in found])) for name in NAMES}


def luck(year: float, seed: int, replication: int) -> float:
    """Return how many issues there would be for each expected, if nobody left or joined.

    A center close to its limit amplifies a busy month ten times; as the mean is known, the rate
    is corrected for it.
    """
    nobody = {"loyalty__churn_per_year": 0.0, "customers__joining_per_month": 0.0}
    demand = draw_demand(center(28, year, **nobody), seed, replication)
    return len(demand) / (FRESH * 24 * (year + WARM_UP))


def differences(agents: int, found: Mapping[str, float]) -> dict[str, float]:
    """Return by how much the run differs: relatively for counts, in points for shares."""
    expected = dict(zip(NAMES, EXPECTED[agents], strict=True))
    return {
        name: found[name] / expected[name] - 1 if name in COUNTS else found[name] - expected[name]
        for name in NAMES
    }


def table(rows: Mapping[int, Mapping[str, float]]) -> str:
    """Return simulated and expected figures side by side, in Markdown."""
    head = ["agents", *NAMES]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for agents, found in rows.items():
        off = differences(agents, found)
        expected = dict(zip(NAMES, EXPECTED[agents], strict=True))
        cells = [str(agents)]
        for name in NAMES:
            digits = 0 if name == NAMES[0] else 2 if name == NAMES[4] else 3
            mark = " \\*" if abs(off[name]) > TOLERANCE else ""
            cells.append(f"{found[name]:.{digits}f} ({expected[name]:g}){mark}")
        lines.append(" | ".join(cells))
    return "\n".join(f"| {line} |" for line in lines)


def write(path: Path, text: str) -> None:
    """Put the table between its marks in a page."""
    page = path.read_text("utf-8")
    before, rest = page.split(MARKS[0])
    after = rest.split(MARKS[1])[1]
    path.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, and write them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=3, help="how many (default: 3)")
    parser.add_argument("--markdown", type=Path, help="page in which to write the table")
    given = parser.parse_args(arguments)
    tables = []
    for title, changes in (
        ("Retries on another day, five attempts at most", LIKE_THAT),
        ("Retries after a quarter of an hour, as the defaults have it", {}),
    ):
        rows = {}
        for agents in EXPECTED:
            rows[agents] = simulated(agents, given.replications, **changes)
            print(title, agents, *(f"{x:.4g}" for x in rows[agents].values()), flush=True)
        tables.append(f"*{title}:*\n\n{table(rows)}")
    print(text := "\n\n".join(tables))
    if given.markdown:
        write(given.markdown, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
