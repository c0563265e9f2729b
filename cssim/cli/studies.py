"""Studies run from the command line: live them with a progress bar, write them, tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from cssim import units, words
from cssim.cli import folder, inputs, show
from cssim.cli.progress import Progress
from cssim.journal import write_text, write_whole
from cssim.scenario import Scenario
from cssim.scenario.ledger import in_short
from cssim.study import Plan, Study, compare

JOURNALS = "journals"
"""Folder of the replications' journals in a results folder."""
SCENARIOS = "scenarios"
"""Folder of the arms' scenarios in a results folder."""


def live(plan: Plan, replications: int, workers: int | None) -> Study:
    """Return the study of a plan, with a progress bar."""
    plan.check(replications)
    with Progress("replications", replications) as progress:
        return compare(
            plan.arms[0].scenario,
            {arm.name: arm for arm in plan.arms[1:]},
            replications,
            seed=plan.seed,
            workers=inputs.workers(workers, plan, replications),
            tables=plan.tables,
            options=plan.options,
            progress=progress,
        )


def identity(plan: Plan) -> folder.Identity:
    """Return what tells the study of a plan from others, as its manifest will say it."""
    return {"arms": {arm.name: arm.scenario.hash for arm in plan.arms}, "seed": plan.seed}


def write(study: Study, staging: Path, command: str, frames: Mapping[str, pd.DataFrame]) -> None:
    """Write a study into a staging folder: tables, scenarios, and last the manifest.

    Parameters
    ----------
    study : Study
    staging : path
        From `cssim.cli.folder.results_folder`; journals may be there already.
    command : str
        Which command made it.
    frames : dict of str to DataFrame
        Further tables, such as the estimates.
    """
    study.save(staging)
    for name, frame in frames.items():
        to_parquet(frame, staging / f"{name}.parquet")
    to_parquet(words.ledger_table(study.plan.arms[0].scenario), staging / "assumptions.parquet")
    (staging / SCENARIOS).mkdir()
    for arm in study.plan.arms:
        write_text(staging / SCENARIOS / f"{arm.name}.yml", arm.scenario.dump())
    folder.write_manifest(staging, {"command": command, **study.manifest()})


def to_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table, whole or not at all."""
    write_whole(path, lambda temporary: frame.to_parquet(temporary, index=False))


def title(study: Study) -> str:
    """Return a study in two lines: scenario; how often, how long, which luck."""
    base = study.plan.arms[0].scenario
    often = show.count(study.replications, "replication")
    return f"{named(base)}\n{often} of {period(base)}; seed {study.plan.seed}"


def named(scenario: Scenario) -> str:
    """Return name and title of a scenario."""
    return f"{scenario.name}: {scenario.title}" if scenario.title else scenario.name


def period(scenario: Scenario) -> str:
    """Return how long a scenario runs, and from when."""
    length = units.format_duration(scenario.horizon)
    weekday = units.WEEKDAYS[scenario.first_weekday].capitalize()
    warm_up = units.format_duration(scenario.warm_up)
    left_out = f", the first {warm_up} left out" if scenario.warm_up else ""
    return f"{length} from {weekday} {units.format_datetime(scenario.start)}{left_out}"


def rows_of(frame: pd.DataFrame) -> Iterable[Any]:
    """Yield the rows of a table as named tuples."""
    return frame.itertuples(index=False)


def say_end(study: Study, out: Path | None) -> None:
    """Say what the figures rest on, that one replication has no interval, where the results are."""
    base = study.plan.arms[0].scenario
    show.say(f"\n{in_short(base)}:\ncssim check FILE --assumptions lists them.")
    if base.customers is not None and not words.who_joins(base):
        show.say("No customer joins: their number only falls.")
    if study.replications == 1:
        show.say("\nOne replication has no interval; -n 20 gives one.")
    if out is not None:
        show.say(f"\nResults: {out}")
