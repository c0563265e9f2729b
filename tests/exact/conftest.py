"""Lets the exact tests use the plain simulator against which the audit is tried."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "audit"))
