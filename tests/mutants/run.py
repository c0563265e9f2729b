"""Break the code on purpose, one mutant after the other, and show which test catches it.

    python tests/mutants/run.py [NAME ...] [--jobs N] [--list]

First the tests must pass on the right code. Then each mutant runs in a fresh pytest that
stops at the first failure. Exit status 1 if a mutant survives, 2 if the tests fail without
any mutant or a name is unknown.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SUITE = (
    "exact",
    "center",
    "audit/test_audit_features.py",
    "measures",
    "unit/test_stats.py",
    "invariants/test_random_worlds.py",
    "invariants/test_world_lives.py",
    "determinism/test_streams.py",
    "oracle/test_counts.py",
    "oracle/test_steady_queues.py",
)
"""Tests a mutant must get past, the quickest first; the checks of `test_mutants` are not used."""
TIMEOUT_S = 1_800
OUTCOME = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


def run_with(name: str) -> tuple[int, str, float]:
    """Return exit code, output and seconds of the suite with a mutant ("none" for none)."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "mutant_plugin"]
    # A test that fails should fail at once, not look for a smaller example.
    command += ["-m", "not slow", "-p", "no:cacheprovider", "--tb=no", "-rfE"]
    command += [str(ROOT / "tests" / part) for part in SUITE]
    path = os.pathsep.join(filter(None, (str(HERE), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": path, "CSSIM_MUTANT": name}
    start = time.monotonic()
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, time.monotonic() - start


def caught_by(output: str) -> str:
    """Return the first test that failed."""
    found = OUTCOME.search(output)
    return found[1].removeprefix("tests/") if found else "(pytest itself failed)"


def main() -> int:
    """Run the mutants named on the command line, or all."""
    sys.path[:0] = [str(HERE), str(HERE.parent)]
    from mutants import MUTANTS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="mutants; default: all")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once (default: 2)")
    parser.add_argument("--list", action="store_true", help="only list the mutants")
    asked = parser.parse_args()
    names = asked.names or list(MUTANTS)
    if unknown := [name for name in names if name not in MUTANTS]:
        print(f"no such mutant: {unknown[0]}; there are {', '.join(MUTANTS)}", file=sys.stderr)
        return 2
    if asked.list:
        print("\n".join(f"{name:25} {MUTANTS[name].what}" for name in names))
        return 0
    code, output, seconds = run_with("none")
    if code:
        print(f"the tests fail without any mutant: {caught_by(output)}", file=sys.stderr)
        return 2
    print(f"the right code passes in {seconds:.0f} s\n")
    survivors = []
    with ThreadPoolExecutor(asked.jobs) as pool:
        for name, (code, output, seconds) in zip(names, pool.map(run_with, names), strict=True):
            verdict = "SURVIVES" if code == 0 else caught_by(output)
            print(f"{name:25} {seconds:5.0f} s  {verdict}", flush=True)
            survivors += [name] if code == 0 else []
    print(f"\n{len(names) - len(survivors)} of {len(names)} mutants caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
