"""Calibration: everything a scenario needs, fitted to a call log.

The parts stand in modules of their own (`arrivals`, `returns`, `handle`, `patience`,
`self_service`, `floor`, `week`, `segments`); this one runs them in order and keeps what
they found, so that scenario, report and fit sheet all tell the same figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from cssim.calibrate.arrivals import Busyness, Rates, arrival_rates, busyness, day_totals
from cssim.calibrate.floor import Seen, see_floor
from cssim.calibrate.grid import Grid, make_grid
from cssim.calibrate.handle import Handling, Pace, handling_by_reason, paces
from cssim.calibrate.log import Log, read_log
from cssim.calibrate.mapping import ColumnMapping
from cssim.calibrate.patience import Patience, patience_by
from cssim.calibrate.returns import ReturnFit, fit_returns
from cssim.calibrate.segments import Segments, find_segments
from cssim.calibrate.self_service import SelfService, self_service_by_reason
from cssim.calibrate.week import Week, representative_week
from cssim.errors import InputError

Days = int | tuple[str, str] | None


@dataclass(frozen=True)
class Calibration:
    """What a call log says about its desk.

    Attributes
    ----------
    log : Log
        The days that were used.
    grid : Grid
        Calendar: opening hours, observed intervals.
    rates : dict of str to Rates
        Attempts by reason.
    busyness : Busyness
        Day-to-day variation.
    days : DataFrame
        Day totals against their weekday's mean (`day_totals`).
    returns : ReturnFit
        How attempts come back; share of fresh ones.
    pace : dict of str to Pace
        By agent.
    handling : dict of str to Handling
        By reason.
    patience, patience_by_segment : dict of str to Patience
        By reason, by segment; empty if nobody hung up in the queue.
    self_service : dict of str to SelfService
        By reason.
    floor : Seen
        Shifts, absences, skills, delay between calls.
    week : Week
        Representative week of shifts.
    segments : Segments
        Shares, head starts.
    """

    log: Log
    grid: Grid
    rates: dict[str, Rates]
    busyness: Busyness
    days: pd.DataFrame
    returns: ReturnFit
    pace: dict[str, Pace]
    handling: dict[str, Handling]
    patience: dict[str, Patience]
    patience_by_segment: dict[str, Patience]
    self_service: dict[str, SelfService]
    floor: Seen
    week: Week
    segments: Segments

    @property
    def mapping(self) -> ColumnMapping:
        """The column mapping."""
        return self.log.mapping

    @property
    def reasons(self) -> list[str]:
        """Reasons that go into the scenario: some arrived in opening hours and were served."""
        return [r for r, fit in self.rates.items() if fit.counts.any() and r in self.handling]

    def scenario_yaml(self) -> str:
        """Return the scenario as YAML with the source figures as comments.

        The text is what ``cssim calibrate`` writes; `cssim.scenario.parse` reads it.
        """
        from cssim.calibrate.scenario_text import scenario_text

        return scenario_text(self)

    def report(self) -> str:
        """Return what was read, dropped, fitted and assumed, as plain text."""
        from cssim.calibrate.report import report_text

        return report_text(self)

    def observed_against_fitted(self) -> dict[str, pd.DataFrame]:
        """Return tidy tables for a fit sheet; see `cssim.calibrate.observed`."""
        from cssim.calibrate.observed import observed_against_fitted

        return observed_against_fitted(self)


def calibrate(log: Log | Path | str, mapping: ColumnMapping, days: Days = None) -> Calibration:
    """Fit everything a scenario needs to a call log.

    Parameters
    ----------
    log : Log or path
        The log, read by `read_log` or to be read.
    mapping : ColumnMapping
        How it is to be read and judged.
    days : int, pair of dates or None
        The first so many calendar days, or first and last day ``YYYY-MM-DD``; None = all.

    Returns
    -------
    Calibration

    Raises
    ------
    InputError
        The log cannot be read, has no attempt on the days, or none of them was answered.

    Examples
    --------
    >>> from cssim.calibrate import calibrate, load_mapping  # doctest: +SKIP
    >>> found = calibrate("calls.csv", load_mapping("mapping.yml"))  # doctest: +SKIP
    >>> print(found.report())  # doctest: +SKIP
    """
    log = log if isinstance(log, Log) else read_log(log, mapping)
    log = _cut(log, days)
    grid = make_grid(log)
    inside = log.attempts[grid.is_open_at(log.attempts["arrived_at"].to_numpy())]
    _refuse_without_service(inside[~inside["is_excluded"]])
    rates = arrival_rates(inside, grid)
    totals = day_totals(inside, grid)
    floor = see_floor(log)
    pace = paces(log.attempts)
    ready_s = float(np.nan_to_num(floor.ready.mean))
    return Calibration(
        log=log,
        grid=grid,
        rates=rates,
        busyness=_busyness(totals),
        days=totals,
        returns=fit_returns(log, rates, grid),
        pace=pace,
        handling=handling_by_reason(log.attempts, pace, ready_s),
        patience=patience_by(log.attempts, "reason"),
        patience_by_segment=patience_by(log.attempts, "segment"),
        self_service=self_service_by_reason(inside),
        floor=floor,
        week=representative_week(floor, grid, mapping.calibration.shift_contacts),
        segments=find_segments(log.attempts, mapping.head_start_s),
    )


def _refuse_without_service(usable: pd.DataFrame) -> None:
    if not (usable["talk_s"] > 0).any():
        accepted = "must hold answered contacts with talk time, arrived in opening hours"
        raise InputError.of("log", f"{len(usable)} such attempts", accepted)


def _busyness(totals: pd.DataFrame) -> Busyness:
    columns = (totals[name].to_numpy(dtype=float) for name in ("n_attempts", "mean", "weekday"))
    return busyness(*columns)


def _cut(log: Log, days: Days) -> Log:
    if days is None:
        return log
    if isinstance(days, int):
        if days < 1:
            raise InputError.of("days", days, "must be at least 1")
        return log.between(log.first_day, log.first_day + timedelta(days=days - 1))
    first, last = (_day(text) for text in days)
    return log.between(first, last)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise InputError.of("days", text, "must be a date such as 2024-01-31") from None
