"""Pictures of a validation draw the frame they are given, and cut what would crush the rest."""

import math

import numpy as np
import pandas as pd
import pytest

from cssim.plots.validation import hours_against_log, waits_against_log


def frame(high: float = 60.0) -> pd.DataFrame:
    """Return figures of hours 7 (few calls), 8 and 9, and of waits beyond 0 and 60 s."""
    rows = [("hour", 7.0, "n_attempts", 5.0, 5.0), ("hour", 7.0, "asa_s", 500.0, 1.0)]
    for hour, seen in ((8.0, 30.0), (9.0, 40.0)):
        rows += [("hour", hour, "n_attempts", 90.0, 80.0), ("hour", hour, "asa_s", seen, 35.0)]
    rows += [("wait", 0.0, "longer", 0.5, 0.4), ("wait", 60.0, "longer", 0.2, 0.1)]
    made = pd.DataFrame(rows, columns=["table", "key", "measure", "observed", "simulated"])
    return made.assign(low=made["simulated"] / 2, high=high, own=made["observed"] + 1)


def lines(axes) -> dict[str, np.ndarray]:
    return {str(line.get_label()): line.get_xydata() for line in axes.get_lines()}


def drawn(high: float = 60.0):
    panels = {"fitted": frame(high), "later": frame(high)}
    return hours_against_log(panels, "asa_s", "Mean wait", "Seconds").axes


def test_hours_show_log_forecast_and_replay_at_mid_hour():
    for axes in drawn():
        found = lines(axes)
        assert found["seen in the log"].tolist() == [[8.5, 30.0], [9.5, 40.0]]
        assert found["simulated, mean"].tolist() == [[8.5, 35.0], [9.5, 35.0]]
        assert found["the log’s own calls and shifts, replayed"][:, 1].tolist() == [31.0, 41.0]


@pytest.mark.parametrize(
    ("high", "top"), [(60.0, 63.0), (math.nan, 1.05 * 41.0), (9000.0, 2.5 * 41.0)]
)
def test_a_band_without_end_does_not_crush_the_lines(high, top):
    assert drawn(high)[0].get_ylim() == pytest.approx((0.0, top))


def test_waits_are_drawn_in_minutes():
    axes = waits_against_log({"fitted": frame(0.9)}).axes[0]
    assert lines(axes)["seen in the log"].tolist() == [[0.0, 0.5], [1.0, 0.2]]
    assert axes.get_title(loc="left") == "fitted"


def test_without_busy_hours_a_picture_says_so():
    quiet = frame().assign(observed=1.0)
    figure = hours_against_log({"fitted": quiet}, "asa_s", "Mean wait", "Seconds")
    assert "No hour has 30 calls." in [text.get_text() for text in figure.axes[0].texts]
