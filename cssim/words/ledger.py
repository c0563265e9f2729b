"""The assumption ledger of a scenario, as a table to read."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cssim.scenario import Scenario
from cssim.scenario.ledger import Entry, entries, in_short

NAMES = ("Number", "Value", "Range", "Rests on", "Source", "Off with")
SHORT = {
    "S": "study", "I": "industry", "P": "practice", "D": "derived", "A": "assumed", "-": "yours",
}  # fmt: skip
"""The ledger's letters in a word."""


def ledger_table(scenario: Scenario, *, on: bool = True) -> pd.DataFrame:
    """Return the numbers that say how people behave, and what each rests on.

    Parameters
    ----------
    scenario : Scenario
    on : bool
        Those at work; False: those of mechanisms that are switched off.

    Returns
    -------
    DataFrame
        Columns `NAMES`, all texts.
    """
    rows = [_row(entry) for entry in entries(scenario) if entry.is_on == on]
    return pd.DataFrame(rows, columns=list(NAMES))


def _row(entry: Entry) -> tuple[str, ...]:
    known = entry.low is not None or entry.high is not None
    span = f"{_bare(entry.low)} to {_bare(entry.high)}" if known else ""
    source = entry.source if entry.is_default and entry.source != "none" else ""
    parts = entry.switch.rpartition(".")
    same = entry.path.startswith(f"{parts[0]}.")
    switch = "" if entry.switch == "-" else parts[2] if same else entry.switch
    return (entry.path, _bare(entry.value), span, SHORT[entry.rests_on], source, switch)


def _bare(value: Any) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def ledger_summary(scenario: Scenario) -> str:
    """Return in a sentence how many numbers are at work, and how many of them are assumed."""
    off = sum(not entry.is_on for entry in entries(scenario))
    return f"{in_short(scenario)}; {off} more belong to mechanisms that are switched off"
