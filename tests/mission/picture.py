"""Draw docs/images/mission_course.png: what a course costs now and gives later.

    .venv/bin/python tests/mission/picture.py

Forty paired replications of a crew of four, once with a course of 16 hours in the fourth week.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from crews import DAY_MS, LEARNS, crew, opening_hours, rate, readings  # noqa: E402
from effects import Life  # noqa: E402 - the modules of the tests, from their folders

IMAGE = HERE.parents[1] / "docs" / "images" / "mission_course.png"
WEEKS, REPLICATIONS = 16, 40
COURSE = {"name": "course", "at": "21 d", "hours": 16}
NOTHING = {**COURSE, "at": "111 d", "hours": 0.25}
"""A course on the last Sunday, when nobody is there."""


def by_week(life: Life) -> Any:
    """Return wait in opening hours [min], share solved and proficiency, week by week."""
    arrived = life.column("contacts", "arrived_ms")
    week = arrived // (7 * DAY_MS)
    until = arrived + life.view.contacts.wait_ms
    wait = 60 * (opening_hours(until) - opening_hours(arrived))
    solved = life.column("contacts", "resolved").astype(float)
    means = [[np.mean(x[week == n]) for n in range(WEEKS - 1)] for x in (wait, solved)]
    return np.array([*means, readings(life)[: WEEKS - 1]])


def main() -> None:
    """Draw the picture."""
    plan = {"people__courses": [COURSE], "teams__desk__proficiency": 0.5}
    with_it = crew(4, WEEKS, **LEARNS, reasons__help__arrivals=rate(2.6), **plan)
    without = with_it.with_overrides({"people.courses": [NOTHING]})
    change = np.array(
        [by_week(Life(with_it, n)) - by_week(Life(without, n)) for n in range(REPLICATIONS)]
    )
    mean = change.mean(axis=0)
    half = 1.96 * change.std(axis=0, ddof=1) / np.sqrt(REPLICATIONS)
    figure = Figure(figsize=(7, 6), layout="constrained")
    titles = (
        "Wait in opening hours, more with the course than without [min]",
        "Share of contacts solved, more than without",
        "Proficiency, more than without",
    )
    axes = figure.subplots(3, 1, sharex=True)
    for axis, title, line, band in zip(axes, titles, mean, half, strict=True):
        weeks = np.arange(1, WEEKS)
        axis.axhline(0, color="0.6", linewidth=0.8)
        axis.axvspan(3.5, 4.5, color="0.92")
        axis.fill_between(weeks, line - band, line + band, alpha=0.25)
        axis.plot(weeks, line, marker="o", markersize=3)
        axis.set_title(title, loc="left", fontsize=9)
    # A logarithm either side of 5 min shows the cost and, a hundred times smaller, the gain.
    axes[0].set_yscale("symlog", linthresh=5)
    axes[0].set_yticks([-5, 0, 5, 50, 150], ["-5", "0", "5", "50", "150"])
    axes[-1].set_xlabel("week; the course is in the grey one")
    figure.savefig(IMAGE, dpi=130, metadata={"Software": None})


if __name__ == "__main__":
    main()
