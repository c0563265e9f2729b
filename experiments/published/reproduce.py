"""Live the seven published models with cssim, and hold them against the printed figures.

    python experiments/published/reproduce.py [--replications 1000] [--workers 2] [--out docs]

Prints every table and writes ``published.md`` below ``--out``; the words around the
tables stand in ``published.md.in``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from string import Template
from typing import Any

import head_count
import numpy as np
import pandas as pd
from models import FIGURES, Found, scenario
from own import DEMAND, POLICIES
from scipy.stats import norm

from cssim.center import run
from cssim.demand import draw_demand
from cssim.errors import CssimError
from cssim.journal import write_text
from cssim.roster import draw_roster

HERE = Path(__file__).parent
HALF_UNIT = 0.0005
"""Half of the last printed digit, of means and of standard deviations."""
FAMILY = 0.05
"""Chance of any false alarm among the figures of one model."""
HEADER = """| figure | published | simulated | difference | z | |
| --- | ---: | ---: | ---: | ---: | --- |"""

SECOND_LOOK = """What differed was lived again, with four times as many replications and the next
seed. What agrees then was chance; the count above takes this second verdict."""


def lives(
    model: str,
    replications: Iterable[int],
    seed: int,
    changes: Mapping[str, Any] | None = None,
) -> list[Found]:
    """Return the figures of some replications of a model, perhaps with changes."""
    told = scenario(model, changes)
    found = []
    for r in replications:
        demand, roster = draw_demand(told, seed, r), draw_roster(told, seed, r)
        if model in DEMAND:
            demand = DEMAND[model](demand, seed, r)
        policy = POLICIES[model]() if model in POLICIES else None
        found.append(FIGURES[model](run(told, demand, roster, policy)))
    return found


def simulate(
    model: str, n: int, seed: int, workers: int, live: Callable[..., list[Found]] = lives
) -> pd.DataFrame:
    """Return numerator and denominator of every figure and replication."""
    parts = [range(n)[i::workers] for i in range(workers)]
    if workers == 1:
        return figures(live(model, range(n), seed))
    with ProcessPoolExecutor(workers) as pool:
        many = pool.map(partial(live, model, seed=seed), parts)
        return figures([one for part in many for one in part])


def figures(found: list[Found]) -> pd.DataFrame:
    """Return numerators and denominators as a table."""
    return pd.DataFrame(
        [
            (*key, *(value if isinstance(value, tuple) else (value, 1.0)))
            for one in found
            for key, value in one.items()
        ],
        columns=["figure", "scope", "top", "bottom"],
    )


def printed() -> pd.DataFrame:
    """Return the published figures."""
    return pd.read_csv(HERE / "published.csv", comment="#", keep_default_na=False)


def compare(model: str, lived: pd.DataFrame) -> pd.DataFrame:
    """Return published and simulated figures with the two-sample score of their difference.

    A difference counts beyond half of the last printed digit only; the printed standard
    deviations are taken half a digit larger. A figure agrees when its score stays below
    the Bonferroni bound of its model.
    """
    known = printed().query("model == @model")
    given = pd.MultiIndex.from_frame(lived[["figure", "scope"]])
    known = known[pd.MultiIndex.from_frame(known[["figure", "scope"]]).isin(given)].copy()
    keys = zip(known["figure"], known["scope"], strict=True)
    both = [_mean_and_error(lived, figure, scope) for figure, scope in keys]
    known["simulated"], known["error"] = (np.array(part) for part in zip(*both, strict=True))
    known["published_error"] = (known["sd"] + HALF_UNIT) / np.sqrt(known["n"])
    known["difference"] = known["simulated"] - known["mean"]
    beyond = np.maximum(known["difference"].abs() - HALF_UNIT, 0.0)
    known["z"] = beyond / np.hypot(known["error"], known["published_error"])
    known["agrees"] = known["z"] < norm.isf(FAMILY / 2 / len(known))
    return known


def _mean_and_error(lived: pd.DataFrame, figure: str, scope: str) -> tuple[float, float]:
    """Return a ratio of means with its standard error by the delta method."""
    mine = lived[(lived["figure"] == figure) & (lived["scope"] == scope)]
    top, bottom = mine["top"].to_numpy(), mine["bottom"].to_numpy()
    ratio = top.sum() / bottom.sum()
    spread = np.std(top - ratio * bottom, ddof=1) / bottom.mean() / np.sqrt(len(top))
    return float(ratio), float(spread)


def table(found: pd.DataFrame) -> str:
    """Return the comparison as a Markdown table, with 95 % intervals."""
    lines = [HEADER]
    for row in found.to_dict("records"):
        name = f"{row['figure']}: {row['scope']}" if row["scope"] else row["figure"]
        seen = f"{_number(row['mean'])} ± {_number(1.96 * row['published_error'])}"
        ours = f"{_number(row['simulated'])} ± {_number(1.96 * row['error'])}"
        verdict = "agrees" if row["agrees"] else "**differs**"
        away = f"{row['difference']:+.3f} | {row['z']:.1f}"
        lines.append(f"| {name} | {seen} | {ours} | {away} | {verdict} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    digits = 4 if abs(value) < 1 else 3 if abs(value) < 1000 else 1
    return f"{value:,.{digits}f}"


def told(model: str, found: pd.DataFrame, again: pd.DataFrame) -> dict[str, Any]:
    """Return what the page is told of a model, and of the second look at what differed."""
    n = len(found)
    text = table(found)
    if len(again):
        text += f"\n\n{SECOND_LOOK}\n\n{table(again)}"
    return {
        f"{model}_table": text,
        f"{model}_agree": f"{n - int((~again['agrees']).sum())} of {n}",
        f"{model}_bound": f"{norm.isf(FAMILY / 2 / n):.2f}",
        f"{model}_worst": f"{found['z'].max():.1f}",
    }


def heads(asked: argparse.Namespace) -> str:
    """Return the table of SimpleMSK's last period when agents are a head count."""
    lived = simulate("simple_msk", asked.replications, asked.seed, asked.workers, head_count.lives)
    return table(compare("simple_msk", lived[lived["scope"].str.endswith("period 2")]))


def second_look(model: str, found: pd.DataFrame, asked: argparse.Namespace) -> pd.DataFrame:
    """Return the figures that differed, from other luck and four times as much of it."""
    differ = found.index[~found["agrees"]]
    if not len(differ):
        return found.loc[differ]
    n, seed = 4 * asked.replications, asked.seed + 1
    return compare(model, simulate(model, n, seed, asked.workers)).loc[differ]


def main() -> None:
    """Live all models, compare, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replications", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", choices=list(FIGURES), default=list(FIGURES))
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "docs")
    asked = parser.parse_args()
    words: dict[str, Any] = {"replications": f"{asked.replications:,}", "seed": asked.seed}
    for model in asked.only:
        started = time.perf_counter()
        found = compare(model, simulate(model, asked.replications, asked.seed, asked.workers))
        words |= told(model, found, second_look(model, found, asked))
        took = time.perf_counter() - started
        print(f"{model}: {took:.0f} s\n\n{words[f'{model}_table']}\n", flush=True)
    if asked.only == list(FIGURES):
        words["head_count_table"] = heads(asked)
        page = Template((HERE / "published.md.in").read_text(encoding="utf-8"))
        write_text(asked.out / "published.md", page.substitute(words))
        print(f"Written: {asked.out / 'published.md'}")


if __name__ == "__main__":
    try:
        main()
    except CssimError as error:
        sys.exit(str(error))
