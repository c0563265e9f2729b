"""`cssim compare`: a base and its what-ifs through the same luck, difference by difference."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options

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
        show_default=False,
    ),
]


def compare(
    scenario: options.Scenario,
    alternatives: Alternatives = None,
    changes: options.Changes = None,
    seed: options.Seed = 1,
    replications: options.Replications = 20,
    workers: options.Workers = None,
    out: options.Out = None,
    force: options.Force = False,
    json: options.Json = False,
) -> None:
    """Answer a what-if: how much better or worse, how sure, and worth how much.

    The base and every alternative meet the same customers on the same days, so differences
    are paired; --set changes the base, and with it all alternatives.

    Example: cssim compare bank.yml --alt two_more="teams.desk.size=+2" -n 40
    """
    from cssim.cli import folder, inputs, studies
    from cssim.errors import InputError
    from cssim.study import Plan

    base = inputs.scenario(scenario, changes)
    if not alternatives:
        accepted = 'at least one is needed: --alt two_more="teams.NAME.size=+2"'
        raise refused("--alt", accepted)
    plan = Plan.of(base, inputs.alternatives(alternatives, base), seed=seed)
    plan.check(replications)
    with folder.results_folder(out, studies.identity(plan), force=force) as staging:
        study = studies.live(plan, replications, workers)
        found = _found(study)
        if staging is not None:
            studies.write(study, staging, "compare", found)
    _print_json(study, found, out) if json else _print(study, found, out)


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
    from cssim.cli import show

    head: dict[str, Any] = {"command": "compare", **study.manifest(), **found}
    fates = [{"arm": name, **_fates(study, name)} for name in study.alternatives]
    show.as_json({**head, "customers": fates, "out": None if out is None else str(out)})


def _print(study: Study, found: dict[str, pd.DataFrame], out: Path | None) -> None:
    from cssim.cli import show, studies

    show.say(studies.title(study))
    words = studies.Words(study)
    for arm in study.plan.arms[1:]:
        changes = arm.scenario.overrides[len(study.plan.arms[0].scenario.overrides) :]
        said = "; ".join(changes) or studies.named(arm.scenario)
        show.say(f"\n{arm.name}: {said}")
        differences = found["differences"]
        _print_differences(arm.name, differences[differences["arm"] == arm.name], words)
        _print_value(arm.name, found["net_value"], study, words.currency)
    if study.replications == 1:
        show.say("\nOne replication has no interval; -n 20 gives one.")
    studies.say_where(out)


def _print_differences(name: str, frame: pd.DataFrame, words: Any) -> None:
    from cssim.cli import show, studies

    rows = [
        (
            words.label(row.measure),
            show.number(row.base, row.half_width),
            show.number(row.value, row.half_width),
            show.signed(row.difference, row.half_width),
            show.interval(row.low, row.high, row.half_width),
            words.unit(row.measure),
            verdict(row.low, row.high, row.better),
            chance(row.p_better),
        )
        for row in studies.rows_of(frame)
    ]
    header = ("measure", "base", name, "difference", "95 % interval", "unit", "verdict", "P(better)")
    show.table(header, rows, text_columns=(0, 5, 6))


def verdict(low: float, high: float, better: str) -> str:
    """Return whether a difference is better or worse, as far as its interval tells.

    Examples
    --------
    >>> verdict(0.1, 0.2, "higher"), verdict(0.1, 0.2, "lower"), verdict(-0.1, 0.2, "lower")
    ('better', 'worse', 'unclear')
    """
    if better == "none" or not low <= high or low == high == 0:
        return ""
    if low <= 0 <= high:
        return "unclear"
    return "better" if (low > 0) == (better == "higher") else "worse"


def chance(p: float) -> str:
    """Return a probability of being better; never quite 0 or 1, which nobody can know."""
    if not 0 <= p <= 1:
        return ""
    return "> 0.99" if p > 0.99 else "< 0.01" if p < 0.01 else f"{p:.2f}"


def _print_value(name: str, frame: pd.DataFrame, study: Study, currency: str) -> None:
    """Print what the change is worth, and how many customers it saves and loses."""
    from cssim.cli import show, studies

    if frame.empty:
        return
    labels = {"uplift_value": "retained value", "total_cost": "cost", "net_value": "net value"}
    said = []
    for row in studies.rows_of(frame[frame["arm"] == name]):
        change = show.signed(row.difference, row.half_width)
        interval = show.interval(row.low, row.high, row.half_width)
        said.append(f"{labels[row.measure]} {change} ({interval})")
    show.say(f"worth per replication, in {currency}: {', '.join(said)}")
    fates = _fates(study, name)
    show.say(
        f"customers within the projection, per replication: {fates['saved']:,.1f} saved,"
        f" {fates['lost']:,.1f} lost (by number in fates.parquet)"
    )


def _fates(study: Study, name: str) -> dict[str, float]:
    """Return how many customers an arm saves and loses, per replication."""
    if study.fates.empty:
        return {"saved": 0.0, "lost": 0.0}
    fates = study.fates[study.fates["arm"] == name]["fate"].value_counts()
    return {fate: float(fates.get(fate, 0)) / study.replications for fate in ("saved", "lost")}
