"""Every test of the command line works in a folder of its own that holds the toy scenarios."""

from pathlib import Path

import pytest
from command_line import write_toys


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with the toy scenarios."""
    write_toys(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path
