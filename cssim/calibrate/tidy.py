"""The columns of an export given their meaning, and every odd row a remark.

The rules, in order: rows whose date, arrival, outcome, reason or durations cannot be read
are dropped; rows that can be put right are kept and noted. The wait is the logged one
where there is one, else the difference of its end points.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cssim.calibrate.mapping import ColumnMapping
from cssim.calibrate.names import slugs
from cssim.calibrate.remarks import Remarks
from cssim.calibrate.rows import RawRows
from cssim.calibrate.times import DAY_S, EPOCH, FloatArray, dates_s, duration_s, instants, never

Flags = NDArray[np.bool_]
DISAGREE_S = 1.0
"""A logged duration and its end points may differ by this much without a remark."""
LONGEST_S = DAY_S
"""A longer wait, conversation or time in self-service cannot be right."""
ALL = "contact"
"""Name of the only reason of a log that has none."""


def _by_value(names: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {value: name for name, values in names.items() for value in values}


class Tidier:
    """Makes attempts of raw rows.

    Parameters
    ----------
    raw : RawRows
        Text of the mapped columns.
    mapping : ColumnMapping
        Meaning of the columns.
    remarks : Remarks
        Gets a remark for every odd row.
    """

    def __init__(self, raw: RawRows, mapping: ColumnMapping, remarks: Remarks) -> None:
        self.text, self.line = raw.text, raw.line.to_numpy()
        self.mapping, self.remarks = mapping, remarks
        self.ok: Flags = np.ones(len(self.text), dtype=bool)

    def attempts(self) -> pd.DataFrame:
        """Return the attempts; instants are seconds since 1970 here."""
        outcome = self._outcomes()
        arrived = self._arrivals()
        arrived, ivr = self._self_service(arrived)
        enter, wait, is_queued = self._queue(arrived)
        start, talk = self._service(arrived, outcome == "answered")
        queued_at = np.where(is_queued & np.isfinite(enter), enter, arrived + ivr)
        wait = np.where(is_queued, wait, 0.0)
        in_self_service = (outcome == "abandoned") & ~is_queued
        queued_at[in_self_service], wait[in_self_service] = np.nan, np.nan
        answered_at = np.where(np.isfinite(start), start, queued_at + wait)
        answered = outcome == "answered"
        frame = pd.DataFrame(
            {
                "line": self.line,
                "contact": self._contacts(),
                "customer": self._customers(),
                "reason": self._reasons(),
                "segment": self._segments(),
                "agent": self._agents(answered),
                "outcome": outcome,
                "arrived_at": arrived,
                "queued_at": queued_at,
                "answered_at": np.where(answered, answered_at, np.nan),
                "ivr_s": ivr,
                "wait_s": wait,
                "talk_s": np.where(answered, talk, np.nan),
                "is_excluded": self._excluded(arrived),
            }
        )
        frame = frame[self.ok].sort_values(["arrived_at", "line"], kind="stable")
        self._note_agents(frame)
        return frame.reset_index(drop=True)

    def _drop(self, wrong: Flags, kind: str, column: str = "") -> None:
        """Leave out rows that are still in, quoting the column at fault."""
        found = wrong & self.ok
        if found.any():
            self.remarks.drop(self.line[found], kind, self.text[column][found] if column else ())
            self.ok &= ~wrong

    def _keep(self, odd: Flags, kind: str, values: FloatArray | None = None) -> None:
        found = odd & self.ok
        if found.any():
            quoted = [] if values is None else [f"{v:g} s" for v in values[found]]
            self.remarks.keep(self.line[found], kind, quoted)

    def _outcomes(self) -> NDArray[np.str_]:
        rule = self.mapping.outcome
        text = self.text[rule.column]
        answered = text.isin(rule.answered).to_numpy(dtype=bool)
        abandoned = text.isin(rule.abandoned).to_numpy(dtype=bool)
        ignored = text.isin(rule.ignored).to_numpy(dtype=bool)
        self._drop(ignored, "outcome to be ignored", rule.column)
        self._drop(~(answered | abandoned), "unknown outcome", rule.column)
        return np.where(answered, "answered", "abandoned")

    def _arrivals(self) -> FloatArray:
        times, column = self.mapping.times, self.mapping.arrived
        self.day_s: FloatArray | None = None
        if times.date:
            self.day_s = dates_s(self.text[times.date.column], times.date.format)
            self._drop(np.isnan(self.day_s), "unreadable date", times.date.column)
        arrived = instants(self.text[column], times, self.day_s)
        self._drop(np.isnan(arrived), "unreadable arrival time", column)
        return arrived

    def _instant(self, column: str | None, arrived: FloatArray) -> FloatArray:
        """Return a column's instants; a clock that runs over midnight goes on the next day."""
        if column is None:
            return np.full(len(arrived), np.nan)
        found = instants(self.text[column], self.mapping.times, self.day_s)
        absent = never(self.text[column], self.mapping.times.never)
        self._drop(np.isnan(found) & ~absent, f"unreadable time in {column}", column)
        found[absent] = np.nan
        over = (found - arrived < -DAY_S / 2) & (self.day_s is not None)
        self._keep(over, "runs over midnight; later times put on the next day")
        found = np.where(over, found + DAY_S, found)
        self._drop(np.abs(found - arrived) > LONGEST_S, f"{column} over a day off arrival", column)
        return found

    def _duration(self, column: str | None, start: FloatArray, end: FloatArray) -> FloatArray:
        """Return the logged durations, or the difference of the end points where none is."""
        between = end - start
        if column is None:
            return np.nan_to_num(between)
        found = duration_s(self.text[column], self.mapping.times.unit)
        blank = self.text[column].isin(self.mapping.times.never).to_numpy(dtype=bool)
        self._drop(np.isnan(found) & ~blank, f"unreadable duration in {column}", column)
        apart = np.abs(between - found) > DISAGREE_S
        self._keep(apart, f"{column} disagrees with its end points by more than 1 s", found)
        return np.where(np.isnan(found), np.nan_to_num(between), found)

    def _checked(self, seconds: FloatArray, what: str) -> FloatArray:
        self._drop(seconds < 0, f"negative {what}")
        self._drop(seconds > LONGEST_S, f"{what} longer than a day")
        return seconds

    def _self_service(self, arrived: FloatArray) -> tuple[FloatArray, FloatArray]:
        part = self.mapping.self_service
        if part is None:
            return arrived, np.zeros(len(arrived))
        exits = self._instant(part.exit, arrived)
        seconds = self._duration(part.seconds, arrived, exits)
        backward = seconds < 0
        self._keep(backward, "self-service ends before it starts; taken to start there", seconds)
        arrived = np.where(backward, arrived + seconds, arrived)
        return arrived, self._checked(np.where(backward, 0.0, seconds), "time in self-service")

    def _queue(self, arrived: FloatArray) -> tuple[FloatArray, FloatArray, Flags]:
        part = self.mapping.queue
        enter, exits = self._instant(part.enter, arrived), self._instant(part.exit, arrived)
        wait = self._checked(self._duration(part.seconds, enter, exits), "wait")
        if part.enter is not None:
            is_queued: Flags = np.isfinite(enter)
        else:
            is_queued = (wait > 0) | (self.mapping.self_service is None)
        return enter, wait, is_queued

    def _service(self, arrived: FloatArray, answered: Flags) -> tuple[FloatArray, FloatArray]:
        part = self.mapping.service
        start, end = self._instant(part.start, arrived), self._instant(part.end, arrived)
        talk = self._checked(self._duration(part.seconds, start, end), "conversation")
        nothing = answered & ~(talk > 0)
        self._keep(nothing, "answered without service time; counts as attempt, not in the fits")
        return start, np.where(nothing, 0.0, talk)

    def _contacts(self) -> NDArray[np.object_]:
        if not self.mapping.contact:
            return np.full(len(self.text), "", dtype=object)
        contact = self.text[list(self.mapping.contact)].agg(" ".join, axis=1)
        alive = contact[self.ok]
        again = alive.index[alive.duplicated() & (alive != "")]
        twice = np.zeros(len(contact), dtype=bool)
        twice[again] = True
        self._drop(twice, "contact id seen before", self.mapping.contact[-1])
        return contact.to_numpy(dtype=object)

    def _customers(self) -> NDArray[np.object_]:
        part = self.mapping.customer
        if part is None:
            return np.full(len(self.text), "", dtype=object)
        text = self.text[part.column]
        return text.where(~text.isin(part.unknown), "").to_numpy(dtype=object)

    def _reasons(self) -> NDArray[np.object_]:
        part = self.mapping.reason
        if part is None:
            return np.full(len(self.text), ALL, dtype=object)
        text = self.text[part.column]
        names = _by_value(part.names) or slugs(text.unique(), "reason")
        return self._named(text, names, "unknown reason", part.column)

    def _named(
        self, text: pd.Series[str], names: Mapping[str, str], kind: str, column: str
    ) -> NDArray[np.object_]:
        found = text.map(names)
        self._drop(found.isna().to_numpy(dtype=bool), kind, column)
        return found.fillna("").to_numpy(dtype=object)

    def _segments(self) -> NDArray[np.object_]:
        part = self.mapping.segment
        if part is None:
            return np.full(len(self.text), "", dtype=object)
        names = _by_value(part.names)
        return self._named(self.text[part.column], names, "unknown segment", part.column)

    def _agents(self, answered: Flags) -> NDArray[np.object_]:
        part = self.mapping.agent
        if part is None:
            return np.full(len(self.text), "", dtype=object)
        text = self.text[part.column]
        nobody = text.isin(part.nobody).to_numpy(dtype=bool)
        self._keep(answered & nobody, "answered by nobody named; not seen in the staffing")
        text = text.where(answered & ~nobody, "")
        given = _by_value(part.names)
        others = sorted(set(text) - given.keys() - {""})
        names = {"": "", **slugs(others, "agent", taken=part.names), **given}
        return text.map(names).to_numpy(dtype=object)

    def _excluded(self, arrived: FloatArray) -> Flags:
        excluded = np.zeros(len(arrived), dtype=bool)
        for stretch in self.mapping.calibration.exclude:
            low = (pd.Timestamp(stretch.start) - EPOCH).total_seconds()
            high = (pd.Timestamp(stretch.until) - EPOCH).total_seconds()
            inside = (arrived >= low) & (arrived < high)
            self._keep(inside, f"in a stretch left out of the fits: {stretch.why}")
            excluded |= inside
        return excluded

    def _note_agents(self, frame: pd.DataFrame) -> None:
        served = frame[(frame["agent"] != "") & (frame["talk_s"] > 0)]
        served = served.sort_values(["agent", "answered_at"], kind="stable")
        before = (served["answered_at"] + served["talk_s"]).groupby(served["agent"]).shift()
        early = served[served["answered_at"] < before]
        apart = (before - served["answered_at"])[early.index]
        self.remarks.keep(
            early["line"],
            "service overlaps the same agent's one before",
            [f"by {v:g} s" for v in apart],
        )
