"""Lets the chains use what the oracle tests share (`steady`)."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
