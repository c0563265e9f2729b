"""What shared luck saves on the bank's what-ifs, measure by measure. Needs no call log.

    python experiments/bank/variance.py [--replications 20] [--seed 1] [--out docs]

Writes ``randomness_variance.md`` below ``--out`` and prints its tables. All figures are
made here; the words around them stand in ``variance.md.in``.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from string import Template

import pandas as pd
from scipy.stats import f as f_distribution

from cssim import scenario
from cssim.journal import write_text
from cssim.study import compare
from cssim.study.variance import variance_saved

HERE = Path(__file__).parent
WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday")
SUPERVISOR = {
    "size": 4,
    "tier": 2,
    "skills": {"regular": {"resolve": 0.9}},
    "wage_per_hour": 40,
    "absence": 0,
    "patterns": [
        {"weekly": dict.fromkeys(WEEKDAYS, "07:00-15:30") | {"friday": "07:00-14:00"}},
        {"weekly": dict.fromkeys(WEEKDAYS, "15:30-24:00") | {"saturday": "19:30-24:00"}},
    ],
}
"""Two on duty at a time, from Sunday to Thursday; they take what regular calls pass on."""
LARGE = {
    "two more agents": {"teams.desk.size": "+2"},
    "train the team": {"teams.desk.proficiency": 0.816, "costs.fixed": "+1640"},
    "pass on sooner": {"teams.supervisor": SUPERVISOR, "reasons.regular.escalate": 0.15},
}
"""Large changes: 8 h of training a month for 22 agents cost 40.5 h a week at 30 x 1.35."""
SMALL = {
    "one more agent": {"teams.desk.size": "+1"},
    "calls 2 % shorter": {"handle_time": 0.98},
    "calls 5 % shorter": {"handle_time": 0.95},
}
MEASURES = {
    "n_answered": "Calls answered",
    "p_delay": "Had to wait at all",
    "service_level": "Service level (20 s)",
    "abandonment": "Hung up",
    "asa_s": "Mean wait of those answered",
    "occupancy": "Occupancy",
    "fcr": "Resolved at first contact",
    "csat_true": "Satisfied, of all",
    "csat": "Satisfied, of those surveyed",
    "nps_points_true": "NPS of all",
    "retention_projected": "Retention within a year",
    "cost_per_contact": "Cost per contact",
    "labor_cost": "Labour cost",
}
ENOUGH = 20
"""What is asked of a what-if: so many times less variance."""


def table(saved: pd.DataFrame, arms: list[str]) -> str:
    """Return saved variance as Markdown, the most that was possible in brackets."""
    lines = [f"| | {' | '.join(arms)} |", "| --- |" + " ---: |" * len(arms)]
    for name, label in MEASURES.items():
        rows = saved[saved["measure"] == name].set_index("arm")
        cells = [cell(*pair) for pair in rows.loc[arms, ["saved", "most"]].to_numpy()]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def cell(saved: float, most: float) -> str:
    """Return such as ``**67** (324)``, bold where it is enough."""
    if math.isnan(saved):
        return "–"
    shown = f"{saved:.1f}" if saved < 10 else f"{saved:,.0f}"
    limit = f"{most:.1f}" if most < 10 else f"{most:,.0f}"
    limit = "over 1,000" if most > 1000 else limit
    return f"**{shown}** ({limit})" if saved >= ENOUGH else f"{shown} ({limit})"


def reached(saved: pd.DataFrame, arm: str) -> str:
    """Return how many of the measures save enough, in words."""
    rows = saved[(saved["arm"] == arm) & saved["measure"].isin(MEASURES)]
    enough = int((rows["saved"] >= ENOUGH).sum())
    return f"{enough} of {int(rows['saved'].notna().sum())}"


def main() -> None:
    """Compare, and write what sharing luck saved."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replications", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "docs")
    asked = parser.parse_args()
    desk = scenario.load(HERE / "scenario.yml")
    n = asked.replications
    study = compare(desk, LARGE | SMALL, n, seed=asked.seed, workers=-1)
    saved = variance_saved(study)
    asa = saved[saved["measure"] == "asa_s"].set_index("arm").to_dict("index")["two more agents"]
    known = {
        "replications": str(n),
        "seed": str(asked.seed),
        "large": table(saved, list(LARGE)),
        "small": table(saved, list(SMALL)),
        "factor": f"{f_distribution.ppf(0.975, n - 1, n - 1):.1f}",
        "asa_base": f"{asa['base']:.0f}",
        "asa_two": f"{asa['value']:.0f}",
        "asa_saved": f"{asa['saved']:.1f}",
        "asa_most": f"{asa['most']:.1f}",
    }
    known |= {f"reached_{arm.split()[0]}": reached(saved, arm) for arm in LARGE}
    known["reached_one"] = reached(saved, "one more agent")
    known["reached_2"] = reached(saved, "calls 2 % shorter")
    print(f"{known['large']}\n\n{known['small']}")
    text = Template((HERE / "variance.md.in").read_text(encoding="utf-8")).substitute(known)
    write_text(asked.out / "randomness_variance.md", text)
    print(f"Written: {asked.out / 'randomness_variance.md'}")


if __name__ == "__main__":
    main()
