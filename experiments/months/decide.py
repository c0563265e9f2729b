"""Five decisions about a center of 40 agents, followed for a year.

    python experiments/months/decide.py [--replications 4] [--seed 1] [--out docs] [--quick]

Runs the notebook what_if (results in ``--results``) and writes ``months.md`` and its pictures
below ``--out``. ``--quick`` tries it with twelve weeks and few assumptions. All figures are made
here; the words around them stand in ``months.md.in``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from cssim import scenario, words
from cssim.journal import write_text
from cssim.report import run_notebook
from cssim.scenario.yaml_subset import SPACED_KEY, read_text
from cssim.study import Plan, Study

HERE = Path(__file__).parent
SHORT = {
    "8 more hours of training per agent and quarter": "training",
    "two more agents": "two agents",
    "lower the escalation threshold": "escalate sooner",
    "callback on": "callback",
    "coach the weakest instead of everyone": "coach weakest",
}
NUMBERS = (
    "people.development.training_per_hour", "people.development.staleness_per_week",
    "people.development.experience_per_hour", "people.turnover.quits_per_year",
    "multipliers.patience", "people.fatigue.handling", "loyalty.sensitivity",
    "loyalty.loss_aversion",
)  # fmt: skip
"""Assumptions to vary: those on the way from an hour of training to a customer who stays."""
SENSITIVITY = {
    "change": "8 more hours of training per agent and quarter",
    "measures": ["satisfaction", "net_value"],
    "numbers": list(NUMBERS),
    "replications": 1,
    "horizon": "182 d",
}
MEASURES = (
    "fcr", "csat_true", "retention", "retention_projected",
    "mean_proficiency", "mean_strain", "n_quit", "vacancy_weeks", "training_hours", "total_cost",
    "revenue_value", "uplift_value", "net_value",
)  # fmt: skip
PICTURES = {"decision_1.png": "months_training.png", "decision_2.png": "months_two_agents.png",
            "hangs_on_satisfaction.png": "months_hangs_on.png"}  # fmt: skip
LONGEST_S = 4 * 3600
QUICK = {"horizon": "84 d"}


def study_of(folder: Path, given: dict[str, Any]) -> Study:
    """Return the study that the notebook has kept."""
    base = scenario.load(Path(given["scenario"]), given["overrides"])
    plan = Plan.of(base, given["alternatives"], seed=given["seed"])
    tables = {path.stem: pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    fates = tables.pop("fates")
    return Study(plan, given["replications"], tables, fates)


def table(study: Study) -> str:
    """Return what each decision changes as Markdown, clear differences bold."""
    names = [SHORT[arm] for arm in study.alternatives]
    lines = [f"| | base | {' | '.join(names)} |", "| --- | ---: |" + " ---: |" * len(names)]
    found = pd.concat([words.channel_changes(study), words.changes(study, MEASURES)])
    for label, rows in found.groupby("label", sort=False):
        by_arm = rows.set_index("arm")
        cells = [cell(by_arm.loc[arm]) for arm in study.alternatives]
        lines.append(f"| {label} | {rows['base_text'].iloc[0]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def cell(row: pd.Series) -> str:
    """Return a change with its interval, bold when it is clear."""
    clear = row["verdict"] in ("better", "worse", "higher", "lower")
    change = f"**{row['change_text']}**" if clear else row["change_text"]
    return f"{change}<br>{row['interval_text']}" if row["verdict"] != "no change" else "–"


def why_table(study: Study) -> str:
    """Return through what satisfaction changed as Markdown."""
    found = words.why(study)
    labels = dict(zip(found["part"], found["label"], strict=True))
    lines = [f"| | {' | '.join(labels.values())} |", "| --- |" + " ---: |" * len(labels)]
    for arm, rows in found.groupby("arm", sort=False):
        cells = [cell(row) for _, row in rows.set_index("part").loc[list(labels)].iterrows()]
        lines.append(f"| {SHORT[str(arm)]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Answer the five questions, and write them down."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replications", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "docs")
    parser.add_argument("--results", type=Path, default=Path("results/months"))
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    text = (HERE / "decisions.yml").read_text(encoding="utf-8")
    decisions = dict(read_text(text, keys=SPACED_KEY).content)
    few = {"numbers": list(NUMBERS[:2]), "horizon": "28 d"} if asked.quick else {}
    given: dict[str, Any] = {
        "overrides": QUICK if asked.quick else {},
        "scenario": str(HERE / "scenario.yml"),
        "alternatives": decisions,
        "replications": asked.replications,
        "seed": asked.seed,
        "sensitivity": SENSITIVITY | few,
    }
    started = time.monotonic()
    made = run_notebook("what_if", given, asked.results, cell_timeout_s=LONGEST_S)
    minutes = (time.monotonic() - started) / 60
    study = study_of(made.folder, given)
    found = pd.read_parquet(made.folder / "sensitivity.parquet")
    known = {
        "replications": str(asked.replications),
        "seed": str(asked.seed),
        "minutes": f"{minutes:.0f}",
        "table": table(study),
        "why": why_table(study),
        "paid_back": "\n".join(f"- {words.paid_back(study, arm)}" for arm in study.alternatives),
        "hangs_on": words.most_sensitive(found, "satisfaction", "higher"),
        "ledger": words.ledger_summary(study.plan.arms[0].scenario),
    }
    images = asked.out / "images"
    images.mkdir(parents=True, exist_ok=True)
    for source, target in PICTURES.items():
        shutil.copyfile(made.folder / source, images / target)
    page = Template((HERE / "months.md.in").read_text(encoding="utf-8")).substitute(known)
    write_text(asked.out / "months.md", page.replace("\N{NO-BREAK SPACE}", " "))
    print(known["table"])
    print(json.dumps({"minutes": round(minutes, 1), "report": str(made.html)}))
    print(f"Written: {asked.out / 'months.md'}")


if __name__ == "__main__":
    main()
