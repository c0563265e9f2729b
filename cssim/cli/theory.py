"""`cssim theory`: Erlang formulas for a quick look, beside or before a simulation."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cssim.cli import options
from cssim.errors import InputError

if TYPE_CHECKING:
    from cssim.theory import Patience, SteadyQueue

MOST_ROWS = 200
Load = Annotated[
    float | None,
    typer.Option(
        "--load",
        parser=options.number,
        metavar="ERLANGS",
        help="Offered load.",
        show_default=False,
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        "--rate",
        parser=options.number,
        metavar="PER_HOUR",
        help="Contacts per hour, instead of --load.",
        show_default=False,
    ),
]
Aht = Annotated[
    str, typer.Option("--aht", metavar="DURATION", help='Average handle time, such as "240 s".')
]
Agents = Annotated[
    str | None,
    typer.Option("--agents", metavar="N", help="Agents, 27 or 25-30.", show_default=False),
]
PatienceText = Annotated[
    str | None,
    typer.Option(
        "--patience",
        metavar="DURATION",
        help="Mean patience (Erlang A). Without it nobody abandons (Erlang C).",
        show_default=False,
    ),
]
Awt = Annotated[
    str, typer.Option("--awt", metavar="DURATION", help="Acceptable waiting time of the service level.")
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="PERCENT/SECONDS",
        help="Find the fewest agents: 80/20 = 80 % within 20 s.",
        show_default=False,
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule", metavar="RULE", help="exclude_short, offered, short_met or answered; see the glossary."
    ),
]


def theory(
    load: Load = None,
    rate: Rate = None,
    aht: Aht = "240 s",
    agents: Agents = None,
    patience: PatienceText = None,
    awt: Awt = "20 s",
    target: Target = None,
    rule: Rule = "exclude_short",
    json: options.Json = False,
) -> None:
    """Steady-state waiting by formula (Erlang B, C, A), or the fewest agents for a target.

    Example: cssim theory --rate 360 --aht "240 s" --agents 27
    or: cssim theory --load 24 --patience "2 min" --target 80/20
    """
    from cssim.cli import show

    aht_s = _seconds("--aht", aht, above_zero=True)
    load = _load(load, rate, aht_s)
    share, awt_s = _target(target) if target else (None, _seconds("--awt", awt))
    waits = _patience(patience)
    needed = None if share is None else _needed(load, share, aht_s, awt_s, waits, rule)
    counts = _counts(agents, needed)
    rows = [_row(load, n, aht_s, awt_s, waits, rule) for n in counts]
    head = {"load": load, "aht_s": aht_s, "awt_s": awt_s, "rule": rule}
    if json:
        show.as_json({"command": "theory", **head, "n_required": needed, "agents": rows})
    else:
        _print(head, patience, rows, needed, target)


def _seconds(option: str, text: str, *, above_zero: bool = False) -> float:
    from cssim.units import parse_duration

    try:
        ms = parse_duration(text)
    except InputError as error:
        raise refused(option, error.problems[0].accepted, text) from None
    if above_zero and ms == 0:
        raise refused(option, "must be above 0 s", text)
    return ms / 1000


def _load(load: float | None, rate: float | None, aht_s: float) -> float:
    if (load is None) == (rate is None):
        accepted = "give either --load in erlangs or --rate in contacts per hour"
        raise InputError.of("", "both" if rate is not None else "neither", accepted, "theory")
    value, option = (load, "--load") if rate is None else (rate, "--rate")
    if value is None or not 0 < value < 1e6:
        raise refused(option, "must be above 0 and below 1,000,000", value)
    return value if rate is None else value * aht_s / 3600


def _target(text: str) -> tuple[float, float]:
    """Return share and seconds of a target such as ``80/20``."""
    match = re.fullmatch(r"([0-9]{1,2}(?:\.[0-9]{1,6})?)/([0-9]{1,5}(?:\.[0-9]{1,3})?)", text)
    if match is None or float(match[1]) == 0:
        accepted = "must be percent/seconds such as 80/20, above 0 and below 100 %"
        raise refused("--target", accepted, text)
    return float(match[1]) / 100, float(match[2])


def _patience(text: str | None) -> Patience | None:
    from cssim.distributions import Exponential

    return None if text is None else Exponential(_seconds("--patience", text, above_zero=True))


def _needed(
    load: float, share: float, aht_s: float, awt_s: float, patience: Patience | None, rule: str
) -> int:
    from cssim.theory import agents_for_service_level

    return agents_for_service_level(
        load, share, aht_s=aht_s, awt_s=awt_s, patience=patience, rule=rule
    )


def _counts(text: str | None, needed: int | None) -> Sequence[int]:
    """Return the numbers of agents to show; around the number needed unless told."""
    if text is None:
        if needed is None:
            raise refused("theory", "give --agents, or --target to find them")
        return range(max(1, needed - 2), needed + 3)
    match = re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", text)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 1 <= low <= high < low + MOST_ROWS:
        accepted = f"must be a number from 1, or a range of at most {MOST_ROWS} such as 25-30"
        raise refused("--agents", accepted, text)
    return range(low, high + 1)


def _row(
    load: float, n: int, aht_s: float, awt_s: float, patience: Patience | None, rule: str
) -> dict[str, Any]:
    """Return the figures of one number of agents; None where no steady state exists."""
    from cssim.theory import Endless, erlang_b, mmn_gi, sqrt_beta

    row = {"n": n, "rho": load / n, "beta": sqrt_beta(load, n), "erlang_b": erlang_b(load, n)}
    if patience is None and load >= n:
        return {**row, **dict.fromkeys(FIGURES, math.nan)}
    queue = mmn_gi(load, n, aht_s=aht_s, patience=patience or Endless())
    return {**row, **dict(zip(FIGURES, _figures(queue, awt_s, rule), strict=True))}


FIGURES = (
    "occupancy", "p_delay", "abandonment", "service_level", "asa_s", "mean_wait_s",
    "wait_quantile_s", "mean_queue",
)  # fmt: skip
"""Glossary names of what a queue is described by; the quantile is that of 0.9."""
HEADINGS = {
    "n": "agents", "erlang_b": "Erlang B", "wait_quantile_s": "90 % wait <=", "rho": "load/agent",
}  # fmt: skip


def _figures(queue: SteadyQueue, awt_s: float, rule: str) -> Iterator[float]:
    yield queue.occupancy
    yield queue.p_delay
    yield queue.abandonment
    yield queue.service_level(awt_s, rule)
    yield queue.asa_s
    yield queue.mean_wait_s
    yield queue.wait_quantile_s(0.9)
    yield queue.mean_queue


def _print(
    head: dict[str, Any],
    patience: str | None,
    rows: list[dict[str, Any]],
    needed: int | None,
    target: str | None,
) -> None:
    from cssim.cli.show import number, say, table

    model = f"Erlang A, mean patience {patience}" if patience else "Erlang C, nobody abandons"
    say(f"{model}: load {number(head['load'])} erlangs, handle time {head['aht_s']:g} s")
    say(f"service level within {head['awt_s']:g} s, rule {head['rule']}\n")
    shown = [key for key in rows[0] if patience or key not in ("abandonment", "mean_wait_s")]
    cells = [[_cell(key, row[key]) for key in shown] for row in rows]
    table([HEADINGS.get(key, key) for key in shown], cells, text_columns=())
    if needed is not None:
        say(f"\n{needed} agents on the phones meet {target}; the roster needs more by the shrinkage.")
    if any(math.isnan(row["occupancy"]) for row in rows):
        say("\nWith as many erlangs as agents or more, and nobody abandoning, the queue never ends.")


def _cell(key: str, value: float) -> str:
    from cssim.cli.show import NOTHING

    if math.isnan(value):
        return NOTHING
    digits = 0 if key == "n" else 2 if key in ("asa_s", "mean_wait_s", "wait_quantile_s", "beta") else 4
    return f"{value:,.{digits}f}"
