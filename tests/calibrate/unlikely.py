"""Which observed figures a model would hardly show: a test with a stated false-alarm rate."""

from __future__ import annotations

import math

import pandas as pd
from scipy.stats import t as student

FALSE_ALARM = 1e-3


def unlikely(table: pd.DataFrame) -> set[str]:
    """Return the measures (index) whose `observed` lies too far from `simulated`.

    A further value lies so far off the mean of n others, in units of their spread `sd`,
    with chance 0.001: Student's t, by its own spread and that of the mean.
    """
    n = table["n"]
    reach = student.ppf(1 - FALSE_ALARM / 2, n - 1) * (1 + 1 / n).map(math.sqrt) * table["sd"]
    return set(table.index[(table["observed"] - table["simulated"]).abs() > reach])
