"""Journals kept on disk: lived again, written, and audited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from cssim.audit import Expected, LawResult, Report, audit
from cssim.audit.report import FAILED, MAX_EXAMPLES, NOT_CHECKED, PASSED
from cssim.cli import inputs
from cssim.cli.progress import Progress
from cssim.cli.shell import refused
from cssim.cli.studies import JOURNALS
from cssim.journal import load, write_text
from cssim.scenario import Scenario
from cssim.study import Arm, Study, one_life
from cssim.study.arms import BASE

SCENARIO = "scenario.yml"
"""Name of the scenario beside a journal's tables."""
FIGURES = "all.parquet"
"""Table of a results folder whose figures the audit recomputes."""


def keep(study: Study, staging: Path | None, audited: bool, workers: int) -> list[Report]:
    """Live the replications of a study's base once more; write and audit their journals.

    Parameters
    ----------
    study : Study
    staging : path or None
        Where to write the journals; None: not.
    audited : bool
        Whether to audit them, figures of the study included.
    workers : int
        Processes.

    Returns
    -------
    list of Report
        One per replication; empty if not audited.
    """
    from joblib import Parallel, delayed

    arm, seed = study.plan.arms[0], study.plan.seed
    jobs = (
        delayed(_keep)(arm, seed, r, staging, _figures(study.tables["all"], r) if audited else None)
        for r in range(study.replications)
    )
    reports: list[Report] = []
    with Progress("journals", study.replications) as progress:
        for report in Parallel(n_jobs=workers, return_as="generator", batch_size=1)(jobs):
            reports.append(report)
            progress(len(reports), study.replications)
    return [report for report in reports if report is not None]


def _keep(
    arm: Arm, seed: int, replication: int, staging: Path | None, figures: pd.DataFrame | None
) -> Report | None:
    journal = one_life(arm, seed, replication)
    if staging is not None:
        folder = journal.save(staging / JOURNALS / f"{replication:04d}")
        write_text(folder / SCENARIO, arm.scenario.dump())
    return None if figures is None else audit(journal, Expected.of(arm.scenario), figures)


def _figures(table: pd.DataFrame, replication: int) -> pd.DataFrame:
    """Return the base's figures of one replication."""
    return table[(table["arm"] == BASE) & (table["replication"] == replication)]


def found(folder: Path) -> list[Path]:
    """Return the journals of a folder: itself, or all below ``journals``.

    Raises
    ------
    InputError
        There is none.
    """
    if not folder.is_dir():
        raise refused("FOLDER", "must be a folder that holds a journal", str(folder))
    if (folder / "schema.json").exists():
        return [folder]
    inside = sorted(p.parent for p in (folder / JOURNALS).glob("*/schema.json"))
    if not inside:
        accepted = "holds no journal (schema.json), nor journals/*; see cssim run --journal"
        raise refused("FOLDER", accepted, str(folder))
    return inside


def audited(folder: Path, scenario: Scenario | None) -> Report:
    """Return the audit of one journal, of its study's figures too where they stand beside it.

    Raises
    ------
    InputError
        The journal or its scenario cannot be read, or do not belong together.
    """
    journal = load(folder)
    if scenario is None and (folder / SCENARIO).exists():
        scenario = inputs.scenario(folder / SCENARIO, ())
    if scenario is not None and scenario.hash != journal.about.scenario_hash:
        accepted = f"is not the scenario of the journal {folder.name}; their hashes differ"
        raise refused("scenario", accepted, scenario.name)
    expected = None if scenario is None else Expected.of(scenario)
    return audit(journal, expected, _published(folder, journal.about.replication))


def _published(folder: Path, replication: int) -> pd.DataFrame | None:
    """Return the figures that the study around a journal published of it."""
    path = folder.parent.parent / FIGURES
    if folder.parent.name != JOURNALS or not path.is_file():
        return None
    try:
        return _figures(pd.read_parquet(path), replication)
    except (OSError, ValueError, KeyError) as error:
        raise refused("FOLDER", f"cannot be read: {error}", path.name) from None


def merged(reports: Sequence[tuple[str, Report]]) -> Report:
    """Return several audits as one: counts added up, examples with the name of their journal."""
    if len(reports) == 1:
        return reports[0][1]
    laws = [result.law for result in reports[0][1].laws]
    return Report(tuple(_merged([(name, report[law]) for name, report in reports]) for law in laws))


def _merged(results: Sequence[tuple[str, LawResult]]) -> LawResult:
    first = results[0][1]
    statuses = {result.status for _, result in results}
    ranked = (FAILED, PASSED, NOT_CHECKED, first.status)
    return LawResult(
        first.law,
        next(status for status in ranked if status in statuses),
        sum(result.examined for _, result in results),
        sum(result.violations for _, result in results),
        tuple(_examples(results))[:MAX_EXAMPLES],
        next((result.note for _, result in results if result.note), ""),
    )


def _examples(results: Sequence[tuple[str, LawResult]]) -> Iterator[str]:
    for name, result in results:
        yield from (f"journal {name}: {example}" for example in result.examples)
