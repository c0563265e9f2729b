"""Run studies, and say what they found: estimates, paired differences, intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from cssim import stats
from cssim.errors import InputError
from cssim.measures.registry import parse
from cssim.scenario import Scenario
from cssim.stats import Estimate
from cssim.study.arms import BASE, Plan, TableSpec
from cssim.study.lives import Cell, live_replication
from cssim.study.result import Study

Progress = Callable[[int, int], None]
"""Called after each replication with how many are done, and of how many."""

KEYS = ("arm", "replication", "measure", "value", "numerator", "denominator")


def replicate(
    scenario: Scenario,
    replications: int = 20,
    *,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    tables: Mapping[str, TableSpec] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Study:
    """Live a scenario many times; see `compare`."""
    return compare(
        scenario,
        {},
        replications,
        seed=seed,
        workers=workers,
        progress=progress,
        tables=tables,
        options=options,
    )


def compare(
    base: Scenario,
    alternatives: Mapping[str, Any],
    replications: int = 20,
    *,
    seed: int = 1,
    workers: int = 1,
    progress: Progress | None = None,
    tables: Mapping[str, TableSpec] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Study:
    """Live a base and its what-ifs through the same luck, many times.

    Parameters
    ----------
    base : Scenario
        What is compared with.
    alternatives : dict of name to overrides, Scenario or Arm
        The what-ifs.
    replications : int, >= 1
        How many.
    seed : int, >= 0
        The one integer that fixes the study.
    workers : int
        Processes; -1 = one per core. The result does not depend on it.
    progress : callable, optional
        Called after each replication with how many are done, and of how many.
    tables, options
        As in `Plan`.

    Returns
    -------
    Study
        Tidy tables; `differences` and `estimates` read them.

    Raises
    ------
    InputError
        Something is not valid or takes too much; nothing has been drawn.
    LiveError
        An arm failed in a replication; the message names both.
    """
    plan = Plan.of(base, alternatives, seed=seed, tables=tables, options=options)
    plan.check(replications)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < -1 or workers == 0:
        raise InputError.of("workers", workers, "must be a whole number >= 1, or -1 for all cores")
    return run_plan(plan, replications, workers=workers, progress=progress)


def run_plan(
    plan: Plan, replications: int, *, workers: int = 1, progress: Progress | None = None
) -> Study:
    """Live a plan that has been checked; see `compare`."""
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=workers, return_as="generator", batch_size=1)
    jobs = (delayed(live_replication)(plan, r) for r in range(replications))
    cells: list[Cell] = []
    for cell in parallel(jobs):
        cells.append(cell)
        if progress is not None:
            progress(len(cells), replications)
    names = list(dict.fromkeys(name for cell in cells for name in cell.tables))
    tables = {
        name: pd.concat([c.tables[name] for c in cells if name in c.tables], ignore_index=True)
        for name in names
    }
    fates = [cell.fates for cell in cells if len(cell.fates)]
    return Study(
        plan, replications, tables, pd.concat(fates, ignore_index=True) if fates else pd.DataFrame()
    )


def estimates(study: Study, table: str = "all", kind: str = "pooled") -> pd.DataFrame:
    """Return an estimate with its 95 % interval for every arm, group and measure.

    Parameters
    ----------
    study : Study
    table : str
        One of the study's tables.
    kind : {"pooled", "per_day"}
        Ratios as ratio of sums (the long run), or as mean of the replications' ratios
        (the expected day). Totals and quantiles are means over replications either way.

    Returns
    -------
    DataFrame
        ``arm``, groups, ``measure``, ``value``, ``half_width``, ``low``, ``high``, ``n``,
        ``kind``. One replication has no interval (NaN).
    """
    frame = _table(study, table)
    groups = [c for c in frame.columns if c not in KEYS]
    rows = []
    for key, part in frame.groupby(["arm", *groups, "measure"], sort=False, observed=True):
        rows.append((*key, *_row(_estimate(str(key[-1]), part, kind))))
    columns = ["arm", *groups, "measure", "value", "half_width", "low", "high", "n", "kind"]
    return pd.DataFrame(rows, columns=columns)


def _row(e: Estimate) -> tuple[float, float, float, float, int, str]:
    return (e.value, e.half_width, e.low, e.high, e.n, e.kind)


def _estimate(measure: str, part: pd.DataFrame, kind: str) -> Estimate:
    if not _is_ratio(measure):
        return stats.mean(part["value"].dropna())
    if kind == "per_day":
        return stats.per_day(part["numerator"], part["denominator"], skip_empty=True)
    if kind != "pooled":
        raise InputError.of("kind", kind, "must be pooled or per_day")
    return stats.pooled(part["numerator"], part["denominator"])


@cache
def _is_ratio(measure: str) -> bool:
    from cssim.measures import Options

    if measure == "uplift_value":
        return False
    return parse(measure, Options())[0].kind in ("ratio", "mean")


def differences(
    study: Study,
    table: str = "all",
    kind: str = "pooled",
    measures: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return what each what-if changes against the base, paired by replication.

    Parameters
    ----------
    study : Study
    table : str
        One of the study's tables.
    kind : {"pooled", "per_day"}
        As in `estimates`.
    measures : sequence of str, optional
        Of which; default: of all.

    Returns
    -------
    DataFrame
        ``arm``, groups, ``measure``, ``base``, ``value``, ``difference``, ``half_width``,
        ``low``, ``high``, ``p_better`` (chance that the true difference is on the good
        side; NaN for measures without one), ``variance_ratio`` (variance of the paired
        difference over that of independent runs; below 1 is what common luck saves),
        ``n``, ``better``.
    """
    frame = _table(study, table)
    if measures is not None:
        frame = frame[frame["measure"].isin(measures)]
    groups = [c for c in frame.columns if c not in KEYS]
    by = [*groups, "measure"]
    base = dict(iter(frame[frame["arm"] == BASE].groupby(by, sort=False, observed=True)))
    rows = []
    for name in study.alternatives:
        arm = frame[frame["arm"] == name]
        for key, part in arm.groupby(by, sort=False, observed=True):
            if key in base:
                rows.append((name, *key, *_difference(str(key[-1]), part, base[key], kind)))
    columns = [
        "arm", *by, "base", "value", "difference", "half_width", "low", "high",
        "p_better", "variance_ratio", "n", "better",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _difference(
    measure: str, part: pd.DataFrame, base: pd.DataFrame, kind: str
) -> tuple[float | int | str, ...]:
    better = _better(measure)
    both = part.merge(base, on="replication", suffixes=("", "_base"))
    four = [both[c] for c in ("numerator", "denominator", "numerator_base", "denominator_base")]
    if not _is_ratio(measure):
        two = both[["value", "value_base"]].dropna()
        found = stats.difference(two["value"], two["value_base"])
        saved = stats.variance_ratio(two["value"], two["value_base"])
    elif kind == "per_day":
        found = stats.difference_per_day(*four, skip_empty=True)
        saved = stats.variance_ratio(both["value"], both["value_base"])
    else:
        found = stats.difference_pooled(*four)
        saved = stats.variance_ratio_pooled(*four)
    chance = np.nan
    if better != "none":
        chance = stats.probability_better(found, larger_is_better=better == "higher")
    values = [_estimate(measure, frame, kind).value for frame in (base, part)]
    ends = (found.value, found.half_width, found.low, found.high)
    return (*values, *ends, chance, saved, found.n, better)


@cache
def _better(measure: str) -> str:
    from cssim.measures import Options

    return parse(measure, Options())[0].better


def _table(study: Study, table: str) -> pd.DataFrame:
    if table not in study.tables:
        raise InputError.of("table", table, f"must be one of {', '.join(study.tables)}")
    return study.tables[table]


def net_value(study: Study) -> pd.DataFrame:
    """Return retained value, extra cost and net value of each what-if, with intervals.

    The cost is that of the run; the value is what the run's service makes of the customers'
    projected stay. Both belong to the same days, so they may be subtracted.

    Returns
    -------
    DataFrame
        ``arm``, ``measure`` (uplift_value, total_cost, net_value), ``difference``,
        ``half_width``, ``low``, ``high``, ``n``.
    """
    if "value" not in study.tables:
        return pd.DataFrame()
    kept = _table(study, "all")
    totals = kept[kept["measure"] == "total_cost"]
    costs = totals.set_index(["arm", "replication"])["value"]
    uplift = _table(study, "value").set_index(["arm", "replication"])["value"]
    rows = []
    for name in study.alternatives:
        if name not in uplift.index.get_level_values(0):
            continue
        extra = (costs[name] - costs[BASE]).to_numpy()
        gain = uplift[name].to_numpy()
        for measure, values in (
            ("uplift_value", gain),
            ("total_cost", extra),
            ("net_value", gain - extra),
        ):
            e = stats.mean(values)
            rows.append((name, measure, e.value, e.half_width, e.low, e.high, e.n))
    columns = ["arm", "measure", "difference", "half_width", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)
