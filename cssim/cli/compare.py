"""`cssim compare`: a base and its what-ifs through the same luck, difference by difference."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options
from cssim.cli.shell import refused

if TYPE_CHECKING:
    import pandas as pd

    from cssim.study import Study

Alternatives = Annotated[
    list[str] | None,
    typer.Option(
        "--alt",
        metavar='NAME="PATH=VALUE; ..."',
        help='A what-if: two_more="teams.frontline.size=+2; volume=*1.1". A file name instead of'
        " PATH=VALUE compares with another scenario. May be repeated.",
    ),
]

Everything = Annotated[
    bool,
    typer.Option("--all", help="Print all measures, not only the main ones."),
]


def compare(
    scenario: options.Scenario,
    *,
    alternatives: Alternatives = None,
    changes: options.Changes = None,
    seed: options.Seed = 1,
    replications: options.Replications = 20,
    workers: options.Workers = None,
    out: options.Out = None,
    everything: Everything = False,
    force: options.Force = False,
    json: options.Json = False,
) -> None:
    """Answer a what-if with paired differences.

    How much better or worse, how sure, and worth how much.

    The base and every alternative meet the same customers on the same days, so differences
    are paired; --set changes the base, and with it all alternatives.

    Example: cssim compare bank.yml --alt two_more="teams.desk.size=+2" -n 40
    """
    from cssim.cli import asked, folder, inputs, studies
    from cssim.study import Plan

    base = inputs.scenario(scenario, changes)
    if not alternatives:
        accepted = 'at least one is needed: --alt two_more="teams.NAME.size=+2"'
        raise refused("--alt", accepted)
    plan = Plan.of(base, inputs.alternatives(alternatives, base), seed=seed)
    plan = replace(plan, tables=asked.common_tables(plan.arms))
    plan.check(replications)
    with folder.results_folder(out, studies.identity(plan), force=force) as staging:
        study = studies.live(plan, replications, workers)
        found = _found(study) if json or staging is not None else {}
        if staging is not None:
            studies.write(study, staging, "compare", found)
    if json:
        _print_json(study, found, out)
    else:
        _print(study, out, everything=everything)


def _found(study: Study) -> dict[str, pd.DataFrame]:
    """Return the tables of what was found, by the name of their file."""
    from cssim.study import differences, estimates
    from cssim.study.compare import net_value

    return {
        "estimates": estimates(study),
        "differences": differences(study),
        "net_value": net_value(study),
    }


def _print_json(study: Study, found: dict[str, pd.DataFrame], out: Path | None) -> None:
    from cssim import words
    from cssim.cli import show

    head: dict[str, Any] = {"command": "compare", **study.manifest(), **found}
    told = {
        "answer": show.plain_text(words.answer(study)),
        "customers": words.customers_moved(study),
    }
    show.as_json({**head, **told, "out": None if out is None else str(out)})


def _print(study: Study, out: Path | None, *, everything: bool) -> None:
    from cssim import words
    from cssim.cli import show, studies

    show.say(studies.title(study))
    show.say(f"\n{words.answer(study)}")
    measures = study.plan.tables["all"].measures if everything else words.headline(study)
    changes = words.changes(study, measures)
    moved = words.customers_moved(study)
    for arm in study.plan.arms[1:]:
        shared = len(study.plan.arms[0].scenario.overrides)
        changed = "; ".join(arm.scenario.overrides[shared:]) or studies.named(arm.scenario)
        show.say(f"\n{arm.name}: {changed}")
        _print_changes(arm.name, changes[changes["arm"] == arm.name])
        if arm.scenario.customers is not None:
            _print_customers(moved[moved["arm"] == arm.name], out)
    studies.say_end(study, out)


def _print_changes(name: str, frame: pd.DataFrame) -> None:
    from cssim.cli import show, studies

    header = ("measure", "base", name, "change", "95 % interval", "verdict", "P(better)")
    rows = [
        (
            row.label,
            row.base_text,
            row.value_text,
            row.change_text,
            row.interval_text,
            row.verdict,
            "" if row.difference == row.half_width == 0 else chance(row.p_better),
        )
        for row in studies.rows_of(frame)
    ]
    show.table(header, rows, text_columns=(0, 5))


def chance(p: float) -> str:
    """Return a probability of being better, never rounded to certainty; empty for NaN."""
    if math.isnan(p):
        return ""
    from cssim.words.numbers import chance as in_words

    return in_words(p)


def _print_customers(moved: pd.DataFrame, out: Path | None) -> None:
    """Print how many customers a change saves and loses, with intervals."""
    from cssim.cli import show, studies
    from cssim.words.numbers import number

    said = [
        f"{number(row.mean, 1)} {row.fate} ({number(row.low, 1)} to {number(row.high, 1)})"
        for row in studies.rows_of(moved)
    ]
    if said:
        where = "fates.parquet tells which" if out else "--out keeps which"
        show.say(f"Customers per replication: {', '.join(said)}; {where}")
