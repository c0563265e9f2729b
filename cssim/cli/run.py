"""`cssim run`: live a scenario many times, and print its headline figures with intervals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options
from cssim.cli.shell import stop, tell

if TYPE_CHECKING:
    import pandas as pd

    from cssim.audit import Report
    from cssim.scenario import Scenario
    from cssim.study import Plan, Study

ASKED = "asked"
"""Table of a study for what ``--measures`` and ``--by`` ask for."""

Journal = Annotated[
    bool | None,
    typer.Option(
        "--journal/--no-journal",
        help="With --out, keep what happened in each replication, contact by contact, under"
        " journals/. Default: only of a single replication.",
    ),
]
Audit = Annotated[
    bool,
    typer.Option(
        "--audit",
        help="Check every replication against the laws of the model; exit code 1 if one is broken.",
    ),
]
Measures = Annotated[
    list[str] | None,
    typer.Option(
        "--measures",
        metavar="NAMES",
        help='Print these measures: "asa_s, service_level(rule=offered, awt_s=30)".',
    ),
]
By = Annotated[
    list[str] | None,
    typer.Option(
        "--by",
        metavar="KEYS",
        help="Print them by interval, hour, weekday, day, reason, channel, segment, team, tier"
        " or agent, or several of these: reason,weekday.",
    ),
]


def run(
    scenario: options.Scenario,
    *,
    changes: options.Changes = None,
    seed: options.Seed = 1,
    replications: options.Replications = 20,
    workers: options.Workers = None,
    measures: Measures = None,
    by: By = None,
    out: options.Out = None,
    journal: Journal = None,
    audit: Audit = False,
    force: options.Force = False,
    json: options.Json = False,
) -> None:
    """Simulate a scenario and print its headline figures.

    Every figure comes with a 95 % interval over independent replications.

    Example: cssim run bank.yml --set teams.desk.size=+2 -n 40 --out results/two-more
    """
    from cssim.cli import folder, inputs, studies

    base = inputs.scenario(scenario, changes)
    plan = _plan(base, seed, measures or [], by or [])
    plan.check(replications)
    with folder.results_folder(out, studies.identity(plan), force=force) as staging:
        study = studies.live(plan, replications, workers)
        kept = staging if journal or (journal is None and replications == 1) else None
        reports = _keep(study, kept, audit, workers)
        estimates = _estimates(study)
        if staging is not None:
            studies.write(study, staging, "run", {"estimates": estimates})
    if json:
        _print_json(study, estimates, reports, out)
    else:
        _print(study, estimates, out)
    _judge(reports, audited=audit, to_stdout=not json)


def _plan(base: Scenario, seed: int, measures: list[str], by: list[str]) -> Plan:
    from cssim.cli import asked, inputs
    from cssim.study import Plan
    from cssim.study.arms import default_tables

    tables = default_tables(base)
    if measures or by:
        tables[ASKED] = asked.table_spec(base, inputs.names(measures), inputs.names(by))
    return Plan.of(base, seed=seed, tables=tables)


def _keep(study: Study, staging: Path | None, audit: bool, workers: int | None) -> list[Report]:
    if staging is None and not audit:
        return []
    from cssim.cli import inputs, journals

    count = inputs.workers(workers, study.plan, study.replications)
    return journals.keep(study, staging, audit, count)


def _estimates(study: Study) -> pd.DataFrame:
    from cssim.study import estimates

    return estimates(study, ASKED if ASKED in study.tables else "all")


def _print(study: Study, estimates: pd.DataFrame, out: Path | None) -> None:
    from cssim.cli import asked, show, studies
    from cssim.words.results import currency

    show.say(studies.title(study))
    show.say()
    if ASKED in study.tables and study.plan.tables[ASKED].by:
        asked.print_groups(estimates, study.plan.tables[ASKED], currency(study))
    else:
        _print_headline(study, estimates)
    studies.say_end(study, out)


def _print_headline(study: Study, estimates: pd.DataFrame) -> None:
    """Print a row per measure, and what the service level counts."""
    from cssim import words
    from cssim.cli import figures, show, studies
    from cssim.words.numbers import rule_text
    from cssim.words.results import base_options, currency

    options, money = base_options(study), currency(study)
    rows = []
    for row in studies.rows_of(estimates):
        scale = words.scale_of(row.measure, money)
        shown = figures.figure(scale, row.value, row.half_width)
        interval = figures.between(scale, row.low, row.high)
        label = words.label(row.measure, options)
        rows.append((label, shown, interval, scale.unit.strip(), row.measure))
    header = ("measure", "estimate", "95 % interval", "unit", "name")
    show.table(header, rows, text_columns=(0, 3, 4))
    show.say(f"\nService level, rule {options.rule}: {rule_text(options)}.")
    channels = study.plan.arms[0].scenario.channel_names
    if len(channels) > 1:
        show.say(f"Waits here are means over {', '.join(channels)}; --by channel tells them apart.")


def _print_json(
    study: Study, estimates: pd.DataFrame, reports: list[Report], out: Path | None
) -> None:
    from cssim.cli import show

    found: dict[str, Any] = {"command": "run", **study.manifest(), "estimates": estimates}
    if reports:
        found["audit"] = {"ok": all(r.ok for r in reports), "journals": len(reports)}
    show.as_json({**found, "out": None if out is None else str(out)})


def _judge(reports: list[Report], *, audited: bool, to_stdout: bool) -> None:
    """Say what the audit found; end with 1 if a law is broken."""
    if not audited:
        return
    from cssim.cli import journals, show

    whole = journals.merged([(f"{i:04d}", report) for i, report in enumerate(reports)])
    if not whole.ok:
        tell(*(line for law in whole.failed for line in (whole[law].line(), *whole[law].examples)))
        raise stop(1)
    if to_stdout:
        examined = sum(result.examined for result in whole.laws)
        checked = show.count(len(reports), "journal")
        show.say(f"\nAudit: no law broken in {checked}, {examined:,} checks")
