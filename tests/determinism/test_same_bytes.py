"""D1 to D3: the same files, byte for byte, whatever is around the program.

Each setting lives seven scenarios, two of them with every mechanism of a day at work and one
with all that months bring, in a fresh process and compares the SHA-256 of all saved files
(Parquet and schema) with those of this process. So does every number of workers. With other
processor features only whole numbers are promised to the bit; floats derived from them to
1e-12.
"""

from __future__ import annotations

import hashlib
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
from joblib import Parallel, delayed
from pandas.testing import assert_frame_equal
from whole_center import HUB_DAY

from cssim.journal import FIXED_CATEGORIES, TABLES, Journal
from cssim.study import compare

TESTS = Path(__file__).parents[1]
PROGRAM = Path(fingerprint.__file__)

SETTINGS: dict[str, dict[str, Any]] = {
    "hash seed 0, far east, another folder": {
        "PYTHONHASHSEED": "0",
        "TZ": "Pacific/Kiritimati",
        "cwd": "/",
    },
    "hash seed 1, Turkish": {
        "PYTHONHASHSEED": "1",
        "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8",
    },
    "hash seed 3, optimised, backwards": {
        "PYTHONHASHSEED": "3",
        "flags": ["-O"],
        "arguments": ["backwards"],
    },
    "far west, C locale, two threads": {
        "PYTHONHASHSEED": "77",
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
    },
}

LANGUAGES = ("C", "C.UTF-8", "tr_TR.UTF-8", "de_DE.UTF-8")
ZONES = ("Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu", "UTC")
MORE_SETTINGS = {
    f"hash seed {n}, {LANGUAGES[n % 4]}, {ZONES[n % 4]}, flags {flags}, from {folder}": {
        "PYTHONHASHSEED": str(n),
        "LC_ALL": LANGUAGES[n % 4],
        "LANG": LANGUAGES[(n + 1) % 4],
        "TZ": ZONES[n % 4],
        "cwd": folder,
        "flags": flags,
    }
    for n in range(8)
    for folder, flags in (("/", []), ("/tmp", ["-OO"]))
}
"""The whole of D1, for the slow run."""


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
    arguments = setting.pop("arguments", [])
    # The package is found by its place, wherever the process starts.
    package = Path(sys.modules["cssim"].__file__ or "").parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(package), str(TESTS)))}
    done = subprocess.run(
        [sys.executable, *flags, str(PROGRAM), *arguments],
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


PAIRS = ((11, 4), (11, 3), (12, 4), (4, 11), (0, 0))

NOT_HERE = {
    "people_events": {"refused"},
}
"""Names of the journal that the scenarios do not bring about."""


def test_whatever_can_happen_happens_in_the_scenarios() -> None:
    """Guard: all outcomes, endings, states and events, and every kind of channel."""
    with unaudited():
        journals = [fingerprint.live(name) for name in fingerprint.CASES]
    for kind, names in FIXED_CATEGORIES.items():
        seen = {
            names[code]
            for journal in journals
            for table, columns in TABLES.items()
            for column in columns
            if column.categories == kind and (table, column.name) != ("people", "state")
            for code in np.unique(journal.columns[table][column.name]).tolist()
            if code >= 0
        }
        assert set(names) - seen <= NOT_HERE.get(kind, set()), kind
    contacts = [journal.columns["contacts"] for journal in journals]
    for count in ("read_articles", "tried_bot", "n_concessions", "n_transfers"):
        assert any(np.any(columns[count] > 0) for columns in contacts), count
    assert kinds_of_channels(journals) == {"phone", "chat", "email", "social"}


def kinds_of_channels(journals: list[Journal]) -> set[str]:
    """Return the kinds of the channels on which contacts were made."""
    return {
        scenario.channels[journal.about.categories["channels"][code]].kind
        for scenario, journal in zip(fingerprint.CASES.values(), journals, strict=True)
        for code in np.unique(journal.columns["contacts"]["channel"]).tolist()
    }


def same_files(found: dict[str, dict[str, Any]], here: dict[str, dict[str, Any]]) -> None:
    """Check that all files are the same to the byte."""
    assert found.keys() == here.keys()
    for case, prints in here.items():
        assert found[case]["files"] == prints["files"], case


@pytest.mark.parametrize("name", SETTINGS)
def test_surroundings_change_no_byte(name: str, here: dict[str, dict[str, Any]]) -> None:
    same_files(there(SETTINGS[name]), here)


def test_an_order_by_hash_is_found() -> None:
    """A broken twin, in which a set holds the idle agents: two hash seeds, two days."""
    one, other = (there({"PYTHONHASHSEED": n, "arguments": ["hashed"]}) for n in "01")
    for case in fingerprint.WHOLE:
        assert one[case]["files"] != other[case]["files"], case


@pytest.mark.slow
@pytest.mark.parametrize("name", MORE_SETTINGS)
def test_more_surroundings_change_no_byte(name: str, here: dict[str, dict[str, Any]]) -> None:
    same_files(there(MORE_SETTINGS[name]), here)


# ---------------------------------------------------------------------------------------
# D2: workers and order


def cells(replications: int) -> list[tuple[str, int]]:
    """Return cases with replications, in no order at all."""
    known = [(name, r) for name in fingerprint.CASES for r in range(replications)]
    return sorted(known, key=lambda cell: hashlib.sha256(repr(cell).encode()).hexdigest())


def worked_by(workers: int, jobs: list[tuple[str, int]], batch: Any = 1) -> dict[Any, str]:
    """Return the fingerprint of every cell, each lived by one of some workers."""
    with unaudited():
        parallel = Parallel(n_jobs=workers, batch_size=batch)
        return dict(zip(jobs, parallel(delayed(fingerprint.of_cell)(j) for j in jobs), strict=True))


def test_workers_and_order_change_no_byte() -> None:
    jobs = cells(1)
    assert worked_by(2, jobs) == worked_by(1, jobs[::-1])


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "batch"), [(2, 1), (2, "auto"), (3, 1), (8, 1), (8, 5)])
def test_any_number_of_workers_changes_no_byte(workers: int, batch: Any) -> None:
    jobs = cells(4)
    assert worked_by(workers, jobs, batch) == worked_by(1, sorted(jobs))


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 3, 8])
def test_a_study_of_the_whole_center_is_the_same_for_any_number_of_workers(workers: int) -> None:
    what_ifs = {"fewer": {"teams.desk.size": "-2"}, "score": {"routing.policy": "score"}}
    with unaudited():
        one, many = (compare(HUB_DAY, what_ifs, 5, workers=n) for n in (1, workers))
    assert_frame_equal(one.fates, many.fates, check_exact=True)
    for name, table in one.tables.items():
        assert_frame_equal(table, many.tables[name], check_exact=True)


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
BLAS = [
    {"OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Sandybridge"},
    {"OPENBLAS_NUM_THREADS": "4", "OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_NUM_THREADS": "2", "OPENBLAS_CORETYPE": "Nehalem"},
]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs the GNU C library")
def test_another_mathematics_library_changes_no_whole_number(
    here: dict[str, dict[str, Any]],
) -> None:
    compare_loosely(there(GLIBC), here)


@pytest.mark.slow
@pytest.mark.parametrize("setting", BLAS, ids=lambda setting: setting["OPENBLAS_CORETYPE"])
def test_linear_algebra_changes_no_byte(
    setting: dict[str, str], here: dict[str, dict[str, Any]]
) -> None:
    """None of it is used."""
    same_files(there(setting), here)


def compare_loosely(found: dict[str, dict[str, Any]], here: dict[str, dict[str, Any]]) -> None:
    """Check whole numbers to the bit and floats to 1e-12."""
    for case, prints in here.items():
        assert found[case]["integers"] == prints["integers"], case
        mine = np.array(prints["floats"], dtype=float)
        other = np.array(found[case]["floats"], dtype=float)
        assert np.allclose(mine, other, rtol=1e-12, atol=1e-12, equal_nan=True), case
