"""The table of directions: each input of each rule, moved up at random points, by its sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scipy.stats import qmc

from cssim.rules import care, proficiency, wear
from cssim.rules import satisfaction as feel
from cssim.rules.handling import pace, resolve_chance, resolve_logit, tired_factor

N = 300
UP, DOWN = 1, -1
SHARE = (0.02, 0.9)
Range = tuple[float, float]

ETA: dict[str, Range] = {
    "effort": (1, 8), "wait_ratio": (1, 60), "handovers": (0, 5), "service_quality": SHARE,
    "hostility": (0, 0.5), "unresolved": (0, 0.9), "mismatch": (0, 0.9),
}  # fmt: skip
LEARN: dict[str, Range] = {
    "k": SHARE, "handled": (1, 35), "trained": (0, 8), "coached": (0, 8), "peers": SHARE,
    "n_qa": (0, 20), "stale": (0.01, 0.1), "weeks": (0.2, 8),
}  # fmt: skip
STRAIN: dict[str, Range] = {
    "B": SHARE, "fatigue": (0.2, 0.6), "hostile": (0, 0.5), "span": (8, 30),
    "one_to_ones": (0.5, 4), "lead": (0.5, 1.1), "added": (0, 0.05),
}  # fmt: skip
QUIT: dict[str, Range] = {
    "base": (0.001, 0.03), "B": SHARE, "tenure": (0, 60), "early": (0.1, 2), "factor": (0.5, 1),
}  # fmt: skip


def _eta(*values: float) -> float:
    terms: dict[str, Any] = dict(zip(ETA, values, strict=True))
    terms["resolved"] = terms.pop("unresolved") < 0.5
    terms["mismatch"] = terms["mismatch"] > 0.5
    return feel.satisfaction(feel.eta(**terms))


def _learn(
    k: float, handled: float, trained: float, coached: float, peers: float, n_qa: float,
    stale: float, weeks: float,
) -> float:  # fmt: skip
    peer = proficiency.peer_factor(peers)
    gained = proficiency.progress(handled, trained, coached, peer=peer, n_qa=n_qa) * weeks
    return proficiency.grown(k, gained, stale * weeks)


def _strain(
    B: float, fatigue: float, hostile: float, span: float, one_to_ones: float, lead: float,
    added: float,
) -> float:  # fmt: skip
    given = wear.support(span, one_to_ones, lead)
    return wear.strained(B, fatigue, hostile, given, added=added)


def _quit(base: float, B: float, tenure: float, early: float, factor: float) -> float:
    return wear.quit_hazard_per_week(base, B - 0.2, 3.0, tenure, early=early, factor=factor)


def _resolved(k: float, kappa: float, complexity: float, loss: float) -> float:
    at_work = proficiency.effective(k, kappa)
    return resolve_chance(resolve_logit(0.7, at_work, complexity), repeat=False, loss=loss)


def _handling(k: float, kappa: float, F: float) -> float:
    return pace(proficiency.effective(k, kappa)) * tired_factor(F)


def _tired(F: float, busy_minutes: float, idle_minutes: float) -> float:
    tired = wear.tired(F, busy_minutes * 60_000, True)
    return wear.tired(tired, idle_minutes * 60_000, False)


def _renewal(k_star: float, k0: float, q: float) -> float:
    return proficiency.mean_under_renewal(k_star + 0.5, k0, q)


Rule = tuple[Callable[..., float], dict[str, Range], dict[str, int]]
RULES: dict[str, Rule] = {
    "satisfaction": (
        _eta,
        ETA,
        {name: UP if name == "service_quality" else DOWN for name in ETA},
    ),
    "quality": (
        lambda k, F, B: feel.quality_of(0.5 + k / 2, F, B),
        {"k": SHARE, "F": SHARE, "B": SHARE},
        {"k": UP, "F": DOWN, "B": DOWN},
    ),
    "proficiency": (
        _learn,
        LEARN,
        {name: DOWN if name == "stale" else UP for name in LEARN if name != "weeks"},
    ),
    "at work": (proficiency.effective, {"k": SHARE, "kappa": SHARE}, {"k": UP, "kappa": UP}),
    "onboarding": (proficiency.starting, {"onboarding_weeks": (0, 20)}, {"onboarding_weeks": UP}),
    "renewal": (
        _renewal,
        {"k_star": (0.1, 0.4), "k0": (0, 0.5), "q": (0.001, 0.1)},
        {"k_star": UP, "k0": UP, "q": DOWN},
    ),
    "resolved": (
        _resolved,
        {"k": SHARE, "kappa": SHARE, "complexity": (-1, 2), "loss": (0, 2)},
        {"k": UP, "kappa": UP, "complexity": DOWN, "loss": DOWN},
    ),
    "handling": (
        _handling,
        {"k": SHARE, "kappa": SHARE, "F": SHARE},
        {"k": DOWN, "kappa": DOWN, "F": UP},
    ),
    "fatigue": (
        _tired,
        {"F": SHARE, "busy_minutes": (1, 200), "idle_minutes": (1, 200)},
        {"F": UP, "busy_minutes": UP, "idle_minutes": DOWN},
    ),
    "strain": (
        _strain,
        STRAIN,
        {name: DOWN if name in ("one_to_ones", "lead") else UP for name in STRAIN},
    ),
    "absence": (
        wear.absence_chance,
        {"a": SHARE, "B": SHARE, "B0": SHARE},
        {"a": UP, "B": UP, "B0": DOWN},
    ),
    "quits": (
        _quit,
        QUIT,
        {name: DOWN if name == "tenure" else UP for name in QUIT},
    ),
    "base quits": (
        wear.base_quit_hazard,
        {"quits_per_year": (0.01, 2), "early": (0, 2)},
        {"quits_per_year": UP, "early": DOWN},
    ),
    "making good": (
        lambda G, lost, *how: care.restored(G, G + lost, *how),
        {
            "G": (0.1, 0.5), "lost": (0.05, 0.4), "days": (1.1, 20), "restores": SHARE,
            "halving": (0.5, 10),
        },
        {"G": UP, "lost": UP, "days": DOWN, "restores": UP, "halving": UP},
    ),
}  # fmt: skip
CASES = [
    (rule, name, sign) for rule, (_, _, signs) in RULES.items() for name, sign in signs.items()
]


@pytest.mark.parametrize(("rule", "name", "sign"), CASES)
def test_direction(rule: str, name: str, sign: int) -> None:
    function, ranges, _ = RULES[rule]
    low, high = ranges[name]
    halton = qmc.Halton(len(ranges) + 1, seed=5)
    for *point, size in halton.random(30 if rule == "base quits" else N).tolist():
        at = {key: a + (b - a) * x for (key, (a, b)), x in zip(ranges.items(), point, strict=True)}
        raised = at | {name: at[name] + (high - low) * (0.01 + 0.09 * size)}
        change = sign * (function(*raised.values()) - function(*at.values()))
        # A flag may stay what it is.
        assert change > 0 or (change == 0 and name in ("unresolved", "mismatch")), at
