"""A calibrated scenario held against the log it came from, and against later days of it.

`forecast` lives the log's own calendar days many times with drawn customers: what was
observed should lie within the prediction intervals. `replays` plays the log's own attempts
instead, so that only the desk is left to blame. Both turn each run into a log first
(`cssim.study.logged`), so that simulated and observed figures are taken by the same code
(`cssim.study.yardstick`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar, cast

import pandas as pd

from cssim.audit import Expected, audit
from cssim.calibrate import Calibration, Log, replay_demand_tables
from cssim.calibrate.seen_roster import seen_roster, with_everybody
from cssim.center import run
from cssim.demand.replay import HANGS_UP, STAYS, Imputed, Logged, replayed
from cssim.journal import Journal
from cssim.roster import Roster, draw_roster
from cssim.scenario import Scenario
from cssim.study.arms import Arm
from cssim.study.compare import Progress
from cssim.study.lives import one_life
from cssim.study.logged import in_opening_hours, logged, on_days_of
from cssim.study.yardstick import against, figures

T = TypeVar("T")
MENU = {
    "time": {"distribution": "deterministic", "mean": "1 s"},
    "hang_up": (HANGS_UP + STAYS) / 2,
}
"""Self-service of a replay: each row brings its own time, and a mark on one side of hang_up."""


def forecast(
    scenario: Scenario,
    observed: Log,
    replications: int = 40,
    *,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Live the calendar days of a log with drawn customers, and hold them against the log.

    Parameters
    ----------
    scenario : Scenario
        Whose start, horizon and warm-up are set to the log's days.
    observed : Log
        The days to be forecast; attempts outside opening hours do not count.
    replications : int, >= 2
        39 or more for intervals.
    seed, workers, progress
        As in `cssim.study.compare`.

    Returns
    -------
    DataFrame
        As `against`.

    Notes
    -----
    The interval holds what chance does to such days. It knows nothing of errors in the
    fitted rates, handle times and shifts themselves.
    """
    inside = in_opening_hours(observed)
    arm = Arm("forecast", on_days_of(scenario, observed))

    def once(replication: int) -> pd.DataFrame:
        return figures(logged(one_life(arm, seed, replication), inside))

    return against(inside, _many(once, replications, workers, progress))


@dataclass(frozen=True)
class Replays:
    """A log played through a desk, several times with other fill-ins.

    Attributes
    ----------
    figures : DataFrame
        As `against`; the spread is that of what the log does not hold.
    n_attempts : int
        Attempts in each run's journal, whatever became of them.
    audited : bool
        Every run obeys all laws of the audit.
    """

    figures: pd.DataFrame
    n_attempts: int
    audited: bool


def replays(
    found: Calibration,
    scenario: Scenario,
    observed: Log,
    replications: int = 40,
    *,
    own_roster: bool = True,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
) -> Replays:
    """Play a log's own attempts and work through a desk, and hold the outcome against it.

    Parameters
    ----------
    found : Calibration
        Fills in what the log does not hold: patience of the answered, work of the others.
    scenario : Scenario
        Of `found`; its rates and returns are not used.
    observed : Log
        The days to play; may be other days than those of `found`.
    replications : int, >= 1
        Each with other fill-ins.
    own_roster : bool
        Agents work where the log saw them on those days; False = the scenario's week.
    seed, workers, progress
        As in `cssim.study.compare`.
    """
    everybody = with_everybody(scenario, found, observed) if own_roster else scenario
    desk = replay_desk(everybody, observed)
    roster = seen_roster(desk, observed) if own_roster else draw_roster(desk, seed, 0)
    inside = in_opening_hours(observed)
    expected = expected_of(desk, own_roster=own_roster)

    def once(replication: int) -> tuple[pd.DataFrame, int, bool]:
        journal = replay_once(found, desk, observed, roster, seed=seed, replication=replication)
        n_attempts = len(journal.frame("contacts"))
        return figures(logged(journal, inside)), n_attempts, audit(journal, expected).ok

    tables, counts, fine = zip(*_many(once, replications, workers, progress), strict=True)
    return Replays(against(inside, list(tables)), counts[0], all(fine))


def replay_once(
    found: Calibration,
    desk: Scenario,
    log: Log,
    roster: Roster,
    *,
    seed: int = 1,
    replication: int = 0,
) -> Journal:
    """Return the journal of a log's own attempts, played once through a desk.

    Parameters
    ----------
    found : Calibration
        Fills in what the log does not hold.
    desk : Scenario
        Set on the log's days, without returns (`replay_desk`).
    log : Log
        The attempts.
    roster : Roster
        Who works when on those days.
    seed, replication : int, >= 0
        Which fill-ins.
    """
    fill_in = Imputed.of(len(log.attempts), seed, replication).values
    rows = cast(Logged, replay_demand_tables(log, found, fill_in))
    demand = replayed(desk, rows, seed, replication)
    return run(desk, demand, roster, seed=seed, replication=replication)


def replay_desk(scenario: Scenario, log: Log) -> Scenario:
    """Return the scenario set on a log's days, in which nobody comes back or leaves.

    Returns are in the log already, and so are those who hang up in self-service.
    """
    days = {"start": log.first_day.isoformat(), "warm_up": "0 s", "horizon": f"{log.n_days} d"}
    never = {"after_abandoned": 0.0, "after_blocked": 0.0, "after_disconnected": 0.0}
    alone = {"ivr": MENU, "retry": never, "repeat": {"probability": 0.0}}
    parts = {f"reasons.{r}.{k}": v for r in scenario.reason_names for k, v in alone.items()}
    return scenario.with_overrides({**days, **parts, "loyalty.enabled": False})


def expected_of(desk: Scenario, *, own_roster: bool) -> Expected:
    """Return what the audit holds a replay to; on the log's own days no weekly shifts."""
    expected = Expected.of(desk)
    if not own_roster:
        return expected
    agents = {name: replace(facts, weeks=None) for name, facts in expected.agents.items()}
    return replace(expected, agents=agents)


def _many(
    once: Callable[[int], T], replications: int, workers: int, progress: Progress | None
) -> list[T]:
    """Return what each replication gives, in order, whatever the number of processes."""
    from joblib import Parallel, delayed

    made: list[T] = []
    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    for found in parallel(delayed(once)(r) for r in range(replications)):
        made.append(found)
        if progress is not None:
            progress(len(made), replications)
    return made
