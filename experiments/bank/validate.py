"""Hold the bank's scenario against its log: the days it was fitted to, and six days after.

    python experiments/bank/validate.py LOG [--replications 40] [--seed 1] [--out docs]

Writes ``validation.md`` and its pictures below ``--out`` and prints the tables. All
figures are made here; the words around them stand in ``validation.md.in``.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from string import Template

import pandas as pd

from cssim import scenario
from cssim.calibrate import Calibration, Log, calibrate, load_mapping, read_log
from cssim.errors import CssimError
from cssim.journal import write_text
from cssim.plots import save
from cssim.plots.validation import hours_against_log, waits_against_log
from cssim.study.logged import in_opening_hours
from cssim.study.validate import forecast, replays
from cssim.study.yardstick import beside

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
COLUMNS = {"seen": "observed", "forecast": "simulated", "low": "low", "high": "high",
           "own": "own", "week": "week"}  # fmt: skip
HEADER = "| | log | forecast | 95 % of runs | | replay, own shifts | replay, fitted week |"


def look_at(
    found: Calibration, part: Log, replications: int, seed: int
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Forecast and replay the days of a part of the log; return figures, and facts in words."""
    desk = scenario.parse(found.scenario_yaml())
    drawn = forecast(desk, part, replications, seed=seed, workers=-1)
    own, week = (
        replays(found, desk, part, replications, own_roster=own, seed=seed, workers=-1)
        for own in (True, False)
    )
    facts = {
        "n_replayed": f"{own.n_attempts:,}",
        "n_logged": f"{len(part.attempts):,}",
        "audit": "passes" if own.audited and week.audited else "FAILS",
        "n_closed": f"{len(part.attempts) - len(in_opening_hours(part).attempts):,}",
        "n_excluded": f"{int(part.attempts['is_excluded'].sum()):,}",
    }
    return beside(drawn, own=own.figures, week=week.figures), facts


def told(form: str, number: float) -> str:
    """Return a figure in words, its percent sign set off as in the text."""
    return form.format(number).replace("%", " %")


def table(frame: pd.DataFrame) -> str:
    """Return the comparison as Markdown; a figure outside its bounds is marked."""
    whole = frame[frame["table"] == "all"].set_index("measure").to_dict("index")
    lines = [HEADER, "| --- | ---: | ---: | ---: | :---: | ---: | ---: |"]
    for name, (label, form) in ROWS.items():
        row = whole[name]
        seen, mean, low, high, own, week = (told(form, row[column]) for column in COLUMNS.values())
        mark = "" if row["inside"] else "outside"
        lines.append(f"| {label} | {seen} | {mean} | {low} to {high} | {mark} | {own} | {week} |")
    return "\n".join(lines)


def words(frame: pd.DataFrame) -> dict[str, str]:
    """Return every figure that the text may name, such as ``asa_s_seen``."""
    whole = frame[frame["table"] == "all"].set_index("measure").to_dict("index")
    named = {
        f"{name}_{word}": told(form, whole[name][column])
        for name, (_, form) in ROWS.items()
        for word, column in COLUMNS.items()
    }
    hours = frame[frame["table"] == "hour"]
    for measure, part in hours.groupby("measure"):
        named[f"{measure}_hours"] = f"{int(part['inside'].sum())} of {len(part)}"
    gone = hours[hours["measure"] == "abandonment"]
    worst = gone.sort_values("observed").iloc[-1]
    named |= {f"worst_{word}": told(SHARE, worst[column]) for word, column in COLUMNS.items()}
    return named | {"table": table(frame), "worst_hour": f"{worst['key']:.0f}:00"}


def draw(found: dict[str, pd.DataFrame], folder: Path) -> None:
    """Draw the three pictures."""
    asa = ("Mean wait of those answered, by hour of arrival", "Seconds")
    gone = ("Customers who hung up while waiting, by hour of arrival", "Of those in the queue")
    save(waits_against_log(found), folder / "validation_waits.png")
    save(hours_against_log(found, "asa_s", *asa), folder / "validation_asa.png")
    save(hours_against_log(found, "abandonment", *gone), folder / "validation_abandonment.png")


def main() -> None:
    """Read the log, fit, forecast, replay, and write what came out."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("log", type=Path, metavar="LOG", help="the bank's call log, .tsv.gz")
    parser.add_argument("--replications", type=int, default=40, help="39 or more for bounds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "docs")
    asked = parser.parse_args()
    mapping = load_mapping(HERE / "mapping.yml")
    log = read_log(asked.log, mapping)
    first, last = PERIODS["fit"]
    fitted = calibrate(log, mapping, (first.isoformat(), last.isoformat()))
    known = {"seed": str(asked.seed), "replications": str(asked.replications)}
    frames = {}
    for period, days in PERIODS.items():
        frame, facts = look_at(fitted, log.between(*days), asked.replications, asked.seed)
        known |= {f"{period}_{name}": word for name, word in (facts | words(frame)).items()}
        frames[TITLES[period]] = frame
        print(f"{TITLES[period]}\n\n{known[f'{period}_table']}\n", flush=True)
    text = Template((HERE / "validation.md.in").read_text(encoding="utf-8")).substitute(known)
    draw(frames, asked.out / "images")
    write_text(asked.out / "validation.md", text)
    print(f"Written: {asked.out / 'validation.md'}")


if __name__ == "__main__":
    try:
        main()
    except CssimError as error:
        sys.exit(str(error))
