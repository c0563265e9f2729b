"""Which assumption an answer depends on most: one number at a time to the ends of its range.

Base and what-if are both lived again with the number at either end, with the same luck: what is
told is how the *difference* between the two moves. Numbers are those of the scenario's ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cssim.errors import InputError
from cssim.scenario import Scenario
from cssim.scenario.ledger import Entry, entries
from cssim.study.arms import Plan, TableSpec
from cssim.study.compare import differences, net_value, run_plan

NET_VALUE = "net_value"
ENDS = ("low", "high")
NOT_ASKED = "-"
"""Mark of decisions and of data of one's own in the ledger: no assumptions."""
WHAT_IF = "what-if"


@dataclass(frozen=True)
class _Job:
    """A pair of scenarios to live: as they are, or with one number at an end of its range."""

    path: str
    end: str
    at: Any
    base: Scenario
    other: Scenario


def assumed(scenario: Scenario) -> list[str]:
    """Return the paths of the assumptions that are at work in a scenario and have a range.

    Decisions, data of one's own and what is fixed in the rules are left out.
    """
    return [entry.path for entry in entries(scenario) if _varies(entry)]


def _varies(entry: Entry) -> bool:
    in_scenario = not entry.path.startswith("rules.")
    has_range = entry.low is not None and entry.high is not None
    return entry.is_on and in_scenario and has_range and entry.confidence != NOT_ASKED


def one_at_a_time(
    scenario: Scenario,
    alternative: Any,
    measure: str | Sequence[str] = NET_VALUE,
    rows: Sequence[str] = (),
    *,
    replications: int = 2,
    seed: int = 1,
    workers: int = 1,
    horizon: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return how the effect of a what-if moves with each assumption.

    Parameters
    ----------
    scenario : Scenario
        The base.
    alternative : overrides
        The what-if, as in `Scenario.with_overrides`.
    measure : str or sequence of str
        Whose difference is looked at: measures of a study's table ``all``, or net_value.
    rows : sequence of str
        Paths of the ledger to vary; empty: all of `assumed`.
    replications, seed
        Few are enough to rank: all share their luck.
    workers : int
        Processes; -1 = one per core. The result does not depend on it.
    horizon : str, optional
        A shorter horizon, such as ``182 d``.
    progress : callable, optional
        Called after each number's end with how many are done, and of how many.

    Returns
    -------
    DataFrame
        ``path``, ``end`` (low, high; as_is in the first rows, with an empty path), ``at`` (the
        number there), ``measure``, ``difference``, ``half_width``, ``low``, ``high``: what-if
        less base and its 95 % interval, and ``moved``: the difference less that of as_is. An
        end at which the scenario would not be valid is left out.

    Raises
    ------
    InputError
        A path that is not in the ledger or has no range; a measure that is not kept.
    """
    from joblib import Parallel, delayed

    measures = (measure,) if isinstance(measure, str) else tuple(measure)
    jobs = pairs(scenario, alternative, rows, horizon)
    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    live = (delayed(_live)(job, measures, replications, seed) for job in jobs)
    found = []
    for frame in parallel(live):
        found.append(frame)
        if progress is not None:
            progress(len(found), len(jobs))
    return _moved(pd.concat(found, ignore_index=True))


def pairs(
    scenario: Scenario, change: Any, rows: Sequence[str] = (), horizon: str | None = None
) -> list[_Job]:
    """Return what `one_at_a_time` would live; it raises if it would."""
    short = scenario.with_overrides({"horizon": horizon}) if horizon else scenario
    return list(_jobs(short, change, rows))


def _jobs(scenario: Scenario, change: Any, rows: Sequence[str]) -> Iterator[_Job]:
    yield _Job("", "as_is", None, scenario, scenario.with_overrides(change))
    known = {entry.path: entry for entry in entries(scenario)}
    for path in rows or assumed(scenario):
        entry = known.get(path)
        if entry is None or entry.low is None or entry.high is None:
            raise InputError.of("rows", path, "must be a number of the ledger that has a range")
        for end in ENDS:
            at = getattr(entry, end)
            try:
                base = scenario.with_overrides({path: at})
                yield _Job(path, end, at, base, base.with_overrides(change))
            except InputError:
                continue


def _live(job: _Job, measures: Sequence[str], replications: int, seed: int) -> pd.DataFrame:
    kept = [name for name in measures if name != NET_VALUE]
    tables = {"all": TableSpec(tuple(dict.fromkeys((*kept, "total_cost"))))}
    plan = Plan.of(job.base, {WHAT_IF: job.other}, seed=seed, tables=tables)
    plan.check(replications)
    study = run_plan(plan, replications)
    parts = [differences(study)]
    if NET_VALUE in measures:
        worth = net_value(study)
        if worth.empty:
            raise InputError.of("measure", NET_VALUE, "needs customers with a margin")
        parts.append(worth)
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["measure"].isin(measures)].drop_duplicates("measure")
    columns = ["measure", "difference", "half_width", "low", "high"]
    at = {"path": job.path, "end": job.end, "at": "" if job.at is None else str(job.at)}
    return frame[columns].assign(**at)[["path", "end", "at", *columns]]


def _moved(frame: pd.DataFrame) -> pd.DataFrame:
    as_is = frame[frame["path"] == ""].set_index("measure")["difference"]
    return frame.assign(moved=frame["difference"] - frame["measure"].map(as_is))
