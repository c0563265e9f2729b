"""The mission as a table: turn every lever in many paired replications.

    .venv/bin/python tests/mission/run.py                    # all rows, 20 replications
    .venv/bin/python tests/mission/run.py M24 M36 --replications 50

Exit code 1 if a stated direction is not seen, or is seen with its mechanism switched off.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from cssim import stats
from cssim.stats import Estimate

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from effects import Claim  # noqa: E402 - the modules of the tests, from their folders
from rows import ROWS  # noqa: E402

LINE = "{row:<5}{measure:<76}{wanted:<6}{effect:>28}   {off:>12}   {verdict}"


def _mean(effects: Sequence[float]) -> Estimate:
    """Return the mean effect with its 95 % interval, replications without one left out."""
    return stats.mean([effect for effect in effects if not np.isnan(effect)] or [0.0])


def _is_seen(claim: Claim, effects: Sequence[float]) -> bool:
    """Tell whether the whole interval lies on the stated side."""
    found = _mean(effects)
    worst = found.low if claim.sign > 0 else -found.high
    known = found.value * claim.sign if np.isnan(worst) else worst
    return known > claim.least


def judge(name: str, replications: int) -> tuple[bool, list[str]]:
    """Return whether all claims of a row are as the mission says, and what to print of them."""
    row = ROWS[name]
    on = row.effects(replications)
    off = {
        claim: effects
        for way in row.silences()
        for claim, effects in row.effects(max(3, replications // 4), way).items()
    }
    verdicts = [_judge(name, claim, on[claim], off[claim]) for claim in row.claims]
    lines = ["", f"{name}  {row.lever}", *(line for _, line in verdicts)]
    return all(good for good, _ in verdicts), lines


def _judge(name: str, claim: Claim, on: Sequence[float], off: Sequence[float]) -> tuple[bool, str]:
    seen, still = _is_seen(claim, on), _is_seen(claim, off)
    verdict = "NOT SHOWN" if not seen else "SHOWN WITHOUT MECHANISM" if still else "shown"
    found, without = _mean(on), _mean(off)
    line = LINE.format(
        row=name,
        measure=claim.measure,
        wanted="up" if claim.sign > 0 else "down",
        effect=f"{found.value:.4g} [{found.low:.4g}, {found.high:.4g}]",
        off=f"{without.value:.3g}",
        verdict=verdict,
    )
    return verdict == "shown", line


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ID", help="rows such as M24 (default: all)")
    parser.add_argument("--replications", type=int, default=20, help="how many (default: 20)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="rows at once")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.rows if name not in ROWS]
    if unknown or given.replications < 2:
        parser.error(f"{unknown or given.replications}: want IDs of {', '.join(ROWS)}; 2 or more")
    names = given.rows or list(ROWS)
    title = {"measure": "measure: arm", "wanted": "wants", "effect": "effect [95 %]"}
    print(LINE.format(row="row", off="without", verdict="verdict", **title))
    good = []
    with ProcessPoolExecutor(given.processes) as pool:
        for shown, lines in pool.map(judge, names, [given.replications] * len(names)):
            print(*lines, sep="\n", flush=True)
            good.append(shown)
    print(f"\n{sum(good)} of {len(good)} rows shown, {given.replications} paired replications.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
