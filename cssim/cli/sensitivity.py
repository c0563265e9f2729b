"""`cssim sensitivity`: which assumption the answer to a what-if depends on most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cssim.cli import options
from cssim.cli.shell import refused

if TYPE_CHECKING:
    import pandas as pd

Change = Annotated[
    list[str] | None,
    typer.Option(
        "--change",
        metavar="PATH=VALUE",
        help="The what-if: teams.frontline.size=+2. May be repeated: all belong to one what-if.",
    ),
]
Measure = Annotated[
    list[str] | None,
    typer.Option(
        "--measure",
        metavar="NAME",
        help="Measure whose difference is looked at; may be repeated. Default: csat_true.",
    ),
]
Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--number",
        metavar="PATH",
        help="A number of `cssim check --assumptions` to vary; may be repeated. Default: every"
        " assumption at work.",
    ),
]
Horizon = Annotated[
    str | None,
    typer.Option("--horizon", metavar="SPAN", help="A shorter horizon, such as 182 d."),
]


def sensitivity(
    scenario: options.Scenario,
    *,
    change: Change = None,
    measure: Measure = None,
    number: Numbers = None,
    changes: options.Changes = None,
    horizon: Horizon = None,
    seed: options.Seed = 1,
    replications: options.Replications = 2,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Say which assumption the answer to a what-if depends on most.

    One number of the ledger at a time goes to either end of its range; base and what-if are
    lived again with it, through the same luck.

    Example: cssim sensitivity bank.yml --change teams.desk.size=+2 --measure asa_s
    """
    from cssim.cli import inputs, show
    from cssim.cli.progress import Progress
    from cssim.measures.registry import get
    from cssim.study import Plan
    from cssim.study.sensitivity import ENDS, NET_VALUE, WHAT_IF, assumed, one_at_a_time

    base = inputs.scenario(scenario, changes)
    if not change:
        raise refused("--change", "at least one is needed: --change teams.NAME.size=+2")
    measures = measure or ["csat_true"]
    better = {name: "higher" if name == NET_VALUE else get(name).better for name in measures}
    other = inputs.sourced("--change", lambda: base.with_overrides(change))
    lives = replications * (1 + len(ENDS) * len(number or assumed(base)))
    count = inputs.workers(workers, Plan.of(base, {WHAT_IF: other}, seed=seed), lives)
    with Progress("ends of ranges") as progress:
        found = one_at_a_time(
            base, change, measures, number or (), replications=replications, seed=seed,
            workers=count, horizon=horizon, progress=progress,
        )  # fmt: skip
    if json:
        show.as_json({"command": "sensitivity", "scenario": base.hash, "found": found})
        return
    for name in measures:
        _print(found, name, better[name], base.currency)


def _print(found: pd.DataFrame, measure: str, better: str, currency: str) -> None:
    from cssim import words
    from cssim.cli import show, studies

    show.say(words.most_sensitive(found, measure, better, currency))
    rows = [
        (row.path, row.low_at, row.low_text, row.high_at, row.high_text)
        for row in studies.rows_of(words.sensitivity(found, measure, currency))
    ]
    show.say()
    show.table(("number", "low", "change", "high", "change"), rows)
    show.say()
