"""What all tests share: how hypothesis searches, the audit of every run, the real call log."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

DATA = Path(__file__).parents[2] / "shared" / "data"

# `quick` looks at the same examples on every run, so a red test is always a change of code;
# `thorough` (make test-all) looks at more, and at fresh ones.
_SLOW_START = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "quick",
    derandomize=True,
    max_examples=40,
    deadline=None,
    suppress_health_check=_SLOW_START,
)
settings.register_profile(
    "thorough",
    max_examples=400,
    deadline=None,
    print_blob=True,
    suppress_health_check=_SLOW_START,
)
settings.load_profile("quick")


@pytest.fixture(scope="session", autouse=True)
def _every_run_is_audited() -> Iterator[None]:
    """Hold each run of the engine in each test to the laws C1 to C12 (`audited.unaudited`)."""
    from audited import every_run

    with every_run():
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the public call log, which is not part of the repository."""
    if not DATA.is_dir():
        pytest.skip(f"needs the call log in {DATA}, which is not there")
    return DATA
