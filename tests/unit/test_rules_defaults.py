"""The scenario's defaults are those of the rules: one number, one source."""

from __future__ import annotations

import pytest

from cssim.rules import care, handling, proficiency, satisfaction, wear
from cssim.scenario.care import Recovery
from cssim.scenario.development import Development
from cssim.scenario.turnover import Turnover
from cssim.scenario.wellbeing import Climate, Fatigue, Strain

PAIRS = {
    (Development, "experience_per_hour"): proficiency.PER_HANDLED_HOUR,
    (Development, "training_per_hour"): proficiency.PER_TRAINED_HOUR,
    (Development, "coaching_per_hour"): proficiency.PER_COACHED_HOUR,
    (Development, "staleness_per_week"): proficiency.STALENESS_PER_WEEK,
    (Fatigue, "handling"): handling.TIRED_HANDLING,
    (Fatigue, "quality"): satisfaction.PER_FATIGUE,
    (Strain, "start"): wear.USUAL_STRAIN,
    (Strain, "weeks"): wear.STRAIN_WEEKS,
    (Strain, "hostile"): wear.HOSTILE_WEIGHT,
    (Strain, "support"): wear.SUPPORT_WEIGHT,
    (Strain, "absence"): wear.ABSENCE_SLOPE,
    (Strain, "quality"): satisfaction.PER_STRAIN,
    (Climate, "span"): wear.USUAL_SPAN,
    (Turnover, "early"): wear.EARLY,
    (Turnover, "early_weeks"): wear.EARLY_WEEKS,
    (Turnover, "strain"): wear.QUIT_SLOPE,
    (Recovery, "restores"): care.RESTORES,
}


@pytest.mark.parametrize(("part", "key"), PAIRS, ids=lambda x: getattr(x, "__name__", x))
def test_default(part: type, key: str) -> None:
    assert part.model_fields[key].default == pytest.approx(PAIRS[part, key], rel=1e-5)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("part", "key", "text", "value"),
    [
        (Fatigue, "builds", "240 min", wear.BUILDS_MS / 60_000),
        (Fatigue, "recovers", "60 min", wear.RECOVERS_MS / 60_000),
        (Recovery, "halving", "3 d", care.HALVING_DAYS),
    ],
)
def test_default_span(part: type, key: str, text: str, value: float) -> None:
    assert part.model_fields[key].default == text  # type: ignore[attr-defined]
    assert float(text.split(maxsplit=1)[0]) == value
