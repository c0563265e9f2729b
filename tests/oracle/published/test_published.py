"""Seven published models, lived a few times, against the printed figures.

The figures are those of `experiments/published/published.csv`, means of 1000 replications.
Under a correct model a mean of n replications differs from them by a standard deviation of
``sd sqrt(1/1000 + 1/n)``, sd as printed. Figures of which the means are skew, because few
events make them up, are left out: with ``n (mean / sd)^2 >= 200`` the skewness of a mean is
below 0.15, and a score above `BOUND` has a probability below 4e-9 for each of fewer than
160 figures: a false alarm in less than one of a million choices of seeds.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audited import unaudited

from cssim.center import run
from cssim.demand import draw_demand
from cssim.roster import draw_roster

ROOT = Path(__file__).parents[3]
sys.path.append(str(ROOT / "experiments" / "published"))
head_count, models, reproduce = map(importlib.import_module, ("head_count", "models", "reproduce"))

BOUND = 7.0
MOST_FIGURES = 160
LEAST_EVEN = 200.0
SEED = 7
SHIFTS_END = 4 * 3_600_000
RUNS = {
    "mmc": 60,
    "mmc_abandon": 60,
    "simple_msk": 30,
    "telethon": 80,
    "bilingual": 20,
    "bank": 16,
    "teamwork": 8,
}
TWINS: dict[str, dict[str, Any]] = {
    "mmc": {"teams.desk.size": 11},
    "mmc_abandon": {"multipliers.patience": 2.0},
    "simple_msk": {"demand.busyness_cv": 0, "multipliers.volume": 0.8},
    "telethon": {"channels.phone.voicemail": None},
    "bilingual": {"routing.policy": "fewest_skills"},
    "bank": {"teams.checking_specialists.skills.checking.speed": 1.0},
    "teamwork": {"reasons.reception.consult.probability": 0.1},
}
"""Changes that the comparison must notice: patience, a trunk rule, who is asked first, …"""


def scores(model: str, changes: dict[str, Any] | None = None) -> dict[str, float]:
    """Return the score of every figure that is not too skew; one of the runs is audited."""
    n = RUNS[model]
    found = reproduce.lives(model, range(1), SEED, changes)
    with unaudited():
        found += reproduce.lives(model, range(1, n), SEED, changes)
    lived = reproduce.compare(model, reproduce.figures(found))
    lived = lived[n * lived["mean"] ** 2 >= LEAST_EVEN * lived["sd"] ** 2]
    sd = (lived["sd"] + reproduce.HALF_UNIT) * np.sqrt(1 / lived["n"] + 1 / n)
    beyond = np.maximum(lived["difference"].abs() - reproduce.HALF_UNIT, 0.0)
    z = dict(zip(lived["figure"] + " " + lived["scope"], beyond / sd, strict=True))
    print("\n".join(f"{name:60} {score:.1f}" for name, score in z.items()))
    return z


QUICK = ("mmc", "mmc_abandon", "telethon", "bilingual")
"""Models of the default run; the others are slow."""


def _marked(models: Any) -> list[Any]:
    slow = pytest.mark.slow
    return [m if m in QUICK else pytest.param(m, marks=slow) for m in models]


@pytest.mark.parametrize("model", _marked(RUNS))
def test_agrees_with_the_printed_figures(model: str) -> None:
    found = scores(model)
    assert len(found) >= 4
    assert max(found.values()) < BOUND, found


@pytest.mark.parametrize("model", _marked(TWINS))
def test_a_wrong_model_is_caught(model: str) -> None:
    assert max(scores(model, TWINS[model]).values()) > BOUND


def test_every_printed_figure_is_compared() -> None:
    """Each model gives exactly the figures that its source prints, ratios where it has ratios."""
    known = reproduce.printed()
    assert len(known) <= MOST_FIGURES
    for model, rows in known.groupby("model"):
        with unaudited():
            (found,) = reproduce.lives(model, range(1), SEED)
        printed = set(zip(rows["figure"], rows["scope"], strict=True))
        assert printed <= set(found), printed - set(found)


def test_the_copied_figures_are_those_of_the_source() -> None:
    """Only where the survey's files are at hand: they are not part of the repository."""
    folder = ROOT.parent / "shared" / "published"
    if not folder.is_dir():
        pytest.skip(f"needs the survey's files in {folder}, which are not there")
    yaml = pytest.importorskip("yaml")
    known = reproduce.printed()
    for path in sorted(folder.glob("*.yml")):
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows = known[known["model"] == NAMES[path.stem[:2]]]
        assert sorted(rows["mean"]) == sorted(_means(source["expected"])), path.name


NAMES = {"01": "mmc", "02": "mmc_abandon", "07": "simple_msk", "09": "telethon",
         "11": "bilingual", "12": "bank", "14": "teamwork"}  # fmt: skip


def _means(expected: dict[str, Any]) -> list[float]:
    """Return the printed means below a node of a survey file."""
    if "mean" in expected:
        return [expected["mean"]]
    return [mean for part in expected.values() for mean in _means(part)]


def answered(r: int) -> tuple[dict[int, int], dict[int, int]]:
    """Return when cssim and a bare simulator of head counts answer each call of one day."""
    scenario = models.scenario("simple_msk")
    bare = head_count.HeadCount(SEED, r)
    bare.live()
    with unaudited():
        journal = run(scenario, draw_demand(scenario, SEED, r), draw_roster(scenario, SEED, r))
    legs = journal.columns["legs"]
    served = legs["answered_ms"] >= 0
    seen = zip(legs["contact"][served].tolist(), legs["answered_ms"][served].tolist(), strict=True)
    return dict(seen), {bare.calls[i].number: at for i, at in bare.answered.items()}


def early(answers: dict[int, int]) -> dict[int, int]:
    return {number: at for number, at in answers.items() if at < SHIFTS_END}


def test_a_bare_simulator_answers_the_same_calls_at_the_same_instant() -> None:
    """To the millisecond, until the first shifts end: people and head counts differ from then on.

    The bare simulator shares cssim's drawn tables and nothing else.
    """
    days = [answered(r) for r in range(5)]
    for seen, told in days:
        assert len(early(seen)) > 1000
        assert early(seen) == early(told)
    assert any(seen != told for seen, told in days)
