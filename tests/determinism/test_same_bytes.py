"""D1 and D3: the same files, byte for byte, whatever is around the program.

Each setting lives four scenarios in a fresh process and compares the SHA-256 of all saved
files (Parquet and schema) with those of this process. With other processor features only
whole numbers are promised to the bit; floats derived from them to 1e-12.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fingerprint
import numpy as np
import pytest
from audited import unaudited

TESTS = Path(__file__).parents[1]
PROGRAM = Path(fingerprint.__file__)

SETTINGS: dict[str, dict[str, Any]] = {
    "hash seed 0, far east": {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati"},
    "hash seed 1, Turkish": {
        "PYTHONHASHSEED": "1",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
    },
    "hash seed 2, another folder": {"PYTHONHASHSEED": "2", "cwd": "/"},
    "hash seed 3, optimised": {"PYTHONHASHSEED": "3", "flags": ["-O"]},
    "far west, C locale, two threads": {
        "PYTHONHASHSEED": "77",
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
    },
}


def processor_features() -> list[str]:
    """Return what numpy could do without on this processor, least first."""
    core = getattr(np, "_core", None) or np.core  # numpy 1.26 has the older name
    umath = core._multiarray_umath
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]


@pytest.fixture(scope="module")
def here() -> Iterator[dict[str, dict[str, Any]]]:
    """The fingerprints of this process."""
    with unaudited():
        yield fingerprint.everything()


def there(setting: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the fingerprints of a fresh process in other surroundings."""
    setting = dict(setting)
    cwd, flags = setting.pop("cwd", None), setting.pop("flags", [])
    # The package is found by its place, wherever the process starts.
    package = Path(sys.modules["cssim"].__file__ or "").parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(package), str(TESTS)))}
    done = subprocess.run(
        [sys.executable, *flags, str(PROGRAM)],
        env={**environment, **setting},
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_twice_in_one_process(here: dict[str, dict[str, Any]]) -> None:
    again = fingerprint.everything()
    assert {name: case["files"] for name, case in again.items()} == {
        name: case["files"] for name, case in here.items()
    }


def test_another_seed_or_replication_is_another_day(here: dict[str, dict[str, Any]]) -> None:
    """Guard: the fingerprint sees what changes."""
    prints = {fingerprint.of_integers(fingerprint.live("phone desk", s, r)) for s, r in PAIRS}
    assert len(prints) == len(PAIRS)
    assert here["phone desk"]["integers"] in prints


PAIRS = ((11, 3), (11, 4), (12, 3), (3, 11), (0, 0))


@pytest.mark.parametrize("name", SETTINGS)
def test_surroundings_change_no_byte(name: str, here: dict[str, dict[str, Any]]) -> None:
    found = there(SETTINGS[name])
    for case, prints in here.items():
        assert found[case]["files"] == prints["files"], case


def without_features() -> list[Any]:
    """Return settings that take processor features away, one after the other."""
    known = processor_features()
    settings = [{"NPY_DISABLE_CPU_FEATURES": " ".join(known[i:])} for i in range(len(known))]
    named = [pytest.param(s, id=f"without {s['NPY_DISABLE_CPU_FEATURES']}") for s in settings]
    # The whole list is the strongest case; those in between are for the slow run.
    return [
        named[0],
        *(pytest.param(*p.values, id=p.id, marks=pytest.mark.slow) for p in named[1:]),
    ]


@pytest.mark.skipif(not processor_features(), reason="numpy uses no optional processor feature")
@pytest.mark.parametrize("setting", without_features() if processor_features() else [])
def test_processor_features_change_no_whole_number(
    setting: dict[str, str], here: dict[str, dict[str, Any]]
) -> None:
    compare_loosely(there(setting), here)


GLIBC = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F,-ERMS"}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the GNU C library")
def test_another_mathematics_library_changes_no_whole_number(
    here: dict[str, dict[str, Any]],
) -> None:
    compare_loosely(there(GLIBC), here)


def compare_loosely(found: dict[str, dict[str, Any]], here: dict[str, dict[str, Any]]) -> None:
    """Check whole numbers to the bit and floats to 1e-12."""
    for case, prints in here.items():
        assert found[case]["integers"] == prints["integers"], case
        mine = np.array(prints["floats"], dtype=float)
        other = np.array(found[case]["floats"], dtype=float)
        assert np.allclose(mine, other, rtol=1e-12, atol=1e-12, equal_nan=True), case
