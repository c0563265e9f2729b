"""Ages at which customers leave more, for all customers of a journal at once.

The rule is that of the center, `cssim.rules.care.Risk`: a day that begins in a time of risk
counts `factor` times, or less for who was reached shortly before it.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.codes import position
from cssim.measures.periods import DAY_MS, Array, clock_offset_ms
from cssim.measures.view import View
from cssim.rules.care import Risk


class RiskyDays:
    """By how many ordinary days the days of customers count more.

    Parameters
    ----------
    view : View
        Whose customers; those of unknown age have no times of risk.
    risk : Risk
        The ages.
    """

    def __init__(self, view: View, risk: Risk) -> None:
        columns = view.customers.columns
        born, known = columns["joined_ms"] - columns["age_ms"], columns["age_ms"] >= 0
        begins = born + np.array(risk.ages, dtype=np.int64)[:, None]
        local = begins + clock_offset_ms(view.about)
        self._first: Array = -(-local // DAY_MS)
        self._stop: Array = np.where(known, -(-(local + risk.length) // DAY_MS), self._first)
        self._unspared = risk.factor - 1.0
        reached = _reached(view, begins, risk.before)
        self._extra = np.where(reached, risk.spared - 1.0, self._unspared)

    def between(self, after: Array | int, until: Array | int, *, spared: bool = True) -> Array:
        """Return the further days that the days after one up to another are worth, each customer.

        Parameters
        ----------
        after, until : int64 array of shape (n_customers,) or int
            Calendar days; the first of the run is 0.
        spared : bool
            Count what outreach has spared as spared.
        """
        days = np.minimum(self._stop - 1, until) - np.maximum(self._first - 1, after)
        extra = self._extra if spared else self._unspared
        worth: Array = (extra * np.maximum(days, 0)).sum(axis=0)
        return worth

    def of_day(self, day: int, rows: Array) -> Array:
        """Return the further days that one day is worth to some of the customers."""
        inside = (self._first[:, rows] <= day) & (day < self._stop[:, rows])
        worth: Array = (self._extra[:, rows] * inside).sum(axis=0)
        return worth


def _reached(view: View, begins: Array, before: int) -> Array:
    """Return before which times of risk each customer was reached by a solved outreach."""
    columns = view.contacts.columns
    rows = np.flatnonzero(view.contacts.outreach & columns["resolved"] & (columns["attempt"] == 1))
    who = position(view.customers.columns["customer"], columns["customer"][rows])
    ahead = begins[:, who] - columns["left_ms"][rows]
    age, call = np.nonzero((ahead >= 0) & (ahead <= before))
    reached = np.zeros(begins.shape, dtype=bool)
    reached[age, who[call]] = True
    return reached
