"""Figures week by week, and with the season taken out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from handmade import answered, day, journal

import cssim.measures as m
from cssim.errors import InputError
from cssim.measures.parameters import DAY_S

WEEK = 7 * DAY_S


def test_weeks_begin_at_midnight_of_the_first_day() -> None:
    """The run starts at noon: its first week is half a day shorter."""
    times = (0, 6.4 * DAY_S, 6.5 * DAY_S, 14 * DAY_S)
    run = day([answered(at, 0, 9) for at in times], horizon=15 * DAY_S, start="1999-02-01 12:00")
    rows = m.weekly(run, ["n_answered"])
    assert rows.columns.tolist() == ["week", "measure", "value", "numerator", "denominator"]
    assert rows["week"].tolist() == [0, 1, 2] and rows["value"].tolist() == [2, 1, 1]
    by = m.weekly(run, ["n_answered", "csat_true"], by=["reason"])
    assert by["week"].tolist() == [0, 0, 1, 1, 2, 2] * 2


def test_weeks_of_a_run_that_starts_at_midnight() -> None:
    run = day([answered(WEEK, 0, 9)], horizon=2 * WEEK, start="1999-02-01 00:00")
    assert m.weekly(run, ["n_answered"])["value"].tolist() == [0, 1]
    assert m.weekly(journal(horizon=0), ["n_answered"])["value"].tolist() == [0]


def test_what_goes_along_with_the_season_is_taken_out() -> None:
    """Trend 0.01 a week, 0.2 lost per unit of season: what is left is the trend alone."""
    weeks = np.arange(52)
    season = 1 + 0.3 * np.sin(weeks / 52 * 2 * np.pi) ** 2
    values = 0.5 + 0.01 * weeks - 0.2 * season
    got = m.season_removed(values, season)
    np.testing.assert_allclose(got, 0.5 + 0.01 * weeks - 0.2 * season.mean(), atol=1e-12)
    gaps = values.copy()
    gaps[[3, 40]] = math.nan
    got = m.season_removed(gaps, season)
    assert np.isnan(got[[3, 40]]).all() and np.isnan(got).sum() == 2


def test_without_a_season_or_with_little_to_go_by_nothing_is_removed() -> None:
    values = [0.5, 0.6, 0.4, 0.7, 0.5]
    assert m.season_removed(values, [1.0] * 5).tolist() == values
    assert m.season_removed(values, range(5)).tolist() == values
    assert m.season_removed(values[:3], [1, 2, 1]).tolist() == values[:3]
    assert m.season_removed([], []).tolist() == []
    with pytest.raises(InputError, match="season: must have one value per week"):
        m.season_removed(values, [1.0])
