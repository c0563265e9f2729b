"""`cssim theory`: Erlang formulas for a quick look, beside or before a simulation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from cssim.cli import options
from cssim.cli.shell import refused
from cssim.errors import InputError

if TYPE_CHECKING:
    from cssim.theory import Patience

MOST_ROWS = 200
LARGEST = 1e6
"""Loads and rates must be below it."""

Load = Annotated[
    float | None,
    typer.Option(
        "--load",
        parser=options.number,
        metavar="ERLANGS",
        help="Offered load.",
    ),
]
Rate = Annotated[
    float | None,
    typer.Option(
        "--rate",
        parser=options.number,
        metavar="PER_HOUR",
        help="Contacts per hour, instead of --load.",
    ),
]
Aht = Annotated[
    str, typer.Option("--aht", metavar="DURATION", help='Average handle time, such as "240 s".')
]
Agents = Annotated[
    str | None,
    typer.Option("--agents", metavar="N", help="Agents, 27 or 25-30."),
]
PatienceText = Annotated[
    str | None,
    typer.Option(
        "--patience",
        metavar="DURATION",
        help="Mean patience (Erlang A). Without it nobody abandons (Erlang C).",
    ),
]
Awt = Annotated[
    str,
    typer.Option("--awt", metavar="DURATION", help="Acceptable waiting time of the service level."),
]
Target = Annotated[
    str | None,
    typer.Option(
        "--target",
        metavar="PERCENT/SECONDS",
        help="Find the fewest agents: 80/20 = 80 % within 20 s.",
    ),
]
Rule = Annotated[
    str,
    typer.Option(
        "--rule",
        metavar="RULE",
        help="What a contact that abandons counts: exclude_short, offered, short_met, answered.",
    ),
]


def theory(
    *,
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
    """Waits and staffing by Erlang's formulas (B, C, A).

    Example: cssim theory --rate 360 --aht "240 s" --agents 27
    or: cssim theory --load 24 --patience "2 min" --target 80/20
    """
    from cssim.cli import show

    aht_s = _seconds("--aht", aht, above_zero=True)
    share, awt_s = _target(target) if target else (None, _seconds("--awt", awt))
    desk = Desk(_load(load, rate, aht_s), aht_s, awt_s, rule, _patience(patience))
    needed = None if share is None else desk.needed(share)
    rows = [desk.row(n) for n in _counts(agents, needed)]
    if json:
        head = {"load": desk.load, "aht_s": aht_s, "awt_s": awt_s, "rule": rule}
        show.as_json({"command": "theory", **head, "n_required": needed, "agents": rows})
        return
    show.say(desk.title(patience))
    _print(rows, abandoning=patience is not None)
    if needed is not None:
        show.say(f"\n{show.count(needed, 'agent')} on the phones meet {target};")
        show.say("the roster needs more, by the shrinkage.")


@dataclass(frozen=True)
class Desk:
    """A desk as the formulas know it; `row` tells its figures for a number of agents.

    Attributes
    ----------
    load : float
        Offered load, erlangs.
    aht_s, awt_s : float
        Average handle time and acceptable waiting time, seconds.
    rule : str
        Rule of the service level.
    patience : Patience or None
        None: nobody abandons.
    """

    load: float
    aht_s: float
    awt_s: float
    rule: str
    patience: Patience | None

    def title(self, patience: str | None) -> str:
        """Return model and parameters in two lines."""
        model = f"Erlang A, mean patience {patience}" if patience else "Erlang C, nobody abandons"
        return (
            f"{model}: load {self.load:,.4g} erlangs, handle time {self.aht_s:g} s\n"
            f"service level within {self.awt_s:g} s, rule {self.rule}\n"
        )

    def needed(self, share: float) -> int:
        """Return the fewest agents whose service level reaches a share."""
        from cssim.theory import agents_for_service_level

        return agents_for_service_level(
            self.load,
            share,
            aht_s=self.aht_s,
            awt_s=self.awt_s,
            patience=self.patience,
            rule=self.rule,
        )

    def row(self, n: int) -> dict[str, float]:
        """Return the figures of `n` agents; NaN where there is no steady state."""
        from cssim.theory import Endless, erlang_b, mmn_gi, sqrt_beta

        row = {
            "n": n,
            "rho": self.load / n,
            "beta": sqrt_beta(self.load, n),
            "erlang_b": erlang_b(self.load, n),
        }
        if self.patience is None and self.load >= n:
            return {**row, **dict.fromkeys(FIGURES, math.nan)}
        queue = mmn_gi(self.load, n, aht_s=self.aht_s, patience=self.patience or Endless())
        figures = {
            "service_level": queue.service_level(self.awt_s, self.rule),
            "wait_quantile_s": queue.wait_quantile_s(0.9),
        }
        return {**row, **{k: figures[k] if k in figures else getattr(queue, k) for k in FIGURES}}


FIGURES = (
    "occupancy", "p_delay", "abandonment", "service_level", "asa_s", "mean_wait_s",
    "wait_quantile_s", "mean_queue",
)  # fmt: skip
"""Glossary names of what a queue is described by; the quantile is that of 0.9."""
OF_THE_PATIENT = ("abandonment", "mean_wait_s")
"""Figures that say nothing new when nobody abandons."""
HEADINGS = {
    "n": "agents", "rho": "load/agent", "erlang_b": "Erlang B", "wait_quantile_s": "90 % wait less",
}  # fmt: skip


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
        raise refused("--load", accepted, "neither" if rate is None else "both")
    value, option = (load, "--load") if rate is None else (rate, "--rate")
    if value is None or not 0 < value < LARGEST:
        raise refused(option, f"must be above 0 and below {LARGEST:,.0f}", value)
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


def _counts(text: str | None, needed: int | None) -> Sequence[int]:
    """Return the numbers of agents to show; around the number needed unless told."""
    if text is None:
        if needed is None:
            raise refused("--agents", "give a number such as 27 or 25-30, or --target to find it")
        return range(max(1, needed - 2), needed + 3)
    match = re.fullmatch(r"([0-9]{1,7})(?:-([0-9]{1,7}))?", text)
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
    if not 1 <= low <= high < low + MOST_ROWS:
        accepted = f"must be a number from 1, or a range of at most {MOST_ROWS} such as 25-30"
        raise refused("--agents", accepted, text)
    return range(low, high + 1)


def _print(rows: list[dict[str, float]], *, abandoning: bool) -> None:
    from cssim.cli.show import say, table

    shown = [key for key in rows[0] if abandoning or key not in OF_THE_PATIENT]
    cells = [[_cell(key, row[key]) for key in shown] for row in rows]
    table([HEADINGS.get(key, key) for key in shown], cells, text_columns=())
    if any(math.isnan(row["occupancy"]) for row in rows):
        say("\nWhere load reaches the agents and nobody abandons, the queue grows without end.")


def _cell(key: str, x: float) -> str:
    """Return a figure with its unit; shares in per cent, times to a tenth of a second."""
    from cssim.cli.show import NOTHING
    from cssim.words import scale_of

    if math.isnan(x):
        return NOTHING
    if key in ("n", "beta"):
        return f"{x:,.{0 if key == 'n' else 2}f}"
    scale = scale_of("blocking" if key == "erlang_b" else key)
    return scale.number(x, max(1, scale.usual)) + scale.unit
