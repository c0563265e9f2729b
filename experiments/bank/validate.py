"""Hold the bank's scenario against its log: the days it was fitted to, and six days after.

    python experiments/bank/validate.py LOG [--replications 40] [--seed 1] [--out docs]

Writes ``validation.md`` and its pictures below ``--out`` and prints the tables. All
figures are made here; the words around them stand in ``validation.md.in``.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from string import Template
from typing import NamedTuple

import pandas as pd

from cssim import scenario
from cssim.calibrate import Calibration, Log, calibrate, load_mapping, read_log
from cssim.journal import write_text
from cssim.plots import save
from cssim.plots.validation import hours_against_log, waits_against_log
from cssim.study.logged import in_opening_hours
from cssim.study.validate import forecast, replays

HERE = Path(__file__).parent
PERIODS = {
    "fit": (date(1999, 2, 1), date(1999, 2, 14)),
    "later": (date(1999, 2, 15), date(1999, 2, 20)),
}
TITLES = {"fit": "Fitted: 1–14 February", "later": "Forecast: 15–20 February"}
SHARE, SECONDS, WHOLE = "{:.1%}", "{:.1f} s", "{:,.0f}"
ROWS = {
    "n_attempts": ("Calls", WHOLE),
    "hung_up": ("Hung up in self-service", SHARE),
    "abandonment": ("Hung up while waiting", SHARE),
    "asa_s": ("Mean wait of those answered", SECONDS),
    "p_delay": ("Had to wait at all", SHARE),
    "within_awt": ("Answered within 20 s", SHARE),
    "wait_q50": ("Half of those answered waited at most", SECONDS),
    "wait_q75": ("Three quarters waited at most", SECONDS),
    "wait_q90": ("90 % waited at most", SECONDS),
    "wait_q95": ("95 % waited at most", SECONDS),
    "wait_q99": ("99 % waited at most", SECONDS),
    "talk_s": ("Mean talk", SECONDS),
    "on_floor_h": ("Agent hours on the floor", WHOLE),
    "occupancy": ("Share of them spent talking", SHARE),
    "passed_over": ("Waited beside an agent who looked free", SHARE),
}
HEADER = "| | log | forecast | 95 % of runs | | replay, own shifts | replay, fitted week |"


class Found(NamedTuple):
    """What one stretch of days gave: three frames of `cssim.study.yardstick.against`."""

    drawn: pd.DataFrame
    own: pd.DataFrame
    week: pd.DataFrame
    facts: dict[str, str]


def look_at(found: Calibration, part: Log, asked: argparse.Namespace) -> Found:
    """Forecast and replay the days of a part of the log."""
    desk = scenario.parse(found.scenario_yaml())
    how = {"seed": asked.seed, "workers": asked.workers}
    drawn = forecast(desk, part, asked.replications, **how)
    own, week = (
        replays(found, desk, part, asked.replications, own_roster=own, **how)
        for own in (True, False)
    )
    outside = len(part.attempts) - len(in_opening_hours(part).attempts)
    facts = {
        "n_replayed": f"{own.n_attempts:,}",
        "n_logged": f"{len(part.attempts):,}",
        "audit": "passes" if own.audited and week.audited else "FAILS",
        "n_closed": f"{outside:,}",
        "n_excluded": f"{int(part.attempts['is_excluded'].sum()):,}",
    }
    return Found(drawn, own.figures, week.figures, facts)


def overall(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of the whole stretch by measure."""
    return frame[frame["table"] == "all"].set_index("measure")


def table(found: Found) -> str:
    """Return the comparison as Markdown; a figure outside its bounds is marked."""
    drawn, own, week = (overall(f) for f in (found.drawn, found.own, found.week))
    lines = [HEADER, "| --- | ---: | ---: | ---: | :---: | ---: | ---: |"]
    for name, (label, form) in ROWS.items():
        row = drawn.loc[name]
        bounds = f"{form.format(row['low'])} to {form.format(row['high'])}"
        mark = "" if row["inside"] else "outside"
        replayed = (form.format(frame.loc[name, "simulated"]) for frame in (own, week))
        cells = [label, form.format(row["observed"]), form.format(row["simulated"]), bounds, mark]
        lines.append(f"| {' | '.join([*cells, *replayed])} |")
    return "\n".join(lines)


def words(period: str, found: Found) -> dict[str, str]:
    """Return every figure that the text may name: ``PERIOD_MEASURE_COLUMN``, and facts."""
    columns = {"seen": (found.drawn, "observed"), "forecast": (found.drawn, "simulated"),
               "low": (found.drawn, "low"), "high": (found.drawn, "high"),
               "own": (found.own, "simulated"), "week": (found.week, "simulated")}  # fmt: skip
    named = {
        f"{period}_{name}_{column}": form.format(overall(frame).loc[name, field])
        for name, (_, form) in ROWS.items()
        for column, (frame, field) in columns.items()
    }
    for measure, part in found.drawn[found.drawn["table"] == "hour"].groupby("measure"):
        named[f"{period}_{measure}_hours"] = f"{int(part['inside'].sum())} of {len(part)}"
    facts = {f"{period}_{name}": fact for name, fact in found.facts.items()}
    return named | facts | {f"{period}_table": table(found)}


def draw(found: dict[str, Found], folder: Path) -> None:
    """Draw the three pictures."""
    panels = {TITLES[period]: (f.drawn, f.own) for period, f in found.items()}
    asa = ("Mean wait of those answered, by hour of arrival", "Seconds")
    gone = ("Customers who hung up while waiting, by hour of arrival", "Of those in the queue")
    save(waits_against_log(panels), folder / "validation_waits.png")
    save(hours_against_log(panels, "asa_s", *asa), folder / "validation_asa.png")
    save(hours_against_log(panels, "abandonment", *gone), folder / "validation_abandonment.png")


def main() -> None:
    """Read the log, fit, forecast, replay, and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("log", type=Path, metavar="LOG", help="the bank's call log, .tsv.gz")
    parser.add_argument("--replications", type=int, default=40, help="39 or more for bounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=-1, help="processes; -1 = one per core")
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "docs")
    asked = parser.parse_args()
    mapping = load_mapping(HERE / "mapping.yml")
    log = read_log(asked.log, mapping)
    first, last = PERIODS["fit"]
    fitted = calibrate(log, mapping, (first.isoformat(), last.isoformat()))
    found = {name: look_at(fitted, log.between(*days), asked) for name, days in PERIODS.items()}
    known = {"seed": str(asked.seed), "replications": str(asked.replications)}
    for period, part in found.items():
        known |= words(period, part)
        print(f"{TITLES[period]}\n\n{known[f'{period}_table']}\n")
    text = Template((HERE / "validation.md.in").read_text(encoding="utf-8")).substitute(known)
    draw(found, asked.out / "images")
    write_text(asked.out / "validation.md", text)
    print(f"Written: {asked.out / 'validation.md'}")


if __name__ == "__main__":
    main()
